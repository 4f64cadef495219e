"""Registers that a plan names: what happened, row by row, and the thresholds that it meets."""
