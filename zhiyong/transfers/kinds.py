"""How letters are spoken of: titles, sentences, notices, and what `verify` checks."""

from collections.abc import Iterable, Mapping

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from zhiyong.approvals import effects
from zhiyong.cases import acts, gates, panels
from zhiyong.journal import commitments
from zhiyong.notices import templates
from zhiyong.papers import effects as paper_effects
from zhiyong.shell import kinds
from zhiyong.shell.about import hide
from zhiyong.shell.access import Standing
from zhiyong.transfers.models import Transfer
from zhiyong.transfers.panels import panel_of
from zhiyong.transfers.selectors import (
    offers_on_case,
    references_kept_from,
    transfers_visible_to,
)
from zhiyong.transfers.selectors.gates import before_closing
from zhiyong.transfers.services import ACT, agreed, came_back, served

SENTENCES = {
    "transfer.drafted": _("{actor} drafted a letter ({items} materials)."),
    "transfer.redrafted": _("{actor} worded the letter anew ({items} materials)."),
    "transfer.submitted": _("{actor} sent the letter for approval."),
    "transfer.draft_returned": _("The letter came back to be corrected."),
    "transfer.withdrawn": _("{actor} withdrew the letter before it was sent."),
    "transfer.sent": _("The letter was sent with {items} materials."),
    "transfer.received": _("The letter was received on {received}."),
    "transfer.replied": _("The reply came on {replied}."),
    "transfer.returned": _("The letter came back on {returned}."),
    "transfer.reply_waived": _("{actor} wrote down why the case need not wait for the reply."),
}


def register() -> None:
    """Make letters known to the rooms below."""
    kinds.register(
        kinds.Kind(
            name="transfer",
            model=Transfer,
            label=_("Letter to another body"),
            url=lambda pk: reverse("transfers:transfer", args=[pk]),
            visible_to=transfers_visible_to,
            titles=_titles,
            sentences=SENTENCES,
        )
    )
    effects.register("transfer", ACT, agreed=agreed, returned=came_back)
    paper_effects.register("transfer", served)
    hide(references_kept_from)
    gates.register("closing", before_closing)
    acts.register(offers_on_case)
    panels.register(panels.Panel("transfers", _("Handed on"), 50, "transfers/panel.html", panel_of))
    _register_notices()
    _register_commitments()


def _titles(ids: Iterable[int], standing: Standing) -> Mapping[int, str]:
    rows = transfers_visible_to(standing).filter(pk__in=list(ids)).select_related("to_unit")
    return {row.pk: f"{row.get_kind_display()} {row} → {row.addressee}" for row in rows}


def _register_notices() -> None:
    templates.register(
        templates.Template("transfer.came", _("A letter for your unit: {title}."), urgent=True),
        templates.Template("transfer.replied", _("A reply has come: {title}.")),
        templates.Template("transfer.returned", _("A letter came back: {title}."), urgent=True),
    )


def _register_commitments() -> None:
    commitments.cover(Transfer, "letter", content=lambda row: str(row.text))
    commitments.cover(
        Transfer,
        "reply to a letter",
        content=lambda row: str(row.outcome),
        salt=lambda row: row.outcome_salt,
        rows=lambda: Transfer.objects.exclude(outcome=""),
    )
    commitments.cover(
        Transfer,
        "waiver of a reply",
        content=lambda row: str(row.waiver),
        salt=lambda row: row.waiver_salt,
        rows=lambda: Transfer.objects.exclude(waiver=""),
    )
