"""A complaint becomes a matter of a unit: assigned, signed for, sent back or taken back."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from zhiyong.approvals.models import Approval
from zhiyong.approvals.services import start
from zhiyong.directory.models import Account, Person, Unit
from zhiyong.duties.services import reassign, void
from zhiyong.files.numbers import next_number
from zhiyong.intake import labels
from zhiyong.intake import services as intake
from zhiyong.intake.models import Complaint
from zhiyong.intake.services.sharing import check_not_barred
from zhiyong.journal.services import Commitment, commit
from zhiyong.matters import plan, slips
from zhiyong.matters.models import Dispute, Matter, Note
from zhiyong.matters.selectors.disputes import is_contested, returned_before
from zhiyong.matters.selectors.recusal import concerned
from zhiyong.matters.services import disputing
from zhiyong.matters.services.common import (
    By,
    Incomplete,
    NotNow,
    State,
    event,
    keep_note,
    locked,
    moved,
    need_state,
    need_text,
    owes,
    tell,
)
from zhiyong.matters.services.handling import set_handler
from zhiyong.notices import services as notices
from zhiyong.papers.services import issue
from zhiyong.plans.models import Adoption
from zhiyong.plans.selectors import pack_of
from zhiyong.rules.pack.intake import Mode
from zhiyong.shell import kinds
from zhiyong.shell.access import Role
from zhiyong.shell.errors import Refusal

ACT = "assign"
RECEIVING = (Role.CLERK, Role.SECTION_HEAD)


class BadAssignment(Refusal):
    """The unit may not have the matter, or the way of handling does not fit it."""


@transaction.atomic
def assign(
    *,
    complaint: Complaint,
    mode: str,
    handling_unit: Unit,
    by: Account,
    on: date,
    at: datetime | None = None,
    instructions: str = "",
    handler: Person | None = None,
    declared_none: bool = False,
) -> Matter | Approval:
    """Give an accepted complaint to a unit, in one of the plan's ways.

    Where the plan asks for approval of that way, the proposal goes into its chain, and the
    matter is made when the chain has agreed. In quick direct handling (直查快办) the matter is
    signed for and given to its `handler` in the same act, after the recusal check.

    :raises BadAssignment: if the unit is the one complained of, or does not fit the way.
    :raises NotNow: if the complaint is not accepted, or the unit has it already.
    :raises Barred: if the complaint went past that unit.
    :raises NobodyToSign: if a position of the chain is vacant.
    :raises Incomplete: in quick direct handling, without a handler.
    :raises MustRecuse: in quick direct handling, if the handler must recuse.
    """
    complaint = _locked_complaint(complaint)
    way = check(complaint, mode, handling_unit, on)
    if way.quick and handler is None:
        raise Incomplete(_("Name the handler: in this way somebody goes at once."))
    if way.approval is None:
        return _give(
            complaint, way, handling_unit, instructions, handler, declared_none, by, on, at
        )
    return start(
        of=complaint,
        chain=way.approval,
        adoption=complaint.adoption,
        unit=complaint.keeper,
        draft={
            "act": ACT,
            "mode": mode,
            "unit": handling_unit.pk,
            "unit_name": handling_unit.name,
            "instructions": instructions,
            **(
                {
                    "handler": handler.pk,
                    "handler_name": handler.name,
                    "declared_none": declared_none,
                }
                if handler and way.quick
                else {}
            ),
        },
        by=by,
        on=on,
        audience=complaint.audience,
    )


def agreed(approval: Approval, by: Account, on: date) -> None:
    """Make the matter that a chain about a complaint has agreed to.

    :raises BadAssignment: as `assign`, if something has changed meanwhile.
    :raises NotNow: as `assign`.
    """
    draft = approval.draft
    complaint = _locked_complaint(Complaint.objects.get(pk=kinds.split(approval.subject)[1]))
    unit = Unit.objects.get(pk=draft["unit"])
    way = check(complaint, draft["mode"], unit, on)
    handler = Person.objects.filter(pk=draft.get("handler") or 0).first()
    declared = bool(draft.get("declared_none"))
    text, at = draft["instructions"], approval.agreed_at
    _give(complaint, way, unit, text, handler, declared, by, on, at)


def came_back(approval: Approval, by: Account, on: date) -> None:
    """Leave the complaint where it stands: nothing was assigned."""


def _locked_complaint(complaint: Complaint) -> Complaint:
    return (
        Complaint.objects.select_for_update(of=("self",))
        .select_related("adoption__pack", "adoption__body", "keeper", "subject_unit")
        .get(pk=complaint.pk)
    )


def check(complaint: Complaint, mode: str, handling_unit: Unit, on: date) -> Mode:
    """Return the way of handling, if this unit may have the complaint in it.

    :raises BadAssignment: if the unit is the one complained of, or does not fit the way.
    :raises NotNow: if the complaint is not accepted, or the unit has it already.
    :raises Barred: if the complaint went past that unit.
    """
    pack = pack_of(complaint.adoption)
    if complaint.state not in (Complaint.State.ACCEPTED, Complaint.State.IN_HANDLING):
        text = _("This complaint stands at “{state}”: only an accepted one is assigned.")
        raise NotNow(text.format(state=complaint.get_state_display()))
    way = next((way for way in plan.ways(pack) if way.id == mode), None)
    if way is None:
        raise BadAssignment(_("The plan has no such way of handling; choose one from the list."))
    if plan.stays(way) != (handling_unit.pk == complaint.keeper_id):
        text = (
            _("“{mode}” means that this office handles it itself.")
            if plan.stays(way)
            else _("“{mode}” needs another unit; to handle it here, choose the direct way.")
        )
        raise BadAssignment(text.format(mode=way.label.say(labels.language())), basis=way.clause)
    check_not_barred(complaint, handling_unit)
    if concerned(complaint, handling_unit, on):
        recusals = pack.routing.recusals
        raise BadAssignment(
            _("{unit} is complained of, so it may not look into the matter itself.").format(
                unit=handling_unit.name
            ),
            basis=labels.grounds(pack, recusals[0]) if recusals else None,
        )
    if complaint.matters.filter(handling_unit=handling_unit, closed_on__isnull=True).exists():
        raise NotNow(_("{unit} has this matter already.").format(unit=handling_unit.name))
    return way


def _give(
    complaint: Complaint,
    way: Mode,
    unit: Unit,
    instructions: str,
    handler: Person | None,
    declared_none: bool,
    by: Account,
    on: date,
    at: datetime | None,
) -> Matter:
    """Make the matter; in quick direct handling, sign for it and name the handler at once."""
    matter = _make(complaint, way, unit, instructions, by, on, at)
    if way.quick and handler is not None:
        matter = sign_for(matter=matter, by=by, on=on)
        matter = set_handler(
            matter=matter, person=handler, declared_none=declared_none, by=by, on=on
        )
        event(plan.FAST_TRACKED, matter, by, on)
    return matter


def _make(
    complaint: Complaint,
    way: Mode,
    unit: Unit,
    instructions: str,
    by: By,
    on: date,
    at: datetime | None,
) -> Matter:
    """Make the matter, let the unit see the complaint, start its clocks, issue the slip."""
    adoption = complaint.adoption
    kept = commit(instructions)
    matter = Matter.objects.create(
        complaint=complaint,
        adoption=adoption,
        number=_number(adoption, complaint.keeper, on),
        mode=way.id,
        keeper=complaint.keeper,
        handling_unit=unit,
        audience=unit.pk,
        instructions=instructions,
        salt=kept.salt,
        opened_on=on,
        touched_on=on,
    )
    if not matter.is_own:
        intake.share(complaint=complaint, unit=unit, by=by, on=on)
    if complaint.state != Complaint.State.IN_HANDLING:
        intake.progress(complaint=complaint, state=Complaint.State.IN_HANDLING, by=by, on=on)
    tell(
        "matter.assigned",
        matter,
        by,
        on,
        {"unit": unit, "mode": way.id, "number": matter.number},
        {"instructions": kept},
    )
    event(plan.ASSIGNED, matter, by, on, at=at)
    if way.report_back:
        event(plan.SENT, matter, by, on)
    owes(matter, by, on)
    if way.slip:
        issue(
            slip=way.slip,
            of=matter,
            adoption=adoption,
            unit=complaint.keeper,
            fill=slips.assignment(matter),
            by=by,
            on=on,
            audience=matter.audience,
        )
    notices.tell(of=matter, to=unit, template="matter.assigned", on=on, roles=RECEIVING)
    return matter


def _number(adoption: Adoption, keeper: Unit, on: date) -> str:
    series = pack_of(adoption).number_series(plan.SERIES)
    year = on.year if series.reset == "yearly" else 0
    return series.format(year=on.year, n=next_number(series=series.id, unit=keeper, year=year))


@transaction.atomic
def sign_for(*, matter: Matter, by: Account, on: date) -> Matter:
    """Sign for a matter (签收): the handling unit has it.

    :raises NotNow: if somebody signed before.
    """
    matter = locked(matter)
    need_state(matter, State.ASSIGNED)
    moved(matter, State.SIGNED_FOR, on, signed_for_on=on, signed_for_by=by)
    tell("matter.signed_for", matter, by, on)
    event(plan.SIGNED_FOR, matter, by, on)
    return matter


@transaction.atomic
def ask_return(
    *, matter: Matter, reason: str, by: Account, on: date, belongs_to: Unit | None = None
) -> Matter:
    """Say that a matter is not this unit's, with reasons; whoever sent it must agree.

    Where they did not, and the unit objects, or where it went to and fro as often as the plan
    bears, it goes to the unit above both, who decides. `belongs_to` is whose it is, in the
    view of the unit.

    :raises NotNow: if it is in handling already, was decided, or the days for it are over.
    :raises Incomplete: without a reason.
    :raises NobodyDecides: if nobody stands above both.
    """
    matter = locked(matter)
    need_state(matter, State.ASSIGNED, State.SIGNED_FOR)
    if matter.is_own:
        raise NotNow(_("This office keeps the complaint itself: refer it to the competent body."))
    reason = need_text(reason, _("Say why the matter is not yours."))
    if decided := matter.disputes.exclude(state=Dispute.State.OPEN).first():
        assert decided.decided_on is not None
        text = _("{unit} decided on {day} that it is this unit's.")
        raise NotNow(text.format(unit=decided.decider.name, day=slips.told(decided.decided_on)))
    refused = matter.notes.filter(kind=Note.Kind.RETURN_REFUSED).order_by("-pk").first()
    since = refused.on if refused else matter.opened_on
    window = plan.window(matter.adoption, plan.RETURNED, since)
    if window and on > window.last:
        raise NotNow(
            _("It could be sent back until {day}.").format(day=slips.told(window.last)),
            basis=window.clause,
        )
    goes_up = pack_of(matter.adoption).routing.disputes is not None and (
        refused is not None or is_contested(matter, belongs_to)
    )
    note = keep_note(matter, reason, by, on, Note.Kind.RETURN)
    if not goes_up:
        moved(matter, State.RETURN_ASKED, on)
    tell("matter.return_asked", matter, by, on, commits=note)
    slip = plan.slip_of(pack_of(matter.adoption), plan.RETURNED, "order")
    if slip:
        issue(
            slip=slip.id,
            of=matter,
            adoption=matter.adoption,
            unit=matter.handling_unit,
            fill=slips.returned(matter, reason),
            by=by,
            on=on,
            audience=matter.audience,
        )
    if goes_up:
        back = [one.handling_unit for one in returned_before(matter.complaint)]
        others = [*back, *([belongs_to] if belongs_to else [])]
        disputing.put_up(
            matter,
            unit_reason=reason,
            keeper_reason=refused.text if refused else "",
            claimed=belongs_to,
            others=others,
            by=by,
            on=on,
        )
        return matter
    notices.tell(
        of=matter, to=matter.keeper, template="matter.return_asked", on=on, roles=RECEIVING
    )
    return matter


@transaction.atomic
def settle_return(
    *, matter: Matter, agree: bool, by: Account, on: date, reason: str = ""
) -> Matter:
    """Agree that a matter comes back, or say why it stays where it is.

    :raises NotNow: if nobody asks for it.
    :raises Incomplete: if it stays, without a reason.
    """
    matter = locked(matter)
    need_state(matter, State.RETURN_ASKED)
    if agree:
        return _give_back(matter, "matter.returned", by, on, {})
    reason = need_text(reason, _("Say why it stays with the unit."))
    note = keep_note(matter, reason, by, on, Note.Kind.RETURN_REFUSED)
    moved(matter, State.SIGNED_FOR if matter.signed_for_on else State.ASSIGNED, on)
    tell("matter.return_refused", matter, by, on, commits=note)
    notices.tell(
        of=matter,
        to=matter.handling_unit,
        template="matter.return_refused",
        on=on,
        roles=RECEIVING,
    )
    return matter


@transaction.atomic
def take_back(*, matter: Matter, reason: str, by: Account, on: date) -> Matter:
    """Take a matter back from a unit that has not answered it yet, to give it elsewhere.

    :raises NotNow: if it is in approval, was reported or was replied to.
    :raises Incomplete: without a reason.
    """
    matter = locked(matter)
    need_state(
        matter,
        State.ASSIGNED,
        State.RETURN_ASKED,
        State.DISPUTED,
        State.SIGNED_FOR,
        State.HANDLING,
    )
    if matter.round > 1:
        raise NotNow(_("The complainant had a reply from this unit: it answers what is left."))
    reason = need_text(reason, _("Say why it is taken back."))
    note = keep_note(matter, reason, by, on, Note.Kind.TAKEN_BACK)
    disputing.given_up(matter, reason, by, on)
    return _give_back(matter, "matter.taken_back", by, on, note)


def give_back(matter: Matter, by: Account, on: date) -> Matter:
    """End the unit's part, as was decided above it. Within the caller's transaction."""
    return _give_back(matter, "matter.returned", by, on, {})


def hand_to(matter: Matter, unit: Unit, by: By, on: date) -> Matter:
    """Give the complaint of a returned matter to the unit whose it is, as was decided above both.

    Within the caller's transaction.

    :raises BadAssignment: as `assign`.
    :raises NotNow: as `assign`.
    :raises Barred: as `assign`.
    """
    complaint = _locked_complaint(matter.complaint)
    way = check(complaint, matter.mode, unit, on)
    return _make(complaint, way, unit, matter.instructions, by, on, None)


def _give_back(
    matter: Matter, verb: str, by: Account, on: date, note: Mapping[str, Commitment]
) -> Matter:
    """End the unit's part: it loses sight of the complaint, and what it owed is the keeper's."""
    complaint = matter.complaint
    tell(verb, matter, by, on, {"unit": matter.handling_unit}, note)
    event(plan.RETURNED, matter, by, on)
    void(of=matter, reason="returned", by=by, on=on)
    if not matter.is_own:
        intake.stop_sharing(complaint=complaint, unit=matter.handling_unit, by=by, on=on)
    moved(matter, State.RETURNED, on, closed_on=on)
    reassign(of=complaint, owner_unit=matter.keeper, by=by, on=on)
    open_ones = complaint.matters.filter(closed_on__isnull=True).order_by("pk")
    for other in open_ones:
        owes(locked(other), by, on)
    if not open_ones:
        intake.progress(complaint=complaint, state=Complaint.State.ACCEPTED, by=by, on=on)
    return matter
