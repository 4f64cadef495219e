"""Somebody handles a matter: recusal is checked first; then findings, outcome and reply."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from zhiyong.approvals.models import Approval
from zhiyong.approvals.services import start
from zhiyong.directory.models import Account, Person, Unit
from zhiyong.directory.selectors import people_with
from zhiyong.intake import services as intake
from zhiyong.intake.models import Message
from zhiyong.journal.services import commit
from zhiyong.matters import plan
from zhiyong.matters.models import Matter, Note, Outcome, Recusal, RecusalCheck
from zhiyong.matters.selectors import recusal
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
from zhiyong.notices import services as notices
from zhiyong.plans.selectors import pack_of
from zhiyong.shell.access import Role
from zhiyong.shell.errors import Refusal

REPORT = "report"
REPLY = "reply"
WITH_HANDLER = (State.HANDLING, State.IN_APPROVAL, State.REPORTED)
"""Where a handler can be changed: the work is begun and not answered."""


class MustRecuse(Refusal):
    """The person is too close to the matter to handle it."""

    def __init__(self, message: str, conflicts: list[str]) -> None:
        super().__init__(message)
        self.conflicts = conflicts


class NotTheHandler(Refusal):
    """Only whoever handles the matter does this."""


@transaction.atomic
def set_handler(*, matter: Matter, person: Person, declared_none: bool, by: By, on: date) -> Matter:
    """Give a matter to a handler, after the recusal check; a later handler takes over.

    :raises MustRecuse: if the person is named, belongs to the office complained of, has said that
        they may not, or has not declared that nothing else stands against it.
    :raises NotNow: if it is not signed for, or is answered.
    :raises Refusal: if the person is no handler of the unit.
    """
    matter = locked(matter)
    need_state(matter, State.SIGNED_FOR, *WITH_HANDLER)
    if matter.handler_id == person.pk:
        raise NotNow(_("{name} handles this already.").format(name=person.name))
    if not people_with(Role.HANDLER, matter.handling_unit, on).filter(pk=person.pk).exists():
        raise Refusal(
            _("{name} is not a handler of {unit}: choose one from the list.").format(
                name=person.name, unit=matter.handling_unit.name
            )
        )
    _check_recusal(matter, person, declared_none, on)
    RecusalCheck.objects.create(
        matter=matter, person=person, on=on, by=by if isinstance(by, Account) else None
    )
    former = matter.handler
    state = State.HANDLING if matter.state == State.SIGNED_FOR else State(matter.state)
    moved(matter, state, on, handler=person)
    tell("matter.handler_set", matter, by, on, {"handler": person, "former": former})
    owes(matter, by, on)
    notices.tell(of=matter, to=person, template="matter.given", on=on)
    return matter


def _check_recusal(matter: Matter, person: Person, declared_none: bool, on: date) -> None:
    conflicts = recusal.conflicts_of(matter, person, on)
    if recusal.NAMED in conflicts:
        text = _("{name} must recuse: the complaint names them.")
    elif recusal.SAME_OFFICE in conflicts:
        text = _("{name} must recuse: they belong to the office complained of.")
    elif recusal.SAID in conflicts:
        text = _("{name} has said that they must recuse.")
    elif not declared_none:
        conflicts = ["NOT_DECLARED"]
        text = _("Ask {name} first: no kinship or interest may stand against handling this.")
    else:
        return
    raise MustRecuse(text.format(name=person.name), conflicts)


@transaction.atomic
def recuse(*, matter: Matter, reason: str, by: Account, on: date) -> Matter:
    """Step back from a matter, as its handler: somebody else must have it.

    :raises NotTheHandler: if somebody else handles it.
    :raises NotNow: if it is not in handling.
    :raises Incomplete: without a reason.
    """
    matter = locked(matter)
    need_state(matter, State.HANDLING)
    _need_handler(matter, by)
    reason = need_text(reason, _("Say in a word why you must recuse; only the offices see it."))
    kept = commit(reason)
    assert matter.handler is not None
    row = Recusal.objects.create(
        matter=matter, person=matter.handler, reason=reason, salt=kept.salt, on=on
    )
    moved(matter, State.SIGNED_FOR, on, handler=None)
    tell("matter.recused", matter, by, on, commits={f"recusal-{row.pk}": kept})
    owes(matter, by, on)
    notices.tell(
        of=matter,
        to=matter.handling_unit,
        template="matter.recused",
        on=on,
        roles=(Role.CLERK, Role.SECTION_HEAD),
    )
    return matter


@transaction.atomic
def note(*, matter: Matter, text: str, by: Account, on: date) -> Note:
    """Write a note about a matter, for the unit and for the office that keeps the complaint.

    :raises Incomplete: if it is empty.
    """
    matter = locked(matter)
    text = need_text(text, _("Write something first."))
    kept = keep_note(matter, text, by, on)
    moved(matter, State(matter.state), on)
    tell("matter.noted", matter, by, on, commits=kept)
    written: Note = matter.notes.order_by("-pk")[0]
    return written


@transaction.atomic
def write_to_complainant(*, matter: Matter, text: str, by: Account, on: date) -> Message:
    """Write a message to the complainant while the matter is being handled.

    :raises NotNow: if the unit no longer has it.
    :raises Incomplete: if it is empty or too long.
    """
    matter = locked(matter)
    if matter.state == State.RETURNED:
        need_state(matter)
    message = intake.post_message(complaint=matter.complaint, text=text, by=by, on=on)
    moved(matter, State(matter.state), on)
    return message


@transaction.atomic
def act_first(*, matter: Matter, text: str, by: Account, on: date) -> Note:
    """Write down the first action of quick direct handling: who went where, what was seen.

    :raises NotTheHandler: if somebody else handles the matter.
    :raises NotNow: if it is not in handling, is handled in another way, or it is written down.
    :raises Incomplete: if nothing is said.
    """
    matter = locked(matter)
    need_state(matter, State.HANDLING)
    _need_handler(matter, by)
    if not plan.way_of(matter).quick:
        raise NotNow(_("Only quick direct handling begins with a first action on the spot."))
    if has_acted(matter):
        raise NotNow(_("The first action is written down; keep what follows in notes."))
    text = need_text(text, _("Say who went where, and what was seen."))
    kept = keep_note(matter, text, by, on, Note.Kind.FIRST_ACTION)
    moved(matter, State.HANDLING, on)
    tell("matter.acted", matter, by, on, commits=kept)
    event(plan.ACTED, matter, by, on)
    return matter.notes.get(kind=Note.Kind.FIRST_ACTION)


def has_acted(matter: Matter) -> bool:
    """Return whether the first action of quick direct handling is written down."""
    return matter.notes.filter(kind=Note.Kind.FIRST_ACTION).exists()


@transaction.atomic
def draft_outcome(
    *,
    matter: Matter,
    matter_outcome: str,
    person_outcome: str,
    findings: str,
    reply: str,
    by: Account,
    on: date,
    system_cause: str = "",
    no_cause: str = "",
) -> Outcome:
    """Write, or rewrite, what came out in this round, and the reply.

    `system_cause` is what in rules, staffing or equipment led to it, `no_cause` why nothing did:
    one of them is wanted by the time the matter is closed.

    :raises NotTheHandler: if somebody else handles the matter.
    :raises Incomplete: if an outcome is not the plan's, a text is missing, or a cause is named
        together with a reason why there is none.
    """
    matter = locked(matter)
    need_state(matter, State.HANDLING)
    _need_handler(matter, by)
    _check_outcome(matter, matter_outcome, person_outcome, findings, reply)
    cause = check_cause(system_cause, no_cause)
    kept = commit(content_of(findings, reply, *cause))
    outcome, _made = Outcome.objects.update_or_create(
        matter=matter,
        round=matter.round,
        defaults={
            "matter_outcome": matter_outcome,
            "person_outcome": person_outcome,
            "findings": findings,
            "reply": reply,
            "system_cause": cause[0],
            "no_cause": cause[1],
            "salt": kept.salt,
            "drafted_by": by,
            "drafted_on": on,
        },
    )
    moved(matter, State.HANDLING, on)
    tell(
        "matter.outcome_drafted",
        matter,
        by,
        on,
        {"outcome": matter_outcome, "person_outcome": person_outcome, "round": matter.round},
        {f"outcome-{matter.round}": kept},
    )
    return outcome


def content_of(findings: str, reply: str, system_cause: str = "", no_cause: str = "") -> str:
    """Return what the journal's commitment to an outcome covers."""
    return "\n".join([findings, reply, *filter(None, [system_cause, no_cause])])


