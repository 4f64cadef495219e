"""Rows inserted in one trip are the rows that `save` would have written."""

from datetime import date

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from zhiyong.duties.models import Duty
from zhiyong.duties.services.opening import ONE_RUNS
from zhiyong.intake.models import Complaint
from zhiyong.intake.tests.factories import City, make_city
from zhiyong.shell import rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(db: None) -> City:
    return make_city()


def a_complaint(city: City, text: str) -> Complaint:
    return Complaint(
        adoption=city.adoption,
        audience=city.bureau.pk,
        keeper=city.bureau,
        barred=[3, 1],
        route={"tried": [{"rule": "一"}], "nothing": None},
        channel="web",
        title='引号"与\\反斜杠',
        text=text,
        salt=bytes(range(32)),
        token=b"\x00\xff'\\" * 8,
        received_on=date(2026, 3, 2),
        entered_on=date(2026, 3, 2),
    )


def a_duty(city: City, code: str) -> Duty:
    day = date(2026, 3, 2)
    return Duty(
        subject="complaint:1",
        code=code,
        adoption=city.adoption,
        owner_unit=city.bureau,
        audience=1,
        starts_on=day,
        due_on=day,
        original_due_on=day,
    )


@pytest.mark.parametrize(
    "text", ["窗口无人\n第二行", "𠮷野家 😀 %s {}", "\u2028 \t'; DROP TABLE x"]
)
def test_every_kind_of_column_comes_back_as_it_went(city: City, text: str) -> None:
    complaint = a_complaint(city, text)

    rows.insert([complaint])

    assert not complaint._state.adding
    found = Complaint.objects.get()
    for field in Complaint._meta.concrete_fields:
        given, kept = getattr(complaint, field.attname), getattr(found, field.attname)
        assert (bytes(kept) if isinstance(kept, memoryview) else kept) == given, field.name


def test_many_are_one_trip_and_tell_their_ids(city: City) -> None:
    with CaptureQueriesContext(connection) as asked:
        found = rows.insert([a_duty(city, "a"), a_duty(city, "b")], returning="code, id")

    assert len(asked) == 1
    assert dict(found) == dict(Duty.objects.values_list("code", "id"))


def test_one_that_is_there_already_is_left_out(city: City) -> None:
    rows.insert([a_duty(city, "a")])

    found = rows.insert([a_duty(city, "a"), a_duty(city, "b")], returning="code", unless=ONE_RUNS)

    assert found == [("b",)]
    with pytest.raises(IntegrityError):
        rows.insert([a_duty(city, "a")])


def test_nothing_is_no_trip() -> None:
    assert rows.insert([]) == []
