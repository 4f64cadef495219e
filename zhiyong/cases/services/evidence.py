"""Evidence with its chain of custody, statements, and the facts that cite them."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max, Model
from django.utils.translation import gettext as _

from zhiyong.cases.models import (
    Case,
    Custody,
    EstablishedFact,
    Evidence,
    EvidenceVersion,
    Respondent,
    Statement,
)
from zhiyong.cases.services.common import (
    OPEN,
    WORKING,
    Incomplete,
    NotNow,
    State,
    done,
    locked,
    need_day,
    need_member,
    need_state,
    need_text,
    tell,
    touched,
)
from zhiyong.directory.models import Account, Person
from zhiyong.files.services import store
from zhiyong.journal.services import commit
from zhiyong.shell.errors import Refusal

PURPOSE = "case.evidence"
TAKERS = 2
"""A statement is taken by two people of the team; what somebody writes themselves needs one."""


class Locked(Refusal):
    """What the decision rests on is locked: nothing of it changes any more."""


class FewTakers(Refusal):
    """A statement is taken by two people of the team."""


def next_of(model: type[Model], case: Case) -> int:
    """Return the next number of a case's own rows; the case is locked."""
    found = model._default_manager.filter(case=case).aggregate(last=Max("number"))["last"]
    return int(found or 0) + 1


@transaction.atomic
def add_evidence(
    *,
    case: Case,
    title: str,
    kind: str,
    taken_on: date,
    taken_from: str,
    upload: Any = None,
    purpose: str = "",
    reason: str = "",
    by: Account,
    on: date,
    version: int | None = None,
) -> Evidence:
    """Add a piece of evidence, with its file where there is one; its first custody is its taking.

    After the decision only something new is added, with the reason why it comes so late.

    :raises NotNow: if the case is no verification, or it is not the team that adds it.
    :raises Incomplete: if something is missing, or the day has not come.
    :raises FileRefused: if the file is not taken.
    """
    case = locked(case, version)
    need_state(case, *WORKING, State.CONCLUDED, State.DECIDED)
    need_member(case, by)
    title = need_text(title, _("Say what the evidence is."), 200)
    taken_from = need_text(taken_from, _("Say from whom or where it was taken."), 120)
    if kind not in Evidence.Kind.values:
        raise Incomplete(_("Choose what kind of evidence it is."))
    if taken_on > on:
        raise Incomplete(_("This day has not come yet."))
    if case.state == State.DECIDED:
        reason = need_text(reason, _("Say why it comes only after the decision."), 300)
    kept = commit(content_of(title, taken_from))
    row = Evidence.objects.create(
        case=case,
        number=next_of(Evidence, case),
        title=title,
        kind=kind,
        taken_on=taken_on,
        taken_from=taken_from,
        purpose=purpose[:300],
        salt=kept.salt,
        added_by=by,
        added_on=on,
    )
    Custody.objects.create(
        evidence=row,
        giver=taken_from,
        receiver=by.person,
        purpose=reason or _("Taken as evidence"),
        on=taken_on,
        by=by,
    )
    touched(case, by, on)
    tell(
        "case.evidence_added",
        case,
        by,
        on,
        {"number": row.number, "kind": kind},
        {f"evidence-{row.pk}": kept},
    )
    if upload:
        _version(row, case, upload, "", by, on)
    if kind == Evidence.Kind.SITE_RECORD and case.state in WORKING:
        done(case, "site", by, on)
    return row


def content_of(title: str, taken_from: str) -> str:
    """Return what the journal's commitment to a piece of evidence covers."""
    return f"{title}\n{taken_from}"


@transaction.atomic
def add_version(
    *,
    evidence: Evidence,
    upload: Any,
    note: str,
    by: Account,
    on: date,
    version: int | None = None,
) -> EvidenceVersion:
    """Add a newer file to a piece of evidence; the older ones stay, each by its hash.

    :raises Locked: if the evidence is locked with the decision, or excluded.
    :raises NotNow: if it is not the team that adds it, or the case is over.
    :raises FileRefused: if the file is not taken.
    """
    case = locked(evidence.case, version)
    need_state(case, *WORKING, State.CONCLUDED)
    need_member(case, by)
    evidence = unlocked(evidence)
    note = need_text(note, _("Say what is new in it."), 300)
    row = _version(evidence, case, upload, note, by, on)
    touched(case, by, on)
    return row


def unlocked(evidence: Evidence) -> Evidence:
    """Read a piece of evidence again, under a lock.

    :raises Locked: if nothing of it changes any more.
    """
    evidence = Evidence.objects.select_for_update().get(pk=evidence.pk)
    if evidence.locked_on:
        raise Locked(_("The decision rests on this evidence: add something new instead."))
    if evidence.excluded_on:
        raise Locked(_("This evidence was excluded."))
    return evidence


