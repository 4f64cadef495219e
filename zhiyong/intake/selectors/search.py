"""Finding a complaint again: by number, by the unit complained of, by words of its title."""

import re
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from zhiyong.directory.selectors import unit_search
from zhiyong.intake.models import Complaint

NUMBER = re.compile(r"[\d〔\[(（]")
MOST_UNITS = 50
WINDOW = timedelta(days=366)
"""How far back a search by words goes unless days are asked for."""


def matching(
    rows: QuerySet[Complaint], text: str, *, today: date, window: timedelta | None = WINDOW
) -> QuerySet[Complaint]:
    """Return the complaints that a text points at.

    A text with digits is a number, ours or another office's, from its beginning. Other text is
    the name of a unit complained of, or stands in the title, of those received within `window`.
    """
    wanted = text.strip()[:100]
    if not wanted:
        return rows
    if NUMBER.search(wanted):
        found = Q(number__startswith=wanted) | Q(outside_number__startswith=wanted)
        if wanted.isdigit():
            found |= Q(number__contains=f"〕{wanted}号")
        return rows.filter(found | Q(title__contains=wanted))
    units = [unit.pk for unit in unit_search(wanted, MOST_UNITS)]
    rows = rows.filter(Q(title__icontains=wanted) | Q(subject_unit__in=units))
    return rows.filter(received_on__gt=today - window) if window else rows
