"""What a workbook would change: compared with the directory, every contradiction at its cell."""

from collections.abc import Callable
from datetime import date

from zhiyong.directory.workbook.planning.people import plan_people
from zhiyong.directory.workbook.planning.plan import Change, Plan, Rights
from zhiyong.directory.workbook.planning.posts import check_abolitions, plan_posts
from zhiyong.directory.workbook.planning.regions import check_endings, plan_regions
from zhiyong.directory.workbook.planning.tenures import plan_tenures
from zhiyong.directory.workbook.planning.units import check_closings, plan_units
from zhiyong.directory.workbook.planning.world import load_world
from zhiyong.directory.workbook.reading import Reading

__all__ = ["Change", "Plan", "Rights", "make_plan"]


def make_plan(
    reading: Reading,
    on: date,
    rights: Rights,
    progress: Callable[[int], None] = lambda _rows: None,
) -> Plan:
    """Return what a workbook would change on a day, and what contradicts itself or the directory.

    `progress` is told after each sheet how many rows are done.
    """
    world = load_world(reading)
    plan = Plan(on=on, rights=rights, world=world, problems=list(reading.problems))
    done = 0
    for key, step in (
        ("regions", plan_regions),
        ("units", plan_units),
        ("posts", plan_posts),
        ("people", plan_people),
        ("tenures", plan_tenures),
    ):
        table = reading.tables.get(key)
        if table is not None:
            step(plan, table, reading)
            done += len(table.rows)
            progress(done)
    check_closings(plan, reading)
    check_endings(plan, reading)
    check_abolitions(plan, reading)
    return plan
