"""What goes before a launch: a draft of the campaign, its days, its units, what it does without."""

from collections.abc import Collection
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from zhiyong.campaigns import plan
from zhiyong.campaigns.models import Campaign, Member, Stage, Task
from zhiyong.campaigns.selectors.standing import due_with
from zhiyong.campaigns.services.common import By, Incomplete, NotNow, locked, need_text, tell
from zhiyong.directory.models import Account, Unit
from zhiyong.plans.models import Adoption
from zhiyong.plans.selectors import pack_of, roles_of
from zhiyong.rules.pack.campaign import Task as PlanTask
from zhiyong.rules.phases import TaskDays, phase_days, task_days, years_on

DRAFT = Campaign.State.DRAFT


@transaction.atomic
def prepare(
    *,
    adoption: Adoption,
    title: str,
    office: Unit,
    by: By,
    on: date,
    years: int = 0,
    upper: Campaign | None = None,
    earlier: Campaign | None = None,
) -> Campaign:
    """Draft a campaign of an adopted plan: its phases and tasks with their days, its bound bodies.

    The plan's days are moved by so many years; what it wrote stays beside them. A task without a
    day of its own is due when its phase ends, unless it comes again or goes on.

    :raises Incomplete: if the title is empty or the plan has no tasks.
    :raises NotNow: if the office has such a campaign already, drafted or running.
    """
    title = need_text(title, _("Say what the campaign is called."))
    pack = pack_of(adoption)
    if not pack.tasks:
        raise Incomplete(_("This plan has no tasks: there is no campaign to launch."))
    if Campaign.objects.filter(
        adoption=adoption,
        office=office,
        years=years,
        state__in=[DRAFT, Campaign.State.RUNNING],
    ).exists():
        raise NotNow(_("This office has a campaign of this plan already: open that one."))
    campaign = Campaign.objects.create(
        adoption=adoption,
        title=title,
        office=office,
        audience=office.pk,
        years=years,
        upper=upper,
        earlier=earlier,
        prepared_by=by if isinstance(by, Account) else None,
        prepared_on=on,
    )
    _write_stages(campaign)
    _write_tasks(campaign)
    bound = roles_of(adoption)
    Member.objects.bulk_create(
        Member(campaign=campaign, party=party.code, unit=bound[party.code], from_on=on)
        for party in plan.parties(pack)
        if party.is_bound and party.code in bound
    )
    tell(
        "campaign.prepared",
        campaign,
        campaign,
        by,
        on,
        {"plan": adoption.pack, "years": years, "upper": upper, "earlier": earlier},
    )
    return campaign


def _write_stages(campaign: Campaign) -> None:
    days = phase_days(pack_of(campaign.adoption))
    Stage.objects.bulk_create(
        Stage(
            campaign=campaign,
            code=one.phase.id,
            label_zh=one.phase.label.zh[:200],
            label_en=one.phase.label.en[:240],
            clause=str(one.phase.clause or "")[:120],
            position=place,
            source_first=one.first,
            source_last=one.last,
            as_written=one.as_written[:200],
            first=years_on(one.first, campaign.years),
            last=years_on(one.last, campaign.years),
        )
        for place, one in enumerate(sorted(days.values(), key=lambda one: one.phase.order))
    )


def _write_tasks(campaign: Campaign) -> None:
    pack = pack_of(campaign.adoption)
    stages = {stage.code: stage for stage in campaign.stages.all()}
    bound = roles_of(campaign.adoption)
    days = task_days(pack)
    Task.objects.bulk_create(
        task_row(campaign, one, days[one.id], stages, bound, place)
        for place, one in enumerate(pack.tasks)
    )


def task_row(
    campaign: Campaign,
    said: PlanTask,
    days: TaskDays,
    stages: dict[str, Stage],
    bound: dict[str, Unit],
    place: int,
) -> Task:
    """Return a task of the plan as it begins in a campaign."""
    stage = stages.get(said.phase or "")
    due = years_on(days.due, campaign.years)
    if due is None and stage is not None and not said.every and not said.goes_on:
        due = stage.last
    return Task(
        campaign=campaign,
        code=said.id,
        label_zh=said.label.zh[:200],
        label_en=said.label.en[:240],
        clause=str(said.clause or "")[:120],
        position=place,
        nature=said.nature,
        stage=stage,
        source_first=days.first,
        source_due=days.source_due,
        first=years_on(days.first, campaign.years),
        due=due,
        every=said.every or "",
        receiver=next((bound[party] for party in said.to if party in bound), None),
    )


