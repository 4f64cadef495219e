"""A fictitious city, made from a seed, so that every page shows life. Nothing here is real."""
