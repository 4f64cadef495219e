"""Who looks into a case, and who must not."""

import pytest

from zhiyong.approvals import recusals
from zhiyong.cases import services
from zhiyong.cases.models import Case, Kin, TeamMember
from zhiyong.cases.selectors.recusal import why_not
from zhiyong.cases.tests.checks import nothing_changes
from zhiyong.cases.tests.factories import DAY, CaseScene, make_case_scene
from zhiyong.directory import openwork
from zhiyong.directory.models import Account, Person
from zhiyong.directory.tests.factories import account_with
from zhiyong.shell.access import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> CaseScene:
    """Return a city with its office and a bureau."""
    return make_case_scene()


@pytest.fixture
def case(scene: CaseScene) -> Case:
    """Return a case in verification that nobody looks into yet."""
    row = scene.case()
    scene.verify(row)
    row.refresh_from_db()
    return row


def person(account: Account) -> Person:
    """Return the person behind an account."""
    assert account.person
    return account.person


def name(scene: CaseScene, case: Case, *people: Person, declared: bool = True) -> None:
    """Name a team."""
    services.name_team(
        case=case,
        lead=people[0],
        members=people[1:],
        declared_none=declared,
        by=scene.office.section_head,
        on=DAY,
    )


@pytest.mark.clause("S3-115")
def test_two_look_into_a_case_and_the_step_is_done(scene: CaseScene, case: Case) -> None:
    """One of them leads; the plan's step of naming investigators is recorded with it."""
    name(scene, case, scene.lead, scene.member)
    assert case.team.filter(part=TeamMember.Part.LEAD).count() == 1
    step = case.steps.get(step="investigators")
    assert step.fields["recusal_checked"] is True
    assert case.declarations.filter(has_none=True).count() == 2


def test_one_alone_is_too_few(scene: CaseScene, case: Case) -> None:
    """The number is the plan's, and the refusal names its clause."""
    with nothing_changes(), pytest.raises(services.TooFew) as refused:
        name(scene, case, scene.lead)
    assert "S3-115" in str(refused.value)


@pytest.mark.clause("S3-115")
def test_whoever_works_in_the_office_concerned_is_refused(scene: CaseScene, case: Case) -> None:
    """Also when it was on the day of the act, also in a section below it."""
    colleague = scene.city.official(scene.city.section)
    for who in (colleague, scene.city.official(scene.city.institution)):
        with nothing_changes(), pytest.raises(services.MustRecuse) as refused:
            name(scene, case, scene.lead, who)
        assert "S3-115" in str(refused.value)


@pytest.mark.parametrize("turned", [False, True])
def test_a_spouse_is_refused(scene: CaseScene, case: Case, turned: bool) -> None:
    """As recorded on either side; the refusal names the clause."""
    pair = (scene.official, scene.member) if turned else (scene.member, scene.official)
    Kin.objects.create(
        person=pair[0],
        other=pair[1],
        relation=Kin.Relation.SPOUSE,
        recorded_on=DAY,
        recorded_by=scene.by,
    )
    with nothing_changes(), pytest.raises(services.MustRecuse) as refused:
        name(scene, case, scene.lead, scene.member)
    assert "S3-115" in str(refused.value)


def test_a_superior_of_the_day_of_the_act_is_refused(scene: CaseScene, case: Case) -> None:
    """Who stood over the person concerned does not look into it."""
    for who in (scene.head, scene.official):
        reason = why_not(who, case, DAY)
        assert reason is not None
        with nothing_changes(), pytest.raises(services.MustRecuse):
            name(scene, case, scene.lead, who)


def test_a_witness_is_refused(scene: CaseScene) -> None:
    """Who gave evidence does not look into it afterwards."""
    case = scene.case(Case.State.VERIFYING)
    witness = person(scene.another())
    services.take_statement(
        case=case,
        kind="INTERVIEW",
        speaker=witness.name,
        witness=witness,
        text="当天我在场。",
        takers=[scene.lead, scene.member],
        said_on=DAY,
        by=scene.by,
        on=DAY,
    )
    with nothing_changes(), pytest.raises(services.MustRecuse):
        services.add_member(
            case=case, person=witness, declared_none=True, by=scene.office.leader, on=DAY
        )


