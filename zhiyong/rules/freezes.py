"""What may not happen for a time, and not by time alone thereafter: freezes and their gates.

A freeze runs from the day on which its measure takes effect through the last day of its term.
After that its gates are passed in their order, each on a day after the term and not before the
gate before it. An appeal that is still open stops nothing.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from zhiyong.rules.consequences import Decision, Effect, Matter
from zhiyong.rules.consequences.following import follow
from zhiyong.rules.consequences.records import Chosen
from zhiyong.rules.ladder import Had
from zhiyong.rules.pack.procedure import Clearance
from zhiyong.rules.pack.sanctions import Freeze, Gate
from zhiyong.rules.pack.schema import Pack
from zhiyong.rules.rollback import as_of, had_on, settle
from zhiyong.rules.terms import day_after, end_of_term

FreezeState = Literal["frozen", "time_over", "free"]
Blocked = Literal["promotion", "award", "reappointment", "appointment"]
GateReason = Literal["passed", "missing", "early", "out_of_order", "later"]
_ORDER: tuple[FreezeState, ...] = ("frozen", "time_over", "free")


@dataclass(frozen=True, slots=True)
class GateFound:
    """Whether a gate has been passed by the day; if not, why."""

    gate: Gate
    reason: GateReason
    day: date | None


@dataclass(frozen=True, slots=True)
class FreezeFound:
    """How one freeze stands on a day.

    decision   from which it came, "" where only the history tells of it
    """

    freeze: Freeze
    measure: str
    decision: str
    linked: bool
    since: date
    through: date | None
    free_from: date | None
    gates: tuple[GateFound, ...]
    state: FreezeState
    open_path: str = ""

    @property
    def missing(self) -> tuple[str, ...]:
        """Return the gates that have not been passed, in their order."""
        return tuple(one.gate.id for one in self.gates if one.reason != "passed")


@dataclass(frozen=True, slots=True)
class ReviewFound:
    """How a clearance stands: what is missing, what stands against it, what the history shows."""

    clearance: Clearance
    state: Literal["passed", "open", "refused"]
    missing: tuple[str, ...]
    refused: tuple[tuple[str, str], ...]
    shows: tuple[Had, ...]
    advice: tuple[str, ...]
    waits_until: date | None = None
    open_path: str = ""


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a body that was asked has answered."""

    answer: str
    on: date | None = None
    reason: str | None = None


def find_freezes(
    pack: Pack,
    matter: Matter,
    who: str,
    on: date,
    gates: Mapping[str, date],
    blocks: Blocked = "promotion",
) -> tuple[FreezeFound, ...]:
    """Return every freeze that speaks against a promotion on a day, or did and is over.

    gates   the gates passed, with their days
    """
    found = []
    for effect in _effects(pack, matter, who, on):
        freeze = pack.element("freezes", effect.target)
        assert isinstance(freeze, Freeze)
        if freeze.blocks == blocks and effect.since is not None and effect.since <= on:
            found.append(_stands(freeze, effect, on, gates))
    return tuple(found)


def find_lost(
    pack: Pack, matter: Matter, who: str, on: date, blocks: Blocked
) -> tuple[Effect, ...]:
    """Return what a person or unit has lost by decision, and with it may not have on this day."""
    return tuple(
        effect
        for effect in settle(pack, as_of(matter, on)).effects
        if effect.effect == "lose"
        and effect.on == who
        and effect.state == "in_force"
        and pack.element("eligibilities", effect.target).for_ == blocks
        and effect.since is not None
        and effect.since <= on
        and not (effect.through and on > effect.through)
    )


def find_blocks(pack: Pack, matter: Matter, who: str, on: date) -> tuple[Effect, ...]:
    """Return the grades that a person cannot be given this year: they get no award either."""
    effects = [
        effect
        for had in matter.history_of(who)
        for effect in _of_history(pack, matter, had, who, on)
    ]
    effects += [one for one in settle(pack, as_of(matter, on)).effects if one.state == "in_force"]
    return tuple(
        one for one in effects if one.effect == "block" and one.on == who and one.year == on.year
    )


def worst(found: tuple[FreezeFound, ...]) -> FreezeState:
    """Return how several freezes stand together."""
    return min((one.state for one in found), key=_ORDER.index, default="free")


def _effects(pack: Pack, matter: Matter, who: str, on: date) -> Iterator[Effect]:
    """Yield the freezes in force on a person by a day: from the history, and from decisions."""
    for had in matter.history_of(who):
        for effect in _of_history(pack, matter, had, who, on):
            if effect.effect == "freeze":
                yield effect
    for effect in settle(pack, as_of(matter, on)).effects:
        if effect.effect == "freeze" and effect.on == who and effect.state == "in_force":
            yield effect


