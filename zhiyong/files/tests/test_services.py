"""Files are taken whole or not at all; what they were is in the journal."""

import errno
import io
import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as conf
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import TestCase
from pytest_django.fixtures import Settings

from zhiyong.directory.models import Unit
from zhiyong.directory.tests.factories import UnitFactory
from zhiyong.files import preparing, scanning, selectors, services, storage
from zhiyong.files.errors import DiskFull, FileRefused
from zhiyong.files.models import File
from zhiyong.files.tests import samples
from zhiyong.journal import commitments
from zhiyong.journal.models import Entry
from zhiyong.journal.services import recommit
from zhiyong.vault.models import Envelope
from zhiyong.vault.tests.factories import AT, ON, PASSPHRASE, office

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"


def upload(name: str = "a.docx", raw: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, samples.TRUE["docx"][1] if raw is None else raw)


def stored(unit: Unit, name: str = "a.docx", raw: bytes | None = None, **more: Any) -> File:
    return services.store(
        upload=upload(name, raw), of=unit, purpose="attachment", by="portal", on=ON,
        audience=unit.pk, **more,
    )  # fmt: skip


def on_disk() -> list[Path]:
    return [path for path in Path(conf.MEDIA_ROOT).rglob("*") if path.is_file()]


def test_the_copy_is_served_and_both_digests_are_in_the_journal() -> None:
    at = office()
    file = stored(at.unit)
    entry = Entry.objects.get(verb="file.added")
    assert entry.commitments == {
        "served": recommit(file.served_digest, file.served_salt),
        "original": recommit(file.original_digest, file.original_salt),
    }
    assert entry.facts["purpose"] == "attachment"
    assert f"unit:{at.unit.pk}" in entry.threads
    with storage.open_kept(file.served_path) as kept:
        assert samples.AUTHOR.encode() not in kept.read()
    assert file.cleaning == File.Cleaning.CLEANED


def test_the_original_is_sealed_and_opens_for_a_custodian() -> None:
    at = office()
    file = stored(at.unit)
    with storage.open_kept(file.original_path or "") as kept:
        assert b"PK" not in kept.read(4)
    pieces = services.open_original(
        file=file, by=at.first, passphrase=PASSPHRASE, reason="evidence", on=ON, at=AT
    )
    assert b"".join(pieces) == samples.TRUE["docx"][1]
    assert Entry.objects.filter(verb="vault.opened").count() == 1


def test_of_an_anonymous_sender_only_the_copy_is_kept() -> None:
    at = office()
    file = stored(at.unit, anonymous=True)
    assert file.original_path is None
    assert not Envelope.objects.exists()
    assert len(on_disk()) == 1
    assert all(samples.AUTHOR.encode() not in path.read_bytes() for path in on_disk())


def test_evidence_is_kept_as_taken() -> None:
    unit = UnitFactory.create()
    file = stored(unit, "a.jpg", samples.picture(), evidence=True)
    assert file.cleaning == File.Cleaning.EVIDENCE
    assert file.served_digest == file.original_digest
    assert file.original_path is None


def test_without_custodians_the_original_is_not_kept() -> None:
    file = stored(UnitFactory.create())
    assert file.original_path is None
    assert len(on_disk()) == 1


def test_the_same_content_is_never_shared() -> None:
    one, other = stored(UnitFactory.create()), stored(UnitFactory.create())
    assert one.served_path != other.served_path


@pytest.mark.parametrize(
    ("name", "raw", "says"),
    [
        ("机密.docx", samples.TRUE["docx"][1], "机密"),
        ("a.docx", samples.docx("绝密★长期"), "绝密"),
        ("photo.jpg", samples.TRUE["pdf"][1], "PDF"),
        ("a.exe", b"MZ\x90\x00" + bytes(99), "a.exe"),
        ("a.txt\x00.exe", b"MZ\x90\x00" + bytes(99), "a.txt.exe"),
        ("../../etc/passwd.zip", samples.package({"a": "b"}), "passwd.zip"),
        ("a.docx", samples.bomb(), "a.docx"),
        ("a.pdf", b"", "a.pdf"),
        ("a" * 300 + ".zip", samples.package({"a": "b"}), "aaaa"),
    ],
)
def test_a_refusal_names_the_file_and_leaves_nothing(name: str, raw: bytes, says: str) -> None:
    unit = UnitFactory.create()
    with pytest.raises(FileRefused, match=says):
        stored(unit, name, raw)
    assert not File.objects.exists()
    assert not Entry.objects.filter(verb="file.added").exists()
    assert on_disk() == []


def test_a_file_beyond_the_limit_is_refused_even_when_its_size_was_not_told(
    settings: Settings,
) -> None:
    settings.FILES_LARGEST = 1000
    with pytest.raises(FileRefused):
        services.prepare(io.BytesIO(b"a" * 1001), name="a.txt")
    with pytest.raises(FileRefused):
        services.prepare(upload("a.txt", b"a" * 1001))
    assert on_disk() == []


