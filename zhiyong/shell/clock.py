"""The only place that reads the clock.

A demonstration may fix today (`FIXED_TODAY`): the day, and the moment from which terms of hours
run, stand still together. `now()` stays real, so the journal's own stamps, sessions and the
vault are never moved.
"""

from datetime import date, datetime, time

from django.conf import settings
from django.utils import timezone

FIXED_HOUR = time(10)
"""When a fixed day without an hour stands still: in office hours, the day's work before it."""


def today() -> date:
    """Return the local day, or the fixed day of a demonstration."""
    if settings.FIXED_TODAY:
        return _fixed(settings.FIXED_TODAY).date()
    return timezone.localdate()  # noqa: TID251


def moment() -> datetime:
    """Return the moment of an act, for terms of hours: of the same day as `today`, always."""
    if settings.FIXED_TODAY:
        return _fixed(settings.FIXED_TODAY)
    return timezone.localtime(now())


def now() -> datetime:
    """Return the real moment, with its time zone."""
    return timezone.now()  # noqa: TID251


def _fixed(text: str) -> datetime:
    """Return the fixed moment: 2026-11-22, or 2026-11-22T15:30 where the hour matters.

    :raises ValueError: if it is neither.
    """
    said = datetime.fromisoformat(text)
    if "T" not in text:
        said = datetime.combine(said, FIXED_HOUR)
    return timezone.make_aware(said) if said.tzinfo is None else timezone.localtime(said)
