"""Documents and data to the terminal: the only layer that knows rich."""
