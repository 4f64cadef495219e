"""Who may read a case besides the body that has it and its team: the rooms above say so.

A meeting that decides on a case reads it; so does whoever hears an appeal against its decision.
"""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet

from zhiyong.shell.access import Standing

Provider = Callable[[Standing], "QuerySet[Any, Any]"]
"""`provider(standing)` returns the ids of the cases that somebody may read besides."""

_providers: list[Provider] = []


def register(provider: Provider) -> None:
    """Let a room open cases to those who need them; once, however often it registers."""
    if provider not in _providers:
        _providers.append(provider)


def every() -> tuple[Provider, ...]:
    """Return all providers."""
    return tuple(_providers)
