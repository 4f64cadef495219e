"""Custodians come and go; what is sealed stays readable by those who stay, and by the paper."""

import pytest

from zhiyong.directory.tests.factories import UnitFactory, account_with
from zhiyong.journal.models import Entry
from zhiyong.shell.access import Role
from zhiyong.vault import recovery, selectors, services
from zhiyong.vault.errors import NotACustodian, VaultNotReady, VaultRefusal, WrongPassphrase
from zhiyong.vault.models import Custody, Envelope, Key, Share
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

OTHER = "another passphrase of mine"


def test_a_newcomer_opens_old_and_new_envelopes_once_admitted() -> None:
    at = office()
    old = sealed(at)
    newcomer = custodian(at.unit)
    services.admit_custodian(
        custody=at.custody, person=person_of(newcomer), by=at.second, passphrase=PASSPHRASE,
        on=ON, at=AT,
    )  # fmt: skip
    assert opened(old, newcomer) == opened(sealed(at), newcomer) == NAME
    assert Entry.objects.filter(verb="vault.custodian_admitted").count() == 1


def test_admitting_takes_the_right_passphrase() -> None:
    at = office()
    newcomer = custodian(at.unit)
    with pytest.raises(WrongPassphrase):
        services.admit_custodian(
            custody=at.custody, person=person_of(newcomer), by=at.first, passphrase=OTHER,
            on=ON, at=AT,
        )  # fmt: skip
    assert not Share.objects.filter(holder__person=newcomer.person).exists()


def test_nobody_admits_themselves_or_somebody_without_the_role() -> None:
    at = office()
    newcomer, stranger = custodian(at.unit), account_with(Role.CLERK, unit=at.unit)
    services.make_key(by=stranger, passphrase=PASSPHRASE, on=ON)
    for by, person in ((newcomer, newcomer), (at.first, stranger)):
        with pytest.raises(NotACustodian):
            services.admit_custodian(
                custody=at.custody, person=person_of(person), by=by, passphrase=PASSPHRASE,
                on=ON, at=AT,
            )  # fmt: skip


def test_who_is_removed_opens_nothing_and_new_envelopes_have_a_new_key() -> None:
    at = office()
    old, third = sealed(at), custodian(at.unit)
    services.admit_custodian(
        custody=at.custody, person=person_of(third), by=at.first, passphrase=PASSPHRASE,
        on=ON, at=AT,
    )  # fmt: skip
    before = selectors.custody_keys_for(at.unit.pk)
    services.remove_custodian(
        custody=at.custody, person=person_of(at.second), by=at.first, passphrase=PASSPHRASE,
        on=ON, at=AT,
    )  # fmt: skip
    fresh = sealed(at)
    assert selectors.custody_keys_for(at.unit.pk) != before
    for envelope in (old, fresh):
        assert opened(envelope, at.first) == opened(envelope, third) == NAME
        with pytest.raises(NotACustodian):
            opened(envelope, at.second)
    assert Entry.objects.filter(verb="vault.custodian_removed").count() == 1


def test_two_must_stay() -> None:
    at = office()
    with pytest.raises(VaultRefusal):
        services.remove_custodian(
            custody=at.custody, person=person_of(at.second), by=at.first,
            passphrase=PASSPHRASE, on=ON, at=AT,
        )  # fmt: skip
    assert opened(sealed(at), at.second) == NAME


def test_one_is_not_enough_to_begin_with() -> None:
    unit = UnitFactory.create()
    alone = custodian(unit)
    with pytest.raises(VaultRefusal):
        services.establish_custody(
            unit=unit, custodians=[person_of(alone), person_of(alone)], by=alone, on=ON
        )
    assert not Custody.objects.exists()


def test_a_custodian_who_has_no_passphrase_yet_cannot_be_named() -> None:
    unit = UnitFactory.create()
    first, second = custodian(unit), account_with(Role.CUSTODIAN, unit=unit)
    with pytest.raises(VaultRefusal):
        services.establish_custody(
            unit=unit, custodians=[person_of(first), person_of(second)], by=first, on=ON
        )


def test_the_paper_brings_back_a_custodian_who_forgot_the_passphrase() -> None:
    at = office()
    envelope = sealed(at)
    services.start_over(by=at.first, passphrase=OTHER, on=ON)
    with pytest.raises(NotACustodian):
        opened(envelope, at.first, OTHER)
    services.recover_custody(
        custody=at.custody, paper=at.paper.lower().replace("-", " "), by=at.first, on=ON
    )
    assert opened(envelope, at.first, OTHER) == NAME
    assert Entry.objects.filter(verb="vault.recovered").count() == 1


def test_the_paper_still_opens_after_a_custodian_left() -> None:
    at = office()
    third = custodian(at.unit)
    services.admit_custodian(
        custody=at.custody, person=person_of(third), by=at.first, passphrase=PASSPHRASE,
        on=ON, at=AT,
    )  # fmt: skip
    services.remove_custodian(
        custody=at.custody, person=person_of(at.second), by=at.first, passphrase=PASSPHRASE,
        on=ON, at=AT,
    )  # fmt: skip
    fresh = sealed(at)
    services.start_over(by=third, passphrase=OTHER, on=ON)
    services.recover_custody(custody=at.custody, paper=at.paper, by=third, on=ON)
    assert opened(fresh, third, OTHER) == NAME


