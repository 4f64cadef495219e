"""Lists of the best and the worst: ties widen them, too few shrink them, nobody stands in both."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from typing import Literal

from zhiyong.rules.grading.errors import GradingError


@dataclass(frozen=True, slots=True)
class RankTie:
    """Equal scores at the end of a list, which they widen."""

    list: Literal["best", "worst"]
    places: int
    units: tuple[str, ...]
    score: Fraction


@dataclass(frozen=True, slots=True)
class Listed:
    """The lists of one group.

    ranks      the place of each, 1 the best; equal scores share a place
    asked      places that were asked for (best, worst) · allowed: after shrinking
    overlap    by how many the lists would have met
    ties       where equal scores widened a list
    in_both    who would have stood in both, and so stands in neither
    refused    who would be on a list but gets no label: too few answers, or their number unknown
    spared     who has full marks, and is not put on the list of the worst by place alone
    """

    ranks: Mapping[str, int]
    best: tuple[str, ...]
    worst: tuple[str, ...]
    asked: tuple[int, int]
    allowed: tuple[int, int]
    overlap: int = 0
    ties: tuple[RankTie, ...] = ()
    in_both: tuple[str, ...] = ()
    refused: Mapping[str, Literal["sample_too_small", "sample_unknown"]] | None = None
    spared: tuple[str, ...] = ()


def rank(
    scores: Mapping[str, Fraction],
    best: int,
    worst: int,
    *,
    answers: Mapping[str, int] | None = None,
    min_n: int | None = None,
    shrink: bool = True,
    higher_is_better: bool = True,
    full: Fraction | None = None,
) -> Listed:
    """Return the lists of the best and the worst.

    Eight with lists of five and five overlap by two: both shrink to four. Somebody with fewer
    answers than `min_n` keeps the place, so that nobody else moves into it, but gets no label.

    full   the full mark: whoever has it is spared the list of the worst
    """
    sign = 1 if higher_is_better else -1
    line = sorted(scores, key=lambda unit: -sign * scores[unit])
    first: dict[Fraction, int] = {}
    for place, unit in enumerate(line, 1):
        first.setdefault(scores[unit], place)
    ranks = {unit: first[scores[unit]] for unit in line}
    overlap = max(0, best + worst - len(line))
    cut = ceil(Fraction(overlap, 2)) if shrink else 0
    allowed = (min(max(0, best - cut), len(line)), min(max(0, worst - cut), len(line)))
    top, top_tie = _head(line, scores, allowed[0], "best")
    bottom, bottom_tie = _head(line[::-1], scores, allowed[1], "worst")
    both = tuple(unit for unit in line if unit in top and unit in bottom)
    spared = tuple(unit for unit in bottom if full is not None and scores[unit] == full)
    refused: dict[str, Literal["sample_too_small", "sample_unknown"]] = {}
    if min_n is not None:
        for unit in (*top, *bottom):
            found = (answers or {}).get(unit)
            if found is None or found < min_n:
                refused[unit] = "sample_unknown" if found is None else "sample_too_small"
    out = {*both, *refused}
    return Listed(
        ranks=ranks,
        best=tuple(unit for unit in top if unit not in out),
        worst=tuple(unit for unit in bottom if unit not in out and unit not in spared),
        asked=(best, worst),
        allowed=allowed,
        overlap=overlap,
        ties=tuple(tie for tie in (top_tie, bottom_tie) if tie),
        in_both=both,
        refused=refused,
        spared=spared,
    )


def _head(
    line: list[str], scores: Mapping[str, Fraction], places: int, name: Literal["best", "worst"]
) -> tuple[tuple[str, ...], RankTie | None]:
    """Return the first so many, and all who are equal to the last of them."""
    if not places:
        return (), None
    last = scores[line[places - 1]]
    more = [unit for unit in line[places:] if scores[unit] == last]
    head = tuple(line[:places] + more)
    if not more:
        return head, None
    tied = tuple(unit for unit in head if scores[unit] == last)
    return head, RankTie(name, places, tied, last)


def from_bottom(place: int, of: int) -> int:
    """Return the place counted from the end, 1 the last: 8 of 9 is the second from the end.

    :raises GradingError: RANK_OUTSIDE, if there is no such place.
    """
    if not 1 <= place <= of:
        raise GradingError("RANK_OUTSIDE", place=place, of=of)
    return of - place + 1
