"""Facts that are taken from the rows of a register: how often, how long, how many in a row.

Unit:    as the figure says: rows, days, exact sums, exact shares. Never a float.
Window:  rolling: the term that ends with the day in question and begins on the day after the same
         date before (a year that ends on 1 March 2021 begins on 2 March 2020) · year: the calendar
         year of the day, or with `over` the last one that is over · years, all: every row so far.
Source:  the rows given, numbered from 1. A row lies in a window when one of its days does; rows
         that begin after the day do not count; a row without any day counts in every window.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from fractions import Fraction

from zhiyong.rules.clock import CountRule, FirstDay, Term, TermError, Unit, last_day
from zhiyong.rules.clock.counting import MONTHS_OF_A_YEAR, months_before
from zhiyong.rules.errors import RuleError
from zhiyong.rules.facts import FactValue, Ratio, Single, Vocabulary
from zhiyong.rules.pack.fields import Figure, Matching, Window

DAY = timedelta(days=1)
_SAME_DAY = CountRule(FirstDay.SAME)

OWN_DAYS = ("from", "until", "on", "due", "done", "since")
OWN_NUMBERS = ("year", "rank", "of", "days")
OWN_FLAGS = ("excused", "linked")
OWN_TEXTS = ("who", "what", "note", "reason", "id")
"""Fields that a row may have in every register, besides those that the register declares."""


class FigureError(RuleError):
    """WINDOW_OPEN(path): the term is not set. WINDOW_UNIT(term): it counts no days, months, years.

    ROW_WITHOUT(row, field): a row lacks what the figure is taken from. OUT_OF_DATES: days lie
    where no dates are.
    """


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a register: its number, from 1, and its values, exact."""

    number: int
    values: Mapping[str, Single | None]

    def day(self, name: str) -> date | None:
        """Return a field as a day, or None."""
        value = self.values.get(name)
        if isinstance(value, datetime):
            return value.date()
        return value if isinstance(value, date) else None

    def moment(self, name: str) -> datetime | None:
        """Return a field as a moment; a day without one counts to its end."""
        value = self.values.get(name)
        if isinstance(value, datetime):
            return value
        return datetime.combine(value + DAY, time.min) if isinstance(value, date) else None

    def number_of(self, name: str) -> Fraction | None:
        """Return a field as an exact number, or None."""
        value = self.values.get(name)
        if isinstance(value, bool) or not isinstance(value, int | Fraction):
            return None
        return Fraction(value)

    @property
    def is_excused(self) -> bool:
        """Return whether a justification was accepted."""
        return self.values.get("excused") is True

    def matches(self, wanted: Iterable[Matching]) -> bool:
        """Return whether the row has one of the values wanted, in each of the fields."""
        return all(_text(self.values.get(one.field)) in one.is_in for one in wanted)


@dataclass(frozen=True, slots=True)
class Taken:
    """A figure: its value (None when it cannot be said), the rows it rests on, the window.

    on      the day in question; `assumed` when the rows had to say it
    notes   what settled a choice: codes with their params
    """

    figure: Figure
    value: FactValue
    rows: tuple[int, ...]
    since: date | None
    until: date | None
    assumed: bool = False
    notes: tuple[tuple[str, Mapping[str, object]], ...] = field(default_factory=tuple)


_Found = tuple[FactValue, Sequence[Row]]
_Notes = list[tuple[str, Mapping[str, object]]]


def take(figure: Figure, rows: Sequence[Row], on: date | None = None) -> Taken:
    """Return a figure over the rows of its register.

    on   the day in question; None: the last day that the rows name, and `assumed` says so

    :raises FigureError: if the window has no usable term, or a row lacks what is needed.
    """
    try:
        return _take(figure, rows, on)
    except (OverflowError, TermError) as error:
        raise FigureError("OUT_OF_DATES", term=figure.window.term or "", start=on or "") from error


