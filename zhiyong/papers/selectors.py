"""Reads of papers."""

from django.db.models import QuerySet

from zhiyong.papers.models import Paper
from zhiyong.shell.access import READS_CASES, Standing


def papers_visible_to(standing: Standing) -> QuerySet[Paper]:
    """Return the papers within somebody's case-reading roles."""
    return Paper.objects.filter(audience__in=standing.units(*READS_CASES))


def of_subjects(references: list[str], standing: Standing) -> QuerySet[Paper]:
    """Return the papers of some objects, the newest first, with their files and services."""
    return (
        papers_visible_to(standing)
        .filter(subject__in=references)
        .select_related("file", "unit")
        .prefetch_related("services")
        .order_by("-issued_on", "-pk")
    )


def by_code(code: str, standing: Standing) -> Paper | None:
    """Return the paper that carries a printed code, if it may be seen."""
    wanted = code.strip().upper()
    return papers_visible_to(standing).filter(code=wanted).select_related("file").first()
