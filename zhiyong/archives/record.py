"""What a case file holds that was only ever written on screen: statements, findings, conclusion."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from zhiyong.cases.models import Case, Conclusion, EstablishedFact, Finding, Statement
from zhiyong.papers.sheets import Line, Sheet
from zhiyong.plans.selectors import pack_of
from zhiyong.plans.wording import label, language
from zhiyong.rules.pack.schema import Pack


def sheets(case: Case, on: date) -> Iterator[tuple[str, Sheet]]:
    """Yield what was written in a case, each with its reference: the conclusion before the rest."""
    pack = pack_of(case.adoption)
    for conclusion in case.conclusions.exclude(agreed_on=None).order_by("-number"):
        yield f"conclusion:{conclusion.pk}", _concluded(case, pack, conclusion)
    found = _found(case, pack, on)
    if found.paragraphs or found.fields:
        yield f"case:{case.pk}", found
    for statement in case.statements.filter(file=None).order_by("number"):
        yield f"statement:{statement.pk}", _stated(case, statement)


def _sheet(case: Case, title: str, day: date) -> Sheet:
    return Sheet(
        title=title,
        issuer=case.body.name,
        day=date_format(day, "DATE_FORMAT"),
        number=case.number,
        seal=False,
    )


def _concluded(case: Case, pack: Pack, conclusion: Conclusion) -> Sheet:
    assert conclusion.agreed_on
    fields = (
        Line(_("Case"), f"{case.number} {case.title}", wide=True),
        Line(_("What came out for the matter"), label(pack, "matter_outcomes", conclusion.outcome)),
        Line(_("Drafted by"), str(conclusion.drafted_by)),
        Line(_("What the verification found"), conclusion.text, wide=True, tall=True),
        Line(_("Cause in the system"), conclusion.cause or conclusion.no_cause, wide=True),
    )
    return replace(
        _sheet(case, _("Conclusion of the verification"), conclusion.agreed_on), fields=fields
    )


def _found(case: Case, pack: Pack, on: date) -> Sheet:
    """Return the facts with what each rests on, and what was found about each respondent."""
    facts = case.facts.filter(withdrawn_on=None).prefetch_related("evidence", "statements")
    findings = Finding.objects.filter(
        respondent__case=case, withdrawn_on=None, replaced_by=None
    ).select_related("respondent__person", "respondent__unit")
    fields = tuple(
        Line(
            f"{finding.respondent.name} · {label(pack, 'taxonomy', finding.category)}",
            f"{finding.text}（{finding.get_responsibility_display()}）",
            wide=True,
        )
        for finding in findings.order_by("pk")
    )
    paragraphs = tuple(_fact(fact) for fact in facts.order_by("number"))
    sheet = _sheet(case, _("Facts and findings"), case.concluded_on or on)
    return replace(sheet, fields=fields, paragraphs=paragraphs)


def _fact(fact: EstablishedFact) -> str:
    cited = [
        *(_("evidence {number}").format(number=one.number) for one in fact.evidence.all()),
        *(_("statement {number}").format(number=one.number) for one in fact.statements.all()),
    ]
    sign = "、" if language() == "zh" else ", "
    return f"{fact.number}. {fact.text}（{sign.join(cited)}）"


def _stated(case: Case, statement: Statement) -> Sheet:
    takers = "、".join(str(person) for person in statement.takers.all())
    said = _("Declined to speak.") if statement.refused else statement.text
    fields = (
        Line(_("Speaker"), statement.speaker),
        Line(_("Where it was taken"), statement.place or "—"),
        Line(_("Taken by"), takers or "—", wide=True),
        Line(_("What was said"), said, wide=True, tall=True),
    )
    title = f"{statement.get_kind_display()} {statement.number}"
    return replace(_sheet(case, title, statement.on), fields=fields)
