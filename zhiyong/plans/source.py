"""The source of a plan beside its elements: clause by clause, what carries each."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from zhiyong.plans.wording import language, party
from zhiyong.rules.pack import coverage
from zhiyong.rules.pack.base import Element
from zhiyong.rules.pack.names import section_name
from zhiyong.rules.pack.schema import Pack
from zhiyong.rules.pack.walking import pieces
from zhiyong.rules.values import UNSPECIFIED


@dataclass(frozen=True, slots=True)
class Carried:
    """An element that carries a clause: its section, name, and the tab and row that show it."""

    section: str
    label: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Passage:
    """One clause of the source: its place, its wording, the source's figures, what carries it.

    read   how it has been interpreted: question and answer, by whom, when
    """

    id: str
    where: str
    text: str
    figures: tuple[tuple[str, str], ...]
    note: str
    carried: tuple[Carried, ...]
    read: tuple[str, ...] = ()


TABS = {
    "taxonomy": ("taxonomy", "finding_fields"),
    "campaign": (
        "phases",
        "tasks",
        "bodies",
        "responsibilities",
        "inspections",
        "rectification",
        "axes",
        "programmes",
        "review_points",
    ),
    "measures": (
        "measures",
        "ladder",
        "consequences",
        "combination",
        "freezes",
        "documents",
        "steps",
        "eligibilities",
        "suspension",
        "aggravations",
        "authorities",
        "liabilities",
        "allocations",
        "tracks",
        "case_steps",
        "meetings",
        "decision_notices",
        "appeals",
        "clearances",
        "archives",
        "sanctioning",
    ),
    "evaluation": (
        "ballots",
        "appraisals",
        "rankings",
        "accounts",
        "coverages",
        "indicators",
        "rewards",
        "examples",
    ),
    "figures": ("leads", "figures", "registers", "statistics", "facts"),
    "publicity": ("publications",),
    "clocks": ("clocks", "events", "pause_reasons", "escalations", "urging"),
    "intake": (
        "kinds",
        "channels",
        "desks",
        "modes",
        "refusals",
        "urgencies",
        "major_matters",
        "matter_outcomes",
        "person_outcomes",
        "marks",
        "routing",
    ),
    "papers": ("series", "slips", "approvals"),
}
"""Which tab of a plan's page shows which sections; the rest stand in the overview."""

TAB_OF = {section: tab for tab, sections in TABS.items() for section in sections}


def tab_of(section: str) -> str:
    """Return which tab of a plan's page shows a section."""
    return TAB_OF.get(section, "overview")


def beside(pack: Pack) -> list[Passage]:
    """Return every clause of the register in its order, with the elements that carry it."""
    lang = language()
    labels = {
        piece.name: piece.shape.label.say(lang)
        for piece in pieces(pack)
        if isinstance(piece.shape, Element)
    }
    carried = coverage(pack).carried
    return [
        Passage(
            clause.id,
            clause.where,
            clause.zh if lang == "zh" else clause.en,
            tuple((_key(key), _said(value)) for key, value in _told(clause.params)),
            clause.note or "",
            tuple(_carried(name, labels, lang) for name in carried.get(clause.id, ())),
            tuple(_interpreted(pack, clause.id, lang)),
        )
        for clause in pack.clauses
    ]


def _interpreted(pack: Pack, clause: str, lang: str) -> Iterator[str]:
    for one in pack.interpretation.answers if pack.interpretation else ():
        if clause in one.clauses:
            yield gettext("Interpreted by {body} on {day}: {question} {answer}").format(
                body=party(pack, one.by),
                day=one.on.isoformat(),
                question=one.question.say(lang),
                answer=one.answer.say(lang),
            )


def _carried(name: str, labels: dict[str, str], lang: str) -> Carried:
    section, _, rest = name.partition(".")
    tab = tab_of(section)
    anchor = f"?tab={tab}#{section}-{rest.rpartition('.')[2] or section}"
    return Carried(section_name(section, lang), labels.get(name, ""), anchor)


def _told(params: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield the figures and terms of the source, without its codes and flags."""
    for key, value in params.items():
        if key not in ("code", "no") and not isinstance(value, bool):
            yield key, value


def _key(key: str) -> str:
    return gettext("left open") if key == UNSPECIFIED else key


def _said(value: object) -> str:
    if isinstance(value, list):
        return "、".join(_said(one) for one in value)
    if isinstance(value, dict):
        return "；".join(f"{key}：{_said(one)}" for key, one in value.items())
    return "—" if value is None or value == UNSPECIFIED else str(value)
