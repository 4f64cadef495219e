"""The citizen's half of the journey: on a phone, at a desk, with and without JavaScript."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from playwright.sync_api import Page
from pytest_django.fixtures import Settings

from tests.browser.test_shell import CONTRAST
from zhiyong.intake.attempts import Buckets, Guard, Puzzles
from zhiyong.intake.codes import Prepared, grouped, new_code
from zhiyong.intake.models import Complaint, Message
from zhiyong.intake.tests.factories import City, accepted
from zhiyong.matters.tests.factories import Scene, make_scene
from zhiyong.portal.tests.factories import TEXT, open_city
from zhiyong.portal.views import follow

pytestmark = [
    pytest.mark.browser,
    pytest.mark.xdist_group("browser portal"),
    pytest.mark.django_db(transaction=True),
]
DESKTOP, PHONE = (1280, 900), (390, 844)
FILE = {"name": "大厅.txt", "mimeType": "text/plain", "buffer": "十点仍无人".encode()}
PAGES = ("/", "/report/", "/follow-up/", "/desks/", "/how/", "/protection/", "/accessibility/")
NEXT, CHECK, SEND = "[href='#step-2']", "#step-2 button.button--primary", "[data-send]"


@pytest.fixture(autouse=True)
def _own_folder(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def city(transactional_db: None) -> City:
    return open_city()


@pytest.fixture
def replied(transactional_db: None) -> Iterator[tuple[Scene, str]]:
    """Give an answered matter and its code, on the day after the answer."""
    with time_machine.travel("2026-03-03T10:00:00+08:00", tick=True):
        scene, code = make_scene(), new_code()
        scene.replied(complaint=accepted(scene.city, prepared=Prepared(code, b"replied")))
        yield scene, code


def fits(page: Page) -> bool:
    """Return whether the page, once its styles are there, is no wider than the window."""
    page.wait_for_load_state("load")
    size = page.viewport_size
    assert size
    for _ in range(20):
        if page.evaluate("document.documentElement.scrollWidth") <= size["width"]:
            return True
        page.wait_for_timeout(100)
    return False


def fill_what_happened(page: Page, *, script: bool) -> None:
    page.fill("#id_unit_q", "市交通局")
    if script:
        page.wait_for_selector(".finds__one")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
    page.check("[name=concerns][value=no]")
    page.fill("#id_text", TEXT)
    page.set_input_files("#id_files", [FILE])  # type: ignore[list-item]


def follow_with(page: Page, code: str) -> None:
    page.goto(page.url.split("/report")[0].split("/follow-up")[0].rstrip("/") + "/follow-up/")
    page.fill("#id_code", code)
    page.click(SEND)
    page.wait_for_selector(".following")


@pytest.mark.parametrize(
    ("size", "language", "script"),
    [
        pytest.param(PHONE, "zh-hans", True, id="phone-zh"),
        pytest.param(DESKTOP, "en", True, id="desk-en"),
        pytest.param(PHONE, "zh-hans", False, id="phone-zh-noscript"),
        pytest.param(DESKTOP, "en", False, id="desk-en-noscript"),
    ],
)
def test_somebody_reports_keeps_the_code_and_follows_up(
    open_page: Any, city: City, size: tuple[int, int], language: str, script: bool
) -> None:
    page = open_page("/", size=size, language=language, script=script)
    page.click(".door--first")
    fill_what_happened(page, script=script)
    assert fits(page)
    if script:
        page.click(NEXT)
    page.click(CHECK)
    assert TEXT in page.inner_text(".said")
    assert fits(page)
    page.click(SEND)
    code = page.inner_text("#code")
    assert fits(page)

    complaint = Complaint.objects.get()
    assert (complaint.subject_unit, complaint.is_real_name) == (city.bureau, False)
    follow_with(page, code)
    page.fill("#id_text", "补充:下午也没有人。")
    page.click("#report button")
    page.wait_for_selector(".note--success")
    assert "下午也没有人" in page.inner_text(".talk")
    assert Message.objects.count() == 1
    assert fits(page)


@pytest.mark.parametrize(("size", "scheme"), [(PHONE, "light"), (PHONE, "dark"), (DESKTOP, "dark")])
def test_no_page_is_wider_than_its_window_and_words_stand_out(
    open_page: Any, city: City, size: tuple[int, int], scheme: str
) -> None:
    page = open_page("/", size=size, scheme=scheme)
    home = page.url.rstrip("/")
    for path in PAGES:
        page.goto(f"{home}{path}")

        assert fits(page), path
        assert page.evaluate(CONTRAST) == [], path


def test_the_form_goes_step_by_step_and_the_back_button_walks_them(
    open_page: Any, city: City
) -> None:
    page = open_page("/report/", size=PHONE)
    assert page.is_visible("#step-1")
    assert not page.is_visible("#step-2")
    fill_what_happened(page, script=True)
    page.click(NEXT)
    assert page.is_visible("#step-2")
    assert page.evaluate("document.activeElement.id") == "step-2-title"
    page.go_back()

    assert page.is_visible("#step-1")
    assert page.input_value("#id_text") == TEXT


def test_what_is_wrong_leads_to_its_field_on_whichever_step(open_page: Any, city: City) -> None:
    page = open_page("/report/", size=PHONE)
    fill_what_happened(page, script=True)
    page.click(NEXT)
    page.check("[name=who][value=real]")
    page.click(CHECK)
    page.wait_for_selector(".errors")
    assert page.is_visible("#step-2")
    page.click(".errors a >> nth=0")
    assert page.evaluate("document.activeElement.id") == "id_name"
    page.check("[name=who][value=anonymous]")
    page.click(CHECK)
    page.wait_for_selector("#id_files_error")
    assert page.is_visible("#step-1")
    page.set_input_files("#id_files", [FILE])  # type: ignore[list-item]
    page.click(NEXT)
    page.click(CHECK)

    assert "大厅.txt" in page.inner_text(".sum")


def test_a_warning_comes_before_sending_and_the_text_can_be_changed(
    open_page: Any, city: City
) -> None:
    page = open_page("/report/")
    fill_what_happened(page, script=True)
    page.fill("#id_text", f"{TEXT}我叫张伟民。")
    page.click(NEXT)
    page.click(CHECK)
    assert page.inner_text(".tells mark") == "我叫张伟民"
    page.click("[formaction='/report/']")
    page.fill("#id_text", TEXT)
    page.click(NEXT)
    page.click(CHECK)
    assert page.locator(".tells").count() == 0
    page.click(SEND)

    assert Complaint.objects.get().text == TEXT


def test_the_back_button_after_sending_shows_the_same_receipt(open_page: Any, city: City) -> None:
    page = open_page("/report/")
    fill_what_happened(page, script=True)
    page.click(NEXT)
    page.click(CHECK)
    page.click(SEND)
    code = page.inner_text("#code")
    page.reload()

    assert page.inner_text("#code") == code
    assert Complaint.objects.count() == 1


def test_nothing_stays_in_the_browser_unless_asked_and_it_goes_when_sent(
    open_page: Any, city: City
) -> None:
    page = open_page("/report/")
    drafts = "Object.keys(sessionStorage).filter((key) => key.startsWith('draft'))"
    fill_what_happened(page, script=True)
    page.wait_for_timeout(600)
    assert page.evaluate(drafts) == []
    page.click(NEXT)
    page.check("[data-draft-consent]")
    page.wait_for_timeout(600)
    assert page.evaluate(drafts) == ["draft:report"]
    page.click(CHECK)
    page.click(SEND)
    page.wait_for_selector("#code")

    assert page.evaluate(drafts) == []
    assert page.evaluate("localStorage.length") == 0


def test_the_code_is_grouped_as_it_is_typed_and_a_slip_is_told_at_once(
    open_page: Any, city: City
) -> None:
    code = new_code()
    page = open_page("/follow-up/", size=PHONE)
    box = page.locator("#id_code")
    box.press_sequentially(code[:-1] + str((int(code[-1]) + 1) % 10))
    assert "有一位不对" in page.inner_text(".ask-code .field")
    box.fill("")
    box.press_sequentially(code)

    assert box.input_value() == grouped(code)
    assert "有一位不对" not in page.inner_text(".ask-code .field")


def test_after_many_guesses_the_device_solves_the_puzzle_by_itself(
    open_page: Any, replied: tuple[Scene, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    guard = Guard(
        each=Buckets(burst=1, every=600), together=Buckets(burst=99, every=1),
        puzzles=Puzzles(bits=12),
    )  # fmt: skip
    guard.each.take("127.0.0.1")
    monkeypatch.setattr(follow, "codes", guard)
    page = open_page("/follow-up/")
    page.fill("#id_code", replied[1])
    page.click(SEND)

    page.wait_for_selector(".following", timeout=20_000)


@pytest.mark.parametrize("script", [True, False])
def test_an_answer_is_read_rated_and_taken_up_again(
    open_page: Any, replied: tuple[Scene, str], script: bool
) -> None:
    page = open_page("/follow-up/", size=PHONE, script=script)
    follow_with(page, replied[1])
    assert "已责成整改" in page.inner_text(".answer")
    with page.expect_download() as paper:
        page.click("[name=paper]")
    assert paper.value.suggested_filename.endswith(".pdf")
    page.check("[name=grade][value='2']")
    page.click("form[action$='/rate/'] button")
    page.wait_for_selector(".note--success")
    page.click("details:has([name=reason]) summary")
    page.fill("[name=reason]", "窗口还是没有人。")
    page.click("form[action$='/reopen/'] button")
    page.wait_for_selector(".note--success")

    assert "窗口还是没有人" in page.inner_text(".talk")
    assert Complaint.objects.get().state == Complaint.State.IN_HANDLING
    assert fits(page)


def test_the_receipt_and_the_proof_are_saved_as_files(open_page: Any, city: City) -> None:
    page = open_page("/report/", script=False)
    fill_what_happened(page, script=False)
    page.click(CHECK)
    page.click(SEND)
    code = page.inner_text("#code")
    with page.expect_download() as slip:
        page.click("form:has([name=file]) button >> nth=0")
    with page.expect_download() as proof:
        page.click("form:has([name=file]) button >> nth=1")

    assert code in Path(slip.value.path()).read_text(encoding="utf-8")
    assert code not in Path(proof.value.path()).read_text(encoding="utf-8")
