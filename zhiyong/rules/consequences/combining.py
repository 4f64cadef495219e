"""How consequences add up: person by person and year by year, from those that are in force.

Within one case the highest deduction counts, across cases they are added, never above the cap;
the pack may say otherwise. Everything is computed from scratch from what is in force, so that a
deduction that an appeal undoes is recomputed against the cap and not subtracted.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from zhiyong.rules.clauses import Clause
from zhiyong.rules.consequences.preparing import NEUTRAL
from zhiyong.rules.consequences.records import Effect, Note
from zhiyong.rules.errors import RuleError
from zhiyong.rules.pack.sanctions import Combination
from zhiyong.rules.pack.schema import Pack

ZERO = Fraction(0)


class GradesContradict(RuleError):
    """FORCED_GRADES_DIFFER, or GRADE_FORCED_AND_BLOCKED: no grade meets what follows."""


class Part(NamedTuple):
    """One deduction within a yearly sum: its own share, and how much of it the cap leaves."""

    effect: Effect
    share: Fraction
    counted: Fraction


class Bonus(NamedTuple):
    """How much of a yearly sum is withheld, and from which decisions."""

    share: Fraction
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class YearStanding:
    """What is in force about a person or unit in one year."""

    bonuses: dict[str, Bonus] = field(default_factory=dict)
    blocked: dict[tuple[str, str], tuple[Effect, ...]] = field(default_factory=dict)
    forced: dict[str, Effect] = field(default_factory=dict)
    freezes: list[Effect] = field(default_factory=list)
    lost: list[Effect] = field(default_factory=list)


Standing = Mapping[str, Mapping[int, YearStanding]]


def combine(pack: Pack, effects: Sequence[Effect]) -> tuple[tuple[Effect, ...], Standing]:
    """Return the effects with those marked that others supersede, and what is in force.

    The order in which decisions are told does not matter: they count by their days, then by
    their names.

    :raises GradesContradict: if different grades are forced and the pack has no order of them,
        or a forced grade is blocked.
    """
    return _Combining(pack, effects).combine()


class _Combining:
    def __init__(self, pack: Pack, effects: Sequence[Effect]) -> None:
        self.pack = pack
        self.rule: Combination = pack.combination or NEUTRAL
        self.effects = list(effects)
        self.standing: dict[str, dict[int, YearStanding]] = {}

    def combine(self) -> tuple[tuple[Effect, ...], Standing]:
        order = sorted(
            (place for place, one in enumerate(self.effects) if one.state == "in_force"),
            key=lambda place: _order(self.effects[place]),
        )
        cuts: dict[tuple[str, int, str], list[int]] = {}
        forced: dict[tuple[str, int, str], list[int]] = {}
        for place in order:
            one = self.effects[place]
            who, year = one.on or "", one.year
            if one.effect == "deduct" and year is not None:
                cuts.setdefault((who, year, one.of), []).append(place)
            elif one.effect == "force" and year is not None:
                forced.setdefault((who, year, one.appraisal), []).append(place)
            elif one.effect == "block" and year is not None:
                self._block(place, self._of(who, year))
            elif one.effect in ("freeze", "lose") and one.since is not None:
                standing = self._of(who, one.since.year)
                (standing.freezes if one.effect == "freeze" else standing.lost).append(one)
        for (who, year, sum_), places in cuts.items():
            self._of(who, year).bonuses[sum_] = self._withheld(places)
        for (who, year, appraisal), places in forced.items():
            self._of(who, year).forced[appraisal] = self._forced(places)
        self._refuse_blocked_grades()
        return tuple(self.effects), self.standing

    def _of(self, who: str, year: int) -> YearStanding:
        return self.standing.setdefault(who, {}).setdefault(year, YearStanding())

    # ── deductions ────────────────────────────────────────────────────────────────────────

    def _withheld(self, places: list[int]) -> Bonus:
        """Return the share withheld of one sum in one year, from the deductions in force."""
        cases: dict[str, dict[str, list[int]]] = {}
        for place in places:
            one = self.effects[place]
            cases.setdefault(one.case, {}).setdefault(one.bundle, []).append(place)
        kept = {case: self._within(bundles) for case, bundles in cases.items()}
        if self.rule.across_cases == "highest" and len(kept) > 1:
            highest = max(kept, key=lambda case: self._sum(kept[case]))
            for case, others in kept.items():
                if case != highest:
                    self._supersede(others, "HIGHEST_ACROSS_CASES", kept[highest][0])
            kept = {highest: kept[highest]}
        counting = sorted(
            (place for found in kept.values() for place in found),
            key=lambda place: _order(self.effects[place]),
        )
        total, parts = ZERO, []
        for place in counting:
            share = self.effects[place].share or ZERO
            counted = min(share, self.rule.cap - total)
            total += counted
            if counted < share:
                self._note(place, Note("CAPPED", {"cap": self.rule.cap, "counted": counted}))
            parts.append(Part(self.effects[place], share, counted))
        return Bonus(total, tuple(parts))

    def _within(self, bundles: dict[str, list[int]]) -> list[int]:
        """Return the deductions of one case that count."""
        found = list(bundles.values())
        if self.rule.within_case == "sum" or len(found) == 1:
            return [place for bundle in found for place in bundle]
        highest = max(found, key=self._sum)  # of equal ones the first, by day
        for bundle in found:
            if bundle is not highest:
                self._supersede(bundle, "HIGHEST_IN_CASE", highest[0])
        return highest

    def _sum(self, places: Iterable[int]) -> Fraction:
        return sum((self.effects[place].share or ZERO for place in places), ZERO)

    # ── grades ────────────────────────────────────────────────────────────────────────────

    def _block(self, place: int, standing: YearStanding) -> None:
        one = self.effects[place]
        key = (one.appraisal, one.grade)
        others = standing.blocked.get(key, ())
        first = next((o for o in others if o.taken.decision == one.taken.decision), None)
        if first is not None:
            note = Note("APPLIED_ONCE", {"by": first.id})
            self.effects[place] = one._replace(state="superseded", notes=(*one.notes, note))
            return
        standing.blocked[key] = (*others, one)

    def _forced(self, places: list[int]) -> Effect:
        """Return the grade that is forced: of several the worst, since none ever lifts."""
        grades = dict.fromkeys(self.effects[place].grade for place in places)
        worst = places[0]
        if len(grades) > 1:
            order = self._grades_of(self.effects[worst].appraisal)
            if not all(grade in order for grade in grades):
                raise GradesContradict(
                    "FORCED_GRADES_DIFFER",
                    who=self.effects[worst].on,
                    appraisal=self.effects[worst].appraisal,
                    grades=", ".join(grades),
                )
            worst = min(places, key=lambda place: order[self.effects[place].grade])
        for place in places:
            if place == worst:
                continue
            other = self.effects[place]
            same = other.grade == self.effects[worst].grade
            if same and other.taken.decision != self.effects[worst].taken.decision:
                continue  # two decisions force the same grade: each holds by itself
            code = "APPLIED_ONCE" if same else "WORSE_GRADE_HOLDS"
            self._supersede([place], code, worst)
        return self.effects[worst]

    def _grades_of(self, appraisal_id: str) -> dict[str, int]:
        """Return the grades of an appraisal with their order, the worst first."""
        if not self.pack.has("appraisals", appraisal_id):
            return {}
        scale = self.pack.element("appraisals", appraisal_id).scale
        if scale is None or not self.pack.has("scales", scale):
            return {}
        values = self.pack.element("scales", scale).values
        return {value.id: place for place, value in enumerate(values)}

    def _refuse_blocked_grades(self) -> None:
        for who, years in self.standing.items():
            for year, standing in years.items():
                for appraisal, effect in standing.forced.items():
                    if (appraisal, effect.grade) in standing.blocked:
                        raise GradesContradict(
                            "GRADE_FORCED_AND_BLOCKED",
                            who=who,
                            year=year,
                            appraisal=appraisal,
                            grade=effect.grade,
                        )

    # ── marking ───────────────────────────────────────────────────────────────────────────

    def _supersede(self, places: Iterable[int], code: str, by: int) -> None:
        holds = self.effects[by]
        note = Note(code, {"by": holds.id, "decision": holds.taken.decision})
        for place in places:
            one = self.effects[place]
            self.effects[place] = one._replace(state="superseded", notes=(*one.notes, note))

    def _note(self, place: int, note: Note) -> None:
        one = self.effects[place]
        self.effects[place] = one._replace(notes=(*one.notes, note))


def _order(effect: Effect) -> tuple[date, str, bool, str, str]:
    """Order by day, then by name; what a decision states goes before what it links."""
    taken = effect.taken
    day = effect.effective or date.max
    return (day, taken.decision, taken.origin == "linked", taken.measure, effect.id)


def clauses_of(effects: Iterable[Effect]) -> tuple[Clause, ...]:
    """Return the clauses of effects, each once."""
    return tuple(dict.fromkeys(one.ground.clause for one in effects if one.ground.clause))
