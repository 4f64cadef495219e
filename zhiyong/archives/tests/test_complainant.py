"""Whoever reads a case file does not read the complaint: nothing in it tells who complained."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pypdf import PdfWriter

from zhiyong.archives import services
from zhiyong.archives.models import Dossier, DossierPart
from zhiyong.archives.tests.factories import FILED, Shelf, picture
from zhiyong.archives.tests.test_destroying import AFTER
from zhiyong.archives.tests.test_filing import text_of
from zhiyong.cases.models import CaseSource
from zhiyong.files.models import File
from zhiyong.files.services import store
from zhiyong.intake.models import Reader
from zhiyong.intake.tests.factories import accepted
from zhiyong.papers.rendering import pdf
from zhiyong.papers.sheets import Layout, Sheet
from zhiyong.plans.tests.factories import DAY

pytestmark = pytest.mark.django_db
WHO = "李秋实"


@pytest.fixture
def letter(shelf: Shelf) -> File:
    """A letter of two pages that came with the complaint; its writer stands in its name."""
    complaint = accepted(shelf.scene.city)
    CaseSource.objects.create(
        case=shelf.case, complaint=complaint, reference=f"complaint:{complaint.pk}", on=DAY
    )
    Reader.objects.create(complaint=complaint, unit=shelf.scene.office, since=DAY)
    written = SimpleUploadedFile(f"{WHO}的举报信.pdf", two_pages(), "application/pdf")
    return store(
        upload=written,
        of=complaint,
        purpose="complaint",
        by=shelf.first,
        on=DAY,
        audience=complaint.audience,
    )


def two_pages() -> bytes:
    one = pdf(Sheet(title=f"{WHO}举报", issuer=WHO, day="", seal=False), Layout.FORM)
    out, writer = io.BytesIO(), PdfWriter()
    for _each in range(2):
        writer.append(io.BytesIO(one))
    writer.write(out)
    return out.getvalue()


def part_of(dossier: Dossier, letter: File) -> DossierPart:
    return dossier.parts.select_related("file").get(file=letter)


def test_what_belongs_to_the_complaint_is_named_in_general_and_not_bound(
    shelf: Shelf, letter: File
) -> None:
    dossier = shelf.filed()
    part = part_of(dossier, letter)
    text = text_of(dossier.bound)

    assert (part.title, part.pages) == ("投诉附件", 1)
    assert WHO not in text
    assert "本页所列材料属于投诉件" in text
    assert letter.served_digest in text
    pages = sum(dossier.parts.values_list("pages", flat=True))
    assert f"{dossier.parts.count()}/{pages}" in text


def test_its_pages_tell_no_name_either(
    shelf: Shelf, letter: File, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("zhiyong.shell.clock.today", lambda: FILED)
    client = Client(headers={"accept-language": "zh-hans"})
    client.force_login(shelf.first)
    before = client.get(reverse("archives:put_together", args=[shelf.case.pk]))
    dossier = shelf.together()
    part = part_of(dossier, letter)
    after = client.get(reverse("archives:dossier", args=[dossier.pk]))

    for page in (before, after):
        assert page.status_code == 200
        assert WHO not in page.text
        assert "投诉附件" in page.text
    original = reverse("archives:original", args=[dossier.pk, part.order])
    assert original not in after.text
    assert client.get(original).status_code == 404


def test_no_scan_takes_its_place(shelf: Shelf, letter: File) -> None:
    dossier = shelf.together()
    part = part_of(dossier, letter)

    with pytest.raises(services.NotNow):
        services.put_original(part=part, upload=picture(), by=shelf.first, on=FILED)
    part.refresh_from_db()
    assert (part.file, part.is_original) == (letter, False)


def test_destroying_the_file_of_the_case_leaves_the_complaint_whole(
    shelf: Shelf, letter: File
) -> None:
    dossier = services.propose_destruction(dossier=shelf.filed(), by=shelf.first, on=AFTER)
    services.destroy(dossier=dossier, by=shelf.second, on=AFTER)

    letter.refresh_from_db()
    assert letter.served_digest
    assert letter.withdrawn_on is None
