"""What a plan calls an entry, its target, its gates and its places, in the reader's language."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import get_language

from zhiyong.consequences.models import Entry, GatePassed
from zhiyong.plans.selectors import pack_of
from zhiyong.rules.explain.notes import place_name
from zhiyong.rules.pack.sanctions import Freeze, Gate
from zhiyong.rules.pack.schema import Pack

SECTION = {
    "measure": "measures",
    "freeze": "freezes",
    "write": "documents",
    "rectify": "clocks",
    "open": "liabilities",
    "lose": "eligibilities",
    "require": "steps",
}
"""Where a plan keeps what an effect is about."""


def language() -> str:
    """Return the language in which a plan speaks to the reader."""
    return "zh" if (get_language() or "zh").startswith("zh") else "en"


def label_of(entry: Entry) -> str:
    """Return what the plan calls an entry."""
    pack = pack_of(entry.adoption)
    for section in ("consequences", SECTION.get(entry.effect, ""), "freezes", "liabilities"):
        if section and pack.has(section, entry.code):
            return str(pack.element(section, entry.code).label.say(language()))
    return entry.code


def measure_of(entry: Entry) -> str:
    """Return what the plan calls the measure from which an entry follows."""
    return said(pack_of(entry.adoption), "measures", entry.measure)


def target_of(entry: Entry) -> str:
    """Return what the plan calls the thing that an entry is about; "" if it is about none."""
    pack = pack_of(entry.adoption)
    if entry.effect == "refer":
        return party(pack, entry.target)
    if entry.effect in ("block", "force"):
        return grade_of(pack, entry)
    return said(pack, SECTION.get(entry.effect, ""), entry.target)


def grade_of(pack: Pack, entry: Entry) -> str:
    """Return what a grade is called."""
    if pack.has("appraisals", entry.appraisal):
        scale = pack.element("appraisals", entry.appraisal).scale
        if scale and pack.has("scales", scale):
            for value in pack.element("scales", scale).values:
                if value.id == entry.grade:
                    return str(value.label.say(language()))
    return entry.grade


def party(pack: Pack, name: str) -> str:
    """Return what a plan calls a party."""
    for section in ("bindings", "actors"):
        if pack.has(section, name):
            return str(pack.element(section, name).label.say(language()))
    return name


def said(pack: Pack, section: str, name: str) -> str:
    """Return what a plan calls an element."""
    if section and name and pack.has(section, name):
        return str(pack.element(section, name).label.say(language()))
    return name


def place_of(entry: Entry) -> str:
    """Return by which place it fell on somebody."""
    return place_name(entry.place)[language() != "zh"]


def why_of(entry: Entry) -> list[str]:
    """Return why an entry is as it is, in sentences."""
    return list(entry.why.get(language(), []))


def freeze_of(entry: Entry) -> Freeze | None:
    """Return the freeze of an entry."""
    pack = pack_of(entry.adoption)
    if entry.effect != "freeze" or not pack.has("freezes", entry.target):
        return None
    found: Any = pack.element("freezes", entry.target)
    return found if isinstance(found, Freeze) else None


def next_gate(entry: Entry, passed: Iterable[GatePassed]) -> Gate | None:
    """Return the gate that comes next, None if there is none left."""
    freeze, done = freeze_of(entry), {one.gate for one in passed}
    return next((gate for gate in freeze.gates if gate.id not in done), None) if freeze else None
