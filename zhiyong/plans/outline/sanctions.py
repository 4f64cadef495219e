"""Measures as a ladder: when each may be chosen, and what follows for whom."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from zhiyong.plans.outline.base import Item, Section, everything, filled, item, of, whole
from zhiyong.plans.wording import language
from zhiyong.rules.pack.aloud import lines, say_element, say_word
from zhiyong.rules.pack.sanctions import Consequence
from zhiyong.rules.pack.schema import Pack
from zhiyong.rules.shape import Shape


@dataclass(frozen=True, slots=True)
class Step:
    """One measure of the ladder: itself, when it may be chosen, what follows from it."""

    measure: Item
    rungs: tuple[Item, ...]
    follows: tuple[tuple[str, tuple[Item, ...]], ...]


def ladder(pack: Pack) -> list[Step]:
    """Return the measures in the plan's order, with their rungs, and consequences by place."""
    steps = []
    for measure in pack.measures:
        rungs = (one for one in pack.ladder if one.measure == measure.id)
        by_place: dict[str, list[Item]] = {}
        for one in pack.consequences:
            if measure.id in one.of:
                where = _joined(tuple(say_word(place, language()) for place in one.on))
                by_place.setdefault(where, []).append(item(pack, one, (_effect(pack, one),)))
        steps.append(
            Step(
                item(
                    pack,
                    measure,
                    tuple(_said(pack, measure, "no", "weight")),
                    code=str(measure.no or ""),
                ),
                tuple(item(pack, one, tuple(_said(pack, one, "measure"))) for one in rungs),
                tuple((place, tuple(items)) for place, items in by_place.items()),
            )
        )
    return steps


def around(pack: Pack) -> list[Section]:
    """Return what surrounds the ladder: combination, freezes, authority, procedure, appeals."""
    return filled(
        whole(pack, "freezes", _("Freezes and their gates")),
        whole(pack, "aggravations", _("Aggravating by default")),
        whole(pack, "authorities", _("Who decides about whom")),
        whole(pack, "liabilities", _("Whose responsibility is assessed")),
        whole(pack, "allocations", _("Allocation of responsibility")),
        whole(pack, "tracks", _("Kinds of responsibility")),
        whole(pack, "documents", _("Documents that are owed")),
        whole(pack, "steps", _("Steps without which a case does not close")),
        whole(pack, "eligibilities", _("Eligibilities that can be lost")),
        whole(pack, "case_steps", _("Steps of a case")),
        whole(pack, "meetings", _("Meetings of the plan")),
        whole(pack, "decision_notices", _("Notices of a decision")),
        of(
            pack,
            "appeals",
            _("Outcomes of an appeal"),
            pack.appeals.outcomes if pack.appeals else (),
            everything,
        ),
        of(
            pack,
            "appeals-to",
            _("Where an appeal may be filed"),
            pack.appeals.to if pack.appeals else (),
            everything,
        ),
        whole(pack, "clearances", _("Checks before an appointment")),
        whole(pack, "archives", _("Archive")),
    )


def rules(pack: Pack) -> list[tuple[str, str]]:
    """Return how measures and consequences combine, and how appeals run, as lines."""
    lang = language()
    named = (
        (_("How consequences combine"), pack.combination),
        (_("What every decision holds"), pack.sanctioning),
        (_("Suspension beforehand"), pack.suspension),
        (_("Appeals"), pack.appeals),
    )
    return [(name, say_element(pack, one, lang)) for name, one in named if one is not None]


def _effect(pack: Pack, one: Consequence) -> str:
    return "；".join(_said(pack, one, "of", "on"))


def _said(pack: Pack, element: Shape, *without: str) -> Iterator[str]:
    """Yield what an element says, without the keys that the table around it shows."""
    colon = "：" if language() == "zh" else ": "
    for key, value in lines(pack, element, language(), without=without):
        yield f"{key}{colon}{value}"


def _joined(words: tuple[str, ...]) -> str:
    return ("、" if language() == "zh" else ", ").join(words)
