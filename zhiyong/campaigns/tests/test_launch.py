"""A campaign is drafted and launched: what every unit owes is opened in one batch."""

from datetime import date

import pytest

from zhiyong.campaigns import plan
from zhiyong.campaigns.models import Assignment, Batch, Campaign
from zhiyong.campaigns.services import launching, preparing
from zhiyong.campaigns.services.common import DUTY, Incomplete, NotNow
from zhiyong.campaigns.tests.factories import adopted, make_campaign, make_draft, shipped
from zhiyong.directory.models import Unit
from zhiyong.directory.tests.factories import RoleBindingFactory, UnitFactory
from zhiyong.duties.models import Duty
from zhiyong.journal.models import Entry
from zhiyong.journal.services import recommit
from zhiyong.notices.models import Notice
from zhiyong.shell.access import Role

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 2)


@pytest.mark.clause("S0-029")
def test_a_launch_opens_what_every_unit_owes_once() -> None:
    made = make_campaign()
    batch = Batch.objects.get(campaign=made.campaign)
    assert batch.is_finished
    assert batch.done == batch.total == Assignment.objects.count()
    owed = made.owed("local_plan")
    assert owed.due == date(2026, 3, 31)
    assert owed.task.source_due == date(2015, 3, 31)
    assert owed.receiver == made.campaign.office
    duty = Duty.objects.get(subject=f"assignment:{owed.pk}", code=DUTY)
    assert duty.due_on == owed.due
    assert duty.owner_unit == made.units[0]
    assert not Entry.objects.filter(verb="duty.opened").exists()
    entry = Entry.objects.get(verb="campaign.assigned")
    kept = recommit(launching.listing_of(batch), batch.salt)
    assert entry.commitments == {f"batch-{batch.pk}": kept}
    assert len(launching.listing_of(batch).splitlines()) == batch.done
    launching.carry_out(batch=batch)
    assert Assignment.objects.count() == batch.done
    assert Entry.objects.filter(verb="campaign.assigned").count() == 1
    with pytest.raises(NotNow):
        launching.launch(campaign=made.campaign, by=made.who(Role.OFFICE), on=DAY)


def test_whoever_acts_for_a_unit_is_told_of_the_launch_once() -> None:
    made = make_draft()
    liaisons = [made.who(Role.UNIT_LIAISON, unit) for unit in made.units]
    RoleBindingFactory.create(role=Role.UNIT_LIAISON, unit=made.units[1], person=liaisons[0].person)
    batch = launching.launch(campaign=made.campaign, by=made.who(Role.OFFICE), on=DAY)
    assert not Notice.objects.filter(template="campaign.begun").exists()

    launching.carry_out(batch=batch)

    told = Notice.objects.filter(template="campaign.begun", subject=f"campaign:{made.campaign.pk}")
    people = list(told.values_list("person", flat=True))
    assert len(people) == len(set(people))
    assert {one.person_id for one in liaisons} <= set(people)


def test_a_batch_that_was_broken_off_goes_on_where_it_stopped() -> None:
    made = make_draft()
    batch = launching.launch(campaign=made.campaign, by=made.who(Role.OFFICE), on=DAY)
    batch = Batch.objects.select_related("campaign__adoption__pack").get(pk=batch.pk)
    launching._step(batch)
    first = set(Assignment.objects.values_list("pk", flat=True))
    assert first
    assert not batch.is_finished
    batch = launching.carry_out(batch=batch)
    assert batch.is_finished
    assert first < set(Assignment.objects.values_list("pk", flat=True))
    assert batch.done == Assignment.objects.count() == batch.total


@pytest.mark.clause("S0-044")
def test_a_task_that_comes_again_is_opened_for_its_turn_only() -> None:
    made = make_campaign(on=date(2026, 4, 20))
    assert made.owed("monthly_feedback").period == "2026-04"
    assert made.owed("monthly_feedback").due == date(2026, 4, 30)


