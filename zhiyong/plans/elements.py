"""One element of a draft: its keys as boxes of a form, and the pack with it changed."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

import yaml
from django.utils.translation import gettext as _

from zhiyong.rules.pack.names import key_name
from zhiyong.rules.pack.schema import Pack
from zhiyong.rules.shape import Shape
from zhiyong.rules.values import Label
from zhiyong.shell.errors import Refusal

Kind = Literal["line", "flag", "label", "yaml"]
SCALARS = (str, int, float)


class NotReadable(Refusal):
    """What stands in a box is no YAML."""


@dataclass(frozen=True, slots=True)
class Box:
    """One key of an element: what it is called, how it is written, what stands there."""

    key: str
    name: str
    kind: Kind
    value: Any
    required: bool


def element_of(data: Any, section: str, element_id: str) -> dict[str, Any] | None:
    """Return an element of a section of a pack's data; None if there is none."""
    return next((one for one in _inside(data.get(section)) if one.get("id") == element_id), None)


def shape_of(pack: Pack, section: str, element_id: str) -> type[Shape] | None:
    """Return the shape of an element of a section."""
    return type(pack.element(section, element_id)) if pack.has(section, element_id) else None


def boxes(shape: type[Shape], element: dict[str, Any], lang: str) -> list[Box]:
    """Return the keys of an element in the order of its shape, those that are empty too."""
    return [
        Box(key, key_name(key, lang), kind, _shown(kind, value), field.is_required())
        for name, field in shape.model_fields.items()
        if (key := field.alias or name) != "id"
        for kind in [_kind(field.annotation, element.get(key))]
        for value in [element.get(key, field.get_default() if kind == "flag" else None)]
    ]


def changed(element: dict[str, Any], kinds: dict[str, Kind], given: dict[str, Any]) -> None:
    """Write what a form gives into an element of a pack's data; what is empty is left out.

    :raises NotReadable: if a box that holds YAML cannot be read.
    """
    for key, kind in kinds.items():
        value = _read(key, kind, given)
        if value is None or (value != 0 and not value):
            element.pop(key, None)
        else:
            element[key] = value


def _read(key: str, kind: Kind, given: dict[str, Any]) -> Any:
    if kind == "label":
        said = {lang: given.get(f"{key}_{lang}", "").strip() for lang in ("zh", "en")}
        return said if any(said.values()) else None
    if kind == "flag":
        return bool(given.get(key))
    text = str(given.get(key) or "").strip()
    if kind == "line" or not text:
        return text
    try:
        return yaml.safe_load(text)
    except yaml.YAMLError as error:
        where = getattr(error, "problem_mark", None)
        line = where.line + 1 if where else 1
        refusal = _("“{key}”: line {line} cannot be read.")
        raise NotReadable(refusal.format(key=key, line=line)) from error


def _kind(annotation: Any, value: Any) -> Kind:
    if annotation is bool:
        return "flag"
    if annotation is Label or annotation == Label | None:
        return "label"
    if isinstance(value, SCALARS) and not isinstance(value, bool):
        return "line"
    if value is None and not _is_nested(annotation):
        return "line"
    return "yaml"


def _is_nested(annotation: Any) -> bool:
    said = str(annotation)
    return "tuple[" in said or "dict[" in said or "conditions." in said or "pack." in said


def _shown(kind: Kind, value: Any) -> Any:
    if kind == "yaml":
        dumped = yaml.safe_dump(value, allow_unicode=True, sort_keys=False, width=90)
        return "" if value is None else dumped
    return value


def _inside(entries: Any) -> Iterator[dict[str, Any]]:
    """Yield the elements of a section; of the tree of faults those below as well."""
    for one in entries if isinstance(entries, list) else ():
        yield one
        yield from _inside(one.get("children"))
