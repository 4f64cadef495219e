"""The part `tasks`: how each task of the question stands against its written and effective day."""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from functools import cache
from typing import Annotated, Any

from pydantic import BeforeValidator

from zhiyong.rules.calendar import CalendarMissing
from zhiyong.rules.explain.context import Context, cited
from zhiyong.rules.explain.words import (
    Said,
    as_list,
    both,
    calendar_of,
    day_zh,
    exact,
    iso,
    read_day,
)
from zhiyong.rules.facts import Ratio
from zhiyong.rules.pack import Pack, PackErrors, find_packs, load_pack
from zhiyong.rules.pack.campaign import Task
from zhiyong.rules.pack.problems import nearest
from zhiyong.rules.phases import chains
from zhiyong.rules.shape import Shape
from zhiyong.rules.tasks import Instance, Reported, TaskStanding, bundle, stand
from zhiyong.rules.values import parse_number, plain, split_list

Day = Annotated[date, BeforeValidator(read_day)]


def _read_covered(value: Any) -> Any:
    """Return 4/5 as counted, 80% as a share."""
    if value is None or isinstance(value, Ratio | Fraction):
        return value
    part, slash, base = plain(str(value)).partition("/")
    if slash and part.strip().isdigit() and base.strip().isdigit():
        return Ratio(int(part), int(base))
    return parse_number(str(value))


class AskedTask(Shape):
    """A task of the question; every key but `task` may be left out."""

    task: str
    activated: Day | None = None
    done: Annotated[tuple[Day, ...], BeforeValidator(as_list)] = ()
    parts: Annotated[tuple[str, ...] | None, BeforeValidator(split_list)] = None
    evidence: bool | None = None
    covered: Annotated[Any, BeforeValidator(_read_covered)] = None
    chaired: bool | None = None


def answer(context: Context) -> dict[str, Any]:
    """Return how every task that is asked about stands, and the chains of reports they are in."""
    asked = context.read_all(AskedTask, "tasks")
    if not asked:
        return {}
    done = {one.task for one in asked if one.done}
    told = []
    for place, one in enumerate(asked):
        if not context.pack.has("tasks", one.task):
            known = context.pack.ids("tasks")
            near = nearest(one.task, known)
            shown = near or ", ".join(known)
            context.trouble(
                f"tasks.{place}.task", "ELEMENT_UNKNOWN", value=one.task, what="tasks", known=shown
            )
            continue
        task: Task = context.pack.element("tasks", one.task)
        reported = Reported(
            activated=one.activated,
            done=one.done,
            parts=one.parts,
            evidence=one.evidence,
            covered=one.covered,
            chaired=one.chaired,
            done_before=done if task.needs_before else None,
        )
        try:
            found = stand(
                context.pack, task, reported, today=context.today, calendar=calendar_of(context)
            )
        except CalendarMissing as error:
            context.trouble(f"tasks.{place}", "CALENDAR_MISSING", year=error.year)
            continue
        told.append(_told(context, found))
    return {"tasks": told, "bundles": _bundles(context, told)}


def _bundles(context: Context, told: list[dict[str, Any]]) -> dict[str, Any]:
    """Return, for each phase of a task that was asked about, how far its tasks are."""
    pack = context.pack
    finished = {one["task"] for one in told if one["state"] == "done" or _is_late_done(one)}
    asked = {pack.element("tasks", one["task"]).phase for one in told}
    found = {}
    for phase in pack.ids("phases"):
        if phase not in asked:
            continue
        one = bundle(pack, phase, finished, context.today)
        found[phase] = {
            "done": f"{len(one.done)}/{len(one.done) + len(one.missing)}",
            "missing": list(one.missing),
            "to_close": list(one.to_close),
            "state": one.state,
            **cited(pack.element("phases", phase).clause),
        }
    return found


def _is_late_done(told: dict[str, Any]) -> bool:
    """Return whether a task was done, though late."""
    return bool(told["state"] == "late" and told["done"])


