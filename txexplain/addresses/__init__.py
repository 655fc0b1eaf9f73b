"""How output scripts are written for people: addresses (base58check, bech32), and the checksum of descriptors."""
