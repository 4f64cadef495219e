"""A mailbox is read by IMAP: each mail lodged once, its sender sealed, nothing of it lost."""

import contextlib
import io
import logging
from collections.abc import Iterator
from email.message import EmailMessage
from typing import Any

import pytest
from django.core import mail as outbox
from django.core.management import CommandError, call_command

from zhiyong.files.models import File
from zhiyong.intake.mailbox import letters
from zhiyong.intake.mailbox.fetching import fetch
from zhiyong.intake.mailbox.imap import NotReached, _quoted, place
from zhiyong.intake.models import Complaint, Mail
from zhiyong.intake.services.mailing import BY
from zhiyong.intake.tests.factories import DAY, City, make_city
from zhiyong.intake.tests.imap_server import Store, served
from zhiyong.journal.models import Entry
from zhiyong.shell import kinds
from zhiyong.vault.models import Envelope

pytestmark = [pytest.mark.django_db, pytest.mark.enable_socket]
WORDS = "运输证换证窗口连续三天以系统故障为由不予受理。"


@pytest.fixture
def city(custody: None) -> City:
    return make_city()


@pytest.fixture
def store(city: City, settings: Any) -> Iterator[Store]:
    """Return a served mailbox that the settings lead to."""
    store = Store()
    with served(store) as found:
        settings.MAILBOX = {**found, "unit": city.bodies["office"].code}
        yield store


def a_mail(**changes: Any) -> EmailMessage:
    mail = EmailMessage()
    told = {
        "From": "陈一文 <chen@example.invalid>",
        "To": "box@example.invalid",
        "Subject": "反映窗口不受理",
        "Message-ID": "<1@example.invalid>",
        "Date": "Mon, 02 Mar 2026 09:00:00 +0800",
        **changes.pop("headers", {}),
    }
    for name, value in told.items():
        if value:
            mail[name] = value
    mail.set_content(changes.pop("text", WORDS))
    return mail


@pytest.mark.clause("S3-109")
def test_a_mail_becomes_a_complaint_and_is_moved(store: Store) -> None:
    store.put(a_mail().as_bytes())

    done = fetch(on=DAY)

    assert (done.taken, done.trouble) == (1, "")
    complaint = Complaint.objects.get()
    assert (complaint.channel, complaint.title) == ("email", "反映窗口不受理")
    assert complaint.text == WORDS
    assert complaint.source["sent_on"] == "2026-03-02"
    assert complaint.entered_by is None
    assert (len(store.mails("INBOX")), len(store.mails("Zhiyong/taken"))) == (0, 1)
    assert Entry.objects.get(verb="complaint.lodged").actor == BY


