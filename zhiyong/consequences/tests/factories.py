"""Lines and entries of a ledger, as a decision under the plan of the city would leave them."""

from datetime import date
from fractions import Fraction
from typing import Any

from zhiyong.consequences.lines import Line
from zhiyong.consequences.models import Entry
from zhiyong.consequences.services import settle
from zhiyong.directory.models import Person, Unit
from zhiyong.plans.tests.factories import DAY, City

DECISION, APPEAL = "decision:1", "appeal:1"
CLAUSE = "四(一) S3-050"


def a_line(city: City, whom: Person | Unit, **changes: Any) -> Line:
    """Return a valid, boring line: a deduction of 30 percent for an admonition."""
    said = {
        "source": DECISION,
        "case": "case:1",
        "adoption": city.adoption.pk,
        "audience": city.bodies["leading_group"].pk,
        "person": whom.pk if isinstance(whom, Person) else None,
        "unit": whom.pk if isinstance(whom, Unit) else None,
        "effect": "deduct",
        "code": "admonition_bonus",
        "measure": "admonition",
        "share": Fraction(3, 10),
        "of": "annual_bonus",
        "bundle": "decision:1.0",
        "year": 2026,
        "since": DAY,
        "clauses": (CLAUSE,),
        **changes,
    }
    if said["effect"] != "deduct":
        said |= {"share": None, "of": "", "bundle": ""}
    if said["effect"] not in ("deduct", "block", "force"):
        said["year"] = None
    return Line(**said)


def a_measure(city: City, whom: Person | Unit, measure: str = "admonition", **changes: Any) -> Line:
    """Return the line of a measure."""
    return a_line(
        city, whom, **{"effect": "measure", "code": measure, "measure": measure, **changes}
    )


def a_freeze(city: City, person: Person, **changes: Any) -> Line:
    """Return the line of the freeze that follows an admonition: a year, then three gates."""
    said = {
        "effect": "freeze",
        "code": "promotion",
        "target": "promotion",
        "through": date(DAY.year + 1, DAY.month, DAY.day),
        "gates": 3,
        "clauses": ("四(三) S3-057",),
    }
    return a_line(city, person, **said | changes)


def a_block(city: City, person: Person, **changes: Any) -> Line:
    """Return the line of a grade that cannot be given."""
    said = {
        "effect": "block",
        "code": "admonition_not_excellent",
        "appraisal": "person_annual",
        "grade": "excellent",
        "clauses": ("四(一) S3-049",),
    }
    return a_line(city, person, **said | changes)


def booked(*lines: Line, on: date = DAY, by: Any = "clock") -> list[Entry]:
    """Return the entries of some lines, booked on a day."""
    sources = {line.source for line in lines}
    return list(settle(lines=lines, sources=sources, cause="", by=by, on=on).booked)
