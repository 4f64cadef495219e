"""The stages of a complaint from its receipt to its end, each with its clause and its day."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.translation import pgettext

from zhiyong.duties.models import Duty
from zhiyong.intake import labels
from zhiyong.intake.models import Complaint, Registration
from zhiyong.matters import plan
from zhiyong.matters.models import ANSWERED, Matter
from zhiyong.plans.selectors import pack_of
from zhiyong.rules.pack.schema import Pack
from zhiyong.shell.parts import Step

TAKEN = (
    Complaint.State.ACCEPTED,
    Complaint.State.IN_HANDLING,
    Complaint.State.REPLIED,
    Complaint.State.CLOSED,
)
"""Where the complaint is in handling or behind it; before, intake's own stages say it all."""

State = Matter.State
BEGUN = (State.HANDLING, State.IN_APPROVAL, State.REPORTED, *ANSWERED)
SIGNING = (State.IN_APPROVAL, State.REPORTED)


def steps_of(
    complaint: Complaint,
    matter: Matter | None,
    registrations: Iterable[Registration],
    duties: Iterable[Duty],
    called_back_on: date | None,
) -> list[Step]:
    """Return the stages of a complaint that was accepted, seen from one of its matters."""
    pack = pack_of(complaint.adoption)
    due = {event: duty for duty in duties for event in _met_by(pack, duty)}
    line = next((one for one in registrations if one.ended_on is None), None)
    state = matter.state if matter else ""
    answered = state in ANSWERED
    done: list[tuple[str, str, bool, date | None]] = [
        (pgettext("stage", "Receipt"), "complaint.received", True, complaint.received_on),
        (
            pgettext("stage", "Registration"),
            "complaint.registered",
            True,
            line.registered_on if line else None,
        ),
        (pgettext("stage", "Acceptance"), plan.ACCEPTED, True, complaint.decided_on),
        (
            pgettext("stage", "Assignment"),
            plan.ASSIGNED,
            matter is not None,
            matter.opened_on if matter else None,
        ),
        (
            pgettext("stage", "Signature"),
            plan.SIGNED_FOR,
            bool(matter and matter.signed_for_on),
            matter.signed_for_on if matter else None,
        ),
        (pgettext("stage", "Handling"), plan.REPORTED, answered or state in SIGNING, None),
        (pgettext("stage", "Approval"), "", answered, None),
        (pgettext("stage", "Reply"), plan.REPLIED, answered, matter.replied_on if matter else None),
        (
            pgettext("stage", "Call-back"),
            plan.CALLED_BACK,
            state in (State.CALLED_BACK, State.CLOSED),
            called_back_on,
        ),
        (
            pgettext("stage", "Closing"),
            "",
            complaint.state == Complaint.State.CLOSED,
            complaint.closed_on,
        ),
    ]
    now = next((place for place, one in enumerate(done) if not one[2]), len(done))
    return [
        Step(
            label,
            "done" if is_done else "now" if place == now else "next",
            on if is_done else _due(due.get(event)),
            _grounds(pack, event),
        )
        for place, (label, event, is_done, on) in enumerate(done)
    ]


def _met_by(pack: Pack, duty: Duty) -> list[str]:
    if duty.state not in ("OPEN", "PAUSED") or not pack.has("clocks", duty.code):
        return []
    event = pack.clock(duty.code).met_by
    return [event] if event else []


def _due(duty: Duty | None) -> date | None:
    return duty.due_on if duty else None


def _grounds(pack: Pack, event: str) -> Any:
    """Return the clause or the article that a stage rests on; nothing for mere settings."""
    if not event or not pack.has("events", event):
        return ""
    found = pack.event(event)
    if found.clause:
        return found.clause
    if not found.basis:
        return ""
    return pack.say_grounds(found, labels.language()).split("；")[0].split("; ")[0]
