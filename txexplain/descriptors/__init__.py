"""Output descriptors (BIP380 to BIP390): read as Bitcoin Core reads them, derived, and written again."""
