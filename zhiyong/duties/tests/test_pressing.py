"""Urging, warning, and the steps up: each told once, to whom the plan says."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from zhiyong.directory.models import Person
from zhiyong.duties.models import Duty, Urging
from zhiyong.duties.services import NotOpen, meet, tick, urge
from zhiyong.duties.tests.factories import SUBJECT, a_duty
from zhiyong.journal.models import Entry
from zhiyong.journal.services import recommit
from zhiyong.notices.models import Notice
from zhiyong.plans.parties import people_of
from zhiyong.plans.tests.factories import DAY, City
from zhiyong.shell.access import Role

pytestmark = pytest.mark.django_db
SHANGHAI = ZoneInfo("Asia/Shanghai")


def day(text: str) -> date:
    return date.fromisoformat(text)


def told(template: str) -> set[Person]:
    return {one.person for one in Notice.objects.filter(template=template)}


def test_urging_counts_and_tells_who_owes_it(city: City) -> None:
    handler = city.official(city.section)
    duty = a_duty(city, owner_person=handler)
    supervisor = city.who(Role.SUPERVISOR)

    for n in (1, 2):
        urging = urge(duty=duty, text="请于三日内报送进展。", by=supervisor, on=DAY)
        assert urging.number == n

    duty.refresh_from_db()
    assert duty.urged == 2
    assert told("duty.urged") == {handler}
    entry = Entry.objects.filter(verb="duty.urged").latest("id")
    assert entry.facts["number"] == 2
    last = Urging.objects.get(number=2)
    assert entry.commitments[f"urging-{last.pk}"] == recommit(last.text, last.salt)
    assert "进展" not in str(entry.facts)


def test_what_is_done_cannot_be_urged(city: City) -> None:
    duty = a_duty(city)
    meet(of=SUBJECT, code="reply", by="clock", on=DAY)

    with pytest.raises(NotOpen):
        urge(duty=duty, text="请尽快。", by=city.who(Role.SUPERVISOR), on=DAY)

    assert not Urging.objects.exists()
    assert not Entry.objects.filter(verb="duty.urged").exists()


def test_who_owes_it_is_warned_once_when_it_is_nearly_due(city: City) -> None:
    clerk = city.person(Role.CLERK, city.bureau)
    a_duty(city)  # due 1 May, warned 10 days before

    assert tick(on=day("2026-04-20")) == 0
    assert tick(on=day("2026-04-21")) == 1
    assert tick(on=day("2026-04-21")) == 0
    assert tick(on=day("2026-04-30")) == 0

    notice = Notice.objects.get(template="duty.due_soon")
    assert (notice.person, notice.subject) == (clerk, SUBJECT)
    assert notice.facts["due"] == "2026-05-01"


@pytest.mark.clause("S3-136", "S3-137")
def test_an_undone_duty_goes_up_step_by_step(city: City) -> None:
    """standard: at once, 3, 7 and 15 working days; 1 to 5 May are holidays, the 9th is worked."""
    handler = city.official(city.section)
    steps = {
        "2026-05-02": {handler, city.person(Role.SECTION_HEAD, city.bureau)},
        "2026-05-08": {
            city.person(Role.LEADER, city.bureau),
            city.person(Role.SUPERVISOR, city.bureau),
        },
        "2026-05-13": {city.person(Role.OFFICE, "office"), city.person(Role.LEADER, city.root)},
        "2026-05-25": {city.person(Role.SECTION_HEAD, "leading_group")},
    }
    a_duty(city, owner_person=handler)
    tick(on=day("2026-05-01"))
    Notice.objects.all().delete()

    for n, (on, people) in enumerate(steps.items(), start=1):
        before = date.fromordinal(day(on).toordinal() - 1)
        assert tick(on=before) == 0
        assert tick(on=day(on)) == 1
        assert told("duty.overdue") >= people
        assert Duty.objects.get().escalation_step == n
        Notice.objects.all().delete()

    assert tick(on=day("2026-12-01")) == 0
    acts = [e.facts["act"] for e in Entry.objects.filter(verb="duty.escalated").order_by("id")]
    assert acts == ["remind", "urge", "supervise", "report"]


def test_a_worker_that_slept_catches_up_in_order(city: City) -> None:
    a_duty(city)

    assert tick(on=day("2026-12-01")) == 1

    assert Duty.objects.get().escalation_step == 4
    assert Duty.objects.get().press_on is None
    assert not Notice.objects.filter(template="duty.due_soon").exists()


def test_hours_are_late_at_their_moment(city: City) -> None:
    at = datetime(2026, 3, 2, 10, tzinfo=SHANGHAI)
    a_duty(city, "sign_for_urgent", at=at)  # until 18:00

    tick(on=DAY, at=at.replace(hour=17, minute=59))
    assert Duty.objects.get().escalation_step == 0
    tick(on=DAY, at=at.replace(hour=18, minute=1))
    assert Duty.objects.get().escalation_step == 1


def test_hours_are_late_on_the_next_day_where_no_moment_is_given(city: City) -> None:
    a_duty(city, "sign_for_urgent", at=datetime(2026, 3, 2, 10, tzinfo=SHANGHAI))

    tick(on=DAY)
    assert Duty.objects.get().escalation_step == 0
    tick(on=day("2026-03-03"))
    assert Duty.objects.get().escalation_step == 2  # at once, and after one working day


def test_the_body_that_keeps_the_complaint_is_told_where_the_plan_says_so(city: City) -> None:
    supervisor = city.person(Role.SUPERVISOR, "personnel_bureau")
    a_duty(city, "sign_for", at=datetime(2026, 3, 2, 10, tzinfo=SHANGHAI))

    tick(on=day("2026-03-06"))

    assert supervisor in told("duty.overdue")


def test_a_late_sign_for_is_heard_by_whom_the_plan_names_step_by_step(city: City) -> None:
    """quick: at once clerk and section head, then the leader, then receiving body and office."""
    at = datetime(2026, 3, 2, 10, tzinfo=SHANGHAI)
    keeper = city.person(Role.SECTION_HEAD, "personnel_bureau")
    a_duty(city, "sign_for", at=at)  # until the 3rd, 10:00
    steps = {
        "2026-03-03": {
            city.person(Role.CLERK, city.bureau),
            city.person(Role.SECTION_HEAD, city.bureau),
        },
        "2026-03-04": {city.person(Role.LEADER, city.bureau)},
        "2026-03-06": {keeper, *people_of(city.bodies["office"], DAY)},
    }

    for on, people in steps.items():
        assert tick(on=day(on), at=datetime.fromisoformat(f"{on}T10:01:00+08:00")) == 1
        assert told("duty.overdue") == people
        Notice.objects.all().delete()

    facts = [e.facts for e in Entry.objects.filter(verb="duty.escalated").order_by("id")]
    assert [one["told"] for one in facts] == [len(people) for people in steps.values()]


def test_where_every_position_of_a_step_is_vacant_the_body_that_follows_it_hears(
    city: City,
) -> None:
    clerk = city.person(Role.CLERK, "personnel_bureau")
    a_duty(city, "sign_for", at=datetime(2026, 3, 2, 10, tzinfo=SHANGHAI))

    tick(on=day("2026-03-04"))

    assert told("duty.overdue") == {clerk}


def test_else_the_unit_that_owes_it_hears(city: City) -> None:
    clerk = city.person(Role.CLERK, city.court)
    a_duty(city, "reply", owner_unit=city.court)

    tick(on=day("2026-05-02"))

    assert told("duty.overdue") == {clerk}


def test_what_is_done_lapsed_or_stopped_is_left_alone(city: City) -> None:
    a_duty(city)
    meet(of=SUBJECT, code="reply", by="clock", on=DAY)

    assert tick(on=day("2026-12-01")) == 0


def test_a_hundred_duties_ask_hardly_more_than_one(city: City) -> None:
    city.person(Role.CLERK, city.bureau)
    city.person(Role.SECTION_HEAD, city.bureau)

    def asked(first: int, last: int) -> int:
        for n in range(first, last):
            a_duty(city, of=f"complaint:{n}")
        with CaptureQueriesContext(connection) as queries:
            assert tick(on=day("2026-05-02")) == last - first
        return len(queries)

    one = asked(1, 2)
    hundred = asked(2, 102)

    assert hundred <= one
    assert Notice.objects.filter(template="duty.overdue").count() == 101


def test_batches_leave_nobody_out(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zhiyong.duties.services.pressing.BATCH", 3)
    for n in range(1, 11):
        a_duty(city, of=f"complaint:{n}")

    assert tick(on=day("2026-05-02")) == 10
    assert tick(on=day("2026-05-02")) == 0
    assert set(Duty.objects.values_list("escalation_step", flat=True)) == {1}
