"""What was found about a respondent, and the outcomes that clear or spare them."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from zhiyong.cases import plan
from zhiyong.cases.models import Case, EstablishedFact, Finding, Respondent
from zhiyong.cases.selectors.facts import facts_for
from zhiyong.cases.selectors.notes import sentence
from zhiyong.cases.selectors.then import home_of, post_of, stood
from zhiyong.cases.services.common import (
    OPEN,
    WORKING,
    Incomplete,
    NotNow,
    State,
    locked,
    need_member,
    need_state,
    need_text,
    tell,
    touched,
)
from zhiyong.cases.services.liabilities import open_due
from zhiyong.cases.services.narrowing import narrow
from zhiyong.directory.models import Account, Person
from zhiyong.duties.calendars import counted
from zhiyong.journal.services import commit
from zhiyong.plans.models import Adoption
from zhiyong.plans.selectors import adoptions_for, pack_of
from zhiyong.rules.facts import Facts
from zhiyong.rules.findings import Demands, Filed, demands
from zhiyong.rules.pack.schema import Pack
from zhiyong.shell.errors import Refusal

CLEARED = "cleared"
TOLERATED = "tolerated"


class FindingRefused(Refusal):
    """The plan refuses such a finding: something is missing, or does not fit."""


def plan_of_measures(case: Case, acted_on: date) -> Adoption:
    """Return the adoption for measures: in force for the body on the day of the act.

    Where none of the case's plan was, it is that of the procedure.
    """
    rows = adoptions_for(case.body, acted_on).filter(pack_code=case.adoption.pack_code)
    return rows.first() or case.adoption


def asked(
    respondent: Respondent,
    adoption: Adoption,
    category: str,
    behaviours: Sequence[str],
    stated: Mapping[str, str],
    acted_on: date,
    on: date,
    second_reviewer: bool,
    sources: int,
) -> Demands:
    """Return what the plan asks of a finding, what is missing, and why it would be refused."""
    pack = pack_of(adoption)
    facts: Facts = {**facts_for(respondent, on), **_category(pack, category)}
    filed = Filed(
        category=category,
        subject="person" if respondent.person_id else "unit",
        behaviours=tuple(behaviours),
        fields={name: _day(value) for name, value in stated.items() if value},
        at=acted_on,
        sources=sources,
        has_second_reviewer=second_reviewer,
    )
    found, _plain_years = counted(
        lambda calendar: demands(
            pack, filed, on=on, calendar=calendar, hours=pack.office_hours, facts=facts
        )
    )
    return found


def _category(pack: Pack, category: str) -> Facts:
    known = pack.vocabulary.choices.get("finding.category", ())
    return {"finding.category": category} if any(one.id == category for one in known) else {}


def _day(value: str) -> date | None:
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


@transaction.atomic
def find(
    *,
    respondent: Respondent,
    category: str,
    acted_on: date,
    responsibility: str,
    text: str,
    facts: Sequence[EstablishedFact],
    by: Account,
    on: date,
    behaviours: Sequence[str] = (),
    stated: Mapping[str, str] | None = None,
    severity: str = "",
    severity_grounds: str = "",
    aggravating: Sequence[str] = (),
    mitigating: Sequence[str] = (),
    substantiated: bool | None = None,
    second_reviewer: Person | None = None,
    version: int | None = None,
) -> Finding:
    """State what was found about a respondent; an earlier finding on them is replaced, and stays.

    The plan for measures is that in force on the day of the act; the severity needs its grounds,
    marks that make it heavier or lighter are confirmed here by people. What the plan opens on it
    (other heads, one level up) is opened at once.

    :raises FindingRefused: with the plan's reason and clause.
    :raises Incomplete: if text, facts or grounds are missing, or the day has not come.
    :raises NotNow: if the case is not in verification, or it is not the team.
    """
    case = locked(respondent.case, version)
    need_state(case, *WORKING)
    need_member(case, by)
    text = need_text(text, _("Write down what was found."), 5000)
    if acted_on > on:
        raise Incomplete(_("The day of the act has not come yet."))
    if responsibility not in Finding.Responsibility.values:
        raise Incomplete(_("Choose which responsibility it is."))
    cited = [one for one in facts if one.case_id == case.pk and one.withdrawn_on is None]
    if not cited:
        raise Incomplete(_("A finding rests on facts: choose which."))
    adoption = plan_of_measures(case, acted_on)
    pack = pack_of(adoption)
    if not pack.has("taxonomy", category):
        raise Incomplete(_("Choose a category of the plan."))
    said = {name: value.strip() for name, value in (stated or {}).items() if value.strip()}
    found = asked(
        respondent,
        adoption,
        category,
        behaviours,
        said,
        acted_on,
        on,
        second_reviewer is not None and second_reviewer.pk != by.person_id,
        _sources(cited),
    )
    if found.refused:
        first = found.refused[0]
        raise FindingRefused(sentence(pack, first), basis=first.clause)
    check_severity(pack, severity, severity_grounds)
    known = set(pack.ids("aggravations"))
    kept = commit(content_of(text, severity_grounds))
    finding = Finding.objects.create(
        respondent=respondent,
        adoption=adoption,
        category=category,
        behaviours=list(behaviours),
        stated=said,
        acted_on=acted_on,
        severity=severity,
        severity_grounds=severity_grounds.strip(),
        aggravating=[one for one in aggravating if one in known],
        mitigating=[one.strip() for one in mitigating if one.strip()],
        responsibility=responsibility,
        substantiated=substantiated,
        text=text,
        salt=kept.salt,
        on=on,
        by=by,
        second_reviewer=second_reviewer,
    )
    finding.facts.set(cited)
    respondent.findings.filter(withdrawn_on=None, replaced_by=None).exclude(pk=finding.pk).update(
        replaced_by=finding
    )
    if respondent.frozen.get("on") != acted_on.isoformat():
        _freeze(respondent, acted_on)
    touched(case, by, on)
    tell(
        "case.found",
        case,
        by,
        on,
        {
            "respondent": respondent.person or respondent.unit,
            "category": category,
            "severity": severity or None,
            "responsibility": responsibility,
        },
        {f"finding-{finding.pk}": kept},
    )
    narrow(case, by, on)
    open_due(case, by, on)
    return finding


def content_of(text: str, severity_grounds: str) -> str:
    """Return what the journal's commitment to a finding covers."""
    return f"{text}\n{severity_grounds.strip()}"


