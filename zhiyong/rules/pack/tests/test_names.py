"""Every section and key of a pack has a name in Chinese, those added later included."""

from collections.abc import Iterator
from typing import Any, get_args

from zhiyong.rules.pack import Pack
from zhiyong.rules.pack.names import KEYS_ZH, SECTIONS_ZH, key_name, one_of, section_name
from zhiyong.rules.pack.register import RegisteredClause
from zhiyong.rules.shape import Shape

UNSAID = {"shares"}


def shapes(kind: Any, seen: set[Any]) -> Iterator[type[Shape]]:
    """Yield a shape and those of its fields, each once."""
    if isinstance(kind, type) and issubclass(kind, Shape):
        if kind in seen or kind is RegisteredClause:
            return
        seen.add(kind)
        yield kind
        for field in kind.model_fields.values():
            yield from shapes(field.annotation, seen)
    for part in get_args(kind):
        yield from shapes(part, seen)


def test_every_section_has_a_name() -> None:
    assert [name for name in Pack.model_fields if name not in SECTIONS_ZH] == []


def test_every_key_has_a_name() -> None:
    keys = {key for kind in shapes(Pack, set()) for key in kind.known_keys()}

    assert sorted(keys - {*KEYS_ZH, *SECTIONS_ZH} - UNSAID) == []


def test_names_are_said_in_both_languages() -> None:
    assert (section_name("clocks", "zh"), section_name("clocks", "en")) == ("时限", "clocks")
    assert (one_of("clocks", "zh"), one_of("clocks", "en")) == ("时限", "clock")
    assert (key_name("owed_by", "zh"), key_name("owed_by", "en")) == ("责任方", "owed by")
