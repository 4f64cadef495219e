"""What of a case may be put on the list of a letter: evidence, statements, papers."""

from dataclasses import dataclass

from zhiyong.cases.models import Case, Statement
from zhiyong.files.models import File
from zhiyong.papers.models import Paper
from zhiyong.plans.selectors import pack_of
from zhiyong.plans.wording import label
from zhiyong.shell import kinds


@dataclass(frozen=True, slots=True)
class Material:
    """One thing of a case that can be handed on; `file` is its copy, where it has one."""

    reference: str
    title: str
    file: File | None
    sort: str

    @property
    def digest(self) -> str:
        """Return the digest (hex) of the copy; "" of a thing without one."""
        return self.file.served_digest if self.file else ""


def materials_of(case: Case) -> list[Material]:
    """Return what of a case may be listed, in the order of its parts: three queries and one.

    Evidence stands with its newest version; what was excluded is left out.
    """
    return [*_evidence(case), *_statements(case), *_papers(case)]


def _evidence(case: Case) -> list[Material]:
    rows = (
        case.evidence.filter(excluded_on__isnull=True)
        .prefetch_related("versions__file")
        .order_by("number")
    )
    found = []
    for row in rows:
        newest = max(row.versions.all(), key=lambda one: one.number, default=None)
        file = newest.file if newest and newest.file.withdrawn_on is None else None
        name = f"{row.number}. {row.title}"
        if newest is not None and newest.number > 1:
            name = f"{name} (v{newest.number})"
        reference = f"evidenceversion:{newest.pk}" if newest else f"evidence:{row.pk}"
        found.append(Material(reference, name, file, "evidence"))
    return found


def _statements(case: Case) -> list[Material]:
    """Return the statements by kind and number: lists go out, and speakers may be complainants."""
    rows = case.statements.select_related("file").order_by("number")
    return [
        Material(
            f"statement:{row.pk}",
            f"{Statement.Kind(row.kind).label} {row.number} · {row.on.isoformat()}",
            row.file if row.file and row.file.withdrawn_on is None else None,
            "statement",
        )
        for row in rows
    ]


def _papers(case: Case) -> list[Material]:
    rows = (
        Paper.objects.filter(subject=kinds.ref(case), proves__isnull=True)
        .select_related("file", "adoption__pack")
        .defer("data")
        .order_by("issued_on", "pk")
    )
    return [Material(f"paper:{row.pk}", _title(row), row.file, "paper") for row in rows]


def _title(paper: Paper) -> str:
    name = label(pack_of(paper.adoption), "slips", paper.slip) if paper.adoption else paper.slip
    return f"{name} {paper.number}".strip()
