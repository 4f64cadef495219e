"""All reads of files. Who may see a file is decided by the subject's Kind."""

from django.db.models import BigIntegerField, Exists, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Cast, Substr

from zhiyong.files.models import File
from zhiyong.shell import kinds
from zhiyong.shell.access import Role, Standing


def of_subject(reference: str, standing: Standing) -> QuerySet[File]:
    """Return the files of one subject, oldest first, if the person may see the subject."""
    kind, pk = kinds.split(reference)
    if not kind.visible_to(standing).filter(pk=pk).exists():
        return File.objects.none()
    return files_of(reference)


def files_of(reference: str) -> QuerySet[File]:
    """Return the files of a subject that is known to be visible, oldest first."""
    return File.objects.filter(subject=reference, withdrawn_on=None).order_by("pk")


def files_visible_to(standing: Standing) -> QuerySet[File]:
    """Return the files whose subjects a person may see; ask for few at a time."""
    seen = Q(pk__in=[])
    for kind in kinds.every():
        if kind.model is File:
            continue
        prefix = f"{kind.name}:"
        subject = kind.visible_to(standing).filter(
            pk=Cast(Substr(OuterRef("subject"), len(prefix) + 1), BigIntegerField())
        )
        seen |= Q(subject__startswith=prefix) & Q(Exists(subject))
    return File.objects.filter(seen)


def bytes_of(reference: str) -> int:
    """Return how much a subject's files take, in bytes."""
    total = File.objects.filter(subject=reference).aggregate(total=Sum("size"))["total"]
    return int(total or 0)


def visible_file(pk: int, standing: Standing) -> File | None:
    """Return a file if the person may see its subject, in two queries."""
    file = File.objects.filter(pk=pk, withdrawn_on=None).first()
    if file is None:
        return None
    kind, subject = kinds.split(file.subject)
    return file if kind.visible_to(standing).filter(pk=subject).exists() else None


def named(paths: list[str]) -> set[str]:
    """Return those of the paths that rows name."""
    rows = File.objects.filter(Q(served_path__in=paths) | Q(original_path__in=paths))
    return {
        path for row in rows.values_list("served_path", "original_path") for path in row if path
    }


def original_visible_to(standing: Standing, pk: int) -> File | None:
    """Return a file whose original was kept, to a custodian of its office."""
    return File.objects.filter(
        pk=pk, original_path__isnull=False, audience__in=standing.units(Role.CUSTODIAN)
    ).first()
