"""What may stand in the journal for ever, and what may not."""

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from zhiyong.journal import guard
from zhiyong.journal.guard import NotForTheJournal
from zhiyong.rules.clauses import Clause
from zhiyong.shell.access import Role


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        pytest.param("ACCEPTED", "ACCEPTED", id="a code"),
        pytest.param("matter:5", "matter:5", id="a reference"),
        pytest.param(date(2026, 3, 2), "2026-03-02", id="a day"),
        pytest.param(7, 7, id="a number"),
        pytest.param(True, True, id="a truth value"),
        pytest.param(None, None, id="nothing"),
        pytest.param(Decimal("1.50"), "1.50", id="a decimal, as text"),
        pytest.param(Fraction(1, 3), "1/3", id="a fraction, as text"),
        pytest.param(Role.CLERK, "CLERK", id="a choice"),
        pytest.param("效投〔2026〕123号", "效投〔2026〕123号", id="a registration number"),
        pytest.param(Clause("p", "六(一)", ("S3-110",)), "六(一) S3-110", id="a clause"),
        pytest.param("a" * 64, "a" * 64, id="a digest"),
        pytest.param("13800138000" * 5 + "abc", "13800138000" * 5 + "abc", id="digits of a digest"),
        pytest.param(["unit:1", 2], ["unit:1", 2], id="a list"),
        pytest.param({"of": 3, "name": "quorum"}, {"of": 3, "name": "quorum"}, id="a group"),
    ],
)
def test_lets_codes_days_numbers_and_references_through(given: Any, kept: Any) -> None:
    assert guard.facts({"fact": given}) == {"fact": kept}


@pytest.mark.parametrize(
    "given",
    [
        pytest.param("局长收了钱", id="a sentence"),
        pytest.param("李明", id="a name"),
        pytest.param("13800138000", id="a mobile telephone"),
        pytest.param("call 13800138000 now", id="one within a text"),
        pytest.param(13800138000, id="one as a number"),
        pytest.param("11010519491231002X", id="an identity number"),
        pytest.param("someone@mail.example", id="an address for mail"),
        pytest.param("x" * 121, id="a long text"),
        pytest.param("a\nb", id="a line break"),
        pytest.param("a\0", id="NUL"),
        pytest.param(0.5, id="a float"),
        pytest.param(2**53, id="a number that JSON readers round"),
        pytest.param(datetime(2026, 3, 2, tzinfo=UTC), id="a moment"),
        pytest.param(b"x", id="bytes"),
        pytest.param(object(), id="an object"),
        pytest.param(["ok", "李明"], id="a name in a list"),
        pytest.param({"who": {"is": {"it": {"now": 1}}}}, id="too deep"),
        pytest.param({"Who": 1}, id="a name of a fact in capitals"),
    ],
)
def test_refuses_what_could_be_personal(given: Any) -> None:
    with pytest.raises(NotForTheJournal):
        guard.facts({"fact": given})


def test_a_place_in_a_document_may_be_in_chinese() -> None:
    assert guard.facts({"clause": "第三章第七条"}) == {"clause": "第三章第七条"}
    with pytest.raises(NotForTheJournal):
        guard.facts({"reason": "第三章第七条"})


@pytest.mark.parametrize("by", ["clock", "portal", "account:3"])
def test_actors_are_accounts_or_machines(by: str) -> None:
    assert guard.actor(by) == by


@pytest.mark.parametrize("by", ["", "Li Ming", "李明", "account:", "account:3 "])
def test_nobody_else_acts(by: str) -> None:
    with pytest.raises(NotForTheJournal):
        guard.actor(by)


@pytest.mark.parametrize(
    "verb", ["lodged", "Complaint.lodged", "complaint.", "投诉.提交", "a" * 90]
)
def test_verbs_have_a_shape(verb: str) -> None:
    with pytest.raises(NotForTheJournal):
        guard.verb(verb)
