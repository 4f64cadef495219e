"""Votes: who may cast one, on what, once; the count, the quorum, the tie; one closes it."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from unittest.mock import Mock

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError

from zhiyong.directory.models import Body, Person
from zhiyong.directory.tests.factories import PersonFactory, account_with
from zhiyong.files.services import store
from zhiyong.files.tests.samples import pdf
from zhiyong.journal.models import Entry
from zhiyong.meetings import plan, recusals, services
from zhiyong.meetings.models import Attendance, Item, StepAside, Vote
from zhiyong.meetings.selectors import attendances_of, roll_of
from zhiyong.meetings.tests.factories import (
    a_meeting,
    account_of,
    leading_group,
    pass_item,
    secretary,
    vote,
    voters,
)
from zhiyong.plans.tests.factories import DAY, City
from zhiyong.rules.meetings import Terms
from zhiyong.shell.access import Role

pytestmark = pytest.mark.django_db
YES, NO, ABSTAIN = Vote.Choice.YES, Vote.Choice.NO, Vote.Choice.ABSTAIN
PRESENT, ABSENT = Attendance.Presence.PRESENT, Attendance.Presence.ABSENT


def an_item(body: Body, **changes: Any) -> Item:
    told: dict[str, Any] = {
        "subject": body.unit,
        "body": body,
        "rule": "monthly",
        "ready_on": DAY,
        "audience": body.unit_id,
        "motion": {"act": "try", "measure": "admonition"},
        "by": secretary(body),
        "on": DAY,
    }
    return services.put(**(told | changes))


def on_the_table(body: Body, *, members: int = 3) -> Item:
    """Return an item of a meeting in session."""
    item = an_item(body)
    a_meeting(body=body, members=members)
    return Item.objects.get(pk=item.pk)


def verbs() -> list[str]:
    rows = Entry.objects.filter(verb__startswith="agenda_item.").order_by("id")
    return list(rows.values_list("verb", flat=True))


@pytest.fixture
def terms(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Let a test say how the plan decides."""

    def say(**changes: Any) -> None:
        real = plan.terms

        def changed(adoption: Any, rule: str) -> Terms:
            from dataclasses import replace

            return replace(real(adoption, rule), **changes)

        monkeypatch.setattr(plan, "terms", changed)

    return say


def test_more_than_half_say_yes_and_it_takes_effect(body: Body, done: list[str]) -> None:
    item = on_the_table(body)
    first, second, third = voters(item)
    vote(item, first)
    vote(item, second)
    vote(item, third, NO, reason="证据不足。")
    assert done == []

    item = services.close_vote(item=item, by=secretary(body), on=DAY)

    assert (item.state, item.decided_on, done) == (Item.State.PASSED, DAY, ["passed"])
    assert (item.result["yes"], item.result["no"], item.result["needed"]) == (2, 1, 2)
    assert verbs() == ["agenda_item.put", *["agenda_item.voted"] * 3, "agenda_item.passed"]
    assert "证据" not in str([entry.facts for entry in Entry.objects.all()])


def test_half_is_not_a_majority(body: Body, done: list[str]) -> None:
    item = on_the_table(body)
    first, second, third = voters(item)
    vote(item, first)
    vote(item, second, NO)
    vote(item, third, ABSTAIN)

    item = services.close_vote(item=item, by=secretary(body), on=DAY)

    assert (item.state, done) == (Item.State.REJECTED, ["rejected"])
    assert item.result["why"] == "TIE_REJECTED"


def test_a_tie_that_the_chair_decides(body: Body, done: list[str], terms: Any) -> None:
    terms(tie="chair")
    item = on_the_table(body)
    first, second, third = voters(item)
    assert item.meeting
    assert item.meeting.chair == first
    vote(item, first)
    vote(item, second, NO)
    vote(item, third, ABSTAIN)

    assert services.close_vote(item=item, by=secretary(body), on=DAY).state == Item.State.PASSED
    assert done == ["passed"]


