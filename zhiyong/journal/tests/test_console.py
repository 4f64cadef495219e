"""What auditors see, and that nobody else does."""

import io
import json
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from zhiyong.directory.tests.factories import UnitFactory, account_with
from zhiyong.journal import queries, sealer
from zhiyong.journal.models import AuditorsKey, Entry, Read
from zhiyong.journal.services import record, record_read
from zhiyong.shell.access import Role

DAY = date(2026, 3, 2)
PHRASE = "seven quiet lanterns"
PAGES = ["journal:entries", "journal:reads", "journal:heads", "journal:new_key"]
pytestmark = pytest.mark.django_db


def signed_in(account: Any) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(account)
    return client


@pytest.fixture
def auditor() -> Client:
    return signed_in(account_with(Role.AUDIT_ADMIN))


def lodge(n: int = 1, **more: Any) -> Entry:
    return record("complaint.lodged", of=f"complaint:{n}", by="portal", on=DAY, **more)


def entries_of(client: Client, **query: str) -> str:
    response = client.get(reverse("journal:entries"), query)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("page", PAGES)
def test_only_auditors_come_in(page: str) -> None:
    for role in set(Role) - {Role.AUDIT_ADMIN}:
        assert signed_in(account_with(role)).get(reverse(page)).status_code == 403
    assert Client().get(reverse(page)).status_code == 302


def test_shows_the_newest_acts_first_and_turns_pages(auditor: Client) -> None:
    for n in range(60):
        lodge(n)

    first = entries_of(auditor)

    assert "complaint:59" in first
    assert "complaint:9<" not in first
    assert "cursor=" in first


def test_asks_as_often_for_fifty_entries_as_for_one(auditor: Client) -> None:
    asked = []
    for first, count in ((1, 1), (2, 49)):
        for n in range(first, first + count):
            lodge(n)
        sealer.seal_once()
        with CaptureQueriesContext(connection) as captured:
            entries_of(auditor)
        asked.append(len(captured))

    assert asked[0] == asked[1]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"verb": "complaint.closed"}, [2]),
        ({"kind": "unit"}, [3]),
        ({"thread": "complaint:1"}, [1]),
        ({"thread": "nothing:1"}, []),
        ({"actor": "clock"}, [2, 3]),
        ({"day_from": "2026-03-03"}, [3]),
        ({"day_until": "2026-03-02"}, [1, 2]),
        ({"day_from": "2026年3月3日", "actor": "clock"}, [3]),
    ],
)
def test_filters(auditor: Client, query: dict[str, str], found: list[int]) -> None:
    acts = {
        1: lodge(1),
        2: record("complaint.closed", of="complaint:2", by="clock", on=DAY),
        3: record("unit.renamed", of="unit:3", by="clock", on=date(2026, 3, 3)),
    }

    page = entries_of(auditor, **query)

    assert [n for n, act in acts.items() if str(act.id) in page] == found


def test_entries_about_a_case_are_for_the_auditors_of_its_unit() -> None:
    here, there = UnitFactory.create(), UnitFactory.create()
    client = signed_in(account_with(Role.AUDIT_ADMIN, unit=here))
    acts = [lodge(1, audience=here.pk), lodge(2, audience=there.pk), lodge(3)]

    page = entries_of(client)

    assert [str(act.id) in page for act in acts] == [True, False, True]
    assert client.get(reverse("journal:entry", args=[acts[1].id])).status_code == 404
    assert client.get(reverse("journal:entry_proof", args=[acts[1].id])).status_code == 404


def test_a_search_is_noted_itself(auditor: Client) -> None:
    entries_of(auditor)
    assert not Read.objects.exists()

    entries_of(auditor, thread="complaint:1")

    read = Read.objects.get()
    assert (read.what, read.subject) == ("search", "log:acts")


def test_takes_the_list_away_as_a_workbook_and_leaves_a_trace(auditor: Client) -> None:
    lodge(1)
    sealer.seal_once()
    lodge(2)

    response = auditor.get(reverse("journal:entries"), {"export": "xlsx"})

    sheet = CalamineWorkbook.from_filelike(io.BytesIO(response.content)).get_sheet_by_index(1)
    rows = sheet.to_python()
    assert len(rows) == 3
    assert str(Entry.objects.order_by("id").last().leaf.hex()) in rows[1]  # type: ignore[union-attr]
    read = Read.objects.get()
    assert (read.what, read.subject, read.facts["count"]) == ("export", "list:journal", 2)