def _of_history(pack: Pack, matter: Matter, had: Had, who: str, on: date) -> Iterator[Effect]:
    """Yield what a measure of the history brings to the person, as of a day."""
    if had.revoked or had.on > on or not pack.has("measures", had.measure):
        return
    alone = Decision("", had.on, who, (Chosen(had.measure),), outcome_on=had.on)
    for effect in follow(pack, Matter(calendar=matter.calendar), alone).effects:
        if effect.on == who and (not had.linked or _comes_by_linkage(effect)):
            yield effect


def _comes_by_linkage(effect: Effect) -> bool:
    """Return whether it follows a measure that came by linkage as well."""
    ground = effect.ground
    return isinstance(ground, Freeze) or bool(getattr(ground, "linked_too", False))


def gates_of(
    freeze: Freeze, through: date | None, on: date, passed: Mapping[str, date]
) -> tuple[GateFound, ...]:
    """Return how the gates of a freeze stand on a day that ran through another, in their order."""
    return tuple(_gates(freeze, day_after(through), on, passed))


def _stands(freeze: Freeze, effect: Effect, on: date, passed: Mapping[str, date]) -> FreezeFound:
    free_from = day_after(effect.through)
    gates = gates_of(freeze, effect.through, on, passed)
    state: FreezeState = "frozen"
    if free_from is not None and on >= free_from:
        state = "free" if all(one.reason == "passed" for one in gates) else "time_over"
    taken = effect.taken
    return FreezeFound(
        freeze,
        taken.measure,
        taken.decision,
        taken.origin == "linked",
        effect.since or on,
        effect.through,
        free_from,
        gates,
        state,
        effect.open_path,
    )


def _gates(
    freeze: Freeze, free_from: date | None, on: date, passed: Mapping[str, date]
) -> Iterator[GateFound]:
    """Yield how each gate stands; after one that has not been passed, the others are not either."""
    before, open_ = free_from, False
    for gate in freeze.gates:
        day = passed.get(gate.id)
        reason: GateReason = "passed"
        if day is None:
            reason = "missing"
        elif day > on:
            reason = "later"
        elif free_from is None or day < free_from:
            reason = "early"
        elif open_ or (before and day < before):
            reason = "out_of_order"
        if reason == "passed":
            before = day
        else:
            open_ = True
        yield GateFound(gate, reason, day)


# ── the check before an appointment ───────────────────────────────────────────────────────


def review(
    pack: Pack,
    matter: Matter,
    clearance: Clearance,
    who: str,
    on: date,
    *,
    checks: Mapping[str, date],
    opinions: Mapping[str, Opinion],
    discussed: date | None = None,
    refused_checks: frozenset[str] = frozenset(),
) -> ReviewFound:
    """Return how the check before an appointment, award or return stands.

    checks     what was checked, with its day · refused_checks: checks with a negative result
    opinions   the answers of the bodies that are asked · discussed: the day of the discussion
    """
    history = tuple(had_on(settle(pack, as_of(matter, on)), matter, who, on))
    shows = tuple(one for one in history if not one.revoked and one.on <= on)
    missing = [one.id for one in clearance.checks if one.required and one.id not in checks]
    missing += [one for one in clearance.opinions if one not in opinions]
    refused = [("CHECK_FAILED", one) for one in sorted(refused_checks)]
    if discussed is not None:
        refused += [
            ("CHECK_AFTER_DISCUSSION", one) for one, day in checks.items() if day > discussed
        ]
        refused += [
            ("OPINION_AFTER_DISCUSSION", one)
            for one, opinion in opinions.items()
            if opinion.on and opinion.on > discussed
        ]
    offered = {one.id for one in clearance.suggests}
    for body, opinion in opinions.items():
        if offered and opinion.answer not in offered:
            refused.append(("ANSWER_UNKNOWN", body))
        if shows and clearance.opinions and not opinion.reason:
            missing.append(f"{body}.reason")
    until, path = _waiting(pack, matter, clearance, shows)
    if until and on <= until:
        refused.append(("TOO_EARLY", until.isoformat()))
    state: Literal["passed", "open", "refused"] = "passed"
    if refused:
        state = "refused"
    elif missing or (path and shows):
        state = "open"
    advice = tuple(one.answer for one in opinions.values())
    return ReviewFound(clearance, state, tuple(missing), tuple(refused), shows, advice, until, path)


def _waiting(
    pack: Pack, matter: Matter, clearance: Clearance, shows: tuple[Had, ...]
) -> tuple[date | None, str]:
    """Return the last day of the time that must pass after the last measure."""
    if clearance.waiting is None or not shows:
        return None, ""
    last = max(one.on for one in shows)
    path = f"clearances.{clearance.id}.waiting"
    end = end_of_term(pack, clearance.waiting, last, matter.calendar, path)
    return end.day, end.open_path
