"""From a complaint, a case, a row of a register to the ledger of problems."""

from urllib.parse import parse_qs, urlparse

import pytest
from django.test import Client

from zhiyong.cases.models import Case
from zhiyong.cases.tests.factories import DAY, make_case_scene
from zhiyong.desk.selectors import ledger
from zhiyong.directory.models import Account
from zhiyong.directory.standing import standing_of
from zhiyong.directory.tests.factories import account_with
from zhiyong.intake.models import Complaint
from zhiyong.rectification.entering import offer_on_row
from zhiyong.shell.access import Role

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(settings: object) -> None:
    """Let the pages stand on the day of the scene."""
    settings.FIXED_TODAY = DAY.isoformat()  # type: ignore[attr-defined]


def test_what_was_taken_up_leads_to_the_ledger_with_its_unit() -> None:
    scene = make_case_scene()
    complaint = scene.complaint(subject_unit=scene.body)
    office = account_with(Role.OFFICE, Role.CLERK, unit=complaint.keeper)
    standing = standing_of(office, DAY)

    [offer] = ledger.complaint_offers(complaint, standing)

    asked = parse_qs(urlparse(offer.url).query)
    assert asked == {"from": [f"complaint:{complaint.pk}"], "unit": [str(scene.body.pk)]}
    page = signed_in(office).get(offer.url)
    assert page.status_code == 200
    assert page.context["source_ref"] == f"complaint:{complaint.pk}"
    assert page.context["form"].initial["unit"] == scene.body.pk

    complaint.state = Complaint.State.LODGED
    assert ledger.complaint_offers(complaint, standing) == []


def test_a_case_leads_to_the_ledger_until_it_is_closed() -> None:
    scene = make_case_scene()
    case = scene.case(Case.State.VERIFYING)
    standing = standing_of(account_with(Role.OFFICE, unit=scene.body), DAY)

    [offer] = ledger.case_offers(case, standing, DAY)
    assert parse_qs(urlparse(offer.url).query) == {"from": [f"case:{case.pk}"]}

    case.closed_on = DAY
    assert ledger.case_offers(case, standing, DAY) == []


def test_who_enters_no_problems_is_offered_none() -> None:
    scene = make_case_scene()
    case = scene.case()
    standing = standing_of(account_with(Role.PANEL_MEMBER, unit=scene.body), DAY)

    assert ledger.case_offers(case, standing, DAY) == []
    assert offer_on_row(case.adoption, "unit:1", "register_row:1", standing) is None


def test_a_row_of_a_register_leads_to_the_ledger_only_where_it_may_be_read() -> None:
    scene = make_case_scene()
    standing = standing_of(account_with(Role.OFFICE, unit=scene.body), DAY)
    adoption = scene.case().adoption

    offer = offer_on_row(adoption, f"unit:{scene.body.pk}", "register_row:7", standing)

    assert offer is not None
    assert parse_qs(urlparse(offer.url).query) == {
        "from": ["register_row:7"],
        "unit": [str(scene.body.pk)],
    }
    assert offer_on_row(adoption, f"unit:{scene.body.pk}", "", standing) is None


def signed_in(account: Account) -> Client:
    client = Client()
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client
