"""What follows is carried out with proof, by those who may; gates in order; some ends by itself."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile

from zhiyong.consequences import services
from zhiyong.consequences.models import Entry, GatePassed
from zhiyong.consequences.selectors import standing_on
from zhiyong.consequences.services import NotNow, NotYours, ProofMissing
from zhiyong.consequences.tests.factories import (
    APPEAL,
    DECISION,
    a_freeze,
    a_line,
    a_measure,
    booked,
)
from zhiyong.directory.models import Account, Person
from zhiyong.directory.standing import standing_of
from zhiyong.directory.tests.factories import account_with
from zhiyong.duties.models import Duty
from zhiyong.duties.selectors import duties_visible_to
from zhiyong.duties.services import tick as press
from zhiyong.journal.models import Entry as Written
from zhiyong.notices.models import Notice
from zhiyong.plans.tests.factories import DAY, City
from zhiyong.shell.access import Role

pytestmark = pytest.mark.django_db
State = Entry.State
OVER = date(DAY.year + 1, DAY.month, DAY.day + 1)


@pytest.fixture
def keeper(city: City) -> Account:
    """Return who keeps the personnel of the bureau."""
    return city.who(Role.PERSONNEL, city.bureau)


def a_file() -> "ContentFile[bytes]":
    return ContentFile("书面检查".encode(), name="检查.txt")


def one(city: City, person: Person, **changes: Any) -> Entry:
    """Return a deduction that the person's bureau carries out."""
    changes.setdefault("carried_out_by", city.bureau.pk)
    return booked(a_line(city, person, **changes))[0]


# ── carrying out ──────────────────────────────────────────────────────────────────────────


def test_a_deduction_is_carried_out_once_with_proof(
    city: City, person: Person, keeper: Account
) -> None:
    entry = one(city, person)
    services.carry_out(entry=entry, note="已从年度奖金中扣发。", by=keeper, on=DAY)
    entry.refresh_from_db()
    assert (entry.state, entry.carried_out_on, entry.ended_on) == (State.DONE, DAY, DAY)
    assert Written.objects.filter(verb="consequence.carried_out").count() == 1
    with pytest.raises(NotNow):
        services.carry_out(entry=entry, note="再扣一次。", by=keeper, on=DAY)


def test_nothing_is_carried_out_without_proof_or_by_others_or_early(
    city: City, person: Person, keeper: Account
) -> None:
    entry = one(city, person)
    with pytest.raises(ProofMissing):
        services.carry_out(entry=entry, note=" ", by=keeper, on=DAY)
    stranger = city.who(Role.PERSONNEL, city.court)
    with pytest.raises(NotYours):
        services.carry_out(entry=entry, note="已扣。", by=stranger, on=DAY)
    with pytest.raises(NotNow):
        services.carry_out(entry=entry, note="已扣。", by=keeper, on=DAY - timedelta(days=1))
    entry.refresh_from_db()
    assert (entry.state, entry.carried_out_on) == (State.IN_FORCE, None)
    assert not Written.objects.filter(verb="consequence.carried_out").exists()


def test_nobody_confirms_what_falls_on_themselves(city: City) -> None:
    account = account_with(Role.PERSONNEL, unit=city.bureau)
    assert account.person
    entry = one(city, account.person)
    with pytest.raises(NotYours):
        services.carry_out(entry=entry, note="已扣。", by=account, on=DAY)


