"""The room `appeals`: appeals against decisions, and their full roll-back."""
