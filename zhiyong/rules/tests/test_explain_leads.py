"""Leads, scope, routing, findings and responsibilities, as a question is answered."""

from datetime import date
from typing import Any

import pytest

from zhiyong.rules.explain import explain
from zhiyong.rules.pack import Pack
from zhiyong.rules.pack.tests.helpers import pack
from zhiyong.rules.responsibilities import categories_without_line

VOTES = pack("""\
    facts:
      - {id: unfit, kind: share, label: {zh: 不称职票比例, en: Share unfit}}
      - {id: both, kind: share, label: {zh: 两项合计, en: Both}}
      - {id: years, kind: number, label: {zh: 连续年数, en: Years running}}
      - {id: linked, kind: flag, label: {zh: 由联动产生, en: By linkage}}
      - {id: excused, kind: flag, label: {zh: 理由成立, en: Excused}}
    leads:
      - id: votes
        clause: 一
        label: {zh: 名, en: Name}
        of: person
        when:
          any:
            - {fact: unfit, over: 1/3, clause: 甲}
            - {fact: both, over: 40%, clause: 乙}
            - {fact: years, at_least: 2, clause: 丙}
        excused: {fact: excused, is: true}
        unless: {fact: linked, is: true}
        marks: [years, linked]
      - {id: often, HERE, of: unit, when: {fact: years, at_least: unspecified}}
      - {id: never, HERE, of: unit, when: {not: {fact: linked, is: true}}}
    """)


def leads(facts: dict[str, Any], **more: Any) -> dict[str, Any]:
    found: dict[str, Any] = explain(VOTES, {"facts": facts, **more})
    return found


@pytest.mark.parametrize(
    ("facts", "state", "limbs"),
    [
        ({"unfit": "10/30"}, "unknown", []),
        ({"unfit": "10/30", "both": "20/50", "years": 1}, "unmet", []),
        ({"unfit": "11/30"}, "met", ["unfit"]),
        ({"unfit": "11/30", "both": "21/50", "years": 2}, "met", ["unfit", "both", "years"]),
        ({"unfit": "11/30", "excused": True}, "excused", ["unfit"]),
        ({"unfit": "11/30", "linked": True, "excused": True}, "guarded", ["unfit"]),
        ({"unfit": "11/30", "linked": False}, "met", ["unfit"]),
    ],
)
def test_a_lead_cites_every_limb_met(facts: Any, state: str, limbs: list[str]) -> None:
    lead = leads(facts)["leads"]["votes"]

    assert lead["state"] == state
    assert [limb["fact"] for limb in lead["limbs"]] == limbs


def test_limbs_keep_the_share_as_counted_and_their_own_clause() -> None:
    (limb,) = leads({"unfit": "11/30"})["leads"]["votes"]["limbs"]

    assert (limb["found"], limb["over"], limb["where"]) == ("11/30", "1/3", ["甲"])
    assert "11/30" in limb["why"]["zh"]


def test_what_is_missing_is_named_and_marks_show_what_holds() -> None:
    lead = leads({"years": 2})["leads"]["votes"]

    assert lead["missing"] == ["linked", "excused"]
    assert [mark["fact"] for mark in lead["marks"]] == ["years"]


def test_an_open_number_is_named_until_it_is_set() -> None:
    assert leads({"years": 2})["leads"]["often"]["state"] == "unknown"
    assert leads({"years": 2})["open"] == ["leads.often.when.at_least"]
    found = leads({"years": 2}, settings={"leads.often.when.at_least": 2})
    assert (found["leads"]["often"]["state"], found["open"]) == ("met", [])


def test_a_limb_under_not_speaks_for_the_lead_when_it_is_unmet() -> None:
    lead = leads({"linked": False})["leads"]["never"]

    assert lead["state"] == "met"
    assert [limb["fact"] for limb in lead["limbs"]] == ["linked"]