def check_cause(system_cause: str, no_cause: str) -> tuple[str, str]:
    """Return a cause in the system, or why there is none, without the space around them.

    :raises Incomplete: if both are given.
    """
    cause, none = system_cause.strip(), no_cause.strip()
    if cause and none:
        raise Incomplete(_("Name a cause in the system, or say why there is none: not both."))
    return cause, none


def _check_outcome(
    matter: Matter, matter_outcome: str, person_outcome: str, findings: str, reply: str
) -> None:
    pack = pack_of(matter.adoption)
    offered = {one.id for one in plan.outcomes(pack, matter.complaint.input_class)}
    if matter_outcome not in offered:
        raise Incomplete(_("Choose what came out for the matter, from the plan's list."))
    if not pack.has("person_outcomes", person_outcome):
        raise Incomplete(_("Choose what came out for persons, from the plan's list."))
    if not findings.strip() or not reply.strip():
        raise Incomplete(_("Findings and reply are both needed before the matter goes on."))


@transaction.atomic
def submit_outcome(*, matter: Matter, by: Account, on: date) -> Approval:
    """Send outcome and reply into the plan's chain of approval, in the handling unit.

    Where the unit reports back, the office that keeps the complaint then checks the report.

    :raises NotTheHandler: if somebody else handles the matter.
    :raises Incomplete: if there is no draft of this round.
    :raises NobodyToSign: if a position of the chain is vacant.
    """
    matter = locked(matter)
    need_state(matter, State.HANDLING)
    _need_handler(matter, by)
    outcome = matter.outcomes.filter(round=matter.round).first()
    if outcome is None:
        raise Incomplete(_("Write the outcome and the reply first."))
    if plan.way_of(matter).quick and not has_acted(matter):
        raise NotNow(
            _("Write down the first action first: whoever goes at once says what was seen."),
            basis=plan.way_of(matter).clause,
        )
    moved(matter, State.IN_APPROVAL, on)
    act = REPORT if plan.way_of(matter).report_back else REPLY
    approval = send_for_approval(matter, outcome, act, matter.handling_unit, by, on)
    tell("matter.submitted", matter, by, on, {"approval": approval, "round": matter.round})
    return approval


