"""A pack that derives from another: all of the parent's elements, extended and relabelled.

Nothing of the parent can be deleted. An element with the parent's id takes the parent's keys and
changes those it writes; an element with a new id comes after the parent's. A list of anything
else (the shares of a quota, the parts of a condition) is replaced as a whole. The head of the
plan, what it is called, whom it is sent to and from when it holds, is never inherited.
"""

from typing import Any

from zhiyong.rules.pack.places import Places
from zhiyong.rules.pack.problems import Problem
from zhiyong.rules.pack.reader import Map, Seq

OWN_KEYS = frozenset(
    {
        "format",
        "plan",
        "version",
        "title",
        "short_title",
        "source",
        "parent",
        "issuers",
        "addressees",
        "region",
        "in_force",
    }
)
"""What a plan says about itself and never takes from another."""


def parent_named(tree: Map) -> str | None:
    """Return the plan from which a pack derives, or None when it stands on its own."""
    parent = tree.get("parent")
    if not isinstance(parent, Map) or parent.get("mode") != "derives":
        return None
    plan = parent.get("plan")
    return str(plan) if isinstance(plan, str) else None


def derive(child: Places, parent: Places, folder: str) -> tuple[Places, list[Problem]]:
    """Return a pack's tree over its parent's, and each attempt to take something away.

    folder   how the parent's files are named in problems: its folder as seen from the child's
    """
    problems: list[Problem] = []
    tree = Map(child.tree.line)
    files: dict[str, str] = {}
    parts: dict[tuple[str, int], str] = {}

    def of_parent(path: tuple[str | int, ...]) -> str:
        return f"{folder}/{parent.at(path)[0]}"

    for key, value in parent.tree.items():
        if key in OWN_KEYS or key in child.tree:
            continue
        tree[key], tree.key_lines[key] = value, parent.tree.key_lines[key]
        files[key] = of_parent((key,))
        if isinstance(value, Seq):
            parts.update({(key, place): of_parent((key, place)) for place in range(len(value))})
    for key, value in child.tree.items():
        line = child.tree.key_lines[key]
        above = None if key in OWN_KEYS else parent.tree.get(key)
        found = _over(value, above, line, (key,), problems, child)
        tree[key], tree.key_lines[key] = found, line
        files[key] = child.at((key,))[0]
        if isinstance(found, Seq):
            parts.update(_parts(key, found, child, parent, of_parent))
    _name_parent(tree, parent.tree)
    return Places(tree, files, child.main, parts), problems


def _parts(key: str, found: Seq, child: Places, parent: Places, of_parent: Any) -> Any:
    """Return the file of each entry of a list: the child's where it says something about it."""
    own, above = child.tree.get(key), parent.tree.get(key)
    mine = {_id(one): place for place, one in enumerate(own or ())} if _has_ids(own) else {}
    for place, one in enumerate(found):
        if not isinstance(above, Seq) or not mine:
            yield (key, place), child.at((key, place))[0]
        elif _id(one) in mine:
            yield (key, place), child.at((key, mine[_id(one)]))[0]
        else:
            yield (key, place), of_parent((key, place))


def _over(
    value: Any,
    above: Any,
    line: int,
    path: tuple[str | int, ...],
    problems: list[Problem],
    child: Places,
) -> Any:
    """Return what the child says over what the parent says."""
    if value is None and above is not None:
        name = ".".join(map(str, path))
        problems.append(Problem(child.at(path)[0], line, name, "DERIVED_DELETES", {}))
        return above
    if isinstance(value, Map) and isinstance(above, Map):
        return _map_over(value, above, path, problems, child)
    if _has_ids(value) and _has_ids(above):
        return _list_over(value, above, path, problems, child)
    return value


def _map_over(
    value: Map, above: Map, path: tuple[str | int, ...], problems: list[Problem], child: Places
) -> Map:
    merged = Map(value.line)
    for key, one in above.items():
        if key in value:
            continue
        merged[key], merged.key_lines[key] = one, value.line
    for key, one in value.items():
        line = value.key_lines[key]
        merged[key] = _over(one, above.get(key), line, (*path, key), problems, child)
        merged.key_lines[key] = line
    if _is_condition(value) and _is_condition(above):
        return value
    return merged


def _is_condition(tree: Map) -> bool:
    """Return whether a map is a condition, which is one thing and never mixed from two."""
    return any(key in tree for key in ("fact", "all", "any", "not")) and "id" not in tree


def _list_over(
    value: Seq, above: Seq, path: tuple[str | int, ...], problems: list[Problem], child: Places
) -> Seq:
    merged = Seq(value.line)
    own = {_id(one): place for place, one in enumerate(value)}
    for place, one in enumerate(above):
        mine = own.pop(_id(one), None)
        if mine is None:
            merged.append(one)
            merged.item_lines.append(above.item_lines[place])
            continue
        line, name = value.item_lines[mine], (*path, str(_id(one)))
        merged.append(_over(value[mine], one, line, name, problems, child))
        merged.item_lines.append(line)
    for place in own.values():
        merged.append(value[place])
        merged.item_lines.append(value.item_lines[place])
    return merged


def _id(entry: Any) -> Any:
    return entry.get("id") if isinstance(entry, Map) else None


def _has_ids(tree: Any) -> bool:
    return isinstance(tree, Seq) and bool(tree) and all(isinstance(_id(one), str) for one in tree)


def _name_parent(tree: Map, above: Map) -> None:
    """Keep the parent's title beside its id, so that its clauses are cited with it."""
    parent, title = tree.get("parent"), above.get("title")
    if isinstance(parent, Map) and isinstance(title, Map) and "title" not in parent:
        parent["title"] = title
        parent.key_lines["title"] = parent.line
