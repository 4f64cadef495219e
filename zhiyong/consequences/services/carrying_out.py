"""What follows is carried out with proof, released by its gates, or ended; by those who may."""

from datetime import date
from typing import IO, TYPE_CHECKING, Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from zhiyong.consequences import plan
from zhiyong.consequences.models import Entry, GatePassed
from zhiyong.consequences.selectors import rights
from zhiyong.consequences.services.owing import settle_duties
from zhiyong.consequences.services.settling import ONE_OFF, whom
from zhiyong.directory.models import Account
from zhiyong.directory.standing import standing_of
from zhiyong.files.models import File
from zhiyong.files.services import store
from zhiyong.journal.services import record
from zhiyong.plans.selectors import pack_of
from zhiyong.rules.freezes import gates_of
from zhiyong.rules.grounds import Grounded
from zhiyong.shell import kinds
from zhiyong.shell.errors import Refusal

if TYPE_CHECKING:
    Upload = UploadedFile[Any] | IO[bytes]
else:
    Upload = UploadedFile
State = Entry.State


class NotNow(Refusal):
    """The entry does not stand so that this can be done: too early, too late, or done already."""


class NotYours(Refusal):
    """Somebody else has to do it."""


class ProofMissing(Refusal):
    """What was done is proved by a file or a note."""


@transaction.atomic
def carry_out(
    *, entry: Entry, note: str, by: Account, on: date, proof: Upload | None = None
) -> Entry:
    """Enter that something was carried out, with its proof; what was owed for it is met.

    What lasts for a time goes on for its time; everything else is over.

    :raises NotNow: if it is not in force, not begun, or was carried out before.
    :raises NotYours: if the plan gives it to somebody else.
    :raises ProofMissing: if there is neither file nor note; of what must be written, the file.
    """
    entry = _locked(entry)
    if entry.state != State.IN_FORCE or entry.carried_out_on is not None:
        text = _("This entry stands at “{state}”; somebody may have been faster.")
        raise NotNow(text.format(state=entry.get_state_display()))
    if entry.since and on < entry.since:
        text = _("It takes effect on {day}; it cannot be carried out before.")
        raise NotNow(text.format(day=entry.since), basis=_clause(entry))
    if not rights.may_carry_out(standing_of(by, on), entry):
        raise NotYours(_("This is carried out by: {unit}.").format(unit=_doer(entry)))
    note = note.strip()
    if proof is None and entry.effect == "write":
        text = _("Add the paper itself, as a file: that is what is owed.")
        raise ProofMissing(text, basis=_clause(entry))
    if proof is None and not note:
        raise ProofMissing(_("Say how it was carried out, or add a file that proves it."))
    entry.carried_out_on, entry.proof_note = on, note
    entry.proof = _kept(proof, entry, by, on)
    fields = ["carried_out_on", "proof_note", "proof"]
    if entry.effect in ONE_OFF or (entry.effect == "measure" and entry.through is None):
        entry.state, entry.ended_on, entry.ended_by = State.DONE, on, kinds.ref(by)
        fields += ["state", "ended_on", "ended_by"]
    entry.save(update_fields=fields)
    _tell("consequence.carried_out", entry, by, on, {"proof": entry.proof})
    settle_duties([entry.source], by=by, on=on)
    return entry


