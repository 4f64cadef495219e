"""The room `consequences`: the ledger of what follows from decisions, entry by entry."""
