"""A case begins: from what, about whom, and what becomes of the lead."""

from datetime import date, timedelta

import pytest

from zhiyong.approvals.models import Approval
from zhiyong.cases import services
from zhiyong.cases.models import Case
from zhiyong.cases.selectors import cases_visible_to, places_for
from zhiyong.cases.selectors.lists import lying_still
from zhiyong.cases.services import Source
from zhiyong.cases.tests.checks import nothing_changes
from zhiyong.cases.tests.factories import (
    ACTED,
    DAY,
    CaseScene,
    agree,
    make_case_scene,
    respondents,
)
from zhiyong.directory.models import Tenure
from zhiyong.directory.standing import standing_of
from zhiyong.directory.tests.factories import account_with
from zhiyong.intake.tests.factories import registered
from zhiyong.journal.models import Entry
from zhiyong.shell.access import Role
from zhiyong.shell.errors import Refusal

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> CaseScene:
    """Return a city with its office and a bureau."""
    return make_case_scene()


def test_a_case_has_its_number_and_its_record(scene: CaseScene) -> None:
    """It begins as a lead, numbered in its own series, with a commitment to what it is about."""
    case = scene.case(complaint=scene.complaint())
    assert case.state == Case.State.LEAD
    assert case.number == "效案〔2026〕1号"
    entry = Entry.objects.get(verb="case.opened")
    assert "summary" in entry.commitments
    assert case.title not in str(entry.facts)


def test_an_accusation_is_handed_over_and_becomes_no_case(scene: CaseScene) -> None:
    """What belongs to a discipline body is not looked into here, not even by a direct call."""
    complaint = registered(scene.city)
    complaint.input_class = "accusation"
    complaint.state = complaint.State.ACCEPTED
    complaint.save()
    with nothing_changes(), pytest.raises(services.BadSource):
        scene.case(complaint=complaint)


def test_a_complaint_about_the_body_itself_becomes_no_case_there(scene: CaseScene) -> None:
    """Nobody looks into a complaint about themselves."""
    complaint = scene.complaint()
    complaint.subject_unit = scene.body
    complaint.save()
    with nothing_changes(), pytest.raises(services.BadSource):
        scene.case(complaint=complaint)


def test_a_complaint_grows_into_one_case_only(scene: CaseScene) -> None:
    """A second case of the same body from the same complaint is refused."""
    complaint = scene.complaint()
    scene.case(complaint=complaint)
    with nothing_changes(), pytest.raises(services.BadSource):
        scene.case(complaint=complaint)


def test_the_body_is_not_its_own_respondent(scene: CaseScene) -> None:
    """A body cannot look into itself."""
    with nothing_changes(), pytest.raises(services.BadRespondent):
        scene.case(respondents=[scene.body])


def test_an_act_that_lies_ahead_is_refused(scene: CaseScene) -> None:
    """The day of the act has come."""
    with nothing_changes(), pytest.raises(services.Incomplete):
        scene.case(acted_on=DAY + timedelta(days=1))


def test_who_stood_over_them_is_kept_as_of_the_day_of_the_act(scene: CaseScene) -> None:
    """A later change of the leaders changes nothing about the case."""
    case = scene.case()
    [respondent] = respondents(case)
    before = places_for(respondent)
    Tenure.objects.filter(person=scene.head).update(valid=(date(2020, 1, 1), date(2026, 2, 1)))
    respondent.refresh_from_db()
    assert places_for(respondent) == before
    assert [one.who for one in before["main_leader"]] == [f"person:{scene.head.pk}"]
    assert before["unit"][0].who == f"unit:{scene.city.bureau.pk}"


def test_who_is_concerned_sees_nothing(scene: CaseScene) -> None:
    """Neither the reader of the body who is concerned, nor one of another body, sees a case."""
    case = scene.case()
    clerk, other = scene.office.clerk, scene.another()
    assert case in cases_visible_to(standing_of(clerk, DAY))
    assert other.person
    services.add_respondent(case=case, about=other.person, by=clerk, on=DAY)
    assert case not in cases_visible_to(standing_of(other, DAY))
    stranger = account_with(Role.CLERK, unit=scene.city.bureau)
    assert case not in cases_visible_to(standing_of(stranger, DAY))


# ── the lead ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("disposal", ["TALK_OR_INQUIRY", "HOLD", "CLOSE"])
def test_an_office_without_the_power_only_verifies(scene: CaseScene, disposal: str) -> None:
    """Disposal and filing are for bodies with that power, and the refusal names its ground."""
    case = scene.case()
    with nothing_changes(), pytest.raises(services.NoSuchPower) as refused:
        services.dispose(
            case=case, disposal=disposal, reason="依规处置。", by=scene.office.leader, on=DAY
        )
    assert refused.value.basis is not None
    scene.verify(case)
    case.refresh_from_db()
    assert case.state == Case.State.VERIFYING
    assert not Approval.objects.exists()
    with nothing_changes(), pytest.raises(services.NoSuchPower):
        services.file_case(case=case, reason="需要立案。", by=scene.office.leader, on=DAY)


