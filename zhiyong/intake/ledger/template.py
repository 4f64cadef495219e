"""The template of a workbook: headings, one line of help, and the choices."""

import io

import xlsxwriter
from django.utils.translation import gettext as _

from zhiyong.intake.ledger.layout import LAYOUTS, OUTCOMES
from zhiyong.intake.models import Import
from zhiyong.rules.pack.schema import Pack


def template(kind: str, *, pack: Pack, lang: str) -> bytes:
    """Return an empty workbook with the headings of a kind; required ones bear a star."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet(str(Import.Kind(kind).label)[:31])
        head = book.add_format({"bold": True, "bg_color": "#f5f6f8", "border": 1})
        text = book.add_format({"num_format": "@"})
        for place, column in enumerate(LAYOUTS[Import.Kind(kind)]):
            label = f"{column.label}{' *' if column.required else ''}"
            sheet.write_string(0, place, label, head)
            sheet.set_column(place, place, 18, text)
            choices: list[str] = []
            if column.reads == "channel":
                choices = [c.label.say("zh" if lang == "zh" else "en") for c in pack.channels]
            if column.reads == "outcome":
                choices = [str(label) for label in OUTCOMES.values()]
            if choices and sum(map(len, choices)) + len(choices) <= 255:
                sheet.data_validation(
                    1, place, 5000, place, {"validate": "list", "source": choices}
                )
        sheet.freeze_panes(1, 0)
        sheet.write_comment(0, 0, _("Columns with a star must be filled in. One row a complaint."))
    return out.getvalue()
