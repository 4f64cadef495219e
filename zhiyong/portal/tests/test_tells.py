"""What in a text may tell who wrote it: found by its look, and not where there is none."""

from datetime import timedelta

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from zhiyong.intake.tests.factories import the_pack
from zhiyong.portal import suggesting
from zhiyong.portal.sealing import NotOurs, seal, unseal
from zhiyong.portal.tells import What, tells_in
from zhiyong.shell import clock


@pytest.mark.parametrize(
    ("text", "what", "found"),
    [
        ("打我电话13812345678即可", What.TELEPHONE, "13812345678"),
        ("电话138 1234 5678", What.TELEPHONE, "138 1234 5678"),
        ("座机0990-5501234", What.TELEPHONE, "0990-5501234"),
        ("身份证11010519491231002X。", What.IDENTITY_NUMBER, "11010519491231002X"),
        ("卡号6222021234567890123", What.LONG_NUMBER, "6222021234567890123"),
        ("发到zhang.wei@example.com吧", What.MAIL, "zhang.wei@example.com"),
        ("加微信号:wei_88888", What.CHAT, "微信号:wei_88888"),
        ("我的车新A12345被拖走", What.PLATE, "新A12345"),
        ("我叫张伟民,住在城东", What.NAME, "我叫张伟民"),
        ("本人李红,多次去窗口", What.NAME, "本人李红"),
        ("My name is Wang Wei and", What.NAME, "My name is Wang Wei"),
        ("请尽快处理。\n举报人:王小明", What.SIGNATURE, "举报人:王小明"),
        ("我家住阳光小区3栋", What.HOME, "我家住阳光小区3栋"),
    ],
)
def test_what_may_tell_is_found(text: str, what: What, found: str) -> None:
    assert (what, found) in [(tell.what, tell.found) for tell in tells_in(text)]


@pytest.mark.parametrize(
    "text",
    [
        "二号窗口上午九点到十一点一直没有人，来办证的人都白跑一趟。",
        "罚款2000元，编号20260302，已经三个月没有答复。",
        "本人多次到窗口，本人是来办证的。",
        "举报人的权利应当保护，投诉人应得到答复。",
        "2026年3月2日上午10点30分",
        "",
    ],
)
def test_ordinary_text_is_left_in_peace(text: str) -> None:
    assert tells_in(text) == []


def test_file_names_are_looked_at_and_the_words_around_are_shown() -> None:
    told = tells_in("请打电话13812345678找我，谢谢大家", ["我的身份证.jpg", "大厅.jpg"])

    assert [tell.found for tell in told] == ["13812345678", "我的身份证.jpg"]
    assert (told[0].before, told[0].after) == ("请打电话", "找我，谢谢大家")


@given(st.text(max_size=300))
def test_no_text_breaks_it_and_what_is_found_stands_in_it(text: str) -> None:
    for tell in tells_in(text):
        assert tell.found.replace(" ", "") in text.replace("\n", "").replace(" ", "")


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("材料交了半年久拖不决，踢皮球", "b1"),
        ("窗口没人，工作时间打牌", "c5"),
        ("态度恶劣，还骂人", "c2"),
        ("乱收费还要红包", "c4"),
    ],
)
def test_the_plans_keywords_suggest_its_categories(text: str, first: str) -> None:
    assert suggesting.suggested(the_pack(), text)[0].id == first


def test_nothing_is_suggested_without_a_keyword_nor_what_is_not_public() -> None:
    assert suggesting.suggested(the_pack(), "谢谢") == []
    offered = {category.id for category in suggesting.offered(the_pack())}
    assert "c9" in offered
    assert not offered & {"a5a", "a5b", "b6c", "c7a", "c8", "a6d"}


def test_a_seal_holds_for_its_purpose_and_its_time_alone() -> None:
    sealed = seal("one", {"text": "字" * 20_000})

    assert unseal("one", sealed) == {"text": "字" * 20_000}
    assert len(sealed) < 4000
    forged = sealed[:-9] + "AAAAAAAA="
    for purpose, brought in (("two", sealed), ("one", forged), ("one", ""), ("one", "é")):
        with pytest.raises(NotOurs):
            unseal(purpose, brought)
    with time_machine.travel(clock.now() + timedelta(minutes=2)), pytest.raises(NotOurs):
        unseal("one", sealed, longest=60)
