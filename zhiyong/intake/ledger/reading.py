"""From a workbook to rows, or to everything that is wrong with it, each at its cell."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from xlsxwriter.utility import xl_col_to_name

from zhiyong.directory.models import Unit
from zhiyong.directory.workbook.reading import NotReadable, opened
from zhiyong.intake.ledger.layout import GOES_ON, LAYOUTS, OUTCOMES, Column
from zhiyong.intake.models import ENDED, Complaint, Import, Registration
from zhiyong.intake.selectors.plan import registration_series
from zhiyong.plans.models import Adoption
from zhiyong.plans.selectors import pack_of
from zhiyong.rules.pack.papers import Series
from zhiyong.rules.pack.schema import Pack
from zhiyong.shell.days import parse_day
from zhiyong.shell.forms import tidy
from zhiyong.vault import numbers

HEADING_WITHIN = 20
MOST_ROWS = 5_000
MOST_ERRORS = 200
GAPS = re.compile(r"[\s*＊（()）:：]+")


@dataclass(slots=True)
class Read:
    """What was read: rows as JSON can hold them, and what is wrong in which cell."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    errors: list[dict[str, str]] = field(default_factory=list)

    def wrong(self, cell: str, heading: Any, value: Any, message: str) -> None:
        """Note an error at a cell."""
        if len(self.errors) < MOST_ERRORS:
            shown = str("" if value is None else value)[:60]
            self.errors.append(
                {"cell": cell, "heading": str(heading), "value": shown, "message": message}
            )


def read(content: bytes, kind: str, *, adoption: Adoption, unit: Unit, on: date) -> Read:
    """Read a workbook of one kind for an office.

    :raises NotReadable: if it is none, has no sheet with the headings, or too many rows.
    """
    book = opened(content)
    columns = LAYOUTS[Import.Kind(kind)]
    for name in book.sheet_names:
        cells = book.get_sheet_by_name(name).to_python()
        found = _headings(cells, columns)
        if found is None:
            continue
        line, places = found
        rows = [
            (number, row)
            for number, row in enumerate(cells[line + 1 :], line + 2)
            if any(str(cell).strip() for cell in row)
        ]
        if len(rows) > MOST_ROWS:
            raise NotReadable(_("At most {most} rows can be read at once.").format(most=MOST_ROWS))
        result = _read_rows(rows, places, columns, pack_of(adoption), unit, on)
        if kind == Import.Kind.LEDGER:
            _check_numbers(result, rows, places["number"], registration_series(adoption))
            _check_joined(result, rows, places, unit)
        return result
    wanted = "、".join(str(column.label) for column in columns if column.required)
    raise NotReadable(
        _("No sheet has these headings: {wanted}. Start from the template.").format(wanted=wanted)
    )


def _check_numbers(
    result: Read,
    rows: Sequence[tuple[int, Sequence[Any]]],
    place: int,
    series: Series | None,
) -> None:
    """Note numbers that do not have the form of the plan's series."""
    for (number, _cells), values in zip(rows, result.rows, strict=True):
        given = values.get("number")
        if given and (series is None or series.parse(given) is None):
            form = series.format(year=2025, n=1) if series else "—"
            text = _("Write the number in this form: {form}.").format(form=form)
            cell = f"{xl_col_to_name(place)}{number}"
            result.wrong(cell, _("Registration number"), given, text)


def _check_joined(
    result: Read, rows: Sequence[tuple[int, Sequence[Any]]], places: dict[str, int], unit: Unit
) -> None:
    """Note complaints that were joined into one that is nowhere, or into themselves."""
    named = {values["merged_into"] for values in result.rows if values.get("merged_into")}
    ours = Registration.objects.filter(unit=unit, number__in=named, ended_on__isnull=True)
    known = {values.get("number") for values in result.rows} | set(
        ours.values_list("number", flat=True)
    )
    for (number, _cells), values in zip(rows, result.rows, strict=True):
        into = values.get("merged_into") or ""
        place = places.get("merged_into")
        cell = f"{xl_col_to_name(place)}{number}" if place is not None else str(number)
        if values.get("outcome") == Complaint.State.MERGED:
            if not into or into not in known or into == values.get("number"):
                text = _("Name the number of the complaint that it was joined into.")
                result.wrong(cell, _("Joined into number"), into, text)
        elif into:
            text = _("Only a complaint with the outcome “{outcome}” names one.")
            said = text.format(outcome=OUTCOMES["MERGED"])
            result.wrong(cell, _("Joined into number"), into, said)


def _plain(text: Any) -> str:
    return GAPS.sub("", str(text)).lower()


def _headings(
    cells: Sequence[Sequence[Any]], columns: Iterable[Column]
) -> tuple[int, dict[str, int]] | None:
    """Return the line of the headings, and where each column stands."""
    known = {_plain(heading): column.key for column in columns for heading in column.headings()}
    needed = {column.key for column in columns if column.required}
    for line, row in enumerate(cells[:HEADING_WITHIN]):
        places: dict[str, int] = {}
        for place, cell in enumerate(row):
            key = known.get(_plain(cell))
            if key:
                places.setdefault(key, place)
        if needed <= set(places):
            return line, places
    return None


