"""While a campaign runs: days move, phases close, units merge, the plan is amended, it ends."""

from datetime import date

import pytest

from zhiyong.campaigns.models import Assignment, Batch, Campaign, Move, Stage, Task
from zhiyong.campaigns.selectors import standing
from zhiyong.campaigns.selectors.amendment import amendment
from zhiyong.campaigns.services import (
    amending,
    ending,
    launching,
    moving,
    nightly,
    staging,
    succeeding,
)
from zhiyong.campaigns.services.common import DUTY, Incomplete, NotNow
from zhiyong.campaigns.tests.factories import Launched, make_campaign, shipped
from zhiyong.directory.services import merge_units, split_unit
from zhiyong.directory.tests.factories import UnitFactory
from zhiyong.duties.models import Duty
from zhiyong.journal.models import Entry
from zhiyong.plans.services import adopt, end_adoption, load_draft, publish
from zhiyong.rules.pack import Pack
from zhiyong.shell.access import Role

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 2)


@pytest.fixture
def made() -> Launched:
    return make_campaign()


def accept_all(made: Launched, *codes: str) -> None:
    Assignment.objects.filter(campaign=made.campaign, task__code__in=codes).update(
        state=Assignment.State.ACCEPTED, accepted_on=DAY, handed_in_on=DAY
    )


def duty_of(owed: Assignment) -> Duty:
    return Duty.objects.get(subject=f"assignment:{owed.pk}", code=DUTY)


def test_a_phase_that_is_extended_takes_along_what_ends_with_it(made: Launched) -> None:
    stage = made.campaign.stages.get(code="mobilisation")
    follows = standing.stage_would_move(stage, stage.first, date(2026, 4, 10))
    assert {one.task.code for one in follows.moved} == {"set_up_bodies"}
    assert [one.code for one, _since, _until in follows.overlaps] == ["rectification"]
    accept_all(made, "publicity")
    by = made.who(Role.OFFICE)
    move = moving.move_stage(
        stage=stage, first=stage.first, last=date(2026, 4, 10), reason="汛期", by=by, on=DAY
    )
    assert move.before["last"] == "2026-03-31"
    owed = made.owed("set_up_bodies")
    assert owed.due == date(2026, 4, 10) == duty_of(owed).due_on
    assert duty_of(owed).original_due_on == date(2026, 3, 31)
    assert made.owed("local_plan").due == date(2026, 3, 31)
    assert Entry.objects.filter(verb="campaign.phase_moved").count() == 1


def test_days_do_not_move_without_a_reason_or_into_the_past(made: Launched) -> None:
    task, by = made.task("local_plan"), made.who(Role.OFFICE)
    with pytest.raises(Incomplete):
        moving.move_task(task=task, first=None, due=date(2026, 4, 1), reason=" ", by=by, on=DAY)
    with pytest.raises(Incomplete):
        moving.move_task(task=task, first=None, due=date(2026, 3, 1), reason="提前", by=by, on=DAY)
    assert not Move.objects.exists()
    assert made.owed("local_plan").due == date(2026, 3, 31)


def test_a_task_that_is_moved_moves_what_is_not_done(made: Launched) -> None:
    done = made.owed("local_plan", made.units[1])
    Assignment.objects.filter(pk=done.pk).update(state="SUBMITTED", handed_in_on=DAY)
    moving.move_task(
        task=made.task("local_plan"),
        first=None,
        due=date(2026, 4, 15),
        reason="机构改革",
        by=made.who(Role.OFFICE),
        on=DAY,
    )
    assert duty_of(made.owed("local_plan")).due_on == date(2026, 4, 15)
    assert made.owed("local_plan", made.units[1]).due == date(2026, 3, 31)
    assert made.task("local_plan").source_due == date(2015, 3, 31)


