"""The numbers that a source leaves open, set for one place: a pack with them is a pack like any."""

from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import ValidationError

from zhiyong.rules.conditions import OPERATORS, read_operand
from zhiyong.rules.facts import FactError
from zhiyong.rules.pack.places import Places
from zhiyong.rules.pack.reader import as_tree
from zhiyong.rules.pack.schema import Pack
from zhiyong.rules.pack.worded import what_stands, worded
from zhiyong.rules.shape import Shape
from zhiyong.rules.values import UNSPECIFIED, ValueProblem


def with_settings(
    pack: Pack, settings: Mapping[str, object]
) -> tuple[Pack, list[tuple[str, str, dict[str, object]]]]:
    """Return the pack with numbers set that its source leaves open, and what could not be set.

    settings   by path as `Pack.open_numbers` gives it, "clocks.reply.term"; values as written
    Each problem is (path, code, params).
    """
    problems: list[tuple[str, str, dict[str, object]]] = []
    open_paths = pack.open_numbers()
    given: dict[str, str] = {}
    for path, value in settings.items():
        if path not in open_paths:
            problems.append((path, *_not_open(pack, path, open_paths)))
        elif not isinstance(value, str):
            problems.append((path, "NOT_A_TEXT", dict(what_stands(value))))
        elif wrong := _not_comparable(pack, path, value):
            problems.append((path, "CONDITION_WRONG_VALUE", wrong))
        else:
            given[path] = str(value)
    try:
        return _with_all(pack, given), problems
    except ValidationError:
        for path, value in given.items():
            try:
                pack = _with_all(pack, {path: value})
            except ValidationError as error:
                first = next(worded(error, Places(as_tree(pack.as_data()))))
                problems.append((path, first.code, dict(first.params)))
        return pack, problems


def _not_comparable(pack: Pack, path: str, value: str) -> dict[str, object]:
    """Return what is wrong with the number of a threshold that its fact cannot be compared with."""
    if path.rpartition(".")[2] not in OPERATORS:
        return {}
    limb, _ = _parent_of(pack.as_data(), path)
    fact = str(limb.get("fact", ""))
    if fact not in pack.vocabulary.facts:
        return {}
    try:
        pack.vocabulary.check(fact, read_operand(value))
    except (FactError, ValueProblem):
        known = pack.vocabulary.facts[fact].kind
        return {"fact": fact, "value": str(value), "known": known}
    return {}


def _with_all(pack: Pack, given: Mapping[str, str]) -> Pack:
    data = pack.as_data()
    for path, value in given.items():
        parent, key = _parent_of(data, path)
        parent[key] = value
    return Pack.model_validate(data)


def _not_open(pack: Pack, path: str, known: tuple[str, ...]) -> tuple[str, dict[str, object]]:
    said = ", ".join(known)
    found: Any = pack
    for part in path.split("."):
        if isinstance(found, tuple):
            found = next((one for one in found if getattr(one, "id", None) == part), None)
        else:
            found = getattr(found, part, getattr(found, f"{part}_", None))
    if found is None or isinstance(found, Shape | tuple):
        return "SETTING_UNKNOWN", {"path": path, "known": said}
    return "SETTING_FIXED", {"path": path, "value": found, "known": said}


def _parent_of(data: Any, path: str) -> tuple[dict[str, Any], str]:
    """Return the map that holds the last key of an open path, and that key."""
    *above, key = path.split(".")
    node = data
    rest = list(above)
    while rest:
        if isinstance(node, list):
            node = _entry(node, rest)
        else:
            node = node.setdefault(rest.pop(0), {})
    return node, key


def _entry(entries: list[Any], rest: list[str]) -> Any:
    """Take the id or place of an entry from the path; an id may hold dots."""
    for length in range(len(rest), 0, -1):
        name = ".".join(rest[:length])
        for place, entry in enumerate(entries):
            if (isinstance(entry, dict) and entry.get("id") == name) or name == str(place):
                del rest[:length]
                return entry
    raise KeyError(".".join(rest))


def value_at(pack: Pack, path: str) -> str:
    """Return what stands at a path that was open, as a pack writes it."""
    return values_at(pack, [path])[path]


def values_at(pack: Pack, paths: Iterable[str]) -> dict[str, str]:
    """Return the same for several paths: the pack is written out once."""
    data = pack.as_data()
    found = {}
    for path in paths:
        parent, key = _parent_of(data, path)
        found[path] = str(parent.get(key, UNSPECIFIED))
    return found
