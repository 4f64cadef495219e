"""The campaign: phases on a time line, tasks phase by phase, bodies and who does what."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from zhiyong.plans.outline.base import Section, everything, filled, of, whole
from zhiyong.plans.wording import language
from zhiyong.rules.pack.schema import Pack
from zhiyong.rules.phases import phase_days, task_days

WIDTH = 960
NAME = 200
ROW = 30
HEAD = 26


@dataclass(frozen=True, slots=True)
class Mark:
    """A day on the time line: a month's first, or a task's due day."""

    x: int
    y: int
    text: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A phase on the time line."""

    id: str
    label: str
    days: str
    x: int
    y: int
    width: int
    tasks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """The time line of a campaign. Unit: pixels of its own view box."""

    width: int
    height: int
    name: int
    row: int
    months: tuple[Mark, ...]
    bars: tuple[Bar, ...]
    undated: tuple[str, ...]
    now: int | None


def chart(pack: Pack, today: date) -> Chart | None:
    """Return the phases as bars with the due days of their tasks; None where none has days.

    Window: from the first day of the first phase to the last day of the last.
    """
    days = phase_days(pack)
    dated = [(one.phase, one.first, one.last) for one in days.values() if one.first and one.last]
    if not dated:
        return None
    first = min(begins for _phase, begins, _ends in dated)
    last = max(ends for _phase, _begins, ends in dated)
    span = max((last - first).days + 1, 1)

    def x(day: date) -> int:
        return NAME + round((day - first).days * (WIDTH - NAME) / span)

    due: dict[str, list[tuple[date, str]]] = {}
    for task in task_days(pack).values():
        if task.due and task.task.phase and first <= task.due <= last:
            due.setdefault(task.task.phase, []).append((task.due, task.task.label.say(language())))
    bars = []
    for place, (phase, begins, ends) in enumerate(dated):
        y = HEAD + place * ROW
        marks = tuple(
            Mark(x(day), y + ROW // 2, f"{day.isoformat()} {name}")
            for day, name in sorted(due.get(phase.id, []))
        )
        bars.append(
            Bar(
                phase.id,
                phase.label.say(language()),
                f"{begins.isoformat()} – {ends.isoformat()}",
                x(begins),
                y,
                max(x(ends) - x(begins), 3),
                marks,
            )
        )
    return Chart(
        WIDTH,
        HEAD + len(dated) * ROW + 6,
        NAME,
        ROW,
        tuple(_months(first, last, x)),
        tuple(bars),
        tuple(
            one.phase.label.say(language()) for one in days.values() if not (one.first and one.last)
        ),
        x(today) if first <= today <= last else None,
    )


def _months(first: date, last: date, x: Callable[[date], int]) -> Iterator[Mark]:
    day = first.replace(day=1)
    while day <= last:
        if day >= first:
            yield Mark(x(day), HEAD - 8, f"{day.year}-{day.month:02}")
        day = date(day.year + day.month // 12, day.month % 12 + 1, 1)


def campaign(pack: Pack) -> list[Section]:
    """Return phases, the tasks of each, what goes on besides, bodies and the matrix."""
    inside = [
        of(
            pack,
            f"tasks-{phase.id}",
            _("Tasks: {phase}").format(phase=phase.label.say(language())),
            tuple(task for task in pack.tasks if task.phase == phase.id),
            everything,
        )
        for phase in pack.phases
    ]
    other = tuple(task for task in pack.tasks if task.phase is None)
    return filled(
        whole(pack, "phases", _("Phases")),
        *inside,
        of(pack, "tasks", _("Tasks outside a phase"), other, everything),
        whole(pack, "bodies", _("Standing bodies")),
        whole(pack, "responsibilities", _("Who leads, executes, cooperates")),
        whole(pack, "inspections", _("Inspections of the plan")),
        *_rectification(pack),
        *_notices(pack),
        whole(pack, "axes", _("Further axes")),
        whole(pack, "programmes", _("Other lines of work")),
        whole(pack, "review_points", _("Review points")),
    )


def _rectification(pack: Pack) -> list[Section]:
    way = pack.rectification
    if way is None:
        return []
    parts = {
        "modes": _("Rectification: classes"),
        "fields": _("Rectification: what an item states"),
        "sources": _("Rectification: where problems come from"),
        "steps": _("Rectification: its steps"),
        "closing": _("Rectification: what closing needs"),
        "states": _("Rectification: where an item can stand"),
        "watch": _("Rectification: when a unit is proposed for closer watch"),
    }
    return [
        of(pack, part, title, getattr(way, part), everything, home="rectification")
        for part, title in parts.items()
    ]


def _notices(pack: Pack) -> list[Section]:
    if pack.notice_ladder is None:
        return []
    title = _("Notices to slow units, step by step")
    steps = pack.notice_ladder.steps
    return [of(pack, "notice_ladder", title, steps, everything, home="notice_ladder")]
