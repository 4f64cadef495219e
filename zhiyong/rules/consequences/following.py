"""From a decision to what follows: on the person, on leaders by their place, on the unit.

Who held which place is asked for the day of the act. Nobody is linked to himself: where the
person is the leader on whom a measure would fall by linkage, it falls on the others only. What
came by linkage links no further unless the pack says so; it brings only what the pack marks
`linked_too`, and a rate stated for the linked leader replaces the rate of the linked measure.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from typing import NamedTuple

from zhiyong.rules.clock import Term
from zhiyong.rules.conditions import Node
from zhiyong.rules.consequences.records import (
    Chosen,
    Decision,
    Effect,
    EffectState,
    Followed,
    Matter,
    Note,
    Taken,
    Waiting,
    holders,
)
from zhiyong.rules.facts import Facts, FactValue
from zhiyong.rules.pack.responsibility import Place
from zhiyong.rules.pack.sanctions import Combination, Consequence, Freeze, Measure
from zhiyong.rules.pack.schema import Pack
from zhiyong.rules.prepared import MET, UNMET, Prepared
from zhiyong.rules.terms import end_of_clock, end_of_term

NEUTRAL = Combination(cap=Fraction(1))
"""Of a pack that says nothing about it: no more than all of a sum can be withheld."""

COLLECTIVE: frozenset[Place] = frozenset({"leading_team", "subject", "unit"})
"""Places that the person may stand in himself; every other one is somebody else's."""

DAY = timedelta(days=1)


class _Row(NamedTuple):
    consequence: Consequence
    place: int | None


@dataclass(frozen=True, slots=True)
class _Rules:
    prepared: Prepared
    rows: dict[str, tuple[_Row, ...]]
    freezes: dict[str, tuple[Freeze, ...]]
    combination: Combination
    derived: frozenset[str]


def follow(
    pack: Pack,
    matter: Matter,
    decision: Decision,
    measures: Sequence[Chosen] | None = None,
    *,
    since: date | None = None,
) -> Followed:
    """Return what follows from a decision by itself.

    measures   in the place of its own: what an appeal changed it to
    since      the day from which a changed decision runs

    :raises FactError: if a fact has a value that cannot be compared so.
    :raises TermError: if a term cannot be counted in days.
    """
    rules = pack.once("consequences", _prepare)
    return _Following(pack, rules, matter, decision, since).follow(
        decision.measures if measures is None else measures
    )


def decision_facts(pack: Pack, matter: Matter, decision: Decision) -> dict[str, FactValue]:
    """Return the facts of a decision, with those that the engine itself supplies if declared.

    subject.places   the places that the person held on the day of the act
    subject.kind     person or unit · person.staff_type: as given about the person
    """
    facts = {**matter.facts, **matter.facts_of(decision.subject), **decision.facts}
    return _supplied(pack, matter, decision.subject, decision.act_day, facts)


def effective_day(
    measure: Measure | None, decision: Decision
) -> tuple[date | None, Waiting | None]:
    """Return the day from which a measure of a decision takes effect, or for what it waits."""
    if measure is not None and measure.takes_effect == "outcome":
        return decision.outcome_on, None if decision.outcome_on else "outcome"
    return decision.effective or decision.on, None


