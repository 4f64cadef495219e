"""The forms of intake, by subject."""
