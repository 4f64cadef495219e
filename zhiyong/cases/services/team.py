"""Who looks into a case: at least as many as the plan says, none with a tie to it."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from zhiyong.cases import plan
from zhiyong.cases.models import Case, Declaration, Kin, RecusalRequest, TeamMember
from zhiyong.cases.selectors.recusal import why_not_each
from zhiyong.cases.services.common import (
    OPEN,
    WORKING,
    Incomplete,
    NotNow,
    done,
    locked,
    need_member,
    need_state,
    need_text,
    tell,
    touched,
)
from zhiyong.directory.models import Account, Person
from zhiyong.directory.selectors import same_person
from zhiyong.journal.services import commit, record
from zhiyong.notices import services as notices
from zhiyong.shell.access import Role
from zhiyong.shell.errors import Refusal

Part = TeamMember.Part
HEADS = (Role.SECTION_HEAD, Role.LEADER)
"""Who is told that a recusal waits for a decision."""


class MustRecuse(Refusal):
    """The person has a tie to the case."""


class TooFew(Refusal):
    """The team would be smaller than the plan wants."""


class SameHand(Refusal):
    """Somebody else must decide this."""


@transaction.atomic
def name_team(
    *,
    case: Case,
    lead: Person,
    members: Sequence[Person],
    declared_none: bool,
    by: Account,
    on: date,
    version: int | None = None,
) -> list[TeamMember]:
    """Name who looks into a case, one of them leading, after each one's recusal check.

    :raises TooFew: if they are fewer than the plan wants, with its clause.
    :raises MustRecuse: if one has a tie to the case, or has not declared that there is none.
    :raises NotNow: if it is no verification, or has a team: members are replaced one by one.
    """
    case = locked(case, version)
    need_state(case, *WORKING)
    if case.team.filter(until_on=None).exists():
        raise NotNow(_("The case has a team: replace its members one by one."))
    people = list(dict.fromkeys([lead, *members]))
    rules = plan.casework(case.adoption)
    if len(people) < rules.team.least:
        text = _("At least {n} people look into a case together.")
        raise TooFew(text.format(n=rules.team.least), basis=plan.grounds(case, rules.team))
    check(case, people, declared_none, on)
    rows = [
        _put(case, person, Part.LEAD if person == lead else Part.MEMBER, by, on)
        for person in people
    ]
    touched(case, by, on)
    tell("case.team_named", case, by, on, {"lead": lead, "count": len(people)})
    done(
        case,
        "team",
        by,
        on,
        {"investigators": [f"person:{one.pk}" for one in people], "recusal_checked": True},
    )
    return rows


def check(case: Case, people: Sequence[Person], declared_none: bool, on: date) -> None:
    """Refuse people with a tie to a case, or who have not declared that they have none.

    :raises MustRecuse: naming the first, with the clause.
    """
    for reason in why_not_each(people, case, on).values():
        if reason:
            raise MustRecuse(reason.text, basis=reason.basis)
    if not declared_none:
        raise MustRecuse(
            _("Ask each of them first: no kinship or interest may stand against it."),
            basis=plan.grounds(case, plan.casework(case.adoption).recusal),
        )


def _put(case: Case, person: Person, part: str, by: Account, on: date) -> TeamMember:
    Declaration.objects.create(case=case, person=person, has_none=True, on=on, by=by)
    member = TeamMember.objects.create(case=case, person=person, part=part, from_on=on, named_by=by)
    notices.tell(of=case, to=person, template="case.team", on=on)
    return member


@transaction.atomic
def add_member(
    *,
    case: Case,
    person: Person,
    declared_none: bool,
    by: Account,
    on: date,
    version: int | None = None,
) -> TeamMember:
    """Let somebody else join the team, after the recusal check.

    :raises MustRecuse: as `name_team`.
    :raises NotNow: if they belong to it, or there is no team yet.
    """
    case = locked(case, version)
    need_state(case, *WORKING)
    if not case.team.filter(until_on=None).exists():
        raise NotNow(_("Name the team first."))
    if case.team.filter(person=person, until_on=None).exists():
        raise NotNow(_("{name} belongs to the team already.").format(name=person.name))
    check(case, [person], declared_none, on)
    member = _put(case, person, Part.MEMBER, by, on)
    touched(case, by, on)
    tell("case.member_added", case, by, on, {"member": person})
    return member


@transaction.atomic
def replace_member(
    *,
    member: TeamMember,
    person: Person,
    reason: str,
    declared_none: bool,
    by: Account | str,
    on: date,
    version: int | None = None,
) -> TeamMember:
    """Put somebody in the place of a member, after the recusal check; the part stays the same.

    :raises MustRecuse: as `name_team`.
    :raises NotNow: if the member has left, or the other one belongs to the team.
    :raises Incomplete: without a reason.
    """
    case = locked(member.case, version)
    need_state(case, *OPEN)
    member = TeamMember.objects.select_for_update().get(pk=member.pk)
    reason = need_text(reason, _("Say why they are replaced."), 300)
    if member.until_on is not None:
        raise NotNow(_("{name} has left the team.").format(name=member.person.name))
    if case.team.filter(person=person, until_on=None).exists():
        raise NotNow(_("{name} belongs to the team already.").format(name=person.name))
    check(case, [person], declared_none, on)
    member.until_on, member.reason = on, reason
    member.save(update_fields=["until_on", "reason"])
    account = by if isinstance(by, Account) else member.named_by
    other = _put(case, person, member.part, account, on)
    member.replaced_by = other
    member.save(update_fields=["replaced_by"])
    touched(case, by, on)
    tell("case.member_replaced", case, by, on, {"former": member.person, "member": person})
    return other


@transaction.atomic
def ask_recusal(
    *,
    case: Case,
    person: Person,
    asker: str,
    reason: str,
    by: Account,
    on: date,
    version: int | None = None,
) -> RecusalRequest:
    """Write down that somebody should not take part: asked by them, a respondent or others.

    :raises NotNow: if it is asked already, they are not in the team, or the case is over.
    :raises Incomplete: without a reason.
    """
    case = locked(case, version)
    need_state(case, *OPEN)
    reason = need_text(reason, _("Say what stands against it."), 1000)
    if asker not in RecusalRequest.Asker.values:
        raise Incomplete(_("Say who asks for it."))
    if not case.team.filter(person=person, until_on=None).exists():
        raise NotNow(_("{name} does not belong to the team.").format(name=person.name))
    if case.recusal_requests.filter(person=person, state=RecusalRequest.State.ASKED).exists():
        raise NotNow(_("This is asked already and waits for a decision."))
    kept = commit(reason)
    request = RecusalRequest.objects.create(
        case=case, person=person, asker=asker, reason=reason, salt=kept.salt, asked_on=on,
        recorded_by=by,
    )  # fmt: skip
    touched(case, by, on)
    facts = {"person": person, "asker": asker}
    tell("case.recusal_asked", case, by, on, facts, {f"recusal-{request.pk}": kept})
    notices.tell(of=case, to=case.body, template="case.recusal_asked", on=on, roles=HEADS)
    return request


@transaction.atomic
def decide_recusal(
    *,
    request: RecusalRequest,
    grant: bool,
    reason: str,
    by: Account,
    on: date,
    version: int | None = None,
) -> RecusalRequest:
    """Decide on a recusal, as somebody else: who is recused leaves the team at once.

    :raises SameHand: if it is decided by the person themself, or by whoever asked for it.
    :raises NotNow: if it was decided.
    :raises Incomplete: without a reason.
    """
    case = locked(request.case, version)
    request = RecusalRequest.objects.select_for_update().get(pk=request.pk)
    if request.state != RecusalRequest.State.ASKED:
        raise NotNow(_("This was decided already."))
    if same_person(by, request.person) or (
        request.asker != RecusalRequest.Asker.ORDERED and same_person(by, request.recorded_by)
    ):
        raise SameHand(
            _("Somebody else decides on a recusal."),
            basis=plan.grounds(case, plan.casework(case.adoption).recusal),
        )
    reason = need_text(reason, _("Give the reason for the decision."), 1000)
    kept = commit(reason)
    State = RecusalRequest.State  # noqa: N806 - the choices of a request
    request.state = State.GRANTED if grant else State.REFUSED
    request.decided_on, request.decided_by = on, by
    request.decision_reason, request.decision_salt = reason, kept.salt
    request.save()
    if grant:
        case.team.filter(person=request.person, until_on=None).update(
            until_on=on, reason=_("recused")
        )
    touched(case, by, on)
    verb = "case.recusal_granted" if grant else "case.recusal_refused"
    name = f"recusal_decision-{request.pk}"
    tell(verb, case, by, on, {"person": request.person}, {name: kept})
    return request


@transaction.atomic
def declare(
    *, case: Case, has_none: bool, by: Account, on: date, version: int | None = None
) -> Declaration:
    """Declare, as a member of the team, whether one has an interest in the case.

    Who has one is asked to step back, which somebody else decides.

    :raises NotNow: if one does not belong to the team.
    """
    case = locked(case, version)
    need_member(case, by)
    assert by.person is not None
    made = Declaration.objects.create(case=case, person=by.person, has_none=has_none, on=on, by=by)
    touched(case, by, on)
    tell("case.declared", case, by, on, {"has_none": has_none})
    return made


@transaction.atomic
def record_kin(
    *, person: Person, other: Person, relation: str, by: Account, on: date, case: Case
) -> Kin:
    """Write down that two people are near to each other, as the personnel file or they say.

    :raises Incomplete: if it is one person, or no relation that is known.
    """
    case = locked(case)
    if person == other or relation not in Kin.Relation.values:
        raise Incomplete(_("Choose two people, and how they are tied."))
    row, _made = Kin.objects.update_or_create(
        person=person,
        other=other,
        defaults={"relation": relation, "recorded_on": on, "recorded_by": by},
    )
    touched(case, by, on)
    record(
        "case.kin_recorded",
        of=case,
        by=by,
        on=on,
        audience=case.audience,
        facts={"person": person, "other": other},
    )
    return row


__all__ = [
    "MustRecuse",
    "SameHand",
    "TooFew",
    "add_member",
    "ask_recusal",
    "check",
    "decide_recusal",
    "declare",
    "name_team",
    "record_kin",
    "replace_member",
]
