"""The lists: rounds, one's own visits, findings; and the figures."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from zhiyong.directory.models import Unit
from zhiyong.inspections import plan, selectors
from zhiyong.inspections.models import Finding, Outcome, Round
from zhiyong.inspections.views.common import account
from zhiyong.plans.selectors import adoptions_in_force, pack_of
from zhiyong.plans.wording import language
from zhiyong.rules.pack.rectification import Inspection
from zhiyong.shell import clock, kinds
from zhiyong.shell.access import Request, needs
from zhiyong.shell.lists import (
    ChoiceFilter,
    Column,
    DatesFilter,
    Empty,
    FlagFilter,
    ListPage,
    Order,
    TextFilter,
)

Rows = QuerySet[Any, Any]


def _label(row: Round) -> str:
    found = plan.rule_of(row.adoption, row.inspection)
    return found.label.say(language()) if found else row.inspection


def _count_parts(rows: Sequence[Any], request: Request) -> None:
    selectors.count_parts(rows, request.standing)


ROUNDS = ListPage(
    name="rounds",
    columns=(
        Column(
            "title",
            _("Round"),
            head=True,
            url=lambda row: reverse("inspections:round", args=[row.pk]),
            sub=_label,
            wide=True,
        ),
        Column("unit", _("Planned by"), value="unit.name"),
        Column("from_on", _("First day"), kind="day", order="newest"),
        Column("until_on", _("Last day"), kind="day"),
        Column("units_count", _("Units"), kind="num"),
        Column("visits_count", _("Visits"), kind="num"),
        Column("findings_count", _("Inspection findings"), kind="num"),
        Column("state", _("Stands at"), value=lambda row: row.get_state_display()),
        Column(
            "unannounced",
            _("Unannounced"),
            kind="yes_no",
        ),
    ),
    filters=(
        TextFilter("q", _("Contains"), ("title__icontains", "unit__name__icontains")),
        ChoiceFilter("state", _("Stands at"), choices=Round.State.choices, lookup="state"),
        FlagFilter("sealed", _("Only sealed"), condition=Q(opened_on__isnull=True)),
        DatesFilter("day", _("First day"), lookup="from_on", more=True),
    ),
    orders=(
        Order("newest", _("Newest first"), ("-from_on", "-id")),
        Order("oldest", _("Oldest first"), ("from_on", "id")),
    ),
    noun=ngettext_lazy("%(shown)s round", "%(shown)s rounds", "count"),
    empty=Empty(
        _("No round yet"),
        _("A round is an inspection that is planned: which kind of the plan, in which days, by "
          "which team, of which units. An unannounced one is shown to its planners and teams "
          "alone until its report is filed."),
        icon="clipboard-list",
    ),
    decorate=_count_parts,
)  # fmt: skip


def _subject(row: Finding) -> str:
    found = plan.rule_of(row.round.adoption, row.round.inspection)
    return plan.said_of(found, row.subject, language()) if found else ""


def _led_to(row: Any) -> str:
    if not row.whole:
        return ""
    return "、".join(str(Outcome.Way(one.way).label) for one in row.outcomes.all())


def _mark_whole(rows: Sequence[Any], request: Request) -> None:
    """Mark the findings of rounds that are seen whole: one query. Units see their part alone."""
    rounds = {row.round_id for row in rows}
    whole = selectors.whole_rounds(request.standing).filter(pk__in=rounds)
    seen = set(whole.values_list("pk", flat=True))
    for row in rows:
        row.whole = row.round_id in seen


FINDINGS = ListPage(
    name="findings_of_inspections",
    columns=(
        Column(
            "text",
            _("What the visit found"),
            head=True,
            wide=True,
            value=lambda row: row.text[:80],
            export=lambda row: row.text,
            url=lambda row: reverse("inspections:finding", args=[row.pk]),
            sub=lambda row: f"{row.round.title} · {row.number}",
        ),
        Column("unit", _("Unit"), value="unit.name"),
        Column("subject", _("About"), value=_subject),
        Column("found_on", _("Found on"), kind="day", order="newest"),
        Column("must_fix", _("Must be put right"), kind="yes_no"),
        Column(
            "revisit_on",
            _("Revisit"),
            kind="day",
            value=lambda row: row.revisit_on if row.whole else None,
        ),
        Column("answered_on", _("Answered by the unit"), kind="day"),
        Column("led_to", _("Led to"), value=_led_to),
        Column("state", _("Stands at"), value=lambda row: row.get_state_display()),
        Column("round", _("Round"), value="round.title", only="workbook"),
        Column("answer", _("Answer of the unit"), only="workbook"),
        Column("settling", _("How it was settled"), only="workbook"),
    ),
    filters=(
        TextFilter("q", _("Contains"), ("text__icontains", "unit__name__icontains")),
        ChoiceFilter("state", _("Stands at"), choices=Finding.State.choices, lookup="state"),
        FlagFilter("fix", _("Must be put right"), condition=Q(must_fix=True)),
        DatesFilter("found", _("Found on"), lookup="found_on", more=True),
    ),
    orders=(
        Order("newest", _("Newest first"), ("-found_on", "-id")),
        Order("oldest", _("Oldest first"), ("found_on", "id")),
    ),
    noun=ngettext_lazy("%(shown)s finding", "%(shown)s findings", "count"),
    empty=Empty(
        _("No finding"),
        _("What a visit finds stands here until it is handed on or settled. A unit sees its own "
          "findings once the report is filed, and answers them."),
        icon="search-check",
    ),
    decorate=_mark_whole,
)  # fmt: skip


@never_cache
@needs(*selectors.READERS)
@require_GET
def rounds(request: Request) -> HttpResponse:
    """Show the rounds that one may know of."""
    may_plan = bool(request.standing.units(*selectors.PLANS))
    return ROUNDS.respond(
        request,
        selectors.rounds_for(request.standing),
        title=gettext("Rounds of inspection"),
        template="inspections/rounds.html",
        context={"may_plan": may_plan},
    )


@never_cache
@needs(*selectors.READERS)
@require_GET
def findings(request: Request) -> HttpResponse:
    """Show what was found, as far as one may know of it."""
    return FINDINGS.respond(
        request,
        selectors.findings_for(request.standing),
        title=gettext("Inspection findings"),
        template="inspections/findings.html",
    )


@never_cache
@needs(*selectors.KNOWS)
@require_GET
def visits(request: Request) -> HttpResponse:
    """Show the visits that wait for one's teams; drafts on the device are marked there."""
    rows = list(selectors.my_visits(request.standing)[:200])
    for row in rows:
        row.label = _label(row.round)  # type: ignore[attr-defined]
    return render(request, "inspections/visits.html", {"visits": rows, "account": account(request)})


