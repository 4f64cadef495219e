"""Nine real plans, each from its launch to its summary, while the clock travels through the year.

Units write what the plan asks for, part by part; the receiver returns some of it and accepts it;
what comes again comes again; phases close in their order; figures are those of the rows behind
them; nothing that was owed is lost.
"""

from datetime import date, timedelta
from graphlib import TopologicalSorter
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import F

from zhiyong.campaigns.models import Acceptance, Assignment, Campaign, Stage, Submission
from zhiyong.campaigns.selectors import contents
from zhiyong.campaigns.selectors.roster import roster, subunits
from zhiyong.campaigns.services import (
    acceptance,
    ending,
    judging,
    launching,
    nightly,
    staging,
    summaries,
    writing,
)
from zhiyong.campaigns.services.acceptance import wanted_checks
from zhiyong.campaigns.services.sheets import note_paper_sheet
from zhiyong.campaigns.tests.factories import Launched, make_campaign, shipped
from zhiyong.directory.models import Unit
from zhiyong.directory.tests.factories import PostFactory, TenureFactory
from zhiyong.duties.models import Duty
from zhiyong.plans.selectors import pack_of
from zhiyong.rules.pack.fields import Field
from zhiyong.rules.phases import phase_days, task_days
from zhiyong.shell.access import Role

pytestmark = pytest.mark.django_db

YEAR = 2026
PLANS = {
    "s0-city-campaign": "city_office",
    "s1-district-service-difficulty": "group_office",
    "s4a-highway-bureau": "office",
    "s4b-bridge-bureau": "office",
    "s4d-quality-bureau": "bureau_leadership",
    "s4e-exam-institute": "task_force",
    "s4g-survey-team": "leading_group",
    "s4h-provincial-organs": "office",
    "s4i-audit-bureau": "office",
}
DAY = timedelta(days=1)
SOON = 3 * DAY
State = Assignment.State


@pytest.mark.parametrize("plan", PLANS)
def test_a_campaign_from_its_launch_to_its_summary(plan: str) -> None:
    scene, days = launched(plan)
    campaign = scene.campaign
    returned: list[int] = []
    owed_at_launch = set(Assignment.objects.values_list("pk", flat=True))
    assert owed_at_launch

    for day in days:
        nightly.tick(on=day)
        for batch in campaign.batches.filter(is_finished=False):
            launching.carry_out(batch=batch)
        for assignment in to_do(campaign, day):
            work(scene, assignment, day, returned)
        close_what_can(scene, day)

    assert returned
    left = Assignment.objects.filter(campaign=campaign).exclude(state=State.ACCEPTED)
    goes_on = {one.id for one in pack_of(scene.adoption).tasks if one.goes_on}
    assert not [str(one) for one in left if one.task.code not in goes_on]
    assert owed_at_launch <= set(Assignment.objects.values_list("pk", flat=True))
    last = days[-1]
    office = scene.who(Role.OFFICE)
    for unit in scene.units:
        acceptance.examine(
            campaign=campaign,
            unit=unit,
            kind=Acceptance.Kind.FINAL,
            result=Acceptance.Result.PASSED,
            checks=[
                {**one, "met": True} for one in wanted_checks(campaign, Acceptance.Kind.FINAL, None)
            ],
            by=office,
            on=last,
        )
    ending.end(campaign=campaign, by=office, on=last, reason="长期任务转入日常工作。")
    assert not Duty.objects.filter(subject__startswith="assignment:", state="OPEN").exists()
    draft = summaries.draft_summary(
        campaign=campaign, text="各项任务均已完成。", by=office, on=last
    )
    summary = summaries.freeze_summary(summary=draft, by=office, on=last)

    told = {one["id"]: one["value"] for one in summary.figures}
    rows = Assignment.objects.filter(campaign=campaign).exclude(state=State.VOID)
    assert told["owed"] == rows.count()
    assert told["accepted"] == rows.count()
    assert told["overdue"] == 0
    assert told["returned"] == len(returned)
    assert told["late"] == rows.filter(retroactive=False, handed_in_on__gt=F("due")).count()
    campaign.refresh_from_db()
    assert campaign.state == Campaign.State.CLOSED


# ── the clock ─────────────────────────────────────────────────────────────────────────────


def launched(plan: str) -> tuple[Launched, list[date]]:
    """Launch a plan ten days before its first day, and return the days worth stopping at."""
    pack = shipped(plan)
    known = [day for one in phase_days(pack).values() for day in (one.first, one.last) if day]
    known += [one.due for one in task_days(pack).values() if one.due]
    years = YEAR - min((day.year for day in known), default=YEAR)
    moved = sorted({day.replace(year=day.year + years) for day in known}) or [date(YEAR, 3, 31)]
    first = moved[0] - 10 * DAY
    scene = make_campaign(plan, on=first, years=years, units=2, office=PLANS[plan])
    for unit in scene.units:
        TenureFactory.create(post=PostFactory.create(unit=unit))
    return scene, [first, *moved, moved[-1] + 45 * DAY]


