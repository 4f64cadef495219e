"""When the vault says no."""

from zhiyong.shell.errors import Refusal


class VaultRefusal(Refusal):
    """The vault stays shut."""


class VaultNotReady(VaultRefusal):
    """No custody serves the unit, so nothing can be sealed for it."""


class WrongPassphrase(VaultRefusal):
    """The passphrase does not open the key."""


class KeyLocked(VaultRefusal):
    """Too many wrong passphrases: the key waits."""


class NotACustodian(VaultRefusal):
    """The person may not open this envelope."""


class TooManyOpenings(VaultRefusal):
    """The person has opened as many envelopes as a day allows."""
