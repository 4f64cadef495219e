"""Retention: nothing goes before its time, two persons destroy, and the record stays."""

from datetime import date

import pytest

from zhiyong.archives import services
from zhiyong.archives.models import Dossier
from zhiyong.archives.services.common import OtherHand
from zhiyong.archives.tests.factories import Shelf
from zhiyong.archives.tests.test_filing import text_of
from zhiyong.files.models import File
from zhiyong.journal.models import Entry

pytestmark = pytest.mark.django_db
LAST, AFTER = date(2036, 12, 31), date(2037, 1, 1)


def proposed(shelf: Shelf) -> Dossier:
    return services.propose_destruction(dossier=shelf.filed(), by=shelf.first, on=AFTER)


def test_nothing_goes_before_its_time_is_over(shelf: Shelf) -> None:
    dossier = shelf.filed()

    with pytest.raises(services.NotNow, match="2036"):
        services.propose_destruction(dossier=dossier, by=shelf.first, on=LAST)
    dossier.refresh_from_db()
    assert dossier.state == Dossier.State.FILED


def test_two_persons_destroy_and_the_record_names_every_document(shelf: Shelf) -> None:
    dossier = proposed(shelf)
    digests = list(dossier.parts.values_list("digest", flat=True))
    files = list(dossier.parts.values_list("file", flat=True))
    dossier = services.destroy(dossier=dossier, by=shelf.second, on=AFTER)

    assert (dossier.state, dossier.destroyed_on) == (Dossier.State.DESTROYED, AFTER)
    assert set(File.objects.filter(pk__in=files).values_list("served_digest", flat=True)) == {""}
    assert list(dossier.parts.values_list("digest", flat=True)) == digests
    text = text_of(dossier.bound)
    for digest in digests:
        assert digest in text
    assert Entry.objects.filter(verb="dossier.destroyed").count() == 1


def test_whoever_proposed_it_cannot_confirm_it(shelf: Shelf) -> None:
    dossier = proposed(shelf)

    with pytest.raises(OtherHand):
        services.destroy(dossier=dossier, by=shelf.first, on=AFTER)
    assert File.objects.exclude(served_digest="").exists()
    dossier.refresh_from_db()
    assert dossier.state == Dossier.State.TO_DESTROY


def test_the_other_may_keep_it(shelf: Shelf) -> None:
    dossier = services.spare(dossier=proposed(shelf), by=shelf.second, on=AFTER)

    assert dossier.state == Dossier.State.FILED
    with pytest.raises(services.NotNow):
        services.destroy(dossier=dossier, by=shelf.second, on=AFTER)
