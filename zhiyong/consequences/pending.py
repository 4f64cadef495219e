"""Whether somebody is under investigation: the rooms above know, and say so here.

While a case about them is open, a person or unit is not graded yet: neither blocked nor cleared.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from datetime import date

Provider = Callable[[Collection[int], Collection[int], date], Mapping[str, str]]
"""fn(people, units, on) -> {"person:3": "case:5"}: those with something open, and what it is."""

_providers: list[Provider] = []


def register(provider: Provider) -> None:
    """Add a room that knows who is under investigation; in `AppConfig.ready`."""
    if provider not in _providers:
        _providers.append(provider)


def pending_of(
    people: Collection[int], units: Collection[int], on: date
) -> dict[str, tuple[str, ...]]:
    """Return what is open about people and units on a day: they are not graded yet.

    Shape: {"person:3": ("case:5",)}; those about whom nothing is open are left out. It asks
    nobody's rights: whoever shows it asks which of the cases the reader may see.
    """
    found: dict[str, list[str]] = defaultdict(list)
    for provider in _providers:
        for whom, what in provider(people, units, on).items():
            found[whom].append(what)
    return {whom: tuple(what) for whom, what in found.items()}
