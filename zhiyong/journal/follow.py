"""Followers: rooms that act on what other rooms recorded, in the sealed order, each entry once.

The order of ids and of commits is no order to read by: transactions commit out of turn, and some
never do. Only the sealed order is complete up to where it reaches.
"""

import logging
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from zhiyong.journal import nodes
from zhiyong.journal.models import Entry, Log, Position

log = logging.getLogger(__name__)

WINDOW = 5000
AT_ONCE = 100

NEXT = """
    SELECT e.*, l.index AS place
    FROM journal_leaf l JOIN journal_entry e ON e.id = l.entry
    WHERE l.log = 'acts' AND l.index >= %s AND l.index < %s AND e.verb = ANY(%s)
    ORDER BY l.index LIMIT %s
"""

Handle = Callable[[Entry, date], None]


@dataclass(frozen=True, slots=True)
class Follower:
    """Who follows: `handle(entry, on)` runs in one transaction with its stored position."""

    name: str
    verbs: frozenset[str]
    handle: Handle


REGISTRY: dict[str, Follower] = {}


def follow(name: str, verbs: Collection[str]) -> Callable[[Handle], Handle]:
    """Make a function the follower of some verbs, from the first sealed entry on.

    Its effects in the database and its position stand or fall together, so each entry counts
    once even after a crash. What it does outside the database must bear being done twice.

    :raises ValueError: if another follower has the name.
    """

    def register(handle: Handle) -> Handle:
        known = REGISTRY.get(name)
        if known is not None and known.handle.__qualname__ != handle.__qualname__:
            raise ValueError(f"two followers are named {name}")
        REGISTRY[name] = Follower(name, frozenset(verbs), handle)
        return handle

    return register


def run(follower: Follower, *, on: date, limit: int = 10_000) -> int:
    """Let a follower read on; return how many entries it handled.

    One that fails at an entry stays there: what it did before is kept, the next run tries that
    entry again.
    """
    Position.objects.get_or_create(name=follower.name)
    handled, more = 0, True
    while more and handled < limit:
        count, more, fault = _read_on(follower, on)
        handled += count
        if fault:
            raise fault
    return handled


def run_all(*, on: date) -> int:
    """Let every follower read on; one that fails does not stop the others."""
    handled = 0
    for follower in list(REGISTRY.values()):
        try:
            handled += run(follower, on=on)
        except Exception:
            log.exception("%s stays where it is", follower.name)
    return handled


def restart(name: str) -> None:
    """Let a follower read everything again from the first entry."""
    Position.objects.filter(name=name).update(next_index=0)


@transaction.atomic
def _read_on(follower: Follower, on: date) -> tuple[int, bool, Exception | None]:
    """Handle the next entries; return how many, whether there is more, and what went wrong."""
    position = Position.objects.select_for_update().get(name=follower.name)
    size = nodes.size_of(Log.ACTS)
    end = min(size, position.next_index + WINDOW)
    params = [position.next_index, end, list(follower.verbs), AT_ONCE]
    found: list[Any] = list(Entry.objects.raw(NEXT, params))  # with their `place`
    handled = 0
    fault = None
    for entry in found:
        try:
            with transaction.atomic():
                follower.handle(entry, on)
        except Exception as error:
            fault = error
            break
        handled += 1
        position.next_index = entry.place + 1
    if not fault and len(found) < AT_ONCE:
        position.next_index = max(position.next_index, end)
    position.save()
    return handled, position.next_index < size, fault