@never_cache
@needs(*selectors.KNOWS)
@require_GET
def figures(request: Request) -> HttpResponse:
    """Show what inspections come to, plan by plan, in one's units."""
    today = clock.today()
    units = request.standing.units(*selectors.KNOWS)
    bodies = _above(units)
    shown = []
    for adoption in adoptions_in_force(today):
        pack = pack_of(adoption)
        if adoption.body_id in bodies and pack.inspections:
            seen = selectors.visits_visible_to(request.standing)
            told = selectors.figures(adoption, units, today, seen=seen)
            shown.append({"adoption": adoption, "figures": told, **_tables(pack.inspections, told)})
    return render(request, "inspections/figures.html", {"plans": shown, "today": today})


def _above(units: frozenset[int]) -> set[int]:
    """Return the units over some units, themselves among them."""
    paths = Unit.objects.filter(pk__in=units).values_list("path", flat=True)
    return {pk for path in paths for pk in path}


def _tables(rules: Sequence[Inspection], told: selectors.Figures) -> dict[str, Any]:
    """Return findings and visits crosswise, in the plan's own words."""
    lang = language()
    said = {one.id: one.label.say(lang) for rule in rules for one in (*rule.forms, *rule.kinds)}
    named = {rule.id: rule for rule in rules}
    none = gettext("Not said")
    forms = sorted({form for form, _sort in told.crosswise})
    sorts = sorted({sort for _form, sort in told.crosswise})
    return {
        "sorts": [said.get(sort, none) for sort in sorts],
        "rows": [
            (said.get(form, none), [told.crosswise.get((form, sort), 0) for sort in sorts])
            for form in forms
        ],
        "about": sorted(
            (
                (
                    named[one].label.say(lang) if one in named else one,
                    (plan.said_of(named[one], subject, lang) if one in named else "") or none,
                    n,
                )
                for (one, subject), n in told.findings.items()
            ),
            key=lambda row: -row[2],
        ),
        "ways": [(Outcome.Way(way.upper()).label, n) for way, n in told.outcomes.items()],
        "outputs": [
            (
                next(
                    (out.label.say(lang) for out in named[one].outputs if out.id == output), output
                ),
                n,
            )
            for (one, output), n in told.outputs.items()
            if one in named
        ],
    }


def outcomes_of(finding: Finding, request: Request) -> list[dict[str, Any]]:
    """Return what a finding led to, with the page of what the reader may see."""
    rows = list(finding.outcomes.order_by("pk"))
    titles = kinds.titles([row.reference for row in rows], request.standing)
    return [
        {
            "way": row.get_way_display(),
            "on": row.on,
            "title": titles.get(row.reference, ""),
            "url": kinds.url(row.reference) if row.reference in titles else None,
        }
        for row in rows
    ]