def _version(
    evidence: Evidence, case: Case, upload: Any, note: str, by: Account, on: date
) -> EvidenceVersion:
    file = store(
        upload=upload,
        of=case,
        purpose=PURPOSE,
        by=by,
        on=on,
        audience=case.audience,
        evidence=True,
    )
    number = evidence.versions.count() + 1
    row = EvidenceVersion.objects.create(
        evidence=evidence, number=number, file=file, note=note, on=on, by=by
    )
    facts = {"number": evidence.number, "version": number, "digest": file.served_digest}
    tell("case.evidence_filed", case, by, on, facts)
    return row


@transaction.atomic
def hand_on(
    *,
    evidence: Evidence,
    purpose: str,
    by: Account,
    on: date,
    receiver: Person | None = None,
    to_outside: str = "",
    seal_code: str = "",
    version: int | None = None,
) -> Custody:
    """Hand a piece of evidence on: to somebody here, or outside; sealed, with the seal's code.

    :raises NotNow: if it is not the team that hands it on.
    :raises Incomplete: if nobody is named, or no purpose.
    """
    case = locked(evidence.case, version)
    need_state(case, *OPEN)
    need_member(case, by)
    if (receiver is None) == (not to_outside.strip()):
        raise Incomplete(_("Name who receives it: somebody here, or somebody outside."))
    purpose = need_text(purpose, _("Say what for."), 200)
    last = evidence.custody.select_related("receiver").order_by("-pk").first()
    giver = (last.to_outside or (last.receiver.name if last.receiver else "")) if last else ""
    row = Custody.objects.create(
        evidence=evidence,
        giver=giver or evidence.taken_from,
        receiver=receiver,
        to_outside=to_outside.strip(),
        purpose=purpose,
        sealed=bool(seal_code.strip()),
        seal_code=seal_code.strip(),
        on=on,
        by=by,
    )
    touched(case, by, on)
    facts = {"number": evidence.number, "sealed": row.sealed, "receiver": receiver}
    tell("case.evidence_handed_on", case, by, on, facts)
    return row


@transaction.atomic
def exclude_evidence(
    *, evidence: Evidence, reason: str, by: Account, on: date, version: int | None = None
) -> Evidence:
    """Take a piece of evidence out of account (unlawfully obtained, unreliable), with the reason.

    It stays where it is, and no fact may cite it from then on.

    :raises Locked: if it is locked with the decision, or excluded already.
    :raises NotNow: if the case is not in verification.
    :raises Incomplete: without a reason.
    """
    case = locked(evidence.case, version)
    need_state(case, *WORKING)
    evidence = unlocked(evidence)
    reason = need_text(reason, _("Say why it is excluded."), 300)
    evidence.excluded_on, evidence.exclusion = on, reason
    evidence.save(update_fields=["excluded_on", "exclusion"])
    touched(case, by, on)
    tell("case.evidence_excluded", case, by, on, {"number": evidence.number})
    return evidence


@transaction.atomic
def take_statement(
    *,
    case: Case,
    kind: str,
    speaker: str,
    text: str,
    takers: Sequence[Person],
    said_on: date,
    by: Account,
    on: date,
    place: str = "",
    respondent: Respondent | None = None,
    witness: Person | None = None,
    refused: bool = False,
    upload: Any = None,
    version: int | None = None,
) -> Statement:
    """Keep what somebody said or wrote; a refusal to speak is kept as such.

    A hearing of a respondent does what the plan wants before a conclusion and a decision.

    :raises FewTakers: if fewer than two of the team took it.
    :raises NotNow: if the case is not in verification, or it is not the team.
    :raises Incomplete: if something is missing, or the day lies before the act or after today.
    """
    case = locked(case, version)
    need_state(case, *WORKING)
    need_member(case, by)
    if kind not in Statement.Kind.values:
        raise Incomplete(_("Choose what kind of statement it is."))
    if respondent is not None:
        speaker = respondent.name
    speaker = need_text(speaker, _("Say who spoke."), 120)
    if kind == Statement.Kind.HEARING and respondent is None:
        raise Incomplete(_("Choose which respondent was heard."))
    if not refused:
        text = need_text(text, _("Write down what was said."), 20_000)
    need_day(case, on, said_on)
    team = set(case.team.filter(until_on=None).values_list("person", flat=True))
    hands = [one for one in dict.fromkeys(takers) if one.pk in team]
    wanted = 1 if kind == Statement.Kind.WRITTEN else TAKERS
    if len(hands) < wanted:
        raise FewTakers(_("A statement is taken by two people of the team."))
    kept = commit(text)
    row = Statement.objects.create(
        case=case,
        number=next_of(Statement, case),
        kind=kind,
        respondent=respondent,
        speaker=speaker,
        witness=witness,
        on=said_on,
        place=place[:120],
        refused=refused,
        text=text,
        salt=kept.salt,
        recorded_by=by,
    )
    row.takers.set(hands)
    if upload:
        row.file = store(
            upload=upload,
            of=case,
            purpose="case.statement",
            by=by,
            on=on,
            audience=case.audience,
            evidence=True,
        )
        row.save(update_fields=["file"])
    touched(case, by, on)
    facts = {"number": row.number, "kind": kind, "refused": refused}
    tell("case.statement_taken", case, by, on, facts, {f"statement-{row.pk}": kept})
    if kind == Statement.Kind.OPINION:
        done(case, "public", by, on)
    if kind == Statement.Kind.HEARING and respondent is not None:
        from zhiyong.cases.services.steps import heard

        heard(case, respondent, row, by, on)
    return row