@transaction.atomic
def choose_units(
    *, campaign: Campaign, party: str, units: Collection[Unit], by: By, on: date
) -> int:
    """Say which units a party of the plan is in this campaign; those chosen before make way.

    :raises NotNow: if it is launched, or the party is a body that the adoption binds.
    """
    campaign = locked(campaign, DRAFT)
    known = {one.code: one for one in plan.parties(plan.pack(campaign))}
    if party not in known or known[party].is_bound:
        raise NotNow(_("The plan's adoption says which body this is: it is not chosen here."))
    campaign.members.filter(party=party).delete()
    Member.objects.bulk_create(
        Member(campaign=campaign, party=party, unit=unit, from_on=on)
        for unit in {unit.pk: unit for unit in units}.values()
    )
    settle_uppers(campaign)
    tell("campaign.units_chosen", campaign, campaign, by, on, {"party": party, "count": len(units)})
    return len(units)


def settle_uppers(campaign: Campaign) -> None:
    """Note for every member the nearest unit above it that takes part too."""
    members = list(campaign.members.filter(until_on__isnull=True).select_related("unit"))
    units = {member.unit_id for member in members}
    changed = []
    for member in members:
        above = [pk for pk in member.unit.path[:-1] if pk in units]
        upper = above[-1] if above else None
        if member.upper_id != upper:
            member.upper_id = upper
            changed.append(member)
    Member.objects.bulk_update(changed, ["upper"], batch_size=1000)


@transaction.atomic
def set_stage_days(
    *, stage: Stage, first: date | None, last: date | None, by: By, on: date
) -> Stage:
    """Set the days of a phase before the launch; tasks that end with it move along.

    :raises NotNow: if the campaign is launched.
    :raises Incomplete: if the phase would end before it begins.
    """
    campaign = locked(stage.campaign, DRAFT)
    _in_order(first, last)
    stage = Stage.objects.select_for_update().get(pk=stage.pk)
    was = stage.last
    stage.first, stage.last = first, last
    stage.save(update_fields=["first", "last"])
    for task in due_with(stage, was):
        task.due = last
        task.save(update_fields=["due"])
    tell(
        "campaign.phase_dated",
        campaign,
        campaign,
        by,
        on,
        {"phase": stage.code, "first": first, "last": last},
    )
    return stage


@transaction.atomic
def set_task(
    *,
    task: Task,
    first: date | None,
    due: date | None,
    receiver: Unit | None,
    by: By,
    on: date,
    left_out: str = "",
) -> Task:
    """Set a task's days and to whom it goes before the launch, or leave it out with a reason.

    :raises NotNow: if the campaign is launched.
    :raises Incomplete: if it would be due before it begins.
    """
    campaign = locked(task.campaign, DRAFT)
    _in_order(first, due)
    task = Task.objects.select_for_update().get(pk=task.pk)
    task.first, task.due, task.receiver = first, due, receiver
    task.left_out = left_out.strip()
    task.save(update_fields=["first", "due", "receiver", "left_out"])
    tell(
        "campaign.task_set",
        campaign,
        campaign,
        by,
        on,
        {"task": task.code, "due": due, "receiver": receiver, "left_out": bool(task.left_out)},
    )
    return task


def _in_order(first: date | None, last: date | None) -> None:
    if first is not None and last is not None and last < first:
        raise Incomplete(_("It would end before it begins: look at both days."))


@transaction.atomic
def discard(*, campaign: Campaign, reason: str, by: By, on: date) -> Campaign:
    """Give a draft up; it stays, as withdrawn, with the reason.

    :raises NotNow: if it is launched.
    """
    campaign = locked(campaign, DRAFT)
    campaign.state, campaign.ended_on = Campaign.State.WITHDRAWN, on
    campaign.ended_by = by if isinstance(by, Account) else None
    campaign.ended_why = need_text(reason, _("Say why it is given up."))
    campaign.save(update_fields=["state", "ended_on", "ended_by", "ended_why"])
    tell("campaign.discarded", campaign, campaign, by, on)
    return campaign
