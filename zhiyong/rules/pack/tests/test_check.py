"""What the shape cannot say: each check with a pack that breaks it, and one that does not."""

import pytest

from zhiyong.rules.pack import Problem, check_pack, coverage
from zhiyong.rules.pack.tests.helpers import pack

REGISTER = """\
- {id: S1-001, scheme: p1, where: 六(一), kind: routing, zh: 甲, en: A}
- {id: S1-002, scheme: p1, where: 六(二), kind: routing, zh: 乙, en: B}
"""


def found(sections: str, **files: str) -> list[Problem]:
    return [p for p in check_pack(pack(sections, **files)) if p.level != "note"]


def only(sections: str, **files: str) -> Problem:
    (problem,) = found(sections, **files)
    assert problem.message
    assert problem.say("zh") != problem.message
    assert "…" not in problem.message
    return problem


@pytest.mark.parametrize(
    ("sections", "path", "code"),
    [
        pytest.param(
            """\
            events:
              - {id: a, label: {zh: 名, en: Name}}
            """,
            "events.a",
            "NO_GROUND",
            id="an element without clause",
        ),
        pytest.param(
            """\
            events:
              - {id: a, label: {zh: 名, en: Name}, setting: true}
            """,
            "events.a",
            "NO_GROUND",
            id="a setting without reason",
        ),
        pytest.param(
            """\
            events:
              - {id: a, label: {zh: 名, en: Name}, basis: [law/3]}
            """,
            "events.a.basis",
            "NO_SUCH_NONE",
            id="a law that is not listed",
        ),
        pytest.param(
            """\
            legal_bases:
              - {id: law, HERE, checked: excerpt}
            """,
            "legal_bases.law",
            "BASIS_UNVERIFIED",
            id="a law that was not read",
        ),
        pytest.param(
            """\
            slips:
              - {id: a, HERE, kind: notice, series: reply}
            series:
              - {id: replies, HERE, pattern: '{n}'}
            """,
            "slips.a.series",
            "NO_SUCH_NEAR",
            id="a series misspelt",
        ),
        pytest.param(
            """\
            kinds:
              - {id: a, HERE, handling: here, clocks: {reply: other}}
            events: [{id: e, HERE}]
            actors: [{id: x, kind: post, HERE}]
            clocks:
              - {id: other, HERE, term: 3 days, from: e, owed_by: x}
            """,
            "kinds.a.clocks",
            "NO_SUCH",
            id="a clock that is replaced but not there",
        ),
        pytest.param(
            """\
            approvals:
              - id: a
                label: {zh: 名, en: Name}
                clause: 一
                steps: [{actor: nobody, act: issue, label: {zh: 签发, en: Issue}}]
            """,
            "approvals.a.steps.0.actor",
            "NO_SUCH_NONE",
            id="a step that nobody takes",
        ),
        pytest.param(
            """\
            actors: [{id: x, kind: post, HERE}]
            clocks:
              - {id: a, HERE, term: 3 days, owed_by: x}
            """,
            "clocks.a",
            "CLOCK_NO_START",
            id="a clock without a start event",
        ),
        pytest.param(
            """\
            actors: [{id: x, kind: post, HERE}]
            clocks:
              - {id: a, HERE, term: 3 days, from: served, owed_by: x}
            """,
            "clocks.a.from",
            "NO_SUCH_NONE",
            id="a start event that is not declared",
        ),
        pytest.param(
            """\
            events: [{id: e, HERE}]
            actors: [{id: x, kind: post, HERE}]
            clocks:
              - {id: a, HERE, term: 5 working days, warn: 7 days, from: e, owed_by: x}
            """,
            "clocks.a",
            "CLOCK_WARNS_LATE",
            id="a warning from the first day",
        ),
        pytest.param(
            """\
            events: [{id: e, HERE}, {id: f, HERE}]
            actors: [{id: x, kind: post, HERE}]
            clocks:
              - {id: a, HERE, term: 5 days, from: e, owed_by: x}
              - {id: b, HERE, term: 5 days, from: f, owed_by: x}
            urgencies:
              - {id: u, HERE, rank: 1, clocks: {a: b}}
            """,
            "urgencies.u.clocks",
            "CLOCK_STAND_IN",
            id="a stand-in with another start",
        ),
        pytest.param(
            """\
            events: [{id: e, HERE}]
            actors: [{id: x, kind: post, HERE}]
            clocks:
              - {id: a, HERE, term: 5 days, from: e, owed_by: x}
              - {id: b, HERE, term: 5 days, from: e, owed_by: x}
            kinds:
              - {id: k, HERE, handling: here, clocks: {a: b}}
            urgencies:
              - {id: u, HERE, rank: 1, clocks: {a: b}}
            """,
            "urgencies.u.clocks",
            "CLOCK_TWICE_REPLACED",
            id="a clock that two things replace",
        ),
        pytest.param(
            """\
            bindings: [{id: a, HERE}]
            """,
            "bindings.a",
            "SUPERIOR_MISSING",
            id="a body with no way up",
        ),
        pytest.param(
            """\
            bindings:
              - {id: a, HERE, external: true}
            actors: [{id: a, kind: post, HERE}]
            """,
            "bindings.a",
            "NAME_TAKEN",
            id="a name for two things",
        ),
        pytest.param(
            """\
            facts:
              - {id: f, label: {zh: 事实, en: fact}, kind: choice}
            """,
            "facts.f",
            "FACT_WITHOUT_VALUES",
            id="a choice of nothing",
        ),
        pytest.param(
            """\
            facts:
              - {id: f, label: {zh: 事实, en: fact}, kind: scale, scale: rank}
            """,
            "facts.f.scale",
            "NO_SUCH_NONE",
            id="a scale that is not there",
        ),
        pytest.param(
            """\
            acknowledged:
              - {code: BASIS_UNVERIFIED, path: legal_bases.x, reason: {zh: 因, en: why}}
            """,
            "acknowledged.0",
            "ACKNOWLEDGED_NOTHING",
            id="an acknowledgement of nothing",
        ),
    ],
)
def test_each_fault_beyond_the_shape_is_named(sections: str, path: str, code: str) -> None:
    problem = only(sections)

    assert (problem.path, problem.code, problem.file) == (path, code, "more.yaml")
    assert problem.line > 0