def test_a_phase_closes_only_once_its_tasks_are_accepted(made: Launched) -> None:
    stage = made.campaign.stages.get(code="mobilisation")
    by = made.who(Role.OFFICE)
    codes = [task.code for task in stage.tasks.all() if task.code != "study"]
    accept_all(made, *codes)
    with pytest.raises(staging.StillOpen) as refused:
        staging.close_stage(stage=stage, by=by, on=DAY)
    assert made.task("study").label in str(refused.value)
    assert made.units[0].name in str(refused.value)
    assert made.task("publicity").label not in str(refused.value)
    stage.refresh_from_db()
    assert stage.state == Stage.State.OPEN
    accept_all(made, "study")
    assert staging.close_stage(stage=stage, by=by, on=DAY).state == Stage.State.CLOSED
    with pytest.raises(Incomplete):
        staging.reopen_stage(stage=stage, reason="", by=by, on=DAY)
    assert staging.reopen_stage(stage=stage, reason="补课", by=by, on=DAY).closed_on is None
    verbs = Entry.objects.filter(verb__startswith="campaign.phase_").values_list("verb", flat=True)
    assert sorted(verbs) == ["campaign.phase_closed", "campaign.phase_reopened"]


def test_what_closes_a_phase_is_what_the_plan_names() -> None:
    made = make_campaign("s4h-provincial-organs", office="office", years=15, units=1)
    stage = made.campaign.stages.get(code="summary")
    assert {one.task.code for one in standing.keeps_open(stage)} == {
        "summary_report",
        "commendation_decided",
    }


def test_a_campaign_ends_when_its_phases_are_closed(made: Launched) -> None:
    by = made.who(Role.OFFICE)
    with pytest.raises(staging.StillOpen):
        ending.end(campaign=made.campaign, by=by, on=DAY)
    Stage.objects.update(state="CLOSED")
    with pytest.raises(Incomplete):
        ending.end(campaign=made.campaign, by=by, on=DAY)
    accept_all(made, "local_plan")
    ended = ending.end(campaign=made.campaign, reason="转入常态", by=by, on=DAY)
    assert ended.state == Campaign.State.CLOSED
    assert made.owed("local_plan").state == "ACCEPTED"
    assert not standing.still_open(made.campaign).exists()
    lapsed = Assignment.objects.filter(state="VOID").values_list("pk", flat=True)
    subjects = [f"assignment:{pk}" for pk in lapsed]
    assert not Duty.objects.filter(state="OPEN", subject__in=subjects).exists()


def test_a_campaign_is_withdrawn_with_a_reason_and_nobody_owes_anything(made: Launched) -> None:
    by = made.who(Role.OFFICE)
    with pytest.raises(Incomplete):
        ending.withdraw(campaign=made.campaign, reason="", by=by, on=DAY)
    assert Duty.objects.filter(state="OPEN", code=DUTY).exists()
    withdrawn = ending.withdraw(campaign=made.campaign, reason="上级叫停", by=by, on=DAY)
    assert withdrawn.state == Campaign.State.WITHDRAWN
    assert not Duty.objects.filter(state="OPEN", code=DUTY).exists()
    assert Entry.objects.get(verb="campaign.withdrawn").facts["count"] == Assignment.objects.count()
    with pytest.raises(NotNow):
        ending.end(campaign=made.campaign, by=by, on=DAY)


def test_each_night_opens_the_turns_that_begin(made: Launched) -> None:
    assert not Assignment.objects.filter(task__code="monthly_feedback").exists()
    for day in (date(2026, 4, 1), date(2026, 4, 2), date(2026, 5, 1)):
        nightly.tick(on=day)
        for batch in Batch.objects.filter(is_finished=False):
            launching.carry_out(batch=batch)
    rows = Assignment.objects.filter(task__code="monthly_feedback", unit=made.units[0])
    assert sorted(rows.values_list("period", "due")) == [
        ("2026-04", date(2026, 4, 30)),
        ("2026-05", date(2026, 5, 31)),
    ]


def test_what_a_merged_unit_owes_passes_on_and_history_stays(made: Launched) -> None:
    one, two, three = made.units
    heir = UnitFactory.create(parent=made.root)
    by = made.who(Role.OFFICE)
    accept_all(made, "publicity")
    before = made.owed("study", one)
    merge_units(units=[one], into=heir, on=DAY, by=by)
    merge_units(units=[two], into=three, on=DAY, by=by)
    nightly.tick(on=DAY)
    owed = made.owed("study", heir)
    assert owed.pk == before.pk
    assert owed.first_unit == one
    assert duty_of(owed).owner_unit == heir
    assert Assignment.objects.get(task__code="publicity", unit=one).state == "ACCEPTED"
    assert Assignment.objects.get(task__code="study", unit=two).state == "VOID"
    assert made.owed("study", three).state == "OPEN"
    passed = Entry.objects.filter(verb="campaign.unit_succeeded").count()
    nightly.tick(on=DAY)
    assert Entry.objects.filter(verb="campaign.unit_succeeded").count() == passed == 2


