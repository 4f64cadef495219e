"""The rows of posts against the directory."""

from typing import Any

from zhiyong.directory.models import Post
from zhiyong.directory.workbook.planning.plan import Change, Plan, differences
from zhiyong.directory.workbook.planning.units import change_day, unknown_code
from zhiyong.directory.workbook.planning.world import PostNow, UnitNow
from zhiyong.directory.workbook.reading import Reading, Row, Table

COLUMNS = ("unit", "title", "kind", "rank", "staff_type", "is_city_managed")


def plan_posts(plan: Plan, table: Table, reading: Reading) -> None:  # noqa: ARG001
    """Plan the rows of posts."""
    for row in table.rows:
        code = row.values["code"]
        now = plan.world.posts.get(code)
        unit = _unit_of(plan, table, row)
        if unit is not None and now is not None:
            _change(plan, table, row, now, unit)
        elif unit is not None:
            _add(plan, table, row, unit)
        if code not in plan.world.posts:
            table.unsound.add(code)


def _unit_of(plan: Plan, table: Table, row: Row) -> UnitNow | None:
    """Return the unit of a row, None if it is not known or the days contradict each other."""
    unit = plan.world.units.get(row.values["unit"])
    if unit is None:
        if not plan.world.knows_unit(row.values["unit"]):
            facts = unknown_code(plan, "unit", row.values["unit"], plan.world.units)
            _say(plan, table, row, "unit", "UNKNOWN", **facts)
        return None
    opened, abolished = row.values["opened_on"], row.get("abolished_on")
    if abolished and abolished <= opened:
        _say(plan, table, row, "abolished_on", "ENDS_BEFORE_IT_BEGINS", begins=str(opened))
        return None
    return unit


def _add(plan: Plan, table: Table, row: Row, unit: UnitNow) -> None:
    code, opened = row.values["code"], row.values["opened_on"]
    begins = unit.unit.opened_on
    if begins is not None and opened < begins:
        _say(plan, table, row, "opened_on", "BEFORE_UNIT", begins=str(begins))
        return
    if unit.closed_on is not None and unit.closed_on <= opened:
        _say(plan, table, row, "unit", "UNIT_CLOSED", closed=str(unit.closed_on))
        return
    if not plan.rights.over(unit):
        _say(plan, table, row, "code", "NOT_YOURS")
        return
    now = PostNow(
        Post(code=code),
        unit,
        is_new=True,
        opened_on=opened,
        abolished_on=row.get("abolished_on"),
        values={key: row.get(key) for key in COLUMNS},
    )
    plan.world.posts[code] = now
    plan.new_posts.append(now)
    if now.abolished_on:
        plan.abolitions.append((now, now.abolished_on))
    shown = {key: value for key, value in row.values.items() if value and key != "change_on"}
    title = f"{code} {row.values['title']}"
    plan.changes.append(
        Change("ADDED", table.sheet.key, row.number, title, tuple(differences({}, shown)))
    )


def _change(plan: Plan, table: Table, row: Row, now: PostNow, unit: UnitNow) -> None:
    post, day = now.post, change_day(plan, row)
    span = now.span_on(day) or (now.spans[-1] if post.abolished_on and now.spans else None)
    if span is None:
        _say(plan, table, row, "change_on", "NOT_THERE", day=str(day))
        return
    was = {
        "unit": plan.world.by_id[span.unit_id].code,
        "title": span.title,
        "kind": span.kind,
        "rank": next((r.code for r in plan.world.ranks.values() if r.pk == span.rank_id), ""),
        "staff_type": span.staff_type,
        "is_city_managed": span.is_city_managed,
    }
    given = {key: row.values[key] for key in COLUMNS if key in row.values}
    changed = differences(was, given)
    ending = row.get("abolished_on")
    if post.abolished_on is not None and (changed or ending != post.abolished_on):
        _say(plan, table, row, "code", "POST_ABOLISHED", abolished=str(post.abolished_on))
        return
    opened = row.values["opened_on"]
    if now.opened_on is not None and opened != now.opened_on:
        _say(plan, table, row, "opened_on", "BEGINS_OTHERWISE", known=str(now.opened_on))
        return
    ends = ending is not None and post.abolished_on is None
    if not changed and not ends:
        return
    if not plan.rights.over(now.unit) or not plan.rights.over(unit):
        _say(plan, table, row, "code", "NOT_YOURS")
        return
    if unit is not now.unit and unit.closed_on is not None and unit.closed_on <= day:
        _say(plan, table, row, "unit", "UNIT_CLOSED", closed=str(unit.closed_on))
        return
    now.unit = unit
    if changed:
        keys = {key for key, _old, _new in changed}
        plan.post_changes.append((now, day, {key: given[key] for key in COLUMNS if key in keys}))
    if ends:
        begun = now.spans[-1].valid.lower
        if begun is not None and ending <= begun:
            _say(plan, table, row, "abolished_on", "ENDS_BEFORE_IT_BEGINS", begins=str(begun))
            return
        now.abolished_on = ending
        plan.abolitions.append((now, ending))
        changed += differences({}, {"abolished_on": ending})
    kind = "ENDED" if ends else "CHANGED"
    title = f"{post.code} {span.title}"
    plan.changes.append(Change(kind, table.sheet.key, row.number, title, tuple(changed)))


def check_abolitions(plan: Plan, reading: Reading) -> None:
    """Refuse to abolish posts that somebody holds whom the workbook does not mention."""
    table = reading.tables.get("posts")
    if table is None or not plan.abolitions:
        return
    rows = {row.values["code"]: row for row in table.rows}
    changed = {tenure.pk: values for tenure, values in plan.tenure_changes}
    ends = {post.post.pk: (post, day) for post, day in plan.abolitions if not post.is_new}
    for tenure in plan.world.tenures:
        post, day = ends.get(tenure.post_id, (None, None))
        if post is None or day is None:
            continue
        until = changed.get(tenure.pk, {}).get("until", tenure.valid.upper)
        if until is None or until > day:
            row = rows[post.post.code]
            _say(plan, table, row, "abolished_on", "STILL_HELD", person=tenure.person.name)


def _say(plan: Plan, table: Table, row: Row, key: str, code: str, **facts: Any) -> None:
    plan.problems.append(table.problem(row.number, key, row.get(key), code, **facts))
