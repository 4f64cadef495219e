"""The sums of a year of which shares are withheld, as the paying office states them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import IO, Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from zhiyong.consequences.lines import amount as share_of
from zhiyong.consequences.models import Entry, YearlySum
from zhiyong.directory.models import Account, Person, Tenure, Unit
from zhiyong.directory.standing import standing_of
from zhiyong.directory.workbook.layout import Column, Sheet
from zhiyong.directory.workbook.reading import Problem, Row, Table, read
from zhiyong.directory.workbook.writing import blank
from zhiyong.journal.services import Act, record_many
from zhiyong.shell import rows
from zhiyong.shell.access import Role, Standing
from zhiyong.shell.errors import Refusal

KEEPERS = (Role.PERSONNEL, Role.UNIT_LIAISON, Role.OFFICE)
"""Who states the sums of a unit and its people."""
FIRST_YEAR, LAST_YEAR = 2000, 2199
LARGEST = Decimal("999999999999.99")
MOST = 20_000
OF_BOTH = {YearlySum.Of.ANNUAL: "person", YearlySum.Of.UNIT: "unit"}

SHEET = Sheet(
    "yearly sums",
    gettext_lazy("Yearly sums"),
    (
        Column("person", gettext_lazy("Personnel number"), "code", longest=40, refers="person"),
        Column("unit", gettext_lazy("Unit code"), "code", longest=60, refers="unit"),
        Column(
            "name", gettext_lazy("Name"), help=gettext_lazy("Only to read; it is not taken in.")
        ),
        Column(
            "of",
            gettext_lazy("What is paid"),
            "choice",
            required=True,
            choices=lambda: YearlySum.Of.choices,
            width=24,
        ),
        Column("year", gettext_lazy("Year"), "number", required=True, example="2026"),
        Column(
            "amount",
            gettext_lazy("Amount in yuan"),
            "number",
            required=True,
            example="36000.00",
            help=gettext_lazy("With at most two digits after the point."),
        ),
    ),
    ("person", "unit", "of", "year"),
    gettext_lazy("One row for a person and year; of a unit's own bonus, one for the unit."),
)
WRONG = {
    "WHO": gettext_lazy(
        "Name either the person, whose bonus of the year it is, or the unit, whose own bonus it is."
    ),
    "NOT_A_YEAR": gettext_lazy("Write a year such as 2026."),
    "NOT_MONEY": gettext_lazy("Write an amount in yuan such as 36000 or 36000.50."),
    "NOT_KEPT": gettext_lazy("You do not keep the personnel of this unit."),
}
"""What is wrong in a cell, beside what the directory's reading says."""


class SumsWrong(Refusal):
    """Cells of the workbook are wrong; nothing was taken in."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        many = len(problems)
        text = ngettext(
            "%(n)d cell is wrong; nothing was taken in.",
            "%(n)d cells are wrong; nothing was taken in.",
            many,
        )
        super().__init__(text % {"n": many})
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class Stated:
    """One sum: whose, of what, of which year, how much."""

    person: int | None
    unit: int | None
    of: str
    year: int
    amount: Decimal


@dataclass
class _Read:
    """The rows of a workbook on their way to sums."""

    table: Table
    standing: Standing
    people: dict[str, int] = field(default_factory=dict)
    units: dict[str, int] = field(default_factory=dict)
    kept: frozenset[int] = frozenset()
    homes: dict[int, set[int]] = field(default_factory=dict)
    stated: list[Stated] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def template() -> IO[bytes]:
    """Return the workbook to fill in."""
    rules = [
        _("All of the workbook is taken in, or nothing of it."),
        _("Columns with * must be filled in. A sum that was stated before is stated anew."),
    ]
    return blank([SHEET], title=_("Yearly sums: how to fill in"), rules=rules)


@transaction.atomic
def state_sums(*, content: bytes, by: Account, on: date) -> int:
    """Take in a workbook of yearly sums: all of it, or nothing; return how many there were.

    The amounts withheld follow at once. A few statements, however many rows there are.

    :raises NotReadable: if it is no workbook that can be read.
    :raises SumsWrong: with the cells that are wrong.
    """
    reading = read(content, [SHEET])
    table = reading.tables.get(SHEET.key)
    found = _Read(table, standing_of(by, on)) if table else None
    problems = list(reading.problems)
    if found is not None:
        _look_up(found)
        for row in found.table.rows[:MOST]:
            _row(found, row)
        if len(found.table.rows) > MOST:
            first = found.table.rows[MOST].number
            found.problems.append(
                found.table.problem(first, "person", "", "TOO_MANY_ROWS", most=MOST)
            )
        problems += found.problems
    if problems or found is None:
        raise SumsWrong(sorted(problems, key=lambda one: (one.row, len(one.column), one.column)))
    state(sums=found.stated, by=by, on=on)
    return len(found.stated)


def state(*, sums: Sequence[Stated], by: Account, on: date) -> None:
    """State yearly sums, new or anew, within the caller's transaction; amounts follow."""
    made = [
        YearlySum(
            person_id=one.person,
            unit_id=one.unit,
            of=one.of,
            year=one.year,
            amount=one.amount,
            stated_by=by,
            stated_on=on,
        )
        for one in sums
    ]
    people = {one.person for one in sums if one.person is not None}
    units = {one.unit for one in sums if one.unit is not None}
    known = {
        _key(one): one.pk
        for one in YearlySum.objects.select_for_update().filter(
            Q(person__in=people) | Q(unit__in=units)
        )
    }
    old = [one for one in made if _key(one) in known]
    for one in old:
        one.pk = known[_key(one)]
    rows.update(old, ["amount", "stated_by", "stated_on"])
    new = {_key(one): one for one in made if _key(one) not in known}
    returning = "id, person_id, unit_id, of, year"
    for pk, *key in rows.insert(list(new.values()), returning=returning):
        new[tuple(key)].pk = pk
    _follow(made, people, units)
    record_many(
        [
            Act(
                "yearly_sum.stated",
                f"yearlysum:{one.pk}",
                {"of": one.of, "year": one.year, "anew": _key(one) in known},
            )
            for one in made
        ],
        by=by,
        on=on,
    )


