"""Reporting: from the form to the receipt, and whatever goes wrong between them."""

import io
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import settings as conf
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.test import Client
from PIL import Image
from pytest_django.fixtures import Settings

from zhiyong.files.models import File
from zhiyong.intake.attempts import Puzzle
from zhiyong.intake.codes import read_code
from zhiyong.intake.models import Complaint, Handover
from zhiyong.intake.selectors.codes import find_by_code
from zhiyong.intake.tests.factories import City
from zhiyong.intake.tests.test_attempts import solve
from zhiyong.journal.models import Entry
from zhiyong.portal import guards
from zhiyong.portal.tests.factories import TEXT, carried, code_on, filled, reported
from zhiyong.portal.views import report
from zhiyong.rules import proof
from zhiyong.shell import clock
from zhiyong.vault.models import Envelope

pytestmark = pytest.mark.django_db


def picture() -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "navy").save(out, "JPEG")
    return SimpleUploadedFile("大厅.jpg", out.getvalue(), "image/jpeg")


def note(name: str = "经过.txt", said: str = "照片说明") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, said.encode(), "text/plain")


def page_of(response: Any) -> str:
    return str(response.content.decode())


def on_disk() -> list[Path]:
    return [path for path in Path(conf.MEDIA_ROOT).rglob("*") if path.is_file()]


# --- the way through ----------------------------------------------------------------------------


@pytest.mark.clause("S3-109")
def test_an_anonymous_report_goes_through_and_its_code_finds_it(client: Client, city: City) -> None:
    receipt = reported(client, city)

    found = find_by_code(read_code(code_on(receipt)))
    complaint = Complaint.objects.get()
    assert found == complaint
    assert (complaint.subject_unit, complaint.channel) == (city.bureau, "web")
    assert not complaint.is_real_name
    assert complaint.text == TEXT
    assert complaint.received_on == clock.today()
    assert Entry.objects.filter(verb="complaint.lodged").count() == 1
    assert complaint.keeper.name in page_of(receipt)


def test_the_form_asks_about_the_receiving_offices_before_the_text(
    client: Client, city: City
) -> None:
    shown = page_of(client.get("/report/"))

    assert (
        shown.index('name="unit_q"') < shown.index('name="concerns"') < shown.index('name="text"')
    )
    assert city.bodies["org_department"].name in shown


def test_anonymous_is_what_the_form_offers_first(client: Client, city: City) -> None:
    shown = page_of(client.get("/report/"))

    assert re.search(r'name="who" value="anonymous"[^>]*checked', shown)


def test_a_name_is_sealed_and_stands_nowhere_else(client: Client, city: City) -> None:
    receipt = reported(
        client, city, who="real", name="欧阳见山", telephone="13800000001",
        companions="司马同行\n诸葛联名", contact="13800000001",
    )  # fmt: skip

    assert code_on(receipt)
    complaint = Complaint.objects.get()
    assert complaint.is_real_name
    kinds = set(Envelope.objects.filter(subject=f"complaint:{complaint.pk}").values_list("kind"))
    assert kinds == {("NAME",), ("CONTACT",)}
    assert not Complaint.objects.filter(text__contains="欧阳").exists()


def test_a_report_about_the_receiving_offices_goes_past_them(client: Client, city: City) -> None:
    reported(client, city, concerns="yes")

    complaint = Complaint.objects.get()
    assert complaint.went_up
    assert complaint.keeper != city.bodies["personnel_bureau"]


def test_an_accusation_is_sealed_and_the_page_says_to_whom(client: Client, city: City) -> None:
    receipt = reported(client, city, kind="accusation")

    assert Handover.objects.get().unit.name in page_of(receipt)
    assert not Complaint.objects.exists()


def test_people_are_named_by_name_or_by_post_alone(client: Client, city: City) -> None:
    reported(client, city, named_1="张三", post_1="科员", post_2="二号窗口", named_4="李四")

    named = Complaint.objects.get().named.order_by("order")
    assert [(one.name, one.post) for one in named] == [
        ("张三", "科员"), ("", "二号窗口"), ("李四", "")
    ]  # fmt: skip


def test_the_proof_file_is_the_signed_promise_and_holds_no_word(client: Client, city: City) -> None:
    receipt = reported(client, city)
    sealed = re.findall(r'name="file" value="([^"]+)"', page_of(receipt))

    kept = [client.post("/report/keep/", {"file": one}) for one in sealed]
    slip, promise = kept
    assert code_on(receipt) in slip.content.decode()
    assert "attachment" in promise["Content-Disposition"]
    entry = Entry.objects.get(verb="complaint.lodged")
    assert bytes(entry.leaf).hex() in promise.content.decode()
    assert "窗口" not in promise.content.decode()
    assert code_on(receipt) not in promise.content.decode()
    assert proof.load(promise.content.decode())


