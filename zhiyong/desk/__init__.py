"""Pages composed of many rooms: my work, a complaint with all that belongs to it."""
