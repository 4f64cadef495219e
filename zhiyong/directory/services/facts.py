"""Acts on what holds of a person for a time: rank, staff type, Party membership."""

from datetime import date
from typing import Any

from django.db import transaction

from zhiyong.directory.intervals import OutsideHistory, interval
from zhiyong.directory.models import (
    PartyBranch,
    PartyMembership,
    Person,
    Rank,
    RankHeld,
    StaffTypeHeld,
    Unit,
)
from zhiyong.directory.services.units import By
from zhiyong.journal.services import record


@transaction.atomic
def record_rank(
    *, person: Person, rank: Rank | None, on: date, by: By, granted_by: Unit | None = None
) -> RankHeld | None:
    """Write down the rank that a person has from a day on; None ends it.

    :raises OutsideHistory: if a rank is recorded for that day or later.
    """
    _begin(RankHeld, person, on)
    held = rank and RankHeld.objects.create(
        person=person, rank=rank, granted_by=granted_by, valid=interval(on)
    )
    facts = {"rank": rank.code if rank else None}
    record("person.rank_recorded", of=person, by=by, on=on, facts=facts)
    return held or None


@transaction.atomic
def record_staff_type(*, person: Person, staff_type: str, on: date, by: By) -> StaffTypeHeld | None:
    """Write down under which rules a person is employed from a day on; "" ends it.

    :raises OutsideHistory: if a type is recorded for that day or later.
    """
    _begin(StaffTypeHeld, person, on)
    held = None
    if staff_type:
        held = StaffTypeHeld.objects.create(
            person=person, staff_type=staff_type, valid=interval(on)
        )
    facts = {"staff_type": staff_type}
    record("person.staff_type_recorded", of=person, by=by, on=on, facts=facts)
    return held


@transaction.atomic
def record_party(
    *, person: Person, state: str, on: date, by: By, branch: PartyBranch | None = None
) -> PartyMembership | None:
    """Write down a person's Party membership and branch from a day on; state "" ends it.

    :raises OutsideHistory: if a membership is recorded for that day or later.
    """
    _begin(PartyMembership, person, on)
    held = None
    if state:
        held = PartyMembership.objects.create(
            person=person, state=state, branch=branch, valid=interval(on)
        )
    facts = {"state": state, "branch": branch.pk if branch else None}
    record("person.party_recorded", of=person, by=by, on=on, facts=facts)
    return held


def _begin(model: Any, person: Person, on: date) -> None:
    """End what runs, so that something else can hold from a day on."""
    Person.objects.select_for_update().get(pk=person.pk)
    rows = model.objects.filter(person=person)
    if rows.filter(valid__startswith__gte=on).exists():
        raise OutsideHistory(on)
    for row in rows.filter(valid__contains=on):
        row.valid = interval(row.valid.lower, on)
        row.save(update_fields=["valid"])
