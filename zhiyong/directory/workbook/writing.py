"""The template, and the directory as a workbook: the same sheets that the import reads."""

import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import IO, Any

import xlsxwriter
from django.db.models import Q, QuerySet
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from zhiyong.directory.models import (
    PartyMembership,
    Person,
    PostSpan,
    RankHeld,
    Region,
    StaffTypeHeld,
    Tenure,
    Unit,
)
from zhiyong.directory.workbook.layout import (
    PEOPLE,
    POSTS,
    REGIONS,
    SHEETS,
    TENURES,
    UNITS,
    Column,
    Sheet,
)

CHUNK = 2000
LISTS = "_lists"
"""The hidden sheet that holds the choices: a drop-down's own list ends at 255 characters."""
VALIDATED = 100_000
"""So many rows of the template have drop-downs."""

Progress = Callable[[int], None]


def template() -> IO[bytes]:
    """Return the workbook to fill in: explanations, headings, drop-downs, an example row each."""
    rules = [
        _("All of the workbook is carried out, or nothing of it. You see what would change first."),
        _(
            "Columns with * must be filled in. A blank cell means: empty. A column that you delete "
            "changes nothing. Rows that you leave out stay as they are."
        ),
        _("Nothing is deleted: units are closed, posts abolished, times in a post ended by a day."),
        _("Days are written 2026-11-22, 2026/11/22 or 2026年11月22日."),
    ]
    return blank(SHEETS, title=_("Units, posts, people: how to fill in"), rules=rules)


def blank(sheets: Sequence[Sheet], *, title: str, rules: Sequence[str]) -> IO[bytes]:
    """Return a workbook of some sheets to fill in, with how to do so on its first page."""
    return _book(lambda book, styles: _template(book, styles, sheets, title, rules))


def filled(sheet: Sheet, rows: Iterable[dict[str, Any]]) -> IO[bytes]:
    """Return a workbook of one sheet with its rows, as the import reads it."""

    def write(book: Workbook, styles: Styles) -> None:
        page = _begin(book, styles, sheet)
        shows = [_shower(column, styles) for column in sheet.columns]
        for number, row in enumerate(rows, start=1):
            for place, (column, show) in enumerate(zip(sheet.columns, shows, strict=True)):
                show(page, number, place, row.get(column.key))

    return _book(write)


def export(units: QuerySet[Unit], on: date, progress: Progress = lambda _rows: None) -> IO[bytes]:
    """Return units, their posts, their people and who holds what on a day, as the import reads it.

    Written row by row; `progress` is told how many rows are written.
    """
    return _book(lambda book, styles: _export(book, styles, units, on, progress))


def count_of_export(units: QuerySet[Unit], on: date) -> int:
    """Return how many rows an export has."""
    regions = _regions(on).count()
    return regions + units.count() + _posts(units, on).count() + 2 * _tenures(units, on).count()


class Styles:
    """The formats of the workbook."""

    def __init__(self, book: Workbook) -> None:
        top = {"valign": "top"}
        head = {"bold": True, "bottom": 1, "text_wrap": True, "valign": "vcenter"}
        self.head = book.add_format({**head, "bg_color": "#eceff3"})
        self.needed = book.add_format({**head, "bg_color": "#dbe4f0"})
        self.text = book.add_format({**top, "num_format": "@"})
        self.day = book.add_format({**top, "num_format": "yyyy-mm-dd"})
        self.example = book.add_format({**top, "num_format": "@", "font_color": "#52606d"})
        self.wrapped = book.add_format({**top, "text_wrap": True})
        self.title = book.add_format({"bold": True, "font_size": 14})

    def of(self, column: Column) -> Format:
        """Return the format of a column's cells."""
        return self.day if column.kind == "day" else self.text


def _book(write: Callable[[Workbook, Styles], None]) -> IO[bytes]:
    file = tempfile.TemporaryFile(suffix=".xlsx")  # noqa: SIM115  (the caller closes it)
    options = {"constant_memory": True, "default_date_format": "yyyy-mm-dd"}
    with xlsxwriter.Workbook(file, options) as book:
        write(book, Styles(book))
    file.seek(0)
    return file


# --- the template -----------------------------------------------------------------------------


def _template(
    book: Workbook, styles: Styles, sheets: Sequence[Sheet], title: str, rules: Sequence[str]
) -> None:
    _explain(book, styles, sheets, title, rules)
    lists = _Lists()
    for sheet in sheets:
        page = _begin(book, styles, sheet)
        for place, column in enumerate(sheet.columns):
            lists.validate(page, place, column)
            page.set_column(place, place, column.width, styles.of(column))
    lists.write(book)


