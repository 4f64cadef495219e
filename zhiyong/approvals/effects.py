"""What happens when a chain has agreed: each room above registers it once, in code."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from zhiyong.approvals.models import Approval
from zhiyong.directory.models import Account

Effect = Callable[[Approval, Account, date], None]
"""Runs in the transaction of the last signature: approval, who recorded it, the day.

The moment, where a signature was given on screen, is `approval.agreed_at`.
"""


@dataclass(frozen=True, slots=True)
class Effects:
    """What follows when a draft was agreed to, or came back."""

    agreed: Effect
    returned: Effect


_effects: dict[tuple[str, str], Effects] = {}


def register(kind: str, act: str, *, agreed: Effect, returned: Effect) -> None:
    """Say what follows for drafts of an act (`draft["act"]`) about subjects of a Kind.

    The act, not the chain, since a plan may send several acts through one chain.
    """
    _effects[kind, act] = Effects(agreed, returned)


def when_agreed(approval: Approval, by: Account, on: date) -> None:
    """Let the approved act take effect.

    :raises KeyError: if no room has registered the act.
    """
    _of(approval).agreed(approval, by, on)


def when_returned(approval: Approval, by: Account, on: date) -> None:
    """Tell the room above that the draft came back.

    :raises KeyError: if no room has registered the act.
    """
    _of(approval).returned(approval, by, on)


def _of(approval: Approval) -> Effects:
    return _effects[approval.subject.partition(":")[0], approval.draft["act"]]
