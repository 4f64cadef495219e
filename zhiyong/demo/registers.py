"""A year of fictitious rows in the registers of the plan, so that its figures show something."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from zhiyong.demo.city import City
from zhiyong.demo.source import data
from zhiyong.directory.models import Account, Person, Post, Unit
from zhiyong.plans.models import Adoption
from zhiyong.registers.access import EVERYWHERE
from zhiyong.registers.models import Row
from zhiyong.registers.services import add_row, correct_row
from zhiyong.shell import kinds

LATER = timedelta(days=3)
"""A row is entered so many days after the last day that it names."""


def keep_registers(city: City, adoption: Adoption, by: Account, today: date) -> int:
    """Enter the rows of the year, and correct one of them; return how many were entered."""
    rows = [*_rows(city)]
    for register, about, values in rows:
        dated = _dated(values, today)
        add_row(
            adoption=adoption,
            register=register,
            about=about,
            values=dated,
            reach=EVERYWHERE,
            by=by,
            on=_entered(dated, today),
        )
    for one in data("registers")["corrections"]:
        old = Row.objects.get(
            register=one["register"],
            about=kinds.ref(_person(city, one["of"])),
            values=_dated(one["was"], today),
        )
        correct_row(
            row=old,
            values=_dated(one["values"], today),
            why=one["why"],
            reach=EVERYWHERE,
            by=by,
            on=today,
        )
    return len(rows)


def _rows(city: City) -> Iterator[tuple[str, Person | Unit, Mapping[str, Any]]]:
    source = data("registers")
    by_short = _by_short(city)
    for register, entries in source["people"].items():
        for entry in entries:
            for values in entry["rows"]:
                yield register, _person(city, entry["of"]), values
    for register, entries in source["units"].items():
        for entry in entries:
            for values in entry["rows"]:
                yield register, by_short[entry["of"]], values


def _by_short(city: City) -> dict[str, Unit]:
    return {unit.short_name: unit for unit in city.units.values() if unit.short_name}


def _person(city: City, place: list[Any]) -> Person:
    short, kind, number = place
    post = city.main(_by_short(city)[short], Post.Kind(kind), number)
    return city.people[post.pk]


def _dated(values: Mapping[str, Any], today: date) -> dict[str, Any]:
    """Return values with days before today as days, years before this one as years."""
    return {key: _read(value, today) for key, value in values.items()}


def _read(value: Any, today: date) -> Any:
    if isinstance(value, str) and value.endswith("d") and value[:-1].isdigit():
        return (today - timedelta(days=int(value[:-1]))).isoformat()
    if isinstance(value, str) and value.startswith("y") and value[1:].isdigit():
        return str(today.year - int(value[1:]))
    return value


def _entered(values: Mapping[str, Any], today: date) -> date:
    """Return the day on which a row was entered: some days after the last one that it names."""
    days = [
        date.fromisoformat(value)
        for value in values.values()
        if isinstance(value, str) and len(value) == 10 and value[4] == "-"
    ]
    if days:
        return min(max(days) + LATER, today)
    return min(date(today.year, 1, 20), today)
