"""A node's own block folder: `blk*.dat`, `rev*.dat` with the outputs that were spent, and the `xor.dat` over both."""
