"""The pages: lists, the decision, the draft with its offer, acts, notices, returns to office."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from zhiyong.decisions.models import Decision
from zhiyong.decisions.tests.factories import Scene, a_decision
from zhiyong.directory.models import Account
from zhiyong.plans.tests.factories import DAY
from zhiyong.shell.access import Role

pytestmark = pytest.mark.usefixtures("on_day")


@pytest.fixture
def on_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let it be the day of things."""
    monkeypatch.setattr("zhiyong.shell.clock.today", lambda: DAY)


def as_(account: Account) -> Client:
    """Return somebody's browser."""
    client = Client()
    client.force_login(account)
    return client


def test_drafts_chooses_and_puts_it_before_the_meeting(scene: Scene) -> None:
    client = as_(scene.handler)
    respondent = scene.respondent()

    begun = client.post(reverse("decisions:begin", args=[respondent.pk]))
    decision = Decision.objects.get()
    assert begun.url == reverse("decisions:choose", args=[decision.pk])
    page = client.get(begun.url)
    assert "诫勉谈话" in page.text
    assert "3,000.00" in page.text
    chosen = client.post(
        begun.url,
        {
            "lock": decision.lock,
            "admonition": "on",
            "reasons": "事实清楚。",
            "matter_outcome": "substantiated",
            "person_outcome": "to_discussion",
            "law": "civil_servant_law",
        },
    )
    assert chosen.status_code == 302, chosen.text
    decision.refresh_from_db()
    act = reverse("decisions:act", args=[decision.pk, "propose"])
    assert client.get(act).status_code == 200
    assert client.post(act, {"lock": decision.lock}).status_code == 302
    decision.refresh_from_db()
    assert decision.state == Decision.State.PROPOSED


def test_says_once_why_a_measure_does_not_fit(scene: Scene) -> None:
    decision = scene.drafted()
    page = as_(scene.handler).get(reverse("decisions:choose", args=[decision.pk])).text

    assert "岗位调整：不能选用" in page
    assert "不具备适用条件" not in page


def test_reasons_that_may_tell_who_complained_are_shown_before_they_are_kept(scene: Scene) -> None:
    client = as_(scene.handler)
    decision = scene.drafted()
    url = reverse("decisions:choose", args=[decision.pk])
    sent = {
        "lock": decision.lock,
        "admonition": "on",
        "reasons": "卫长庚同志长期脱岗，据举报人李秋实反映属实。",
        "matter_outcome": "substantiated",
        "person_outcome": "to_discussion",
        "law": "civil_servant_law",
    }

    page = client.post(url, sent)

    assert page.status_code == 422
    assert "“李秋实”" in page.text
    assert "“卫长庚同志”" not in page.text
    assert not decision.measures.exists()
    mark = re.search(r'name="looked_at" value="(\w+)"', page.text)
    assert mark
    assert client.post(url, {**sent, "looked_at": mark[1]}).status_code == 302
    assert decision.measures.exists()


@pytest.mark.clause("S3-002")
def test_says_that_a_legal_basis_is_missing(scene: Scene) -> None:
    client = as_(scene.handler)
    decision = scene.drafted()
    url = reverse("decisions:choose", args=[decision.pk])
    assert "至少援引1项法规依据" in client.get(url).text

    page = client.post(
        url,
        {
            "lock": decision.lock,
            "admonition": "on",
            "reasons": "事实清楚。",
            "matter_outcome": "substantiated",
            "person_outcome": "to_discussion",
        },
    )

    assert page.status_code == 422
    assert 'href="#id_law' in page.text
    assert not decision.measures.exists()


def test_shows_a_refused_choice_with_its_clause(scene: Scene) -> None:
    client = as_(scene.handler)
    decision = scene.drafted()

    page = client.post(
        reverse("decisions:choose", args=[decision.pk]),
        {
            "lock": decision.lock,
            "post_adjustment": "on",
            "reasons": "情节较重。",
            "matter_outcome": "substantiated",
            "person_outcome": "to_discussion",
            "law": "civil_servant_law",
        },
    )

    assert page.status_code == 422
    assert "四(四)" in page.text
    assert not decision.measures.exists()


@pytest.mark.parametrize("tab", ["decision", "offer", "execution", "notices", "papers", "timeline"])
def test_shows_every_tab_of_a_decision(scene: Scene, tab: str) -> None:
    decision = a_decision(scene)

    page = as_(scene.clerk).get(reverse("decisions:decision", args=[decision.pk]), {"tab": tab})

    assert page.status_code == 200
    assert decision.number in page.text


def test_lists_decisions_with_a_steady_number_of_queries(
    scene: Scene, django_assert_max_num_queries: object
) -> None:
    a_decision(scene)
    scene.drafted()
    client = as_(scene.clerk)
    client.get(reverse("decisions:list"))

    with django_assert_max_num_queries(30):  # type: ignore[operator]
        page = client.get(reverse("decisions:list"))

    assert "卫长庚" in page.text


def test_enters_the_service_of_a_notice(scene: Scene) -> None:
    decision = a_decision(scene)
    notice = decision.notices.order_by("pk").first()
    assert notice
    client = as_(scene.clerk)
    url = reverse("decisions:serve", args=[notice.pk])
    assert client.get(url).status_code == 200

    answer = client.post(url, {"way": "IN_PERSON", "served_on": DAY.isoformat()})

    assert answer.status_code == 302, answer.text
    notice.refresh_from_db()
    assert notice.state == "SERVED"


def test_previews_the_paper(scene: Scene) -> None:
    decision = scene.chosen()

    page = as_(scene.handler).get(reverse("decisions:preview", args=[decision.pk]))

    assert page.content.startswith(b"%PDF")


def test_whom_it_is_about_and_strangers_see_nothing(scene: Scene) -> None:
    from zhiyong.directory.tests.factories import AccountFactory, RoleBindingFactory, account_with

    decision = a_decision(scene)
    own = AccountFactory.create(person=scene.person)
    RoleBindingFactory.create(person=scene.person, unit=scene.office, role=Role.CLERK)
    stranger = account_with(Role.CLERK, unit=scene.city.court)

    for account in (own, stranger):
        page = as_(account).get(reverse("decisions:decision", args=[decision.pk]))
        assert page.status_code == 404
