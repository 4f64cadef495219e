"""What stands against somebody on a day, share by share and gate by gate; and who may know."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from zhiyong.consequences import pending
from zhiyong.consequences.models import Entry
from zhiyong.consequences.selectors import (
    entries_visible_to,
    may_see_record,
    record_of,
    standing_on,
)
from zhiyong.consequences.services import settle
from zhiyong.consequences.services.stating import Stated, state
from zhiyong.consequences.tests.factories import (
    APPEAL,
    DECISION,
    a_block,
    a_freeze,
    a_line,
    a_measure,
    booked,
)
from zhiyong.directory.models import Account, Person
from zhiyong.directory.standing import Standing, standing_of
from zhiyong.directory.tests.factories import account_with
from zhiyong.plans.tests.factories import DAY, City
from zhiyong.shell.access import ADMINISTRATORS, Role

pytestmark = pytest.mark.django_db
LATER = DAY + timedelta(days=40)
YEAR = 2026


@pytest.fixture
def reader(city: City) -> Standing:
    """Return who reads the cases of the body that decided."""
    return standing_of(city.who(Role.LEADER, "leading_group"), DAY)


def cut(city: City, person: Person, n: int, share: Fraction, **changes: Any) -> Any:
    """Return a deduction of decision `n`, in a case of its own."""
    return a_line(
        city,
        person,
        source=f"decision:{n}",
        case=changes.pop("case", f"case:{n}"),
        bundle=f"decision:{n}.0",
        share=share,
        **changes,
    )


# ── shares ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.clause("S3-081")
def test_across_cases_shares_are_added_but_never_above_all_of_the_sum(
    city: City, person: Person, reader: Standing
) -> None:
    office = city.who(Role.OFFICE, "office")
    state(
        sums=[Stated(person.pk, None, "annual_bonus", YEAR, Decimal("30000.00"))],
        by=office,
        on=DAY,
    )
    booked(cut(city, person, 1, Fraction(4, 5), code="adjustment_bonus", measure="post_adjustment"))
    booked(cut(city, person, 2, Fraction(1, 2), code="circular_bonus", measure="circular"))
    (sum_,) = record_of(person, DAY, reader).withheld
    assert (sum_.share, sum_.amount, sum_.cap) == (Fraction(1), Decimal("30000.00"), Fraction(1))
    assert sum_.is_capped
    counted = [(one.entry.code, one.counted, one.amount) for one in sum_.portions]
    assert counted == [
        ("adjustment_bonus", Fraction(4, 5), Decimal("24000.00")),
        ("circular_bonus", Fraction(1, 5), Decimal("6000.00")),
    ]


def test_within_a_case_the_highest_counts(city: City, person: Person, reader: Standing) -> None:
    booked(cut(city, person, 1, Fraction(3, 10)))
    booked(cut(city, person, 2, Fraction(1, 2), case="case:1", code="circular_bonus"))
    (sum_,) = record_of(person, DAY, reader).withheld
    assert sum_.share == Fraction(1, 2)
    assert [one.entry.code for one in sum_.portions] == ["circular_bonus"]


def test_what_was_carried_out_still_counts_and_what_was_rolled_back_does_not(
    city: City, person: Person, reader: Standing
) -> None:
    first = cut(city, person, 1, Fraction(3, 10))
    booked(first)
    booked(cut(city, person, 2, Fraction(1, 2)))
    Entry.objects.filter(source="decision:1").update(state="DONE", ended_on=DAY, carried_out_on=DAY)
    settle(lines=[], sources=["decision:2"], cause=APPEAL, by="clock", on=LATER)
    assert record_of(person, LATER, reader).withheld[0].share == Fraction(3, 10)
    before = record_of(person, LATER - timedelta(days=1), reader)
    assert before.withheld[0].share == Fraction(4, 5)


# ── groups ────────────────────────────────────────────────────────────────────────────────


def test_a_record_shows_everything_in_its_place(
    city: City, person: Person, reader: Standing
) -> None:
    booked(
        a_freeze(city, person),
        a_measure(city, person),
        a_measure(city, person, "removal", state=Entry.State.PENDING, since=None),
        a_block(city, person, state=Entry.State.SUPERSEDED),
        a_line(city, person),
    )
    gone = a_line(city, person, source="decision:2", case="case:2")
    booked(gone)
    settle(lines=[], sources=["decision:2"], cause=APPEAL, by="clock", on=LATER)
    Entry.objects.filter(source=DECISION, effect="deduct").update(
        state="DONE", carried_out_on=LATER, ended_on=LATER
    )
    found = record_of(person, LATER, reader)
    assert sorted(one.effect for one in found.stands) == ["freeze", "measure"]
    assert [one.measure for one in found.waits] == ["removal"]
    assert [one.effect for one in found.covered] == ["block"]
    assert [one.effect for one in found.over] == ["deduct"]
    assert [one.source for one in found.undone] == ["decision:2"]
    (freeze,) = found.freezes
    assert freeze.next
    assert freeze.next.gate.id == "good_results"
    assert freeze.free_from == freeze.entry.through + timedelta(days=1)  # type: ignore[operator]
    then = record_of(person, DAY, reader)
    assert {one.source: one.undone_on for one in then.stands}["decision:2"] == LATER


@pytest.mark.clause("S3-057")
def test_no_promotion_for_a_year_and_then_until_the_gates(
    city: City, person: Person, reader: Standing
) -> None:
    booked(a_freeze(city, person))
    end = DAY.replace(year=DAY.year + 1)
    for day in (DAY, end, end + timedelta(days=400)):
        assert [one.effect for one in record_of(person, day, reader).stands] == ["freeze"]
        assert [one.target for one in standing_on(day, people=[person.pk])] == ["promotion"]


def test_a_unit_is_asked_about_by_itself(city: City, reader: Standing) -> None:
    booked(
        a_line(
            city,
            city.bureau,
            effect="block",
            code="circular_unit_not_first",
            appraisal="unit_annual",
            grade="class_1",
        )
    )
    (found,) = standing_on(DAY, units=[city.bureau.pk])
    assert (found.unit, found.person, found.grade) == (city.bureau.pk, None, "class_1")
    assert [one.grade for one in record_of(city.bureau, DAY, reader).stands] == ["class_1"]


def test_of_five_thousand_people_one_statement_tells(
    city: City, django_assert_num_queries: Callable[[int], CaptureQueriesContext]
) -> None:
    people = Person.objects.bulk_create(Person(number=f"L{n}", name="陈文") for n in range(200))
    booked(*(a_line(city, each) for each in people))
    with django_assert_num_queries(1):
        assert len(standing_on(DAY, people=[each.pk for each in people])) == 200
    with django_assert_num_queries(0):
        assert standing_on(DAY) == []


def test_a_record_takes_as_many_statements_however_much_stands(
    city: City, person: Person, reader: Standing
) -> None:
    def read() -> int:
        with CaptureQueriesContext(connection) as asked:
            record_of(person, DAY, reader)
        return len(asked)

    booked(a_line(city, person), a_freeze(city, person))
    read()
    few = read()
    for n in range(2, 12):
        booked(
            cut(city, person, n, Fraction(1, 10)),
            replace(a_freeze(city, person), source=f"decision:{n}"),
        )
    assert read() == few


# ── who may know ──────────────────────────────────────────────────────────────────────────


def test_readers_keepers_doers_and_nobody_else(city: City, person: Person) -> None:
    booked(a_line(city, person, carried_out_by=city.institution.pk))

    def sees(account: Account) -> bool:
        return entries_visible_to(standing_of(account, DAY)).exists()

    assert sees(city.who(Role.LEADER, "leading_group"))
    assert sees(city.who(Role.PERSONNEL, city.bureau))
    assert sees(city.who(Role.UNIT_LIAISON, city.institution))
    assert not sees(city.who(Role.PERSONNEL, city.court))
    assert not sees(city.who(Role.HANDLER, city.court))
    for role in sorted(ADMINISTRATORS):
        account = account_with(role, unit=city.root)
        assert not sees(account)
        assert not may_see_record(standing_of(account, DAY), person)


def test_a_person_sees_their_own_once_they_were_told_whatever_their_role(city: City) -> None:
    account = city.who(Role.PERSONNEL, city.bureau)
    assert account.person
    line = a_line(city, account.person)
    booked(line)
    standing = standing_of(account, DAY)
    assert may_see_record(standing, account.person)
    assert record_of(account.person, DAY, standing).is_empty
    told = replace(line, served_on=DAY)
    settle(lines=[told], sources=[DECISION], cause="", by="clock", on=DAY)
    assert len(record_of(account.person, DAY, standing).stands) == 1


def test_who_is_under_investigation_is_told_by_the_rooms_that_know(
    person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pending, "_providers", [])
    pending.register(lambda people, units, on: {f"person:{one}": "case:1" for one in people})  # noqa: ARG005
    assert pending.pending_of([person.pk], [], DAY) == {f"person:{person.pk}": ("case:1",)}
    assert pending.pending_of([], [], DAY) == {}