class _Following:
    """One decision on its way to its consequences."""

    def __init__(
        self, pack: Pack, rules: _Rules, matter: Matter, decision: Decision, since: date | None
    ) -> None:
        self.pack, self.rules, self.matter, self.decision = pack, rules, matter, decision
        self.since = since
        self.taken: list[Taken] = []
        self.effects: list[Effect] = []
        self.linked: set[tuple[str, str | None]] = set()
        self.meets_himself = False

    def follow(self, measures: Iterable[Chosen]) -> Followed:
        facts = decision_facts(self.pack, self.matter, self.decision)
        for place, chosen in enumerate(measures):
            taken = self._decided(chosen)
            self.taken.append(taken)
            self._after(taken, facts, f"{self.decision.id}.{place}")
        if self.meets_himself:
            self._one_level_up()
        return Followed(self.decision, tuple(self.taken), tuple(self.effects))

    def _decided(self, chosen: Chosen) -> Taken:
        measure = self._measure(chosen.measure)
        effective, waits = effective_day(measure, self.decision)
        if self.since and effective:
            effective = self.since
        through = chosen.until
        if through is None and measure and measure.lasts and effective:
            path = f"measures.{measure.id}.lasts"
            through = end_of_term(
                self.pack, measure.lasts, effective, self.matter.calendar, path
            ).day
        return Taken(
            self.decision.id,
            chosen.measure,
            self.decision.subject,
            "decided",
            measure,
            effective,
            waits=waits,
            declined=waits is not None and self.decision.declined,
            through=through,
        )

    def _after(self, taken: Taken, facts: Facts, bundle: str) -> None:
        """Add what follows from a decided measure, and from what it links."""
        own = [*self._effects(taken, facts, bundle, linked=False)]
        stated = {(one.on, one.of): one.id for one in own if one.effect == "deduct"}
        self.effects += own
        for effect in own:
            if effect.effect == "impose" and effect.state != "unknown":
                self._link(taken, effect, stated, bundle)

    def _link(
        self,
        source: Taken,
        effect: Effect,
        stated: dict[tuple[str | None, str], str],
        bundle: str,
    ) -> None:
        """Add a linked measure, and what it brings with it."""
        key = (effect.target, effect.on)
        if key in self.linked:
            return
        measure = self._measure(effect.target)
        effective, waits = effect.effective, source.waits
        if measure and measure.linked_needs and waits is None:
            own = self.decision.confirmed.get(effect.on or "")
            effective, waits = own, None if own else "own_decision"
        taken = Taken(
            self.decision.id,
            effect.target,
            effect.on,
            "linked",
            effect.ground,
            effective,
            source.measure,
            effect.place,
            waits,
            source.declined,
            notes=effect.notes,
        )
        self.linked.add(key)
        self.taken.append(taken)
        if effect.on is None:
            return
        facts = self._facts_of_linked(effect.on)
        brought = list(self._effects(taken, facts, bundle, linked=True))
        cascades = self.rules.combination.linked_cascades
        for one in brought:
            if one.effect == "deduct":
                self.effects.append(self._rated(one, stated, f"{bundle}.{effect.on}"))
                continue
            self.effects.append(one)
            if one.effect == "impose" and cascades and one.state != "unknown":
                self._link(taken, one, stated, bundle)

    def _rated(
        self, one: Effect, stated: dict[tuple[str | None, str], str], own_bundle: str
    ) -> Effect:
        """Return a linked measure's own deduction beside the rate stated for the leader."""
        if (one.on, one.of) not in stated:
            return replace(one, bundle=own_bundle)
        if self.rules.combination.linked_rate == "adds" or one.state != "in_force":
            return one
        note = Note("RATE_REPLACED", {"by": stated[one.on, one.of]})
        return replace(one, state="superseded", notes=(*one.notes, note))

    # ── the effects of one measure ────────────────────────────────────────────────────────

    def _effects(
        self, taken: Taken, facts: Facts, bundle: str, *, linked: bool
    ) -> Iterator[Effect]:
        alone = linked and not self.rules.combination.linked_cascades
        standing = self.rules.prepared.stand(facts)
        for row in self.rules.rows.get(taken.measure, ()):
            consequence = row.consequence
            if alone and not (consequence.linked_too and "subject" in consequence.on):
                continue
            code = MET if row.place is None else standing.codes[row.place]
            if code == UNMET:
                continue
            places: tuple[Place, ...] = ("subject",) if alone else consequence.on
            for place, who, notes in self._whom(taken, consequence, places):
                effect = self._effect(taken, consequence, place, who, notes, bundle)
                if code != MET:
                    effect = replace(effect, state="unknown", notes=(*notes, Note("WHEN_UNKNOWN")))
                yield effect
        for freeze in self.rules.freezes.get(taken.measure, ()):
            yield self._frozen(taken, freeze)

    def _whom(
        self, taken: Taken, consequence: Consequence, places: tuple[Place, ...]
    ) -> Iterator[tuple[Place, str | None, tuple[Note, ...]]]:
        """Yield on whom a consequence falls, each once, with the place and how that was found."""
        seen: set[str] = set()
        subject = taken.on or ""
        for place in places:
            found = holders(self.matter, subject, place, self.decision.act_day)
            if found is None:
                yield place, None, (Note("PLACE_NOT_TOLD", {"place": place}),)
                continue
            notes = () if place in ("subject", "unit") else (self._held(place),)
            for who in found:
                itself = who == subject
                if (
                    itself
                    and place != "subject"
                    and (consequence.impose or place not in COLLECTIVE)
                ):
                    self.meets_himself = self.meets_himself or bool(consequence.impose)
                    continue
                if who not in seen:
                    seen.add(who)
                    yield place, who, notes

    def _held(self, place: Place) -> Note:
        code = "HELD_ON_ACT_DAY" if self.decision.act else "HELD_ON_DECISION_DAY"
        return Note(code, {"place": place, "day": self.decision.act_day})

    def _effect(
        self,
        taken: Taken,
        consequence: Consequence,
        place: Place,
        who: str | None,
        notes: tuple[Note, ...],
        bundle: str,
    ) -> Effect:
        state, more = _state(taken, who)
        base = Effect(
            consequence.id,
            consequence.effect,
            who,
            place,
            taken,
            self.decision.own_case,
            consequence,
            state,
            taken.effective,
            notes=(*notes, *more),
        )
        year = self._year(taken)
        if consequence.deduct:
            cut = consequence.deduct
            return replace(base, share=cut.share, of=cut.of, year=year, bundle=bundle)
        if grade := consequence.block or consequence.force:
            return replace(base, appraisal=grade.appraisal, grade=grade.grade, year=year)
        if consequence.freeze:
            freeze = self.pack.element("freezes", consequence.freeze)
            assert isinstance(freeze, Freeze)
            return self._with_days(replace(base, target=freeze.id), freeze)
        if consequence.write:
            return self._written(replace(base, target=consequence.write), consequence.write)
        if consequence.rectify:
            return self._due(
                replace(base, target=consequence.rectify), consequence.rectify, taken.effective
            )
        if consequence.lose:
            return self._lost(replace(base, target=consequence.lose), consequence.lose)
        target = consequence.impose or consequence.open or consequence.refer or consequence.require
        return replace(base, target=target or "")

    def _frozen(self, taken: Taken, freeze: Freeze) -> Effect:
        """Return the freeze that follows from a measure by itself."""
        state, notes = _state(taken, taken.on)
        effect = Effect(
            freeze.id,
            "freeze",
            taken.on,
            "subject",
            taken,
            self.decision.own_case,
            freeze,
            state,
            taken.effective,
            target=freeze.id,
            notes=notes,
        )
        return self._with_days(effect, freeze)

    def _with_days(self, effect: Effect, freeze: Freeze) -> Effect:
        since = effect.effective
        if since is None:
            return effect
        if not isinstance(freeze.term, Term) and effect.taken.through:
            return replace(effect, since=since, through=effect.taken.through)
        path = f"freezes.{freeze.id}.term"
        end = end_of_term(self.pack, freeze.term, since, self.matter.calendar, path)
        return replace(effect, since=since, through=end.day, open_path=end.open_path)

    def _written(self, effect: Effect, document_id: str) -> Effect:
        clock = self.pack.element("documents", document_id).clock
        served = self.decision.served
        start = (served or effect.effective) if effect.effective else None
        return self._due(effect, clock, start) if clock else effect

    def _due(self, effect: Effect, clock: str, start: date | None) -> Effect:
        if start is None:
            return effect
        end = end_of_clock(self.pack, clock, start, self.matter.calendar)
        return replace(effect, due=end.day, open_path=end.open_path)

    def _lost(self, effect: Effect, eligibility_id: str) -> Effect:
        eligibility = self.pack.element("eligibilities", eligibility_id)
        since = effect.effective
        if since is None or eligibility.term is None:
            return replace(effect, since=since, through=effect.taken.through)
        if not isinstance(eligibility.term, Term) and effect.taken.through:
            return replace(effect, since=since, through=effect.taken.through)
        path = f"eligibilities.{eligibility_id}.term"
        end = end_of_term(self.pack, eligibility.term, since, self.matter.calendar, path)
        return replace(effect, since=since, through=end.day, open_path=end.open_path)

    def _one_level_up(self) -> None:
        """Open the assessment of the next level where nobody can be linked to himself."""
        name = self.rules.combination.own_leader
        first = self.taken[0] if self.taken else None
        if name is None or first is None:
            return
        liability = self.pack.element("liabilities", name)
        for place in liability.on:
            found = holders(self.matter, self.decision.subject, place, self.decision.act_day)
            notes: tuple[Note, ...] = (Note("NOT_LINKED_TO_HIMSELF"),)
            if found is None:
                notes = (*notes, Note("PLACE_NOT_TOLD", {"place": place}))
            for who in found or (None,):
                state, more = _state(first, who)
                self.effects.append(
                    Effect(
                        liability.id,
                        "open",
                        who,
                        place,
                        first,
                        self.decision.own_case,
                        liability,
                        state,
                        first.effective,
                        target=liability.id,
                        notes=(*notes, *more),
                    )
                )

    def _year(self, taken: Taken) -> int | None:
        if self.rules.combination.year == "act":
            return self.decision.act_day.year
        return taken.effective.year if taken.effective else None

    def _facts_of_linked(self, who: str) -> Facts:
        """Return the facts for a linked leader: those of the case, and the leader's own."""
        own = {*self.matter.facts_of(self.decision.subject)}
        case = {
            name: value
            for name, value in {**self.matter.facts, **self.decision.facts}.items()
            if name not in own and not name.startswith("person.")
        }
        facts = {**case, **self.matter.facts_of(who)}
        return _supplied(self.pack, self.matter, who, self.decision.act_day, facts)

    def _measure(self, name: str) -> Measure | None:
        if not self.pack.has("measures", name):
            return None
        measure = self.pack.element("measures", name)
        assert isinstance(measure, Measure)
        return measure


