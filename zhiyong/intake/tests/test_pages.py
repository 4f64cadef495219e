"""The pages of intake, as their readers use them."""

import io
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from zhiyong.directory.models import Account
from zhiyong.directory.tests.factories import account_with
from zhiyong.intake import services
from zhiyong.intake.codes import grouped, prepare_receipt, read_code
from zhiyong.intake.models import BlankForm, Complaint, Repeat
from zhiyong.intake.tests.factories import (
    DAY,
    City,
    accepted,
    lodged,
    make_city,
    registered,
)
from zhiyong.journal.models import Read
from zhiyong.plans.selectors import pack_of
from zhiyong.shell.access import Role

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(settings: Any) -> None:
    settings.FIXED_TODAY = DAY.isoformat()


@pytest.fixture
def city() -> City:
    return make_city()


def as_(account: Account) -> Client:
    client = Client()
    client.force_login(account)
    return client


def text_of(response: Any) -> str:
    found: str = response.content.decode()
    return found


def pages_of(response: Any) -> list[str]:
    assert response["Content-Type"] == "application/pdf"
    return [page.extract_text() for page in PdfReader(io.BytesIO(response.content)).pages]


# ── the queue ─────────────────────────────────────────────────────────────────────────────


def test_only_who_may_enter_is_shown_the_way_to_it(city: City) -> None:
    way = f'href="{reverse("intake:enter")}"'
    assert way in text_of(as_(city.clerk()).get(reverse("intake:queue")))
    reader = account_with(Role.SUPERVISOR, unit=city.bodies["personnel_bureau"])
    assert way not in text_of(as_(reader).get(reverse("intake:queue")))


def test_the_queue_shows_what_waits_with_its_light_and_day(city: City) -> None:
    complaint = lodged(city)

    page = as_(city.clerk()).get(reverse("intake:queue"))

    assert page.status_code == 200
    assert complaint.title in text_of(page)
    assert "2026" in text_of(page)


def test_the_queue_has_the_same_queries_for_one_row_and_for_many(
    city: City, django_assert_num_queries: Any, django_assert_max_num_queries: Any
) -> None:
    client = as_(city.clerk())
    lodged(city)
    address = reverse("intake:queue")
    client.get(address)
    with django_assert_max_num_queries(45) as few:
        client.get(address)
    for _each in range(20):
        lodged(city)

    with django_assert_num_queries(len(few)):
        client.get(address)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?step=all&q=效投〔2026〕1号", True),
        ("?step=all&q=交通局", True),
        ("?step=all&q=未到岗", True),
        ("?step=all&q=不存在的词", False),
        ("?step=decide", True),
        ("?step=register", False),
        ("?step=decide&light=NORMAL", True),
        ("?step=decide&light=OVERDUE", False),
        ("?step=decide&channel=letter", False),
        ("?step=decide&received_from=2026-03-03", False),
        ("?step=nonsense", False),
    ],
)
def test_the_queue_is_narrowed(city: City, query: str, found: bool) -> None:
    complaint = registered(city)

    page = as_(city.clerk()).get(reverse("intake:queue") + query)

    assert (f"/{complaint.pk}/" in text_of(page)) is found


def test_a_search_is_written_down_without_its_words_in_the_clear(city: City) -> None:
    as_(city.clerk()).get(reverse("intake:queue") + "?q=张三的事")

    read = Read.objects.get(what="search")
    assert "张三" not in str(read.facts)


def test_the_queue_is_exported_and_that_is_written_down(city: City) -> None:
    complaint = registered(city)

    page = as_(city.clerk()).get(reverse("intake:queue") + "?step=all&export=xlsx")

    book = CalamineWorkbook.from_filelike(io.BytesIO(page.content))
    cells = [str(cell) for row in book.get_sheet_by_index(1).to_python() for cell in row]
    assert complaint.number in cells
    assert complaint.title in cells
    assert Read.objects.filter(what="export").exists()


def test_another_office_sees_an_empty_queue(city: City) -> None:
    complaint = lodged(city)

    page = as_(city.clerk("organs_committee")).get(reverse("intake:queue"))

    assert complaint.title not in text_of(page)


# ── one complaint ─────────────────────────────────────────────────────────────────────────


