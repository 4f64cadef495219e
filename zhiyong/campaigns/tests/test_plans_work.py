"""What the shipped plans ask of units in a campaign, handed in part by part and accepted."""

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from zhiyong.campaigns.models import Assignment, Attendance, Submission
from zhiyong.campaigns.selectors import contents, work
from zhiyong.campaigns.selectors.credits import credited
from zhiyong.campaigns.selectors.roster import roster
from zhiyong.campaigns.services import crediting, handing, judging, sheets, writing
from zhiyong.campaigns.services.writing import Draft, Present, Upload
from zhiyong.campaigns.tests.factories import Launched, make_campaign
from zhiyong.directory.models import Account
from zhiyong.directory.standing import standing_of
from zhiyong.directory.tests.factories import account_with
from zhiyong.files.tests.samples import pdf
from zhiyong.shell.access import Role

pytestmark = pytest.mark.django_db


def owed_by_somebody(made: Launched, code: str) -> Assignment:
    rows = Assignment.objects.filter(task__campaign=made.campaign, task__code=code)
    found = rows.select_related("campaign__adoption__pack", "task", "unit", "receiver").first()
    assert found is not None, code
    return found


def value(kind: str) -> Any:
    return {"number": "3", "day": "2026-03-01", "flag": True}.get(kind, "已完成，情况属实")


def there(owed: Assignment, by: Account, on: date) -> list[Present]:
    people = list(roster(owed, on))
    return [Present(one, chaired=one.pk == by.person_id, hours=4) for one in people]


def go_through(made: Launched, code: str, on: date) -> Submission:
    """Hand a task in: refused while one part is missing, then whole; let another accept it."""
    owed = owed_by_somebody(made, code)
    task = contents.asked(owed)
    by = account_with(Role.UNIT_LIAISON, unit=owed.unit)
    present = there(owed, by, on) if contents.is_met(task) else []
    proof = SimpleUploadedFile("proof.pdf", pdf(), "application/pdf")
    given = {part.id: value(part.kind) for part in task.parts}
    said: dict[str, Any] = {"text": "已开展", "held_on": on, "present": present}
    if given:
        left, *_rest = given
        short = {name: one for name, one in given.items() if name != left}
        draft = writing.write(assignment=owed, draft=Draft(values=short, **said), by=by, on=on)
        with pytest.raises(handing.PartsMissing):
            writing.hand_in(submission=draft, by=by, on=on)
    draft = writing.write(
        assignment=owed,
        draft=Draft(values=given, **said),
        uploads=[Upload(proof)],
        by=by,
        on=on,
    )
    handed = writing.hand_in(submission=draft, by=by, on=on)
    role = Role.LEADER if owed.receiver_id == owed.unit_id else Role.OFFICE
    judge = account_with(role, unit=owed.receiver)
    return judging.accept(submission=handed, by=judge, on=on)


def accepted(made: Launched, code: str) -> bool:
    return owed_by_somebody(made, code).state == Assignment.State.ACCEPTED


def counts_once(made: Launched, version: Submission, programmes: int, on: date) -> None:
    """Let a version count for every programme beside the plan: once in all."""
    by = account_with(Role.UNIT_LIAISON, unit=version.assignment.unit)
    for one in contents.pack_for(version.assignment).programmes:
        crediting.credit(submission=version, programme=one.id, by=by, on=on)

    found = credited(made.campaign)

    assert list(found.by_programme.values()) == [1] * programmes
    assert found.credited == 1


@pytest.mark.clause("S3-093", "S3-134", "S3-135")
def test_the_city_plan_pledges_trains_and_serves() -> None:
    on = date(2026, 1, 12)
    made = make_campaign("s3-city-zhiyong", on=on, years=0, units=1, office="office")

    for code in ("yearly_pledge", "training", "service_activities"):
        go_through(made, code, on)

    pledge = owed_by_somebody(made, "yearly_pledge")
    assert pledge.period == "2026"
    trained = Attendance.objects.filter(submission__assignment__task__code="training")
    assert {one.hours for one in trained} == {4}
    assert accepted(made, "service_activities")


