"""A whole SLRT on one machine, with invented people."""
