"""Acts on instructions: submit to a leader, register what they wrote, feed back, close."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from zhiyong.approvals.models import Approval
from zhiyong.approvals.services import start
from zhiyong.approvals.services import withdraw as withdraw_draft
from zhiyong.directory.models import Account, Person, Unit
from zhiyong.directory.standing import standing_of
from zhiyong.duties.services import meet_all, open_duty, reassign, void
from zhiyong.files.models import File
from zhiyong.files.numbers import next_number
from zhiyong.instructions import items as about
from zhiyong.instructions import plan, sheets
from zhiyong.instructions.models import Attached, Instruction
from zhiyong.instructions.selectors import ANSWERERS, REGISTRARS, chain_of, is_with_leader
from zhiyong.journal.services import Commitment, commit, record
from zhiyong.notices import services as notices
from zhiyong.papers.services import issue
from zhiyong.plans.models import Adoption
from zhiyong.plans.selectors import adoption_for, pack_of
from zhiyong.shell import kinds
from zhiyong.shell.errors import Refusal

SUBMIT = "submit"
State = Instruction.State


class NotNow(Refusal):
    """The instruction stands elsewhere: somebody was faster, or a step is missing."""


class Incomplete(Refusal):
    """Something that the act needs is missing."""


class MustNotLearn(Refusal):
    """Whoever is named must not learn of what the instruction is about."""


class NotTheLeader(Refusal):
    """Only the leader to whom it was submitted answers it on screen."""


class OwnFeedback(Refusal):
    """Whoever fed back does not close it."""


class NoPlan(Refusal):
    """No plan that knows leaders' instructions is in force for the unit."""


def content_of(row: Instruction) -> str:
    """Return what the journal's commitment to an instruction covers."""
    return f"{row.submitted}\n{row.text}"


@transaction.atomic
def register(
    *,
    unit: Unit,
    title: str,
    text: str,
    leader: Person,
    leader_title: str,
    written_on: date,
    owner_unit: Unit,
    by: Account,
    on: date,
    items: Sequence[str] = (),
    owner: Person | None = None,
    feedback_by: date | None = None,
) -> Instruction:
    """Register what a leader wrote, with its number; the owner owes the feedback by its day.

    Without a day of the leader's own, the plan's term counts.

    :raises Incomplete: if title or text is missing, or a day cannot be.
    :raises MustNotLearn: if leader or owner must not learn of what it is about.
    :raises NoPlan: if no plan in force knows leaders' instructions.
    """
    adoption = _adoption(unit, on)
    title = _need(title, _("Say in a line what it is about."))
    text = _need(text, _("Type in what the leader wrote."))
    _check_days(written_on, feedback_by, on)
    _check_may_learn(items, owner_unit, owner, leader, on)
    kept = commit(f"\n{text}")
    made = Instruction.objects.create(
        number=_number(adoption, unit, plan.SERIES, on),
        adoption=adoption,
        unit=unit,
        audience=unit.pk,
        state=State.RUNNING,
        title=title,
        leader=leader,
        leader_title=leader_title.strip(),
        text=text,
        salt=kept.salt,
        written_on=written_on,
        owner_unit=owner_unit,
        owner=owner,
        registered_by=by,
        registered_on=on,
    )
    _attach(made, items)
    _tell("instruction.registered", made, by, on, {"leader": leader, "unit": owner_unit}, kept)
    _owe(made, feedback_by, by, on)
    return made


@transaction.atomic
def prepare(
    *,
    unit: Unit,
    title: str,
    submitted: str,
    leader: Person,
    leader_title: str,
    by: Account,
    on: date,
    items: Sequence[str] = (),
) -> Instruction:
    """Prepare a submission sheet (呈批件); where the plan has others sign first, it goes to them.

    Once it is signed, or at once, it is issued as a paper and waits for the leader.

    :raises Incomplete: if title or text is missing.
    :raises MustNotLearn: if the leader must not learn of what it is about.
    :raises NoPlan: if no plan in force has a submission sheet.
    :raises NobodyToSign: if a position of the chain is vacant.
    """
    adoption = _adoption(unit, on)
    slip = plan.slip(adoption)
    if slip is None:
        raise NoPlan(_("The plan has no submission sheet."))
    title = _need(title, _("Say in a line what it is about."))
    submitted = _need(submitted, _("Say what is submitted, and what you propose."))
    _check_may_learn(items, None, None, leader, on)
    kept = commit(f"{submitted}\n")
    made = Instruction.objects.create(
        number=_number(adoption, unit, plan.SUBMISSIONS, on),
        adoption=adoption,
        unit=unit,
        audience=unit.pk,
        state=State.PENDING,
        title=title,
        submitted=submitted,
        leader=leader,
        leader_title=leader_title.strip(),
        salt=kept.salt,
        registered_by=by,
        registered_on=on,
    )
    _attach(made, items)
    _tell("instruction.prepared", made, by, on, {"leader": leader}, kept)
    if slip.approval is None:
        _issue(made, None, by, on)
    else:
        _send(made, slip.approval, by, on)
    return made


