"""The light that SQL finds, the one that Python finds, and the one of the rules are the same."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zhiyong.directory.models import Unit
from zhiyong.directory.tests.factories import UnitFactory
from zhiyong.duties.models import Duty
from zhiyong.duties.remaining import left
from zhiyong.duties.selectors import count_by_light, of_light, with_light
from zhiyong.duties.showing import light_of, lines
from zhiyong.duties.tests.factories import a_duty
from zhiyong.plans.tests.factories import DAY, City
from zhiyong.rules.clock import Light as RulesLight
from zhiyong.rules.clock import light, light_at
from zhiyong.shell.lights import Light

TODAY = date(2026, 3, 2)
NOON = datetime(2026, 3, 2, 12, tzinfo=ZoneInfo("Asia/Shanghai"))
SAME = {
    RulesLight.RUNNING: Light.NORMAL,
    RulesLight.DUE_SOON: Light.DUE_SOON,
    RulesLight.OVERDUE: Light.OVERDUE,
    RulesLight.PAUSED: Light.PAUSED,
    RulesLight.MET: Light.DONE,
}
near = st.integers(-3, 3).map(lambda days: TODAY + timedelta(days=days))


@st.composite
def stands(draw: st.DrawFn) -> Duty:
    """Return a duty, not saved, that the constraints of the table allow."""
    state = draw(st.sampled_from(Duty.State.values))
    due = draw(near | st.none()) if state == "PAUSED" else draw(near)
    return Duty(
        subject="complaint:1",
        code="reply",
        state=state,
        due_on=due,
        warn_on=draw(near | st.none()),
        met_on=TODAY if state == "MET" else None,
        starts_on=date(2026, 1, 1),
        original_due_on=TODAY,
        audience=1,
        explanation=[],
    )


def by_the_rules(duty: Duty) -> Light:
    if duty.state == "VOID":
        return Light.DONE
    stopped = duty.state == "PAUSED"
    found = light(duty.due_on, TODAY, duty.warn_on, met_on=duty.met_on, is_paused=stopped)
    return SAME[found]


@pytest.fixture
def unit(db: None) -> Unit:
    return UnitFactory.create()


@given(duties=st.lists(stands(), min_size=1, max_size=25))
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_sql_and_python_say_what_the_rules_say(unit: Unit, duties: list[Duty]) -> None:
    Duty.objects.all().delete()
    for n, duty in enumerate(duties):
        duty.pk, duty.subject, duty.owner_unit = None, f"complaint:{n}", unit
    Duty.objects.bulk_create(duties)

    found = {duty.pk: duty.light for duty in with_light(Duty.objects.all(), TODAY)}  # type: ignore[attr-defined]

    assert found == {duty.pk: by_the_rules(duty).value for duty in duties}
    assert {duty.pk: light_of(duty, TODAY).value for duty in duties} == found
    for each in Light:
        narrowed = set(of_light(Duty.objects.all(), each, TODAY).values_list("pk", flat=True))
        assert narrowed == {pk for pk, said in found.items() if said == each.value}


@given(minutes=st.integers(-90, 90))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20)
def test_hours_turn_at_their_moment(unit: Unit, minutes: int) -> None:
    Duty.objects.all().delete()
    due_at = NOON + timedelta(minutes=minutes)
    duty = Duty.objects.create(
        subject="complaint:1",
        code="sign_for",
        owner_unit=unit,
        audience=1,
        starts_on=TODAY,
        original_due_on=TODAY,
        due_on=TODAY,
        due_at=due_at,
    )

    late = light_at(due_at, NOON) is RulesLight.OVERDUE
    found = with_light(Duty.objects.all(), TODAY, NOON).get()

    assert (found.light == "OVERDUE") is late  # type: ignore[attr-defined]
    assert (light_of(duty, TODAY, NOON) is Light.OVERDUE) is late


def test_lights_are_counted(city: City) -> None:
    for n, code in enumerate(["reply", "reply", "sign_for", "acceptance"]):
        a_duty(city, code, of=f"complaint:{n}")

    assert count_by_light(Duty.objects.all(), date(2026, 3, 14)) == {
        "OVERDUE": 1,
        "DUE_SOON": 1,
        "NORMAL": 2,
    }


@pytest.mark.parametrize(
    ("code", "today", "left", "left_in"),
    [
        pytest.param("reply", "2026-04-01", 30, "days", id="calendar days"),
        pytest.param("reply", "2026-05-01", 0, "days", id="the last day"),
        pytest.param("reply", "2026-05-03", -2, "days", id="late"),
        pytest.param("send_up", "2026-03-05", 2, "working", id="working days, over a weekend"),
        pytest.param("send_up", "2026-03-11", -2, "working", id="late by working days"),
        pytest.param("send_up", "2026-03-09", 0, "working", id="the last working day"),
    ],
)
def test_what_is_left(city: City, code: str, today: str, left: int, left_in: str) -> None:
    duty = a_duty(city, code)

    (line,) = lines([duty], date.fromisoformat(today))

    assert (line.left, line.left_in) == (left, left_in)


def test_what_is_late_by_a_weekend_alone_is_late_by_days(city: City) -> None:
    duty = a_duty(city, "send_up", start=date(2026, 3, 6))  # due on Friday the 13th

    (line,) = lines([duty], date(2026, 3, 15))

    assert (line.light, line.left, line.left_in) == (Light.OVERDUE, -2, "days")


def test_near_the_end_hours_are_counted(city: City) -> None:
    duty = a_duty(city, "sign_for", at=NOON)

    (line,) = lines([duty], DAY, NOON + timedelta(hours=20, minutes=30))

    assert (line.left, line.left_in) == (3, "hours")


@pytest.mark.django_db
def test_first_page_and_list_count_what_is_left_alike(city: City) -> None:
    duties = [a_duty(city, code) for code in ("reply", "forward_accusation")]
    shown = {line.duty.pk: (line.left, line.left_in) for line in lines(duties, TODAY)}
    assert {pk: (one.value, one.unit) for pk, one in left(duties, TODAY).items()} == shown
    assert {unit for _left, unit in shown.values()} == {"days", "working"}
