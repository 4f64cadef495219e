"""What the papers of a decision say: the decision itself, and the notice to each party."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from zhiyong.cases.selectors import finding_of
from zhiyong.decisions import plan
from zhiyong.decisions.models import ChosenMeasure, Decision
from zhiyong.intake import labels
from zhiyong.papers.sheets import Line, Sheet
from zhiyong.rules.explain.notes import place_name
from zhiyong.rules.pack.schema import Pack
from zhiyong.rules.values import say_term

Fill = Callable[[Sheet], Sheet]


def told(day: date | None) -> str:
    """Return a day as papers and pages show it."""
    return date_format(day, "DATE_FORMAT") if day else ""


def decision_paper(
    decision: Decision, follows: list[dict[str, Any]], names: dict[str, str]
) -> Fill:
    """Fill the decision: about whom, what was found, what is decided, on which bases, what follows.

    `follows` as `offering.follows` tells it; `names` of those on whom it falls.
    """

    def fill(sheet: Sheet) -> Sheet:
        return replace(
            sheet,
            fields=(
                *_head(decision),
                *_findings(decision),
                *(
                    Line(_("Measures decided"), _measure(plan.pack(decision), one), wide=True)
                    for one in measures_of(decision)
                ),
                Line(_("Reasons"), decision.reasons, wide=True),
                Line(_("Bases"), "\n".join(bases(decision)), wide=True),
                Line(_("Consequences"), "\n".join(following(follows, names)), wide=True),
                Line(_("Takes effect on"), told(decision.effective_on)),
                Line(_("Runs until"), told(decision.expires_on) or _("until it is carried out")),
            ),
            sign_off=True,
        )

    return fill


def notice_paper(decision: Decision, to: str, follows: list[dict[str, Any]], own: str) -> Fill:
    """Fill the notice to a party: what was decided, what it means for them, and how to object.

    `own` is the reference of whoever it goes to: of what follows they read what falls on them.
    """

    def fill(sheet: Sheet) -> Sheet:
        pack = plan.pack(decision)
        names = {own: to}
        falling = [one for one in follows if one["on"] == own]
        return replace(
            sheet,
            to=to,
            paragraphs=(
                _(
                    "On {day} the body named below decided about {name} under no. {number}, after"
                    " the facts had been put to the person concerned and heard."
                ).format(
                    day=told(decision.made_on),
                    name=decision.respondent.name,
                    number=decision.number,
                ),
                *(_measure(pack, one) for one in measures_of(decision)),
                decision.reasons,
                *following(falling, names),
                *remedy(pack),
            ),
        )

    return fill


def remedy(pack: Pack) -> Iterator[str]:
    """Yield how, where and until when a decision may be appealed."""
    appeals, window = pack.appeals, plan.window_of(pack)
    lang = labels.language()
    if appeals is None:
        yield _("You may ask for review or appeal as the law provides.")
        return
    joint = "、" if lang == "zh" else " or "
    to = joint.join(one.label.say(lang) for one in appeals.to)
    if window is None or isinstance(window.term, str):
        yield _("You may ask for review or appeal, in writing, to: {bodies}.").format(bodies=to)
    else:
        yield _(
            "You may ask for review or appeal within {term} of receiving this notice, in writing,"
            " to: {bodies}."
        ).format(term=say_term(window.term, lang), bodies=to)
    if not appeals.suspends:
        yield _("An appeal does not stop the decision from being carried out.")


def bases(decision: Decision) -> list[str]:
    """Return what a decision rests on: the clauses of its measures, and the bases cited."""
    pack, lang = plan.pack(decision), labels.language()
    found = []
    for one in measures_of(decision):
        if pack.has("measures", one.measure):
            found.append(pack.say_grounds(pack.element("measures", one.measure), lang))
    for cited in decision.bases:
        law, _slash, article = cited.partition("/")
        name = labels.label(pack, "legal_bases", law)
        found.append(f"{name} {article}".strip())
    return [one for one in dict.fromkeys(found) if one]


def measures_of(decision: Decision) -> list[ChosenMeasure]:
    """Return the measures of a decision as it stands now, in their order."""
    found = [one for one in decision.measures.all() if one.version == decision.version]
    return sorted(found, key=lambda one: one.order)


def following(follows: list[dict[str, Any]], names: dict[str, str]) -> list[str]:
    """Return what follows in sentences: on whom, what, how much, until when."""
    return [_follow(one, names) for one in follows if one["state"] != "superseded"]


def _follow(one: dict[str, Any], names: dict[str, str]) -> str:
    lang = labels.language()
    name = names.get(one["on"], "")
    place = place_name(one["place"])[lang != "zh"]
    words = [f"{name}（{place}）" if lang == "zh" else f"{name} ({place})", one["label"][lang]]
    if one["amount"]:
        amount = number_format(Decimal(str(one["amount"])), 2, force_grouping=True)
        words.append(_("{amount} yuan").format(amount=amount))
    if one["through"]:
        words.append(_("until {day}").format(day=told(date.fromisoformat(one["through"]))))
    if one["due"]:
        words.append(_("due on {day}").format(day=told(date.fromisoformat(one["due"]))))
    return ("，" if lang == "zh" else ", ").join(words)


def _head(decision: Decision) -> tuple[Line, ...]:
    frozen = decision.respondent.frozen
    return (
        Line(_("Decision no."), decision.number),
        Line(_("Case no."), decision.case.number),
        Line(_("Decided about"), decision.respondent.name),
        Line(_("Unit then"), str(frozen.get("unit", ""))),
        Line(_("Post then"), str(frozen.get("post", ""))),
        Line(_("Day of the act"), told(decision.acted_on)),
        Line(_("Decided on"), told(decision.made_on)),
        Line(_("Decided by"), decision.body.name),
    )


def _findings(decision: Decision) -> Iterator[Line]:
    finding = finding_of(decision.respondent)
    if finding is not None:
        yield Line(_("What the case found"), finding.text, wide=True)


def _measure(pack: Pack, one: ChosenMeasure) -> str:
    lang = labels.language()
    text = labels.label(pack, "measures", one.measure)
    if not pack.has("measures", one.measure):
        return text
    fields = {field.id: field for field in pack.element("measures", one.measure).fields}
    stated = [
        f"{fields[name].label.say(lang)}：{say_value(fields[name], value)}"
        if lang == "zh"
        else f"{fields[name].label.say(lang)}: {say_value(fields[name], value)}"
        for name, value in one.stated.items()
        if name in fields
    ]
    if form := one.stated.get("form"):
        forms = {each.id: each for each in pack.element("measures", one.measure).forms}
        if form in forms:
            stated.insert(0, forms[form].label.say(lang))
    if not stated:
        return text
    return f"{text}（{'；'.join(stated)}）" if lang == "zh" else f"{text} ({'; '.join(stated)})"


def measure_text(decision: Decision, one: ChosenMeasure) -> str:
    """Return a measure of a decision in words, with what it states."""
    return _measure(plan.pack(decision), one)


def say_value(field: Any, value: Any) -> str:
    """Return what a field of a measure holds, in words."""
    lang = labels.language()
    values = {one.id: one.label.say(lang) for one in getattr(field, "values", ())}
    given = value if isinstance(value, list) else [value]
    joint = "、" if lang == "zh" else ", "
    return joint.join(values.get(one, str(one)) for one in given)