def test_a_complaint_is_shown_and_that_it_was_read_is_written_down(city: City) -> None:
    complaint = accepted(city)

    page = as_(city.clerk()).get(reverse("intake:complaint", args=[complaint.pk]))

    text = text_of(page)
    assert page.status_code == 200
    for said in (complaint.title, complaint.text, complaint.number):
        assert said in text
    assert Read.objects.get(what="read").subject == f"complaint:{complaint.pk}"


def test_the_plain_page_holds_every_part(city: City) -> None:
    complaint = accepted(city)
    services.post_message(complaint=complaint, text="请问进展", by="portal", on=DAY)
    client = as_(city.clerk())

    page = client.post(reverse("intake:message", args=[complaint.pk]), {"text": "", "token": "a"})

    assert page.status_code == 422
    for said in (complaint.text, "请问进展", "效投〔2026〕1号"):
        assert said in text_of(page)


def test_what_one_may_not_see_is_not_found(city: City) -> None:
    complaint = lodged(city)
    client = as_(city.clerk("organs_committee"))

    for name in ("complaint", "corrections"):
        assert client.get(reverse(f"intake:{name}", args=[complaint.pk])).status_code == 404
    address = reverse("intake:act", args=[complaint.pk, "register"])
    assert client.post(address).status_code == 404
    complaint.refresh_from_db()
    assert complaint.state == "LODGED"


def test_whoever_only_reads_is_offered_no_act(city: City) -> None:
    complaint = lodged(city)
    leader = account_with(Role.LEADER, unit=city.bodies["personnel_bureau"])
    client = as_(leader)

    page = client.get(reverse("intake:complaint", args=[complaint.pk]))

    assert page.status_code == 200
    assert "/acts/register/" not in text_of(page)
    assert client.get(reverse("intake:act", args=[complaint.pk, "register"])).status_code == 403


def test_the_page_takes_a_fixed_number_of_queries(
    city: City, django_assert_max_num_queries: Any
) -> None:
    complaint = accepted(city)
    for n in range(6):
        services.post_message(complaint=complaint, text=f"第{n}条", by="portal", on=DAY)
    client = as_(city.clerk())
    address = reverse("intake:complaint", args=[complaint.pk])
    client.get(address)

    with django_assert_max_num_queries(60):
        client.get(address)


# ── acts ──────────────────────────────────────────────────────────────────────────────────


def test_an_act_shows_its_consequences_with_their_grounds_and_is_then_done(city: City) -> None:
    complaint = registered(city)
    client = as_(city.clerk())
    address = reverse("intake:act", args=[complaint.pk, "accept"])

    before = client.get(address)
    done = client.post(address, {"category": ""})

    assert "信访工作条例" in text_of(before)
    assert done.status_code == 302
    complaint.refresh_from_db()
    assert complaint.state == "ACCEPTED"


def test_the_second_clerk_is_told_at_the_form(city: City) -> None:
    complaint = registered(city)
    client = as_(city.clerk())
    address = reverse("intake:act", args=[complaint.pk, "accept"])
    client.post(address, {"category": ""})

    again = client.post(address, {"category": ""})

    assert again.status_code == 422
    assert complaint.title in text_of(again)


@pytest.mark.parametrize(
    ("name", "data", "status", "state"),
    [
        ("register", {}, 302, "REGISTERED"),
        ("refer", {"to_text": "云岭省交通厅"}, 302, "REFERRED"),
        ("refer", {}, 422, "LODGED"),
        ("urgency", {"urgency": "urgent"}, 302, "LODGED"),
        ("urgency", {"urgency": "x"}, 422, "LODGED"),
        ("mark", {"mark": "work_secret", "may_know": ""}, 422, "LODGED"),
        ("mark", {"mark": "secret", "may_know": ""}, 422, "LODGED"),
        ("major", {"major": "group_incident"}, 302, "LODGED"),
        ("withdraw", {}, 302, "WITHDRAWN"),
        ("confirm-name", {}, 422, "LODGED"),
        ("hand-over", {}, 422, "LODGED"),
        ("merge", {"into": "效投〔2026〕99号"}, 422, "LODGED"),
        ("told", {"way": "telephone"}, 422, "LODGED"),
    ],
)
def test_each_act_is_done_or_refused_at_its_form(
    city: City, name: str, data: dict[str, str], status: int, state: str
) -> None:
    complaint = lodged(city)

    answer = as_(city.clerk()).post(reverse("intake:act", args=[complaint.pk, name]), data)

    assert answer.status_code == status
    complaint.refresh_from_db()
    assert complaint.state == state


