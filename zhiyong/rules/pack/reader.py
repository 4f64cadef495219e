"""From the text of a YAML file to a tree that knows where each value stands.

Nothing is typed here: every scalar stays the text that was written, so that `no` is a word and
`12:30` no number; the shapes say what a text means. What can hurt is refused before it costs
anything: anchors and aliases (a "bomb" is made of them), tags, deep nesting, huge files.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import yaml
from yaml.error import MarkedYAMLError
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from yaml.reader import ReaderError

from zhiyong.rules.pack.problems import Problem

_PARSER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The parser of libyaml; the same in Python, twenty times slower, where the wheel has none."""

MOST_DEPTH = 40
MOST_VALUES = 100_000


class Text(str):
    """A scalar as it was written, and whether it stood without quotes."""

    __slots__ = ("is_plain", "line")
    line: int
    is_plain: bool


class Map(dict[str, Any]):
    """A map that knows the line of each key, and later the shape it was read as."""

    __slots__ = ("key_lines", "line", "read_as")

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line
        self.key_lines: dict[str, int] = {}
        self.read_as: Any = None


class Seq(list[Any]):
    """A list that knows the line of each entry."""

    __slots__ = ("item_lines", "line")

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line
        self.item_lines: list[int] = []


def read(text: str, file: str) -> tuple[Any, list[Problem]]:
    """Return the tree of a YAML text, and everything that is wrong with it as YAML.

    The tree is None when the text could not be read to its end.
    """
    problems = list(_unprintable(text, file))
    if problems:
        return None, problems
    text, problems = _in_plain_form(text, file)
    if problems:
        return None, problems
    builder = _Builder(file)
    try:
        for event in yaml.parse(text, Loader=_PARSER):
            if not builder.take(event):
                return None, builder.problems
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        reason = " ".join(part for part in (error.problem, error.context) if part)
        builder.problems.append(_syntax(text, file, mark.line + 1 if mark else 1, reason))
        return None, builder.problems
    except ReaderError as error:
        line = text[: error.position].count("\n") + 1
        builder.problems.append(_syntax(text, file, line, error.reason))
        return None, builder.problems
    except Exception as error:  # the parser's own faults on hostile text must not be ours
        builder.problems.append(_syntax(text, file, 1, type(error).__name__))
        return None, builder.problems
    if builder.root is None and not builder.problems:
        builder.problems.append(Problem(file, 1, "", "FILE_EMPTY"))
    return builder.root, builder.problems


