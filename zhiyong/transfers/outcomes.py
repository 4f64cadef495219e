"""What came back of a letter: the rooms above that wait for it are told.

A decision that recommends or refers takes effect with the outcome:

    outcomes.register(fn)          # in AppConfig.ready; fn(transfer, by, on)
"""

from collections.abc import Callable
from datetime import date

from zhiyong.directory.models import Account
from zhiyong.transfers.models import Transfer

Follow = Callable[[Transfer, Account, date], None]
"""Runs in the transaction that enters a reply, a return or a withdrawal.

`transfer.state` tells which; of a reply `followed` and `outcome` what the body did.
"""

_follows: list[Follow] = []


def register(follow: Follow) -> None:
    """Let a room follow what came back; once, however often it registers."""
    if follow not in _follows:
        _follows.append(follow)


def tell(transfer: Transfer, by: Account, on: date) -> None:
    """Tell every room that something came back."""
    for follow in _follows:
        follow(transfer, by, on)
