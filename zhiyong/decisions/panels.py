"""What the pages of a case and of a meeting show of decisions."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.urls import reverse

from zhiyong.cases.models import Case
from zhiyong.decisions.models import Decision
from zhiyong.decisions.selectors import page
from zhiyong.decisions.selectors.access import decisions_visible_to
from zhiyong.meetings.models import Item
from zhiyong.shell import kinds
from zhiyong.shell.access import Standing


def of_case(case: Case, standing: Standing, today: date) -> Mapping[str, Any] | None:  # noqa: ARG001
    """Return the decisions of a case that somebody may see; None where there is none."""
    rows = list(
        decisions_visible_to(standing)
        .filter(case=case)
        .exclude(state=Decision.State.WITHDRAWN)
        .select_related("respondent__person", "respondent__unit", "body", "adoption__pack", "case")
        .prefetch_related("measures")
        .order_by("pk")
    )
    if not rows:
        return None
    return {
        "decisions": [
            {
                "row": one,
                "measures": page.measures(one),
                "url": reverse("decisions:decision", args=[one.pk]),
                "notices": page.notices(one),
            }
            for one in rows
        ],
        "suspensions": case.suspensions.select_related("respondent__person").order_by("pk"),
    }


def of_item(item: Item, standing: Standing, today: date) -> Mapping[str, Any] | None:  # noqa: ARG001
    """Return the draft that a meeting decides on: findings, offer, measures, what follows.

    A member reads it for the vote, whatever other roles they hold; never whom it is about.
    """
    decision = (
        Decision.objects.select_related(
            "respondent__person",
            "respondent__unit",
            "case",
            "body",
            "adoption__pack",
        )
        .prefetch_related("measures")
        .filter(pk=kinds.split(item.subject)[1])
        .first()
    )
    if decision is None or decision.respondent.person_id == standing.person_id:
        return None
    chosen = {one.measure for one in decision.measures.all()}
    rows = page.offer_rows(decision)
    return {
        "decision": decision,
        "facts": page.facts(decision),
        "measures": page.measures(decision),
        "chosen": [one for one in rows if one.measure in chosen],
        "others": [one for one in rows if one.measure not in chosen],
        "preview": reverse("decisions:preview", args=[decision.pk]),
        "page": reverse("decisions:decision", args=[decision.pk]),
        "mine": decisions_visible_to(standing).filter(pk=decision.pk).exists(),
    }
