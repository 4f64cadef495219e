"""The pages of publications in the console: who reads what, every act by its form."""

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from zhiyong.directory.models import Account
from zhiyong.directory.tests.factories import account_with
from zhiyong.plans.tests.factories import City
from zhiyong.publicity import plan
from zhiyong.publicity.models import Publication
from zhiyong.publicity.tests.factories import TEXT, a_draft, published, publisher
from zhiyong.shell import clock
from zhiyong.shell.access import Role

pytestmark = pytest.mark.django_db
State = Publication.State
BACKEND = "django.contrib.auth.backends.ModelBackend"


def browser(account: Account) -> Client:
    client = Client()
    client.force_login(account, backend=BACKEND)
    return client


def do(client: Client, publication: Publication, act: str, **filled: Any) -> HttpResponse:
    url = reverse("publicity:act", args=[publication.pk, act])
    assert client.get(url).status_code == 200
    return client.post(url, filled)  # type: ignore[return-value]


def page(client: Client, publication: Publication) -> str:
    answer = client.get(reverse("publicity:publication", args=[publication.pk]))
    return str(answer.content.decode()) if answer.status_code == 200 else ""


def test_written_checked_and_made_known(city: City) -> None:
    office = browser(publisher(city))
    url = reverse("publicity:write")
    ways = dict(office.get(url).context["form"].fields["way"].choices)
    way = next(key for key in ways if key.endswith("progress"))
    filled = {
        "way": way,
        "title": "整改情况",
        "text": "来电人电话13900001234。",
        "audience": "public",
    }
    assert office.post(url, {**filled, "title": ""}).status_code == 422
    assert office.post(url, filled).status_code == 302
    publication = Publication.objects.get()
    assert publication.state == State.DRAFT

    shown = office.get(reverse("publicity:act", args=[publication.pk, "submit"]))
    assert "13900001234" in str(shown.context["check"]["places"])
    assert do(office, publication, "submit").status_code == 422
    assert do(office, publication, "change", **{**filled, "text": TEXT}).status_code == 302
    assert do(office, publication, "submit").status_code == 302

    publication.refresh_from_db()
    assert publication.state == State.PUBLISHED
    assert TEXT in page(office, publication)


def test_too_wide_is_refused_at_the_form(city: City) -> None:
    office = browser(publisher(city))
    publication = a_draft(city, rule="", audience="unit")

    answer = do(office, publication, "change", title="甲", text="乙", audience="public")

    assert answer.status_code == 422
    publication.refresh_from_db()
    assert publication.audience == "unit"


def test_corrected_and_retracted_by_forms(city: City) -> None:
    office = browser(publisher(city))
    publication = published(city, on=clock.today())
    filled = {"kind": "CORRECTION", "title": "更正", "text": "时限为两日。"}
    assert do(office, publication, "correct", **filled).status_code == 302
    assert do(office, publication, "retract", reason="").status_code == 422
    assert do(office, publication, "retract", reason="数据有误。").status_code == 302

    shown = page(office, publication)
    assert "数据有误。" in shown
    assert "更正" in shown


def test_kept_back_and_thrown_away(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    office = browser(publisher(city))
    draft = a_draft(city, on=clock.today())
    assert office.get(reverse("publicity:act", args=[draft.pk, "withhold"])).status_code == 404
    rule = plan.rule_of(city.adoption, "progress")
    assert rule
    by_default = rule.model_copy(update={"by_default": True})
    monkeypatch.setattr(plan, "rule_of", lambda *_: by_default)
    assert do(office, draft, "withhold", reason="案件正在侦办。").status_code == 302
    other = a_draft(city, on=clock.today())
    assert do(office, other, "discard").status_code == 302

    assert list(Publication.objects.values_list("state", flat=True)) == [State.WITHHELD]


def test_strangers_read_what_reaches_them_and_act_on_nothing(city: City) -> None:
    stranger = browser(account_with(Role.OFFICE, unit=city.court))
    draft, out = a_draft(city), published(city)

    assert page(stranger, draft) == ""
    assert TEXT in page(stranger, out)
    url = reverse("publicity:act", args=[out.pk, "retract"])
    assert stranger.post(url, {"reason": "撤"}).status_code == 404
    out.refresh_from_db()
    assert out.state == State.PUBLISHED


def test_the_list_its_export_and_the_rules(city: City) -> None:
    office = browser(publisher(city))
    publication = published(city)
    url = reverse("publicity:list")

    assert publication.title in str(office.get(url).content.decode())
    assert office.get(url, {"q": "没有"}).context["listing"].page.total == 0
    workbook = office.get(url, {"export": "xlsx"})
    assert workbook.headers["Content-Type"].startswith("application/vnd")
    rows = office.get(reverse("publicity:rules")).context["found"][0]["rows"]
    assert {row["rule"].id: row["made"] for row in rows}["progress"] == 1


def test_a_list_asks_the_same_however_long(city: City, django_assert_max_num_queries: Any) -> None:
    for _place in range(30):
        published(city)
    office = browser(publisher(city))
    office.get(reverse("publicity:list"))

    with django_assert_max_num_queries(16):
        office.get(reverse("publicity:list"))
