"""The forms of the public's door."""
