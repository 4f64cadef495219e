"""Evidence, statements, facts, findings, and the conclusion that rests on them."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from zhiyong.approvals.models import Approval, Step
from zhiyong.approvals.selectors import current_step
from zhiyong.approvals.services import decide
from zhiyong.cases import gates, services
from zhiyong.cases.models import Case, Evidence, Liability
from zhiyong.cases.selectors import facts_for, obstacles
from zhiyong.cases.tests.checks import nothing_changes
from zhiyong.cases.tests.factories import (
    ACTED,
    DAY,
    CaseScene,
    agree,
    find,
    gather,
    make_case_scene,
    respondents,
)
from zhiyong.files.errors import FileRefused
from zhiyong.journal.models import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> CaseScene:
    """Return a city with its office and a bureau."""
    return make_case_scene()


def draft(scene: CaseScene, case: Case, **changes: object) -> None:
    """Write a conclusion."""
    given = {"outcome": "substantiated", "text": "属实。", "cause": "没有提醒。", **changes}
    services.draft_conclusion(case=case, by=scene.by, on=DAY, **given)  # type: ignore[arg-type]


def submit(scene: CaseScene, case: Case) -> Approval | Case:
    """Send the conclusion for approval."""
    return services.submit_conclusion(case=case, by=scene.by, on=DAY)


# ── evidence ──────────────────────────────────────────────────────────────────────────────


def a_file(content: bytes = b"2026-01-12 09:00\n") -> SimpleUploadedFile:
    """Return a small text file."""
    return SimpleUploadedFile("note.txt", content, content_type="text/plain")


def test_evidence_is_kept_by_its_hash_with_its_custody(scene: CaseScene) -> None:
    """A newer file never replaces an older one; each hand-over is a link of the chain."""
    case = scene.case(Case.State.VERIFYING)
    row = services.add_evidence(
        case=case,
        title="签到记录",
        kind=Evidence.Kind.DOCUMENT,
        taken_on=DAY,
        taken_from="大厅管理处",
        upload=a_file(),
        by=scene.by,
        on=DAY,
    )
    services.add_version(
        evidence=row, upload=a_file(b"with stamp\n"), note="补盖章", by=scene.by, on=DAY
    )
    services.hand_on(
        evidence=row,
        to_outside="司法鉴定中心",
        purpose="笔迹鉴定",
        seal_code="A17",
        by=scene.by,
        on=DAY,
    )
    digests = {one.file.original_digest for one in row.versions.all()}
    assert len(digests) == 2
    chain = list(row.custody.order_by("pk"))
    assert [one.to_outside for one in chain] == ["", "司法鉴定中心"]
    assert chain[1].sealed
    assert chain[1].giver == scene.lead.name
    told = Entry.objects.filter(verb="case.evidence_filed")
    assert {one.facts["digest"] for one in told} <= {
        one.file.served_digest for one in row.versions.all()
    }


def test_only_the_team_takes_evidence(scene: CaseScene) -> None:
    """Who does not look into the case adds nothing to it."""
    case = scene.case(Case.State.VERIFYING)
    with nothing_changes(), pytest.raises(services.NotNow):
        services.add_evidence(
            case=case,
            title="签到记录",
            kind=Evidence.Kind.DOCUMENT,
            taken_on=DAY,
            taken_from="大厅",
            by=scene.office.clerk,
            on=DAY,
        )


def test_locked_evidence_changes_no_more(scene: CaseScene) -> None:
    """After the decision only something new is added, with the reason why it comes so late."""
    case = scene.concluded()
    services.mark_decided(case=case, by=scene.office.leader, on=DAY)
    row = case.evidence.first()
    assert row
    with nothing_changes(), pytest.raises(services.NotNow):
        services.add_version(evidence=row, upload=a_file(), note="改", by=scene.by, on=DAY)
    with nothing_changes(), pytest.raises(services.NotNow):
        services.exclude_evidence(evidence=row, reason="改", by=scene.by, on=DAY)
    late = {
        "case": case,
        "title": "新发现的记录",
        "kind": Evidence.Kind.DOCUMENT,
        "taken_on": DAY,
        "taken_from": "大厅",
        "by": scene.by,
        "on": DAY,
    }
    with nothing_changes(), pytest.raises(services.Incomplete):
        services.add_evidence(**late)  # type: ignore[arg-type]
    services.add_evidence(**late, reason="当事人申诉时提交。")  # type: ignore[arg-type]
    assert case.evidence.filter(locked_on=None).count() == 1


def test_a_statement_is_taken_by_two(scene: CaseScene) -> None:
    """One taker is too few; what lies before the act, or ahead, is no hearing of it."""
    case = scene.case(Case.State.VERIFYING)
    [respondent] = respondents(case)
    given = {
        "case": case,
        "kind": "HEARING",
        "speaker": "",
        "respondent": respondent,
        "text": "我有话说。",
        "said_on": DAY,
        "by": scene.by,
        "on": DAY,
    }
    with nothing_changes(), pytest.raises(services.FewTakers):
        services.take_statement(**given, takers=[scene.lead])  # type: ignore[arg-type]
    both = [scene.lead, scene.member]
    for wrong in (ACTED - timedelta(days=1), DAY + timedelta(days=1)):
        with nothing_changes(), pytest.raises(services.Incomplete):
            services.take_statement(**{**given, "said_on": wrong}, takers=both)  # type: ignore[arg-type]


# ── the three musts, and facts with evidence ──────────────────────────────────────────────


@pytest.mark.clause("S3-116")
@pytest.mark.parametrize("missing", ["on_site", "public_heard", "person_heard"])
def test_each_of_the_three_musts_holds_the_conclusion_back(scene: CaseScene, missing: str) -> None:
    """On the spot, the public, the person: what is missing is named with its clause."""
    case = scene.found()
    case.steps.filter(step=missing).update(is_current=False)
    draft(scene, case)
    with nothing_changes(), pytest.raises(services.Held) as refused:
        submit(scene, case)
    assert [one.reference for one in refused.value.obstacles] == [f"step:{missing}"]
    assert "S3-116" in str(refused.value)


@pytest.mark.clause("S3-116")
def test_a_refusal_to_speak_is_recorded_and_suffices(scene: CaseScene) -> None:
    """Who declines to speak was asked: the conclusion may be written."""
    case = scene.case(Case.State.VERIFYING)
    gather_but_hear(scene, case)
    [respondent] = respondents(case)
    draft_needs_finding(scene, case)
    with nothing_changes(), pytest.raises(services.Held):
        submit(scene, case)
    services.take_statement(
        case=case,
        kind="HEARING",
        speaker="",
        respondent=respondent,
        text="",
        refused=True,
        takers=[scene.lead, scene.member],
        said_on=DAY,
        by=scene.by,
        on=DAY,
    )
    respondent.refresh_from_db()
    assert respondent.declined
    assert case.steps.get(step="person_heard").refused
    assert submit(scene, case)


@pytest.mark.clause("S3-116")
def test_a_hearing_is_not_recorded_by_hand(scene: CaseScene) -> None:
    """The step is done by hearing the person, and by nothing else."""
    case = scene.case(Case.State.VERIFYING)
    with nothing_changes(), pytest.raises(services.NotNow) as refused:
        services.record_step(
            case=case, step="person_heard", fields={}, done_on=DAY, by=scene.by, on=DAY
        )
    assert "S3-116" in str(refused.value)


def gather_but_hear(scene: CaseScene, case: Case) -> None:
    """Do everything before a conclusion but the hearing."""
    gather(scene, case)
    case.steps.filter(step="person_heard").delete()
    case.statements.filter(kind="HEARING").delete()
    case.respondents.update(heard_on=None)


def draft_needs_finding(scene: CaseScene, case: Case) -> None:
    """State a finding and write the conclusion."""
    for respondent in respondents(case):
        find(scene, respondent)
    draft(scene, case)


@pytest.mark.clause("S3-117")
def test_a_fact_without_evidence_blocks_and_is_named(scene: CaseScene) -> None:
    """Of three facts two cite evidence: the third is named, and nothing goes out."""
    case = scene.found()
    cited = list(case.evidence.all())
    services.establish_fact(
        case=case, text="第二项事实。", evidence=cited, statements=[], by=scene.by, on=DAY
    )
    third = services.establish_fact(
        case=case, text="第三项事实没有依据。", evidence=[], statements=[], by=scene.by, on=DAY
    )
    draft(scene, case)
    with nothing_changes(), pytest.raises(services.Held) as refused:
        submit(scene, case)
    assert [one.reference for one in refused.value.obstacles] == [f"establishedfact:{third.pk}"]
    assert "3" in str(refused.value.obstacles[0].text)
    assert "S3-117" in str(refused.value)
    services.cite(fact=third, evidence=cited, statements=[], by=scene.by, on=DAY)
    assert submit(scene, case)


def test_excluded_evidence_supports_nothing(scene: CaseScene) -> None:
    """A fact whose only evidence was excluded is a fact without evidence."""
    case = scene.found()
    only = services.add_evidence(
        case=case,
        title="偷录录音",
        kind=Evidence.Kind.RECORDING,
        taken_on=DAY,
        taken_from="不明",
        by=scene.by,
        on=DAY,
    )
    fact = services.establish_fact(
        case=case, text="据录音。", evidence=[only], statements=[], by=scene.by, on=DAY
    )
    services.exclude_evidence(evidence=only, reason="来源不合法。", by=scene.by, on=DAY)
    found = [one.reference for one in obstacles("conclusion", case, DAY)]
    assert found == [f"establishedfact:{fact.pk}"]
    with nothing_changes(), pytest.raises(services.Incomplete):
        services.establish_fact(
            case=case,
            text="再据录音。",
            evidence=[Evidence.objects.get(pk=only.pk)],
            statements=[],
            by=scene.by,
            on=DAY,
        )


def test_a_conclusion_names_a_cause_or_a_reason(scene: CaseScene) -> None:
    """Neither of the two is no conclusion."""
    case = scene.found()
    with nothing_changes(), pytest.raises(services.Incomplete):
        draft(scene, case, cause="")
    draft(scene, case, cause="", no_cause="偶发。")


def test_a_conclusion_that_was_sent_back_is_followed_by_another(scene: CaseScene) -> None:
    """The first stays readable, the second is a new one."""
    case = scene.found()
    draft(scene, case)
    approval = submit(scene, case)
    assert isinstance(approval, Approval)
    step = current_step(approval)
    assert step
    decide(
        step=step,
        verdict=Step.Verdict.RETURN,
        opinion="请补充依据。",
        by=scene.office.section_head,
        on=DAY,
    )
    assert case.conclusions.get().returned_on == DAY
    draft(scene, case)
    again = submit(scene, case)
    assert isinstance(again, Approval)
    agree(again, scene.office)
    case.refresh_from_db()
    assert case.state == Case.State.CONCLUDED
    assert [one.number for one in case.conclusions.order_by("number")] == [1, 2]


def test_rooms_above_hold_a_case_back(scene: CaseScene, monkeypatch: pytest.MonkeyPatch) -> None:
    """A gate that names an obstacle is heard, with its clause."""
    case = scene.found()
    draft(scene, case)
    waits = gates.Obstacle("移送未回。", None, "transfer:1")
    monkeypatch.setitem(gates._checks, "conclusion", [lambda *_of: [waits]])
    with nothing_changes(), pytest.raises(services.Held, match="移送未回"):
        submit(scene, case)


# ── findings ──────────────────────────────────────────────────────────────────────────────


def test_a_finding_without_what_the_plan_wants_is_refused(scene: CaseScene) -> None:
    """The missing field is named with the clause of the category."""
    case = scene.gathered()
    [respondent] = respondents(case)
    with nothing_changes(), pytest.raises(services.FindingRefused) as refused:
        find(scene, respondent, category="a1")
    assert "S3-010" in str(refused.value)
    find(scene, respondent, category="a1", stated={"requirement_gap": "应会不会。"})


def test_a_group_is_no_finding(scene: CaseScene) -> None:
    """One of the categories below it is named."""
    case = scene.gathered()
    [respondent] = respondents(case)
    with nothing_changes(), pytest.raises(services.FindingRefused):
        find(scene, respondent, category="incapable")


@pytest.mark.parametrize(
    "wrong",
    [
        {"severity": "terrible"},
        {"severity_grounds": " "},
        {"facts": []},
        {"text": ""},
        {"acted_on": DAY + timedelta(days=1)},
    ],
)
def test_an_incomplete_finding_is_refused(scene: CaseScene, wrong: dict[str, object]) -> None:
    """Severity is of the plan's scale and has grounds; a finding rests on facts and says what."""
    case = scene.gathered()
    [respondent] = respondents(case)
    with nothing_changes(), pytest.raises(services.Incomplete):
        find(scene, respondent, **wrong)  # type: ignore[arg-type]


