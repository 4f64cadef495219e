"""What a visit found: written down with its revisit, answered by the unit, and settled."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from zhiyong.directory.models import Account
from zhiyong.duties.services import meet, open_dated, void
from zhiyong.inspections.models import Finding, Visit
from zhiyong.inspections.services.common import (
    Incomplete,
    NotNow,
    State,
    locked,
    need_text,
    rule,
    tell,
)
from zhiyong.journal.services import commit
from zhiyong.notices import services as notices
from zhiyong.rules.values import Label
from zhiyong.shell import kinds

REVISIT = "inspection.revisit"
REVISIT_LABEL = Label(zh="复查整改情况", en="Look again whether it was put right")
FState = Finding.State


@dataclass(frozen=True, slots=True)
class Found:
    """One thing that a visit found.

    `revisit_on` is the day on which it is looked at again, if it must be put right.
    """

    text: str
    subject: str = ""
    must_fix: bool = False
    revisit_on: date | None = None


@transaction.atomic
def add_finding(*, visit: Visit, found: Found, by: Account, on: date) -> Finding:
    """Write down what a visit found, after the visit.

    :raises NotNow: if the visit was not made, or the report is filed.
    :raises Incomplete: without words; or if it must be put right and nobody says when it is
        looked at again.
    """
    visit.round = locked(visit.round)
    if visit.state != Visit.State.MADE:
        raise NotNow(_("Only a visit that was made finds something."))
    if visit.round.state == State.REPORTED and visit.revisit_of_id is None:
        raise NotNow(_("The report is filed: what it found stands there."))
    return add_findings(visit, [found], by, on)[0]


def add_findings(visit: Visit, findings: Sequence[Found], by: Account, on: date) -> list[Finding]:
    """Write down what a visit of a locked round found; each revisit is booked at once.

    :raises Incomplete: as `add_finding`.
    """
    from zhiyong.inspections.services.visiting import book_visit

    round_ = visit.round
    plan = rule(round_)
    known = {one.id for one in (*plan.focus, *plan.checks)}
    made = []
    for found in findings:
        text = need_text(found.text, _("Say what was found."), 3000)
        if found.subject and found.subject not in known:
            raise Incomplete(_("Please choose one of the list."))
        if found.must_fix and found.revisit_on is None:
            raise Incomplete(_("What must be put right needs the day of its revisit."))
        if found.revisit_on and found.revisit_on <= on:
            raise Incomplete(_("The revisit lies after today."))
        kept = commit(text)
        last = round_.findings.aggregate(last=Max("number"))["last"] or 0
        finding = Finding.objects.create(
            round=round_,
            visit=visit,
            unit=visit.target.unit,
            audience=round_.audience,
            number=last + 1,
            subject=found.subject,
            text=text,
            salt=kept.salt,
            must_fix=found.must_fix,
            revisit_on=found.revisit_on if found.must_fix else None,
            found_on=visit.visited_on or on,
            found_by=by,
        )
        facts = {
            "number": finding.number,
            "subject": found.subject,
            "revisit": finding.revisit_on,
        }
        tell(
            "finding.made", round_, by, on, of=finding, facts=facts, commits={"finding": kept},
            threads=[visit],
        )  # fmt: skip
        if finding.must_fix:
            book_visit(
                target=visit.target,
                planned_on=finding.revisit_on,
                revisit_of=finding,
                by=by,
                on=on,
            )
            assert finding.revisit_on
            open_dated(
                of=finding,
                code=REVISIT,
                label=REVISIT_LABEL,
                owner_unit=round_.unit,
                owner_person=by.person,
                due_on=finding.revisit_on,
                audience=round_.audience,
                threads=(kinds.ref(round_),),
                by=by,
                on=on,
            )
        made.append(finding)
    return made


def locked_finding(finding: Finding) -> Finding:
    """Read a finding and its round again, under a lock."""
    round_ = locked(finding.round)
    found = (
        Finding.objects.select_for_update(of=("self",))
        .select_related("unit", "visit__target")
        .get(pk=finding.pk)
    )
    found.round = round_
    return found


@transaction.atomic
def answer(*, finding: Finding, text: str, by: Account, on: date) -> Finding:
    """Answer for the unit what it does about a finding; what it owed is then met.

    :raises NotNow: before the report, if it was answered, or is settled.
    :raises Incomplete: without words.
    """
    finding = locked_finding(finding)
    if finding.round.state != State.REPORTED:
        raise NotNow(_("The report is not filed yet: there is nothing to answer."))
    if finding.answered_on or finding.state == FState.SETTLED:
        raise NotNow(_("This was answered already."))
    finding.answer = need_text(text, _("Say what was done about it, or why not."), 5000)
    kept = commit(finding.answer)
    finding.answer_salt, finding.answered_on, finding.answered_by = kept.salt, on, by
    finding.save(update_fields=["answer", "answer_salt", "answered_on", "answered_by"])
    tell("finding.answered", finding.round, by, on, of=finding, commits={"answer": kept})
    clock = rule(finding.round).answer
    if clock:
        meet(of=finding, code=clock, by=by, on=on)
    notices.tell(of=finding, to=finding.found_by.person, template="inspection.answered", on=on)
    return finding


@transaction.atomic
def settle(*, finding: Finding, text: str, by: Account, on: date) -> Finding:
    """Say that nothing is open about a finding any more, and why.

    What must be put right is settled once the revisit was made.

    :raises NotNow: if it is settled, or its revisit was not made yet.
    :raises Incomplete: without words.
    """
    finding = locked_finding(finding)
    if finding.state == FState.SETTLED:
        raise NotNow(_("This is settled already."))
    if (
        finding.must_fix
        and not Visit.objects.filter(revisit_of=finding, state=Visit.State.MADE).exists()
    ):
        raise NotNow(_("It must be put right: settle it once the revisit was made."))
    finding.settling = need_text(text, _("Say how it was settled."), 2000)
    kept = commit(finding.settling)
    finding.settling_salt, finding.settled_on = kept.salt, on
    finding.state = FState.SETTLED
    finding.save(update_fields=["settling", "settling_salt", "settled_on", "state"])
    tell("finding.settled", finding.round, by, on, of=finding, commits={"settling": kept})
    void(of=finding, reason="finding_settled", by=by, on=on)
    return finding
