"""Workbooks of complaints: ledgers of earlier years, and work orders of the 12345 hotline."""
