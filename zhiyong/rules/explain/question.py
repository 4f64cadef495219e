"""A question to a plan, from the file or the data it is written in, to a tree with lines."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from pydantic import ValidationError

from zhiyong.rules.calendar import Calendar, CalendarDay, CalendarRowError
from zhiyong.rules.explain.context import Context
from zhiyong.rules.pack.places import Places
from zhiyong.rules.pack.problems import Problem
from zhiyong.rules.pack.reader import Map, Seq, Text, read
from zhiyong.rules.pack.schema import Pack
from zhiyong.rules.pack.worded import unknown_key, what_stands, worded
from zhiyong.rules.shape import Shape
from zhiyong.rules.values import UNSPECIFIED, DayField, ValueProblem, parse_day

MOST_BYTES = 4_000_000
YEARS_OF_GIVEN_CALENDAR = range(1980, 2101)
"""A calendar in a question is complete: every day that it does not name follows the week."""


def read_question(content: bytes | str, file: str) -> tuple[Any, list[Problem]]:
    """Return the tree of a question's text, and everything that is wrong with it as YAML."""
    if len(content) > MOST_BYTES:
        params = {"size": str(len(content)), "most": str(MOST_BYTES)}
        return None, [Problem(file, 0, "", "FILE_TOO_BIG", params)]
    try:
        text = content.decode("utf-8-sig") if isinstance(content, bytes) else content
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        return None, [Problem(file, line, "", "NOT_UTF8", {"byte": str(error.start + 1)})]
    return read(text.removeprefix("\ufeff"), file)


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


# ── the day and the calendar ──────────────────────────────────────────────────────────────


def read_today(context: Context) -> date | None:
    """Return the day on which the question is asked, if it is given."""
    raw = context.raw.get("today")
    if raw is None:
        return None
    if not isinstance(raw, str):
        context.trouble("today", "NOT_A_TEXT", **what_stands(raw))
        return None
    try:
        return parse_day(raw)
    except ValueProblem as error:
        context.trouble("today", error.code, **error.params)
        return None


class GivenCalendar(Shape):
    """The days that differ from the week, instead of the shipped calendar."""

    holidays: tuple[DayField, ...] = ()
    workdays: tuple[DayField, ...] = ()


def read_calendar(context: Context) -> Calendar | None:
    """Return the calendar of the question; None when it gives none."""
    raw = context.raw.get("calendar")
    if raw is None:
        return None
    given = context.read(GivenCalendar, raw, "calendar")
    if given is None:
        return None
    rows = [
        *(CalendarDay(day, False, "holiday") for day in given.holidays),
        *(CalendarDay(day, True) for day in given.workdays),
    ]
    years = {*YEARS_OF_GIVEN_CALENDAR, *(row.day.year for row in rows)}
    try:
        return Calendar.build(rows, years=years)
    except CalendarRowError as error:
        context.trouble("calendar", "CALENDAR_DAY_TWICE", **error.params)
        return None


# ── open numbers ──────────────────────────────────────────────────────────────────────────


def with_settings(
    pack: Pack, settings: Mapping[str, object]
) -> tuple[Pack, list[tuple[str, str, dict[str, object]]]]:
    """Return the pack with numbers set that its source leaves open, and what could not be set.

    settings   by path as `Pack.open_numbers` gives it, "clocks.reply.term"; values as written
    Each problem is (path, code, params).
    """
    problems: list[tuple[str, str, dict[str, object]]] = []
    open_paths = pack.open_numbers()
    data = pack.as_data()
    for path, value in settings.items():
        if path not in open_paths:
            problems.append((path, *_not_open(pack, path, open_paths)))
            continue
        if not isinstance(value, str):
            problems.append((path, "NOT_A_TEXT", dict(what_stands(value))))
            continue
        parent, key = _parent_of(data, path)
        before = parent.get(key, UNSPECIFIED)
        parent[key] = str(value)
        try:
            found = Pack.model_validate(data)
        except ValidationError as error:
            parent[key] = before
            first = next(worded(error, Places(as_tree(data))))
            problems.append((path, first.code, dict(first.params)))
        else:
            pack = found
    return pack, problems


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


# ── where a problem stands ────────────────────────────────────────────────────────────────


def line_of(tree: Any, path: str) -> int:
    """Return the line of a path "people.wang.unit" in a question; keys may hold dots."""
    line, node, rest = getattr(tree, "line", 0), tree, path.split(".") if path else []
    while rest:
        for length in range(len(rest), 0, -1):
            key = ".".join(rest[:length])
            if isinstance(node, Map) and key in node:
                line, node = node.key_lines.get(key, line), node[key]
                break
            if isinstance(node, Seq) and key.isdigit() and int(key) < len(node):
                line, node = node.item_lines[int(key)], node[int(key)]
                break
        else:
            return line
        del rest[:length]
    return line


def unknown_keys(context: Context, known: tuple[str, ...]) -> None:
    """Note each top key of a question that no part reads."""
    for key in context.raw:
        if key not in known:
            code, params = unknown_key(key, known)
            context.trouble(key, code, **params)
