"""The sheet on which leaders sign with a pen; its code brings the scan back to its place."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from zhiyong.approvals import drafts
from zhiyong.approvals.models import Approval
from zhiyong.papers.rendering import pdf
from zhiyong.papers.services import head
from zhiyong.papers.sheets import LAYOUT_OF_KIND, Line, Sheet
from zhiyong.plans.selectors import pack_of
from zhiyong.plans.wording import language, party
from zhiyong.shell.errors import Refusal

SLIP = "approval_sheet"


def sheet(approval: Approval, *, title: str, on: date, lang: str = "zh-hans") -> bytes:
    """Return the printed sheet of an approval; nothing is kept, it shows what stands now.

    :raises Refusal: if the plan has no such slip.
    """
    if approval.adoption is None or not pack_of(approval.adoption).has("slips", SLIP):
        raise Refusal(_("The plan has no sheet for approvals on paper."))
    slip = pack_of(approval.adoption).slip(SLIP)
    with override(lang):
        blank = head(slip, unit=approval.unit, on=on, lang=lang, code=approval.paper_code)
        return pdf(_fill(approval, title)(blank), LAYOUT_OF_KIND[slip.kind])


def _fill(approval: Approval, title: str) -> Callable[[Sheet], Sheet]:
    assert approval.adoption is not None
    pack = pack_of(approval.adoption)
    chain = pack.approval(approval.chain)
    lang = language()

    def fill(blank: Sheet) -> Sheet:
        signatures = approval.steps.filter(round=approval.round).select_related("decided_by")
        return replace(
            blank,
            fields=(
                Line(_("What is to be approved"), chain.label.say(lang)),
                Line(_("Sent on"), date_format(approval.started_on, "DATE_FORMAT")),
                Line(_("Sent by"), str(approval.started_by)),
                Line(_("Round"), str(approval.round)),
                Line(_("What it is about"), title, wide=True),
                *(Line(one.label, str(one.value), wide=True) for one in drafts.lines(approval)),
                *(
                    Line(
                        f"{chain.steps[one.order].label.say(lang)}\n{party(pack, one.role)}",
                        _signed(one) if one.verdict else _to_sign(),
                        wide=True,
                        tall=not one.verdict,
                        room=32,
                    )
                    for one in signatures.order_by("order", "seat")
                ),
            ),
        )

    return fill


def _to_sign() -> str:
    """Leave room for the opinion, then a place for signature and day."""
    return "\n" * 4 + _("Signature:                              Date:")


def _signed(step: object) -> str:
    name = getattr(step, "decided_by", "")
    day = getattr(step, "decided_on", None)
    opinion = getattr(step, "opinion", "")
    said = [opinion, str(name), date_format(day, "DATE_FORMAT") if day else ""]
    return "  ".join(filter(None, said))