def _told(context: Context, found: TaskStanding) -> dict[str, Any]:
    days = found.days
    if days.problem and days.problem[0] == "YEAR_MISSING":
        context.missing.append("campaign_year.year")
    told: dict[str, Any] = {
        "task": found.task.id,
        "source_due": iso(days.source_due),
        "effective_due": iso(found.due),
        "as_written": found.task.as_written or found.task.until or found.task.from_,
        "state": found.state,
        "late_by": found.late_by,
        "done": found.is_done,
        "retroactive": found.retroactive,
        "missing": list(found.missing),
        "to": list(found.task.to),
    }
    if found.covered is not None:
        told |= {"covered": exact(found.covered), "outstanding": found.outstanding}
    if found.times is not None:
        told["times"] = f"{found.times[0]}/{found.times[1]}"
    if found.instances:
        told |= {
            "instances": [_instance(one) for one in found.instances],
            "missed": list(found.missed),
        }
    if found.refused:
        told["refused"] = [{"code": code, "of": list(of)} for code, of in found.refused]
    if found.warnings:
        told["warnings"] = list(found.warnings)
    if chain := [*_chains(context, found.task.id)]:
        told["chain"] = chain
    said = list(_why(found))
    return {
        **told,
        **cited(found.task.clause),
        "why": {lang: [one[lang] for one in said] for lang in ("zh", "en")},
    }


def _instance(one: Instance) -> dict[str, Any]:
    return {
        "period": one.period,
        "from": iso(one.first),
        "until": iso(one.last),
        "done": [day.isoformat() for day in one.done],
        "state": one.state,
    }


def _plans_above(pack: Pack) -> dict[str, Pack]:
    """Return the plans, of those that ship, to which the reports of a plan go on, by id."""
    above: dict[str, Pack] = {}
    waiting = [pack]
    while waiting:
        for task in waiting.pop().tasks:
            plan = task.feeds.plan if task.feeds else None
            if plan and plan != pack.plan and plan not in above and (found := _shipped(plan)):
                above[plan] = found
                waiting.append(found)
    return above


@cache
def _shipped(plan: str) -> Pack | None:
    folder = find_packs().get(plan)
    try:
        return load_pack(folder) if folder else None
    except PackErrors:
        return None


def _chains(context: Context, task: str) -> Iterator[dict[str, Any]]:
    for link in chains(context.pack, _plans_above(context.pack)):
        if link.task == task:
            yield {
                "upper": link.upper_task,
                "plan": link.upper_plan,
                "upper_due": iso(link.upper_due),
                "slack": link.slack,
                "feasible": link.slack >= 0,
            }


def _why(found: TaskStanding) -> Iterator[Said]:
    days, due = found.days, found.due
    if due is not None:
        yield both(f"截止{day_zh(due)}，当日有效", f"due {due}, that day included")
    if days.source_due and days.settled_by == "effective":
        yield both(
            f"原文写{day_zh(days.source_due)}，方案另定{day_zh(days.due or days.source_due)}为准",
            f"written as {days.source_due}; the plan pack holds {days.due} for effective",
        )
    if found.rolled:
        yield both(
            "末日为休息日，顺延至下一工作日", "the last day is a day off: the next working day"
        )
    if found.retroactive:
        yield both(
            "截止日早于方案启用日，属补录，不算逾期，有佐证方算完成",
            "due before the plan was activated: retroactive, not late, done with evidence only",
        )
    if found.late_by:
        yield both(f"逾期{found.late_by}日", f"late by {found.late_by} days")
    if found.missing:
        labels = {part.id: part.label for part in found.task.parts}
        zh = "、".join(labels[one].zh for one in found.missing)
        yield both(f"缺少：{zh}", f"missing: {', '.join(labels[one].en for one in found.missing)}")
    if found.covered is not None and found.state == "incomplete" and not found.missing:
        yield both(
            f"覆盖{exact(found.covered)}，未达要求", f"{exact(found.covered)} covered, not enough"
        )
    if found.times:
        yield both(
            f"已做{found.times[0]}次，应做{found.times[1]}次",
            f"{found.times[0]} of {found.times[1]} times",
        )
    if found.missed:
        yield both(f"缺{'、'.join(found.missed)}", f"missed: {', '.join(found.missed)}")
    for code, of in found.refused:
        if code == "NEEDS_BEFORE":
            yield both(f"须先完成：{'、'.join(of)}", f"first to be done: {', '.join(of)}")
    for _ in found.warnings:
        chair = found.task.chaired_by
        if chair is not None:
            yield both(f"应由{chair.zh}主持", f"to be led by {chair.en}")