@pytest.mark.clause("S3-048")
def test_a_self_criticism_is_owed_from_being_told_and_met_by_the_paper(
    city: City, person: Person
) -> None:
    line = {"effect": "write", "code": "admonition_self_criticism", "target": "self_criticism"}
    due = DAY + timedelta(days=15)
    entry = one(city, person, **line, due_on=due)
    assert not Duty.objects.filter(code="self_criticism").exists()
    told = a_line(city, person, **line, due_on=due, served_on=DAY, carried_out_by=city.bureau.pk)
    services.settle(lines=[told], sources=[DECISION], cause="", by="clock", on=DAY)
    duty = Duty.objects.get(code="self_criticism")
    assert (duty.subject, duty.owner_person) == (f"consequence:{entry.pk}", person)
    writer = Account.objects.create(person=person, username="writer")
    with pytest.raises(ProofMissing):
        services.carry_out(entry=entry, note="写了。", by=writer, on=DAY)
    services.carry_out(entry=entry, note="", proof=a_file(), by=writer, on=DAY)
    entry.refresh_from_db()
    duty.refresh_from_db()
    assert entry.state == State.DONE
    assert entry.proof
    assert duty.state == Duty.State.MET


@pytest.mark.clause("S3-047")
def test_a_rectification_is_owed_for_its_time(city: City, person: Person) -> None:
    due = date(2026, 9, 2)
    entry = one(
        city,
        person,
        effect="rectify",
        code="admonition_rectify",
        target="rectification",
        due_on=due,
    )
    duty = Duty.objects.get(code="rectification")
    assert (duty.subject, duty.starts_on, duty.due_on) == (f"consequence:{entry.pk}", DAY, due)
    services.settle(lines=[], sources=[DECISION], cause=APPEAL, by="clock", on=DAY)
    duty.refresh_from_db()
    assert duty.state == Duty.State.VOID


def test_what_a_unit_carries_out_is_one_duty_met_when_all_is_done(
    city: City, person: Person, keeper: Account
) -> None:
    other = city.official()
    where = {"carried_out_by": city.bureau.pk}
    entries = booked(
        a_line(city, person, **where),
        a_line(city, other, place="main_leader", **where),
        a_measure(city, person, **where),
    )
    duty = Duty.objects.get(code="execution")
    assert duty.owner_unit == city.bureau
    assert {entry.due_on for entry in Entry.objects.all()} == {duty.due_on}
    for entry in entries[:2]:
        services.carry_out(entry=entry, note="已执行。", by=keeper, on=DAY)
    duty.refresh_from_db()
    assert duty.state == Duty.State.OPEN
    services.carry_out(entry=entries[2], note="已执行。", by=keeper, on=DAY)
    duty.refresh_from_db()
    assert duty.state == Duty.State.MET


def test_what_is_not_carried_out_goes_up_as_the_plan_says(city: City, person: Person) -> None:
    office = city.who(Role.SUPERVISOR, city.bodies["office"])
    one(city, person)
    duty = Duty.objects.get(code="execution")
    assert duty.due_on
    press(on=duty.due_on + timedelta(days=7))
    assert Notice.objects.filter(person=office.person_id).exists()


def test_nobody_learns_from_a_duty_of_what_they_were_not_told(city: City) -> None:
    account = account_with(Role.HANDLER, unit=city.bureau)
    assert account.person
    one(city, account.person)
    standing = standing_of(account, DAY)
    assert not duties_visible_to(standing).filter(code="execution").exists()
    other = standing_of(account_with(Role.HANDLER, unit=city.bureau), DAY)
    assert duties_visible_to(other).filter(code="execution").exists()


# ── gates ─────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def bodies(city: City) -> dict[str, Account]:
    """Return those who confirm the three gates."""
    return {
        "good_results": city.who(Role.PERSONNEL, city.root),
        "inspection_passed": city.who(Role.PERSONNEL, city.bureau),
        "group_consents": city.who(Role.LEADER, "leading_group"),
    }


@pytest.mark.clause("S3-058")
def test_a_freeze_ends_only_after_its_gates_in_their_order(
    city: City, person: Person, bodies: dict[str, Account]
) -> None:
    freeze = booked(a_freeze(city, person, carried_out_by=city.bureau.pk))[0]
    days = [OVER + timedelta(days=n) for n in range(3)]
    for (gate, by), day in zip(bodies.items(), days, strict=True):
        services.pass_gate(entry=freeze, gate=gate, note="经考察符合条件。", by=by, on=day)
    freeze.refresh_from_db()
    assert (freeze.state, freeze.ended_on) == (State.OVER, days[-1])
    assert standing_on(days[1], people=[person.pk])
    assert not standing_on(days[2], people=[person.pk])


