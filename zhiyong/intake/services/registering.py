"""The body that keeps a complaint enters it in its register, under its own number."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from zhiyong.directory.models import Account
from zhiyong.files.models import NumberSeries
from zhiyong.files.numbers import next_number
from zhiyong.intake.models import Complaint, Registration
from zhiyong.intake.selectors.plan import registration_series
from zhiyong.intake.services.common import NotInThePlan, happened, locked, need_state
from zhiyong.journal.services import record
from zhiyong.rules.pack.papers import Series


@transaction.atomic
def register_complaint(
    *, complaint: Complaint, by: Account, on: date, year: int | None = None
) -> Registration:
    """Give a complaint the next number of the office that keeps it: no gaps, no doubles.

    `year` registers it later under an earlier year, from the year of its receipt on.

    :raises NotNow: if it was registered before, perhaps by somebody faster.
    :raises NotInThePlan: if the year lies before its receipt or in the future, or the plan has
        no series for it.
    """
    complaint = locked(complaint)
    need_state(complaint, Complaint.State.LODGED)
    year = on.year if year is None else year
    if not complaint.received_on.year <= year <= on.year:
        raise NotInThePlan(
            _(
                "It was received in {first}: register it under a year from {first} to {last}."
            ).format(first=complaint.received_on.year, last=on.year)
        )
    series = _series(complaint)
    counted = _counted(series, year)
    n = next_number(series=series.id, unit=complaint.keeper, year=counted)
    number = series.format(year=year, n=n)
    return _enter(complaint, series, counted, n, number, by, on)


@transaction.atomic
def register_under(*, complaint: Complaint, number: str, by: Account, on: date) -> Registration:
    """Register a complaint under the number that a paper ledger gave it.

    `on` is the day of the ledger. The series goes on after the highest number given.

    :raises NotInThePlan: if the number does not have the form of the plan's series.
    """
    complaint = locked(complaint)
    need_state(complaint, Complaint.State.LODGED)
    series = _series(complaint)
    found = series.parse(number)
    if found is None:
        raise NotInThePlan(_("{number} is no number of this register.").format(number=number))
    counted = _counted(series, found.get("year", on.year))
    _raise_to(series, complaint, counted, found["n"])
    return _enter(complaint, series, counted, found["n"], number.strip(), by, on)


def _series(complaint: Complaint) -> Series:
    series = registration_series(complaint.adoption)
    if series is None:
        raise NotInThePlan(_("The plan has no numbers for this register."))
    return series


def _counted(series: Series, year: int) -> int:
    """Return the year under which a series counts; 0 for one that never begins anew."""
    return 0 if series.reset == "never" else year


def _raise_to(series: Series, complaint: Complaint, year: int, n: int) -> None:
    """Let a series go on after a number that was given on paper."""
    row, _made = NumberSeries.objects.select_for_update().get_or_create(
        series=series.id, unit=complaint.keeper, year=year, defaults={"last": 0}
    )
    if n > row.last:
        row.last = n
        row.save(update_fields=["last"])


def _enter(
    complaint: Complaint,
    series: Series,
    counted: int,
    n: int,
    number: str,
    by: Account,
    on: date,
) -> Registration:
    registration = Registration.objects.create(
        complaint=complaint,
        unit=complaint.keeper,
        series=series.id,
        year=counted,
        n=n,
        number=number,
        channel=complaint.channel,
        received_on=complaint.received_on,
        registered_on=on,
        by=by,
    )
    complaint.number = number
    complaint.state = Complaint.State.REGISTERED
    complaint.save(update_fields=["number", "state"])
    record(
        "complaint.registered",
        of=complaint,
        by=by,
        on=on,
        threads=[complaint.keeper],
        audience=complaint.audience,
        facts={
            "number": number,
            "unit": complaint.keeper,
            "days_after_receipt": (on - complaint.received_on).days,
        },
    )
    happened(complaint, "complaint.registered", by=by, on=on)
    return registration
