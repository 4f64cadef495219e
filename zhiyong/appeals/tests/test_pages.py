"""The pages: who comes in, what is shown before the button, and that each act is done once."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from zhiyong.appeals import services
from zhiyong.appeals.models import Appeal
from zhiyong.appeals.selectors.access import heard_by
from zhiyong.appeals.selectors.panels import for_case, for_meeting, offers_on_case, still_open
from zhiyong.appeals.tests.checks import nothing_changes
from zhiyong.appeals.tests.factories import ANSWER, FILED, HEARD, SERVED, Hall, draft
from zhiyong.directory.models import Account
from zhiyong.directory.standing import standing_of
from zhiyong.directory.tests.factories import account_with
from zhiyong.shell import clock
from zhiyong.shell.access import Role


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let it be the day on which appeals are heard."""
    monkeypatch.setattr(clock, "today", lambda: HEARD)


def as_(account: Account) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client


def page(account: Account, name: str, *args: Any, **query: Any) -> Any:
    return as_(account).get(reverse(f"appeals:{name}", args=args), query)


def text(answer: Any) -> str:
    found: str = answer.content.decode()
    return found


# ── the list ──────────────────────────────────────────────────────────────────────────────


def test_the_list_shows_what_the_body_hears_with_its_clock(hall: Hall) -> None:
    appeal = hall.accepted()

    answer = page(hall.clerk, "list")

    assert answer.status_code == 200
    assert appeal.number in text(answer)
    assert hall.scene.person.name in text(answer)
    assert appeal.number not in text(page(hall.scene.clerk, "list"))


def test_the_list_filters_and_is_exported(hall: Hall) -> None:
    appeal = hall.filed()

    assert appeal.number in text(page(hall.clerk, "list", q=appeal.number))
    assert appeal.number not in text(page(hall.clerk, "list", state="CLOSED"))
    assert appeal.number not in text(page(hall.clerk, "list", late="1"))
    answer = page(hall.clerk, "list", export="xlsx")
    assert answer.status_code == 200
    assert "spreadsheet" in answer["Content-Type"]


def test_the_list_asks_as_often_for_many_as_for_one(
    hall: Hall, django_assert_max_num_queries: Any
) -> None:
    hall.filed()
    client = as_(hall.clerk)
    url = reverse("appeals:list")
    client.get(url)
    with django_assert_max_num_queries(30) as one:
        client.get(url)
    case = hall.scene.case(number="效案〔2026〕97号")
    other = hall.scene.city.official(hall.scene.city.section, name="施另案")
    decision = hall.decision(respondent=hall.scene.respondent(case, about=other))
    hall.filed(decision, person=other)
    with django_assert_max_num_queries(len(one)):
        client.get(url)


# ── registering ───────────────────────────────────────────────────────────────────────────


def registers(hall: Hall, **changes: Any) -> dict[str, Any]:
    told = {
        "appellant": f"person:{hall.scene.person.pk}",
        "to": "next_higher",
        "way": "COUNTER",
        "filed_on": FILED.isoformat(),
        "received_on": FILED.isoformat(),
        "grounds": "认定有误。",
    }
    return told | changes


def test_a_paper_is_registered_by_the_number_on_it(hall: Hall) -> None:
    decision = hall.decision()
    found = page(hall.clerk, "register", number=decision.number)
    assert found.status_code == 302

    shown = as_(hall.clerk).get(found["Location"])
    answer = as_(hall.clerk).post(found["Location"], registers(hall))

    assert "carried out meanwhile" in text(shown)
    appeal = Appeal.objects.get()
    assert answer["Location"] == reverse("appeals:appeal", args=[appeal.pk])
    assert (appeal.person, appeal.way) == (hall.scene.person, "COUNTER")


def test_a_number_that_is_not_heard_here_tells_nothing(hall: Hall) -> None:
    decision = hall.decision()
    stranger = account_with(Role.CLERK)

    answer = page(stranger, "register", number=decision.number)

    assert answer.status_code == 200
    assert "No decision of this number" in text(answer)
    url = reverse("appeals:register") + f"?decision={decision.pk}"
    assert as_(stranger).get(url).status_code == 404