def test_without_a_declaration_nobody_is_named(scene: CaseScene, case: Case) -> None:
    """What only they know, they are asked for."""
    with nothing_changes(), pytest.raises(services.MustRecuse):
        name(scene, case, scene.lead, scene.member, declared=False)


def test_a_second_team_is_refused(scene: CaseScene, case: Case) -> None:
    """There is one team; its members are replaced one by one."""
    name(scene, case, scene.lead, scene.member)
    other, more = person(scene.another()), person(scene.another())
    with nothing_changes(), pytest.raises(services.NotNow):
        name(scene, case, other, more)


def test_a_recusal_is_decided_by_somebody_else(scene: CaseScene) -> None:
    """Not by the person, not by whoever asked; who is recused leaves at once, for good."""
    case = scene.case(Case.State.VERIFYING)
    request = services.ask_recusal(
        case=case,
        person=scene.member,
        asker="RESPONDENT",
        reason="是本人的同学。",
        by=scene.office.clerk,
        on=DAY,
    )
    for wrong in (scene.second, scene.office.clerk):
        with nothing_changes(), pytest.raises(services.SameHand):
            services.decide_recusal(
                request=request, grant=True, reason="情况属实。", by=wrong, on=DAY
            )
    services.decide_recusal(
        request=request, grant=True, reason="情况属实。", by=scene.office.leader, on=DAY
    )
    assert not case.team.filter(person=scene.member, until_on=None).exists()
    with nothing_changes(), pytest.raises(services.MustRecuse):
        services.add_member(
            case=case, person=scene.member, declared_none=True, by=scene.office.leader, on=DAY
        )


def test_an_open_recusal_holds_the_conclusion_back(scene: CaseScene) -> None:
    """It is decided first."""
    case = scene.found()
    services.ask_recusal(
        case=case,
        person=scene.member,
        asker="OWN",
        reason="与当事人有交往。",
        by=scene.second,
        on=DAY,
    )
    services.draft_conclusion(
        case=case, outcome="substantiated", text="属实。", cause="无提醒。", by=scene.by, on=DAY
    )
    with nothing_changes(), pytest.raises(services.Held):
        services.submit_conclusion(case=case, by=scene.by, on=DAY)


def test_a_member_is_replaced(scene: CaseScene) -> None:
    """The part stays, the former one is kept with the reason."""
    case = scene.case(Case.State.VERIFYING)
    other = person(scene.another())
    member = case.team.get(person=scene.lead)
    services.replace_member(
        member=member,
        person=other,
        reason="调离。",
        declared_none=True,
        by=scene.office.leader,
        on=DAY,
    )
    assert case.team.get(until_on=None, part="LEAD").person == other
    member.refresh_from_db()
    assert (member.until_on, member.reason) == (DAY, "调离。")
    with nothing_changes(), pytest.raises(services.NotNow):
        services.replace_member(
            member=member,
            person=person(scene.another()),
            reason="调离。",
            declared_none=True,
            by=scene.office.leader,
            on=DAY,
        )


def test_work_is_handed_over_by_name(scene: CaseScene) -> None:
    """What somebody works on is listed, and passed on after the recusal check."""
    case = scene.case(Case.State.VERIFYING)
    provider = openwork.get("cases")
    assert [one.reference for one in provider.list_open(scene.lead, DAY)] == [f"case:{case.pk}"]
    other = person(account_with(Role.HANDLER, unit=scene.body))
    provider.pass_on([f"case:{case.pk}"], scene.lead, other, scene.by, DAY)
    assert provider.list_open(scene.lead, DAY) == []
    assert case.team.get(until_on=None, part="LEAD").person == other


def test_a_spouse_of_the_person_signs_nothing_about_the_case(scene: CaseScene) -> None:
    """The chain waits for somebody else, whom the office names; it goes on with them."""
    row = scene.case()
    leader, other = scene.office.leader, scene.another(Role.LEADER)
    Kin.objects.create(
        person=leader.person,
        other=scene.official,
        relation=Kin.Relation.SPOUSE,
        recorded_on=DAY,
        recorded_by=scene.by,
    )
    barred = recusals.barred(f"case:{row.pk}", [person(leader), person(other)], DAY)

    assert set(barred) == {person(leader).pk}
    assert scene.official.name in barred[person(leader).pk]
