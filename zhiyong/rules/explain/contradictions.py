"""What in a question contradicts itself or names what is not there, and would go unnoticed."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from zhiyong.rules.explain.context import Context
from zhiyong.rules.explain.reasons import day
from zhiyong.rules.facts import Ratio
from zhiyong.rules.pack.problems import nearest
from zhiyong.rules.values import ValueProblem, parse_day, plain

_IN_ORDER = {
    "decisions": (("act", "on"), ("on", "outcome_on"), ("on", "served")),
    "appeals": (("served", "filed"), ("filed", "on"), ("on", "notified")),
    "clocks": (("start", "met"),),
}
"""Of the entries of a part: days of which the second one cannot lie before the first one."""


def answer(context: Context) -> dict[str, Any]:
    """Note contradictions as problems; nothing is answered."""
    _shares(context)
    for part, pairs in _IN_ORDER.items():
        for place, entry in _entries(context.raw.get(part)):
            _days(context, entry, f"{part}.{place}", pairs)
    registers = context.raw.get("registers")
    for name, rows in registers.items() if isinstance(registers, Mapping) else ():
        for place, row in _entries(rows):
            _days(context, row, f"registers.{name}.{place}", (("from", "until"),))
            _rank(context, row, f"registers.{name}.{place}")
    _names(context)
    _rests(context)
    return {}


def _shares(context: Context) -> None:
    for name, value in context.facts.items():
        if isinstance(value, Ratio) and not 0 <= value.part <= value.base:
            context.trouble(f"facts.{name}", "SHARE_BEYOND", value=str(value))
    for place, task in _entries(context.raw.get("tasks")):
        part, slash, base = plain(str(task.get("covered") or "")).partition("/")
        if slash and part.strip().isdigit() and base.strip().isdigit() and int(part) > int(base):
            context.trouble(f"tasks.{place}.covered", "SHARE_BEYOND", value=f"{part}/{base}")


def _days(
    context: Context, entry: Mapping[str, Any], path: str, pairs: tuple[tuple[str, str], ...]
) -> None:
    for first, second in pairs:
        before, after = _day(entry.get(first)), _day(entry.get(second))
        if before and after and after < before:
            context.trouble(
                f"{path}.{second}",
                "DAYS_REVERSED",
                first=first,
                second=second,
                before=day(before),
                after=day(after),
            )


def _rank(context: Context, row: Mapping[str, Any], path: str) -> None:
    rank, of = _number(row.get("rank")), _number(row.get("of"))
    if rank is not None and (rank < 1 or (of is not None and rank > of)):
        shown = str(row.get("of") or "…")
        context.trouble(f"{path}.rank", "RANK_BEYOND", rank=str(row.get("rank")), of=shown)


def _names(context: Context) -> None:
    pack = context.pack
    measures = [one.id for one in pack.measures]
    for place, entry in _entries(context.raw.get("history")):
        _known(context, f"history.{place}.measure", entry.get("measure"), measures, "measures")
    gates = [gate.id for freeze in pack.freezes for gate in freeze.gates]
    for place, entry in _entries(context.raw.get("promotions")):
        for name in _keys(entry.get("gates")):
            _known(context, f"promotions.{place}.gates.{name}", name, gates, "gates")
    tasks = {task.id: [part.id for part in task.parts] for task in pack.tasks}
    for place, entry in _entries(context.raw.get("tasks")):
        parts = entry.get("parts")
        known = tasks.get(str(entry.get("task")), [])
        for number, name in enumerate(parts if isinstance(parts, list) else ()):
            _known(context, f"tasks.{place}.parts.{number}", name, known, "parts")


def _known(context: Context, path: str, name: Any, known: list[str], what: str) -> None:
    if name is not None and not isinstance(name, list | Mapping) and str(name) not in known:
        shown = nearest(str(name), known) or ", ".join(known) or "—"
        context.trouble(path, "ELEMENT_UNKNOWN", value=str(name), what=what, known=shown)


def _rests(context: Context) -> None:
    """Note a decision that rests on itself, on a later one, or on one that is not told."""
    told = {
        str(entry.get("id") or place + 1): entry
        for place, entry in _entries(context.raw.get("decisions"))
    }
    for place, entry in _entries(context.raw.get("decisions")):
        name = str(entry.get("id") or place + 1)
        for number, under in enumerate(_listed(entry.get("rests_on"))):
            path, other = f"decisions.{place}.rests_on.{number}", told.get(under)
            if other is None:
                context.trouble(path, "DECISION_NOT_TOLD", decision=under)
                continue
            made, before = _day(entry.get("on")), _day(other.get("on"))
            later = bool(made and before and before > made)
            if (
                under == name
                or later
                or (made == before and name in _listed(other.get("rests_on")))
            ):
                context.trouble(path, "RESTS_ON_LATER", decision=name, other=under)


def _entries(raw: Any) -> Iterator[tuple[int, Mapping[str, Any]]]:
    for place, entry in enumerate(raw if isinstance(raw, list) else ()):
        if isinstance(entry, Mapping):
            yield place, entry


def _keys(raw: Any) -> list[str]:
    return [str(key) for key in raw] if isinstance(raw, Mapping) else []


def _listed(raw: Any) -> list[str]:
    if isinstance(raw, list):
        return [str(one) for one in raw]
    return [] if raw is None else [str(raw)]


def _day(raw: Any) -> date | None:
    """Return a day; of a stretch its first one, of a moment its day."""
    if isinstance(raw, Mapping):
        raw = raw.get("from")
    if raw is None or isinstance(raw, list):
        return None
    text = str(raw).strip()
    for said in (text, text.partition(" ")[0]):
        try:
            return parse_day(said)
        except ValueProblem:
            continue
    return None


def _number(raw: Any) -> int | None:
    text = plain(str(raw)).strip() if raw is not None else ""
    return int(text) if text.isascii() and text.removeprefix("-").isdigit() else None