def test_a_later_finding_replaces_an_earlier_one(scene: CaseScene) -> None:
    """The earlier one stays readable; the facts are those of the later one."""
    case = scene.gathered()
    [respondent] = respondents(case)
    first = find(scene, respondent, severity="minor")
    second = find(scene, respondent, severity="serious")
    first.refresh_from_db()
    assert first.replaced_by == second
    assert facts_for(respondent, DAY)["case.severity"] == "serious"


def test_what_people_state_is_a_fact_with_grounds(scene: CaseScene) -> None:
    """Of the plan's vocabulary only; a correction is a new row."""
    case = scene.gathered()
    [respondent] = respondents(case)
    given = {"case": case, "fact": "case.major_effect", "by": scene.by, "on": DAY}
    services.state_fact(**given, value=True, grounds="媒体报道。")  # type: ignore[arg-type]
    services.state_fact(**given, value=False, grounds="核实后影响有限。")  # type: ignore[arg-type]
    assert facts_for(respondent, DAY)["case.major_effect"] is False
    assert case.stated_facts.count() == 2
    for wrong in ({"fact": "case.nothing"}, {"fact": "case.severity", "value": "dreadful"}):
        with nothing_changes(), pytest.raises(services.Incomplete):
            services.state_fact(**{**given, "value": True, "grounds": "无。", **wrong})  # type: ignore[arg-type]
    with nothing_changes(), pytest.raises(services.Incomplete):
        services.state_fact(**given, value=True, grounds=" ")  # type: ignore[arg-type]


