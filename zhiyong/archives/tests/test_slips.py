"""What goes into a personnel file, and what corrects it there."""

from datetime import date, timedelta

import pytest

from zhiyong.appeals.tests.factories import HEARD, Hall
from zhiyong.archives import services
from zhiyong.archives.kinds import slips_missing
from zhiyong.archives.models import FileSlip
from zhiyong.archives.services.common import Incomplete
from zhiyong.archives.tests.test_filing import text_of
from zhiyong.decisions.models import Decision
from zhiyong.journal.models import Entry
from zhiyong.plans.tests.factories import DAY

pytestmark = pytest.mark.django_db


def sent(hall: Hall, decision: Decision) -> FileSlip:
    keeper = hall.scene.city.bodies["personnel_bureau"]
    return services.send_slip(decision=decision, keeper=keeper, by=hall.scene.clerk, on=DAY)


@pytest.mark.clause("S3-124")
def test_the_slip_names_the_decision_and_a_case_waits_for_it(hall: Hall) -> None:
    decision = hall.decision()
    [obstacle] = slips_missing(decision.case, DAY)
    slip = sent(hall, decision)

    assert obstacle.reference == f"decision:{decision.pk}"
    assert slips_missing(decision.case, DAY) == []
    assert (slip.kind, slip.person) == (FileSlip.Kind.ENTRY, decision.respondent.person)
    text = text_of(slip.paper.file)
    assert decision.number in text
    assert "诫勉谈话" in text
    assert Entry.objects.filter(verb="fileslip.sent").count() == 1


def test_it_is_sent_once(hall: Hall) -> None:
    decision = hall.decision()
    sent(hall, decision)

    with pytest.raises(services.NotNow):
        sent(hall, decision)
    assert FileSlip.objects.count() == 1


@pytest.mark.clause("S3-124")
@pytest.mark.parametrize("outcome", ["revoked"])
def test_when_the_decision_falls_a_correction_goes_after_it(hall: Hall, outcome: str) -> None:
    decision = hall.decision()
    slip = sent(hall, decision)
    hall.answered(outcome, decision=decision)

    correction = FileSlip.objects.get(kind=FileSlip.Kind.CORRECTION)
    assert (correction.corrects, correction.keeper) == (slip, slip.keeper)
    assert correction.sent_on == HEARD
    assert slip.number in text_of(correction.paper.file)
    decision.refresh_from_db()
    assert services.correct_slips(decision=decision, by=hall.scene.clerk, on=HEARD) == []


def test_what_was_never_sent_needs_no_correction(hall: Hall) -> None:
    hall.answered("revoked")

    assert not FileSlip.objects.exists()


def test_what_was_revoked_is_not_sent(hall: Hall) -> None:
    appeal = hall.answered("revoked")

    with pytest.raises(services.NotNow):
        sent(hall, Decision.objects.get(pk=appeal.decision_id))
    assert not FileSlip.objects.exists()


def test_the_receipt_is_entered_once(hall: Hall) -> None:
    slip = sent(hall, hall.decision())
    day = DAY + timedelta(days=3)
    by = hall.scene.clerk
    services.receive_slip(
        slip=slip, received_on=day, received_by="档案室", upload=None, by=by, on=day
    )

    with pytest.raises(services.NotNow):
        services.receive_slip(
            slip=slip, received_on=day, received_by="档案室", upload=None, by=by, on=day
        )
    slip.refresh_from_db()
    assert (slip.received_on, slip.received_by) == (day, "档案室")


@pytest.mark.parametrize(
    ("received", "by", "error"),
    [
        (DAY - timedelta(days=1), "档案室", services.NotNow),
        (DAY + timedelta(days=9), "档案室", services.NotNow),
        (DAY, " ", Incomplete),
    ],
)
def test_a_receipt_that_cannot_be_is_refused(
    hall: Hall, received: date, by: str, error: type[Exception]
) -> None:
    slip = sent(hall, hall.decision())

    with pytest.raises(error):
        services.receive_slip(
            slip=slip,
            received_on=received,
            received_by=by,
            upload=None,
            by=hall.scene.clerk,
            on=DAY,
        )
    slip.refresh_from_db()
    assert slip.received_on is None
