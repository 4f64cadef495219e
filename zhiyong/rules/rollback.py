"""Decisions after their appeals: what stands, what was rolled back, what must be decided anew.

A revoked or changed decision rolls back every consequence that it caused, each with its own
entry, and nothing is deleted. What is left is combined anew, so that a deduction undone is
recomputed against the cap. A later decision that rested on what fell is flagged with a duty to
decide it anew, and stands until then. A changed measure runs from the first decision's effective
day. An appeal never ends heavier, and those who decided first take no part.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from zhiyong.rules.appeals import Heard, hear
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
from zhiyong.rules.consequences.making import effective_day
from zhiyong.rules.ladder import Had
from zhiyong.rules.pack.schema import Pack
from zhiyong.rules.terms import end_of_clock

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
            version = self.versions[appeal.decision][-1]
            stands = None if version.until else version.measures
            decision = version.followed.decision
            one = heard[place] = hear(self.pack, self.matter, appeal, decision, stands)
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
            one._replace(state="rolled_back", notes=(*one.notes, note))
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