# ── accountability items ──────────────────────────────────────────────────────────────────


def test_an_item_opens_by_itself_and_is_assessed_by_people(scene: CaseScene) -> None:
    """The main leader of a slack unit is to be assessed; nobody assesses themselves."""
    case = scene.gathered(respondents=[scene.city.bureau])
    services.state_fact(
        case=case,
        fact="unit.leads_weakly",
        value=True,
        grounds="督查结论。",
        by=scene.by,
        on=DAY,
    )
    item = case.liabilities.get()
    assert (item.rule, item.person, item.state) == (
        "slack_unit",
        scene.head,
        Liability.State.OPEN,
    )
    assert any("S3-137" in one for one in item.clauses)
    assert [one.reference for one in obstacles("closing", case, DAY) if "liab" in one.reference]
    own = scene.office.leader
    own.person = scene.head
    with nothing_changes(), pytest.raises(services.NotToAssess):
        services.assess_liability(liability=item, state="LIABLE", grounds="是。", by=own, on=DAY)
    with nothing_changes(), pytest.raises(services.Incomplete):
        services.assess_liability(
            liability=item, state="LIABLE", grounds=" ", by=scene.office.section_head, on=DAY
        )
    services.assess_liability(
        liability=item,
        state="NOT_LIABLE",
        grounds="已多次部署。",
        by=scene.office.section_head,
        on=DAY,
    )
    assert not [one for one in obstacles("closing", case, DAY) if "liab" in one.reference]


