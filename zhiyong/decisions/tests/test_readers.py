"""Who reads a case, its decision and its ledger: the team, the meeting, the heads; nobody else."""

import pytest
from django.test import Client
from django.urls import reverse

from zhiyong.cases.models import Case, TeamMember
from zhiyong.cases.selectors import cases_visible_to
from zhiyong.cases.selectors.lists import count_leads
from zhiyong.consequences.models import Entry
from zhiyong.consequences.selectors import entries_visible_to
from zhiyong.decisions.models import Decision
from zhiyong.decisions.selectors.access import decisions_visible_to
from zhiyong.decisions.tests.factories import Scene, a_decision
from zhiyong.directory.models import Account, SeatRole
from zhiyong.directory.services import give_seat
from zhiyong.directory.standing import standing_of
from zhiyong.directory.tests.factories import START, UnitFactory, account_with
from zhiyong.duties.selectors import duties_visible_to
from zhiyong.intake.selectors import complaints_visible_to
from zhiyong.intake.tests.factories import accepted
from zhiyong.meetings.models import StepAside
from zhiyong.meetings.tests.factories import a_meeting, pass_item
from zhiyong.plans.tests.factories import DAY
from zhiyong.shell.about import leave_out
from zhiyong.shell.access import Role


@pytest.fixture
def elsewhere(scene: Scene) -> Account:
    """A panel member of another unit who has a seat in the leading group."""
    account = account_with(Role.PANEL_MEMBER, unit=UnitFactory.create())
    assert account.person
    give_seat(
        body=scene.group,
        role=SeatRole.MEMBER,
        person=account.person,
        order=9,
        on=START,
        by=scene.clerk,
    )
    return account


def sees(account: Account, decision: Decision) -> tuple[bool, bool, bool]:
    """Return whether somebody sees the case, the decision, and what followed from it."""
    standing = standing_of(account, DAY)
    return (
        cases_visible_to(standing).filter(pk=decision.case_id).exists(),
        decisions_visible_to(standing).filter(pk=decision.pk).exists(),
        entries_visible_to(standing).filter(source=f"decision:{decision.pk}").exists(),
    )


NOTHING, ALL = (False, False, False), (True, True, True)


def test_a_panel_member_reads_what_lies_before_their_meeting_and_nothing_else(
    scene: Scene, elsewhere: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, other = scene.proposed(), scene.drafted()
    assert before.item
    decided = pass_item(before.item)
    decision = Decision.objects.get(pk=before.pk)

    assert decided
    assert sees(elsewhere, decision) == ALL
    assert sees(elsewhere, other) == NOTHING
    monkeypatch.setattr("zhiyong.shell.clock.today", lambda: DAY)
    client = Client()
    client.force_login(elsewhere)
    page = client.get(reverse("decisions:decision", args=[decision.pk]))
    case = reverse("cases:case", args=[decision.case_id])
    assert case in page.text
    assert client.get(case).status_code == 200


def test_a_role_on_a_panel_of_the_body_opens_none_of_its_cases(scene: Scene) -> None:
    decision = a_decision(scene)
    complaint = accepted(scene.city)
    panel = account_with(Role.PANEL_MEMBER, unit=scene.city.root)

    assert sees(panel, decision) == NOTHING
    standing = standing_of(panel, DAY)
    assert not complaints_visible_to(standing).filter(pk=complaint.pk).exists()
    assert not duties_visible_to(standing).exists()


def test_whoever_steps_aside_reads_no_more(scene: Scene, elsewhere: Account) -> None:
    decision = scene.proposed()
    a_meeting(body=scene.group, members=4)
    assert decision.item
    decision.item.refresh_from_db()
    assert sees(elsewhere, decision)[:2] == (True, True)
    StepAside.objects.create(
        item=decision.item, person=elsewhere.person, reason="亲属", salt=b"", own=True, on=DAY
    )

    assert sees(elsewhere, decision) == NOTHING


def test_the_body_of_the_case_reads_what_followed_from_it(scene: Scene) -> None:
    decision = a_decision(scene)
    of_the_body = account_with(Role.HANDLER, unit=decision.case.body, subtree=False)
    stranger = account_with(Role.HANDLER, unit=UnitFactory.create())

    Entry.objects.update(audience=scene.city.root.pk)
    assert sees(of_the_body, decision) == ALL
    assert sees(stranger, decision) == NOTHING


def test_a_restricted_case_is_its_teams_and_the_heads(scene: Scene) -> None:
    decision = a_decision(scene)
    case = decision.case
    others = {
        role: account_with(role, unit=scene.office)
        for role in (Role.CLERK, Role.HANDLER, Role.SUPERVISOR, Role.OFFICE)
    }
    deciding = account_with(Role.CLERK, unit=decision.body, subtree=False)
    heads = [
        account_with(Role.SECTION_HEAD, unit=scene.office),
        account_with(Role.LEADER, unit=decision.body, subtree=False),
    ]
    member = account_with(Role.HANDLER, unit=scene.office)
    join(case, member)
    assert sees(others[Role.CLERK], decision) == ALL
    Case.objects.filter(pk=case.pk).update(restricted=True, opened_by=None)

    for account in (*others.values(), deciding):
        assert sees(account, decision) == NOTHING, account
        assert hidden(account, f"case:{case.pk}")
        assert hidden(account, f"decision:{decision.pk}")
    for account in (*heads, member):
        assert sees(account, decision) == ALL, account
        assert not hidden(account, f"case:{case.pk}")


def join(case: Case, account: Account) -> None:
    """Let somebody look into a case."""
    part = TeamMember.Part.MEMBER
    TeamMember.objects.create(
        case=case, person=account.person, part=part, from_on=DAY, named_by=account
    )


def hidden(account: Account, reference: str) -> bool:
    """Whether what is kept about something is kept from somebody."""
    field = "case" if reference.startswith("case:") else "source"
    rows = Entry.objects.filter(**{field: reference})
    return not leave_out(rows, standing_of(account, DAY), field).exists()


def test_it_is_counted_for_nobody_else(scene: Scene) -> None:
    case = scene.case(state=Case.State.LEAD, concluded_on=None, opened_by=None)
    clerk = standing_of(account_with(Role.CLERK, unit=scene.office), DAY)
    assert count_leads(clerk) == 1
    Case.objects.filter(pk=case.pk).update(restricted=True)

    assert count_leads(clerk) == 0
