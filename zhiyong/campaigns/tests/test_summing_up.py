"""Figures that open to their rows, acceptance by somebody else, summaries, what goes on."""

from datetime import date
from typing import Any

import pytest

from zhiyong.campaigns.models import Acceptance, Assignment, Campaign, Carried, Summary
from zhiyong.campaigns.selectors import exchange as seen
from zhiyong.campaigns.selectors.carrying import left_open
from zhiyong.campaigns.selectors.feedback import open_items
from zhiyong.campaigns.selectors.figures import figures, freeze, grouped, ids_of, ranges, rows_of
from zhiyong.campaigns.services import acceptance, carrying, feedback, summaries
from zhiyong.campaigns.services.common import Incomplete, NotNow, NotTheirs
from zhiyong.campaigns.tests.factories import Launched, make_campaign, make_draft
from zhiyong.campaigns.tests.test_exchange import a_complaint, liaison, office, told
from zhiyong.directory.standing import standing_of
from zhiyong.directory.tests.factories import PostFactory, TenureFactory
from zhiyong.duties.models import Duty
from zhiyong.rectification.models import Item as Problem
from zhiyong.shell.access import Role

pytestmark = pytest.mark.django_db

START = date(2026, 3, 2)
LATER = date(2026, 4, 10)
END = date(2026, 12, 1)
State = Assignment.State


@pytest.fixture
def city() -> Launched:
    return make_campaign(on=START)


def hand_in(row: Assignment, on: date, state: str = State.SUBMITTED) -> None:
    """Put an assignment where handing it in would: this room's own tests do it by the act."""
    row.state, row.handed_in_on = state, on
    row.accepted_on = on if state == State.ACCEPTED else None
    row.save()


# ── figures ───────────────────────────────────────────────────────────────────────────────


def test_ids_are_kept_as_ranges() -> None:
    assert ranges([1, 2, 3, 7, 9, 10]) == [[1, 3], [7, 7], [9, 10]]
    assert ids_of([[1, 3], [7, 7]]) == [1, 2, 3, 7]
    assert ranges([]) == []


@pytest.mark.clause("S0-068")
def test_every_figure_opens_to_exactly_its_rows(
    city: Launched, django_assert_max_num_queries: Any
) -> None:
    hand_in(city.owed("study"), date(2026, 3, 20))
    hand_in(city.owed("publicity"), LATER)
    hand_in(city.owed("local_plan", city.units[1]), date(2026, 3, 31), State.ACCEPTED)

    with django_assert_max_num_queries(40):
        found = {one.id: one for one in figures(city.campaign, on=LATER)}

    assert found["done"].value == 3
    assert (found["in_time"].value, found["late"].value, found["accepted"].value) == (2, 1, 1)
    assert found["stage.mobilisation"].value == 3
    assert found["stage.mobilisation"].of == rows_count(city, "stage.mobilisation.owed")
    for one in found.values():
        assert one.value == rows_count(city, one.id), one.id
        assert one.label_zh != one.label_en
    assert found["owed"].value == sum(
        1 for row in Assignment.objects.filter(campaign=city.campaign) if row.state != State.VOID
    )
    assert [str(title) for title, _mine in grouped(found.values())]


def rows_count(city: Launched, name: str) -> int:
    opened = rows_of(city.campaign, name, on=LATER)
    assert opened
    return opened[1].order_by().count()


def test_figures_of_a_unit_are_part_of_the_whole(city: Launched) -> None:
    whole = {one.id: one.value for one in figures(city.campaign, on=LATER)}
    parts = [
        {one.id: one.value for one in figures(city.campaign, on=LATER, units=[unit.pk])}
        for unit in city.units
    ]

    assert sum(part["owed"] for part in parts) <= whole["owed"]
    assert all(part["overdue"] > 0 for part in parts)


def test_a_frozen_figure_keeps_its_rows_when_they_change(city: Launched) -> None:
    late = freeze(city.campaign, on=LATER, only=["overdue"])[0]
    row = Assignment.objects.get(pk=ids_of(late["ids"])[0])
    hand_in(row, LATER)

    now = next(one for one in figures(city.campaign, on=LATER) if one.id == "overdue")
    assert now.value == late["value"] - 1
    assert row.pk in ids_of(late["ids"])


# ── acceptance ────────────────────────────────────────────────────────────────────────────


