"""Somebody handles a matter: recusal is checked first; then findings, outcome and reply."""

from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from zhiyong.approvals.models import Approval
from zhiyong.approvals.services import start
from zhiyong.cases.models import Matter, Outcome, RecusalCheck
from zhiyong.cases.services.common import State, locked, moved, need_state, tell
from zhiyong.directory.models import Account, Person, Tenure
from zhiyong.directory.selectors import people_with
from zhiyong.duties.services import reassign
from zhiyong.journal.services import commit
from zhiyong.plans.selectors import pack_of
from zhiyong.shell.access import Role
from zhiyong.shell.errors import Refusal

CHAIN = "reply"


class MustRecuse(Refusal):
    """The person is too close to the matter to handle it."""

    def __init__(self, message: str, conflicts: list[str]) -> None:
        super().__init__(message)
        self.conflicts = conflicts


class NotTheHandler(Refusal):
    """Only whoever handles the matter writes its outcome."""


class Incomplete(Refusal):
    """Something that the outcome needs is missing."""


def conflicts_of(*, matter: Matter, person: Person, on: date) -> list[str]:
    """Return what stands against a person handling a matter; empty if nothing is known.

    NAMED: they are named in it · SUBJECT_UNIT: they work, or worked within it at the time, in
    the unit complained of. What only the person knows (kin, interests) they declare.
    """
    found = []
    complaint = matter.complaint
    if complaint.named.filter(person=person).exists():
        found.append("NAMED")
    if complaint.subject_unit_id and (
        Tenure.objects.filter(person=person, post__unit__path__contains=[complaint.subject_unit_id])
        .filter(Q(valid__contains=on) | Q(valid__contains=complaint.received_on))
        .exists()
    ):
        found.append("SUBJECT_UNIT")
    return found


@transaction.atomic
def set_handler(
    *, matter: Matter, person: Person, declared_none: bool, by: Account, on: date
) -> Matter:
    """Give a matter to a handler, after the recusal check; a later handler takes over.

    :raises MustRecuse: if the person is named, belongs to the unit complained of, or has not
        declared that nothing else stands against it.
    :raises NotNow: if it is not signed for, or ended.
    """
    matter = locked(matter)
    need_state(matter, State.SIGNED_FOR, State.HANDLING)
    if not people_with(Role.HANDLER, matter.handling_unit, on).filter(pk=person.pk).exists():
        raise Refusal(
            _("{name} is not a handler of {unit}: choose one from the list.").format(
                name=person.name, unit=matter.handling_unit.name
            )
        )
    conflicts = conflicts_of(matter=matter, person=person, on=on)
    if conflicts:
        raise MustRecuse(
            _("{name} must recuse: named in the matter, or of the unit complained of.").format(
                name=person.name
            ),
            conflicts,
        )
    if not declared_none:
        raise MustRecuse(
            _(
                "The handler must first declare that no kinship or interest stands "
                "against handling this."
            ),
            ["NOT_DECLARED"],
        )
    RecusalCheck.objects.create(
        matter=matter, person=person, on=on, conflicts=[], declared_none=True, passed=True, by=by
    )
    former = matter.handler
    moved(matter, State.HANDLING, on, handler=person)
    tell("matter.handler_set", matter, by, on, {"handler": person, "former": former})
    reassign(of=matter, owner_unit=matter.handling_unit, owner_person=person, by=by, on=on)
    for clock in pack_of(matter.adoption).clocks:
        if clock.owed_by == "handling_unit" and clock.from_ == "complaint.accepted":
            reassign(
                of=matter.complaint,
                code=clock.id,
                owner_unit=matter.handling_unit,
                owner_person=person,
                by=by,
                on=on,
            )
    return matter


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
) -> Outcome:
    """Write, or rewrite, what came out in this round, and the reply.

    :raises NotTheHandler: if somebody else handles the matter.
    :raises Incomplete: if an outcome is not the plan's, or a text is missing.
    """
    matter = locked(matter)
    need_state(matter, State.HANDLING)
    if by.person_id is None or by.person_id != matter.handler_id:
        raise NotTheHandler(
            _("Only the handler, {name}, writes the outcome.").format(name=matter.handler)
        )
    _check_outcome(matter, matter_outcome, person_outcome, findings, reply)
    kept = commit(findings + "\n" + reply)
    outcome, _made = Outcome.objects.update_or_create(
        matter=matter,
        round=matter.round,
        defaults={
            "matter_outcome": matter_outcome,
            "person_outcome": person_outcome,
            "findings": findings,
            "reply": reply,
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


def _check_outcome(
    matter: Matter, matter_outcome: str, person_outcome: str, findings: str, reply: str
) -> None:
    pack = pack_of(matter.adoption)
    kind = matter.complaint.input_class
    if not pack.has("matter_outcomes", matter_outcome) or (
        kind
        and pack.matter_outcome(matter_outcome).kinds
        and kind not in pack.matter_outcome(matter_outcome).kinds
    ):
        raise Incomplete(_("Choose what came out for the matter, from the plan's list."))
    if not pack.has("person_outcomes", person_outcome):
        raise Incomplete(_("Choose what came out for persons, from the plan's list."))
    if not findings.strip() or not reply.strip():
        raise Incomplete(_("Findings and reply are both needed before the matter goes on."))


@transaction.atomic
def submit_outcome(*, matter: Matter, by: Account, on: date) -> Approval:
    """Send outcome and reply into the plan's chain of approval.

    :raises Incomplete: if there is no draft of this round.
    :raises NobodyToSign: if a position of the chain is vacant.
    """
    matter = locked(matter)
    need_state(matter, State.HANDLING)
    outcome = matter.outcomes.filter(round=matter.round).first()
    if outcome is None:
        raise Incomplete(_("Write the outcome and the reply first."))
    if by.person_id != matter.handler_id:
        raise NotTheHandler(_("Only the handler, {name}, submits it.").format(name=matter.handler))
    moved(matter, State.IN_APPROVAL, on)
    approval = start(
        of=matter,
        chain=CHAIN,
        adoption=matter.adoption,
        unit=matter.handling_unit,
        draft={
            "act": "reply",
            "matter_outcome": outcome.matter_outcome,
            "person_outcome": outcome.person_outcome,
            "findings": outcome.findings,
            "reply": outcome.reply,
        },
        by=by,
        on=on,
        audience=matter.audience,
        handler=matter.handler,
    )
    outcome.approval = approval
    outcome.save(update_fields=["approval"])
    tell("matter.submitted", matter, by, on, {"approval": approval, "round": matter.round})
    return approval
