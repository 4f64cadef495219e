"""What the parts about votes and scores share: names, numbers as answers hold them, sentences."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Annotated, Any

from pydantic import BeforeValidator

from zhiyong.rules.errors import RuleError
from zhiyong.rules.explain.context import Context
from zhiyong.rules.explain.score_words import SAID
from zhiyong.rules.explain.words import Said, both
from zhiyong.rules.pack.problems import nearest
from zhiyong.rules.values import Label, Lang, say_number

Name = Annotated[str, BeforeValidator(str)]
"""Whom or what a question names, as it names it."""


def number(value: Fraction | int | None) -> Any:
    """Return an exact number as an answer holds it: 86, "86.5", "100/3"."""
    if value is None or isinstance(value, int):
        return value
    return value.numerator if value.denominator == 1 else say_number(value)


def said(code: str, params: Mapping[str, object] | None = None) -> Said:
    """Return the sentence of a code in both languages; a label is said in each."""
    zh, en = SAID[code]
    given = params or {}
    return both(
        zh.format_map({name: _shown(value, "zh") for name, value in given.items()}),
        en.format_map({name: _shown(value, "en") for name, value in given.items()}),
    )


def _shown(value: object, lang: Lang) -> str:
    if isinstance(value, Label):
        return value.say(lang)
    return say_number(value) if isinstance(value, Fraction) else str(value)


def refusal(error: RuleError) -> dict[str, Any]:
    """Return why something was refused, as an answer holds it."""
    return {"code": error.code.lower(), "why": said(error.code, error.params)}


def find(context: Context, section: str, element: str, path: str) -> Any:
    """Return an element of the pack, or None after noting that there is none."""
    if context.pack.has(section, element):
        return context.pack.element(section, element)
    known = context.pack.ids(section)
    params = {"section": section, "section_zh": section, "id": element, "known": ", ".join(known)}
    if near := nearest(element, known):
        context.trouble(path, "NO_SUCH_NEAR", **params, near=near)
    else:
        context.trouble(path, "NO_SUCH", **params)
    return None


def why(sentences: list[Said]) -> dict[str, list[str]]:
    """Return several sentences, in both languages."""
    return {lang: [one[lang] for one in sentences] for lang in ("zh", "en")}
