"""What would follow from an act, said before it is done: what begins, who signs, what goes out."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from zhiyong.directory.models import Unit
from zhiyong.duties.counting import days
from zhiyong.duties.services import clocks_from
from zhiyong.intake import labels
from zhiyong.intake.models import Complaint
from zhiyong.matters import plan
from zhiyong.matters.models import Matter
from zhiyong.matters.slips import told
from zhiyong.plans.models import Adoption
from zhiyong.plans.parties import signer_of
from zhiyong.plans.selectors import pack_of
from zhiyong.rules.pack.intake import Mode
from zhiyong.rules.pack.timing import Clock
from zhiyong.shell.errors import Refusal


@dataclass(frozen=True, slots=True)
class Line:
    """One consequence, and what it rests on."""

    text: str
    basis: Any = ""


def begins(adoption: Adoption, event: str, on: date, *, kind: str, urgency: str) -> list[Line]:
    """Return what begins with an event, until when, and on what ground."""
    found = clocks_from(pack_of(adoption), event, kind=kind, urgency=urgency)
    return [line for clock in found if (line := _begins(adoption, clock, on))]


def _begins(adoption: Adoption, clock: Clock, on: date) -> Line | None:
    pack, lang = pack_of(adoption), labels.language()
    try:
        until = days(adoption, clock, on).due_on
    except Refusal as refusal:
        return Line(str(refusal))
    if until is None:
        return None
    text = _("“{duty}” begins, until {day}: {who}.").format(
        duty=clock.label.say(lang), day=told(until), who=pack.party(clock.owed_by).label.say(lang)
    )
    return Line(text, labels.grounds(pack, clock))


def chain(adoption: Adoption, chain_id: str | None, unit: Unit, on: date) -> list[Line]:
    """Return who must agree, step by step, and who holds each position today."""
    if chain_id is None:
        return []
    pack, lang = pack_of(adoption), labels.language()
    approval = pack.approval(chain_id)
    steps = []
    for step in approval.steps[1:]:
        beside = []
        for one in step.signers if step.jointly else (step.actor,):
            who = signer_of(adoption, one, unit=unit, on=on)
            names = "、".join(person.name for person in who.people) or _("vacant")
            beside.append(f"{pack.party(one).label.say(lang)} ({names})")
        steps.append(f"{step.label.say(lang)} {' + '.join(beside)}")
    text = _("It takes effect when these have agreed: {steps}.")
    return [Line(text.format(steps=" → ".join(steps)), labels.grounds(pack, approval))]


def paper(adoption: Adoption, slip_id: str | None) -> list[Line]:
    """Return which paper is issued."""
    if slip_id is None:
        return []
    pack = pack_of(adoption)
    slip = pack.slip(slip_id)
    text = _("A paper is issued: {paper}.").format(paper=slip.label.say(labels.language()))
    return [Line(text, labels.grounds(pack, slip))]


@dataclass(frozen=True, slots=True)
class Way:
    """A way of handling as the form of assigning shows it."""

    mode: Mode
    label: str
    stays: bool
    basis: Any
    lines: list[Line]


def ways(complaint: Complaint, on: date) -> list[Way]:
    """Return the plan's ways of handling, with what follows from each."""
    pack, lang = pack_of(complaint.adoption), labels.language()
    return [
        Way(
            mode,
            mode.label.say(lang),
            plan.stays(mode),
            labels.grounds(pack, mode),
            [
                *(Line(duty.label.say(lang), labels.grounds(pack, duty)) for duty in mode.duties),
                *paper(complaint.adoption, mode.slip),
                *chain(complaint.adoption, mode.approval, complaint.keeper, on),
            ],
        )
        for mode in plan.ways(pack)
    ]


def of_event(matter: Matter, event: str, on: date) -> list[Line]:
    """Return what begins for a matter with an event."""
    complaint = matter.complaint
    return begins(matter.adoption, event, on, kind=complaint.input_class, urgency=complaint.urgency)