RULES = pack("""\
    bindings:
      - {id: office, HERE}
      - {id: bureau, HERE, superior: office}
    facts:
      - {id: worker, kind: flag, label: {zh: 工勤, en: Worker}}
      - {id: city, kind: flag, label: {zh: 市级, en: City}}
      - {id: other, kind: flag, label: {zh: 其他, en: Other}}
    scope:
      rules:
        - {id: organs, HERE, effect: covers, of: unit, when: {fact: city, is: true}}
        - {id: workers, HERE, effect: excludes, of: person, when: {fact: worker, is: true}}
    routing:
      rules:
        - {id: here, HERE, when: {fact: city, is: true}, to: bureau}
      fallback: {id: rest, HERE, to: office}
      recusals:
        - {id: own, HERE, when: {fact: other, is: true}, bars: [receiving_body]}
    """)


@pytest.mark.parametrize(
    ("facts", "stands", "covers", "excludes"),
    [
        ({"city": True}, True, ["organs"], []),
        ({"city": True, "worker": True}, False, ["organs"], ["workers"]),
        ({"city": False}, False, [], []),
        ({"worker": False}, "unknown", [], []),
    ],
)
def test_scope(facts: Any, stands: Any, covers: list[str], excludes: list[str]) -> None:
    scope = explain(RULES, {"facts": facts})["scope"]

    assert (scope["in"], scope["covers"], scope["excludes"]) == (stands, covers, excludes)


def test_routing_and_bypass() -> None:
    assert explain(RULES, {"facts": {"city": True}})["routing"]["to"] == "bureau"
    passed = explain(RULES, {"facts": {"city": True, "other": True}})["routing"]
    assert (passed["to"], passed["barred"]) == ("office", ["bureau"])
    assert [one["body"] for one in passed["by_way_of"]] == ["bureau"]
    assert "routing" not in explain(RULES, {"facts": {"worker": True}})


KINDS = pack("""\
    bindings:
      - {id: lead, HERE}
      - {id: helper, HERE}
    office_hours:
      {clause: 一, from: "08:30", noon_from: "12:00", noon_until: "14:00", until: "17:30"}
    finding_fields:
      - {id: consequence, HERE}
      - {id: since, HERE, least: 12 months}
      - {id: occurred, HERE, most: 2 years}
    taxonomy:
      - id: b
        clause: 一
        label: {zh: 名, en: Name}
        code: B
        severity: serious
        subjects: [person]
        children:
          - {id: b1, HERE, code: B1, requires: [consequence]}
          - {id: b4, HERE, code: B4, subjects: [team, unit], sources: 2,
             second_reviewer: true, severity: minor}
          - id: b5
            clause: 一
            label: {zh: 名, en: Name}
            code: B5
            behaviours:
              - {id: cards, HERE, working_hours_only: true}
              - {id: drink, HERE, at: workday_noon, requires: [consequence]}
              - {id: drugs, HERE}
    responsibilities:
      - {id: one, HERE, categories: [b1], lead: [lead], cooperate: [helper]}
      - {id: two, HERE, categories: [b], lead: [lead, helper]}
    """)


def finding(category: str, pack: Pack = KINDS, **more: Any) -> dict[str, Any]:
    facts = {f"finding.{key}": value for key, value in {"category": category, **more}.items()}
    found = explain(pack, {"today": "2021-05-10", "facts": facts})
    assert found["problems"] == []
    answer: dict[str, Any] = found["findings"]
    return answer


def codes(finding: dict[str, Any]) -> list[str]:
    return [one["code"] for one in finding["refused"]]


