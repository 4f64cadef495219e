"""One entry, one form of bytes."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiyong.rules.proof import NotCanonical, canonical, canonical_json, parse_canonical

HEAD = {"type": "zhiyong.entry", "version": 1}

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=12,
)
entries = st.dictionaries(texts, values, max_size=5).map(lambda d: {**d, **HEAD})


def test_is_what_the_database_prints_for_jsonb() -> None:
    entry = {
        **HEAD,
        "verb": "complaint.lodged",
        "on": "2026-11-22",
        "facts": {"b": 1, "a": [True, None, "二"], "aa": {}, "é": '\t\x1f\x7f"\\/'},
    }

    assert canonical(entry).decode() == (
        '{"on": "2026-11-22", "type": "zhiyong.entry", "verb": "complaint.lodged", '
        '"facts": {"a": [true, null, "二"], "b": 1, "aa": {}, "é": "\\t\\u001f\x7f\\"\\\\/"}, '
        '"version": 1}'
    )


def test_keys_go_by_length_in_bytes_and_then_by_bytes() -> None:
    entry = dict.fromkeys(["bb", "é", "z", "aaa", "三", "a"])

    assert list(json.loads(canonical_json(entry))) == ["a", "z", "bb", "é", "aaa", "三"]


@given(entries)
def test_reads_back_what_it_writes(entry: dict[str, Any]) -> None:
    assert parse_canonical(canonical(entry)) == entry


@given(entries)
def test_the_order_of_keys_does_not_matter(entry: dict[str, Any]) -> None:
    assert canonical(dict(reversed(entry.items()))) == canonical(entry)


@given(entries, entries)
def test_different_entries_differ(one: dict[str, Any], other: dict[str, Any]) -> None:
    same = json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)

    assert (canonical(one) == canonical(other)) is same


def test_nul_and_rare_signs_are_kept() -> None:
    entry = {**HEAD, "x": "\x00𠮷😀ﬁ"}

    assert parse_canonical(canonical(entry)) == entry
    assert b"\\u0000" in canonical(entry)


def deep(levels: int) -> Any:
    value: Any = 0
    for _ in range(levels):
        value = [value]
    return value


@pytest.mark.parametrize(
    ("entry", "code", "path"),
    [
        ({**HEAD, "a": 0.5}, "FLOAT", "a"),
        ({**HEAD, "a": float("nan")}, "FLOAT", "a"),
        ({**HEAD, "a": {"b": [1, float("inf")]}}, "FLOAT", "a.b[1]"),
        ({**HEAD, "a": 2**53}, "NUMBER_TOO_LARGE", "a"),
        ({**HEAD, "a": {1: 2}}, "KEY_NOT_TEXT", "a"),
        ({**HEAD, "a": {2}}, "UNKNOWN_TYPE", "a"),
        ({**HEAD, "a": b"x"}, "UNKNOWN_TYPE", "a"),
        ({**HEAD, "a": "\ud800"}, "NOT_UNICODE", "a"),
        ({**HEAD, "\ud800": 1}, "NOT_UNICODE", ""),
        ({**HEAD, "a": deep(40)}, "TOO_DEEP", None),
        ({**HEAD, "type": ""}, "NO_TYPE", None),
        ({"version": 1}, "NO_TYPE", None),
        ({"type": "a"}, "NO_VERSION", None),
        ({"type": "a", "version": True}, "NO_VERSION", None),
        ({"type": "a", "version": "1"}, "NO_VERSION", None),
        ({"type": "a", "version": 0}, "NO_VERSION", None),
    ],
)
def test_refuses_what_has_no_one_form(entry: dict[str, Any], code: str, path: str | None) -> None:
    with pytest.raises(NotCanonical) as refused:
        canonical(entry)

    assert refused.value.code == code
    assert path is None or refused.value.params["path"] == path


GOOD = canonical(HEAD)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "NOT_JSON"),
        (b"\xff\xfe", "NOT_JSON"),
        (b"[" * 100_000, "NOT_JSON"),
        (b"[]", "OTHER_FORM"),
        (GOOD + b" ", "OTHER_FORM"),
        (GOOD.replace(b", ", b","), "OTHER_FORM"),
        (b'{"type": "zhiyong.entry", "type": "zhiyong.entry", "version": 1}', "OTHER_FORM"),
        (b'{"version": 1, "type": "zhiyong.entry"}', "OTHER_FORM"),
        (b'{"type": "zhiyong\\u002eentry", "version": 1}', "OTHER_FORM"),
        (b'{"a": NaN, "type": "zhiyong.entry", "version": 1}', "FLOAT"),
    ],
)
def test_refuses_bytes_in_another_form(data: bytes, code: str) -> None:
    with pytest.raises(NotCanonical) as refused:
        parse_canonical(data)

    assert refused.value.code == code
