"""One consequence of one measure on one person or unit: its share, grade, days and state."""

from datetime import date

from zhiyong.rules.clock import Term
from zhiyong.rules.consequences.preparing import Row, Rules
from zhiyong.rules.consequences.records import (
    Chosen,
    Decision,
    Effect,
    EffectState,
    Matter,
    Note,
    Taken,
    Waiting,
)
from zhiyong.rules.pack.responsibility import Place
from zhiyong.rules.pack.sanctions import Freeze, Measure
from zhiyong.rules.pack.schema import Pack
from zhiyong.rules.terms import end_of_clock, end_of_term


def effective_day(
    measure: Measure | None, decision: Decision, chosen: Chosen | None = None
) -> tuple[date | None, Waiting | None]:
    """Return the day from which a measure of a decision takes effect, or for what it waits."""
    if measure is not None and measure.takes_effect == "outcome":
        if decision.declined or (chosen and chosen.declined):
            return None, "outcome"
        day = chosen.outcome_on if chosen and chosen.outcome_on else decision.outcome_on
        return day, None if day else "outcome"
    return decision.effective or decision.on, None


def state_of(taken: Taken, who: str | None) -> tuple[EffectState, tuple[Note, ...]]:
    """Return how what follows from a measure stands, before it is combined with others."""
    if taken.declined:
        return "lapsed", (Note("NOT_FOLLOWED"),)
    if taken.waits:
        code = "WAITS_FOR_OUTCOME" if taken.waits == "outcome" else "WAITS_FOR_OWN_DECISION"
        return "pending", (Note(code),)
    return ("unknown" if who is None else "in_force"), ()


class Maker:
    """Makes the consequences of one decision."""

    def __init__(self, pack: Pack, rules: Rules, matter: Matter, decision: Decision) -> None:
        self.pack, self.rules, self.matter, self.decision = pack, rules, matter, decision

    def effect(
        self,
        taken: Taken,
        row: Row,
        place: Place,
        who: str | None,
        notes: tuple[Note, ...],
        bundle: str,
    ) -> Effect:
        consequence = row.consequence
        state, more = state_of(taken, who)
        base = Effect(
            consequence.id,
            row.effect,
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
            return base._replace(share=cut.share, of=cut.of, year=year, bundle=bundle)
        if grade := consequence.block or consequence.force:
            return base._replace(appraisal=grade.appraisal, grade=grade.grade, year=year)
        if consequence.freeze:
            freeze = self.pack.element("freezes", consequence.freeze)
            assert isinstance(freeze, Freeze)
            return self._with_days(base._replace(target=freeze.id), freeze)
        if consequence.write:
            return self._written(base._replace(target=consequence.write), consequence.write)
        if consequence.rectify:
            return self._due(
                base._replace(target=consequence.rectify), consequence.rectify, taken.effective
            )
        if consequence.lose:
            return self._lost(base._replace(target=consequence.lose), consequence.lose)
        target = consequence.impose or consequence.open or consequence.refer or consequence.require
        return base._replace(target=target or "")

    def frozen(self, taken: Taken, freeze: Freeze) -> Effect:
        """Return the freeze that follows from a measure by itself."""
        state, notes = state_of(taken, taken.on)
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
            return effect._replace(since=since, through=effect.taken.through)
        path = f"freezes.{freeze.id}.term"
        end = end_of_term(self.pack, freeze.term, since, self.matter.calendar, path)
        return effect._replace(since=since, through=end.day, open_path=end.open_path)

    def _written(self, effect: Effect, document_id: str) -> Effect:
        clock = self.pack.element("documents", document_id).clock
        served = self.decision.served
        start = (served or effect.effective) if effect.effective else None
        return self._due(effect, clock, start) if clock else effect

    def _due(self, effect: Effect, clock: str, start: date | None) -> Effect:
        if start is None:
            return effect
        end = end_of_clock(self.pack, clock, start, self.matter.calendar)
        return effect._replace(due=end.day, open_path=end.open_path)

    def _lost(self, effect: Effect, eligibility_id: str) -> Effect:
        eligibility = self.pack.element("eligibilities", eligibility_id)
        since = effect.effective
        if since is None or eligibility.term is None:
            return effect._replace(since=since, through=effect.taken.through)
        if not isinstance(eligibility.term, Term) and effect.taken.through:
            return effect._replace(since=since, through=effect.taken.through)
        path = f"eligibilities.{eligibility_id}.term"
        end = end_of_term(self.pack, eligibility.term, since, self.matter.calendar, path)
        return effect._replace(since=since, through=end.day, open_path=end.open_path)

    def _year(self, taken: Taken) -> int | None:
        if self.rules.combination.year == "act":
            return self.decision.act_day.year
        return taken.effective.year if taken.effective else None
