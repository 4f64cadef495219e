"""Whom a decision is about sees none of it in any list, count or page but what was served."""

import pytest
from django.test import Client
from django.urls import reverse

from zhiyong.cases.models import Case, TeamMember
from zhiyong.cases.selectors.lists import count_leads, count_mine
from zhiyong.consequences.models import Entry
from zhiyong.consequences.showing import decorate
from zhiyong.decisions.selectors import decisions_visible_to
from zhiyong.decisions.tests.factories import Scene, a_decision, make_scene, serve_all
from zhiyong.directory.models import Account, Person
from zhiyong.directory.standing import standing_of
from zhiyong.directory.tests.factories import RoleBindingFactory, account_with
from zhiyong.duties.selectors import duties_visible_to
from zhiyong.journal.services import commit
from zhiyong.meetings.kinds import _item_titles
from zhiyong.meetings.models import StepAside
from zhiyong.meetings.selectors import items_visible_to, meetings_open_to, meetings_visible_to
from zhiyong.meetings.tests.factories import a_meeting, account_of
from zhiyong.papers.selectors import papers_visible_to
from zhiyong.plans.tests.factories import DAY
from zhiyong.publicity.models import Publication
from zhiyong.publicity.selectors import publications_visible_to
from zhiyong.shell.access import Role
from zhiyong.shell.kinds import get


@pytest.fixture(autouse=True)
def on_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let it be the day of things."""
    monkeypatch.setattr("zhiyong.shell.clock.today", lambda: DAY)


def as_(account: Account) -> Client:
    """Return somebody's browser."""
    client = Client()
    client.force_login(account)
    return client


def insider(scene: Scene) -> Account:
    """Return an account of the office that is then decided about."""
    return account_with(Role.HANDLER, unit=scene.office)


def test_papers_and_duties_of_a_decision_are_kept_from_whom_it_is_about(scene: Scene) -> None:
    about, other = insider(scene), insider(scene)
    assert about.person
    for one in (about, other):
        bind(one.person, scene)
    decision = a_decision(scene, respondent=scene.respondent(about=about.person))
    subjects = [f"decision:{decision.pk}", f"case:{decision.case_id}"]

    def listed(account: Account) -> tuple[int, int, int]:
        standing = standing_of(account, DAY)
        return (
            papers_visible_to(standing).filter(subject__in=subjects).count(),
            duties_visible_to(standing).filter(subject__in=subjects).count(),
            decisions_visible_to(standing).count(),
        )

    assert all(listed(other)), listed(other)
    assert listed(about) == (0, 0, 0)


def test_the_agenda_shows_nobody_what_is_about_them(scene: Scene) -> None:
    about, other = insider(scene), insider(scene)
    assert about.person
    for one in (about, other):
        bind(one.person, scene)
    decision = scene.proposed(scene.respondent(about=about.person))
    assert decision.item
    waiting = reverse("meetings:waiting")
    assert decision.case.number in as_(other).get(waiting).text
    assert "看不到" not in as_(about).get(waiting).text
    assert not items_visible_to(standing_of(about, DAY)).exists()
    assert items_visible_to(standing_of(other, DAY)).exists()
    assert not _item_titles([decision.item.pk], standing_of(about, DAY))

    meeting = a_meeting(body=scene.group)
    meeting.minutes = "会议讨论了卫长庚一案。"
    meeting.save(update_fields=["minutes"])
    url = reverse("meetings:meeting", args=[meeting.pk])
    seen, kept = as_(other).get(url).text, as_(about).get(url).text
    assert f"item={decision.item.pk}" in seen
    assert meeting.minutes in seen
    assert f"item={decision.item.pk}" not in kept
    assert meeting.minutes not in kept
    assert as_(about).get(reverse("meetings:draft_minutes", args=[meeting.pk])).status_code == 404
    assert as_(about).get(f"{reverse('meetings:meeting', args=[meeting.pk])}").status_code == 200
    assert meetings_visible_to(standing_of(about, DAY)).exists()
    assert not meetings_open_to(standing_of(about, DAY)).exists()
    assert not get("meeting").visible_to(standing_of(about, DAY)).exists()


