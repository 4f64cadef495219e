"""What seldom changes is read once a process: units, the plans in force, the calendar.

Inside `held`, `remembered` keeps what was read under the edition that the database says (one
short query a block); with the next edition everything is forgotten. A transaction that has
changed something itself remembers nothing. What is kept is shared: nobody changes it.
"""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.db import connection

T = TypeVar("T")

MOST = 20_000
"""How many things a process remembers at most, before it begins anew."""

NOW = """
    SELECT string_agg(mark::text, ' ' ORDER BY slot),
        coalesce(bool_or(by_transaction = pg_current_xact_id_if_assigned()), false)
    FROM directory_edition
"""


@dataclass(slots=True)
class _Shelf:
    """What is remembered of one edition."""

    edition: str
    things: dict[Hashable, Any] = field(default_factory=dict)


@dataclass(slots=True)
class _Hold:
    """One block: its shelf, once it was asked for."""

    is_open: bool = False
    shelf: _Shelf | None = None


_hold: ContextVar[_Hold | None] = ContextVar("directory_edition", default=None)
_shelf = _Shelf("")


@contextmanager
def held() -> Iterator[None]:
    """Let what is `remembered` in this block be that of one edition, asked for at most once.

    Not around acts that change units, plans or the calendar.
    """
    token = _hold.set(_Hold())
    try:
        yield
    finally:
        _hold.reset(token)


def remembered(key: Hashable, make: Callable[[], T]) -> T:
    """Return what was made for a key under this edition; outside `held` it is made each time."""
    hold = _hold.get()
    if hold is None:
        return make()
    if not hold.is_open:
        hold.shelf, hold.is_open = _current(), True
    if hold.shelf is None:
        return make()
    things = hold.shelf.things
    if key not in things:
        if len(things) >= MOST:
            things.clear()
        things[key] = make()
    made: T = things[key]
    return made


def _current() -> _Shelf | None:
    """Return the shelf of the edition that stands now; None for a transaction's own changes."""
    global _shelf
    with connection.cursor() as cursor:
        cursor.execute(NOW)
        edition, is_ours = cursor.fetchone()
    if is_ours:
        return None
    if _shelf.edition != (edition or ""):
        _shelf = _Shelf(edition or "")
    return _shelf