@pytest.mark.clause("S3-058")
def test_a_gate_is_refused_early_out_of_order_by_others_and_without_proof(
    city: City, person: Person, bodies: dict[str, Account]
) -> None:
    freeze = booked(a_freeze(city, person, carried_out_by=city.bureau.pk))[0]
    first, second = bodies["good_results"], bodies["inspection_passed"]

    def tried(gate: str, by: Account, on: date, note: str = "同意。") -> None:
        services.pass_gate(entry=freeze, gate=gate, note=note, by=by, on=on)

    with pytest.raises(NotNow) as early:
        tried("good_results", first, OVER - timedelta(days=1))
    assert early.value.basis
    assert "S3-057" in early.value.basis.ids
    with pytest.raises(NotNow) as order:
        tried("inspection_passed", second, OVER)
    assert order.value.basis
    assert "S3-058" in order.value.basis.ids
    with pytest.raises(NotYours):
        tried("good_results", second, OVER)
    with pytest.raises(ProofMissing):
        tried("good_results", first, OVER, note="")
    with pytest.raises(NotNow):
        tried("other", first, OVER)
    assert not GatePassed.objects.exists()
    assert not Written.objects.filter(verb="consequence.gate_passed").exists()


# ── ending ────────────────────────────────────────────────────────────────────────────────


def test_what_has_run_its_time_is_over_by_itself_and_told(
    city: City, person: Person, keeper: Account
) -> None:
    end = DAY + timedelta(days=90)
    entry = booked(
        a_measure(city, person, "promotion_freeze", through=end, carried_out_by=city.bureau.pk)
    )[0]
    group = city.who(Role.OFFICE, "leading_group")
    assert services.tick(on=end) == 0
    assert services.tick(on=end + timedelta(days=3)) == 1
    assert services.tick(on=end + timedelta(days=3)) == 0
    entry.refresh_from_db()
    assert (entry.state, entry.ended_on, entry.ended_by) == (
        State.OVER,
        end + timedelta(days=1),
        "clock",
    )
    told = set(
        Notice.objects.filter(template="consequence.expired").values_list("person", flat=True)
    )
    assert told == {keeper.person_id, group.person_id}


@pytest.mark.clause("S3-058")
def test_a_freeze_with_gates_does_not_end_by_time(
    city: City, person: Person, keeper: Account
) -> None:
    entry = booked(a_freeze(city, person, carried_out_by=city.bureau.pk))[0]
    assert services.tick(on=OVER) == 1
    entry.refresh_from_db()
    assert entry.state == State.IN_FORCE
    assert [one.gates for one in standing_on(OVER, people=[person.pk])] == [3]
    assert Notice.objects.get(person=keeper.person_id).template == "consequence.time_over"


def test_only_what_has_no_end_of_its_own_is_ended_by_people(
    city: City, person: Person, keeper: Account
) -> None:
    leader = city.who(Role.LEADER, "leading_group")
    lost = a_line(city, person, effect="lose", code="loses_awards", target="awards")
    entry, freeze = booked(lost, a_freeze(city, person))
    with pytest.raises(NotNow) as refused:
        services.end(entry=freeze, reason="表现好。", by=leader, on=DAY)
    assert refused.value.basis
    with pytest.raises(NotYours):
        services.end(entry=entry, reason="表现好。", by=keeper, on=DAY)
    with pytest.raises(ProofMissing):
        services.end(entry=entry, reason="", by=leader, on=DAY)
    assert Entry.objects.filter(state=State.IN_FORCE).count() == 2
    services.end(entry=entry, reason="期满考核合格。", by=leader, on=DAY)
    entry.refresh_from_db()
    assert (entry.state, entry.ended_on, entry.ended_reason) == (State.OVER, DAY, "期满考核合格。")
