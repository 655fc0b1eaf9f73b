"""Bytes in, model out (and back: addresses, asm, descriptors). The only importer of `bitcoin.*`."""
