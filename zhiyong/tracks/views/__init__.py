"""Pages of talks, resignations, oversight and tracks."""
