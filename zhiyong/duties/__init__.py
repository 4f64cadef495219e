"""Who owes what by when."""