def test_a_day_before_the_decision_is_refused_at_the_form(hall: Hall) -> None:
    decision = hall.decision()
    url = reverse("appeals:register") + f"?decision={decision.pk}"
    early = registers(hall, filed_on="2026-01-01", received_on="2026-01-01")

    with nothing_changes():
        answer = as_(hall.clerk).post(url, early)

    assert answer.status_code == 422
    assert "no appeal came before" in text(answer)


# ── the page and its acts ─────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("tab", ["appeal", "decision", "undoes", "handlers", "papers", "timeline"])
def test_every_tab_stands(hall: Hall, tab: str) -> None:
    appeal = hall.drafted("revoked")

    for one in (appeal, _decided(hall, appeal)):
        answer = page(hall.handler, "appeal", one.pk, tab=tab)
        assert answer.status_code == 200, tab
        assert appeal.number in text(answer)


def _decided(hall: Hall, appeal: Appeal) -> Appeal:
    services.decide(appeal=appeal, lock=appeal.lock, by=hall.leader, on=HEARD)
    appeal.refresh_from_db()
    return appeal


def test_the_page_does_not_ask_more_with_more_entries(
    hall: Hall, django_assert_max_num_queries: Any
) -> None:
    appeal = hall.accepted()
    client = as_(hall.handler)
    url = reverse("appeals:appeal", args=[appeal.pk])
    client.get(url)
    with django_assert_max_num_queries(60) as one:
        client.get(url)
    for _n in range(3):
        appeal = draft(hall, appeal, "revoked", on=HEARD)
    with django_assert_max_num_queries(len(one) + 2):
        client.get(url)


def test_nobody_else_sees_it(hall: Hall) -> None:
    appeal = hall.accepted()
    stranger = account_with(Role.HANDLER)

    assert page(stranger, "appeal", appeal.pk).status_code == 404
    assert page(hall.scene.handler, "appeal", appeal.pk).status_code == 404
    assert page(stranger, "act", appeal.pk, "accept").status_code == 404
    assert not heard_by(standing_of(hall.own, HEARD)).exists()


def test_the_full_consequences_stand_before_the_button(hall: Hall) -> None:
    appeal = hall.drafted("revoked")

    shown = text(page(hall.leader, "act", appeal.pk, "decide"))

    for name in (hall.scene.person.name, hall.scene.main_leader.name):
        assert name in shown
    assert "Rolled back" in shown
    assert "Computed anew" in shown
    assert "cannot be taken back" in shown
    url = reverse("appeals:act", args=[appeal.pk, "decide"])
    answer = as_(hall.leader).post(url, {"lock": appeal.lock})
    assert answer.status_code == 302
    appeal.refresh_from_db()
    assert appeal.state == Appeal.State.ANSWERED


def test_a_stale_form_is_refused_with_its_reason(hall: Hall) -> None:
    appeal = hall.drafted("upheld")
    opened = appeal.lock
    draft(hall, appeal, "revoked")
    url = reverse("appeals:act", args=[appeal.pk, "decide"])

    with nothing_changes():
        answer = as_(hall.leader).post(url, {"lock": opened})

    assert answer.status_code == 422
    assert "changed the draft" in text(answer)


def test_the_way_through_all_the_pages(hall: Hall) -> None:
    appeal = hall.filed()

    def act(account: Account, key: str, **data: Any) -> int:
        appeal.refresh_from_db()
        url = reverse("appeals:act", args=[appeal.pk, key])
        assert as_(account).get(url).status_code == 200, key
        return as_(account).post(url, {"lock": appeal.lock, **data}).status_code

    assert act(hall.head, "accept") == 302
    assert act(hall.head, "handler", person=str(hall.hearer.pk)) == 302
    assert act(hall.handler, "draft", outcome="upheld", answer_text=ANSWER) == 302
    assert as_(hall.handler).get(reverse("appeals:preview", args=[appeal.pk])).status_code == 200
    assert act(hall.leader, "decide") == 302
    assert act(hall.clerk, "close") == 422
    hall.told(appeal)
    assert act(hall.clerk, "close") == 302
    appeal.refresh_from_db()
    assert appeal.state == Appeal.State.CLOSED


