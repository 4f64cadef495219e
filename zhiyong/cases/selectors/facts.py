"""The facts of the plan's vocabulary about a respondent: stated, found, and of the directory."""

from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from typing import Any

from zhiyong.cases.models import Case, Finding, Respondent, StatedFact
from zhiyong.plans.models import Adoption
from zhiyong.plans.selectors import pack_of
from zhiyong.registers import selectors as registers
from zhiyong.rules.facts import Fact, FactError, Facts, FactValue, Vocabulary
from zhiyong.rules.pack.schema import Pack

RUNNING = (
    Case.State.LEAD,
    Case.State.HELD,
    Case.State.VERIFYING,
    Case.State.FILED,
    Case.State.CONCLUDED,
)
"""Where a case stands before its decision."""
OF_CASES = frozenset(
    {
        "case.against_person",
        "case.head_named",
        "case.acted_on",
        "case.direct_open",
        "case.outcome",
        "finding.category",
    }
)
"""What the case tells by itself; the rest of a plan's vocabulary is stated by people."""


def facts_for(respondent: Respondent, on: date) -> Facts:
    """Return what a plan may ask about a respondent, as known on a day.

    Later sources win: figures of the registers on that day, the directory on the day of the act,
    the case, the finding, what people stated about the case, what they stated about the person.
    Only what the plan's vocabulary has; values it does not know are left out, so unknown.
    """
    case, finding = respondent.case, finding_of(respondent)
    adoption = finding.adoption if finding else case.adoption
    pack = pack_of(adoption)
    found: dict[str, FactValue] = {}
    found |= _figures(adoption, respondent, on)
    found |= respondent.frozen.get("facts", {})
    found |= _of_case(respondent)
    if finding:
        found |= _of_finding(pack, finding)
    found |= stated(pack, case.stated_facts.filter(respondent=None, is_current=True))
    found |= stated(pack, respondent.stated_facts.filter(is_current=True))
    return known(pack.vocabulary, found)


def facts_of_case(case: Case, on: date) -> Facts:
    """Return what is known of a case as a whole: of its respondents the first that tells.

    For what the plan asks of the case and not of one person: which steps are needed.
    """
    found: dict[str, FactValue] = {}
    for respondent in reversed(list(active(case))):
        found |= facts_for(respondent, on)
    pack = pack_of(case.adoption)
    rows = case.stated_facts.filter(respondent=None, is_current=True)
    return known(pack.vocabulary, found | stated(pack, rows))


def active(case: Case) -> Iterable[Respondent]:
    """Return the respondents of a case, in the order in which they were added."""
    return (
        case.respondents.filter(removed_on=None)
        .select_related("person", "unit", "unit_then", "post", "case__adoption__pack")
        .order_by("pk")
    )


def finding_of(respondent: Respondent) -> Finding | None:
    """Return the finding on a respondent that holds: the newest one."""
    return (
        respondent.findings.filter(withdrawn_on=None, replaced_by=None)
        .select_related("adoption__pack")
        .order_by("-pk")
        .first()
    )


def _figures(adoption: Adoption, respondent: Respondent, on: date) -> dict[str, FactValue]:
    if not pack_of(adoption).figures:
        return {}
    about = (
        f"person:{respondent.person_id}" if respondent.person_id else f"unit:{respondent.unit_id}"
    )
    return dict(registers.facts_for(adoption, about, on).facts)


def _of_case(respondent: Respondent) -> dict[str, FactValue]:
    """Return the facts that the case itself supplies."""
    case = respondent.case
    found: dict[str, FactValue] = {
        "case.against_person": respondent.person_id is not None,
        "case.head_named": _head_named(case),
        "case.acted_on": case.acted_on,
        "case.outcome": case.conclusions.filter(agreed_on__isnull=False)
        .order_by("-number")
        .values_list("outcome", flat=True)
        .first(),
    }
    if respondent.person_id:
        found["case.direct_open"] = (
            Finding.objects.filter(
                respondent__person=respondent.person_id,
                respondent__removed_on=None,
                respondent__case__state__in=RUNNING,
                responsibility=Finding.Responsibility.DIRECT,
                withdrawn_on=None,
                replaced_by=None,
            )
            .exclude(respondent__case=case)
            .exists()
        )
    return found


def _head_named(case: Case) -> str:
    """Return which heads of units the case names, as they stood on the day of the act."""
    named = set()
    for row in case.respondents.filter(removed_on=None, person__isnull=False):
        for place in ("party_head", "administrative_head"):
            held = row.frozen.get("places", {}).get(place, [])
            if any(who == f"person:{row.person_id}" for who, *_days in held):
                named.add(place.partition("_")[0])
    return "both" if len(named) > 1 else next(iter(named), "none")


def _of_finding(pack: Pack, finding: Finding) -> dict[str, FactValue]:
    found: dict[str, FactValue] = {
        "finding.category": finding.category,
        "case.acted_on": finding.acted_on,
    }
    if pack.casework and pack.casework.severity and finding.severity:
        found[pack.casework.severity] = finding.severity
    return found


def stated(pack: Pack, rows: Iterable[StatedFact]) -> dict[str, FactValue]:
    """Return what people stated, in the types of the plan's vocabulary."""
    declared = pack.vocabulary.facts
    return {row.fact: typed(declared[row.fact], row.value) for row in rows if row.fact in declared}


def typed(fact: Fact, value: Any) -> FactValue:
    """Return a value as it is kept (JSON) in the type that its fact has.

    :raises ValueError: if it is none of that type.
    """
    if fact.many and isinstance(value, list):
        return tuple(_single(fact, one) for one in value)
    single: FactValue = _single(fact, value)
    return single


def _single(fact: Fact, value: Any) -> Any:
    match fact.kind:
        case "number" | "share":
            return Fraction(str(value))
        case "day":
            return date.fromisoformat(str(value))
        case "flag":
            return value in (True, "true", "yes", "True")
        case _:
            return str(value)


def known(vocabulary: Vocabulary, facts: dict[str, FactValue]) -> Facts:
    """Return the facts that the plan's vocabulary has, with values that it knows."""
    kept: dict[str, FactValue] = {}
    for name, value in facts.items():
        if name not in vocabulary.facts or value is None:
            continue
        try:
            vocabulary.check_all({name: value})
        except FactError:
            continue
        kept[name] = value
    return kept
