"""Visits and what they find: taken once, answered, handed on, looked at again."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from PIL import Image

from zhiyong.cases.models import Case
from zhiyong.directory.standing import standing_of
from zhiyong.duties.models import Duty
from zhiyong.files import storage
from zhiyong.files.models import File
from zhiyong.inspections import services
from zhiyong.inspections.models import Finding, Outcome, Photograph, Round, Visit
from zhiyong.inspections.selectors import figures, rounds_visible_to
from zhiyong.inspections.services import Answer, Found
from zhiyong.inspections.statements import photograph_text
from zhiyong.inspections.tests.checks import nothing_changes, the_entry
from zhiyong.inspections.tests.factories import MOMENT, Scene, make_scene, prepared
from zhiyong.intake.models import Complaint
from zhiyong.journal.services import recommit
from zhiyong.plans.tests.factories import DAY
from zhiyong.publicity.models import Publication
from zhiyong.rectification.models import Item
from zhiyong.shell.errors import Refusal

LATER = DAY + timedelta(days=7)


def test_the_same_draft_sent_twice_is_taken_once(scene: Scene) -> None:
    visit, token = scene.booked(), uuid4()
    first = scene.made(visit, token=token, findings=[Found("无人在岗")])

    with nothing_changes():
        again = scene.made(visit, token=token, notes="别的", findings=[Found("另一条")])

    assert again.pk == first.pk
    assert (again.notes, again.findings.count()) == ("窗口两人在岗。", 1)
    with nothing_changes(), pytest.raises(services.NotNow):
        scene.made(visit, token=uuid4())
    assert Round.objects.get().state == Round.State.UNDER_WAY


@pytest.mark.parametrize("which", ["stranger", "early", "late", "planner", "foreign line"])
def test_a_record_that_cannot_be_is_not_taken(scene: Scene, which: str) -> None:
    visit = scene.booked()
    given: dict[str, Any] = {
        "stranger": {"by": scene.superior},
        "planner": {"by": scene.planner},
        "early": {"visited_on": DAY - timedelta(1)},
        "late": {"visited_on": LATER},
        "foreign line": {"answers": {"none": Answer("x")}},
    }[which]

    with nothing_changes(), pytest.raises(Refusal):
        scene.made(visit, **given)


@pytest.mark.clause("S1-033")
def test_the_checklist_is_the_plans_and_a_line_that_contradicts_is_kept(db: None) -> None:
    scene = make_scene("s1-district-service-difficulty", "district_discipline")
    visit = scene.booked(scene.ready("self_check_review"))
    answers = {
        "stated": Answer("已全部整改"),
        "found": Answer("仍有两项未整改", note="附照片"),
    }
    with nothing_changes(), pytest.raises(services.BadAnswers) as refusal:
        scene.made(visit, answers=answers)
    assert [one.field for one in refusal.value.wrong] == ["contradicted"]

    made = scene.made(visit, answers={**answers, "contradicted": Answer(True)})

    assert made.answers["contradicted"] == {"value": True}
    assert made.answers["found"] == {"value": "仍有两项未整改", "note": "附照片"}


@pytest.mark.clause("S0-072")
def test_what_the_head_did_personally_is_asked_at_acceptance(scene: Scene) -> None:
    made = scene.ready("acceptance")
    lines = ("leader_planned", "leader_deployed", "leader_inspected")
    visit = scene.booked(made)
    with nothing_changes(), pytest.raises(services.BadAnswers) as refusal:
        scene.made(visit)
    assert {one.field for one in refusal.value.wrong} == {*lines}

    done = scene.made(visit, answers={name: Answer("2") for name in lines})

    assert done.answers["leader_planned"] == {"value": "2"}


@pytest.mark.clause("S4i-036")
def test_a_project_is_visited_at_each_point_in_time(db: None) -> None:
    scene = make_scene("s4i-audit-bureau", "discipline_office")
    made = scene.ready("on_site")
    target = made.targets.get()

    for point in ("start", "middle", "end"):
        services.book_visit(target=target, point=point, by=scene.planner, on=DAY)

    assert [one.point for one in made.visits.order_by("number")] == ["start", "middle", "end"]
    with nothing_changes(), pytest.raises(services.Incomplete):
        services.book_visit(target=target, point="later", by=scene.planner, on=DAY)
    with nothing_changes(), pytest.raises(services.BadAnswers) as refusal:
        scene.made(made.visits.get(point="start"))
    asked = {one.field for one in refusal.value.wrong}
    assert asked == {"duty", "procedure", "discipline", "service"}


@pytest.mark.clause("S4i-035")
def test_a_surprise_check_is_sealed_and_its_kind_is_kept(db: None) -> None:
    scene = make_scene("s4i-audit-bureau", "discipline_office")
    made = scene.ready("concentrated", sort="surprise", unannounced=True)
    told = rounds_visible_to(standing_of(scene.liaison, DAY))
    assert not told.exists()

    scene.made(scene.booked(made))
    services.file_report(round_=made, text="报告", by=scene.planner, on=DAY)

    assert told.all().get() == made
    assert figures(scene.adoption, [scene.unit.pk], DAY).crosswise == {("", "surprise"): 1}


def test_photographs_lose_what_they_say_and_when_and_where_are_kept_apart(scene: Scene) -> None:
    made = scene.made(photographs=[prepared()])

    photo = Photograph.objects.select_related("file").get(visit=made)
    assert (photo.taken, photo.place) == ("2026-03-02 09:30:05", "30.59280, 114.30550")
    assert photo.file.cleaning == File.Cleaning.CLEANED
    with storage.open_kept(photo.file.served_path) as kept, Image.open(kept) as served:
        assert not dict(served.getexif())
    entry = the_entry("visit.photographed")
    assert entry.commitments["photograph"] == recommit(photograph_text(photo), photo.salt)
    assert "30.5" not in str(entry.facts)


# ── findings ──────────────────────────────────────────────────────────────────────────────


def test_a_finding_to_put_right_has_its_revisit_from_the_first(scene: Scene) -> None:
    finding = scene.found()

    revisit = finding.revisit
    duty = Duty.objects.get(subject=f"finding:{finding.pk}", code="inspection.revisit")
    assert (revisit.planned_on, revisit.state) == (finding.revisit_on, Visit.State.PLANNED)
    assert (duty.due_on, duty.owner_unit, duty.audience) == (
        finding.revisit_on,
        scene.office,
        scene.office.pk,
    )
    with nothing_changes(), pytest.raises(services.NotNow):
        services.settle(finding=finding, text="已整改", by=scene.planner, on=DAY)
    with nothing_changes(), pytest.raises(services.NotNow):
        services.drop_visit(visit=revisit, by=scene.planner, on=DAY)
    assert finding.revisit_on
    scene.made(revisit, visited_on=finding.revisit_on, on=finding.revisit_on)
    duty.refresh_from_db()
    assert duty.state == Duty.State.MET
    services.settle(finding=finding, text="复查已整改到位", by=scene.planner, on=LATER)
    finding.refresh_from_db()
    assert finding.state == Finding.State.SETTLED
    assert "settling" in the_entry("finding.settled").commitments


@pytest.mark.parametrize(
    "found",
    [
        Found(" "),
        Found("无人在岗", must_fix=True),
        Found("无人在岗", must_fix=True, revisit_on=DAY),
        Found("无人在岗", subject="none"),
    ],
)
def test_a_finding_that_cannot_be_stops_the_record(scene: Scene, found: Found) -> None:
    visit = scene.booked()

    with nothing_changes(), pytest.raises(services.Incomplete):
        scene.made(visit, findings=[found])


def test_a_finding_with_nothing_chosen_stays_open(scene: Scene) -> None:
    finding = scene.reported(must_fix=False, revisit_on=None)

    assert finding.state == Finding.State.OPEN
    assert figures(scene.adoption, [scene.unit.pk], DAY).open == 1


@pytest.mark.clause("S0-056")
def test_a_finding_becomes_a_lead_in_one_step_and_only_once(scene: Scene) -> None:
    finding = scene.reported()

    outcome = services.register_lead(
        finding=finding,
        title="窗口无人在岗",
        text=finding.text,
        by=scene.planner,
        on=DAY,
        at=MOMENT,
    )

    complaint = Complaint.objects.get()
    assert outcome.reference == f"complaint:{complaint.pk}"
    assert (complaint.channel, complaint.subject_unit) == ("inspection", scene.unit)
    finding.refresh_from_db()
    assert finding.state == Finding.State.HANDED_ON
    assert the_entry("finding.handed_on").facts["to"] == outcome.reference
    with nothing_changes(), pytest.raises(services.NotNow):
        services.register_lead(
            finding=finding, title="再来", text="x", by=scene.planner, on=DAY, at=MOMENT
        )


@pytest.mark.clause("S4b-021")
def test_what_a_visit_found_is_exposed_in_the_bulletin(db: None) -> None:
    scene = make_scene("s4b-bridge-bureau", "leading_group")
    finding = scene.reported(visit=scene.booked(scene.ready("visits")))

    outcome = services.expose(
        finding=finding,
        publication="bulletin_exposure",
        audience="internal",
        title="暗访情况",
        text=finding.text,
        by=scene.planner,
        on=DAY,
    )

    drafted = Publication.objects.get()
    assert outcome.reference == f"publication:{drafted.pk}"
    assert (drafted.subject, drafted.rule) == (f"finding:{finding.pk}", "bulletin_exposure")
    with nothing_changes(), pytest.raises(services.Incomplete):
        services.register_lead(
            finding=finding, title="无渠道", text="x", by=scene.planner, on=DAY, at=MOMENT
        )


@pytest.mark.clause("S4h-022")
def test_nothing_is_exposed_before_the_report_or_by_a_rule_it_does_not_feed(db: None) -> None:
    scene = make_scene("s4h-provincial-organs", "discipline")
    made = scene.ready(unannounced=True, kinds=("discipline", "office"))
    for kind, name in (("media", "省报记者"), ("deputies", "人大代表")):
        services.add_member(team=scene.team(made), name=name, kind=kind, by=scene.planner, on=DAY)
    finding = scene.found(scene.booked(made), subject="windows")
    given: dict[str, Any] = {
        "audience": "public", "title": "窗口暗访", "text": "x", "by": scene.planner, "on": DAY,
    }  # fmt: skip

    with nothing_changes(), pytest.raises(services.NotNow):
        services.expose(finding=finding, publication="exposure", **given)
    services.file_report(round_=finding.round, text="报告", by=scene.planner, on=DAY)
    with nothing_changes(), pytest.raises(services.Incomplete):
        services.expose(finding=finding, publication="bad_examples", **given)
    services.expose(finding=finding, publication="exposure", **given)
    assert Outcome.objects.get().way == Outcome.Way.EXPOSURE


@pytest.mark.clause("S4i-038")
def test_a_finding_goes_on_the_ledger_with_its_source_once_the_report_is_filed(db: None) -> None:
    scene = make_scene("s4i-audit-bureau", "discipline_office")
    made = scene.ready("city", unannounced=True)
    finding = scene.found(scene.booked(made))
    given: dict[str, Any] = {"problem": finding.text, "by": scene.planner, "on": DAY}
    with nothing_changes(), pytest.raises(services.NotNow):
        services.put_on_ledger(finding=finding, **given)
    services.file_report(round_=made, text="报告", by=scene.planner, on=DAY)

    outcome = services.put_on_ledger(finding=finding, source="city", **given)

    item = Item.objects.get()
    assert outcome.reference == f"rectification_item:{item.pk}"
    assert (item.unit, item.source, item.source_ref) == (
        scene.unit,
        "city",
        f"finding:{finding.pk}",
    )
    with nothing_changes(), pytest.raises(services.NotNow):
        services.put_on_ledger(finding=finding, **given)


# ── the report ────────────────────────────────────────────────────────────────────────────


@pytest.mark.clause("S0-054")
def test_the_report_goes_to_both_levels_and_opens_the_round(scene: Scene) -> None:
    below = scene.bodies["county_office"]
    made = scene.round("one_level_down", unit=scene.root, by=scene.superior)
    team = scene.team(made)
    services.add_member(team=team, person=scene.inspector.person, by=scene.superior, on=DAY)
    services.add_target(round_=made, unit=scene.unit, by=scene.superior, on=DAY)
    scene.made(scene.booked(made), findings=[Found("项目进度滞后", subject="core_work")])

    done = services.file_report(round_=made, text="督查报告正文。", by=scene.superior, on=DAY)

    assert done.report_to == sorted([scene.office.pk, below.pk])
    assert done.report.file is not None
    assert done.report.file.media_type == "application/pdf"
    assert "report" in the_entry("round.reported").commitments
    with nothing_changes(), pytest.raises(services.NotNow):
        services.file_report(round_=made, text="again", by=scene.superior, on=DAY)


@pytest.mark.parametrize("which", ["no visit", "no words", "foreign output"])
def test_a_report_that_cannot_be_is_not_filed(scene: Scene, which: str) -> None:
    made = scene.ready()
    if which != "no visit":
        scene.made(scene.booked(made))
    text, outputs = ("" if which == "no words" else "报告"), ["film"]

    with nothing_changes(), pytest.raises(Refusal):
        services.file_report(
            round_=made,
            text=text,
            outputs=outputs if which == "foreign output" else (),
            by=scene.planner,
            on=DAY,
        )


def test_the_unit_answers_once_after_the_report(scene: Scene) -> None:
    finding = scene.found()
    with nothing_changes(), pytest.raises(services.NotNow):
        services.answer(finding=finding, text="已整改", by=scene.liaison, on=DAY)
    services.file_report(round_=finding.round, text="报告", by=scene.planner, on=DAY)

    services.answer(finding=finding, text="已安排双岗值守。", by=scene.liaison, on=LATER)

    finding.refresh_from_db()
    assert (finding.answered_on, finding.answered_by) == (LATER, scene.liaison)
    assert "answer" in the_entry("finding.answered").commitments
    with nothing_changes(), pytest.raises(services.NotNow):
        services.answer(finding=finding, text="再答", by=scene.liaison, on=LATER)


# ── figures ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.clause("S1-044")
def test_visits_are_counted_by_form_and_kind_crosswise(db: None) -> None:
    scene = make_scene("s1-district-service-difficulty", "district_discipline")
    made = scene.ready("campaign_checks", form="random", sort="daily")
    scene.made(scene.booked(made))
    scene.made(services.book_visit(target=made.targets.get(), by=scene.planner, on=DAY))
    sealed = scene.ready("campaign_checks", form="visits", sort="special", unannounced=True)
    scene.made(scene.booked(sealed))

    found = figures(scene.adoption, [scene.unit.pk, scene.other.pk], DAY)

    assert found.crosswise == {("random", "daily"): 2}
    assert (found.rounds, found.visits, found.units) == (1, 2, 1)
    assert figures(scene.adoption, [scene.other.pk], DAY).visits == 0
    services.file_report(round_=sealed, text="报告", by=scene.planner, on=DAY)
    found = figures(scene.adoption, [scene.unit.pk], DAY)
    assert found.crosswise == {("random", "daily"): 2, ("visits", "special"): 1}


@pytest.mark.clause("S2-004")
def test_visits_units_and_films_are_counted(db: None) -> None:
    scene = make_scene("s2-district-routine-appraisal", "discipline")
    made = scene.ready("conduct_visits", form="unannounced", unannounced=True)
    scene.made(scene.booked(made), findings=[Found("工作时间网购")])
    services.file_report(round_=made, text="报告", outputs=["film"], by=scene.planner, on=DAY)

    found = figures(scene.adoption, [scene.unit.pk], DAY)

    assert (found.visits, found.units, found.findings) == (1, 1, {("conduct_visits", ""): 1})
    assert found.outputs == {("conduct_visits", "film"): 1}


def test_an_inspection_of_core_work_leads_to_a_circular(db: None) -> None:
    scene = make_scene("s2-district-routine-appraisal", "supervision_group")
    made = scene.ready("core_work")
    answers = {"planned": Answer("60%"), "actual": Answer("45%"), "unit": Answer("水利局")}
    visit = scene.made(scene.booked(made), answers=answers)
    services.file_report(round_=made, text="报告", outputs=["circular"], by=scene.planner, on=DAY)

    assert visit.answers["planned"] == {"value": "3/5"}
    assert figures(scene.adoption, [scene.unit.pk], DAY).outputs == {("core_work", "circular"): 1}


def test_a_finding_becomes_a_case_where_the_plan_has_casework(scene: Scene) -> None:
    finding = scene.reported()
    given: dict[str, Any] = {"title": "无人在岗", "summary": "核实", "by": scene.planner, "on": DAY}

    outcome = services.propose_case(finding=finding, **given)

    case = Case.objects.get()
    assert outcome.reference == f"case:{case.pk}"
    assert case.sources.get().reference == f"finding:{finding.pk}"
    assert (case.body, case.acted_on) == (scene.office, DAY)
    assert case.respondents.get().unit == scene.unit