def test_a_reference_misspelt_names_what_was_meant() -> None:
    problem = only(
        """\
        slips:
          - {id: a, HERE, kind: notice, approval: refusl}
        approvals:
          - {id: refusal, HERE, steps: []}
        """
    )

    assert problem.hint == "did you mean refusal?"


def test_superiors_in_a_circle_are_named_each() -> None:
    problems = found(
        """\
        bindings:
          - {id: a, HERE, superior: b}
          - {id: b, HERE, superior: a}
        """
    )

    assert [(p.code, p.path) for p in problems] == [
        ("SUPERIOR_CYCLE", "bindings.a"),
        ("SUPERIOR_CYCLE", "bindings.b"),
    ]


def test_an_acknowledged_warning_is_not_told_again() -> None:
    assert not found(
        """\
        legal_bases:
          - {id: law, HERE, checked: excerpt}
        acknowledged:
          - {code: BASIS_UNVERIFIED, path: legal_bases.law, reason: {zh: 因, en: why}}
        """
    )


def test_an_error_cannot_be_acknowledged() -> None:
    codes = [
        p.code
        for p in found(
            """\
            bindings: [{id: a, HERE}]
            acknowledged:
              - {code: SUPERIOR_MISSING, path: bindings.a, reason: {zh: 因, en: why}}
            """
        )
    ]

    assert sorted(codes) == ["ACKNOWLEDGED_NOTHING", "SUPERIOR_MISSING"]


# ── clauses ───────────────────────────────────────────────────────────────────────────────


def test_clauses_are_looked_up_in_the_register() -> None:
    sections = """\
    events:
      - {id: a, label: {zh: 名, en: N}, clause: 六(一) S1-001}
      - {id: b, label: {zh: 名, en: N}, clause: 六(一) S1-009}
      - {id: c, label: {zh: 名, en: N}, clause: 六(一) S1-002}
      - {id: d, label: {zh: 名, en: N}, clause: 六}
    """

    problems = found(sections, clauses_yaml=REGISTER)

    assert [(p.path, p.code) for p in problems] == [
        ("events.b.clause", "CLAUSE_UNKNOWN"),
        ("events.c.clause", "CLAUSE_ELSEWHERE"),
    ]


def test_clauses_that_no_element_carries_are_counted() -> None:
    sections = """\
    events:
      - {id: a, label: {zh: 名, en: N}, clause: 六(一) S1-001}
    """
    whole = pack(sections, clauses_yaml=REGISTER)

    notes = [p for p in check_pack(whole) if p.code == "CLAUSES_CARRIED"]

    assert [dict(p.params) for p in notes] == [{"carried": "1", "missing": "1", "total": "2"}]
    assert coverage(whole).carried == {"S1-001": ("events.a",)}
    assert coverage(whole).missing == ("S1-002",)


def test_clauses_of_another_plan_are_named() -> None:
    foreign = REGISTER.replace("p1", "p2")

    assert "SCHEME_FOREIGN" in [p.code for p in found("", clauses_yaml=foreign)]


# ── conditions and routing ────────────────────────────────────────────────────────────────

