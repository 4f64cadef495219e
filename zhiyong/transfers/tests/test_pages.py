"""The pages of letters: who sees what, what each act's page does, and how many queries."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from zhiyong.directory.models import Account
from zhiyong.directory.standing import standing_of
from zhiyong.directory.tests.factories import AccountFactory, RoleBindingFactory
from zhiyong.duties.selectors import duties_visible_to
from zhiyong.files.selectors import visible_file
from zhiyong.plans.tests.factories import DAY
from zhiyong.shell import kinds
from zhiyong.shell.access import Role
from zhiyong.transfers.models import Transfer
from zhiyong.transfers.selectors.materials import materials_of
from zhiyong.transfers.tests.checks import nothing_changes
from zhiyong.transfers.tests.factories import Kind, Line, TransferScene, first

State = Transfer.State


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


def taken(response: Any) -> bytes:
    return b"".join(response.streaming_content)


def page(transfer: Transfer, key: str = "") -> str:
    if key:
        return reverse("transfers:act", args=[transfer.pk, key])
    return reverse("transfers:transfer", args=[transfer.pk])


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("name", ["sent", "received"])
def test_the_lists_open_also_when_they_are_empty(
    scene: TransferScene, name: str, language: str
) -> None:
    response = as_(scene.office.clerk, language).get(reverse(f"transfers:{name}"))
    assert response.status_code == 200


@pytest.mark.clause("S3-080")
def test_the_receiver_reads_the_letter_and_its_list_and_not_the_case(scene: TransferScene) -> None:
    draft = scene.draft()
    client = as_(scene.bureau.clerk)
    assert client.get(page(draft)).status_code == 404
    transfer = scene.sent(line=Line.JUDICIAL, to_unit=scene.bureau.unit)

    shown = text_of(client.get(page(transfer)))

    assert transfer.number in shown
    assert transfer.text in shown
    assert transfer.case.number not in shown
    assert client.get(reverse("cases:case", args=[transfer.case_id])).status_code == 404
    item = transfer.items.filter(file__isnull=False).first()
    assert item
    assert item.file
    assert visible_file(item.file.pk, standing_of(scene.bureau.clerk, DAY)) is None
    address = reverse("transfers:material", args=[transfer.pk, item.number])
    assert taken(client.get(address)).startswith(b"%PDF")
    letter = reverse("transfers:paper", args=[transfer.pk, transfer.paper_id])
    assert taken(client.get(letter)).startswith(b"%PDF")
    assert transfer.number in text_of(client.get(reverse("transfers:received")))


def test_a_stranger_sees_nothing_of_it(scene: TransferScene) -> None:
    transfer = scene.received()
    stranger = scene.department.clerk
    client, standing = as_(stranger), standing_of(stranger, DAY)

    assert client.get(page(transfer)).status_code == 404
    assert client.get(reverse("transfers:material", args=[transfer.pk, 1])).status_code == 404
    assert transfer.number not in text_of(client.get(reverse("transfers:sent")))
    assert transfer.number not in text_of(client.get(reverse("transfers:received")))
    assert kinds.titles([f"transfer:{transfer.pk}"], standing) == {}


def test_nobody_sees_a_letter_about_themselves(scene: TransferScene) -> None:
    transfer = scene.received(kind=Kind.NOTIFICATION, line=Line.SUPERIOR, items=[])
    respondent = first(transfer.case)
    own = AccountFactory.create(person=respondent.person)
    RoleBindingFactory.create(role=Role.CLERK, unit=scene.department.unit, person=respondent.person)

    assert as_(own).get(page(transfer)).status_code == 404
    assert not duties_visible_to(standing_of(own, DAY)).filter(code="department_reply").exists()


def test_what_was_given_back_is_gone_from_the_receivers_list(scene: TransferScene) -> None:
    transfer = scene.sent()
    client = as_(scene.bureau.clerk)

    response = client.post(
        page(transfer, "give-back"), {"returned_on": DAY.isoformat(), "reason": "不属管辖。"}
    )

    assert response.status_code == 302
    assert response.headers["Location"] == reverse("transfers:received")
    assert client.get(page(transfer)).status_code == 404
    assert "不属管辖。" in text_of(as_(scene.office.clerk).get(page(transfer)))


def test_a_letter_is_drafted_from_the_page_of_its_case(scene: TransferScene) -> None:
    case = scene.case()
    client = as_(scene.office.handler)
    address = reverse("transfers:prepare", args=[case.pk])
    shown = text_of(client.get(address))
    assert "四(八) S3-080" in shown

    response = client.post(
        address,
        {
            "kind": Kind.HAND_OVER,
            "line": Line.DISCIPLINE,
            "respondent": str(first(case).pk),
            "to_unit": str(scene.bureau.unit.pk),
            "text": "现将问题线索移送。",
            "materials": [one.reference for one in materials_of(case)][:1],
            "things": "账册一本\n光盘一张",
        },
    )

    made = Transfer.objects.get()
    assert response.headers["Location"] == page(made)
    assert [one.title for one in made.items.order_by("number")][1:] == ["账册一本", "光盘一张"]


def test_a_draft_without_a_body_is_refused_at_the_form(scene: TransferScene) -> None:
    case = scene.case()
    address = reverse("transfers:prepare", args=[case.pk])
    said = {"kind": Kind.HAND_OVER, "line": Line.DISCIPLINE, "text": "移送。"}

    with nothing_changes():
        response = as_(scene.office.handler).post(address, said)

    assert response.status_code == 422


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_act_has_its_page(scene: TransferScene, language: str) -> None:
    draft = scene.draft()
    office = as_(scene.office.handler, language)
    for key in ("send", "edit", "withdraw"):
        assert office.get(page(draft, key)).status_code == 200
    sent = scene.sent(line=Line.JUDICIAL, to_name="某市中级人民法院")
    for key in ("receipt", "came-back", "waive"):
        assert office.get(page(sent, key)).status_code == 200
    assert office.get(page(sent, "send")).status_code == 404
    assert office.get(page(sent, "no-such")).status_code == 404
    bureau = as_(scene.bureau.clerk, language)
    arrived = scene.sent(case=scene.case())
    for key in ("sign-for", "give-back"):
        assert bureau.get(page(arrived, key)).status_code == 200
    assert bureau.get(page(arrived, "send")).status_code == 404


def test_signed_for_and_replied_to_on_screen(scene: TransferScene) -> None:
    transfer = scene.sent()
    bureau = as_(scene.bureau.clerk)

    assert bureau.post(page(transfer, "sign-for"), {"number": "纪收1号"}).status_code == 302
    assert bureau.post(page(transfer, "sign-for"), {"number": "纪收1号"}).status_code == 404
    with nothing_changes():
        early = bureau.post(
            page(transfer, "reply"),
            {"replied_on": "2026-03-01", "followed": "yes", "outcome": "已办。"},
        )
    assert early.status_code == 422
    done = bureau.post(
        page(transfer, "reply"),
        {"replied_on": DAY.isoformat(), "followed": "yes", "outcome": "已立案。"},
    )

    assert done.status_code == 302
    transfer.refresh_from_db()
    assert (transfer.state, transfer.receipt_number) == (State.REPLIED, "纪收1号")
    shown = text_of(as_(scene.office.clerk).get(page(transfer)))
    assert "已立案。" in shown
    assert "已采纳" in shown


def test_the_tab_of_the_case_shows_its_letters(scene: TransferScene) -> None:
    transfer = scene.received(kind=Kind.NOTIFICATION, line=Line.SUPERIOR, items=[])
    address = reverse("cases:case", args=[transfer.case_id])

    shown = text_of(as_(scene.office.handler).get(f"{address}?tab=transfers"))

    assert transfer.number in shown
    assert "2026-04-01" in shown
    assert reverse("transfers:prepare", args=[transfer.case_id]) in shown


@pytest.mark.parametrize("name", ["sent", "received"])
def test_a_list_has_the_same_queries_for_one_row_and_for_many(
    scene: TransferScene, name: str
) -> None:
    account = scene.office.clerk if name == "sent" else scene.bureau.clerk
    client, address = as_(account), reverse(f"transfers:{name}")
    scene.received()
    client.get(address)
    with CaptureQueriesContext(connection) as one:
        client.get(address)
    for _each in range(3):
        scene.received(case=scene.case())

    with CaptureQueriesContext(connection) as many:
        client.get(address)

    assert len(many) == len(one) <= 30


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?kind=HAND_OVER", True),
        ("?kind=SUGGESTION", False),
        ("?state=SENT", True),
        ("?state=REPLIED", False),
        ("?q=纪委", True),
        ("?q=不存在", False),
        ("?awaited=on", True),
    ],
)
def test_filters_narrow_and_the_export_holds_the_same(
    scene: TransferScene, query: str, found: bool
) -> None:
    transfer = scene.sent()
    client = as_(scene.office.clerk)

    shown = text_of(client.get(reverse("transfers:sent") + query))

    assert (transfer.number in shown) is found
    export = client.get(reverse("transfers:sent") + query + "&export=xlsx")
    assert export.status_code == 200
