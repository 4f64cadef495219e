"""What was searched for is for the auditors alone."""

from datetime import date

import pytest
from django.db import connection, transaction

from zhiyong.journal import queries
from zhiyong.journal.models import AuditorsKey, Entry, Read
from zhiyong.journal.services import record_read

DAY = date(2026, 3, 2)
PHRASE = "seven quiet lanterns"


def search(text: str) -> Read:
    read = record_read("desk:1", by="account:3", on=DAY, what="search", query=text)
    return Read.objects.get(pk=read.pk)


@pytest.mark.django_db
def test_a_text_is_sealed_and_opened_with_the_passphrase() -> None:
    queries.make_key(passphrase=PHRASE, by="account:9", on=DAY)
    read = search("局长收红包")

    with connection.cursor() as cursor:
        cursor.execute("SELECT r::text FROM journal_read r")
        assert "红包" not in cursor.fetchone()[0]
    assert queries.open_texts(reads=[read], passphrase=PHRASE, by="account:9", on=DAY) == {
        read: "局长收红包"
    }
    assert Entry.objects.get(verb="journal.queries_opened").facts == {"count": 1}


@pytest.mark.django_db
def test_another_passphrase_opens_nothing() -> None:
    queries.make_key(passphrase=PHRASE, by="account:9", on=DAY)
    read = search("x")

    with pytest.raises(queries.WrongPassphrase):
        queries.open_texts(reads=[read], passphrase=PHRASE + "!", by="account:9", on=DAY)

    assert not Entry.objects.filter(verb="journal.queries_opened").exists()


@pytest.mark.django_db
def test_a_new_key_seals_from_now_on() -> None:
    queries.make_key(passphrase=PHRASE, by="account:9", on=DAY)
    old = search("old")
    queries.make_key(passphrase="another set of words", by="account:9", on=DAY)
    new = search("new")

    opened = queries.open_texts(reads=[old, new], passphrase=PHRASE, by="account:9", on=DAY)

    assert opened == {old: "old"}


@pytest.mark.django_db
def test_a_short_passphrase_is_refused() -> None:
    with pytest.raises(queries.PassphraseTooShort):
        queries.make_key(passphrase="short", by="account:9", on=DAY)

    assert not AuditorsKey.objects.exists()


@pytest.mark.django_db
def test_reads_go_to_the_partition_of_their_month() -> None:
    for day in (date(2031, 1, 31), date(2031, 2, 1), date(2031, 2, 28)):
        record_read("desk:1", by="account:3", on=day)

    with connection.cursor() as cursor:
        cursor.execute("SELECT tableoid::regclass::text, count(*) FROM journal_read GROUP BY 1")
        assert dict(cursor.fetchall()) == {
            "journal_read_2031_01": 1,
            "journal_read_2031_02": 2,
        }


@pytest.mark.django_db(transaction=True)
def test_a_month_whose_making_was_rolled_back_is_made_again() -> None:
    day = date(2032, 5, 1)
    with transaction.atomic():
        record_read("desk:1", by="account:3", on=day)
        record_read("desk:1", by="account:3", on=day)
        transaction.set_rollback(True)

    record_read("desk:1", by="account:3", on=day)

    assert Read.objects.count() == 1
