"""Bulletins, feedback, requests, talks with slow units, obstruction: between office and units."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from zhiyong.campaigns.models import Bulletin, Feedback, Obstruction, Request
from zhiyong.campaigns.selectors import exchange as seen
from zhiyong.campaigns.selectors.feedback import open_items
from zhiyong.campaigns.selectors.figures import figures, ids_of
from zhiyong.campaigns.selectors.matrix import matrix
from zhiyong.campaigns.selectors.slow import behind, slow_units
from zhiyong.campaigns.services import bulletins, feedback, obstructing, requests, talks
from zhiyong.campaigns.services.common import Incomplete, NotNow, NotTheirs
from zhiyong.campaigns.tests.factories import Launched, make_campaign
from zhiyong.cases.models import Case
from zhiyong.directory.models import Account, Unit
from zhiyong.directory.standing import standing_of
from zhiyong.directory.tests.factories import RoleBindingFactory
from zhiyong.duties.models import Duty
from zhiyong.intake.models import Complaint, NamedPerson
from zhiyong.journal.models import Entry
from zhiyong.publicity import subjects
from zhiyong.publicity.models import Publication
from zhiyong.publicity.services.common import NotFinal, TellsTooMuch
from zhiyong.shell.access import Role

pytestmark = pytest.mark.django_db

START = date(2026, 3, 2)
LATER = date(2026, 4, 10)
"""The first phase is over: what the units owed by 31 March is late."""


@pytest.fixture
def city() -> Launched:
    return make_campaign(on=START)


def office(city: Launched) -> Account:
    return city.who(Role.OFFICE)


def liaison(city: Launched, unit: Unit | None = None) -> Account:
    return city.who(Role.UNIT_LIAISON, unit or city.units[0])


def told(verb: str) -> int:
    return Entry.objects.filter(verb=verb).count()


def a_bulletin(city: Launched, **changes: Any) -> Bulletin:
    given: dict[str, Any] = {
        "campaign": city.campaign,
        "kind": Bulletin.Kind.BULLETIN,
        "title": "三月份工作情况通报",
        "text": "各单位学习教育总体进展顺利。",
        "by": office(city),
        "on": LATER,
        **changes,
    }
    return bulletins.draft_bulletin(**given)


# ── bulletins ─────────────────────────────────────────────────────────────────────────────


def test_a_bulletin_is_numbered_cites_frozen_figures_and_is_signed_for(city: Launched) -> None:
    row = a_bulletin(city, cites=["owed", "overdue"], receipt_by=LATER + timedelta(days=5))
    bulletins.issue_bulletin(bulletin=row, by=office(city), on=LATER)
    row.refresh_from_db()

    assert row.number == "双优简报〔2026〕1期"
    assert row.paper is not None
    assert {one["id"] for one in row.figures} == {"owed", "overdue"}
    late = next(one for one in row.figures if one["id"] == "overdue")
    assert late["value"] == len(ids_of(late["ids"])) > 0
    receipts = list(row.receipts.select_related("unit"))
    assert {one.unit for one in receipts} >= set(city.units)
    assert Duty.objects.filter(code=bulletins.RECEIPT, state="OPEN").count() == len(receipts)
    assert told("bulletin.issued") == 1

    mine = next(one for one in receipts if one.unit == city.units[0])
    bulletins.sign(receipt=mine, by=liaison(city), on=LATER)
    assert not Duty.objects.filter(subject=f"bulletin_receipt:{mine.pk}", state="OPEN").exists()
    with pytest.raises(NotNow):
        bulletins.sign(receipt=mine, by=liaison(city), on=LATER)


def test_nobody_signs_for_another_unit(city: Launched) -> None:
    row = bulletins.issue_bulletin(bulletin=a_bulletin(city), by=office(city), on=LATER)
    receipt = row.receipts.get(unit=city.units[1])

    with pytest.raises(NotTheirs):
        bulletins.sign(receipt=receipt, by=liaison(city), on=LATER)

    receipt.refresh_from_db()
    assert receipt.signed_on is None
    assert not told("bulletin.signed")


def test_the_office_does_not_sign_for_its_units(city: Launched) -> None:
    row = bulletins.issue_bulletin(bulletin=a_bulletin(city), by=office(city), on=LATER)
    receipt = row.receipts.get(unit=city.units[0])
    by = office(city)
    assert by.person
    RoleBindingFactory.create(role=Role.OFFICE, unit=city.root, person=by.person)

    with pytest.raises(NotTheirs):
        bulletins.sign(receipt=receipt, by=by, on=LATER)

    receipt.refresh_from_db()
    assert receipt.signed_on is None


def test_only_the_office_writes_and_only_units_that_got_it_read_it(city: Launched) -> None:
    with pytest.raises(NotTheirs):
        a_bulletin(city, by=liaison(city))
    assert not Bulletin.objects.exists()

    row = a_bulletin(city)
    reader = standing_of(liaison(city), LATER)
    assert not seen.bulletins_visible_to(reader).exists()
    bulletins.issue_bulletin(bulletin=row, by=office(city), on=LATER, units=[city.units[0]])
    assert seen.bulletins_visible_to(reader).get() == row
    other = standing_of(liaison(city, city.units[1]), LATER)
    assert not seen.bulletins_visible_to(other).exists()


def test_a_text_that_may_tell_who_complained_does_not_go_out_unread(city: Launched) -> None:
    row = a_bulletin(city, text="来电人电话13900001234反映窗口推诿。")

    with pytest.raises(TellsTooMuch):
        bulletins.issue_bulletin(bulletin=row, by=office(city), on=LATER)

    row.refresh_from_db()
    assert row.state == Bulletin.State.DRAFT
    assert not row.number


def test_a_meeting_is_announced_and_each_unit_says_who_comes(city: Launched) -> None:
    held = datetime(2026, 4, 20, 9, tzinfo=timezone.get_current_timezone())
    with pytest.raises(Incomplete):
        a_bulletin(city, kind=Bulletin.Kind.MEETING, held_at=held)
    row = a_bulletin(
        city,
        kind=Bulletin.Kind.MEETING,
        title="工作推进会",
        held_at=held,
        place="市政府三楼会议室",
        receipt_by=date(2026, 4, 17),
    )
    bulletins.issue_bulletin(bulletin=row, by=office(city), on=LATER)
    row.refresh_from_db()
    assert row.number == "双优会〔2026〕1号"
    receipt = row.receipts.get(unit=city.units[0])
    by = liaison(city)
    stranger = liaison(city, city.units[1]).person
    with pytest.raises(Incomplete):
        bulletins.sign(receipt=receipt, by=by, on=LATER)
    with pytest.raises(NotTheirs):
        bulletins.sign(receipt=receipt, by=by, on=LATER, attends=stranger)

    bulletins.sign(receipt=receipt, by=by, on=LATER, attends=by.person)

    receipt.refresh_from_db()
    assert receipt.attends == by.person
    assert receipt.signed_on == LATER


@pytest.mark.clause("S0-082")
def test_a_warning_example_waits_for_a_final_decision_and_for_those_who_must_agree(
    city: Launched, monkeypatch: pytest.MonkeyPatch
) -> None:
    about: dict[str, Any] = {
        "kind": Bulletin.Kind.BAD_EXAMPLE,
        "element": "typical_circular",
        "title": "典型案件通报",
        "text": "王小明窗口缺岗。",
        "subject": f"unit:{city.units[0].pk}",
    }
    with pytest.raises(NotFinal):
        a_bulletin(city, **about)
    assert not Bulletin.objects.exists()

    final = subjects.Subject(people=lambda _ref: [subjects.Named("王小明", "某局一名科员")])
    monkeypatch.setitem(subjects._subjects, "unit", final)
    row = a_bulletin(city, **about)
    with pytest.raises(NotNow):
        bulletins.issue_bulletin(bulletin=row, by=office(city), on=LATER)
    with pytest.raises(NotNow):
        a_bulletin(city, **{**about, "element": "typical_exposure"})
    made = bulletins.publish_bulletin(bulletin=row, by=office(city), on=LATER)
    assert made.state == Publication.State.IN_APPROVAL
    assert "王小明" not in made.text
    with pytest.raises(NotNow):
        bulletins.issue_bulletin(bulletin=row, by=office(city), on=LATER)

    made.state, made.number = Publication.State.PUBLISHED, "双优通报〔2026〕1期"
    made.from_on = LATER
    made.save()
    bulletins.issue_bulletin(bulletin=row, by=office(city), on=LATER)
    row.refresh_from_db()
    assert row.number == "双优通报〔2026〕1期"
    assert "王小明" not in row.text


GOOD = {"able": True, "solid": True, "good_results": True, "accepted": True}


@pytest.mark.clause("S4i-032")
def test_a_typical_case_answers_what_the_plan_asks_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    bureau = make_campaign("s4i-audit-bureau", on=START, years=0, office="leading_group")
    good = {"kind": Bulletin.Kind.GOOD_EXAMPLE, "by": office(bureau), "on": LATER}
    with pytest.raises(Incomplete) as refused:
        a_bulletin(bureau, **good, criteria={**GOOD, "solid": False})
    assert "作风实" in str(refused.value)
    assert not Bulletin.objects.exists()

    row = a_bulletin(bureau, **good, criteria=GOOD)
    assert [one["id"] for one in row.criteria] == list(GOOD)

    bad: dict[str, Any] = {**good, "kind": Bulletin.Kind.BAD_EXAMPLE, "subject": "unit:1"}
    with pytest.raises(NotFinal):
        a_bulletin(bureau, **bad, criteria={"opinion": "投诉三件属实。"})
    monkeypatch.setitem(subjects._subjects, "unit", subjects.Subject())
    with pytest.raises(Incomplete):
        a_bulletin(bureau, **bad)
    row = a_bulletin(bureau, **bad, criteria={"opinion": "投诉三件属实。"})
    assert row.criteria[0]["said"] == "投诉三件属实。"


@pytest.mark.parametrize(
    ("name", "element"),
    [
        pytest.param("s4b-bridge-bureau", "bad_examples", marks=pytest.mark.clause("S4b-016")),
        pytest.param("s4h-provincial-organs", "bad_examples", marks=pytest.mark.clause("S4h-017")),
        pytest.param(
            "s1-district-service-difficulty", "circular", marks=pytest.mark.clause("S1-052")
        ),
    ],
)
def test_good_examples_are_told_at_once_and_bad_ones_only_when_final(
    name: str, element: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene = make_campaign(name, on=START, years=0)
    given: dict[str, Any] = {"by": office(scene), "on": LATER}
    practice = {"practice": "一窗受理，当日办结。"}
    good = a_bulletin(scene, kind=Bulletin.Kind.GOOD_EXAMPLE, criteria=practice, **given)
    bulletins.issue_bulletin(bulletin=good, **given)
    assert good.receipts.exists()
    bad = {"kind": Bulletin.Kind.BAD_EXAMPLE, "element": element, "subject": "unit:1"}
    with pytest.raises(NotFinal):
        a_bulletin(scene, **bad, **given)

    monkeypatch.setitem(subjects._subjects, "unit", subjects.Subject())
    row = a_bulletin(scene, **bad, **given)
    with pytest.raises(NotNow):
        bulletins.issue_bulletin(bulletin=row, **given)
    row.refresh_from_db()
    assert row.state == Bulletin.State.DRAFT


def test_a_bulletin_that_is_called_back_is_owed_by_nobody(city: Launched) -> None:
    row = a_bulletin(city, receipt_by=LATER + timedelta(days=5))
    bulletins.issue_bulletin(bulletin=row, by=office(city), on=LATER)
    with pytest.raises(Incomplete):
        bulletins.call_back(bulletin=row, reason=" ", by=office(city), on=LATER)

    bulletins.call_back(bulletin=row, reason="数据有误。", by=office(city), on=LATER)

    assert not Duty.objects.filter(code=bulletins.RECEIPT, state="OPEN").exists()
    assert told("bulletin.called_back") == 1


# ── feedback ──────────────────────────────────────────────────────────────────────────────


def a_complaint(city: Launched, unit: Unit, number: str = "效投〔2026〕1号", **changes: Any) -> Any:
    keeper = city.campaign.office
    return Complaint.objects.create(
        adoption=city.adoption,
        audience=keeper.pk,
        keeper=keeper,
        channel="hotline",
        subject_unit=unit,
        title="窗口无人",
        text="本人张三，上午十点窗口无人。",
        salt=b"1" * 32,
        number=number,
        state=Complaint.State.IN_HANDLING,
        received_on=START,
        entered_on=START,
        decided_on=START,
        **changes,
    )


@pytest.mark.clause("S0-044")
def test_feedback_goes_on_month_for_month_until_the_number_is_struck_off(city: Launched) -> None:
    unit, by = city.units[0], office(city)
    complaint = a_complaint(city, unit)
    months = [("2026-04", date(2026, 4, 10)), ("2026-05", date(2026, 5, 10))]
    for period, day in months:
        assert feedback.prepare_feedback(campaign=city.campaign, period=period, by=by, on=day) == 1
        assert feedback.send_feedback(campaign=city.campaign, period=period, by=by, on=day) == 0
    first, second = Feedback.objects.filter(unit=unit).order_by("period")
    assert (first.number, second.number) == ("2026-001", "2026-002")
    assert second.items[0]["ref"] == f"complaint:{complaint.pk}"
    assert [row.items[0]["months"] for row in (first, second)] == [1, 2]
    assert first.paper is not None
    assert "张三" not in str(first.items) + str(first.paper.data)
    assert told("feedback.sent") == 2

    feedback.answer_feedback(
        feedback=second, answer="已调整值班安排。", by=liaison(city), on=months[1][1]
    )
    complaint.state, complaint.closed_on = Complaint.State.CLOSED, date(2026, 5, 20)
    complaint.save()
    with pytest.raises(Incomplete):
        feedback.prepare_feedback(
            campaign=city.campaign, period="2026-06", by=by, on=date(2026, 6, 10)
        )
    assert Feedback.objects.count() == 2


def test_feedback_tells_a_unit_nothing_of_what_went_past_it_or_names_somebody(
    city: Launched,
) -> None:
    unit = city.units[0]
    a_complaint(city, unit, "1", barred=[unit.pk])
    NamedPerson.objects.create(complaint=a_complaint(city, unit, "2"), name="某局长")

    assert open_items(city.campaign, standing_of(office(city), LATER)) == {}


def test_feedback_is_sent_once_and_answered_by_the_unit_itself(city: Launched) -> None:
    unit, by = city.units[0], office(city)
    a_complaint(city, unit)
    given: dict[str, Any] = {"campaign": city.campaign, "period": "2026-04", "by": by, "on": LATER}
    feedback.prepare_feedback(**given)
    assert feedback.prepare_feedback(**given) == 0
    feedback.send_feedback(**given)
    feedback.send_feedback(**given)
    row = Feedback.objects.get()
    assert told("feedback.sent") == 1

    with pytest.raises(NotTheirs):
        feedback.answer_feedback(
            feedback=row, answer="好。", by=liaison(city, city.units[1]), on=LATER
        )
    with pytest.raises(NotTheirs):
        feedback.send_feedback(**{**given, "by": liaison(city)})
    row.refresh_from_db()
    assert row.answered_on is None


# ── requests ──────────────────────────────────────────────────────────────────────────────


def a_request(city: Launched, **changes: Any) -> Request:
    given: dict[str, Any] = {
        "campaign": city.campaign,
        "from_unit": city.units[0],
        "to_unit": city.units[1],
        "text": "请提供联合审批事项清单。",
        "due": LATER + timedelta(days=7),
        "by": liaison(city),
        "on": LATER,
        **changes,
    }
    return requests.ask_unit(**given)


@pytest.mark.clause("S0-018")
def test_a_request_between_units_is_answered_under_a_clock(city: Launched) -> None:
    row = a_request(city)
    duty = Duty.objects.get(subject=f"unit_request:{row.pk}")
    assert duty.owner_unit == city.units[1]
    assert duty.due_on == row.due

    requests.answer_request(
        request=row, helps=True, answer="清单已送。", by=liaison(city, city.units[1]), on=LATER
    )

    duty.refresh_from_db()
    row.refresh_from_db()
    assert (duty.state, row.state) == (Duty.State.MET, Request.State.ANSWERED)
    assert told("unit_request.answered") == 1

    silent = a_request(city, to_unit=city.units[2])
    day = silent.due + timedelta(days=1)

    def late(unit: Unit) -> int:
        found = figures(city.campaign, on=day, units=[unit.pk])
        return next(one.value for one in found if one.id == "requests_late")

    assert (late(city.units[2]), late(city.units[1])) == (1, 0)


def test_a_request_is_answered_by_nobody_else_and_refused_only_with_a_reason(
    city: Launched,
) -> None:
    row = a_request(city)
    with pytest.raises(NotTheirs):
        requests.answer_request(request=row, helps=True, answer="好。", by=liaison(city), on=LATER)
    with pytest.raises(Incomplete):
        requests.answer_request(
            request=row, helps=False, answer="", by=liaison(city, city.units[1]), on=LATER
        )
    with pytest.raises(NotTheirs):
        a_request(city, from_unit=city.units[2])
    with pytest.raises(NotTheirs):
        a_request(city, to_unit=city.root)
    row.refresh_from_db()
    assert row.state == Request.State.ASKED
    assert Request.objects.count() == 1

    requests.withdraw_request(request=row, by=liaison(city), on=LATER)
    assert Duty.objects.get(subject=f"unit_request:{row.pk}").state == Duty.State.VOID


# ── slow units ────────────────────────────────────────────────────────────────────────────


@pytest.mark.clause("S0-081")
def test_slow_units_are_counted_with_their_rows_talked_with_and_looked_at_again(
    city: Launched,
) -> None:
    unit = city.units[0]
    assert not slow_units(city.campaign, START).exists()
    slow = slow_units(city.campaign, LATER).get(pk=unit.pk)
    assert slow.overdue == behind(city.campaign, unit, LATER).count() > 0  # type: ignore[attr-defined]

    row = talks.talk_with(
        campaign=city.campaign,
        unit=unit,
        reason="学习教育未按期完成。",
        held_on=LATER,
        recheck_on=date(2026, 4, 30),
        by=office(city),
        on=LATER,
    )
    duty = Duty.objects.get(subject=f"slow_talk:{row.pk}")
    assert (duty.due_on, duty.owner_unit) == (date(2026, 4, 30), city.campaign.office)
    with pytest.raises(NotNow):
        talks.talk_with(
            campaign=city.campaign,
            unit=unit,
            reason="再谈。",
            held_on=LATER,
            recheck_on=date(2026, 4, 30),
            by=office(city),
            on=LATER,
        )
    day = date(2026, 4, 30)
    with pytest.raises(Incomplete):
        talks.look_again(talk=row, caught_up=True, outcome="已跟上。", by=office(city), on=day)
    row.refresh_from_db()
    assert row.rechecked_on is None

    talks.look_again(talk=row, caught_up=False, outcome="仍未完成。", by=office(city), on=day)
    duty.refresh_from_db()
    assert duty.state == Duty.State.MET
    assert told("slow_talk.rechecked") == 1


# ── obstruction ───────────────────────────────────────────────────────────────────────────


def test_hiding_something_opens_a_case_about_the_unit(city: Launched) -> None:
    unit = city.units[0]
    given: dict[str, Any] = {
        "campaign": city.campaign,
        "unit": unit,
        "kind": Obstruction.Kind.FALSE_REPORT,
        "text": "上报的学习记录与签到表不符。",
        "acted_on": LATER,
        "by": office(city),
        "on": LATER,
        "assignment": city.owed("study", unit),
    }
    with pytest.raises(NotTheirs):
        obstructing.note_obstruction(**{**given, "by": liaison(city)})
    with pytest.raises(NotTheirs):
        obstructing.note_obstruction(**{**given, "unit": city.units[1]})
    assert not Case.objects.exists()

    row = obstructing.note_obstruction(**given)

    case = Case.objects.get()
    assert row.opened == f"case:{case.pk}"
    assert case.respondents.get().unit == unit
    assert told("obstruction.noted") == 1
    assert not seen.obstructions_visible_to(standing_of(liaison(city), LATER)).exists()


# ── who is responsible ────────────────────────────────────────────────────────────────────


@pytest.mark.clause("S4a-026")
def test_the_matrix_names_the_units_that_the_plan_means_here() -> None:
    scene = make_campaign("s4a-highway-bureau", on=START, years=0)
    lines = matrix(scene.campaign, standing_of(office(scene), LATER), LATER)

    led = {unit for line in lines for place in line.lead for unit in place.units}
    named = {unit for line in lines for place in line.executes for unit in place.units}
    assert scene.bodies["office"] in led | named
    assert all(line.clause for line in lines)
