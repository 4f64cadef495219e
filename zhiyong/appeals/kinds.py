"""How appeals are spoken of: titles, sentences, notices, what `verify` checks, who reads what."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import CharField, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from zhiyong.appeals import services
from zhiyong.appeals.models import Appeal, AppealHandler
from zhiyong.appeals.selectors.access import appeals_visible_to, cases_under_appeal
from zhiyong.appeals.selectors.drafts import content_of
from zhiyong.appeals.selectors.hearing import why_may_vote_not
from zhiyong.appeals.selectors.panels import (
    for_case,
    for_meeting,
    offers_on_case,
    still_open,
)
from zhiyong.cases import acts as case_acts
from zhiyong.cases import gates as case_gates
from zhiyong.cases import panels as case_panels
from zhiyong.cases import readers as case_readers
from zhiyong.directory import openwork
from zhiyong.directory.models import Account, Person
from zhiyong.journal import commitments
from zhiyong.meetings import effects as meeting_effects
from zhiyong.meetings import panels as meeting_panels
from zhiyong.meetings import recusals as meeting_recusals
from zhiyong.meetings.models import Item
from zhiyong.notices import templates
from zhiyong.papers import effects as paper_effects
from zhiyong.shell import kinds
from zhiyong.shell.about import hide
from zhiyong.shell.access import Standing

SENTENCES = {
    "appeal.received": _("An appeal was registered, no. {number}, filed on {filed}."),
    "appeal.accepted": _("{actor} took the appeal on."),
    "appeal.declined": _("{actor} did not take the appeal on: {paper}."),
    "appeal.handler_named": _("{actor} named {handler} to hear the appeal."),
    "appeal.handler_left": _("{handler} hears the appeal no more."),
    "appeal.drafted": _("{actor} wrote down how it is to be answered."),
    "appeal.put_before_meeting": _("{actor} put the answer before the meeting."),
    "appeal.came_back": _("The answer did not pass: it came back to those who hear it."),
    "appeal.undid": _("Undone because of the appeal: {what}."),
    "appeal.answered": _("The appeal was answered: {paper}."),
    "appeal.notified": _("The answer was served on {served}."),
    "appeal.closed": _("{actor} closed the appeal."),
    "appeal.withdrawn": _("The appeal was withdrawn."),
}


def register() -> None:
    """Make appeals known to the rooms below."""
    kinds.register(
        kinds.Kind(
            name="appeal",
            model=Appeal,
            label=_("Appeal"),
            url=lambda pk: reverse("appeals:appeal", args=[pk]),
            visible_to=appeals_visible_to,
            titles=_titles,
            sentences=SENTENCES,
        )
    )
    _register_notices()
    _register_commitments()
    _register_below()
    hide(_references_of_own_case)
    openwork.register(openwork.Provider("appeals", _("Appeals"), _open_work, _pass_on))


def _titles(ids: Iterable[int], standing: Standing) -> Mapping[int, str]:
    rows = appeals_visible_to(standing).filter(pk__in=list(ids))
    return {
        pk: f"{number} {decision}"
        for pk, number, decision in rows.values_list("pk", "number", "decision__number")
    }


def _register_notices() -> None:
    templates.register(
        templates.Template("appeal.received", _("An appeal has come: {title}.")),
        templates.Template("appeal.against_us", _("A decision is under appeal: {title}.")),
        templates.Template("appeal.accepted", _("Your appeal is being heard: {title}.")),
        templates.Template("appeal.declined", _("Your appeal is not heard: {title}.")),
        templates.Template("appeal.given", _("You hear the appeal {title}.")),
        templates.Template("appeal.withdrawn", _("The appeal was withdrawn: {title}.")),
        templates.Template("appeal.answered", _("Your appeal is answered: {title}."), urgent=True),
        templates.Template("appeal.answered_stands", _("Upheld on appeal: {title}.")),
        templates.Template(
            "appeal.answered_changed", _("Changed on appeal: {title}."), urgent=True
        ),
        templates.Template(
            "appeal.answered_revoked", _("Revoked on appeal: {title}."), urgent=True
        ),
        templates.Template(
            "appeal.row_struck", _("Struck out, since its decision fell on appeal: {title}.")
        ),
    )


def _register_commitments() -> None:
    commitments.cover(Appeal, "grounds of an appeal", content=lambda row: str(row.grounds))
    commitments.cover(
        Appeal,
        "acceptance of an appeal",
        content=lambda row: str(row.acceptance_reason),
        salt=lambda row: bytes(row.acceptance_salt),
        rows=lambda: Appeal.objects.exclude(acceptance_salt=b""),
    )
    commitments.cover(
        Appeal,
        "answer to an appeal",
        content=lambda row: content_of(row.answer, row.against_offer),
        salt=lambda row: bytes(row.answer_salt),
        rows=lambda: Appeal.objects.exclude(answer_salt=b""),
    )
    commitments.cover(
        AppealHandler,
        "why somebody hears an appeal no more",
        of=lambda row: f"appeal:{row.appeal_id}",
        content=lambda row: str(row.left_because),
        rows=lambda: AppealHandler.objects.exclude(salt=b""),
    )


def _register_below() -> None:
    """Add what appeals show and do in the rooms below."""
    meeting_effects.register(
        "appeal", services.ANSWER, passed=services.passed, rejected=services.rejected
    )
    meeting_panels.register("appeal", "appeals/parts/item.html", for_meeting)
    meeting_recusals.register(_must_step_aside)
    paper_effects.register("appeal", services.served)
    case_readers.register(_cases_to_read)
    case_panels.register(
        case_panels.Panel("appeals", _("Appeals"), 70, "appeals/parts/case.html", for_case)
    )
    case_acts.register(offers_on_case)
    case_gates.register("closing", still_open)


def _cases_to_read(standing: Standing) -> QuerySet[Any, Any]:
    return cases_under_appeal(standing).values("pk")


def _must_step_aside(item: Item, person: Person, on: date) -> str | None:
    if not item.subject.startswith("appeal:"):
        return None
    appeal = Appeal.objects.select_related(
        "decision__adoption__pack", "decision__case", "decision__respondent", "decision__body"
    ).get(pk=kinds.split(item.subject)[1])
    found = why_may_vote_not(appeal, person, on)
    return found.text if found else None


def _references_of_own_case(standing: Standing) -> QuerySet[Any, Any]:
    """Return the references of appeals against decisions about somebody: not theirs to follow."""
    me = standing.person_id or 0
    rows = Appeal.objects.filter(Q(person=me) | Q(decision__respondent__person=me))
    return rows.values_list(Concat(Value("appeal:"), Cast("pk", CharField())), flat=True)


def _open_work(person: Person, on: date) -> Sequence[openwork.OpenWork]:  # noqa: ARG001
    rows = AppealHandler.objects.filter(
        person=person,
        until_on__isnull=True,
        appeal__state__in=[Appeal.State.ACCEPTED, Appeal.State.BEFORE_MEETING],
    )
    ids = rows.order_by("appeal_id").values_list("appeal_id", flat=True)
    return [openwork.OpenWork(f"appeal:{pk}") for pk in ids]


def _pass_on(
    references: Sequence[str], giver: Person, receiver: Person, by: Account | str, on: date
) -> None:
    """Let whoever takes over hear the appeals; refused to those who took part in the first."""
    for reference in references:
        appeal = Appeal.objects.get(pk=kinds.split(reference)[1])
        services.name_handler(appeal=appeal, person=receiver, by=by, on=on)
        services.step_back(appeal=appeal, person=giver, reason=str(_("Handed over")), by=by, on=on)