def test_a_blocking_item_holds_the_decision_back(scene: CaseScene) -> None:
    """A dual inquiry that is not done blocks; assessed, the case goes on."""
    case = scene.concluded()
    [respondent] = respondents(case)
    item = Liability.objects.create(
        case=case,
        respondent=respondent,
        rule="one_level_up",
        place="direct_superior",
        person=scene.chief,
        blocks=True,
        opened_on=DAY,
    )
    with nothing_changes(), pytest.raises(services.Held) as refused:
        services.mark_decided(case=case, by=scene.office.leader, on=DAY)
    assert refused.value.obstacles[0].reference == f"liability:{item.pk}"
    services.assess_liability(
        liability=item,
        state="LIABLE",
        grounds="未履行监督责任。",
        by=scene.office.section_head,
        on=DAY,
    )
    services.mark_decided(case=case, by=scene.office.leader, on=DAY)


def test_nobody_is_decided_upon_unheard(scene: CaseScene) -> None:
    """Told of the facts, and heard or declined: else the decision is held back, with its ground."""
    case = scene.concluded()
    case.respondents.update(heard_on=None, told_on=None)
    with nothing_changes(), pytest.raises(services.Held) as refused:
        services.mark_decided(case=case, by=scene.office.leader, on=DAY)
    assert len(refused.value.obstacles) == 2
    assert refused.value.basis is not None