@transaction.atomic
def establish_fact(
    *,
    case: Case,
    text: str,
    evidence: Sequence[Evidence],
    statements: Sequence[Statement],
    by: Account,
    on: date,
    version: int | None = None,
) -> EstablishedFact:
    """Write down a fact of the case, with the evidence and statements that it cites.

    A fact that cites nothing yet may be written down, and holds the conclusion back.

    :raises NotNow: if the case is not in verification, or it is not the team.
    :raises Incomplete: if it says nothing, or cites what is excluded or of another case.
    """
    case = locked(case, version)
    need_state(case, *WORKING)
    need_member(case, by)
    text = need_text(text, _("Write down the fact."), 5000)
    check_cited(case, evidence, statements)
    kept = commit(text)
    row = EstablishedFact.objects.create(
        case=case,
        number=next_of(EstablishedFact, case),
        text=text,
        salt=kept.salt,
        on=on,
        by=by,
    )
    row.evidence.set(evidence)
    row.statements.set(statements)
    touched(case, by, on)
    facts = {"number": row.number, "cites": len(evidence) + len(statements)}
    tell("case.fact_established", case, by, on, facts, {f"fact-{row.pk}": kept})
    return row


def check_cited(case: Case, evidence: Sequence[Evidence], statements: Sequence[Statement]) -> None:
    """Refuse evidence that may not be cited.

    :raises Incomplete: if it is excluded, or belongs to another case.
    """
    cited: list[Evidence | Statement] = [*evidence, *statements]
    if any(one.case_id != case.pk for one in cited):
        raise Incomplete(_("Cite evidence of this case only."))
    if any(one.excluded_on for one in evidence):
        raise Incomplete(_("Excluded evidence is not cited."))


@transaction.atomic
def cite(
    *,
    fact: EstablishedFact,
    evidence: Sequence[Evidence],
    statements: Sequence[Statement],
    by: Account,
    on: date,
    version: int | None = None,
) -> EstablishedFact:
    """Let a fact cite further evidence and statements.

    :raises NotNow: if the case is not in verification, the fact is withdrawn, or not the team.
    :raises Incomplete: as `establish_fact`.
    """
    case = locked(fact.case, version)
    need_state(case, *WORKING)
    need_member(case, by)
    if fact.withdrawn_on:
        raise NotNow(_("This fact was withdrawn."))
    check_cited(case, evidence, statements)
    fact.evidence.add(*evidence)
    fact.statements.add(*statements)
    touched(case, by, on)
    count = fact.evidence.count() + fact.statements.count()
    tell("case.fact_cited", case, by, on, {"number": fact.number, "cites": count})
    return fact


@transaction.atomic
def withdraw_fact(
    *, fact: EstablishedFact, by: Account, on: date, version: int | None = None
) -> EstablishedFact:
    """Withdraw a fact that does not hold; it stays readable.

    :raises NotNow: if the case is not in verification, or it is withdrawn.
    """
    case = locked(fact.case, version)
    need_state(case, *WORKING)
    need_member(case, by)
    if fact.withdrawn_on:
        raise NotNow(_("This fact was withdrawn."))
    fact.withdrawn_on = on
    fact.save(update_fields=["withdrawn_on"])
    touched(case, by, on)
    tell("case.fact_withdrawn", case, by, on, {"number": fact.number})
    return fact


@transaction.atomic
def lock_evidence(*, case: Case, by: Account, on: date) -> int:
    """Lock the evidence and statements of a case with its decision; return how many pieces.

    Nothing of them changes afterwards; new evidence may be added with a reason.
    """
    case = locked(case)
    count = case.evidence.filter(locked_on=None).update(locked_on=on)
    count += case.statements.filter(locked_on=None).update(locked_on=on)
    if count:
        touched(case, by, on)
        tell("case.evidence_locked", case, by, on, {"count": count})
    return count
