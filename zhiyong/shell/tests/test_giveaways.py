"""What may tell who somebody is: found by its form, shown, and sent only after a look."""

from typing import Any

import pytest
from django import forms
from django.http import QueryDict

from zhiyong.shell.forms import Form
from zhiyong.shell.giveaways import Watched, giveaways


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("请回电13800000000。", "TELEPHONE", "13800000000"),
        ("请回电 138 0000 0000。", "TELEPHONE", "138 0000 0000"),
        ("请回电１３８００００００００。", "TELEPHONE", "13800000000"),
        ("电话0712-2345678", "TELEPHONE", "0712-2345678"),
        ("证件号11010519491231002X，", "IDENTITY_NUMBER", "11010519491231002X"),
        ("查询码1234-5678-9012-3456", "CODE", "1234-5678-9012-3456"),
        ("邮箱chen.yi@example.invalid", "MAIL", "chen.yi@example.invalid"),
        ("举报人张三反映的问题", "NAME", "张三"),
        ("反映人：欧阳小明，", "NAME", "欧阳小明"),
        ("尊敬的王先生：", "NAME", "王先生"),
        ("市民李某某女士来电", "NAME", "李某某"),
    ],
)
def test_is_found(text: str, kind: str, words: str) -> None:
    assert [(one.kind, one.words) for one in giveaways(text)] == [(kind, words)]


@pytest.mark.parametrize(
    "text",
    [
        "群众高度关注的问题已经解决。",
        "职工工作时间由单位安排。",
        "依据第二十条，2026年3月2日答复。",
        "文号效投〔2026〕12号，金额12345.67元。",
        "窗口已于当日恢复受理，相关人员已被谈话提醒。",
        "",
    ],
)
def test_nothing_is_found_in_ordinary_words(text: str) -> None:
    assert giveaways(text) == []


def test_each_is_named_once_and_public_numbers_are_let_pass() -> None:
    text = "请致电0712-2345678；再说一遍13800000000、13800000000。"

    found = giveaways(text, public=["0712 2345678"])

    assert [one.words for one in found] == ["13800000000"]


class Letter(Watched, Form):
    watched = ("text",)
    text = forms.CharField()


def sent(**values: str) -> Letter:
    data = QueryDict(mutable=True)
    data.update(values)
    return Letter(data)


def test_an_ordinary_text_goes_out_at_once() -> None:
    form = sent(text="已经办结。")

    assert form.is_valid()
    assert "looked_at" not in form.fields


def mark_of(form: Letter) -> str:
    widget: Any = form.fields["looked_at"].widget
    return str(widget.mark)


def test_a_name_is_shown_first_and_goes_out_after_a_look() -> None:
    first = sent(text="举报人张三反映属实")
    assert not first.is_valid()
    assert "张三" in str(first.errors["text"])
    assert mark_of(first) in str(first["looked_at"])

    second = sent(text="举报人张三反映属实", looked_at=mark_of(first))

    assert second.is_valid()
    assert second.what_goes_out() == {"text": "举报人张三反映属实"}


def test_a_look_counts_for_the_words_that_were_seen() -> None:
    first = sent(text="举报人张三反映属实")
    first.is_valid()

    other = sent(text="举报人李四反映属实", looked_at=mark_of(first))

    assert not other.is_valid()
    assert mark_of(other) in str(other["looked_at"])
    assert "checked" not in str(other["looked_at"])