def test_a_tie_that_is_voted_on_again(body: Body, done: list[str], terms: Any) -> None:
    terms(tie="again")
    item = on_the_table(body)
    first, second, third = voters(item)
    vote(item, first)
    vote(item, second, NO)
    vote(item, third, ABSTAIN)

    item = services.close_vote(item=item, by=secretary(body), on=DAY)

    assert (item.state, item.lock, done) == (Item.State.OPEN, 1, [])
    for person in (first, second, third):
        vote(item, person)
    assert services.close_vote(item=item, by=secretary(body), on=DAY).state == Item.State.PASSED


def test_no_vote_without_a_quorum(body: Body, done: list[str]) -> None:
    item = on_the_table(body)
    first, second, third = voters(item)
    assert item.meeting
    vote(item, first)
    services.postpone(item=item, reason="材料不全。", by=secretary(body), on=DAY)
    presence: dict[int, str] = {second.pk: ABSENT, third.pk: ABSENT}
    services.record_presence(meeting=item.meeting, presence=presence, by=secretary(body), on=DAY)
    services.take_on(meeting=item.meeting, item=item, by=secretary(body), on=DAY)
    vote(item, first)

    with pytest.raises(services.NoQuorum) as refusal:
        services.close_vote(item=item, by=secretary(body), on=DAY)

    assert str(refusal.value.basis) == "六(三) S3-120"
    item.refresh_from_db()
    assert (item.state, item.result, done) == (Item.State.OPEN, {}, [])
    assert not {"agenda_item.passed", "agenda_item.rejected"} & set(verbs())


def test_those_who_step_aside_do_not_count_for_the_quorum(body: Body, done: list[str]) -> None:
    item = on_the_table(body, members=2)
    first, second = voters(item)
    services.step_aside(
        item=item, person=second, reason="系近亲属。", by=account_of(second), on=DAY
    )
    vote(item, first)

    with pytest.raises(services.NoQuorum):
        services.close_vote(item=item, by=secretary(body), on=DAY)

    assert done == []


def test_where_the_plan_counts_them_they_do(body: Body, done: list[str], terms: Any) -> None:
    terms(aside_counts=True)
    item = on_the_table(body, members=2)
    first, second = voters(item)
    services.step_aside(
        item=item, person=second, reason="系近亲属。", by=account_of(second), on=DAY
    )
    vote(item, first)

    assert services.close_vote(item=item, by=secretary(body), on=DAY).state == Item.State.REJECTED
    assert done == ["rejected"]


def refused(item: Item, error: type[Exception], **changes: Any) -> None:
    """Try to vote; check that it was refused and nothing changed."""
    before = (list(item.votes.values_list("pk", flat=True)), verbs(), item.state)
    person: Person = changes.pop("person")
    told: dict[str, Any] = {
        "item": item,
        "lock": item.lock,
        "person": person,
        "choice": YES,
        "reason": "",
        "by": account_of(person),
        "on": DAY,
    }

    with pytest.raises(error):
        services.cast(**(told | changes))

    item.refresh_from_db()
    assert (list(item.votes.values_list("pk", flat=True)), verbs(), item.state) == before


def test_who_has_no_vote_casts_none(body: Body) -> None:
    item = on_the_table(body, members=2)
    assert item.meeting
    stranger = PersonFactory.create()
    guest = PersonFactory.create()
    services.invite(meeting=item.meeting, person=guest, remark="列席", by=secretary(body), on=DAY)
    absent = attendances_of(item.meeting)[2].person

    refused(item, services.NotAMember, person=stranger)
    refused(item, services.NotAMember, person=guest)
    refused(item, services.NotAMember, person=absent)
    refused(item, services.NotAMember, person=voters(item)[0], by=account_of(voters(item)[1]))


def test_nobody_votes_twice_or_after_it_was_closed(body: Body) -> None:
    item = on_the_table(body)
    first = voters(item)[0]
    vote(item, first)
    item.refresh_from_db()

    refused(item, services.HasVoted, person=first)
    for person in voters(item)[1:]:
        vote(item, person)
    item = services.close_vote(item=item, by=secretary(body), on=DAY)
    refused(item, services.NotNow, person=first)


