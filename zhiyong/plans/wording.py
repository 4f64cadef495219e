"""What a plan says, in the language of the reader."""

from dataclasses import dataclass

from django.utils.translation import get_language

from zhiyong.rules.grounds import Grounded
from zhiyong.rules.pack.schema import Pack


def language() -> str:
    """Return the language of the reader, as plans name it."""
    return "zh" if (get_language() or "zh").startswith("zh") else "en"


@dataclass(frozen=True, slots=True)
class Saying:
    """What the register says under one id."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Ground:
    """Where a piece of a plan comes from: place and wording, articles of law, or a setting."""

    where: str = ""
    sayings: tuple[Saying, ...] = ()
    articles: tuple[str, ...] = ()
    setting: str = ""


def ground_of(pack: Pack, piece: Grounded) -> Ground:
    """Return where a piece comes from, with the register's own wording beside it."""
    lang = language()
    clause = piece.clause
    sayings = (
        tuple(
            Saying(one, pack.clause(one).zh if lang == "zh" else pack.clause(one).en)
            for one in clause.ids
            if pack.has("clauses", one)
        )
        if clause
        else ()
    )
    return Ground(
        where=clause.where if clause else "",
        sayings=sayings,
        articles=tuple(pack.say_article(one, lang) for one in piece.basis),
        setting=piece.reason.say(lang) if piece.setting and piece.reason else "",
    )


def party(pack: Pack, party_id: str) -> str:
    """Return what the plan calls a party; its id where it is none of the plan's."""
    for section in ("actors", "bindings"):
        if pack.has(section, party_id):
            text: str = pack.element(section, party_id).label.say(language())
            return text
    return party_id


def parties(pack: Pack, ids: tuple[str, ...]) -> str:
    """Return several parties as one phrase."""
    names = [party(pack, one) for one in ids]
    return "、".join(names) if language() == "zh" else ", ".join(names)


def label(pack: Pack, section: str, element_id: str | None) -> str:
    """Return what the plan calls an element; its id where there is none."""
    if not element_id:
        return ""
    if not pack.has(section, element_id):
        return element_id
    text: str = pack.element(section, element_id).label.say(language())
    return text
