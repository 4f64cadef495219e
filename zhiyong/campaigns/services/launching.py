"""A launch: what every unit owes is opened in one batch, step by step, never twice."""

import gzip
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from zhiyong.campaigns import plan
from zhiyong.campaigns.models import Assignment, Batch, Campaign, Member, Task
from zhiyong.campaigns.services.common import DUTY, By, Incomplete, locked, tell
from zhiyong.campaigns.services.exchanging import tell_units
from zhiyong.directory.models import Account, Unit
from zhiyong.duties.services.alike import OwedBy, open_alike
from zhiyong.journal.services import commit
from zhiyong.rules.values import Label
from zhiyong.shell.queue import enqueue

OPEN = """
    INSERT INTO campaigns_assignment (
        campaign_id, task_id, unit_id, period, receiver_id, upper_id, audience, first, due, state,
        version, returned, retroactive, void_why, lock
    )
    SELECT %(campaign)s, %(task)s, given.unit, %(period)s, given.receiver, given.upper, given.unit,
        %(first)s, %(due)s, 'OPEN', 0, 0, %(retroactive)s, '', 0
    FROM unnest(%(units)s::bigint[], %(receivers)s::bigint[], %(uppers)s::bigint[])
        AS given (unit, receiver, upper)
    ON CONFLICT (task_id, unit_id, period) WHERE person_id IS NULL AND NOT (state = 'VOID')
    DO NOTHING
    RETURNING id, unit_id
"""
ROLL_UP = """
    UPDATE campaigns_assignment AS lower SET upper_id = given.upper
    FROM unnest(%(lower)s::bigint[], %(upper)s::bigint[]) AS given (lower, upper)
    WHERE lower.id = given.lower AND lower.upper_id IS NULL
"""


@transaction.atomic
def launch(*, campaign: Campaign, by: By, on: date) -> Batch:
    """Let a campaign begin. What the units owe is opened by the worker (`carry_out`).

    :raises NotNow: if it is launched already, or given up.
    :raises Incomplete: naming the tasks that nobody owes.
    """
    campaign = locked(campaign, Campaign.State.DRAFT)
    tasks = tasks_at_work(campaign)
    owners = owners_of(campaign)
    nobody = [task.label for task in tasks if not owners.of(task)]
    if not tasks or nobody:
        text = _("Nobody owes these tasks yet: {tasks}. Choose their units, or leave them out.")
        raise Incomplete(text.format(tasks="、".join(nobody) or _("all")))
    campaign.state = Campaign.State.RUNNING
    campaign.launched_on = on
    campaign.launched_by = by if isinstance(by, Account) else None
    campaign.save(update_fields=["state", "launched_on", "launched_by"])
    batch = begin_batch(
        campaign=campaign, kind=Batch.Kind.LAUNCH, steps=first_steps(tasks, on), by=by, on=on
    )
    tell(
        "campaign.launched",
        campaign,
        campaign,
        by,
        on,
        {"tasks": len(tasks), "units": len(owners.units), "count": batch.total},
    )
    return batch


def tasks_at_work(campaign: Campaign) -> list[Task]:
    """Return the tasks that a campaign does not leave out, those that gather others first."""
    rows = campaign.tasks.filter(left_out="").select_related(
        "stage", "campaign__adoption__pack", "receiver"
    )
    return _gatherers_first(list(rows))


def _gatherers_first(tasks: Sequence[Task]) -> list[Task]:
    """Return tasks so that what rolls others up is opened before what it rolls up."""
    by_code = {task.code: task for task in tasks}
    done: dict[str, Task] = {}

    def visit(task: Task, under: frozenset[str]) -> None:
        for upper in tasks:
            said = plan.task_of(upper)
            if said and task.code in said.gathers and upper.code not in under | {task.code}:
                visit(upper, under | {task.code})
        done.setdefault(task.code, by_code[task.code])

    for task in tasks:
        visit(task, frozenset())
    return list(done.values())


def first_steps(tasks: Iterable[Task], on: date) -> list[dict[str, Any]]:
    """Return what is to be opened on a day: each task once, a recurring one for its period."""
    steps = []
    for task in tasks:
        if not task.every:
            steps.append(_said(task, plan.Period("", task.first, task.due)))
        elif (period := plan.period_on(task, on)) is not None:
            steps.append(_said(task, period))
    return steps


