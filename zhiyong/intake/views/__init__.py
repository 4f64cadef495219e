"""The pages of intake, by subject."""
