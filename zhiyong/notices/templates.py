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


NEWS = TextTemplate(
    "news",
    "您有一条新消息，请凭查询码登录查看。",
    "There is news for you. Please look it up with your code.",
)


def text(name: str) -> TextTemplate:
    """Return the text of that name; any other is the one that there is news."""
    return _texts.get(name, NEWS)


def sentence(name: str, facts: Mapping[str, Any], title: str) -> str:
    """Return the words of a notice in the language of the reader; the title if none are known."""
    template = _templates.get(name)
    if template is None:
        return title
    return str(template.sentence).format_map(_Blank(facts, title=title))


def is_urgent(name: str) -> bool:
    """Whether a notice is marked."""
    template = _templates.get(name)
    return template is not None and template.urgent


class _Blank(dict[str, Any]):
    """A fact that an old notice lacks leaves a blank."""

    def __missing__(self, key: str) -> str:
        return "…"