def test_the_server_hands_back_only_what_it_sealed_itself(client: Client, city: City) -> None:
    assert client.post("/report/keep/", {"file": "gAAAAAforged"}).status_code == 302


# --- offices, as people call them ---------------------------------------------------------------


def test_an_office_is_found_by_a_plain_name(client: Client, city: City) -> None:
    found = client.get("/report/find-unit/", {"for": "unit", "unit_q": "交通局"})

    assert city.bureau.name in page_of(found)
    reported(client, city, unit=None, unit_q="市交通局")
    assert Complaint.objects.get().subject_unit == city.bureau


def test_several_offices_are_asked_about_once_then_kept_as_written(
    client: Client, city: City
) -> None:
    asked = client.post("/report/", filled(city, unit=None, unit_q="治庸领导小组"))
    assert asked.status_code == 422
    assert "unit_as_typed" in page_of(asked)
    assert TEXT in page_of(asked)

    checked = client.post(
        "/report/", filled(city, unit=None, unit_q="治庸领导小组", unit_as_typed="1")
    )
    client.post("/report/send/", carried(checked))
    complaint = Complaint.objects.get()
    assert (complaint.subject_unit, complaint.subject_unit_text) == (None, "治庸领导小组")


def test_an_office_nobody_knows_is_taken_as_written(client: Client, city: City) -> None:
    reported(client, city, unit=None, unit_q="办证大厅西头那间")

    assert Complaint.objects.get().subject_unit_text == "办证大厅西头那间"


def test_the_public_finder_shows_names_and_no_people(client: Client, city: City) -> None:
    person = city.official(name="王机密")

    assert "王机密" not in page_of(
        client.get("/report/find-unit/", {"for": "unit", "unit_q": "王机密"})
    )
    assert person.name == "王机密"


# --- what may tell who wrote it; what it sounds like --------------------------------------------


def test_the_last_step_warns_of_numbers_and_names_in_an_anonymous_text(
    client: Client, city: City
) -> None:
    told = f"{TEXT} 我叫张伟民，电话13812345678。"
    warned = page_of(client.post("/report/", filled(city, text=told)))
    assert "<mark>13812345678</mark>" in warned
    assert "<mark>我叫张伟民</mark>" in warned

    named = client.post(
        "/report/", filled(city, text=told, who="real", name="张伟民", telephone="13812345678")
    )
    assert "<mark>" not in page_of(named)


def test_the_category_is_suggested_in_plain_words_and_may_be_changed(
    client: Client, city: City
) -> None:
    checked = client.post("/report/", filled(city, text="材料交了半年久拖不决，互相推诿，踢皮球。"))
    shown = page_of(checked)
    assert re.search(r'value="b1"[^>]*checked', shown)
    assert "该办的事拖着不办" in shown

    client.post("/report/send/", {**carried(checked), "category": "", "other_category": "c2"})
    assert Complaint.objects.get().category == "c2"