def _take(figure: Figure, rows: Sequence[Row], on: date | None) -> Taken:
    day = on or max((_span(figure, row, None)[1] for row in rows), default=None, key=_or_early)
    since, until = window(figure.window, day, f"figures.{figure.id}.window")
    inside = [row for row in rows if _lies_in(_span(figure, row, day), since, until, day)]
    if figure.excused:
        inside = [row for row in inside if not row.is_excused]
    inside.sort(key=lambda row: (_or_early(_span(figure, row, day)[0]), row.number))
    notes: _Notes = []
    work = _Work(figure, since, until, day, notes)
    value, used = _TAKES[figure.take](work, inside)
    if figure.among:
        used = [row for row in used if row.matches(figure.among)]
        value = len(used)
    numbers = tuple(sorted({row.number for row in used}))
    return Taken(figure, value, numbers, since, until, on is None, tuple(notes))


def as_fact(vocabulary: Vocabulary, figure: Figure, value: FactValue) -> FactValue:
    """Return a figure as its fact holds it: of a flag, whether it is over 0."""
    declared = vocabulary.facts.get(figure.fact)
    if declared is not None and declared.kind == "flag" and isinstance(value, int | Fraction):
        return value > 0
    return frozenset({str(value)}) if declared and declared.many and value is not None else value


def window(window: Window, on: date | None, path: str = "") -> tuple[date | None, date | None]:
    """Return the first and the last day of a window that ends with a day, both included.

    :raises FigureError: WINDOW_OPEN or WINDOW_UNIT.
    """
    if on is None:
        return None, None
    if window.kind == "year":
        is_over = on.month == MONTHS_OF_A_YEAR and on.day == 31
        year = on.year - (window.over and not is_over)
        return date(year, 1, 1), min(on, date(year, 12, 31))
    if window.kind in ("years", "all"):
        return None, on
    if not isinstance(window.term, Term):
        raise FigureError("WINDOW_OPEN", path=f"{path}.term")
    match window.term.unit:
        case Unit.DAY:
            return on - (window.term.value - 1) * DAY, on
        case Unit.MONTH:
            return months_before(on, window.term.value) + DAY, on
        case Unit.YEAR:
            return months_before(on, window.term.value * MONTHS_OF_A_YEAR) + DAY, on
        case _:
            raise FigureError("WINDOW_UNIT", term=str(window.term))


# ── which days a row has ──────────────────────────────────────────────────────────────────


def _span(figure: Figure, row: Row, on: date | None) -> tuple[date | None, date | None]:
    """Return the first and the last day of a row; one that is still open lasts until the day."""
    if figure.by is not None:
        day = row.day(figure.by)
        return day, day
    first = row.day("from")
    if first is not None:
        last = row.day("until") or on
        return first, max(last, first) if last else first
    for name in ("on", "due", "since", "until"):
        if (day := row.day(name)) is not None:
            return day, day
    year = row.number_of("year")
    if year is not None and year.denominator == 1 and 1 <= year <= date.max.year:
        return date(int(year), 1, 1), date(int(year), 12, 31)
    return None, None


def _lies_in(
    span: tuple[date | None, date | None], since: date | None, until: date | None, on: date | None
) -> bool:
    first, last = span
    if first is None or last is None:
        return True
    if on is not None and first > on:
        return False
    return (until is None or first <= until) and (since is None or last >= since)


def _or_early(day: date | None) -> date:
    return day or date.min


def _year(figure: Figure, row: Row) -> int | None:
    year = row.number_of("year")
    if year is not None:
        return int(year)
    first = _span(figure, row, None)[0]
    return first.year if first else None


def _text(value: Single | None) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


# ── what is taken ─────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Work:
    figure: Figure
    since: date | None
    until: date | None
    on: date | None
    notes: _Notes

    def matching(self, rows: Iterable[Row]) -> list[Row]:
        return [row for row in rows if row.matches(self.figure.matching) and self.is_open(row)]

    def is_open(self, row: Row) -> bool:
        """Return whether a row is not done by the day, where only such rows count."""
        if not self.figure.unfinished:
            return True
        done = row.day("done")
        return done is None or (self.on is not None and done > self.on)

    def number(self, row: Row, name: str | None) -> Fraction:
        found = row.number_of(name or "")
        if found is None:
            raise FigureError("ROW_WITHOUT", row=row.number, field=name or "field")
        return found

    def clipped(self, row: Row) -> tuple[date, date] | None:
        """Return the days of a row inside the window."""
        first, last = _span(self.figure, row, self.on)
        if first is None or last is None:
            return None
        begins = max(first, self.since) if self.since else first
        ends = min(last, self.until) if self.until else last
        return (begins, ends) if begins <= ends else None

    def stated(self, row: Row) -> Fraction:
        """Return the days that a row states without saying which they were."""
        return Fraction(0) if row.day("from") else row.number_of("days") or Fraction(0)


