"""A complaint leaves the office that keeps it: to the competent body, or up, sealed."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from zhiyong.approvals.services import conceal
from zhiyong.directory.models import Account, Unit
from zhiyong.directory.selectors import office_of
from zhiyong.duties.models import Duty
from zhiyong.duties.services import reassign
from zhiyong.files.services import move as move_files
from zhiyong.intake import belongings, labels
from zhiyong.intake.drafts import Incomplete, cleaned_text
from zhiyong.intake.models import Complaint, Reader, Referral, Registration
from zhiyong.intake.selectors.facts import roles_concerned
from zhiyong.intake.selectors.offers import REFERABLE, SENDABLE, running_approval
from zhiyong.intake.selectors.routes import Way, find_way, next_above
from zhiyong.intake.services.common import By, NotNow, happened, locked, need_state
from zhiyong.intake.services.deciding import news
from zhiyong.intake.services.joining import let_go
from zhiyong.intake.services.sharing import check_not_barred
from zhiyong.journal.services import record
from zhiyong.notices.services import withdraw as withdraw_notices
from zhiyong.plans.selectors import pack_of
from zhiyong.rules.routing import RoutingFault
from zhiyong.shell import kinds
from zhiyong.shell.errors import Refusal
from zhiyong.vault.services import move as move_envelopes

State = Complaint.State


class OwnPeople(Refusal):
    """The body itself, its leaders or its staff are complained of."""


@transaction.atomic
def refer_complaint(
    *,
    complaint: Complaint,
    by: Account,
    on: date,
    to_unit: Unit | None = None,
    to_text: str = "",
    reason: str = "",
) -> Complaint:
    """Pass a complaint on to the competent body: a unit here, or a body outside by its name.

    The day of receipt stays the first one. A unit here has it in its queue at once, and the
    office that passed it on keeps a line in its register.

    :raises NotNow: if it was decided on before, or a refusal is in approval.
    :raises Incomplete: if no body is named.
    :raises OwnPeople: if that body, its leaders or its staff are complained of.
    :raises Barred: if the complaint went past that body.
    """
    complaint = locked(complaint)
    need_state(complaint, *REFERABLE)
    if running_approval(complaint):
        raise NotNow(_("A refusal is in approval. Withdraw it first, or wait for what comes out."))
    if to_unit is None:
        return _refer_outside(complaint, to_text, reason, by, on)
    if to_unit.pk == complaint.keeper_id:
        raise NotNow(_("{unit} keeps it already.").format(unit=to_unit.name))
    check_not_barred(complaint, to_unit)
    _check_not_its_own(complaint, to_unit)
    from_unit = complaint.keeper
    let_go(complaint=complaint, by=by, on=on)
    _refer_line(complaint, Referral.Way.REFER, from_unit, to_unit, "", reason, by, on)
    _pass_to(complaint, to_unit, by, on)
    record(
        "complaint.referred",
        of=complaint,
        by=by,
        on=on,
        threads=[from_unit, to_unit],
        audience=complaint.audience,
        facts={"unit": to_unit, "from": from_unit, "reason": reason},
    )
    news(complaint, on)
    return complaint


def _refer_outside(
    complaint: Complaint, to_text: str, reason: str, by: Account, on: date
) -> Complaint:
    if not to_text.strip():
        raise Incomplete({"competent_body": _("Name the competent body.")})
    let_go(complaint=complaint, by=by, on=on)
    complaint.competent_body = cleaned_text("competent_body", to_text, 120)
    complaint.state = State.REFERRED
    complaint.decided_on = complaint.closed_on = on
    complaint.save(update_fields=["competent_body", "state", "decided_on", "closed_on"])
    keeper, outside = complaint.keeper, complaint.competent_body
    _refer_line(complaint, Referral.Way.REFER, keeper, None, outside, reason, by, on)
    record(
        "complaint.referred_outside",
        of=complaint,
        by=by,
        on=on,
        audience=complaint.audience,
        facts={"reason": reason},
    )
    happened(complaint, "complaint.registered", by=by, on=on)
    happened(complaint, "complaint.decided", by=by, on=on)
    if not complaint.is_real_name:
        happened(complaint, "complaint.told", by=by, on=on)
    news(complaint, on)
    return complaint


@transaction.atomic
def send_up_sealed(*, complaint: Complaint, by: By, on: date) -> Complaint:
    """Send a complaint up that turns out to concern the very office that keeps it.

    The office loses sight of it in the same act: complaint, files, envelopes, duties, notices
    and messages are the body's above; a line in the register, with number and days, stays.

    A refusal that was in approval goes with it; its chain ends.

    :raises NotNow: if it is being handled (take it back first), has ended or was answered.
    :raises Refusal: if the plan names no body above that is not concerned.
    """
    complaint = locked(complaint)
    need_state(complaint, *SENDABLE)
    way = _way_up(complaint)
    let_go(complaint=complaint, by=by, on=on)
    from_unit = complaint.keeper
    complaint.barred = sorted(
        {*complaint.barred, *way.barred, office_of(from_unit, on).pk} - set(way.keeper.path)
    )
    complaint.went_up = True
    complaint.about_receiving_body = True
    complaint.save(update_fields=["barred", "went_up", "about_receiving_body"])
    _refer_line(complaint, Referral.Way.SENT_UP, from_unit, way.keeper, "", "", by, on)
    Reader.objects.filter(complaint=complaint, until__isnull=True).update(until=on)
    followed = _pass_to(complaint, way.keeper, by, on)
    for reference in followed:
        withdraw_notices(of=reference)
        conceal(of=reference, on=on)
    Duty.objects.filter(subject__in=followed).update(owner_unit=way.keeper, owner_person=None)
    record(
        "complaint.sent_up",
        of=complaint,
        by=by,
        on=on,
        threads=[way.keeper],
        audience=complaint.audience,
        facts={"unit": way.keeper},
    )
    happened(complaint, "complaint.sent_up", by=by, on=on)
    return complaint


def way_up(complaint: Complaint) -> Way | None:
    """Return where "send up sealed" would lead, for the page that shows it first."""
    try:
        return _way_up(complaint)
    except Refusal:
        return None


def _way_up(complaint: Complaint) -> Way:
    people = [one.person for one in complaint.named.select_related("person") if one.person]
    try:
        way = find_way(
            complaint.adoption,
            unit=complaint.subject_unit,
            people=people,
            about_receiving_body=True,
            on=complaint.received_on,
        )
    except RoutingFault:
        way = None
    above = next_above(complaint.adoption, way, complaint.keeper) if way else None
    if above is None or set(above.keeper.path) & set(complaint.barred):
        raise Refusal(_("The plan names no body above that could take it. Call the office first."))
    return above


def _check_not_its_own(complaint: Complaint, unit: Unit) -> None:
    """Refuse to give a complaint to the body that it is about.

    :raises OwnPeople: with the clause of the plan, where it has one.
    """
    day = complaint.received_on
    people = [one.person for one in complaint.named.select_related("person") if one.person]
    if not roles_concerned(
        unit=complaint.subject_unit, people=people, bodies={"target": unit}, on=day
    ):
        return
    pack = pack_of(complaint.adoption)
    recusal = next((each for each in pack.routing.recusals if each.named_in), None)
    raise OwnPeople(
        _("{unit}, its leaders or its staff are complained of; it may not have it.").format(
            unit=unit.name
        ),
        basis=labels.grounds(pack, recusal) if recusal else None,
    )


def _refer_line(
    complaint: Complaint,
    way: Referral.Way,
    from_unit: Unit,
    to_unit: Unit | None,
    to_text: str,
    reason: str,
    by: By,
    on: date,
) -> Referral:
    return Referral.objects.create(
        complaint=complaint,
        from_unit=from_unit,
        to_unit=to_unit,
        to_text=to_text,
        way=way,
        reason=reason,
        channel=complaint.channel,
        received_on=complaint.received_on,
        by=by if isinstance(by, Account) else None,
        on=on,
    )


def _pass_to(complaint: Complaint, unit: Unit, by: By, on: date) -> list[str]:
    """Let another unit keep a complaint: it begins there as one that was just lodged.

    Return the references of the complaint and of all that followed it.
    """
    Registration.objects.filter(
        complaint=complaint, unit=complaint.keeper, ended_on__isnull=True
    ).update(ended_on=on)
    complaint.kept_before = sorted({*complaint.kept_before, complaint.keeper_id})
    complaint.keeper = unit
    complaint.audience = unit.pk
    complaint.number = ""
    complaint.state = State.LODGED
    complaint.decided_on = None
    complaint.save(
        update_fields=["kept_before", "keeper", "audience", "number", "state", "decided_on"]
    )
    reassign(of=complaint, owner_unit=unit, audience=unit.pk, by=by, on=on)
    move_files(of=complaint, audience=unit.pk, by=by, on=on)
    for signed in (complaint, *complaint.signatories.order_by("order")):
        move_envelopes(of=signed, audience=unit.pk, by=by, on=on)
    followed = belongings.follow(complaint)
    _move_what_hangs_on(followed, unit.pk)
    happened(complaint, "complaint.received", by=by, on=on, start=complaint.received_on)
    return followed


def _move_what_hangs_on(references: list[str], audience: int) -> None:
    """Give every row that hangs on these objects (papers, approvals, …) to another audience."""
    for kind in kinds.every():
        fields = {field.name for field in kind.model._meta.concrete_fields}
        if not {"subject", "audience"} <= fields:
            continue
        rows = kind.model._base_manager.filter(subject__in=references)
        below = [f"{kind.name}:{pk}" for pk in rows.values_list("pk", flat=True)]
        if below:
            rows.update(audience=audience)
            _move_what_hangs_on(below, audience)
