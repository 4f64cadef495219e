"""Rows of the city plan's registers."""

from datetime import date
from typing import Any

from zhiyong.directory.models import Account, Person, Unit
from zhiyong.plans.tests.factories import DAY, City
from zhiyong.registers.access import EVERYWHERE, Reach
from zhiyong.registers.models import Row
from zhiyong.registers.services import add_row
from zhiyong.shell.access import Role

ABSENCE = {"from": "2026-01-05", "until": "2026-01-25", "kind": "absence"}
"""Twenty-one days of absence without leave."""


def office(city: City) -> Account:
    """Return the office of the whole city."""
    return city.who(Role.OFFICE, city.root)


def a_row(
    city: City,
    register: str = "attendance",
    about: Person | Unit | None = None,
    *,
    reach: Reach = EVERYWHERE,
    on: date = DAY,
    title: str = "",
    **values: Any,
) -> Row:
    """Enter a row; by default one of absence, about an official of the bureau."""
    return add_row(
        adoption=city.adoption,
        register=register,
        about=about or city.official(),
        values={"from" if key == "from_" else key: value for key, value in values.items()}
        or ABSENCE,
        reach=reach,
        by=office(city),
        on=on,
        title=title,
    )