def test_a_refusal_asks_for_what_its_reason_needs(city: City) -> None:
    for role in (Role.SECTION_HEAD, Role.LEADER):
        city.who(role)
    complaint = registered(city)
    client = as_(city.clerk())
    address = reverse("intake:act", args=[complaint.pk, "refuse"])

    missing = client.post(address, {"refusal": "no_facts"})
    sent = client.post(address, {"refusal": "no_facts", "missing_facts": "何时何地"})

    assert missing.status_code == 422
    assert sent.status_code == 302
    assert client.get(reverse("intake:act", args=[complaint.pk, "accept"])).status_code == 200


def test_after_sending_up_the_clerk_is_back_at_the_queue(city: City) -> None:
    complaint = lodged(city)
    client = as_(city.clerk())
    address = reverse("intake:act", args=[complaint.pk, "send-up"])

    before = client.get(address)
    done = client.post(address)

    assert city.bodies["leading_group"].name in text_of(before)
    assert done["Location"] == reverse("intake:queue")
    assert client.get(reverse("intake:complaint", args=[complaint.pk])).status_code == 404


def test_an_entry_is_corrected_on_its_own_page(city: City) -> None:
    complaint = lodged(city)
    client = as_(city.clerk())
    address = reverse("intake:correct", args=[complaint.pk, "category"])

    assert client.get(reverse("intake:corrections", args=[complaint.pk])).status_code == 200
    assert client.get(address).status_code == 200
    assert client.post(address, {"value": "nonsense", "reason": "有误"}).status_code == 422
    category = pack_of(complaint.adoption).taxonomy[0].id
    assert client.post(address, {"value": category, "reason": "归类有误"}).status_code == 302

    complaint.refresh_from_db()
    assert complaint.category == category
    unknown = reverse("intake:correct", args=[complaint.pk, "text"])
    assert client.get(unknown).status_code == 404


def test_a_message_is_sent_and_too_long_a_one_is_kept_in_the_form(city: City) -> None:
    complaint = lodged(city)
    client = as_(city.clerk())
    address = reverse("intake:message", args=[complaint.pk])

    sent = client.post(address, {"text": "请补充材料", "token": "a"})
    again = client.post(address, {"text": "请补充材料", "token": "a"})
    long = client.post(address, {"text": "长" * 6000, "token": "b"})

    assert (sent.status_code, again.status_code, long.status_code) == (302, 302, 422)
    assert complaint.messages.count() == 1
    assert "长长长" in text_of(long)


def test_a_repeat_is_settled_from_the_page(city: City) -> None:
    earlier, later = lodged(city), registered(city)
    client = as_(city.clerk())

    page = client.get(reverse("intake:complaint", args=[later.pk]))
    client.post(reverse("intake:repeat", args=[later.pk, earlier.pk]), {"same": "yes"})

    assert reverse("intake:repeat", args=[later.pk, earlier.pk]) in text_of(page)
    assert Repeat.objects.get().state == Repeat.State.CONFIRMED


# ── several at once ───────────────────────────────────────────────────────────────────────


def test_several_are_registered_after_a_look_and_the_refused_are_named(city: City) -> None:
    rows = [lodged(city), lodged(city), registered(city)]
    client = as_(city.clerk())
    address = reverse("intake:bulk", args=["register"])
    ticked = {"pick": [str(row.pk) for row in rows]}

    asked = client.post(address, ticked)
    assert Complaint.objects.filter(state="LODGED").count() == 2
    done = client.post(address, {**ticked, "confirm": "yes"}, follow=True)

    assert asked.status_code == 200
    assert Complaint.objects.filter(state="REGISTERED").count() == 3
    assert rows[2].number in text_of(done)


