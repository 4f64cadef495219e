"""Numbers that the source leaves open: set for one place, proposed by the pack, never guessed."""

import pytest

from zhiyong.rules.clock import Term, Unit
from zhiyong.rules.pack import find_packs, load_pack
from zhiyong.rules.pack.settings import value_at, with_settings
from zhiyong.rules.pack.tests.helpers import pack as small_pack

S3 = "s3-city-zhiyong"


def test_a_number_that_is_set_stands_in_the_pack() -> None:
    pack = load_pack(find_packs()[S3])

    settled, problems = with_settings(pack, pack.proposed())

    assert not problems
    assert settled.open_numbers() == ("in_force.from",)
    assert settled.clock("self_criticism").term == Term(15, Unit.DAY)
    assert value_at(settled, "clocks.self_criticism.term") == "15 days"


@pytest.mark.parametrize(
    ("path", "value", "code"),
    [
        ("clocks.self_criticism.term", "soon", "NO_NUMBER"),
        ("rankings.double_review.best", "one", "NUMBER_UNREADABLE"),
        ("clocks.no_such.term", "3 days", "SETTING_UNKNOWN"),
        ("clocks.decision_notice.term", "40 days", "SETTING_FIXED"),
    ],
)
def test_what_does_not_fit_is_named_and_the_rest_is_set(path: str, value: str, code: str) -> None:
    pack = load_pack(find_packs()[S3])

    settled, problems = with_settings(pack, {path: value, "publications.progress.min_cell": "5"})

    assert [(where, found) for where, found, _ in problems] == [(path, code)]
    assert "publications.progress.min_cell" not in settled.open_numbers()


@pytest.mark.parametrize("name", find_packs())
def test_every_open_number_has_a_proposal_that_fits_its_place(name: str) -> None:
    pack = load_pack(find_packs()[name])

    settled, problems = with_settings(pack, pack.proposed())

    assert not problems
    assert set(settled.open_numbers()) <= {"in_force.from"}


@pytest.mark.parametrize(("value", "codes"), [("3", []), ("x", ["CONDITION_WRONG_VALUE"])])
def test_a_threshold_is_set_to_what_its_fact_can_be(value: str, codes: list[str]) -> None:
    often = small_pack(
        """
        facts: [{id: missed, label: {zh: 次数, en: Times}, kind: number}]
        leads: [{id: often, HERE, of: person, when: {fact: missed, at_least: unspecified}}]
        """
    )

    settled, problems = with_settings(often, {"leads.often.when.at_least": value})

    assert [code for _, code, _ in problems] == codes
    assert bool(settled.open_numbers()) is bool(codes)
