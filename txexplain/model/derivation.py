"""The bounds of keys that are derived (BIP32)."""

FIRST_HARDENED = 1 << 31  # steps from here on need the private key
MAX_INDEX = FIRST_HARDENED - 1  # the last place of a range
MAX_DEPTH = 255  # an extended key of this depth has no children
