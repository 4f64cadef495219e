"""All reads of the vault."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import reduce
from operator import or_

from django.db.models import Count, Q, QuerySet

from zhiyong.directory.models import Account, Person, RoleBinding, Unit
from zhiyong.directory.selectors import people_with
from zhiyong.shell.access import READS_CASES, Role, Standing
from zhiyong.vault.models import Custody, Enquiry, Envelope, Key, Lookup, Opening, Share, Wrap

SEES_OPENINGS = (Role.CUSTODIAN, Role.OFFICE, Role.LEADER)
FEWEST_CUSTODIANS = 2


def custody_for(audience: int) -> Custody | None:
    """Return the custody that serves a unit: its own, the nearest above it, or the default."""
    found = _custodies_for(audience)
    return found[0] if found else None


def custody_keys_for(audience: int) -> list[Key]:
    """Return the live keys to which an envelope for a unit is wrapped, the nearest first.

    They are the keys of the custody that serves the unit and of the default custody.
    """
    return keys_for(audience)[0]


def keys_for(audience: int) -> tuple[list[Key], Key | None]:
    """Return those keys, and the notifier's if it has one: three queries."""
    custodies = _custodies_for(audience)
    wanted = {custody.pk for custody in custodies[:1]}
    wanted |= {custody.pk for custody in custodies if custody.is_default}
    found = Key.objects.filter(
        Q(custody__in=wanted, kind=Key.Kind.CUSTODY) | Q(kind=Key.Kind.NOTIFIER), retired_on=None
    )
    keys = [key for key in found if key.custody_id]
    order = [custody.pk for custody in custodies]
    keys.sort(key=lambda key: order.index(key.custody_id or 0))
    return keys, next((key for key in found if not key.custody_id), None)


def _custodies_for(audience: int) -> list[Custody]:
    path: list[int] = Unit.objects.filter(pk=audience).values_list("path", flat=True).first() or []
    near = {pk: depth for depth, pk in enumerate([*path, audience])}
    found = Custody.objects.filter(Q(unit__in=list(near)) | Q(is_default=True))
    return sorted(found, key=lambda custody: -near.get(custody.unit_id, -1))


def is_ready(audience: int) -> bool:
    """Whether names can be sealed for a unit."""
    return bool(custody_keys_for(audience))


def live_key_of(account: Account) -> Key | None:
    """Return the key of the person behind an account."""
    return Key.objects.filter(
        kind=Key.Kind.PERSON, person=account.person_id or 0, retired_on=None
    ).first()


def people_with_keys() -> QuerySet[Key, int]:
    """Return the ids of the people who have a key."""
    return Key.objects.filter(kind=Key.Kind.PERSON, retired_on=None).values_list(
        "person_id", flat=True
    )


def custodies_opened_by(key: Key) -> list[Custody]:
    """Return the custodies of which a key holds a share."""
    return list(
        Custody.objects.filter(keys__shares__holder=key, keys__retired_on=None)
        .select_related("unit")
        .distinct()
    )


def holds_share(custody: Custody, standing: Standing) -> bool:
    """Whether a person's key holds a share of the live key of a custody."""
    return live_custodians(custody).filter(person=standing.person_id or 0).exists()


def recovery_key_of(custody: Custody) -> Key | None:
    """Return the recovery key that is in force: since when, not the secret."""
    return Key.objects.filter(custody=custody, kind=Key.Kind.RECOVERY, retired_on=None).first()


def custodians_with_standing(custody: Custody, on: date) -> list[tuple[Key, bool]]:
    """Return the custodians, and whether each still has the role on a day."""
    bound = set(people_with(Role.CUSTODIAN, custody.unit, on).values_list("pk", flat=True))
    return [(key, key.person_id in bound) for key in live_custodians(custody)]


def candidates(custody: Custody, on: date) -> QuerySet[Person]:
    """Return who has the role of custodian and holds no share yet."""
    return people_with(Role.CUSTODIAN, custody.unit, on).exclude(
        pk__in=live_custodians(custody).values("person")
    )


def units_without_custody(standing: Standing, on: date) -> list[Unit]:
    """Return the units to which a person is bound as custodian and that have no custody yet."""
    bound = RoleBinding.objects.filter(
        Q(person=standing.person_id or 0)
        | Q(
            post__tenures__person=standing.person_id or 0,
            post__tenures__valid__contains=on,
        ),
        role=Role.CUSTODIAN,
        valid__contains=on,
    )
    return list(Unit.objects.filter(pk__in=bound.values("unit"), custody=None).order_by("pk"))


def live_custodians(custody: Custody) -> QuerySet[Key]:
    """Return the personal keys that hold a share of the live key of a custody."""
    return (
        Key.objects.filter(
            kind=Key.Kind.PERSON,
            retired_on=None,
            held_shares__custody_key__custody=custody,
            held_shares__custody_key__retired_on=None,
        )
        .select_related("person")
        .order_by("pk")
    )


