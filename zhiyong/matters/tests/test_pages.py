"""The pages of cases, as their readers use them."""

from datetime import datetime
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import strip_tags
from pypdf import PdfReader

from zhiyong.directory.models import Account
from zhiyong.directory.tests.factories import account_with
from zhiyong.duties.models import Duty
from zhiyong.duties.services import tick
from zhiyong.intake.tests.factories import DAY
from zhiyong.journal.models import Read
from zhiyong.matters import services
from zhiyong.matters.models import Matter
from zhiyong.matters.tests.checks import nothing_changes
from zhiyong.matters.tests.factories import ASSIGN, TRANSFER, Scene
from zhiyong.papers.models import Paper
from zhiyong.shell import clock
from zhiyong.shell.access import Role

LISTS = ("mine", "unit", "kept", "still", "to_assign")


@pytest.fixture(autouse=True)
def today(settings: Any) -> None:
    settings.FIXED_TODAY = DAY.isoformat()


def as_(account: Account, language: str = "zh-hans") -> Client:
    client = Client(headers={"accept-language": language})
    client.force_login(account)
    return client


def page(matter: Matter, key: str) -> str:
    return reverse("matters:act", args=[matter.pk, key])


def text_of(response: Any) -> str:
    found: str = response.content.decode()
    return found


# --- lists ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", LISTS)
def test_every_list_opens_also_when_it_is_empty(scene: Scene, name: str) -> None:
    assert as_(scene.office.clerk).get(reverse(f"matters:{name}")).status_code == 200


def test_the_list_shows_number_handler_day_and_light(scene: Scene) -> None:
    matter = scene.in_handling()

    shown = text_of(as_(scene.office.clerk).get(reverse("matters:kept")))

    assert matter.number in shown
    assert scene.office.person.name in shown
    assert "2026-05-01" in shown


@pytest.mark.parametrize("name", ["unit", "kept", "still"])
def test_a_list_has_the_same_queries_for_one_row_and_for_many(
    scene: Scene, name: str, settings: Any
) -> None:
    settings.FIXED_TODAY = "2026-03-30"
    client, address = as_(scene.office.clerk), reverse(f"matters:{name}")
    scene.in_handling()
    client.get(address)
    with _counted() as one:
        client.get(address)
    for _each in range(6):
        scene.in_handling()

    with _counted() as many:
        client.get(address)

    assert len(many) == len(one) <= 26


def _counted() -> CaptureQueriesContext:
    return CaptureQueriesContext(connection)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?light=NORMAL", 1),
        ("?light=OVERDUE", 0),
        ("?state=HANDLING", 1),
        ("?state=CLOSED", 0),
        ("?mode=direct", 1),
        ("?mode=assign", 0),
        ("?q=1", 1),
        ("?q=不存在的事", 0),
        ("?open=on", 1),
    ],
)
def test_filters_narrow(scene: Scene, query: str, found: int) -> None:
    matter = scene.in_handling()

    shown = text_of(as_(scene.office.clerk).get(reverse("matters:kept") + query))

    assert shown.count(f">{matter.number}<") == found


def test_a_search_is_written_down(scene: Scene) -> None:
    as_(scene.office.clerk).get(reverse("matters:kept") + "?q=窗口")

    assert Read.objects.get(what="search").actor == f"account:{scene.office.clerk.pk}"


def test_a_list_is_exported(scene: Scene) -> None:
    scene.in_handling()

    response = as_(scene.office.clerk).get(reverse("matters:kept") + "?export=xlsx")

    assert response.status_code == 200
    assert Read.objects.filter(what="export").exists()


# --- acts ----------------------------------------------------------------------------------------


def test_assigning_shows_the_plans_ways_with_clause_and_chain(scene: Scene) -> None:
    complaint = scene.complaint()

    shown = text_of(as_(scene.office.clerk).get(reverse("matters:assign", args=[complaint.pk])))

    assert all(word in shown for word in ("直办", "交办", "转办", "六(二)", "签发"))
    assert "督办单" not in shown


def test_assigning_from_the_form(scene: Scene) -> None:
    complaint = scene.complaint()

    response = as_(scene.office.clerk).post(
        reverse("matters:assign", args=[complaint.pk]),
        {"mode": "direct", "instructions": "请核实。"},
    )

    assert response.status_code == 302
    assert Matter.objects.get().handling_unit == scene.office.unit


