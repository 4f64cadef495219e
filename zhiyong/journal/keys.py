"""The keys that sign: one for tree heads, another for receipts and statements.

A private key is a file of its own in `settings.KEYS` that its owner alone can read, made when it
is first needed. Every public key that ever signed stays in `settings.KEYS/public`, is served at
`/keys.json`, and belongs on paper and on other machines too: whoever trusts this machine for its
keys trusts this machine.
"""

from enum import StrEnum


class Purpose(StrEnum):
    """What a key may sign."""

    TREE_HEAD = "tree-head"
    RECEIPT = "receipt"
