"""What happens when a body has decided: each room above registers it once, in code."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from zhiyong.directory.models import Account
from zhiyong.meetings.models import Item

Effect = Callable[[Item, Account, date], None]
"""Runs in the transaction that closes the vote: the item, who closed it, the day."""


@dataclass(frozen=True, slots=True)
class Effects:
    """What follows when a motion has passed, or has not."""

    passed: Effect
    rejected: Effect


_effects: dict[tuple[str, str], Effects] = {}


def register(kind: str, act: str, *, passed: Effect, rejected: Effect) -> None:
    """Say what follows for motions of an act (`motion["act"]`) about subjects of a Kind."""
    _effects[kind, act] = Effects(passed, rejected)


def knows(kind: str, act: str) -> bool:
    """Whether some room has said what follows from an act."""
    return (kind, act) in _effects


def when_decided(item: Item, by: Account, on: date) -> None:
    """Let a decided motion take effect.

    :raises KeyError: if no room has registered the act.
    """
    follows = _effects[item.subject.partition(":")[0], item.motion["act"]]
    (follows.passed if item.state == Item.State.PASSED else follows.rejected)(item, by, on)
