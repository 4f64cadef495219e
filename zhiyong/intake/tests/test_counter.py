"""Numbered blank forms: each is used at most once, and every number is accounted for."""

from datetime import date

import pytest

from zhiyong.intake import services
from zhiyong.intake.models import BlankForm, Complaint
from zhiyong.intake.tests.factories import (
    DAY,
    City,
    a_lodging,
    at_the_counter,
    make_city,
)
from zhiyong.journal.models import Entry
from zhiyong.shell.errors import Refusal

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> City:
    return make_city()


def lodge_on(city: City, form: BlankForm, body: str = "personnel_bureau") -> Complaint:
    found = services.lodge_complaint(
        draft=a_lodging(
            channel="visit",
            subject_unit=city.bureau,
            entry=at_the_counter(city.bodies[body], blank_form=form),
        ),
        by=city.clerk(body),
        on=DAY,
    ).complaint
    assert found
    return found


def test_forms_are_numbered_on_without_gaps(city: City) -> None:
    unit, by = city.bodies["personnel_bureau"], city.clerk()

    first = services.print_blank_forms(unit=unit, count=3, by=by, on=DAY)
    more = services.print_blank_forms(unit=unit, count=2, by=by, on=DAY)
    anew = services.print_blank_forms(unit=unit, count=1, by=by, on=date(2027, 1, 4))

    assert [form.n for form in (*first, *more)] == [1, 2, 3, 4, 5]
    assert [(form.year, form.n) for form in anew] == [(2027, 1)]
    assert Entry.objects.filter(verb="forms.printed").count() == 3


@pytest.mark.parametrize("count", [0, 201])
def test_a_print_run_has_its_limits(city: City, count: int) -> None:
    with pytest.raises(Refusal):
        services.print_blank_forms(
            unit=city.bodies["personnel_bureau"], count=count, by=city.clerk(), on=DAY
        )

    assert not BlankForm.objects.exists()


def test_a_form_is_used_once(city: City) -> None:
    (form,) = services.print_blank_forms(
        unit=city.bodies["personnel_bureau"], count=1, by=city.clerk(), on=DAY
    )

    complaint = lodge_on(city, form)
    with pytest.raises(services.FormSpent):
        lodge_on(city, form)

    form.refresh_from_db()
    assert (form.complaint, form.used_on) == (complaint, DAY)
    assert Complaint.objects.count() == 1


def test_another_offices_form_is_refused_and_nothing_is_kept(city: City) -> None:
    (form,) = services.print_blank_forms(
        unit=city.bodies["org_department"], count=1, by=city.clerk(), on=DAY
    )

    with pytest.raises(services.FormSpent):
        lodge_on(city, form)

    assert not Complaint.objects.exists()


def test_a_spoiled_form_is_noted_and_not_used(city: City) -> None:
    (form,) = services.print_blank_forms(
        unit=city.bodies["personnel_bureau"], count=1, by=city.clerk(), on=DAY
    )

    services.spoil_blank_form(form=form, by=city.clerk(), on=DAY)
    for act in (
        lambda: services.spoil_blank_form(form=form, by=city.clerk(), on=DAY),
        lambda: lodge_on(city, form),
    ):
        with pytest.raises(services.FormSpent):
            act()

    form.refresh_from_db()
    assert (form.spoiled_on, form.used_on) == (DAY, None)
