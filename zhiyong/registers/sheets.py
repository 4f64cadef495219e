"""A register as a sheet of a workbook, made from the pack's fields; rows read and written."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import IO, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhiyong.directory.models import Person, Post, Unit
from zhiyong.directory.workbook.layout import Column, Sheet
from zhiyong.directory.workbook.layout import Kind as CellKind
from zhiyong.directory.workbook.writing import blank, filled
from zhiyong.plans.wording import language
from zhiyong.registers.models import Row
from zhiyong.registers.selectors import has_title, subject_kind
from zhiyong.registers.wording import lazy_label
from zhiyong.rules.pack.fields import Field, Register
from zhiyong.rules.registers import LONGEST
from zhiyong.rules.values import Label
from zhiyong.shell import kinds

NUMBER, SUBJECT, NAME, TITLE = "row number", "subject", "name", "title"
"""Columns that every register has; no field of a pack can have a key with a space or is one."""

KINDS: Mapping[str, CellKind] = {
    "number": "number",
    "share": "number",
    "money": "number",
    "day": "day",
    "moment": "moment",
    "flag": "flag",
    "choice": "choice",
}
NAMED: Mapping[str, tuple[type[Any], str]] = {
    "person": (Person, "number"),
    "unit": (Unit, "code"),
    "post": (Post, "code"),
}
"""By what a workbook names people, units and posts."""

LABELS = {
    "person": gettext_lazy("Personnel number"),
    "unit": gettext_lazy("Unit code"),
    "post": gettext_lazy("Post code"),
}
_NO_SHEET_NAME = re.compile(r"[\[\]:*?/\\']")
OWN = "field "
"""Before the key of a field of the pack, so that none is taken for a column of ours."""


class _SheetName:
    """The name of a register, as short and plain as a sheet's name must be."""

    def __init__(self, label: Label) -> None:
        self.label = label

    def __str__(self) -> str:
        return _NO_SHEET_NAME.sub(" ", self.label.say(language()))[:31].strip()


def sheet_of(register: Register) -> Sheet:
    """Return the sheet of a register: its columns are what the plan wants stated."""
    kind = subject_kind(register)
    columns = [
        Column(
            NUMBER,
            gettext_lazy("Row no."),
            "code",
            longest=18,
            width=10,
            help=gettext_lazy("Empty for a new row. With a number, that row is corrected."),
        ),
        Column(SUBJECT, LABELS[kind], "code", required=True, longest=60, refers=kind),  # type: ignore[arg-type]
        Column(
            NAME,
            gettext_lazy("Name of the subject"),
            help=gettext_lazy("Only to read; it is not taken in."),
        ),
    ]
    if has_title(register):
        what = gettext_lazy("Matter or event")
        columns.append(Column(TITLE, what, required=True, longest=200, width=30))
    columns += [_column(field) for field in register.fields]
    note = lazy_label(register.note) if register.note else ""
    unique = tuple(one.key for one in columns if one.key not in (NUMBER, NAME))
    return Sheet(
        f"register {register.id}", _SheetName(register.label), tuple(columns), unique, note
    )


def _column(field: Field) -> Column:
    kind: CellKind = "words" if field.many else KINDS.get(field.kind, "text")
    choices = [(one.id, lazy_label(one.label)) for one in field.values]
    return Column(
        OWN + field.id,
        lazy_label(field.label),
        kind,
        required=field.required,
        longest=LONGEST,
        choices=(lambda: choices) if field.kind == "choice" and not field.many else None,
        help=_help(field),
        width=24 if kind in ("text", "words") else 16,
    )


def _help(field: Field) -> Any:
    match field.kind:
        case "share":
            return gettext_lazy("A share such as 40% or 1/3.")
        case "moment":
            return gettext_lazy("A day and a time such as 2026-11-22 08:30.")
        case "file":
            return gettext_lazy("The number or name of the document.")
    return gettext_lazy("Several divided by 、") if field.many else ""


def template(register: Register) -> IO[bytes]:
    """Return the workbook of a register to fill in, in the reader's language."""
    rules = [
        _("All of the workbook is carried out, or nothing of it. You see what would change first."),
        _("Columns with * must be filled in. Rows that you leave out stay as they are."),
        _(
            "Nothing is overwritten: a changed row is a correction, and the old one stays readable "
            "beside it."
        ),
        _("Days are written 2026-11-22, 2026/11/22 or 2026年11月22日."),
    ]
    title = _("{register}: how to fill in").format(register=register.label.say(language()))
    return blank([sheet_of(register)], title=title, rules=rules)


def workbook(register: Register, rows: Iterable[Row]) -> IO[bytes]:
    """Return rows as a workbook that the import reads again."""
    return filled(sheet_of(register), _cells(register, [*rows]))


def _cells(register: Register, rows: list[Row]) -> Iterable[dict[str, Any]]:
    named = names_of(rows)
    for row in rows:
        code, name = named.get(row.about, ("", ""))
        cells: dict[str, Any] = {
            NUMBER: str(row.pk),
            SUBJECT: code,
            NAME: name,
            TITLE: row.title,
        }
        for field in register.fields:
            cells[OWN + field.id] = _cell(field, row.values.get(field.id))
        yield cells


def _cell(field: Field, stored: Any) -> Any:
    if field.kind == "day" and isinstance(stored, str):
        return date.fromisoformat(stored)
    return stored


def names_of(rows: Iterable[Row]) -> dict[str, tuple[str, str]]:
    """Return the code and the name of whom rows are about: one query a Kind."""
    by_kind: dict[str, set[int]] = {}
    for row in rows:
        kind, _colon, pk = row.about.partition(":")
        by_kind.setdefault(kind, set()).add(int(pk))
    found = {}
    for kind, ids in by_kind.items():
        model, code = NAMED[kind]
        for one in model.objects.filter(pk__in=ids):
            found[kinds.ref(one)] = (getattr(one, code), str(one))
    return found
