"""Facts as a question gives them: each read as the pack declares it, exactly."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from zhiyong.rules.explain.question_texts import KINDS
from zhiyong.rules.facts import Fact, FactValue, Ratio, Single, Vocabulary
from zhiyong.rules.pack.problems import nearest
from zhiyong.rules.pack.worded import quoted, what_stands
from zhiyong.rules.values import (
    ValueProblem,
    looks_like_number,
    parse_day,
    parse_number,
    plain,
    split_list,
)

OWN = ("finding.",)
"""Facts that are read by the parts of an answer themselves, whatever the pack declares."""

Trouble = tuple[str, str, dict[str, object]]


class _NotOfKind(Exception):
    """A value is not of the kind that the fact has."""


def read_facts(
    vocabulary: Vocabulary, raw: Any, path: str
) -> tuple[dict[str, FactValue], list[Trouble]]:
    """Return the facts of a map, and what could not be used as (path, code, params).

    null, "unknown" and "未知" leave a fact unknown. A share written as 10/30 stays as counted.
    """
    problems: list[Trouble] = []
    found: dict[str, FactValue] = {}
    if raw is None:
        return found, problems
    if not isinstance(raw, Mapping):
        return found, [(path, "NOT_A_MAP", dict(what_stands(raw)))]
    for name, value in raw.items():
        declared = vocabulary.facts.get(str(name))
        at = f"{path}.{name}"
        if declared is None:
            if str(name).startswith(OWN):
                found[str(name)] = str(value) if isinstance(value, str) else None
            else:
                problems.append((at, *_unknown(str(name), vocabulary)))
            continue
        try:
            found[declared.id] = _read(declared, vocabulary, value)
        except _Refused as refused:
            problems.append((at, refused.code, refused.params))
    return found, problems


class _Refused(Exception):
    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code, self.params = code, params


def _unknown(name: str, vocabulary: Vocabulary) -> tuple[str, dict[str, object]]:
    if near := nearest(name, vocabulary.facts):
        return "FACT_NOT_DECLARED_NEAR", {"fact": name, "near": near}
    return "FACT_NOT_DECLARED", {"fact": name, "known": ", ".join(vocabulary.facts)}


def _read(fact: Fact, vocabulary: Vocabulary, value: Any) -> FactValue:
    if value is None or _is_unknown(value):
        return None
    if fact.many:
        return frozenset(str(one) for one in _singles(fact, vocabulary, split_list(value)))
    if isinstance(value, list | tuple):
        if len(value) != 1:
            raise _Refused("FACT_SEVERAL", fact=fact.id)
        value = value[0]
    return _single(fact, vocabulary, value)


def _singles(fact: Fact, vocabulary: Vocabulary, value: Any) -> Iterator[Single]:
    for one in value if isinstance(value, list | tuple) else [value]:
        yield _single(fact, vocabulary, one)


def _is_unknown(value: Any) -> bool:
    return isinstance(value, str) and plain(value) in ("unknown", "未知", "不详")


def _single(fact: Fact, vocabulary: Vocabulary, value: Any) -> Single:
    if isinstance(value, dict | list):
        raise _of_no_kind(fact, value)
    try:
        return _of_kind(fact, vocabulary, value)
    except (ValueProblem, _NotOfKind):
        raise _of_no_kind(fact, value) from None


def _of_no_kind(fact: Fact, value: Any) -> _Refused:
    kind, kind_zh, example = KINDS[fact.kind]
    shown = {"kind": kind, "kind_zh": kind_zh, "example": example}
    return _Refused("FACT_KIND", fact=fact.id, value=quoted(value), **shown)


def _of_kind(fact: Fact, vocabulary: Vocabulary, value: Any) -> Single:
    said = value if isinstance(value, bool) else plain(str(value))
    match fact.kind:
        case "flag":
            return _flag(value)
        case "number":
            if isinstance(value, int | Fraction | Decimal) and not isinstance(value, bool):
                return Fraction(value)
            return parse_number(str(said))
        case "share":
            return _share(value)
        case "day":
            return value if isinstance(value, date) else parse_day(str(said))
        case "choice" | "scale":
            choices = [choice.id for choice in vocabulary.choices[fact.id]]
            if said not in choices:
                raise _Refused(
                    "FACT_VALUE", fact=fact.id, value=quoted(value), known=", ".join(choices)
                )
            return str(said)
        case _:
            return str(value)


_YES, _NO = ("true", "yes", "是"), ("false", "no", "否")


def _flag(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    said = plain(str(value)).lower()
    if said not in (*_YES, *_NO):
        raise _NotOfKind
    return said in _YES


def _share(value: Any) -> Single:
    if isinstance(value, Ratio):
        return value
    if isinstance(value, int | Fraction | Decimal):
        return Fraction(value)
    said = plain(str(value)).replace("\u2044", "/")
    part, _, base = (one.strip() for one in said.partition("/"))
    if part.isdigit() and base.isdigit() and len(part) < 30 and len(base) < 30:
        return Ratio(int(part), int(base))
    if not looks_like_number(said):
        raise _NotOfKind
    return parse_number(said)