@transaction.atomic
def pass_gate(
    *,
    entry: Entry,
    gate: str,
    by: Account,
    on: date,
    note: str = "",
    proof: Upload | None = None,
) -> GatePassed:
    """Confirm a gate of a freeze, for the body that the plan names; after the last it is over.

    :raises NotNow: before the time is over, out of order, or twice.
    :raises NotYours: if another body confirms it.
    :raises ProofMissing: if there is neither file nor note.
    """
    entry = _locked(entry)
    freeze = plan.freeze_of(entry)
    found = next((one for one in freeze.gates if one.id == gate), None) if freeze else None
    if freeze is None or found is None or entry.state != State.IN_FORCE:
        raise NotNow(_("There is no such gate to be passed here now."))
    passed = {one.gate: one.on for one in entry.gates_passed.all()}
    if gate in passed:
        raise NotNow(_("This gate was passed on {day}.").format(day=passed[gate]))
    body = rights.body_of_gate(entry, found, on)
    if body is None or not rights.acts_for(standing_of(by, on), body):
        name = body.name if body else plan.party(pack_of(entry.adoption), found.by)
        text = _("This gate is confirmed by: {unit}.").format(unit=name)
        raise NotYours(text, basis=found.clause)
    states = gates_of(freeze, entry.through, on, {**passed, gate: on})
    reason = next(one.reason for one in states if one.gate.id == gate)
    if reason == "early":
        text = _("The time runs through {day}; no gate is passed before it is over.")
        raise NotNow(text.format(day=entry.through or "—"), basis=freeze.clause)
    if reason != "passed":
        raise NotNow(_("The gates are passed in their order."), basis=found.clause)
    if proof is None and not note.strip():
        raise ProofMissing(_("Say what it was confirmed on, or add a file that proves it."))
    made = GatePassed.objects.create(
        entry=entry,
        gate=gate,
        on=on,
        body=body,
        by=by,
        note=note.strip(),
        proof=_kept(proof, entry, by, on),
    )
    _tell("consequence.gate_passed", entry, by, on, {"gate": gate, "unit": body})
    if len(passed) + 1 == len(freeze.gates):
        _over(entry, by, on)
        _tell("consequence.released", entry, by, on)
    return made


@transaction.atomic
def end(*, entry: Entry, reason: str, by: Account, on: date) -> Entry:
    """End something for which the plan names no last day, by the body that decided it.

    What has a time runs through it, and only an appeal undoes it.

    :raises NotNow: if it is not in force, has a last day, or ends by its gates.
    :raises NotYours: if another body decided it.
    :raises ProofMissing: without a reason.
    """
    entry = _locked(entry)
    if entry.state != State.IN_FORCE:
        text = _("This entry stands at “{state}”; somebody may have been faster.")
        raise NotNow(text.format(state=entry.get_state_display()))
    if entry.through is not None or entry.gates:
        text = _("It ends by its own time and gates; only an appeal undoes it before.")
        raise NotNow(text, basis=_clause(entry))
    if not rights.may_end(standing_of(by, on), entry):
        raise NotYours(_("Only the body that decided it can end it."))
    if not reason.strip():
        raise ProofMissing(_("Say why it ends."))
    entry.ended_reason = reason.strip()
    entry.save(update_fields=["ended_reason"])
    _over(entry, by, on)
    _tell("consequence.ended", entry, by, on)
    settle_duties([entry.source], by=by, on=on)
    return entry


def _over(entry: Entry, by: Account, on: date) -> None:
    entry.state, entry.ended_on, entry.ended_by = State.OVER, on, kinds.ref(by)
    entry.save(update_fields=["state", "ended_on", "ended_by"])


def _locked(entry: Entry) -> Entry:
    return (
        Entry.objects.select_for_update(of=("self",))
        .select_related("adoption__pack", "person", "unit", "post__unit", "carried_out_by")
        .get(pk=entry.pk)
    )


def _kept(proof: Upload | None, entry: Entry, by: Account, on: date) -> File | None:
    if proof is None:
        return None
    return store(
        upload=proof,
        of=entry,
        purpose="consequence.proof",
        by=by,
        on=on,
        audience=entry.audience,
        evidence=True,
    )


def _doer(entry: Entry) -> str:
    return entry.carried_out_by.name if entry.carried_out_by else _("the body that decided it")


def _clause(entry: Entry) -> Any:
    pack = pack_of(entry.adoption)
    for section in ("consequences", "freezes", "measures", "liabilities"):
        if pack.has(section, entry.code):
            found: Grounded = pack.element(section, entry.code)
            return found.clause
    return None


def _tell(
    verb: str, entry: Entry, by: Account, on: date, facts: dict[str, Any] | None = None
) -> None:
    record(
        verb,
        of=entry,
        by=by,
        on=on,
        threads=[entry.source, entry.case],
        audience=entry.audience,
        facts={"whom": whom(entry), "code": entry.code, **(facts or {})},
    )
