"""All reads of the vault."""

from collections.abc import Iterable, Mapping
from datetime import date

from django.db.models import Count, Q, QuerySet

from zhiyong.directory.models import Unit
from zhiyong.shell.access import Role, Standing
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
    custodies = _custodies_for(audience)
    wanted = {custody.pk for custody in custodies[:1]}
    wanted |= {custody.pk for custody in custodies if custody.is_default}
    keys = Key.objects.filter(custody__in=wanted, kind=Key.Kind.CUSTODY, retired_on=None)
    order = [custody.pk for custody in custodies]
    return sorted(keys, key=lambda key: order.index(key.custody_id or 0))


def _custodies_for(audience: int) -> list[Custody]:
    path: list[int] = Unit.objects.filter(pk=audience).values_list("path", flat=True).first() or []
    near = {pk: depth for depth, pk in enumerate([*path, audience])}
    found = Custody.objects.filter(Q(unit__in=list(near)) | Q(is_default=True))
    return sorted(found, key=lambda custody: -near.get(custody.unit_id, -1))


def is_ready(audience: int) -> bool:
    """Whether names can be sealed for a unit."""
    return bool(custody_keys_for(audience))


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
    """Return the envelopes of which a person may know: custodians by unit, grantees by name."""
    granted = Wrap.objects.filter(
        key__kind=Key.Kind.PERSON,
        key__person=standing.person_id or 0,
        key__retired_on=None,
        until__gte=on,
    ).values("envelope")
    return Envelope.objects.filter(
        Q(audience__in=standing.units(Role.CUSTODIAN)) | Q(pk__in=granted)
    )


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