def test_each_part_of_a_split_unit_owes_what_the_whole_did(made: Launched) -> None:
    whole = made.units[0]
    keeper, other = (UnitFactory.create(parent=made.root) for _ in range(2))
    before = made.owed("study", whole)
    split_unit(unit=whole, into=[keeper, other], keeper=keeper, on=DAY, by=made.who(Role.OFFICE))
    succeeding.succeed(campaign=made.campaign, by="clock", on=DAY)
    assert made.owed("study", keeper).pk == before.pk
    assert made.owed("study", other).state == "OPEN"


def test_further_units_take_part_later_and_leave_again(made: Launched) -> None:
    late, by = UnitFactory.create(parent=made.root), made.who(Role.OFFICE)
    opened = succeeding.add_units(
        campaign=made.campaign, party="every_unit", units=[late], by=by, on=DAY
    )
    assert opened == Assignment.objects.filter(unit=late).count() > 0
    with pytest.raises(NotNow):
        succeeding.add_units(
            campaign=made.campaign, party="every_unit", units=[late], by=by, on=DAY
        )
    member = made.campaign.members.get(unit=late)
    succeeding.drop_unit(member=member, reason="列入省管", by=by, on=DAY)
    assert set(Assignment.objects.filter(unit=late).values_list("state", flat=True)) == {"VOID"}


# ── the plan is amended ───────────────────────────────────────────────────────────────────


def another_version() -> Pack:
    """Return the city's plan with a task less, a task more, and another due day."""
    data = shipped("s0-city-campaign").as_data()
    tasks = [one for one in data["tasks"] if one["id"] != "publicity"]
    for one in tasks:
        if one["id"] == "local_plan":
            one["until"] = "4月20日"
    more = dict(next(one for one in tasks if one["id"] == "study"))
    tasks.append(
        {**more, "id": "hotline_drill", "label": {"zh": "热线演练", "en": "Hotline drill"}}
    )
    return Pack.model_validate({**data, "tasks": tasks})


def test_an_amended_plan_shows_what_changes_for_whom_and_changes_it(made: Launched) -> None:
    by = made.who(Role.OFFICE)
    accepted = made.owed("publicity", made.units[2])
    Assignment.objects.filter(pk=accepted.pk).update(state="ACCEPTED", accepted_on=DAY)
    version = publish(version=load_draft(pack=another_version(), by=by, on=DAY), by=by, on=DAY)
    end_adoption(adoption=made.adoption, until=date(2026, 3, 3), by=by, on=DAY)
    follows = adopt(
        version=version,
        body=made.root,
        valid_from=date(2026, 3, 3),
        valid_until=None,
        roles=made.bodies,
        open_numbers=shipped("s0-city-campaign").proposed(),
        by=by,
        on=DAY,
    )
    shown = {one.code: (one.kind, one.units) for one in amendment(made.campaign, follows).tasks}
    assert shown == {
        "publicity": ("gone", 3),
        "local_plan": ("changed", 3),
        "hotline_drill": ("new", 3),
    }
    with pytest.raises(Incomplete):
        amending.amend(campaign=made.campaign, adoption=follows, reason="", by=by, on=DAY)
    assert Task.objects.filter(code="hotline_drill").count() == 0
    amending.amend(campaign=made.campaign, adoption=follows, reason="市里修订", by=by, on=DAY)
    launching.carry_out(batch=Batch.objects.get(kind="AMENDMENT"))
    assert made.owed("hotline_drill").due == date(2026, 3, 31)
    assert duty_of(made.owed("local_plan")).due_on == date(2026, 4, 20)
    states = Assignment.objects.filter(task__code="publicity").values_list("state", flat=True)
    assert sorted(states) == ["ACCEPTED", "VOID", "VOID"]
    made.campaign.refresh_from_db()
    assert made.campaign.adoption == follows
    assert amendment(made.campaign, follows).is_empty
    assert Entry.objects.get(verb="campaign.amended").facts["new"] == 1
