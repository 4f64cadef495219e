"""The written notice of a decision to each party: prepared, served, refused, come back."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from zhiyong.decisions import plan, slips
from zhiyong.decisions.models import Decision, DecisionNotice
from zhiyong.decisions.services.common import (
    STANDING,
    By,
    Forbidden,
    Incomplete,
    NotNow,
    event,
    locked,
    need_state,
    tell,
)
from zhiyong.decisions.services.standing import book
from zhiyong.directory.models import Account, Person, Unit
from zhiyong.files.models import File
from zhiyong.papers.models import Paper, ServiceOfPaper
from zhiyong.papers.services import issue, prove_service
from zhiyong.plans.parties import addressees
from zhiyong.shell import kinds

SUBJECT_PERSON, SUBJECT_UNIT = "subject_person", "subject_unit"
NState = DecisionNotice.State
REACHED = (NState.SERVED, NState.REFUSED)
"""A notice that was refused and left there counts as served."""


def prepare_notices(
    decision: Decision, follows: list[dict[str, Any]], by: By, on: date
) -> list[DecisionNotice]:
    """Issue the notice of a decision to each party that the plan names, to be served."""
    made = []
    pack = plan.pack(decision)
    slip = plan.slip_for(pack, plan.NOTICE)
    for notice in plan.notices(pack):
        for party in notice.to:
            person, unit = _party(decision, party, on)
            if person is None and unit is None:
                continue
            row = DecisionNotice.objects.create(
                decision=decision, party=party, person=person, unit=unit
            )
            if slip is not None:
                row.paper = _paper(decision, row, slip.id, follows, by, on)
                row.save(update_fields=["paper"])
            made.append(row)
    return made


def _party(decision: Decision, party: str, on: date) -> tuple[Person | None, Unit | None]:
    respondent = decision.respondent
    unit = respondent.unit_then or respondent.unit
    if party == SUBJECT_PERSON:
        return respondent.person, None
    if party == SUBJECT_UNIT:
        kept = decision.facts.get("unit", "")
        return None, Unit.objects.get(pk=kept.partition(":")[2]) if kept else unit
    who = addressees(decision.adoption, party, unit=unit or decision.case.body, on=on, subject=unit)
    return (who.people[0], None) if who.people else (None, who.unit)


def _paper(
    decision: Decision,
    row: DecisionNotice,
    slip: str,
    follows: list[dict[str, Any]],
    by: By,
    on: date,
) -> Paper:
    to = row.person or row.unit
    assert to is not None, "a notice goes to a person or a unit"
    with override(settings.LANGUAGE_CODE):
        return issue(
            slip=slip,
            of=decision,
            adoption=decision.adoption,
            unit=decision.body,
            fill=slips.notice_paper(decision, to.name, follows, kinds.ref(to)),
            by=by,
            on=on,
            audience=decision.audience,
        )


@transaction.atomic
def serve(
    *,
    notice: DecisionNotice,
    way: ServiceOfPaper.Way,
    served_on: date,
    by: Account,
    on: date,
    receiver: str = "",
    server: str = "",
    witness: str = "",
    remarks: str = "",
    scan: File | None = None,
) -> DecisionNotice:
    """Enter how a notice reached its party, was refused and left there, or came back.

    :raises NotNow: if the decision does not stand, or the notice has been served.
    :raises NotServed: if the day lies before its issue or after today, or a witness is missing.
    :raises Forbidden: if the day lies before the decision or after today.
    """
    decision = locked(notice.decision)
    need_state(decision, *STANDING)
    notice = DecisionNotice.objects.select_for_update(of=("self",)).get(pk=notice.pk)
    if notice.state in REACHED:
        raise NotNow(_("This notice has been served already."))
    if not (decision.made_on and decision.made_on <= served_on <= on):
        raise Forbidden(_("A notice is served between the decision and today."))
    if way == ServiceOfPaper.Way.RETURNED and not remarks.strip():
        raise Incomplete(_("Say why it came back."))
    if notice.paper is not None:
        prove_service(
            paper=notice.paper,
            way=way,
            served_on=served_on,
            by=by,
            on=on,
            receiver=receiver,
            server=server,
            witness=witness,
            remarks=remarks,
            scan=scan,
        )
        notice.refresh_from_db()
    if notice.state not in REACHED:
        _enter(decision, notice, way, served_on, remarks, by, on)
    notice.refresh_from_db()
    return notice


def arrived(paper: Paper, service: ServiceOfPaper, by: Account, on: date) -> None:
    """Enter the service of a notice, wherever its proof of service was written down."""
    notice = (
        DecisionNotice.objects.select_for_update(of=("self",))
        .filter(paper=paper)
        .exclude(state__in=REACHED)
        .first()
    )
    if notice is not None:
        decision = locked(notice.decision)
        way = ServiceOfPaper.Way(service.way)
        _enter(decision, notice, way, service.served_on, service.remarks, by, on)


def _enter(
    decision: Decision,
    notice: DecisionNotice,
    way: ServiceOfPaper.Way,
    served_on: date,
    remarks: str,
    by: By,
    on: date,
) -> None:
    notice.way, notice.remarks = way, remarks[:300]
    if way == ServiceOfPaper.Way.RETURNED:
        notice.state = NState.RETURNED
        notice.save(update_fields=["state", "way", "remarks"])
        tell("decision.notice_returned", decision, by, on, _facts(notice))
        return
    refused = way in (ServiceOfPaper.Way.REFUSED, ServiceOfPaper.Way.LEFT)
    notice.state = NState.REFUSED if refused else NState.SERVED
    notice.served_on = served_on
    notice.save(update_fields=["state", "way", "remarks", "served_on"])
    tell("decision.notice_served", decision, by, on, {**_facts(notice), "served": served_on})
    if notice.of != DecisionNotice.Of.DECISION:
        return
    if notice.party == _own(decision) and decision.served_on is None:
        decision.served_on = served_on
        decision.save(update_fields=["served_on"])
        book(decision, kinds.ref(decision), by, on)
        event(plan.SERVED, decision, by, on, start=served_on)
    own = decision.notices.filter(of=DecisionNotice.Of.DECISION)
    if not own.exclude(state__in=REACHED).exists():
        event(plan.NOTICED, decision, by, on)


def _own(decision: Decision) -> str:
    return SUBJECT_PERSON if decision.respondent.person_id is not None else SUBJECT_UNIT


def _facts(notice: DecisionNotice) -> dict[str, Any]:
    return {"party": notice.party, "way": str(notice.way), "notice": notice.pk}
