"""The pages of talks, resignations and oversight; who sees what, and how many queries."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from zhiyong.directory.models import Account, Post
from zhiyong.directory.standing import standing_of
from zhiyong.directory.tests.factories import (
    AccountFactory,
    PostFactory,
    RoleBindingFactory,
    TenureFactory,
    account_with,
)
from zhiyong.duties.selectors import duties_visible_to
from zhiyong.shell import clock, kinds
from zhiyong.shell.access import Role
from zhiyong.tracks import services
from zhiyong.tracks.models import CaseTrack, Oversight, Resignation, Talk
from zhiyong.tracks.tests.checks import nothing_changes
from zhiyong.tracks.tests.factories import DAY, EXAMINED, TrackScene, writing

LISTS = ("talks", "resignations", "oversights", "waiting")


@pytest.fixture(autouse=True)
def today(settings: Any) -> None:
    settings.FIXED_TODAY = DAY.isoformat()


def as_(account: Account, language: str = "zh-hans") -> Client:
    client = Client(headers={"accept-language": language})
    client.force_login(account)
    return client


def text_of(response: Any) -> str:
    found: str = response.content.decode()
    return found


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("name", LISTS)
def test_every_list_opens_also_when_it_is_empty(
    scene: TrackScene, name: str, language: str
) -> None:
    response = as_(scene.team.clerk, language).get(reverse(f"tracks:{name}"))
    assert response.status_code == 200


@pytest.mark.parametrize("name", ["talks", "resignations", "oversights", "waiting"])
def test_a_list_has_the_same_queries_for_one_row_and_for_many(scene: TrackScene, name: str) -> None:
    client, address = as_(scene.team.clerk), reverse(f"tracks:{name}")
    fill(scene, 1)
    client.get(address)
    with CaptureQueriesContext(connection) as one:
        client.get(address)
    fill(scene, 4)

    with CaptureQueriesContext(connection) as many:
        client.get(address)

    assert len(many) == len(one) <= 30


def fill(scene: TrackScene, count: int) -> None:
    for n in range(count):
        post = PostFactory.create(unit=scene.bureau, kind=Post.Kind.LEADER, title=f"副局长{n}")
        TenureFactory.create(post=post, person=scene.official, is_principal=False)
        scene.filed(post=post)
        scene.asked()
        services.hold_talk(
            talk=scene.called(),
            held_on=DAY,
            record="一",
            agreed="二",
            recheck_on=DAY + timedelta(days=9),
            by=scene.by,
            on=DAY,
        )


def test_a_talk_is_called_held_and_looked_at_again_on_its_pages(scene: TrackScene) -> None:
    client = as_(scene.by)
    leader = scene.team.leader.person
    assert leader
    response = client.post(
        reverse("tracks:call"),
        {
            "with_unit": str(scene.bureau.pk),
            "talker": f"person-{leader.pk}",
            "day": DAY.isoformat(),
            "reason": "进度落后。",
        },
    )
    talk = Talk.objects.get()
    assert response.headers["Location"] == reverse("tracks:talk", args=[talk.pk])
    assert [one.pk for one in talk.attendees.all()] == [scene.official.pk]
    address = reverse("tracks:talk_act", args=[talk.pk, "hold"])
    said = {"held_on": DAY.isoformat(), "record": "未派专人。", "agreed": "一周内定人。"}

    with nothing_changes():
        assert client.post(address, said).status_code == 422
    assert client.post(address, {**said, "recheck_on": "2026-03-20"}).status_code == 302
    assert client.get(address).status_code == 404

    shown = text_of(client.get(reverse("tracks:talk", args=[talk.pk])))
    assert "未派专人。" in shown
    assert "2026年3月20日" in shown


def test_a_resignation_goes_its_way_on_its_pages(scene: TrackScene) -> None:
    clerk = as_(scene.team.clerk)
    assert clerk.get(reverse("tracks:file")).status_code == 200
    address = reverse("tracks:file") + f"?person=person-{scene.official.pk}"
    assert "局长" in text_of(clerk.get(address))
    said = {
        "post": str(scene.post.pk),
        "origin": Resignation.Origin.ASKED,
        "reason": "请予批准。",
        "fact-person.may_resign": "yes",
    }
    with nothing_changes():
        refused = clerk.post(address, said)
    assert refused.status_code == 422
    assert "S4f-014" in text_of(refused)
    assert clerk.post(address, {**said, "request": writing()}).status_code == 302
    row = Resignation.objects.get()

    approver = as_(scene.approver)

    def act(key: str) -> str:
        return reverse("tracks:resignation_act", args=[row.pk, key])

    assert clerk.get(act("answer")).status_code == 404
    assert approver.post(act("examine"), EXAMINED).status_code == 302
    answer = {"verdict": "yes", "effective_on": "2026-03-20", "text": "同意。"}
    with nothing_changes():
        late = approver.post(act("answer"), {**answer, "effective_on": "2026-01-01"})
    assert late.status_code == 422
    assert approver.post(act("answer"), answer).status_code == 302

    shown = text_of(approver.get(reverse("tracks:resignation", args=[row.pk])))
    assert "2026年3月20日" in shown
    assert "王建国" in text_of(clerk.get(reverse("tracks:waiting")))


@pytest.mark.clause("S4f-030")
def test_a_resignation_that_waits_says_what_for_and_cannot_be_answered(scene: TrackScene) -> None:
    taken = scene.taken("administrative")
    row = scene.filed()

    shown = text_of(as_(scene.approver).get(reverse("tracks:resignation", args=[row.pk])))

    assert "S4f-030" in shown
    assert "行政责任" in shown
    assert taken.case.number not in shown
    with nothing_changes():
        address = reverse("tracks:resignation_act", args=[row.pk, "answer"])
        said = {"verdict": "yes", "effective_on": "2026-03-20", "text": "同意。"}
        assert as_(scene.approver).post(address, said).status_code == 422


def test_nobody_sees_their_own_resignation_or_a_talk_with_them(scene: TrackScene) -> None:
    own = AccountFactory.create(person=scene.official)
    RoleBindingFactory.create(role=Role.LEADER, unit=scene.body, person=scene.official)
    row, talk = scene.filed(), scene.called(with_unit=None, with_person=scene.official)
    services.hold_talk(
        talk=talk, held_on=DAY, record="一", agreed="二",
        recheck_on=DAY + timedelta(days=3), by=scene.by, on=DAY,
    )  # fmt: skip
    client, standing = as_(own), standing_of(own, DAY)

    assert client.get(reverse("tracks:resignation", args=[row.pk])).status_code == 404
    assert client.get(reverse("tracks:talk", args=[talk.pk])).status_code == 404
    assert kinds.titles([f"resignation:{row.pk}", f"talk:{talk.pk}"], standing) == {}
    assert not duties_visible_to(standing).filter(subject=f"talk:{talk.pk}").exists()


def test_a_stranger_sees_none_of_it(scene: TrackScene) -> None:
    stranger = account_with(Role.CLERK, unit=scene.bodies["judicial_organs"])
    row, talk, item = scene.filed(), scene.called(), scene.asked()
    client = as_(stranger)

    assert client.get(reverse("tracks:resignation", args=[row.pk])).status_code == 404
    assert client.get(reverse("tracks:talk", args=[talk.pk])).status_code == 404
    assert client.get(reverse("tracks:oversight", args=[item.pk])).status_code == 404


@pytest.mark.clause("S4f-035")
def test_the_organ_sees_and_answers_what_the_congress_asks(scene: TrackScene) -> None:
    client = as_(scene.by)
    said = {
        "kind": Oversight.Kind.INTERPELLATION,
        "congress": str(scene.bodies["congress"].pk),
        "of_unit": str(scene.bureau.pk),
        "movers": "12",
        "text": "请说明情况。",
        "received_on": DAY.isoformat(),
    }
    case = scene.case()
    assert client.post(f"{reverse('tracks:register')}?case={case.pk}", said).status_code == 302
    row = Oversight.objects.get()
    organ = as_(account_with(Role.CLERK, unit=scene.bureau))

    address = reverse("tracks:oversight_act", args=[row.pk, "answer"])
    assert organ.get(reverse("tracks:oversight", args=[row.pk])).status_code == 200
    answer = {"answered_on": DAY.isoformat(), "text": "已清理。"}
    assert organ.post(address, answer).status_code == 302
    settle = reverse("tracks:oversight_act", args=[row.pk, "settle"])
    assert organ.get(settle).status_code == 404
    done = client.post(settle, {"state": "ADOPTED", "closed_on": DAY.isoformat()})
    assert done.status_code == 302
    row.refresh_from_db()
    assert row.state == Oversight.State.ADOPTED


def test_what_is_late_can_be_asked_for(scene: TrackScene, settings: Any) -> None:
    scene.asked()
    settings.FIXED_TODAY = "2026-06-01"
    assert clock.today().isoformat() == "2026-06-01"

    shown = text_of(as_(scene.by).get(reverse("tracks:oversights") + "?answer=late"))

    assert scene.bureau.name in shown


@pytest.mark.clause("S4f-011")
def test_tracks_are_taken_up_and_ended_from_the_page_of_the_case(scene: TrackScene) -> None:
    case = scene.case()
    respondent = scene.respondent(case)
    client = as_(scene.by)
    address = reverse("tracks:take_up", args=[case.pk])
    said = {
        "respondent": str(respondent.pk),
        "track": "criminal",
        "grounds": "涉嫌犯罪。",
        "own_act": "",
        "responsibility": "DIRECT",
    }
    with nothing_changes():
        assert client.post(address, {**said, "own_act": "no"}).status_code == 422
    assert client.post(address, said).status_code == 302
    row = CaseTrack.objects.get()

    panel = f"{reverse('cases:case', args=[case.pk])}?tab=tracks"
    shown = text_of(client.get(panel))
    for label in ("刑事责任", "行政责任", "政治（纪律）责任", "道义责任（引咎辞职）"):
        assert label in shown
    assert reverse("tracks:track_act", args=[row.pk, "end"]) in shown

    end = reverse("tracks:track_act", args=[row.pk, "end"])
    assert client.post(end, {"result": "不起诉。"}).status_code == 302
    assert client.get(end).status_code == 404
    assert "不起诉。" in text_of(client.get(panel))


@pytest.mark.parametrize("name", ["talks", "resignations", "oversights"])
def test_what_is_shown_can_be_taken_away(scene: TrackScene, name: str) -> None:
    fill(scene, 1)

    response = as_(scene.team.clerk).get(reverse(f"tracks:{name}") + "?export=xlsx")

    assert response.status_code == 200
    assert response.headers["Content-Type"].startswith("application/vnd.openxmlformats")