def _sum(work: _Work, rows: list[Row]) -> _Found:
    used = work.matching(rows)
    return sum((work.number(row, work.figure.field) for row in used), Fraction(0)), used


def _count(work: _Work, rows: list[Row]) -> _Found:
    used = work.matching(rows)
    return len(used), used


def _max(work: _Work, rows: list[Row]) -> _Found:
    used = work.matching(rows)
    if not used:
        return None, used
    best = max(work.number(row, work.figure.field) for row in used)
    return best, [row for row in used if work.number(row, work.figure.field) == best]


def _last(work: _Work, rows: list[Row]) -> _Found:
    used = work.matching(rows)
    if not used:
        return None, used
    return used[-1].values.get(work.figure.field or ""), used[-1:]


def _days(work: _Work, rows: list[Row]) -> _Found:
    """Days covered, each once, plus days that rows state without dates."""
    used = work.matching(rows)
    covered: set[int] = set()
    stated = Fraction(0)
    for row in used:
        if own := work.stated(row):
            stated += own
        elif days := work.clipped(row):
            covered.update(range(days[0].toordinal(), days[1].toordinal() + 1))
    return len(covered) + stated, used


def _leave(work: _Work, rows: list[Row]) -> _Found:
    """One continuous leave by calendar months and the days beyond, separate leaves by days."""
    used = work.matching(rows)
    stated = [own for row in used if (own := work.stated(row))]
    spans = [days for row in used if not work.stated(row) and (days := work.clipped(row))]
    stretches = _joined(spans)
    of_month = work.figure.months_of_days
    if of_month and len(stretches) == 1 and not stated:
        first, last = stretches[0]
        months = _whole_months(first, last)
        ends = first - DAY if not months else _after_months(first, months)
        rest = (last - ends).days
        work.notes.append(("LEAVE_CONTINUOUS", {"months": months, "days": rest}))
        return months * of_month + rest, used
    total = sum(((last - first).days + 1 for first, last in stretches), sum(stated, Fraction(0)))
    if used:
        count = len(stretches) + len(stated)
        work.notes.append(("LEAVE_SEPARATE", {"leaves": count, "of_month": of_month or 0}))
    return total, used


def _joined(spans: Iterable[tuple[date, date]]) -> list[tuple[date, date]]:
    """Return stretches of days in order, those that overlap or touch joined."""
    found: list[tuple[date, date]] = []
    for first, last in sorted(spans):
        if found and first <= found[-1][1] + DAY:
            found[-1] = (found[-1][0], max(last, found[-1][1]))
        else:
            found.append((first, last))
    return found


def _after_months(first: date, months: int) -> date:
    """Return the last day of so many calendar months that begin on a day."""
    return last_day(Term(months, Unit.MONTH), first, rule=_SAME_DAY)


def _whole_months(first: date, last: date) -> int:
    months = (last.year - first.year) * MONTHS_OF_A_YEAR + last.month - first.month + 1
    while months and _after_months(first, months) > last:
        months -= 1
    return months


def _run(work: _Work, rows: list[Row]) -> _Found:
    by_year = work.figure.window.kind == "years"
    if by_year:
        latest = {_year(work.figure, row): row for row in rows}
        rows = [latest[year] for year in sorted(y for y in latest if y is not None)]
    used: list[Row] = []
    for row in reversed(rows):
        if not row.matches(work.figure.matching):
            break
        if by_year and used:
            after, this = _year(work.figure, used[-1]), _year(work.figure, row)
            if after is None or this is None or after - this != 1:
                work.notes.append(("YEAR_MISSING", {"year": (after or 1) - 1}))
                break
        used.append(row)
    return len(used), used[::-1]


