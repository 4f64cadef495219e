"""Higher law prevails: its value stands in the plan, cited; what is not loaded is not guessed."""

import pytest

from zhiyong.rules.clock.terms import Term, Unit
from zhiyong.rules.explain import explain
from zhiyong.rules.pack import Pack, check_pack, find_packs, load_pack
from zhiyong.rules.pack.tests.helpers import pack, problems

CLOCK = """\
    legal_bases:
      - {id: law, HERE, checked: text}
    events:
      - {id: told, HERE}
    actors:
      - {id: person, HERE, kind: party}
    clocks:
      - {id: appeal, HERE, term: 30 days, from: told, owed_by: person}
"""


def override(**said: str) -> str:
    keys = {"id": "o1", "replaces": "clocks.appeal.term", "value": "60 days", "basis": "[law/95]"}
    written = ", ".join(f"{key}: {value}" for key, value in (keys | said).items() if value)
    return f"      - {{{written}, HERE}}\n"


def with_override(**said: str) -> str:
    return f"{CLOCK}    overrides:\n{override(**said)}"


@pytest.mark.clause("S3-142")
def test_the_clock_takes_the_term_of_the_law_and_cites_it() -> None:
    found = pack(with_override())

    clock = found.clock("appeal")
    assert clock.term == Term(60, Unit.DAY)
    assert [str(one) for one in clock.basis] == ["law/95"]
    assert found.overrides[0].instead_of == "30 days"
    again = Pack.model_validate(found.as_data())
    assert (again.clock("appeal"), again.overrides) == (clock, found.overrides)
    assert again.digest() == found.digest()


@pytest.mark.parametrize(
    ("said", "code", "path"),
    [
        ({"replaces": "clocks.apeal.term"}, "OVERRIDE_NOWHERE", "overrides[0].replaces"),
        ({"replaces": "clocks.appeal"}, "OVERRIDE_NOWHERE", "overrides[0].replaces"),
        ({"replaces": "overrides.o1.value"}, "OVERRIDE_NOWHERE", "overrides[0].replaces"),
        ({"basis": ""}, "OVERRIDE_WITHOUT_LAW", "overrides[0].replaces"),
        ({"value": "long"}, "NO_NUMBER", "overrides[0].value"),
    ],
)
def test_what_cannot_be_laid_over_is_told_at_the_override(
    said: dict[str, str], code: str, path: str
) -> None:
    found = problems(with_override(**said))

    assert [(one.code, one.path, one.file) for one in found] == [(code, path, "more.yaml")]
    assert found[0].line == 10
    assert found[0].hint


def test_two_laws_cannot_replace_one_value() -> None:
    found = problems(with_override() + override(id="o2", value="90 days"))

    assert [(one.code, one.line) for one in found] == [("OVERRIDE_TWICE", 11)]


def test_a_question_may_bring_what_the_law_says() -> None:
    s3 = load_pack(find_packs()["s3-city-zhiyong"])
    brought = {
        "id": "longer",
        "label": {"zh": "从法律规定", "en": "As the law says"},
        "clause": "S3-142",
        "replaces": "clocks.appeal.term",
        "value": "60 days",
        "basis": ["civil_servant_law/95"],
    }
    asked = {"clocks": [{"clock": "appeal", "start": "2021-03-01"}]}

    told = explain(s3, {**asked, "overrides": [brought]})
    refused = explain(s3, {**asked, "overrides": [{**brought, "replaces": "clocks.no.term"}]})

    assert told["clocks"][0]["due"] == "2021-04-30"
    assert "civil_servant_law/95" in told["clocks"][0]["basis"]
    assert told["overrides"][0]["instead_of"] == "30 days"
    assert refused["clocks"][0]["due"] == "2021-03-31"
    assert [(one["code"], one["path"]) for one in refused["problems"]] == [
        ("OVERRIDE_NOWHERE", "overrides.0.replaces")
    ]


def test_what_a_rule_supplies_that_is_not_loaded_stays_empty() -> None:
    ladder = """\
        legal_bases:
          - {id: law, HERE, checked: text}
        facts:
          - {id: f, kind: flag, label: {zh: 甲, en: A}, source: {zh: 乙, en: B}}
        measures:
          - {id: m, HERE}
        ladder:
          - {id: r, HERE, measure: m, when: {fact: f, is: true}}
        superior_rules:
          - {law: law, supplies: [r, nothing], LOADED}
    """

    def codes(loaded: str) -> list[str]:
        found = check_pack(pack(ladder.replace("LOADED", f"loaded: {loaded}")))
        return [one.code for one in found if one.level != "note"]

    assert codes("false") == ["SUPERIOR_GUESSED", "SUPERIOR_SUPPLIES_UNKNOWN"]
    assert codes("true") == ["SUPERIOR_SUPPLIES_UNKNOWN"]
