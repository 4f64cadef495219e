"""How campaigns and what units owe in them are spoken of."""

from collections.abc import Iterable, Mapping

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from zhiyong.campaigns import exchange_kinds, wording, work_kinds
from zhiyong.campaigns.models import Assignment, Batch, Campaign
from zhiyong.campaigns.selectors.visible import assignments_visible_to, campaigns_visible_to
from zhiyong.journal import commitments
from zhiyong.shell import kinds
from zhiyong.shell.access import Standing


def register() -> None:
    """Make campaigns known to the rooms below."""
    kinds.register(
        kinds.Kind(
            name="campaign",
            model=Campaign,
            label=_("Campaign"),
            url=lambda pk: reverse("campaigns:campaign", args=[pk]),
            visible_to=campaigns_visible_to,
            titles=_titles,
            sentences=wording.CAMPAIGN,
        )
    )
    kinds.register(
        kinds.Kind(
            name="assignment",
            model=Assignment,
            label=_("Task of a campaign"),
            url=lambda pk: reverse("campaigns:assignment", args=[pk]),
            visible_to=assignments_visible_to,
            titles=_assignment_titles,
            sentences=wording.ASSIGNMENT,
        )
    )
    _register_commitments()
    work_kinds.register()
    exchange_kinds.register()


def _register_commitments() -> None:
    from zhiyong.campaigns.services.launching import listing_of

    commitments.cover(
        Batch,
        "batch",
        of=lambda row: f"campaign:{row.campaign_id}",
        content=listing_of,
        rows=lambda: Batch.objects.exclude(salt=b""),
    )


def _titles(ids: Iterable[int], standing: Standing) -> Mapping[int, str]:
    rows = campaigns_visible_to(standing).filter(pk__in=list(ids))
    return dict(rows.values_list("pk", "title"))


def _assignment_titles(ids: Iterable[int], standing: Standing) -> Mapping[int, str]:
    rows = assignments_visible_to(standing).filter(pk__in=list(ids))
    return {
        row.pk: f"{row.task.label} · {row.unit.name}" for row in rows.select_related("task", "unit")
    }
