"""What is lodged is cleaned, and nothing that can be read is lost."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from zhiyong.intake.drafts import (
    Entry,
    Identity,
    Incomplete,
    Lodging,
    Named,
    VisitDraft,
    cleaned,
    headline,
)
from zhiyong.intake.models import TEXT
from zhiyong.intake.tests.factories import a_lodging

ON = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        pytest.param("𠮷林市𬱖先生说😀不好办", "𠮷林市𬱖先生说😀不好办", id="rare Han and emoji"),
        pytest.param("一\r\n二\r三", "一\n二\n三", id="line ends are one"),
        pytest.param("  前后空格 \n", "前后空格", id="outer space goes"),
        pytest.param("看\u202e反\u2066向", "看反向", id="turned direction goes"),
        pytest.param("铃\x07响", "铃响", id="control characters go"),
        pytest.param("缩进\t保留", "缩进\t保留", id="tabs stay"),
        pytest.param("👨‍👩‍👧一家", "👨‍👩‍👧一家", id="joined emoji stay joined"),
    ],
)
def test_keeps_what_can_be_read(typed: str, kept: str) -> None:
    assert cleaned(a_lodging(text=typed), on=ON).text == kept


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        pytest.param({"text": ""}, "text", id="nothing said"),
        pytest.param({"text": " \n\t "}, "text", id="only space"),
        pytest.param({"text": "假\x00话"}, "text", id="NUL"),
        pytest.param({"text": "半\ud83d个"}, "text", id="half a character"),
        pytest.param({"text": "长" * (TEXT + 1)}, "text", id="too long"),
        pytest.param({"title": "题" * 101}, "title", id="title too long"),
        pytest.param({"named": (Named(name="名" * 61),)}, "named", id="name too long"),
        pytest.param({"named": tuple(Named(name=f"甲{n}") for n in range(21))}, "named", id="21"),
        pytest.param({"received_on": date(2026, 3, 3)}, "received_on", id="received tomorrow"),
        pytest.param({"contact": "not a way"}, "contact", id="no contact"),
        pytest.param({"contact": "a@b"}, "contact", id="no address"),
        pytest.param(
            {"identity": Identity(name="", telephone="13800000000")}, "name", id="no name"
        ),
        pytest.param(
            {"identity": Identity(name="赵一", telephone="none")}, "telephone", id="no telephone"
        ),
        pytest.param(
            {
                "identity": Identity(
                    name="赵一", telephone="13800000000", identity_number="110101199001011234"
                )
            },
            "identity_number",
            id="identity number with a slip",
        ),
    ],
)
def test_says_at_which_field_something_is_wrong(changes: dict[str, Any], field: str) -> None:
    draft = replace(a_lodging(), **changes)

    with pytest.raises(Incomplete) as refused:
        cleaned(draft, on=ON)
    assert field in refused.value.fields


def test_a_post_may_be_named_without_a_name_and_empty_lines_are_left_out() -> None:
    draft = cleaned(a_lodging(named=(Named(name="", post="局长"), Named(name=" "))), on=ON)

    assert [(one.name, one.post) for one in draft.named] == [("", "局长")]


def test_tells_every_wrong_field_at_once() -> None:
    with pytest.raises(Incomplete) as refused:
        cleaned(a_lodging(text="", title="题" * 101, contact="x"), on=ON)

    assert set(refused.value.fields) == {"text", "title", "contact"}


def test_a_text_of_exactly_the_limit_passes() -> None:
    assert len(cleaned(a_lodging(text="满" * TEXT), on=ON).text) == TEXT


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("窗口无人", "窗口无人"),
        ("\n\n第二行才写\n第三行", "第二行才写"),
        ("长" * 60, "长" * 39 + "…"),
        ("", ""),
    ],
)
def test_takes_the_title_from_the_first_words(text: str, title: str) -> None:
    assert headline(text) == title


@pytest.mark.parametrize(
    ("visit", "field"),
    [
        (VisitDraft(visited_on=ON, people=1, delegates=2), "delegates"),
        (VisitDraft(visited_on=ON, people=0, delegates=0), "delegates"),
        (VisitDraft(visited_on=date(2026, 3, 1)), "received_on"),
    ],
)
def test_a_visit_must_hold_together(visit: VisitDraft, field: str) -> None:
    draft = Lodging(text="来访反映", channel="visit", entry=Entry(unit=None, visit=visit))  # type: ignore[arg-type]

    with pytest.raises(Incomplete) as refused:
        cleaned(draft, on=ON)

    assert field in refused.value.fields


def test_telephone_numbers_become_one_form() -> None:
    identity = Identity(name="赵一", telephone="138 0000 0000")

    draft = cleaned(a_lodging(contact="＋86 138-0000-0000", identity=identity), on=ON)

    assert draft.contact == "13800000000"
    assert draft.identity == Identity(name="赵一", telephone="13800000000")
