"""An appeal comes: in time or late, once, from whom it concerns, to whom the plan says."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from zhiyong.appeals import services
from zhiyong.appeals.models import Appeal
from zhiyong.appeals.tests.checks import nothing_changes, owed, the_entry
from zhiyong.appeals.tests.factories import DAY, FILED, HEARD, Hall
from zhiyong.consequences.selectors import standing_on
from zhiyong.decisions.models import Decision
from zhiyong.directory.standing import standing_of
from zhiyong.duties.models import Duty
from zhiyong.files.tests.samples import pdf
from zhiyong.journal.models import Entry
from zhiyong.plans.models import PackContent
from zhiyong.shell.errors import Refusal

LAST = DAY + timedelta(days=30)


@pytest.mark.clause("S3-125", "S3-127")
def test_is_registered_with_its_number_and_its_clock(hall: Hall) -> None:
    appeal = hall.filed()

    assert appeal.state == Appeal.State.RECEIVED
    assert appeal.body == hall.above
    assert appeal.number == "效诉〔2026〕1号"
    assert (appeal.window_until, appeal.late) == (LAST, False)
    assert owed(appeal) == {"appeal_answer": ("OPEN", FILED + timedelta(days=30))}
    duty = Duty.objects.get(subject=f"appeal:{appeal.pk}")
    assert (duty.owner_unit, duty.audience) == (hall.above, hall.above.pk)
    entry = the_entry("appeal.received")
    assert entry.facts["late"] is False
    assert "grounds" in entry.commitments
    assert f"decision:{appeal.decision_id}" in entry.threads


@pytest.mark.clause("S3-127")
def test_the_answer_is_counted_from_the_day_on_which_a_letter_came(hall: Hall) -> None:
    came = FILED + timedelta(days=4)

    appeal = hall.filed(way=Appeal.Way.POST, filed_on=FILED, received_on=came, on=came)

    assert owed(appeal) == {"appeal_answer": ("OPEN", came + timedelta(days=30))}


@pytest.mark.clause("S3-125")
@pytest.mark.parametrize(
    ("filed", "late"),
    [
        pytest.param(LAST, False, id="last day"),
        pytest.param(LAST + timedelta(days=1), True, id="the day after"),
    ],
)
def test_a_late_one_is_marked_and_left_to_people(hall: Hall, filed: date, late: bool) -> None:
    decision = hall.decision()

    appeal = hall.filed(decision, filed_on=filed, on=filed)

    assert appeal.late is late
    if late:
        with nothing_changes(), pytest.raises(services.Incomplete, match=r"六\(四\)"):
            services.accept(appeal=appeal, by=hall.head, on=filed)
        services.accept(appeal=appeal, reason="住院期间未能提出。", by=hall.head, on=filed)
        appeal.refresh_from_db()
        assert appeal.state == Appeal.State.ACCEPTED
        assert "acceptance" in the_entry("appeal.accepted").commitments


@pytest.mark.clause("S3-125")
def test_a_letter_posted_in_time_is_in_time(hall: Hall) -> None:
    came = LAST + timedelta(days=3)

    appeal = hall.filed(way=Appeal.Way.POST, filed_on=LAST, received_on=came, on=came)

    assert not appeal.late


def test_a_plan_that_refuses_late_ones_refuses_it(hall: Hall) -> None:
    decision = hall.decision()
    content = PackContent.objects.get(pk=decision.adoption.pack_id)
    changed = {**content.content, "appeals": {**content.content["appeals"], "late": "refused"}}
    _rewrite(decision, changed)

    with nothing_changes(), pytest.raises(services.TooLate, match=r"六\(四\)"):
        hall.filed(decision, filed_on=LAST + timedelta(days=1), on=LAST + timedelta(days=1))


def _rewrite(decision: Decision, content: dict[str, object]) -> None:
    """Let the plan of a decision say something else, as another plan would."""
    from django.db import connection

    from zhiyong.plans import selectors

    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        PackContent.objects.filter(pk=decision.adoption.pack_id).update(content=content)
        cursor.execute("SET session_replication_role = DEFAULT")
    selectors._pack.cache_clear()
    selectors._settled.cache_clear()


@pytest.fixture(autouse=True)
def _read_anew() -> object:
    """Forget the plan that a test has rewritten."""
    from zhiyong.plans import selectors

    yield
    selectors._pack.cache_clear()
    selectors._settled.cache_clear()


@pytest.mark.clause("S3-126")
@pytest.mark.parametrize("to", ["deciding_body", "next_higher"])
def test_goes_to_the_body_that_decided_or_to_the_one_above(hall: Hall, to: str) -> None:
    appeal = hall.filed(to=to)

    wanted = {"deciding_body": appeal.decision.body, "next_higher": hall.above}
    assert appeal.body == wanted[to]


def test_keeps_the_letter_itself(hall: Hall) -> None:
    letter = SimpleUploadedFile("申诉书.pdf", pdf(), "application/pdf")

    appeal = hall.filed(way=Appeal.Way.POST, scan=letter)

    assert appeal.file is not None
    assert appeal.file.subject == f"appeal:{appeal.pk}"


@pytest.mark.clause("S3-130")
def test_it_stops_nothing(hall: Hall) -> None:
    decision = hall.decision()
    person = hall.scene.person.pk
    before = standing_on(HEARD, people=[person])

    hall.accepted(decision)

    decision.refresh_from_db()
    assert before
    assert any(one.effect == "freeze" for one in before)
    assert standing_on(HEARD, people=[person]) == before
    assert decision.state == Decision.State.MADE


# ── refused, and nothing changed ──────────────────────────────────────────────────────────


def test_one_at_a_time(hall: Hall) -> None:
    appeal = hall.filed()

    with nothing_changes(), pytest.raises(services.OneAlready, match=appeal.number):
        hall.filed(appeal.decision, to="deciding_body")


def test_a_body_that_has_answered_is_not_asked_again(hall: Hall) -> None:
    appeal = hall.answered("upheld")

    with nothing_changes(), pytest.raises(services.OneAlready, match=r"六\(四\)"):
        hall.filed(appeal.decision, filed_on=HEARD, on=HEARD)
    again = hall.filed(appeal.decision, to="deciding_body", filed_on=HEARD, on=HEARD)

    assert again.state == Appeal.State.RECEIVED


@pytest.mark.parametrize(
    ("filed", "received"),
    [
        pytest.param(DAY - timedelta(days=1), FILED, id="before the decision"),
        pytest.param(FILED, FILED - timedelta(days=1), id="received before it was filed"),
        pytest.param(FILED, FILED + timedelta(days=1), id="received after today"),
    ],
)
def test_days_that_cannot_be(hall: Hall, filed: date, received: date) -> None:
    decision = hall.decision()

    with nothing_changes(), pytest.raises(services.WrongDay):
        hall.filed(decision, filed_on=filed, received_on=received)


def test_a_unit_has_no_appeal_where_the_plan_gives_it_to_the_person(hall: Hall) -> None:
    decision = hall.decision()

    with nothing_changes(), pytest.raises(services.NotTheirs, match=r"六\(四\)"):
        hall.filed(decision, person=None, unit=hall.scene.city.bureau)


def test_somebody_whom_it_does_not_concern(hall: Hall) -> None:
    decision = hall.decision()
    stranger = hall.scene.city.official(name="钱立新")

    with nothing_changes(), pytest.raises(services.NotTheirs, match="钱立新"):
        hall.filed(decision, person=stranger)


def test_a_leader_on_whom_something_fell_by_linkage_may_appeal(hall: Hall) -> None:
    appeal = hall.filed(person=hall.scene.main_leader)

    assert appeal.person == hall.scene.main_leader


def test_nothing_decided_yet(hall: Hall) -> None:
    draft = hall.scene.drafted()

    with nothing_changes(), pytest.raises(services.CannotBeAppealed):
        hall.filed(draft)


def test_a_decision_that_was_revoked(hall: Hall) -> None:
    appeal = hall.answered("revoked")

    with nothing_changes(), pytest.raises(services.CannotBeAppealed, match=r"六\(四\)"):
        hall.filed(appeal.decision, filed_on=HEARD, on=HEARD)


def test_a_body_that_the_plan_does_not_know(hall: Hall) -> None:
    decision = hall.decision()

    with nothing_changes(), pytest.raises(services.NotThere, match=r"六\(四\)"):
        hall.filed(decision, to="court")


def test_without_grounds(hall: Hall) -> None:
    decision = hall.decision()

    with nothing_changes(), pytest.raises(services.Incomplete):
        hall.filed(decision, grounds="  ")


def test_does_not_stand_without_its_record(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    decision = hall.decision()
    before = Entry.objects.count()

    def broken(*args: object, **kwargs: object) -> None:
        raise Refusal("no journal")

    monkeypatch.setattr("zhiyong.appeals.services.registering.tell", broken)
    with pytest.raises(Refusal):
        hall.filed(decision)

    assert not Appeal.objects.exists()
    assert Entry.objects.count() == before


# ── withdrawn ─────────────────────────────────────────────────────────────────────────────


def test_is_withdrawn_and_may_come_again(hall: Hall) -> None:
    appeal = hall.accepted()

    services.withdraw(appeal=appeal, by=hall.own, on=FILED)

    appeal.refresh_from_db()
    assert (appeal.state, appeal.closed_on) == (Appeal.State.WITHDRAWN, FILED)
    assert owed(appeal)["appeal_answer"][0] == "VOID"
    the_entry("appeal.withdrawn")
    assert hall.filed(appeal.decision).state == Appeal.State.RECEIVED


def test_what_was_answered_is_not_withdrawn(hall: Hall) -> None:
    appeal = hall.answered("upheld")

    with nothing_changes(), pytest.raises(services.NotNow):
        services.withdraw(appeal=appeal, by=hall.own, on=HEARD)


def test_who_sees_it(hall: Hall) -> None:
    from zhiyong.appeals.selectors.access import heard_by, own

    appeal = hall.filed()

    def seen(account: object) -> bool:
        return heard_by(standing_of(account, FILED)).filter(pk=appeal.pk).exists()  # type: ignore[arg-type]

    assert seen(hall.clerk)
    assert not seen(hall.scene.clerk)
    assert not seen(hall.own)
    assert own(standing_of(hall.own, FILED)).get() == appeal