def _send(made: Instruction, chain: str, by: Account, on: date) -> None:
    assert made.adoption is not None
    start(
        of=made,
        chain=chain,
        adoption=made.adoption,
        unit=made.unit,
        draft={"act": SUBMIT, "title": made.title, "text": made.submitted},
        by=by,
        on=on,
        audience=made.audience,
    )


@transaction.atomic
def send_again(*, instruction: Instruction, submitted: str, by: Account, on: date) -> Instruction:
    """Send a sheet that came back to those who sign it, corrected.

    :raises NotNow: if it is with them, or with the leader.
    :raises Incomplete: if nothing is submitted.
    """
    row = _locked(instruction)
    _need_state(row, State.PENDING)
    chain = chain_of(row)
    if row.paper_id is not None or chain is None or chain.state != Approval.State.RETURNED:
        raise NotNow(_("The sheet is on its way: wait for who signs it."))
    row.submitted = _need(submitted, _("Say what is submitted, and what you propose."))
    kept = commit(content_of(row))
    row.salt = kept.salt
    row.save(update_fields=["submitted", "salt"])
    _tell("instruction.prepared", row, by, on, {"leader": row.leader}, kept)
    _send(row, chain.chain, by, on)
    return row


def signed(approval: Approval, by: Account, on: date) -> None:
    """Issue a sheet that all have signed, and tell its leader."""
    row = _of(approval)
    if row.state == State.PENDING:
        _issue(row, approval, by, on)


def came_back(approval: Approval, by: Account, on: date) -> None:
    """Leave a sheet with whoever prepared it: it came back, or was withdrawn."""


def _issue(row: Instruction, approval: Approval | None, by: Account, on: date) -> None:
    assert row.adoption is not None
    assert row.leader is not None
    slip = plan.slip(row.adoption)
    assert slip is not None
    references = list(row.items.order_by("pk").values_list("reference", flat=True))
    titles = [title for title, _url in about.titles(references, standing_of(by, on))]
    row.paper = issue(
        slip=slip.id,
        of=row,
        adoption=row.adoption,
        unit=row.unit,
        fill=sheets.fill(row, titles, approval),
        number=row.number,
        by=by,
        on=on,
        audience=row.audience,
    )
    row.save(update_fields=["paper"])
    notices.tell(of=row, to=row.leader, template="instruction.waits", on=on)


@transaction.atomic
def answer(
    *,
    instruction: Instruction,
    text: str,
    owner_unit: Unit,
    by: Account,
    on: date,
    owner: Person | None = None,
    feedback_by: date | None = None,
) -> Instruction:
    """Write the instruction on a sheet on screen, as the leader to whom it was submitted.

    :raises NotTheLeader: if it was submitted to somebody else.
    :raises NotNow: if it does not wait for the leader.
    :raises Incomplete: if the text is missing, or a day cannot be.
    :raises MustNotLearn: if the owner must not learn of what it is about.
    """
    row = _locked(instruction)
    if by.person_id is None or by.person_id != row.leader_id:
        raise NotTheLeader(_("It was submitted to {name}.").format(name=row.leader or "—"))
    return _given(row, text, on, owner_unit, owner, feedback_by, None, by, on)


@transaction.atomic
def enter(
    *,
    instruction: Instruction,
    text: str,
    written_on: date,
    owner_unit: Unit,
    scan: File,
    by: Account,
    on: date,
    owner: Person | None = None,
    feedback_by: date | None = None,
) -> Instruction:
    """Enter what the leader wrote on the printed sheet, with its scan.

    :raises NotNow: if the sheet does not wait for the leader.
    :raises Incomplete: if the text is missing, or a day cannot be.
    :raises MustNotLearn: if the owner must not learn of what it is about.
    """
    row = _locked(instruction)
    return _given(row, text, written_on, owner_unit, owner, feedback_by, scan, by, on)


