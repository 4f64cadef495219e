"""The rows of people against the directory."""

from datetime import date
from typing import Any

from zhiyong.directory.models import Person
from zhiyong.directory.workbook.planning.plan import Change, Plan, differences
from zhiyong.directory.workbook.planning.units import change_day
from zhiyong.directory.workbook.planning.world import FACTS, PersonNow
from zhiyong.directory.workbook.reading import Reading, Row, Table


def plan_people(plan: Plan, table: Table, reading: Reading) -> None:
    """Plan the rows of people."""
    first_days = _first_days(reading)
    ranks = {rank.pk: rank.code for rank in plan.world.ranks.values()}
    for row in table.rows:
        number = row.values["number"]
        now = plan.world.people.get(number)
        if now is None:
            day = row.get("change_on") or first_days.get(number) or plan.on
            _add(plan, table, row, day)
        else:
            _change(plan, table, row, now, ranks)


def _first_days(reading: Reading) -> dict[str, date]:
    """Return the first day in a post that the workbook has for each person."""
    first: dict[str, date] = {}
    if "tenures" in reading.tables:
        for row in reading.tables["tenures"].rows:
            number, day = row.values["person"], row.values["from"]
            first[number] = min(day, first.get(number, day))
    return first


def _add(plan: Plan, table: Table, row: Row, day: date) -> None:
    number, name = row.values["number"], row.values["name"]
    now = PersonNow(Person(number=number, name=name), is_new=True)
    plan.world.people[number] = now
    plan.new_people.append(now)
    for fact in FACTS:
        if row.get(fact):
            plan.facts.append((now, fact, row.values[fact], day))
    shown = {key: value for key, value in row.values.items() if value and key != "change_on"}
    plan.changes.append(
        Change(
            "ADDED",
            table.sheet.key,
            row.number,
            f"{number} {name}",
            tuple(differences({}, shown)),
        )
    )


def _change(plan: Plan, table: Table, row: Row, now: PersonNow, ranks: dict[int, str]) -> None:
    person, day = now.person, change_day(plan, row)
    was: dict[str, Any] = {"name": person.name}
    for fact, (_model, column) in FACTS.items():
        held = now.fact_on(fact, day)
        value: Any = getattr(held, column) if held else ""
        was[fact] = ranks.get(value, "") if fact == "rank" else value
    given = {key: row.values[key] for key in ("name", *FACTS) if key in row.values}
    changed = differences(was, given)
    if not changed:
        return
    if now.units and not now.units & plan.rights.units:
        plan.problems.append(table.problem(row.number, "number", person.number, "NOT_YOURS"))
        return
    for key, _old, _new in changed:
        if key == "name":
            continue
        if any(later.valid.lower > day for later in now.facts.get(key, ())):
            facts = {"day": str(day)}
            plan.problems.append(
                table.problem(row.number, key, row.values[key], "LATER_RECORDED", **facts)
            )
            return
        plan.facts.append((now, key, given[key], day))
    if "name" in {key for key, _old, _new in changed}:
        plan.renames.append(now)
    title = f"{person.number} {person.name}"
    if given.get("name"):
        person.name = given["name"]
    plan.changes.append(Change("CHANGED", table.sheet.key, row.number, title, tuple(changed)))
