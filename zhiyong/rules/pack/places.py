"""Where each piece of a pack stands: file and line."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from zhiyong.rules.pack.reader import Map, Seq


@dataclass(frozen=True, slots=True)
class Places:
    """The trees that a pack was read from: which file holds which top key.

    A list may go on in further files: `parts` names the file of each entry that does.
    """

    tree: Map = field(default_factory=lambda: Map(0))
    files: Mapping[str, str] = field(default_factory=dict)
    main: str = ""
    parts: Mapping[tuple[str, int], str] = field(default_factory=dict)

    def at(self, path: Sequence[str | int]) -> tuple[str, int]:
        """Return file and line of a path; of a path that leads nowhere, of its nearest parent."""
        file = self.files.get(str(path[0]), self.main) if path else self.main
        if len(path) > 1 and isinstance(path[1], int):
            file = self.parts.get((str(path[0]), path[1]), file)
        line, node = (1 if self.main else 0), self.tree
        for part in path:
            found = _line_of(node, part)
            if found is None:
                break
            line, node = found
        return file, line

    def real_path(self, path: Iterable[str | int]) -> tuple[str | int, ...]:
        """Return a path without the parts that no document has (marks of union members)."""
        real: list[str | int] = []
        node: Any = self.tree
        for part in path:
            if isinstance(part, str) and part.startswith("="):
                continue
            real.append(part)
            found = _line_of(node, part)
            node = found[1] if found else None
        return tuple(real)

    def node(self, path: Sequence[str | int]) -> Any:
        """Return what stands at a path, or None."""
        node: Any = self.tree
        for part in path:
            if isinstance(node, Map) and part in node:
                node = node[str(part)]
            elif isinstance(node, Seq) and isinstance(part, int) and part < len(node):
                node = node[part]
            else:
                return None
        return node


def show_path(path: Iterable[str | int]) -> str:
    """Return a path as people read it: routing.rules[2].when."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text


def _line_of(node: Any, part: str | int) -> tuple[int, Any] | None:
    if isinstance(node, Map) and part in node:
        return node.key_lines.get(str(part), node.line), node[str(part)]
    if isinstance(node, Seq) and isinstance(part, int) and 0 <= part < len(node):
        return node.item_lines[part], node[part]
    return None
