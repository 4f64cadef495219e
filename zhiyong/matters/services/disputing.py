"""Whose a matter is: it goes to the unit above both, and is decided there."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from zhiyong.directory.models import Account, Unit
from zhiyong.duties.services import Owner, happened
from zhiyong.intake import services as intake
from zhiyong.journal.services import commit, record
from zhiyong.matters import plan, slips
from zhiyong.matters.models import Dispute, Matter
from zhiyong.matters.selectors.disputes import DECIDERS, decider_of
from zhiyong.matters.services.common import (
    By,
    Incomplete,
    NotNow,
    State,
    locked,
    moved,
    need_text,
)
from zhiyong.notices import services as notices
from zhiyong.plans.selectors import pack_of
from zhiyong.shell.access import Role
from zhiyong.shell.errors import Refusal

RECEIVING = (Role.CLERK, Role.SECTION_HEAD)


class NobodyDecides(Refusal):
    """Nobody stands above both who could decide."""


class OwnDispute(Refusal):
    """Whoever is a party to it does not decide it."""


def content_of(dispute: Dispute) -> str:
    """Return what the journal's commitment to a dispute covers."""
    return f"{dispute.unit_reason}\n{dispute.keeper_reason}"


def put_up(
    matter: Matter,
    *,
    unit_reason: str,
    keeper_reason: str,
    claimed: Unit | None,
    others: Iterable[Unit],
    by: Account,
    on: date,
) -> Dispute:
    """Put it before the unit above both; the unit that has the matter answers for it meanwhile.

    Within the caller's transaction, the matter locked.

    :raises NobodyDecides: if nobody stands above them who may know of it.
    """
    said = pack_of(matter.adoption).routing.disputes
    decider = decider_of(matter, on, others)
    if decider is None:
        text = _("Nobody stands above both who could decide it: have the position filled.")
        raise NobodyDecides(text, basis=said.clause if said else None)
    complaint = matter.complaint
    lent = not complaint.readers.filter(unit=decider, until=None).exists()
    kept = commit(f"{unit_reason}\n{keeper_reason}")
    dispute = Dispute.objects.create(
        matter=matter,
        decider=decider,
        audience=decider.pk,
        unit_reason=unit_reason,
        keeper_reason=keeper_reason,
        claimed=claimed,
        salt=kept.salt,
        lent=lent,
        raised_by=by,
        raised_on=on,
    )
    if lent:
        intake.share(complaint=complaint, unit=decider, by=by, on=on)
    moved(matter, State.DISPUTED, on)
    record(
        "dispute.raised",
        of=dispute,
        by=by,
        on=on,
        threads=[matter, complaint],
        audience=matter.audience,
        facts={"unit": decider},
        commits={"dispute": kept},
    )
    _event(plan.DISPUTED, dispute, by, on)
    notices.tell(of=dispute, to=decider, template="dispute.raised", on=on, roles=DECIDERS)
    notices.tell(of=dispute, to=matter.keeper, template="dispute.raised", on=on, roles=RECEIVING)
    return dispute


def _event(name: str, dispute: Dispute, by: By, on: date) -> None:
    """Let what the deciding unit owes begin or end; everybody in it sees by when."""
    matter = dispute.matter
    happened(
        name,
        of=dispute,
        adoption=matter.adoption,
        owners={"superior": Owner(dispute.decider)},
        by=by,
        on=on,
        threads=(matter, matter.complaint),
    )


