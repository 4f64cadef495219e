"""Papers as a list."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse, reverse_lazy
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from zhiyong.directory.picks import find_units, get_unit
from zhiyong.papers.kinds import title_of
from zhiyong.papers.models import Paper, ServiceOfPaper
from zhiyong.papers.selectors import served
from zhiyong.plans.models import Adoption
from zhiyong.plans.selectors import pack_of
from zhiyong.plans.wording import language
from zhiyong.shell import kinds
from zhiyong.shell.access import Request
from zhiyong.shell.lists import (
    BulkAct,
    ChoiceFilter,
    Column,
    DatesFilter,
    Empty,
    ListPage,
    Order,
    PickFilter,
    TextFilter,
)
from zhiyong.shell.lists.filters import Rows

NEVER_ISSUED = frozenset({"register", "receipt"})
"""Kinds of slips that are printed from what stands, and never issued."""

SERVICE = (
    ("WAITING", _("To be served")),
    ("SERVED", _("Served")),
    ("RETURNED", _("Returned undelivered")),
)


def _search(rows: Rows, text: str) -> Rows:
    wanted = text.strip()
    return rows.filter(number__contains=wanted) | rows.filter(code=wanted.upper())


def _slips() -> list[tuple[str, str]]:
    """Return the slips of every plan that was adopted, by name; of one name, once."""
    found: dict[str, str] = {}
    for adoption in Adoption.objects.select_related("pack").order_by("pk"):
        for slip in pack_of(adoption).slips:
            if slip.kind not in NEVER_ISSUED:
                found.setdefault(slip.id, slip.label.say(language()))
    return list(found.items())


def service_of(paper: Paper) -> str:
    """Say how far the service of a paper is; "" for one that is not served on paper."""
    services = sorted(paper.services.all(), key=lambda one: (one.served_on, one.pk))
    arrived = [one for one in services if one.way != ServiceOfPaper.Way.RETURNED]
    if arrived:
        day = date_format(arrived[-1].served_on, "SHORT_DATE_FORMAT")
        return gettext("{way}, {day}").format(way=arrived[-1].get_way_display(), day=day)
    if services:
        return str(services[-1].get_way_display())
    return gettext("To be served") if paper.to_serve else ""


def _decorate(rows: Sequence[Paper], request: Request) -> None:
    titles = kinds.titles([row.subject for row in rows], request.standing)
    for each in rows:
        row: Any = each
        row.name = title_of(each, language())
        row.about = titles.get(row.subject, "")
        row.about_url = kinds.url(row.subject) if row.subject in titles else None
        row.service = service_of(each)


def acts() -> tuple[BulkAct, ...]:
    """Return what can be done with several papers at once."""
    return (
        BulkAct("print", gettext("Print"), reverse("papers:print"), icon="printer"),
        BulkAct(
            "print-proofs",
            gettext("Print with proofs of service"),
            reverse("papers:print_proofs"),
            icon="clipboard-check",
        ),
    )


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
        Column("issued_on", _("Issued on"), kind="day", order="newest"),
        Column("service", _("State of service")),
        Column("code", _("Code")),
    ),
    filters=(
        TextFilter("q", _("Number or code"), search=_search),
        ChoiceFilter("slip", _("Kind of paper"), choices=_slips),
        ChoiceFilter("service", _("State of service"), choices=SERVICE, narrowing=served),
        PickFilter(
            "unit",
            _("Issued by"),
            find=find_units,
            get=get_unit,
            search_url=reverse_lazy("directory:find_unit"),
            lookup="unit",
            more=True,
        ),
        DatesFilter("issued", _("Issued on"), lookup="issued_on", more=True),
    ),
    orders=(
        Order("newest", _("Newest first"), ("-issued_on", "-id")),
        Order("oldest", _("Oldest first"), ("issued_on", "id")),
    ),
    noun=ngettext_lazy("%(shown)s paper", "%(shown)s papers", "count"),
    empty=Empty(
        _("No paper yet"),
        _("Notices, slips and replies appear here when they are issued."),
        icon="file-text",
    ),
    decorate=_decorate,
)