@pytest.mark.parametrize(
    ("category", "more", "refused"),
    [
        ("b", {}, ["CATEGORY_IS_GROUP"]),
        ("b1", {}, ["FIELDS_MISSING"]),
        ("b1", {"fields": ["consequence"]}, []),
        ("b1", {"fields": ["consequence"], "subject": "unit"}, ["SUBJECT_NOT_ALLOWED"]),
        ("b4", {"subject": "person"}, ["SUBJECT_NOT_ALLOWED"]),
        ("b4", {"subject": "team", "sources": 1}, ["TOO_FEW_SOURCES"]),
        ("b4", {"sources": 2, "second_reviewer": False}, ["NO_SECOND_REVIEWER"]),
        ("b5", {"behaviours": ["cards"], "at": "2021-05-10 10:15"}, []),
        ("b5", {"behaviours": ["cards"], "at": "2021-05-10 12:30"}, ["OUTSIDE_WORKING_HOURS"]),
        ("b5", {"behaviours": ["cards"], "at": "2021-05-10 19:30"}, ["OUTSIDE_WORKING_HOURS"]),
        ("b5", {"behaviours": ["cards"], "at": "2021-05-03 10:15"}, ["OUTSIDE_WORKING_HOURS"]),
        ("b5", {"behaviours": ["cards"], "at": "2021-05-08 10:15"}, []),  # a make-up day
        ("b5", {"behaviours": "drugs", "at": "2021-05-10 20:00"}, []),
        ("b5", {"behaviours": "drink", "at": "2021-05-10 12:30", "fields": "consequence"}, []),
        (
            "b5",
            {"behaviours": "drink", "at": "2021-05-10 18:30"},
            ["FIELDS_MISSING", "OUTSIDE_WORKDAY_NOON"],
        ),
        ("b5", {"behaviours": ["chess"]}, ["BEHAVIOUR_UNKNOWN"]),
    ],
)
def test_what_refuses_a_finding(category: str, more: Any, refused: list[str]) -> None:
    assert codes(finding(category, **more)) == refused


def test_demands_come_from_the_category_and_the_groups_above_it() -> None:
    found = finding("b4")

    assert (found["subjects"], found["severity"]) == (["team", "unit"], "minor")
    assert (found["sources"]["needed"], found["second_reviewer"]) == (2, True)
    assert (finding("b1")["subjects"], finding("b1")["severity"]) == (["person"], "serious")
    assert finding("b1")["missing"] == ["consequence"]


@pytest.mark.parametrize(
    ("field", "day", "warned"),
    [
        ("since", date(2020, 9, 10), ["TIME_TOO_SHORT"]),
        ("since", date(2020, 5, 10), []),
        ("occurred", date(2019, 5, 10), []),
        ("occurred", date(2019, 5, 9), ["TIME_TOO_LONG"]),
    ],
)
def test_a_time_that_is_too_short_or_too_long_is_a_warning(
    field: str, day: date, warned: list[str]
) -> None:
    found = finding("b5", fields={field: day})

    assert [one["code"] for one in found["warnings"]] == warned
    assert found["refused"] == []


def test_a_window_that_cannot_be_judged_is_a_warning_and_no_refusal() -> None:
    found = finding("b5", behaviours=["cards"])

    assert found["refused"] == []
    assert [one["missing"] for one in found["warnings"]] == ["finding.at"]


def test_a_category_that_is_none_is_told_with_the_one_meant() -> None:
    (problem,) = explain(KINDS, {"facts": {"finding.category": "b44"}})["problems"]

    assert problem["code"] == "FINDING_CATEGORY_NEAR"
    assert "b4" in problem["right"]["zh"]


def test_the_line_of_a_category_and_the_line_of_its_group() -> None:
    def lines(category: str) -> dict[str, Any]:
        found: dict[str, Any] = explain(KINDS, {"facts": {"finding.category": category}})[
            "responsibilities"
        ]
        return found

    assert list(lines("b1")) == ["one"]
    assert lines("b1")["one"]["cooperate"] == ["helper"]
    assert lines("b4")["two"]["lead"] == ["lead", "helper"]
    assert lines("b4")["two"]["cooperate"] == []


def test_categories_without_a_line_are_known() -> None:
    bare = pack("""\
        taxonomy:
          - {id: a, HERE, code: A}
          - {id: b, HERE, code: B}
        responsibilities:
          - {id: one, HERE, categories: [a]}
        """)

    assert categories_without_line(bare) == ("b",)
    assert categories_without_line(KINDS) == ()
