"""The registry of Kinds: what objects there are, who sees them, and how they are spoken of.

Lower rooms (journal, duties, files, notices, the time line) know an object only as a reference,
"complaint:12". Each room registers its Kinds in `AppConfig.ready`; nobody imports upwards.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from zhiyong.shell.access import Standing

Text = Any
"""A string, or a lazy translation."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of object.

    `sentences` words each journal verb: "{actor} assigned it to {handler}." Placeholders are the
    entry's facts and `actor`; `fact_titles` tells which facts are references to other Kinds.
    `public_verbs` are those that the complainant may see on the follow-up page.
    """

    name: str
    model: type[models.Model]
    label: Text
    url: Callable[[int], str] | None
    visible_to: Callable[[Standing], models.QuerySet[Any]]
    titles: Callable[[Iterable[int], Standing], Mapping[int, str]]
    sentences: Mapping[str, Text] = field(default_factory=dict)
    public_verbs: frozenset[str] = frozenset()


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Add a Kind.

    :raises ValueError: if another Kind has the name.
    """
    if kind.name in _kinds and _kinds[kind.name].model is not kind.model:
        raise ValueError(f"two Kinds are named {kind.name}")
    _kinds[kind.name] = kind


def get(name: str) -> Kind:
    """Return the Kind of that name.

    :raises KeyError: if there is none.
    """
    return _kinds[name]


def every() -> tuple[Kind, ...]:
    """Return all Kinds, by name."""
    return tuple(_kinds[name] for name in sorted(_kinds))


def of(model: type[models.Model]) -> Kind:
    """Return the Kind of a model.

    :raises KeyError: if it has none.
    """
    for kind in _kinds.values():
        if kind.model is model:
            return kind
    raise KeyError(model)


def ref(thing: models.Model) -> str:
    """Return the reference of an object: "complaint:12"."""
    return f"{of(thing.__class__).name}:{thing.pk}"


def split(reference: str) -> tuple[Kind, int]:
    """Return the Kind and the id that a reference names.

    :raises KeyError: if the Kind is unknown.
    """
    name, _, pk = reference.partition(":")
    return get(name), int(pk)


def visible(references: Iterable[str], standing: Standing) -> set[str]:
    """Return those of many references that somebody may see: one query per Kind."""
    return {
        f"{name}:{pk}"
        for name, ids in _by_kind(references).items()
        for pk in _kinds[name]
        .visible_to(standing)
        .filter(pk__in=sorted(ids))
        .values_list("pk", flat=True)
    }


def titles(references: Iterable[str], standing: Standing) -> dict[str, str]:
    """Return the titles of many references: one query per Kind. Those not visible are missing."""
    return {
        f"{name}:{pk}": title
        for name, ids in _by_kind(references).items()
        for pk, title in _kinds[name].titles(ids, standing).items()
    }


def _by_kind(references: Iterable[str]) -> dict[str, set[int]]:
    """Return the ids of references by the name of their Kind; unknown ones are left out."""
    wanted: dict[str, set[int]] = {}
    for reference in references:
        name, _, pk = reference.partition(":")
        if name in _kinds and pk.isdigit():
            wanted.setdefault(name, set()).add(int(pk))
    return wanted


def url(reference: str) -> str | None:
    """Return the page of an object, if its Kind has one."""
    kind, pk = split(reference)
    return kind.url(pk) if kind.url else None
