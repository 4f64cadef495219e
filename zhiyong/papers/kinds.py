"""How papers are spoken of."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from zhiyong.papers.models import Paper
from zhiyong.papers.selectors import papers_visible_to, seen
from zhiyong.plans.selectors import pack_of
from zhiyong.shell.access import Standing
from zhiyong.shell.kinds import Kind, register


def title_of(paper: Paper, lang: str) -> str:
    """Return what a paper is called, with its number."""
    name = pack_of(paper.adoption).slip(paper.slip).label.say(lang) if paper.adoption else ""
    return f"{name} {paper.number}".strip()


def _titles(ids: Iterable[int], standing: Standing) -> dict[int, str]:
    from django.utils.translation import get_language

    rows = seen(Paper.objects.filter(pk__in=list(ids)), standing).select_related("adoption__pack")
    return {paper.pk: title_of(paper, get_language() or "zh") for paper in rows}


def register_kinds() -> None:
    """Register papers."""
    register(
        Kind(
            name="paper",
            model=Paper,
            label=_("Paper"),
            url=lambda pk: reverse("papers:paper", args=[pk]),
            visible_to=papers_visible_to,
            titles=_titles,
            sentences={
                "paper.issued": _("{actor} issued {subject}."),
                "paper.served": _("{actor} entered the service of {subject} on {served}."),
            },
        )
    )