@pytest.mark.clause("S4c-013", "S4c-020", "S4c-026", "S4c-027")
def test_the_hospital_serves_enforces_teaches_and_reviews() -> None:
    on = date(2026, 3, 2)
    made = make_campaign("s4c-hospital-demerits", on=on, years=0, units=1, office="activity_office")

    served = go_through(made, "service_improvements", on)
    for code in ("core_rules_enforced", "ethics", "stage_review"):
        go_through(made, code, on)

    assert len(served.values) == 7
    counts_once(made, served, 5, on)
    taught = owed_by_somebody(made, "ethics")
    assert taught.base
    assert taught.covered == taught.base


@pytest.mark.clause("S4h-009")
def test_the_province_meets_studies_at_both_levels_and_commends() -> None:
    on = date(2026, 8, 3)
    made = make_campaign("s4h-provincial-organs", on=on, years=15, units=1, office="office")

    for code in ("provincial_meeting", "core_study", "branch_study", "commendation_decided"):
        go_through(made, code, on)
        assert accepted(made, code)


@pytest.mark.clause("S4i-040", "S4i-057")
def test_the_audit_bureau_tells_closes_and_makes_its_rules() -> None:
    on = date(2026, 4, 1)
    made = make_campaign("s4i-audit-bureau", on=on, years=15, units=1, office="office")
    codes = ("publicity", "closing_event", "post_duty", "cadre_rules", "training_rules",
             "reward_rules")  # fmt: skip

    versions = [go_through(made, code, on) for code in codes]

    assert all(accepted(made, code) for code in codes)
    assert set(versions[1].values) == {"commended", "dealt_with"}
    counts_once(made, versions[0], 4, on)


def test_what_leaders_say_in_criticism_is_read_by_whom_they_name() -> None:
    on = date(2026, 5, 4)
    made = make_campaign("s4i-audit-bureau", on=on, years=15, units=1, office="office")
    owed = owed_by_somebody(made, "criticism")
    leader = account_with(Role.LEADER, unit=owed.unit)
    reader = account_with(Role.LEADER, unit=owed.unit)
    assert reader.person

    one = sheets.write_sheet(
        assignment=owed, values={}, text="自我批评：抓落实不够", by=leader, on=on
    )
    sheets.hand_in_sheet(sheet=one, readers=[reader.person], by=leader, on=on)

    assert work.sheets_visible_to(standing_of(reader, on)).get() == one
    office = account_with(Role.OFFICE, unit=owed.receiver)
    assert not work.sheets_visible_to(standing_of(office, on)).exists()


@pytest.mark.clause("S1-039")
def test_weak_points_are_put_right_by_every_unit() -> None:
    on = date(2026, 8, 12)
    made = make_campaign(
        "s1-district-service-difficulty", on=on, years=12, units=2, office="group_office"
    )

    counts_once(made, go_through(made, "weak_points", on), 1, on)

    rows = Assignment.objects.filter(task__campaign=made.campaign, task__code="weak_points")
    assert sorted(rows.values_list("state", flat=True)) == ["ACCEPTED", "OPEN"]


@pytest.mark.parametrize(
    ("pack", "on", "years", "office", "task", "programmes"),
    [
        pytest.param(
            "s4a-highway-bureau", date(2026, 8, 1), 15, "office", "plan_filing", 4,
            marks=pytest.mark.clause("S4a-027"),
        ),
        pytest.param(
            "s4b-bridge-bureau", date(2026, 8, 1), 15, "office", "plan_filing", 3,
            marks=pytest.mark.clause("S4b-031"),
        ),
        pytest.param(
            "s4d-quality-bureau", date(2026, 3, 2), 0, "bureau_leadership", "four_steps", 2,
            marks=pytest.mark.clause("S4d-013"),
        ),
        pytest.param(
            "s4g-survey-team", date(2026, 10, 8), 15, "leading_group", "situation_report", 3,
            marks=pytest.mark.clause("S4g-004"),
        ),
    ],
)  # fmt: skip
def test_an_activity_counts_for_each_programme_beside_the_plan_and_once_in_all(
    pack: str, on: date, years: int, office: str, task: str, programmes: int
) -> None:
    made = make_campaign(pack, on=on, years=years, units=1, office=office)

    counts_once(made, go_through(made, task, on), programmes, on)
