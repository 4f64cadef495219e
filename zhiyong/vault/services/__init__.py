"""All writes of the vault."""

from zhiyong.vault.services.custody import (
    admit_custodian,
    establish_custody,
    recover_custody,
    remove_custodian,
    replace_recovery_key,
)
from zhiyong.vault.services.keys import change_passphrase, make_key, start_over, unlocked
from zhiyong.vault.services.lookups import enquire, note_lookups
from zhiyong.vault.services.opening import end_grants, grant_team, open_envelope
from zhiyong.vault.services.sealing import erase, move, seal, seal_many

__all__ = [
    "admit_custodian",
    "change_passphrase",
    "end_grants",
    "enquire",
    "erase",
    "establish_custody",
    "grant_team",
    "make_key",
    "move",
    "note_lookups",
    "open_envelope",
    "recover_custody",
    "remove_custodian",
    "replace_recovery_key",
    "seal",
    "seal_many",
    "start_over",
    "unlocked",
]