def test_a_replaced_paper_opens_nothing_and_the_new_one_does() -> None:
    at = office()
    envelope = sealed(at)
    fresh = services.replace_recovery_key(
        custody=at.custody, by=at.second, passphrase=PASSPHRASE, on=ON, at=AT
    )
    services.start_over(by=at.first, passphrase=OTHER, on=ON)
    with pytest.raises(VaultRefusal):
        services.recover_custody(custody=at.custody, paper=at.paper, by=at.first, on=ON)
    services.recover_custody(custody=at.custody, paper=fresh, by=at.first, on=ON)
    assert opened(envelope, at.first, OTHER) == NAME


@pytest.mark.parametrize("paper", ["", "ABCD-EFGH", "0" * 56, "陈" * 56, "\x00"])
def test_a_mistyped_paper_is_said_to_be_so(paper: str) -> None:
    at = office()
    with pytest.raises(VaultRefusal):
        services.recover_custody(custody=at.custody, paper=paper, by=at.first, on=ON)


def test_the_paper_of_another_custody_does_not_fit() -> None:
    at, other = office(), office()
    with pytest.raises(VaultRefusal):
        services.recover_custody(custody=at.custody, paper=other.paper, by=at.first, on=ON)


def test_a_changed_passphrase_opens_the_same() -> None:
    at = office()
    envelope = sealed(at)
    services.change_passphrase(by=at.first, old=PASSPHRASE, new=OTHER, on=ON, at=AT)
    assert opened(envelope, at.first, OTHER) == NAME
    with pytest.raises(WrongPassphrase):
        opened(envelope, at.first)


@pytest.mark.parametrize("passphrase", ["", "short", "            x"])
def test_a_passphrase_is_long(passphrase: str) -> None:
    with pytest.raises(VaultRefusal):
        services.make_key(by=account_with(), passphrase=passphrase, on=ON)


def test_the_sign_in_password_is_no_vault_passphrase() -> None:
    with pytest.raises(VaultRefusal):
        services.make_key(by=account_with(), passphrase="correct horse 1", on=ON)


def test_what_goes_up_is_opened_above_and_no_longer_below() -> None:
    city = office()
    county_unit = UnitFactory.create()
    county = office(county_unit)
    envelope = sealed(county)
    services.move(of=envelope.subject, audience=city.unit.pk, by="portal", on=ON)
    envelope.refresh_from_db()
    assert opened(envelope, city.first) == NAME
    with pytest.raises(NotACustodian):
        opened(envelope, county.first)
    assert not envelope.wraps.filter(key__custody=county.custody).exists()


def test_nothing_moves_to_where_it_could_not_be_opened() -> None:
    office()
    one, other = office(), office()
    envelope = sealed(one)
    envelope.wraps.filter(key__custody__is_default=True).delete()
    with pytest.raises(VaultNotReady):
        services.move(of=envelope.subject, audience=other.unit.pk, by="portal", on=ON)
    assert opened(envelope, one.first) == NAME


def test_the_nearest_custody_serves_a_unit() -> None:
    city = office()
    county = office(UnitFactory.create())
    below = UnitFactory.create(parent=county.unit)
    elsewhere = UnitFactory.create()
    assert selectors.custody_for(below.pk) == county.custody
    assert selectors.custody_for(elsewhere.pk) == city.custody
    assert selectors.is_ready(elsewhere.pk)
    assert [k.custody for k in selectors.custody_keys_for(below.pk)] == [
        county.custody,
        city.custody,
    ]


def test_a_custody_short_of_custodians_is_reported() -> None:
    at = office()
    assert selectors.custodies_short_of_custodians() == []
    services.start_over(by=at.first, passphrase=OTHER, on=ON)
    assert selectors.custodies_short_of_custodians() == [(at.custody, 1)]
    assert set(selectors.live_custodians(at.custody)) == {
        Key.objects.get(person=at.second.person, retired_on=None)
    }


def test_paper_forgives_letters_that_look_alike() -> None:
    private = bytes(range(32))
    paper = recovery.to_paper(private)
    assert recovery.from_paper(paper) == private
    assert recovery.from_paper(paper.replace("0", "O").replace("1", "l")) == private
    wrong = ("A" if paper[0] != "A" else "B") + paper[1:]
    assert recovery.from_paper(wrong) is None


def test_a_subject_has_at_most_one_live_envelope_of_a_kind() -> None:
    at = office()
    services.seal_many(
        of="unit:77",
        contents={"NAME": NAME, "CONTACT": {"telephone": "13800000000"}, "TEAM": NAME},
        audience=at.unit.pk,
        by="portal",
        on=ON,
    )
    assert Envelope.objects.filter(subject="unit:77", superseded_on=None).count() == 3
    assert Entry.objects.filter(verb="vault.sealed").count() == 1
