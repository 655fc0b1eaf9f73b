"""Signed messages in labelled parts: one file a way of building them, and what they share."""
