"""Workbooks of complaints: the template to fill in, and what an office has as the same columns."""

import io
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from zhiyong.intake import labels
from zhiyong.intake.ledger.layout import LAYOUTS, OUTCOMES, Column
from zhiyong.intake.models import Complaint, Import, Registration
from zhiyong.rules.pack.schema import Pack
from zhiyong.shell.lists.export import Styles


def template(kind: str, *, pack: Pack, lang: str) -> bytes:
    """Return an empty workbook with the headings of a kind; required ones bear a star."""
    return filled(kind, (), pack=pack, lang=lang)


def filled(kind: str, rows: Iterable[Mapping[str, Any]], *, pack: Pack, lang: str) -> bytes:
    """Return a workbook of a kind with rows, values by the keys of its columns."""
    out = io.BytesIO()
    columns = LAYOUTS[Import.Kind(kind)]
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet(str(Import.Kind(kind).label)[:31])
        head = book.add_format({"bold": True, "bg_color": "#f5f6f8", "border": 1})
        text = book.add_format({"num_format": "@"})
        for place, column in enumerate(columns):
            label = f"{column.label}{' *' if column.required else ''}"
            sheet.write_string(0, place, label, head)
            sheet.set_column(place, place, 18, text)
            choices = _choices(column, pack, lang)
            if choices and sum(map(len, choices)) + len(choices) <= 255:
                sheet.data_validation(
                    1, place, 5000, place, {"validate": "list", "source": choices}
                )
        styles = Styles.made_for(book)
        for number, row in enumerate(rows, 1):
            for place, column in enumerate(columns):
                value = row.get(column.key)
                if isinstance(value, date):
                    sheet.write_datetime(number, place, value, styles.day)
                elif value:
                    sheet.write_string(number, place, str(value), styles.quoted)
        sheet.freeze_panes(1, 0)
        sheet.write_comment(0, 0, _("Columns with a star must be filled in. One row a complaint."))
    return out.getvalue()


def _choices(column: Column, pack: Pack, lang: str) -> list[str]:
    if column.reads == "channel":
        return [c.label.say("zh" if lang == "zh" else "en") for c in pack.channels]
    if column.reads == "refusal":
        return [c.label.say("zh" if lang == "zh" else "en") for c in pack.refusals]
    if column.reads == "outcome":
        return [str(label) for label in OUTCOMES.values()]
    return []


def ledger_row(line: Registration) -> dict[str, Any]:
    """Return a line of a register as the ledger has it."""
    complaint = line.complaint
    into = complaint.merged_into
    return {
        "number": line.number,
        "received_on": line.received_on,
        "registered_on": line.registered_on,
        "channel": labels.of(complaint.adoption, "channel", line.channel),
        "subject": complaint.subject_name,
        "title": complaint.title,
        "text": complaint.text,
        "outcome": str(complaint.get_state_display()),
        "closed_on": complaint.closed_on,
        "competent_body": complaint.competent_body,
        "refusal": labels.of(complaint.adoption, "refusal", complaint.refusal),
        "merged_into": into.number if into else "",
    }


def work_order_row(complaint: Complaint) -> dict[str, Any]:
    """Return a work order of the hotline; who called stays sealed."""
    answer_by = complaint.source.get("answer_by", "")
    return {
        "number": complaint.outside_number,
        "received_on": complaint.received_on,
        "title": complaint.title,
        "text": complaint.text,
        "subject": complaint.subject_name,
        "place": complaint.place,
        "answer_by": date.fromisoformat(answer_by) if answer_by else None,
    }