def test_those_who_took_part_are_named_as_such_and_not_offered(hall: Hall) -> None:
    appeal = hall.filed(to="deciding_body")
    head = account_with(Role.OFFICE, unit=appeal.body, subtree=False)
    services.accept(appeal=appeal, by=head, on=FILED)

    shown = page(head, "act", appeal.pk, "handler")

    assert "Who may not hear it" in text(shown)
    assert "took part in the first decision" in text(shown)


# ── one's own ─────────────────────────────────────────────────────────────────────────────


def test_whoever_is_concerned_appeals_signed_in(hall: Hall) -> None:
    decision = hall.decision()

    shown = page(hall.own, "mine")
    assert decision.number in text(shown)
    url = reverse("appeals:file", args=[decision.pk])
    assert as_(hall.own).get(url).status_code == 200
    answer = as_(hall.own).post(url, {"to": "next_higher", "grounds": "认定有误。"})

    appeal = Appeal.objects.get()
    assert answer["Location"] == reverse("appeals:own", args=[appeal.pk])
    assert (appeal.way, appeal.person, appeal.filed_on) == ("ONLINE", hall.scene.person, HEARD)
    assert as_(hall.own).get(answer["Location"]).status_code == 200


def test_nobody_files_for_somebody_else(hall: Hall) -> None:
    decision = hall.decision()
    appeal = hall.filed(decision)
    stranger = account_with(Role.CLERK)

    assert page(stranger, "file", decision.pk).status_code == 404
    assert page(stranger, "own", appeal.pk).status_code == 404
    assert decision.number not in text(page(stranger, "mine"))


def test_what_was_not_served_is_not_shown(hall: Hall) -> None:
    from zhiyong.decisions.tests.factories import a_decision

    decision = a_decision(hall.scene)

    assert decision.number not in text(page(hall.own, "mine"))


def test_it_is_withdrawn_and_the_answer_confirmed_by_the_person(hall: Hall) -> None:
    appeal = hall.answered("upheld")
    received = reverse("appeals:own_act", args=[appeal.pk, "received"])

    as_(hall.own).post(received)

    appeal.refresh_from_db()
    assert appeal.notified_on == HEARD
    with nothing_changes():
        as_(hall.own).post(reverse("appeals:own_act", args=[appeal.pk, "withdraw"]))
    assert as_(hall.own).get(reverse("appeals:own", args=[appeal.pk])).status_code == 200


# ── on other pages ────────────────────────────────────────────────────────────────────────


def test_the_case_shows_its_appeals_and_what_they_undid(hall: Hall) -> None:
    decision = hall.decision()
    case = decision.case
    reader = standing_of(hall.scene.clerk, HEARD)
    before = for_case(case, reader, HEARD)
    assert before is not None
    assert before["appeals"] == []
    assert before["windows"][0]["until"] == SERVED.replace(month=4, day=1)
    assert [one.key for one in offers_on_case(case, reader, HEARD)] == ["appeal"]

    appeal = hall.answered("revoked", decision=decision)

    shown = for_case(case, reader, HEARD)
    assert shown is not None
    assert shown["appeals"][0]["url"] == ""
    assert len(shown["appeals"][0]["lines"]) == appeal.lines.count()
    assert [one.reference for one in still_open(case, HEARD)] == [f"appeal:{appeal.pk}"]


def test_a_case_without_a_decision_has_no_tab(hall: Hall) -> None:
    case = hall.scene.case()

    assert for_case(case, standing_of(hall.scene.clerk, HEARD), HEARD) is None


def test_the_meeting_sees_the_answer_and_who_decided_first(hall: Hall) -> None:
    from zhiyong.appeals.tests.test_deciding import _at_the_same_body

    appeal = _at_the_same_body(hall, "revoked")
    assert appeal.item
    member = hall.scene.group.unit

    shown = for_meeting(
        appeal.item, standing_of(account_with(Role.OFFICE, unit=member), HEARD), HEARD
    )

    assert shown is not None
    assert shown["flagged"]
    assert shown["lines"]
    assert for_meeting(appeal.item, standing_of(hall.own, HEARD), HEARD) is None
