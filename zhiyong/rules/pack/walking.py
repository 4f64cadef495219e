"""A walk over every piece of a pack, with its place."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from zhiyong.rules.pack.base import Ref
from zhiyong.rules.shape import Shape


@dataclass(frozen=True, slots=True)
class Reference:
    """An id that a field holds, and the sections in which it must be found."""

    ref: Ref
    id: str
    path: tuple[str | int, ...]
    name: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a pack: what it is, its path as keys and places, and as people read it."""

    shape: Shape
    path: tuple[str | int, ...]
    name: str

    def references(self) -> Iterator[Reference]:
        """Yield every id that the fields of this piece refer to."""
        for attribute, key, ref in _references(type(self.shape)):
            for found in _ids(getattr(self.shape, attribute), ref):
                yield Reference(ref, found, (*self.path, key), f"{self.name}.{key}")


def pieces(shape: Shape, path: tuple[str | int, ...] = (), name: str = "") -> Iterator[Piece]:
    """Yield a shape and everything below it, in the order of the pack."""
    yield Piece(shape, path, name)
    for attribute, key in _keys(type(shape)):
        value = getattr(shape, attribute)
        if isinstance(value, Shape | tuple):
            yield from _below(value, (*path, key), f"{name}.{key}" if name else key)


@cache
def has_key(kind: type[Shape], key: str) -> bool:
    """Return whether a shape has a field of this name."""
    return key in kind.model_fields


@cache
def _keys(kind: type[Shape]) -> tuple[tuple[str, str], ...]:
    """Return the fields of a shape with the keys that a pack writes."""
    return tuple((name, field.alias or name) for name, field in kind.model_fields.items())


@cache
def _references(kind: type[Shape]) -> tuple[tuple[str, str, Ref], ...]:
    """Return the fields of a shape that refer to elements, with their keys."""
    return tuple(
        (name, field.alias or name, mark)
        for name, field in kind.model_fields.items()
        for mark in field.metadata
        if isinstance(mark, Ref)
    )


def _below(value: Any, path: tuple[str | int, ...], name: str) -> Iterator[Piece]:
    if isinstance(value, Shape):
        yield from pieces(value, path, name)
    elif isinstance(value, tuple):
        for place, one in enumerate(value):
            yield from _below(one, (*path, place), f"{name}.{getattr(one, 'id', place)}")


def _ids(value: Any, ref: Ref) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        yield from value
    elif isinstance(value, dict):
        yield from value.values()
        if ref.keys:
            yield from value
