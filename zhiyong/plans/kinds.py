"""How plans are spoken of."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from zhiyong.plans.models import Adoption, PackVersion
from zhiyong.plans.selectors import adoptions_visible_to, packs_visible_to
from zhiyong.shell.access import Standing
from zhiyong.shell.kinds import Kind, register


def _titles_of_versions(ids: Iterable[int], standing: Standing) -> dict[int, str]:
    rows = packs_visible_to(standing).filter(pk__in=list(ids))
    return {version.pk: f"{version.title} v{version.version}" for version in rows}


def _titles_of_adoptions(ids: Iterable[int], standing: Standing) -> dict[int, str]:
    rows = adoptions_visible_to(standing).filter(pk__in=list(ids)).select_related("pack", "body")
    return {adoption.pk: f"{adoption.pack.title} · {adoption.body.name}" for adoption in rows}


def register_kinds() -> None:
    """Register plan versions and adoptions."""
    register(
        Kind(
            name="plan",
            model=PackVersion,
            label=_("Plan"),
            url=lambda pk: reverse("plans:version", args=[pk]),
            visible_to=packs_visible_to,
            titles=_titles_of_versions,
            sentences={
                "plan.drafted": _("{actor} loaded the plan as a draft."),
                "plan.rewritten": _("{actor} rewrote the draft of the plan."),
                "plan.source_kept": _("{actor} kept the issued document beside the plan."),
                "plan.retired": _("{actor} retired the version of the plan."),
                "plan.published": _("{actor} published the plan; its content is fixed."),
            },
        )
    )
    register(
        Kind(
            name="adoption",
            model=Adoption,
            label=_("Adoption of a plan"),
            url=lambda pk: reverse("plans:adoption", args=[pk]),
            visible_to=adoptions_visible_to,
            titles=_titles_of_adoptions,
            sentences={
                "plan.adopted": _("{actor} put the plan in force from {from}."),
                "plan.ended": _(
                    "{actor} ended the plan being in force: from {until} on it is not."
                ),
            },
        )
    )