def check_severity(pack: Pack, severity: str, grounds: str) -> None:
    """Refuse a severity that is not on the plan's scale, or has no grounds.

    :raises Incomplete: saying which.
    """
    if not severity:
        return
    fact = pack.casework.severity if pack.casework else None
    values = {one.id for one in pack.vocabulary.choices.get(fact or "", ())}
    if severity not in values:
        raise Incomplete(_("Choose a severity of the plan's scale."))
    need_text(grounds, _("Say on what grounds it is so severe."), 2000)


def _sources(facts: Sequence[EstablishedFact]) -> int:
    """Return how many independent pieces of evidence and statements some facts cite."""
    found: set[tuple[str, int]] = set()
    for fact in facts:
        found |= {("evidence", pk) for pk in fact.evidence.values_list("pk", flat=True)}
        found |= {("statement", pk) for pk in fact.statements.values_list("pk", flat=True)}
    return len(found)


def _freeze(respondent: Respondent, on: date) -> None:
    """Lay down anew how a respondent stood, since the day of the act turned out another."""
    about = respondent.person or respondent.unit
    assert about is not None
    respondent.frozen = stood(about, on)
    respondent.post, respondent.unit_then = post_of(about, on), home_of(about, on)
    respondent.save(update_fields=["frozen", "post", "unit_then"])


