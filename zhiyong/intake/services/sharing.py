"""Which units may read a complaint that another keeps, since they handle it."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from zhiyong.directory.models import Unit
from zhiyong.intake.models import Complaint, Reader
from zhiyong.intake.services.common import By, locked
from zhiyong.journal.services import record
from zhiyong.shell.errors import Refusal


class Barred(Refusal):
    """The unit may not know of the complaint: it, or its leaders, are complained of."""


def check_not_barred(complaint: Complaint, unit: Unit) -> None:
    """Refuse to tell a unit that the complaint went past, and whatever is below it.

    :raises Barred: naming no reason that would tell more than the unit's name.
    """
    if set(unit.path) & set(complaint.barred):
        raise Barred(
            _("{unit} must not learn of this complaint: it went past that office.").format(
                unit=unit.name
            )
        )


@transaction.atomic
def share(*, complaint: Complaint, unit: Unit, by: By, on: date) -> Reader:
    """Let a unit read a complaint while it handles it; a unit that may already, stays.

    :raises Barred: if the complaint went past that unit.
    """
    complaint = locked(complaint)
    check_not_barred(complaint, unit)
    reader, made = Reader.objects.get_or_create(
        complaint=complaint, unit=unit, until=None, defaults={"since": on}
    )
    if made:
        record(
            "complaint.shared",
            of=complaint,
            by=by,
            on=on,
            threads=[unit],
            audience=complaint.audience,
            facts={"unit": unit},
        )
    return reader


@transaction.atomic
def stop_sharing(*, complaint: Complaint, by: By, on: date, unit: Unit | None = None) -> int:
    """End the sight of a unit, or of every unit but the keeper; return how many lost it."""
    readers = Reader.objects.filter(complaint=complaint, until__isnull=True)
    if unit is not None:
        readers = readers.filter(unit=unit)
    lost = list(readers.values_list("unit", flat=True))
    readers.update(until=on)
    if lost:
        record(
            "complaint.sharing_ended",
            of=complaint,
            by=by,
            on=on,
            audience=complaint.audience,
            facts={"units": len(lost)},
        )
    return len(lost)
