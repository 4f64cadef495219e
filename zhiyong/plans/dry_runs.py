"""What a new version would have changed: rooms look at what ran under the old one.

Nothing is written. A room registers what it can look at in `AppConfig.ready`. Only what the asker
may see is counted: a number may not tell of a complaint that passed them by.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from zhiyong.plans.models import Adoption
from zhiyong.rules.pack.schema import Pack
from zhiyong.shell.access import Standing


@dataclass(frozen=True, slots=True)
class Line:
    """One kind of change, and how often it would have come about."""

    said: str
    count: int


@dataclass(frozen=True, slots=True)
class Finding:
    """What a room found: how many it looked at, how many would have gone otherwise.

    untold   how many it cannot tell, since the new version asks for facts that were not recorded
    """

    title: str
    looked_at: int
    changed: int
    untold: int
    lines: tuple[Line, ...]


Run = Callable[[Adoption, Pack, Standing, date, date], Finding]
"""From what ran under an adoption between two days, both included, to what would differ."""

_runs: list[Run] = []


def register(run: Run) -> None:
    """Let a room look; registering the same again changes nothing."""
    if run not in _runs:
        _runs.append(run)


def findings(
    adoption: Adoption, pack: Pack, standing: Standing, since: date, until: date
) -> list[Finding]:
    """Return what every room found among what somebody may see."""
    return [run(adoption, pack, standing, since, until) for run in _runs]
