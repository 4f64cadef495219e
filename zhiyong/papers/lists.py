"""Papers as a list."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from zhiyong.papers.kinds import title_of
from zhiyong.papers.models import Paper
from zhiyong.plans.wording import language
from zhiyong.shell import kinds
from zhiyong.shell.access import Request
from zhiyong.shell.lists import Column, DatesFilter, Empty, ListPage, Order, TextFilter
from zhiyong.shell.lists.filters import Rows


def _search(rows: Rows, text: str) -> Rows:
    wanted = text.strip()
    return rows.filter(number__contains=wanted) | rows.filter(code=wanted.upper())


def _decorate(rows: Sequence[Paper], request: Request) -> None:
    titles = kinds.titles([row.subject for row in rows], request.standing)
    for each in rows:
        row: Any = each
        row.name = title_of(each, language())
        row.about = titles.get(row.subject, "")
        row.about_url = kinds.url(row.subject) if row.subject in titles else None


PAPERS = ListPage(
    name="papers",
    columns=(
        Column(
            "name",
            _("Paper"),
            head=True,
            wide=True,
            url=lambda row: reverse("papers:paper", args=[row.pk]),
        ),
        Column("about", _("What it is about"), wide=True, url=lambda row: row.about_url),
        Column("unit", _("Issued by"), value="unit.name"),
        Column("issued_on", _("Issued on"), kind="day"),
        Column("code", _("Code")),
    ),
    filters=(
        TextFilter("q", _("Number or code"), search=_search),
        DatesFilter("issued", _("Issued on"), lookup="issued_on", more=True),
    ),
    orders=(Order("newest", _("Newest first"), ("-issued_on", "-id")),),
    noun=ngettext_lazy("%(shown)s paper", "%(shown)s papers", "count"),
    empty=Empty(
        _("No paper yet"),
        _("Notices, slips and replies appear here when they are issued."),
        icon="file-text",
    ),
    decorate=_decorate,
)
