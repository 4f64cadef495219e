"""Who can open what; each opening is in the journal before it is shown."""

from datetime import timedelta

import pytest
from pytest_django.fixtures import Settings

from zhiyong.directory.tests.factories import RoleBindingFactory, account_with, since
from zhiyong.journal.models import Entry
from zhiyong.shell.access import Role
from zhiyong.vault import services, suites
from zhiyong.vault.errors import (
    KeyLocked,
    NotACustodian,
    TooManyOpenings,
    VaultNotReady,
    VaultRefusal,
    WrongPassphrase,
)
from zhiyong.vault.models import Envelope, Key, Opening, Wrap
from zhiyong.vault.tests.factories import (
    AT,
    NAME,
    ON,
    PASSPHRASE,
    custodian,
    office,
    opened,
    person_of,
    sealed,
)

pytestmark = pytest.mark.django_db


def test_nothing_readable_is_stored() -> None:
    envelope = sealed(office())
    stored = bytes(envelope.sealed)
    assert "陈一文".encode() not in stored
    assert (len(stored) - 24 - 16) % 256 == 0  # padded: its length tells little


def test_each_custodian_opens_alone_and_the_journal_says_so() -> None:
    at = office()
    envelope = sealed(at)
    assert opened(envelope, at.first) == NAME
    assert opened(envelope, at.second) == NAME
    entries = Entry.objects.filter(verb="vault.opened")
    assert {e.actor for e in entries} == {f"account:{at.first.pk}", f"account:{at.second.pk}"}
    assert all(envelope.subject in e.threads and e.audience == at.unit.pk for e in entries)
    assert all("call-back" not in str(e.facts) and "reason" in e.commitments for e in entries)
    assert [o.reason for o in Opening.objects.all()] == ["call-back by telephone"] * 2


def test_a_wrong_passphrase_opens_nothing_and_is_written_down() -> None:
    at = office()
    envelope = sealed(at)
    with pytest.raises(WrongPassphrase):
        opened(envelope, at.first, "four words make two")
    assert not Opening.objects.exists()
    assert Entry.objects.filter(verb="vault.wrong_passphrase").count() == 1


def test_a_key_locks_after_five_wrong_passphrases_and_opens_again_later() -> None:
    at = office()
    envelope = sealed(at)
    for expected in [WrongPassphrase] * 4 + [KeyLocked, KeyLocked]:
        with pytest.raises(expected):
            opened(envelope, at.first, "four words make two")
    with pytest.raises(KeyLocked):
        opened(envelope, at.first)
    assert opened(envelope, at.second) == NAME
    later = AT + timedelta(minutes=16)
    services.unlocked(by=at.first, passphrase=PASSPHRASE, on=ON, at=later)


def test_a_reason_is_needed() -> None:
    at = office()
    with pytest.raises(VaultRefusal):
        services.open_envelope(
            envelope=sealed(at), by=at.first, passphrase=PASSPHRASE, reason=" . ", on=ON, at=AT
        )


def test_openings_are_limited_by_the_day(settings: Settings) -> None:
    settings.VAULT_OPENINGS_A_DAY = 2
    at = office()
    envelope = sealed(at)
    opened(envelope, at.first)
    opened(envelope, at.first)
    with pytest.raises(TooManyOpenings):
        opened(envelope, at.first)
    opened(envelope, at.second)


def test_a_role_that_ended_opens_nothing_although_the_key_would() -> None:
    at = office()
    envelope = sealed(at)
    person_of(at.first).role_bindings.update(valid=since(until=ON))
    with pytest.raises(NotACustodian):
        opened(envelope, at.first)


def test_a_custodian_of_another_office_opens_nothing() -> None:
    at, other = office(), office()
    envelope = sealed(at)
    with pytest.raises(NotACustodian):
        opened(envelope, other.first)


def test_an_administrator_or_handler_without_a_grant_opens_nothing() -> None:
    at = office()
    envelope = sealed(at, Envelope.Kind.TEAM)
    for role in (Role.SYSTEM_ADMIN, Role.HANDLER, Role.OFFICE):
        account = account_with(role, unit=at.unit)
        services.make_key(by=account, passphrase=PASSPHRASE, on=ON)
        with pytest.raises(NotACustodian):
            opened(envelope, account)


