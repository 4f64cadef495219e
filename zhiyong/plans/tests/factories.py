"""A plan in force: the shipped pack of the city plan, adopted by a small city."""