def test_takes_the_list_away_as_json_lines(auditor: Client) -> None:
    lodge(1)
    sealer.seal_once()
    lodge(2)

    response = auditor.get(reverse("journal:entries"), {"export": "jsonl"})

    lines = [json.loads(line) for line in b"".join(response).splitlines()]  # type: ignore[call-overload]
    assert [line["index"] for line in lines] == [0, None]
    assert lines[0]["entry"]["subject"] == "complaint:1"
    assert Read.objects.get().what == "export"


def test_an_entry_has_its_page_and_its_proof(auditor: Client) -> None:
    entry = lodge()
    page = reverse("journal:entry", args=[entry.id])
    proof = reverse("journal:entry_proof", args=[entry.id])
    assert auditor.get(proof).status_code == 302

    sealer.seal_once()

    assert entry.leaf.hex() in auditor.get(page).content.decode()
    assert auditor.get(proof).headers["Content-Type"] == "application/json"


def test_two_auditors_empty_an_entry(auditor: Client) -> None:
    entry = lodge()
    page = reverse("journal:entry", args=[entry.id])
    prune = reverse("journal:prune", args=[entry.id])
    assert auditor.post(prune, {"sure": "on"}).status_code == 404  # nobody proposed it

    proposed = auditor.post(
        reverse("journal:propose_prune", args=[entry.id]), {"reason": "RETENTION"}
    )
    assert proposed.status_code == 302
    assert auditor.post(prune, {"sure": "on"}).status_code == 422
    assert not Entry.objects.get(pk=entry.pk).is_pruned

    other = signed_in(account_with(Role.AUDIT_ADMIN))
    assert other.post(prune, {}).status_code == 422
    assert "Proposed by" in other.get(page).content.decode()
    assert other.post(prune, {"sure": "on"}).status_code == 302
    assert Entry.objects.get(pk=entry.pk).is_pruned
    assert "The body was emptied" in other.get(page).content.decode()


def test_search_texts_are_opened_with_the_passphrase(auditor: Client) -> None:
    assert "are not kept yet" in auditor.get(reverse("journal:reads")).content.decode()
    short = {"passphrase": "short", "again": "short"}
    assert auditor.post(reverse("journal:new_key"), short).status_code == 422
    unlike = {"passphrase": PHRASE, "again": PHRASE + "!"}
    assert auditor.post(reverse("journal:new_key"), unlike).status_code == 422
    assert not AuditorsKey.objects.exists()

    assert (
        auditor.post(
            reverse("journal:new_key"), {"passphrase": PHRASE, "again": PHRASE}
        ).status_code
        == 302
    )
    record_read("complaint:1", by="account:3", on=DAY, what="search", query="红包")

    assert "红包" not in auditor.get(reverse("journal:reads")).content.decode()
    opened = auditor.post(reverse("journal:reads"), {"passphrase": PHRASE})
    assert "红包" in opened.content.decode()
    wrong = auditor.post(reverse("journal:reads"), {"passphrase": "something else"})
    assert wrong.status_code == 422
    assert "红包" not in wrong.content.decode()


def test_the_months_of_heads_are_printed(auditor: Client) -> None:
    lodge()
    sealer.seal_once()
    head_day = Entry.objects.get().recorded_on

    page = auditor.get(reverse("journal:month", args=[head_day.year, head_day.month]))

    assert b"<code>" in page.content
    assert auditor.get(reverse("journal:month", args=[2026, 13])).status_code == 404
    assert auditor.get(reverse("journal:heads"), {"log": "reads"}).status_code == 200
    assert auditor.get(reverse("journal:heads"), {"log": "nothing"}).status_code == 200


def test_keys_of_others_stay_closed(auditor: Client) -> None:
    queries.make_key(passphrase=PHRASE, by="account:1", on=DAY)

    assert "There is a key already" in auditor.get(reverse("journal:new_key")).content.decode()
