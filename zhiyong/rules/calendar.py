"""Which days are worked: weekends, statutory holidays (法定节假日) and make-up days (补班, 调休).

A calendar is data: rows that say what differs from the week's pattern, and the years that
those rows cover completely. Outside these years it refuses to answer, because next year's
make-up days are announced only near the end of this one.

Every question costs O(1) or O(log n): the working days of the covered range are counted once,
when the calendar is built.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from zhiyong.rules.errors import RuleError

MONDAY_TO_FRIDAY = frozenset(range(5))
"""The default pattern of a week; Monday is 0."""


class CalendarMissing(RuleError):
    """The count leaves the covered years; `year` is the first year that is missing."""

    def __init__(self, year: int) -> None:
        super().__init__("CALENDAR_MISSING", year=year)
        self.year = year


class CalendarRowError(RuleError):
    """A row cannot be used: ROW_OUTSIDE_YEARS(day) or ROWS_DISAGREE(day)."""


class CalendarDay(NamedTuple):
    """One row: a day that the notice names, whether it is worked, and the holiday's name."""

    day: date
    is_working: bool
    name: str = ""


class Stretch(NamedTuple):
    """Neighbouring days that nobody works, with the names of the holidays among them."""

    first: date
    last: date
    names: tuple[str, ...]

    @property
    def days(self) -> int:
        """Return how many days the stretch has."""
        return (self.last - self.first).days + 1


