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
from zhiyong.rules.pack.taxonomy import Category
from zhiyong.rules.pack.walking import Piece, pieces
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
        "notice_ladder",
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
        "quality_verdicts",
        "quality_criteria",
        "refusals",
        "refusal_objection",
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


HOLD_LISTS = frozenset({"rectification", "notice_ladder", "routing", "scope", "appeals"})
"""Sections that are no list of elements but hold some."""


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
    carried, rows = coverage(pack).carried, _rows(pack)
    return [
        Passage(
            clause.id,
            clause.where,
            clause.zh if lang == "zh" else clause.en,
            tuple((_key(key), _said(value)) for key, value in _told(clause.params)),
            clause.note or "",
            tuple(
                _carried(name, rows.get(name, ""), labels, lang)
                for name in carried.get(clause.id, ())
            ),
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


def _carried(name: str, row: str, labels: dict[str, str], lang: str) -> Carried:
    section = name.partition(".")[0]
    anchor = f"?tab={tab_of(section)}" + (f"#{row}" if row else "")
    return Carried(section_name(section, lang), labels.get(name, ""), anchor)


def _rows(pack: Pack) -> dict[str, str]:
    """Return the row that shows each piece of a pack: its own, or that of what it is a part of."""
    rows: dict[str, str] = {}
    at: dict[tuple[str | int, ...], str] = {}
    for piece in pieces(pack):
        above = next(
            (at[piece.path[:n]] for n in range(len(piece.path), 0, -1) if piece.path[:n] in at), ""
        )
        if isinstance(piece.shape, Element) and _has_a_row(piece):
            above = at[piece.path] = f"{piece.path[0]}-{piece.shape.id}"
        rows[piece.name] = above
    return rows


def _has_a_row(piece: Piece) -> bool:
    """Return whether an element is shown in a row of its own."""
    match piece.path:
        case (_, int()):
            return True
        case (str() as section, str(), int()):
            return section in HOLD_LISTS
        case _:
            return isinstance(piece.shape, Category)


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
