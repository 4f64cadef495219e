"""A clock stands still, goes on, gets more time, within what the plan grants."""

from datetime import date

import pytest

from zhiyong.duties.models import Duty
from zhiyong.duties.services import NotExtendable, extend, meet, pause, resume, tick
from zhiyong.duties.tests.factories import SUBJECT, a_duty
from zhiyong.journal.models import Entry
from zhiyong.journal.services import recommit
from zhiyong.plans.tests.factories import DAY, City
from zhiyong.rules.clock import Term
from zhiyong.shell.access import Role
from zhiyong.shell.errors import Refusal

pytestmark = pytest.mark.django_db
COURT = "other_procedure"


def day(text: str) -> date:
    return date.fromisoformat(text)


def stop(on: str, code: str = "reply") -> Duty | None:
    return pause(of=SUBJECT, code=code, reason=COURT, by="clock", on=day(on))


def go_on(on: str, code: str = "reply") -> Duty | None:
    return resume(of=SUBJECT, code=code, by="clock", on=day(on))


def more(city: City, duty: Duty, term: str, reason: str = "案情复杂，需外出调查。") -> None:
    leader = city.who(Role.LEADER, city.bureau)
    extend(duty=duty, term=Term.parse(term), reason=reason, approved_by=leader, by=leader, on=DAY)


def test_a_stopped_clock_has_no_due_day_until_it_goes_on(city: City) -> None:
    duty = a_duty(city)
    stopped = stop("2026-03-10")

    assert stopped
    assert (stopped.state, stopped.due_on, stopped.warn_on, stopped.press_on) == (
        "PAUSED",
        None,
        None,
        None,
    )
    assert stop("2026-03-11") is None

    running = go_on("2026-03-20")
    assert running
    assert (running.state, running.due_on) == ("OPEN", day("2026-05-11"))
    assert go_on("2026-03-21") is None
    assert [e.verb for e in Entry.objects.filter(subject=f"duty:{duty.pk}").order_by("id")] == [
        "duty.opened",
        "duty.paused",
        "duty.resumed",
    ]


def test_a_clock_may_stand_still_more_than_once(city: City) -> None:
    a_duty(city)
    for first, until in [("2026-03-10", "2026-03-20"), ("2026-04-01", "2026-04-06")]:
        stop(first)
        go_on(until)

    assert Duty.objects.get().due_on == day("2026-05-16")


def test_a_pause_that_ends_on_the_day_it_began_costs_nothing(city: City) -> None:
    a_duty(city)
    stop("2026-03-10")
    go_on("2026-03-10")

    assert Duty.objects.get().due_on == day("2026-05-01")


def test_a_late_duty_stays_late(city: City) -> None:
    a_duty(city)
    stop("2026-06-01")

    assert Duty.objects.get().due_on == day("2026-05-01")
    go_on("2026-07-01")
    assert Duty.objects.get().due_on == day("2026-05-01")


def test_only_the_plans_reasons_stop_a_clock(city: City) -> None:
    duty = a_duty(city)
    a_duty(city, "call_back")

    with pytest.raises(Refusal, match=r"不允许|stand still"):
        pause(of=SUBJECT, code="reply", reason="hearing", by="clock", on=DAY)
    with pytest.raises(Refusal):
        pause(of=SUBJECT, code="call_back", reason=COURT, by="clock", on=DAY)

    duty.refresh_from_db()
    assert duty.state == "OPEN"
    assert not Entry.objects.filter(verb="duty.paused").exists()


def test_more_time_counts_from_the_last_day(city: City) -> None:
    duty = a_duty(city)

    more(city, duty, "30 days")

    duty.refresh_from_db()
    assert duty.due_on == day("2026-05-31")
    assert duty.original_due_on == day("2026-05-01")
    assert duty.warn_on == day("2026-05-21")
    extension = duty.extensions.get()
    entry = Entry.objects.get(verb="duty.extended")
    assert entry.facts["term"] == "30 days"
    assert entry.facts["due"] == "2026-05-31"
    assert "案情" not in str(entry.facts)
    assert entry.commitments[f"extension-{extension.pk}"] == recommit(
        extension.reason, extension.salt
    )


@pytest.mark.parametrize(
    ("code", "terms", "reason", "why"),
    [
        pytest.param("reply", ["31 days"], "复杂", "30", id="more than the cap"),
        pytest.param("reply", ["10 days", "10 days"], "复杂", "1", id="a second time"),
        pytest.param("reply", ["10 days"], " ", "", id="without a reason"),
        pytest.param("reply_inquiry", ["6 working days"], "复杂", "5", id="working days"),
        pytest.param("decision_notice", ["1 day"], "复杂", "", id="where the plan grants none"),
    ],
)
def test_the_plan_caps_what_may_be_added(
    city: City, code: str, terms: list[str], reason: str, why: str
) -> None:
    duty = a_duty(city, code)
    for term in terms[:-1]:
        more(city, duty, term)
    before = Duty.objects.get().due_on

    with pytest.raises(NotExtendable, match=why or None):
        more(city, duty, terms[-1], reason)

    assert Duty.objects.get().due_on == before
    assert Entry.objects.filter(verb="duty.extended").count() == len(terms) - 1


def test_more_time_in_working_days_passes_over_the_holidays(city: City) -> None:
    duty = a_duty(city, "reply_inquiry", start=day("2026-09-21"))
    assert duty.due_on == day("2026-09-29")  # over the Mid-Autumn days

    more(city, duty, "5 working days")

    duty.refresh_from_db()
    assert duty.due_on == day("2026-10-12")  # over National Day; the 10th is worked


@pytest.mark.parametrize("state", ["stopped", "met"])
def test_only_a_running_duty_gets_more_time(city: City, state: str) -> None:
    duty = a_duty(city)
    if state == "met":
        meet(of=SUBJECT, code="reply", by="clock", on=DAY)
    else:
        stop("2026-03-10")

    with pytest.raises(NotExtendable):
        more(city, duty, "10 days")


def test_a_warning_comes_again_when_the_end_has_moved_away(city: City) -> None:
    duty = a_duty(city)
    tick(on=day("2026-04-22"))
    duty.refresh_from_db()
    assert duty.warned_on == day("2026-04-22")

    more(city, duty, "30 days")

    duty.refresh_from_db()
    assert duty.warned_on is None
    assert tick(on=day("2026-05-21")) == 1


def test_more_time_for_a_late_duty_begins_the_escalation_anew(city: City) -> None:
    duty = a_duty(city)
    tick(on=day("2026-05-02"))
    assert Duty.objects.get().escalation_step == 1

    more(city, duty, "30 days")

    duty.refresh_from_db()
    assert (duty.escalation_step, duty.press_on) == (0, day("2026-06-01"))
