"""What can be done with an entry now, by whom; and what cannot be, and why not."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from zhiyong.consequences import plan
from zhiyong.consequences.models import Entry
from zhiyong.consequences.selectors import rights
from zhiyong.rules.freezes import gates_of
from zhiyong.shell.access import Standing
from zhiyong.shell.parts import Offer

State = Entry.State


def offers(entry: Entry, standing: Standing, on: date) -> list[Offer]:
    """Return what somebody may do with an entry; what cannot be done now says why."""
    if entry.state != State.IN_FORCE:
        return []
    found = [_carry_out(entry, standing, on), _gate(entry, standing, on), _end(entry, standing)]
    return [one for one in found if one is not None]


def offer(entry: Entry, standing: Standing, on: date, key: str) -> Offer | None:
    """Return one act, if it is somebody's to do."""
    return next((one for one in offers(entry, standing, on) if one.key == key), None)


def _url(entry: Entry, key: str) -> str:
    return reverse("consequences:act", args=[entry.pk, key])


def _carry_out(entry: Entry, standing: Standing, on: date) -> Offer | None:
    if entry.carried_out_on is not None or entry.effect in ("freeze", "lose"):
        return None
    if not rights.may_carry_out(standing, entry):
        return None
    label = _("Hand in the paper") if entry.effect == "write" else _("Enter that it is carried out")
    why_not = ""
    if entry.since and entry.since > on:
        why_not = _("It takes effect on {day}; it cannot be carried out before.").format(
            day=entry.since
        )
    return Offer(
        "carry-out", label, _url(entry, "carry-out"), why_not, _basis(entry), "primary", "check"
    )


def _gate(entry: Entry, standing: Standing, on: date) -> Offer | None:
    freeze = plan.freeze_of(entry)
    gate = plan.next_gate(entry, entry.gates_passed.all())
    if freeze is None or gate is None:
        return None
    body = rights.body_of_gate(entry, gate, on)
    if body is None or not rights.acts_for(standing, body) or rights.is_about(standing, entry):
        return None
    passed = {one.gate: one.on for one in entry.gates_passed.all()}
    states = gates_of(freeze, entry.through, on, {**passed, gate.id: on})
    why_not = ""
    if next(one.reason for one in states if one.gate.id == gate.id) == "early":
        text = _("The time runs through {day}; no gate is passed before it is over.")
        why_not = text.format(day=entry.through or "—")
    label = _("Confirm: {gate}").format(gate=gate.label.say(plan.language()))
    return Offer("gate", label, _url(entry, "gate"), why_not, gate.clause, "primary", "check")


def _end(entry: Entry, standing: Standing) -> Offer | None:
    if entry.through is not None or entry.gates or entry.effect not in ("freeze", "lose"):
        return None
    if not rights.may_end(standing, entry):
        return None
    return Offer("end", _("End it"), _url(entry, "end"), "", _basis(entry), "grave", "x")


def _basis(entry: Entry) -> str:
    return str(entry.clauses[0]) if entry.clauses else ""
