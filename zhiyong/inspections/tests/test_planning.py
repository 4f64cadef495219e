"""A round: who plans it, of whom, by which team; and its draws."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from zhiyong.cases.models import Kin
from zhiyong.directory.models import Person, Unit
from zhiyong.directory.standing import standing_of
from zhiyong.directory.tests.factories import PersonFactory, PostFactory, TenureFactory
from zhiyong.inspections import services
from zhiyong.inspections.models import Draw, Round
from zhiyong.inspections.selectors import file_of, problems, rounds_visible_to, units_within
from zhiyong.inspections.selectors.draws import frame_name
from zhiyong.inspections.tests.checks import nothing_changes, the_entry
from zhiyong.inspections.tests.factories import Scene, make_scene
from zhiyong.inspections.verification import differences_from, recorded
from zhiyong.notices.models import Notice
from zhiyong.plans.tests.factories import DAY, make_unit
from zhiyong.rules.draw import commitment
from zhiyong.rules.drawn import check
from zhiyong.shell.errors import Refusal


def somebody_of(unit: Unit, **tenure: Any) -> Person:
    return TenureFactory.create(
        person=PersonFactory.create(), post=PostFactory.create(unit=unit), **tenure
    ).person


@pytest.mark.clause("S0-056")
def test_a_round_is_planned_in_any_phase_and_sealed_if_unannounced(scene: Scene) -> None:
    sealed = scene.round(unannounced=True, form="random")

    entry = the_entry("round.planned")
    assert (sealed.state, sealed.opened_on, sealed.form) == (Round.State.PLANNED, None, "random")
    assert sealed.planners.get().person == scene.planner.person
    assert (entry.threads, entry.audience) == ([f"round:{sealed.pk}"], scene.office.pk)
    assert scene.round(title="公开督查").opened_on == DAY


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        pytest.param({"title": " "}, services.Incomplete, id="no title"),
        pytest.param({"form": "none"}, services.Incomplete, id="form of another plan"),
        pytest.param({"sort": "none"}, services.Incomplete, id="kind of another plan"),
        pytest.param({"until_on": DAY - timedelta(1)}, services.Incomplete, id="ends before"),
        pytest.param(
            {"from_on": date(2026, 1, 1), "until_on": date(2026, 1, 2)},
            services.Incomplete,
            id="past",
        ),
        pytest.param({"inspection": "none"}, services.Incomplete, id="no such inspection"),
        pytest.param(
            {"inspection": "acceptance", "unit": "unit"}, services.NotTheirs, id="another body"
        ),
        pytest.param(
            {"inspection": "one_level_down", "unannounced": True},
            services.Incomplete,
            id="no surprise",
        ),
    ],
)
def test_what_the_plan_has_not_is_not_planned(
    scene: Scene, changes: dict[str, Any], why: type[Refusal]
) -> None:
    if changes.get("unit"):
        changes = {**changes, "unit": scene.unit}

    with nothing_changes(), pytest.raises(why):
        scene.round(**changes)


# ── each level the next ───────────────────────────────────────────────────────────────────


@pytest.mark.clause("S0-052")
def test_each_level_inspects_the_next_and_none_is_skipped(scene: Scene) -> None:
    bureau = make_unit(scene.unit, "江州市下城县人事局", Unit.Kind.GOVERNMENT_DEPARTMENT)
    station = make_unit(bureau, "下城县某乡人事所", Unit.Kind.INSTITUTION)
    made = scene.round("one_level_down", unit=scene.unit, by=scene.head)

    services.add_target(round_=made, unit=bureau, by=scene.head, on=DAY)

    assert made.targets.get().unit == bureau
    for unit in (station, scene.other):
        with nothing_changes(), pytest.raises(services.NotTheirs) as refusal:
            services.add_target(round_=made, unit=unit, by=scene.head, on=DAY)
        assert "S0-05" in str(refusal.value)
    acceptance = scene.round("acceptance")
    services.add_target(round_=acceptance, unit=scene.unit, by=scene.planner, on=DAY)
    with nothing_changes(), pytest.raises(services.NotTheirs):
        services.add_target(round_=acceptance, unit=bureau, by=scene.planner, on=DAY)


def test_the_body_in_charge_of_a_unit_stands_above_it_too(scene: Scene) -> None:
    county = make_unit(scene.root, "下城县", Unit.Kind.GOVERNMENT)
    bureau = make_unit(county, "下城县人事局", Unit.Kind.GOVERNMENT_DEPARTMENT)
    Unit.objects.filter(pk=bureau.pk).update(organ=scene.unit)
    made = scene.round("one_level_down", unit=scene.unit, by=scene.head)

    services.add_target(round_=made, unit=bureau, by=scene.head, on=DAY)

    assert made.targets.get().unit == bureau


@pytest.mark.parametrize("which", ["own", "twice", "outside"])
def test_a_unit_that_is_no_target_is_refused(scene: Scene, which: str) -> None:
    made = scene.ready()
    outside = make_scene("s4b-bridge-bureau", "office").unit if which == "outside" else None
    unit = {"own": scene.office, "twice": scene.unit, "outside": outside}[which]
    assert unit

    with nothing_changes(), pytest.raises(Refusal):
        services.add_target(round_=made, unit=unit, by=scene.planner, on=DAY)


# ── teams ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.clause("S0-055")
@pytest.mark.parametrize("tie", ["post", "part", "moved within the days", "kin"])
def test_nobody_inspects_the_unit_they_belong_to(scene: Scene, tie: str) -> None:
    made = scene.ready(unannounced=True)
    match tie:
        case "post":
            person = somebody_of(scene.unit)
        case "part":
            person = somebody_of(make_unit(scene.unit, "录用科", Unit.Kind.SECTION))
        case "moved within the days":
            person = somebody_of(scene.unit, valid=DateRange(date(2020, 1, 1), date(2026, 3, 10)))
        case _:
            person = somebody_of(scene.other)
            Kin.objects.create(
                person=somebody_of(scene.unit),
                other=person,
                relation=Kin.Relation.SPOUSE,
                recorded_on=DAY,
                recorded_by=scene.planner,
            )

    with nothing_changes(), pytest.raises(services.MustRecuse) as refusal:
        services.add_member(team=scene.team(made), person=person, by=scene.planner, on=DAY)
    assert person.name in str(refusal.value)
    assert "S0-055" in str(refusal.value)
    with nothing_changes(), pytest.raises(services.MustRecuse):
        services.add_planner(round_=made, person=person, by=scene.planner, on=DAY)


def test_who_left_the_unit_before_the_round_may_inspect_it(scene: Scene) -> None:
    made = scene.ready()
    person = somebody_of(scene.unit, valid=DateRange(date(2020, 1, 1), date(2025, 1, 1)))

    services.add_member(
        team=scene.team(made), person=person, is_head=True, by=scene.planner, on=DAY
    )

    assert scene.team(made).members.get(is_head=True).person == person
    assert Notice.objects.filter(person=person, subject=f"round:{made.pk}").exists()


def test_a_unit_to_which_somebody_of_the_team_belongs_is_not_added(scene: Scene) -> None:
    made = scene.ready()
    services.add_member(
        team=scene.team(made), person=somebody_of(scene.other), by=scene.planner, on=DAY
    )

    with nothing_changes(), pytest.raises(services.MustRecuse):
        services.add_target(round_=made, unit=scene.other, by=scene.planner, on=DAY)


@pytest.mark.clause("S4a-013", "S4a-012")
def test_a_team_has_one_of_each_kind_before_it_goes(db: None) -> None:
    scene = make_scene("s4a-highway-bureau", "leading_group")
    made = scene.ready(unannounced=True, kinds=("offices", "network"))
    team = scene.team(made)
    assert not rounds_visible_to(standing_of(scene.liaison, DAY)).exists()

    found = problems(team, DAY, DAY)
    assert len(found) == 1
    assert "行风监督员" in found[0].text
    visit = scene.booked(made)
    with nothing_changes(), pytest.raises(services.Incomplete):
        scene.made(visit)
    services.add_member(
        team=team, name="特邀监督员", kind="conduct_supervisors", by=scene.planner, on=DAY
    )
    assert problems(team, DAY, DAY) == []
    assert scene.made(visit).state == "MADE"


@pytest.mark.parametrize("which", ["unknown kind", "twice", "nobody"])
def test_a_member_who_cannot_be_is_refused(db: None, which: str) -> None:
    scene = make_scene("s4a-highway-bureau", "leading_group")
    made = scene.ready(kinds=("offices", "network"))
    given: dict[str, Any] = {
        "unknown kind": {"person": somebody_of(scene.office), "kind": "media"},
        "twice": {"person": scene.inspector.person, "kind": "offices"},
        "nobody": {"name": " ", "kind": "offices"},
    }[which]

    with nothing_changes(), pytest.raises(services.Incomplete):
        services.add_member(team=scene.team(made), by=scene.planner, on=DAY, **given)


def test_a_round_is_called_off_before_its_first_visit_and_stays_sealed(scene: Scene) -> None:
    made = scene.ready(unannounced=True)
    booked = scene.booked(made)

    services.call_off(round_=made, reason="与上级检查重复", by=scene.planner, on=DAY)

    made.refresh_from_db()
    booked.refresh_from_db()
    assert (made.state, made.opened_on, booked.state) == ("CANCELLED", None, "DROPPED")
    assert "reason" in the_entry("round.called_off").commitments
    with nothing_changes(), pytest.raises(services.NotNow):
        services.call_off(round_=made, reason="again", by=scene.planner, on=DAY)


# ── draws ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.clause("S0-056")
def test_the_seed_is_committed_to_before_the_frame_and_the_draw_repeats(scene: Scene) -> None:
    extra = [
        make_unit(scene.root, f"江州市第{n}局", Unit.Kind.GOVERNMENT_DEPARTMENT) for n in range(8)
    ]
    made = scene.round(unannounced=True, form="random")
    seed = services.commit_seed(round_=made, of=Draw.Of.UNITS, by=scene.planner, on=DAY)
    assert (seed.frame, seed.names, seed.commitment) == ([], [], commitment(seed.seed))
    first = the_entry("draw.committed")
    assert first.facts["commitment"] == seed.commitment
    assert seed.seed not in str(first.facts)
    with nothing_changes(), pytest.raises(services.NotNow):
        services.commit_seed(round_=made, of=Draw.Of.UNITS, by=scene.planner, on=DAY)
    frame = list(units_within(made, scene.root, ["GOVERNMENT_DEPARTMENT"], DAY))

    drawn = services.make_draw(
        made=seed,
        frame=frame,
        excluded={extra[0]: "本季度已检查"},
        count=3,
        by=scene.planner,
        on=DAY + timedelta(1),
    )

    entry = the_entry("draw.made")
    assert (entry.facts["size"], entry.facts["excluded"], entry.facts["count"]) == (9, 1, 3)
    assert check(file_of(drawn)) == ()
    assert frame_name(extra[0]) not in drawn.names
    assert {frame_name(one.unit) for one in made.targets.select_related("unit")} == {*drawn.names}
    assert all(one.draw_id == drawn.pk for one in made.targets.all())
    assert recorded(drawn.pk)[1] == []
    with nothing_changes(), pytest.raises(services.NotNow):
        services.make_draw(made=seed, frame=frame, count=3, by=scene.planner, on=DAY)
    with nothing_changes(), pytest.raises(services.NotNow):
        services.drop_target(target=made.targets.first(), by=scene.planner, on=DAY)  # type: ignore[arg-type]


@pytest.mark.parametrize("which", ["no reason", "no number", "too many", "nobody", "foreign"])
def test_a_draw_that_cannot_be_is_not_made(scene: Scene, which: str) -> None:
    made = scene.round("acceptance")
    seed = services.commit_seed(round_=made, of=Draw.Of.UNITS, by=scene.planner, on=DAY)
    given: dict[str, Any] = {"frame": [scene.unit, scene.other], "count": 1}
    given |= {
        "no reason": {"excluded": {scene.unit: " "}},
        "no number": {"count": None},
        "too many": {"count": 3},
        "nobody": {"excluded": {scene.unit: "x", scene.other: "y"}},
        "foreign": {"frame": [scene.unit, scene.office]},
    }[which]

    with nothing_changes(), pytest.raises(Refusal):
        services.make_draw(made=seed, by=scene.planner, on=DAY, **given)


def test_inspectors_who_belong_to_a_unit_are_left_out_with_the_reason(scene: Scene) -> None:
    made = scene.round()
    services.add_target(round_=made, unit=scene.unit, by=scene.planner, on=DAY)
    tied = somebody_of(scene.unit)
    people = [one.person for one in (scene.inspector, scene.second) if one.person]
    seed = services.commit_seed(round_=made, of=Draw.Of.INSPECTORS, by=scene.planner, on=DAY)

    drawn = services.make_draw(made=seed, frame=[*people, tied], count=2, by=scene.planner, on=DAY)

    assert [row["name"] for row in drawn.excluded] == [frame_name(tied)]
    assert scene.unit.name in drawn.excluded[0]["reason"]
    members = {one.person for one in scene.team(made).members.all()}
    assert members == {*people}


def test_verify_says_what_was_changed_of_a_recorded_draw(scene: Scene) -> None:
    made = scene.round()
    seed = services.commit_seed(round_=made, of=Draw.Of.UNITS, by=scene.planner, on=DAY)
    drawn = services.make_draw(
        made=seed, frame=[scene.unit, scene.other], count=1, by=scene.planner, on=DAY
    )
    file = file_of(drawn)
    other = next(one for one in (scene.unit, scene.other) if frame_name(one) not in drawn.names)

    Draw.objects.filter(pk=drawn.pk).update(names=[frame_name(other)])

    changed, found = recorded(drawn.pk)
    codes = {one.code for one in found}
    assert codes == {"NAME_ADDED", "NAME_MISSING", "NOT_THE_RECORDED"}
    assert [one.name for one in differences_from(file, changed)] == ["names"]
