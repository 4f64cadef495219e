"""The proof of service (送达回证): a numbered form goes with a notice and comes back signed."""

from dataclasses import replace
from datetime import date

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from zhiyong.directory.models import Account
from zhiyong.papers.kinds import title_of
from zhiyong.papers.models import Paper
from zhiyong.papers.services import Fill, issue
from zhiyong.papers.sheets import Line, Sheet
from zhiyong.plans.selectors import pack_of
from zhiyong.plans.wording import language
from zhiyong.shell.errors import Refusal

SLIP = "proof_of_service"


class NoProof(Refusal):
    """A paper that is not served, or a plan without a proof of service."""


def may_have(paper: Paper) -> bool:
    """Return whether a proof of service goes with a paper."""
    return (
        paper.to_serve and paper.adoption is not None and pack_of(paper.adoption).has("slips", SLIP)
    )


@transaction.atomic
def proof_for(*, paper: Paper, by: Account, on: date, lang: str = "zh-hans") -> Paper:
    """Return the proof of service that goes with a paper; it gets its number when first asked for.

    :raises NoProof: if the paper is not served on paper, or the plan has no such form.
    """
    paper = (
        Paper.objects.select_for_update(of=("self",))
        .select_related("adoption__pack", "unit")
        .get(pk=paper.pk)
    )
    found = Paper.objects.filter(proves=paper).first()
    if found is not None:
        return found
    if not may_have(paper) or paper.adoption is None:
        raise NoProof(_("No proof of service goes with this paper."))
    return issue(
        slip=SLIP,
        of=paper.subject,
        adoption=paper.adoption,
        unit=paper.unit,
        fill=_form(paper),
        by=by,
        on=on,
        audience=paper.audience,
        lang=lang,
        proves=paper,
    )


def _form(paper: Paper) -> Fill:
    """Fill what is known; the rest is written by hand, names and addresses above all."""

    def fill(sheet: Sheet) -> Sheet:
        day = _("Date:                ")
        return replace(
            sheet,
            fields=(
                Line(_("Served on (addressee)"), _addressee(paper), wide=True, tall=True, room=9),
                Line(_("Paper served"), title_of(paper, language()), wide=True),
                Line(_("Issued by"), paper.unit.name),
                Line(_("Issued on"), date_format(paper.issued_on, "DATE_FORMAT")),
                Line(_("Place of service"), "", wide=True, tall=True, room=9),
                Line(_("Way of service"), _ways(), wide=True),
                Line(_("Received: signature or seal"), f"\n\n{day}", wide=True, tall=True, room=22),
                Line(
                    _("Received for the addressee by: signature, relation, reason"),
                    f"\n\n{day}",
                    wide=True,
                    tall=True,
                    room=22,
                ),
                Line(_("Refused or left: reason, day and hour"), "", wide=True, tall=True, room=22),
                Line(
                    _("Witness: signature, unit or address"),
                    f"\n{day}",
                    wide=True,
                    tall=True,
                    room=16,
                ),
                Line(_("Served by: two signatures"), f"\n{day}", wide=True, tall=True, room=16),
                Line(_("Remarks"), "", wide=True, tall=True, room=16),
            ),
            paragraphs=(
                _(
                    "Who refuses to sign: write down reason, day and hour, and have a witness "
                    "sign. Mailed: stick the receipt of the post office under the remarks."
                ),
                _(
                    "Give this form back to the issuing office. The code at the top right brings "
                    "its scan to the paper it belongs to."
                ),
            ),
        )

    return fill


def _ways() -> str:
    ways = (
        _("in person"),
        _("by registered mail, no. ____________"),
        _("left at the address"),
        _("other: ____________"),
    )
    return "　".join(f"□\N{NO-BREAK SPACE}{way}" for way in ways)


def _addressee(paper: Paper) -> str:
    """Return to whom it goes; a complainant's name stands on paper only, written by hand."""
    assert paper.adoption is not None
    to = pack_of(paper.adoption).slip(paper.slip).to
    return "" if "complainant" in to else str(paper.data.get("to", ""))
