"""The day as of which the directory's pages speak: `?on=2025-06-30`, today without it."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.utils import formats

from zhiyong.shell import clock
from zhiyong.shell.access import Request
from zhiyong.shell.days import parse_day


@dataclass(frozen=True, slots=True)
class AsOf:
    """The day of a page, and how addresses carry it on."""

    day: date
    today: date

    @property
    def is_today(self) -> bool:
        """Whether the page shows the directory as it is."""
        return self.day == self.today

    @property
    def suffix(self) -> str:
        """Return what links to other pages of the directory end with."""
        return "" if self.is_today else "?" + urlencode({"on": self.day.isoformat()})


def as_of(request: Request) -> AsOf:
    """Return the day that a request asks for; what is no day means today."""
    today = clock.today()
    return AsOf(parse_day(request.GET.get("on", "")) or today, today)


def written(on: date | None) -> str:
    """Return a day as sentences write it, "" for none."""
    return formats.date_format(on) if on else ""
