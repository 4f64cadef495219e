"""A complaint becomes a matter of a unit: assigned, signed for, or sent back with reasons."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from zhiyong.approvals.models import Approval
from zhiyong.approvals.services import start
from zhiyong.cases import slips
from zhiyong.cases.models import Matter
from zhiyong.cases.services.common import By, NotNow, State, event, locked, moved, need_state, tell
from zhiyong.directory.models import Account, Unit
from zhiyong.duties.services import reassign, void
from zhiyong.files.numbers import next_number
from zhiyong.intake import services as intake
from zhiyong.intake.models import Complaint
from zhiyong.journal.services import commit
from zhiyong.papers.services import issue
from zhiyong.plans.models import Adoption
from zhiyong.plans.selectors import pack_of
from zhiyong.rules.pack.intake import Mode
from zhiyong.shell.errors import Refusal

INVESTIGATED = "here"
"""The handling of a kind that the plan's own procedure looks into."""


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
    at: datetime,
    instructions: str = "",
) -> Matter | Approval:
    """Give an accepted complaint to a unit, in one of the plan's ways.

    Where the plan asks for approval of that way, the proposal goes into its chain, and the
    matter is made when the chain has agreed.

    :raises BadAssignment: if the unit is the one complained of, or does not fit the way.
    :raises NotNow: if the complaint is not accepted.
    """
    way = _check(complaint, mode, handling_unit)
    if not way.approval:
        return send_assignment(
            complaint=complaint,
            mode=mode,
            handling_unit=handling_unit,
            by=by,
            on=on,
            at=at,
            instructions=instructions,
        )
    return start(
        of=complaint,
        chain=way.approval,
        adoption=complaint.adoption,
        unit=complaint.keeper,
        draft={
            "act": "assign",
            "mode": mode,
            "unit": handling_unit.pk,
            "instructions": instructions,
        },
        by=by,
        on=on,
        audience=complaint.audience,
    )


def _check(complaint: Complaint, mode: str, handling_unit: Unit) -> Mode:
    """Refuse what may not be assigned; return the way of handling."""
    pack = pack_of(complaint.adoption)
    if complaint.state not in (Complaint.State.ACCEPTED, Complaint.State.IN_HANDLING):
        text = _("This complaint stands at “{state}”: only an accepted one is assigned.")
        raise NotNow(text.format(state=complaint.get_state_display()))
    if not pack.has("modes", mode):
        raise BadAssignment(_("The plan has no such way of handling; choose one from the list."))
    way = pack.mode(mode)
    is_own = handling_unit.pk == complaint.keeper_id
    if not (way.report_back or way.slip) or is_own != _stays(way):
        text = (
            _("“{mode}” means that this office handles it itself.")
            if _stays(way)
            else _("“{mode}” needs another unit; to handle it here, choose the direct way.")
        )
        raise BadAssignment(text.format(mode=way.label.zh), basis=way.clause)
    looked_into = (
        not complaint.input_class or pack.kind(complaint.input_class).handling == INVESTIGATED
    )
    if looked_into and complaint.subject_unit_id in handling_unit.path:
        recusals = pack.routing.recusals
        raise BadAssignment(
            _("{unit} is complained of, so it may not look into the matter itself.").format(
                unit=handling_unit.name
            ),
            basis=recusals[0].clause if recusals else None,
        )
    if complaint.matters.filter(handling_unit=handling_unit, closed_on__isnull=True).exists():
        raise NotNow(_("{unit} has this matter already.").format(unit=handling_unit.name))
    return way


def _stays(way: Mode) -> bool:
    """Return whether a way of handling keeps the matter in the office that keeps the complaint."""
    return way.keeps_responsibility and not way.report_back