def _change(work: _Work, rows: list[Row]) -> _Found:
    used = work.matching(rows)[-2:]
    if len(used) < 2:
        return None, used
    if work.figure.window.kind == "years":
        before, last = (_year(work.figure, row) for row in used)
        if before is None or last is None or last - before != 1:
            work.notes.append(("YEAR_MISSING", {"year": (last or 1) - 1}))
            return None, used
    before_value, value = (work.number(row, work.figure.field) for row in used)
    return value - before_value, used


def _from_bottom(work: _Work, rows: list[Row]) -> _Found:
    used = work.matching(rows)[-1:]
    if not used:
        return None, used
    rank, of = work.number(used[0], work.figure.field or "rank"), work.number(used[0], "of")
    return of - rank + 1, used


def _share(work: _Work, rows: list[Row]) -> _Found:
    part = work.matching(rows)
    return (Ratio(len(part), len(rows)) if rows else None), part


def _late_days(work: _Work, rows: list[Row]) -> _Found:
    late: list[tuple[int, Row]] = []
    for row in work.matching(rows):
        due = row.day(work.figure.field or "due")
        done = row.day(work.figure.against or "done")
        ends = min(done, work.on) if done and work.on else done or work.on
        if due is None:
            raise FigureError("ROW_WITHOUT", row=row.number, field=work.figure.field or "due")
        late.append((max(0, (ends - due).days) if ends else 0, row))
    most = max((days for days, _ in late), default=0)
    return most, [row for days, row in late if days == most and most]


def _late_hours(work: _Work, rows: list[Row]) -> _Found:
    late: list[tuple[Fraction, Row]] = []
    for row in work.matching(rows):
        due = row.moment(work.figure.field or "due")
        if due is None:
            raise FigureError("ROW_WITHOUT", row=row.number, field=work.figure.field or "due")
        now = datetime.combine(work.on + DAY, time.min) if work.on else None
        done = row.moment(work.figure.against or "done")
        ends = min(done, now) if done and now else done or now
        seconds = int((ends - due).total_seconds()) if ends else 0
        late.append((Fraction(max(0, seconds), 3600), row))
    most = max((hours for hours, _ in late), default=Fraction(0))
    return most, [row for hours, row in late if hours == most and most]


def _age(work: _Work, rows: list[Row]) -> _Found:
    ages: list[tuple[int, Row]] = []
    for row in work.matching(rows):
        since = row.day(work.figure.field or "since")
        if since is not None and work.on and row.day(work.figure.against or "done") is None:
            ages.append(((work.on - since).days, row))
    if not ages:
        return None, []
    oldest = max(days for days, _ in ages)
    return oldest, [row for days, row in ages if days == oldest]


def _short(work: _Work, rows: list[Row]) -> _Found:
    figure = work.figure
    used = [
        row
        for row in work.matching(rows)
        if work.number(row, figure.field) < work.number(row, figure.against)
    ]
    return len(used), used


def _gap(work: _Work, rows: list[Row]) -> _Found:
    figure, used = work.figure, work.matching(rows)
    more = (work.number(row, figure.field) - work.number(row, figure.against) for row in used)
    return (sum(more, Fraction(0)) if used else None), used


def _mean(work: _Work, rows: list[Row]) -> _Found:
    used = work.matching(rows)
    total = sum((work.number(row, work.figure.field) for row in used), Fraction(0))
    return (total / len(used) if used else None), used


_TAKES: Mapping[str, Callable[[_Work, list[Row]], _Found]] = {
    "sum": _sum,
    "count": _count,
    "max": _max,
    "last": _last,
    "days": _days,
    "leave": _leave,
    "run": _run,
    "change": _change,
    "from_bottom": _from_bottom,
    "share": _share,
    "late_days": _late_days,
    "age": _age,
    "short": _short,
    "gap": _gap,
    "mean": _mean,
    "late_hours": _late_hours,
}
