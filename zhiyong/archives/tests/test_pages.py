"""The pages of the archive."""

from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from zhiyong.archives.models import Dossier, FileSlip
from zhiyong.archives.tests.factories import Shelf, picture
from zhiyong.directory.models import Account
from zhiyong.directory.tests.factories import account_with
from zhiyong.journal.models import Read
from zhiyong.shell.access import Role

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_the_day() -> Any:
    with time_machine.travel("2027-01-12T10:00:00+08:00", tick=True):
        yield


def as_(account: Account) -> Client:
    client = Client()
    client.force_login(account)
    return client


def text_of(response: Any) -> str:
    assert response.status_code == 200, response.status_code
    return str(response.content.decode())


def test_from_the_closed_case_to_the_filed_dossier_by_its_pages(shelf: Shelf) -> None:
    first, second = as_(shelf.first), as_(shelf.second)
    together = reverse("archives:put_together", args=[shelf.case.pk])

    assert "处理决定" in text_of(first.get(together))
    first.post(together, {"retention": "YEARS_30", "basis": "给予处理的案件"})
    dossier = Dossier.objects.get()
    page = reverse("archives:dossier", args=[dossier.pk])
    own = first.post(reverse("archives:file", args=[dossier.pk]), {"remarks": ""})
    assert own.status_code == 422
    original = reverse("archives:original", args=[dossier.pk, 1])
    assert first.post(original, {"upload": picture()}).url == page
    assert (
        second.post(reverse("archives:file", args=[dossier.pk]), {"remarks": "缺一页"}).url == page
    )
    add = reverse("archives:add", args=[dossier.pk])
    told = {"title": "补充材料", "reason": "后补", "upload": picture()}
    assert first.post(add, told).url == page

    shown = text_of(second.get(page))
    assert "2026-D30-0001" in shown
    assert "补充材料" in shown
    assert "2026-D30-0001" in text_of(second.get(reverse("archives:dossiers")))
    assert Read.objects.filter(subject=f"dossier:{dossier.pk}", what="open").exists()


@pytest.mark.clause("S3-123")
def test_opening_a_dossier_is_written_down_and_shown(shelf: Shelf) -> None:
    dossier = shelf.filed()
    page = reverse("archives:dossier", args=[dossier.pk])

    as_(shelf.first).get(page)
    assert str(shelf.first.person) in text_of(as_(shelf.second).get(page))


def test_a_slip_is_sent_and_received_by_its_pages(shelf: Shelf) -> None:
    clerk = as_(shelf.first)
    send = reverse("archives:send_slip", args=[shelf.decision.pk])
    keeper = shelf.scene.city.bodies["personnel_bureau"]

    assert clerk.get(send).status_code == 200
    clerk.post(send, {"keeper": keeper.pk, "keeper_q": keeper.name})
    slip = FileSlip.objects.get()
    page = reverse("archives:slip", args=[slip.pk])
    clerk.post(page, {"received_on": "2027-01-12", "received_by": "档案室", "upload": picture()})
    slip.refresh_from_db()

    assert slip.received_by == "档案室"
    assert slip.receipt
    assert slip.number in text_of(clerk.get(reverse("archives:slips")))


def test_who_reads_no_cases_of_the_body_finds_nothing(shelf: Shelf) -> None:
    dossier = shelf.filed()
    stranger = as_(account_with(Role.CLERK, unit=shelf.scene.city.bodies["discipline_bureau"]))

    assert stranger.get(reverse("archives:dossier", args=[dossier.pk])).status_code == 404
    assert stranger.get(reverse("archives:add", args=[dossier.pk])).status_code == 404
    assert dossier.number not in text_of(stranger.get(reverse("archives:dossiers")))


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_case_shows_its_file(shelf: Shelf, language: str) -> None:
    shelf.filed()
    client = as_(shelf.first)
    client.cookies["django_language"] = language
    page = reverse("cases:case", args=[shelf.case.pk])

    assert "2026-D10-0001" in text_of(client.get(page, {"tab": "archive"}))


def test_the_lists_take_as_many_queries_for_many_as_for_one(
    shelf: Shelf, django_assert_max_num_queries: Any
) -> None:
    shelf.filed()
    client = as_(shelf.first)
    client.get(reverse("archives:dossiers"))

    with django_assert_max_num_queries(40):
        client.get(reverse("archives:dossiers"))
