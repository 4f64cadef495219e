"""A dossier: put together, checked by another, bound as one PDF, then only added to."""

import hashlib
import io
from datetime import date
from typing import Any

import pytest
from pypdf import PdfReader

from zhiyong.appeals.tests.factories import Hall
from zhiyong.archives import services
from zhiyong.archives.models import Dossier, DossierPart
from zhiyong.archives.selectors import documents_of
from zhiyong.archives.services.common import Incomplete, OtherHand
from zhiyong.archives.tests.factories import CLOSED, FILED, Shelf, picture
from zhiyong.cases.models import Case
from zhiyong.directory.standing import standing_of
from zhiyong.directory.tests.factories import account_with
from zhiyong.files import storage
from zhiyong.files.models import File
from zhiyong.journal.models import Entry
from zhiyong.shell.access import Role

pytestmark = pytest.mark.django_db


def content(file: File | None) -> bytes:
    assert file
    with storage.open_kept(file.served_path) as kept:
        return kept.read()


def text_of(file: File | None) -> str:
    reader = PdfReader(io.BytesIO(content(file)))
    return "".join("".join(page.extract_text().split()) for page in reader.pages)


@pytest.mark.clause("S3-119", "S3-123")
def test_every_document_stands_in_the_index_with_its_digest(shelf: Shelf) -> None:
    dossier = shelf.filed()

    parts = list(dossier.parts.order_by("order"))
    assert [part.order for part in parts] == list(range(1, len(parts) + 1))
    assert {part.reference for part in parts} >= {one.reference for one in shelf.documents()}
    for part in parts:
        assert part.digest == hashlib.sha256(content(part.file)).hexdigest()
    text = text_of(dossier.bound)
    assert "卷内文件目录" in text
    assert "备考表" in text
    for part in parts:
        assert part.digest in text


def test_what_concludes_comes_before_what_it_rests_on(shelf: Shelf) -> None:
    subjects = [one.file.subject.partition(":")[0] for one in shelf.documents()]

    assert subjects[0] == "decision"
    assert subjects == sorted(
        subjects, key=["appeal", "decision", "agenda_item", "case", "complaint"].index
    )


def test_it_is_filed_by_year_body_and_time_of_keeping(shelf: Shelf) -> None:
    dossier = shelf.filed()

    assert dossier.number == "2026-D10-0001"
    assert (dossier.year, dossier.unit) == (CLOSED.year, shelf.scene.office)
    assert dossier.retain_until == date(2036, 12, 31)
    entry = Entry.objects.get(verb="dossier.filed")
    assert entry.facts["number"] == dossier.number
    assert entry.facts["digest"] == dossier.bound.served_digest  # type: ignore[union-attr]


def test_what_is_kept_for_ever_has_no_last_day(shelf: Shelf) -> None:
    dossier = shelf.filed(retention=Dossier.Retention.FOREVER)

    assert dossier.retain_until is None
    with pytest.raises(services.NotNow):
        services.propose_destruction(dossier=dossier, by=shelf.first, on=date(2999, 1, 1))


def test_an_open_case_is_not_filed(shelf: Shelf) -> None:
    Case.objects.update(state=Case.State.DECIDED, closed_on=None)

    with pytest.raises(services.NotNow):
        shelf.together()
    assert not Dossier.objects.exists()


def test_whoever_put_it_together_cannot_check_it(shelf: Shelf) -> None:
    dossier = shelf.together()

    with pytest.raises(OtherHand):
        services.file_dossier(dossier=dossier, remarks="", by=shelf.first, on=FILED)
    dossier.refresh_from_db()
    assert (dossier.state, dossier.number, dossier.bound) == (Dossier.State.OPEN, "", None)


def test_until_it_is_filed_it_can_be_put_together_anew_and_an_original_stays(shelf: Shelf) -> None:
    dossier = shelf.together()
    part = dossier.parts.get(order=1)
    before = part.digest
    services.put_original(part=part, upload=picture(), by=shelf.first, on=FILED)
    shelf.together()

    kept = dossier.parts.get(reference=part.reference)
    assert kept.is_original
    assert kept.digest != before
    assert dossier.parts.filter(reference=part.reference).count() == 1
    filed = services.file_dossier(dossier=dossier, remarks="", by=shelf.second, on=FILED)
    assert kept.digest in text_of(filed.bound)


@pytest.mark.parametrize("act", ["together", "original"])
def test_a_filed_dossier_does_not_change(shelf: Shelf, act: str) -> None:
    dossier = shelf.filed()
    parts = list(dossier.parts.order_by("order").values())

    part = dossier.parts.get(order=1)
    acts = {
        "together": shelf.together,
        "original": lambda: services.put_original(
            part=part, upload=picture(), by=shelf.first, on=FILED
        ),
    }
    with pytest.raises(services.NotNow):
        acts[act]()
    assert list(dossier.parts.order_by("order").values()) == parts


def test_after_the_filing_documents_are_only_added(shelf: Shelf) -> None:
    dossier = shelf.filed()
    before, bound = dossier.parts.count(), dossier.bound
    added = services.add(
        dossier=dossier,
        title="补充的会议签到表",
        reason="归档后找到",
        upload=picture(),
        is_original=True,
        by=shelf.first,
        on=FILED,
    )
    dossier.refresh_from_db()

    assert (added.order, added.addition, added.is_original) == (before + 1, True, True)
    assert dossier.bound != bound
    assert content(bound)
    assert added.digest in text_of(dossier.bound)


@pytest.mark.parametrize("changes", [{"title": " "}, {"reason": ""}])
def test_an_addition_says_what_and_why(shelf: Shelf, changes: dict[str, Any]) -> None:
    dossier = shelf.filed()
    told = {"title": "一份", "reason": "补充", "is_original": False, **changes}

    with pytest.raises(Incomplete):
        services.add(dossier=dossier, upload=picture(), by=shelf.first, on=FILED, **told)
    assert not DossierPart.objects.filter(addition=True).exists()


def test_a_file_that_cannot_be_printed_has_a_page_that_names_it(shelf: Shelf) -> None:
    dossier = shelf.together()
    part = dossier.parts.get(order=1)
    assert part.file
    File.objects.filter(pk=part.file_id).update(media_type="text/csv", name="台账.csv")

    filed = services.file_dossier(dossier=dossier, remarks="", by=shelf.second, on=FILED)
    assert "以电子形式保存" in text_of(filed.bound)
    assert "台账.csv" in text_of(filed.bound)


def test_what_was_written_on_screen_only_is_in_the_file_as_well(shelf: Shelf) -> None:
    text = text_of(shelf.filed().bound)

    assert "事实和认定" in text
    assert "经核实，情况属实。" in text


def test_the_answer_of_the_body_above_is_in_the_file(hall: Hall) -> None:
    appeal = hall.answered("revoked")
    case = appeal.decision.case
    type(case).objects.filter(pk=case.pk).update(state=Case.State.CLOSED, closed_on=CLOSED)
    clerk = account_with(Role.CLERK, unit=hall.scene.office)
    case.refresh_from_db()

    documents = documents_of(case, standing_of(clerk, FILED))
    assert f"paper:{appeal.paper_id}" in {one.reference for one in documents}
