"""A decision is drafted: the ladder offers, people choose, the plan refuses what it forbids."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from zhiyong.cases.models import Case, Respondent
from zhiyong.cases.selectors import finding_of, obstacles
from zhiyong.decisions import offering, plan
from zhiyong.decisions.models import ChosenMeasure, Decision
from zhiyong.decisions.offering import Judged
from zhiyong.decisions.reckoning import snapshot
from zhiyong.decisions.reckoning.snapshot import acted_on
from zhiyong.decisions.services.common import (
    Forbidden,
    Incomplete,
    NotNow,
    State,
    locked,
    need_lock,
    need_state,
    need_text,
    say,
    tell,
)
from zhiyong.decisions.services.suspending import lift
from zhiyong.directory.models import Account
from zhiyong.intake import labels
from zhiyong.journal.services import commit
from zhiyong.plans.selectors import pack_of
from zhiyong.rules.authority import find_authority
from zhiyong.rules.clauses import Clause
from zhiyong.rules.consequences import Chosen
from zhiyong.rules.decisions import Refused
from zhiyong.rules.explain.ladder import measure_reasons
from zhiyong.rules.pack.sanctions import Measure
from zhiyong.rules.pack.schema import Pack

READY = (Case.State.CONCLUDED, Case.State.DECIDED)
IN_HAND = (State.DRAFT, State.PROPOSED)


@dataclass(frozen=True, slots=True)
class Choice:
    """A measure that people choose: its fields as the plan asks for them, and its last day."""

    measure: str
    stated: Mapping[str, Any] = field(default_factory=dict)
    until: date | None = None

    def as_chosen(self) -> Chosen:
        """Return it as the rules know it; an empty field is one that is not stated."""
        stated = {
            name: _text(value) for name, value in self.stated.items() if value not in ("", [])
        }
        return Chosen(self.measure, stated, self.until)


def _text(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


@transaction.atomic
def draft(*, respondent: Respondent, by: Account, on: date) -> Decision:
    """Begin a decision about somebody of a concluded case, with what the ladder offers today.

    :raises NotNow: if the case is not concluded, or a decision about them is in hand already.
    :raises Forbidden: if the day lies before the act, or nothing was found against them.
    """
    case = Case.objects.select_for_update(of=("self",)).get(pk=respondent.case_id)
    respondent = (
        Respondent.objects.select_for_update(of=("self",))
        .select_related("case__adoption__pack", "case__body", "person", "unit", "unit_then", "post")
        .get(pk=respondent.pk)
    )
    if case.state not in READY:
        text = _("This case stands at “{state}”: a decision follows the agreed conclusion.")
        raise NotNow(text.format(state=case.get_state_display()))
    if respondent.decisions.filter(state__in=IN_HAND).exists():
        raise NotNow(_("A decision about them is in hand already: go on with that one."))
    finding = finding_of(respondent)
    if finding is None or finding.substantiated is False:
        raise Forbidden(_("Nothing was found against them that could be decided on."))
    adoption = finding.adoption
    if not pack_of(adoption).measures:
        text = _("The plan names no measures: what was found is handed over, not decided here.")
        raise Forbidden(text)
    facts = snapshot(respondent, on)
    acted = acted_on(respondent, on)
    if on < acted:
        raise Forbidden(_("A decision cannot lie before the act ({day}).").format(day=acted))
    subject = respondent.unit_then or respondent.unit
    party = plan.party_of(pack_of(adoption))
    way = plan.way_of(adoption, party, case.body, subject, on)
    body = way.unit or case.body
    decision = Decision.objects.create(
        case=case,
        respondent=respondent,
        adoption=adoption,
        body=body,
        by_party=party,
        audience=body.pk,
        acted_on=acted,
        reasons="",
        salt=commit("").salt,
        facts=facts,
        drafted_by=by,
        drafted_on=on,
    )
    decision.offer = offering.offer(decision, on)
    _decided_by(decision, _heaviest(decision.offer), on)
    decision.save(update_fields=["offer", "by_party", "body", "audience"])
    tell("decision.drafted", decision, by, on, {"respondent": facts["subject"]})
    return decision


@transaction.atomic
def offer_anew(*, decision: Decision, lock: int, by: Account, on: date) -> Decision:
    """Let the ladder offer anew on what is known today; the choice made stays to be looked at.

    :raises NotNow: if it is no draft.
    :raises Stale: if it was changed meanwhile.
    """
    decision = locked(decision)
    need_state(decision, State.DRAFT)
    need_lock(decision, lock)
    decision.facts = snapshot(decision.respondent, on)
    decision.offer = offering.offer(decision, on)
    decision.lock += 1
    decision.save(update_fields=["facts", "offer", "lock"])
    tell("decision.offered_anew", decision, by, on, {"lock": decision.lock})
    return decision


@transaction.atomic
def choose(
    *,
    decision: Decision,
    lock: int,
    measures: Sequence[Choice],
    reasons: str,
    by: Account,
    on: date,
    bases: Iterable[str] = (),
    matter_outcome: str = "",
    person_outcome: str = "",
    against_offer: str = "",
    effective_on: date | None = None,
    by_party: str = "",
    rests_on: Iterable[Decision] = (),
) -> Decision:
    """Choose the measures of a draft; what the plan forbids is refused with its clause.

    Who decides is found anew. Where the choice departs from the offer, as far as the plan lets
    people, `against_offer` is the recorded ground.

    :raises NotNow: if it is no draft.
    :raises Stale: if it was changed meanwhile.
    :raises Incomplete: without a measure, reasons, an outcome, or the ground of a departure.
    :raises Forbidden: what the plan forbids, the wrong body among it, with the clause.
    """
    decision = locked(decision)
    need_state(decision, State.DRAFT)
    need_lock(decision, lock)
    reasons = need_text(reasons, _("Give the reasons of the decision."))
    chosen = [one.as_chosen() for one in measures]
    if not chosen:
        raise Incomplete(_("Choose at least one measure."))
    if len({one.measure for one in chosen}) != len(chosen):
        raise Incomplete(_("A measure was chosen twice."))
    pack = plan.pack(decision)
    _check_outcomes(pack, matter_outcome, person_outcome)
    _check_effective(decision, effective_on, on)
    decision.bases = _bases(pack, bases)
    decision.effective_on = effective_on
    base = offering.basis(decision, on, chosen)
    unasked = offering.judge(decision, on, chosen, base, "")
    party = _party(pack, unasked, by_party)
    judged = offering.judge(decision, on, chosen, base, party)
    refuse(judged)
    against = against_offer.strip()
    departs = offering.departs(judged, decision.offer)
    if departs["zh"] and not against:
        said = departs["zh" if labels.language() == "zh" else "en"]
        text = _("This departs from what the ladder offers ({how}). Record the ground for it.")
        raise Incomplete(text.format(how="; ".join(said)))
    kept = commit(_content(reasons, against))
    decision.by_party = party
    _at_body(decision, party, on)
    decision.reasons, decision.salt = reasons, kept.salt
    decision.against_offer = against if departs["zh"] else ""
    decision.matter_outcome, decision.person_outcome = matter_outcome, person_outcome
    decision.lock += 1
    decision.save()
    decision.rests_on.set(rests_on)
    _keep_measures(decision, measures, judged)
    facts = {
        "lock": decision.lock,
        "measures": [one.measure for one in chosen],
        "body": decision.body,
        "departs": bool(departs["zh"]),
    }
    tell("decision.chosen", decision, by, on, facts, {"reasons": kept})
    return decision


@transaction.atomic
def withdraw(*, decision: Decision, lock: int, by: Account, on: date) -> Decision:
    """Give up a draft; a suspension that rested on it ends.

    :raises NotNow: if it is no draft.
    :raises Stale: if it was changed meanwhile.
    """
    decision = locked(decision)
    need_state(decision, State.DRAFT)
    need_lock(decision, lock)
    decision.state = State.WITHDRAWN
    decision.save(update_fields=["state"])
    tell("decision.withdrawn", decision, by, on)
    lift(decision.respondent, "withdrawn", by, on)
    return decision


def content_of(decision: Decision) -> str:
    """Return what the commitment of a decision covers: its reasons and the ground it departs on."""
    return _content(decision.reasons, decision.against_offer)


def _content(reasons: str, against: str) -> str:
    return f"{reasons}\n\n{against}" if against else reasons


# ── checking ──────────────────────────────────────────────────────────────────────────────


def refuse(judged: Judged) -> None:
    """Refuse a choice that the plan does not allow, with the first clause that says so.

    :raises Forbidden: naming every reason.
    :raises Incomplete: if a measure cannot be judged because facts are missing.
    """
    pack, checked = judged.pack, judged.checked
    for name, reasons in checked.refused.items():
        if offering.may_overrule(pack, reasons):
            continue
        raise Forbidden(_worded(judged, name, reasons), basis=_clause(judged, name, reasons))
    if judged.settled is None:
        text = _("Together with earlier decisions it leads to grades that contradict each other.")
        raise Forbidden(text)
    rule = pack.sanctioning
    closed = rule is not None and rule.closed and not rule.list_open
    for name in checked.unknown if closed else ():
        found = checked.found[name]
        lines = measure_reasons(pack, found)["zh" if labels.language() == "zh" else "en"]
        text = _("It cannot be said yet whether it may be chosen: {why}")
        raise Incomplete(text.format(why="; ".join(lines)), basis=found.measure.clause)


def _worded(judged: Judged, name: str, reasons: Sequence[Refused]) -> str:
    pack, found = judged.pack, judged.checked.found.get(name)
    lang = labels.language()
    said = [say(pack, one.note) for one in reasons]
    if found is not None and any(one.note.code in ("LADDER", "NOT_ELIGIBLE") for one in reasons):
        said += measure_reasons(pack, found)["zh" if lang == "zh" else "en"][1:]
    offers = [labels.label(pack, "measures", one) for one in found.offers] if found else []
    if offers:
        said.append(_("Offered instead: {measures}").format(measures=", ".join(offers)))
    text = _("“{measure}” is refused: {why}")
    return text.format(measure=labels.label(pack, "measures", name), why="; ".join(said))


def _clause(judged: Judged, name: str, reasons: Sequence[Refused]) -> Clause | None:
    for one in reasons:
        if one.clause is not None:
            return one.clause
    found = judged.checked.found.get(name)
    return found.measure.clause if found else None


def _party(pack: Pack, judged: Judged, by_party: str) -> str:
    """Return who decides on the measures chosen: as people say, else as the plan does."""
    wanted: dict[str, str] = {}
    for one in judged.decision.measures:
        if pack.authorities:
            party = find_authority(pack, judged.checked.facts, one.measure).decides
            if party is not None:
                wanted[one.measure] = party
    if by_party:
        return by_party
    parties = list(dict.fromkeys(wanted.values()))
    if len(parties) > 1:
        names = [labels.label(pack, _section(pack, one), one) for one in parties]
        text = _("Different bodies decide on these measures: {bodies}. Decide them separately.")
        raise Forbidden(text.format(bodies=", ".join(names)))
    return parties[0] if parties else plan.party_of(pack)


def _section(pack: Pack, party: str) -> str:
    return "bindings" if pack.has("bindings", party) else "actors"


def _heaviest(offer: Mapping[str, Any]) -> str:
    allowed = [one for one in offer["rows"] if one["state"] == "allowed" and one["decides"]]
    heaviest = max(allowed, key=lambda one: int(one["weight"]), default=None)
    return str(heaviest["decides"]) if heaviest else ""


def _decided_by(decision: Decision, party: str, on: date) -> None:
    if party:
        decision.by_party = party
        _at_body(decision, party, on)


def _at_body(decision: Decision, party: str, on: date) -> None:
    """Put a draft before the body that decides; it is seen there from now on."""
    respondent = decision.respondent
    subject = respondent.unit_then or respondent.unit
    way = plan.way_of(decision.adoption, party, decision.case.body, subject, on)
    decision.body = way.unit or decision.case.body
    decision.audience = decision.body_id


def _check_outcomes(pack: Pack, matter: str, person: str) -> None:
    if pack.matter_outcomes and not pack.has("matter_outcomes", matter):
        raise Incomplete(_("Choose what came out for the matter."))
    if pack.person_outcomes and not pack.has("person_outcomes", person):
        raise Incomplete(_("Choose what came out for the person."))


def _check_effective(decision: Decision, effective: date | None, on: date) -> None:
    if effective is not None and effective < max(decision.acted_on, on):
        text = _("A decision takes effect on the day it is made or later, not before.")
        raise Forbidden(text)


def _bases(pack: Pack, bases: Iterable[str]) -> list[str]:
    """Return the legal bases cited, each once.

    :raises Incomplete: if one is none of the plan's.
    """
    cited = list(dict.fromkeys(one.strip() for one in bases if one.strip()))
    for one in cited:
        law = one.partition("/")[0]
        if not pack.has("legal_bases", law):
            raise Incomplete(_("{basis} is none of the plan's legal bases.").format(basis=one))
    return cited


def _keep_measures(decision: Decision, measures: Sequence[Choice], judged: Judged) -> None:
    decision.measures.filter(version=1).delete()
    ChosenMeasure.objects.bulk_create(
        ChosenMeasure(
            decision=decision,
            order=order,
            measure=one.measure,
            stated={name: value for name, value in one.stated.items() if value not in ("", [])},
            until_on=one.until,
            offered=judged.checked.found[one.measure].state == "allowed"
            if one.measure in judged.checked.found
            else False,
        )
        for order, one in enumerate(measures)
    )


def need_gates(case: Case, on: date) -> None:
    """Refuse a decision while something stands in its way: not told, not heard, a dual inquiry.

    :raises NotNow: naming all of it, with the first clause.
    """
    found = obstacles("decision", case, on)
    if found:
        clause = next((one.clause for one in found if isinstance(one.clause, Clause)), None)
        raise NotNow(" ".join(str(one.text) for one in found), basis=clause)


def element_of(pack: Pack, name: str) -> Measure:
    """Return a measure of a plan."""
    measure: Measure = pack.element("measures", name)
    return measure
