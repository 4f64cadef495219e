"""What waits for the body that appoints: the rooms register what they have, one page shows it.

A linked removal, a proposal to remove somebody elected, a resignation: none takes effect before the
body with the power decides. In `AppConfig.ready`:

    waiting.register(fn)        # fn(standing, today) -> Iterable[Waiting]
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from zhiyong.shell.access import Standing


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits: what, about whom, for which body, since when, on what grounds.

    `reference` names the object ("resignation:4"), `url` its page. `body` is the name of the body
    whose decision is awaited, or of who must carry it out.
    """

    reference: str
    what: Any
    name: str
    unit: str
    body: str
    since: date
    url: str = ""
    clause: str = ""
    hint: Any = ""


Provider = Callable[[Standing, date], Iterable[Waiting]]

_providers: list[Provider] = []


def register(provider: Provider) -> None:
    """Add a provider of what waits; once, however often it registers."""
    if provider not in _providers:
        _providers.append(provider)


def waiting_for(standing: Standing, today: date) -> list[Waiting]:
    """Return all that somebody may see of what waits, the longest waiting first."""
    found = [one for provider in _providers for one in provider(standing, today)]
    return sorted(found, key=lambda one: (one.since, one.reference))