# ── outcomes that spare or clear ──────────────────────────────────────────────────────────


def test_a_name_is_cleared_only_where_nothing_was_found(scene: CaseScene) -> None:
    """With a proven finding it is refused; without one the outcome says so."""
    case = scene.gathered()
    [respondent] = respondents(case)
    finding = find(scene, respondent)
    with nothing_changes(), pytest.raises(services.NotNow):
        services.clear_name(respondent=respondent, reason="查无实据。", by=scene.by, on=DAY)
    services.withdraw_finding(finding=finding, by=scene.by, on=DAY)
    services.clear_name(respondent=respondent, reason="查无实据。", by=scene.by, on=DAY)
    respondent.refresh_from_db()
    assert (respondent.outcome, respondent.cleared_on) == ("cleared", DAY)


def test_an_honest_error_is_exempted_with_reasons(scene: CaseScene) -> None:
    """What is exempted is known: without a finding there is nothing to exempt."""
    case = scene.gathered()
    [respondent] = respondents(case)
    with nothing_changes(), pytest.raises(services.NotNow):
        services.tolerate(respondent=respondent, reason="先行先试。", by=scene.by, on=DAY)
    find(scene, respondent)
    services.tolerate(respondent=respondent, reason="先行先试。", by=scene.by, on=DAY)
    respondent.refresh_from_db()
    assert (respondent.outcome, respondent.tolerated_on) == ("tolerated", DAY)


def test_a_file_that_is_no_file_changes_nothing(scene: CaseScene) -> None:
    """An empty upload is refused, and no evidence is left behind."""
    case = scene.case(Case.State.VERIFYING)
    with nothing_changes(), pytest.raises(FileRefused):
        services.add_evidence(
            case=case,
            title="空文件",
            kind=Evidence.Kind.DOCUMENT,
            taken_on=DAY,
            taken_from="大厅",
            upload=SimpleUploadedFile("空.txt", b""),
            by=scene.by,
            on=DAY,
        )
