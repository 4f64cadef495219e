"""What the shipped plans say about their campaigns holds once they are launched."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from zhiyong.campaigns import plan
from zhiyong.campaigns.models import Assignment
from zhiyong.campaigns.selectors import aims, standing
from zhiyong.campaigns.selectors.standing import counts_by_task
from zhiyong.campaigns.tests.factories import Launched, make_campaign, shipped
from zhiyong.directory.models import Body
from zhiyong.directory.services import set_up_body
from zhiyong.shell.access import Role

pytestmark = pytest.mark.django_db
DAY = date(2026, 4, 1)


@pytest.fixture(autouse=True)
def on_the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zhiyong.shell.clock.today", lambda: DAY)


def page_of(made: Launched) -> str:
    client = Client(HTTP_ACCEPT_LANGUAGE="zh-hans")
    client.force_login(made.who(Role.OFFICE))
    return client.get(reverse("campaigns:campaign", args=[made.campaign.pk])).content.decode()


def owing(made: Launched, code: str) -> set[int]:
    rows = Assignment.objects.filter(task__campaign=made.campaign, task__code=code)
    return set(rows.values_list("unit", flat=True))


@pytest.mark.clause("S0-069", "S0-070")
def test_the_citys_campaign_of_2015() -> None:
    made = make_campaign(units=1, on=DAY)
    rows = Assignment.objects.filter(campaign=made.campaign)
    rows.filter(task__code="study").update(state="ACCEPTED", accepted_on=DAY)
    goals = {one.label: one for one in aims.goals(made.campaign, counts_by_task(rows, DAY))}
    assert len(goals) == 4
    conduct = goals["改进作风"]
    assert set(conduct.tasks) == {
        made.task(code).label for code in ("study", "research_and_rules", "city_summary")
    }
    assert (conduct.accepted, conduct.owed) == (1, 3)
    bodies = {one.label: one for one in aims.bodies(made.campaign, DAY)}
    group = bodies["市专项治理工作领导小组"]
    assert group.unit == made.bodies["leading_group"]
    assert group.same_as
    assert not group.is_set_up
    office = bodies["市专项治理工作办公室"]
    assert office.unit == made.campaign.office == made.bodies["city_office"]
    set_up_body(
        unit=made.bodies["leading_group"],
        kind=Body.Kind.LEADING_GROUP,
        name="领导小组",
        on=date(2026, 1, 1),
        by=made.who(Role.OFFICE),
    )
    group = {one.label: one for one in aims.bodies(made.campaign, DAY)}[group.label]
    assert group.is_set_up
    page = page_of(made)
    assert "市“一改双优”活动办公室" in page
    checked = {made.bodies["city_office"].pk, made.bodies["county_office"].pk}
    assert owing(made, "acceptance_check") == checked
    assert made.owed("urging").due is None
    assert made.owed("information").due is None


@pytest.mark.clause("S1-004", "S1-010", "S1-039", "S1-043")
def test_the_districts_campaign_on_hard_service() -> None:
    made = make_campaign(
        "s1-district-service-difficulty", units=1, years=12, office="efficiency_office", on=DAY
    )
    rows = Assignment.objects.filter(campaign=made.campaign)
    goals = aims.goals(made.campaign, counts_by_task(rows, DAY))
    assert [one.owed for one in goals] == [rows.count()] * 4
    bodies = {one.label: one for one in aims.bodies(made.campaign, DAY)}
    assert {one.hosted_by for one in bodies.values()} >= {"区纪委行政效能监察室"}
    assert any(len(one.seats) == 3 for one in bodies.values())
    assert plan.pack(made.campaign).programmes[0].label.zh in page_of(made)
    assert owing(made, "local_campaign") == {made.units[0].pk}
    assert made.owed("weak_points").due == made.campaign.stages.get(code="self_check").last
    receiver = made.owed("rectification_plan").receiver
    assert receiver == made.bodies["efficiency_supervision_office"]


def test_the_citys_standing_plan() -> None:
    made = make_campaign("s3-city-zhiyong", units=1, years=0, office="office", on=DAY)
    for code in ("training", "service_activities"):
        owed = made.owed(code)
        assert owed.due is None
    assert made.owed("quarterly_self_check").period == "2026-Q2"
    rows = Assignment.objects.filter(campaign=made.campaign)
    goals = aims.goals(made.campaign, counts_by_task(rows, DAY))
    assert len(goals) == 4
    assert standing.overlaps(made.campaign.stages.all()) == []


@pytest.mark.clause("S4h-009", "S4h-038")
def test_the_provinces_campaign() -> None:
    made = make_campaign("s4h-provincial-organs", units=2, years=15, office="office", on=DAY)
    assert owing(made, "provincial_meeting") == {made.bodies["leading_group"].pk}
    units = {unit.pk for unit in made.units}
    assert owing(made, "core_study") == owing(made, "branch_study") == units
    assert made.owed("core_study").due == date(2026, 8, 31)
    page = page_of(made)
    for one in shipped("s4h-provincial-organs").programmes:
        assert one.label.zh in page


@pytest.mark.clause("S4a-026", "S4a-027")
def test_the_highway_bureaus_campaign() -> None:
    made = make_campaign("s4a-highway-bureau", units=1, years=15, office="office", on=DAY)
    page = page_of(made)
    for one in shipped("s4a-highway-bureau").programmes:
        assert one.label.zh in page
    assert [one.hosted_by for one in aims.bodies(made.campaign, DAY)] == ["局办公室"]
    assert "局办公室" in page


@pytest.mark.clause("S4b-031")
def test_the_bridge_bureaus_campaign_keeps_the_day_that_cannot_be_meant_beside_its_own() -> None:
    made = make_campaign("s4b-bridge-bureau", units=1, years=15, office="office", on=DAY)
    task = made.task("plan_filing")
    assert task.source_due == date(2011, 8, 26)
    assert made.owed("plan_filing").due == date(2026, 9, 19)
    page = page_of(made)
    for one in shipped("s4b-bridge-bureau").programmes:
        assert one.label.zh in page


@pytest.mark.clause("S4g-003", "S4g-004")
def test_the_survey_teams_campaign() -> None:
    made = make_campaign("s4g-survey-team", units=1, years=15, office="leading_group", on=DAY)
    seats = aims.bodies(made.campaign, DAY)[0]
    assert len(seats.seats) == 3
    assert seats.unit == made.bodies["leading_group"]
    assert owing(made, "staff_meeting") == {made.bodies["leading_group"].pk}
    page = page_of(made)
    for one in shipped("s4g-survey-team").programmes:
        assert one.label.zh in page


@pytest.mark.clause("S4c-002", "S4c-013", "S4c-026", "S4c-027")
def test_the_hospitals_tasks() -> None:
    made = make_campaign(
        "s4c-hospital-demerits", units=2, years=0, office="activity_office", on=DAY
    )
    units = {unit.pk for unit in made.units}
    assert owing(made, "service_improvements") == owing(made, "core_rules_enforced") == units
    assert owing(made, "stage_review") == {made.bodies["activity_office"].pk}
    rows = Assignment.objects.filter(campaign=made.campaign)
    goals = {one.label: one for one in aims.goals(made.campaign, counts_by_task(rows, DAY))}
    assert len(goals) == 4
    assert all(one.owed for one in goals.values())
    page = page_of(made)
    for one in shipped("s4c-hospital-demerits").programmes:
        assert one.label.zh in page


@pytest.mark.clause("S4i-057")
def test_the_audit_bureaus_campaign() -> None:
    made = make_campaign("s4i-audit-bureau", units=1, years=15, office="leadership", on=DAY)
    office = {made.bodies["political_office"].pk}
    assert owing(made, "post_duty") == owing(made, "training_rules") == office
    shared = standing.overlaps(made.campaign.stages.all())
    assert ("mobilisation", "checks") in {(one.first.code, one.second.code) for one in shared}
    page = page_of(made)
    for one in shipped("s4i-audit-bureau").programmes:
        assert one.label.zh in page
