"""A dossier is put together, filed by two, and afterwards only added to."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import override

from zhiyong.archives.binding import LANGUAGE, bind, count_pages
from zhiyong.archives.models import Dossier, DossierPart
from zhiyong.archives.record import sheets
from zhiyong.archives.selectors.documents import CONCLUDES, Document
from zhiyong.archives.services.common import Incomplete, NotNow, OtherHand, locked, need_state, tell
from zhiyong.cases.models import Case
from zhiyong.directory.models import Account
from zhiyong.directory.selectors import same_person
from zhiyong.files.models import File
from zhiyong.files.numbers import next_number
from zhiyong.files.services import store, store_made
from zhiyong.journal.services import commit
from zhiyong.papers.rendering import pdf
from zhiyong.papers.sheets import Layout

Retention = Dossier.Retention
CODES = {Retention.FOREVER: "Y", Retention.YEARS_30: "D30", Retention.YEARS_10: "D10"}
"""How file numbers write the time of keeping (归档文件整理规则, DA/T 22-2015)."""
YEARS = {Retention.YEARS_30: 30, Retention.YEARS_10: 10}

State = Dossier.State
Upload = "UploadedFile[Any] | IO[bytes]"


@transaction.atomic
def put_together(
    *,
    case: Case,
    documents: Sequence[Document],
    retention: Dossier.Retention,
    basis: str,
    by: Account,
    on: date,
) -> Dossier:
    """Put the documents of a closed case together; while it is not filed, this can be done anew.

    :raises NotNow: if the case is still open, or its dossier was filed.
    :raises Incomplete: if there is nothing to file.
    """
    case = Case.objects.select_for_update(of=("self",)).select_related("body").get(pk=case.pk)
    if case.closed_on is None:
        raise NotNow(_("The case is still open: it is filed when it is closed."))
    if not documents:
        raise Incomplete(_("There is no document to file."))
    dossier, is_new = Dossier.objects.get_or_create(
        case=case,
        defaults={
            "unit": case.body,
            "audience": case.audience,
            "year": case.closed_on.year,
            "retention": retention,
        },
    )
    dossier = locked(dossier)
    need_state(dossier, State.OPEN)
    dossier.retention, dossier.retention_basis = retention, basis.strip()
    dossier.filed_by = by
    dossier.save(update_fields=["retention", "retention_basis", "filed_by"])
    kept = {part.reference: part for part in dossier.parts.filter(is_original=True, addition=False)}
    dossier.parts.exclude(pk__in=[part.pk for part in kept.values()]).delete()
    whole = _with_what_was_written(dossier, documents, by, on)
    _lay(dossier, whole, kept, by, on)
    facts = {"documents": len(whole), "retention": str(retention)}
    tell("dossier.put_together" if is_new else "dossier.put_anew", dossier, by, on, facts)
    return dossier


def _with_what_was_written(
    dossier: Dossier, documents: Sequence[Document], by: Account, on: date
) -> list[Document]:
    """Set what was only written on screen as documents, before the case's own papers."""
    with override(LANGUAGE):
        written = [
            Document(
                sheet.title,
                reference,
                store_made(
                    name=f"{sheet.title}.pdf",
                    content=pdf(sheet, Layout.FORM),
                    media_type="application/pdf",
                    of=dossier,
                    purpose="dossier.sheet",
                    by=by,
                    on=on,
                    audience=dossier.audience,
                ),
                author=sheet.issuer,
            )
            for reference, sheet in sheets(dossier.case, on)
        ]
    before = [one for one in documents if one.file.subject.partition(":")[0] in CONCLUDES]
    return [*before, *written, *documents[len(before) :]]


def _lay(
    dossier: Dossier,
    documents: Sequence[Document],
    kept: dict[str, DossierPart],
    by: Account,
    on: date,
) -> None:
    """Lay the documents in their order; a scan of the sealed copy stays in its place."""
    for part in kept.values():
        part.order += 10_000
    DossierPart.objects.bulk_update(kept.values(), ["order"])
    new = []
    for order, one in enumerate(documents, start=1):
        own = kept.get(one.reference)
        if own is not None:
            own.order = order
            continue
        new.append(
            DossierPart(
                dossier=dossier,
                order=order,
                title=one.title[:200],
                number=one.number,
                author=one.author[:120],
                dated=one.dated,
                reference=one.reference,
                file=one.file,
                digest=one.file.served_digest,
                pages=count_pages(one.file),
                added_on=on,
                added_by=by,
            )
        )
    DossierPart.objects.bulk_create(new)
    DossierPart.objects.bulk_update(kept.values(), ["order"])


