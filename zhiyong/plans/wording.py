"""What a plan says, in the language of the reader."""

from dataclasses import dataclass

from django.utils.translation import get_language

from zhiyong.rules.grounds import Grounded
from zhiyong.rules.pack.names import key_name, section_name
from zhiyong.rules.pack.schema import Pack
from zhiyong.rules.values import Label


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


def place_label(pack: Pack, place: str) -> str:
    """Return what a place of the plan is called: "测评：群众满意度测评 · 最少份数"."""
    lang = language()
    section, *rest = place.split(".")
    names: list[str] = []
    found: object = getattr(pack, section, None)
    while rest:
        part = rest.pop(0)
        if isinstance(found, tuple):
            step, rest = _entry(found, part, rest)
        else:
            step = getattr(found, part, getattr(found, f"{part}_", None))
        named = getattr(step, "label", None)
        if isinstance(named, Label):
            names.append(named.say(lang))
        elif not part.isdecimal():
            names.append(key_name(part, lang))
        found = step
    sign = "：" if lang == "zh" else ": "
    return section_name(section, lang) + sign + " · ".join(names)


def _entry(entries: tuple[object, ...], part: str, rest: list[str]) -> tuple[object, list[str]]:
    """Return the entry that a part of a place names; an id may hold dots."""
    for length in range(len(rest) + 1):
        name = ".".join([part, *rest[:length]])
        for number, entry in enumerate(entries):
            if name in (getattr(entry, "id", None), str(number)):
                return entry, rest[length:]
    return None, rest
