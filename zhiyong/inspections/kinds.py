"""How inspections are spoken of: titles, sentences, notices, and what `verify` checks."""

from collections.abc import Iterable, Mapping
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from zhiyong.inspections.models import Draw, Finding, Photograph, Report, Round, Visit
from zhiyong.inspections.selectors import (
    draws_visible_to,
    findings_visible_to,
    hidden_findings,
    hidden_rounds,
    hidden_visits,
    reports_visible_to,
    rounds_visible_to,
    visits_visible_to,
)
from zhiyong.inspections.selectors.draws import file_of
from zhiyong.inspections.statements import answers_text, photograph_text
from zhiyong.journal import commitments
from zhiyong.notices import templates
from zhiyong.publicity import subjects
from zhiyong.rules.drawn import write
from zhiyong.shell import kinds
from zhiyong.shell.about import hide
from zhiyong.shell.access import Standing

ROUND = {
    "round.planned": _("{actor} planned the round."),
    "round.unit_added": _("{actor} added a unit ({units} now)."),
    "round.unit_dropped": _("{actor} took a unit out ({units} left)."),
    "round.team_added": _("{actor} added team {team}."),
    "round.team_sent": _("{actor} sent team {team} to a unit."),
    "round.planner_added": _("{actor} let somebody else plan the round."),
    "round.member_added": _("{actor} put somebody into team {team}."),
    "round.member_left": _("{actor} took somebody out of team {team}."),
    "round.called_off": _("{actor} called the round off."),
    "round.reported": _("{actor} filed the report ({findings} findings, to {to} bodies)."),
}
VISIT = {
    "visit.booked": _("{actor} booked a visit."),
    "visit.made": _("{actor} sent the record of a visit on {day}: {findings} findings."),
    "visit.photographed": _("Photograph {number} was kept without metadata; when and where apart."),
    "visit.dropped": _("{actor} said that a visit is not made."),
}
FINDING = {
    "finding.made": _("{actor} wrote down finding {number}."),
    "finding.answered": _("{actor} answered for the unit."),
    "finding.handed_on": _("{actor} handed the finding on: {to}"),
    "finding.settled": _("{actor} settled the finding."),
}
DRAW = {
    "draw.committed": _("{actor} committed to the seed of a draw: {commitment}"),
    "draw.made": _("{actor} drew {count} of {size} names; {excluded} were excluded."),
}


def register() -> None:
    """Make inspections known to the rooms below."""
    kinds.register(
        kinds.Kind(
            name="round",
            model=Round,
            label=_("Round of inspection"),
            url=lambda pk: reverse("inspections:round", args=[pk]),
            visible_to=rounds_visible_to,
            titles=_round_titles,
            sentences=ROUND,
        )
    )
    kinds.register(
        kinds.Kind(
            name="visit",
            model=Visit,
            label=_("Visit"),
            url=lambda pk: reverse("inspections:visit", args=[pk]),
            visible_to=visits_visible_to,
            titles=_visit_titles,
            sentences=VISIT,
        )
    )
    kinds.register(
        kinds.Kind(
            name="finding",
            model=Finding,
            label=_("Finding of an inspection"),
            url=lambda pk: reverse("inspections:finding", args=[pk]),
            visible_to=findings_visible_to,
            titles=_finding_titles,
            sentences=FINDING,
        )
    )
    kinds.register(
        kinds.Kind(
            name="draw",
            model=Draw,
            label=_("Draw"),
            url=lambda pk: reverse("inspections:draw", args=[pk]),
            visible_to=draws_visible_to,
            titles=_draw_titles,
            sentences=DRAW,
        )
    )
    kinds.register(
        kinds.Kind(
            name="inspection_report",
            model=Report,
            label=_("Report of an inspection"),
            url=lambda pk: reverse("inspections:report", args=[pk]),
            visible_to=reports_visible_to,
            titles=_report_titles,
        )
    )
    for hidden in (hidden_rounds, hidden_visits, hidden_findings):
        hide(hidden)
    subjects.register("finding", subjects.Subject(not_final=_not_final))
    _register_notices()
    _register_commitments()


def _not_final(reference: str, on: date) -> str:  # noqa: ARG001
    """What an inspection saw is what is published; where it must be decided, the plan says so."""
    return ""


def _round_titles(ids: Iterable[int], standing: Standing) -> Mapping[int, str]:
    rows = rounds_visible_to(standing).filter(pk__in=list(ids))
    return {row.pk: row.title for row in rows.only("title")}


def _visit_titles(ids: Iterable[int], standing: Standing) -> Mapping[int, str]:
    rows = visits_visible_to(standing).filter(pk__in=list(ids)).select_related("target__unit")
    said = _("Visit to {unit}")
    return {row.pk: str(said).format(unit=row.target.unit.name) for row in rows}


def _finding_titles(ids: Iterable[int], standing: Standing) -> Mapping[int, str]:
    rows = findings_visible_to(standing).filter(pk__in=list(ids)).select_related("unit")
    said = _("Finding {number} at {unit}")
    return {row.pk: str(said).format(number=row.number, unit=row.unit.name) for row in rows}


def _draw_titles(ids: Iterable[int], standing: Standing) -> Mapping[int, str]:
    rows = draws_visible_to(standing).filter(pk__in=list(ids)).select_related("round")
    return {row.pk: f"{row.round.title} · {row.get_of_display()}" for row in rows}


def _report_titles(ids: Iterable[int], standing: Standing) -> Mapping[int, str]:
    rows = reports_visible_to(standing).filter(pk__in=list(ids)).select_related("round")
    return {row.pk: row.round.title for row in rows}


def _register_notices() -> None:
    templates.register(
        templates.Template("inspection.planner", _("You plan an inspection: {title}.")),
        templates.Template(
            "inspection.member", _("You are in the team of an inspection: {title}.")
        ),
        templates.Template("inspection.reported", _("The report of an inspection is in: {title}.")),
        templates.Template(
            "inspection.found",
            _("An inspection found something at your unit: {title}."),
            urgent=True,
        ),
        templates.Template("inspection.answered", _("A unit answered: {title}.")),
    )


def _register_commitments() -> None:
    commitments.cover(Round, "purpose of a round", content=lambda row: str(row.purpose))
    commitments.cover(
        Round,
        "calling off",
        content=lambda row: str(row.calling_off),
        salt=lambda row: row.calling_off_salt,
        rows=lambda: Round.objects.exclude(calling_off=""),
    )
    commitments.cover(Report, "report of an inspection", content=lambda row: str(row.text))
    commitments.cover(
        Visit,
        "record of a visit",
        content=answers_text,
        rows=lambda: Visit.objects.filter(state=Visit.State.MADE),
    )
    commitments.cover(
        Photograph,
        "photograph of a visit",
        of=lambda row: f"visit:{row.visit_id}",
        content=photograph_text,
        rows=lambda: Photograph.objects.select_related("file"),
    )
    commitments.cover(Finding, "finding of an inspection", content=lambda row: str(row.text))
    commitments.cover(
        Finding,
        "answer to a finding",
        content=lambda row: str(row.answer),
        salt=lambda row: row.answer_salt,
        rows=lambda: Finding.objects.exclude(answer=""),
    )
    commitments.cover(
        Finding,
        "settling of a finding",
        content=lambda row: str(row.settling),
        salt=lambda row: row.settling_salt,
        rows=lambda: Finding.objects.exclude(settling=""),
    )
    commitments.cover(
        Draw,
        "draw of an inspection",
        content=lambda row: write(file_of(row)),
        rows=lambda: Draw.objects.filter(drawn_on__isnull=False).select_related("round"),
    )
