"""The pages: who sees what, every act by its form, empty pages that teach, few queries."""

from datetime import date
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from zhiyong.directory.models import Account
from zhiyong.files.tests import samples
from zhiyong.rectification.models import Item, MadeRule, Move, SlowNotice, Watched, Workbook
from zhiyong.rectification.tests.factories import (
    DAY,
    STATED,
    Scene,
    an_item,
    checked,
    handed_in,
    make_scene,
)
from zhiyong.rectification.tests.test_workbooks import ROW, book
from zhiyong.shell.access import Role

BACKEND = "django.contrib.auth.backends.ModelBackend"
State = Item.State


@pytest.fixture(autouse=True)
def today() -> Any:
    with time_machine.travel("2026-05-04 10:00:00+08:00", tick=False):
        yield


def browser(account: Account) -> Client:
    client = Client()
    client.force_login(account, backend=BACKEND)
    return client


def do(client: Client, item: Item, act: str, **filled: Any) -> HttpResponse:
    url = reverse("rectification:act", args=[item.pk, act])
    assert client.get(url).status_code == 200
    return client.post(url, filled)  # type: ignore[return-value]


def text(client: Client, name: str, *args: Any, **query: Any) -> str:
    answer = client.get(reverse(f"rectification:{name}", args=args), query)
    assert answer.status_code == 200, answer.status_code
    return str(answer.content.decode())


def picture() -> SimpleUploadedFile:
    return SimpleUploadedFile("after.jpg", samples.picture(), "image/jpeg")


def test_an_item_goes_its_way_through_the_pages(scene: Scene) -> None:
    office, unit = browser(scene.office), browser(scene.liaison)
    url = reverse("rectification:register", args=[scene.adoption.pk])
    assert office.get(reverse("rectification:choose")).status_code == 302
    filled = {
        "unit": scene.bureau.pk,
        "problem": "电话无人接听",
        "found_on": "2026-05-04",
        "source": "opinions",
    }
    assert office.post(url, {**filled, "problem": ""}).status_code == 422
    assert office.post(url, filled).status_code == 302
    item = Item.objects.get()
    assert "尚须填写" in text(unit, "item", item.pk)
    assert item.number in text(unit, "mine")

    plan: dict[str, Any] = {
        "mode": "immediate",
        "cause": "岗位空缺",
        "measure": "配专人接听",
        "promised_on": "2026-05-08",
        **{f"v_{name}": value for name, value in STATED["values"].items()},
        "v_nodes": "2026-05-06",
    }
    refused = do(unit, item, "plan", **{**plan, "v_root_cause": ""})
    assert refused.status_code == 422
    assert "根源" in refused.content.decode()
    leader = scene.bureau and scene.leader.person
    assert leader
    plan |= {"leader": f"person-{leader.pk}", "owner": f"person-{leader.pk}"}
    assert do(unit, item, "plan", **plan).status_code == 302
    assert do(unit, item, "progress", text="已定人", before=[picture()]).status_code == 302
    milestone = item.milestones.get()
    answer = do(unit, item, "milestone", milestone=milestone.pk, reached_on="2026-05-04")
    assert answer.status_code == 302
    assert do(unit, item, "done", text="已接听", done_on="2026-05-04", after=[picture()])
    item.refresh_from_db()
    assert item.state == State.HANDED_IN
    assert unit.get(reverse("rectification:act", args=[item.pk, "check"])).status_code == 404
    look = {"how": "SAMPLE", "looked_on": "2026-05-04", "where": "拨打三次", "found": "均接通"}
    assert do(office, item, "check", **look, passed="yes").status_code == 302
    item.refresh_from_db()
    assert item.state == State.STRUCK_OFF
    shown = text(unit, "item", item.pk)
    assert "均接通" in shown
    assert "整改前后对比" in shown
    assert do(office, item, "reopen", reason="又不接", due_on="2026-06-01").status_code == 302
    assert do(unit, item, "change", **{**plan, "measure": "两人轮流"}).status_code == 302
    item.refresh_from_db()
    assert (item.cycle, item.measure) == (2, "两人轮流")
    assert do(office, item, "withdraw", reason="并入另项").status_code == 302


