"""How many of all get each grade: largest remainder, and what people decide instead."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from zhiyong.rules.grading.errors import GradingError


@dataclass(frozen=True, slots=True)
class Places:
    """The places of one grade.

    exact     n times the share, unrounded · count: the places
    settled   what gave it its last place: "" (exact or rounded down), remainder, larger_share
              (equal remainders: the larger share first), order (equal shares too: the better
              grade first), deviation (people said so)
    """

    grade: str
    exact: Fraction
    count: int
    settled: str = ""


def distribute(
    number: int,
    shares: Sequence[tuple[str, Fraction]],
    fixed: Mapping[str, int] | None = None,
) -> tuple[Places, ...]:
    """Return the places of each grade for so many units, by largest remainder.

    Equal remainders go to the grade with the larger share, so that 50 by 35:55:10 is 17/28/5.
    `fixed` are places that people decided; the others share what is left in their proportion.

    :raises GradingError: QUOTA_SUM, if the shares do not sum to the whole; DEVIATION_SUM, if the
        places that people decided leave no room or leave units without one.
    """
    fixed = dict(fixed or {})
    if sum(share for _, share in shares) != 1:
        raise GradingError("QUOTA_SUM", sum=sum(share for _, share in shares))
    free = [(grade, share) for grade, share in shares if grade not in fixed]
    left = number - sum(fixed.values())
    whole = sum((share for _, share in free), Fraction())
    if left < 0 or min(fixed.values(), default=0) < 0 or (left and not whole):
        raise GradingError("DEVIATION_SUM", number=number, fixed=sum(fixed.values()))
    exact = {grade: left * share / whole if whole else Fraction() for grade, share in free}
    counts = {grade: int(value) for grade, value in exact.items()}
    order = {grade: place for place, (grade, _) in enumerate(shares)}
    share_of = dict(free)

    def claim(grade: str) -> tuple[Fraction, Fraction]:
        return exact[grade] - counts[grade], share_of[grade]

    waiting = sorted(exact, key=lambda grade: (-claim(grade)[0], -claim(grade)[1], order[grade]))
    winners = waiting[: left - sum(counts.values())]
    losers = [grade for grade in waiting if grade not in winners]
    settled: dict[str, str] = {}
    for grade in winners:
        rivals = [claim(other) for other in losers if claim(other)[0] == claim(grade)[0]]
        same = any(rival == claim(grade) for rival in rivals)
        settled[grade] = "order" if same else "larger_share" if rivals else "remainder"
    for grade in winners:
        counts[grade] += 1
    return tuple(
        Places(grade, number * share, fixed[grade], "deviation")
        if grade in fixed
        else Places(grade, exact[grade], counts[grade], settled.get(grade, ""))
        for grade, share in shares
    )