def test_all_files_of_a_subject_have_a_limit(settings: Settings) -> None:
    settings.FILES_LARGEST_OF_SUBJECT = 50
    unit = UnitFactory.create()
    stored(unit, "a.txt", b"a" * 40)
    with pytest.raises(FileRefused):
        stored(unit, "b.txt", b"a" * 40)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("情况说明.DOCX", "情况说明.docx"),
        ("没有扩展名", "没有扩展名.docx"),
        ("a\u202ecod.docx", "acod.docx"),
        ("C:\\桌面\\说明.docx", "说明.docx"),
        ("😀𠮷.docx", "😀𠮷.docx"),
        (".docx", "file.docx"),
    ],
)
def test_names_are_made_safe(given: str, kept: str) -> None:
    prepared = services.prepare(io.BytesIO(samples.TRUE["docx"][1]), name=given)
    assert prepared.name == kept


def test_a_heic_or_bmp_is_served_under_what_it_became() -> None:
    assert services.prepare(upload("图.bmp", samples.picture("BMP"))).name == "图.png"


def test_an_act_that_fails_leaves_bytes_that_the_sweeper_removes_a_day_later() -> None:
    unit = UnitFactory.create()
    with transaction.atomic():
        stored(unit)
        transaction.set_rollback(True)
    assert not File.objects.exists()
    (left,) = on_disk()
    now = datetime.now(UTC)
    assert services.sweep(at=now) == 0
    assert services.sweep(at=now + timedelta(days=2)) == 1
    assert not left.exists()


def test_the_sweeper_leaves_what_rows_name() -> None:
    at = office()
    file = stored(at.unit)
    assert services.sweep(at=datetime.now(UTC) + timedelta(days=2)) == 0
    assert {str(p.relative_to(conf.MEDIA_ROOT)) for p in on_disk()} == {
        file.served_path,
        file.original_path,
    }


def test_what_a_crash_left_aside_is_swept_too() -> None:
    root = Path(conf.MEDIA_ROOT)
    (root / "ab").mkdir(parents=True)
    (root / "ab" / ".new-abc").write_bytes(b"half")
    (root / storage.WORKPLACE / "x").mkdir(parents=True)
    assert services.sweep(at=datetime.now(UTC) + timedelta(days=2)) == 2
    assert not (root / storage.WORKPLACE / "x").exists()


