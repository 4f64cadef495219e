"""The way from a thing elsewhere to the ledger: a problem it shows is entered, and names it."""

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from zhiyong.plans.models import Adoption
from zhiyong.rectification.access import ENTERS
from zhiyong.shell.access import Standing
from zhiyong.shell.parts import Offer


def offer_from(
    adoption: Adoption, source: str, standing: Standing, unit: int | None = None
) -> Offer | None:
    """Return the offer to enter a problem that a thing shows; None for whoever enters none."""
    if not standing.units(*ENTERS):
        return None
    asked = {"from": source} | ({"unit": str(unit)} if unit else {})
    return Offer(
        key="ledger",
        label=_("Put on the ledger of problems"),
        url=f"{reverse('rectification:register', args=[adoption.pk])}?{urlencode(asked)}",
        icon="list-plus",
    )


def offer_on_row(adoption: Adoption, about: str, row: str, standing: Standing) -> Offer | None:
    """Return the offer to enter a problem that a row of a register shows."""
    kind, _colon, pk = about.partition(":")
    unit = int(pk) if kind == "unit" else None
    return offer_from(adoption, row, standing, unit) if row else None