@transaction.atomic
def send_assignment(
    *,
    complaint: Complaint,
    mode: str,
    handling_unit: Unit,
    by: Account,
    on: date,
    at: datetime,
    instructions: str = "",
) -> Matter:
    """Make the matter, let the unit see the complaint, start its clocks, issue the slip.

    :raises BadAssignment: as `assign`.
    :raises NotNow: as `assign`.
    """
    complaint = (
        Complaint.objects.select_for_update(of=("self",))
        .select_related("adoption__pack", "keeper", "subject_unit")
        .get(pk=complaint.pk)
    )
    way = _check(complaint, mode, handling_unit)
    adoption = complaint.adoption
    kept = commit(instructions)
    matter = Matter.objects.create(
        complaint=complaint,
        adoption=adoption,
        number=_number(adoption, complaint.keeper, on),
        mode=mode,
        keeper=complaint.keeper,
        handling_unit=handling_unit,
        audience=handling_unit.pk,
        instructions=instructions,
        salt=kept.salt,
        opened_on=on,
        touched_on=on,
    )
    if handling_unit.pk != complaint.keeper_id:
        intake.share(complaint=complaint, unit=handling_unit, by=by, on=on)
    intake.progress(complaint=complaint, state=Complaint.State.IN_HANDLING, by=by, on=on)
    tell(
        "matter.assigned",
        matter,
        by,
        on,
        {"unit": handling_unit, "mode": mode, "number": matter.number},
        {"instructions": kept},
    )
    event("matter.assigned", matter, by, on, at=at)
    if way.report_back:
        event("assignment.sent", matter, by, on)
    _pass_reply_on(matter, by, on)
    if way.slip:
        issue(
            slip=way.slip,
            of=matter,
            adoption=adoption,
            unit=complaint.keeper,
            fill=slips.assignment(matter, way),
            by=by,
            on=on,
            audience=matter.audience,
        )
    return matter


def _pass_reply_on(matter: Matter, by: By, on: date) -> None:
    """Let the handling unit owe what the plan says it owes of the complaint's own duties."""
    for clock in pack_of(matter.adoption).clocks:
        if clock.owed_by == "handling_unit" and clock.from_ == "complaint.accepted":
            reassign(
                of=matter.complaint,
                code=clock.id,
                owner_unit=matter.handling_unit,
                owner_person=matter.handler,
                by=by,
                on=on,
            )


def _number(adoption: Adoption, keeper: Unit, on: date) -> str:
    series = pack_of(adoption).number_series("matter")
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
    event("matter.signed_for", matter, by, on)
    return matter


@transaction.atomic
def ask_return(*, matter: Matter, reason: str, by: Account, on: date) -> Matter:
    """Say that a matter is not this unit's, with reasons; who sent it must agree.

    :raises NotNow: if it is in handling already, or the days for it are over.
    """
    matter = locked(matter)
    need_state(matter, State.ASSIGNED, State.SIGNED_FOR)
    if matter.handling_unit_id == matter.keeper_id:
        raise NotNow(_("This office keeps the complaint itself: refer it to the competent body."))
    if not reason.strip():
        raise Refusal(_("Say why the matter is not yours."))
    last, clause = slips.window(matter, "return_misrouted", matter.opened_on)
    if last is not None and on > last:
        raise NotNow(
            _("It could be sent back until {day}.").format(day=slips.told(last)), basis=clause
        )
    kept = commit(reason)
    moved(matter, State.RETURN_ASKED, on, return_reason=reason, salt=kept.salt)
    tell("matter.return_asked", matter, by, on, commits={"return_reason": kept})
    return matter


@transaction.atomic
def settle_return(*, matter: Matter, agree: bool, by: Account, on: date) -> Matter:
    """Agree that a matter comes back, or leave it where it is.

    :raises NotNow: if nobody asks for it.
    """
    matter = locked(matter)
    need_state(matter, State.RETURN_ASKED)
    if not agree:
        back = State.SIGNED_FOR if matter.signed_for_on else State.ASSIGNED
        moved(matter, back, on)
        tell("matter.return_refused", matter, by, on)
        return matter
    moved(matter, State.RETURNED, on, closed_on=on)
    tell("matter.returned", matter, by, on)
    event("matter.returned", matter, by, on)
    void(of=matter, reason="returned", by=by, on=on)
    complaint = matter.complaint
    intake.stop_sharing(complaint=complaint, unit=matter.handling_unit, by=by, on=on)
    reassign(of=complaint, owner_unit=matter.keeper, by=by, on=on)
    if not complaint.matters.filter(closed_on__isnull=True).exists():
        intake.progress(complaint=complaint, state=Complaint.State.ACCEPTED, by=by, on=on)
    return matter
