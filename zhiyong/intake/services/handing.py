"""Accusations that belong to another body: sealed to it, nothing readable kept."""

import base64
from datetime import date
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from zhiyong.directory.models import Account, Person
from zhiyong.files.selectors import files_of
from zhiyong.files.services import Prepared as PreparedFile
from zhiyong.files.services import discard, erase
from zhiyong.intake.drafts import Lodging
from zhiyong.intake.models import ChannelDetails, Complaint, Handover, Referral, Sketch
from zhiyong.intake.selectors.routes import Way, find_way, hand_over_way
from zhiyong.intake.services.common import By, NotNow, happened, locked, need_state
from zhiyong.intake.services.joining import let_go
from zhiyong.journal.services import record
from zhiyong.plans.models import Adoption
from zhiyong.plans.selectors import pack_of
from zhiyong.shell import kinds
from zhiyong.vault.services import seal_many

CONTENT = "TEAM"
"""The envelope of the content: a custodian of the destination may give it to a named person."""


def hand_over(
    *,
    draft: Lodging,
    people: list[Person | None],
    adoption: Adoption,
    way: Way,
    contents: dict[str, dict[str, str]],
    lookup: bytes | None,
    token: bytes | None,
    by: By,
    on: date,
) -> Handover:
    """Seal an accusation to its destination, inside the act of lodging it.

    :raises VaultNotReady: if nothing can be sealed for the destination yet.
    """
    handover = Handover.objects.create(
        adoption=adoption,
        role=way.role,
        unit=way.keeper,
        audience=way.keeper.pk,
        on=on,
        lookup=lookup,
        token=token,
    )
    silent = draft.identity is None and draft.entry is None
    seal_many(
        of=handover,
        contents={CONTENT: _content(draft, people), **contents},
        audience=handover.audience,
        by=by,
        on=on,
        anonymous=silent,
    )
    record(
        "handover.made",
        of=handover,
        by=by,
        on=on,
        threads=[way.keeper],
        audience=handover.audience,
        facts={
            "unit": way.keeper,
            "received_on": draft.received_on,
            "files": len(draft.files),
            "clause": str(way.route.rule.clause or "")[:120],
        },
        anonymous=silent,
    )
    return handover


def _content(draft: Lodging, people: list[Person | None]) -> dict[str, str]:
    named = [
        f"{one.name} {one.post} {person.number if person else ''}".strip()
        for one, person in zip(draft.named, people, strict=True)
    ]
    subject = draft.subject_unit.name if draft.subject_unit else draft.subject_unit_text
    content = {
        "title": draft.title,
        "text": draft.text,
        "subject_unit": subject,
        "named": "\n".join(named),
        "happened_on": draft.happened_on,
        "place": draft.place,
        "received_on": draft.received_on.isoformat() if draft.received_on else "",
        "channel": draft.channel,
        **{
            f"cosigner_{place}": f"{one.name} {one.telephone}".strip()
            for place, one in enumerate(draft.cosigners, 1)
        },
    }
    for place, file in enumerate(draft.files, 1):
        assert isinstance(file, PreparedFile)
        raw = (Path(settings.MEDIA_ROOT) / file.served_path).read_bytes()
        content[f"file_{place}_name"] = file.name
        content[f"file_{place}_base64"] = base64.b64encode(raw).decode()
        transaction.on_commit(lambda spent=file: discard(spent))  # type: ignore[misc]
    return content


