"""What is kept from somebody, since it is about them or for few: no list, count or page shows it.

Each room says which of its objects name a person, or are for those alone who work on them; rooms
that keep something about any object (duties, papers, approvals, agenda items, instructions) leave
those out. What was served on the person has its own page.
"""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet

from zhiyong.shell.access import Standing

Subjects = Callable[[Standing], "QuerySet[Any, Any]"]
"""`subjects(standing)` returns the references of what names somebody: one column of text."""

_hidden: list[Subjects] = []


def hide(subjects: Subjects) -> None:
    """Never show somebody what is kept about these subjects.

    For rooms above, in `AppConfig.ready`: what names a person is not that person's to follow. It
    is asked for accounts without a person as well.
    """
    if subjects not in _hidden:
        _hidden.append(subjects)


def hidden_from(standing: Standing) -> list["QuerySet[Any, Any]"]:
    """Return the references of what is kept from somebody: a query for each room that said so."""
    return [subjects(standing) for subjects in _hidden]


def leave_out(
    rows: "QuerySet[Any, Any]", standing: Standing, field: str = "subject"
) -> "QuerySet[Any, Any]":
    """Return rows without those whose `field` holds the reference of what is kept from somebody."""
    for references in hidden_from(standing):
        rows = rows.exclude(**{f"{field}__in": references})
    return rows
