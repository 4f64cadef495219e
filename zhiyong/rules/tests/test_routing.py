"""Which body receives a complaint: the first pack's rules, case by case and for all cases."""

from itertools import combinations, product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhiyong.rules.facts import FactError, Facts, FactValue
from zhiyong.rules.pack import Pack, load_pack, packs_folder
from zhiyong.rules.routing import RoutingFault, route, say_route, scope_of
from zhiyong.rules.worlds import worlds

S3 = load_pack(packs_folder() / "s3-city-zhiyong")

CLERK = {"subject.kind": "person", "person.rank": "clerk", "unit.level": "city"}
CHIEF = CLERK | {"person.rank": "section-chief"}
LEADER = {
    "subject.kind": "person",
    "person.rank": "county-deputy",
    "person.is_city_managed": True,
    "person.in_leading_team": True,
    "unit.level": "city",
}
UNIT = {"subject.kind": "unit", "unit.level": "city"}
BUREAU = {"unit.kind": "government_department"}

ABOUT_THIS_OFFICE = {"complaint.about_receiving_body": True, "complaint.about_office": True}


def institution(parent: str) -> dict[str, FactValue]:
    return {"unit.kind": "institution", "unit.parent_kind": parent}


def case(name: str, clause: str, facts: dict[str, Any], rule: str, body: str) -> Any:
    return pytest.param(facts, rule, body, id=name, marks=pytest.mark.clause(clause))


@pytest.mark.parametrize(
    ("facts", "rule", "body"),
    [
        case(
            "deputy head of a government bureau",
            "S3-110",
            LEADER | BUREAU,
            "city_managed",
            "org_department",
        ),
        case(
            "leader in the leading team of a court",
            "S3-110",
            LEADER | {"unit.kind": "court"},
            "city_managed",
            "org_department",
        ),
        case(
            "a city-managed team as a whole",
            "S3-110",
            UNIT | BUREAU | {"subject.kind": "team", "team.is_city_managed": True},
            "city_managed",
            "org_department",
        ),
        case(
            "county leader managed by the city",
            "S3-110",
            LEADER | {"unit.kind": "government", "unit.level": "county"},
            "city_managed",
            "org_department",
        ),
        case(
            "section chief of a government bureau",
            "S3-111",
            CHIEF | BUREAU,
            "government_staff",
            "personnel_bureau",
        ),
        case(
            "clerk of an institution under a bureau",
            "S3-111",
            CLERK | institution("government_department"),
            "government_staff",
            "personnel_bureau",
        ),
        case(
            "clerk of an institution under the government",
            "S3-111",
            CLERK | institution("government"),
            "government_staff",
            "personnel_bureau",
        ),
        *(
            case(
                f"section chief, {kind}",
                "S3-112",
                CHIEF | {"unit.kind": kind},
                "other_staff",
                "organs_committee",
            )
            for kind in (
                "party_organ",
                "congress",
                "cppcc",
                "discipline",
                "court",
                "procuratorate",
                "peoples_organisation",
            )
        ),
        case(
            "clerk of an institution under a party department",
            "S3-112",
            CLERK | institution("party_organ"),
            "other_staff",
            "organs_committee",
        ),
        case(
            "clerk of an institution under a people's organisation",
            "S3-112",
            CLERK | institution("peoples_organisation"),
            "other_staff",
            "organs_committee",
        ),
        case(
            "clerk of a vertical bureau",
            "S3-113",
            CLERK | {"unit.kind": "vertical"},
            "vertical",
            "discipline_bureau",
        ),
        case(
            "a vertical bureau as such",
            "S3-113",
            UNIT | {"unit.kind": "vertical"},
            "vertical",
            "discipline_bureau",
        ),
        case(
            "vertical management comes before a city-managed leader",
            "S3-113",
            LEADER | {"unit.kind": "vertical"},
            "vertical",
            "discipline_bureau",
        ),
        case(
            "county branch of a vertical bureau",
            "S3-113",
            CLERK | {"unit.kind": "vertical", "unit.level": "county"},
            "vertical",
            "discipline_bureau",
        ),
        case("a bureau as such", "S3-105", UNIT | BUREAU, "government_unit", "personnel_bureau"),
        case(
            "a court as such",
            "S3-105",
            UNIT | {"unit.kind": "court"},
            "other_unit",
            "organs_committee",
        ),
        case(
            "a worker counts as the unit",
            "S3-008",
            UNIT | BUREAU | {"subject.kind": "person", "person.is_worker": True},
            "government_unit",
            "personnel_bureau",
        ),
        case(
            "a team that the city does not manage",
            "S3-105",
            UNIT
            | institution("government_department")
            | {"subject.kind": "team"}
            | {"team.is_city_managed": False},
            "government_unit",
            "personnel_bureau",
        ),
    ],
)
def test_each_line_has_its_body(facts: Facts, rule: str, body: str) -> None:
    found = route(S3, facts)

    assert (found.rule.id, found.body, found.act) == (rule, body, "receive")
    assert not found.is_bypass


