"""The registry of open work: each room that gives people work says how it is listed and passed on.

The directory knows no room above it. A room registers in `AppConfig.ready`:

    openwork.register(openwork.Provider("matters", _("Matters"), list_open, pass_on))
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from zhiyong.directory.models import Account, Person


@dataclass(frozen=True, slots=True)
class OpenWork:
    """One piece of open work: its reference ("matter:12") and the day it is due."""

    reference: str
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class Provider:
    """Where open work comes from.

    `list_open(person, on)` returns all that the person answers for by name, in a steady order.
    `pass_on(references, giver, receiver, by, on)` gives these to the receiver, inside the
    transaction of the hand-over, and journals each in the room's own words; it refuses (a
    `Refusal`) what the receiver may not have, such as a matter they are recused from.
    """

    name: str
    label: Any
    list_open: Callable[[Person, date], Sequence[OpenWork]]
    pass_on: Callable[[Sequence[str], Person, Person, Account | str, date], None]


_providers: dict[str, Provider] = {}


def register(provider: Provider) -> None:
    """Add a provider; the same name again replaces it."""
    _providers[provider.name] = provider


def forget(name: str) -> None:
    """Take a provider out again."""
    _providers.pop(name, None)


def providers() -> tuple[Provider, ...]:
    """Return all providers, by name."""
    return tuple(_providers[name] for name in sorted(_providers))


def get(name: str) -> Provider:
    """Return a provider.

    :raises KeyError: if no room registered it.
    """
    return _providers[name]


def list_open(person: Person, on: date) -> list[tuple[Provider, OpenWork]]:
    """Return all open work of a person, room by room."""
    return [(provider, work) for provider in providers() for work in provider.list_open(person, on)]
