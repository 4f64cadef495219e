"""When its time is over, a dossier is destroyed by two, and what was destroyed stays on record."""

from dataclasses import replace
from datetime import date

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from zhiyong.archives.models import Dossier, DossierPart, is_kept_apart
from zhiyong.archives.services.common import NotNow, OtherHand, locked, need_state, tell
from zhiyong.directory.models import Account
from zhiyong.directory.selectors import same_person
from zhiyong.files.models import File
from zhiyong.files.services import erase, store_made
from zhiyong.papers.rendering import pdf
from zhiyong.papers.sheets import Column, Layout, Sheet

State = Dossier.State


@transaction.atomic
def propose_destruction(*, dossier: Dossier, by: Account, on: date) -> Dossier:
    """Propose to destroy a dossier whose time is over; somebody else must confirm it.

    :raises NotNow: if it is not filed, or must be kept longer, or for ever.
    """
    dossier = locked(dossier)
    need_state(dossier, State.FILED)
    if dossier.retain_until is None:
        raise NotNow(_("This file is kept for ever."))
    if on <= dossier.retain_until:
        text = _("This file is kept until {day}.")
        raise NotNow(text.format(day=date_format(dossier.retain_until, "DATE_FORMAT")))
    dossier.state, dossier.proposed_by = State.TO_DESTROY, by
    dossier.save(update_fields=["state", "proposed_by"])
    tell("dossier.destruction_proposed", dossier, by, on)
    return dossier


@transaction.atomic
def spare(*, dossier: Dossier, by: Account, on: date) -> Dossier:
    """Keep a dossier whose destruction was proposed.

    :raises NotNow: if nothing was proposed.
    """
    dossier = locked(dossier)
    need_state(dossier, State.TO_DESTROY)
    dossier.state, dossier.proposed_by = State.FILED, None
    dossier.save(update_fields=["state", "proposed_by"])
    tell("dossier.spared", dossier, by, on)
    return dossier


@transaction.atomic
def destroy(*, dossier: Dossier, by: Account, on: date) -> Dossier:
    """Destroy the files of a dossier; its index with every digest stays, and says when, by whom.

    :raises NotNow: if nothing was proposed.
    :raises OtherHand: if the same person proposed it.
    """
    dossier = locked(dossier)
    need_state(dossier, State.TO_DESTROY)
    if same_person(dossier.proposed_by, by):
        raise OtherHand(_("Whoever proposed the destruction cannot confirm it: another must."))
    parts = list(dossier.parts.select_related("file").order_by("order"))
    record = _record(dossier, [(part.order, part.title, part.digest) for part in parts], on)
    for file in _files(dossier):
        erase(file=file, by=by, on=on)
    dossier.state, dossier.destroyed_on = State.DESTROYED, on
    dossier.bound = _kept(dossier, record, by, on)
    dossier.save(update_fields=["state", "destroyed_on", "bound"])
    tell("dossier.destroyed", dossier, by, on, {"parts": len(parts)})
    return dossier


def _files(dossier: Dossier) -> list[File]:
    """Return what the dossier holds: its parts, and each PDF in which it was bound.

    What another dossier holds as well stays for that one; what is a complaint's, for that.
    """
    elsewhere = DossierPart.objects.exclude(dossier=dossier).exclude(dossier__state=State.DESTROYED)
    parts = File.objects.filter(pk__in=dossier.parts.values("file")).exclude(
        pk__in=elsewhere.filter(file__isnull=False).values("file")
    )
    own = File.objects.filter(subject=f"dossier:{dossier.pk}")
    return [
        file
        for file in (parts | own).distinct().order_by("pk")
        if file.served_digest and not is_kept_apart(file)
    ]


def _record(dossier: Dossier, parts: list[tuple[int, str, str]], on: date) -> Sheet:
    assert dossier.retain_until
    return replace(
        Sheet(
            title=_("Record of what was destroyed"),
            issuer=dossier.unit.name,
            day=date_format(on, "DATE_FORMAT"),
            number=dossier.number,
        ),
        columns=(Column(_("No.")), Column(_("Title"), 4), Column("SHA-256", 6)),
        rows=tuple((str(order), title, digest) for order, title, digest in parts),
        paragraphs=(
            _("Kept until {day}; destroyed after that by two persons.").format(
                day=date_format(dossier.retain_until, "DATE_FORMAT")
            ),
        ),
    )


def _kept(dossier: Dossier, sheet: Sheet, by: Account, on: date) -> File:
    return store_made(
        name=f"{dossier.number}.pdf",
        content=pdf(sheet, Layout.REGISTER),
        media_type="application/pdf",
        of=dossier,
        purpose="dossier.destruction",
        by=by,
        on=on,
        audience=dossier.audience,
    )