def _given(
    row: Instruction,
    text: str,
    written_on: date,
    owner_unit: Unit,
    owner: Person | None,
    feedback_by: date | None,
    scan: File | None,
    by: Account,
    on: date,
) -> Instruction:
    _need_state(row, State.PENDING)
    if not is_with_leader(row):
        raise NotNow(_("The sheet is on its way: wait for who signs it."))
    assert row.adoption is not None
    assert row.paper is not None
    text = _need(text, _("Type in what the leader wrote."))
    if written_on < row.paper.issued_on:
        raise Incomplete(_("The leader cannot have written before the sheet was issued."))
    _check_days(written_on, feedback_by, on)
    references = list(row.items.values_list("reference", flat=True))
    _check_may_learn(references, owner_unit, owner, None, on)
    row.text, row.written_on, row.scan = text, written_on, scan
    row.owner_unit, row.owner = owner_unit, owner
    row.state = State.RUNNING
    row.number = _number(row.adoption, row.unit, plan.SERIES, on)
    kept = commit(content_of(row))
    row.salt = kept.salt
    row.save()
    facts = {"leader": row.leader, "unit": owner_unit, "paper": scan}
    _tell("instruction.given", row, by, on, facts, kept)
    _owe(row, feedback_by, by, on)
    return row


@transaction.atomic
def feed_back(*, instruction: Instruction, text: str, by: Account, on: date) -> Instruction:
    """Feed back what was done on an instruction.

    :raises NotNow: if it is not being carried out.
    :raises Incomplete: if nothing is said.
    """
    row = _locked(instruction)
    _need_state(row, State.RUNNING)
    text = _need(text, _("Say what was done, and what comes of it."))
    kept = commit(text)
    row.feedback, row.feedback_salt = text, kept.salt
    row.fed_back_on, row.state = on, State.FED_BACK
    row.save()
    _tell("instruction.fed_back", row, by, on, {}, kept, "feedback")
    assert row.adoption is not None
    codes = [one.id for one in _clocks_met(row.adoption)]
    meet_all(of=row, codes=codes, by=by, on=on)
    notices.tell(of=row, to=row.unit, template="instruction.fed_back", on=on, roles=REGISTRARS)
    return row


@transaction.atomic
def send_back(
    *, instruction: Instruction, reason: str, feedback_by: date | None, by: Account, on: date
) -> Instruction:
    """Send feedback back: the owner goes on, on a new clock.

    :raises NotNow: if there is no feedback.
    :raises Incomplete: without a reason, or if the new day cannot be.
    """
    row = _locked(instruction)
    _need_state(row, State.FED_BACK)
    reason = _need(reason, _("Say what is missing, so that it can be done."))
    _check_days(on, feedback_by, on)
    row.state, row.fed_back_on = State.RUNNING, None
    row.save(update_fields=["state", "fed_back_on"])
    _tell("instruction.sent_back", row, by, on, {"unit": row.owner_unit}, commit(reason), "reason")
    _owe(row, feedback_by, by, on, start=on)
    return row


@transaction.atomic
def close(*, instruction: Instruction, by: Account, on: date) -> Instruction:
    """Close an instruction whose feedback will do, as somebody other than who fed back.

    :raises NotNow: if there is no feedback.
    :raises OwnFeedback: if whoever closes is the owner.
    """
    row = _locked(instruction)
    _need_state(row, State.FED_BACK)
    if by.person_id is not None and by.person_id == row.owner_id:
        raise OwnFeedback(_("Somebody other than the owner closes it."))
    row.state, row.closed_on = State.CLOSED, on
    row.save(update_fields=["state", "closed_on"])
    _tell("instruction.closed", row, by, on, {}, None)
    return row


@transaction.atomic
def withdraw(*, instruction: Instruction, reason: str, by: Account, on: date) -> Instruction:
    """Withdraw a sheet or an instruction: nothing is owed on it any more, what was said stays.

    :raises NotNow: if it is closed or withdrawn.
    :raises Incomplete: without a reason.
    """
    row = _locked(instruction)
    _need_state(row, State.PENDING, State.RUNNING, State.FED_BACK)
    reason = _need(reason, _("Say why it is withdrawn."))
    chain = chain_of(row)
    under_way = (Approval.State.RUNNING, Approval.State.RETURNED)
    if chain is not None and chain.state in under_way:
        withdraw_draft(approval=chain, by=chain.started_by, on=on)
    row.state, row.closed_on = State.WITHDRAWN, on
    row.save(update_fields=["state", "closed_on"])
    void(of=row, reason="withdrawn", by=by, on=on)
    _tell("instruction.withdrawn", row, by, on, {}, commit(reason), "reason")
    if row.owner_unit is not None:
        notices.tell(
            of=row, to=row.owner_unit, template="instruction.withdrawn", on=on, roles=ANSWERERS
        )
    return row


