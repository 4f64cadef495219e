"""What follows in the rooms above when an appeal undid a decision: each registers it once.

The archives ask for a correction slip to the personnel file:

    undone.register(follow)    # follow(appeal, roll_back, by, on), in the same transaction
"""

from collections.abc import Callable
from datetime import date

from zhiyong.appeals.models import Appeal
from zhiyong.directory.models import Account
from zhiyong.rules.rollback import RollBack

Follow = Callable[[Appeal, RollBack, Account, date], None]
"""Runs in the transaction that answers the appeal, after everything below was rolled back."""

_follows: list[Follow] = []


def register(follow: Follow) -> None:
    """Add what follows; once, however often it registers."""
    if follow not in _follows:
        _follows.append(follow)


def tell(appeal: Appeal, roll_back: RollBack, by: Account, on: date) -> None:
    """Tell the rooms above that a decision was changed or revoked."""
    for follow in _follows:
        follow(appeal, roll_back, by, on)