FACTS = """\
scales:
  - id: rank
    label: {zh: 层次, en: level}
    values:
      - {id: clerk, label: {zh: 科员, en: clerk}}
      - {id: section, label: {zh: 科级, en: section}}
      - {id: county, label: {zh: 处级, en: county}}
facts:
  - {id: rank, label: {zh: 层次, en: level}, kind: scale, scale: rank}
  - {id: vertical, label: {zh: 垂管, en: vertical}, kind: flag}
  - {id: days, label: {zh: 天数, en: days}, kind: number}
bindings:
  - {id: a, HERE, superior: top}
  - {id: b, HERE, superior: top}
  - {id: top, HERE, external: true}
desks:
  - {id: da, HERE, body: a}
  - {id: db, HERE, body: b}
routing:
"""


def routed(*rules: str, fallback: bool = True) -> list[Problem]:
    text = FACTS
    if fallback:
        text += "  fallback: {id: f, HERE, to: a}\n"
    text += "  rules:\n" + "".join(f"    - {{{rule}, HERE}}\n" for rule in rules)
    return found(text)


VERTICAL = "id: v, to: a, when: {fact: vertical, is: true}"
LOW = "id: l, to: b, when: {fact: rank, at_most: section}"


def test_rules_that_overlap_need_an_order() -> None:
    (problem,) = routed(VERTICAL, LOW)

    assert (problem.code, problem.path) == ("ROUTES_OVERLAP", "routing.rules.l")
    assert problem.message == ("the rules v and l both apply when vertical is yes, level is clerk")
    assert problem.say("zh") == "当垂管为是、层次为科员时，规则 v 与 l 同时适用"


def test_an_order_settles_an_overlap() -> None:
    assert not routed(f"{VERTICAL}, order: 1", f"{LOW}, order: 2")
    assert [p.code for p in routed(f"{VERTICAL}, order: 1", f"{LOW}, order: 1")] == [
        "ROUTES_OVERLAP"
    ]
    assert [p.code for p in routed(f"{VERTICAL}, order: 1", LOW)] == ["ROUTES_OVERLAP"]


def test_a_gap_needs_somebody_who_assigns() -> None:
    (problem,) = routed(LOW, fallback=False)

    assert problem.code == "ROUTES_GAP"
    assert "level is county" in problem.message


def test_rules_without_a_gap_need_nobody() -> None:
    high = "id: h, to: a, when: {fact: rank, is: county}"

    assert not routed(LOW, high, fallback=False)


def test_a_rule_that_another_always_outranks_is_named() -> None:
    inside = "id: i, to: a, order: 2, when: {fact: rank, is: clerk}"

    problems = routed(f"{LOW}, order: 1", inside)

    assert [(p.code, p.path) for p in problems] == [("ROUTE_UNREACHABLE", "routing.rules.i")]


@pytest.mark.parametrize(
    ("when", "codes"),
    [
        ("{fact: colour, is: red}", ["FACT_UNKNOWN"]),
        ("{fact: rank, at_most: king}", ["CONDITION_WRONG_VALUE"]),
        ("{fact: vertical, is: maybe}", ["CONDITION_WRONG_VALUE"]),
        ("{fact: vertical, over: true}", ["CONDITION_WRONG_VALUE"]),
        ("{fact: days, over: many}", ["CONDITION_WRONG_VALUE"]),
        (
            "{all: [{fact: days, over: 7}, {fact: days, under: 7}]}",
            ["CONDITION_IMPOSSIBLE", "ROUTE_UNREACHABLE"],
        ),
    ],
)
def test_a_condition_that_cannot_be_met_is_named(when: str, codes: list[str]) -> None:
    assert [p.code for p in routed(f"id: x, to: b, when: {when}")] == codes


def test_a_body_that_receives_has_a_desk() -> None:
    problems = found(
        FACTS.replace("  - {id: db, HERE, body: b}\n", "")
        + "  fallback: {id: f, HERE, to: a}\n"
        + f"  rules:\n    - {{{LOW}, HERE}}\n"
    )

    assert [(p.code, p.level, p.params["id"]) for p in problems] == [
        ("DESK_MISSING", "warning", "b")
    ]


OFTEN = """\
facts:
  - {id: missed, label: {zh: 未完成, en: missed}, kind: number, source: {zh: 台账, en: ledger}}
  - {id: excused, label: {zh: 正当理由, en: excused}, kind: flag, source: {zh: 台账, en: ledger}}
leads:
  - {id: often, HERE, of: person, when: {fact: %s, %s: unspecified}}
"""


def test_a_threshold_may_be_left_open_and_is_then_counted_among_the_open_numbers() -> None:
    often = pack(OFTEN % ("missed", "at_least"))

    assert often.open_numbers() == ("leads.often.when.at_least",)
    assert [p for p in check_pack(often) if p.level != "note"] == []


@pytest.mark.parametrize(("fact", "operator"), [("excused", "is"), ("excused", "over")])
def test_only_what_is_measured_may_be_left_open(fact: str, operator: str) -> None:
    assert only(OFTEN % (fact, operator)).code == "CONDITION_WRONG_VALUE"
