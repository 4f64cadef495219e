"""From a decision to what follows: on the person, on leaders by their place, on the unit.

Who held which place is asked for the day of the act. Nobody is linked to himself: where the
person is the leader on whom a measure would fall by linkage, it falls on the others only. What
came by linkage links no further unless the pack says so; it brings only what the pack marks
`linked_too`, and a rate stated for the linked leader replaces the rate of the linked measure.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from zhiyong.rules.consequences.making import Maker, effective_day, state_of
from zhiyong.rules.consequences.preparing import Rules, decision_facts, rules_of, supplied
from zhiyong.rules.consequences.records import (
    Chosen,
    Decision,
    Effect,
    Followed,
    Matter,
    Note,
    Taken,
    holders,
)
from zhiyong.rules.facts import Facts
from zhiyong.rules.pack.responsibility import Place
from zhiyong.rules.pack.sanctions import Consequence, Measure
from zhiyong.rules.pack.schema import Pack
from zhiyong.rules.prepared import MET, UNMET
from zhiyong.rules.terms import end_of_term

COLLECTIVE: frozenset[Place] = frozenset({"leading_team", "subject", "unit"})
"""Places that the person may stand in himself; every other one is somebody else's."""


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
    rules = rules_of(pack)
    return _Following(pack, rules, matter, decision, since).follow(
        decision.measures if measures is None else measures
    )


class _Following:
    """One decision on its way to its consequences."""

    def __init__(
        self, pack: Pack, rules: Rules, matter: Matter, decision: Decision, since: date | None
    ) -> None:
        self.pack, self.rules, self.matter, self.decision = pack, rules, matter, decision
        self.make = Maker(pack, rules, matter, decision)
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
        effective, waits = effective_day(measure, self.decision, chosen)
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
            declined=waits is not None and (self.decision.declined or chosen.declined),
            through=through,
        )

    def _after(self, taken: Taken, facts: Facts, bundle: str) -> None:
        """Add what follows from a decided measure, and from what it links.

        Of a personal measure that was decided about a unit, which is refused, only what falls on
        the unit follows.
        """
        own = [*self._effects(taken, facts, bundle, linked=False)]
        stated = {(one.on, one.of): one.id for one in own if one.effect == "deduct"}
        self.effects += own
        for effect in own:
            if effect.effect == "impose" and effect.state != "unknown":
                self._link(taken, effect, stated, bundle)

    def _is_for(self, taken: Taken) -> bool:
        known = self._measure(taken.measure)
        if known is None or taken.on is None:
            return True
        if taken.on in self.matter.units:
            return "unit" in known.on or "team" in known.on
        return taken.on not in self.matter.people or "person" in known.on

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
            return one._replace(bundle=own_bundle)
        if self.rules.combination.linked_rate == "adds" or one.state != "in_force":
            return one
        note = Note("RATE_REPLACED", {"by": stated[one.on, one.of]})
        return one._replace(state="superseded", notes=(*one.notes, note))

    # ── the effects of one measure ────────────────────────────────────────────────────────

    def _effects(
        self, taken: Taken, facts: Facts, bundle: str, *, linked: bool
    ) -> Iterator[Effect]:
        alone = linked and not self.rules.combination.linked_cascades
        whole = self._is_for(taken)
        standing = self.rules.prepared.stand(facts)
        for row in self.rules.rows.get(taken.measure, ()):
            consequence = row.consequence
            if alone and not (consequence.linked_too and "subject" in consequence.on):
                continue
            code = MET if row.place is None else standing.codes[row.place]
            if code == UNMET:
                continue
            places: tuple[Place, ...] = ("subject",) if alone else consequence.on
            if not whole:
                places = tuple(place for place in places if place == "unit")
            for place, who, notes in self._whom(taken, consequence, places):
                effect = self.make.effect(taken, row, place, who, notes, bundle)
                if code != MET:
                    effect = effect._replace(state="unknown", notes=(*notes, Note("WHEN_UNKNOWN")))
                yield effect
        for freeze in self.rules.freezes.get(taken.measure, ()) if whole else ():
            yield self.make.frozen(taken, freeze)

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
                state, more = state_of(first, who)
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

    def _facts_of_linked(self, who: str) -> Facts:
        """Return the facts for a linked leader: those of the case, and the leader's own."""
        own = {*self.matter.facts_of(self.decision.subject)}
        case = {
            name: value
            for name, value in {**self.matter.facts, **self.decision.facts}.items()
            if name not in own and not name.startswith("person.")
        }
        facts = {**case, **self.matter.facts_of(who)}
        return supplied(self.pack, self.matter, who, self.decision.act_day, facts)

    def _measure(self, name: str) -> Measure | None:
        if not self.pack.has("measures", name):
            return None
        measure = self.pack.element("measures", name)
        assert isinstance(measure, Measure)
        return measure
