"""Ids that tell nothing: rows that came one after another must not betray who came when."""

import secrets

LEAST = 10**15
MOST = 2**53


def random_id() -> int:
    """Return a random id of sixteen digits: a browser holds it exactly, and no telephone has it."""
    return LEAST + secrets.randbelow(MOST - LEAST)