@transaction.atomic
def withdraw_finding(
    *, finding: Finding, by: Account, on: date, version: int | None = None
) -> Finding:
    """Withdraw a finding that does not hold; it stays readable.

    :raises NotNow: if the case is not in verification, or it is withdrawn or replaced.
    """
    case = locked(finding.respondent.case, version)
    need_state(case, *WORKING)
    need_member(case, by)
    if finding.withdrawn_on or finding.replaced_by_id:
        raise NotNow(_("This finding no longer holds."))
    finding.withdrawn_on = on
    finding.save(update_fields=["withdrawn_on"])
    touched(case, by, on)
    tell("case.finding_withdrawn", case, by, on, {"category": finding.category})
    narrow(case, by, on)
    return finding


# ── outcomes that spare or clear ──────────────────────────────────────────────────────────


@transaction.atomic
def set_outcome(
    *,
    respondent: Respondent,
    outcome: str,
    reason: str,
    by: Account,
    on: date,
    version: int | None = None,
) -> Respondent:
    """Say how the case came out for a respondent, in the plan's words, with the reason.

    :raises Incomplete: if it is no outcome of the plan, or the reason is missing.
    :raises NotNow: if the case is over.
    """
    case = locked(respondent.case, version)
    need_state(case, *OPEN)
    outcome_within(case, respondent, outcome, reason, by, on)
    touched(case, by, on)
    return respondent


def outcome_within(
    case: Case, respondent: Respondent, outcome: str, reason: str, by: Account, on: date
) -> None:
    if not plan.pack(case).has("person_outcomes", outcome):
        raise Incomplete(_("Choose what came out for persons, from the plan's list."))
    reason = need_text(reason, _("Give the reason for this outcome."), 2000)
    kept = commit(reason)
    respondent.outcome, respondent.outcome_reason = outcome, reason
    respondent.outcome_salt = kept.salt
    respondent.save(update_fields=["outcome", "outcome_reason", "outcome_salt"])
    about = respondent.person or respondent.unit
    tell(
        "case.outcome_set",
        case,
        by,
        on,
        {"respondent": about, "outcome": outcome},
        {f"outcome-{respondent.pk}": kept},
    )


@transaction.atomic
def tolerate(
    *, respondent: Respondent, reason: str, by: Account, on: date, version: int | None = None
) -> Respondent:
    """Exempt a respondent whose error was honest (容错), with the reasons.

    :raises NotNow: if the plan knows no such outcome, there is no finding, or the case is over.
    :raises Incomplete: without a reason.
    """
    case = locked(respondent.case, version)
    need_state(case, *WORKING, State.CONCLUDED)
    if not respondent.findings.filter(withdrawn_on=None, replaced_by=None).exists():
        raise NotNow(_("State the finding first: what is exempted must be known."))
    outcome_within(case, respondent, _of_plan(case, TOLERATED), reason, by, on)
    respondent.tolerated_on = on
    respondent.save(update_fields=["tolerated_on"])
    touched(case, by, on)
    return respondent


@transaction.atomic
def clear_name(
    *, respondent: Respondent, reason: str, by: Account, on: date, version: int | None = None
) -> Respondent:
    """Clear the name of a respondent (澄清): what was said of them did not hold.

    It covers what the case was about, and marks nobody as a false accuser.

    :raises NotNow: if something was found against them, or the plan knows no such outcome.
    :raises Incomplete: without a reason.
    """
    case = locked(respondent.case, version)
    need_state(case, *WORKING, State.CONCLUDED, State.DECIDED)
    proven = respondent.findings.filter(withdrawn_on=None, replaced_by=None, substantiated=True)
    if proven.exists():
        raise NotNow(_("Something was found against them: their name is not cleared here."))
    outcome_within(case, respondent, _of_plan(case, CLEARED), reason, by, on)
    respondent.cleared_on = on
    respondent.save(update_fields=["cleared_on"])
    touched(case, by, on)
    return respondent


def _of_plan(case: Case, outcome: str) -> str:
    if not plan.pack(case).has("person_outcomes", outcome):
        raise NotNow(_("The plan knows no such outcome for a person."))
    return outcome
