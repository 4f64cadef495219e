"""Accountability items: opened by the plan's rules, assessed by people."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from zhiyong.cases.models import Case, CaseLink, Liability, Respondent
from zhiyong.cases.selectors.facts import active, facts_for, finding_of
from zhiyong.cases.selectors.then import places_for
from zhiyong.cases.services.common import (
    OPEN,
    By,
    NotNow,
    locked,
    need_state,
    need_text,
    tell,
    touched,
)
from zhiyong.directory.models import Account, Person, Unit
from zhiyong.journal.services import commit
from zhiyong.plans.selectors import pack_of
from zhiyong.rules.conditions import Truth
from zhiyong.rules.liabilities import LiabilityFound, find_liability
from zhiyong.rules.pack.responsibility import Liability as Rule
from zhiyong.shell.errors import Refusal


class NotToAssess(Refusal):
    """The item is assessed already, or not by this person."""


def open_due(case: Case, by: By, on: date) -> list[Liability]:
    """Open every accountability item that the plan opens on what is known by now; none twice.

    They hold their clauses and the facts that opened them, and decide nothing.

    :raises FactError: if a fact has a value that a condition cannot compare.
    """
    made: list[Liability] = []
    for respondent in active(case):
        finding = finding_of(respondent)
        pack = pack_of(finding.adoption if finding else case.adoption)
        facts = facts_for(respondent, on)
        stated = list(finding.stated) if finding else []
        for rule in pack.liabilities:
            found = find_liability(pack, rule, facts, stated)
            if found.truth is Truth.MET:
                made += _lay(case, respondent, rule, found, by, on)
    return made


def _lay(
    case: Case, respondent: Respondent, rule: Rule, found: LiabilityFound | None, by: By, on: date
) -> list[Liability]:
    clauses = [str(rule.clause)] if rule.clause else []
    why: dict[str, object] = {}
    if found and found.outcome:
        clauses += [str(one) for one in found.outcome.clauses() if str(one) not in clauses]
        why = {"outcome": found.outcome.as_dict(), "missing": list(found.missing)}
    return [
        row
        for place in rule.on
        for kind in ([one.id for one in rule.kinds] or [""])
        for row in _at(case, respondent, rule, place, kind, clauses, why, by, on)
    ]


def _at(
    case: Case,
    respondent: Respondent,
    rule: Rule,
    place: str,
    kind: str,
    clauses: list[str],
    why: dict[str, object],
    by: By,
    on: date,
) -> list[Liability]:
    """Lay down the items of one place: for each who held it, else one for somebody to be named."""
    held = places_for(respondent).get(place)
    own = f"person:{respondent.person_id}"
    wanted: Sequence[str] = [] if held is None else [one.who for one in held if one.who != own]
    if held and not wanted:
        return []
    made = []
    for who in wanted or [""]:
        name, _colon, pk = who.partition(":")
        person = Person.objects.get(pk=pk) if name == "person" else None
        unit = Unit.objects.get(pk=pk) if name == "unit" else None
        row, is_new = Liability.objects.get_or_create(
            case=case,
            respondent=respondent,
            rule=rule.id,
            kind=kind,
            place=place,
            person=person,
            unit=unit,
            defaults={
                "blocks": rule.blocks,
                "clauses": clauses,
                "why": why,
                "opened_on": on,
            },
        )
        if is_new:
            made.append(row)
            tell("case.liability_opened", case, by, on, {"rule": rule.id, "place": place})
    return made


@transaction.atomic
def open_liability(
    *, case: Case, respondent: Respondent, rule: str, by: By, on: date
) -> list[Liability]:
    """Open an item of the plan that no condition opens: people, or a room above, ask for it.

    :raises NotNow: if the case is over.
    :raises UnknownElement: if the plan has no such item.
    """
    case = locked(case)
    need_state(case, *OPEN)
    finding = finding_of(respondent)
    pack = pack_of(finding.adoption if finding else case.adoption)
    made = _lay(case, respondent, pack.element("liabilities", rule), None, by, on)
    if made:
        touched(case, by, on)
    return made


@transaction.atomic
def assess_liability(
    *,
    liability: Liability,
    state: str,
    grounds: str,
    by: Account,
    on: date,
    other_case: Case | None = None,
    version: int | None = None,
) -> Liability:
    """Say whether whoever the item is about is liable, with grounds; or that it has its own case.

    :raises NotToAssess: if it was assessed, or the assessor is whom it is about.
    :raises Incomplete: without grounds.
    :raises NotNow: if the case is over, or the other case is missing.
    """
    case = locked(liability.case, version)
    need_state(case, *OPEN)
    liability = Liability.objects.select_for_update().get(pk=liability.pk)
    if liability.state != Liability.State.OPEN:
        raise NotToAssess(_("This item was assessed already."))
    if by.person_id and by.person_id == liability.person_id:
        raise NotToAssess(_("Nobody assesses their own responsibility."))
    if state not in (
        Liability.State.LIABLE,
        Liability.State.NOT_LIABLE,
        Liability.State.OPENED_CASE,
    ):
        raise NotToAssess(_("Choose what came out of the assessment."))
    grounds = need_text(grounds, _("An assessment needs its grounds."), 2000)
    if state == Liability.State.OPENED_CASE and other_case is None:
        raise NotNow(_("Name the case in which it is looked into."))
    kept = commit(grounds)
    liability.state, liability.grounds, liability.salt = state, grounds, kept.salt
    liability.assessed_on, liability.assessed_by = on, by
    liability.other_case = other_case if state == Liability.State.OPENED_CASE else None
    liability.save()
    if liability.other_case:
        kind = CaseLink.Kind.DUAL_INQUIRY
        if liability.place == "direct_superior":
            kind = CaseLink.Kind.ONE_LEVEL_UP
        CaseLink.objects.get_or_create(
            case=case, other=liability.other_case, kind=kind, defaults={"on": on}
        )
    touched(case, by, on)
    tell(
        "case.liability_assessed",
        case,
        by,
        on,
        {"rule": liability.rule, "outcome": state},
        {f"liability-{liability.pk}": kept},
    )
    return liability


__all__ = ["NotToAssess", "assess_liability", "open_due", "open_liability"]
