"""Signed messages, signatures and the commitment of script trees; the only importer of ecdsa."""
