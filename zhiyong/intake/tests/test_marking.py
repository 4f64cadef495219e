"""Corrections, urgency, major matters, marks, the name confirmed."""

from datetime import timedelta
from typing import Any

import pytest

from zhiyong.intake import services
from zhiyong.intake.drafts import Identity, Incomplete
from zhiyong.intake.models import Correction
from zhiyong.intake.tests.factories import (
    DAY,
    City,
    lodged,
    make_city,
    registered,
)
from zhiyong.journal.models import Entry
from zhiyong.journal.services import recommit
from zhiyong.shell.errors import Refusal

pytestmark = pytest.mark.django_db
NEXT = DAY + timedelta(days=1)


@pytest.fixture
def city() -> City:
    return make_city()


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("title", "窗口无人值守", "窗口无人值守"),
        ("place", "政务大厅二楼", "政务大厅二楼"),
        ("channel", "letter", "letter"),
    ],
)
def test_a_correction_stands_beside_what_it_corrects(
    city: City, field: str, value: str, says: str
) -> None:
    complaint = lodged(city)
    before = getattr(complaint, field)

    services.correct(
        complaint=complaint, field=field, value=value, reason="听错了", by=city.clerk(), on=NEXT
    )

    complaint.refresh_from_db()
    assert getattr(complaint, field) == says
    kept = Correction.objects.get()
    assert (kept.old, kept.new, kept.reason) == (before, says, "听错了")
    entry = Entry.objects.get(verb="complaint.corrected")
    said = f"{kept.old}\n{kept.new}\n{kept.reason}"
    assert entry.commitments["correction"] == recommit(said, kept.salt)
    assert "听错" not in str(entry.facts)


def test_the_unit_is_corrected_by_the_directory_and_shown_by_name(city: City) -> None:
    complaint = lodged(city)

    services.correct(
        complaint=complaint,
        field="subject_unit",
        value=str(city.court.pk),
        reason="单位写错",
        by=city.clerk(),
        on=NEXT,
    )

    complaint.refresh_from_db()
    assert complaint.subject_unit == city.court
    assert (Correction.objects.get().old, Correction.objects.get().new) == (
        city.bureau.name, city.court.name,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"field": "text", "value": "改写"}, services.NotInThePlan),
        ({"field": "category", "value": "laziness"}, services.NotInThePlan),
        ({"field": "subject_unit", "value": "0"}, services.NotInThePlan),
        ({"field": "title", "value": "题" * 101}, Incomplete),
        ({"field": "title", "value": "改题", "reason": " "}, Incomplete),
        ({"field": "channel", "value": "web"}, services.NotNow),
    ],
)
def test_refuses_what_must_not_be_corrected(
    city: City, changes: dict[str, Any], refusal: type[Refusal]
) -> None:
    complaint = lodged(city)

    with pytest.raises(refusal):
        services.correct(
            **{"complaint": complaint, "reason": "有误", "by": city.clerk(), "on": DAY, **changes}
        )

    assert not Correction.objects.exists()
    assert not Entry.objects.filter(verb="complaint.corrected").exists()


def test_the_urgency_is_one_of_the_plan(city: City) -> None:
    complaint = lodged(city)

    services.set_urgency(complaint=complaint, urgency="urgent", by=city.clerk(), on=DAY)
    for again in ("urgent", "tomorrow"):
        with pytest.raises(Refusal):
            services.set_urgency(complaint=complaint, urgency=again, by=city.clerk(), on=DAY)

    complaint.refresh_from_db()
    assert complaint.urgency == "urgent"
    assert Entry.objects.filter(verb="complaint.urgency_set").count() == 1


def test_a_mark_that_needs_an_audience_says_who_may_know(city: City) -> None:
    complaint = lodged(city)
    by = city.clerk()

    with pytest.raises(Incomplete):
        services.mark_distribution(
            complaint=complaint, mark="work_secret", may_know="", by=by, on=DAY
        )
    services.mark_distribution(
        complaint=complaint, mark="work_secret", may_know="专班成员", by=by, on=DAY
    )

    complaint.refresh_from_db()
    assert (complaint.distribution, complaint.may_know) == ("work_secret", "专班成员")


@pytest.mark.parametrize("mark", ["secret", "confidential", "top_secret"])
def test_state_secrets_are_refused(city: City, mark: str) -> None:
    complaint = lodged(city)

    with pytest.raises(Refusal) as refused:
        services.mark_distribution(
            complaint=complaint, mark=mark, may_know="", by=city.clerk(), on=DAY
        )

    assert refused.value.basis
    complaint.refresh_from_db()
    assert complaint.distribution == ""


def test_a_name_is_confirmed_once_and_only_where_there_is_one(city: City, custody: None) -> None:
    real = registered(city, identity=Identity(name="赵小满", telephone="13800000000"))
    by = city.clerk()

    services.confirm_name(complaint=real, by=by, on=NEXT)

    real.refresh_from_db()
    assert real.real_name_confirmed_on == NEXT
    for complaint in (real, lodged(city)):
        with pytest.raises(services.NotNow):
            services.confirm_name(complaint=complaint, by=by, on=NEXT)


def test_what_has_ended_is_neither_urgent_nor_major(city: City) -> None:
    complaint = registered(city)
    services.withdraw(complaint=complaint, by="portal", on=DAY)

    with pytest.raises(services.NotNow):
        services.set_urgency(complaint=complaint, urgency="urgent", by=city.clerk(), on=DAY)
    with pytest.raises(services.NotNow):
        services.report_major(complaint=complaint, major="group_incident", by=city.clerk(), on=DAY)
