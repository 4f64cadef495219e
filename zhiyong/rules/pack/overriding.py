"""What higher law replaces in a plan: done once as a pack is read, so that every room obeys it."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from pydantic import ValidationError

from zhiyong.rules.pack.places import Places, show_path
from zhiyong.rules.pack.problems import Problem, nearest
from zhiyong.rules.pack.reader import Map, Seq, as_tree
from zhiyong.rules.pack.schema import Pack
from zhiyong.rules.pack.worded import worded

Path = tuple[str | int, ...]


def lay_over(places: Places) -> tuple[dict[str, Path], list[Problem]]:
    """Put what `overrides` say where the plan says otherwise, and keep there what it replaced.

    The element that holds the value takes the override's articles besides its own grounds.
    Returned are the paths that were replaced, each with that of the override's own value, and
    every override that leads nowhere, stands on no law or replaces what another one did.
    """
    found, problems = dict[str, Path](), list[Problem]()
    entries = places.tree.get("overrides")
    for number, entry in enumerate(entries if isinstance(entries, Seq) else ()):
        if not isinstance(entry, Map) or not isinstance(entry.get("value"), str):
            continue  # its shape is told when the pack is read
        wanted, at = entry.get("replaces"), ("overrides", number)
        if not isinstance(wanted, str):
            continue
        target = _path_of(places.tree, wanted)
        stands = places.node(target) if target else None
        if target is None or target[0] == "overrides" or not isinstance(stands, str):
            known = ", ".join(_near(places.tree, wanted)) or "clocks.….term"
            problems.append(_problem(places, at, "OVERRIDE_NOWHERE", path=wanted, known=known))
            continue
        if show_path(target) in found:
            problems.append(_problem(places, at, "OVERRIDE_TWICE", path=wanted))
            continue
        if not entry.get("basis"):
            problems.append(_problem(places, at, "OVERRIDE_WITHOUT_LAW", path=wanted))
            continue
        if "instead_of" not in entry:
            entry["instead_of"], entry.key_lines["instead_of"] = stands, entry.line
        parent = places.node(target[:-1])
        parent[str(target[-1])] = entry["value"]
        _cite(places, target, entry["basis"])
        found[show_path(target)] = (*at, "value")
    return found, problems


def at_the_override(
    problems: Iterable[Problem], replaced: dict[str, Path], places: Places
) -> Iterator[Problem]:
    """Yield problems, those of a value that an override brought at the override itself."""
    for problem in problems:
        if (at := replaced.get(problem.path)) is not None:
            file, line = places.at(at)
            problem = replace(problem, file=file, line=line, path=show_path(at))
        yield problem


def with_overrides(pack: Pack, overrides: Any) -> tuple[Pack, list[Problem]]:
    """Return a pack with further overrides, and what is wrong with them."""
    data = as_tree(pack.as_data())
    own = data.setdefault("overrides", Seq(0))
    data.key_lines.setdefault("overrides", 0)
    first = len(own)
    for one in as_tree(overrides):
        own.append(one)
        own.item_lines.append(0)
    places = Places(data)
    replaced, problems = lay_over(places)
    if not problems:
        try:
            return Pack.model_validate(data), []
        except ValidationError as error:
            problems = list(at_the_override(worded(error, places), replaced, places))
    return pack, [replace(one, path=_renumbered(one.path, first)) for one in problems]


def _renumbered(path: str, first: int) -> str:
    """Return a path with the place that an override has among the further ones."""
    for number in range(first, first + 1000):
        if path.startswith(f"overrides[{number}]"):
            rest = path.removeprefix(f"overrides[{number}]")
            return f"overrides.{number - first}{rest}"
    return path


def _path_of(tree: Any, written: str) -> Path | None:
    """Return the path in the tree of "clocks.appeal.term"; an id may hold dots."""
    rest, node = written.split("."), tree
    path: list[str | int] = []
    while rest:
        if isinstance(node, Seq):
            place = _entry(node, rest)
            if place is None:
                return None
            node = node[place]
            path.append(place)
        elif isinstance(node, Map) and rest[0] in node:
            path.append(rest[0])
            node = node[rest.pop(0)]
        else:
            return None
    return tuple(path)


def _entry(entries: Seq, rest: list[str]) -> int | None:
    for length in range(len(rest), 0, -1):
        name = ".".join(rest[:length])
        for place, entry in enumerate(entries):
            if (isinstance(entry, Map) and entry.get("id") == name) or name == str(place):
                del rest[:length]
                return place
    return None


def _near(tree: Map, written: str) -> list[str]:
    """Return the paths that were probably meant."""
    section = nearest(written.partition(".")[0], tree)
    entries = tree.get(section)
    if not isinstance(entries, Seq):
        return []
    known = [
        f"{section}.{entry['id']}.{key}"
        for entry in entries
        if isinstance(entry, Map) and isinstance(entry.get("id"), str)
        for key, value in entry.items()
        if isinstance(value, str) and key not in ("id", "clause")
    ]
    near = nearest(written, known)
    return [near] if near else []


def _cite(places: Places, target: Path, basis: Any) -> None:
    """Add the law to the grounds of the element in which the value stands."""
    element = next(
        (
            node
            for length in range(len(target) - 1, 0, -1)
            if isinstance(node := places.node(target[:length]), Map) and "id" in node
        ),
        None,
    )
    if element is None:
        return
    own, line = element.get("basis"), element.line
    articles = [*_articles(own), *(one for one in _articles(basis) if one not in _articles(own))]
    grounds = Seq(line)
    grounds.extend(articles)
    grounds.item_lines = [line] * len(articles)
    element["basis"], element.key_lines["basis"] = grounds, element.key_lines.get("basis", line)


def _articles(basis: Any) -> list[Any]:
    if basis is None:
        return []
    return list(basis) if isinstance(basis, Seq) else [basis]


def _problem(places: Places, at: Path, code: str, **params: str) -> Problem:
    file, line = places.at((*at, "replaces"))
    return Problem(file, line, f"{show_path(at)}.replaces", code, params)
