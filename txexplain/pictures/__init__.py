"""Pictures as SVG: the money, the bytes, a stack, a tree of hashes."""
