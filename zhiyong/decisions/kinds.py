"""How decisions are spoken of: titles, sentences, notices, and what `verify` checks."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhiyong.approvals import effects as chains
from zhiyong.approvals import recusals as signing
from zhiyong.cases import acts, concluded, gates, panels
from zhiyong.cases.models import Case
from zhiyong.cases.selectors import recusal
from zhiyong.decisions.models import Decision, Reappointment, Suspension
from zhiyong.decisions.panels import of_case, of_item
from zhiyong.decisions.selectors import (
    decisions_visible_to,
    reappointments_visible_to,
    suspensions_visible_to,
)
from zhiyong.decisions.selectors.obstacles import to_closing
from zhiyong.decisions.selectors.offers import on_case
from zhiyong.decisions.selectors.waiting import linked_waiting
from zhiyong.decisions.services import answering, deciding, drafting, noticing
from zhiyong.directory.models import Person
from zhiyong.journal import commitments
from zhiyong.meetings import effects as meetings
from zhiyong.meetings import panels as meeting_panels
from zhiyong.meetings import recusals
from zhiyong.meetings.models import Item
from zhiyong.notices import templates
from zhiyong.papers import effects as papers
from zhiyong.shell import kinds
from zhiyong.shell.access import Standing
from zhiyong.tracks import waiting
from zhiyong.transfers import outcomes

SENTENCES = {
    "decision.drafted": _("{actor} began to draft a decision; the ladder made its offer."),
    "decision.offered_anew": _("{actor} had the ladder offer anew."),
    "decision.chosen": _("{actor} chose: {measures}."),
    "decision.withdrawn": _("{actor} gave the draft up."),
    "decision.proposed": _("{actor} put the draft before {body}."),
    "decision.not_passed": _("It was not passed; the draft came back."),
    "decision.made": _("The decision was made, no. {number}; it takes effect on {effective}."),
    "decision.upheld": _("The decision was upheld on appeal."),
    "decision.changed": _("The decision was changed on appeal: version {version}."),
    "decision.revoked": _("The decision was revoked on appeal; what followed was rolled back."),
    "decision.rests_on_nothing": _("What it rested on has changed: it is to be decided anew."),
    "decision.letter_left": _("A letter to another body is left to be drafted by hand."),
    "decision.notice_served": _("A notice of the decision was served on {served}."),
    "decision.notice_returned": _("A notice of the decision came back."),
    "decision.outcome_entered": _("The answer to the recommendation was entered."),
    "decision.confirmed": _("Another body's own decision on a linked measure was entered."),
    "decision.executed": _("Everything that followed has been carried out."),
}
SUSPENSION = {
    "suspension.began": _("{actor} let the person stand down from {from} on."),
    "suspension.ended": _("The suspension ended."),
}
REAPPOINTMENT = {
    "reappointment.proposed": _("{actor} proposed a return to office."),
    "reappointment.checked": _("{actor} entered checks and answers."),
    "reappointment.cleared": _("{actor} cleared the return to office."),
    "reappointment.refused": _("{actor} refused the return to office."),
    "reappointment.withdrawn": _("{actor} gave the proposal up."),
}


def _tied(subject: str, people: Collection[Person], on: date) -> Mapping[int, str]:  # noqa: ARG001
    """Return who is tied to the case of a decision that a draft is about."""
    kind, _colon, pk = subject.partition(":")
    if kind != "decision":
        return {}
    row = Decision.objects.select_related("case__adoption__pack").filter(pk=pk).first()
    return {who: one.text for who, one in recusal.ties_of(people, row.case).items()} if row else {}


def register() -> None:
    """Make decisions known to the rooms below."""
    _register_kinds()
    concluded.register(deciding.put_on_agenda)
    meetings.register(
        "decision", deciding.DECIDE, passed=deciding.passed, rejected=deciding.not_passed
    )
    meetings.register(
        "case", deciding.DISCUSS, passed=deciding.discussed, rejected=deciding.discussed
    )
    signing.register(_tied)
    chains.register(
        "decision", deciding.DECIDE, agreed=deciding.agreed, returned=deciding.came_back
    )
    papers.register("decision", noticing.arrived)
    outcomes.register(answering.answered)
    recusals.register_for_all(_step_aside)
    meeting_panels.register("decision", "decisions/parts/item.html", of_item)
    panels.register(
        panels.Panel(
            "decision",
            pgettext_lazy("object", "Decision"),
            60,
            "decisions/parts/case.html",
            of_case,
        )
    )
    acts.register(on_case)
    gates.register("closing", to_closing)
    waiting.register(linked_waiting)
    _register_notices()
    commitments.cover(Decision, "reasons", content=drafting.content_of)
    commitments.cover(Suspension, "reason", content=lambda row: str(row.reason))
    commitments.cover(Reappointment, "reasons", content=lambda row: str(row.reasons))


def _register_kinds() -> None:
    kinds.register(
        kinds.Kind(
            name="decision",
            model=Decision,
            label=pgettext_lazy("object", "Decision"),
            url=lambda pk: reverse("decisions:decision", args=[pk]),
            visible_to=decisions_visible_to,
            titles=_titles,
            sentences=SENTENCES,
        )
    )
    kinds.register(
        kinds.Kind(
            name="suspension",
            model=Suspension,
            label=_("Suspension before the decision"),
            url=None,
            visible_to=suspensions_visible_to,
            titles=_suspended,
            sentences=SUSPENSION,
        )
    )
    kinds.register(
        kinds.Kind(
            name="reappointment",
            model=Reappointment,
            label=_("Return to office"),
            url=lambda pk: reverse("decisions:reappointment", args=[pk]),
            visible_to=reappointments_visible_to,
            titles=_returning,
            sentences=REAPPOINTMENT,
        )
    )


def _titles(ids: Iterable[int], standing: Standing) -> Mapping[int, str]:
    rows = decisions_visible_to(standing).filter(pk__in=list(ids))
    rows = rows.select_related("respondent__person", "respondent__unit", "case")
    return {
        one.pk: f"{one.number or one.case.number} {one.respondent.name}"
        for one in rows.only(
            "number", "case__number", "respondent__person__name", "respondent__unit__name"
        )
    }


def _suspended(ids: Iterable[int], standing: Standing) -> Mapping[int, str]:
    rows = suspensions_visible_to(standing).filter(pk__in=list(ids))
    return dict(rows.values_list("pk", "respondent__person__name"))


def _returning(ids: Iterable[int], standing: Standing) -> Mapping[int, str]:
    rows = reappointments_visible_to(standing).filter(pk__in=list(ids))
    return {
        pk: f"{name} {post}"
        for pk, name, post in rows.values_list("pk", "person__name", "post_title")
    }


def _step_aside(item: Item, people: Iterable[Person], on: date) -> dict[int, str]:
    """Return why members take no part in deciding about a case they are tied to."""
    kind, pk = kinds.split(item.subject)
    if kind.name == "decision":
        case = Decision.objects.select_related("case").get(pk=pk).case
    elif kind.name == "case":
        case = Case.objects.get(pk=pk)
    else:
        return {}
    found = recusal.why_not_each(people, case, on)
    return {person: str(why.text) for person, why in found.items() if why}


def _register_notices() -> None:
    templates.register(
        templates.Template("decision.to_decide", _("To be decided: {title}."), urgent=True),
        templates.Template("decision.not_passed", _("Not passed, the draft is back: {title}.")),
        templates.Template("decision.made", _("The decision was made: {title}.")),
        templates.Template(
            "decision.rests_on_nothing", _("To be decided anew: {title}."), urgent=True
        ),
        templates.Template("decision.letter_left", _("A letter is to be drafted: {title}.")),
        templates.Template("suspension.began", _("You stand down until the decision.")),
    )