def _explain(
    book: Workbook, styles: Styles, sheets: Sequence[Sheet], title: str, rules: Sequence[str]
) -> None:
    page = book.add_worksheet(_("How to fill in"))
    page.set_column(0, 0, 18, styles.wrapped)
    page.set_column(1, 1, 24, styles.wrapped)
    page.set_column(2, 2, 60, styles.wrapped)
    page.set_column(3, 3, 24, styles.example)
    page.write_string(0, 0, title, styles.title)
    row = 2
    for rule in rules:
        page.merge_range(row, 0, row, 3, rule, styles.wrapped)
        page.set_row(row, 32)
        row += 1
    row += 1
    for place, heading in enumerate((_("Sheet"), _("Column"), _("What goes there"), _("Example"))):
        page.write_string(row, place, heading, styles.head)
    for sheet in sheets:
        row += 1
        page.write_string(row, 0, str(sheet.label), styles.needed)
        page.merge_range(row, 1, row, 3, str(sheet.help), styles.wrapped)
        for column in sheet.columns:
            row += 1
            page.write_string(row, 1, _heading(column), styles.wrapped)
            page.write_string(row, 2, _explained(column), styles.wrapped)
            page.write_string(row, 3, str(column.example), styles.example)


def _explained(column: Column) -> str:
    words = [str(column.help)] if column.help else []
    if column.choices is not None:
        choices = _(", ").join(str(label) for _value, label in column.choices())
        words.append(_("One of: {choices}.").format(choices=choices))
    elif column.kind == "flag":
        words.append(_("是 or 否."))
    elif column.kind == "code":
        words.append(_("Latin letters, digits and . _ / - only."))
    return " ".join(words)


def _heading(column: Column) -> str:
    return f"{column.label}*" if column.required else str(column.label)


class _Lists:
    """The choices of all drop-downs, on a hidden sheet, each list once."""

    def __init__(self) -> None:
        self.lists: dict[tuple[str, ...], int] = {}

    def validate(self, page: Worksheet, place: int, column: Column) -> None:
        words: tuple[str, ...] = ()
        if column.kind == "flag":
            words = (_("Yes"), _("No"))
        elif column.choices is not None:
            words = tuple(str(label) for _value, label in column.choices())
        if not words:
            return
        at = self.lists.setdefault(words, len(self.lists))
        letter = xlsxwriter.utility.xl_col_to_name(at)
        page.data_validation(
            1,
            place,
            VALIDATED,
            place,
            {
                "validate": "list",
                "source": f"='{LISTS}'!${letter}$1:${letter}${len(words)}",
                "error_title": _("Not in the list")[:32],
                "error_message": _("Choose one of the list."),
            },
        )

    def write(self, book: Workbook) -> None:
        page = book.add_worksheet(LISTS)
        page.hide()
        longest = max((len(words) for words in self.lists), default=0)
        for row in range(longest):
            for words, place in self.lists.items():
                if row < len(words):
                    page.write_string(row, place, words[row])


def _begin(book: Workbook, styles: Styles, sheet: Sheet) -> Worksheet:
    """Add a sheet with its headings."""
    page = book.add_worksheet(str(sheet.label))
    page.freeze_panes(1, 0)
    page.repeat_rows(0)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.set_row(0, 30)
    for place, column in enumerate(sheet.columns):
        page.set_column(place, place, column.width)
        style = styles.needed if column.required else styles.head
        page.write_string(0, place, _heading(column), style)
    return page


# --- the export -------------------------------------------------------------------------------


def _export(
    book: Workbook, styles: Styles, units: QuerySet[Unit], on: date, progress: Progress
) -> None:
    written = 0
    for sheet, rows in (
        (REGIONS, _region_rows(on)),
        (UNITS, _unit_rows(units, on)),
        (POSTS, _post_rows(units, on)),
        (PEOPLE, _person_rows(units, on)),
        (TENURES, _tenure_rows(units, on)),
    ):
        page = _begin(book, styles, sheet)
        shows = [_shower(column, styles) for column in sheet.columns]
        for number, row in enumerate(rows, start=1):
            for place, (column, show) in enumerate(zip(sheet.columns, shows, strict=True)):
                show(page, number, place, row.get(column.key))
            written += 1
            if not written % CHUNK:
                progress(written)
    about = book.add_worksheet(pgettext("sheet of a workbook", "About"))
    about.write_string(0, 0, _("As of {day}").format(day=formats.date_format(on)))
    about.write_string(1, 0, _("Rows: {rows}").format(rows=written))
    progress(written)


Shower = Callable[[Worksheet, int, int, Any], None]


def _shower(column: Column, styles: Styles) -> Shower:
    """Return what writes the cells of a column; the words of choices are looked up once."""
    words = {value: str(label) for value, label in column.choices()} if column.choices else {}
    yes, no = _("Yes"), _("No")
    style = styles.of(column)

    def show(page: Worksheet, row: int, place: int, value: Any) -> None:
        if value in (None, "", []):
            return
        if isinstance(value, date):
            page.write_datetime(row, place, value, style)
        elif isinstance(value, bool):
            page.write_string(row, place, yes if value else no, style)
        elif isinstance(value, list):
            page.write_string(row, place, "、".join(value), style)
        else:
            page.write_string(row, place, words.get(value, str(value)), style)

    return show


