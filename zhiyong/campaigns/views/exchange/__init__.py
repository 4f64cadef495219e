"""The pages of what goes between the office and the units."""
