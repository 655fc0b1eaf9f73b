"""What may be wrong with bytes that do not read as a transaction: guesses, each of which makes all of them read."""
