"""A process that is killed between writing the bytes and committing the row."""

import os
import signal
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from pytest_django.fixtures import Settings

from zhiyong.directory.models import Unit
from zhiyong.directory.tests.factories import UnitFactory
from zhiyong.files import services
from zhiyong.files.models import File
from zhiyong.files.tests import samples
from zhiyong.journal.models import Entry
from zhiyong.vault.tests.factories import ON


def attach(unit: Unit, *, die_before_commit: bool) -> None:
    with transaction.atomic():
        services.store(
            upload=SimpleUploadedFile("a.docx", samples.docx()), of=unit, purpose="attachment",
            by="portal", on=ON, audience=unit.pk,
        )  # fmt: skip
        if die_before_commit:
            os.kill(os.getpid(), signal.SIGKILL)
    os.kill(os.getpid(), signal.SIGKILL)


def in_a_process_of_its_own(unit: Unit, *, die_before_commit: bool) -> None:
    child = os.fork()
    if child == 0:
        connection.connection = None  # the parent's; this process opens its own
        try:
            attach(unit, die_before_commit=die_before_commit)
        finally:
            os._exit(1)
    _pid, status = os.waitpid(child, 0)
    assert os.WTERMSIG(status) == signal.SIGKILL


@pytest.mark.faults
@pytest.mark.django_db(transaction=True)
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_what_was_committed_is_there_and_what_was_not_leaves_no_trace(
    settings: Settings, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"
    unit = UnitFactory.create()

    in_a_process_of_its_own(unit, die_before_commit=True)
    assert not File.objects.exists()
    assert not Entry.objects.filter(verb="file.added").exists()

    in_a_process_of_its_own(unit, die_before_commit=False)
    file = File.objects.get()
    assert (tmp_path / "files" / file.served_path).stat().st_size == file.size
    assert Entry.objects.filter(verb="file.added").count() == 1

    swept = services.sweep(at=datetime.now(UTC) + timedelta(days=2))
    assert swept == 1
    left = [p for p in (tmp_path / "files").rglob("*") if p.is_file()]
    assert [str(p.relative_to(tmp_path / "files")) for p in left] == [file.served_path]
