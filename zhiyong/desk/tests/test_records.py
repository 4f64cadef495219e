"""What stands against a person or unit, on one page: for whom, on which day, with what reasons."""

from collections.abc import Collection
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from zhiyong.consequences import pending
from zhiyong.consequences.services import settle
from zhiyong.consequences.tests.factories import (
    APPEAL,
    DECISION,
    a_block,
    a_freeze,
    a_line,
    a_measure,
    booked,
)
from zhiyong.directory.models import Account, Person, Post
from zhiyong.directory.tests.factories import AccountFactory, account_with
from zhiyong.journal.models import Read
from zhiyong.plans.tests.factories import DAY, City, make_city
from zhiyong.shell import clock
from zhiyong.shell.access import ADMINISTRATORS, Role

pytestmark = pytest.mark.django_db
LATER = DAY + timedelta(days=40)


@pytest.fixture
def city() -> City:
    """Return the city of plans."""
    return make_city()


@pytest.fixture
def person(city: City) -> Person:
    """Return somebody of its bureau."""
    return city.official(name="周敏")


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the clock of the pages stand after an appeal."""
    monkeypatch.setattr(clock, "today", lambda: LATER)


def as_(account: Account) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client


def page(account: Account, person: Person, **asked: str) -> str:
    answer = as_(account).get(reverse("desk:person", args=[person.pk]), asked)
    assert answer.status_code == 200
    return answer.text


def test_all_that_stands_is_told_with_clause_reason_decision_and_gates(
    city: City, person: Person
) -> None:
    booked(a_freeze(city, person), a_line(city, person), a_block(city, person))
    text = page(city.who(Role.PERSONNEL, city.bureau), person)
    assert "3 in force" in text
    assert "decision:1" not in text, "no reference of ours where nobody can open it"
    assert "Gates may be passed from" in text
    assert "Withheld of" in text
    assert "科员" in text
    assert Read.objects.filter(subject=f"person:{person.pk}").count() == 1


def test_a_past_day_is_answered_as_of_then_and_rolled_back_ones_stay_visible(
    city: City, person: Person
) -> None:
    booked(a_line(city, person))
    settle(lines=[], sources=[DECISION], cause=APPEAL, by="clock", on=LATER)
    keeper = city.who(Role.PERSONNEL, city.bureau)
    now = page(keeper, person)
    assert "nothing in force" in now
    assert "Rolled back (1)" in now
    then = page(keeper, person, on=DAY.isoformat())
    assert "1 in force" in then
    assert "as it was known then" in then


def test_who_is_under_investigation_is_not_yet_graded_to_those_who_may_see_the_case(
    city: City, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = booked(a_measure(city, person))[0]

    def open_ones(people: Collection[int], units: Collection[int], on: date) -> dict[str, str]:
        return {f"person:{one}": f"consequence:{entry.pk}" for one in people}

    monkeypatch.setattr(pending, "_providers", [open_ones])
    assert "not yet graded" in page(city.who(Role.PERSONNEL, city.bureau), person)
    mine = AccountFactory.create(person=person)
    assert "not yet graded" not in page(mine, person)


def test_a_person_sees_only_what_they_were_told(city: City, person: Person) -> None:
    booked(
        a_line(city, person, served_on=DAY), a_measure(city, person, "removal", source="decision:2")
    )
    account = AccountFactory.create(person=person)
    text = page(account, person)
    assert "1 in force" in text
    assert "decision:2" not in text
    assert not Read.objects.filter(subject=f"person:{person.pk}").exists()
    led = as_(account).get(reverse("desk:my_record"))
    assert led.headers["Location"] == reverse("desk:person", args=[person.pk])


def test_others_find_nothing_there(city: City, person: Person) -> None:
    booked(a_line(city, person))
    url = reverse("desk:person", args=[person.pk])
    strangers = [city.who(Role.PERSONNEL, city.court), AccountFactory.create()]
    strangers += [account_with(role, unit=city.root) for role in sorted(ADMINISTRATORS)]
    for account in strangers:
        assert as_(account).get(url).status_code == 404
        shown = as_(account).get(reverse("directory:person", args=[person.pk]))
        assert url not in shown.text
    keeper = as_(city.who(Role.PERSONNEL, city.bureau))
    assert url in keeper.get(reverse("directory:person", args=[person.pk])).text
    unit = reverse("desk:unit", args=[city.bureau.pk])
    assert unit in keeper.get(reverse("directory:unit", args=[city.bureau.pk])).text


def test_a_units_page_tells_of_the_unit_and_of_its_people(city: City, person: Person) -> None:
    post = Post.objects.get(tenures__person=person)
    booked(
        a_line(city, person, post=post.pk),
        a_line(
            city,
            city.bureau,
            effect="force",
            code="removal_unit_third",
            measure="removal",
            appraisal="unit_annual",
            grade="class_3",
        ),
    )
    account = city.who(Role.PERSONNEL, city.bureau)
    answer = as_(account).get(reverse("desk:unit", args=[city.bureau.pk]))
    assert answer.status_code == 200
    assert "Third class" in answer.text
    assert "周敏" in answer.text


def test_the_page_asks_as_much_for_much_as_for_little(city: City, person: Person) -> None:
    client = as_(city.who(Role.PERSONNEL, city.bureau))

    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            client.get(reverse("desk:person", args=[person.pk]))
        return len(found)

    booked(a_freeze(city, person), a_line(city, person))
    asked()
    few = asked()
    for n in range(2, 12):
        source = f"decision:{n}"
        booked(
            a_freeze(city, person, source=source),
            a_line(city, person, source=source, case=f"case:{n}", bundle=f"{source}.0"),
        )
    assert asked() == few