@transaction.atomic
def put_original(*, part: DossierPart, upload: Any, by: Account, on: date) -> DossierPart:
    """Put the scan of the sealed copy in the place of a document: it is the valid original.

    :raises NotNow: if the dossier was filed: then it is added; or if it is kept with a complaint.
    :raises FileRefused: if the file is not taken.
    """
    dossier = locked(part.dossier)
    need_state(dossier, State.OPEN)
    part = DossierPart.objects.select_for_update(of=("self",)).get(pk=part.pk)
    if part.is_apart:
        raise NotNow(_("This sheet is kept with the complaint: its scan belongs there, not here."))
    file = _stored(dossier, upload, "dossier.original", by, on)
    before = part.digest
    part.file, part.digest, part.pages = file, file.served_digest, count_pages(file)
    part.is_original = True
    part.save(update_fields=["file", "digest", "pages", "is_original"])
    tell("dossier.original_put", dossier, by, on, {"order": part.order, "instead": before[:16]})
    return part


@transaction.atomic
def file_dossier(*, dossier: Dossier, remarks: str, by: Account, on: date) -> Dossier:
    """File a dossier: somebody else than who put it together checks it; it gets number and PDF.

    :raises NotNow: if it was filed already.
    :raises OtherHand: if the same person put it together.
    """
    dossier = locked(dossier)
    need_state(dossier, State.OPEN)
    if same_person(dossier.filed_by, by):
        raise OtherHand(_("Whoever put the file together cannot check it: another person must."))
    code = CODES[Retention(dossier.retention)]
    number = next_number(series=f"dossier-{code}", unit=dossier.unit, year=dossier.year)
    dossier.number = f"{dossier.year}-{code}-{number:04}"
    kept = commit(remarks.strip())
    dossier.remarks, dossier.salt = remarks.strip(), kept.salt
    dossier.checked_by, dossier.filed_on, dossier.state = by, on, State.FILED
    years = YEARS.get(Retention(dossier.retention))
    dossier.retain_until = date(dossier.year + years, 12, 31) if years else None
    dossier.bound = _bound(dossier, by, on)
    dossier.save()
    facts = {"number": dossier.number, "parts": dossier.parts.count()}
    digest = dossier.bound.served_digest
    tell("dossier.filed", dossier, by, on, {**facts, "digest": digest}, {"remarks": kept})
    return dossier


@transaction.atomic
def add(
    *,
    dossier: Dossier,
    title: str,
    reason: str,
    upload: Any,
    is_original: bool,
    by: Account,
    on: date,
) -> DossierPart:
    """Add a document to a filed dossier; nothing that is in it changes.

    :raises NotNow: if it has not been filed, or was destroyed.
    :raises Incomplete: without a title or a reason.
    :raises FileRefused: if the file is not taken.
    """
    dossier = locked(dossier)
    need_state(dossier, State.FILED)
    title, reason = title.strip(), reason.strip()
    if not title or not reason:
        raise Incomplete(_("Say what is added, and why it comes only now."))
    file = _stored(dossier, upload, "dossier.addition", by, on)
    last = dossier.parts.aggregate(last=Max("order"))["last"] or 0
    part = DossierPart.objects.create(
        dossier=dossier,
        order=last + 1,
        title=title,
        reference=f"file:{file.pk}",
        file=file,
        digest=file.served_digest,
        pages=count_pages(file),
        is_original=is_original,
        added_on=on,
        added_by=by,
        addition=True,
        reason=reason,
    )
    dossier.bound = _bound(dossier, by, on)
    dossier.save(update_fields=["bound"])
    tell("dossier.added_to", dossier, by, on, {"order": part.order, "digest": part.digest})
    return part


def _bound(dossier: Dossier, by: Account, on: date) -> File:
    parts = list(dossier.parts.select_related("file", "dossier__unit").order_by("order"))
    bound = bind(dossier, parts, dossier.remarks)
    return store_made(
        name=f"{dossier.number}.pdf",
        content=bound.content,
        media_type="application/pdf",
        of=dossier,
        purpose="dossier.bound",
        by=by,
        on=on,
        audience=dossier.audience,
    )


def _stored(dossier: Dossier, upload: Any, purpose: str, by: Account, on: date) -> File:
    return store(
        upload=upload, of=dossier, purpose=purpose, by=by, on=on, audience=dossier.audience
    )
