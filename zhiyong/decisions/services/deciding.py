"""A draft goes before those who decide; what they decide takes effect at once."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from zhiyong.approvals.models import Approval
from zhiyong.approvals.services import start
from zhiyong.cases import services as cases
from zhiyong.cases.models import Case, Conclusion
from zhiyong.cases.selectors import recusal
from zhiyong.decisions import offering, plan, slips
from zhiyong.decisions.models import Decision, Version
from zhiyong.decisions.reckoning import Reckoned, rules_decision
from zhiyong.decisions.selectors.deciders import deciders, way_of
from zhiyong.decisions.selectors.names import names_of
from zhiyong.decisions.services import handing_on
from zhiyong.decisions.services.common import (
    By,
    Forbidden,
    Incomplete,
    NotNow,
    State,
    event,
    locked,
    need_lock,
    need_state,
    tell,
)
from zhiyong.decisions.services.drafting import need_gates, refuse
from zhiyong.decisions.services.noticing import prepare_notices
from zhiyong.decisions.services.standing import book, expiry
from zhiyong.decisions.services.suspending import lift
from zhiyong.directory.models import Account, Person
from zhiyong.files.numbers import next_number
from zhiyong.intake import labels
from zhiyong.meetings import services as meetings
from zhiyong.meetings.models import Item
from zhiyong.notices import services as notices
from zhiyong.papers.services import issue
from zhiyong.plans.selectors import pack_of
from zhiyong.rules.consequences import Chosen
from zhiyong.shell import kinds

DECIDE = "decide"
DISCUSS = "discuss"


@transaction.atomic
def propose(*, decision: Decision, lock: int, by: Account, on: date) -> Decision:
    """Put a draft before the body that decides: its next meeting, its chain, or its head.

    :raises NotNow: if it is no draft, or something stands in its way: the person was not told
        or heard, a dual inquiry is open.
    :raises Stale: if it was changed meanwhile.
    :raises Incomplete: without measures, or where the body that meets is not set up.
    :raises Forbidden: what the plan forbids by now.
    :raises NobodyToSign: if a position of the chain is vacant.
    """
    decision = locked(decision)
    need_state(decision, State.DRAFT)
    need_lock(decision, lock)
    need_gates(decision.case, on)
    check(decision, on)
    way = way_of(decision, on)
    decision.state = State.PROPOSED
    decision.save(update_fields=["state"])
    tell("decision.proposed", decision, by, on, {"lock": lock, "body": decision.body})
    _take_back_case(decision.case, by, on)
    if way.meeting is not None:
        if way.body is None:
            text = _("{body} has no seats in the directory: set it up before it decides.")
            raise Incomplete(text.format(body=decision.body.name), basis=way.meeting.clause)
        decision.item = meetings.put(
            subject=decision,
            body=way.body,
            rule=way.meeting.id,
            ready_on=on,
            audience=decision.audience,
            motion=_motion(decision),
            by=by,
            on=on,
        )
        decision.save(update_fields=["item"])
    elif way.chain is not None:
        decision.approval = start(
            of=decision,
            chain=way.chain,
            adoption=decision.adoption,
            unit=decision.body,
            draft=_motion(decision),
            by=by,
            on=on,
            audience=decision.audience,
        )
        decision.save(update_fields=["approval"])
    else:
        notices.tell(of=decision, to=deciders(decision, on), template="decision.to_decide", on=on)
    decision.refresh_from_db()
    return decision


def _motion(decision: Decision) -> dict[str, Any]:
    return {"act": DECIDE, "decision": decision.pk, "lock": decision.lock}


@transaction.atomic
def decide(*, decision: Decision, lock: int, agrees: bool, by: Account, on: date) -> Decision:
    """Decide as the head of a body whose plan wants neither a meeting nor a chain.

    :raises NotNow: if it is not before them, or a meeting or a chain decides it.
    :raises Stale: if it is another version than the one looked at.
    :raises Forbidden: if somebody else decides, is tied to the case, or the plan forbids it by now.
    """
    decision = locked(decision)
    need_state(decision, State.PROPOSED)
    need_lock(decision, lock)
    if decision.item_id is not None or decision.approval_id is not None:
        raise NotNow(_("This one is decided by vote or by signatures, not by one person."))
    if by.person is None or by.person not in deciders(decision, on):
        raise Forbidden(_("{body} decides it, through its head.").format(body=decision.body.name))
    if not agrees:
        return _back(decision, by, on)
    _need_no_tie([by.person], decision)
    return make(decision, by, on)


# ── what follows from a vote or a chain ───────────────────────────────────────────────────


def passed(item: Item, by: Account, on: date) -> None:
    """Make the decision that a meeting has passed.

    :raises Stale: if the draft is another one than that voted on.
    :raises Forbidden: if the plan forbids it by now.
    """
    decision = locked(Decision.objects.get(pk=item.motion["decision"]))
    need_lock(decision, int(item.motion["lock"]))
    make(decision, by, on)


def not_passed(item: Item, by: Account, on: date) -> None:
    """Give a draft back that found no majority; it may be chosen anew."""
    decision = locked(Decision.objects.get(pk=item.motion["decision"]))
    _back(decision, by, on)


def agreed(approval: Approval, by: Account, on: date) -> None:
    """Make the decision that a chain has agreed to.

    :raises Stale: if the draft is another one than that signed.
    :raises Forbidden: if the plan forbids it by now, or a signer is tied to the case.
    """
    decision = locked(Decision.objects.get(pk=approval.draft["decision"]))
    need_lock(decision, int(approval.draft["lock"]))
    signed = approval.steps.filter(round=approval.round).select_related("decided_by")
    _need_no_tie([step.decided_by for step in signed], decision)
    make(decision, by, on)


def _need_no_tie(people: Iterable[Person | None], decision: Decision) -> None:
    """Refuse a decision by somebody who is tied to the case, as they would be in a meeting.

    :raises Forbidden: naming them and the clause.
    """
    for why in recusal.ties([one for one in people if one], decision.case):
        raise Forbidden(why.text, basis=why.basis)


def came_back(approval: Approval, by: Account, on: date) -> None:
    """Give a draft back that a signer sent back."""
    _back(locked(Decision.objects.get(pk=approval.draft["decision"])), by, on)


def _back(decision: Decision, by: By, on: date) -> Decision:
    need_state(decision, State.PROPOSED)
    decision.state, decision.item, decision.approval = State.DRAFT, None, None
    decision.lock += 1
    decision.save(update_fields=["state", "item", "approval", "lock"])
    tell("decision.not_passed", decision, by, on, {"lock": decision.lock})
    notices.tell(of=decision, to=decision.drafted_by.person, template="decision.not_passed", on=on)
    return decision


# ── making it ─────────────────────────────────────────────────────────────────────────────


def check(decision: Decision, on: date) -> offering.Judged:
    """Return a draft as the plan judges it on a day, by the body that decides.

    :raises Incomplete: without measures, or if facts are missing.
    :raises Forbidden: what the plan forbids, with the clause; a day before the act.
    """
    chosen = chosen_of(decision)
    if not chosen:
        raise Incomplete(_("Choose at least one measure."))
    if on < decision.acted_on:
        text = _("A decision cannot lie before the act ({day}).")
        raise Forbidden(text.format(day=decision.acted_on))
    base = offering.basis(decision, on, chosen)
    judged = offering.judge(decision, on, chosen, base, decision.by_party)
    refuse(judged)
    return judged


def chosen_of(decision: Decision) -> list[Chosen]:
    """Return the measures of a draft as the rules know them."""
    return list(rules_decision(plan.pack(decision), decision).measures)


@transaction.atomic
def make(decision: Decision, by: Account, on: date) -> Decision:
    """Make a decision: number, days, paper, evidence locked, what follows booked, duties opened.

    :raises NotNow: if it is not before those who decide, or something stands in its way.
    :raises Forbidden: if the plan forbids it by now, or the day lies before the act.
    """
    decision = locked(decision)
    need_state(decision, State.PROPOSED)
    need_gates(decision.case, on)
    judged = check(decision, on)
    decision.number = _number(decision, on)
    decision.made_on = on
    decision.effective_on = max(decision.effective_on or on, on)
    decision.state = State.MADE
    decision.save()
    Version.objects.create(decision=decision, number=1, since=on)
    reckoned, settled = book(decision, kinds.ref(decision), by, on)
    decision.expires_on = expiry(reckoned, decision)
    follows = offering.follows(replace_settled(judged, reckoned, decision))["follows"]
    decision.paper = _paper(decision, follows, by, on)
    decision.save(update_fields=["expires_on", "paper"])
    _outcome_of_respondent(decision, by, on)
    cases.lock_evidence(case=decision.case, by=by, on=on)
    cases.mark_decided(case=decision.case, by=by, on=on)
    facts = {
        "number": decision.number,
        "effective": decision.effective_on,
        "expires": decision.expires_on,
        "body": decision.body,
        "item": decision.item,
        "entries": len(settled.booked),
    }
    tell("decision.made", decision, by, on, facts)
    event(plan.MADE, decision, by, on)
    lift(decision.respondent, "decided", by, on)
    _made_anew(decision, by, on)
    prepare_notices(decision, follows, by, on)
    handing_on.prepare(decision, by, on)
    notices.tell(of=decision, to=decision.case.body, template="decision.made", on=on)
    decision.refresh_from_db()
    return decision


def replace_settled(
    judged: offering.Judged, reckoned: Reckoned, decision: Decision
) -> offering.Judged:
    """Return what was judged with what the reckoning of the made decision settled."""
    reference = kinds.ref(decision)
    versions = {offering.DRAFT: reckoned.settled.versions[reference]}
    effects = tuple(
        one._replace(taken=one.taken._replace(decision=offering.DRAFT))
        for one in reckoned.settled.effects_of(reference)
    )
    settled = replace(reckoned.settled, versions=versions, effects=effects)
    return replace(judged, matter=reckoned.matter, settled=settled)


def _number(decision: Decision, on: date) -> str:
    """Return the next number of the body's decisions, from the plan's series."""
    pack = plan.pack(decision)
    slip = plan.slip_for(pack, plan.DECISION)
    if slip is None or slip.series is None:
        n = next_number(series="decision", unit=decision.body, year=on.year)
        return f"{on.year}-{n}"
    series = pack.number_series(slip.series)
    year = on.year if series.reset == "yearly" else 0
    n = next_number(series=series.id, unit=decision.body, year=year)
    return series.format(year=on.year, n=n)


def _paper(decision: Decision, follows: list[dict[str, Any]], by: By, on: date) -> Any:
    slip = plan.slip_for(plan.pack(decision), plan.DECISION)
    if slip is None:
        return None
    with override(settings.LANGUAGE_CODE):
        return issue(
            slip=slip.id,
            of=decision,
            adoption=decision.adoption,
            unit=decision.body,
            fill=slips.decision_paper(decision, follows, names_of(follows)),
            by=by,
            on=on,
            audience=decision.audience,
            number=decision.number,
            on_paper=False,
        )


def _outcome_of_respondent(decision: Decision, by: Account, on: date) -> None:
    """Say how the case came out for the respondent, where nobody had said so."""
    respondent = decision.respondent
    if decision.person_outcome and not respondent.outcome:
        cases.set_outcome(
            respondent=respondent,
            outcome=decision.person_outcome,
            reason=decision.reasons[:2000],
            by=by,
            on=on,
        )


def _made_anew(decision: Decision, by: By, on: date) -> None:
    """Meet the duty to decide anew of earlier decisions on the same respondent."""
    earlier = Decision.objects.filter(
        respondent=decision.respondent_id, state__in=[State.MADE, State.CHANGED]
    ).exclude(pk=decision.pk)
    for one in earlier.select_related("adoption__pack", "body", "respondent", "case__body"):
        event(plan.MADE_ANEW, one, by, on)


# ── a concluded case goes on the agenda ───────────────────────────────────────────────────


def put_on_agenda(case: Case, conclusion: Conclusion, by: Account, on: date) -> None:
    """Put a substantiated case on the agenda of the next meeting of those who decide."""
    pack = pack_of(case.adoption)
    if not pack.has("matter_outcomes", conclusion.outcome):
        return
    if not pack.element("matter_outcomes", conclusion.outcome).to_discussion:
        return
    party = plan.party_of(pack)
    way = plan.way_of(case.adoption, party, case.body, None, on)
    if way.meeting is None or way.body is None:
        return
    meetings.put(
        subject=case,
        body=way.body,
        rule=way.meeting.id,
        ready_on=on,
        audience=way.body.unit_id,
        motion={"act": DISCUSS, "clause": str(labels.grounds(pack, way.meeting) or "")},
        by=by,
        on=on,
    )
    cases.step_done(case=case, what="discussion", by=by, on=on)


def discussed(item: Item, by: Account, on: date) -> None:
    """Leave the case where it stands: measures are decided by motions of their own."""


def _take_back_case(case: Case, by: Account, on: date) -> None:
    """Take a case off the agenda once a decision about it stands there."""
    waiting = [Item.State.WAITING, Item.State.POSTPONED]
    for item in Item.objects.filter(subject=kinds.ref(case), state__in=waiting):
        meetings.withdraw(item=item, by=by, on=on)
