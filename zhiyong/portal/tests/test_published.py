"""What everybody may read: public texts alone, with what corrects them, keyset pages."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from zhiyong.plans.tests.factories import DAY, City, make_city
from zhiyong.portal.views import published as view
from zhiyong.publicity import services
from zhiyong.publicity.models import Publication
from zhiyong.publicity.tests.factories import TEXT, a_draft, published, publisher

pytestmark = pytest.mark.django_db
Audience, Kind = Publication.Audience, Publication.Kind


@pytest.fixture
def city(db: None) -> City:
    return make_city()


def shown(url: str) -> str:
    answer = Client().get(url)
    return str(answer.content.decode()) if answer.status_code == 200 else ""


def at(publication: Publication) -> str:
    return shown(reverse("portal:publication", args=[publication.pk]))


@pytest.mark.clause("S3-138")
def test_everybody_reads_what_is_public(city: City) -> None:
    publication = published(city)

    assert publication.title in shown(reverse("portal:published"))
    assert TEXT in at(publication)


def test_nobody_finds_what_is_not(city: City) -> None:
    hidden = [
        a_draft(city),
        published(city, audience=Audience.INTERNAL, title="内部通报一"),
        published(city, audience=Audience.SYSTEM, title="系统通报二"),
    ]
    listed = shown(reverse("portal:published"))

    for publication in hidden:
        assert publication.title not in listed
        assert at(publication) == ""


def test_both_versions_stay_with_each_other(city: City) -> None:
    publication = published(city)
    told: dict[str, Any] = {"publication": publication, "by": publisher(city), "on": DAY}
    services.retract(reason="所依据的决定被撤销。", **told)
    clearing = services.correct(
        title="澄清说明", text="经复核，反映问题不实。", kind=Kind.CLEARING, **told
    )

    listed = shown(reverse("portal:published"))
    assert "澄清说明" in listed
    assert publication.title not in listed
    assert "所依据的决定被撤销。" in at(publication)
    assert "澄清说明" in at(publication)
    assert publication.title in at(clearing)


def test_the_list_goes_on_by_pages(
    city: City, monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: Any
) -> None:
    monkeypatch.setattr(view, "SIZE", 2)
    for place in range(5):
        published(city, title=f"第{place}条公开")
    url = reverse("portal:published")
    assert "第4条公开" in shown(url)
    assert "第2条公开" not in shown(url)

    after = Client().get(url).context["rows"].after
    with django_assert_max_num_queries(8):
        answer = Client().get(url, {"cursor": after})

    assert "第2条公开" in answer.content.decode()