def test_nothing_is_closed_in_bulk_and_nothing_of_others_is_touched(city: City) -> None:
    theirs = lodged(city, subject_unit=city.court)
    client = as_(city.clerk())

    for name in ("close", "withdraw", "send-up"):
        address = reverse("intake:bulk", args=[name])
        answer = client.post(address, {"pick": [str(lodged(city).pk)], "confirm": "yes"})
        assert answer.status_code == 404
    client.post(
        reverse("intake:bulk", args=["register"]), {"pick": [str(theirs.pk)], "confirm": "yes"}
    )

    theirs.refresh_from_db()
    assert theirs.state == "LODGED"


def test_several_are_printed_urged_and_joined(city: City) -> None:
    rows = [registered(city), registered(city)]
    client = as_(city.clerk())
    ticked = {"pick": [str(row.pk) for row in rows]}

    turned = {"pick": [str(row.pk) for row in reversed(rows)]}
    printed = client.post(reverse("intake:bulk", args=["print"]), turned)
    urged = client.post(
        reverse("intake:bulk", args=["urge"]), {**ticked, "confirm": "yes", "text": "请抓紧"}
    )
    joined = client.post(
        reverse("intake:bulk", args=["merge"]),
        {**ticked, "confirm": "yes", "into": str(rows[0].pk)},
    )

    for page, row in zip(pages_of(printed), reversed(rows), strict=True):
        assert row.number in page
        assert row.text[:10] in page
    assert (urged.status_code, joined.status_code) == (302, 302)
    rows[1].refresh_from_db()
    assert rows[1].merged_into == rows[0]


# ── entering ──────────────────────────────────────────────────────────────────────────────


def entry_of(city: City, **changes: Any) -> dict[str, Any]:
    return {
        "unit": str(city.bodies["personnel_bureau"].pk),
        "received_on": "2026年2月27日",
        "subject_unit": str(city.bureau.pk),
        "text": "窗口推诿，让我跑了四趟。",
        "input_class": "plan_complaint",
        "urgency": "ordinary",
        "distribution": "ordinary",
        "prepared": prepare_receipt(),
        **changes,
    }


def code_in(page: str) -> str:
    inner = page.split('id="receipt-code">')[1]
    return read_code(inner.split("<")[0])


def test_a_letter_is_entered_and_its_receipt_shown_once(city: City) -> None:
    client = as_(city.clerk())
    address = reverse("intake:enter_by", args=["letter"])
    data = entry_of(city, source_sender_place="河西")

    assert client.get(reverse("intake:enter")).status_code == 200
    assert client.get(address).status_code == 200
    first = client.post(address, data)
    again = client.post(address, data)

    assert (first.status_code, again.status_code) == (201, 200)
    assert code_in(text_of(first)) == code_in(text_of(again))
    complaint = Complaint.objects.get()
    assert complaint.received_on.isoformat() == "2026-02-27"
    assert complaint.entry_delay == 3
    assert complaint.source == {"sender_place": "河西"}


def test_the_proof_file_is_handed_out(city: City) -> None:
    client = as_(city.clerk())
    data = entry_of(city)
    client.post(reverse("intake:enter_by", args=["phone"]), data)

    file = client.post(reverse("intake:receipt_file"), {"prepared": data["prepared"]})
    none = client.post(reverse("intake:receipt_file"), {"prepared": prepare_receipt()})

    assert "attachment" in file["Content-Disposition"]
    assert "leaf" in text_of(file)
    assert none.status_code == 404


def test_the_receipt_is_handed_out_in_large_type(city: City) -> None:
    client = as_(city.clerk())
    data = entry_of(city)
    shown = client.post(reverse("intake:enter_by", args=["phone"]), data)
    code = code_in(text_of(shown))

    slip = client.post(reverse("intake:receipt_slip"), {"prepared": data["prepared"]})
    none = client.post(reverse("intake:receipt_slip"), {"prepared": prepare_receipt()})

    (said,) = pages_of(slip)
    assert grouped(code) in said
    assert "投诉举报回执" in said
    assert none.status_code == 404


def test_errors_stand_at_their_fields_and_what_was_typed_stays(city: City) -> None:
    data = entry_of(city, received_on="2026-03-09", telephone="none", name="赵小满")

    page = as_(city.clerk()).post(reverse("intake:enter_by", args=["phone"]), data)

    assert page.status_code == 422
    assert "窗口推诿，让我跑了四趟。" in text_of(page)
    form = page.context["form"]
    assert {"received_on", "telephone"} <= set(form.errors)
    assert not Complaint.objects.exists()


