"""The sentences of notices, registered by the rooms that tell them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Template:
    """One sentence to staff: "{title} is due on {due}." `title` is the subject's own title.

    Facts are codes, references, days and numbers; a reference is shown by its title.
    """

    name: str
    sentence: Any
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class TextTemplate:
    """One text to complainants, in both languages at once; it never says what the matter is."""

    name: str
    zh: str
    en: str


_templates: dict[str, Template] = {}
_texts: dict[str, TextTemplate] = {}


def register(*templates: Template) -> None:
    """Add sentences."""
    _templates.update({template.name: template for template in templates})


def register_text(*templates: TextTemplate) -> None:
    """Add texts to complainants."""
    _texts.update({template.name: template for template in templates})


def get(name: str) -> Template:
    """Return the sentence of that name.

    :raises KeyError: if there is none.
    """
    return _templates[name]


def text(name: str) -> TextTemplate:
    """Return the text of that name.

    :raises KeyError: if there is none.
    """
    return _texts[name]


def sentence(name: str, facts: Mapping[str, Any], title: str) -> str:
    """Return the words of a notice in the language of the reader."""
    template = _templates.get(name)
    if template is None:
        return title
    return str(template.sentence).format_map({"title": title, **_Blank(facts)})


class _Blank(dict[str, Any]):
    """A fact that an old notice lacks leaves a blank."""

    def __missing__(self, key: str) -> str:
        return "…"
