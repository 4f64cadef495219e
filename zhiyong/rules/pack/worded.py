"""Errors of pydantic in our own words: a code, what it is about, and where it stands."""

from collections.abc import Iterator
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from zhiyong.rules.clock.terms import TermError
from zhiyong.rules.errors import RuleError
from zhiyong.rules.pack.places import Places, show_path
from zhiyong.rules.pack.problems import Problem, nearest
from zhiyong.rules.pack.reader import Map, Seq
from zhiyong.rules.values import ValueProblem

_MAPS = frozenset({"model_type", "model_attributes_type", "dict_type"})
_LISTS = frozenset({"tuple_type", "list_type"})


def worded(
    error: ValidationError,
    places: Places,
    *,
    whole: bool = True,
    under: tuple[str | int, ...] = (),
) -> Iterator[Problem]:
    """Yield pydantic's errors as problems.

    whole   whether all files could be read: only then is a missing top key worth saying
    under   the path of what was read, when it was only a piece of the document
    """
    for detail in error.errors(include_url=False):
        path = places.real_path((*under, *detail["loc"]))
        if detail["type"] == "missing" and len(path) == 1 and not whole:
            continue
        code, params = _code_of(detail, path, places)
        at = path[:-1] if code == "MISSING" else path
        file, line = places.at(at)
        yield Problem(file, line, show_path(path), code, params)


def _code_of(
    detail: ErrorDetails, path: tuple[str | int, ...], places: Places
) -> tuple[str, dict[str, str]]:
    kind, given = detail["type"], detail["input"]
    context = detail.get("ctx", {})
    own = context.get("error")
    if isinstance(own, ValueProblem | TermError) and not isinstance(given, str):
        return "NOT_A_TEXT", what_stands(given)
    if isinstance(own, RuleError):
        return own.code, {name: str(value) for name, value in own.params.items()}
    key = str(detail["loc"][-1]) if detail["loc"] else ""  # a key like "=" is not in the path
    if kind == "missing":
        return "MISSING", {"key": key}
    if kind == "extra_forbidden":
        return _unknown_key(key, places.node(path[:-1]))
    if kind in _MAPS:
        return "NOT_A_MAP", what_stands(given)
    if kind in _LISTS:
        return "NOT_A_LIST", what_stands(given)
    if kind == "string_type":
        return "NOT_A_TEXT", what_stands(given)
    if kind in ("bool_parsing", "bool_type"):
        return "NOT_A_FLAG", {"text": quoted(given)}
    if kind == "literal_error":
        return "NOT_OFFERED", {"text": quoted(given), "known": str(context.get("expected", ""))}
    if kind == "CONDITION_SHAPE":
        return kind, {}
    return "INVALID", {"message": detail["msg"].removeprefix("Value error, ")}


def _unknown_key(key: str, parent: Any) -> tuple[str, dict[str, str]]:
    shape = parent.read_as if isinstance(parent, Map) else None
    return unknown_key(key, shape.known_keys() if shape else ())


def unknown_key(key: str, known: tuple[str, ...]) -> tuple[str, dict[str, str]]:
    """Return code and data of a key that nothing knows."""
    if near := nearest(key, known):
        return "UNKNOWN_KEY_NEAR", {"key": key, "near": near}
    return "UNKNOWN_KEY", {"key": key, "known": ", ".join(known)}


def what_stands(value: Any) -> dict[str, str]:
    """Return what stands at a place, as data of a problem."""
    if value is None:
        return {"found": "nothing", "found_zh": "空"}
    if isinstance(value, Map | dict):
        return {"found": "a map", "found_zh": "“键: 值”"}
    if isinstance(value, Seq | list):
        return {"found": "a list", "found_zh": "列表"}
    return {"found": f"the text “{quoted(value)}”", "found_zh": f"文字“{quoted(value)}”"}


def quoted(value: Any) -> str:
    """Return a value as a problem quotes it."""
    if isinstance(value, dict | list):
        return "…"
    text = " ".join(str(value).split())
    return text if len(text) <= 40 else f"{text[:39]}…"
