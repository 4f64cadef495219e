"""The report of a round: filed as a paper, sent to both levels, and answered."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from zhiyong.directory.models import Account
from zhiyong.duties.services import open_duty
from zhiyong.files.models import File
from zhiyong.files.services import store_made
from zhiyong.inspections import plan
from zhiyong.inspections.models import Report, Round, Visit
from zhiyong.inspections.services.common import (
    Incomplete,
    NotNow,
    State,
    locked,
    need_state,
    need_text,
    rule,
    tell,
)
from zhiyong.journal.services import commit
from zhiyong.notices import services as notices
from zhiyong.papers.rendering import pdf
from zhiyong.papers.services import issue
from zhiyong.papers.sheets import Column, Layout, Line, Sheet
from zhiyong.plans.selectors import pack_of
from zhiyong.rules.values import Label
from zhiyong.shell.access import Role

PURPOSE = "inspection.report"
TOLD = (Role.OFFICE, Role.LEADER, Role.UNIT_LIAISON)


@transaction.atomic
def file_report(
    *,
    round_: Round,
    text: str,
    by: Account,
    on: date,
    outputs: Sequence[str] = (),
    lang: str = "zh-hans",
) -> Round:
    """File the report of a round; it goes to those whom the plan names, and opens the round.

    Each unit sees what was found there, and owes an answer where the plan gives it a term.

    :raises NotNow: if it was filed, or no visit was made.
    :raises Incomplete: without words, or with an outcome that the plan has not.
    """
    round_ = locked(round_)
    need_state(round_, State.UNDER_WAY)
    found = rule(round_)
    if not round_.visits.filter(state=Visit.State.MADE).exists():
        raise NotNow(_("No visit was made yet."))
    known = [one.id for one in found.outputs]
    if any(one not in known for one in outputs):
        raise Incomplete(_("Please choose one of the list."))
    text = need_text(text, _("Write the report."), 20_000)
    kept = commit(text)
    to = plan.report_units(found, round_.adoption)
    round_.outputs = [one for one in known if one in outputs]
    round_.report_to = sorted({unit.pk for unit in to})
    round_.state, round_.reported_on = State.REPORTED, on
    round_.opened_on = round_.opened_on or on
    round_.save()
    report = Report.objects.create(
        round=round_, text=text, salt=kept.salt, filed_on=on, filed_by=by
    )
    report.file = _paper(report, by, on, lang)
    report.save(update_fields=["file"])
    left = round_.visits.filter(state=Visit.State.PLANNED, revisit_of__isnull=True)
    left.update(state=Visit.State.DROPPED)
    facts = {"to": len(to), "findings": round_.findings.count()}
    tell("round.reported", round_, by, on, facts=facts, commits={"report": kept}, threads=[report])
    for unit in to:
        notices.tell(of=round_, to=unit, template="inspection.reported", on=on, roles=TOLD)
    _ask_for_answers(round_, by, on)
    return round_


def _ask_for_answers(round_: Round, by: Account, on: date) -> None:
    clock = rule(round_).answer
    for finding in round_.findings.select_related("unit"):
        if clock:
            open_duty(
                of=finding,
                code=clock,
                adoption=round_.adoption,
                owner_unit=finding.unit,
                start=on,
                audience=finding.unit_id,
                threads=(round_,),
                by=by,
                on=on,
            )
        notices.tell(of=finding, to=finding.unit, template="inspection.found", on=on, roles=TOLD)


def _paper(report: Report, by: Account, on: date, lang: str) -> File:
    """Return the file of the report: the plan's own form where it has one."""
    round_ = report.round
    slip = plan.report_form(pack_of(round_.adoption))
    if slip is not None:
        paper = issue(
            slip=slip.id,
            of=report,
            adoption=round_.adoption,
            unit=round_.unit,
            fill=lambda sheet: _filled(sheet, report, lang),
            by=by,
            on=on,
            audience=round_.audience,
            lang=lang,
        )
        return paper.file
    with override(lang):
        sheet = Sheet(
            title=_("Report of an inspection"),
            issuer=round_.unit.name,
            day=date_format(on, "DATE_FORMAT"),
            lang=lang[:2],
            seal_note=_("(seal)"),
        )
        content = pdf(_filled(sheet, report, lang), Layout.FORM)
        name = f"{sheet.title}.pdf"
    return store_made(
        name=name,
        content=content,
        media_type="application/pdf",
        of=report,
        purpose=PURPOSE,
        by=by,
        on=on,
        audience=round_.audience,
    )


def _filled(sheet: Sheet, report: Report, lang: str) -> Sheet:
    round_ = report.round
    found = rule(round_)
    say = "zh" if lang.startswith("zh") else "en"
    visits = round_.visits.filter(state=Visit.State.MADE)
    units = visits.values("target__unit").distinct().count()
    label: Label = found.label
    rows = tuple(
        (
            str(one.number),
            one.unit.name,
            plan.said_of(found, one.subject, say),
            one.text,
            date_format(one.revisit_on) if one.revisit_on else "",
        )
        for one in round_.findings.select_related("unit").order_by("number")
    )
    return replace(
        sheet,
        to="、".join(unit.name for unit in plan.report_units(found, round_.adoption)),
        fields=(
            Line(_("Kind of inspection"), label.say(say)),
            Line(_("Round"), round_.title),
            Line(_("Days"), f"{date_format(round_.from_on)} — {date_format(round_.until_on)}"),
            Line(_("Visits"), str(visits.count())),
            Line(_("Units visited"), str(units)),
        ),
        paragraphs=tuple(line for line in report.text.splitlines() if line.strip()),
        columns=(
            Column(_("No.")),
            Column(_("Unit"), 2),
            Column(_("About"), 2),
            Column(_("What the visit found"), 4),
            Column(_("Revisit")),
        ),
        rows=rows,
        empty=_("Nothing was found."),
        sign_off=True,
    )
