"""The lists of publications, and of what plans want published."""

from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from zhiyong.plans.selectors import adoptions_in_force, pack_of
from zhiyong.plans.wording import language, party
from zhiyong.publicity.models import Publication
from zhiyong.publicity.selectors import PUBLISHERS, publications_visible_to
from zhiyong.shell import clock
from zhiyong.shell.access import Request, needs, signed_in
from zhiyong.shell.lists import (
    ChoiceFilter,
    Column,
    DatesFilter,
    Empty,
    ListPage,
    Order,
    TextFilter,
)
from zhiyong.shell.parts import Tab

Rows = QuerySet[Any, Any]


def _search(rows: Rows, text: str) -> Rows:
    wanted = text.strip()[:100]
    return rows.filter(Q(title__icontains=wanted) | Q(number__icontains=wanted))


PUBLICATIONS = ListPage(
    name="publications",
    columns=(
        Column(
            "title",
            _("Title"),
            head=True,
            wide=True,
            url=lambda row: reverse("publicity:publication", args=[row.pk]),
            sub=lambda row: row.number,
        ),
        Column("kind", _("What it is"), value=lambda row: row.get_kind_display()),
        Column("audience", _("Who reads it"), value=lambda row: row.get_audience_display()),
        Column("unit", _("Published by"), value="unit.name"),
        Column("from_on", _("From"), kind="day"),
        Column("until_on", _("Until"), kind="day"),
        Column("state", _("Stands at"), value=lambda row: row.get_state_display()),
        Column("retraction", _("Why retracted"), only="workbook"),
    ),
    filters=(
        TextFilter(
            "q", _("Contains"), search=_search, placeholder=_("Number, or words of the title")
        ),
        ChoiceFilter("state", _("Stands at"), choices=Publication.State.choices),
        ChoiceFilter("audience", _("Who reads it"), choices=Publication.Audience.choices),
        DatesFilter("from", _("From"), lookup="from_on", more=True),
    ),
    orders=(
        Order("newest", _("Newest first"), ("-id",)),
        Order("oldest", _("Oldest first"), ("id",)),
    ),
    noun=ngettext_lazy("%(shown)s publication", "%(shown)s publications", "count"),
    empty=Empty(
        _("Nothing was made known yet"),
        _("Notices, circulars and corrections stand here: those that reach you, and your unit's."),
        icon="megaphone",
    ),
)


def _tabs() -> list[Tab]:
    return [
        Tab("list", gettext("What was made known"), reverse("publicity:list")),
        Tab("rules", gettext("What plans want published"), reverse("publicity:rules")),
    ]


def _context(request: Request, tab: str) -> dict[str, Any]:
    may = bool(request.standing.roles & set(PUBLISHERS))
    return {"tabs": _tabs(), "tab": tab, "may_write": may}


@never_cache
@signed_in
@require_GET
def publications(request: Request) -> HttpResponse:
    """Show what was made known to the reader, and what their units prepare."""
    return PUBLICATIONS.respond(
        request,
        publications_visible_to(request.standing).select_related("unit"),
        title=gettext("Publicity"),
        template="publicity/list.html",
        context=_context(request, "list"),
    )


@never_cache
@needs(*PUBLISHERS)
@require_GET
def rules(request: Request) -> HttpResponse:
    """Show what the plans in force want published: by whom, to whom, after which approval."""
    lang = language()
    counted: dict[tuple[int | None, str], int] = {}
    for adoption, rule in Publication.objects.exclude(rule="").values_list("adoption", "rule"):
        counted[adoption, rule] = counted.get((adoption, rule), 0) + 1
    found = [
        {
            "adoption": adoption,
            "title": pack_of(adoption).title.say(lang),
            "rows": [
                {
                    "rule": rule,
                    "label": rule.label.say(lang),
                    "by": [party(pack_of(adoption), one) for one in rule.by],
                    "audience": [Publication.Audience(one).label for one in rule.audience],
                    "approval": [party(pack_of(adoption), one) for one in rule.approval],
                    "made": counted.get((adoption.pk, rule.id), 0),
                }
                for rule in pack_of(adoption).publications
            ],
        }
        for adoption in adoptions_in_force(clock.today())
    ]
    found = [one for one in found if one["rows"]]
    return render(request, "publicity/rules.html", {"found": found, **_context(request, "rules")})
