"""Sealed identities and contacts, their custodians, and who opened what, and why."""
