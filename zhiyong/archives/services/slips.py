"""What goes into a personnel file, and what corrects it there when the decision falls."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from zhiyong.archives.models import FileSlip
from zhiyong.archives.services.common import Incomplete, NotNow
from zhiyong.decisions.models import Decision
from zhiyong.directory.models import Account, Unit
from zhiyong.files.services import store
from zhiyong.journal.services import record
from zhiyong.papers.services import issue
from zhiyong.papers.sheets import Line, Sheet
from zhiyong.plans.selectors import pack_of
from zhiyong.plans.wording import language
from zhiyong.rules.pack.procedure import Archive

Kind = FileSlip.Kind
STANDS = (Decision.State.MADE, Decision.State.CHANGED)


def archive_of(decision: Decision) -> Archive | None:
    """Return what the plan says of the personnel file, if it says that a copy goes there."""
    archives = pack_of(decision.adoption).archives
    return next((one for one in archives if one.slip and one.copies_to), None)


@transaction.atomic
def send_slip(*, decision: Decision, keeper: Unit, by: Account, on: date) -> FileSlip:
    """Send the slip for the personnel file of the person decided about.

    :raises NotNow: if the plan has none, the decision does not stand, or it was sent already.
    """
    decision = (
        Decision.objects.select_for_update(of=("self",))
        .select_related("adoption__pack", "body", "case", "respondent__person")
        .get(pk=decision.pk)
    )
    archive, person = archive_of(decision), decision.respondent.person
    if archive is None or archive.slip is None or person is None:
        raise NotNow(_("The plan sends nothing to a personnel file here."))
    if decision.state not in STANDS:
        raise NotNow(_("The decision does not stand: nothing of it goes into a personnel file."))
    if _sent(decision):
        raise NotNow(_("The slip for the personnel file was sent already."))
    return _issue(decision, archive.slip, Kind.ENTRY, keeper, None, by, on)


@transaction.atomic
def correct_slips(*, decision: Decision, by: Account, on: date) -> list[FileSlip]:
    """Send a correction after each slip of a decision that was changed or revoked."""
    archive = archive_of(decision)
    if archive is None or archive.correction is None or not archive.corrected:
        return []
    slips = FileSlip.objects.select_for_update(of=("self",)).filter(
        decision=f"decision:{decision.pk}"
    )
    return [
        _issue(decision, archive.correction, Kind.CORRECTION, slip.keeper, slip, by, on)
        for slip in slips.filter(kind=Kind.ENTRY).select_related("keeper").order_by("pk")
        if not _stands_corrected(slip, decision)
    ]


@transaction.atomic
def receive_slip(
    *, slip: FileSlip, received_on: date, received_by: str, upload: Any, by: Account, on: date
) -> FileSlip:
    """Enter the receipt of whoever keeps the personnel file.

    :raises NotNow: if it was entered already, or the day is before the sending or after today.
    :raises Incomplete: without a name.
    :raises FileRefused: if the scan is not taken.
    """
    slip = FileSlip.objects.select_for_update().get(pk=slip.pk)
    if slip.received_on:
        raise NotNow(_("The receipt was entered already."))
    if not slip.sent_on <= received_on <= on:
        raise NotNow(_("The receipt is neither before the sending nor after today."))
    if not received_by.strip():
        raise Incomplete(_("Say who signed for it."))
    if upload:
        slip.receipt = store(
            upload=upload, of=slip, purpose="slip.receipt", by=by, on=on, audience=slip.audience
        )
    slip.received_on, slip.received_by = received_on, received_by.strip()
    slip.save(update_fields=["received_on", "received_by", "receipt"])
    record(
        "fileslip.received",
        of=slip,
        by=by,
        on=on,
        threads=[slip.decision],
        audience=slip.audience,
        facts={"received": received_on},
    )
    return slip


def _sent(decision: Decision) -> bool:
    return FileSlip.objects.filter(
        decision=f"decision:{decision.pk}", kind=Kind.ENTRY, corrections__isnull=True
    ).exists()


def _stands_corrected(slip: FileSlip, decision: Decision) -> bool:
    """Whether the newest version of the decision was corrected already."""
    return slip.corrections.filter(version=decision.version).exists()


def _issue(
    decision: Decision,
    slip: str,
    kind: FileSlip.Kind,
    keeper: Unit,
    corrects: FileSlip | None,
    by: Account,
    on: date,
) -> FileSlip:
    assert decision.respondent.person
    paper = issue(
        slip=slip,
        of=decision,
        adoption=decision.adoption,
        unit=decision.body,
        fill=_filled(decision, keeper, corrects),
        by=by,
        on=on,
        audience=decision.case.audience,
    )
    made = FileSlip.objects.create(
        decision=f"decision:{decision.pk}",
        version=decision.version,
        person=decision.respondent.person,
        audience=decision.case.audience,
        kind=kind,
        number=paper.number,
        keeper=keeper,
        paper=paper,
        corrects=corrects,
        sent_on=on,
    )
    record(
        "fileslip.sent",
        of=made,
        by=by,
        on=on,
        threads=[decision, decision.case],
        audience=decision.case.audience,
        facts={"kind": str(kind), "paper": paper, "keeper": keeper},
    )
    return made


def _filled(
    decision: Decision, keeper: Unit, corrects: FileSlip | None
) -> Callable[[Sheet], Sheet]:
    def fill(sheet: Sheet) -> Sheet:
        assert decision.made_on
        lines = [
            Line(_("Person"), decision.respondent.name),
            Line(_("Unit on the day of the act"), str(decision.respondent.unit_then or "—")),
            Line(_("Decision no."), decision.number),
            Line(_("Decided on"), date_format(decision.made_on, "DATE_FORMAT")),
            Line(_("Decided by"), decision.body.name, wide=True),
        ]
        if corrects is None:
            enclosed = _("Materials of the verification; the decision")
            lines += [
                Line(_("Measures"), _measures(decision), wide=True),
                Line(_("Enclosed"), enclosed, wide=True),
            ]
        else:
            lines += [
                Line(_("Corrects slip no."), corrects.number),
                Line(_("What became of the decision"), str(decision.get_state_display())),
                Line(_("What stands now"), _measures(decision) or _("Nothing"), wide=True),
                Line(
                    _("What the keeper does"),
                    _("Put this slip before the earlier one; the file says what stands now."),
                    wide=True,
                ),
            ]
        lines.append(
            Line(_("Received: signature or seal, date"), "", wide=True, tall=True, room=22)
        )
        return replace(sheet, to=keeper.name, fields=tuple(lines))

    return fill


def _measures(decision: Decision) -> str:
    """Return what the decision holds as it stands now."""
    if decision.state == Decision.State.REVOKED:
        return ""
    pack = pack_of(decision.adoption)
    chosen = decision.measures.filter(version=decision.version).order_by("order", "pk")
    return "、".join(pack.element("measures", one.measure).label.say(language()) for one in chosen)
