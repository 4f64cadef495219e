"""What belongs into the dossier of a case: every paper and file, in the order of an archive.

What concludes comes before what it rests on: the decision first, the complaint last.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from zhiyong.appeals.models import Appeal
from zhiyong.archives.models import is_kept_apart
from zhiyong.cases.models import Case, EvidenceVersion, Statement
from zhiyong.decisions.models import Decision
from zhiyong.files.models import File
from zhiyong.intake.models import Complaint
from zhiyong.matters.models import Matter
from zhiyong.meetings.models import Item
from zhiyong.papers.kinds import title_of
from zhiyong.papers.models import Paper
from zhiyong.plans.wording import language
from zhiyong.publicity.models import Publication
from zhiyong.shell import kinds
from zhiyong.shell.access import Standing
from zhiyong.tracks.models import Oversight, Resignation, Talk
from zhiyong.transfers.models import Transfer

CONCLUDES = ("appeal", "decision", "agenda_item")
"""What stands before the verification in a file."""
OF_THE_CASE = frozenset({*CONCLUDES, "case", "transfer", "talk", "resignation", "oversight"})


@dataclass(frozen=True, slots=True)
class Document:
    """One document of a dossier: what it is, who made it, when, and its file."""

    title: str
    reference: str
    file: File
    number: str = ""
    author: str = ""
    dated: date | None = None


def documents_of(case: Case, standing: Standing) -> list[Document]:
    """Return the documents of a case, in order, for somebody who may see the case.

    A file is whole: what was decided about the case elsewhere, an appeal above, belongs into it.
    Of the complaint, it holds what they may see.
    """
    references = list(references_of(case))
    own = [one for one in references if one.partition(":")[0] in OF_THE_CASE]
    seen = kinds.visible(references, standing)
    if f"case:{case.pk}" in seen:
        seen = seen.union(own)
    place = {reference: at for at, reference in enumerate(references) if reference in seen}
    found = [*_papers(place), *_files(place), *_evidence(case, place), *_statements(case, place)]
    return sorted(found, key=lambda one: (place[_owner(one)], one.dated or date.min, one.file.pk))


def references_of(case: Case) -> Iterator[str]:
    """Yield everything that belongs to a case, what concludes it first."""
    decisions = list(Decision.objects.filter(case=case).order_by("-pk"))
    appeals = list(Appeal.objects.filter(decision__in=decisions).order_by("-pk"))
    own = f"case:{case.pk}"
    about = [own, *_refs("decision", decisions), *_refs("appeal", appeals)]
    items = Item.objects.filter(subject__in=about).order_by("pk")
    published = Publication.objects.filter(subject__in=about).order_by("pk")
    complaints = list(Complaint.objects.filter(cases__case=case).order_by("pk").distinct())
    yield from _refs("appeal", appeals)
    yield from _refs("decision", decisions)
    yield from (f"agenda_item:{pk}" for pk in items.values_list("pk", flat=True))
    yield own
    for name, rows in (
        ("transfer", Transfer.objects.filter(case=case)),
        ("talk", Talk.objects.filter(case=case)),
        ("resignation", Resignation.objects.filter(case=case)),
        ("oversight", Oversight.objects.filter(case=case)),
        ("matter", Matter.objects.filter(complaint__in=complaints)),
    ):
        yield from _refs(name, rows.order_by("pk"))
    yield from _refs("complaint", complaints)
    yield from _refs("publication", published)


def _refs(name: str, rows: Iterable[object]) -> list[str]:
    return [f"{name}:{row.pk}" for row in rows]  # type: ignore[attr-defined]


def _owner(document: Document) -> str:
    return document.file.subject


def _papers(place: dict[str, int]) -> Iterator[Document]:
    papers = (
        Paper.objects.filter(subject__in=place)
        .select_related("file", "unit", "adoption__pack")
        .defer("data")
    )
    for paper in papers:
        yield Document(
            title_of(paper, language()) or _title(paper.file),
            f"paper:{paper.pk}",
            paper.file,
            paper.number,
            paper.unit.name,
            paper.issued_on,
        )


def _files(place: dict[str, int]) -> Iterator[Document]:
    """Yield what was attached: scans of signed sheets, what people handed in."""
    files = File.objects.filter(subject__in=place, withdrawn_on=None).exclude(
        purpose__startswith="paper."
    )
    taken = set(
        EvidenceVersion.objects.filter(file__subject__in=place).values_list("file", flat=True)
    ) | set(Statement.objects.filter(file__subject__in=place).values_list("file", flat=True))
    services = File.objects.filter(subject__in=place, withdrawn_on=None, purpose="paper.service")
    for file in (*files, *services):
        if file.pk not in taken:
            yield Document(_title(file), f"file:{file.pk}", file, dated=file.added_on)


def _title(file: File) -> str:
    """Return how the index calls a file: never by the name that a complainant gave it."""
    if not is_kept_apart(file):
        return file.name
    if file.purpose == "paper.service":
        return _("Proof that a paper of the complaint was served")
    return _("Attachment of the complaint")


def _evidence(case: Case, place: dict[str, int]) -> Iterator[Document]:
    versions = EvidenceVersion.objects.filter(
        evidence__case=case, file__subject__in=place, file__withdrawn_on=None
    ).select_related("evidence", "file")
    for version in versions:
        one = version.evidence
        title = _("Evidence {number}: {title}").format(number=one.number, title=one.title)
        if version.number > 1:
            title = _("{title}, version {number}").format(title=title, number=version.number)
        yield Document(
            title, f"evidence:{one.pk}", version.file, author=one.taken_from, dated=one.taken_on
        )


def _statements(case: Case, place: dict[str, int]) -> Iterator[Document]:
    rows = Statement.objects.filter(
        case=case, file__isnull=False, file__subject__in=place
    ).select_related("file")
    for row in rows:
        assert row.file
        yield Document(
            f"{row.get_kind_display()} {row.number}",
            f"statement:{row.pk}",
            row.file,
            author=row.speaker,
            dated=row.on,
        )
