"""Output descriptors (BIP380 to BIP390): read as Bitcoin Core reads them, derived, and written again.

`parse.parse_descriptor` reads one, `expand.expand` makes its scripts, `rpc` says what Core's RPC says of it. It is
our own because no library gives Core's canonical form and its refusals: of 186 descriptors that a node takes,
bdkpython writes 78 as the node does, and embit 67.
"""