@pytest.mark.clause("S3-105")
@pytest.mark.parametrize(
    "facts",
    [
        pytest.param({}, id="nothing is known"),
        pytest.param(LEADER | BUREAU | {"person.in_leading_team": False}, id="high but no leader"),
        pytest.param(
            CHIEF | BUREAU | {"person.rank": "county-deputy"}, id="above section, not city-managed"
        ),
        pytest.param(CHIEF | BUREAU | {"person.rank": None}, id="rank not known"),
        pytest.param(CLERK | BUREAU | {"unit.level": "county"}, id="a county bureau"),
        pytest.param(CLERK | {"unit.kind": "institution"}, id="parent organ not known"),
        pytest.param(UNIT | {"unit.kind": "state_enterprise"}, id="a state enterprise"),
        pytest.param(UNIT | {"unit.kind": "government"}, id="the city government itself"),
        pytest.param(
            UNIT | BUREAU | {"subject.kind": "team"}, id="a team, managed by whom is not known"
        ),
    ],
)
def test_what_no_rule_covers_is_assigned_by_the_office(facts: Facts) -> None:
    found = route(S3, facts)

    assert (found.rule.id, found.body, found.act) == ("office_assigns", "office", "assign")
    assert found.candidates == (
        "discipline_bureau",
        "org_department",
        "personnel_bureau",
        "organs_committee",
    )


@pytest.mark.clause("S3-112", "S3-105")
@pytest.mark.parametrize(
    ("facts", "body", "act", "passed"),
    [
        pytest.param(
            CLERK | BUREAU | {"subject.roles": {"personnel_bureau"}},
            "office",
            "designate",
            ["personnel_bureau"],
            id="clerk of the personnel bureau",
        ),
        pytest.param(
            CLERK | {"unit.kind": "party_organ", "subject.roles": {"organs_committee"}},
            "office",
            "designate",
            ["organs_committee"],
            id="clerk of the organs committee",
        ),
        pytest.param(
            LEADER | {"unit.kind": "party_organ", "subject.roles": {"org_department"}},
            "office",
            "designate",
            ["org_department"],
            id="leader of the organisation department",
        ),
        pytest.param(
            CLERK | {"unit.kind": "party_organ", "subject.roles": {"org_department"}},
            "organs_committee",
            "receive",
            [],
            id="clerk of the organisation department goes to another body anyway",
        ),
        pytest.param(
            CLERK | BUREAU | {"complaint.about_receiving_body": True},
            "office",
            "designate",
            ["personnel_bureau"],
            id="said to be about the receiving body",
        ),
        pytest.param(
            CLERK
            | BUREAU
            | {"complaint.about_receiving_body": True, "complaint.about_office": True},
            "leading_group",
            "receive",
            ["personnel_bureau", "office"],
            id="said to be about this office or its leaders",
        ),
        pytest.param(
            CLERK | BUREAU | {"complaint.about_office": True},
            "personnel_bureau",
            "receive",
            [],
            id="about the leading group's office, which is not on the way",
        ),
        pytest.param(
            UNIT | {"subject.roles": {"office"}},
            "leading_group",
            "receive",
            ["office"],
            id="the office itself goes to the leading group",
        ),
        pytest.param(
            LEADER | {"unit.kind": "party_organ", "subject.roles": {"org_department", "office"}},
            "leading_group",
            "receive",
            ["org_department", "office"],
            id="the office's host",
        ),
        pytest.param(
            LEADER | BUREAU | {"subject.roles": {"org_department", "office", "leading_group"}},
            "higher_authority",
            "hand_over",
            ["org_department", "office", "leading_group"],
            id="all the way up",
        ),
    ],
)
def test_a_body_never_handles_its_own(facts: Facts, body: str, act: str, passed: list[str]) -> None:
    found = route(S3, facts)

    assert (found.body, found.act) == (body, act)
    assert [one.body for one in found.bypassed] == passed
    assert found.body not in found.barred
    assert not found.barred & set(found.candidates)


