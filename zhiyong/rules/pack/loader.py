"""From a folder of YAML files to a pack, or to everything that is wrong with it, at once."""

import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from zhiyong.rules.pack.deriving import derive, parent_named
from zhiyong.rules.pack.finding import MAIN_FILE, find_packs
from zhiyong.rules.pack.overriding import at_the_override, lay_over
from zhiyong.rules.pack.places import Places, show_path
from zhiyong.rules.pack.problems import PackErrors, Problem
from zhiyong.rules.pack.reader import Map, Seq, read
from zhiyong.rules.pack.schema import Pack
from zhiyong.rules.pack.worded import what_stands, worded

REGISTER_FILE = "clauses.yaml"
MOST_BYTES = 2_000_000
"""Of one file. The longest of our sources needs a twentieth of it."""
MOST_BYTES_OF_PACK = 8_000_000
MOST_FILES = 60


Contents = Mapping[str, bytes | str]
"""The files of a pack by name."""
FindParent = Callable[[str], Path | None]
"""Finds the folder of a plan from which another derives."""
MOST_GENERATIONS = 8


def load_pack(path: Path | str) -> Pack:
    """Return the pack in a folder: plan.yaml, further *.yaml files, clauses.yaml.

    A pack that derives from another is laid over it; the other is looked for beside it, and among
    the shipped ones.

    :raises PackErrors: with every problem found, each at its file, line and path.
    """
    folder = Path(path)
    return _load(_read_folder(folder), lambda plan: _beside(folder, plan), folder)


def load_texts(contents: Contents, find_parent: FindParent | None = None) -> Pack:
    """Return the pack made of files held in memory, by name.

    find_parent   where the pack is that this one may derive from; left out: the shipped ones

    :raises PackErrors: with every problem found.
    """
    return _load(contents, find_parent or (lambda plan: find_packs().get(plan)), Path())


def _load(contents: Contents, find_parent: FindParent, folder: Path) -> Pack:
    places, problems, whole = _read_texts(contents)
    if (above := parent_named(places.tree)) is not None:
        places, found = _over_parent(places, above, find_parent, folder)
        problems += found
        whole = whole and not found
    replaced, found = lay_over(places)
    problems += found
    try:
        plan = places.tree.get("plan")
        pack = Pack.model_validate(places.tree, context={"plan": str(plan or "")})
    except ValidationError as error:
        problems += at_the_override(worded(error, places, whole=whole), replaced, places)
    else:
        if not problems:
            pack._places = places
            return pack
    raise PackErrors(problems)


def _beside(folder: Path, plan: str) -> Path | None:
    near = folder.resolve().parent / plan
    return near if (near / MAIN_FILE).is_file() else find_packs().get(plan)


def _over_parent(
    places: Places, plan: str, find_parent: FindParent, folder: Path
) -> tuple[Places, list[Problem]]:
    """Return a pack's tree over its parent's, the parent's own ones first."""
    own = str(places.tree.get("plan") or "")
    trees, seen, found = [places], [own], list[Problem]()
    folders = [folder]
    while plan:
        file, line = trees[0].at(("parent", "plan"))
        params = {"plan": plan, "chain": " → ".join([*seen, plan])}
        where = find_parent(plan)
        if plan in seen or len(seen) > MOST_GENERATIONS:
            return places, [Problem(file, line, "parent.plan", "PARENT_CYCLE", params)]
        if where is None:
            return places, [Problem(file, line, "parent.plan", "PARENT_MISSING", params)]
        try:
            above, problems, _ = _read_texts(_read_folder(where))
        except PackErrors as error:
            problems = error.problems
        if problems:
            params["first"] = str(problems[0])
            return places, [Problem(file, line, "parent.plan", "PARENT_UNUSABLE", params)]
        trees.append(above)
        folders.append(where)
        seen.append(plan)
        plan = parent_named(above.tree) or ""
    whole = trees.pop()
    while trees:
        above_here = folders.pop()
        name = min(os.path.relpath(above_here, folder), str(above_here), key=len)
        seen.pop()
        whole, problems = derive(trees.pop(), whole, name)
        found += problems
    return whole, found


def _read_folder(folder: Path) -> dict[str, bytes]:
    """Return the files of a folder that make a pack.

    :raises PackErrors: if it is none, or one cannot be read.
    """
    if not (folder / MAIN_FILE).is_file():
        raise PackErrors([Problem(str(folder), 0, "", "PACK_MISSING", {"where": str(folder)})])
    found = sorted(file for file in folder.iterdir() if file.suffix in (".yaml", ".yml"))
    sizes = {file: file.stat().st_size for file in found}
    _refuse_size({file.name: size for file, size in sizes.items()})
    contents: dict[str, bytes] = {}
    unreadable = []
    for file in found:
        try:
            contents[file.name] = file.read_bytes()
        except OSError as error:
            reason = error.strerror or type(error).__name__
            unreadable.append(Problem(file.name, 0, "", "FILE_UNREADABLE", {"reason": reason}))
    if unreadable:
        raise PackErrors(unreadable)
    return contents


