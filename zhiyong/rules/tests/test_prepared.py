"""Prepared conditions answer as `evaluate` does, for every condition and every set of facts."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiyong.rules.conditions import All, Any_, Limb, Node, Not, Outcome, Truth, evaluate
from zhiyong.rules.facts import Fact, FactError, Ratio, Scale, Vocabulary
from zhiyong.rules.leads import find_leads
from zhiyong.rules.pack import Pack
from zhiyong.rules.prepared import Prepared

LABEL = {"zh": "名", "en": "Name"}
STEPS = ("low", "middle", "high")
VALUES = [{"id": step, "label": LABEL} for step in STEPS]
WORDS = Vocabulary.build(
    [
        Fact.model_validate({"id": fact, "label": LABEL, "kind": kind} | more)
        for fact, kind, more in (
            ("flag", "flag", {}),
            ("number", "number", {}),
            ("share", "share", {}),
            ("day", "day", {}),
            ("choice", "choice", {"values": VALUES}),
            ("several", "choice", {"values": VALUES, "many": True}),
            ("step", "scale", {"scale": "steps"}),
        )
    ],
    [Scale.model_validate({"id": "steps", "label": LABEL, "values": VALUES})],
)

NUMBERS = st.fractions(min_value=-3, max_value=3, max_denominator=6)
DAYS = st.dates(date(2021, 1, 1), date(2021, 1, 5))
COMPARE = st.sampled_from(["over", "at_least", "at_most", "under", "is"])


def limb(fact: str, operators: st.SearchStrategy[str], values: Any) -> st.SearchStrategy[Node]:
    return st.builds(lambda op, value: Limb(**{"fact": fact, op: value}), operators, values)


LIMBS = st.one_of(
    limb("flag", st.just("is"), st.booleans()),
    limb("number", COMPARE, NUMBERS),
    limb("share", COMPARE, NUMBERS),
    limb("share", st.just("over"), st.just("unspecified")),
    limb("day", COMPARE, DAYS),
    limb("choice", st.just("is"), st.sampled_from(STEPS)),
    limb("choice", st.just("in"), st.sampled_from([("low",), ("low", "high")])),
    limb("several", st.just("is"), st.sampled_from(STEPS)),
    limb("step", COMPARE, st.sampled_from(STEPS)),
)
CONDITIONS = st.recursive(
    LIMBS,
    lambda inner: st.one_of(
        st.builds(lambda parts: All(all=tuple(parts)), st.lists(inner, min_size=1, max_size=3)),
        st.builds(lambda parts: Any_(any=tuple(parts)), st.lists(inner, min_size=1, max_size=3)),
        st.builds(lambda part: Not(**{"not": part}), inner),
    ),
    max_leaves=6,
)
EXACT = st.one_of(
    st.integers(-3, 3), NUMBERS, st.builds(lambda n: Decimal(n) / 4, st.integers(-12, 12))
)
FACTS = st.fixed_dictionaries(
    {},
    optional={
        "flag": st.one_of(st.none(), st.booleans()),
        "number": st.one_of(st.none(), EXACT),
        "share": st.one_of(EXACT, st.builds(Ratio, st.integers(0, 5), st.integers(0, 5))),
        "day": DAYS,
        "choice": st.sampled_from(STEPS),
        "several": st.frozensets(st.sampled_from(STEPS)),
        "step": st.sampled_from(STEPS),
    },
)


@given(st.lists(CONDITIONS, max_size=4), FACTS)
def test_outcomes_are_those_of_evaluate(conditions: list[Node], facts: dict[str, Any]) -> None:
    standing = Prepared(conditions, WORDS).stand(facts)
    for place, condition in enumerate(conditions):
        outcome = evaluate(condition, facts, WORDS)
        assert standing.truth(place) is outcome.truth
        assert standing.outcome(place) == outcome


@pytest.mark.parametrize(
    ("fact", "value"),
    [
        ("number", True),
        ("number", "3"),
        ("flag", 1),
        ("choice", "none"),
        ("choice", 3),
        ("day", Fraction(3)),
        ("share", "a third"),
        ("step", "above"),
    ],
)
def test_a_value_that_the_fact_cannot_have_is_refused(fact: str, value: Any) -> None:
    operand = {"flag": True, "day": date(2021, 1, 1), "number": 1, "share": 1}.get(fact, "low")
    prepared = Prepared([Limb(fact=fact, **{"is": operand})], WORDS)
    with pytest.raises(FactError):
        prepared.stand({fact: value})


def speaking(outcome: Outcome, wanted: Truth = Truth.MET) -> list[Outcome]:
    if isinstance(outcome.condition, Limb):
        return [outcome] if outcome.truth is wanted else []
    if isinstance(outcome.condition, Not):
        wanted = Truth.UNMET if wanted is Truth.MET else Truth.MET
    return [limb for part in outcome.parts for limb in speaking(part, wanted)]


@given(CONDITIONS, FACTS)
def test_a_lead_cites_the_limbs_that_speak_for_it(condition: Node, facts: dict[str, Any]) -> None:
    lead = {"id": "l", "label": LABEL, "of": "unit", "when": condition}
    plan = Pack.model_validate(
        {
            "plan": "p",
            "title": LABEL,
            "short_title": LABEL,
            "source": {"document": "none"},
            "region": {"level": "city", "label": LABEL},
            "in_force": {},
            "facts": tuple(WORDS.facts.values()),
            "scales": [{"id": "steps", "label": LABEL, "values": VALUES}],
            "leads": [lead],
        }
    )
    (found,) = find_leads(plan, facts)
    outcome = evaluate(plan.leads[0].when, facts, WORDS)

    assert found.state == outcome.truth.value
    assert list(found.limbs) == speaking(outcome)
    assert found.outcome == outcome
