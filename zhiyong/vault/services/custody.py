"""Custodians: who holds a share of a custody's key. At least two, and a key on paper."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from zhiyong.directory.models import Account, Person, Unit
from zhiyong.directory.selectors import people_with
from zhiyong.directory.standing import standing_of
from zhiyong.journal import services as journal
from zhiyong.shell.access import Role
from zhiyong.vault import recovery, selectors, suites
from zhiyong.vault.errors import NotACustodian, VaultRefusal
from zhiyong.vault.models import Custody, Key, Share
from zhiyong.vault.services.keys import unlocked


@transaction.atomic
def establish_custody(
    *, unit: Unit, custodians: Iterable[Person], by: Account, on: date, default: bool = False
) -> tuple[Custody, str]:
    """Set up the custody of a unit; return it and the recovery key, which is shown only now.

    The first custody of an installation is the default one.

    :raises NotACustodian: if `by` or one of the people is no custodian of the unit.
    :raises VaultRefusal: if there is a custody already, there are fewer than two people, or
        one of them has no vault passphrase yet.
    """
    _check_custodian(by, unit, on)
    if Custody.objects.filter(unit=unit).exists():
        raise VaultRefusal(_("This unit has custodians already."))
    holders = [_eligible(person, unit, on) for person in dict.fromkeys(custodians)]
    _check_enough(len(holders))
    custody = Custody.objects.create(
        unit=unit,
        is_default=default or not Custody.objects.filter(is_default=True).exists(),
        established_on=on,
    )
    paper_key, paper = _new_paper(custody, on)
    _new_generation(custody, [*holders, paper_key], on)
    journal.record(
        "vault.custody_established",
        of=custody,
        by=by,
        on=on,
        audience=custody.unit_id,
        threads=[unit, *[holder.person for holder in holders if holder.person]],
        facts={"custodians": len(holders)},
    )
    return custody, paper


def admit_custodian(
    *, custody: Custody, person: Person, by: Account, passphrase: str, on: date, at: datetime
) -> None:
    """Give a person a share of every generation that the admitting custodian holds.

    :raises NotACustodian: if one of the two is no custodian of the unit, or `by` holds no share.
    :raises VaultRefusal: if the person has no vault passphrase yet, or that of `by` is wrong.
    """
    _check_custodian(by, custody.unit, on)
    receiver = _eligible(person, custody.unit, on)
    key, private = unlocked(by=by, passphrase=passphrase, on=on, at=at)
    with transaction.atomic():
        given = _pass_on(custody, key, private, receiver, on)
        if not given:
            raise NotACustodian(_("You hold no share of this custody's key."))
        journal.record(
            "vault.custodian_admitted",
            of=custody,
            by=by,
            on=on,
            audience=custody.unit_id,
            threads=[person],
            facts={"person": f"person:{person.pk}", "shares": given},
        )


def remove_custodian(
    *, custody: Custody, person: Person, by: Account, passphrase: str, on: date, at: datetime
) -> None:
    """Take every share from a person; what is sealed from now on has a new key.

    :raises NotACustodian: if `by` is no custodian of the unit.
    :raises VaultRefusal: if fewer than two custodians would be left.
    """
    _check_custodian(by, custody.unit, on)
    unlocked(by=by, passphrase=passphrase, on=on, at=at)
    with transaction.atomic():
        Custody.objects.select_for_update().get(pk=custody.pk)
        stay = [k for k in selectors.live_custodians(custody) if k.person_id != person.pk]
        _check_enough(len(stay))
        taken, _rows = Share.objects.filter(
            holder__person=person, custody_key__custody=custody
        ).delete()
        if not taken:
            raise VaultRefusal(_("{person} is no custodian here.").format(person=person.name))
        _new_generation(custody, [*stay, *_papers(custody)], on)
        journal.record(
            "vault.custodian_removed",
            of=custody,
            by=by,
            on=on,
            audience=custody.unit_id,
            threads=[person],
            facts={"person": f"person:{person.pk}", "shares": taken},
        )


def replace_recovery_key(
    *, custody: Custody, by: Account, passphrase: str, on: date, at: datetime
) -> str:
    """Make another recovery key and return it; the printed one opens nothing from now on.

    :raises NotACustodian: if `by` holds no share of this custody's key.
    """
    _check_custodian(by, custody.unit, on)
    key, private = unlocked(by=by, passphrase=passphrase, on=on, at=at)
    with transaction.atomic():
        for old in _papers(custody):
            Share.objects.filter(holder=old).delete()
            old.retired_on = on
            old.save(update_fields=["retired_on"])
        paper_key, paper = _new_paper(custody, on)
        if not _pass_on(custody, key, private, paper_key, on):
            raise NotACustodian(_("You hold no share of this custody's key."))
        journal.record(
            "vault.recovery_key_replaced", of=custody, by=by, on=on, audience=custody.unit_id
        )
    return paper


@transaction.atomic
def recover_custody(*, custody: Custody, paper: str, by: Account, on: date) -> None:
    """Make a custodian able to open again, with the printed recovery key.

    :raises NotACustodian: if `by` is no custodian of the unit.
    :raises VaultRefusal: if the recovery key is mistyped or is not this custody's.
    """
    _check_custodian(by, custody.unit, on)
    if by.person is None:
        raise NotACustodian(_("This account belongs to no person."))
    receiver = _eligible(by.person, custody.unit, on)
    private = recovery.from_paper(paper)
    if private is None:
        raise VaultRefusal(_("The recovery key is mistyped. Compare it with the paper."))
    for key in _papers(custody):
        if suites.get(key.suite).pair_of(private).public == bytes(key.public):
            given = _pass_on(custody, key, private, receiver, on)
            break
    else:
        raise VaultRefusal(_("This is not the recovery key of this custody."))
    journal.record(
        "vault.recovered",
        of=custody,
        by=by,
        on=on,
        audience=custody.unit_id,
        threads=[by.person],
        facts={"person": f"person:{by.person_id}", "shares": given},
    )


def _check_custodian(by: Account, unit: Unit, on: date) -> None:
    if unit.pk not in standing_of(by, on).units(Role.CUSTODIAN):
        raise NotACustodian(_("Only a custodian of this unit can do this."))


def _check_enough(count: int) -> None:
    if count < selectors.FEWEST_CUSTODIANS:
        raise VaultRefusal(_("At least two custodians are needed."))


def _eligible(person: Person, unit: Unit, on: date) -> Key:
    if not people_with(Role.CUSTODIAN, unit, on).filter(pk=person.pk).exists():
        raise NotACustodian(
            _("{person} has not been given the role of custodian.").format(person=person.name)
        )
    key = Key.objects.filter(kind=Key.Kind.PERSON, person=person, retired_on=None).first()
    if key is None:
        raise VaultRefusal(
            _("{person} has not set up a vault passphrase yet.").format(person=person.name)
        )
    return key


def _papers(custody: Custody) -> list[Key]:
    return list(Key.objects.filter(custody=custody, kind=Key.Kind.RECOVERY, retired_on=None))


def _new_paper(custody: Custody, on: date) -> tuple[Key, str]:
    suite = suites.DEFAULT
    pair = suite.pair()
    key = Key.objects.create(
        kind=Key.Kind.RECOVERY, suite=suite.id, public=pair.public, custody=custody, made_on=on
    )
    return key, recovery.to_paper(pair.private)


def _new_generation(custody: Custody, holders: list[Key], on: date) -> None:
    Key.objects.filter(custody=custody, kind=Key.Kind.CUSTODY, retired_on=None).update(
        retired_on=on
    )
    suite = suites.DEFAULT
    pair = suite.pair()
    made = Key.objects.create(
        kind=Key.Kind.CUSTODY, suite=suite.id, public=pair.public, custody=custody, made_on=on
    )
    Share.objects.bulk_create(
        Share(
            custody_key=made,
            holder=holder,
            wrapped=suites.get(holder.suite).wrap(bytes(holder.public), pair.private),
            given_on=on,
        )
        for holder in holders
    )


def _pass_on(custody: Custody, giver: Key, private: bytes, receiver: Key, on: date) -> int:
    """Wrap every custody key that the giver can open to the receiver too; return how many."""
    held = Share.objects.filter(holder=giver, custody_key__custody=custody)
    for share in held:
        opened = suites.get(giver.suite).unwrap(private, bytes(share.wrapped))
        Share.objects.update_or_create(
            custody_key_id=share.custody_key_id,
            holder=receiver,
            defaults={
                "wrapped": suites.get(receiver.suite).wrap(bytes(receiver.public), opened),
                "given_on": on,
            },
        )
    return len(held)