def test_what_was_due_before_the_launch_is_not_late_and_has_no_duty() -> None:
    made = make_campaign(on=date(2026, 4, 20))
    owed = made.owed("local_plan")
    assert owed.retroactive
    assert not Duty.objects.filter(subject=f"assignment:{owed.pk}").exists()
    assert not made.owed("opinions").retroactive


def test_a_launch_without_units_names_the_tasks() -> None:
    made = make_draft()
    made.campaign.members.filter(party="municipal_unit").delete()
    with pytest.raises(Incomplete) as refused:
        launching.launch(campaign=made.campaign, by=made.who(Role.OFFICE), on=DAY)
    assert made.task("unit_summary").label in str(refused.value)
    made.campaign.refresh_from_db()
    assert made.campaign.state == Campaign.State.DRAFT
    assert not Batch.objects.exists()


def test_a_task_left_out_is_owed_by_nobody() -> None:
    made = make_campaign(without=["publicity"])
    assert not Assignment.objects.filter(task__code="publicity").exists()
    assert made.task("publicity").left_out


def test_lower_reports_are_rolled_up_into_what_gathers_them() -> None:
    made = make_campaign()
    assert made.owed("outputs").upper == made.owed("research_and_rules")
    summary = made.owed("city_summary", made.bodies["city_office"])
    assert made.owed("unit_summary").upper == summary
    assert summary.receiver == made.bodies["leading_group"]


def test_the_units_of_a_party_are_those_that_the_plan_covers() -> None:
    made = adopted(shipped("s0-city-campaign"), on=DAY, count=0)
    inside = UnitFactory.create(parent=made.root)
    section = UnitFactory.create(parent=inside, kind=Unit.Kind.SECTION)
    village = UnitFactory.create(parent=made.root, kind=Unit.Kind.VILLAGE)
    pack = shipped("s0-city-campaign")
    found = list(plan.proposed(pack, "every_unit", [inside, section, village]))
    assert found == [inside]


def test_one_campaign_of_a_plan_runs_in_an_office_at_a_time() -> None:
    made = make_draft()
    with pytest.raises(NotNow):
        preparing.prepare(
            adoption=made.adoption,
            title="再来一次",
            office=made.campaign.office,
            years=11,
            by=made.who(Role.OFFICE),
            on=DAY,
        )
    assert Campaign.objects.count() == 1


def test_a_phase_that_is_dated_before_the_launch_takes_its_tasks_along() -> None:
    made = make_draft("s1-district-service-difficulty", office="efficiency_office", years=12)
    stage = made.campaign.stages.get(code="rectification")
    assert made.task("rectification_plan").due == stage.last == date(2026, 9, 30)
    assert stage.source_last == date(2014, 9, 30)
    by = made.who(Role.OFFICE)
    preparing.set_stage_days(stage=stage, first=stage.first, last=date(2026, 10, 15), by=by, on=DAY)
    assert made.task("rectification_plan").due == date(2026, 10, 15)
    assert made.task("rules").due == date(2026, 9, 30)
    with pytest.raises(Incomplete):
        preparing.set_stage_days(
            stage=stage, first=date(2026, 11, 1), last=date(2026, 10, 15), by=by, on=DAY
        )


@pytest.mark.parametrize(
    ("pack", "office", "years"),
    [
        ("s3-city-zhiyong", "office", 0),
        ("s4a-highway-bureau", "office", 15),
        ("s4b-bridge-bureau", "office", 15),
        ("s4d-quality-bureau", "office", 0),
        ("s4e-exam-institute", "leading_group", 0),
        ("s4g-survey-team", "leading_group", 15),
        ("s4h-provincial-organs", "office", 15),
        ("s4i-audit-bureau", "leadership", 15),
    ],
)
def test_every_shipped_plan_with_tasks_can_be_launched(pack: str, office: str, years: int) -> None:
    make_campaign(pack, office=office, years=years, units=1, on=date(2026, 4, 1))
    owed = set(Assignment.objects.values_list("task__code", flat=True))
    assert owed == {task.id for task in shipped(pack).tasks}
