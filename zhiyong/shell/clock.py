"""The only place that reads the clock.

A demonstration may fix today (`FIXED_TODAY`); moments stay real, so the journal's own stamps
are never moved.
"""

from datetime import date, datetime

from django.conf import settings
from django.utils import timezone


def today() -> date:
    """Return the local day, or the fixed day of a demonstration."""
    if settings.FIXED_TODAY:
        return date.fromisoformat(settings.FIXED_TODAY)
    return timezone.localdate()  # noqa: TID251


def now() -> datetime:
    """Return the moment, with its time zone."""
    return timezone.now()  # noqa: TID251
