"""One file a fault: each gives the repairs of one kind that a place, or the whole, may need."""
