"""What of a lodging is sealed to the custodians: who complained, who with them, and contacts."""

from datetime import date

from zhiyong.intake.drafts import Identity, Lodging
from zhiyong.intake.models import Complaint, Signatory
from zhiyong.intake.services.common import By
from zhiyong.shell import kinds
from zhiyong.vault.services import note_lookups, seal_many


def seal(complaint: Complaint, draft: Lodging, by: By, on: date) -> None:
    """Seal name and contact of whoever complains, and everybody who complains with them."""
    contents = sealed_contents(draft.identity, draft.contact, draft.sender)
    if not contents:
        return
    seal_many(
        of=complaint,
        contents=contents,
        audience=complaint.audience,
        by=by,
        on=on,
        anonymous=is_silent(draft),
    )
    if draft.identity:
        note_lookups(
            of=complaint,
            values={
                "TELEPHONE": draft.identity.telephone,
                "IDENTITY": draft.identity.identity_number,
            },
        )
    _seal_cosigners(complaint, draft, by, on)


def _seal_cosigners(complaint: Complaint, draft: Lodging, by: By, on: date) -> None:
    """Seal everybody who complains together, each apart; those who speak for all are told."""
    for place, one in enumerate(draft.cosigners, 1):
        told = one.is_representative and bool(draft.contact)
        signatory = Signatory.objects.create(
            complaint=complaint,
            subject=kinds.ref(complaint),
            audience=complaint.audience,
            order=place,
            is_representative=one.is_representative,
            wants_contact=told,
        )
        contents = {"NAME": {"name": one.name, "telephone": one.telephone}}
        if told:
            contents["CONTACT"] = {"telephone": one.telephone}
        seal_many(of=signatory, contents=contents, audience=complaint.audience, by=by, on=on)
        note_lookups(of=complaint, values={"TELEPHONE": one.telephone})


def sealed_contents(
    identity: Identity | None, contact: str, sender: str = ""
) -> dict[str, dict[str, str]]:
    """Return what goes into which envelope; nothing for an anonymous complaint without contact."""
    contents: dict[str, dict[str, str]] = {}
    if sender:
        contents["NAME"] = {"sender": sender}
    if identity:
        contents["NAME"] = {
            "name": identity.name,
            "telephone": identity.telephone,
            "identity_number": identity.identity_number,
            "address": identity.address,
            "companions": "、".join(identity.companions),
        }
    if contact:
        contents["CONTACT"] = {"email" if "@" in contact else "telephone": contact}
    return contents


def is_silent(draft: Lodging) -> bool:
    """Whether nothing may keep a moment: no name, and nobody of the staff has entered it."""
    return draft.identity is None and draft.entry is None
