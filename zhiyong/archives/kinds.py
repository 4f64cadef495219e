"""How dossiers and slips are spoken of, and what the rooms below are told."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from zhiyong.archives.models import Dossier, FileSlip
from zhiyong.archives.selectors import dossiers_visible_to, slips_visible_to
from zhiyong.archives.services.slips import STANDS, archive_of
from zhiyong.cases import gates
from zhiyong.cases.models import Case
from zhiyong.decisions.models import Decision
from zhiyong.journal import commitments
from zhiyong.shell import kinds
from zhiyong.shell.access import Standing

SENTENCES = {
    "dossier.put_together": _("{actor} put the file of the case together: {documents} documents."),
    "dossier.put_anew": _("{actor} put the file together anew: {documents} documents."),
    "dossier.original_put": _("{actor} put the scan of the sealed copy in place {order}."),
    "dossier.filed": _("{actor} checked and filed it as {number}."),
    "dossier.added_to": _("{actor} added a document to the filed file, no. {order}."),
    "dossier.destruction_proposed": _("{actor} proposed to destroy it: its time is over."),
    "dossier.spared": _("{actor} kept it."),
    "dossier.destroyed": _("{actor} confirmed, and it was destroyed: {parts} documents."),
}
SLIP_SENTENCES = {
    "fileslip.sent": _("{actor} sent {paper} to {keeper}."),
    "fileslip.received": _("{actor} entered the receipt of the personnel file, of {received}."),
}


def register() -> None:
    """Make the archive known to the rooms below."""
    kinds.register(
        kinds.Kind(
            name="dossier",
            model=Dossier,
            label=_("Case file"),
            url=lambda pk: reverse("archives:dossier", args=[pk]),
            visible_to=dossiers_visible_to,
            titles=_titles,
            sentences=SENTENCES,
        )
    )
    kinds.register(
        kinds.Kind(
            name="fileslip",
            model=FileSlip,
            label=_("Slip for a personnel file"),
            url=lambda pk: reverse("archives:slip", args=[pk]),
            visible_to=slips_visible_to,
            titles=_slip_titles,
            sentences=SLIP_SENTENCES,
        )
    )
    commitments.cover(
        Dossier,
        "remarks on a file",
        content=lambda row: str(row.remarks),
        rows=lambda: Dossier.objects.exclude(filed_on=None),
    )
    gates.register("closing", slips_missing)


def slips_missing(case: Case, today: date) -> Sequence[gates.Obstacle]:  # noqa: ARG001
    """Return the decisions of a case whose slip for the personnel file has not been sent."""
    decisions = (
        Decision.objects.filter(case=case, state__in=STANDS, respondent__person__isnull=False)
        .select_related("adoption__pack", "respondent__person")
        .order_by("pk")
    )
    waiting = [(one, archive_of(one)) for one in decisions]
    sent = set(
        FileSlip.objects.filter(decision__in=[f"decision:{one.pk}" for one, _a in waiting])
        .order_by()
        .values_list("decision", flat=True)
    )
    return [
        gates.Obstacle(
            _("The slip for the personnel file has not been sent: {decision}").format(
                decision=one.number
            ),
            archive.clause,
            f"decision:{one.pk}",
        )
        for one, archive in waiting
        if archive is not None and f"decision:{one.pk}" not in sent
    ]


def _titles(ids: Iterable[int], standing: Standing) -> Mapping[int, str]:
    rows = dossiers_visible_to(standing).filter(pk__in=list(ids)).select_related("case")
    return {row.pk: f"{row.number or row.case.number} {row.case.title}" for row in rows}


def _slip_titles(ids: Iterable[int], standing: Standing) -> Mapping[int, str]:
    rows = slips_visible_to(standing).filter(pk__in=list(ids))
    return {row.pk: f"{row.get_kind_display()} {row.number}" for row in rows}