def test_hours_run_from_the_fixed_moment_of_a_demonstration(scene: Scene, settings: Any) -> None:
    """24 hours to sign for it: until the same hour of the next day, and late a minute after."""
    settings.FIXED_TODAY = "2026-03-02T15:30"
    complaint, client = scene.complaint(), as_(scene.office.clerk)

    client.post(
        reverse("matters:assign", args=[complaint.pk]),
        {"mode": "direct", "instructions": "请核实。"},
    )

    duty = Duty.objects.get(code="sign_for")
    assert duty.due_at == datetime.fromisoformat("2026-03-03T15:30:00+08:00")
    address = reverse("duties:duty", args=[duty.pk])
    assert "剩余 24 小时" in strip_tags(text_of(client.get(address)))
    settings.FIXED_TODAY = "2026-03-03T15:31"
    assert "超期" in text_of(client.get(address))
    assert tick(on=clock.today(), at=clock.moment()) == 1
    assert Duty.objects.get(pk=duty.pk).escalation_step == 1


@pytest.mark.clause("S3-115")
def test_a_refusal_is_shown_at_the_form_with_its_clause(scene: Scene) -> None:
    complaint = scene.complaint()
    client = as_(scene.office.clerk)

    with nothing_changes():
        response = client.post(
            reverse("matters:assign", args=[complaint.pk]),
            {"mode": "transfer", "unit": str(scene.city.bureau.pk), "instructions": "照办"},
        )

    assert response.status_code == 422
    assert "S3-112" in text_of(response)
    assert "照办" in text_of(response)


OPEN_TO = [
    ("assigned", "clerk", "sign-for"),
    ("signed_for", "section_head", "handler"),
    ("in_handling", "handler", "outcome"),
    ("in_handling", "handler", "recuse"),
    ("in_handling", "handler", "message"),
    ("in_handling", "handler", "note"),
    ("in_handling", "handler", "extension"),
    ("in_handling", "section_head", "stop-clock"),
    ("in_handling", "section_head", "change-handler"),
    ("in_handling", "supervisor", "urge"),
    ("in_handling", "supervisor", "supervise"),
    ("in_handling", "clerk", "take-back"),
    ("replied", "supervisor", "call-back"),
    ("called_back", "clerk", "close"),
    ("called_back", "clerk", "reopen"),
]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize(("stage", "who", "key"), OPEN_TO)
def test_every_act_has_its_page(
    scene: Scene, stage: str, who: str, key: str, language: str
) -> None:
    matter = getattr(scene, stage)()

    response = as_(getattr(scene.office, who), language).get(page(matter, key))

    assert response.status_code == 200


@pytest.mark.parametrize(
    ("stage", "who", "key", "data", "state"),
    [
        ("assigned", "clerk", "sign-for", {}, "SIGNED_FOR"),
        ("called_back", "clerk", "close", {}, "CLOSED"),
        ("called_back", "clerk", "reopen", {"reason": "未解决"}, "HANDLING"),
        ("in_handling", "handler", "note", {"text": "已约谈"}, "HANDLING"),
        ("in_handling", "handler", "message", {"text": "请补充"}, "HANDLING"),
        ("in_handling", "handler", "recuse", {"reason": "同学"}, "SIGNED_FOR"),
        ("in_handling", "handler", "extension", {"n": "10", "reason": "检测"}, "HANDLING"),
        ("in_handling", "clerk", "take-back", {"reason": "另行指定"}, "RETURNED"),
        ("in_handling", "supervisor", "urge", {"text": "请反馈"}, "HANDLING"),
        (
            "replied",
            "supervisor",
            "call-back",
            {"reached": "yes", "satisfaction": "SATISFIED", "remark": ""},
            "CALLED_BACK",
        ),
    ],
)
def test_acts_are_done_from_their_pages(
    scene: Scene, stage: str, who: str, key: str, data: dict[str, str], state: str
) -> None:
    matter = getattr(scene, stage)()

    response = as_(getattr(scene.office, who)).post(page(matter, key), data)

    assert response.status_code == 302, text_of(response)
    matter.refresh_from_db()
    assert matter.state == state


def test_naming_a_handler_from_the_form(scene: Scene) -> None:
    matter = scene.signed_for()

    response = as_(scene.office.section_head).post(
        page(matter, "handler"), {"person": str(scene.office.person.pk), "declared_none": "on"}
    )

    assert response.status_code == 302
    matter.refresh_from_db()
    assert matter.handler == scene.office.person


def test_writing_and_submitting_in_one_step(scene: Scene) -> None:
    matter = scene.in_handling()
    said = {
        "matter_outcome": "substantiated",
        "person_outcome": "no_person",
        "findings": "属实",
        "reply": "已整改",
        "submit": "1",
    }

    as_(scene.office.handler).post(page(matter, "outcome"), said)

    matter.refresh_from_db()
    assert matter.state == Matter.State.IN_APPROVAL


def test_a_form_keeps_what_was_typed_and_says_what_is_missing(scene: Scene) -> None:
    matter = scene.in_handling()
    client = as_(scene.office.handler)

    with nothing_changes():
        response = client.post(
            page(matter, "outcome"),
            {"matter_outcome": "substantiated", "findings": "查明的事实", "submit": "1"},
        )

    assert response.status_code == 422
    assert "查明的事实" in text_of(response)