def test_approval_and_a_later_day(db: None) -> None:
    scene = make_scene("s3-city-zhiyong")
    leader, unit = browser(scene.leader), browser(scene.liaison)
    item = an_item(scene, source="survey", mode="by_day", values={}, promised_on=date(2026, 6, 1))
    assert item.state == State.IN_APPROVAL
    assert do(leader, item, "send-back", reason="太晚").status_code == 302
    again = {"mode": "by_day", "cause": "一", "measure": "二", "promised_on": "2026-05-20"}
    assert do(unit, item, "plan", **again).status_code == 302
    assert do(leader, item, "approve").status_code == 302
    assert do(unit, item, "move", to_on="2026-05-01", reason="早").status_code == 422
    assert do(unit, item, "move", to_on="2026-06-01", reason="等验收").status_code == 302
    assert do(leader, item, "answer-move", granted="no").status_code == 422
    assert do(leader, item, "answer-move", granted="yes").status_code == 302
    assert Move.objects.get().state == Move.State.GRANTED
    assert "等验收" in text(unit, "item", item.pk)


def test_others_do_not_find_it(scene: Scene) -> None:
    item = an_item(scene)
    stranger = browser(scene.who(Role.UNIT_LIAISON, scene.other))
    supervisor = browser(scene.who(Role.SUPERVISOR, scene.root))

    assert stranger.get(reverse("rectification:item", args=[item.pk])).status_code == 404
    act = reverse("rectification:act", args=[item.pk, "progress"])
    assert stranger.post(act, {"text": "不是我"}).status_code == 404
    assert item.number not in text(stranger, "items")
    assert item.number in text(supervisor, "items")
    for who in (scene.bodies["city_office"], scene.bureau):
        reader = browser(scene.who(Role.SUPERVISOR, who))
        assert item.number in text(reader, "items")
    other = reverse("rectification:register", args=[scene.adoption.pk])
    wrong = {"unit": scene.bureau.pk, "problem": "越权", "found_on": "2026-05-04"}
    assert stranger.post(other, wrong).status_code == 422
    assert Item.objects.count() == 1


def test_what_it_came_from_is_shown_to_whom_it_may(scene: Scene) -> None:
    first = an_item(scene, unit=scene.other)
    item = an_item(scene, source_ref=first)
    shown = "来自"

    assert shown in text(browser(scene.office), "item", item.pk)
    assert shown not in text(browser(scene.liaison), "item", item.pk)


def test_the_lists_filter_and_ask_little(scene: Scene, django_assert_max_num_queries: Any) -> None:
    office = browser(scene.office)
    assert "台账中暂无事项" in text(office, "items")
    assert "本单位暂无整改事项" in text(browser(scene.liaison), "mine")
    for n in range(3):
        an_item(scene, problem=f"第{n}个问题")
    late = an_item(
        scene, found_on=date(2026, 3, 1), promised_on=date(2026, 3, 5), source="carry_over"
    )
    office.get(reverse("rectification:items"))
    with django_assert_max_num_queries(60) as few:
        text(office, "items")
    for n in range(6):
        an_item(scene, problem=f"另{n}个问题", unit=scene.other)
    with django_assert_max_num_queries(len(few)):
        text(office, "items")

    def rows(**query: Any) -> int:
        answer = office.get(reverse("rectification:items"), query)
        return len(answer.context["listing"].page.rows)

    assert rows(light="OVERDUE") == rows(result="late") == rows(source="carry_over") == 1
    assert rows(unit=scene.other.pk) == 6
    assert rows(state="RUNNING", mode="immediate", plan=scene.adoption.pk) == 10
    assert rows(q=late.number) == 1
    assert rows(origin="own") == rows(rule="on") == rows(moved="on") == 0
    export = office.get(reverse("rectification:items"), {"export": "xlsx"})
    assert export.status_code == 200


def test_figures_open_to_their_rows(scene: Scene) -> None:
    office = browser(scene.office)
    assert "暂无可统计的事项" in text(office, "figures")
    an_item(scene, source="self_check")
    an_item(scene, found_on=date(2026, 3, 1), promised_on=date(2026, 3, 5))
    item = an_item(scene)
    handed_in(scene, item, on=DAY)
    checked(scene, item, files=[picture()], on=DAY)

    answer = office.get(reverse("rectification:figures"))
    shown = answer.context["figures"]
    address = reverse("rectification:items")
    for cell in shown.cells:
        opened = office.get(f"{address}?{cell.query}").context["listing"].page.rows
        if not cell.query.startswith(f"plan={scene.adoption.pk}&state="):
            assert len(opened) == cell.count, cell.key


