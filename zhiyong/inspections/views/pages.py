"""A round, a finding, a draw, a report: what each shows to whoever may know of it."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from zhiyong.directory.models import Unit
from zhiyong.duties.selectors import of_subject as duties_of
from zhiyong.inspections import plan, selectors
from zhiyong.inspections.models import Round, Visit
from zhiyong.inspections.selectors.offers import (
    draws_of,
    finding_offers,
    round_offers,
    visit_offers,
)
from zhiyong.inspections.views.common import (
    account,
    draw_or_404,
    finding_or_404,
    round_or_404,
    rule,
    said,
    visit_or_404,
)
from zhiyong.inspections.views.lists import outcomes_of
from zhiyong.journal.selectors import timeline
from zhiyong.journal.services import record_read
from zhiyong.plans.selectors import pack_of
from zhiyong.plans.wording import language, parties
from zhiyong.rules.drawn import check, say, write
from zhiyong.shell import clock, kinds
from zhiyong.shell.access import Request, needs
from zhiyong.shell.parts import Entry, Fact

State = Round.State


@never_cache
@needs(*selectors.READERS)
@require_GET
def round_page(request: Request, pk: int) -> HttpResponse:
    """Show one round: all of it to those who plan or read it, to a unit its own part."""
    found = round_or_404(request, pk)
    today = clock.today()
    record_read(found, by=account(request), on=today)
    whole = selectors.reads_all(request.standing, found)
    own = selectors.inspected_units_of(request.standing, found)
    targets = found.targets.select_related("unit", "team", "draw").order_by("unit__pinyin", "pk")
    seen = selectors.findings_visible_to(request.standing).filter(round=found)
    context = {
        "round": found,
        "rule": rule(found),
        "whole": whole,
        "facts": _round_facts(found),
        "targets": list(targets if whole else targets.filter(unit__in=own)),
        "teams": _teams(found, today) if whole else [],
        "planners": list(found.planners.select_related("person")) if whole else [],
        "visits": _visits(found) if whole else [],
        "findings": list(seen.select_related("unit").order_by("number")),
        "draws": draws_of(found),
        "report": getattr(found, "report", None) if whole else None,
        "offers": round_offers(found, request.standing),
        "may_run": selectors.may_run(request.standing, found) and not _is_over(found),
        "entries": [
            Entry(one.html, at=one.entry.on, by=one.actor)
            for one in (timeline(kinds.ref(found), request.standing) if whole else [])
        ],
    }
    return render(request, "inspections/round.html", context)


def _is_over(found: Round) -> bool:
    return found.state in (State.REPORTED, State.CANCELLED)


def _round_facts(found: Round) -> list[Fact]:
    told = rule(found)
    pack = pack_of(found.adoption)
    facts = [
        Fact(_("Kind of inspection"), told.label.say(language())),
        Fact(_("Planned by"), found.unit.name),
        Fact(_("Days"), f"{found.from_on} — {found.until_on}"),
    ]
    for label, values, chosen in (
        (_("Form"), told.forms, found.form),
        (_("Kind"), told.kinds, found.sort),
    ):
        if chosen:
            facts.append(Fact(label, said(values, chosen)))
    if told.unannounced and found.unannounced:
        text = "；".join(one.label.say(language()) for one in told.unannounced)
        facts.append(Fact(_("Rules of the visit"), text, wide=True))
    if told.report_to:
        text = parties(pack, told.report_to)
        facts.append(Fact(_("Reported to"), text, wide=True))
    if found.outputs:
        text = "、".join(said(told.outputs, one) for one in found.outputs)
        facts.append(Fact(_("What comes of it"), text, wide=True))
    if found.purpose:
        facts.append(Fact(_("Purpose of the round"), found.purpose, wide=True))
    if found.calling_off:
        facts.append(Fact(_("Called off because"), found.calling_off, wide=True))
    return facts


def _teams(found: Round, today: Any) -> list[dict[str, Any]]:
    told = rule(found)
    first, last = max(today, found.from_on), max(today, found.until_on)
    return [
        {
            "team": team,
            "members": [
                {"member": one, "kind": said(told.members, one.kind)}
                for one in selectors.members_of(team)
            ],
            "problems": selectors.problems(team, first, last) if not _is_over(found) else [],
        }
        for team in found.teams.select_related("round__adoption__pack").order_by("number")
    ]


def _visits(found: Round) -> list[Visit]:
    told = rule(found)
    rows = list(found.visits.select_related("target__unit", "revisit_of").order_by("number"))
    for row in rows:
        row.point_said = said(told.points, row.point)  # type: ignore[attr-defined]
    return rows


@never_cache
@needs(*selectors.KNOWS)
@require_GET
def visit(request: Request, pk: int) -> HttpResponse:
    """Show the record of a visit, or what it waits for."""
    found = visit_or_404(request, pk)
    today = clock.today()
    record_read(found, by=account(request), on=today)
    told = rule(found.round)
    photographs = found.photographs.select_related("file").order_by("number")
    context = {
        "visit": found,
        "round": found.round,
        "point": said(told.points, found.point),
        "lines": _lines(found),
        "photographs": list(photographs),
        "findings": list(found.findings.select_related("unit").order_by("number")),
        "offers": visit_offers(found, request.standing, today),
        "entries": [
            Entry(one.html, at=one.entry.on, by=one.actor)
            for one in timeline(kinds.ref(found), request.standing)
        ],
        "wipe": found.pk if found.state == Visit.State.MADE else "",
        "account": account(request),
    }
    return render(request, "inspections/visit.html", context)


def _lines(found: Visit) -> list[dict[str, Any]]:
    told = rule(found.round)
    words = {"in_order": _("In order"), "wanting": _("Wanting")}
    lines = []
    for one in (*told.checks, *told.focus):
        given = found.answers.get(one.id)
        if given is None:
            continue
        value = given.get("value", "")
        if isinstance(value, bool):
            value = _("Yes") if value else _("No")
        elif isinstance(value, list):
            value = "、".join(value)
        else:
            value = words.get(value) or said(getattr(one, "values", ()), value) or value
        lines.append(
            {
                "label": one.label.say(language()),
                "value": value,
                "points": given.get("points"),
                "note": given.get("note", ""),
                "clause": one.clause,
            }
        )
    return lines


@never_cache
@needs(*selectors.READERS)
@require_GET
def finding(request: Request, pk: int) -> HttpResponse:
    """Show a finding: what it is, what it led to, what the unit answered."""
    found = finding_or_404(request, pk)
    record_read(found, by=account(request), on=clock.today())
    whole = selectors.reads_all(request.standing, found.round)
    told = rule(found.round)
    subject = plan.said_of(told, found.subject, language())
    facts = [
        Fact(_("Unit"), found.unit.name),
        Fact(_("Found on"), str(found.found_on)),
        *([Fact(_("About"), subject)] if subject else []),
        *(
            [Fact(_("Looked at again on"), str(found.revisit_on))]
            if whole and found.must_fix
            else []
        ),
    ]
    context = {
        "finding": found,
        "round": found.round,
        "whole": whole,
        "facts": facts,
        "outcomes": outcomes_of(found, request) if whole else [],
        "revisit": getattr(found, "revisit", None) if whole else None,
        "duties": list(duties_of(kinds.ref(found), request.standing)),
        "offers": finding_offers(found, request.standing),
        "entries": [
            Entry(one.html, at=one.entry.on, by=one.actor)
            for one in (timeline(kinds.ref(found), request.standing) if whole else [])
        ],
    }
    return render(request, "inspections/finding.html", context)


@never_cache
@needs(*selectors.READERS)
@require_GET
def draw(request: Request, pk: int) -> HttpResponse:
    """Show a draw: everything that repeats it."""
    found = draw_or_404(request, pk)
    file = selectors.file_of(found) if found.drawn_on else None
    context = {
        "draw": found,
        "round": found.round,
        "file": file,
        "differences": [say(one, language()) for one in check(file)] if file else [],
        "may_run": selectors.may_run(request.standing, found.round),
        "knows_round": selectors.rounds_visible_to(request.standing)
        .filter(pk=found.round_id)
        .exists(),
    }
    return render(request, "inspections/draw.html", context)


@never_cache
@needs(*selectors.READERS)
@require_GET
def draw_file(request: Request, pk: int) -> HttpResponse:
    """Hand out the file of a draw."""
    found = draw_or_404(request, pk)
    if found.drawn_on is None:
        raise Http404
    content = write(selectors.file_of(found))
    response = HttpResponse(content, content_type="application/json; charset=utf-8")
    name = f"draw-{found.pk}.json"
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@never_cache
@needs(*selectors.KNOWS)
@require_GET
def report(request: Request, pk: int) -> HttpResponse:
    """Show a report that was filed."""
    rows = selectors.reports_visible_to(request.standing).filter(pk=pk)
    found = rows.select_related(
        "round__adoption__pack", "round__adoption__body", "round__unit", "file",
        "filed_by__person",
    ).first()  # fmt: skip
    if found is None:
        raise Http404
    record_read(found, by=account(request), on=clock.today())
    made = found.round.visits.filter(state=Visit.State.MADE)
    context = {
        "report": found,
        "round": found.round,
        "to": list(Unit.objects.filter(pk__in=found.round.report_to).order_by("pk")),
        "visits": made.count(),
        "units": made.values("target__unit").distinct().count(),
        "findings": list(found.round.findings.select_related("unit").order_by("number")),
        "facts": _round_facts(found.round),
        "back": reverse("inspections:round", args=[found.round_id]),
    }
    return render(request, "inspections/report.html", context)