def test_a_discipline_body_disposes_and_files_with_approval() -> None:
    """Nothing moves before the chain has agreed; then the case is verified, and filed."""
    scene = make_case_scene("discipline_bureau")
    case = scene.case()
    head = scene.office.section_head
    made = services.dispose(case=case, disposal="VERIFY", reason="线索具体。", by=scene.by, on=DAY)
    assert isinstance(made, Approval)
    case.refresh_from_db()
    assert case.state == Case.State.LEAD
    agree(made, scene.office)
    case.refresh_from_db()
    assert case.state == Case.State.VERIFYING
    services.name_team(
        case=case, lead=scene.lead, members=[scene.member], declared_none=True, by=head, on=DAY
    )
    filing = services.file_case(case=case, reason="涉嫌违纪。", by=scene.by, on=DAY)
    assert isinstance(filing, Approval)
    agree(filing, scene.office)
    case.refresh_from_db()
    assert (case.state, case.filed_on) == (Case.State.FILED, DAY)


def test_a_held_lead_is_looked_at_again() -> None:
    """Nothing is held for ever: without a day of review, or with one too far off, it is refused."""
    scene = make_case_scene("discipline_bureau")
    case = scene.case()
    for review in (None, DAY, DAY + timedelta(days=200)):
        with nothing_changes(), pytest.raises(services.Incomplete):
            services.dispose(
                case=case, disposal="HOLD", reason="待查。", by=scene.by, on=DAY, review_on=review
            )
    made = services.dispose(
        case=case,
        disposal="HOLD",
        reason="待查。",
        by=scene.by,
        on=DAY,
        review_on=DAY + timedelta(days=60),
    )
    assert isinstance(made, Approval)
    agree(made, scene.office)
    case.refresh_from_db()
    assert case.state == Case.State.HELD
    assert case.holds.get().review_on == DAY + timedelta(days=60)


def test_a_stale_form_changes_nothing(scene: CaseScene) -> None:
    """Who acts on an older state of the case is told so."""
    case = scene.case()
    seen = case.version
    services.touch(case=case, by=scene.by, on=DAY)
    with nothing_changes(), pytest.raises(services.Stale):
        services.dispose(
            case=case,
            disposal="VERIFY",
            reason="线索具体。",
            by=scene.office.leader,
            on=DAY,
            version=seen,
        )


def test_a_case_lying_still_is_shown_to_others_than_its_team(scene: CaseScene) -> None:
    """After the plan's time the heads see it in their list; its own team does not."""
    case = scene.case(Case.State.VERIFYING)
    leader = standing_of(scene.office.leader, DAY)
    assert not lying_still(leader, DAY + timedelta(days=15)).exists()
    late = DAY + timedelta(days=17)
    assert list(lying_still(leader, late)) == [case]
    boss = account_with(Role.SECTION_HEAD, unit=scene.body)
    assert boss.person
    services.add_member(
        case=case, person=boss.person, declared_none=True, by=scene.office.leader, on=DAY
    )
    assert not lying_still(standing_of(boss, DAY), late).exists()


# ── cases that belong together ────────────────────────────────────────────────────────────


def test_a_merger_can_be_undone_until_the_other_is_concluded(scene: CaseScene) -> None:
    """Sources and respondents go along, and come back."""
    into = scene.case(title="总案")
    other = scene.case(
        title="子案", complaint=scene.complaint(), respondents=[scene.city.official()]
    )
    services.merge(case=other, into=into, reason="同一事项。", by=scene.office.leader, on=DAY)
    other.refresh_from_db()
    assert other.state == Case.State.MERGED
    assert len(respondents(into)) == 2
    assert into.sources.count() == 1
    services.unmerge(case=other, by=scene.office.leader, on=DAY)
    other.refresh_from_db()
    assert other.state == Case.State.LEAD
    assert len(respondents(into)) == 1
    assert into.sources.count() == 0


def test_a_merger_stays_once_the_other_is_concluded(scene: CaseScene) -> None:
    """What rests on the merged material is not parted again."""
    into = scene.found()
    other = scene.case(title="子案", respondents=[])
    services.merge(case=other, into=into, reason="同一事项。", by=scene.office.leader, on=DAY)
    Case.objects.filter(pk=into.pk).update(state=Case.State.CONCLUDED, concluded_on=DAY)
    with nothing_changes(), pytest.raises(services.CannotMerge):
        services.unmerge(case=other, by=scene.office.leader, on=DAY)


def test_a_case_does_not_stand_under_itself(scene: CaseScene) -> None:
    """Parents make no circle."""
    parent, child = scene.case(title="总案"), scene.case(title="子案")
    services.put_under(case=child, parent=parent, by=scene.office.leader, on=DAY)
    child.refresh_from_db()
    with nothing_changes(), pytest.raises(Refusal):
        services.put_under(case=parent, parent=child, by=scene.office.leader, on=DAY)


def test_a_source_is_taken_in_once(scene: CaseScene) -> None:
    """Repeats are counted and linked, not lost; the same one twice is refused."""
    case = scene.case(complaint=scene.complaint())
    more = Source(complaint=scene.complaint(text="同一窗口又一次无人。"))
    services.add_source(case=case, source=more, by=scene.by, on=DAY)
    assert case.sources.count() == 2
    with nothing_changes(), pytest.raises(services.BadSource):
        services.add_source(case=case, source=more, by=scene.by, on=DAY)
    assert ACTED < DAY
