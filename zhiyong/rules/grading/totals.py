"""Totals from parts and weights."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from zhiyong.rules.grading.errors import GradingError
from zhiyong.rules.pack.appraisal import Appraisal
from zhiyong.rules.values import UNSPECIFIED

HUNDRED = Fraction(100)


@dataclass(frozen=True, slots=True)
class Part:
    """What one part of a score comes to: the mark, its weight, the points that it gives."""

    component: str
    mark: Fraction | None
    weight: Fraction
    points: Fraction | None
    raised_from: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Total:
    """A total with its parts; None when a part was not given (`missing` names it)."""

    value: Fraction | None
    parts: tuple[Part, ...] = ()
    missing: tuple[str, ...] = ()


def weights_of(appraisal: Appraisal) -> tuple[dict[str, Fraction] | None, tuple[str, ...]]:
    """Return the weight of each part in hundredths, or None and the paths of the open ones.

    Weights written as shares (20%) and as points (20) mean the same.

    :raises GradingError: WEIGHTS_SUM, if all are given and do not sum to 100 (or, of an appraisal
        that is no whole, to more than 100).
    """
    open_ones = tuple(
        f"appraisals.{appraisal.id}.components.{part.id}.weight"
        for part in appraisal.components
        if part.weight == UNSPECIFIED
    )
    if open_ones:
        return None, open_ones
    weights = {
        part.id: part.weight for part in appraisal.components if isinstance(part.weight, Fraction)
    }
    if weights and sum(weights.values()) == 1:
        weights = {name: weight * HUNDRED for name, weight in weights.items()}
    given = sum(weights.values(), Fraction())
    if weights and (given > HUNDRED or (appraisal.whole and given != HUNDRED)):
        raise GradingError("WEIGHTS_SUM", appraisal=appraisal.id, sum=given)
    return weights, ()


def total(
    appraisal: Appraisal, weights: Mapping[str, Fraction], marks: Mapping[str, Fraction | None]
) -> Total:
    """Return the total of the marks: 90, 80, 85, 100 with 20, 30, 40, 10 is 18+24+34+10 = 86.

    With `marked_in: points` a part is given in points up to its weight, and they are added.

    :raises GradingError: PART_UNKNOWN or MARK_OUTSIDE.
    """
    known = {part.id: part for part in appraisal.components}
    for name in marks:
        if name not in known:
            raise GradingError("PART_UNKNOWN", part=name, known=", ".join(known))
    parts = []
    for name, weight in weights.items():
        mark = marks.get(name)
        in_points = appraisal.marked_in == "points"
        top = weight if in_points else appraisal.top or HUNDRED
        if mark is not None and not 0 <= mark <= top:
            raise GradingError("MARK_OUTSIDE", part=name, mark=mark, top=top)
        points = mark if mark is None or in_points else mark * weight / HUNDRED
        before = known[name].raised_from
        raised_from = before if isinstance(before, Fraction) else None
        parts.append(Part(name, mark, weight, points, raised_from))
    missing = tuple(part.component for part in parts if part.points is None)
    if missing:
        return Total(None, tuple(parts), missing)
    return Total(sum((part.points or Fraction() for part in parts), Fraction()), tuple(parts))