def test_barred_bodies_see_nothing_also_when_they_are_not_on_the_way() -> None:
    facts = CLERK | {"unit.kind": "party_organ", "subject.roles": {"org_department"}}

    found = route(S3, facts)

    assert found.barred == {"org_department"}
    assert "org_department" not in found.candidates


def test_a_route_cites_every_rule_tried_with_its_clause() -> None:
    found = route(S3, LEADER | {"unit.kind": "vertical"})

    assert [(one.rule.id, one.standing) for one in found.tried] == [
        ("vertical", "applied"),
        ("city_managed", "outranked"),
        ("government_staff", "not met"),
        ("other_staff", "not met"),
        ("government_unit", "not met"),
        ("other_unit", "not met"),
    ]
    assert [str(one.clause) for one in found.grounds] == ["六(一) S3-113 S3-007"]
    stored = found.as_dict()
    assert stored["tried"][0]["outcome"] == {
        "truth": "met",
        "fact": "unit.kind",
        "is": "vertical",
        "found": "vertical",
    }


def test_a_route_is_told_in_both_languages() -> None:
    found = route(S3, CLERK | BUREAU | {"subject.roles": {"personnel_bureau"}})

    chinese, english = say_route(S3, found, "zh-hans"), say_route(S3, found, "en")

    assert chinese[:2] == [
        "由市“治庸”领导小组办公室另行指定受理机关（《提高机关工作效能专项行动实施方案》六(一)）",
        "市人事局不经手：反映的是该机构自身或其人员，改由市“治庸”领导小组办公室处理",
    ]
    assert (
        chinese[2]
        == "省垂直管理部门及其人员：不符合。单位性质为省垂直管理部门（实为政府工作部门）：不符合"
    )
    assert english[1] == (
        "City personnel bureau is passed over: The complaint concerns the body itself or its "
        "people; Office of the leading group takes over"
    )


@pytest.mark.parametrize(
    "facts",
    [
        {"unit.colour": "red"},
        {"unit.kind": "bank"},
        {"person.rank": 4},
        {"subject.roles": {"higher_authority"}},
        {"unit.level": frozenset({"city"})},
    ],
)
def test_facts_that_the_pack_does_not_know_are_refused(facts: Any) -> None:
    with pytest.raises(FactError):
        route(S3, facts)


def test_rules_in_conflict_are_a_fault_and_never_settled_silently() -> None:
    rules = tuple(rule.model_copy(update={"order": 1}) for rule in S3.routing.rules)
    routing = S3.routing.model_copy(update={"rules": rules})
    muddled = Pack.model_validate(S3.as_data() | {"routing": routing.model_dump(by_alias=True)})

    with pytest.raises(RoutingFault, match="ROUTES_OVERLAP"):
        route(muddled, LEADER | {"unit.kind": "vertical"})


# ── for all cases ─────────────────────────────────────────────────────────────────────────

