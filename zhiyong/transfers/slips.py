"""What the letters say: the letter itself, and the list of what goes with it."""

from collections.abc import Callable
from dataclasses import replace

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from zhiyong.papers.sheets import Column, Line, Sheet
from zhiyong.transfers.models import Transfer

Fill = Callable[[Sheet], Sheet]
DIGITS = 16
"""So much of a digest is printed; the whole of it stands on the screen."""


def letter(transfer: Transfer) -> Fill:
    """Fill the letter: what it says, and that a list goes with it."""

    def fill(sheet: Sheet) -> Sheet:
        count = transfer.items.count()
        said = [one for one in transfer.text.splitlines() if one.strip()]
        if count:
            said.append(_("Enclosed: a list of {count} materials.").format(count=count))
        said.append(_("Please sign for this letter and send the receipt back."))
        fields = (Line(_("Case no."), transfer.case.number),)
        return replace(
            sheet, to=transfer.addressee, paragraphs=tuple(said), fields=fields, sign_off=True
        )

    return fill


def materials(transfer: Transfer) -> Fill:
    """Fill the list of materials: number, title, pages, original or copy, digest."""

    def fill(sheet: Sheet) -> Sheet:
        return replace(
            sheet,
            to=transfer.addressee,
            columns=(
                Column(_("No.")),
                Column(_("Material"), 5),
                Column(_("Pages")),
                Column(_("Original or copy")),
                Column(_("Digest (SHA-256, beginning)"), 3),
            ),
            rows=tuple(
                (
                    str(one.number),
                    one.title,
                    str(one.pages) if one.pages else "",
                    _("Original") if one.is_original else pgettext("of a document", "Copy"),
                    one.digest[:DIGITS],
                )
                for one in transfer.items.order_by("number")
            ),
            paragraphs=(
                _("Letter {number}, to {body}.").format(
                    number=transfer.number, body=transfer.addressee
                ),
                _("Received by: ____________  On: ____________  Receipt no.: ____________"),
            ),
            empty=_("No materials."),
        )

    return fill


def told(day: object) -> str:
    """Return a day as papers and pages show it."""
    return date_format(day, "DATE_FORMAT") if day else ""  # type: ignore[arg-type]
