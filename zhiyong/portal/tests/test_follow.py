"""Following up: the code opens it, guessing does not, and every act is there for whoever has it."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from zhiyong.files.models import File
from zhiyong.intake.attempts import Puzzle
from zhiyong.intake.codes import Prepared, grouped, lookup_key, new_code
from zhiyong.intake.models import Complaint, Message
from zhiyong.intake.selectors import codes as looking_up
from zhiyong.intake.services import merge, post_message, register_complaint
from zhiyong.intake.tests.factories import DAY, City, accepted, clerk_of, lodged
from zhiyong.intake.tests.test_attempts import solve
from zhiyong.journal import sealer
from zhiyong.journal.models import Entry
from zhiyong.matters.models import Matter, Rating
from zhiyong.matters.tests.factories import Scene, make_scene
from zhiyong.portal.tests.factories import carried, code_on, reported
from zhiyong.portal.tests.test_report import note, page_of
from zhiyong.portal.views import follow
from zhiyong.rules import proof
from zhiyong.shell import clock

pytestmark = pytest.mark.django_db


def with_code(city: City, code: str, *, on: date = DAY, **changes: Any) -> Complaint:
    return lodged(city, on=on, prepared=Prepared(code, code.encode()), **changes)


def opened(client: Client, code: str) -> Any:
    answer = client.post("/follow-up/", {"code": code})
    assert answer.status_code == 200, page_of(answer)
    return answer


@pytest.fixture
def on_the_day() -> Any:
    """Let the visit happen on the day after the complaint, at some hour."""
    with time_machine.travel("2026-03-03T10:00:00+08:00", tick=True):
        yield


@pytest.fixture
def replied(on_the_day: None, db: None) -> tuple[Scene, Matter, str]:
    """Return an answered matter, and the code of its complaint."""
    scene, code = make_scene(), new_code()
    complaint = accepted(scene.city, prepared=Prepared(code, b"replied"))
    return scene, scene.replied(complaint=complaint), code


# --- the code -----------------------------------------------------------------------------------


@pytest.mark.clause("S3-109")
def test_the_code_opens_the_report_however_it_is_typed(client: Client, city: City) -> None:
    code = code_on(reported(client, city))

    for typed in (code, code.replace("-", ""), code.replace("-", " "), f" {code} "):
        assert "您反映的事项" in page_of(opened(client, typed))


@pytest.mark.parametrize("typed", ["", "123", "abc", "9" * 17, "\x00" * 16, "①" * 16])
def test_what_cannot_be_a_code_is_told_without_asking_the_guard(
    client: Client, city: City, typed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(follow, "find_by_code", lambda _code: pytest.fail("a hash was spent"))

    assert client.post("/follow-up/", {"code": typed}).status_code == 422


def test_a_slip_of_the_hand_is_told_as_such(client: Client, city: City) -> None:
    code = code_on(reported(client, city))
    slip = code[:-1] + str((int(code[-1]) + 1) % 10)

    assert "有一位不对" in page_of(client.post("/follow-up/", {"code": slip}))


def test_a_code_of_nobody_tells_nothing_and_guessing_meets_a_puzzle(
    client: Client, city: City
) -> None:
    reported(client, city)
    answers = [client.post("/follow-up/", {"code": new_code()}) for _each in range(8)]

    assert [answer.status_code for answer in answers] == [422] * 6 + [429] * 2
    assert len({re.sub(r'value="[^"]*"', "", page_of(one)) for one in answers[:6]}) == 1
    assert "您反映的事项" not in "".join(page_of(answer) for answer in answers)


def test_a_guess_costs_the_same_work_and_past_the_bucket_even_the_right_code_waits(
    client: Client, city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = new_code()
    with_code(city, right)
    hashed: list[str] = []

    def counting(code: str) -> bytes:
        hashed.append(code)
        return lookup_key(code)

    monkeypatch.setattr(looking_up, "lookup_key", counting)

    def guess(code: str) -> tuple[int, str, list[str]]:
        with CaptureQueriesContext(connection) as made:
            answer = client.post("/follow-up/", {"code": code})
        asked = [one["sql"].split("WHERE")[0] for one in made.captured_queries]
        return answer.status_code, re.sub(r'value="[^"]*"', "", page_of(answer)), asked

    wrong = [guess(new_code()) for _each in range(6)]
    assert wrong == [wrong[0]] * 6
    assert len(hashed) == 6

    late = [guess(right), guess(new_code())]
    assert [status for status, _page, _asked in late] == [429, 429]
    assert late[0][2] == late[1][2]
    puzzle = r'data-puzzle="[^"]*"|\d+'
    assert re.sub(puzzle, "", late[0][1]) == re.sub(puzzle, "", late[1][1])
    assert len(hashed) == 6


def test_whoever_solves_the_puzzle_or_knows_a_code_is_let_in(client: Client, city: City) -> None:
    code = code_on(reported(client, city))
    for _each in range(20):
        opened(client, code)
    for _each in range(6):
        client.post("/follow-up/", {"code": new_code()})
    asked = client.post("/follow-up/", {"code": code})
    assert asked.status_code == 429
    assert grouped(code.replace("-", "")) in page_of(asked)

    salt = re.search(r'data-puzzle="([^"]+)"', page_of(asked))
    assert salt
    solved = {"salt": salt[1], "number": solve(Puzzle(salt[1], 6))}
    assert client.post("/follow-up/", {"code": code, **solved}).status_code == 200


def test_a_page_stays_open_for_half_an_hour_and_keeps_what_was_typed(
    client: Client, city: City
) -> None:
    code = code_on(reported(client, city))
    page = carried(opened(client, code))
    with time_machine.travel(clock.now() + timedelta(minutes=31)):
        closed = client.post("/follow-up/message/", {**page, "text": "写到一半"})
        assert closed.status_code == 422
        again = client.post("/follow-up/", {"code": code, "held": "写到一半"})

    assert 'name="held" value="写到一半"' in page_of(closed)
    assert "写到一半</textarea>" in page_of(again)
    assert not Message.objects.exists()


@pytest.mark.parametrize("act", ["show", "message", "rate", "reopen", "withdraw", "paper"])
def test_nothing_opens_without_the_code(client: Client, city: City, act: str) -> None:
    reported(client, city)

    for given in ({}, {"pass": "forged"}):
        answer = client.post(f"/follow-up/{act}/", {**given, "text": "x", "grade": "5"})
        assert answer.status_code == 422
        assert "您反映的事项" not in page_of(answer)
    assert client.get(f"/follow-up/{act}/").status_code == 302
    assert client.post("/follow-up/nonsense/", {}).status_code == 404


# --- where it stands ----------------------------------------------------------------------------


def test_the_stages_name_their_days_and_clauses(
    client: Client, city: City, on_the_day: None
) -> None:
    code = new_code()
    complaint = with_code(city, code)
    register_complaint(complaint=complaint, by=clerk_of(city, complaint), on=DAY)
    complaint.refresh_from_db()

    shown = page_of(opened(client, code))
    stages = shown[shown.index('class="stepper"') : shown.index('class="two')]
    assert complaint.number in stages
    assert "2026-03-02" in stages
    assert "2026-03-17" in stages  # fifteen days from the day of receipt
    assert "《信访工作条例》第二十二条" in stages
    assert 'aria-current="step"' in stages


def test_what_is_owed_says_by_when_by_whom_and_why(
    client: Client, city: City, on_the_day: None
) -> None:
    code = new_code()
    complaint = with_code(city, code)

    shown = page_of(opened(client, code))
    owed = shown[shown.index('id="owed"') : shown.index("two__main")]
    assert "决定是否受理" in owed
    assert "2026年3月17日" in owed
    assert complaint.keeper.name in owed
    assert "超期" not in owed
    with time_machine.travel("2026-03-20T10:00:00+08:00"):
        assert "超期" in page_of(opened(client, code))


def test_a_refusal_says_why_and_what_else_can_be_done(
    client: Client, city: City, on_the_day: None
) -> None:
    code = new_code()
    complaint = with_code(city, code)
    clerk = clerk_of(city, complaint)
    register_complaint(complaint=complaint, by=clerk, on=DAY)
    complaint.refresh_from_db()
    Complaint.objects.filter(pk=complaint.pk).update(
        state="NOT_ACCEPTED", refusal="legal_route", decided_on=DAY, closed_on=DAY
    )

    shown = page_of(opened(client, code))
    assert "应通过诉讼、仲裁、行政复议等法定途径解决" in shown
    assert "请在法定期限内向有关机关提出" in shown
    assert "30日内" in shown
    assert "上级主管单位" in shown


def test_one_that_was_joined_shows_the_other_ones_way_and_no_word_of_it(
    client: Client, city: City, on_the_day: None
) -> None:
    first = lodged(city, text="别人先写的内容，与您无关。")
    code = new_code()
    second = with_code(city, code)
    for one in (first, second):
        register_complaint(complaint=one, by=clerk_of(city, one), on=DAY)
    merge(complaint=second, into=first, by=clerk_of(city, second), on=DAY)

    shown = page_of(opened(client, code))
    assert "合并办理" in shown
    assert "别人先写的内容" not in shown
    assert 'name="text"' not in shown


def test_an_accusation_shows_where_it_went_and_nothing_else(client: Client, city: City) -> None:
    receipt = reported(client, city, kind="accusation")

    shown = page_of(opened(client, code_on(receipt)))
    assert "已密封移交" in shown
    assert city.bodies["discipline_bureau"].name in shown
    assert "窗口" not in shown.replace("受理窗口", "")


# --- messages and files -------------------------------------------------------------------------


def test_both_sides_write_and_a_message_counts_once(
    client: Client, city: City, on_the_day: None
) -> None:
    code = new_code()
    complaint = with_code(city, code)
    post_message(complaint=complaint, text="请问是几号窗口？", by=clerk_of(city, complaint), on=DAY)
    page = opened(client, code)
    assert "请问是几号窗口？" in page_of(page)

    sent = {**carried(page), "text": "二号窗口。"}
    for _twice in range(2):
        answer = client.post("/follow-up/message/", sent)
        assert answer.status_code == 200
    assert "二号窗口。" in page_of(answer)
    assert Message.objects.filter(direction="IN").count() == 1
    assert Entry.objects.get(verb="complaint.message_received").recorded_at is None


def test_files_are_added_later_and_what_is_wrong_with_one_loses_nothing(
    client: Client, city: City
) -> None:
    page = carried(opened(client, code_on(reported(client, city))))
    wrong = client.post(
        "/follow-up/message/", {**page, "text": "补充照片", "files": [note(), note("坏.exe", "x")]}
    )
    assert wrong.status_code == 422
    assert "补充照片" in page_of(wrong)
    assert "经过.txt" in page_of(wrong)

    sent = client.post("/follow-up/message/", {**carried(wrong), "text": "补充照片"})
    assert sent.status_code == 200
    file = File.objects.get()
    assert (file.name, file.original_path) == ("经过.txt", None)


def test_files_alone_are_a_message_and_nothing_at_all_is_none(client: Client, city: City) -> None:
    page = carried(opened(client, code_on(reported(client, city))))
    assert client.post("/follow-up/message/", {**page, "text": " "}).status_code == 422

    client.post("/follow-up/message/", {**page, "text": "", "files": [note()]})
    assert Message.objects.get().text == "补充文件：经过.txt"


def test_it_may_be_taken_back_until_handling_begins(client: Client, city: City) -> None:
    page = carried(opened(client, code_on(reported(client, city))))
    client.post("/follow-up/withdraw/", page)

    assert Complaint.objects.get().state == Complaint.State.WITHDRAWN
    again = client.post("/follow-up/withdraw/", page)
    assert again.status_code == 422


# --- after the answer ---------------------------------------------------------------------------


def test_the_answer_its_paper_and_what_can_be_done_are_there(
    client: Client, replied: tuple[Scene, Matter, str]
) -> None:
    _scene, matter, code = replied
    page = opened(client, code)
    shown = page_of(page)
    assert "已责成整改" in shown
    assert shown.count("已责成整改") == 1
    assert "2026年4月1日" in shown  # thirty days from the answer

    paper = re.search(r'name="paper" value="(\d+)"', shown)
    assert paper
    got = client.post("/follow-up/paper/", {**carried(page), "paper": paper[1]})
    assert got["Content-Type"] == "application/pdf"
    assert b"".join(got.streaming_content).startswith(b"%PDF")  # type: ignore[attr-defined]
    other = client.post("/follow-up/paper/", {**carried(page), "paper": str(int(paper[1]) + 1)})
    assert other.status_code == 404
    assert matter.state == Matter.State.REPLIED


def test_an_answer_is_rated_once_and_the_rating_is_recorded(
    client: Client, replied: tuple[Scene, Matter, str]
) -> None:
    _scene, matter, code = replied
    page = carried(opened(client, code))
    assert client.post("/follow-up/rate/", page).status_code == 422
    rated = client.post("/follow-up/rate/", {**page, "grade": "2", "remark": "没说何时解决"})

    assert rated.status_code == 200
    rating = Rating.objects.get()
    assert (rating.matter, rating.grade, rating.on) == (matter, 2, clock.today())
    assert Entry.objects.get(verb="matter.rated").recorded_at is None
    assert "没说何时解决" in page_of(rated)
    assert client.post("/follow-up/rate/", {**page, "grade": "5"}).status_code == 422
    assert Rating.objects.get().grade == 2


def test_it_is_taken_up_again_in_time_and_not_afterwards(
    client: Client, replied: tuple[Scene, Matter, str]
) -> None:
    _scene, matter, code = replied
    page = carried(opened(client, code))
    with time_machine.travel("2026-04-02T09:00:00+08:00"):
        late = opened(client, code)
        assert 'action="/follow-up/reopen/"' not in page_of(late)
        refused = client.post("/follow-up/reopen/", {**carried(late), "reason": "没解决"})
        assert refused.status_code == 422
    empty = client.post("/follow-up/reopen/", {**page, "reason": ""})
    assert empty.status_code == 422
    reopened = client.post("/follow-up/reopen/", {**page, "reason": "窗口还是没人。"})

    assert reopened.status_code == 200
    matter.refresh_from_db()
    assert (matter.state, matter.round) == (Matter.State.HANDLING, 2)
    assert "窗口还是没人。" in page_of(reopened)


# --- proof --------------------------------------------------------------------------------------


def test_the_signed_word_and_the_receipt_can_be_fetched_again(client: Client, city: City) -> None:
    receipt = reported(client, city)
    sealer.seal_once()
    page = carried(opened(client, code_on(receipt)))
    stated = client.post("/follow-up/statement/", page)
    promised = client.post("/follow-up/receipt/", page)

    assert proof.load(stated.content.decode())
    leaf = bytes(Entry.objects.get(verb="complaint.lodged").leaf).hex()
    assert leaf in stated.content.decode()
    assert leaf in promised.content.decode()