def custodies_short_of_custodians() -> list[tuple[Custody, int]]:
    """Return the custodies with fewer than two custodians, and how many they have."""
    alive = Count(
        "keys__shares",
        filter=Q(
            keys__kind=Key.Kind.CUSTODY,
            keys__retired_on=None,
            keys__shares__holder__kind=Key.Kind.PERSON,
            keys__shares__holder__retired_on=None,
        ),
    )
    return [
        (custody, custody.alive)
        for custody in Custody.objects.select_related("unit").annotate(alive=alive)
        if custody.alive < FEWEST_CUSTODIANS
    ]


def envelopes_visible_to(standing: Standing, on: date) -> QuerySet[Envelope]:
    """Return the envelopes of which a person may know that they exist.

    Those of the units where they are custodian, office or leader, and those given to them.
    """
    granted = granted_to(standing, on).values("envelope")
    return Envelope.objects.filter(
        Q(audience__in=standing.units(*SEES_OPENINGS)) | Q(pk__in=granted)
    )


def granted_to(standing: Standing, on: date) -> QuerySet[Wrap]:
    """Return what custodians gave to a person and is still in its term."""
    return Wrap.objects.filter(
        key__kind=Key.Kind.PERSON,
        key__person=standing.person_id or 0,
        key__retired_on=None,
        until__gte=on,
    ).select_related("envelope")


def is_granted(envelope: Envelope, standing: Standing, on: date) -> bool:
    """Whether an envelope was given to a person, on a day in its term."""
    return granted_to(standing, on).filter(envelope=envelope).exists()


def people_to_give_to(envelope: Envelope, on: date) -> QuerySet[Person]:
    """Return who may be given an envelope: whoever reads cases of its unit and has a key."""
    unit = Unit.objects.get(pk=envelope.audience)
    readers = [people_with(role, unit, on).values("pk") for role in READS_CASES]
    return Person.objects.filter(
        reduce(or_, (Q(pk__in=each) for each in readers)), pk__in=people_with_keys()
    ).order_by("pinyin", "pk")


def openings_visible_to(standing: Standing) -> QuerySet[Opening]:
    """Return the openings that a person may see: those of their units, and their own."""
    return Opening.objects.filter(
        Q(audience__in=standing.units(*SEES_OPENINGS)) | Q(by__person=standing.person_id or 0)
    ).select_related("by__person", "given_to", "envelope")


def keys_visible_to(standing: Standing) -> QuerySet[Key]:
    """Return the keys that a person may see: their own; custodians see those of custodians too."""
    own = Q(person=standing.person_id or 0)
    if Role.CUSTODIAN in standing.roles:
        return Key.objects.filter(own | Q(held_shares__isnull=False) | ~Q(kind="PERSON")).distinct()
    return Key.objects.filter(own, kind=Key.Kind.PERSON)


def custodies_visible_to(standing: Standing) -> QuerySet[Custody]:
    """Return the custodies of the units where a person is custodian."""
    return Custody.objects.filter(unit__in=standing.units(Role.CUSTODIAN))


def same_person(reference: str) -> list[str]:
    """Return the other subjects that gave the same telephone or identity number.

    The caller must show only those that its own selectors let be seen.
    """
    digests = Lookup.objects.filter(subject=reference, digest__isnull=False).values("digest")
    return list(
        Lookup.objects.filter(digest__in=digests)
        .exclude(subject=reference)
        .order_by("subject")
        .values_list("subject", flat=True)
        .distinct()
    )


def subjects_of(enquiry: Enquiry) -> list[str] | None:
    """Return the subjects that gave the number of an enquiry; None while it waits.

    The caller must show only those that its own selectors let be seen.
    """
    if enquiry.digest is None:
        return None
    return list(
        Lookup.objects.filter(digest=enquiry.digest)
        .order_by("subject")
        .values_list("subject", flat=True)
        .distinct()
    )


def titles_of_keys(ids: Iterable[int], standing: Standing) -> Mapping[int, str]:
    """Return the titles of keys: whose they are."""
    found = keys_visible_to(standing).filter(pk__in=list(ids)).select_related("person")
    return {key.pk: str(key.person or key.get_kind_display()) for key in found}


def shares_of(key: Key) -> QuerySet[Share]:
    """Return the shares that a key holds, with the custody keys they open."""
    return Share.objects.filter(holder=key).select_related("custody_key")


def enquiries_visible_to(standing: Standing) -> QuerySet[Enquiry]:
    """Return the enquiries that a person made."""
    return Enquiry.objects.filter(by__person=standing.person_id or 0)
