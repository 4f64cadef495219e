"""The ledger as a sheet of a workbook, in the shape in which offices keep it."""

from collections.abc import Iterable, Sequence
from typing import IO, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from zhiyong.directory.workbook.layout import Column, Sheet
from zhiyong.directory.workbook.writing import blank, filled
from zhiyong.plans.models import Adoption
from zhiyong.rectification import plan
from zhiyong.rectification.models import SHORT, Item
from zhiyong.registers.sheets import KINDS
from zhiyong.registers.wording import lazy_label
from zhiyong.rules.pack.fields import Field
from zhiyong.rules.registers import LONGEST

ORDER, NUMBER, PROBLEM, CAUSE, MEASURE = "order no", "register no", "problem", "cause", "measure"
MODE, DUE, LEADER, UNIT, OWNER = "class", "due", "leader", "unit responsible", "owner"
PROGRESS, STRUCK, REMARK, FOUND, SOURCE = "progress", "struck off", "remark", "found on", "source"
"""Columns that every ledger has."""

OWN = "field "
"""Before the key of a field of the pack, so that none is taken for a column of ours."""
READ_ONLY = (ORDER, STRUCK)
TEXT_LONGEST = 2000


def own_fields(adoption: Adoption) -> tuple[Field, ...]:
    """Return the plan's fields that have columns of their own in the workbook."""
    return plan.own_fields(plan.every_field(adoption))


def sheet_of(adoption: Adoption) -> Sheet:
    """Return the sheet of a plan's ledger."""
    ways = plan.ways_of(adoption)
    modes = [(one.id, lazy_label(one.label)) for one in plan.modes_of(adoption)]
    sources = [(one.id, lazy_label(one.label)) for one in ways.sources]
    columns = [
        Column(ORDER, gettext_lazy("Serial no."), width=8,
               help=gettext_lazy("Only to read; it is not taken in.")),
        Column(NUMBER, gettext_lazy("Register no."), longest=60, width=14,
               help=gettext_lazy("Empty for a new item. With a number, that item is changed.")),
        Column(PROBLEM, gettext_lazy("Problem"), required=True, longest=TEXT_LONGEST, width=36),
        Column(CAUSE, gettext_lazy("Cause"), longest=TEXT_LONGEST, width=28),
        Column(MEASURE, gettext_lazy("Rectification measure"), longest=TEXT_LONGEST, width=36),
        Column(MODE, gettext_lazy("Way of rectification"), "choice", choices=lambda: modes),
        Column(DUE, gettext_lazy("Time limit"), "day", width=14),
        Column(LEADER, gettext_lazy("Leader responsible"), "name", longest=60),
        Column(UNIT, gettext_lazy("Unit responsible"), "name", required=True, longest=120, width=24,
               help=gettext_lazy("The name of the unit, or its code.")),
        Column(OWNER, gettext_lazy("Person responsible"), "name", longest=60),
        Column(PROGRESS, pgettext_lazy("column", "Progress"), longest=TEXT_LONGEST, width=36,
               help=gettext_lazy("What is new is added to what was said before.")),
        Column(STRUCK, gettext_lazy("Struck off?"), "flag",
               help=gettext_lazy("Only to read; an item is struck off on its page.")),
        Column(REMARK, gettext_lazy("Remark"), longest=SHORT, width=24),
        Column(FOUND, gettext_lazy("Found on"), "day", width=14,
               help=gettext_lazy("Empty: the day on which the workbook is carried out.")),
    ]  # fmt: skip
    if sources:
        columns.append(
            Column(SOURCE, gettext_lazy("Source of the problem"), "choice", choices=lambda: sources)
        )
    columns += [_column(field) for field in own_fields(adoption)]
    return Sheet(
        "rectification ledger",
        pgettext_lazy("sheet", "Rectification ledger"),
        tuple(columns),
        (PROBLEM, UNIT, NUMBER),
        gettext_lazy("One row for each problem of one unit."),
    )


def _column(field: Field) -> Column:
    choices = [(one.id, lazy_label(one.label)) for one in field.values]
    kind: Any = "words" if field.many else KINDS.get(field.kind, "text")
    return Column(
        OWN + field.id,
        lazy_label(field.label),
        kind,
        longest=LONGEST,
        choices=(lambda: choices) if field.kind == "choice" and not field.many else None,
        help=gettext_lazy("Several divided by 、") if field.many else "",
        width=20,
    )


def template(adoption: Adoption) -> IO[bytes]:
    """Return the workbook of a ledger to fill in, in the reader's language."""
    rules = [
        _("All of the workbook is carried out, or nothing of it. You see what would change first."),
        _("Columns with * must be filled in. Rows that you leave out stay as they are."),
        _("The register number is given by the ledger: leave it empty for what is new."),
        _("An item is struck off on its page, one by one, by somebody else who has looked."),
        _("Days are written 2026-11-22, 2026/11/22 or 2026年11月22日."),
    ]
    return blank([sheet_of(adoption)], title=_("Ledger: how to fill in"), rules=rules)


def workbook(adoption: Adoption, items: Sequence[Item]) -> IO[bytes]:
    """Return items as a workbook that the import reads again. Each has its `last_word`."""
    return filled(sheet_of(adoption), _cells(adoption, items))


def _cells(adoption: Adoption, items: Iterable[Item]) -> Iterable[dict[str, Any]]:
    fields = own_fields(adoption)
    for place, item in enumerate(items, start=1):
        cells: dict[str, Any] = {
            ORDER: str(place),
            NUMBER: item.number,
            PROBLEM: item.problem,
            CAUSE: item.cause,
            MEASURE: item.measure,
            MODE: item.mode,
            DUE: item.due_on,
            LEADER: item.leader_shown,
            UNIT: item.unit.name,
            OWNER: item.owner_shown,
            PROGRESS: getattr(item, "last_word", "") or "",
            STRUCK: item.state == Item.State.STRUCK_OFF,
            REMARK: item.remark,
            FOUND: item.found_on,
            SOURCE: item.source,
        }
        for field in fields:
            cells[OWN + field.id] = item.values.get(field.id)
        yield cells
