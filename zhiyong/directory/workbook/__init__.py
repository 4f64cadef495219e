"""Units, posts, people and who holds what, as a workbook: its layout, read, planned, written."""