def _read_rows(
    rows: Sequence[tuple[int, Sequence[Any]]],
    places: dict[str, int],
    columns: Sequence[Column],
    pack: Pack,
    unit: Unit,
    on: date,
) -> Read:
    result = Read()
    units = _units(rows, places.get("subject"))
    choices = {
        "channel": _named((c.id, c.label.zh, c.label.en) for c in pack.channels),
        "refusal": _named((c.id, c.label.zh, c.label.en) for c in pack.refusals),
        "outcome": _outcomes(),
    }
    taken = _taken(rows, places, unit)
    seen: dict[str, int] = {}
    for number, cells in rows:
        values: dict[str, Any] = {}
        for column in columns:
            place = places.get(column.key)
            raw = cells[place] if place is not None and place < len(cells) else ""
            cell = f"{xl_col_to_name(place)}{number}" if place is not None else str(number)
            try:
                values[column.key] = _value(column, raw, units, choices)
            except ValueError as error:
                values[column.key] = ""
                result.wrong(cell, column.label, raw, str(error))
        _check_row(values, number, places, seen, taken, result, on)
        result.rows.append(values)
    if not rows:
        result.wrong("", "", "", _("There is no row below the headings."))
    return result


def _value(
    column: Column, raw: Any, units: dict[str, int], choices: dict[str, dict[str, str]]
) -> Any:
    text = _text(raw)
    if not text:
        if column.required:
            raise ValueError(_("This must be filled in."))
        return ""
    if column.reads == "day":
        day = raw.date() if isinstance(raw, datetime) else raw
        day = day if isinstance(day, date) else parse_day(text)
        if day is None:
            raise ValueError(_("Write a date such as 2026-11-22 or 2026年11月22日."))
        return day.isoformat()
    if column.reads == "unit":
        return {"unit": units.get(text), "text": text[:120]}
    if column.reads in choices:
        return _choice(column.reads, text, choices[column.reads])
    if len(text) > column.limit:
        raise ValueError(
            _("Too long: {count} characters, at most {limit} fit.").format(
                count=len(text), limit=column.limit
            )
        )
    if column.key == "telephone" and numbers.telephone(text) is None:
        raise ValueError(_("This is no telephone number."))
    return text


def _choice(reads: str, text: str, known: dict[str, str]) -> str:
    if _plain(text) in known:
        return known[_plain(text)]
    if reads == "channel":
        raise ValueError(_("The plan has no such channel."))
    if reads == "refusal":
        raise ValueError(_("The plan has no such reason."))
    allowed = "、".join(str(label) for label in OUTCOMES.values())
    raise ValueError(_("Write one of: {allowed}.").format(allowed=allowed))


def _text(raw: Any) -> str:
    if isinstance(raw, float) and raw.is_integer():
        raw = int(raw)
    return tidy(str("" if raw is None else raw)).replace("\0", "").strip()


def _check_row(
    values: dict[str, Any],
    number: int,
    places: dict[str, int],
    seen: dict[str, int],
    taken: set[str],
    result: Read,
    on: date,
) -> None:
    """Note what does not fit together within a row, or with what is there already."""

    def cell(key: str) -> str:
        place = places.get(key)
        return f"{xl_col_to_name(place)}{number}" if place is not None else str(number)

    received = values.get("received_on") or ""
    if received > on.isoformat():
        text = _("The day of receipt lies in the future.")
        result.wrong(cell("received_on"), _("Received on"), received, text)
    for key in ("registered_on", "closed_on"):
        if values.get(key) and received and values[key] < received:
            text = _("This day lies before the day of receipt.")
            result.wrong(cell(key), "", values[key], text)
    given = values.get("number") or ""
    if given in seen:
        text = _("The same number stands in row {row}.").format(row=seen[given])
        result.wrong(cell("number"), "", given, text)
    elif given in taken:
        result.wrong(cell("number"), "", given, _("This number is there already."))
    if given:
        seen[given] = number
    if values.get("outcome") == "REFERRED" and not values.get("competent_body"):
        result.wrong(cell("competent_body"), "", "", _("Name the competent body."))
    if values.get("outcome") == "NOT_ACCEPTED" and not values.get("refusal"):
        text = _("Say for which reason it was not accepted.")
        result.wrong(cell("refusal"), _("Reason for not accepting"), "", text)
    if values.get("outcome") in ENDED and not values.get("closed_on"):
        result.wrong(cell("closed_on"), "", "", _("Say on which day it ended."))
    if values.get("caller") and not values.get("telephone"):
        text = _("Please give a telephone number on which you can be reached.")
        result.wrong(cell("telephone"), "", "", text)


def _units(rows: Sequence[tuple[int, Sequence[Any]]], place: int | None) -> dict[str, int]:
    """Return the units that exactly one name, short name or alias points at."""
    if place is None:
        return {}
    names = {_text(row[place]) for _number, row in rows if place < len(row)} - {""}
    found: dict[str, set[int]] = {}
    for unit in Unit.objects.filter(name__in=names).only("pk", "name"):
        found.setdefault(unit.name, set()).add(unit.pk)
    for unit in Unit.objects.filter(short_name__in=names).only("pk", "short_name"):
        found.setdefault(unit.short_name, set()).add(unit.pk)
    return {name: next(iter(ids)) for name, ids in found.items() if len(ids) == 1}


def _taken(
    rows: Sequence[tuple[int, Sequence[Any]]], places: dict[str, int], unit: Unit
) -> set[str]:
    """Return the numbers of these rows that the office has already."""
    place = places["number"]
    given = {_text(row[place]) for _number, row in rows if place < len(row)}
    ours = Registration.objects.filter(unit=unit, number__in=given).values_list("number")
    theirs = Complaint.objects.filter(entered_unit=unit, outside_number__in=given).values_list(
        "outside_number"
    )
    return {number for (number,) in (*ours, *theirs)}


def _named(elements: Iterable[tuple[str, str, str]]) -> dict[str, str]:
    return {_plain(name): element for element, *names in elements for name in (element, *names)}


def _outcomes() -> dict[str, str]:
    found: dict[str, str] = {}
    for language in ("zh-hans", "en"):
        with translation.override(language):
            found |= {_plain(Complaint.State(key).label): "REGISTERED" for key in GOES_ON}
            found |= {_plain(label): key for key, label in OUTCOMES.items()}
    return found