def test_the_sender_is_sealed_and_written_nowhere_else(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    store.put(a_mail().as_bytes())

    fetch(on=DAY)

    complaint = Complaint.objects.get()
    mine = Envelope.objects.filter(subject=kinds.ref(complaint)).values_list("kind", flat=True)
    assert set(mine) == {"NAME", "CONTACT"}
    rows = [
        *Entry.objects.values(),
        *Complaint.objects.values(),
        *Mail.objects.values(),
        *File.objects.values(),
        complaint.details.said,
    ]
    for trace in ("陈一文", "chen@example"):
        assert trace not in str(rows)
        assert trace not in caplog.text


def test_the_mail_itself_is_kept_whole_and_sealed(store: Store) -> None:
    raw = a_mail().as_bytes()
    store.put(raw)

    fetch(on=DAY)

    file = File.objects.get()
    assert (file.media_type, file.cleaning) == ("text/plain", "CLEANED")
    assert file.original_size == len(raw)
    assert file.original_path
    assert Envelope.objects.filter(subject=kinds.ref(file), kind="ORIGINAL").exists()


def test_what_came_before_is_known_and_moved_only(store: Store) -> None:
    store.put(a_mail().as_bytes())
    fetch(on=DAY)
    store.put(a_mail().as_bytes())

    done = fetch(on=DAY)

    assert (done.taken, done.known) == (0, 1)
    assert Complaint.objects.count() == 1
    assert len(store.mails("INBOX")) == 0


def test_if_it_cannot_be_moved_the_next_round_lodges_nothing_anew(store: Store) -> None:
    store.put(a_mail().as_bytes())
    store.refuse_moves = True
    assert fetch(on=DAY).trouble == "move"
    assert Complaint.objects.count() == 1
    store.refuse_moves = False

    done = fetch(on=DAY)

    assert (done.known, Complaint.objects.count()) == (1, 1)
    assert len(store.mails("Zhiyong/taken")) == 1


def test_a_server_that_cannot_move_copies_and_deletes(store: Store) -> None:
    store.can_move = False
    store.put(a_mail().as_bytes())

    fetch(on=DAY)

    assert (len(store.mails("INBOX")), len(store.mails("Zhiyong/taken"))) == (0, 1)


def test_files_come_along_and_what_cannot_be_taken_stays_in_the_sealed_mail(store: Store) -> None:
    mail = a_mail()
    mail.add_attachment("窗口无人\n".encode(), maintype="text", subtype="plain", filename="a.txt")
    mail.add_attachment(b"MZ\x90\x00" + b"0" * 100, maintype="application", subtype="x-dos",
                        filename="b.exe")  # fmt: skip
    store.put(mail.as_bytes())

    fetch(on=DAY)

    assert list(File.objects.order_by("pk").values_list("name", flat=True))[1:] == ["a.txt"]
    assert Complaint.objects.get().source["left_out"] == "1"


@pytest.mark.parametrize(
    ("headers", "reason"),
    [
        ({"Auto-Submitted": "auto-replied"}, "AUTOMATIC"),
        ({"X-Autoreply": "yes"}, "AUTOMATIC"),
        ({"Precedence": "bulk"}, "BULK"),
        ({"List-Id": "<news.example.invalid>"}, "BULK"),
        ({"Return-Path": "<>"}, "BOUNCE"),
        ({"From": "box@example.invalid"}, "OURS"),
    ],
)
def test_answers_of_machines_and_loops_are_passed_over(
    store: Store, headers: dict[str, str], reason: str
) -> None:
    store.put(a_mail(headers=headers).as_bytes())

    done = fetch(on=DAY)

    assert (done.ignored, Complaint.objects.count()) == (1, 0)
    assert Mail.objects.get().reason == reason
    assert len(store.mails("Zhiyong/taken")) == 1


def test_a_mail_that_a_person_sent_is_not_taken_for_a_machines(store: Store) -> None:
    store.put(a_mail(headers={"Auto-Submitted": "no"}).as_bytes())

    assert fetch(on=DAY).taken == 1


def test_what_says_nothing_is_kept_apart_with_its_reason(store: Store) -> None:
    store.put(a_mail(text="").as_bytes())

    done = fetch(on=DAY)

    assert (done.apart, Complaint.objects.count()) == (1, 0)
    assert Mail.objects.get().reason == "EMPTY"
    assert len(store.mails("Zhiyong/apart")) == 1
    assert Entry.objects.filter(verb="mail.kept_apart").count() == 1


def test_what_is_too_large_is_not_even_read(store: Store, settings: Any) -> None:
    settings.FILES_LARGEST = 100
    store.put(a_mail().as_bytes())

    assert fetch(on=DAY).apart == 1
    assert Mail.objects.get().reason == "TOO_LARGE"
    assert store.read == []


def test_one_bad_mail_does_not_hold_up_the_others(store: Store, monkeypatch: Any) -> None:
    def refusing(raw: bytes, **more: Any) -> letters.Letter:
        if b"broken" in raw:
            raise letters.Unreadable("ValueError")
        return read(raw, **more)

    read = letters.read
    monkeypatch.setattr(letters, "read", refusing)
    store.put(a_mail(headers={"Message-ID": "<broken@x>"}).as_bytes())
    store.put(a_mail(headers={"Message-ID": "<2@x>"}).as_bytes())

    done = fetch(on=DAY)

    assert (done.apart, done.taken) == (1, 1)
    assert Mail.objects.get(state="APART").reason == "UNREADABLE"


def test_until_names_can_be_sealed_mails_wait(store: Store, monkeypatch: Any) -> None:
    from zhiyong.vault import selectors

    monkeypatch.setattr(selectors, "keys_for", lambda _audience: ([], None))
    store.put(a_mail().as_bytes())

    done = fetch(on=DAY)

    assert (done.trouble, len(store.mails("INBOX"))) == ("vault", 1)
    assert not Complaint.objects.exists()
    assert not Mail.objects.exists()


def test_where_the_office_lets_it_the_code_goes_back(store: Store, settings: Any) -> None:
    settings.MAILBOX = {**settings.MAILBOX, "acknowledge": True}
    store.put(a_mail().as_bytes())

    fetch(on=DAY)

    (answer,) = outbox.outbox
    assert answer.to == ["chen@example.invalid"]
    assert answer.extra_headers["Auto-Submitted"] == "auto-replied"
    assert Complaint.objects.get().lookup is not None
    assert WORDS not in answer.body


def test_without_it_nothing_goes_out_and_no_code_finds_it(store: Store) -> None:
    store.put(a_mail().as_bytes())

    fetch(on=DAY)

    assert outbox.outbox == []
    assert Complaint.objects.get().lookup is None


def test_nothing_is_asked_where_no_mailbox_is_set_up(db: None) -> None:
    assert place() is None
    assert fetch(on=DAY) == fetch(on=DAY)
    with pytest.raises(CommandError, match="MAILBOX_HOST"):
        call_command("fetch_mail")


def test_the_command_says_what_to_mend(store: Store, settings: Any) -> None:
    said = io.StringIO()
    call_command("fetch_mail", stdout=said)
    assert "taken 0" in said.getvalue()

    settings.MAILBOX = {**settings.MAILBOX, "password": "wrong"}
    with pytest.raises(CommandError, match="MAILBOX_USER"):
        call_command("fetch_mail")
    settings.MAILBOX = {**settings.MAILBOX, "password": store.password, "folder": "Nowhere"}
    with pytest.raises(CommandError, match="MAILBOX_FOLDER"):
        call_command("fetch_mail")
    settings.MAILBOX = {**settings.MAILBOX, "unit": "nobody"}
    with pytest.raises(CommandError, match="MAILBOX_UNIT"):
        call_command("fetch_mail")


def test_no_password_goes_over_a_network_in_the_clear(settings: Any, db: None) -> None:
    settings.MAILBOX = {**settings.MAILBOX, "host": "mail.example.invalid", "security": "none"}

    with pytest.raises(NotReached, match="insecure"):
        place()
    assert fetch(on=DAY).trouble == "insecure"


def read(raw: bytes) -> letters.Letter:
    return letters.read(raw, own="box@example.invalid")


def test_a_page_is_read_as_words() -> None:
    mail = EmailMessage()
    mail.set_content(
        "<html><head><style>p{}</style></head><body><p>窗口<b>无人</b></p><script>x()</script>"
        "<p>已有三天&nbsp;了</p></body></html>",
        subtype="html",
    )

    assert read(mail.as_bytes()).text.split() == ["窗口无人", "已有三天", "了"]


@pytest.mark.parametrize("charset", ["gb2312", "gbk", "gb18030", "utf-8", "big5"])
def test_words_are_read_in_whatever_they_are_written(charset: str) -> None:
    raw = (
        f"Subject: x\r\nContent-Type: text/plain; charset={charset}\r\n"
        "Content-Transfer-Encoding: 8bit\r\n\r\n"
    ).encode() + "窗口".encode(charset)

    assert read(raw).text == "窗口"


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x00\xff\xfe",
        b"From: \xff\xfe\r\nDate: never\r\n\r\n\xff",
        b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n--x--",
        b"Content-Type: text/plain; charset=nonsense\r\n\r\nhello",
        b"From: =?utf-8?b?!!!?= <\r\nSubject: =?x?q?=zz?=\r\n\r\nhello",
    ],
)
def test_whatever_comes_is_read_or_said_to_be_unreadable(raw: bytes) -> None:
    with contextlib.suppress(letters.Unreadable):
        assert isinstance(read(raw), letters.Letter)


def test_a_mail_made_to_break_its_reader_is_unreadable() -> None:
    deep = b"x"
    for level in range(30):
        head = f"Content-Type: multipart/mixed; boundary=b{level}\r\n\r\n--b{level}\r\n".encode()
        deep = head + deep + f"\r\n--b{level}--\r\n".encode()

    with pytest.raises(letters.Unreadable):
        read(deep)


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("INBOX", '"INBOX"'),
        ("A & B", '"A &- B"'),
        ("已收", '"&XfJlNg-"'),
        ('say "x"', '"say \\"x\\""'),
    ],
)
def test_folders_are_named_as_the_protocol_writes_them(name: str, written: str) -> None:
    assert _quoted(name) == written
