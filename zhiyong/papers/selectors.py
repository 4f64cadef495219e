"""Reads of papers. Who may see the subject of a paper sees the paper."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, QuerySet

from zhiyong.papers.models import Paper, ServiceOfPaper
from zhiyong.shell import about, kinds
from zhiyong.shell.access import READS_ALL, Standing


def papers_visible_to(standing: Standing) -> QuerySet[Paper]:
    """Return the papers within somebody's case-reading roles, for lists of many.

    One paper, or those of one subject, are seen by whoever sees the subject: `seen`. Nobody is
    listed a paper about something that names them.
    """
    rows = Paper.objects.filter(audience__in=standing.units(*READS_ALL))
    return about.leave_out(rows, standing)


def seen(papers: QuerySet[Paper], standing: Standing) -> QuerySet[Paper]:
    """Return those of a few papers whose subjects somebody may see."""
    subjects = set(papers.order_by().values_list("subject", flat=True))
    return papers.filter(subject__in=kinds.visible(subjects, standing))


def of_subjects(references: Iterable[str], standing: Standing) -> QuerySet[Paper]:
    """Return the papers of some objects, the newest first, with their files and services.

    Proofs of service stand with the papers that they prove.
    """
    return (
        Paper.objects.filter(subject__in=kinds.visible(references, standing))
        .select_related("file", "unit", "adoption__pack")
        .defer("data")
        .prefetch_related("services")
        .filter(proves__isnull=True)
        .order_by("-issued_on", "-pk")
    )


def by_code(code: str, standing: Standing) -> Paper | None:
    """Return the paper that carries a printed code, if its subject may be seen."""
    wanted = Paper.objects.filter(code=code.strip().upper())
    return seen(wanted, standing).select_related("file").first()


def served(papers: QuerySet[Paper], state: str) -> QuerySet[Paper]:
    """Return the papers at one state of service: WAITING, SERVED or RETURNED.

    A paper that came back undelivered is served once a later service says so.
    """
    services = ServiceOfPaper.objects.filter(paper=OuterRef("pk"))
    arrived = Exists(services.exclude(way=ServiceOfPaper.Way.RETURNED))
    came_back = Exists(services.filter(way=ServiceOfPaper.Way.RETURNED))
    match state:
        case "WAITING":
            return papers.filter(~arrived, ~came_back, to_serve=True)
        case "RETURNED":
            return papers.filter(~arrived, came_back)
        case _:
            return papers.filter(arrived)
