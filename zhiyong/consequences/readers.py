"""Who may read entries besides the body that decided: the room of their cases says so.

Whoever reads a case reads what followed from it; a case that is kept from somebody keeps its
entries from them.
"""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet

from zhiyong.shell.access import Standing

Cases = Callable[[Standing], "QuerySet[Any, Any]"]
"""`cases(standing)` returns the references of cases ("case:3"): one column of text."""

_opened: list[Cases] = []
_closed: list[Cases] = []


def register(*, opens: Cases, closes: Cases) -> None:
    """Open the entries of some cases, and keep those of others; once, however often called."""
    if opens not in _opened:
        _opened.append(opens)
    if closes not in _closed:
        _closed.append(closes)


def opened(standing: Standing) -> "list[QuerySet[Any, Any]]":
    """Return the references of the cases whose entries somebody reads."""
    return [cases(standing) for cases in _opened]


def closed(standing: Standing) -> "list[QuerySet[Any, Any]]":
    """Return the references of the cases that are kept from somebody."""
    return [cases(standing) for cases in _closed]
