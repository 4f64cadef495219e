"""How watches are spoken of."""

from collections.abc import Iterable, Mapping

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from zhiyong.journal import commitments
from zhiyong.protection.models import Concern, Watch
from zhiyong.protection.selectors import watches_visible_to
from zhiyong.shell import kinds
from zhiyong.shell.access import Standing

SENTENCES = {
    "watch.begun": _("The complainant consented to be watched over, until {until}."),
    "watch.withdrawn": _("The complainant took the consent back."),
    "watch.over": _("The watch ended with its last day."),
    "watch.looked": _("{actor} looked what befell the complainant since."),
    "watch.concern_noted": _("{actor} noted a concern."),
    "watch.concern_closed": _("{actor} said what became of a concern."),
}


def register() -> None:
    """Make watches known to the rooms below."""
    kinds.register(
        kinds.Kind(
            name="watch",
            model=Watch,
            label=_("Retaliation watch"),
            url=lambda pk: reverse("protection:watch", args=[pk]),
            visible_to=watches_visible_to,
            titles=_titles,
            sentences=SENTENCES,
        )
    )
    commitments.cover(Concern, "concern", of=_of_watch, content=lambda row: str(row.note))
    commitments.cover(
        Concern,
        "end of a concern",
        of=_of_watch,
        content=lambda row: str(row.closing),
        salt=lambda row: row.closing_salt,
        rows=lambda: Concern.objects.exclude(closed_on=None),
    )


def _of_watch(row: Concern) -> str:
    return f"watch:{row.watch_id}"


def _titles(ids: Iterable[int], standing: Standing) -> Mapping[int, str]:
    rows = watches_visible_to(standing).filter(pk__in=list(ids)).select_related("complaint")
    return {row.pk: row.complaint.number for row in rows}