def to_do(campaign: Campaign, day: date) -> list[Assignment]:
    """Return what is to be done by a day, what must be before others first."""
    order = {one: number for number, one in enumerate(in_order(campaign))}
    rows = Assignment.objects.filter(
        campaign=campaign, state__in=[State.OPEN, State.RETURNED]
    ).select_related("campaign__adoption__pack", "task", "unit", "receiver")
    asked = [one for one in rows if one.due is None or one.due <= day + SOON]
    return sorted(asked, key=lambda one: (order[one.task.code], one.pk))


def in_order(campaign: Campaign) -> list[str]:
    """Return the plan's tasks so that what must be before others comes first."""
    tasks = {one.id: one for one in pack_of(campaign.adoption).tasks}
    before = {code: [*one.needs_before, *one.gathers] for code, one in tasks.items()}
    return list(TopologicalSorter(before).static_order())


def close_what_can(scene: Launched, day: date) -> None:
    """Close each phase whose last day is over; one with open tasks is refused before that."""
    for stage in scene.campaign.stages.filter(state=Stage.State.OPEN).order_by("position"):
        if stage.last is None or stage.last < day:
            staging.close_stage(stage=stage, by=scene.who(Role.OFFICE), on=day)


# ── the work ──────────────────────────────────────────────────────────────────────────────


def work(scene: Launched, assignment: Assignment, day: date, returned: list[int]) -> None:
    """Let a unit write and hand in; every third is returned once, and comes again."""
    task = pack_of(scene.adoption).element("tasks", assignment.task.code)
    times = 1 if task.every else task.times or 1
    for _turn in range(times):
        submission = hand_in(scene, assignment, day)
    judge = scene.who(*judge_of(assignment))
    if assignment.task.position % 3 == 0 and assignment.pk not in returned and times == 1:
        judging.give_back(submission=submission, why="请补充数据来源。", by=judge, on=day)
        returned.append(assignment.pk)
        submission = hand_in(scene, assignment, day)
    judging.accept(submission=submission, by=judge, on=day)


def hand_in(scene: Launched, assignment: Assignment, day: date) -> Submission:
    """Write what the plan asks for, part by part, and hand it in."""
    by = scene.who(Role.UNIT_LIAISON, assignment.unit)
    task = contents.asked(assignment)
    if contents.by_person(task):
        for person in roster(assignment, day):
            if not assignment.sheets.filter(person=person).exists():
                note_paper_sheet(assignment=assignment, person=person, by=by, on=day)
    people = list(roster(assignment, day)) if contents.is_met(task) else []
    values, uploads = {}, [writing.Upload(a_file("证明材料.txt"))]
    for part in task.parts:
        if part.kind == "file":
            uploads.append(writing.Upload(a_file(f"{part.id}.txt"), part=part.id))
        else:
            values[part.id] = answer(part, day)
    draft = writing.Draft(
        values=values,
        text="已按方案要求完成。",
        held_on=day,
        subunits=list(subunits(assignment.unit, day)) if contents.by_subunit(task) else (),
        readers=[scene.who(Role.OFFICE).person] if task.named_readers else (),
        present=[
            writing.Present(person=one, chaired=number == 0) for number, one in enumerate(people)
        ],
    )
    made = writing.write(assignment=assignment, draft=draft, by=by, on=day, uploads=uploads)
    return writing.hand_in(submission=made, by=by, on=day)


def judge_of(assignment: Assignment) -> tuple[Role, Unit]:
    """Return who accepts it: the receiver's office; of a unit's own, its leader."""
    own = assignment.receiver_id == assignment.unit_id
    return (Role.LEADER if own else Role.OFFICE), assignment.receiver


def answer(part: Field, day: date) -> Any:
    """Return something that a part can hold."""
    match part.kind:
        case "number" | "money":
            said: Any = "3"
        case "share":
            said = "50%"
        case "day":
            said = day.isoformat()
        case "moment":
            said = f"{day} 09:30"
        case "flag":
            said = True
        case "choice":
            said = part.values[0].id
        case _:
            said = "按要求落实"
    return [said] * max(1, part.least) if part.many else said


def a_file(name: str) -> SimpleUploadedFile:
    """Return a small file that is what it says."""
    return SimpleUploadedFile(name, "证明材料".encode(), "text/plain")
