"""What must be done about everybody at least so often: who is left."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal


@dataclass(frozen=True, slots=True)
class Covered:
    """Whether everybody has been looked at often enough, and who has not.

    state   met · open: the period still runs, they are reminded · missed: its last day has come ·
            None: somebody is missing, and the day is not known
    """

    met: bool
    missing: Mapping[str, int]
    state: Literal["met", "open", "missed"] | None


def cover(
    done: Mapping[str, int], least: int, *, last_day: date | None = None, today: date | None = None
) -> Covered:
    """Return who still lacks something that everybody needs so often; the value: how much."""
    missing = {who: least - times for who, times in done.items() if times < least}
    if not missing:
        return Covered(True, {}, "met")
    if last_day is None or today is None:
        return Covered(False, missing, None)
    return Covered(False, missing, "open" if today < last_day else "missed")
