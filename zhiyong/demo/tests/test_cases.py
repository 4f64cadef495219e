"""The case rooms of the demo city: every stage, and the same every time."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from zhiyong.appeals.models import Appeal, RollBackLine
from zhiyong.archives.models import Dossier, FileSlip
from zhiyong.cases.models import Case
from zhiyong.consequences.models import Entry, YearlySum
from zhiyong.decisions.models import Decision
from zhiyong.demo.cases import make_cases
from zhiyong.demo.city import SET_UP, build
from zhiyong.demo.people import month_of, next_meeting
from zhiyong.demo.staff import adopt_plan, appoint_custodians, seat_leading_group, staff
from zhiyong.duties.services import load_calendar
from zhiyong.instructions.models import Instruction
from zhiyong.journal.verification import verify_database
from zhiyong.journal.verification.findings import Fault
from zhiyong.meetings.models import Attendance, Item, Meeting, Vote
from zhiyong.publicity.models import Publication
from zhiyong.rules.calendar import shipped_days
from zhiyong.tracks.models import Talk
from zhiyong.transfers.models import Transfer

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)


def load() -> None:
    city = build()
    accounts = staff(city)
    body = seat_leading_group(city, accounts["personnel"], SET_UP)
    adoption = adopt_plan(city, accounts["office"], SET_UP)
    appoint_custodians(city, accounts, SET_UP)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    make_cases(city, adoption, accounts, body, TODAY)


def told() -> list[tuple[Any, ...]]:
    """Return what there is, without the numbers that a sequence gives."""
    return [
        *Case.objects.order_by("pk").values_list(
            "number", "title", "state", "opened_on", "touched_on", "closed_on"
        ),
        *Decision.objects.order_by("pk").values_list("number", "state", "made_on", "served_on"),
        *Entry.objects.order_by("pk").values_list(
            "code", "person__name", "unit__name", "state", "amount", "since", "carried_out_on"
        ),
        *Vote.objects.order_by("pk").values_list("person__name", "choice"),
        *Dossier.objects.values_list("number", "filed_on"),
    ]


def test_every_stage_is_there_the_same_each_time_and_verify_finds_nothing() -> None:
    days, years = shipped_days()
    load_calendar(days=days, years=years, source="shipped", by="clock", on=TODAY)
    point = transaction.savepoint()
    load()
    first = told()
    transaction.savepoint_rollback(point)

    load()

    assert told() == first
    _cases_and_decisions()
    _meetings()
    _appeal()
    _beside()
    report = verify_database(at=datetime(2026, 11, 22, 9, tzinfo=UTC))
    guards = Fault.TRIGGER_OFF  # tests empty tables, so theirs are off
    assert [one for one in report.problems if one.fault != guards] == []


def _cases_and_decisions() -> None:
    states = Case.State
    assert list(Case.objects.order_by("pk").values_list("state", flat=True)) == [
        states.CLOSED,
        states.DECIDED,
        states.DECIDED,
        states.HANDED_OVER,
        states.CONCLUDED,
        states.VERIFYING,
        states.LEAD,
    ]
    verifying = Case.objects.get(state=states.VERIFYING)
    assert verifying.team.count() == 2
    assert (verifying.evidence.count(), verifying.statements.count()) == (2, 1)
    assert Case.objects.filter(touched_on__gt=TODAY).count() == 0
    standing = Entry.objects.filter(state=Entry.State.IN_FORCE)
    assert standing.filter(person__isnull=False).exists()
    assert standing.filter(unit__isnull=False).exists()
    assert standing.filter(effect="deduct", amount__isnull=False).exists()
    assert Entry.objects.filter(state=Entry.State.DONE, effect="write").exists()
    assert YearlySum.objects.exists()
    assert Dossier.objects.get().state == Dossier.State.FILED


def _meetings() -> None:
    held = Meeting.objects.filter(state=Meeting.State.CLOSED)
    assert [one.on for one in held.order_by("on")] == [month_of(TODAY, n) for n in (3, 2, 1)]
    assert all(one.minutes and one.minutes_paper for one in held)
    excused = Attendance.objects.filter(presence=Attendance.Presence.EXCUSED)
    assert excused.count() == held.count()
    assert Vote.objects.get(choice=Vote.Choice.NO).reason
    called = Meeting.objects.get(state=Meeting.State.CALLED)
    assert called.on == next_meeting(TODAY)
    assert called.items.filter(state=Item.State.WAITING).count() == 1


def _appeal() -> None:
    appeal = Appeal.objects.select_related("decision").get()
    assert appeal.decision.state == Decision.State.REVOKED
    assert appeal.notified_on
    kinds = set(RollBackLine.objects.values_list("kind", flat=True))
    assert {RollBackLine.Kind.REVERSED, RollBackLine.Kind.RETRACTED} <= kinds
    correction = Publication.objects.get(corrects__isnull=False)
    assert correction.title.startswith("澄清")
    assert correction.audience == correction.corrects.audience  # type: ignore[union-attr]
    assert FileSlip.objects.filter(kind=FileSlip.Kind.CORRECTION).count() == 1


def _beside() -> None:
    assert Transfer.objects.get().state == Transfer.State.REPLIED
    assert Talk.objects.get().recheck_on > TODAY  # type: ignore[operator]
    assert Instruction.objects.get().state == Instruction.State.RUNNING
    assert Publication.objects.filter(audience=Publication.Audience.PUBLIC).count() == 1


@pytest.mark.parametrize("month", range(1, 13))
@pytest.mark.parametrize("day", [1, 15, 28])
def test_meetings_lie_in_months_of_their_own_and_the_next_one_ahead(month: int, day: int) -> None:
    today = date(2026, month, day)
    held = [month_of(today, back) for back in (3, 2, 1)]

    assert held == sorted(held)
    assert len({(one.year, one.month) for one in held}) == 3
    assert today < next_meeting(today) <= today + timedelta(days=62)
    assert held[-1] < today.replace(day=1)