def examined(city: Launched, **changes: Any) -> Acceptance:
    stage = city.campaign.stages.get(code="acceptance")
    kind = changes.get("kind", Acceptance.Kind.FINAL)
    checks = [
        {**one, "met": True}
        for one in acceptance.wanted_checks(city.campaign, kind, changes.get("stage"))
    ]
    given: dict[str, Any] = {
        "campaign": city.campaign,
        "unit": city.units[0],
        "kind": kind,
        "stage": stage if kind == Acceptance.Kind.STAGE else None,
        "result": Acceptance.Result.PASSED,
        "checks": checks,
        "by": office(city),
        "on": LATER,
        **changes,
    }
    return acceptance.examine(**given)


def test_the_office_accepts_a_unit_by_the_checks_of_the_plan(city: Launched) -> None:
    wanted = acceptance.wanted_checks(city.campaign, Acceptance.Kind.FINAL, None)
    assert wanted
    with pytest.raises(Incomplete):
        examined(city, checks=[{**wanted[0], "met": True}])
    with pytest.raises(Incomplete):
        examined(city, result=Acceptance.Result.FAILED)
    assert not Acceptance.objects.exists()

    row = examined(city)

    assert {one["id"] for one in row.checks} == {one["id"] for one in wanted}
    assert next(one for one in row.figures if one["id"] == "owed")["value"] > 0
    assert told("acceptance.examined") == 1
    with pytest.raises(NotNow):
        examined(city)
    reader = standing_of(liaison(city), LATER)
    assert seen.acceptances_visible_to(reader).get() == row
    other = standing_of(liaison(city, city.units[1]), LATER)
    assert not seen.acceptances_visible_to(other).exists()


def test_nobody_examines_their_own_unit(city: Launched) -> None:
    with pytest.raises(NotTheirs):
        examined(city, by=liaison(city))
    by = office(city)
    TenureFactory.create(
        post=PostFactory.create(unit=city.units[0]), person=by.person, is_principal=False
    )
    with pytest.raises(NotTheirs):
        examined(city, by=by)
    assert not Acceptance.objects.exists()


def test_a_unit_that_did_not_pass_is_examined_again_on_a_day(city: Launched) -> None:
    stage = city.campaign.stages.get(code="mobilisation")
    again: dict[str, Any] = {
        "kind": Acceptance.Kind.STAGE,
        "stage": stage,
        "result": Acceptance.Result.AGAIN,
        "reason": "学习记录不全。",
    }
    with pytest.raises(Incomplete):
        examined(city, **again)
    row = examined(city, **again, again_on=date(2026, 4, 30))
    duty = Duty.objects.get(subject=f"campaign_acceptance:{row.pk}")
    assert duty.due_on == date(2026, 4, 30)

    passed = examined(city, kind=Acceptance.Kind.STAGE, stage=stage, on=date(2026, 4, 29))

    duty.refresh_from_db()
    assert duty.state == Duty.State.MET
    assert passed.follows == row
    found = {one.id: one.value for one in figures(city.campaign, on=LATER)}
    assert (found["acceptances"], found["acceptances_passed"]) == (1, 1)


# ── summaries ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.clause("S0-063")
@pytest.mark.clause("S0-068")
def test_a_summary_is_frozen_and_corrected_only_by_a_new_dated_version(city: Launched) -> None:
    by = office(city)
    row = summaries.draft_summary(campaign=city.campaign, text="", by=by, on=LATER)
    with pytest.raises(Incomplete):
        summaries.freeze_summary(summary=row, by=by, on=LATER)
    hand_in(city.owed("study"), LATER)
    summaries.change_summary(summary=row, text="成绩和经验。", by=by, on=LATER)
    summaries.freeze_summary(summary=row, by=by, on=END)
    row.refresh_from_db()
    assert (row.number, row.as_of, row.frozen_on) == (1, END, END)
    done = next(one for one in row.figures if one["id"] == "done")
    assert done["value"] == 1

    with pytest.raises(NotNow):
        summaries.change_summary(summary=row, text="改。", by=by, on=END)
    with pytest.raises(Incomplete):
        summaries.draft_summary(campaign=city.campaign, text="更正", by=by, on=END)
    hand_in(city.owed("publicity"), END)
    second = summaries.draft_summary(
        campaign=city.campaign, text="更正。", reason="补报一项。", by=by, on=END
    )
    row.refresh_from_db()
    assert next(one for one in row.figures if one["id"] == "done")["value"] == 1
    assert next(one for one in second.figures if one["id"] == "done")["value"] == 2
    assert told("summary.frozen") == 1


