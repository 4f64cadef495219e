"""Downloads: who may, with which headers, and that the read is recorded."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from zhiyong.directory.tests.factories import account_with
from zhiyong.files import services
from zhiyong.files.models import File
from zhiyong.files.tests import samples
from zhiyong.journal.models import Read
from zhiyong.shell.access import Role
from zhiyong.vault import services as vault
from zhiyong.vault.tests.factories import ON, PASSPHRASE, Office, office

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"


def attached(at: Office, name: str = "说明 “甲”.docx", of: Any = None) -> File:
    return services.store(
        upload=SimpleUploadedFile(name, samples.docx()), of=of or at.unit, purpose="attachment",
        by="portal", on=ON, audience=at.unit.pk,
    )  # fmt: skip


def body(response: Any) -> bytes:
    return b"".join(response.streaming_content)


def test_a_download_is_saved_never_shown_and_recorded(client: Client) -> None:
    at = office()
    file = attached(at)
    client.force_login(account_with(Role.CLERK))
    response = client.get(reverse("files:download", args=[file.pk]))
    assert response["Content-Disposition"].startswith("attachment")
    assert "filename*=utf-8''" in response["Content-Disposition"]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert "no-store" in response["Cache-Control"]
    assert len(body(response)) == int(response["Content-Length"]) == file.size
    assert Read.objects.get().subject == f"file:{file.pk}"


def test_who_may_not_see_the_subject_finds_no_file(client: Client) -> None:
    at = office()
    envelope = vault.seal(
        of="unit:1", envelope="NAME", content={"name": "x"}, audience=at.unit.pk, by="portal", on=ON
    )
    file = attached(at, of=envelope)
    client.force_login(account_with(Role.CLERK))
    assert client.get(reverse("files:download", args=[file.pk])).status_code == 404
    assert client.get(reverse("files:download", args=[file.pk + 999])).status_code == 404
    client.force_login(at.first)
    response = client.get(reverse("files:download", args=[file.pk]))
    assert response.status_code == 200
    body(response)


def test_a_withdrawn_file_is_not_handed_out(client: Client) -> None:
    at = office()
    file = attached(at)
    services.withdraw(file=file, by="portal", on=ON)
    client.force_login(account_with(Role.CLERK))
    assert client.get(reverse("files:download", args=[file.pk])).status_code == 404


def test_the_original_takes_a_custodian_a_reason_and_the_passphrase() -> None:
    at = office()
    file = attached(at)
    address = reverse("files:original", args=[file.pk])
    clerk, custodian = Client(), Client()
    clerk.force_login(account_with(Role.CLERK, unit=at.unit))
    custodian.force_login(at.first)
    assert clerk.get(address).status_code == 403
    assert custodian.get(address).status_code == 200
    wrong = custodian.post(address, {"reason": "evidence", "passphrase": "wrong words at all"})
    assert wrong.status_code == 422
    right = custodian.post(address, {"reason": "evidence", "passphrase": PASSPHRASE})
    assert body(right) == samples.docx()


def test_bytes_that_are_gone_are_said_to_be_gone(client: Client) -> None:
    at = office()
    file = attached(at)
    from zhiyong.files import storage

    storage.discard(file.served_path)
    client.force_login(account_with(Role.CLERK))
    assert client.get(reverse("files:download", args=[file.pk])).status_code == 410