def test_the_team_reads_its_envelope_until_the_day_it_was_given() -> None:
    at = office()
    envelope = sealed(at, Envelope.Kind.TEAM)
    handler = account_with(Role.HANDLER, unit=at.unit)
    services.make_key(by=handler, passphrase=PASSPHRASE, on=ON)
    services.grant_team(
        envelope=envelope, to=person_of(handler), until=ON + timedelta(days=10), by=at.first,
        passphrase=PASSPHRASE, reason="assigned to the case", on=ON, at=AT,
    )  # fmt: skip
    assert opened(envelope, handler) == NAME
    given = Entry.objects.get(verb="vault.granted")
    assert given.facts["to"] == f"person:{handler.person_id}"
    with pytest.raises(NotACustodian):
        services.open_envelope(
            envelope=envelope, by=handler, passphrase=PASSPHRASE, reason="once more",
            on=ON + timedelta(days=11), at=AT + timedelta(days=11),
        )  # fmt: skip
    assert services.end_grants(on=ON + timedelta(days=11)) == 1
    assert not Wrap.objects.filter(key__person=handler.person_id).exists()


@pytest.mark.parametrize("kind", [Envelope.Kind.NAME, Envelope.Kind.CONTACT])
def test_only_the_teams_envelope_can_be_given(kind: str) -> None:
    at = office()
    handler = account_with(Role.HANDLER, unit=at.unit)
    services.make_key(by=handler, passphrase=PASSPHRASE, on=ON)
    with pytest.raises(VaultRefusal):
        services.grant_team(
            envelope=sealed(at, kind), to=person_of(handler), until=ON, by=at.first,
            passphrase=PASSPHRASE, reason="assigned to the case", on=ON, at=AT,
        )  # fmt: skip


@pytest.mark.parametrize("days", [-1, 91])
def test_a_grant_has_a_term(days: int) -> None:
    at = office()
    handler = account_with(Role.HANDLER, unit=at.unit)
    services.make_key(by=handler, passphrase=PASSPHRASE, on=ON)
    with pytest.raises(VaultRefusal):
        services.grant_team(
            envelope=sealed(at, Envelope.Kind.TEAM), to=person_of(handler),
            until=ON + timedelta(days=days), by=at.first, passphrase=PASSPHRASE,
            reason="assigned to the case", on=ON, at=AT,
        )  # fmt: skip
    assert not Opening.objects.exists()


def test_nothing_is_sealed_where_no_custody_serves() -> None:
    account = account_with(Role.CLERK)
    with pytest.raises(VaultNotReady):
        services.seal(
            of="unit:1", envelope="NAME", content=NAME, audience=account.pk, by="portal", on=ON
        )
    assert not Envelope.objects.exists()


def test_a_second_envelope_of_a_kind_supersedes_the_first() -> None:
    at = office()
    first, second = sealed(at), sealed(at)
    first.refresh_from_db()
    assert (first.superseded_on, second.superseded_on) == (ON, None)
    assert opened(first, at.first) == NAME


def test_a_row_that_was_exchanged_does_not_open() -> None:
    at = office()
    one, other = sealed(at, of="unit:901"), sealed(at, of="unit:902")
    Envelope.objects.filter(pk=one.pk).update(sealed=other.sealed)
    one.refresh_from_db()
    with pytest.raises(suites.CannotOpen):
        opened(one, at.first)


def test_a_custodian_without_a_share_opens_nothing() -> None:
    at = office()
    envelope = sealed(at)
    newcomer = custodian(at.unit)
    with pytest.raises(NotACustodian):
        opened(envelope, newcomer)


def test_every_kind_of_key_but_a_persons_has_no_private_half_in_the_database() -> None:
    office()
    assert set(Key.objects.exclude(sealed_private=None).values_list("kind", flat=True)) == {
        Key.Kind.PERSON
    }


def test_a_role_above_reaches_down_and_one_below_not_up() -> None:
    at = office()
    envelope = sealed(at)
    head = account_with(Role.OFFICE, unit=at.unit)
    RoleBindingFactory.create(role=Role.CUSTODIAN, unit=at.unit, person=head.person)
    services.make_key(by=head, passphrase=PASSPHRASE, on=ON)
    services.admit_custodian(
        custody=at.custody, person=person_of(head), by=at.first, passphrase=PASSPHRASE, on=ON, at=AT
    )
    assert opened(envelope, head) == NAME