def test_a_draft_of_a_summary_is_the_offices_alone(city: Launched) -> None:
    row = summaries.draft_summary(campaign=city.campaign, text="文", by=office(city), on=LATER)
    reader = standing_of(liaison(city), LATER)
    assert not seen.summaries_visible_to(reader).exists()
    with pytest.raises(NotTheirs):
        summaries.freeze_summary(summary=row, by=liaison(city), on=LATER)
    assert not told("summary.frozen")

    summaries.freeze_summary(summary=row, by=office(city), on=LATER)
    assert seen.summaries_visible_to(reader).get() == row
    with pytest.raises(NotNow):
        summaries.discard_summary(summary=row, by=office(city), on=LATER)
    assert Summary.objects.count() == 1


# ── what goes on ──────────────────────────────────────────────────────────────────────────


@pytest.mark.clause("S0-040")
def test_what_is_open_goes_on_in_the_next_campaign(city: Launched) -> None:
    first, by, unit = city.campaign, office(city), city.units[0]
    complaint = a_complaint(city, unit)
    given: dict[str, Any] = {"campaign": first, "period": "2026-04", "by": by, "on": LATER}
    feedback.prepare_feedback(**given)
    feedback.send_feedback(**given)
    later = make_draft(on=date(2026, 12, 28), years=12, scene=city).campaign
    with pytest.raises(NotNow):
        carrying.carry_over(campaign=later, earlier=first, by=by, on=END)
    assert not Carried.objects.exists()
    Campaign.objects.filter(pk=first.pk).update(state="CLOSED", ended_on=END)
    first.refresh_from_db()
    with pytest.raises(NotTheirs):
        carrying.carry_over(campaign=later, earlier=first, by=liaison(city), on=END)

    by = office_of(city, later)
    made = carrying.carry_over(campaign=later, earlier=first, by=by, on=END)

    assert made == len(left_open(first)) > 1
    assert carrying.carry_over(campaign=later, earlier=first, by=by, on=END) == 0
    again = open_items(later, standing_of(by, END), {unit.pk: unit})[unit.pk]
    assert f"complaint:{complaint.pk}" in {one["ref"] for one in again}
    found = {one.id: one.value for one in figures(later, on=END)}
    assert found["carried"] == made


def office_of(city: Launched, campaign: Campaign) -> Any:
    return city.who(Role.OFFICE, campaign.office)


def a_problem(city: Launched, **changes: Any) -> Problem:
    given: dict[str, Any] = {
        "adoption": city.adoption,
        "number": f"{Problem.objects.count() + 1}",
        "unit": city.units[0],
        "found_on": date(2026, 1, 5),
        "problem": "窗口办理超时。",
        "salt": b"1" * 32,
        "registered_on": START,
        **changes,
    }
    return Problem.objects.create(**given)


@pytest.mark.clause("S0-074")
def test_problems_count_by_origin_and_age_and_open_to_the_ledger(city: Launched) -> None:
    a_problem(city, found_by_itself=True, found_on=date(2026, 4, 1))
    old = a_problem(city)
    struck = {"state": Problem.State.STRUCK_OFF, "struck_on": LATER, "done_on": LATER}
    a_problem(city, **struck)

    found = {one.id: one for one in figures(city.campaign, on=LATER)}

    assert found["problems"].value == 3
    assert (found["problems_own"].value, found["problems_others"].value) == (1, 2)
    assert (found["problems_struck"].value, found["problems_open"].value) == (1, 2)
    ages = [one for name, one in found.items() if name.startswith("problems_age_")]
    assert sum(one.value for one in ages) == 2
    opened = rows_of(city.campaign, "problems_age_91", on=LATER)
    assert opened
    assert opened[0] == "rectification_item"
    assert [row.pk for row in opened[1]] == [old.pk]


def test_feedback_tells_items_of_the_ledger_and_a_complaint_on_one_once(city: Launched) -> None:
    complaint = a_complaint(city, city.units[0])
    item = a_problem(city, source_ref=f"complaint:{complaint.pk}")

    found = open_items(city.campaign, standing_of(office(city), LATER))

    assert [one["ref"] for one in found[city.units[0].pk]] == [f"rectification_item:{item.pk}"]
