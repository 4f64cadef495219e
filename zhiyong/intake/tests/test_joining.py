"""Complaints about one matter of fact: one handling, every code and clock its own, and undone."""

from datetime import timedelta

import pytest

from zhiyong.duties.models import Duty
from zhiyong.intake import services
from zhiyong.intake.drafts import Incomplete
from zhiyong.intake.models import Complaint, Joining
from zhiyong.intake.selectors.codes import find_by_code
from zhiyong.intake.services.common import locked
from zhiyong.intake.services.deciding import _refuse
from zhiyong.intake.tests.factories import (
    DAY,
    City,
    a_lodging,
    accepted,
    clerk_of,
    lodged,
    make_city,
    prepared,
    registered,
)
from zhiyong.journal.models import Entry
from zhiyong.shell import kinds

pytestmark = pytest.mark.django_db
NEXT = DAY + timedelta(days=1)
LATER = DAY + timedelta(days=5)


@pytest.fixture
def city() -> City:
    return make_city()


def running(complaint: Complaint) -> dict[str, object]:
    rows = Duty.objects.filter(subject=kinds.ref(complaint), state="OPEN")
    return dict(rows.values_list("code", "due_on"))


def join(city: City, part: Complaint, into: Complaint) -> Complaint:
    return services.merge(complaint=part, into=into, by=city.clerk(), on=NEXT)


def test_both_codes_still_answer(city: City) -> None:
    made = prepared()
    draft = a_lodging(subject_unit=city.bureau, prepared=made)
    part = services.lodge_complaint(draft=draft, by="portal", on=DAY).complaint
    assert part
    into = registered(city)
    services.register_complaint(complaint=part, by=clerk_of(city, part), on=DAY)

    join(city, part, into)

    found = find_by_code(made.code)
    assert isinstance(found, Complaint)
    assert (found, found.merged_into) == (part, into)


def test_its_clocks_go_on_and_are_met_with_the_whole(city: City) -> None:
    part, into = registered(city), registered(city, on=NEXT)
    before = running(part)

    join(city, part, into)
    assert running(part) == before

    services.accept_complaint(complaint=into, by=city.clerk(), on=LATER)

    assert "acceptance" not in running(part)
    assert running(part)["reply"] == running(into)["reply"]


def test_joined_with_one_that_is_accepted_its_reply_is_owed_from_that_day(city: City) -> None:
    into, part = accepted(city), registered(city)

    join(city, part, into)

    assert "acceptance" not in running(part)
    assert running(part)["reply"] == running(into)["reply"] + timedelta(days=1)  # type: ignore[operator]


def test_what_was_joined_with_a_part_follows_it(city: City) -> None:
    first, second, third = registered(city), registered(city), registered(city)
    join(city, first, second)

    join(city, second, third)

    first.refresh_from_db()
    assert first.merged_into == third
    assert Joining.objects.get(complaint=first).into == third


def test_what_is_not_registered_yet_is_not_joined(city: City) -> None:
    part, into = lodged(city), registered(city)

    with pytest.raises(services.NotNow):
        join(city, part, into)

    part.refresh_from_db()
    assert (part.state, Joining.objects.count()) == ("LODGED", 0)


def test_taken_out_again_it_stands_where_it_stood(city: City) -> None:
    part, into = registered(city), registered(city)
    before = running(part)
    join(city, part, into)

    back = services.split(complaint=part, reason="两件事并非同一事实", by=city.clerk(), on=LATER)

    assert (back.state, back.merged_into, back.closed_on) == ("REGISTERED", None, None)
    assert running(back) == before
    (joining,) = Joining.objects.filter(complaint=part)
    assert (joining.split_on, joining.reason) == (LATER, "两件事并非同一事实")
    entry = Entry.objects.get(verb="complaint.split")
    assert set(entry.threads) == {kinds.ref(part), kinds.ref(into)}
    assert "两件事" not in str(entry.facts)


def test_taken_out_after_the_whole_was_answered_its_own_reply_is_owed_again(city: City) -> None:
    part, into = registered(city), registered(city)
    join(city, part, into)
    services.accept_complaint(complaint=into, by=city.clerk(), on=NEXT)
    owed = running(part)["reply"]
    for state in ("IN_HANDLING", "REPLIED"):
        services.progress(complaint=into, state=state, by=city.clerk(), on=LATER)
    assert "reply" not in running(part)

    back = services.split(complaint=part, reason="另有其事", by=city.clerk(), on=LATER)

    assert back.state == "ACCEPTED"
    assert running(back)["reply"] == owed


def test_taken_out_of_one_that_was_refused_it_is_decided_on_by_itself(city: City) -> None:
    part, into = registered(city), registered(city)
    join(city, part, into)
    _refuse(
        locked(into),
        {"refusal": "no_facts", "details": {"missing_facts": "时间"}, "competent_body": ""},
        city.clerk(),
        NEXT,
    )
    assert "acceptance" not in running(part)

    back = services.split(complaint=part, reason="有具体事实", by=city.clerk(), on=LATER)

    assert back.state == "REGISTERED"
    assert "acceptance" in running(back)


def test_only_a_part_is_taken_out_and_only_with_a_reason(city: City) -> None:
    part, into = registered(city), registered(city)

    with pytest.raises(services.NotNow):
        services.split(complaint=part, reason="理由", by=city.clerk(), on=NEXT)
    join(city, part, into)
    with pytest.raises(Incomplete):
        services.split(complaint=part, reason=" ", by=city.clerk(), on=NEXT)

    part.refresh_from_db()
    assert part.merged_into == into
    assert not Entry.objects.filter(verb="complaint.split").exists()


def test_whoever_takes_the_whole_back_ends_only_their_own(city: City) -> None:
    part, into = registered(city), registered(city)
    join(city, part, into)

    services.withdraw(complaint=into, by="portal", on=LATER)

    part.refresh_from_db()
    into.refresh_from_db()
    assert (part.state, into.state) == ("REGISTERED", "WITHDRAWN")
    assert "acceptance" in running(part)
    assert running(into) == {}


def test_what_was_joined_stays_when_the_whole_goes_to_another_office(city: City) -> None:
    part, into = registered(city), registered(city)
    join(city, part, into)

    services.refer_complaint(
        complaint=into, to_text="省某厅", reason="other_body", by=city.clerk(), on=LATER
    )

    part.refresh_from_db()
    assert (part.state, part.keeper) == ("REGISTERED", city.bodies["personnel_bureau"])
