"""Who may open a dossier: whoever may see its case. Who keeps it: the body's clerks and office."""

from typing import Any

from django.db.models import CharField, QuerySet, Value
from django.db.models.functions import Cast, Concat

from zhiyong.archives.models import Dossier, DossierPart, FileSlip
from zhiyong.cases.models import Case
from zhiyong.cases.selectors import cases_visible_to
from zhiyong.cases.selectors.access import not_kept_from
from zhiyong.shell import kinds
from zhiyong.shell.access import READS_ALL, Role, Standing

KEEPERS = (Role.CLERK, Role.SECTION_HEAD, Role.OFFICE)
"""Who puts dossiers together, files them and sends slips."""


def dossiers_visible_to(standing: Standing) -> QuerySet[Dossier]:
    """Return the dossiers of the cases that somebody may see."""
    return Dossier.objects.filter(case__in=cases_visible_to(standing))


def parts_of(dossier: Dossier, standing: Standing) -> list[DossierPart]:
    """Return what a dossier holds, in order; `may_open` where somebody may have it by itself."""
    parts = list(dossier.parts.select_related("file", "added_by__person").order_by("order"))
    seen = kinds.visible({part.file.subject for part in parts if part.file}, standing)
    for part in parts:
        part.may_open = (  # type: ignore[attr-defined]
            part.file is not None and part.file.subject in seen and part.file.withdrawn_on is None
        )
    return parts


def slips_visible_to(standing: Standing) -> QuerySet[FileSlip]:
    """Return the slips of the bodies whose cases somebody reads, and those sent to their unit.

    Nobody sees the slip about themselves here: they have the decision.
    """
    sent = FileSlip.objects.filter(audience__in=standing.units(*READS_ALL))
    to_keep = FileSlip.objects.filter(keeper__in=standing.units(Role.PERSONNEL))
    rows = sent | to_keep
    return rows.exclude(person=standing.person_id) if standing.person_id else rows


def slips_about(standing: Standing) -> QuerySet[Any, Any]:
    """Return the references of the slips about somebody."""
    rows = FileSlip.objects.filter(person=standing.person_id or 0)
    return rows.values_list(Concat(Value("fileslip:"), Cast("pk", CharField())), flat=True)


def dossiers_about(standing: Standing) -> QuerySet[Any, Any]:
    """Return the references of the dossiers of cases that are kept from somebody."""
    rows = Dossier.objects.exclude(case__in=not_kept_from(Case.objects.all(), standing))
    return rows.values_list(Concat(Value("dossier:"), Cast("pk", CharField())), flat=True)


def may_keep(standing: Standing, audience: int) -> bool:
    """Whether somebody keeps the archive of a body."""
    return audience in standing.units(*KEEPERS)
