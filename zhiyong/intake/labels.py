"""What the plan calls things: a complaint holds ids of the plan's elements, people read labels."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import get_language, gettext_lazy

from zhiyong.plans.models import Adoption
from zhiyong.plans.selectors import pack_of
from zhiyong.rules.clauses import Clause
from zhiyong.rules.grounds import Grounded
from zhiyong.rules.pack.schema import Pack

SECTIONS = {
    "channel": "channels",
    "input_class": "kinds",
    "category": "taxonomy",
    "urgency": "urgencies",
    "major": "major_matters",
    "distribution": "marks",
    "refusal": "refusals",
}
"""In which section of a plan the value of a complaint's field is found."""

NEEDS = {
    "earlier_matter": gettext_lazy("The earlier matter (number, day, body)"),
    "remedy_body": gettext_lazy("The body to turn to"),
    "missing_facts": gettext_lazy("What is missing"),
}
"""What a reason of refusal may ask for."""


def language() -> str:
    """Return the language of the reader, as plans name it."""
    return "zh" if (get_language() or "zh").startswith("zh") else "en"


def label(pack: Pack, section: str, element_id: str) -> str:
    """Return what the plan calls an element; its id, where the plan has none."""
    if not element_id:
        return ""
    if not pack.has(section, element_id):
        return element_id
    text: str = pack.element(section, element_id).label.say(language())
    return text


def of(adoption: Adoption, field: str, value: str) -> str:
    """Return the label of a complaint's field: `of(adoption, "channel", "letter")`."""
    return label(pack_of(adoption), SECTIONS[field], value)


def choices(pack: Pack, section: str, ids: Iterable[str] | None = None) -> list[tuple[str, str]]:
    """Return the elements of a section as a form offers them."""
    return [(each, label(pack, section, each)) for each in (ids or pack.ids(section))]


def grounds(pack: Pack, *pieces: Grounded) -> Clause | None:
    """Return the clause, article or setting that pieces of a plan rest on: the first there is."""
    for piece in pieces:
        if piece.clause:
            return piece.clause
        if text := pack.say_grounds(piece, language()):
            return Clause(pack.plan, text)
    return None


def default(pack: Pack, section: str) -> str:
    """Return the id of the element that a section marks as its default, else ""."""
    for element_id in pack.ids(section):
        element: Any = pack.element(section, element_id)
        if element.default:
            return element_id
    return ""
