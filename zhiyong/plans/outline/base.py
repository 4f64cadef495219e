"""What every part of a plan's outline is made of."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from zhiyong.plans.wording import Ground, ground_of, language
from zhiyong.rules.pack.aloud import lines
from zhiyong.rules.pack.base import Element
from zhiyong.rules.pack.schema import Pack


@dataclass(frozen=True, slots=True)
class Item:
    """One element: its name, what it says, what it rests on; `depth` in a tree."""

    id: str
    label: str
    lines: tuple[str, ...]
    ground: Ground
    depth: int = 0
    code: str = ""
    section: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """Elements of one sort, in the order of the plan."""

    key: str
    title: str
    items: tuple[Item, ...]


Say = Callable[[Pack, Any], Iterator[str]]


def nothing(pack: Pack, element: Any) -> Iterator[str]:  # noqa: ARG001 - the shape of `Say`
    return iter(())


def section(pack: Pack, key: str, title: str, say: Say = nothing) -> Section:
    return of(pack, key, title, getattr(pack, key), say)


def of(
    pack: Pack, key: str, title: str, elements: Any, say: Say = nothing, *, home: str = ""
) -> Section:
    """Return a section of its own; `home` is the section of the pack that its elements are in."""
    home = home or key.partition("-")[0]
    return Section(
        key,
        title,
        tuple(item(pack, one, tuple(say(pack, one)), section=home) for one in elements),
    )


def item(pack: Pack, element: Element, lines: tuple[str, ...], **more: Any) -> Item:
    lang = language()
    note = (element.note.say(lang),) if element.note else ()
    return Item(
        element.id, element.label.say(lang), (*lines, *note), ground_of(pack, element), **more
    )


def filled(*sections: Section) -> list[Section]:
    return [one for one in sections if one.items]


def everything(pack: Pack, element: Any) -> Iterator[str]:
    """Yield all that an element says, key by key."""
    colon = "：" if language() == "zh" else ": "
    for key, value in lines(pack, element, language()):
        yield f"{key}{colon}{value}"


def whole(pack: Pack, key: str, title: str) -> Section:
    """Return a section of the pack with all that its elements say."""
    return section(pack, key, title, everything)


def joined(texts: list[str]) -> str:
    return ("、" if language() == "zh" else ", ").join(texts)
