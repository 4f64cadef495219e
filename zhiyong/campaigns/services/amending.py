"""A campaign goes on under another version of its plan: what changes is shown before it is done."""

from collections.abc import Collection, Mapping
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from zhiyong.campaigns.models import Assignment, Batch, Campaign, Member, Move, Stage, Task
from zhiyong.campaigns.selectors.amendment import (
    Amendment,
    StageChange,
    TaskChange,
    amendment,
    may_follow,
)
from zhiyong.campaigns.selectors.standing import NOT_DONE
from zhiyong.campaigns.services.common import By, Incomplete, NotNow, running, tell
from zhiyong.campaigns.services.ending import lapse
from zhiyong.campaigns.services.launching import begin_batch, first_steps, owners_of, tasks_at_work
from zhiyong.campaigns.services.moving import keep, note, redate
from zhiyong.campaigns.services.preparing import settle_uppers, task_row
from zhiyong.directory.models import Unit
from zhiyong.plans.models import Adoption
from zhiyong.plans.selectors import pack_of, roles_of
from zhiyong.rules.phases import phase_days, task_days


@transaction.atomic
def amend(
    *,
    campaign: Campaign,
    adoption: Adoption,
    reason: str,
    by: By,
    on: date,
    units: Mapping[str, Collection[Unit]] | None = None,
) -> Move:
    """Let a running campaign go on under another version of its plan.

    New tasks are opened in a batch; tasks that are gone lapse where they are not accepted; other
    days hold for what is not done. `units` are those of parties that the plan did not have.

    :raises NotNow: if it is not running, or the version is not one of its plan for its body.
    :raises Incomplete: if the reason is missing, or units of a new party.
    """
    campaign = running(campaign)
    if not may_follow(campaign).filter(pk=adoption.pk).exists():
        raise NotNow(_("Only another version of the same plan, in force for the same body."))
    changes = amendment(campaign, adoption)
    chosen = dict(units or {})
    missing = [party.label.zh for party in changes.to_choose if not chosen.get(party.code)]
    if missing:
        text = _("Choose the units of {parties} first: they owe new tasks.")
        raise Incomplete(text.format(parties="、".join(missing)))
    move = note(
        campaign,
        reason,
        by,
        on,
        before={"adoption": campaign.adoption_id},
        after={"adoption": adoption.pk},
    )
    campaign.adoption = adoption
    campaign.save(update_fields=["adoption"])
    _members(campaign, chosen, on)
    for change in changes.stages:
        _stage(campaign, change)
    fresh = [_task(campaign, change, on) for change in changes.tasks]
    _parties(campaign, changes)
    _order(campaign)
    new = {task.pk for task in fresh if task is not None}
    new |= {one.task.pk for one in changes.tasks if one.parties and one.task is not None}
    steps = first_steps([task for task in tasks_at_work(campaign) if task.pk in new], on)
    if steps:
        begin_batch(campaign=campaign, kind=Batch.Kind.AMENDMENT, steps=steps, by=by, on=on)
    counts = {kind: sum(one.kind == kind for one in changes.tasks) for kind in ("new", "gone")}
    tell(
        "campaign.amended",
        campaign,
        campaign,
        by,
        on,
        {
            "plan": adoption.pack,
            "new": counts["new"],
            "gone": counts["gone"],
            "changed": len(changes.tasks) - sum(counts.values()),
        },
        {f"move-{move.pk}": keep(move)},
    )
    return move


def _members(campaign: Campaign, chosen: Mapping[str, Collection[Unit]], on: date) -> None:
    bound = roles_of(campaign.adoption)
    pack = pack_of(campaign.adoption)
    wanted = {party: list(units) for party, units in chosen.items()}
    for task in pack.tasks:
        for party in task.by:
            if party in bound:
                wanted[party] = [bound[party]]
    have = set(
        campaign.members.filter(until_on__isnull=True).values_list("party", "unit_id").distinct()
    )
    Member.objects.bulk_create(
        Member(campaign=campaign, party=party, unit=unit, from_on=on)
        for party, units in wanted.items()
        for unit in units
        if (party, unit.pk) not in have
    )
    settle_uppers(campaign)


def _stage(campaign: Campaign, change: StageChange) -> None:
    said = phase_days(pack_of(campaign.adoption)).get(change.code)
    if said is None or change.becomes is None:
        return  # a phase that is gone stays with what was done in it
    stage = change.stage or Stage(campaign=campaign, code=change.code)
    stage.label_zh, stage.label_en = said.phase.label.zh[:200], said.phase.label.en[:240]
    stage.clause = str(said.phase.clause or "")[:120]
    stage.position = said.phase.order
    stage.source_first, stage.source_last = said.first, said.last
    stage.as_written = said.as_written[:200]
    stage.first, stage.last = change.becomes.first, change.becomes.last
    stage.save()


def _task(campaign: Campaign, change: TaskChange, on: date) -> Task | None:
    """Write a task as it becomes; return it where units must owe it anew."""
    if change.said is None:
        task = change.task
        assert task is not None
        number = campaign.adoption.pack.version
        task.left_out = _("No longer in version {n} of the plan.").format(n=number)
        task.save(update_fields=["left_out"])
        lapse(
            Assignment.objects.filter(task=task, state__in=NOT_DONE),
            reason="amended",
            why=task.left_out,
        )
        return None
    days = task_days(pack_of(campaign.adoption))[change.code]
    stages = {stage.code: stage for stage in campaign.stages.all()}
    row = task_row(campaign, change.said, days, stages, roles_of(campaign.adoption), 0)
    if change.becomes is not None:
        row.first, row.due = change.becomes.first, change.becomes.last
    if change.task is None:
        row.save()
        return row
    row.pk, row.position = change.task.pk, change.task.position
    row.receiver_id = change.task.receiver_id or row.receiver_id
    was = change.task.due
    row.save()
    if change.kind == "changed" and was != row.due and not row.every:
        redate(row, row.due, on)
    return row if change.kind == "new" else None


def _parties(campaign: Campaign, changes: Amendment) -> None:
    """Let tasks lapse for those who owe them no more."""
    owners = owners_of(campaign)
    for change in changes.tasks:
        if change.parties and change.task is not None:
            rows = Assignment.objects.filter(task=change.task, state__in=NOT_DONE)
            lapse(
                rows.exclude(unit__in=owners.of(change.task)),
                reason="amended",
                why=_("The amended plan asks it of others."),
            )


def _order(campaign: Campaign) -> None:
    places = {one.id: place for place, one in enumerate(pack_of(campaign.adoption).tasks)}
    rows = list(campaign.tasks.all())
    for task in rows:
        task.position = places.get(task.code, len(places))
    Task.objects.bulk_update(rows, ["position"])