@transaction.atomic
def decide_dispute(
    *,
    dispute: Dispute,
    outcome: str,
    reason: str,
    by: Account,
    on: date,
    to_unit: Unit | None = None,
) -> Dispute:
    """Decide whose a matter is, for the unit above both: final, and everybody is told.

    The complaint stays received when it was first; its clocks have run on.

    :raises NotNow: if it is decided.
    :raises Incomplete: without a reason, or without the unit where it goes to another one.
    :raises OwnDispute: if whoever decides has asked for the return or refused it.
    :raises BadAssignment: if the other unit may not have it.
    """
    from zhiyong.matters.services.assigning import give_back, hand_to

    dispute = _locked(dispute)
    matter = locked(dispute.matter)
    dispute.matter = matter
    if dispute.state != Dispute.State.OPEN:
        raise NotNow(_("It has been decided: {state}.").format(state=dispute.get_state_display()))
    if by.person_id in _parties(dispute):
        raise OwnDispute(_("Whoever asked for the return, or refused it, does not decide it."))
    if outcome not in (Dispute.State.STAYS, Dispute.State.BACK, Dispute.State.MOVED):
        raise Incomplete(_("Choose whose the matter is."))
    reason = need_text(reason, _("Give the reason: both sides read it."))
    if outcome == Dispute.State.MOVED and to_unit is None:
        raise Incomplete(_("Name the unit whose it is."))
    _ended(dispute, Dispute.State(outcome), reason, to_unit, by, on)
    if outcome == Dispute.State.STAYS:
        moved(matter, State.SIGNED_FOR if matter.signed_for_on else State.ASSIGNED, on)
    else:
        give_back(matter, by, on)
    now = matter.handling_unit
    if outcome == Dispute.State.MOVED:
        assert to_unit is not None
        hand_to(matter, to_unit, by, on)
        now = to_unit
    elif outcome == Dispute.State.BACK:
        now = matter.keeper
    if outcome != Dispute.State.STAYS:
        _tell_complainant(matter, now, by, on)
    return dispute


def given_up(matter: Matter, reason: str, by: Account, on: date) -> None:
    """End what waits for a decision about a matter that is taken back."""
    dispute = matter.disputes.select_for_update().filter(state=Dispute.State.OPEN).first()
    if dispute is not None:
        dispute = _locked(dispute)
        _ended(dispute, Dispute.State.GIVEN_UP, reason, None, by, on)


def _ended(
    dispute: Dispute,
    state: Dispute.State,
    reason: str,
    to_unit: Unit | None,
    by: Account,
    on: date,
) -> None:
    kept = commit(reason)
    dispute.state, dispute.reason, dispute.reason_salt = state, reason, kept.salt
    dispute.to_unit = to_unit if state == Dispute.State.MOVED else None
    dispute.decided_by, dispute.decided_on = by, on
    dispute.save()
    matter = dispute.matter
    record(
        "dispute.decided",
        of=dispute,
        by=by,
        on=on,
        threads=[matter, matter.complaint],
        audience=matter.audience,
        facts={"state": str(state)} | ({"unit": to_unit} if dispute.to_unit else {}),
        commits={"decision": kept},
    )
    _event(plan.DISPUTE_DECIDED, dispute, by, on)
    if dispute.lent:
        intake.stop_sharing(complaint=matter.complaint, unit=dispute.decider, by=by, on=on)
    for unit in (matter.keeper, matter.handling_unit):
        notices.tell(of=dispute, to=unit, template="dispute.decided", on=on, roles=RECEIVING)


def _locked(dispute: Dispute) -> Dispute:
    return (
        Dispute.objects.select_for_update(of=("self",))
        .select_related("matter__adoption__pack", "matter__complaint", "decider")
        .get(pk=dispute.pk)
    )


def _parties(dispute: Dispute) -> set[int | None]:
    """Return who asked for the return, and who refused one."""
    notes = dispute.matter.notes.filter(kind__in=["RETURN", "RETURN_REFUSED"])
    people = set(notes.values_list("by__person", flat=True))
    return {dispute.raised_by.person_id, *people} - {None}


def _tell_complainant(matter: Matter, unit: Unit, by: Account, on: date) -> None:
    complaint = matter.complaint
    with override(complaint.language):
        text = _(
            "Your complaint no. {number} is now handled by {unit}. It counts as received on"
            " {day}, as before."
        ).format(number=complaint.number, unit=unit.name, day=slips.told(complaint.received_on))
    intake.post_message(complaint=complaint, text=text, by=by, on=on)
