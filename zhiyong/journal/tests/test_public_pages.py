"""Everybody can check a receipt, without an account, and read why."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from zhiyong.journal import keys, proofs, receipts, sealer
from zhiyong.journal.models import Entry, TreeHead
from zhiyong.journal.services import record
from zhiyong.rules.proof import Outcome, dump, load, verify_documents
from zhiyong.shell import clock

DAY = date(2026, 3, 2)
pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    return Client(headers={"accept-language": "en"})


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> datetime:
    """Three days have passed."""
    moment = datetime.now(UTC) + timedelta(days=3)
    monkeypatch.setattr(clock, "now", lambda: moment)
    return moment


def lodge(n: int = 1) -> Entry:
    return record("complaint.lodged", of=f"complaint:{n}", by="portal", on=DAY)


def check(client: Client, *texts: str) -> str:
    uploads = [
        SimpleUploadedFile(f"{n}.json", text.encode()) for n, text in enumerate(texts, start=1)
    ]
    response = client.post(reverse("journal:verify"), {"documents": uploads})
    assert response.status_code == 200
    return response.content.decode()


def test_the_page_tells_how_to_check_without_trusting_it(client: Client) -> None:
    page = client.get(reverse("journal:verify")).content.decode()

    assert "zhiyong verify" in page
    assert all(file.key_id in page for file in keys.public_keys())


def test_a_receipt_alone_is_enough_once_it_is_sealed(client: Client) -> None:
    receipt = receipts.promise(entry=lodge(), accept_by=None)
    assert "has until" in check(client, receipt.text)

    sealer.seal_once()
    page = check(client, receipt.text)

    assert "Your submission is in the record" in page
    assert reverse("journal:proof", args=[receipt.leaf.hex()]) in page


def test_pasted_text_is_as_good_as_a_file(client: Client) -> None:
    receipt = receipts.promise(entry=lodge(), accept_by=None)
    sealer.seal_once()

    page = client.post(reverse("journal:verify"), {"text": receipt.text}).content.decode()

    assert "Your submission is in the record" in page


def test_a_missing_entry_is_admitted_with_the_office_s_own_signature(
    client: Client, later: datetime
) -> None:
    lodge(1)
    sealer.seal_once(at=later - timedelta(days=3))
    receipt = receipts.promise(entry=(entry := lodge(2)), accept_by=None)
    connection.cursor().execute("SET LOCAL session_replication_role = replica")
    connection.cursor().execute("DELETE FROM journal_entry WHERE id = %s", [entry.id])
    connection.cursor().execute("SET LOCAL session_replication_role = origin")
    lodge(3)
    sealer.seal_once(at=later)

    page = check(client, receipt.text)
    assert "It is not in the record" in page
    assert "The office has signed this itself." in page

    listed = reverse("journal:leaves", args=[entry.recorded_on.isoformat()])
    assert listed in page
    answer = client.get(listed)
    whole = b"".join(answer)  # type: ignore[call-overload]
    documents = [("list", each) for each in [*load(receipt.text), *load(whole)]]
    report = verify_documents(documents, keys.ring(), now=later)
    assert report.outcome is Outcome.REMOVED_OR_NEVER_SEALED


def test_a_forged_receipt_is_called_forged(client: Client) -> None:
    data = json.loads(receipts.promise(entry=lodge(), accept_by=None).text)
    data["seal_within_hours"] = 12

    page = check(client, json.dumps(data))

    assert "A signature is forged" in page


def test_a_tree_head_kept_at_home_is_compared_with_today(client: Client) -> None:
    lodge(1)
    sealer.seal_once()
    kept = dump(proofs.head(TreeHead.objects.get()))
    lodge(2)
    sealer.seal_once()

    assert "The tree heads are genuine and of one record" in check(client, kept)


def test_a_tree_head_of_another_history_is_a_split(client: Client) -> None:
    lodge(1)
    sealer.seal_once()
    kept = dump(proofs.head(TreeHead.objects.get()))
    connection.cursor().execute("SET LOCAL session_replication_role = replica")
    for table in ("treehead", "leaf", "entry"):
        connection.cursor().execute(f"DELETE FROM journal_{table}")
    connection.cursor().execute("SET LOCAL session_replication_role = origin")
    lodge(2)
    sealer.seal_once()

    assert "two histories" in check(client, kept)


@pytest.mark.parametrize(
    "content",
    [b"", b"hello", b"{}", b"[1]", b'{"type": "zhiyong.receipt"}', b"\xff\xfe\x00", b"[" * 100_000],
)
def test_what_is_no_file_of_ours_is_refused_in_words(client: Client, content: bytes) -> None:
    upload = SimpleUploadedFile("x.json", content)

    response = client.post(reverse("journal:verify"), {"documents": [upload]})

    assert response.status_code == 422


def test_nothing_at_all_is_refused_in_words(client: Client) -> None:
    response = client.post(reverse("journal:verify"), {"text": ""})

    assert response.status_code == 422
    assert "Choose a file" in response.content.decode()


def test_heads_keys_and_proofs_are_there_to_be_fetched(client: Client) -> None:
    entry = lodge()
    for n in range(2, 5):
        sealer.seal_once()
        lodge(n)
    sealer.seal_once()

    keyfile = client.get(reverse("journal:keys"))
    assert len(load(keyfile.content)) == len(keys.public_keys())
    files = [
        client.get(reverse("journal:head", args=["acts", 1])),
        client.get(reverse("journal:latest_head", args=["acts"])),
        client.get(reverse("journal:proof", args=[entry.leaf.hex()])),
        client.get(reverse("journal:link", args=["acts", 1, 3])),
    ]
    assert [file.status_code for file in files] == [200] * 4
    documents = [("file", each) for file in files for each in load(file.content)]
    assert verify_documents(documents, keys.ring(), now=datetime.now(UTC)).findings
    assert "PROOF_INVALID" not in [
        finding.code
        for finding in verify_documents(documents, keys.ring(), now=datetime.now(UTC)).findings
    ]


@pytest.mark.parametrize(
    "path",
    [
        "/verify/heads/acts/99.json",
        "/verify/heads/nothing/1.json",
        "/verify/heads/reads/latest.json",
        "/verify/proof/zz.json",
        f"/verify/proof/{'0' * 64}.json",
        "/verify/link/acts/2-1.json",
        "/verify/leaves/yesterday.json",
        "/verify/heads/?log=nothing",
    ],
)
def test_what_is_not_there_is_not_found(client: Client, path: str) -> None:
    lodge()
    sealer.seal_once()

    assert client.get(path).status_code == 404


def test_the_list_and_the_feed_of_heads(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for n in range(60):
        lodge(n)
        sealer.seal_once()

    with django_assert_max_num_queries(3):
        page = client.get(reverse("journal:public_heads")).content.decode()
    assert page.count("/verify/heads/acts/") == 50
    with django_assert_max_num_queries(2):
        feed = client.get(reverse("journal:feed"))
    assert feed.headers["Content-Type"].startswith("application/atom+xml")
    assert feed.content.decode().count("<entry>") == 50
