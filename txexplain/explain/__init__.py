"""Reports to documents: what is said, in which order, in the reader's language; never how it looks."""
