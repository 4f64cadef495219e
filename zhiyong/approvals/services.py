"""Acts of approval: start a chain, agree, send back, pass on, sign on paper."""

import json
import secrets
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import models, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from zhiyong.approvals import dues, effects, recusals
from zhiyong.approvals.models import Approval, Step
from zhiyong.approvals.selectors import current_step, holders, open_steps, recused, takers
from zhiyong.directory.models import Account, Person, Unit
from zhiyong.files.models import File
from zhiyong.journal.services import commit, record
from zhiyong.notices.services import tell
from zhiyong.plans.models import Adoption
from zhiyong.plans.parties import people_of, signer_of
from zhiyong.plans.selectors import pack_of
from zhiyong.plans.wording import language
from zhiyong.shell import kinds
from zhiyong.shell.access import Role
from zhiyong.shell.errors import Refusal

BATCH = 1000
VERBS = {
    Step.Verdict.AGREE: "approval.agreed",
    Step.Verdict.RETURN: "approval.returned",
    Step.Verdict.DISSENT: "approval.dissented",
}
NAMES_STAND_INS = (Role.OFFICE, Role.SECTION_HEAD, Role.LEADER)
"""Who names somebody in the place of a signer who is tied to the matter."""
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""For codes on printed sheets: nothing that is read two ways."""


class RunsAlready(Refusal):
    """The draft is in a chain already."""


class NotYourTurn(Refusal):
    """The step is not the one whose turn it is, or belongs to somebody else."""


class SameHand(Refusal):
    """One person may not take two steps of a chain."""


class NobodyToSign(Refusal):
    """No one holds the position that the plan asks for."""


class MustRecuse(Refusal):
    """Whoever would sign is tied to what the draft is about."""


class NoDissent(Refusal):
    """The plan lets nobody disagree and the draft go on at this step."""


class NotOnPaper(Refusal):
    """The plan does not let a signed sheet stand for this chain."""


def as_text(draft: Mapping[str, Any]) -> str:
    """Return a draft in the one form that commitments cover."""
    return json.dumps(draft, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@transaction.atomic
def start(
    *,
    of: models.Model | str,
    chain: str,
    adoption: Adoption,
    unit: Unit,
    draft: Mapping[str, Any],
    by: Account,
    on: date,
    audience: int,
    handler: Person | None = None,
) -> Approval:
    """Send a draft into a chain of the plan; its first step, the proposal, is the sender's own.

    A draft that was sent back and is started again begins a new round of the same approval.

    :raises RunsAlready: if it is on its way.
    :raises NobodyToSign: if a position of the chain is vacant.
    """
    subject = of if isinstance(of, str) else kinds.ref(of)
    approval = (
        Approval.objects.select_for_update()
        .filter(
            subject=subject,
            chain=chain,
            state__in=[Approval.State.RUNNING, Approval.State.RETURNED],
        )
        .first()
    )
    kept = commit(as_text(draft))
    if approval is None:
        approval = Approval.objects.create(
            subject=subject,
            chain=chain,
            adoption=adoption,
            unit=unit,
            audience=audience,
            draft=dict(draft),
            salt=kept.salt,
            paper_code=_code(),
            started_by=by,
            started_on=on,
        )
    elif approval.state == Approval.State.RUNNING:
        raise RunsAlready(_("This draft is in approval already."))
    else:
        approval.round += 1
        approval.adoption, approval.unit, approval.audience = adoption, unit, audience
        approval.draft, approval.salt = dict(draft), kept.salt
        approval.state = Approval.State.RUNNING
        approval.paper_code = _code()
        approval.started_by = by
        approval.save()
    _lay_steps(approval, adoption, unit, handler, on)
    record(
        "approval.started",
        of=approval,
        by=by,
        on=on,
        threads=[subject],
        audience=audience,
        facts={"chain": chain, "round": approval.round},
        commits={f"draft-{approval.round}": kept},
    )
    _propose(approval, by, on)
    return approval


def _lay_steps(
    approval: Approval, adoption: Adoption, unit: Unit, handler: Person | None, on: date
) -> None:
    chain = pack_of(adoption).approval(approval.chain)
    for order, step in enumerate(chain.steps):
        for seat, actor in enumerate(step.signers if step.jointly else (step.actor,)):
            who = signer_of(adoption, actor, unit=unit, on=on, person=handler)
            if order and not who.people:
                text = _(
                    "Nobody holds the position “{post}” for {unit}: fill it or appoint a deputy."
                )
                raise NobodyToSign(
                    text.format(
                        post=pack_of(adoption).party(actor).label.say(language()),
                        unit=(who.place or unit).name,
                    ),
                    basis=chain.clause,
                )
            Step.objects.create(
                approval=approval,
                round=approval.round,
                order=order,
                seat=seat,
                code=step.act,
                role=actor,
                clause=str(chain.clause or ""),
                position=who.role if order and who.role else "",
                place=who.place if order else None,
                candidates=[person.pk for person in who.people],
            )


def _propose(approval: Approval, by: Account, on: date) -> None:
    first = current_step(approval)
    if first is None or by.person is None:
        raise NotYourTurn(_("Only a member of staff can propose."))
    first.candidates = [by.person.pk]
    first.save(update_fields=["candidates"])
    _sign(first, verdict=Step.Verdict.AGREE, opinion="", signer=by.person, by=by, on=on)


@transaction.atomic
def decide(
    *,
    step: Step,
    verdict: Step.Verdict,
    opinion: str,
    by: Account,
    on: date,
    at: datetime | None = None,
) -> Approval:
    """Agree to a draft, or send it back, on screen; clocks of hours that follow run from `at`.

    Whoever signs jointly with others may disagree and let it go on, where the plan says so.

    :raises NotYourTurn: if it is somebody else's step, or not its turn.
    :raises MustRecuse: if it is about this person, or they are tied to it.
    :raises SameHand: if this person has taken another step of the round.
    :raises NoDissent: if it goes on only when all agree.
    """
    step = _lock(step)
    _check_no_tie(step, by.person, on)
    if by.person is None or by.person not in takers(step, on):
        raise NotYourTurn(_("This step belongs to somebody else."))
    _check_other_hand(step, by.person)
    _check_verdict(step, verdict, opinion)
    return _sign(step, verdict=verdict, opinion=opinion, signer=by.person, by=by, on=on, at=at)


@transaction.atomic
def decide_on_paper(
    *,
    step: Step,
    verdict: Step.Verdict,
    opinion: str,
    signer: Person,
    signed_on: date,
    scan: File,
    by: Account,
    on: date,
) -> Approval:
    """Enter what was signed on the printed sheet, with its scan.

    :raises NotOnPaper: if the plan asks for signatures on screen.
    :raises NotYourTurn: if the signer did not hold the position on the day of the signature.
    :raises MustRecuse: if it is about the signer, or they are tied to it.
    :raises SameHand: if the signer has taken another step of the round.
    :raises NoDissent: if it goes on only when all agree.
    """
    step = _lock(step)
    adoption = step.approval.adoption
    if adoption is not None and not pack_of(adoption).approval(step.approval.chain).on_paper:
        raise NotOnPaper(_("The plan asks for this signature on screen."))
    if not step.approval.started_on <= signed_on <= on:
        raise Refusal(_("The sheet cannot be signed before it was sent, or after today."))
    _check_no_tie(step, signer, signed_on)
    if signer not in takers(step, signed_on):
        text = _("{name} did not hold this position on that day.")
        raise NotYourTurn(text.format(name=signer.name))
    _check_other_hand(step, signer)
    _check_verdict(step, verdict, opinion)
    step.scan = scan
    return _sign(
        step, verdict=verdict, opinion=opinion, signer=signer, by=by, on=signed_on, entered=on
    )


@transaction.atomic
def delegate(*, step: Step, to: Person, by: Account, on: date) -> Step:
    """Pass one's step on to somebody else.

    Whoever it was passed on to takes it; so may whoever holds the position.

    :raises NotYourTurn: if it is not one's own step.
    :raises Refusal: if it is passed on to whoever has it already.
    """
    step = _lock(step)
    if by.person is None or by.person not in takers(step, on):
        raise NotYourTurn(_("This step belongs to somebody else."))
    if by.person == to:
        raise Refusal(_("It is yours already: name somebody else."))
    if by.person == step.delegated_to and step.delegated_by not in (None, to):
        raise Refusal(_("What was passed on to you goes no further: decide, or leave it."))
    _check_other_hand(step, to)
    step.delegated_to, step.delegated_by = to, by.person
    step.save(update_fields=["delegated_to", "delegated_by"])
    approval = step.approval
    record(
        "approval.delegated",
        of=approval,
        by=by,
        on=on,
        threads=[approval.subject],
        audience=approval.audience,
        facts={"step": step.code, "person": to},
    )
    tell(of=approval.subject, to=to, template="approval.waiting", on=on)
    return step


@transaction.atomic
def name_stand_in(*, step: Step, to: Person, by: Account, on: date) -> Step:
    """Name who takes a step in the place of its holder, who is tied to what it is about.

    :raises NotYourTurn: if somebody who holds the position may take it.
    :raises MustRecuse: if whoever names, or is named, is tied to it as well.
    :raises SameHand: if they have taken another step of the round, or name themselves.
    """
    step = _lock(step)
    _check_no_tie(step, by.person, on)
    kept = recused(step, on)
    holder = next((one for one in holders(step, on) if one.pk in kept), None)
    if holder is None:
        raise NotYourTurn(_("Somebody who holds this position may take the step."))
    _check_no_tie(step, to, on)
    if to == by.person:
        raise SameHand(_("Nobody names themselves: name somebody else."))
    _check_other_hand(step, to)
    step.delegated_to, step.delegated_by = to, holder
    step.save(update_fields=["delegated_to", "delegated_by"])
    facts = {"step": step.code, "person": to, "for": holder}
    _tell("approval.stand_in_named", step.approval, by, on, facts)
    tell(of=step.approval.subject, to=to, template="approval.waiting", on=on)
    return step


@transaction.atomic
def withdraw(*, approval: Approval, by: Account, on: date) -> Approval:
    """Take a draft out of its chain, by whoever sent it.

    :raises NotYourTurn: if somebody else sent it, or it has ended.
    """
    approval = Approval.objects.select_for_update().get(pk=approval.pk)
    if approval.started_by_id != by.pk or approval.state not in (
        Approval.State.RUNNING,
        Approval.State.RETURNED,
    ):
        raise NotYourTurn(_("Only whoever sent the draft can withdraw it, while it is under way."))
    approval.state = Approval.State.WITHDRAWN
    approval.ended_on = on
    approval.save(update_fields=["state", "ended_on"])
    _tell("approval.withdrawn", approval, by, on, {"chain": approval.chain})
    effects.when_returned(approval, by, on)
    return approval


@transaction.atomic
def lapse(*, of: models.Model | str, by: Account | str, on: date) -> int:
    """End the chains about a subject that has ended; return how many were under way."""
    subject = of if isinstance(of, str) else kinds.ref(of)
    running = list(
        Approval.objects.select_for_update().filter(
            subject=subject, state__in=[Approval.State.RUNNING, Approval.State.RETURNED]
        )
    )
    for approval in running:
        approval.state = Approval.State.WITHDRAWN
        approval.ended_on = on
        approval.save(update_fields=["state", "ended_on"])
        record(
            "approval.lapsed",
            of=approval,
            by=by,
            on=on,
            threads=[approval.subject],
            audience=approval.audience,
            facts={"chain": approval.chain},
        )
    return len(running)


@transaction.atomic
def conceal(*, of: models.Model | str, on: date) -> int:
    """End every chain about a subject that goes up sealed, and empty what was written in it.

    Whoever took a step must not read on; the journal keeps that there was a chain. Returns how
    many there were.
    """
    subject = of if isinstance(of, str) else kinds.ref(of)
    approvals = list(Approval.objects.select_for_update().filter(subject=subject))
    for approval in approvals:
        if approval.state in (Approval.State.RUNNING, Approval.State.RETURNED):
            approval.state = Approval.State.WITHDRAWN
            approval.ended_on = on
        approval.draft, approval.salt = {}, b""
        approval.save(update_fields=["state", "ended_on", "draft", "salt"])
    Step.objects.filter(approval__in=approvals).update(
        position="",
        place=None,
        candidates=[],
        delegated_to=None,
        delegated_by=None,
        opinion="",
        salt=b"",
    )
    return len(approvals)


def _lock(step: Step) -> Step:
    approval = Approval.objects.select_for_update().get(pk=step.approval_id)
    turn = open_steps(approval).filter(pk=step.pk).first()
    if turn is None:
        raise NotYourTurn(_("It is not this step's turn: somebody may have acted just now."))
    turn.approval = approval
    return turn


def _check_no_tie(step: Step, person: Person | None, on: date) -> None:
    if person is None:
        return
    if why := recusals.barred(step.approval.subject, [person], on).get(person.pk):
        raise MustRecuse(why)


def _check_verdict(step: Step, verdict: Step.Verdict, opinion: str) -> None:
    if verdict == Step.Verdict.DISSENT and not may_dissent(step):
        chain = pack_of(step.approval.adoption).approval(step.approval.chain)  # type: ignore[arg-type]
        text = _("It goes on only when all agree: send it back with your reasons instead.")
        raise NoDissent(text, basis=chain.clause)
    if verdict == Step.Verdict.RETURN and not opinion.strip():
        raise Refusal(_("Say what must be corrected, so that the draft can go on."))
    if verdict == Step.Verdict.DISSENT and not opinion.strip():
        raise Refusal(_("Say why you disagree: whoever decides next reads it."))


def may_dissent(step: Step) -> bool:
    """Return whether whoever takes a step may disagree and the draft goes on all the same."""
    adoption = step.approval.adoption
    if adoption is None:
        return False
    said = pack_of(adoption).approval(step.approval.chain).steps[step.order]
    return said.jointly and said.dissent == "goes_on"


def _check_other_hand(step: Step, person: Person) -> None:
    others = step.approval.steps.filter(round=step.round, decided_by=person).exclude(pk=step.pk)
    if others.exists():
        raise SameHand(
            _(
                "{name} has taken another step of this round: somebody else must act, "
                "or the step is passed on."
            ).format(name=person.name)
        )


def _sign(
    step: Step,
    *,
    verdict: Step.Verdict,
    opinion: str,
    signer: Person,
    by: Account,
    on: date,
    entered: date | None = None,
    at: datetime | None = None,
) -> Approval:
    kept = commit(opinion)
    step.verdict = verdict
    step.opinion = opinion
    step.salt = kept.salt
    step.decided_by = signer
    step.decided_on = on
    step.recorded_by = by
    step.save()
    approval = step.approval
    seat = f"-{step.seat}" if step.seat else ""
    _tell(
        VERBS[Step.Verdict(verdict)],
        approval,
        by,
        entered or on,
        {"step": step.code, "signer": signer, "paper": step.scan, "signed": on},
        {f"opinion-{step.round}-{step.order}{seat}": kept},
    )
    if verdict == Step.Verdict.RETURN:
        approval.state = Approval.State.RETURNED
        approval.save(update_fields=["state"])
        if approval.started_by.person:
            tell(
                of=approval.subject,
                to=approval.started_by.person,
                template="approval.returned",
                on=entered or on,
            )
        effects.when_returned(approval, by, entered or on)
        return approval
    following = list(open_steps(approval))
    if not following:
        approval.state = Approval.State.AGREED
        approval.ended_on = on
        approval.agreed_at = at
        approval.save(update_fields=["state", "ended_on", "agreed_at"])
        effects.when_agreed(approval, by, entered or on)
    elif following[0].order != step.order:
        _ask(approval, following, entered or on)
    return approval


def _ask(approval: Approval, steps: list[Step], on: date) -> None:
    """Tell those whose turn it is, and by when: everybody at once who signs jointly."""
    for step in steps:
        if approval.adoption is not None:
            said = pack_of(approval.adoption).approval(approval.chain).steps[step.order]
            step.due_on = dues.due_on(approval.adoption, said.clock, on)
            step.save(update_fields=["due_on"])
        tell(of=approval.subject, to=takers(step, on), template="approval.waiting", on=on)
        if recused(step, on):
            _ask_for_stand_in(approval, on)


def _ask_for_stand_in(approval: Approval, on: date) -> None:
    """Tell those who may name a stand-in that a step waits for one; never who is tied to it."""
    people = people_of(approval.unit, on, NAMES_STAND_INS)
    kept = recusals.barred(approval.subject, people, on)
    others = [one for one in people if one.pk not in kept]
    tell(of=approval.subject, to=others, template="approval.stand_in", on=on)


@transaction.atomic
def tick(*, on: date) -> int:
    """Remind those whose step is overdue, once; return how many steps there were."""
    late = list(
        Step.objects.select_for_update(of=("self",), skip_locked=True)
        .filter(
            verdict="",
            due_on__lt=on,
            reminded_on__isnull=True,
            approval__state=Approval.State.RUNNING,
            round=F("approval__round"),
        )
        .select_related("approval")
        .order_by("pk")[:BATCH]
    )
    for step in late:
        step.reminded_on = on
        step.save(update_fields=["reminded_on"])
        subject = step.approval.subject
        tell(of=subject, to=takers(step, on), template="approval.late", on=on)
        if step.approval.started_by.person:
            sender = step.approval.started_by.person
            tell(of=subject, to=sender, template="approval.late", on=on)
    return len(late)


def _tell(
    verb: str,
    approval: Approval,
    by: Account,
    on: date,
    facts: Mapping[str, Any],
    commits: Mapping[str, Any] | None = None,
) -> None:
    record(
        verb,
        of=approval,
        by=by,
        on=on,
        threads=[approval.subject],
        audience=approval.audience,
        facts={name: value for name, value in facts.items() if value is not None},
        commits=commits,
    )


def _code() -> str:
    return "".join(secrets.choice(ALPHABET) for _place in range(10))
