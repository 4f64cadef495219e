"""An act and its record stand or fall together; what is written is never changed."""

from datetime import date

import pytest
from django.db import ProgrammingError, connection, transaction

from zhiyong.journal.canonical import entry_bytes, read_bytes
from zhiyong.journal.models import Entry, Read, Waiting
from zhiyong.journal.services import Act, commit, recommit, record, record_many, record_read
from zhiyong.rules.proof.hashes import leaf_hash

DAY = date(2026, 3, 2)


@pytest.mark.django_db
def test_writes_one_act_with_its_moment_and_leaf() -> None:
    secret = commit("what the complaint says")

    entry = record(
        "complaint.lodged",
        of="complaint:12",
        by="portal",
        on=DAY,
        threads=["unit:7", "complaint:12"],
        audience=7,
        facts={"channel": "web", "due_on": date(2026, 3, 17), "number": "效投〔2026〕12号"},
        commits={"text": secret},
    )

    kept = Entry.objects.get(pk=entry.pk)
    assert (kept.verb, kept.subject, kept.actor) == ("complaint.lodged", "complaint:12", "portal")
    assert kept.threads == ["complaint:12", "unit:7"]
    assert kept.recorded_at == entry.recorded_at is not None
    assert kept.commitments == {"text": recommit("what the complaint says", secret.salt)}
    assert bytes(kept.leaf) == entry.leaf == leaf_hash(entry_bytes(kept))
    assert Waiting.objects.get().seq


@pytest.mark.django_db
def test_read_is_written() -> None:
    read = record_read("complaint:12", by="account:3", on=DAY, what="search", query="张")
    assert read.facts == {"query_length": 1}
    assert read.leaf == leaf_hash(read_bytes(Read.objects.get(pk=read.pk)))


@pytest.mark.django_db(transaction=True)
def test_refuses_outside_a_transaction() -> None:
    with pytest.raises(transaction.TransactionManagementError):
        record("complaint.lodged", of="complaint:12", by="portal", on=DAY)

    assert not Entry.objects.exists()
    with transaction.atomic():
        record("complaint.lodged", of="complaint:12", by="portal", on=DAY)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal_entry SET facts = '{}'",
        "UPDATE journal_entry SET verb = 'complaint.closed'",
        "DELETE FROM journal_entry",
        "DELETE FROM journal_leaf",
        "UPDATE journal_treehead SET size = 3",
    ],
)
def test_refuses_every_change(statement: str) -> None:
    record("complaint.lodged", of="complaint:12", by="portal", on=DAY, facts={"channel": "web"})

    with pytest.raises(ProgrammingError, match="append-only"), transaction.atomic():
        connection.cursor().execute(statement)

    assert Entry.objects.get().facts == {"channel": "web"}


@pytest.mark.django_db
def test_many_acts_are_written_together_each_as_its_own_entry() -> None:
    acts = [
        Act("duty.escalated", f"duty:{n}", {"step": 1}, (f"complaint:{n}",), audience=7)
        for n in range(1, 4)
    ]

    assert len(record_many(acts, by="clock", on=DAY)) == 3

    entries = Entry.objects.filter(verb="duty.escalated").order_by("id")
    assert [entry.threads for entry in entries] == [
        [f"duty:{n}", f"complaint:{n}"] for n in range(1, 4)
    ]
    assert all(bytes(entry.leaf) == leaf_hash(entry_bytes(entry)) for entry in entries)
    assert Waiting.objects.count() == 3
