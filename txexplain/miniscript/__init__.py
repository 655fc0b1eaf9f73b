"""Miniscript (BIP379): scripts as expressions, whose types tell what they promise, and what satisfies them."""