@transaction.atomic
def pass_on(
    *, instruction: Instruction, owner: Person | None, by: Account | str, on: date
) -> Instruction:
    """Give an instruction to another person of the unit that owes it.

    :raises NotNow: if it is not being carried out.
    :raises MustNotLearn: if they must not learn of what it is about.
    """
    row = _locked(instruction)
    _need_state(row, State.RUNNING)
    references = list(row.items.values_list("reference", flat=True))
    _check_may_learn(references, None, owner, None, on)
    row.owner = owner
    row.save(update_fields=["owner"])
    assert row.owner_unit is not None
    reassign(of=row, owner_unit=row.owner_unit, owner_person=owner, by=by, on=on)
    _tell("instruction.passed_on", row, by, on, {"person": owner}, None)
    return row


def _owe(
    row: Instruction, feedback_by: date | None, by: Account, on: date, start: date | None = None
) -> None:
    """Let the owner owe the feedback: by the leader's own day, else by the plan's term."""
    assert row.adoption is not None
    assert row.owner_unit is not None
    assert row.written_on is not None
    clock = plan.clock(row.adoption)
    if clock is None:
        raise NoPlan(_("The plan sets no term for the feedback on instructions."))
    duty = open_duty(
        of=row,
        code=clock.id,
        adoption=row.adoption,
        owner_unit=row.owner_unit,
        owner_person=row.owner,
        start=start or row.written_on,
        named=feedback_by,
        audience=row.audience,
        by=by,
        on=on,
    )
    row.feedback_by = duty.due_on
    row.save(update_fields=["feedback_by"])
    to: Person | Unit = row.owner or row.owner_unit
    roles = {} if row.owner else {"roles": ANSWERERS}
    notices.tell(of=row, to=to, template="instruction.given", on=on, **roles)  # type: ignore[arg-type]


def _clocks_met(adoption: Adoption) -> list[Any]:
    return [one for one in pack_of(adoption).clocks if one.met_by == plan.FED_BACK]


def _adoption(unit: Unit, on: date) -> Adoption:
    adoption = adoption_for(unit, on)
    if adoption is None or plan.clock(adoption) is None:
        raise NoPlan(_("No plan that knows leaders' instructions is in force for this unit."))
    return adoption


def _number(adoption: Adoption, unit: Unit, name: str, on: date) -> str:
    series = plan.series(adoption, name)
    if series is None:
        raise NoPlan(_("The plan does not say how instructions are numbered."))
    year = on.year if series.reset == "yearly" else 0
    return series.format(year=on.year, n=next_number(series=series.id, unit=unit, year=year))


def _attach(row: Instruction, references: Sequence[str]) -> None:
    for reference in dict.fromkeys(references):
        if not about.is_known(reference):
            raise Incomplete(_("An instruction cannot be about that."))
        Attached.objects.create(instruction=row, reference=reference)


def _check_days(written_on: date, feedback_by: date | None, on: date) -> None:
    if written_on > on:
        raise Incomplete(_("The day of the instruction lies after today."))
    if feedback_by is not None and feedback_by < max(written_on, on):
        raise Incomplete(_("The feedback cannot be due before today."))


def _check_may_learn(
    references: Sequence[str],
    unit: Unit | None,
    owner: Person | None,
    leader: Person | None,
    on: date,
) -> None:
    for person in (owner, leader):
        if reason := about.why_barred(references, unit, person, on):
            raise MustNotLearn(reason)


def _need(text: str, message: str) -> str:
    text = text.strip()
    if not text:
        raise Incomplete(message)
    return text


def _need_state(row: Instruction, *states: Instruction.State) -> None:
    if row.state not in states:
        text = _("This instruction stands at “{state}”; somebody may have been faster.")
        raise NotNow(text.format(state=row.get_state_display()))


def _locked(instruction: Instruction) -> Instruction:
    return (
        Instruction.objects.select_for_update(of=("self",))
        .select_related(
            "adoption__pack", "adoption__body", "unit", "owner_unit", "owner", "leader", "paper"
        )
        .get(pk=instruction.pk)
    )


def _of(approval: Approval) -> Instruction:
    return _locked(Instruction.objects.get(pk=kinds.split(approval.subject)[1]))


def _tell(
    verb: str,
    row: Instruction,
    by: Account | str,
    on: date,
    facts: Mapping[str, Any],
    kept: Commitment | None,
    label: str = "instruction",
) -> None:
    record(
        verb,
        of=row,
        by=by,
        on=on,
        threads=list(row.items.order_by("pk").values_list("reference", flat=True)),
        audience=row.audience,
        facts={name: value for name, value in facts.items() if value is not None},
        commits={label: kept} if kept else None,
    )
