"""The rows of regions against the directory: a code stands for one region on a day."""

from collections import Counter, defaultdict
from datetime import date
from itertools import pairwise
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange

from zhiyong.directory.models import Region
from zhiyong.directory.workbook.planning.plan import Change, Plan, differences
from zhiyong.directory.workbook.planning.units import unknown_code
from zhiyong.directory.workbook.planning.world import RegionNow
from zhiyong.directory.workbook.reading import Reading, Row, Table

COLUMNS = ("name", "parent", "until")


def plan_regions(plan: Plan, table: Table, reading: Reading) -> None:  # noqa: ARG001
    """Plan the rows of regions: new ones first, so that others may name them."""
    world = plan.world
    known = {(now.code, now.begins): now for now in world.all_regions}
    rows: dict[int, tuple[Row, RegionNow]] = {}
    for row in table.rows:
        if not _ends_after_it_begins(plan, table, row):
            continue
        code, begins = row.values["code"], row.values["from"]
        now = known.get((code, begins))
        if now is None:
            region = Region(code=code, name=row.values["name"])
            now = RegionNow(region, begins, is_new=True)
            world.all_regions.append(now)
        if "until" in row.values:
            now.until = row.values["until"]
        rows[id(now)] = row, now
    world.settle_regions()
    sound = [(row, now) for row, now in rows.values() if _stands(plan, table, row, now)]
    _no_code_twice(plan, table, {key: row for key, (row, _now) in rows.items()})
    for row, now in sound:
        if _is_below_itself(now):
            _say(plan, table, row, "parent", "REGION_UNDER_ITSELF")
        elif now.is_new:
            _add(plan, table, row, now)
        else:
            _change(plan, table, row, now)


def check_endings(plan: Plan, reading: Reading) -> None:
    """Refuse ending regions while regions below them or units in them go on."""
    table = reading.tables.get("regions")
    if table is None or not plan.region_endings:
        return
    rows = {(row.values["code"], row.values["from"]): row for row in table.rows}
    moved = {id(now.unit): values for now, values in plan.unit_descriptions if "region" in values}
    below = Counter(id(now.above) for now in plan.world.all_regions if now.until is None)
    within: Counter[int] = Counter()
    for unit in plan.world.units.values():
        if unit.closed_on is not None:
            continue
        values = unit.values if unit.is_new else moved.get(id(unit.unit))
        region = (
            plan.world.region_by_id.get(unit.unit.region_id or 0)
            if values is None
            else plan.world.regions.get(values.get("region") or "")
        )
        within[id(region)] += 1
    for now in plan.region_endings:
        if below[id(now)] or within[id(now)]:
            facts = {"regions": below[id(now)], "units": within[id(now)]}
            _say(plan, table, rows[now.code, now.begins], "until", "REGION_STILL_USED", **facts)


def _say(plan: Plan, table: Table, row: Row, key: str, code: str, **facts: Any) -> None:
    plan.problems.append(table.problem(row.number, key, row.get(key), code, **facts))


def _ends_after_it_begins(plan: Plan, table: Table, row: Row) -> bool:
    begins, until = row.values["from"], row.get("until")
    if until is not None and until <= begins:
        _say(plan, table, row, "until", "ENDS_BEFORE_IT_BEGINS", begins=str(begins))
        return False
    return True


def _stands(plan: Plan, table: Table, row: Row, now: RegionNow) -> bool:
    """Put a region under the one that its row names; say so if there is none in force."""
    if "parent" not in row.values:
        return True
    code = row.values["parent"]
    above = plan.world.regions.get(code) if code else None
    if code and above is None:
        if code in plan.world.unsound.get("regions", ()):
            return False
        facts = unknown_code(plan, "region", code, plan.world.regions)
        _say(plan, table, row, "parent", "UNKNOWN", **facts)
        return False
    if above is not None and above.until is not None and _goes_on(now, above.until):
        _say(plan, table, row, "parent", "REGION_ENDED", ended=str(above.until))
        return False
    now.above = above
    return True


def _goes_on(now: RegionNow, until: date) -> bool:
    return now.until is None or now.until > until


def _is_below_itself(now: RegionNow) -> bool:
    seen: set[int] = set()
    above = now.above
    while above is not None and id(above) not in seen:
        if above is now:
            return True
        seen.add(id(above))
        above = above.above
    return False


def _no_code_twice(plan: Plan, table: Table, rows: dict[int, Row]) -> None:
    """Refuse a code that would stand for two regions; the problem stands at the later row."""
    by_code: dict[str, list[RegionNow]] = defaultdict(list)
    for now in plan.world.all_regions:
        by_code[now.code].append(now)
    for all_of_it in by_code.values():
        ordered = sorted(all_of_it, key=lambda now: now.begins or date.min)
        for one, following in pairwise(ordered):
            meets = following.begins is None or _goes_on(one, following.begins)
            row = rows.get(id(following)) or rows.get(id(one))
            if meets and row is not None:
                other = one if rows.get(id(following)) is row else following
                facts = {"name": other.region.name, "from": str(other.begins or "")}
                _say(plan, table, row, "from", "CODE_IN_USE", **facts)


def _add(plan: Plan, table: Table, row: Row, now: RegionNow) -> None:
    if not plan.rights.tops:
        _say(plan, table, row, "code", "REGIONS_NOT_YOURS")
        return
    now.region.valid = DateRange(now.begins, now.until)
    plan.new_regions.append(now)
    shown = {key: value for key, value in row.values.items() if value}
    title = f"{now.code} {now.region.name}"
    plan.changes.append(
        Change("ADDED", table.sheet.key, row.number, title, tuple(differences({}, shown)))
    )


def _change(plan: Plan, table: Table, row: Row, now: RegionNow) -> None:
    region = now.region
    above = plan.world.region_by_id.get(region.parent_id or 0)
    was = {
        "name": region.name,
        "parent": above.code if above else "",
        "until": region.valid.upper,
    }
    given = {key: row.values[key] for key in COLUMNS if key in row.values}
    changed = differences(was, given)
    if not changed:
        return
    if not plan.rights.tops:
        _say(plan, table, row, "code", "REGIONS_NOT_YOURS")
        return
    plan.region_changes.append((now, {key: given[key] for key, _old, _new in changed}))
    ends = region.valid.upper is None and now.until is not None
    if ends:
        plan.region_endings.append(now)
    kind = "ENDED" if ends else "CHANGED"
    title = f"{region.code} {region.name}"
    plan.changes.append(Change(kind, table.sheet.key, row.number, title, tuple(changed)))