def _said(task: Task, period: plan.Period) -> dict[str, Any]:
    return {
        "task": task.pk,
        "period": period.name,
        "first": period.first and period.first.isoformat(),
        "due": period.last and period.last.isoformat(),
    }


def turn_of(step: Mapping[str, Any]) -> plan.Period:
    """Return the turn of a task that a step opens."""
    first, due = (date.fromisoformat(day) if day else None for day in (step["first"], step["due"]))
    return plan.Period(step["period"], first, due)


def begin_batch(
    *, campaign: Campaign, kind: str, steps: list[dict[str, Any]], by: By, on: date
) -> Batch:
    """Queue a batch within the caller's act; the worker carries it out after the commit."""
    owners = owners_of(campaign)
    tasks = {task.pk: task for task in campaign.tasks.select_related("campaign__adoption__pack")}
    batch = Batch.objects.create(
        campaign=campaign,
        kind=kind,
        steps=steps,
        total=sum(len(owners.of(tasks[step["task"]])) for step in steps),
        by=by if isinstance(by, Account) else None,
        on=on,
    )
    enqueue("campaigns.carry_out", lock=f"campaign-{campaign.pk}", batch=batch.pk)
    return batch


def carry_out(*, batch: Batch) -> Batch:
    """Open what a batch lists, a task at a time; each step stands by itself and is done once."""
    while True:
        with transaction.atomic():
            batch = (
                Batch.objects.select_for_update(of=("self", "campaign"))
                .select_related("campaign__adoption__pack", "campaign__office", "by")
                .get(pk=batch.pk)
            )
            if batch.is_finished:
                return batch
            if batch.campaign.state != Campaign.State.RUNNING:
                batch.is_finished = True
                batch.save(update_fields=["is_finished"])
                return batch
            if batch.step < len(batch.steps):
                _step(batch)
            else:
                _finish(batch)


def _step(batch: Batch) -> None:
    step = batch.steps[batch.step]
    task = Task.objects.select_related(
        "stage", "campaign__adoption__pack", "campaign__adoption__body", "receiver"
    ).get(pk=step["task"])
    opened = open_task(
        task=task, turn=turn_of(step), units=owners_of(batch.campaign).of(task), on=batch.on
    )
    lines = "".join(f"{pk}\t{task.code}\t{step['period']}\t{unit}\n" for pk, unit in opened)
    batch.listing = bytes(batch.listing) + gzip.compress(lines.encode(), mtime=0)
    batch.done += len(opened)
    batch.step += 1
    batch.save(update_fields=["listing", "done", "step"])


def _finish(batch: Batch) -> None:
    kept = commit(listing_of(batch))
    batch.salt, batch.is_finished = kept.salt, True
    batch.save(update_fields=["salt", "is_finished"])
    tell(
        "campaign.assigned",
        batch.campaign,
        batch.campaign,
        batch.by or "clock",
        batch.on,
        {"count": batch.done, "kind": batch.kind},
        {f"batch-{batch.pk}": kept},
    )
    if batch.kind == Batch.Kind.LAUNCH:
        units = Unit.objects.filter(pk__in=owners_of(batch.campaign).units).order_by("pk")
        subject = f"campaign:{batch.campaign_id}"
        tell_units([(subject, unit) for unit in units], "campaign.begun", batch.on, {})


def listing_of(batch: Batch) -> str:
    """Return what a batch opened, a line for each: assignment, task, period, unit."""
    return gzip.decompress(bytes(batch.listing)).decode() if batch.listing else ""


