"""Which measures may be chosen: for given facts, a history and a day, with every rung's reason.

`allowed` means that people may choose a measure, never that they must. A rung that forbids wins
over those that allow; where one forbids exactly what another allows, the pack contradicts itself,
and that is an error. A fact that is not known is neither for nor against: a rung that forbids on
it refuses nothing, a rung that allows on it allows nothing yet.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

from zhiyong.rules.calendar import Calendar
from zhiyong.rules.clauses import Clause
from zhiyong.rules.clock import FirstDay, Term
from zhiyong.rules.clock.counting import counted
from zhiyong.rules.conditions import Node, Not, Outcome, Truth
from zhiyong.rules.errors import RuleError
from zhiyong.rules.facts import Facts
from zhiyong.rules.pack.sanctions import Earlier, Measure, Rung
from zhiyong.rules.pack.schema import Pack
from zhiyong.rules.prepared import MET, TRUTHS, UNKNOWN, UNMET, Prepared, Standing
from zhiyong.rules.worlds import TooManyWorlds, worlds

MeasureState = Literal["allowed", "refused", "unknown"]
EarlierReason = Literal[
    "there", "none", "too_early", "too_long_ago", "linked", "revoked", "later", "no_day", "open"
]
_STATES: tuple[MeasureState, ...] = ("refused", "unknown", "allowed")
_CODES: dict[EarlierReason, int] = {"there": MET, "no_day": UNKNOWN, "open": UNKNOWN}
_CLOSEST: tuple[EarlierReason, ...] = (
    "there",
    "open",
    "no_day",
    "too_early",
    "too_long_ago",
    "linked",
    "revoked",
    "later",
)
"""Of several earlier measures, the one that comes closest is the reason that is told."""


class RungsContradict(RuleError):
    """RUNGS_CONTRADICT: one rung allows exactly what another forbids."""


class Had(NamedTuple):
    """A measure that a person or unit has had, and from which decision, where that is known."""

    measure: str
    on: date
    linked: bool = False
    revoked: bool = False
    decision: str = ""


class EarlierFound(NamedTuple):
    """Whether the measure before is there; if not, why, and from or until which day it counts."""

    earlier: Earlier
    reason: EarlierReason
    had: Had | None = None
    counts_from: date | None = None
    counted_until: date | None = None


class RungFound(NamedTuple):
    """How one rung stands: its condition and the measure before it."""

    rung: Rung
    code: int
    place: int | None
    earlier: EarlierFound | None
    standing: Standing

    @property
    def truth(self) -> Truth:
        """Return how it stands."""
        return TRUTHS[self.code]

    @property
    def outcome(self) -> Outcome | None:
        """Return how its condition stands, limb by limb."""
        return None if self.place is None else self.standing.outcome(self.place)


class EligibleFound(NamedTuple):
    """Whether a measure may be used on this person at all."""

    code: int
    place: int
    standing: Standing

    @property
    def truth(self) -> Truth:
        """Return whether it may."""
        return TRUTHS[self.code]

    @property
    def outcome(self) -> Outcome:
        """Return how the condition stands, limb by limb."""
        return self.standing.outcome(self.place)


class MeasureFound(NamedTuple):
    """Whether a measure may be chosen, and why.

    eligible  whether it may be used on this person · factors: ratings that come first and are
              not there · offers: what is offered in its place · suspension: whether the person
              may be suspended while it is proposed
    """

    measure: Measure
    state: MeasureState
    rungs: tuple[RungFound, ...]
    eligible: EligibleFound | None
    factors: tuple[str, ...]
    offers: tuple[str, ...]
    suspension: bool

    @property
    def deciding(self) -> tuple[RungFound, ...]:
        """Return the rungs on which the state rests: those that forbid, else those closest."""
        forbidding = [one for one in self.rungs if one.rung.forbids and one.code == MET]
        if forbidding:
            return tuple(forbidding)
        allowing = [one for one in self.rungs if not one.rung.forbids]
        best = max((one.code for one in allowing), default=MET)
        return tuple(one for one in allowing if one.code == best)

    @property
    def clauses(self) -> tuple[Clause, ...]:
        """Return the clauses of the measure and of the rungs on which the state rests."""
        grounds = [self.measure, *(one.rung for one in self.deciding)]
        return tuple(dict.fromkeys(one.clause for one in grounds if one.clause))


class _Step(NamedTuple):
    """A rung with the place of its condition, and whether a linked measure counts before it."""

    rung: Rung
    place: int | None
    forbids: bool
    earlier: Earlier | None
    linked: bool


class _Row(NamedTuple):
    """A measure with its rungs; `open`: how it stands before any rung is looked at."""

    name: str
    measure: Measure
    steps: tuple[_Step, ...]
    eligible: int | None
    suspension: bool
    open: int
    offers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ladder:
    """All measures of a pack with their rungs, prepared once; `factors`: ids with their facts."""

    prepared: Prepared
    rows: dict[str, _Row]
    factors: tuple[tuple[str, str], ...]
    contradictions: frozenset[tuple[str, str]]


def climb(
    pack: Pack,
    facts: Facts,
    history: Sequence[Had] = (),
    day: date | None = None,
    calendar: Calendar | None = None,
) -> dict[str, MeasureFound]:
    """Return for every measure of the pack whether it may be chosen on this day.

    :raises RungsContradict: if one rung allows what another forbids under the same condition.
    :raises FactError: if a fact has a value that cannot be compared so.
    """
    ladder = pack.once("ladder", _prepare)
    return _find_all(ladder, ladder.rows.values(), facts, history, day, calendar)


def find_measures(
    pack: Pack,
    wanted: Iterable[str],
    facts: Facts,
    history: Sequence[Had] = (),
    day: date | None = None,
    calendar: Calendar | None = None,
) -> dict[str, MeasureFound]:
    """Return whether these measures may be chosen; one that the pack lacks is left out.

    :raises RungsContradict: as `climb`.
    :raises FactError: as `climb`.
    """
    ladder = pack.once("ladder", _prepare)
    rows = [ladder.rows[name] for name in wanted if name in ladder.rows]
    offered = [ladder.rows[name] for row in rows for name in row.offers if name in ladder.rows]
    found = _find_all(ladder, [*rows, *offered], facts, history, day, calendar)
    return {row.measure.id: found[row.measure.id] for row in rows}


def ladder_of(pack: Pack) -> Ladder:
    """Return the measures of a pack with their rungs, prepared once."""
    return pack.once("ladder", _prepare)


def earlier_span(
    earlier: Earlier, days: Sequence[date], day: date | None, calendar: Calendar | None
) -> tuple[slice, int]:
    """Return which of these days, in order, count for a measure of the right kind, and how.

    The code of the slice is 2, or 1 where it cannot be said; a measure of any other day does not
    count. Terms only grow with the day from which they run, so two searches find the ends.
    """

    def side(on: date) -> int:
        reason = _stands(earlier, Had("", on), day, calendar, True).reason
        return {"too_long_ago": -1, "too_early": 1, "later": 1}.get(reason, 0)

    first = bisect_left(days, 0, key=side)
    last = bisect_right(days, 0, key=side)
    if first == last:
        return slice(first, last), UNMET
    found = _stands(earlier, Had("", days[first]), day, calendar, True)
    return slice(first, last), _CODES[found.reason]


def contradictions(pack: Pack) -> frozenset[tuple[str, str]]:
    """Return each pair of rungs, the allowing one first, of which one forbids what one allows."""
    return pack.once("ladder", _prepare).contradictions


def deciding_limbs(outcome: Outcome, truth: Truth | None = None) -> Iterator[Outcome]:
    """Yield the limbs that make an outcome what it is: of an unmet "all", those that are unmet."""
    if not outcome.parts:
        yield outcome
        return
    wanted = truth or outcome.truth
    if isinstance(outcome.condition, Not):
        yield from deciding_limbs(outcome.parts[0])
        return
    for part in outcome.parts:
        if part.truth is wanted:
            yield from deciding_limbs(part)


# ── one measure ───────────────────────────────────────────────────────────────────────────


def _find_all(
    ladder: Ladder,
    rows: Iterable[_Row],
    facts: Facts,
    history: Sequence[Had],
    day: date | None,
    calendar: Calendar | None,
) -> dict[str, MeasureFound]:
    standing = ladder.prepared.stand(facts)
    missing = tuple([one for one, fact in ladder.factors if facts.get(fact) is None])
    found = {}
    offering = []
    for row in rows:
        rungs, code = _rungs(ladder, row, standing, history, day, calendar)
        eligible = None
        if row.eligible is not None:
            fits = standing.codes[row.eligible]
            code = min(code, fits)
            eligible = EligibleFound(fits, row.eligible, standing)
        if missing:
            code = min(code, UNKNOWN)
        measure = row.measure
        found[row.name] = MeasureFound(
            measure, _STATES[code], rungs, eligible, missing, (), row.suspension
        )
        if code == UNMET and row.offers:
            offering.append(row.name)
    for name in offering:
        found[name] = _offering(found[name], found)
    return found


def _rungs(
    ladder: Ladder,
    row: _Row,
    standing: Standing,
    history: Sequence[Had],
    day: date | None,
    calendar: Calendar | None,
) -> tuple[tuple[RungFound, ...], int]:
    """Return how every rung of a measure stands, and what they make of it together."""
    codes = standing.codes
    allows, forbids = row.open, UNMET
    rungs = []
    for rung, place, forbidding, wanted, linked in row.steps:
        code = MET if place is None else codes[place]
        earlier = None
        if wanted is not None:
            earlier = _earlier(wanted, history, day, calendar, linked)
            code = min(code, _CODES.get(earlier.reason, UNMET))
        rungs.append(RungFound(rung, code, place, earlier, standing))
        if forbidding:
            if code == MET:
                forbids = MET
        elif code > allows:
            allows = code
    if forbids == MET:
        if allows == MET:
            _refuse_contradiction(ladder, rungs)
        allows = UNMET
    return tuple(rungs), allows


def _offering(one: MeasureFound, found: dict[str, MeasureFound]) -> MeasureFound:
    """Return a refused measure with what is offered in its place and is not refused itself."""
    offers = dict.fromkeys(
        offer
        for rung in one.rungs
        if (rung.code == MET) is rung.rung.forbids
        for offer in rung.rung.offers
        if offer not in found or found[offer].state != "refused"
    )
    return one._replace(offers=tuple(offers))


def _refuse_contradiction(ladder: Ladder, rungs: list[RungFound]) -> None:
    met = [one.rung for one in rungs if one.code == MET]
    for allowing in met:
        for forbidding in met:
            if (allowing.id, forbidding.id) in ladder.contradictions:
                raise RungsContradict(
                    "RUNGS_CONTRADICT",
                    measure=allowing.measure,
                    first=allowing.id,
                    second=forbidding.id,
                )


def _earlier(
    earlier: Earlier,
    history: Sequence[Had],
    day: date | None,
    calendar: Calendar | None,
    linked: bool,
) -> EarlierFound:
    """Return whether the measure before is there, by the one that comes closest."""
    best = EarlierFound(earlier, "none")
    closest = len(_CLOSEST)
    for had in history:
        if had.measure not in earlier.any_of:
            continue
        found = _stands(earlier, had, day, calendar, linked)
        place = _CLOSEST.index(found.reason)
        if place == 0:
            return found
        if place <= closest:
            best, closest = found, place
    return best


def _stands(
    earlier: Earlier, had: Had, day: date | None, calendar: Calendar | None, linked: bool
) -> EarlierFound:
    reason: EarlierReason = "there"
    since = until = None
    if had.revoked:
        reason = "revoked"
    elif had.linked and not linked:
        reason = "linked"
    elif earlier.at_least_ago == "unspecified" or earlier.within == "unspecified":
        reason = "open"
    else:
        since = _end(earlier.at_least_ago, had.on, calendar)
        until = _end(earlier.within, had.on, calendar)
        if day is None:
            reason = "no_day" if since or until else "there"
        elif had.on > day:
            reason = "later"
        elif since and day < since:
            reason = "too_early"
        elif until and day > until:
            reason = "too_long_ago"
    return EarlierFound(earlier, reason, had, since, until)


def _end(term: Term | str | None, start: date, calendar: Calendar | None) -> date | None:
    return counted(term, start, calendar, FirstDay.NEXT) if isinstance(term, Term) else None


# ── once per pack ─────────────────────────────────────────────────────────────────────────


def _prepare(pack: Pack) -> Ladder:
    conditions: list[Node] = []

    def place(condition: Node | None) -> int | None:
        if condition is None:
            return None
        conditions.append(condition)
        return len(conditions) - 1

    counts = bool(pack.combination and pack.combination.linked_counts)
    may_suspend = set(pack.suspension.measures) if pack.suspension else set()
    rows = {}
    for measure in pack.measures:
        rungs = [rung for rung in pack.ladder if rung.measure == measure.id]
        rows[measure.id] = _Row(
            measure.id,
            measure,
            tuple(
                _Step(
                    rung,
                    place(rung.when),
                    rung.forbids,
                    rung.earlier,
                    counts or bool(rung.earlier and rung.earlier.linked),
                )
                for rung in rungs
            ),
            place(measure.eligible),
            measure.suspension or measure.id in may_suspend,
            _before_any_rung(measure, rungs),
            tuple(dict.fromkeys(offer for rung in rungs for offer in rung.offers)),
        )
    factors = pack.sanctioning.factors if pack.sanctioning else ()
    return Ladder(
        Prepared(conditions, pack.vocabulary),
        rows,
        tuple((one.id, one.fact or one.id) for one in factors),
        frozenset(_contradicting(pack)),
    )


def _before_any_rung(measure: Measure, rungs: list[Rung]) -> int:
    """Return MET where no rung must be climbed first: a measure without a rung is free to choose,
    unless it is one that only follows from others."""
    if any(not rung.forbids for rung in rungs):
        return UNMET
    return UNMET if measure.nature == "follows" else MET


def _contradicting(pack: Pack) -> Iterator[tuple[str, str]]:
    for forbidding in pack.ladder:
        if not forbidding.forbids:
            continue
        for allowing in pack.ladder:
            same = allowing.measure == forbidding.measure and not allowing.forbids
            if same and _always_forbidden(pack, allowing, forbidding):
                yield (allowing.id, forbidding.id)


def _always_forbidden(pack: Pack, allowing: Rung, forbidding: Rung) -> bool:
    """Return whether whatever one rung allows, the other one forbids."""
    if forbidding.earlier is not None and forbidding.earlier != allowing.earlier:
        return False
    if forbidding.when is None or forbidding.when == allowing.when:
        return True
    asked = [one for one in (allowing.when, forbidding.when) if one is not None]
    prepared = Prepared([forbidding.when, *asked[:-1]], pack.vocabulary)
    try:
        for world in worlds(asked, pack.vocabulary, unknowns=False):
            forbidden, *allowed = prepared.stand(world).codes
            if forbidden != MET and all(code == MET for code in allowed):
                return False
    except (TooManyWorlds, RuleError):
        return False  # too many cases to try, or a limb that the check of the pack reports
    return True
