"""The ways to name a transaction or a block: an example, hex, JSON, a file, standard input; the same for all."""