@transaction.atomic
def hand_over_complaint(*, complaint: Complaint, by: Account, on: date) -> Handover:
    """Hand a complaint over that turned out to be an accusation for another body.

    Its words, the people it names, messages and files are sealed to that body and emptied here;
    what stays is a line in the register, and the journal's commitments, which tell nothing.

    :raises NotNow: if it was decided on, or the plan names no body for its kind.
    :raises VaultNotReady: if nothing can be sealed for the destination yet.
    """
    complaint = locked(complaint)
    need_state(complaint, Complaint.State.LODGED, Complaint.State.REGISTERED)
    pack = pack_of(complaint.adoption)
    if pack.kind(complaint.input_class).handling != "hand_over":
        raise NotNow(_("Only an accusation is handed over. Correct the class first."))
    let_go(complaint=complaint, by=by, on=on)
    named = list(complaint.named.select_related("person").order_by("order"))
    people = [one.person for one in named if one.person]
    way = hand_over_way(
        complaint.adoption,
        find_way(
            complaint.adoption,
            unit=complaint.subject_unit,
            people=people,
            about_receiving_body=complaint.about_receiving_body,
            on=complaint.received_on,
        ),
        complaint.input_class,
    )
    handover = Handover.objects.create(
        adoption=complaint.adoption,
        role=way.role,
        unit=way.keeper,
        audience=way.keeper.pk,
        on=on,
    )
    seal_many(
        of=handover,
        contents={CONTENT: _content_of(complaint)},
        audience=handover.audience,
        by=by,
        on=on,
    )
    _empty(complaint, way, by, on)
    record(
        "handover.made",
        of=handover,
        by=by,
        on=on,
        threads=[way.keeper],
        audience=handover.audience,
        facts={"unit": way.keeper, "received_on": complaint.received_on, "files": 0},
    )
    record(
        "complaint.handed_over",
        of=complaint,
        by=by,
        on=on,
        threads=[way.keeper],
        audience=complaint.audience,
        facts={"unit": way.keeper},
    )
    happened(complaint, "complaint.registered", by=by, on=on)
    happened(complaint, "complaint.decided", by=by, on=on)
    if not complaint.is_real_name:
        happened(complaint, "complaint.told", by=by, on=on)
    return handover


def _content_of(complaint: Complaint) -> dict[str, str]:
    content = {
        "title": complaint.title,
        "text": complaint.text,
        "subject_unit": complaint.subject_name,
        "named": "\n".join(
            f"{one.name} {one.post}".strip() for one in complaint.named.order_by("order")
        ),
        "happened_on": complaint.happened_on,
        "place": complaint.place,
        "received_on": complaint.received_on.isoformat(),
        "channel": complaint.channel,
        "reference": kinds.ref(complaint),
    }
    for message in complaint.messages.order_by("order"):
        content[f"message_{message.order}"] = f"{message.on} {message.direction} {message.text}"
    for place, file in enumerate(files_of(kinds.ref(complaint)), 1):
        raw = (Path(settings.MEDIA_ROOT) / file.served_path).read_bytes()
        content[f"file_{place}_name"] = file.name
        content[f"file_{place}_base64"] = base64.b64encode(raw).decode()
    return content


def _empty(complaint: Complaint, way: Way, by: Account, on: date) -> None:
    pack = pack_of(complaint.adoption)
    destination = pack.binding(way.role).label.zh
    for file in files_of(kinds.ref(complaint)):
        erase(file=file, by=by, on=on)
    complaint.named.all().delete()
    complaint.messages.update(text="", salt=b"")
    complaint.corrections.update(old="", new="", reason="", salt=b"")
    complaint.title = pack.kind(complaint.input_class).label.zh
    complaint.text = complaint.happened_on = complaint.place = ""
    complaint.subject_unit = None
    complaint.subject_unit_text = ""
    complaint.salt = b""
    ChannelDetails.objects.filter(complaint=complaint).update(said={}, salt=b"")
    Sketch.objects.filter(complaint=complaint).delete()
    complaint.state = Complaint.State.REFERRED
    complaint.competent_body = destination
    complaint.decided_on = complaint.closed_on = on
    complaint.save()
    Referral.objects.create(
        complaint=complaint,
        from_unit=complaint.keeper,
        to_unit=way.keeper,
        way=Referral.Way.HANDED_OVER,
        channel=complaint.channel,
        received_on=complaint.received_on,
        by=by,
        on=on,
    )


@transaction.atomic
def collect(*, handover: Handover, by: Account, on: date) -> Handover:
    """Note that the destination has taken an accusation that was handed over to it.

    :raises NotNow: if somebody noted it before.
    """
    handover = (
        Handover.objects.select_for_update(of=("self",)).select_related("unit").get(pk=handover.pk)
    )
    if handover.collected_on:
        raise NotNow(_("It was collected before."))
    handover.collected_on = on
    handover.collected_by = by
    handover.save(update_fields=["collected_on", "collected_by"])
    record("handover.collected", of=handover, by=by, on=on, audience=handover.audience)
    return handover
