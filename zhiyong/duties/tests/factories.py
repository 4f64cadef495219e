"""Duties of a made-up complaint in the small city."""

from datetime import date
from typing import Any

from zhiyong.duties.models import Duty
from zhiyong.duties.services import open_duty
from zhiyong.plans.tests.factories import DAY, City

SUBJECT = "complaint:1"


def a_duty(city: City, code: str = "reply", *, start: date = DAY, **changes: Any) -> Duty:
    """Return an open duty of the city's bureau, kept by the personnel bureau."""
    told: dict[str, Any] = {
        "of": SUBJECT,
        "code": code,
        "adoption": city.adoption,
        "owner_unit": city.bureau,
        "start": start,
        "audience": city.bodies["personnel_bureau"].pk,
        "by": "clock",
        "on": start,
    }
    return open_duty(**(told | changes))