class _Builder:
    """Builds the tree from parser events with a stack of its own: depth costs no recursion."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.root: Any = None
        self.problems: list[Problem] = []
        self._open: list[Map | Seq] = []
        self._keys: list[Text | None] = []  # of each open map: the key that waits for its value
        self._skip = 0  # depth inside something that stands where a key should
        self._values = 0
        self._documents = 0

    def take(self, event: Event) -> bool:
        """Take one event; return False when reading must stop."""
        mark = event.start_mark
        line = mark.line + 1 if mark else 1
        kind = type(event)
        if kind is MappingEndEvent or kind is SequenceEndEvent:
            self._end()
        elif isinstance(event, DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                return self._stop(line, "SECOND_DOCUMENT")
        elif isinstance(event, AliasEvent):
            return self._stop(line, "ALIAS")
        elif isinstance(event, ScalarEvent | MappingStartEvent | SequenceStartEvent):
            if event.anchor is not None:
                return self._stop(line, "ALIAS")
            if event.tag is not None and str(event.tag) != "!":
                return self._stop(line, "TAG", tag=str(event.tag)[:40])
            self._values += 1
            if self._values > MOST_VALUES:
                return self._stop(line, "TOO_MANY", most=str(MOST_VALUES))
            if len(self._open) + self._skip >= MOST_DEPTH:
                return self._stop(line, "TOO_DEEP", most=str(MOST_DEPTH))
            self._start(event, line)
        return True

    def _start(self, event: Event, line: int) -> None:
        if isinstance(event, ScalarEvent):
            if not self._skip:
                take = self._take_key if self._awaits_key else self._put
                take(_scalar(event, line), line)
        elif self._skip:
            self._skip += 1
        elif self._awaits_key:
            self._problem(line, "KEY_NOT_TEXT")
            self._skip = 1
        else:
            node: Map | Seq = Map(line) if isinstance(event, MappingStartEvent) else Seq(line)
            self._put(node, line)
            self._open.append(node)
            self._keys.append(None)

    def _end(self) -> None:
        if self._skip:
            self._skip -= 1
            if self._skip == 0 and self._awaits_key:
                self._keys[-1] = Text()  # the value of the refused key is dropped
            return
        self._open.pop()
        self._keys.pop()

    @property
    def _awaits_key(self) -> bool:
        return bool(self._open) and isinstance(self._open[-1], Map) and self._keys[-1] is None

    def _take_key(self, key: Text | None, line: int) -> None:
        if not key:
            self._problem(line, "KEY_NOT_TEXT")
            self._keys[-1] = Text()
        else:
            self._keys[-1] = key

    def _put(self, value: Any, line: int) -> None:
        if not self._open:
            self.root = value
            return
        parent = self._open[-1]
        if isinstance(parent, Seq):
            parent.append(value)
            parent.item_lines.append(line)
            return
        key, self._keys[-1] = self._keys[-1], None
        if not key:
            return
        if key in parent:
            first = str(parent.key_lines[key])
            self._problem(key.line, "KEY_TWICE", key=str(key), first=first)
            return
        parent[str(key)] = value
        parent.key_lines[str(key)] = key.line

    def _problem(self, line: int, code: str, **params: str) -> None:
        path = ".".join(str(key) for key in self._keys if key)
        self.problems.append(Problem(self.file, line, path, code, params))

    def _stop(self, line: int, code: str, **params: str) -> bool:
        self._problem(line, code, **params)
        return False


def _scalar(event: ScalarEvent, line: int) -> Text | None:
    """Return the text of a scalar; nothing, ~ and null without quotes are None."""
    text = Text(event.value)
    text.line = line
    text.is_plain = not event.style
    if text.is_plain and text in ("", "~", "null", "Null", "NULL"):
        return None
    return text


# ── before the parser ─────────────────────────────────────────────────────────────────────

_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]")
_BLOCK_TEXT = re.compile(r"(?:^|[:\-]\s)\s*[|>][-+]?\d?[-+]?\s*(?:#.*)?$")
_WIDE_COLON = re.compile(r"^(\s*(?:-\s+)*[A-Za-z_][\w.-]*)[：﹕︓]\s*")
_SPACE_AFTER_COLON = re.compile(r"^(\s*(?:-\s+)*[A-Za-z_][\w.-]*:)[\u3000\u00a0]+")
_FLOW_MAP = re.compile(r"(?:^|[:\-\[]\s*|^\s*)[{｛]")
_QUOTED = re.compile(r"(\"[^\"]*\"|'[^']*')")
_WIDE_IN_FLOW = re.compile("[｛｝，：]")
# bounded, so that no line of spaces or letters takes more than its length
_WIDE_FLOW = (  # inside {…}: full-width braces, and comma and colon around a key
    (re.compile(r"｛"), "{"),
    (re.compile(r"｝"), "}"),
    (re.compile(r"\s{0,8}[,，]\s{0,8}(?=[A-Za-z_][\w.-]{0,80}\s{0,8}[:：])"), ", "),
    (re.compile(r"([{,]\s{0,8}[A-Za-z_][\w.-]{0,80})\s{0,8}：\s{0,8}"), r"\1: "),
)
_REASONS_ZH = (
    ("end of stream", "引号或括号没有结束"),
    ("<stream end>", "引号或括号没有结束"),
    ("<block end>", "缩进层级前后不一致"),
    ("<document start>", "缩进层级前后不一致"),
    ("expected '-' indicator", "缩进层级前后不一致，或列表项缺少“-”"),
    ("expected key", "缩进层级前后不一致，或括号、引号不成对"),
    ("unexpected ':'", "此处不应再出现冒号，文字含冒号时请加引号"),
    ("expected node content", "此处缺少内容，或多了一个符号"),
    ("alphabetic or numeric character", "值不能以该符号开头，请加引号"),
    ("mapping values are not allowed", "此处不应再出现冒号，文字含冒号时请加引号"),
    ("could not find expected ':'", "缺少冒号"),
    ("cannot start any token", "值不能以该符号开头，请加引号"),
    ("expected ',' or", "括号内缺少逗号或右括号"),
    ("escape", "双引号内的转义符不正确"),
)
_WIDE_SIGNS = "：，｛｝［］“”‘’＃－　"


def _unprintable(text: str, file: str) -> Iterator[Problem]:
    """Yield each line that holds a character which no text should hold."""
    if _UNPRINTABLE.search(text) is None:
        return
    for number, line in enumerate(text.split("\n"), start=1):
        if sign := _UNPRINTABLE.search(line):
            yield Problem(
                file, number, "", "CONTROL_CHARACTER", {"name": f"U+{ord(sign.group()):04X}"}
            )


def _in_plain_form(text: str, file: str) -> tuple[str, list[Problem]]:
    """Return the text with `key：value` as `key: value`, and lines that are indented wrongly.

    The lines of a block text (after | or >) are left as they are.
    """
    lines, problems = [], []
    block_indent: int | None = None
    for number, line in enumerate(text.split("\n"), start=1):
        body = line.lstrip(" \t\u3000\u00a0")
        indent = len(line) - len(body)
        if block_indent is not None and (not body.strip() or indent > block_indent):
            lines.append(line)
            continue
        block_indent = None
        if body.strip() and not body.startswith("#"):
            if "\t" in line[:indent]:
                problems.append(Problem(file, number, "", "TAB"))
            elif line[:indent].strip(" "):
                problems.append(Problem(file, number, "", "WIDE_SPACE"))
        if not line.isascii():
            line = _WIDE_COLON.sub(r"\1: ", line)
            line = _SPACE_AFTER_COLON.sub(r"\1 ", line)
            if _WIDE_IN_FLOW.search(line) and _FLOW_MAP.search(line):
                line = "".join(map(_plain_flow, _QUOTED.split(line)))
        if ("|" in line or ">" in line) and _BLOCK_TEXT.search(line.rstrip()):
            block_indent = indent
        lines.append(line)
    return "\n".join(lines), problems


def _plain_flow(part: str) -> str:
    """Return a piece of a line with the signs of {…} in their plain form; quotes stay."""
    if part[:1] in ("'", '"'):
        return part
    for wide, form in _WIDE_FLOW:
        part = wide.sub(form, part)
    return part


def _syntax(text: str, file: str, line: int, reason: str) -> Problem:
    """Return what is wrong with a line as YAML; name full-width signs if it holds any."""
    lines = text.split("\n")
    suspect = lines[line - 1] if 0 < line <= len(lines) else ""
    code_part = re.sub(r"\"[^\"]*\"|'[^']*'", "", suspect)
    signs = "".join(dict.fromkeys(sign for sign in code_part if sign in _WIDE_SIGNS))
    reason_zh = next((zh for en, zh in _REASONS_ZH if en in reason), "结构有误")
    params = {"reason": reason, "reason_zh": reason_zh, "signs": signs}
    return Problem(file, line, "", "SYNTAX_WIDE" if signs else "SYNTAX", params)


def as_tree(value: Any) -> Any:
    """Return plain data as the reader would have read it: scalars are the texts one would write."""
    if isinstance(value, Map | Seq | Text) or value is None:
        return value
    if isinstance(value, Mapping):
        tree = Map(0)
        for key, one in value.items():
            tree[str(key)], tree.key_lines[str(key)] = as_tree(one), 0
        return tree
    if isinstance(value, list | tuple | set | frozenset):
        entries = Seq(0)
        for one in value:
            entries.append(as_tree(one))
            entries.item_lines.append(0)
        return entries
    text = Text(_written(value))
    text.line, text.is_plain = 0, not isinstance(value, str)
    return text


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return format(Decimal(repr(value)), "f")
    return value.isoformat() if isinstance(value, date) else str(value)