class ShippedDay(NamedTuple):
    """One row of the shipped data, named in both languages."""

    day: date
    is_working: bool
    name_zh: str
    name_en: str


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Calendar:
    """The working days of the covered years. Make one with `Calendar.build`."""

    years: frozenset[int]
    _origin: int  # ordinal of the first day of the covered range
    _worked_before: tuple[int, ...]  # [i]: working days among the first i days of the range
    _working: tuple[int, ...]  # ordinals of the working days, ascending
    _named_off: tuple[int, ...]  # ordinals of days off that carry a name, ascending
    _made_up: tuple[int, ...]  # ordinals of working days on which the week's pattern rests
    _names: dict[int, str]

    @classmethod
    def build(
        cls,
        rows: Iterable[CalendarDay | tuple[date, bool, str]],
        *,
        years: Collection[int],
        working_weekdays: frozenset[int] = MONDAY_TO_FRIDAY,
    ) -> "Calendar":
        """Return the calendar of `years`: the week's pattern, corrected by the rows.

        `years` is said and not guessed from the rows, since the notice for one year may name
        a day of the year before it.

        :raises CalendarRowError: if a row lies outside `years`, or two rows of one day disagree.
        """
        covered = frozenset(years)
        said: dict[int, tuple[bool, str]] = {}
        for day, is_working, name in rows:
            if day.year not in covered:
                raise CalendarRowError("ROW_OUTSIDE_YEARS", day=day)
            known = said.setdefault(day.toordinal(), (is_working, name))
            if known[0] != is_working:
                raise CalendarRowError("ROWS_DISAGREE", day=day)

        origin = date(min(covered), 1, 1).toordinal() if covered else 1
        end = date(max(covered), 12, 31).toordinal() if covered else 0
        worked_before, working, made_up = [0], list[int](), list[int]()
        for ordinal in range(origin, end + 1):
            by_pattern = (ordinal - 1) % 7 in working_weekdays  # ordinal 1 was a Monday
            is_working, _ = said.get(ordinal, (by_pattern, ""))
            if is_working:
                working.append(ordinal)
                if not by_pattern:
                    made_up.append(ordinal)
            worked_before.append(len(working))
        return cls(
            years=covered,
            _origin=origin,
            _worked_before=tuple(worked_before),
            _working=tuple(working),
            _named_off=tuple(sorted(o for o, row in said.items() if row[1] and not row[0])),
            _made_up=tuple(made_up),
            _names={ordinal: name for ordinal, (_, name) in said.items() if name},
        )

    def __repr__(self) -> str:
        return f"<Calendar {', '.join(map(str, sorted(self.years)))}>"

    def is_working(self, day: date) -> bool:
        """Return whether the day is worked.

        :raises CalendarMissing: if its year is not covered.
        """
        self._need(day, day)
        at = day.toordinal() - self._origin
        return self._worked_before[at + 1] > self._worked_before[at]

    def name(self, day: date) -> str:
        """Return the name that the rows give the day, or an empty text."""
        return self._names.get(day.toordinal(), "")

    def after(self, day: date, count: int) -> date:
        """Return the `count`-th working day after a day, which is not counted itself.

        :raises CalendarMissing: if that lies outside the covered years.
        """
        if count < 1:
            raise ValueError(f"count must be at least 1, not {count}")
        first = day + timedelta(days=1)
        self._need(first, first)
        position = self._worked_before[first.toordinal() - self._origin] + count - 1
        if position >= len(self._working):
            raise CalendarMissing(self._first_gap(first.year))
        found = date.fromordinal(self._working[position])
        self._need(first, found)
        return found

    def before(self, day: date, count: int) -> date:
        """Return the `count`-th working day before a day, which is not counted itself.

        :raises CalendarMissing: if that lies outside the covered years.
        """
        if count < 1:
            raise ValueError(f"count must be at least 1, not {count}")
        last = day - timedelta(days=1)
        self._need(last, last)
        position = self._worked_before[day.toordinal() - self._origin] - count
        if position < 0:
            raise CalendarMissing(self._last_gap(last.year))
        found = date.fromordinal(self._working[position])
        self._need(found, last)
        return found

    def on_or_after(self, day: date) -> date:
        """Return the day itself when it is worked, else the next working day."""
        return self.after(day - timedelta(days=1), 1)

    def on_or_before(self, day: date) -> date:
        """Return the day itself when it is worked, else the last working day before it."""
        return self.before(day + timedelta(days=1), 1)

    def count(self, first: date, last: date) -> int:
        """Return how many working days lie from `first` to `last`, both included.

        :raises CalendarMissing: if the days leave the covered years.
        """
        if last < first:
            return 0
        self._need(first, last)
        upto = self._worked_before[last.toordinal() - self._origin + 1]
        return upto - self._worked_before[first.toordinal() - self._origin]

    def holidays(self, first: date, last: date) -> Iterator[Stretch]:
        """Yield each stretch of days off that touches `first`…`last` and holds a named holiday.

        A stretch is cut to `first`…`last`; weekends that join a holiday belong to it.
        """
        at = bisect_left(self._named_off, first.toordinal())
        while at < len(self._named_off) and self._named_off[at] <= last.toordinal():
            stretch = self._stretch(self._named_off[at], first, last)
            yield stretch
            at = bisect_right(self._named_off, stretch.last.toordinal())

    def made_up(self, first: date, last: date) -> tuple[CalendarDay, ...]:
        """Return the make-up working days from `first` to `last`, both included."""
        left = bisect_left(self._made_up, first.toordinal())
        right = bisect_right(self._made_up, last.toordinal())
        days = map(date.fromordinal, self._made_up[left:right])
        return tuple(CalendarDay(day, True, self.name(day)) for day in days)

    def _stretch(self, inside: int, first: date, last: date) -> Stretch:
        """Return the run of days off around one of them, within `first`…`last`."""
        at = self._worked_before[inside - self._origin]  # the working days before the run
        low = self._working[at - 1] + 1 if at else self._origin
        high = self._working[at] - 1 if at < len(self._working) else self._range_end
        low, high = max(low, first.toordinal()), min(high, last.toordinal())
        left, right = bisect_left(self._named_off, low), bisect_right(self._named_off, high)
        names = dict.fromkeys(self._names[ordinal] for ordinal in self._named_off[left:right])
        return Stretch(date.fromordinal(low), date.fromordinal(high), tuple(names))

    @property
    def _range_end(self) -> int:
        return self._origin + len(self._worked_before) - 2

    def _need(self, first: date, last: date) -> None:
        """Refuse days outside the covered years, naming the first year that is missing."""
        for year in range(first.year, last.year + 1):
            if year not in self.years:
                raise CalendarMissing(year)

    def _first_gap(self, year: int) -> int:
        while year in self.years:
            year += 1
        return year

    def _last_gap(self, year: int) -> int:
        while year in self.years:
            year -= 1
        return year


def shipped_days() -> tuple[tuple[ShippedDay, ...], frozenset[int]]:
    """Return the rows that ship with the product and the years that they cover completely.

    Source: the package chinesecalendar, which follows the State Council's yearly notices.
    A year counts as covered when its National Day is known: the data of a year come at once.
    """
    from chinese_calendar import Holiday
    from chinese_calendar.constants import holidays, workdays

    chinese = {holiday.value: holiday.chinese for holiday in Holiday}
    rows = [
        ShippedDay(day, is_working, chinese[name], name)
        for table, is_working in ((holidays, False), (workdays, True))
        for day, name in table.items()
    ]
    years = frozenset(row.day.year for row in rows if not row.is_working and row.day.month == 10)
    return tuple(sorted(row for row in rows if row.day.year in years)), years