def _read_texts(contents: Contents) -> tuple[Places, list[Problem], bool]:
    """Return the tree of several files, what is wrong with them, and whether all could be read.

    They are read by name, so that a section that several files fill says the same in any order.
    """
    _refuse_size({name: len(content) for name, content in contents.items()})
    problems: list[Problem] = []
    trees: dict[str, Any] = {}
    for name, content in sorted(contents.items()):
        text = _decoded(content, name, problems)
        if text is not None:
            trees[name], found = read(text, name)
            problems += found
    places = _merged(trees, problems)
    problems += _repeated_ids(places)
    whole = all(tree is not None for tree in trees.values()) and len(trees) == len(contents)
    return places, problems, whole


def _refuse_size(sizes: Mapping[str, int]) -> None:
    problems = [
        Problem(name, 0, "", "FILE_TOO_BIG", {"size": str(size), "most": str(MOST_BYTES)})
        for name, size in sizes.items()
        if size > MOST_BYTES
    ]
    if sum(sizes.values()) > MOST_BYTES_OF_PACK or len(sizes) > MOST_FILES:
        params = {
            "size": str(sum(sizes.values())),
            "files": str(len(sizes)),
            "most": str(MOST_BYTES_OF_PACK),
            "most_files": str(MOST_FILES),
        }
        problems.append(Problem("", 0, "", "PACK_TOO_BIG", params))
    if problems:
        raise PackErrors(problems)


def _decoded(content: bytes | str, name: str, problems: list[Problem]) -> str | None:
    if isinstance(content, str):
        return content.removeprefix("\ufeff")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        problems.append(Problem(name, line, "", "NOT_UTF8", {"byte": str(error.start + 1)}))
        return None


def _merged(trees: Mapping[str, Any], problems: list[Problem]) -> Places:
    """Return all files as one tree; the register's list becomes the key `clauses`.

    A list of elements may stand in several files: its parts follow one another in the order of
    the files. Every other key stands in one file.
    """
    merged = Map(1)
    files: dict[str, str] = {}
    parts: dict[tuple[str, int], str] = {}
    for name, tree in trees.items():
        if isinstance(tree, Seq) and name == REGISTER_FILE:
            wrapped = Map(1)
            wrapped["clauses"], wrapped.key_lines["clauses"] = tree, tree.line
            tree = wrapped
        if tree is None:
            continue
        if not isinstance(tree, Map):
            problems.append(Problem(name, 1, "", "NOT_A_MAP", what_stands(tree)))
            continue
        for key, value in tree.items():
            line = tree.key_lines[key]
            if key in merged and isinstance(value, Seq) and isinstance(merged[key], Seq):
                whole = merged[key] = _joined(merged[key], value)
                start = len(whole) - len(value)
                parts.update({(key, place): name for place in range(start, len(whole))})
                continue
            if key in merged:
                problems.append(
                    Problem(name, line, key, "KEY_IN_TWO_FILES", {"key": key, "first": files[key]})
                )
                continue
            merged[key], merged.key_lines[key], files[key] = value, line, name
    main = MAIN_FILE if MAIN_FILE in trees else next(iter(trees), "")
    return Places(merged, files, main, parts)


def _joined(first: Seq, more: Seq) -> Seq:
    """Return a list that goes on in another file as one."""
    whole = Seq(first.line)
    whole.extend([*first, *more])
    whole.item_lines = [*first.item_lines, *more.item_lines]
    return whole


def _repeated_ids(places: Places) -> Iterable[Problem]:
    """Yield each id that two elements of one list share, or two categories of the taxonomy."""
    waiting: list[tuple[tuple[str | int, ...], Any]] = [((), places.tree)]
    of_tree: dict[str, dict[str, int]] = {}
    while waiting:
        path, node = waiting.pop()
        if isinstance(node, Map):
            waiting.extend(((*path, key), value) for key, value in reversed(node.items()))
        if not isinstance(node, Seq):
            continue
        one_space = path[0] == "taxonomy" and path[-1] != "behaviours"
        seen = of_tree.setdefault("taxonomy", {}) if one_space else {}
        for number, entry in enumerate(node):
            if isinstance(entry, Map) and isinstance(found := entry.get("id"), str):
                line = entry.key_lines["id"]
                if found in seen:
                    file, _ = places.at((*path, number))
                    params = {"id": found, "first": str(seen[found])}
                    yield Problem(file, line, show_path((*path, number)), "ID_TWICE", params)
                seen.setdefault(found, line)
        waiting.extend(((*path, number), entry) for number, entry in reversed([*enumerate(node)]))
