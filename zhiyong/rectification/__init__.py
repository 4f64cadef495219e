"""The ledger of what must be put right, until somebody else has struck it off."""
