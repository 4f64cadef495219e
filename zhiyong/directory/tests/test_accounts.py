"""Signing in, lockout, sessions, passwords."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from zhiyong.directory.models import Account, Attempts, SignIn
from zhiyong.directory.services import accounts
from zhiyong.directory.tests.factories import PersonFactory
from zhiyong.journal.models import Entry
from zhiyong.shell.errors import Refusal

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 20)
AT = datetime(2026, 11, 20, 1, tzinfo=UTC)
GOOD = "correct horse battery"


@pytest.fixture
def account() -> Account:
    account, _initial = accounts.open_account(
        username="zhangming", person=PersonFactory.create(), by="clock", on=ON
    )
    account.set_password(GOOD)
    account.must_change_password = False
    account.save()
    return account


def try_it(password: str, username: str = "zhangming", at: datetime = AT) -> Account:
    return accounts.check_sign_in(username=username, password=password, on=ON, at=at)


def test_the_right_password_opens_the_account_and_forgets_failures(account: Account) -> None:
    for _try in range(accounts.FREE_FAILURES):
        with pytest.raises(accounts.WrongNameOrPassword):
            try_it("wrong")

    assert try_it(GOOD) == account
    assert not Attempts.objects.exists()


@pytest.mark.parametrize("username", ["zhangming", "nobody-of-this-name"])
def test_failures_lock_a_name_for_longer_each_time_whether_it_exists_or_not(
    account: Account, username: str
) -> None:
    for _try in range(accounts.FREE_FAILURES + 1):
        with pytest.raises(accounts.WrongNameOrPassword):
            try_it("wrong", username)

    with pytest.raises(accounts.LockedOut) as locked:
        try_it(GOOD, username)
    assert locked.value.until == AT + timedelta(minutes=1)

    later = AT + timedelta(minutes=2)
    with pytest.raises(accounts.WrongNameOrPassword):
        try_it("wrong", username, later)
    with pytest.raises(accounts.LockedOut) as locked:
        try_it(GOOD, username, later)
    assert locked.value.until == later + timedelta(minutes=2)


def test_a_closed_account_opens_no_more_and_its_sessions_end(
    account: Account, client: Client
) -> None:
    other, _initial = accounts.open_account(
        username="admin1", person=PersonFactory.create(), by="clock", on=ON
    )
    client.post(reverse("directory:sign_in"), {"username": "zhangming", "password": GOOD})
    assert SignIn.objects.get().ended_at is None

    accounts.close_account(account=account, by=other, on=ON, at=AT)

    with pytest.raises(accounts.WrongNameOrPassword):
        try_it(GOOD)
    assert SignIn.objects.get().ended_at == AT
    assert client.get(reverse("directory:my_account")).status_code == 302
    assert Entry.objects.filter(verb="account.closed", actor=f"account:{other.pk}").exists()


def test_nobody_closes_or_resets_their_own_account(account: Account) -> None:
    with pytest.raises(Refusal):
        accounts.close_account(account=account, by=account, on=ON, at=AT)
    with pytest.raises(Refusal):
        accounts.reset_password(account=account, by=account, on=ON, at=AT)

    account.refresh_from_db()
    assert account.is_active
    assert account.check_password(GOOD)


def test_an_initial_password_opens_only_the_page_that_changes_it(client: Client) -> None:
    account, initial = accounts.open_account(
        username="new", person=PersonFactory.create(), by="clock", on=ON
    )
    client.post(reverse("directory:sign_in"), {"username": "new", "password": initial})

    answer = client.get(reverse("directory:my_account"))
    assert answer.status_code == 302
    assert answer.headers["Location"] == reverse("directory:password")

    wrong = {"old": initial, "new": "short", "again": "short"}
    refused = client.post(reverse("directory:password"), wrong)
    assert refused.status_code == 422

    fine = {"old": initial, "new": GOOD, "again": GOOD}
    assert client.post(reverse("directory:password"), fine).status_code == 302
    assert client.get(reverse("directory:my_account")).status_code == 200
    account.refresh_from_db()
    assert not account.must_change_password
    assert Entry.objects.filter(verb="account.password_changed").count() == 1


def test_a_changed_password_ends_the_other_sessions_and_keeps_this_one(
    account: Account, client: Client
) -> None:
    elsewhere = Client()
    for browser in (elsewhere, client):
        browser.post(reverse("directory:sign_in"), {"username": "zhangming", "password": GOOD})

    new = {"old": GOOD, "new": "another long sentence", "again": "another long sentence"}
    client.post(reverse("directory:password"), new)

    assert client.get(reverse("directory:my_account")).status_code == 200
    assert elsewhere.get(reverse("directory:my_account")).status_code == 302
    assert SignIn.objects.filter(ended_at__isnull=True).count() == 1


def test_signing_in_never_leads_to_another_site(account: Account, client: Client) -> None:
    answer = client.post(
        reverse("directory:sign_in"),
        {"username": "zhangming", "password": GOOD, "next": "https://evil.example/"},
    )

    assert answer.status_code == 302
    assert "evil" not in answer.headers["Location"]


def test_what_is_typed_into_the_name_is_not_kept(account: Account) -> None:
    with pytest.raises(accounts.WrongNameOrPassword):
        try_it("x", username="my secret password")

    assert b"secret" not in bytes(Attempts.objects.get().name)
