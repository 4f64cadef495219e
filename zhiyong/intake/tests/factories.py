"""Complaints of every stage in the small city of `plans.tests.factories`."""

from datetime import date
from typing import Any

from zhiyong.directory.models import Account, Unit
from zhiyong.intake import services
from zhiyong.intake.codes import Prepared
from zhiyong.intake.drafts import Entry, Lodging, Named
from zhiyong.intake.models import Complaint
from zhiyong.plans.tests.factories import DAY, City, make_city, the_pack


def a_lodging(**changes: Any) -> Lodging:
    """Return a valid, boring complaint of the public: anonymous, about nobody in particular."""
    told = {
        "text": "窗口工作人员上午十点仍未到岗，来办事的群众等了一个多小时。",
        "channel": "web",
        **changes,
    }
    return Lodging(**told)


def lodged(city: City, *, on: date = DAY, by: Any = "portal", **changes: Any) -> Complaint:
    """Return a complaint about the city's bureau, lodged by the web unless told otherwise."""
    changes.setdefault("subject_unit", city.bureau)
    found = services.lodge_complaint(draft=a_lodging(**changes), by=by, on=on).complaint
    assert found
    return found


def registered(city: City, *, on: date = DAY, **changes: Any) -> Complaint:
    """Return a complaint that its keeper has registered on the day it came."""
    complaint = lodged(city, on=on, **changes)
    services.register_complaint(complaint=complaint, by=clerk_of(city, complaint), on=on)
    complaint.refresh_from_db()
    return complaint


def accepted(city: City, *, on: date = DAY, **changes: Any) -> Complaint:
    """Return a complaint that its keeper has accepted on the day it came."""
    complaint = registered(city, on=on, **changes)
    return services.accept_complaint(complaint=complaint, by=clerk_of(city, complaint), on=on)


def clerk_of(city: City, complaint: Complaint) -> Account:
    """Return the clerk of the body that keeps a complaint."""
    role = next(role for role, unit in city.bodies.items() if unit.pk == complaint.keeper_id)
    return city.clerk(role)


def at_the_counter(unit: Unit, **changes: Any) -> Entry:
    """Return what staff of a unit add when they enter a complaint."""
    return Entry(unit=unit, **changes)


def prepared(code: str = "", token: bytes = b"once") -> Prepared:
    """Return a receipt that was made before it is needed."""
    from zhiyong.intake.codes import new_code

    return Prepared(code or new_code(), token)


__all__ = [
    "DAY",
    "City",
    "Lodging",
    "Named",
    "a_lodging",
    "accepted",
    "at_the_counter",
    "clerk_of",
    "lodged",
    "make_city",
    "prepared",
    "registered",
    "the_pack",
]
