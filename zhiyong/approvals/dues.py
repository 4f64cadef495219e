"""By when a step is due: the room of duties, which counts days, says so."""

from collections.abc import Callable
from datetime import date

from zhiyong.plans.models import Adoption

Count = Callable[[Adoption, str, date], date | None]
"""The last day under a clock of the plan that begins on a day."""

_count: list[Count] = []


def settle(count: Count) -> None:
    """Say how days are counted."""
    _count[:] = [count]


def due_on(adoption: Adoption | None, clock: str | None, on: date) -> date | None:
    """Return the last day of a step that begins on a day; None where the plan sets none."""
    if adoption is None or clock is None or not _count:
        return None
    return _count[0](adoption, clock, on)