def _key(one: YearlySum) -> tuple[Any, ...]:
    return (one.person_id, one.unit_id, str(one.of), one.year)


def _follow(sums: Iterable[YearlySum], people: set[int], units: set[int]) -> None:
    """Let the deductions say what they are of the sums that are known now."""
    wholes = {_key(one): one.amount for one in sums}
    entries = list(
        Entry.objects.select_for_update()
        .filter(Q(person__in=people) | Q(unit__in=units), effect="deduct")
        .order_by("pk")
    )
    changed = []
    for entry in entries:
        whole = wholes.get((entry.person_id, entry.unit_id, entry.of, entry.year))
        if whole is not None and entry.part is not None and entry.base:
            entry.amount = share_of(whole, Fraction(entry.part, entry.base))
            changed.append(entry)
    rows.update(changed, ["amount"])


# ── reading the cells ─────────────────────────────────────────────────────────────────────


def _look_up(found: _Read) -> None:
    codes = {row.get("person") for row in found.table.rows} - {None, ""}
    found.people = dict(Person.objects.filter(number__in=codes).values_list("number", "pk"))
    codes = {row.get("unit") for row in found.table.rows} - {None, ""}
    found.units = dict(Unit.objects.filter(code__in=codes).values_list("code", "pk"))
    found.kept = found.standing.units(*KEEPERS)
    for person, unit in Tenure.objects.filter(person__in=found.people.values()).values_list(
        "person", "post__unit"
    ):
        found.homes.setdefault(person, set()).add(unit)


def _row(found: _Read, row: Row) -> None:
    before = len(found.problems)

    def wrong(key: str, code: str, **facts: Any) -> None:
        found.problems.append(found.table.problem(row.number, key, row.get(key), code, **facts))

    number, code = row.get("person") or "", row.get("unit") or ""
    of = row.get("of") or ""
    key = OF_BOTH.get(YearlySum.Of(of)) if of in YearlySum.Of.values else None
    if bool(number) == bool(code) or (key and not row.get(key)):
        wrong("person" if key != "unit" else "unit", "WHO")
    person, unit = found.people.get(number), found.units.get(code)
    if number and person is None:
        wrong("person", "UNKNOWN", kind="person")
    if code and unit is None:
        wrong("unit", "UNKNOWN", kind="unit")
    if person is not None and not found.homes.get(person, set()) & found.kept:
        wrong("person", "NOT_KEPT")
    if unit is not None and unit not in found.kept:
        wrong("unit", "NOT_KEPT")
    year, amount = _year(row.get("year")), _amount(row.get("amount"))
    if year is None:
        wrong("year", "NOT_A_YEAR")
    if amount is None:
        wrong("amount", "NOT_MONEY")
    if len(found.problems) == before and year is not None and amount is not None:
        found.stated.append(Stated(person, unit, of, year, amount))


def _year(text: Any) -> int | None:
    written = str(text or "").removesuffix(".0")
    year = int(written) if written.isdigit() and len(written) == 4 else 0
    return year if FIRST_YEAR <= year <= LAST_YEAR else None


def _amount(text: Any) -> Decimal | None:
    try:
        amount = Decimal(str(text or ""))
    except InvalidOperation:
        return None
    if not amount.is_finite() or not 0 <= amount <= LARGEST:
        return None
    cents = amount.quantize(Decimal("0.01"))
    return cents if cents == amount else None
