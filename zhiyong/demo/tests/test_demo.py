"""The demo city: the same every time, and fit to work in."""

import random
from datetime import date

import pytest
from django.core.management import call_command

from zhiyong.demo.complaints import first_numbers, make, other_numbers
from zhiyong.demo.models import Made
from zhiyong.demo.source import dice
from zhiyong.demo.staff import LOGINS
from zhiyong.demo.words import story
from zhiyong.directory.models import Account, Person, Region, Unit
from zhiyong.directory.standing import standing_of
from zhiyong.duties.services import load_calendar
from zhiyong.intake.models import Complaint
from zhiyong.matters.models import Matter
from zhiyong.plans.models import Adoption
from zhiyong.registers.models import Row
from zhiyong.registers.selectors import shown_for
from zhiyong.rules.calendar import shipped_days
from zhiyong.shell import clock
from zhiyong.shell.access import Role

TODAY = date(2026, 11, 20)


@pytest.mark.django_db
def test_a_city_with_its_year_is_made_once_and_everybody_can_sign_in() -> None:
    days, years = shipped_days()
    load_calendar(days=days, years=years, source="shipped", by="clock", on=TODAY)
    call_command("load_demo", complaints=80)
    units, people, complaints = Unit.objects.count(), Person.objects.count(), Made.objects.count()

    assert (units, complaints) == (210, 5)
    assert Region.objects.filter(parent__parent__name="江州市").count() == 9 * 4
    assert people > 2500
    for username in LOGINS:
        account = Account.objects.get(username=username)
        assert account.check_password("jiangzhou-demo-2026")
        assert standing_of(account, TODAY).roles
    clerk = Account.objects.get(username="clerk")
    assert standing_of(clerk, TODAY).roles == {Role.CLERK}

    shown = {
        (one.found.lead.id, one.found.state)
        for one in shown_for(Adoption.objects.get(), clock.today())
    }
    assert {state for _lead, state in shown} == {"met", "excused", "guarded"}
    assert len({lead for lead, _state in shown}) >= 8
    rows = Row.objects.count()

    call_command("load_demo", complaints=80)

    assert Row.objects.count() == rows
    assert (Unit.objects.count(), Person.objects.count()) == (units, people)
    assert Made.objects.count() == complaints
    assert Complaint.objects.filter(state=Complaint.State.CLOSED).exists()
    assert Matter.objects.filter(state=Matter.State.CLOSED).exists()


def test_the_first_and_the_others_are_all_and_none_twice() -> None:
    together = [*first_numbers(100), *other_numbers(100)]

    assert sorted(together) == list(range(100))


def test_a_story_is_the_same_for_the_same_dice_and_differs_for_others() -> None:
    tell = [story(dice(name), "江州市民政局", "plan_complaint").text for name in ("a", "a", "b")]

    assert tell[0] == tell[1] != tell[2]
    assert "江州市民政局" in tell[0]
    assert "{" not in "".join(tell)


def test_nothing_is_made_without_numbers(db: None) -> None:
    assert list(make([], 10, TODAY)) == []


@pytest.mark.parametrize(
    ("unit", "fitting"),
    [
        ("江州市住房公积金管理中心", "公积金"),
        ("国家税务总局江州市税务局", "税务登记注销 发票申领"),
        ("安澜县河口镇", "低保申请 宅基地审批 村道修补"),
        ("中共云川县委员会", "信息公开申请 证明材料盖章 档案查询 项目备案 资格审核"),
    ],
)
def test_what_is_wanted_fits_the_unit(unit: str, fitting: str) -> None:
    wanted = {story(random.Random(seed), unit, "inquiry").slots["matter"] for seed in range(20)}
    assert all(fitting in matter or matter in fitting for matter in wanted)
