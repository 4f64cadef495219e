"""A phase or a task gets other days while the campaign runs; what was agreed before stays told."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from zhiyong.campaigns import plan
from zhiyong.campaigns.models import Assignment, Campaign, Move, Stage, Task
from zhiyong.campaigns.selectors.standing import TO_DO, Moved, stage_would_move
from zhiyong.campaigns.services.common import (
    DUTY,
    By,
    Incomplete,
    NotNow,
    need_text,
    running,
    tell,
)
from zhiyong.directory.models import Account
from zhiyong.duties.services.alike import OwedBy, move_alike, open_alike
from zhiyong.journal.services import Commitment, commit
from zhiyong.rules.values import Label


@transaction.atomic
def move_stage(
    *, stage: Stage, first: date | None, last: date | None, reason: str, by: By, on: date
) -> Move:
    """Give a phase other days; tasks that end with it move along, with what units still owe.

    :raises NotNow: if the campaign is not running, or the phase is closed.
    :raises Incomplete: if the reason is missing, or the days do not fit.
    """
    campaign = running(stage.campaign)
    stage = Stage.objects.select_for_update().get(pk=stage.pk)
    stage.campaign = campaign
    if stage.state == Stage.State.CLOSED:
        raise NotNow(_("This phase is closed: reopen it first."))
    _fit(first, last, was=stage.last, on=on)
    follows = stage_would_move(stage, first, last)
    move = note(
        campaign,
        reason,
        by,
        on,
        stage=stage,
        before={"first": _iso(stage.first), "last": _iso(stage.last)},
        after={"first": _iso(first), "last": _iso(last)},
    )
    stage.first, stage.last = first, last
    stage.save(update_fields=["first", "last"])
    moved = sum(_redate(one, on) for one in follows.moved)
    tell(
        "campaign.phase_moved",
        campaign,
        campaign,
        by,
        on,
        {"phase": stage.code, "first": first, "last": last, "count": moved},
        {f"move-{move.pk}": keep(move)},
    )
    return move


@transaction.atomic
def move_task(
    *, task: Task, first: date | None, due: date | None, reason: str, by: By, on: date
) -> Move:
    """Give a task other days, and with it what units still owe of it.

    :raises NotNow: if the campaign is not running, or does without the task.
    :raises Incomplete: if the reason is missing, or the days do not fit.
    """
    campaign = running(task.campaign)
    task = Task.objects.select_for_update(of=("self",)).select_related("stage").get(pk=task.pk)
    task.campaign = campaign
    if task.left_out:
        raise NotNow(_("The campaign does without this task."))
    _fit(first, due, was=task.due, on=on)
    move = note(
        campaign,
        reason,
        by,
        on,
        task=task,
        before={"first": _iso(task.first), "last": _iso(task.due)},
        after={"first": _iso(first), "last": _iso(due)},
    )
    was = task.due
    task.first, task.due = first, due
    task.save(update_fields=["first", "due"])
    moved = 0 if task.every else _redate(Moved(task, was, due, 0), on)
    tell(
        "campaign.task_moved",
        campaign,
        campaign,
        by,
        on,
        {"task": task.code, "first": first, "due": due, "count": moved},
        {f"move-{move.pk}": keep(move)},
    )
    return move


def redate(task: Task, due: date | None, on: date) -> int:
    """Give what units still owe of a task another last day; return how many there were."""
    return _redate(Moved(task, task.due, due, 0), on)


def _redate(moved: Moved, on: date) -> int:
    task = moved.task
    rows = Assignment.objects.filter(task=task, state__in=TO_DO)
    if task.every:
        rows = rows.filter(due=moved.was)
    else:
        Task.objects.filter(pk=task.pk).update(due=moved.due)
    found = list(rows.select_for_update().values_list("pk", "unit_id", "audience"))
    subjects = [f"assignment:{pk}" for pk, _unit, _audience in found]
    launched = task.campaign.launched_on
    past = bool(moved.due and launched and moved.due < launched)
    Assignment.objects.filter(pk__in=[pk for pk, *_rest in found]).update(
        due=moved.due, retroactive=past
    )
    if moved.due is None or not found:
        return len(found)
    warn = plan.warn_on(moved.due)
    move_alike(of=subjects, code=DUTY, due_on=moved.due, warn_on=warn)
    if not past:
        open_alike(
            code=DUTY,
            label=Label(zh=task.label_zh, en=task.label_en),
            owed=[OwedBy(f"assignment:{pk}", unit, to) for pk, unit, to in found],
            due_on=moved.due,
            on=on,
            warn_on=warn,
            clause=task.clause,
        )
    return len(found)


def _fit(first: date | None, last: date | None, *, was: date | None, on: date) -> None:
    if first is not None and last is not None and last < first:
        raise Incomplete(_("It would end before it begins: look at both days."))
    if last is not None and last < on and last != was:
        raise Incomplete(_("A new last day does not lie in the past."))


def note(
    campaign: Campaign,
    reason: str,
    by: By,
    on: date,
    *,
    before: dict[str, object],
    after: dict[str, object],
    stage: Stage | None = None,
    task: Task | None = None,
) -> Move:
    """Note what changed, and why; `keep` gives what the journal commits to.

    :raises Incomplete: if the reason is missing.
    """
    return Move.objects.create(
        campaign=campaign,
        stage=stage,
        task=task,
        before=before,
        after=after,
        reason=need_text(reason, _("Say why the days change.")),
        by=by if isinstance(by, Account) else None,
        on=on,
    )


def keep(move: Move) -> Commitment:
    """Return the commitment to the reason of a change, its salt kept."""
    kept = commit(move.reason)
    move.salt = kept.salt
    move.save(update_fields=["salt"])
    return kept


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
