"""Pages of letters to other bodies."""