# --- errors lose nothing ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"text": ""}, "请填写此项"),
        ({"text": "字" * 20_001}, "20001"),
        ({"text": "有\x00空字符"}, "无法保存"),
        ({"concerns": None}, "请选择"),
        ({"kind": "nonsense"}, "nonsense"),
        ({"unit": None, "unit_q": ""}, "请填写此项"),
        ({"who": "real", "name": "", "telephone": "13800000001"}, "请填写此项"),
        ({"who": "real", "name": "王", "telephone": "abc"}, "电话"),
        ({"who": "real", "name": "王", "telephone": "13800000001", "identity_number": "12"}, "证"),
        ({"contact": "在家等"}, "邮"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(
    client: Client, city: City, wrong: dict[str, Any], says: str
) -> None:
    answer = client.post("/report/", filled(city, **wrong))

    shown = page_of(answer)
    assert answer.status_code == 422
    assert says in shown
    assert 'value="政务大厅"' in shown
    assert ("text" in wrong) or TEXT in shown
    assert not Complaint.objects.exists()


def test_emoji_and_rare_characters_stay_as_they_were_written(client: Client, city: City) -> None:
    text = "窗口的𠮷女士😡说“回去等”，㐂！"
    reported(client, city, text=text)

    assert Complaint.objects.get().text == text


def test_a_forged_or_missing_state_is_told_and_nothing_is_lodged(
    client: Client, city: City
) -> None:
    lost = client.post("/report/send/", {"state": "forged", "receipt": "forged"})

    assert lost.status_code == 422
    assert not Complaint.objects.exists()


def test_one_may_go_back_and_change_something(client: Client, city: City) -> None:
    checked = client.post("/report/", {**filled(city), "files": [note()]})
    again = client.post("/report/", carried(checked))

    shown = page_of(again)
    assert again.status_code == 200
    assert TEXT in shown
    assert "经过.txt" in shown
    assert "field--wrong" not in shown


def test_the_language_changes_without_losing_what_was_typed(client: Client, city: City) -> None:
    english = client.post("/report/", {**filled(city, concerns=None), "language": "en"})

    shown = page_of(english)
    assert "What happened" in shown
    assert TEXT in shown
    assert "field--wrong" not in shown
    assert english.cookies["django_language"].value == "en"
    checked = client.post("/report/", filled(city))
    assert "Check and send" in page_of(checked)
    back = client.post("/report/send/", {**carried(checked), "language": "zh-hans"})
    assert "核对提交" in page_of(back)
    assert not Complaint.objects.exists()


def test_it_works_where_no_cookies_are_kept(city: City) -> None:
    client = Client(enforce_csrf_checks=True)

    assert code_on(reported(client, city))


# --- once, and only once ------------------------------------------------------------------------


def test_sent_twice_the_same_receipt_comes_back(client: Client, city: City) -> None:
    checked = client.post("/report/", {**filled(city), "files": [note()]})
    first = client.post("/report/send/", carried(checked))
    second = client.post("/report/send/", carried(checked))

    assert code_on(first) == code_on(second)
    assert Complaint.objects.count() == 1
    assert File.objects.count() == 1
    assert "此前已经收到" in page_of(second)


def test_after_going_back_and_changing_it_says_what_is_not_in_it(
    client: Client, city: City
) -> None:
    checked = client.post("/report/", filled(city))
    first = client.post("/report/send/", carried(checked))
    other = carried(client.post("/report/", filled(city, text=f"{TEXT}又来一次。")))
    again = client.post("/report/send/", {**other, "receipt": carried(checked)["receipt"]})

    assert code_on(again) == code_on(first)
    assert "之后修改的内容不在其中" in page_of(again)
    assert Complaint.objects.get().text == TEXT


def test_a_crash_after_the_commit_shows_the_same_receipt_when_sent_again(
    client: Client, city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked = client.post("/report/", filled(city))
    real = report.lodge_complaint
    codes = []

    def crash(**given: Any) -> Any:
        codes.append(real(**given).code)
        raise OperationalError("the connection broke after the commit")

    monkeypatch.setattr(report, "lodge_complaint", crash)
    broken = client.post("/report/send/", carried(checked))
    assert broken.status_code == 503

    monkeypatch.setattr(report, "lodge_complaint", real)
    again = client.post("/report/send/", hidden(broken))
    assert read_code(code_on(again)) == codes[0]
    assert Complaint.objects.count() == 1


def hidden(response: Any) -> dict[str, str]:
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page_of(response))
    return {name: value for name, value in found if name in ("state", "receipt")}


def test_a_page_left_open_too_long_is_shown_again_filled_in(client: Client, city: City) -> None:
    checked = client.post("/report/", filled(city))
    with time_machine.travel(clock.now() + timedelta(hours=3)):
        late = client.post("/report/send/", carried(checked))
        assert late.status_code == 422
        assert "note--error" in page_of(late)
        assert TEXT in page_of(late)
        assert code_on(client.post("/report/send/", carried(late)))
    assert Complaint.objects.count() == 1


def test_where_no_names_can_be_sealed_it_is_said_and_nothing_is_lost(client: Client) -> None:
    from zhiyong.intake.tests.factories import make_city

    city = make_city()
    checked = client.post(
        "/report/", filled(city, who="real", name="王一", telephone="13800000001")
    )
    refused = client.post("/report/send/", carried(checked))

    assert refused.status_code == 422
    assert TEXT in page_of(refused)
    assert not Complaint.objects.exists()


def test_where_no_plan_was_ever_in_force_nothing_is_asked(client: Client, db: None) -> None:
    assert client.get("/report/").status_code == 200
    assert 'name="text"' not in page_of(client.get("/report/"))


# --- files --------------------------------------------------------------------------------------


def test_files_are_cleaned_kept_and_named(client: Client, city: City) -> None:
    checked = client.post("/report/", {**filled(city), "files": [picture(), note()]})
    assert "大厅.jpg" in page_of(checked)
    client.post("/report/send/", carried(checked))

    files = File.objects.order_by("pk")
    assert [one.name for one in files] == ["大厅.jpg", "经过.txt"]
    assert all(one.original_path is None for one in files)
    assert len(on_disk()) == 2


def test_what_waits_between_the_steps_cannot_be_read_on_the_server(
    client: Client, city: City
) -> None:
    client.post("/report/", {**filled(city), "files": [note(said="只有我知道的事")]})

    assert on_disk()
    assert all("只有我知道的事".encode() not in path.read_bytes() for path in on_disk())
    assert not File.objects.exists()


def test_files_survive_an_error_elsewhere_and_may_be_taken_out(client: Client, city: City) -> None:
    wrong = client.post("/report/", {**filled(city, text=""), "files": [note("甲.txt"), note()]})
    assert wrong.status_code == 422
    assert "甲.txt" in page_of(wrong)

    checked = client.post("/report/", {**filled(city), **carried(wrong), "drop": ["0"]})
    client.post("/report/send/", carried(checked))
    assert File.objects.get().name == "经过.txt"
    assert len(on_disk()) == 1


@pytest.mark.parametrize(
    ("upload", "says"),
    [
        (lambda: SimpleUploadedFile("压缩.zip", b"PK\x03\x04" + b"0" * 60), "压缩"),
        (lambda: SimpleUploadedFile("照片.jpg", b"MZ" + b"\x00" * 200), "照片.jpg"),
        (lambda: SimpleUploadedFile("空.txt", b""), "空.txt"),
    ],
)
def test_a_file_that_is_not_taken_is_told_at_the_field_and_the_text_stays(
    client: Client, city: City, upload: Callable[[], SimpleUploadedFile], says: str
) -> None:
    answer = client.post("/report/", {**filled(city), "files": [upload(), note()]})

    shown = page_of(answer)
    assert answer.status_code == 422
    assert 'id="id_files_error"' in shown
    assert says in shown
    assert TEXT in shown
    assert "经过.txt" in shown


def test_too_many_and_too_large_files_are_told_and_the_text_stays(
    client: Client, city: City, settings: Settings
) -> None:
    settings.FILES_MOST, settings.FILES_LARGEST = 2, 1000
    many = client.post("/report/", {**filled(city), "files": [note(f"{n}.txt") for n in range(3)]})
    assert many.status_code == 422
    assert 'id="id_files_error"' in page_of(many)

    large = client.post("/report/", {**filled(city), "files": [note("大.txt", "很" * 1000)]})
    assert large.status_code == 422
    assert "大.txt" in page_of(large)
    assert TEXT in page_of(large)


def test_a_file_attached_under_a_name_is_not_taken_over_when_one_stays_anonymous(
    client: Client, city: City
) -> None:
    real = {"who": "real", "name": "王一", "telephone": "13800000001"}
    named = client.post("/report/", {**filled(city, text="", **real), "files": [note()]})
    again = client.post("/report/", {**filled(city), **carried(named)})

    assert again.status_code == 422
    assert "请重新添加“经过.txt”" in page_of(again)


def test_files_that_waited_too_long_are_asked_for_again(client: Client, city: City) -> None:
    checked = client.post("/report/", {**filled(city), "files": [note()]})
    fresh = carried(client.post("/report/", filled(city)))["receipt"]
    for path in on_disk():
        path.unlink()
    answer = client.post("/report/send/", {**carried(checked), "receipt": fresh})

    assert answer.status_code == 422
    assert "经过.txt" in page_of(answer)
    assert TEXT in page_of(answer)


# --- too often ----------------------------------------------------------------------------------


def test_whoever_sends_very_many_solves_a_puzzle_and_loses_nothing(
    client: Client, city: City, settings: Settings
) -> None:
    settings.PORTAL_LODGINGS = {"burst": 1, "every": 600.0, "together": 99, "every_together": 1}
    settings.PORTAL_PUZZLE_BITS = 6
    guards.lodgings.cache_clear()
    reported(client, city)
    asked = client.post("/report/send/", carried(client.post("/report/", filled(city))))
    assert asked.status_code == 429
    assert TEXT in page_of(asked)

    salt = re.search(r'data-puzzle="([^"]+)"', page_of(asked))
    assert salt
    number = solve(Puzzle(salt[1], 6))
    sent = client.post("/report/send/", {**carried(asked), "salt": salt[1], "number": number})
    assert code_on(sent)
    assert Complaint.objects.count() == 2
