"""How bulletins, feedback, requests, talks, acceptance and summaries are spoken of."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhiyong.campaigns import wording
from zhiyong.campaigns.models import (
    Acceptance,
    Bulletin,
    Carried,
    Feedback,
    Obstruction,
    Receipt,
    Request,
    SlowTalk,
    Summary,
)
from zhiyong.campaigns.models.exchange import as_text
from zhiyong.campaigns.selectors import exchange as seen
from zhiyong.journal import commitments
from zhiyong.notices import templates
from zhiyong.shell import kinds
from zhiyong.shell.access import Standing
from zhiyong.shell.days import say_turn

Titles = Callable[[Iterable[int], Standing], Mapping[int, str]]


def _titles(
    visible: Callable[[Standing], models.QuerySet[Any]],
    named: Callable[[Any], str],
    *related: str,
) -> Titles:
    def titles(ids: Iterable[int], standing: Standing) -> Mapping[int, str]:
        rows = visible(standing).filter(pk__in=list(ids)).select_related(*related)
        return {row.pk: named(row) for row in rows}

    return titles


def _receipt(pk: int) -> str:
    row = Receipt.objects.filter(pk=pk).values_list("bulletin", flat=True).first()
    return reverse("campaigns:bulletin", args=[row or 0])


def _page(name: str) -> Callable[[int], str]:
    return lambda pk: reverse(f"campaigns:{name}", args=[pk])


def register() -> None:
    """Make them known to the rooms below."""
    for kind in _kinds():
        kinds.register(kind)
    _register_notices()
    _register_commitments()


def _kinds() -> Iterable[kinds.Kind]:
    yield kinds.Kind(
        "bulletin",
        Bulletin,
        gettext_lazy("Bulletin"),
        _page("bulletin"),
        seen.bulletins_visible_to,
        _titles(seen.bulletins_visible_to, lambda row: f"{row.number} {row.title}".strip()),
        wording.BULLETIN,
    )
    yield kinds.Kind(
        "bulletin_receipt",
        Receipt,
        gettext_lazy("Receipt"),
        _receipt,
        seen.receipts_visible_to,
        _titles(
            seen.receipts_visible_to,
            lambda row: f"{row.bulletin.number} {row.bulletin.title} · {row.unit.name}",
            "bulletin",
            "unit",
        ),
        wording.RECEIPT,
    )
    yield kinds.Kind(
        "campaign_feedback",
        Feedback,
        gettext_lazy("Monthly feedback"),
        _page("feedback"),
        seen.feedbacks_visible_to,
        _titles(
            seen.feedbacks_visible_to,
            lambda row: _("Feedback of {period} to {unit}").format(
                period=say_turn(row.period), unit=row.unit.name
            ),
            "unit",
        ),
        wording.FEEDBACK,
    )
    yield kinds.Kind(
        "unit_request",
        Request,
        gettext_lazy("Request between units"),
        _page("request"),
        seen.requests_visible_to,
        _titles(
            seen.requests_visible_to,
            lambda row: f"{row.from_unit.name} → {row.to_unit.name}",
            "from_unit",
            "to_unit",
        ),
        wording.REQUEST,
    )
    yield kinds.Kind(
        "slow_talk",
        SlowTalk,
        gettext_lazy("Talk with a slow unit"),
        _page("slow_talk"),
        seen.talks_visible_to,
        _titles(
            seen.talks_visible_to,
            lambda row: _("Talk with {name}").format(name=row.unit.name),
            "unit",
        ),
        wording.SLOW_TALK,
    )
    yield kinds.Kind(
        "campaign_acceptance",
        Acceptance,
        gettext_lazy("Acceptance"),
        _page("acceptance"),
        seen.acceptances_visible_to,
        _titles(
            seen.acceptances_visible_to,
            lambda row: f"{row.get_kind_display()} · {row.unit.name}",
            "unit",
        ),
        wording.ACCEPTANCE,
    )
    yield kinds.Kind(
        "campaign_summary",
        Summary,
        gettext_lazy("Summary"),
        _page("summary"),
        seen.summaries_visible_to,
        _titles(
            seen.summaries_visible_to,
            lambda row: _("{campaign}: summary, version {number}").format(
                campaign=row.campaign.title, number=row.number
            ),
            "campaign",
        ),
        wording.SUMMARY,
    )
    yield kinds.Kind(
        "campaign_obstruction",
        Obstruction,
        gettext_lazy("Obstruction"),
        _page("obstruction"),
        seen.obstructions_visible_to,
        _titles(
            seen.obstructions_visible_to,
            lambda row: f"{row.get_kind_display()} · {row.unit.name}",
            "unit",
        ),
        wording.OBSTRUCTION,
    )
    yield kinds.Kind(
        "campaign_carried",
        Carried,
        gettext_lazy("Carried over"),
        None,
        seen.carried_visible_to,
        _titles(
            seen.carried_visible_to,
            lambda row: f"{row.unit.name} · {row.number} {row.what}".strip(" ·"),
            "unit",
        ),
    )


def _register_notices() -> None:
    templates.register(
        templates.Template("campaign.begun", gettext_lazy("Your unit takes part: {title}.")),
        templates.Template("bulletin.issued", gettext_lazy("It was sent to your unit: {title}.")),
        templates.Template(
            "feedback.sent", gettext_lazy("Your unit is to put this right: {title}.")
        ),
        templates.Template(
            "unit_request.asked", gettext_lazy("Another unit asks yours for help: {title}.")
        ),
        templates.Template(
            "unit_request.answered", gettext_lazy("Your unit's request was answered: {title}.")
        ),
        templates.Template(
            "slow_talk.held", gettext_lazy("Your unit was called to a talk: {title}.")
        ),
        templates.Template("acceptance.examined", gettext_lazy("Your unit was examined: {title}.")),
    )


def _register_commitments() -> None:
    for model, label, of in (
        (Bulletin, "bulletin", kinds.ref),
        (Feedback, "monthly feedback", kinds.ref),
        (Acceptance, "acceptance", kinds.ref),
        (Summary, "summary", kinds.ref),
    ):
        commitments.cover(
            model, label, of=of, content=lambda row: str(row.content), rows=_written(model)
        )
    commitments.cover(
        Feedback,
        "answer to feedback",
        content=lambda row: str(row.answer),
        salt=lambda row: row.answer_salt,
        rows=lambda: Feedback.objects.exclude(answer=""),
    )
    commitments.cover(Request, "request between units", content=lambda row: str(row.text))
    commitments.cover(
        Request,
        "answer to a unit",
        content=lambda row: str(row.answer),
        salt=lambda row: row.answer_salt,
        rows=lambda: Request.objects.exclude(answer=""),
    )
    commitments.cover(SlowTalk, "reason of a slow talk", content=lambda row: str(row.reason))
    commitments.cover(
        SlowTalk,
        "outcome of a slow talk",
        content=lambda row: as_text(row.caught_up, row.outcome),
        salt=lambda row: row.outcome_salt,
        rows=lambda: SlowTalk.objects.exclude(outcome=""),
    )
    commitments.cover(Obstruction, "obstruction", content=lambda row: str(row.text))


def _written(model: type[models.Model]) -> Callable[[], models.QuerySet[Any]]:
    return lambda: model._default_manager.exclude(salt=b"")
