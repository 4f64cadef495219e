"""The pages of verdicts, of quick direct handling, and of closing with its cause."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from zhiyong.intake.tests.factories import DAY
from zhiyong.journal.models import Read
from zhiyong.matters.models import Judgement, Matter
from zhiyong.matters.tests.factories import ASSIGN, Scene, judge
from zhiyong.shell import clock


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "today", lambda: DAY)


def text_of(response: Any) -> str:
    return str(response.content.decode())


def test_a_report_is_judged_on_its_page_and_counted_by_unit(client: Client, scene: Scene) -> None:
    matter = scene.reported()
    client.force_login(scene.office.supervisor)
    page = reverse("matters:act", args=[matter.pk, "judge"])
    assert "事实清楚、证据确凿" in text_of(client.get(page))
    assert client.post(page, {"verdict": "good_with_remarks"}).status_code == 422
    assert not Judgement.objects.exists()

    said = {"verdict": "good_with_remarks", "failed": ["answers_all"], "reason": "未逐项答复。"}
    assert client.post(page, said).status_code == 302

    units = text_of(client.get(reverse("matters:judged")))
    assert scene.other.unit.name in units
    listed = reverse("matters:judgements")
    shown = text_of(client.get(listed))
    assert "未逐项答复。" in shown
    assert "答复逐项回应反映的问题" in shown
    for url in (listed, reverse("matters:judged")):
        assert client.get(url, {"export": "xlsx"}).status_code == 200
    assert Read.objects.filter(what="export").count() == 2


def test_the_unit_reads_its_verdicts_and_a_stranger_none(client: Client, scene: Scene) -> None:
    matter = scene.reported()
    judge(matter, scene.office.supervisor)
    client.force_login(scene.other.clerk)
    assert matter.number in text_of(client.get(reverse("matters:judgements")))
    client.force_login(scene.city.clerk("organs_committee"))
    assert matter.number not in text_of(client.get(reverse("matters:judgements")))


def test_quick_direct_handling_from_the_form(client: Client, scene: Scene) -> None:
    complaint = scene.complaint()
    client.force_login(scene.office.clerk)
    page = reverse("matters:assign", args=[complaint.pk])
    assert "直查快办" in text_of(client.get(page))
    assert client.post(page, {"mode": "quick"}).status_code == 422
    assert not Matter.objects.exists()

    said = {"mode": "quick", "handler": scene.office.person.pk, "declared_none": "on"}
    assert client.post(page, said).status_code == 302

    matter = Matter.objects.get()
    assert matter.handler == scene.office.person
    client.force_login(scene.office.handler)
    act = reverse("matters:act", args=[matter.pk, "first-action"])
    assert client.post(act, {"text": "十时到窗口，无人在岗。"}).status_code == 302
    assert matter.notes.get().kind == "FIRST_ACTION"


def test_closing_asks_for_the_cause_that_the_outcome_lacks(client: Client, scene: Scene) -> None:
    matter = scene.called_back(ASSIGN)
    judge(matter, scene.office.supervisor)
    matter.outcomes.update(system_cause="")
    client.force_login(scene.office.clerk)
    page = reverse("matters:act", args=[matter.pk, "close"])
    assert "制度机制原因" in text_of(client.get(page))
    assert client.post(page, {}).status_code == 422

    assert client.post(page, {"system_cause": "未安排顶岗。"}).status_code == 302

    matter.refresh_from_db()
    assert matter.state == Matter.State.CLOSED
