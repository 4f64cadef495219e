"""How cases are spoken of: titles, sentences, notices, and what `verify` checks."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from zhiyong.approvals import effects, recusals
from zhiyong.cases import readers
from zhiyong.cases.models import (
    Case,
    Conclusion,
    EstablishedFact,
    Evidence,
    Finding,
    Hold,
    Liability,
    RecusalRequest,
    Respondent,
    StatedFact,
    Statement,
    StepRecord,
    TeamMember,
)
from zhiyong.cases.selectors import cases_visible_to
from zhiyong.cases.selectors.access import (
    before_meetings,
    references_kept_from,
    references_narrowed,
    references_visible,
)
from zhiyong.cases.selectors.recusal import ties_of
from zhiyong.cases.services import common, concluding, evidence, findings, leads, team
from zhiyong.consequences import readers as consequence_readers
from zhiyong.directory import openwork
from zhiyong.directory.models import Account, Person
from zhiyong.journal import commitments
from zhiyong.notices import templates
from zhiyong.shell import kinds
from zhiyong.shell.about import hide
from zhiyong.shell.access import Standing

SENTENCES = {
    "case.opened": _("{actor} opened the case, no. {number}."),
    "case.source_added": _("{actor} took something else into the case."),
    "case.respondent_added": _("{actor} took {respondent} into the case."),
    "case.respondent_removed": _("{actor} took {respondent} out of the case."),
    "case.disposed": _("The lead was disposed of, as approved."),
    "case.filed": _("The case was filed."),
    "case.team_named": _("{actor} named the team, led by {lead}, after the recusal check."),
    "case.member_added": _("{actor} let {member} join the team, after the recusal check."),
    "case.member_replaced": _("{actor} put {member} in the place of {former}."),
    "case.recusal_asked": _("It was asked that {person} takes no part."),
    "case.recusal_granted": _("{actor} decided that {person} takes no part."),
    "case.recusal_refused": _("{actor} decided that {person} stays in the team."),
    "case.declared": _("{actor} declared whether an interest stands against taking part."),
    "case.kin_recorded": _("{actor} recorded that {person} and {other} are near to each other."),
    "case.evidence_added": _("{actor} added evidence no. {number}."),
    "case.evidence_filed": _("{actor} filed version {version} of evidence no. {number}."),
    "case.evidence_handed_on": _("{actor} handed on evidence no. {number}."),
    "case.evidence_excluded": _("{actor} excluded evidence no. {number}."),
    "case.evidence_locked": _("The evidence was locked: {count} pieces."),
    "case.statement_taken": _("{actor} kept statement no. {number}."),
    "case.fact_established": _("{actor} established fact no. {number}."),
    "case.fact_cited": _("{actor} let fact no. {number} cite further evidence."),
    "case.fact_withdrawn": _("{actor} withdrew fact no. {number}."),
    "case.step_recorded": _("{actor} recorded a step of the plan."),
    "case.facts_told": _("{respondent} was told of the facts."),
    "case.heard": _("{respondent} was heard."),
    "case.declined": _("{respondent} declined to speak."),
    "case.fact_stated": _("{actor} stated a fact that the plan asks for."),
    "case.found": _("{actor} stated what was found about {respondent}."),
    "case.finding_withdrawn": _("{actor} withdrew a finding."),
    "case.outcome_set": _("{actor} stated how it came out for {respondent}."),
    "case.liability_opened": _("An accountability item was opened, to be assessed."),
    "case.liability_assessed": _("{actor} assessed an accountability item."),
    "case.conclusion_drafted": _("{actor} wrote the conclusion, no. {number}."),
    "case.conclusion_submitted": _("{actor} sent the conclusion for approval."),
    "case.conclusion_returned": _("The conclusion came back to be corrected."),
    "case.concluded": _("The verification was concluded."),
    "case.held": _("{actor} let the clocks of the case stand still."),
    "case.resumed": _("{actor} let the clocks of the case go on."),
    "case.linked": _("{actor} linked the case with {other}."),
    "case.put_under": _("{actor} put the case under another."),
    "case.merged": _("{actor} merged the case into {into}."),
    "case.unmerged": _("{actor} parted the case from {into} again."),
    "case.narrowed": _("Its category keeps the case to its team and those who lead."),
    "case.widened": _("The case is open to its body again."),
    "case.decided": _("The case was decided."),
    "case.handed_over": _("The case was handed over to another body."),
    "case.closed": _("{actor} closed the case."),
}


def register() -> None:
    """Make cases known to the rooms below."""
    kinds.register(
        kinds.Kind(
            name="case",
            model=Case,
            label=_("Case"),
            url=lambda pk: reverse("cases:case", args=[pk]),
            visible_to=cases_visible_to,
            titles=_titles,
            sentences=SENTENCES,
        )
    )
    effects.register("case", leads.DISPOSE, agreed=leads.disposal_agreed, returned=leads.came_back)
    effects.register("case", leads.FILE, agreed=leads.filing_agreed, returned=leads.came_back)
    effects.register(
        "case", concluding.CONCLUDE, agreed=concluding.agreed, returned=concluding.came_back
    )
    templates.register(
        templates.Template("case.team", _("You are in the team of {title}.")),
        templates.Template("case.recusal_asked", _("A recusal waits for you: {title}.")),
        templates.Template("case.conclusion_returned", _("The conclusion came back: {title}.")),
        templates.Template("case.closed", _("Closed: {title}.")),
    )
    _cover()
    recusals.register(_tied)
    readers.register(before_meetings)
    hide(references_kept_from)
    consequence_readers.register(opens=references_visible, closes=references_narrowed)
    openwork.register(openwork.Provider("cases", _("Cases"), _open_work, _pass_on))


def _tied(subject: str, people: Collection[Person], on: date) -> Mapping[int, str]:  # noqa: ARG001
    """Return who is tied to a case that a draft is about."""
    kind, _colon, pk = subject.partition(":")
    case = Case.objects.filter(pk=pk).first() if kind == "case" else None
    return {who: one.text for who, one in ties_of(people, case).items()} if case else {}


def _titles(ids: Iterable[int], standing: Standing) -> Mapping[int, str]:
    rows = cases_visible_to(standing).filter(pk__in=list(ids))
    return {
        pk: f"{number} {title}" for pk, number, title in rows.values_list("pk", "number", "title")
    }


def _cover() -> None:
    commitments.cover(Case, "case summary", content=lambda row: str(row.summary))
    commitments.cover(
        Case,
        "case disposal",
        content=lambda row: str(row.disposal_reason),
        salt=lambda row: row.disposal_salt,
    )
    commitments.cover(Hold, "case hold", of=_of, content=lambda row: str(row.text))
    commitments.cover(
        Evidence,
        "case evidence",
        of=_of,
        content=lambda row: evidence.content_of(row.title, row.taken_from),
    )
    commitments.cover(Statement, "case statement", of=_of, content=lambda row: str(row.text))
    commitments.cover(EstablishedFact, "case fact", of=_of, content=lambda row: str(row.text))
    commitments.cover(
        StepRecord, "case step", of=_of, content=lambda row: common.text_of(row.fields, row.reason)
    )
    commitments.cover(StatedFact, "case stated", of=_of, content=lambda row: str(row.grounds))
    commitments.cover(
        Finding,
        "case finding",
        of=lambda row: f"case:{row.respondent.case_id}",
        content=lambda row: findings.content_of(row.text, row.severity_grounds),
    )
    commitments.cover(Liability, "case liability", of=_of, content=lambda row: str(row.grounds))
    commitments.cover(RecusalRequest, "case recusal", of=_of, content=lambda row: str(row.reason))
    commitments.cover(
        Conclusion,
        "case conclusion",
        of=_of,
        content=lambda row: concluding.content_of(row.text, row.cause, row.no_cause),
    )
    commitments.cover(
        Respondent,
        "case outcome",
        of=_of,
        content=lambda row: str(row.outcome_reason),
        salt=lambda row: row.outcome_salt,
    )
    commitments.cover(
        RecusalRequest,
        "case recusal decision",
        of=_of,
        content=lambda row: str(row.decision_reason),
        salt=lambda row: row.decision_salt,
    )


def _of(row: Any) -> str:
    return f"case:{row.case_id}"


def _open_work(person: Person, on: date) -> Sequence[openwork.OpenWork]:  # noqa: ARG001
    rows = TeamMember.objects.filter(person=person, until_on=None, case__closed_on=None)
    return [
        openwork.OpenWork(f"case:{pk}")
        for pk in rows.order_by("case").values_list("case", flat=True)
    ]


def _pass_on(
    references: Sequence[str], giver: Person, receiver: Person, by: Account | str, on: date
) -> None:
    """Put the receiver in the giver's place; both have signed the list: that is the declaration."""
    for reference in references:
        member = TeamMember.objects.get(case=kinds.split(reference)[1], person=giver, until_on=None)
        team.replace_member(
            member=member,
            person=receiver,
            reason=str(_("Hand-over of work")),
            declared_none=True,
            by=by,
            on=on,
        )
