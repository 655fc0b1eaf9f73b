"""What the rest of the program talks about: immutable values, standard library only."""
