"""Chains of reports: what waits for what, within a plan and through the plans above it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from zhiyong.rules.pack.campaign import Task
from zhiyong.rules.pack.schema import Pack
from zhiyong.rules.phases.days import task_days

NO_PACKS: Mapping[str, Pack] = {}


@dataclass(frozen=True, slots=True)
class ChainLink:
    """One step of a chain of reports: a task, and the first dated one above it.

    through   tasks without a day of their own between the two, as plan/task
    slack     whole days between the two due days; below 0 the chain cannot be kept
    """

    task: str
    due: date
    upper_plan: str
    upper_task: str
    upper_due: date
    through: tuple[str, ...] = ()

    @property
    def slack(self) -> int:
        """Return how many days lie between the due days."""
        return (self.upper_due - self.due).days


def chains(pack: Pack, others: Mapping[str, Pack] = NO_PACKS) -> Iterator[ChainLink]:
    """Yield, for every dated task, the first dated tasks above it that wait for its result.

    A task stands above another when it gathers it, or when the other feeds it in its own plan.
    `others` are the plans that may stand above, by id.
    """
    for task in pack.tasks:
        due = task_days(pack)[task.id].due
        if due is not None:
            yield from _links(pack, task, due, others, pack, task, (), {(pack.plan, task.id)})


def _links(
    pack: Pack,
    task: Task,
    due: date,
    others: Mapping[str, Pack],
    at: Pack,
    below: Task,
    through: tuple[str, ...],
    seen: set[tuple[str, str]],
) -> Iterator[ChainLink]:
    for above, upper in _uppers(at, below, others):
        key = (above.plan, upper.id)
        if key in seen:
            continue
        seen.add(key)
        upper_due = task_days(above)[upper.id].due
        if upper_due is not None:
            yield ChainLink(task.id, due, above.plan, upper.id, upper_due, through)
        else:
            further = (*through, f"{above.plan}/{upper.id}")
            yield from _links(pack, task, due, others, above, upper, further, seen)


def _uppers(pack: Pack, task: Task, others: Mapping[str, Pack]) -> Iterator[tuple[Pack, Task]]:
    for upper in pack.tasks:
        if task.id in upper.gathers:
            yield pack, upper
    if task.feeds is not None and (above := others.get(task.feeds.plan)) is not None:
        for upper in above.tasks:
            if upper.id == task.feeds.task:
                yield above, upper