def test_the_report_is_taken_or_sent_back_from_one_page(scene: Scene) -> None:
    matter = scene.reported()
    client = as_(scene.office.clerk)
    assert client.get(page(matter, "report")).status_code == 200

    client.post(page(matter, "report"), {"verdict": "back", "reason": "请补充证据"})

    matter.refresh_from_db()
    assert (matter.state, matter.round) == (Matter.State.HANDLING, 2)


def test_a_return_is_settled_from_its_page(scene: Scene) -> None:
    matter = scene.assigned(TRANSFER)
    services.ask_return(matter=matter, reason="不属职责", by=scene.other.clerk, on=DAY)
    client = as_(scene.office.clerk)
    assert "不属职责" in text_of(client.get(page(matter, "settle-return")))

    client.post(page(matter, "settle-return"), {"verdict": "agree"})

    matter.refresh_from_db()
    assert matter.state == Matter.State.RETURNED


def test_an_act_that_is_not_open_says_why_and_is_refused(scene: Scene) -> None:
    matter = scene.replied()
    client = as_(scene.office.clerk)
    assert "回访" in text_of(client.get(page(matter, "close")))

    with nothing_changes():
        response = client.post(page(matter, "close"), {})

    assert response.status_code == 422


@pytest.mark.parametrize(
    ("who", "key"),
    [("clerk", "outcome"), ("handler", "urge"), ("handler", "close"), ("clerk", "nothing-of-it")],
)
def test_an_act_of_somebody_else_is_not_found(scene: Scene, who: str, key: str) -> None:
    matter = scene.in_handling()

    assert as_(getattr(scene.office, who)).get(page(matter, key)).status_code == 404


def test_a_matter_of_others_is_not_found(scene: Scene) -> None:
    matter = scene.in_handling()
    stranger = account_with(Role.CLERK, unit=scene.city.court)

    assert as_(stranger).get(page(matter, "note")).status_code == 404
    assert (
        as_(stranger).get(reverse("matters:assign", args=[matter.complaint_id])).status_code == 404
    )
    assert as_(stranger).get(reverse("matters:preview", args=[matter.pk])).status_code == 404


def test_the_reply_is_shown_as_a_paper_before_it_goes_out(scene: Scene) -> None:
    matter = scene.drafted()

    response = as_(scene.office.handler).get(reverse("matters:preview", args=[matter.pk]))

    assert response["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF")


# --- in bulk -------------------------------------------------------------------------------------


def bulk(client: Client, name: str, *matters: Matter, **data: str) -> Any:
    picks = [str(matter.pk) for matter in matters]
    return client.post(reverse("matters:bulk", args=[name]), {"pick": picks, **data})


def test_several_are_signed_for_after_the_consequences_were_shown(scene: Scene) -> None:
    first, second, done = scene.assigned(), scene.assigned(), scene.signed_for()
    client = as_(scene.office.clerk)
    with nothing_changes():
        assert bulk(client, "sign-for", first, second, done).status_code == 200

    assert bulk(client, "sign-for", first, second, done, confirm="1").status_code == 302

    assert set(Matter.objects.values_list("state", flat=True)) == {Matter.State.SIGNED_FOR}


def test_several_get_one_handler(scene: Scene) -> None:
    first, second = scene.signed_for(), scene.signed_for()

    bulk(
        as_(scene.office.section_head),
        "handler",
        first,
        second,
        confirm="1",
        person=str(scene.office.person.pk),
        declared_none="on",
    )

    assert set(Matter.objects.values_list("handler", flat=True)) == {scene.office.person.pk}


def test_several_are_urged(scene: Scene) -> None:
    first, second = scene.in_handling(), scene.in_handling(ASSIGN)

    bulk(as_(scene.office.supervisor), "urge", first, second, confirm="1", text="请三日内反馈")

    assert Paper.objects.filter(slip="urging_slip").count() == 2


def test_several_are_printed_and_that_is_written_down(scene: Scene) -> None:
    first, second = scene.in_handling(), scene.in_handling()

    printed = bulk(as_(scene.office.clerk), "print", second, first)

    shown = [page.extract_text() for page in PdfReader(BytesIO(printed.content)).pages]
    assert [second.number in shown[0], first.number in shown[1]] == [True, True]
    assert Read.objects.filter(what="export").count() == 2


@pytest.mark.parametrize("name", ["close", "call-back", "outcome"])
def test_nothing_is_closed_in_bulk(scene: Scene, name: str) -> None:
    matter = scene.called_back()
    client = as_(scene.office.clerk)

    with nothing_changes():
        assert bulk(client, name, matter, confirm="1").status_code == 404


def test_in_bulk_nobody_does_what_is_not_theirs(scene: Scene) -> None:
    matter = scene.assigned(TRANSFER)
    client = as_(scene.office.clerk)

    with nothing_changes():
        bulk(client, "sign-for", matter, confirm="1")
