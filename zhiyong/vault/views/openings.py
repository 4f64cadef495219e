"""The log of openings."""

from collections.abc import Sequence

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy
from django.views.decorators.http import require_GET

from zhiyong.shell import kinds
from zhiyong.shell.access import Request, Role, needs
from zhiyong.shell.lists import ChoiceFilter, Column, DatesFilter, Empty, ListPage, Order
from zhiyong.vault import selectors
from zhiyong.vault.models import Envelope, Opening


def _with_titles(rows: Sequence[Opening], request: Request) -> None:
    titles = kinds.titles({row.envelope.subject for row in rows}, request.standing)
    for row in rows:
        row.about = titles.get(row.envelope.subject, "")  # type: ignore[attr-defined]


def _given(row: Opening) -> str:
    if row.given_to is None or row.until is None:
        return ""
    return _("to {person} until {day}").format(person=row.given_to.name, day=row.until.isoformat())


OPENINGS = ListPage(
    name="openings",
    columns=(
        Column("on", gettext_lazy("Day"), kind="day"),
        Column("by", gettext_lazy("Who"), value=lambda row: str(row.by), head=True),
        Column(
            "envelope",
            gettext_lazy("Envelope"),
            value=lambda row: row.envelope.get_kind_display(),
            url=lambda row: reverse("vault:envelope", args=[row.envelope_id]),
            sub=lambda row: row.about,
        ),
        Column("how", gettext_lazy("How"), value=lambda row: row.get_how_display(), sub=_given),
        Column("reason", gettext_lazy("Reason"), wide=True),
    ),
    filters=(
        DatesFilter("on", gettext_lazy("Day"), "on"),
        ChoiceFilter("kind", gettext_lazy("Envelope"), Envelope.Kind.choices, "envelope__kind"),
        ChoiceFilter("how", gettext_lazy("How"), Opening.How.choices),
    ),
    orders=(Order("newest", gettext_lazy("Newest first"), ("-on", "-id")),),
    noun=ngettext_lazy("%(shown)s opening", "%(shown)s openings", "count"),
    empty=Empty(
        title=gettext_lazy("No envelope has been opened yet"),
        hint=gettext_lazy(
            "Whoever opens a sealed identity states the reason; each opening appears here."
        ),
        icon="lock-keyhole",
    ),
    decorate=_with_titles,
)


@needs(Role.CUSTODIAN, Role.OFFICE, Role.LEADER)
@require_GET
def openings(request: Request) -> HttpResponse:
    """List who opened which envelope when, and why."""
    return OPENINGS.respond(
        request,
        selectors.openings_visible_to(request.standing),
        title=_("Openings of sealed identities"),
    )
