"""How approvals are spoken of."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from zhiyong.approvals.models import Approval
from zhiyong.approvals.selectors import approvals_visible_to
from zhiyong.notices import templates
from zhiyong.shell import kinds
from zhiyong.shell.access import Standing


def _titles(ids: Iterable[int], standing: Standing) -> dict[int, str]:
    rows = list(approvals_visible_to(standing).filter(pk__in=list(ids)))
    subjects = kinds.titles([row.subject for row in rows], standing)
    return {row.pk: subjects.get(row.subject, row.paper_code) for row in rows}


def register_kinds() -> None:
    """Register approvals and their notices."""
    templates.register(
        templates.Template("approval.waiting", _("Waits for your decision: {title}.")),
        templates.Template("approval.stand_in", _("Waits for a stand-in to sign: {title}.")),
        templates.Template("approval.late", _("Overdue for a signature: {title}."), urgent=True),
        templates.Template("approval.returned", _("Sent back for correction: {title}.")),
    )
    kinds.register(
        kinds.Kind(
            name="approval",
            model=Approval,
            label=_("Approval"),
            url=lambda pk: reverse("approvals:approval", args=[pk]),
            visible_to=approvals_visible_to,
            titles=_titles,
            sentences={
                "approval.started": _("{actor} sent the draft for approval, round {round}."),
                "approval.agreed": _("{signer} agreed."),
                "approval.dissented": _("{signer} disagreed, with reasons; the draft goes on."),
                "approval.returned": _("{signer} sent the draft back for correction."),
                "approval.delegated": _("{actor} passed the step on to {person}."),
                "approval.stand_in_named": _("{actor} named {person} to sign in another's place."),
                "approval.withdrawn": _("{actor} withdrew the draft."),
                "approval.lapsed": _("The draft came to nothing: what it was about has ended."),
            },
        )
    )
