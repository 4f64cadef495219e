"""What appeals show and offer in the rooms below: on a case's page, and at a meeting."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from zhiyong.appeals import plan
from zhiyong.appeals.models import Appeal, RollBackLine
from zhiyong.appeals.selectors.access import RECEIVERS, heard_by
from zhiyong.appeals.selectors.drafts import chosen_of
from zhiyong.appeals.selectors.hearing import flagged
from zhiyong.appeals.selectors.undoing import foresee
from zhiyong.appeals.selectors.words import say
from zhiyong.cases.gates import Obstacle
from zhiyong.cases.models import Case
from zhiyong.decisions.models import Decision
from zhiyong.intake import labels
from zhiyong.meetings.models import Item
from zhiyong.meetings.selectors import composition
from zhiyong.plans.selectors import pack_of
from zhiyong.rules.consequences import GradesContradict
from zhiyong.shell import kinds
from zhiyong.shell.access import READS_ALL, Standing
from zhiyong.shell.parts import Offer

STANDS = (Decision.State.MADE, Decision.State.CHANGED)


def outcome_label(appeal: Appeal) -> str:
    """Return what the plan calls the outcome of an appeal; "" before it has one."""
    if appeal.answered_on is None:
        return ""
    found = plan.outcome(pack_of(appeal.decision.adoption), appeal.outcome)
    return found.label.say(labels.language()) if found else appeal.outcome


def of_case(case: Case) -> list[Appeal]:
    """Return the appeals against the decisions of a case, the newest first."""
    rows = Appeal.objects.filter(decision__case=case).select_related(
        "decision__adoption__pack", "body", "person", "unit"
    )
    return list(rows.defer("grounds").order_by("-received_on", "-pk"))


def for_case(case: Case, standing: Standing, today: date) -> Mapping[str, Any] | None:
    """Return what the tab of a case shows of its appeals: where each stands, and what it undid.

    Grounds and reasons are on the page of the appeal, for those who hear it.
    """
    rows = of_case(case)
    if not rows and not _decided(case):
        return None
    pages = set(
        heard_by(standing).filter(pk__in=[one.pk for one in rows]).values_list("pk", flat=True)
    )
    undone = RollBackLine.objects.filter(appeal__in=rows).order_by("pk")
    lines: dict[int, list[RollBackLine]] = {}
    for line in undone:
        lines.setdefault(line.appeal_id, []).append(line)
    return {
        "appeals": [
            {
                "appeal": one,
                "outcome": outcome_label(one),
                "url": reverse("appeals:appeal", args=[one.pk]) if one.pk in pages else "",
                "lines": say(pack_of(one.decision.adoption), lines.get(one.pk, [])),
            }
            for one in rows
        ],
        "windows": [
            {"decision": one, "until": plan.window_until(one.adoption, one.served_on)}
            for one in _decided(case)
        ],
        "today": today,
    }


def _decided(case: Case) -> list[Decision]:
    rows = Decision.objects.filter(case=case, state__in=STANDS).select_related("adoption__pack")
    return [one for one in rows.order_by("pk") if pack_of(one.adoption).appeals]


def offers_on_case(case: Case, standing: Standing, today: date) -> list[Offer]:
    """Offer to register an appeal against a decision of a case, to those who receive them."""
    if not standing.roles & set(RECEIVERS):
        return []
    found = []
    for decision in _decided(case):
        hearings = plan.hearing_bodies(decision.adoption, decision.body, today)
        mine = standing.units(*RECEIVERS)
        if not any(one.unit.pk in mine for one in hearings) and case.audience not in mine:
            continue
        running = decision.appeals.filter(
            state__in=[Appeal.State.RECEIVED, Appeal.State.ACCEPTED, Appeal.State.BEFORE_MEETING]
        ).first()
        text = _("Appeal no. {number} against the decision is being heard.")
        found.append(
            Offer(
                "appeal",
                _("Register an appeal against {number}").format(number=decision.number),
                reverse("appeals:register") + f"?decision={decision.pk}",
                why_not=text.format(number=running.number) if running else "",
                icon="scale",
            )
        )
    return found


def still_open(case: Case, today: date) -> list[Obstacle]:  # noqa: ARG001 - the shape of a check
    """Return the appeals that have no outcome yet: a case does not close over them."""
    return [
        Obstacle(
            _("Appeal no. {number} has not been closed.").format(number=one.number),
            plan.rule_of(pack_of(one.decision.adoption)).clause,
            f"appeal:{one.pk}",
        )
        for one in of_case(case)
        if one.closed_on is None
    ]


def for_meeting(item: Item, standing: Standing, today: date) -> Mapping[str, Any] | None:
    """Return what a meeting sees of an appeal: what was decided, the answer, what it would undo."""
    pk = kinds.split(item.subject)[1]
    rows = Appeal.objects.select_related(
        "decision__adoption__pack", "decision__case", "decision__respondent", "decision__body",
        "body", "person", "unit",
    )  # fmt: skip
    appeal = rows.filter(pk=pk).first()
    if appeal is None or not _sits_or_reads(item, standing, today):
        return None
    if standing.person_id in (appeal.person_id, appeal.decision.respondent.person_id):
        return None
    pack = pack_of(appeal.decision.adoption)
    people = [one.person for one in composition(item.body, today)]
    parts = flagged(appeal, [one.pk for one in people])
    found = plan.outcome(pack, appeal.outcome)
    return {
        "appeal": appeal,
        "outcome": found.label.say(labels.language()) if found else appeal.outcome,
        "measures": [labels.label(pack, "measures", one.measure) for one in chosen_of(appeal)],
        "lines": _lines(appeal, today),
        "flagged": [(one.name, parts[one.pk]) for one in people if one.pk in parts],
        "same_body": appeal.body_id == appeal.decision.body_id,
        "page": reverse("appeals:appeal", args=[appeal.pk])
        if heard_by(standing).filter(pk=pk).exists()
        else "",
    }


def _sits_or_reads(item: Item, standing: Standing, today: date) -> bool:
    if item.audience in standing.units(*READS_ALL):
        return True
    return any(one.person.pk == standing.person_id for one in composition(item.body, today))


def _lines(appeal: Appeal, today: date) -> list[Any]:
    """Return what was undone; before the answer, what the draft would undo."""
    pack = pack_of(appeal.decision.adoption)
    if appeal.answered_on is not None:
        return say(pack, appeal.lines.order_by("pk"))
    try:
        found = foresee(appeal.decision, appeal.effect, chosen_of(appeal), today)
    except GradesContradict:
        return []
    return say(pack, found.changes)
