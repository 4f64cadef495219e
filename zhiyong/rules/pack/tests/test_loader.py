"""From files to a pack, or to everything that is wrong with them, at once."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zhiyong.rules.clauses import Clause
from zhiyong.rules.pack import Pack, PackErrors, find_packs, load_pack, load_texts, packs_folder
from zhiyong.rules.pack.loader import MOST_BYTES
from zhiyong.rules.pack.problem_texts import WORDING
from zhiyong.rules.pack.tests.helpers import HEAD, HERE, pack, problems, problems_of


def test_a_pack_is_read_from_its_files() -> None:
    found = pack("events:\n  - {id: a, HERE}", clauses_yaml=CLAUSES)

    assert found.event("a").clause == Clause("p1", "一")
    assert found.clause("S1-001").params == {"days": 30, "share": "1/3", "who": ["甲"], "ok": True}
    assert found.place(("events", 0, "label")) == ("more.yaml", 2)


CLAUSES = """\
- id: S1-001
  scheme: p1
  where: "一"
  kind: deadline
  zh: 三十日
  en: thirty days
  params: {"days": 30, "share": "1/3", "who": ["甲"], "ok": true}
"""


def test_all_problems_are_told_at_once_each_at_its_place() -> None:
    found = problems(
        """\
        events:
          - {id: a, lable: {zh: 名, en: Name}}
          - {id: Ａ字, HERE}
        clocks:
          - id: reply
            label: {zh: 答复}
            clause: 一
            term: 30 moons
            owed_by: [a]
            in_writing: perhaps
            warn: 0 days
        colour: red
        """
    )

    assert [(p.file, p.line, p.path, p.code) for p in found] == [
        ("more.yaml", 2, "events[0].label", "MISSING"),
        ("more.yaml", 2, "events[0].lable", "UNKNOWN_KEY_NEAR"),
        ("more.yaml", 3, "events[1].id", "ID_UNREADABLE"),
        ("more.yaml", 6, "clocks[0].label.en", "MISSING"),
        ("more.yaml", 8, "clocks[0].term", "UNKNOWN_UNIT"),
        ("more.yaml", 9, "clocks[0].owed_by", "NOT_A_TEXT"),
        ("more.yaml", 10, "clocks[0].in_writing", "NOT_A_FLAG"),
        ("more.yaml", 11, "clocks[0].warn", "VALUE_OUT_OF_RANGE"),
        ("more.yaml", 12, "colour", "UNKNOWN_KEY"),
    ]
    assert found[1].hint == "did you mean label?"
    assert found[4].advise("zh") == "可选：小时、日、工作日、个月、年"


@pytest.mark.parametrize(
    ("sections", "path", "code"),
    [
        pytest.param("events: 3", "events", "NOT_A_LIST", id="a text for a list"),
        pytest.param("events: {a: b}", "events", "NOT_A_LIST", id="a map for a list"),
        pytest.param("events:\n  - x", "events[0]", "NOT_A_MAP", id="a text for a map"),
        pytest.param("version: [1]", "version", "NOT_A_TEXT", id="a list for a text"),
        pytest.param("format: x", "format", "NUMBER_UNREADABLE", id="a word for a number"),
        pytest.param("format: 1.5", "format", "COUNT_UNREADABLE", id="half a number"),
        pytest.param(
            "counting: {first_day: tomorrow}", "counting.first_day", "NOT_OFFERED", id="a word"
        ),
        pytest.param(
            "legal_bases:\n  - {id: a, HERE, checked: text, in_force_from: 2021年2月30日}",
            "legal_bases[0].in_force_from",
            "DAY_DOES_NOT_EXIST",
            id="30 February",
        ),
        pytest.param(
            "events:\n  - {id: a, label: {zh: 名, en: N}, clause: ''}",
            "events[0].clause",
            "CLAUSE_EMPTY",
            id="an empty clause",
        ),
        pytest.param(
            "events:\n  - {id: a, label: {zh: 名, en: N}, clause: [1]}",
            "events[0].clause",
            "CLAUSE_UNREADABLE",
            id="a clause that is a list",
        ),
        pytest.param(
            "series:\n  - {id: a, HERE, pattern: '{year}号'}",
            "series[0].pattern",
            "PATTERN_UNREADABLE",
            id="a number without a number",
        ),
        pytest.param(
            "series:\n  - {id: a, HERE, pattern: '{n.__class__}'}",
            "series[0].pattern",
            "PATTERN_UNREADABLE",
            id="a pattern that reaches for more",
        ),
        pytest.param(
            """\
            routing:
              rules:
                - {id: a, HERE, to: b, when: {all: [{fact: x, is: 1}, {fakt: x}]}}
            """,
            "routing.rules[0].when.all[1]",
            "CONDITION_SHAPE",
            id="no condition",
        ),
        pytest.param(
            """\
            routing:
              rules:
                - {id: a, HERE, to: b, when: {not: {fact: x, is: 1, at_lest: 3}}}
            """,
            "routing.rules[0].when.not.at_lest",
            "UNKNOWN_KEY_NEAR",
            id="an operator misspelt",
        ),
    ],
)
def test_each_fault_of_shape_is_named(sections: str, path: str, code: str) -> None:
    (problem,) = problems(sections)

    assert (problem.path, problem.code, problem.file) == (path, code, "more.yaml")
    assert problem.line > 0
    assert problem.hint


def test_full_width_values_are_read_where_they_are_meant() -> None:
    found = pack(
        """\
        actors：
          - id：ｃｌｅｒｋ
            kind：post
            label：{zh：登记人，en：Clerk}
            clause：六（一） Ｓ１－００１
        clocks:
          - id: reply
            HERE_LINES
            term：３０日
            warn：５ 个工作日
            owed_by: clerk
            to: clerk、clerk
        """.replace("HERE_LINES", "clause: 一\n            label: {zh: 名, en: Name}")
    )

    assert found.actor("clerk").label.zh == "登记人"
    assert str(found.clock("reply").term) == "30 days"
    assert str(found.clock("reply").warn) == "5 working days"
    assert found.clock("reply").to == ("clerk", "clerk")


def test_ids_stand_once() -> None:
    found = problems(
        """\
        events:
          - {id: a, HERE}
          - {id: b, HERE}
          - {id: a, HERE}
        taxonomy:
          - id: x
            code: X
            label: {zh: 名, en: N}
            clause: 一
            children:
              - {id: x, code: X1, HERE}
        """
    )

    assert [(p.path, p.code, p.line, p.params["first"]) for p in found] == [
        ("events[2]", "ID_TWICE", 4, "2"),
        ("taxonomy[0].children[0]", "ID_TWICE", 11, "6"),
    ]


def test_a_key_stands_in_one_file() -> None:
    (problem,) = problems("plan: p2")

    assert (problem.file, problem.code, problem.params["first"]) == (
        "plan.yaml",
        "KEY_IN_TWO_FILES",
        "more.yaml",
    )


def test_a_list_may_go_on_in_another_file() -> None:
    event = "  - {id: %s, HERE}\n"
    files = {
        "plan.yaml": HEAD,
        "a.yaml": "events:\n" + event % "first",
        "b.yaml": "\nevents:\n" + event % "second" + event % "third",
    }

    found = load_texts({name: text.replace("HERE", HERE) for name, text in files.items()})

    assert found.ids("events") == ("first", "second", "third")
    assert found.place(("events", 0)) == ("a.yaml", 2)
    assert found.place(("events", 2)) == ("b.yaml", 4)


def test_an_id_is_used_once_over_all_files() -> None:
    event = f"events:\n  - {{id: one, {HERE}}}\n"

    (found,) = problems_of({"plan.yaml": HEAD, "a.yaml": event, "b.yaml": event})

    assert (found.file, found.code, found.path) == ("b.yaml", "ID_TWICE", "events[1]")


def test_a_file_that_cannot_be_read_hides_no_fault_of_the_others() -> None:
    found = problems_of(
        {"plan.yaml": HEAD.replace("level: city", "level: planet"), "more.yaml": "a:\n\tb: 1"}
    )

    assert [(p.file, p.code) for p in found] == [("more.yaml", "TAB"), ("plan.yaml", "NOT_OFFERED")]


def test_a_file_in_another_encoding_is_named() -> None:
    (problem,) = problems_of({"plan.yaml": HEAD, "more.yaml": "events: # 事件".encode("gbk")})

    assert (problem.code, problem.file, problem.line) == ("NOT_UTF8", "more.yaml", 1)
    assert "GBK" in problem.hint


def test_a_byte_order_mark_and_windows_lines_do_no_harm() -> None:
    found = load_texts({"plan.yaml": b"\xef\xbb\xbf" + HEAD.replace("\n", "\r\n").encode()})

    assert found.plan == "p1"


def test_a_huge_file_is_refused_before_it_is_read() -> None:
    found = problems_of({"plan.yaml": HEAD, "more.yaml": "x" * (MOST_BYTES + 1)})

    assert [(p.file, p.code) for p in found] == [("more.yaml", "FILE_TOO_BIG")]


def test_a_huge_pack_on_disk_is_refused_before_it_is_read(tmp_path: Path) -> None:
    (tmp_path / "plan.yaml").write_text(HEAD)
    for number in range(25):
        with (tmp_path / f"more{number}.yaml").open("wb") as file:
            file.truncate(MOST_BYTES)  # sparse: 50 MB on paper

    with pytest.raises(PackErrors) as refused:
        load_pack(tmp_path)

    assert [p.code for p in refused.value.problems] == ["PACK_TOO_BIG"]


def test_a_folder_without_a_plan_is_no_pack(tmp_path: Path) -> None:
    with pytest.raises(PackErrors) as refused:
        load_pack(tmp_path)

    assert [p.code for p in refused.value.problems] == ["PACK_MISSING"]


def test_a_folder_in_place_of_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "plan.yaml").write_text(HEAD)
    (tmp_path / "more.yaml").mkdir()

    with pytest.raises(PackErrors) as refused:
        load_pack(tmp_path)

    assert [p.code for p in refused.value.problems] == ["FILE_UNREADABLE"]


def test_packs_are_found_in_the_repository(tmp_path: Path) -> None:
    assert find_packs()["s3-city-zhiyong"] == packs_folder() / "s3-city-zhiyong"
    assert find_packs(tmp_path) == {}


# ── whatever is thrown at it ──────────────────────────────────────────────────────────────

anything = st.one_of(
    st.text(max_size=300),
    st.binary(max_size=300),
    st.text(alphabet="ab:-[]{}&*!|>'\"#%@`?, \n\t：，｛1", max_size=120),
)


@given(content=anything)
@settings(max_examples=400)
def test_no_text_crashes_the_loader(content: str | bytes) -> None:
    for contents in ({"plan.yaml": content}, {"plan.yaml": HEAD, "more.yaml": content}):
        assert all(p.code in WORDING and p.message for p in problems_of(dict(contents)))


S3 = {
    file.name: file.read_text(encoding="utf-8")
    for file in sorted((packs_folder() / "s3-city-zhiyong").glob("*.yaml"))
}


@given(
    name=st.sampled_from([name for name in S3 if name != "clauses.yaml"]),
    data=st.data(),
)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_change_of_a_real_pack_crashes_the_loader(name: str, data: Any) -> None:
    text = S3[name]
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(start + 40, len(text))))
    put = data.draw(
        st.sampled_from(["", " ", "\n", ":", "- ", "[", "{", "'", "~", "　", "x", "\t"])
    )

    found = problems_of({"plan.yaml": S3["plan.yaml"], name: text[:start] + put + text[end:]})

    assert all(p.line >= 0 and p.code in WORDING and p.say("zh") for p in found)


json_like = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=8)),
    lambda parts: st.one_of(
        st.lists(parts, max_size=3),
        st.dictionaries(st.sampled_from([*Pack.known_keys(), "id", "when", "all"]), parts),
    ),
    max_leaves=12,
)


@given(value=json_like, key=st.sampled_from(Pack.known_keys()))
@settings(max_examples=300)
def test_no_value_in_any_section_crashes_the_loader(value: Any, key: str) -> None:
    content = json.dumps({key: value}, ensure_ascii=True)

    assert all(p.code in WORDING for p in problems_of({"plan.yaml": HEAD, "more.yaml": content}))