def test_a_vote_against_says_why(body: Body) -> None:
    item = on_the_table(body)

    refused(item, services.Incomplete, person=voters(item)[0], choice=NO, reason=" ")


def test_a_changed_motion_needs_new_votes(body: Body, done: list[str]) -> None:
    item = on_the_table(body)
    first, second, third = voters(item)
    vote(item, first)
    motion = {"act": "try", "measure": "warning"}
    item = services.change_motion(
        item=item, lock=item.lock, motion=motion, by=secretary(body), on=DAY
    )

    refused(item, services.Stale, person=second, lock=0)
    vote(item, second)
    vote(item, third)
    with pytest.raises(services.Incomplete, match=first.name):
        services.close_vote(item=item, by=secretary(body), on=DAY)
    vote(item, first)

    assert services.close_vote(item=item, by=secretary(body), on=DAY).state == Item.State.PASSED
    assert item.votes.count() == 4


def test_a_motion_is_changed_by_one_at_a_time(body: Body) -> None:
    item = on_the_table(body)
    told: dict[str, Any] = {"item": item, "lock": item.lock, "by": secretary(body), "on": DAY}
    services.change_motion(motion={"act": "try", "measure": "warning"}, **told)

    with pytest.raises(services.Stale):
        services.change_motion(motion={"act": "try", "measure": "dismissal"}, **told)

    item.refresh_from_db()
    assert item.motion["measure"] == "warning"


def test_of_two_secretaries_who_close_at_once_one_wins(body: Body, done: list[str]) -> None:
    item = on_the_table(body)
    held_by_both = Item.objects.get(pk=item.pk)
    pass_item(item)

    with pytest.raises(services.NotNow):
        services.close_vote(item=held_by_both, by=secretary(body), on=DAY)

    assert done == ["passed"]
    assert verbs().count("agenda_item.passed") == 1


def test_a_decision_does_not_stand_without_its_effect(
    body: Body, monkeypatch: pytest.MonkeyPatch
) -> None:
    item = on_the_table(body)
    for person in voters(item):
        vote(item, person)
    broken = Mock(side_effect=DatabaseError)
    monkeypatch.setattr("zhiyong.meetings.effects.when_decided", broken)

    with pytest.raises(DatabaseError):
        services.close_vote(item=item, by=secretary(body), on=DAY)

    item.refresh_from_db()
    assert (item.state, item.decided_on) == (Item.State.OPEN, None)


def test_the_recorder_enters_votes_from_the_signed_list(body: Body) -> None:
    item = on_the_table(body)
    assert item.meeting
    person = voters(item)[0]
    by = secretary(body)
    signed = SimpleUploadedFile("表决票.pdf", pdf(), content_type="application/pdf")

    refused(item, services.Incomplete, person=person, by=by)
    scan = store(
        upload=signed,
        of=item.meeting,
        purpose="meeting.votes",
        by=by,
        on=DAY,
        audience=item.audience,
    )
    cast = services.cast(
        item=item, lock=0, person=person, choice=YES, reason="", by=by, on=DAY, scan=scan
    )

    assert (cast.recorded_by, cast.scan) == (by, scan)
    item.refresh_from_db()
    other = account_with(Role.OFFICE, unit=body.unit)
    refused(item, services.NotAMember, person=voters(item)[1], by=other, scan=scan)


def test_a_rule_of_recusal_keeps_a_member_out(body: Body, done: list[str]) -> None:
    item = on_the_table(body)
    first, second, third = voters(item)

    def spouse(item: Item, person: Person, on: date) -> str | None:
        return "系被反映人配偶" if person == third else None

    recusals.register(spouse)

    refused(item, services.MustStepAside, person=third)
    vote(item, first)
    vote(item, second)
    item = services.close_vote(item=item, by=secretary(body), on=DAY)

    assert (item.state, item.result["aside"]) == (Item.State.PASSED, 1)
    assert StepAside.objects.get(item=item).person == third


