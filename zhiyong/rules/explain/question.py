"""A question to a plan, from the file or the data it is written in, to a tree with lines."""

from datetime import date
from typing import Any

from zhiyong.rules.calendar import Calendar, CalendarDay, CalendarRowError
from zhiyong.rules.explain.context import Context
from zhiyong.rules.pack.problems import Problem
from zhiyong.rules.pack.reader import Map, Seq, read
from zhiyong.rules.pack.worded import unknown_key, what_stands
from zhiyong.rules.shape import Shape
from zhiyong.rules.values import DayField, ValueProblem, parse_day

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
