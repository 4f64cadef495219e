"""What happens when a chain has agreed: each room above registers it once, in code."""

from collections.abc import Callable
from datetime import date

from zhiyong.approvals.models import Approval
from zhiyong.directory.models import Account

Effect = Callable[[Approval, Account, date], None]
"""Runs in the transaction of the last signature: approval, who recorded it, the day."""

_agreed: dict[str, Effect] = {}
_returned: dict[str, Effect] = {}


def register(kind: str, *, agreed: Effect, returned: Effect) -> None:
    """Say what follows for subjects of a Kind when their chain agrees or sends them back."""
    _agreed[kind] = agreed
    _returned[kind] = returned


def when_agreed(approval: Approval, by: Account, on: date) -> None:
    """Let the approved act take effect.

    :raises KeyError: if no room has registered the subject's Kind.
    """
    _agreed[approval.subject.partition(":")[0]](approval, by, on)


def when_returned(approval: Approval, by: Account, on: date) -> None:
    """Tell the room above that the draft came back.

    :raises KeyError: if no room has registered the subject's Kind.
    """
    _returned[approval.subject.partition(":")[0]](approval, by, on)