def _regions(on: date) -> QuerySet[Region]:
    return Region.objects.filter(valid__contains=on)


def _region_rows(on: date) -> Iterator[dict[str, Any]]:
    rows = _regions(on).order_by("code").values_list("code", "name", "parent__code", "valid")
    for code, name, parent, valid in rows.iterator(chunk_size=CHUNK):
        yield {
            "code": code,
            "name": name,
            "parent": parent,
            "from": valid.lower,
            "until": valid.upper,
        }


def _unit_rows(units: QuerySet[Unit], on: date) -> Iterator[dict[str, Any]]:
    rows = (
        units.filter(spans__valid__contains=on)
        .order_by("path", "pk")
        .values_list(
            "code",
            "spans__name",
            "spans__short_name",
            "spans__parent__code",
            "kind",
            "level",
            "region__code",
            "uscc",
            "spans__organ__code",
            "spans__cadre_manager__code",
            "aliases",
            "tags",
            "opened_on",
        )
    )
    keys = (
        "code",
        "name",
        "short_name",
        "parent",
        "kind",
        "level",
        "region",
        "uscc",
        "organ",
        "cadre_manager",
        "aliases",
        "tags",
        "opened_on",
    )
    for row in rows.iterator(chunk_size=CHUNK):
        yield dict(zip(keys, row, strict=True))


def _posts(units: QuerySet[Unit], on: date) -> QuerySet[PostSpan]:
    return PostSpan.objects.filter(unit__in=units.values("pk"), valid__contains=on)


def _post_rows(units: QuerySet[Unit], on: date) -> Iterator[dict[str, Any]]:
    rows = (
        _posts(units, on)
        .order_by("unit__pinyin", "unit_id", "post__code")
        .values_list(
            "post_id",
            "post__code",
            "unit__code",
            "title",
            "kind",
            "rank__code",
            "staff_type",
            "is_city_managed",
        )
    )
    keys = ("code", "unit", "title", "kind", "rank", "staff_type", "is_city_managed")
    for chunk in _chunks(rows.iterator(chunk_size=CHUNK)):
        begun = _begun([row[0] for row in chunk])
        for row in chunk:
            yield dict(zip(keys, row[1:], strict=True)) | {"opened_on": begun.get(row[0])}


def _begun(posts: list[int]) -> dict[int, date]:
    """Return the first day of each post."""
    first: dict[int, date] = {}
    spans = PostSpan.objects.filter(post__in=posts).values_list("post_id", "valid")
    for post, valid in spans:
        if valid.lower is not None:
            first[post] = min(valid.lower, first.get(post, valid.lower))
    return first


def _tenures(units: QuerySet[Unit], on: date) -> QuerySet[Tenure]:
    """Return who holds the posts of the units on a day or later."""
    posts = _posts(units, on).values("post")
    return Tenure.objects.filter(
        Q(valid__contains=on) | Q(valid__startswith__gt=on), post__in=posts
    )


def _person_rows(units: QuerySet[Unit], on: date) -> Iterator[dict[str, Any]]:
    people = Person.objects.filter(pk__in=_tenures(units, on).values("person"))
    rows = people.order_by("number").values_list("pk", "number", "name")
    for chunk in _chunks(rows.iterator(chunk_size=CHUNK)):
        ids = [row[0] for row in chunk]
        facts = {
            "staff_type": _facts(StaffTypeHeld, "staff_type", ids, on),
            "rank": _facts(RankHeld, "rank__code", ids, on),
            "party": _facts(PartyMembership, "state", ids, on),
        }
        for pk, number, name in chunk:
            held = {key: values.get(pk) for key, values in facts.items()}
            yield {"number": number, "name": name, **held}


def _facts(model: Any, column: str, ids: list[int], on: date) -> dict[int, str]:
    rows = model.objects.filter(person__in=ids, valid__contains=on)
    return dict(rows.values_list("person_id", column))


def _tenure_rows(units: QuerySet[Unit], on: date) -> Iterator[dict[str, Any]]:
    rows = (
        _tenures(units, on)
        .order_by("person__number", "pk")
        .values_list(
            "person__number",
            "post__code",
            "valid",
            "is_principal",
            "is_acting",
            "is_elected",
            "appointed_by__code",
            "basis",
        )
    )
    for person, post, valid, principal, acting, elected, by, basis in rows.iterator(
        chunk_size=CHUNK
    ):
        yield {
            "person": person,
            "post": post,
            "from": valid.lower,
            "until": valid.upper,
            "is_principal": principal,
            "is_acting": acting,
            "how": "ELECTED" if elected else "APPOINTED",
            "appointed_by": by,
            "basis": basis,
        }


def _chunks(rows: Iterable[Any]) -> Iterator[list[Any]]:
    chunk = []
    for row in rows:
        chunk.append(row)
        if len(chunk) == CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk
