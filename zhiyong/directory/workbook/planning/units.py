"""The rows of units against the directory."""

from collections import Counter
from datetime import date
from difflib import get_close_matches
from typing import Any

from zhiyong.directory.models import Unit
from zhiyong.directory.workbook.planning.plan import Change, Plan, differences
from zhiyong.directory.workbook.planning.world import UnitNow
from zhiyong.directory.workbook.reading import Reading, Row, Table

SPANNED = ("name", "short_name", "parent", "organ", "cadre_manager")
DESCRIBED = ("kind", "level", "region", "uscc", "aliases", "tags")
REFERENCES = ("parent", "organ", "cadre_manager")
SUGGESTIONS = 200
"""For so many unknown codes the nearest known one is looked for; it takes time."""


def plan_units(plan: Plan, table: Table, reading: Reading) -> None:  # noqa: ARG001
    """Plan the rows of units: new ones first, so that others may name them."""
    known = set(plan.world.units)
    for row in table.rows:
        if row.values["code"] not in known:
            unit = Unit(code=row.values["code"], opened_on=row.values["opened_on"])
            plan.world.units[unit.code] = UnitNow(unit, is_new=True, values=dict(row.values))
    sound = [row for row in table.rows if _references_are_known(plan, table, row)]
    for row in sound:
        now = plan.world.units[row.values["code"]]
        if "parent" in row.values:
            now.above = plan.world.units.get(row.values["parent"])
        if row.get("closed_on"):
            now.closed_on = row.values["closed_on"]
    for row in sound:
        now = plan.world.units[row.values["code"]]
        if not _stands_soundly(plan, table, row, now):
            continue
        if now.is_new:
            _add(plan, table, row, now)
        else:
            _change(plan, table, row, now)


def check_closings(plan: Plan, reading: Reading) -> None:
    """Refuse closing units while units below them stay open or posts in them are held."""
    table = reading.tables.get("units")
    if table is None or not plan.closings:
        return
    rows = {row.values["code"]: row for row in table.rows}
    open_below = Counter(
        id(now.above) for now in plan.world.units.values() if now.closed_on is None
    )
    for now, day in plan.closings:
        below = open_below[id(now)]
        held = _holders_after(plan, now, day)
        if below or held:
            number = rows[now.code].number
            plan.problems.append(
                table.problem(number, "closed_on", day, "STILL_USED", units=below, holders=held)
            )


def unknown_code(plan: Plan, kind: str, code: str, known: Any) -> dict[str, Any]:
    """Return the facts of an unknown code: the nearest known one, if there is one."""
    many = sum(problem.code == "UNKNOWN" for problem in plan.problems)
    near = get_close_matches(code, list(known), n=1, cutoff=0.8) if many < SUGGESTIONS else []
    return {"kind": kind, "near": near[0] if near else ""}


def change_day(plan: Plan, row: Row) -> date:
    """Return the day from which the changes of a row hold."""
    day: date = row.get("change_on") or plan.on
    return day


def _references_are_known(plan: Plan, table: Table, row: Row) -> bool:
    sound = True
    for key in REFERENCES:
        code = row.get(key)
        if code and not plan.world.knows_unit(code):
            facts = unknown_code(plan, "unit", code, plan.world.units)
            plan.problems.append(table.problem(row.number, key, code, "UNKNOWN", **facts))
            sound = False
    sound = _region_is_in_force(plan, table, row) and sound
    closed, opened = row.get("closed_on"), row.values["opened_on"]
    if closed and closed <= opened:
        plan.problems.append(
            table.problem(
                row.number, "closed_on", closed, "ENDS_BEFORE_IT_BEGINS", begins=str(opened)
            )
        )
        sound = False
    return sound


def _region_is_in_force(plan: Plan, table: Table, row: Row) -> bool:
    code = row.get("region")
    if not code or code in plan.world.unsound.get("regions", ()):
        return True
    region = plan.world.regions.get(code)
    if region is None:
        facts = unknown_code(plan, "region", code, plan.world.regions)
        plan.problems.append(table.problem(row.number, "region", code, "UNKNOWN", **facts))
        return False
    unit = plan.world.units[row.values["code"]].unit
    if region.until is not None and (unit.pk is None or unit.region_id != region.region.pk):
        facts = {"ended": str(region.until)}
        plan.problems.append(table.problem(row.number, "region", code, "REGION_ENDED", **facts))
        return False
    return True


def _region_code(plan: Plan, unit: Unit) -> str:
    """Return the code of a unit's region, told apart from another that has the code now."""
    if unit.region is None:
        return ""
    now = plan.world.regions.get(unit.region.code)
    same = now is not None and now.region.pk == unit.region_id
    return unit.region.code if same else f"{unit.region.code}（{unit.region.name}）"


def _stands_soundly(plan: Plan, table: Table, row: Row, now: UnitNow) -> bool:
    """Return whether the unit stands under one that is open, and not under itself."""
    day = row.values["opened_on"] if now.is_new else change_day(plan, row)
    above = now.above
    if above is not None and above.closed_on is not None and above.closed_on <= day:
        facts = {"closed": str(above.closed_on)}
        plan.problems.append(
            table.problem(row.number, "parent", above.code, "UNIT_CLOSED", **facts)
        )
        return False
    seen: set[int] = set()
    while above is not None and id(above) not in seen:
        if above is now:
            plan.problems.append(
                table.problem(row.number, "parent", row.get("parent"), "UNDER_ITSELF")
            )
            return False
        seen.add(id(above))
        above = above.above
    return True


def _add(plan: Plan, table: Table, row: Row, now: UnitNow) -> None:
    if not plan.rights.over(now):
        plan.problems.append(table.problem(row.number, "code", now.code, "NOT_YOURS"))
        return
    plan.new_units.append(now)
    shown = {key: value for key, value in row.values.items() if value and key != "change_on"}
    title = f"{now.code} {row.values['name']}"
    plan.changes.append(
        Change("ADDED", table.sheet.key, row.number, title, tuple(differences({}, shown)))
    )
    if now.closed_on:
        plan.closings.append((now, now.closed_on))


def _change(plan: Plan, table: Table, row: Row, now: UnitNow) -> None:
    unit, day = now.unit, change_day(plan, row)
    span = now.span_on(day) or (now.spans[-1] if unit.closed_on and now.spans else None)
    if span is None:
        facts = {"day": str(day)}
        plan.problems.append(table.problem(row.number, "change_on", day, "NOT_THERE", **facts))
        return
    codes = {
        key: plan.world.by_id[pk].code if (pk := getattr(span, f"{key}_id")) else ""
        for key in REFERENCES
    }
    was = {
        "name": span.name,
        "short_name": span.short_name,
        **codes,
        "kind": unit.kind,
        "level": unit.level,
        "region": _region_code(plan, unit),
        "uscc": unit.uscc,
        "aliases": unit.aliases,
        "tags": unit.tags,
        "closed_on": unit.closed_on,
    }
    given = {key: row.values[key] for key in (*SPANNED, *DESCRIBED) if key in row.values}
    changed = differences(was, given)
    closing = row.get("closed_on")
    if unit.closed_on is not None and (changed or closing != unit.closed_on):
        facts = {"closed": str(unit.closed_on)}
        plan.problems.append(table.problem(row.number, "code", unit.code, "UNIT_CLOSED", **facts))
        return
    opened = row.values["opened_on"]
    if unit.opened_on is not None and opened != unit.opened_on:
        facts = {"known": str(unit.opened_on)}
        plan.problems.append(
            table.problem(row.number, "opened_on", opened, "BEGINS_OTHERWISE", **facts)
        )
        return
    ends = closing is not None and unit.closed_on is None
    if not changed and not ends:
        return
    moves = now.above is not plan.world.by_id.get(unit.parent_id or 0)
    there = plan.rights.tops if now.above is None else plan.rights.over(now.above)
    if not plan.rights.over(now) or (moves and not there):
        plan.problems.append(table.problem(row.number, "code", unit.code, "NOT_YOURS"))
        return
    keys = {key for key, _old, _new in changed}
    if spanned := {key: given[key] for key in SPANNED if key in keys}:
        plan.unit_changes.append((now, day, spanned))
    if described := {key: given[key] for key in DESCRIBED if key in keys}:
        plan.unit_descriptions.append((now, described))
    if ends:
        begun = now.spans[-1].valid.lower
        if begun is not None and closing <= begun:
            facts = {"begins": str(begun)}
            plan.problems.append(
                table.problem(row.number, "closed_on", closing, "ENDS_BEFORE_IT_BEGINS", **facts)
            )
            return
        plan.closings.append((now, closing))
        changed += differences(was, {"closed_on": closing})
    kind = "ENDED" if ends else "CHANGED"
    title = f"{unit.code} {span.name}"
    plan.changes.append(Change(kind, table.sheet.key, row.number, title, tuple(changed)))


def _holders_after(plan: Plan, now: UnitNow, day: date) -> int:
    """Count the posts of a unit that are still held on a day or later, as the workbook has it."""
    changed = {id(tenure): values for tenure, values in plan.tenure_changes}
    held = 0
    for tenure in plan.world.tenures:
        post = plan.world.posts.get(tenure.post.code)
        if post is None or post.unit is not now:
            continue
        until = changed.get(id(tenure), {}).get("until", tenure.valid.upper)
        held += until is None or until > day
    for _person, post, values in plan.new_tenures:
        held += post.unit is now and (values["until"] is None or values["until"] > day)
    return held
