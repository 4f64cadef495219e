"""Pages of the vault, by subject."""

from zhiyong.vault.views.custody import (
    admit,
    custodies,
    custody,
    establish,
    recover,
    remove,
    replace_recovery,
)
from zhiyong.vault.views.enquiries import enquire, enquiry
from zhiyong.vault.views.envelopes import envelope, envelopes, grant, open_envelope
from zhiyong.vault.views.key import change_passphrase, key, start_over
from zhiyong.vault.views.openings import openings

__all__ = [
    "admit",
    "change_passphrase",
    "custodies",
    "custody",
    "enquire",
    "enquiry",
    "envelope",
    "envelopes",
    "establish",
    "grant",
    "key",
    "open_envelope",
    "openings",
    "recover",
    "remove",
    "replace_recovery",
    "start_over",
]
