"""A node or an explorer, asked only where one is named; what it answers is hashed against what was asked for."""