ROLES = [choice.id for choice in S3.vocabulary.choices["subject.roles"]]


def domain(fact: str) -> list[FactValue]:
    declared = S3.vocabulary.fact(fact)
    if declared.kind == "flag":
        return [None, True, False]
    return [None, *(choice.id for choice in S3.vocabulary.choices[fact])]


every_fact = st.fixed_dictionaries(
    {
        fact.id: (
            st.frozensets(st.sampled_from(ROLES)) if fact.many else st.sampled_from(domain(fact.id))
        )
        for fact in S3.facts
    }
)


def one_body_never_barred(facts: Facts) -> None:
    found = route(S3, facts)
    complained_of = facts.get("subject.roles") or frozenset()

    assert S3.has("bindings", found.body)
    assert isinstance(complained_of, frozenset)
    assert found.body not in complained_of
    assert found.body not in found.barred
    if facts.get("complaint.about_receiving_body"):
        assert found.body != found.rule.to
    if found.act == "assign":
        assert (found.body, found.rule.id) == ("office", "office_assigns")


@pytest.mark.clause("S3-105", "S3-110", "S3-111", "S3-112", "S3-113")
@given(facts=every_fact)
@settings(max_examples=400, deadline=None)
def test_every_complaint_finds_exactly_one_body_that_is_not_complained_of(facts: Facts) -> None:
    one_body_never_barred(facts)


@pytest.mark.clause("S3-105")
def test_every_body_is_passed_over_in_every_combination() -> None:
    """The way up depends on the first body only: one case for each, with every combination."""
    first: dict[str, Facts] = {}
    rules = [rule.when for rule in S3.routing.rules]
    for facts in worlds(rules, S3.vocabulary, unknowns=False):
        first.setdefault(route(S3, facts).rule.id, facts)
    assert set(first) == {rule.id for rule in S3.routing.rules} | {"office_assigns"}

    for facts in first.values():
        for size in range(len(ROLES) + 1):
            for roles, receiving, office in product(
                combinations(ROLES, size), (True, None), (True, None)
            ):
                one_body_never_barred(
                    {
                        **facts,
                        "subject.roles": frozenset(roles),
                        "complaint.about_receiving_body": receiving,
                        "complaint.about_office": office,
                    }
                )


# ── whom the plan covers ──────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("of", "facts", "truth", "rule"),
    [
        pytest.param(
            "unit",
            {"unit.kind": "court", "unit.level": "city"},
            "met",
            "organs",
            id="a division of the court",
            marks=pytest.mark.clause("S3-005"),
        ),
        pytest.param(
            "unit",
            {"unit.kind": "institution", "unit.level": "city"},
            "met",
            "organisations_and_institutions",
            id="a public institution",
            marks=pytest.mark.clause("S3-006"),
        ),
        pytest.param(
            "unit",
            {"unit.kind": "vertical", "unit.level": "county"},
            "met",
            "vertical",
            id="a vertical bureau",
            marks=pytest.mark.clause("S3-007"),
        ),
        pytest.param(
            "unit",
            {"unit.kind": "state_enterprise", "unit.level": "city"},
            "unmet",
            None,
            id="a state enterprise",
            marks=pytest.mark.clause("S3-005"),
        ),
        pytest.param("unit", {"unit.kind": "court"}, "unknown", None, id="level not known"),
        pytest.param(
            "person",
            {"person.is_worker": True},
            "unmet",
            "workers",
            id="a driver",
            marks=pytest.mark.clause("S3-008"),
        ),
        pytest.param(
            "person",
            {"person.is_worker": False},
            "met",
            None,
            id="a cadre",
            marks=pytest.mark.clause("S3-008"),
        ),
    ],
)
def test_whom_the_plan_covers(of: Any, facts: Facts, truth: str, rule: str | None) -> None:
    found = scope_of(S3, of, facts)

    assert found.truth == truth
    assert (found.rule.id if found.rule else None) == rule
    assert found.is_covered is (truth == "met")