def test_what_went_elsewhere_is_said_at_the_receipt(city: City) -> None:
    data = entry_of(city, subject_unit=str(city.court.pk))

    page = as_(city.clerk()).post(reverse("intake:enter_by", args=["phone"]), data)

    assert page.status_code == 201
    assert city.bodies["organs_committee"].name in text_of(page)
    assert f"/intake/{Complaint.objects.get().pk}/" not in text_of(page)


@pytest.mark.parametrize("channel", ["web", "year_end", "nonsense"])
def test_staff_enter_only_what_staff_enter(city: City, channel: str) -> None:
    page = as_(city.clerk()).get(reverse("intake:enter_by", args=[channel]))

    assert page.status_code == 404


def test_a_visit_asks_for_its_own_fields(city: City) -> None:
    data = entry_of(
        city, received_on="2026-03-02", people="12", delegates="6", visit_place="接访室"
    )
    client = as_(city.clerk())
    address = reverse("intake:enter_by", args=["visit"])

    too_many = client.post(address, data)
    fine = client.post(address, {**data, "delegates": "5", "prepared": prepare_receipt()})

    assert too_many.status_code == 422
    assert "第二十条" in text_of(too_many)
    assert fine.status_code == 201
    assert Complaint.objects.get().visit.delegates == 5


# ── registers and blank forms ─────────────────────────────────────────────────────────────


def test_a_register_lists_its_lines_and_those_that_left(city: City) -> None:
    here = registered(city)
    gone = registered(city, text="另一件已经转走的事")
    services.refer_complaint(
        complaint=gone, to_unit=city.bodies["organs_committee"], by=city.clerk(), on=DAY
    )

    page = as_(city.clerk()).get(reverse("intake:register", args=["online_register"]))

    text = text_of(page)
    assert page.status_code == 200
    assert here.title in text
    assert "效投〔2026〕2号" in text
    assert "另一件已经转走" not in text


def test_a_register_is_asked_for_by_office_and_period(city: City) -> None:
    registered(city)
    client = as_(city.clerk())
    address = reverse("intake:register", args=["online_register"])

    before = client.get(f"{address}?since=2025-01-01&until=2025-12-31")
    foreign = client.get(f"{address}?unit={city.court.pk}")

    assert "效投〔2026〕1号" not in text_of(before)
    assert foreign.status_code == 404
    assert client.get(reverse("intake:registers")).status_code == 200
    assert client.get(reverse("intake:register", args=["nonsense"])).status_code == 404


def test_blank_forms_are_numbered_shown_and_spoiled(city: City) -> None:
    client = as_(city.clerk())
    unit = str(city.bodies["personnel_bureau"].pk)

    answer = client.post(reverse("intake:blank_forms"), {"unit": unit, "count": "2"})
    sheets = client.get(answer["Location"])
    form = BlankForm.objects.order_by("pk")[0]
    client.post(reverse("intake:spoil", args=[form.pk]))
    listed = client.get(reverse("intake:blank_forms"))

    assert "效空〔2026〕0001号" in text_of(sheets)
    assert form.code in text_of(listed)
    form.refresh_from_db()
    assert form.spoiled_on == DAY
    too_many = client.post(reverse("intake:blank_forms"), {"unit": unit, "count": "201"})
    assert too_many.status_code == 422


def test_accusations_handed_over_show_day_and_destination_alone(city: City, custody: None) -> None:
    complaint = lodged(city, text="收受现金")
    Complaint.objects.filter(pk=complaint.pk).update(input_class="accusation")
    complaint.refresh_from_db()
    handover = services.hand_over_complaint(complaint=complaint, by=city.clerk(), on=DAY)
    theirs = as_(city.clerk("discipline_bureau"))

    page = theirs.get(reverse("intake:handovers"))
    theirs.post(reverse("intake:collect", args=[handover.pk]))

    assert "收受现金" not in text_of(page)
    handover.refresh_from_db()
    assert handover.collected_on == DAY
    assert as_(city.clerk()).post(reverse("intake:collect", args=[handover.pk])).status_code == 404
