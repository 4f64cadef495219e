"""What the rows show: the same that the rules find from the same rows, with the rows named."""

from datetime import date
from typing import Any

import pytest

from zhiyong.directory.standing import standing_of
from zhiyong.directory.tests.factories import account_with
from zhiyong.plans.selectors import pack_of
from zhiyong.plans.tests.factories import DAY, City
from zhiyong.registers.selectors import facts_for, facts_for_all, shown_for, watched_adoptions
from zhiyong.registers.tests.factories import a_row
from zhiyong.rules.leads import find_leads
from zhiyong.shell.access import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def rows(city: City) -> dict[str, Any]:
    """Return rows of several people and units: met, excused, guarded, and not met."""
    absent, sick, excused, twice = (city.official() for _ in range(4))
    made = {
        "absent": a_row(city, about=absent),
        "short": a_row(city, about=sick, from_="2026-01-05", until="2026-01-06", kind="absence"),
        "late": a_row(city, "trips", excused, due="2026-01-05", done="2026-01-20", excused=True),
        "grade 2024": a_row(city, "person_grades", twice, year="2024", grade="basic"),
        "grade 2025": a_row(city, "person_grades", twice, year="2025", grade="basic", linked=True),
        "target": a_row(
            city, "targets", city.bureau, year="2025", kind="main_target", target="10", result="8"
        ),
        "class": a_row(
            city, "unit_classes", city.court, year="2025", **{"class": "class_3", "linked": True}
        ),
    }
    return {"people": (absent, sick, excused, twice), **made}


@pytest.mark.clause("S3-027", "S3-014", "S3-042")
def test_thresholds_are_found_with_their_limbs_clauses_and_rows(
    city: City, rows: dict[str, Any]
) -> None:
    absent, _sick, excused, twice = rows["people"]

    found = {(one.found.lead.id, one.about): one for one in shown_for(city.adoption, DAY)}

    assert {key: one.found.state for key, one in found.items()} == {
        ("b6b", f"person:{absent.pk}"): "met",
        ("b6a", f"person:{excused.pk}"): "excused",
        ("c7", f"person:{twice.pk}"): "met",
        ("a5a", f"unit:{city.bureau.pk}"): "met",
        ("a6d", f"unit:{city.court.pk}"): "guarded",
    }
    assert found["b6b", f"person:{absent.pk}"].rows == (rows["absent"].pk,)
    grades = found["c7", f"person:{twice.pk}"]
    assert grades.rows == (rows["grade 2024"].pk, rows["grade 2025"].pk)
    assert [clause.ids for clause in grades.found.clauses][-1] == ("S3-042",)
    assert grades.found.marks == {"grades.linked_in_run": 1}


def test_the_page_finds_what_the_rules_find_one_by_one(city: City, rows: dict[str, Any]) -> None:
    pack = pack_of(city.adoption)
    expected = {
        (one.lead.id, about, one.state)
        for about, supplied in facts_for_all(city.adoption, DAY).items()
        for one in find_leads(pack, supplied.facts)
        if one.state in ("met", "excused", "guarded") and about.startswith(f"{one.lead.of}:")
    }

    found = shown_for(city.adoption, DAY)

    assert {(one.found.lead.id, one.about, one.found.state) for one in found} == expected


def test_another_day_shows_what_held_then(city: City, rows: dict[str, Any]) -> None:
    assert shown_for(city.adoption, date(2024, 6, 1)) == []


def test_a_register_without_rows_says_nothing_about_somebody(city: City) -> None:
    row = a_row(city)

    facts = facts_for(city.adoption, row.about, DAY).facts

    assert set(facts) == {"attendance.absent_days", "attendance.leave_days"}


def test_all_are_looked_through_in_one_query(
    city: City, rows: dict[str, Any], django_assert_num_queries: Any
) -> None:
    pack_of(city.adoption)

    with django_assert_num_queries(2):  # the line of adoptions, the rows
        shown_for(city.adoption, DAY)


def test_who_looks_through_the_figures(city: City) -> None:
    def roles(role: Role, unit: Any) -> Any:
        found = watched_adoptions(standing_of(account_with(role, unit=unit), DAY), DAY)
        return found[0][1] if found else "nothing"

    assert roles(Role.OFFICE, city.root) is None
    assert roles(Role.SUPERVISOR, city.root) is None
    assert roles(Role.SUPERVISOR, city.bodies["org_department"]) == {"org_department"}
    assert roles(Role.SUPERVISOR, city.bodies["personnel_bureau"]) == "nothing"
    assert roles(Role.SUPERVISOR, city.bureau) == "nothing"
    assert roles(Role.CLERK, city.root) == "nothing"


def test_a_body_sees_only_the_leads_that_go_to_it(city: City, rows: dict[str, Any]) -> None:
    found = shown_for(city.adoption, DAY, frozenset({"org_department"}))

    assert {one.found.lead.id for one in found} == {"c7"}