def test_what_somebody_asks_is_decided_by_the_chair(body: Body) -> None:
    item = on_the_table(body)
    chair, second, third = voters(item)
    aside = services.ask_aside(
        item=item, person=second, reason="曾是其部下。", by=account_of(third), on=DAY
    )

    with pytest.raises(services.NotAMember):
        services.decide_aside(aside=aside, agree=False, decider=third, by=account_of(third), on=DAY)
    services.decide_aside(aside=aside, agree=True, decider=chair, by=account_of(chair), on=DAY)

    refused(item, services.MustStepAside, person=second)


def test_nothing_is_counted_while_it_is_open_who_steps_aside(body: Body, done: list[str]) -> None:
    item = on_the_table(body)
    chair, second, third = voters(item)
    services.ask_aside(
        item=item, person=second, reason="曾是其部下。", by=account_of(third), on=DAY
    )
    for one in (chair, second, third):
        vote(item, one)

    with pytest.raises(services.Incomplete):
        services.close_vote(item=item, by=secretary(body), on=DAY)

    item.refresh_from_db()
    assert (item.state, done) == (Item.State.OPEN, [])


def test_about_the_chair_another_member_decides(body: Body) -> None:
    item = on_the_table(body)
    chair, second, third = voters(item)
    aside = services.ask_aside(
        item=item, person=chair, reason="分管该局。", by=account_of(third), on=DAY
    )

    with pytest.raises(services.NotAMember):
        services.decide_aside(aside=aside, agree=False, decider=chair, by=account_of(chair), on=DAY)
    services.decide_aside(aside=aside, agree=False, decider=second, by=account_of(second), on=DAY)

    vote(item, chair)
    assert item.votes.count() == 1


def test_nobody_steps_aside_after_voting(body: Body) -> None:
    item = on_the_table(body)
    first = voters(item)[0]
    vote(item, first)

    with pytest.raises(services.HasVoted):
        services.step_aside(item=item, person=first, reason="改主意", by=account_of(first), on=DAY)

    assert not StepAside.objects.exists()


def test_nobody_votes_before_the_meeting_is_open(body: Body) -> None:
    item = an_item(body)
    meeting = a_meeting(body=body, is_open=False)
    item.refresh_from_db()
    person = attendances_of(meeting)[0].person

    refused(item, services.NotNow, person=person)


def test_a_postponed_item_waits_and_is_voted_on_anew(body: Body, done: list[str]) -> None:
    item = on_the_table(body)
    first = voters(item)[0]
    vote(item, first)
    meeting = item.meeting
    assert meeting

    with pytest.raises(services.Incomplete):
        services.postpone(item=item, reason=" ", by=secretary(body), on=DAY)
    item = services.postpone(item=item, reason="待补充证据。", by=secretary(body), on=DAY)

    assert (item.state, item.meeting, item.lock) == (Item.State.POSTPONED, None, 1)
    assert meeting.postponed.get().reason == "待补充证据。"
    later = DAY + timedelta(days=40)
    item = pass_item(item, on=later)
    assert (item.state, done) == (Item.State.PASSED, ["passed"])


def test_something_stands_before_a_body_once(body: Body) -> None:
    an_item(body)

    with pytest.raises(services.NotNow):
        an_item(body)

    assert Item.objects.count() == 1


def test_an_act_that_no_room_knows_is_a_fault(body: Body) -> None:
    with pytest.raises(KeyError):
        an_item(body, motion={"act": "unknown"})


def test_a_large_body_where_few_are_there(city: City, done: list[str]) -> None:
    body = leading_group(city, members=9)
    item = on_the_table(body, members=6)
    people = voters(item)
    for person in people[:4]:
        vote(item, person)
    for person in people[4:]:
        vote(item, person, NO)

    item = services.close_vote(item=item, by=secretary(body), on=DAY)

    assert roll_of(item).quorum.needed == 6
    assert (item.state, item.result["needed"], done) == (Item.State.REJECTED, 5, ["rejected"])
