"""How rows of registers are spoken of, and what of them the journal covers."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from zhiyong.journal import commitments
from zhiyong.plans.selectors import pack_of
from zhiyong.plans.wording import label
from zhiyong.registers.models import Row, Workbook
from zhiyong.registers.selectors import rows_visible_to, workbooks_visible_to
from zhiyong.shell.access import Standing
from zhiyong.shell.kinds import Kind, register


def _titles_of_rows(ids: Iterable[int], standing: Standing) -> dict[int, str]:
    rows = rows_visible_to(standing).filter(pk__in=list(ids)).select_related("adoption__pack")
    return {
        row.pk: _("{register}, row no. {number}").format(
            register=label(pack_of(row.adoption), "registers", row.register), number=row.pk
        )
        for row in rows
    }


def _titles_of_workbooks(ids: Iterable[int], standing: Standing) -> dict[int, str]:
    rows = workbooks_visible_to(standing).filter(pk__in=list(ids))
    return dict(rows.values_list("pk", "name"))


def register_kinds() -> None:
    """Register rows and workbooks of them."""
    commitments.cover(Row, "register row", content=lambda row: row.content)
    commitments.cover(
        Row,
        "why a register row ended",
        content=lambda row: str(row.ended_why),
        salt=lambda row: row.ended_salt,
        rows=lambda: Row.objects.filter(ended_on__isnull=False),
    )
    register(
        Kind(
            name="register_row",
            model=Row,
            label=_("Row of a register"),
            url=lambda pk: reverse("registers:row", args=[pk]),
            visible_to=rows_visible_to,
            titles=_titles_of_rows,
            sentences={
                "register.entered": _("{actor} entered the row."),
                "register.corrected": _("{actor} corrected the row; the old one stays beside it."),
                "register.superseded": _("A correction took the place of the row."),
                "register.struck": _("{actor} struck the row out."),
            },
        )
    )
    register(
        Kind(
            name="register_workbook",
            model=Workbook,
            label=_("Workbook of a register"),
            url=lambda pk: reverse("registers:workbook", args=[pk]),
            visible_to=workbooks_visible_to,
            titles=_titles_of_workbooks,
            sentences={
                "register.workbook_received": _("{actor} handed in a workbook."),
                "register.workbook_carried_out": _(
                    "{actor} carried the workbook out: {added} rows added, {corrected} corrected."
                ),
                "register.workbook_withdrawn": _("{actor} withdrew the workbook."),
            },
        )
    )
