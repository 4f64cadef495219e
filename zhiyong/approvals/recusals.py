"""Who may not sign a draft: whom it is about, who is tied to it. The rooms above say so."""

from collections.abc import Callable, Collection, Mapping
from datetime import date

from zhiyong.directory.models import Person

Bar = Callable[[str, Collection[Person], date], Mapping[int, str]]
"""`bar(subject, people, on)` returns, by person, why they must not sign about that subject."""

_bars: list[Bar] = []


def register(bar: Bar) -> None:
    """Keep some people from signing; once, however often it registers."""
    if bar not in _bars:
        _bars.append(bar)


def barred(subject: str, people: Collection[Person], on: date) -> dict[int, str]:
    """Return, of some people, who must not sign about a subject, each with the first reason."""
    found: dict[int, str] = {}
    for bar in _bars if people else ():
        for pk, why in bar(subject, people, on).items():
            found.setdefault(pk, why)
    return found
