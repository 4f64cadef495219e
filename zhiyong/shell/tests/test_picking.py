"""Finding one of many, with and without JavaScript."""

import pytest
from django.http import QueryDict
from django.test import RequestFactory
from django.utils.translation import override

from zhiyong.shell import picking
from zhiyong.shell.forms import Form
from zhiyong.shell.picking import Find, PickField

UNITS = [Find("1", "市住建局", "云岭市"), Find("2", "市住房公积金中心"), Find("3", "市交通局")]


def find(text: str) -> list[Find]:
    return [unit for unit in UNITS if text in unit.label]


def get(pk: str) -> Find | None:
    return next((unit for unit in UNITS if unit.pk == pk), None)


class Example(Form):
    unit = PickField(label="单位", find=find, get=get, search_url="/find/")
    other = PickField(label="其他", find=find, get=get, required=False)


def filled(query: str) -> Example:
    return Example(QueryDict(query))


@pytest.mark.parametrize(
    ("query", "chosen"),
    [
        ("unit=1", "1"),
        ("unit=1&unit_q=市住建局", "1"),
        ("unit=&unit_q=交通", "3"),
        ("unit=1&unit_q=交通", "3"),
        ("unit=1&unit_q=住&unit_pick=2", "2"),
        ("unit=99&unit_q=市住建局", "1"),
    ],
)
def test_what_is_taken(query: str, chosen: str) -> None:
    form = filled(query)
    assert form.is_valid(), form.errors
    assert form.cleaned_data == {"unit": chosen, "other": None}


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("", "请填写此项。"),
        ("unit=99", "请填写此项。"),
        ("unit_q=住", "有多个名称相符，请选定一个。"),
        ("unit_q=气象", "没有找到“气象”，请换用简称或全称。"),
        ("unit_q=%00", "请填写此项。"),
    ],
)
def test_what_is_asked_again(query: str, said: str) -> None:
    with override("zh-hans"):
        assert filled(query).errors["unit"] == [said]


def test_after_an_unclear_name_the_finds_stand_below_the_box() -> None:
    html = str(filled("unit_q=住")["unit"])
    assert 'value="住"' in html
    assert html.count('type="radio"') == 2
    assert 'hx-get="/find/"' in html


def test_a_chosen_thing_is_shown_by_its_name() -> None:
    html = str(Example(initial={"unit": 3})["unit"])
    assert 'value="市交通局"' in html
    assert 'name="unit" value="3"' in html


def test_the_box_is_answered_with_what_was_found(rf: RequestFactory) -> None:
    html = picking.respond(rf.get("/find/", {"for": "unit", "unit_q": "住"}), find).content.decode()
    assert html.count('name="unit_pick"') == 2
    assert "云岭市" in html
    empty = picking.respond(rf.get("/find/", {"for": "unit", "unit_q": ""}), find)
    assert "radio" not in empty.content.decode()


def test_the_name_of_the_box_is_not_taken_on_trust(rf: RequestFactory) -> None:
    assert picking.respond(rf.get("/find/", {"for": '"><b>'}), find).status_code == 404