@pytest.mark.parametrize("moment", ["write", "fsync", "rename"])
def test_a_full_disk_is_said_and_leaves_nothing(
    moment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    unit = UnitFactory.create()

    def full(*args: Any, **kwargs: Any) -> Any:
        raise OSError(errno.ENOSPC, "No space left on device")

    match moment:
        case "write":
            monkeypatch.setattr(storage.Counted, "write", full)
        case "fsync":
            monkeypatch.setattr(os, "fsync", full)
        case _:
            monkeypatch.setattr(Path, "rename", full)
    with pytest.raises(DiskFull):
        stored(unit)
    assert not File.objects.exists()
    assert on_disk() == []


def test_a_form_of_several_steps_carries_a_file_without_a_row() -> None:
    unit = UnitFactory.create()
    token = services.stage(services.prepare(upload(), anonymous=True), at=AT)
    assert "a.docx" not in token
    ready = services.unstage(token, at=AT + timedelta(hours=1))
    file = services.store(
        upload=ready, of=unit, purpose="attachment", by="portal", on=ON, audience=unit.pk,
        anonymous=True,
    )  # fmt: skip
    assert file.name == "a.docx"
    with pytest.raises(FileRefused), transaction.atomic():
        services.store(
            upload=ready, of=unit, purpose="attachment", by="portal", on=ON, audience=unit.pk,
            anonymous=True,
        )  # fmt: skip
    assert File.objects.count() == 1


def test_what_a_form_carries_is_unreadable_until_it_is_sent_and_gone_once_forgotten() -> None:
    served = services.prepare(upload("a.txt", b"what happened"), anonymous=True)
    token = services.stage(served, at=AT)
    assert all(b"what happened" not in path.read_bytes() for path in on_disk())

    first, second = services.unstage(token, at=AT), services.unstage(token, at=AT)
    assert storage.digest_of(first.served_path) == served.served_digest
    assert first.served_path != second.served_path
    services.forget(token)
    with pytest.raises(FileRefused):
        services.unstage(token, at=AT)


def test_the_copy_of_somebody_anonymous_tells_only_its_day_on_disk() -> None:
    unit = UnitFactory.create()
    with TestCase.captureOnCommitCallbacks(execute=True):
        file = stored(unit, anonymous=True)
    moment = (Path(conf.MEDIA_ROOT) / file.served_path).stat().st_mtime

    assert datetime.fromtimestamp(moment, tz=None).isoformat() == f"{ON}T12:00:00"  # noqa: DTZ006


def test_a_token_that_is_old_or_not_ours_is_refused() -> None:
    token = services.stage(services.prepare(upload()), at=AT)
    for wrong, at in ((token, AT + timedelta(hours=13)), (token[:-8] + "AAAAAAA=", AT), ("x", AT)):
        with pytest.raises(FileRefused):
            services.unstage(wrong, at=at)


def test_an_original_is_never_kept_for_somebody_anonymous_by_mistake() -> None:
    unit = UnitFactory.create()
    ready = services.prepare(upload())
    with pytest.raises(ValueError, match="anonymous"):
        services.store(
            upload=ready, of=unit, purpose="attachment", by="portal", on=ON, audience=unit.pk,
            anonymous=True,
        )  # fmt: skip


def test_files_go_up_with_their_subject() -> None:
    city, county = office(), office()
    file = stored(county.unit)
    services.move(of=county.unit, audience=city.unit.pk, by="portal", on=ON)
    file.refresh_from_db()
    assert file.audience == city.unit.pk
    assert Envelope.objects.get(kind="ORIGINAL").audience == city.unit.pk


def test_a_withdrawn_file_leaves_the_list_and_stays_on_record() -> None:
    unit = UnitFactory.create()
    file = stored(unit)
    services.withdraw(file=file, by="portal", on=ON)
    assert not selectors.files_of(f"unit:{unit.pk}").exists()
    assert Entry.objects.filter(verb="file.withdrawn").count() == 1
    with pytest.raises(FileRefused):
        services.withdraw(file=file, by="portal", on=ON)


def test_a_paper_of_ours_is_kept_as_it_is() -> None:
    unit = UnitFactory.create()
    file = services.store_made(
        name="答复.pdf", content=b"%PDF-1.7", media_type="application/pdf", of=unit,
        purpose="paper", by="clock", on=ON, audience=unit.pk,
    )  # fmt: skip
    with storage.open_kept(file.served_path) as kept:
        assert kept.read() == b"%PDF-1.7"
    assert file.cleaning == File.Cleaning.OWN


@pytest.fixture
def _scanner(settings: Settings) -> None:
    settings.FILES_SCANNER = "tcp://127.0.0.1:3310"


@pytest.mark.usefixtures("_scanner")
@pytest.mark.parametrize(
    ("verdict", "refused"), [(True, "malware|恶意"), (scanning.ScannerAway(), "virus|病毒")]
)
def test_what_the_scanner_finds_or_cannot_scan_is_not_taken(
    verdict: Any, refused: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def answer(_file: Path) -> bool:
        if isinstance(verdict, Exception):
            raise verdict
        return bool(verdict)

    monkeypatch.setattr(scanning, "has_malware", answer)
    with pytest.raises(FileRefused, match=refused):
        services.prepare(upload())
    assert on_disk() == []


@pytest.mark.usefixtures("_scanner")
def test_what_the_scanner_passed_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scanning, "has_malware", lambda _file: False)
    assert stored(UnitFactory.create()).scan == File.Scan.CLEAN


def test_the_process_gets_no_secret_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    from zhiyong.files import cleaning

    monkeypatch.setenv("SECRET_KEY", "hidden")
    assert "hidden" not in str(cleaning._environment())


def test_a_process_that_takes_too_long_is_ended(settings: Settings) -> None:
    settings.FILES_SECONDS = 0.001
    with pytest.raises(FileRefused):
        services.prepare(upload())
    assert on_disk() == []


@pytest.fixture
def _tidy() -> Iterator[None]:
    yield
    assert not list((Path(conf.MEDIA_ROOT) / storage.WORKPLACE).glob("*"))


@pytest.mark.usefixtures("_tidy")
def test_the_workplace_is_left_empty() -> None:
    services.prepare(upload())
    with pytest.raises(FileRefused):
        preparing.prepare(upload("a.pdf", b"%PDF-"))


def committed() -> dict[str, list[bool]]:
    """For each content that the journal commits to: whether each row still fits its entry."""
    fits: dict[str, list[bool]] = {}
    for covered in commitments.REGISTRY.values():
        for row in covered.rows():
            if not (salt := covered.salt(row)):
                continue
            digest = recommit(covered.content(row), salt)
            entries = Entry.objects.filter(threads__contains=[covered.of(row)])
            found = any(digest in entry.commitments.values() for entry in entries)
            fits.setdefault(covered.label, []).append(found)
    return fits


def test_what_is_kept_fits_the_journal_and_a_changed_byte_does_not() -> None:
    at = office()
    file = stored(at.unit)
    list(
        services.open_original(
            file=file, by=at.first, passphrase=PASSPHRASE, reason=" evidence ", on=ON, at=AT
        )
    )
    kept = committed()
    assert {
        "sealed envelope", "reason of an opening", "file as served", "digest of a file's original",
    } <= kept.keys()  # fmt: skip
    assert all(all(rows) for rows in kept.values())
    path = Path(conf.MEDIA_ROOT) / file.served_path
    path.write_bytes(path.read_bytes() + b" ")
    assert committed()["file as served"] == [False]


def test_an_erased_file_leaves_its_entry_and_nothing_else() -> None:
    at = office()
    file = stored(at.unit)
    with TestCase.captureOnCommitCallbacks(execute=True):
        services.erase(file=file, by="portal", on=ON)
    assert on_disk() == []
    file.refresh_from_db()
    assert (file.name, file.original_path) == ("", None)
    assert Entry.objects.filter(verb__in=["file.erased", "vault.erased"]).count() == 2
    assert not Envelope.objects.get().wraps.exists()
    assert all(all(rows) for rows in committed().values())
