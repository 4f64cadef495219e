"""Acts that the rooms above add to the right rail of a case's page."""

from collections.abc import Callable, Sequence
from datetime import date

from zhiyong.cases.models import Case
from zhiyong.shell.access import Standing
from zhiyong.shell.parts import Offer

Provider = Callable[[Case, Standing, date], Sequence[Offer]]

_providers: list[Provider] = []


def register(provider: Provider) -> None:
    """Add a provider of acts; once, however often it registers."""
    if provider not in _providers:
        _providers.append(provider)


def offers(case: Case, standing: Standing, today: date) -> list[Offer]:
    """Return what the rooms above offer on a case to somebody, room by room."""
    return [offer for provider in _providers for offer in provider(case, standing, today)]
