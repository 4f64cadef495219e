"""Grades from scores by a forced distribution, with blocks, forced grades and ties.

    grade_by_quota(totals={"a": 90, "b": 88, …}, shares=(("class_1", 35%), …), …)

From the best grade down, the places of a grade go to the first in rank whom nothing blocks from
it. Blocks come before the cut: a place that a block leaves goes to the next in rank, or stays
empty (then the grade below has one more); so a block never moves anybody else down. A forced
grade is a ceiling that counts inside the quota: nobody is lifted by it. Forced units beyond the
quota of the last grade overflow it, at the cost of the grade above; that needs a reason.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from zhiyong.rules.grading.errors import GradingError
from zhiyong.rules.grading.quotas import Places, distribute


@dataclass(frozen=True, slots=True)
class Tie:
    """Equal totals where there are places for some of them only: people choose, or have chosen.

    grade    the grade whose places run out · places: how many of the units get it
    chosen   whom people chose; empty while they have not
    """

    grade: str
    places: int
    units: tuple[str, ...]
    total: Fraction | None
    chosen: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Moved:
    """Somebody whose grade is not that of the score alone.

    why   blocked · forced · filled: into a place that a block or a forced grade left ·
          overflow: out of a place that the overflow of a lower grade took
    """

    unit: str
    from_: str
    to: str
    why: Literal["blocked", "forced", "filled", "overflow"]


@dataclass(frozen=True, slots=True)
class Deviation:
    """How many get a grade by decision, where the plan says "in principle"; the reason is kept."""

    count: int
    reason: str


@dataclass(frozen=True, slots=True)
class Graded:
    """The result of a forced distribution.

    places     the quota · taken: how many got each grade
    grades     of each unit; None while a tie or a missing total leaves it open
    by_score   the grade that the score alone gives, within the same places
    overflow   how many more than its places a grade holds by forced grades
    """

    places: tuple[Places, ...]
    grades: Mapping[str, str | None]
    by_score: Mapping[str, str | None]
    ties: tuple[Tie, ...]
    moved: tuple[Moved, ...]
    overflow: Mapping[str, int]
    missing: tuple[str, ...] = ()

    @property
    def taken(self) -> dict[str, int]:
        """Return how many got each grade."""
        held = list(self.grades.values())
        return {one.grade: held.count(one.grade) for one in self.places}


def grade_by_quota(
    totals: Mapping[str, Fraction | None],
    shares: Sequence[tuple[str, Fraction]],
    *,
    blocked: Mapping[str, Collection[str]] | None = None,
    forced: Mapping[str, str] | None = None,
    chosen: Mapping[str, Collection[str]] | None = None,
    deviations: Mapping[str, Deviation] | None = None,
    vacated: Literal["next", "empty"] = "next",
    forced_inside: bool = True,
    strict: bool = False,
) -> Graded:
    """Return the grades of all units; `shares` from the best grade down.

    chosen       at a cut with equal totals: the grade, and who of the tied units get it
    deviations   places that people decided, with their reason

    :raises GradingError: as the codes of that class say.
    """
    blocked, forced, chosen = blocked or {}, forced or {}, chosen or {}
    order = {grade: place for place, (grade, _) in enumerate(shares)}
    _check(totals, order, blocked, forced, chosen)
    fixed = _fixed(deviations or {}, order, strict)
    outside = [] if forced_inside else [unit for unit in totals if unit in forced]
    inside = [unit for unit in totals if unit not in outside]
    places = distribute(len(inside), shares, fixed)
    missing = tuple(
        unit for unit in inside if totals[unit] is None and not _is_last(unit, forced, order)
    )
    if missing:
        held: dict[str, str | None] = {
            unit: forced[unit] if _is_last(unit, forced, order) else None for unit in totals
        }
        return Graded(places, held, dict.fromkeys(totals), (), (), {}, missing)
    counts = [one.count for one in places]
    field = _Field(totals, inside, tuple(order), counts, chosen)
    complete = all(totals[unit] is not None for unit in inside)
    by_score = field.run({}, {}, "next")[0] if complete else {}
    found, ties = field.run(blocked, forced, vacated)
    held = {unit: forced[unit] if unit in outside else found[unit] for unit in totals}
    last = places[-1]
    extra = sum(1 for unit in inside if forced.get(unit) == last.grade) - last.count
    overflow = {last.grade: extra} if extra > 0 else {}
    moved = _moved(held, by_score, order, blocked, forced)
    scored = {unit: by_score.get(unit) for unit in totals}
    return Graded(places, held, scored, ties, moved, overflow)


def hold_down(
    given: str, order: Sequence[str], blocked: Collection[str] = (), forced: str | None = None
) -> str:
    """Return a personal grade after blocks and a forced grade; neither ever lifts it.

    order   the grades, the best first

    :raises GradingError: GRADE_UNKNOWN; NOWHERE, if every grade from there down is blocked.
    """
    for grade in (given, *blocked, *([forced] if forced else [])):
        if grade not in order:
            raise GradingError("GRADE_UNKNOWN", grade=grade, known=", ".join(order))
    start = given if forced is None else worse_of(given, forced, order)
    for grade in order[order.index(start) :]:
        if grade not in blocked:
            return grade
    raise GradingError("NOWHERE", grade=given)


def worse_of(one: str, other: str, order: Sequence[str]) -> str:
    """Return the worse of two grades; `order` has the best first."""
    return max(one, other, key=order.index)


# ── the parts ─────────────────────────────────────────────────────────────────────────────


def _check(
    totals: Mapping[str, Fraction | None],
    order: Mapping[str, int],
    blocked: Mapping[str, Collection[str]],
    forced: Mapping[str, str],
    chosen: Mapping[str, Collection[str]],
) -> None:
    named = [*forced.values(), *chosen, *(grade for held in blocked.values() for grade in held)]
    for grade in named:
        if grade not in order:
            raise GradingError("GRADE_UNKNOWN", grade=grade, known=", ".join(order))
    for unit in (*blocked, *forced, *(one for held in chosen.values() for one in held)):
        if unit not in totals:
            raise GradingError("UNIT_UNKNOWN", unit=unit)


def _fixed(
    deviations: Mapping[str, Deviation], order: Mapping[str, int], strict: bool
) -> dict[str, int]:
    for grade, deviation in deviations.items():
        if grade not in order:
            raise GradingError("GRADE_UNKNOWN", grade=grade, known=", ".join(order))
        if strict:
            raise GradingError("DEVIATION_STRICT", grade=grade)
        if not deviation.reason.strip():
            raise GradingError("DEVIATION_REASON", grade=grade)
    return {grade: deviation.count for grade, deviation in deviations.items()}


def _is_last(unit: str, forced: Mapping[str, str], order: Mapping[str, int]) -> bool:
    """Return whether a unit is forced into the last grade, so that its total decides nothing."""
    return unit in forced and order[forced[unit]] == len(order) - 1


@dataclass(frozen=True, slots=True)
class _Field:
    """What all passes from the best grade down share.

    order    the grades, the best first · counts: the places of each
    """

    totals: Mapping[str, Fraction | None]
    units: Sequence[str]
    order: tuple[str, ...]
    counts: Sequence[int]
    chosen: Mapping[str, Collection[str]]

    def run(
        self,
        blocked: Mapping[str, Collection[str]],
        forced: Mapping[str, str],
        vacated: Literal["next", "empty"],
    ) -> tuple[dict[str, str | None], tuple[Tie, ...]]:
        """Return the grades, None where a tie leaves them open, and the ties at the cuts."""

        def place(groups: Sequence[Sequence[str]]) -> dict[str, str]:
            line = [unit for group in groups for unit in group]
            return self._place(line, blocked, forced, vacated)

        groups = self._groups()
        first = place(groups)
        ties: list[Tie] = []
        undecided: set[str] = set()
        turned = [list(group) for group in groups]
        for number, group in enumerate(groups):
            if len({first[unit] for unit in group}) == 1:
                continue
            tied = [unit for unit in group if self._depends(unit, number, groups, place)]
            found = self._ties(tied, first)
            ties += found
            settled = {unit for tie in found for unit in tie.chosen}
            if any(not tie.chosen for tie in found):
                undecided |= {unit for unit in tied if unit not in settled}
                turned[number].reverse()
        grades: dict[str, str | None] = dict(first)
        if undecided:
            other = place(turned)
            undecided |= {
                unit
                for unit in first
                if other[unit] != first[unit] and unit not in undecided
                if not any(unit in tie.units for tie in ties)
            }
        return grades | dict.fromkeys(undecided), tuple(ties)

    def _groups(self) -> list[list[str]]:
        """Return the units in rank order, those with equal totals together, the chosen first."""
        of_total: dict[Fraction | None, list[str]] = {}
        for unit in self.units:
            of_total.setdefault(self.totals[unit], []).append(unit)
        wanted = {
            unit: place
            for place, grade in reversed([*enumerate(self.order)])
            for unit in self.chosen.get(grade, ())
        }
        known = sorted((total for total in of_total if total is not None), reverse=True)
        groups = [
            sorted(of_total[total], key=lambda unit: wanted.get(unit, len(self.order)))
            for total in known
        ]
        return [*groups, of_total[None]] if None in of_total else groups

    def _place(
        self,
        line: Sequence[str],
        blocked: Mapping[str, Collection[str]],
        forced: Mapping[str, str],
        vacated: Literal["next", "empty"],
    ) -> dict[str, str]:
        """Give out the places from the best grade down, in this order of units."""
        grades: dict[str, str] = {}
        ceiling = {unit: self.order.index(grade) for unit, grade in forced.items()}
        waiting, carried = list(line), 0
        for number, grade in enumerate(self.order[:-1]):
            free, carried = self.counts[number] + carried, 0
            rest: list[str] = []
            for unit in waiting:
                if free <= 0 or ceiling.get(unit, 0) > number:
                    rest.append(unit)
                elif grade in blocked.get(unit, ()):
                    rest.append(unit)
                    if vacated == "empty":
                        free, carried = free - 1, carried + 1
                else:
                    grades[unit] = grade
                    free -= 1
            waiting, carried = rest, carried + free
        for unit in waiting:
            if self.order[-1] in blocked.get(unit, ()):
                raise GradingError("NOWHERE", unit=unit, grade=self.order[-1])
            grades[unit] = self.order[-1]
        return grades

    def _depends(
        self,
        unit: str,
        number: int,
        groups: Sequence[Sequence[str]],
        place: Callable[[Sequence[Sequence[str]]], dict[str, str]],
    ) -> bool:
        """Return whether a unit's grade depends on its place among those with equal totals."""
        others = [one for one in groups[number] if one != unit]
        before, after = groups[:number], groups[number + 1 :]
        ahead = place([*before, [unit, *others], *after])
        behind = place([*before, [*others, unit], *after])
        return ahead[unit] != behind[unit]

    def _ties(self, tied: Sequence[str], first: Mapping[str, str]) -> list[Tie]:
        """Return one tie for each cut that goes through the tied units.

        :raises GradingError: TIE_CHOICE, if the choice is not of as many as there are places.
        """
        held = [grade for grade in self.order if any(first[unit] == grade for unit in tied)]
        ties, left = [], list(tied)
        for grade in held[:-1]:
            places = sum(1 for unit in tied if first[unit] == grade)
            wanted = tuple(unit for unit in left if unit in self.chosen.get(grade, ()))
            if wanted and len(wanted) != places:
                raise GradingError(
                    "TIE_CHOICE", grade=grade, places=places, chosen=", ".join(wanted)
                )
            ties.append(Tie(grade, places, tuple(left), self.totals[left[0]], wanted))
            if not wanted:
                break
            left = [unit for unit in left if unit not in wanted]
        return ties


def _moved(
    held: Mapping[str, str | None],
    by_score: Mapping[str, str | None],
    order: Mapping[str, int],
    blocked: Mapping[str, Collection[str]],
    forced: Mapping[str, str],
) -> tuple[Moved, ...]:
    """Return everybody whose grade is not that of the score alone, and why."""
    moved = []
    for unit, now in held.items():
        before = by_score.get(unit)
        if now is None or before is None or now == before:
            continue
        why: Literal["blocked", "forced", "filled", "overflow"]
        if order[now] < order[before]:
            why = "filled"
        elif unit in forced:
            why = "forced"
        else:
            why = "blocked" if before in blocked.get(unit, ()) else "overflow"
        moved.append(Moved(unit, before, now, why))
    return tuple(moved)
