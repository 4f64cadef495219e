"""What another version of the plan would have changed in what came in and was owed."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from zhiyong.directory.models import Unit
from zhiyong.directory.standing import standing_of
from zhiyong.directory.tests.factories import account_with
from zhiyong.duties.dry_run import duties
from zhiyong.intake.dry_run import routes
from zhiyong.intake.tests.factories import DAY, City, lodged, make_city
from zhiyong.plans.dry_runs import Line
from zhiyong.plans.services import load_draft
from zhiyong.plans.tests.factories import the_pack
from zhiyong.rules.pack.schema import Pack
from zhiyong.shell.access import Role, Standing

pytestmark = pytest.mark.django_db
SINCE, UNTIL = DAY - timedelta(days=365), DAY


@pytest.fixture
def city() -> City:
    return make_city()


def eyes(city: City, *, of: Unit | None = None) -> Standing:
    """Return the standing of an office, by default that of the whole city."""
    return standing_of(account_with(Role.OFFICE, unit=of or city.root), DAY)


def with_change(section: str, element: str, **changed: Any) -> Pack:
    data = the_pack().as_data()
    part = data["routing"]["rules"] if section == "routing" else data[section]
    next(one for one in part if one["id"] == element).update(changed)
    return Pack.model_validate(data)


def test_the_same_plan_changes_nothing(city: City) -> None:
    lodged(city)

    for run in (routes, duties):
        found = run(city.adoption, the_pack(), eyes(city), SINCE, UNTIL)
        assert found.looked_at > 0
        assert (found.changed, found.untold, found.lines) == (0, 0, ())


def test_a_body_that_receives_for_another_is_told(city: City) -> None:
    lodged(city)
    pack = with_change("routing", "government_unit", to="organs_committee")

    found = routes(city.adoption, pack, eyes(city), SINCE, UNTIL)

    assert (found.looked_at, found.changed) == (1, 1)
    assert found.lines == (Line("市人事局 → 市直机关党工委", 1),)


def test_a_fact_that_was_not_kept_leaves_it_untold(city: City) -> None:
    lodged(city)
    asked = {"fact": "complaint.about_office", "is": True}
    data = the_pack().as_data()
    for one in data["routing"]["rules"]:
        one["when"] = asked
    pack = Pack.model_validate(data)

    found = routes(city.adoption, pack, eyes(city), SINCE, UNTIL)

    assert (found.looked_at, found.changed, found.untold) == (1, 0, 1)


def test_a_term_that_is_longer_moves_the_day(city: City) -> None:
    lodged(city)
    pack = with_change("clocks", "acceptance", term="20 days")

    found = duties(city.adoption, pack, eyes(city), SINCE, UNTIL)

    assert found.changed == 1
    (line,) = found.lines
    assert line.said.endswith("推后5日")


def test_what_lies_outside_the_window_is_left_aside(city: City) -> None:
    lodged(city)

    assert (
        routes(city.adoption, the_pack(), eyes(city), SINCE, DAY - timedelta(days=1)).looked_at == 0
    )


def test_more_complaints_ask_no_more_queries(city: City) -> None:
    lodged(city)
    with CaptureQueriesContext(connection) as one:
        routes(city.adoption, the_pack(), eyes(city), SINCE, UNTIL)
        duties(city.adoption, the_pack(), eyes(city), SINCE, UNTIL)
    for _n in range(4):
        lodged(city)
    with CaptureQueriesContext(connection) as five:
        routes(city.adoption, the_pack(), eyes(city), SINCE, UNTIL)
        duties(city.adoption, the_pack(), eyes(city), SINCE, UNTIL)

    assert len(five) <= len(one)


def test_the_page_tells_it_and_writes_nothing(city: City, client: Client) -> None:
    lodged(city)
    client.force_login(account_with(Role.OFFICE, unit=city.root))
    pack = with_change("clocks", "acceptance", term="20 days")
    version = load_draft(pack=pack, by="clock", on=DAY)
    page = reverse("plans:dry_run", args=[version.pk])
    days = {"since": SINCE.isoformat(), "until": UNTIL.isoformat()}

    text = client.get(page, {"adoption": city.adoption.pk, **days}).content.decode()

    assert "推后5日" in text
    assert client.get(page, {"adoption": city.adoption.pk, "since": "x"}).status_code == 422


# ── a number tells of nothing that passed the asker by ────────────────────────────────────


def test_a_complaint_that_passed_an_office_by_is_not_counted_for_it(city: City) -> None:
    body = lodged(city).keeper
    office = eyes(city, of=body)
    before = [run(city.adoption, the_pack(), office, SINCE, UNTIL) for run in (routes, duties)]
    assert all(found.looked_at for found in before)
    assert lodged(city, subject_unit=body).keeper != body

    after = [run(city.adoption, the_pack(), office, SINCE, UNTIL) for run in (routes, duties)]

    assert after == before


def test_who_reads_no_cases_counts_none(city: City) -> None:
    lodged(city)
    keeper = standing_of(account_with(Role.SYSTEM_ADMIN), DAY)

    assert routes(city.adoption, the_pack(), keeper, SINCE, UNTIL).looked_at == 0
    assert duties(city.adoption, the_pack(), keeper, SINCE, UNTIL).looked_at == 0