def test_who_steps_aside_sees_neither_votes_nor_minutes(scene: Scene) -> None:
    decision = scene.proposed()
    meeting = a_meeting(body=scene.group)
    item = meeting.items.get(subject=f"decision:{decision.pk}")
    person = meeting.attendances.filter(votes=True).order_by("pk")[1].person
    meeting.minutes = "会议讨论了卫长庚一案。"
    meeting.save(update_fields=["minutes"])
    url = f"{reverse('meetings:meeting', args=[meeting.pk])}?item={item.pk}"
    assert meeting.minutes in as_(account_of(person)).get(url).text
    StepAside.objects.create(
        item=item, person=person, reason="与当事人相熟。", salt=commit("").salt,
        state=StepAside.State.STANDS, own=True, on=DAY,
    )  # fmt: skip

    text = as_(account_of(person)).get(url).text

    assert meeting.minutes not in text
    assert 'id="votes"' not in text
    assert not items_visible_to(standing_of(account_of(person), DAY)).filter(pk=item.pk).exists()


def test_counts_hold_no_case_about_the_reader(scene: Scene) -> None:
    about = insider(scene)
    assert about.person
    case = scene.case(state=Case.State.LEAD)
    TeamMember.objects.create(
        case=case, person=about.person, part=TeamMember.Part.MEMBER, from_on=DAY,
        named_by=scene.clerk,
    )  # fmt: skip
    standing = standing_of(about, DAY)
    assert (count_leads(standing), count_mine(standing)) == (1, 1)

    scene.respondent(case, about=about.person)

    assert (count_leads(standing), count_mine(standing)) == (0, 0)


def test_a_leader_on_whom_something_falls_sees_the_decision_once_they_are_told(
    scene: Scene,
) -> None:
    """As the person does not, before the notice; their own line in the ledger likewise."""
    bind(scene.main_leader, scene)
    bind(scene.leader_in_charge, scene)
    decision = a_decision(scene)
    reference = f"decision:{decision.pk}"
    leaders = (account_of(scene.main_leader), account_of(scene.leader_in_charge))

    def sees(account: Account) -> tuple[bool, bool, bool]:
        standing = standing_of(account, DAY)
        return (
            decisions_visible_to(standing).exists(),
            papers_visible_to(standing).filter(subject=reference).exists(),
            duties_visible_to(standing).filter(subject=reference).exists(),
        )

    assert Entry.objects.filter(source=reference, person=scene.main_leader).exists()
    for account in leaders:
        assert sees(account) == (False, False, False)
        url = reverse("decisions:decision", args=[decision.pk])
        assert as_(account).get(url).status_code == 404
    serve_all(scene, decision)
    for account in leaders:
        assert sees(account)[0], account


def bind(person: Person | None, scene: Scene) -> None:
    """Let somebody read for the leading group too."""
    RoleBindingFactory.create(person=person, role=Role.HANDLER, unit=scene.group.unit)


def test_a_draft_for_publication_is_kept_from_whom_it_is_about(scene: Scene) -> None:
    about, other = (account_with(Role.CLERK, unit=scene.office) for _n in range(2))
    decision = scene.drafted(scene.respondent(about=about.person))
    draft = Publication.objects.create(
        subject=f"decision:{decision.pk}", title="处理通报", text="经研究，予以诫勉。",
        salt=commit("").salt, unit=scene.office, drafted_on=DAY,
        audience=Publication.Audience.INTERNAL,
    )  # fmt: skip

    assert publications_visible_to(standing_of(other, DAY)).get() == draft
    assert not publications_visible_to(standing_of(about, DAY)).exists()

    draft.state, draft.from_on, draft.number = Publication.State.PUBLISHED, DAY, "1号"
    draft.save()
    assert publications_visible_to(standing_of(about, DAY)).get() == draft


def test_whoever_may_not_open_a_decision_still_reads_by_which_number_it_is_cited(
    db: None,
) -> None:
    scene = make_scene()
    decision = a_decision(scene)
    entries = list(Entry.objects.filter(source=f"decision:{decision.pk}"))

    decorate(entries, standing_of(account_with(Role.PERSONNEL, unit=scene.city.court), DAY))

    assert {row.decision for row in entries} == {decision.number}  # type: ignore[attr-defined]
    assert {row.decision_url for row in entries} == {""}  # type: ignore[attr-defined]
