"""The ledger says what was reckoned: new, gone, otherwise, nothing; and said twice, no more."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zhiyong.consequences.lines import Line
from zhiyong.consequences.models import Entry
from zhiyong.consequences.selectors import standing_on
from zhiyong.consequences.services import Settled, settle
from zhiyong.consequences.tests.factories import (
    APPEAL,
    DECISION,
    a_block,
    a_freeze,
    a_line,
    a_measure,
    booked,
)
from zhiyong.directory.models import Person
from zhiyong.journal.models import Entry as Written
from zhiyong.plans.tests.factories import DAY, City

pytestmark = pytest.mark.django_db
LATER = DAY + timedelta(days=40)
State = Entry.State


def reckon(*lines: Line, on: date = LATER, cause: str = APPEAL) -> Settled:
    return settle(lines=lines, sources=[DECISION], cause=cause, by="clock", on=on)


def test_a_new_line_is_booked_with_its_ground(city: City, person: Person) -> None:
    (entry,) = reckon(a_line(city, person, amount=Decimal("9000.00")), cause="", on=DAY).booked
    entry.refresh_from_db()
    assert (entry.part, entry.base, entry.year, entry.amount) == (3, 10, 2026, Decimal("9000.00"))
    assert entry.state == State.IN_FORCE
    assert (entry.since, entry.booked_on, entry.booked_by) == (DAY, DAY, None)
    assert entry.clauses == ["四(一) S3-050"]
    told = Written.objects.get(verb="consequence.booked")
    assert told.subject == f"consequence:{entry.pk}"
    assert {"decision:1", "case:1"} <= set(told.threads)
    assert told.facts["share"] == "3/10"
    assert told.facts["whom"] == f"person:{person.pk}"


def test_what_has_no_line_any_more_is_rolled_back_and_stays(city: City, person: Person) -> None:
    kept, gone = booked(a_line(city, person), a_block(city, person))
    settled = reckon(a_line(city, person))
    assert [one.pk for one in settled.reversed] == [gone.pk]
    assert (settled.booked, settled.changed, settled.restored) == ((), (), ())
    gone.refresh_from_db()
    kept.refresh_from_db()
    assert (gone.state, gone.ended_on, gone.undone_on, gone.ended_by) == (
        State.ROLLED_BACK,
        LATER,
        LATER,
        APPEAL,
    )
    assert kept.state == State.IN_FORCE
    assert Written.objects.get(verb="consequence.rolled_back").facts["cause"] == APPEAL


def test_a_rolled_back_entry_that_counts_again_is_booked_anew(city: City, person: Person) -> None:
    (first,) = booked(a_line(city, person))
    reckon()
    (second,) = reckon(a_line(city, person), on=LATER + timedelta(days=1)).booked
    first.refresh_from_db()
    assert first.state == State.ROLLED_BACK
    assert second.pk != first.pk


def test_what_is_covered_counts_again_once_the_heavier_one_is_gone(
    city: City, person: Person
) -> None:
    (light,) = booked(a_line(city, person))
    heavy = a_line(
        city, person, code="circular_bonus", measure="circular", share=Fraction(1, 2), since=LATER
    )
    settled = reckon(a_line(city, person, state=State.SUPERSEDED), heavy, cause="decision:2")
    assert [one.pk for one in settled.changed] == [light.pk]
    light.refresh_from_db()
    assert (light.state, light.covered_on) == (State.SUPERSEDED, LATER)
    end = LATER + timedelta(days=30)
    settled = reckon(a_line(city, person), on=end)
    assert [one.pk for one in settled.restored] == [light.pk]
    light.refresh_from_db()
    assert (light.state, light.covered_on, light.covered_until) == (State.IN_FORCE, LATER, end)
    between = standing_on(end - timedelta(days=1), people=[person.pk])
    assert [one.code for one in between] == ["circular_bonus"]
    assert [one.code for one in standing_on(end, people=[person.pk])] == ["admonition_bonus"]


def test_what_waited_begins_with_its_outcome(city: City, person: Person) -> None:
    waiting = a_measure(city, person, "removal", state=State.PENDING, since=None)
    (entry,) = booked(waiting)
    assert standing_on(LATER, people=[person.pk]) == []
    reckon(replace(waiting, state=State.IN_FORCE, since=LATER), cause="decision:1")
    entry.refresh_from_db()
    assert (entry.state, entry.since) == (State.IN_FORCE, LATER)
    assert [one.entry for one in standing_on(LATER, people=[person.pk])] == [entry.pk]
    told = Written.objects.get(verb="consequence.recounted")
    assert told.facts["since"] == LATER.isoformat()


def test_a_recommendation_that_was_not_followed_lapses(city: City, person: Person) -> None:
    waiting = a_measure(city, person, "removal", state=State.PENDING, since=None)
    (entry,) = booked(waiting)
    reckon(replace(waiting, state=State.LAPSED), cause="decision:1")
    entry.refresh_from_db()
    assert (entry.state, entry.ended_on) == (State.LAPSED, LATER)


def test_what_was_carried_out_stays_so_and_is_told_when_rolled_back(
    city: City, person: Person
) -> None:
    (entry,) = booked(a_line(city, person))
    Entry.objects.filter(pk=entry.pk).update(
        state=State.DONE, carried_out_on=DAY, proof_note="已扣", ended_on=DAY
    )
    assert reckon(a_line(city, person)) == Settled()
    (undone,) = reckon().reversed
    undone.refresh_from_db()
    assert (undone.state, undone.carried_out_on) == (State.ROLLED_BACK, DAY)
    assert (undone.ended_on, undone.undone_on) == (DAY, LATER)


def test_a_past_day_is_answered_as_of_then(city: City, person: Person) -> None:
    old = a_freeze(city, person)
    booked(old)
    new = a_line(city, person, version=2)
    reckon(new)
    before = standing_on(LATER - timedelta(days=1), people=[person.pk])
    assert [(one.effect, one.undone_on) for one in before] == [("freeze", LATER)]
    after = standing_on(LATER, people=[person.pk])
    assert [(one.effect, one.since, one.undone_on) for one in after] == [("deduct", DAY, None)]
    assert standing_on(DAY - timedelta(days=1), people=[person.pk]) == []


def test_lines_of_other_sources_are_left_alone(city: City, person: Person) -> None:
    booked(a_line(city, person), a_line(city, person, source="decision:2"))
    reckon()
    left = Entry.objects.get(source="decision:2")
    assert left.state == State.IN_FORCE


def test_a_line_of_no_source_or_twice_is_a_fault(city: City, person: Person) -> None:
    with pytest.raises(ValueError, match="none of the sources"):
        reckon(a_line(city, person, source="decision:9"))
    with pytest.raises(ValueError, match="the same"):
        reckon(a_line(city, person), a_line(city, person))
    assert not Entry.objects.exists()


def test_a_thousand_people_take_as_many_statements_as_one(
    city: City, django_assert_max_num_queries: Callable[[int], CaptureQueriesContext]
) -> None:
    people = Person.objects.bulk_create(Person(number=f"L{n:04}", name="陈文") for n in range(1000))
    lines = [a_line(city, each) for each in people]
    with CaptureQueriesContext(connection) as one:
        reckon(lines[0], on=DAY)
    with CaptureQueriesContext(connection) as many:
        reckon(*lines, on=DAY)
    assert len(many) == len(one)
    with django_assert_max_num_queries(8):
        reckon(*(replace(line, amount=Decimal(90)) for line in lines[500:]))
    assert Entry.objects.filter(state=State.ROLLED_BACK).count() == 500
    assert Entry.objects.filter(amount=90).count() == 500


CHOICES = [
    {"code": "admonition_bonus", "measure": "admonition"},
    {"code": "circular_bonus", "measure": "circular", "share": Fraction(1, 2)},
    {"effect": "block", "code": "admonition_not_excellent", "grade": "excellent"},
    {"effect": "freeze", "code": "promotion", "target": "promotion", "gates": 3},
    {"effect": "measure", "code": "admonition", "measure": "admonition"},
]
STATES = [State.IN_FORCE, State.SUPERSEDED, State.PENDING, State.LAPSED]
a_reckoning = st.dictionaries(
    st.integers(0, len(CHOICES) - 1), st.tuples(st.sampled_from(STATES), st.integers(0, 400))
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(a_reckoning, min_size=1, max_size=4))
def test_said_twice_it_changes_nothing(
    city: City, person: Person, told: list[dict[int, tuple[str, int]]]
) -> None:
    for place, each in enumerate(told):
        lines = [_line(city, person, CHOICES[n], *found) for n, found in each.items()]
        day = DAY + timedelta(days=place)
        settle(lines=lines, sources=[DECISION], cause=APPEAL, by="clock", on=day)
        rows, written = list(Entry.objects.order_by("pk").values()), Written.objects.count()
        again = settle(lines=lines, sources=[DECISION], cause=APPEAL, by="clock", on=LATER)
        assert again == Settled()
        assert list(Entry.objects.order_by("pk").values()) == rows
        assert Written.objects.count() == written


def _line(city: City, person: Person, said: dict[str, object], state: str, days: int) -> Line:
    waits = state in (State.PENDING, State.LAPSED)
    since = None if waits else DAY + timedelta(days=days)
    return a_line(city, person, **said, state=state, since=since)