def _state(taken: Taken, who: str | None) -> tuple[EffectState, tuple[Note, ...]]:
    if taken.declined:
        return "lapsed", (Note("NOT_FOLLOWED"),)
    if taken.waits:
        code = "WAITS_FOR_OUTCOME" if taken.waits == "outcome" else "WAITS_FOR_OWN_DECISION"
        return "pending", (Note(code),)
    return ("unknown" if who is None else "in_force"), ()


def _supplied(
    pack: Pack, matter: Matter, subject: str, day: date, facts: dict[str, FactValue]
) -> dict[str, FactValue]:
    derived = pack.once("consequences", _prepare).derived
    if "subject.kind" in derived:
        facts.setdefault("subject.kind", "unit" if subject in matter.units else "person")
    person = matter.people.get(subject)
    if person and person.staff_type and "person.staff_type" in derived:
        facts.setdefault("person.staff_type", person.staff_type)
    if "subject.places" in derived and "subject.places" not in facts:
        record = matter.units.get(matter.unit_of(subject) or "")
        if record:
            facts["subject.places"] = frozenset(
                place
                for place, held in record.places.items()
                if any(one.who == subject and one.on(day) for one in held)
            )
    return facts


_SUPPLIED = ("subject.kind", "subject.places", "person.staff_type")


def _prepare(pack: Pack) -> _Rules:
    conditions: list[Node] = []
    rows: dict[str, list[_Row]] = {}
    for consequence in pack.consequences:
        place = None
        if consequence.when is not None:
            place = len(conditions)
            conditions.append(consequence.when)
        for measure in consequence.of:
            rows.setdefault(measure, []).append(_Row(consequence, place))
    freezes: dict[str, list[Freeze]] = {}
    for freeze in pack.freezes:
        for measure in freeze.follows:
            freezes.setdefault(measure, []).append(freeze)
    return _Rules(
        Prepared(conditions, pack.vocabulary),
        {name: tuple(found) for name, found in rows.items()},
        {name: tuple(found) for name, found in freezes.items()},
        pack.combination or NEUTRAL,
        frozenset(one for one in _SUPPLIED if one in pack.vocabulary.facts),
    )
