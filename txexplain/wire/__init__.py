"""Bytes in, model out, and back (assembly, serialised drafts)."""
