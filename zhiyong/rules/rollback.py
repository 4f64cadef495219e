"""Decisions after their appeals: what stands, what was rolled back, what must be decided anew.

A revoked or changed decision rolls back every consequence that it caused, each with its own
entry, and nothing is deleted. What is left is combined anew, so that a deduction undone is
recomputed against the cap. A later decision that rested on what fell is flagged with a duty to
decide it anew, and stands until then. A changed measure runs from the first decision's effective
day. An appeal never ends heavier, and those who decided first take no part.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Literal

from zhiyong.rules.consequences import (
    Appeal,
    Chosen,
    Decision,
    Effect,
    Followed,
    Matter,
    Note,
    Standing,
    Taken,
    combine,
    follow,
)
from zhiyong.rules.consequences.following import effective_day
from zhiyong.rules.ladder import Had
from zhiyong.rules.pack.procedure import Appeals
from zhiyong.rules.pack.sanctions import Measure
from zhiyong.rules.pack.schema import Pack
from zhiyong.rules.terms import end_of_clock

OutcomeEffect = Literal["stands", "changed", "revoked"]
_WORDS: dict[str, OutcomeEffect] = {
    "stands": "stands",
    "upheld": "stands",
    "changed": "changed",
    "revoked": "revoked",
}
"""What an outcome does, in the words of the format, where the pack has no own name for it."""

NOTHING = Fraction(0)


@dataclass(frozen=True, slots=True)
class Version:
    """A decision as it stood from one day until before another: as made, or as an appeal left it.

    by   the place of the appeal that made it, None of the first
    """

    followed: Followed
    measures: tuple[Chosen, ...]
    since: date
    until: date | None = None
    by: int | None = None

    def on(self, day: date) -> bool:
        """Return whether it stood on this day."""
        return self.since <= day and not (self.until and day >= self.until)


@dataclass(frozen=True, slots=True)
class Recomputed:
    """A yearly sum whose withheld share changed: before and after, each under the cap."""

    who: str
    year: int
    of: str
    before: Fraction
    after: Fraction


@dataclass(frozen=True, slots=True)
class Flagged:
    """A later decision that rested on what fell: it stands, with a duty to decide it anew."""

    decision: str
    clock: str | None
    due: date | None
    open_path: str = ""


@dataclass(frozen=True, slots=True)
class RollBack:
    """What an appeal undid: entries of their own, never deletions.

    restored   what had been superseded by it and counts again
    """

    decision: str
    on: date
    reversed: tuple[Effect, ...]
    measures: tuple[Taken, ...]
    restored: tuple[Effect, ...]
    recomputed: tuple[Recomputed, ...]
    flagged: tuple[Flagged, ...]


@dataclass(frozen=True, slots=True)
class Heard:
    """One appeal: whether it was in time, who may not handle it, what came of it.

    refused   why its outcome cannot stand; the decision then stays as it was
    """

    appeal: Appeal
    state: Literal["open", "decided", "refused"]
    effect: OutcomeEffect | None
    late: bool | None
    window_until: date | None
    answer_due: date | None
    recused: tuple[str, ...]
    refused: tuple[Note, ...]
    open_paths: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Settled:
    """Every decision of a matter, with what follows from all of them together."""

    versions: dict[str, tuple[Version, ...]]
    effects: tuple[Effect, ...]
    standing: Standing
    heard: tuple[Heard, ...]
    roll_backs: tuple[RollBack, ...]

    def effects_of(self, decision: str) -> tuple[Effect, ...]:
        """Return everything that a decision led to, what was rolled back included."""
        return tuple(one for one in self.effects if one.taken.decision == decision)

    def current(self, decision: str) -> Version:
        """Return a decision as it stands last."""
        return self.versions[decision][-1]


def settle(pack: Pack, matter: Matter) -> Settled:
    """Return all decisions with everything that follows, after all appeals that have an outcome.

    :raises GradesContradict: as `combine`.
    :raises FactError: as `follow`.
    :raises TermError: as `follow`.
    """
    return _Settling(pack, matter).settle()


def as_of(matter: Matter, day: date) -> Matter:
    """Return what was known by the end of a day: later decisions and outcomes left out."""
    decisions = tuple(one for one in matter.decisions if one.on <= day)
    known = {one.id for one in decisions}
    return replace(
        matter,
        decisions=decisions,
        appeals=tuple(
            one
            for one in matter.appeals
            if one.decision in known and (one.on is None or one.on <= day)
        ),
    )


def had_on(settled: Settled, matter: Matter, subject: str, day: date, but: str = "") -> list[Had]:
    """Return the measures that a person had by a day, from before and from these decisions.

    but   a decision to leave out: the one that is asked about, and every one made after it
    """
    found = list(matter.history_of(subject))
    order = {one.id: place for place, one in enumerate(_by_day(matter.decisions))}
    last = order.get(but, len(order))
    for decision, versions in settled.versions.items():
        if order[decision] >= last:
            continue
        standing = next((one for one in versions if one.on(day)), None)
        first = versions[0]
        for taken in (standing or first).followed.taken:
            if taken.on != subject or taken.effective is None or taken.effective > day:
                continue
            if first.since <= day:
                linked = taken.origin == "linked"
                revoked = standing is None
                found.append(Had(taken.measure, taken.effective, linked, revoked, decision))
    return found


class _Settling:
    def __init__(self, pack: Pack, matter: Matter) -> None:
        self.pack, self.matter = pack, matter
        self.versions = {
            one.id: [Version(follow(pack, matter, one), one.measures, one.on)]
            for one in _by_day(matter.decisions)
        }
        self.undone: list[Effect] = []
        self.roll_backs: list[RollBack] = []

    def settle(self) -> Settled:
        order = sorted(
            range(len(self.matter.appeals)),
            key=lambda place: (self.matter.appeals[place].on or date.max, place),
        )
        heard = {}
        for place in order:
            appeal = self.matter.appeals[place]
            if appeal.decision not in self.versions:
                continue
            one = heard[place] = self._hear(appeal)
            if one.state == "decided" and one.effect != "stands" and appeal.on is not None:
                self._undo(place, appeal, appeal.on, one.effect == "changed")
        effects, standing = combine(self.pack, self._in_force())
        return Settled(
            {name: tuple(found) for name, found in self.versions.items()},
            (*effects, *self.undone),
            standing,
            tuple(heard[place] for place in sorted(heard)),
            tuple(self.roll_backs),
        )

    def _in_force(self) -> list[Effect]:
        """Return the effects of every decision as it stands now."""
        return [
            effect
            for versions in self.versions.values()
            if versions[-1].until is None
            for effect in versions[-1].followed.effects
        ]

    # ── hearing an appeal ─────────────────────────────────────────────────────────────────

    def _hear(self, appeal: Appeal) -> Heard:
        rule = self.pack.appeals
        decision = self.versions[appeal.decision][0].followed.decision
        window = answer = None
        paths = []
        if rule and rule.window and appeal.served:
            end = end_of_clock(self.pack, rule.window, appeal.served, self.matter.calendar)
            window, paths = end.day, [end.open_path]
        if rule and rule.answer and appeal.filed:
            end = end_of_clock(self.pack, rule.answer, appeal.filed, self.matter.calendar)
            answer, paths = end.day, [*paths, end.open_path]
        late = appeal.filed > window if appeal.filed and window else None
        recused = tuple(one for one in appeal.handled_by if one in decision.deciders)
        effect = self._outcome(appeal)
        refused = tuple(self._refusals(appeal, decision, effect, late, recused))
        state: Literal["open", "decided", "refused"] = "open"
        if refused:
            state = "refused"
        elif effect is not None and appeal.on is not None:
            state = "decided"
        return Heard(
            appeal,
            state,
            effect,
            late,
            window,
            answer,
            recused,
            refused,
            tuple(one for one in paths if one),
        )

    def _outcome(self, appeal: Appeal) -> OutcomeEffect | None:
        if appeal.outcome is None:
            return None
        for one in self.pack.appeals.outcomes if self.pack.appeals else ():
            if appeal.outcome in (one.id, one.effect):
                return one.effect
        return _WORDS.get(appeal.outcome)

    def _refusals(
        self,
        appeal: Appeal,
        decision: Decision,
        effect: OutcomeEffect | None,
        late: bool | None,
        recused: Sequence[str],
    ) -> Iterator[Note]:
        rule: Appeals | None = self.pack.appeals
        if appeal.outcome is not None and effect is None:
            yield Note("OUTCOME_UNKNOWN", {"outcome": appeal.outcome})
        if recused and (rule is None or rule.fresh):
            yield Note("DECIDED_BEFORE", {"who": ", ".join(recused)})
        if late and rule and rule.late == "refused":
            yield Note("APPEAL_LATE")
        if rule and appeal.to and appeal.to not in {one.id for one in rule.to}:
            yield Note("NOT_APPEALED_THERE", {"to": appeal.to})
        version = self.versions[appeal.decision][-1]
        if effect == "changed" and not (rule and rule.heavier):
            heavier = self._heavier(appeal.measures, version.measures)
            if heavier:
                yield Note("HEAVIER", {"measures": ", ".join(heavier)})
        if effect == "changed" and not appeal.measures:
            yield Note("CHANGED_TO_NOTHING")
        if effect is not None and version.until is not None:
            yield Note("ALREADY_REVOKED", {"decision": decision.id})

    def _heavier(self, new: Iterable[Chosen], old: Iterable[Chosen]) -> list[str]:
        """Return the measures of an outcome that weigh more than what they stand for."""
        before = sorted((self._weight(one.measure) for one in old), reverse=True)
        after = sorted(new, key=lambda one: -self._weight(one.measure))
        return [
            one.measure
            for place, one in enumerate(after)
            if place >= len(before) or self._weight(one.measure) > before[place]
        ]

    def _weight(self, name: str) -> int:
        if not self.pack.has("measures", name):
            return 0
        measure = self.pack.element("measures", name)
        assert isinstance(measure, Measure)
        return measure.weight or 0

    # ── undoing ───────────────────────────────────────────────────────────────────────────

    def _undo(self, place: int, appeal: Appeal, day: date, changed: bool) -> None:
        """Roll back a decision, and put the changed one in its place."""
        before, standing_before = combine(self.pack, self._in_force())
        versions = self.versions[appeal.decision]
        old = versions[-1]
        versions[-1] = replace(old, until=day)
        if changed:
            new = follow(
                self.pack,
                self.matter,
                old.followed.decision,
                appeal.measures,
                since=self._first_day(versions[0]),
            )
            versions.append(Version(new, appeal.measures, day, None, place))
        after, standing_after = combine(self.pack, self._in_force())
        note = Note("CHANGED_ON" if changed else "REVOKED_ON", {"day": day})
        gone = [
            replace(one, state="rolled_back", notes=(*one.notes, note))
            for one in before
            if one.taken.decision == appeal.decision and one.state != "lapsed"
        ]
        self.undone += gone
        self.roll_backs.append(
            RollBack(
                appeal.decision,
                day,
                tuple(gone),
                tuple(one for one in old.followed.taken if not one.declined),
                tuple(_restored(before, after, appeal.decision)),
                tuple(_recomputed(standing_before, standing_after, appeal.decision)),
                tuple(self._flagged(appeal, old, versions[-1], day)),
            )
        )

    def _first_day(self, first: Version) -> date | None:
        decision = first.followed.decision
        days = [one.effective for one in first.followed.taken if one.origin == "decided"]
        known = [one for one in days if one]
        return min(known) if known else effective_day(None, decision)[0]

    def _flagged(self, appeal: Appeal, old: Version, new: Version, day: date) -> Iterator[Flagged]:
        """Yield the later decisions that rested on what has fallen."""
        gone = {one.measure for one in old.measures}
        left = {one.measure for one in new.measures} if new.until is None else set()
        for name, versions in self.versions.items():
            if name == appeal.decision or versions[-1].until is not None:
                continue
            decision = versions[0].followed.decision
            if decision.on > day or not self._rested(decision, appeal.decision, gone, left):
                continue
            clock = self.pack.appeals.rests_on if self.pack.appeals else None
            if clock is None:
                yield Flagged(name, None, None)
                continue
            end = end_of_clock(self.pack, clock, day, self.matter.calendar)
            yield Flagged(name, clock, end.day, end.open_path)

    def _rested(self, later: Decision, on: str, gone: set[str], left: set[str]) -> bool:
        """Return whether a decision rested on measures of another that are gone now."""
        earlier = self.versions[on][0].followed.decision
        wanted = {
            measure
            for chosen in later.measures
            for rung in self.pack.ladder
            if rung.measure == chosen.measure and rung.earlier and not rung.forbids
            for measure in rung.earlier.any_of
        }
        if on in later.rests_on:
            return not (wanted & left)
        if later.subject != earlier.subject or (earlier.on, on) >= (later.on, later.id):
            return False
        if not wanted & gone or wanted & left:
            return False
        others = [
            *(one.measure for one in self.matter.history_of(later.subject) if not one.revoked),
            *(
                taken.measure
                for name, versions in self.versions.items()
                if name not in (on, later.id) and versions[-1].until is None
                for taken in versions[-1].followed.taken
                if taken.on == later.subject
                and taken.origin == "decided"
                and taken.effective
                and taken.effective <= later.on
            ),
        ]
        return not wanted & set(others)


def _by_day(decisions: Iterable[Decision]) -> list[Decision]:
    """Return decisions in the order of their days; of one day, as they are told."""
    return sorted(decisions, key=lambda one: one.on)


def _key(effect: Effect) -> tuple[str, str, str, str | None, str]:
    taken = effect.taken
    return (taken.decision, taken.measure, effect.id, effect.on, taken.from_measure or "")


def _restored(before: Iterable[Effect], after: Iterable[Effect], but: str) -> Iterator[Effect]:
    """Yield what others had superseded and counts again."""
    covered = {_key(one) for one in before if one.state == "superseded"}
    for one in after:
        if one.state == "in_force" and one.taken.decision != but and _key(one) in covered:
            yield one


def _recomputed(before: Standing, after: Standing, undone: str) -> Iterator[Recomputed]:
    """Yield every yearly sum that is another one now, or was made of what was undone."""
    for who in dict.fromkeys([*before, *after]):
        was, now = before.get(who, {}), after.get(who, {})
        for year in sorted({*was, *now}):
            sums = [found[year].bonuses if year in found else {} for found in (was, now)]
            for name in dict.fromkeys([*sums[0], *sums[1]]):
                shares = [one[name].share if name in one else NOTHING for one in sums]
                parts = sums[0][name].parts if name in sums[0] else ()
                touched = any(part.effect.taken.decision == undone for part in parts)
                if touched or shares[0] != shares[1]:
                    yield Recomputed(who, year, name, shares[0], shares[1])