def test_notices_rules_and_key_units(scene: Scene) -> None:
    office, unit = browser(scene.office), browser(scene.liaison)
    assert "尚未发出督促通知" in text(unit, "notices")
    assert "尚未登记制度" in text(unit, "rules")
    assert "目前没有达到条件的单位" in text(office, "watch")
    item = an_item(scene, found_on=date(2026, 3, 1), promised_on=date(2026, 3, 5))
    for _each in range(2):
        an_item(scene, found_on=date(2026, 3, 1), promised_on=date(2026, 3, 5))

    issue = reverse("rectification:notice_add", args=[scene.adoption.pk])
    page = office.get(issue, {"item": item.pk})
    assert page.context["form"].initial["step"] == "urging"
    filled = {"unit": scene.bureau.pk, "step": "red_slip", "text": "请说明"}
    assert office.post(issue, filled).status_code == 422
    assert office.post(f"{issue}?item={item.pk}", {**filled, "step": "urging"}).status_code == 302
    notice = SlowNotice.objects.get()
    assert notice.subject == f"rectification_item:{item.pk}"
    assert notice.number in text(unit, "notice", notice.pk)
    answer = reverse("rectification:notice_act", args=[notice.pk, "answer"])
    assert unit.get(answer).status_code == 200
    assert unit.post(answer, {"answer": "本周完成"}).status_code == 302
    for key, said in (
        ("repaired", {"repaired_on": "2026-05-04", "late": "on"}),
        ("withdraw", {"reason": "误发"}),
    ):
        url = reverse("rectification:notice_act", args=[notice.pk, key])
        assert unit.post(url, said).status_code == 404
        assert office.post(url, said).status_code == 302
    assert notice.number in text(office, "notices")

    add = f"{reverse('rectification:rule_add')}?item={item.pk}"
    rule = {
        "title": "值班办法",
        "made_on": "2026-05-04",
        "from_on": "2026-05-04",
        "review_on": "2026-05-01",
    }
    assert unit.post(add, rule).status_code == 422
    assert unit.post(add, {**rule, "review_on": "2027-05-04"}).status_code == 302
    made = MadeRule.objects.get()
    assert "值班办法" in text(unit, "rule", made.pk)
    review = reverse("rectification:rule_act", args=[made.pk])
    assert unit.get(review).status_code == 200
    assert unit.post(review, {"keeps": "no", "found": "已并入新办法"}).status_code == 302

    assert "江州市交通局" in text(office, "watch")
    judge = reverse("rectification:judge", args=[scene.adoption.pk, scene.bureau.pk, "slow_units"])
    assert office.get(judge).status_code == 200
    assert office.post(judge, {"lists": "yes", "why": "三项逾期"}).status_code == 302
    row = Watched.objects.get()
    off = reverse("rectification:take_off", args=[row.pk])
    assert office.get(off).status_code == 200
    assert office.post(off, {"reason": "已改"}).status_code == 302
    assert office.get(judge).status_code in (200, 404)


def test_a_workbook_is_shown_before_it_is_carried_out(scene: Scene) -> None:
    unit = browser(scene.liaison)
    url = reverse("rectification:hand_in", args=[scene.adoption.pk])
    assert unit.get(url).status_code == 200
    wrong = SimpleUploadedFile("台账.xlsx", book({**ROW, "责任单位": "江州市水务局"}))
    answer = unit.post(url, {"file": wrong})
    assert answer.status_code == 422
    assert "I3" in answer.content.decode()
    assert unit.post(url, {"file": SimpleUploadedFile("a.xlsx", b"no")}).status_code == 422
    assert unit.post(url, {"file": SimpleUploadedFile("a.xlsx", book(ROW))}).status_code == 302
    run = Workbook.objects.get()
    assert "窗口排队过久" in text(unit, "workbook", run.pk)
    assert not Item.objects.exists()
    confirm = reverse("rectification:workbook_act", args=[run.pk, "confirm"])
    assert unit.post(confirm).status_code == 302
    assert Item.objects.get().unit == scene.bureau
    assert unit.post(confirm).status_code == 302
    assert Item.objects.count() == 1
    for name in ("template", "export"):
        got = unit.get(reverse(f"rectification:{name}", args=[scene.adoption.pk]))
        assert b"".join(got.streaming_content)[:2] == b"PK"
    stranger = browser(scene.who(Role.UNIT_LIAISON, scene.other))
    assert stranger.get(reverse("rectification:workbook", args=[run.pk])).status_code == 404
