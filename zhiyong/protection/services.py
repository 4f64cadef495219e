"""Consent, looking, concerns: what a protector does for a complainant."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from zhiyong.directory.models import Account
from zhiyong.intake.models import Complaint
from zhiyong.journal.services import commit, record
from zhiyong.protection.models import Concern, Watch
from zhiyong.protection.selectors import Match, last_day, matches
from zhiyong.shell.errors import Refusal
from zhiyong.vault.models import Envelope
from zhiyong.vault.services import open_envelope

State = Watch.State
By = Account | str


class NotNow(Refusal):
    """The watch does not stand where the act needs it."""


class Incomplete(Refusal):
    """Something that the act needs is missing."""


@transaction.atomic
def consent(*, complaint: Complaint, by: By, on: date) -> Watch:
    """Begin to watch over a complainant who has consented.

    :raises NotNow: if the complaint is not under a real name, or is watched over already.
    """
    complaint = Complaint.objects.select_for_update(of=("self",)).get(pk=complaint.pk)
    if not complaint.is_real_name:
        raise NotNow(_("Only who gave a name can be protected in this way: nobody else is known."))
    if Watch.objects.filter(complaint=complaint).exists():
        raise NotNow(_("You have said so already."))
    watch = Watch.objects.create(
        complaint=complaint,
        unit=complaint.keeper,
        audience=complaint.audience,
        consent_on=on,
        from_on=complaint.received_on,
        until_on=last_day(complaint, on),
    )
    _tell("watch.begun", watch, by, on)
    return watch


@transaction.atomic
def withdraw(*, complaint: Complaint, by: By, on: date) -> Watch:
    """End a watch, since the complainant wants it no more.

    :raises NotNow: if none runs.
    """
    watch = Watch.objects.select_for_update().filter(complaint=complaint).first()
    if watch is None or watch.state != State.RUNNING:
        raise NotNow(_("No watch runs for this report."))
    return _end(watch, State.WITHDRAWN, "watch.withdrawn", by, on)


@dataclass(frozen=True, slots=True)
class Looked:
    """What a protector saw: the name that was matched, and everybody who bears it."""

    name: str
    matches: tuple[Match, ...]


def look(
    *, watch: Watch, passphrase: str, reason: str, by: Account, on: date, at: datetime
) -> Looked:
    """Open the name and match it with the directory, once; nothing of it is kept.

    :raises NotNow: if the watch is over, or the name was never sealed.
    :raises VaultRefusal: as the vault refuses to open.
    """
    watch.refresh_from_db()
    if watch.state != State.RUNNING:
        raise NotNow(_("This watch is over."))
    envelope = (
        Envelope.objects.filter(
            subject=f"complaint:{watch.complaint_id}", kind=Envelope.Kind.NAME, superseded_on=None
        )
        .order_by("-pk")
        .first()
    )
    if envelope is None:
        raise NotNow(_("No name was sealed with this complaint."))
    content = open_envelope(
        envelope=envelope, by=by, passphrase=passphrase, reason=reason, on=on, at=at
    )
    with transaction.atomic():
        watch = Watch.objects.select_for_update().get(pk=watch.pk)
        watch.looked_on, watch.looked_by = on, by
        watch.save(update_fields=["looked_on", "looked_by"])
        _tell("watch.looked", watch, by, on)
    name = content.get("name", "")
    return Looked(name, tuple(matches(name, watch.from_on, on)))


@transaction.atomic
def note_concern(*, watch: Watch, kind: Concern.Kind, note: str, by: Account, on: date) -> Concern:
    """Write down what gives concern; it must name nobody.

    :raises NotNow: if the watch is over.
    :raises Incomplete: without a note.
    """
    watch = Watch.objects.select_for_update().get(pk=watch.pk)
    if watch.state != State.RUNNING:
        raise NotNow(_("This watch is over."))
    kept = commit(_said(note, _("Say what gives concern, without naming anybody.")))
    concern = Concern.objects.create(
        watch=watch, kind=kind, note=note.strip(), salt=kept.salt, on=on, by=by
    )
    record(
        "watch.concern_noted",
        of=watch,
        by=by,
        on=on,
        audience=watch.audience,
        facts={"kind": str(kind)},
        commits={f"concern-{concern.pk}": kept},
    )
    return concern


@transaction.atomic
def close_concern(*, concern: Concern, closing: str, by: Account, on: date) -> Concern:
    """Say what became of a concern.

    :raises NotNow: if it was closed already.
    :raises Incomplete: without a word.
    """
    concern = (
        Concern.objects.select_for_update(of=("self",)).select_related("watch").get(pk=concern.pk)
    )
    if concern.closed_on:
        raise NotNow(_("This concern was closed already."))
    kept = commit(_said(closing, _("Say what became of it.")))
    concern.closing, concern.closing_salt, concern.closed_on = closing.strip(), kept.salt, on
    concern.save(update_fields=["closing", "closing_salt", "closed_on"])
    record(
        "watch.concern_closed",
        of=concern.watch,
        by=by,
        on=on,
        audience=concern.watch.audience,
        commits={f"concern-closed-{concern.pk}": kept},
    )
    return concern


@transaction.atomic
def tick(*, on: date) -> int:
    """End the watches whose last day is over; return how many."""
    over = Watch.objects.select_for_update().filter(state=State.RUNNING, until_on__lt=on)
    return len([_end(watch, State.OVER, "watch.over", "clock", on) for watch in over])


def _said(text: str, missing: str) -> str:
    text = text.strip()
    if not text:
        raise Incomplete(missing)
    return text


def _end(watch: Watch, state: Watch.State, verb: str, by: By, on: date) -> Watch:
    watch.state, watch.ended_on = state, on
    watch.save(update_fields=["state", "ended_on"])
    _tell(verb, watch, by, on)
    return watch


def _tell(verb: str, watch: Watch, by: By, on: date) -> None:
    """Write an act down; never in the thread of the complaint, which others read."""
    record(verb, of=watch, by=by, on=on, audience=watch.audience, facts={"until": watch.until_on})