def open_task(
    *, task: Task, turn: plan.Period, units: Sequence[int], on: date
) -> list[tuple[int, int]]:
    """Open one task for many units, with its duties; return the new ids, each with its unit.

    What lay before the launch is not late: it is done with evidence, and has no duty.
    """
    if not units:
        return []
    campaign, period, due = task.campaign, turn.name, turn.last
    retroactive = bool(due and campaign.launched_on and due < campaign.launched_on)
    receivers = _receivers(task, units)
    uppers = _uppers(task, units, period)
    with connection.cursor() as cursor:
        cursor.execute(
            OPEN,
            {
                "campaign": campaign.pk,
                "task": task.pk,
                "period": period,
                "first": turn.first,
                "due": due,
                "retroactive": retroactive,
                "units": list(units),
                "receivers": receivers,
                "uppers": uppers,
            },
        )
        opened: list[tuple[int, int]] = cursor.fetchall()
        if pairs := _above(task, period, opened):
            lower, upper = zip(*pairs, strict=True)
            cursor.execute(ROLL_UP, {"lower": list(lower), "upper": list(upper)})
    if due is not None and not retroactive:
        open_alike(
            code=DUTY,
            label=Label(zh=task.label_zh, en=task.label_en),
            owed=[OwedBy(f"assignment:{pk}", unit, unit) for pk, unit in opened],
            due_on=due,
            on=on,
            warn_on=plan.warn_on(due),
            clause=task.clause,
        )
    return opened


def _above(task: Task, period: str, opened: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return what is rolled up into the same task of the member above, each with that one."""
    if not opened:
        return []
    rows = Member.objects.filter(campaign=task.campaign, upper__isnull=False, until_on=None)
    uppers = dict(rows.values_list("unit_id", "upper_id"))
    if not uppers:
        return []
    theirs = dict(
        Assignment.objects.filter(task=task, period=period, unit__in=set(uppers.values()))
        .exclude(state=Assignment.State.VOID)
        .values_list("unit_id", "pk")
    )
    return [(pk, theirs[uppers[unit]]) for pk, unit in opened if uppers.get(unit) in theirs]


def _receivers(task: Task, units: Sequence[int]) -> list[int]:
    """Return to whom each unit's goes: the task's receiver, else the office; never to itself.

    What the receiver itself owes goes to the body that adopted the plan, or the unit above.
    """
    campaign = task.campaign
    usual = task.receiver_id or campaign.office_id
    own = [pk for pk in units if pk == usual]
    instead: dict[int, int] = {}
    if own:
        above = Unit.objects.get(pk=usual)
        for pk in (campaign.office_id, campaign.adoption.body_id, above.parent_id):
            if pk is not None and pk != usual:
                instead[usual] = pk
                break
    return [instead.get(pk, usual) if pk == usual else usual for pk in units]


def _uppers(task: Task, units: Sequence[int], period: str) -> list[int | None]:
    """Return into which assignment of the tasks that gather this one each unit's is rolled up."""
    codes = [one.id for one in plan.pack(task.campaign).tasks if task.code in one.gathers]
    if not codes:
        return [None] * len(units)
    above = dict(
        Assignment.objects.filter(
            campaign=task.campaign, task__code__in=codes, period__in=["", period]
        )
        .exclude(state=Assignment.State.VOID)
        .order_by("-task__position", "-pk")
        .values_list("unit_id", "pk")
    )
    if not above:
        return [None] * len(units)
    paths = dict(Unit.objects.filter(pk__in=list(units)).values_list("pk", "path"))
    receiver = task.receiver_id or task.campaign.office_id
    only = next(iter(above.values())) if len(above) == 1 else above.get(receiver)
    return [next((above[one] for one in reversed(paths[pk]) if one in above), only) for pk in units]


@dataclass(frozen=True, slots=True)
class Owners:
    """Which units take part as which party: a task is owed by those of its parties."""

    by_party: dict[str, list[int]]
    by_task: dict[str, tuple[str, ...]]

    @property
    def units(self) -> set[int]:
        """Every unit that takes part."""
        return {pk for units in self.by_party.values() for pk in units}

    def of(self, task: Task) -> list[int]:
        """Return the ids of the units that owe a task, each once, in order."""
        named = self.by_task.get(task.code, ())
        return sorted({pk for party in named for pk in self.by_party.get(party, [])})


def owners_of(campaign: Campaign) -> Owners:
    by_party: dict[str, list[int]] = {}
    rows = Member.objects.filter(campaign=campaign, until_on__isnull=True)
    for party, unit in rows.values_list("party", "unit_id"):
        by_party.setdefault(party, []).append(unit)
    return Owners(by_party, {task.id: task.by for task in plan.pack(campaign).tasks})