def send_for_approval(
    matter: Matter, outcome: Outcome, act: str, unit: Unit, by: Account, on: date
) -> Approval:
    """Send the outcome of a round into the chain that the plan wants for a reply, in a unit.

    :raises NotNow: if the plan names no chain.
    :raises NobodyToSign: if a position of the chain is vacant.
    """
    chain = plan.reply_chain(pack_of(matter.adoption), plan.way_of(matter))
    if chain is None:
        raise NotNow(_("The plan names no chain of approval for replies."))
    approval = start(
        of=matter,
        chain=chain,
        adoption=matter.adoption,
        unit=unit,
        draft={
            "act": act,
            "matter_outcome": outcome.matter_outcome,
            "person_outcome": outcome.person_outcome,
            "findings": outcome.findings,
            "reply": outcome.reply,
            "system_cause": outcome.system_cause,
            "no_cause": outcome.no_cause,
        },
        by=by,
        on=on,
        audience=unit.pk,
        handler=matter.handler,
    )
    outcome.approval = approval
    outcome.save(update_fields=["approval"])
    return approval


def _need_handler(matter: Matter, by: Account) -> None:
    if by.person_id is None or by.person_id != matter.handler_id:
        raise NotTheHandler(
            _("Only the handler, {name}, does this.").format(name=matter.handler or "—")
        )
