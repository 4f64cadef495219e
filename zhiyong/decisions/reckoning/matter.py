"""Rows of decisions as a matter of the rules."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from django.db.models import Q, QuerySet

from zhiyong.consequences.models import Entry, YearlySum
from zhiyong.decisions.models import ChosenMeasure, Decision, Version
from zhiyong.decisions.reckoning.snapshot import person_ref, unit_ref
from zhiyong.duties.calendars import counted
from zhiyong.plans.selectors import pack_of
from zhiyong.rules.calendar import Calendar
from zhiyong.rules.consequences import (
    Appeal,
    Chosen,
    Holding,
    Matter,
    Person,
    UnitRecord,
)
from zhiyong.rules.consequences import Decision as RulesDecision
from zhiyong.rules.explain.given import read_facts
from zhiyong.rules.facts import FactValue
from zhiyong.rules.ladder import Had
from zhiyong.rules.pack.schema import Pack
from zhiyong.rules.rollback import Settled, settle
from zhiyong.shell import kinds

DAY = timedelta(days=1)
OWN = ("person.", "unit.", "subject.", "team.")
"""Facts about whom a decision is about, which do not hold for a leader linked to it."""


@dataclass(frozen=True, slots=True)
class Reckoned:
    """Decisions that add up together, as rows and as the rules settled them."""

    pack: Pack
    rows: tuple[Decision, ...]
    matter: Matter
    settled: Settled

    def row_of(self, reference: str) -> Decision:
        """Return the row of a decision that the rules name so."""
        return next(row for row in self.rows if kinds.ref(row) == reference)


def reckon(rows: Sequence[Decision], *, also: RulesDecision | None = None) -> Reckoned:
    """Return everything that follows from decisions of one plan, after their appeals.

    also   a decision that is no row yet: what would follow from it

    :raises GradesContradict: as `rules.rollback.settle`.
    """
    pack = pack_of(rows[0].adoption)

    def count(calendar: Calendar) -> tuple[Matter, Settled]:
        matter = matter_of(pack, rows, calendar=calendar, also=also)
        return matter, settle(pack, matter)

    (matter, settled), _plain = counted(count)
    return Reckoned(pack, tuple(rows), matter, settled)


def loaded(rows: QuerySet[Decision]) -> list[Decision]:
    """Return decisions with everything that the rules want to know of them, in the order made."""
    return list(
        rows.select_related("adoption__pack", "respondent", "case", "body", "item")
        .prefetch_related("measures", "versions", "confirmations", "rests_on", "item__votes")
        .order_by("made_on", "pk")
    )


def matter_of(
    pack: Pack,
    rows: Sequence[Decision],
    *,
    calendar: Calendar | None = None,
    also: RulesDecision | None = None,
) -> Matter:
    """Return rows as the rules' matter: people, units, places, sums, decisions, appeals, history.

    Places count for the day of the act alone: two acts of one person each have their own leaders.
    A draft tells who is concerned, and is no decision yet: it comes as `also`.
    """
    people: dict[str, dict[str, Any]] = {}
    facts: dict[str, dict[str, FactValue]] = defaultdict(dict)
    places: dict[str, dict[str, list[Holding]]] = defaultdict(lambda: defaultdict(list))
    units: set[str] = set()
    for row in rows:
        kept = row.facts
        subject, unit = kept["subject"], kept.get("unit", "")
        units.update(one for one in (subject, unit) if one.startswith("unit:"))
        for who, about in kept.get("about", {}).items():
            people.setdefault(who, {}).update(about)
            if about.get("unit"):
                units.add(about["unit"])
        if subject.startswith("person:"):
            people.setdefault(subject, {})["unit"] = unit or people.get(subject, {}).get("unit")
        own = {name: one for name, one in _values(pack, row).items() if name.startswith(OWN)}
        facts[subject].update(own)
        for place, held in kept.get("places", {}).items():
            holding = [Holding(one["who"], row.acted_on, row.acted_on + DAY) for one in held]
            for whose in {subject, unit} - {""}:
                places[whose][place] += holding
            units.update(one["who"] for one in held if one["who"].startswith("unit:"))
            for one in held:
                if one["who"].startswith("person:"):
                    people.setdefault(one["who"], {})
    sums = _sums([*people, *units])
    decisions = [rules_decision(pack, row) for row in rows if row.made_on is not None]
    return Matter(
        people={
            who: Person(
                about.get("unit"),
                about.get("staff_type"),
                sums.get((who, YearlySum.Of.ANNUAL), {}),
                facts.get(who, {}),
                {place: tuple(held) for place, held in places[who].items()},
            )
            for who, about in people.items()
        },
        units={
            who: UnitRecord(
                sums.get((who, YearlySum.Of.UNIT), {}),
                facts.get(who, {}),
                {place: tuple(held) for place, held in places[who].items()},
            )
            for who in units
        },
        decisions=tuple([*decisions, also] if also else decisions),
        appeals=tuple(one for row in rows for one in _appeals(row)),
        history=_history(rows),
        calendar=calendar,
    )


def rules_decision(
    pack: Pack, row: Decision, *, on: date | None = None, measures: Sequence[Chosen] | None = None
) -> RulesDecision:
    """Return one row as the rules know a decision; of a draft, as if it were made `on` a day."""
    first = [one for one in row.measures.all() if one.version == 1]
    answers = {one.measure: one for one in first}
    if measures is None:
        measures = [_chosen(one) for one in sorted(first, key=lambda one: one.order)]
    kept = row.facts
    return RulesDecision(
        id=kinds.ref(row) if row.pk else "draft",
        on=row.made_on or on or row.drafted_on,
        subject=kept["subject"],
        measures=tuple(_answered(one, answers) for one in measures),
        case=f"{row.case_id}",
        effective=row.effective_on,
        act=row.acted_on,
        facts=_values(pack, row),
        by=row.by_party,
        bases=tuple(row.bases),
        deciders=_deciders(row),
        rests_on=tuple(kinds.ref(one) for one in row.rests_on.all()) if row.pk else (),
        confirmed={
            person_ref(one.person_id): one.on
            for one in (row.confirmations.all() if row.pk else ())
            if not one.declined
        },
        assessed=frozenset(kept.get("assessed", ())),
        served=row.served_on,
    )


def _deciders(row: Decision) -> tuple[str, ...]:
    if row.item is None:
        return ()
    return tuple(dict.fromkeys(person_ref(one.person_id) for one in row.item.votes.all()))


def _chosen(one: ChosenMeasure) -> Chosen:
    return Chosen(
        one.measure, {key: _text(value) for key, value in one.stated.items()}, one.until_on
    )


def _text(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _answered(chosen: Chosen, answers: Mapping[str, ChosenMeasure]) -> Chosen:
    """Return a measure with the answer of its own that it got as a recommendation, if any."""
    own = answers.get(chosen.measure)
    if own is None or own.outcome_on is None:
        return chosen
    return replace(chosen, outcome_on=own.outcome_on, declined=own.declined)


def _values(pack: Pack, row: Decision) -> dict[str, FactValue]:
    """Return the facts of a row, each as its plan declares it."""
    return read_facts(pack.vocabulary, row.facts.get("values", {}), "facts")[0]


def _appeals(row: Decision) -> Iterable[Appeal]:
    """Return the appeals that changed or revoked a decision, from its versions."""
    if row.pk is None:
        return
    versions: list[Version] = sorted(row.versions.all(), key=lambda one: one.number)
    measures: dict[int, list[ChosenMeasure]] = defaultdict(list)
    for one in row.measures.all():
        measures[one.version].append(one)
    answers = {one.measure: one for one in measures[1]}
    for version in versions[1:]:
        rows = sorted(measures[version.number], key=lambda m: m.order)
        chosen = [_answered(_chosen(one), answers) for one in rows]
        yield Appeal(kinds.ref(row), "changed", version.since, tuple(chosen))
    if versions and versions[-1].until is not None:
        yield Appeal(kinds.ref(row), "revoked", versions[-1].until)


def _sums(names: Iterable[str]) -> dict[tuple[str, str], dict[int, Fraction]]:
    """Return the yearly sums of people and units, by whose and of what, in one query."""
    ids: dict[str, list[int]] = defaultdict(list)
    for name in names:
        kind, _, pk = name.partition(":")
        ids[kind].append(int(pk))
    rows = YearlySum.objects.filter(Q(person__in=ids["person"]) | Q(unit__in=ids["unit"]))
    found: dict[tuple[str, str], dict[int, Fraction]] = defaultdict(dict)
    for person, unit, of, year, amount in rows.values_list(
        "person", "unit", "of", "year", "amount"
    ):
        who = person_ref(person) if person is not None else unit_ref(unit)
        found[who, of][year] = Fraction(amount)
    return found


def _history(rows: Sequence[Decision]) -> dict[str, tuple[Had, ...]]:
    """Return the measures that those concerned had from elsewhere: other plans, earlier years."""
    people = {row.respondent.person_id for row in rows if row.respondent.person_id is not None}
    units = {row.respondent.unit_id for row in rows if row.respondent.unit_id is not None}
    known = [kinds.ref(row) for row in rows if row.pk]
    entries = (
        Entry.objects.filter(Q(person__in=people) | Q(unit__in=units), effect="measure")
        .exclude(source__in=known)
        .exclude(state__in=[Entry.State.PENDING, Entry.State.LAPSED])
        .filter(since__isnull=False)
        .order_by("since", "pk")
    )
    found: dict[str, list[Had]] = defaultdict(list)
    for one in entries:
        who = person_ref(one.person_id) if one.person_id is not None else unit_ref(one.unit_id or 0)
        assert one.since is not None
        found[who].append(
            Had(
                one.measure,
                one.since,
                one.origin == "linked",
                one.state == Entry.State.ROLLED_BACK,
                one.source,
            )
        )
    return {who: tuple(had) for who, had in found.items()}
