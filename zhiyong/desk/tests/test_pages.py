"""The pages of the desk: who sees what on them, and that they ask the database a fixed number."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from zhiyong.desk.page import TABS
from zhiyong.directory.models import Account
from zhiyong.directory.tests.factories import UnitFactory, account_with
from zhiyong.intake import services as intake
from zhiyong.intake.tests.factories import DAY, Named, lodged, registered
from zhiyong.journal.models import Read
from zhiyong.matters import services
from zhiyong.matters.models import Matter
from zhiyong.matters.tests.factories import ASSIGN, TRANSFER, Scene, agree, make_scene, team_of
from zhiyong.shell.access import ADMINISTRATORS, Role

HOME = "/desk/"


@pytest.fixture
def scene(db: None) -> Scene:
    return make_scene()


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


def page(matter: Matter, tab: str = "") -> str:
    address = reverse("intake:complaint", args=[matter.complaint_id])
    return f"{address}?tab={tab}" if tab else address


def queries(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as counted:
        assert client.get(address).status_code == 200
    return len(counted)


# --- my work -------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("role", list(Role))
def test_everybody_has_a_first_page_also_when_nothing_waits(
    scene: Scene, role: Role, language: str
) -> None:
    account = account_with(role, unit=scene.city.court)

    assert as_(account, language).get(HOME).status_code == 200


def test_it_shows_what_i_owe_with_its_day_and_the_next_action(scene: Scene) -> None:
    matter = scene.in_handling()

    shown = text_of(as_(scene.office.handler).get(HOME))

    assert matter.complaint.title in shown
    assert "2026-05-01" in shown
    assert reverse("matters:act", args=[matter.pk, "outcome"]) in shown


@pytest.mark.parametrize(
    ("who", "stage", "address"),
    [
        ("clerk", "assigned", "sign-for"),
        ("supervisor", "replied", "call-back"),
    ],
)
def test_the_next_action_is_the_one_that_meets_the_duty(
    scene: Scene, who: str, stage: str, address: str
) -> None:
    matter = getattr(scene, stage)()

    shown = text_of(as_(getattr(scene.office, who)).get(HOME))

    assert reverse("matters:act", args=[matter.pk, address]) in shown


def test_a_clerk_is_led_to_registering(scene: Scene) -> None:
    complaint = lodged(scene.city)

    shown = text_of(as_(scene.office.clerk).get(HOME))

    assert reverse("intake:act", args=[complaint.pk, "register"]) in shown


def test_it_shows_what_waits_for_my_word(scene: Scene) -> None:
    matter = scene.submitted()

    mine = text_of(as_(scene.office.section_head).get(HOME))
    later = text_of(as_(scene.office.leader).get(HOME))

    assert "答复审批" in mine
    assert matter.number in mine
    assert "答复审批" not in later


def test_it_asks_the_same_for_one_duty_and_for_many(scene: Scene) -> None:
    client = as_(scene.office.clerk)
    scene.assigned()
    lodged(scene.city)
    one = queries(client, HOME)
    for _each in range(5):
        scene.assigned()
        lodged(scene.city)

    assert queries(client, HOME) == one <= 42


def test_nobody_sees_the_work_of_others(scene: Scene) -> None:
    matter = scene.in_handling()
    stranger = account_with(Role.CLERK, unit=scene.city.court)

    assert matter.complaint.title not in text_of(as_(stranger).get(HOME))


# --- a complaint with its handling ---------------------------------------------------------------


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("tab", TABS)
@pytest.mark.parametrize("mode", [ASSIGN, TRANSFER])
def test_every_tab_opens_for_the_office_and_for_the_unit(
    scene: Scene, mode: str, tab: str, language: str
) -> None:
    matter = scene.closed(mode)

    for account in (scene.office.clerk, scene.other.handler):
        assert as_(account, language).get(page(matter, tab)).status_code == 200


def test_it_opens_at_every_stage(scene: Scene) -> None:
    client = as_(scene.office.clerk)
    stages = ("assigned", "signed_for", "in_handling", "drafted", "submitted", "replied", "closed")
    for complaint in (lodged(scene.city), registered(scene.city), scene.complaint()):
        assert client.get(reverse("intake:complaint", args=[complaint.pk])).status_code == 200
    for stage in stages:
        assert client.get(page(getattr(scene, stage)())).status_code == 200


def test_the_stages_name_their_articles_and_days(scene: Scene) -> None:
    shown = text_of(as_(scene.office.clerk).get(page(scene.in_handling())))

    assert "《信访工作条例》第三十四条" in shown
    assert "2026-05-01" in shown


def test_the_rail_says_why_not_with_its_clause(scene: Scene, settings: Any) -> None:
    matter = scene.closed()
    settings.FIXED_TODAY = "2026-06-01"

    shown = text_of(as_(scene.office.clerk).get(page(matter)))

    assert "2026年4月1日前可以提出" in shown
    assert "《信访工作条例》第二十一条" in shown


def test_each_day_is_explained(scene: Scene) -> None:
    shown = text_of(as_(scene.office.handler).get(page(scene.in_handling())))

    assert "2026年3月3日" in shown


def test_the_office_reads_what_the_unit_did_in_sentences(scene: Scene) -> None:
    matter = scene.in_handling(ASSIGN)

    for account in (scene.office.clerk, scene.other.handler):
        shown = text_of(as_(account).get(page(matter, "timeline")))
        assert "经回避审查" in shown
        assert "签收" in shown


def test_a_second_unit_does_not_read_what_the_first_did(scene: Scene) -> None:
    first = scene.in_handling(TRANSFER)
    third = team_of(UnitFactory.create(parent=scene.city.root, name="江州市信访局"))
    approval = services.assign(
        complaint=first.complaint,
        mode=TRANSFER,
        handling_unit=third.unit,
        by=scene.office.clerk,
        on=DAY,
    )
    agree(approval, scene.office)  # type: ignore[arg-type]

    shown = text_of(as_(third.clerk).get(page(first, "timeline")))

    assert "经回避审查" not in shown
    assert first.number not in text_of(as_(third.clerk).get(page(first)))


def test_outcome_chain_call_back_and_rating_are_shown(scene: Scene) -> None:
    matter = scene.closed()
    services.rate(complaint=matter.complaint, grade=5, remark="很快", by="portal", on=DAY)

    shown = text_of(as_(scene.office.clerk).get(page(matter, "findings")))

    for word in ("属实", "签发", scene.office.leader.person.name, "非常满意", "很快"):  # type: ignore[union-attr]
        assert word in shown


def test_papers_are_listed_for_both_sides(scene: Scene) -> None:
    matter = scene.replied(ASSIGN)

    for account in (scene.office.clerk, scene.other.clerk):
        shown = text_of(as_(account).get(page(matter, "papers")))
        assert "交办单" in shown
        assert "答复意见书" in shown


def test_a_matter_leads_to_its_place_on_the_page(scene: Scene) -> None:
    matter = scene.in_handling(ASSIGN)

    response = as_(scene.other.handler).get(reverse("desk:matter", args=[matter.pk]), follow=True)

    assert matter.number in text_of(response)
    assert f"matter={matter.pk}" in response.redirect_chain[0][0]


def test_reading_is_written_down(scene: Scene) -> None:
    matter = scene.in_handling()

    as_(scene.office.clerk).get(page(matter))

    read = Read.objects.get(what="read")
    assert read.subject == f"complaint:{matter.complaint_id}"


@pytest.mark.parametrize("role", [*sorted(ADMINISTRATORS), Role.ANALYST, Role.CLERK])
def test_nobody_else_finds_it(scene: Scene, role: Role) -> None:
    matter = scene.in_handling()
    client = as_(account_with(role, unit=scene.city.court))

    assert client.get(page(matter)).status_code in (403, 404)
    assert client.get(reverse("desk:matter", args=[matter.pk])).status_code in (403, 404)


def test_who_is_named_does_not_find_it(scene: Scene) -> None:
    named = scene.city.official(scene.city.bureau, name="孙立新")
    complaint = scene.complaint(named=(Named(name="孙立新"),))
    matter = scene.in_handling(complaint=complaint)
    scene.office.clerk.person.role_bindings.update(person=named)  # type: ignore[union-attr]
    scene.office.clerk.person = named
    scene.office.clerk.save()

    assert as_(scene.office.clerk).get(page(matter)).status_code == 404


def test_the_distribution_mark_lies_over_the_page(scene: Scene) -> None:
    matter = scene.in_handling()
    intake.mark_distribution(
        complaint=matter.complaint, mark="internal", may_know="", by=scene.office.clerk, on=DAY
    )

    assert "watermark" in text_of(as_(scene.office.clerk).get(page(matter)))


@pytest.mark.parametrize("tab", TABS)
def test_it_asks_the_same_for_little_and_for_much(scene: Scene, tab: str) -> None:
    matter, client = scene.replied(), as_(scene.office.clerk)
    services.note(matter=matter, text="第一条", by=scene.office.handler, on=DAY)
    address = page(matter, tab)
    before = queries(client, address)
    for n in range(6):
        services.note(matter=matter, text=f"备注{n}", by=scene.office.handler, on=DAY)
        services.write_to_complainant(
            matter=matter, text=f"消息{n}", by=scene.office.handler, on=DAY + timedelta(days=n)
        )

    assert queries(client, address) == before <= 80


# --- the counts of the navigation ----------------------------------------------------------------


def test_counts_come_after_the_page_and_only_for_ones_own_pages(scene: Scene) -> None:
    scene.assigned()
    client = as_(scene.office.clerk)
    frame = text_of(client.get(HOME))
    assert 'id="count-matters-unit" class="count" hidden' in frame
    assert reverse("desk:counts") in frame

    mine = text_of(client.get(reverse("desk:counts")))
    theirs = text_of(as_(account_with(Role.ANALYST)).get(reverse("desk:counts")))

    assert 'id="count-matters-unit" class="count" hx-swap-oob="true">' in mine
    assert "count-matters-unit" not in theirs
    slots = re.findall(r'id="(count-[^"]+)"', mine)
    assert slots
    assert all(f'id="{one}"' in frame for one in slots)


# --- the search ----------------------------------------------------------------------------------


def test_the_search_finds_by_number_and_title_only_what_one_may_see(scene: Scene) -> None:
    matter = scene.in_handling()
    number = matter.complaint.number
    stranger = account_with(Role.CLERK, unit=scene.city.court)

    mine = text_of(as_(scene.office.clerk).get(f"/desk/search/?q={number}"))
    theirs = text_of(as_(stranger).get(f"/desk/search/?q={number}"))

    assert matter.complaint.title in mine
    assert matter.complaint.title not in theirs


def test_the_search_finds_matters_by_their_number(scene: Scene) -> None:
    matter = scene.in_handling(ASSIGN)

    shown = text_of(as_(scene.other.handler).get(f"/desk/search/?q={matter.number}"))

    assert reverse("desk:matter", args=[matter.pk]) in shown
