"""A complaint leaves the office that keeps it."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from zhiyong.directory.standing import standing_of
from zhiyong.duties.models import Duty
from zhiyong.files.models import File
from zhiyong.intake import selectors, services
from zhiyong.intake.drafts import Identity, Incomplete
from zhiyong.intake.models import Complaint, Handover
from zhiyong.intake.tests.factories import (
    DAY,
    City,
    Named,
    accepted,
    lodged,
    make_city,
    registered,
)
from zhiyong.journal.models import Entry
from zhiyong.shell.errors import Refusal
from zhiyong.vault.models import Envelope

pytestmark = pytest.mark.django_db
NEXT = DAY + timedelta(days=1)


@pytest.fixture
def city() -> City:
    return make_city()


@pytest.mark.clause("S3-105")
def test_passed_on_it_is_in_the_other_queue_at_once_with_its_first_day(
    city: City, custody: None
) -> None:
    complaint = registered(
        city,
        identity=Identity(name="赵小满", telephone="13800000000"),
        files=(SimpleUploadedFile("说明.txt", "说明".encode(), "text/plain"),),
    )
    other = city.bodies["organs_committee"]

    services.refer_complaint(
        complaint=complaint, to_unit=other, reason="line", by=city.clerk(), on=NEXT
    )

    complaint.refresh_from_db()
    assert (complaint.keeper, complaint.state, complaint.number) == (other, "LODGED", "")
    assert complaint.received_on == DAY
    acceptance = Duty.objects.get(code="acceptance")
    assert (acceptance.starts_on, acceptance.owner_unit, acceptance.audience) == (
        DAY, other, other.pk,
    )  # fmt: skip
    assert Duty.objects.get(code="registration", state="OPEN").owner_unit == other
    assert set(File.objects.values_list("audience", flat=True)) == {other.pk}
    assert set(Envelope.objects.values_list("audience", flat=True)) == {other.pk}
    theirs = selectors.complaints_kept_by(standing_of(city.clerk("organs_committee"), NEXT))
    assert theirs.get() == complaint
    assert not selectors.complaints_visible_to(standing_of(city.clerk(), NEXT)).exists()
    line = complaint.registrations.get()
    assert (line.unit, line.ended_on) == (city.bodies["personnel_bureau"], NEXT)
    assert Entry.objects.get(verb="complaint.referred").facts["reason"] == "line"


def test_the_next_office_gives_its_own_number(city: City) -> None:
    complaint = registered(city)
    services.refer_complaint(
        complaint=complaint, to_unit=city.bodies["organs_committee"], by=city.clerk(), on=DAY
    )

    line = services.register_complaint(
        complaint=complaint, by=city.clerk("organs_committee"), on=DAY
    )

    assert (line.unit, line.n) == (city.bodies["organs_committee"], 1)
    assert complaint.registrations.count() == 2


def test_to_a_body_outside_it_ends_here_and_names_that_body(city: City) -> None:
    complaint = registered(city)

    services.refer_complaint(complaint=complaint, to_text="云岭省交通厅", by=city.clerk(), on=NEXT)

    complaint.refresh_from_db()
    assert (complaint.state, complaint.competent_body) == ("REFERRED", "云岭省交通厅")
    assert complaint.closed_on == NEXT
    assert not Duty.objects.filter(state__in=["OPEN", "PAUSED"]).exists()


def test_somewhere_must_be_named(city: City) -> None:
    complaint = lodged(city)

    with pytest.raises(Incomplete):
        services.refer_complaint(complaint=complaint, by=city.clerk(), on=DAY)

    assert not complaint.referrals.exists()


def test_never_to_the_body_that_is_complained_of(city: City) -> None:
    complaint = lodged(city, subject_unit=city.section)

    with pytest.raises(services.OwnPeople) as refused:
        services.refer_complaint(complaint=complaint, to_unit=city.bureau, by=city.clerk(), on=DAY)

    assert refused.value.basis
    complaint.refresh_from_db()
    assert complaint.keeper == city.bodies["personnel_bureau"]


def test_never_to_the_body_whose_staff_is_named(city: City) -> None:
    person = city.official(city.bodies["organs_committee"])
    complaint = lodged(
        city, subject_unit=city.bureau, named=(Named(name=person.name, person=person),)
    )

    with pytest.raises(services.Barred):
        services.refer_complaint(
            complaint=complaint,
            to_unit=city.bodies["organs_committee"],
            by=city.clerk(),
            on=DAY,
        )


def test_once_accepted_it_is_handled_not_passed_on(city: City) -> None:
    complaint = accepted(city)

    with pytest.raises(services.NotNow):
        services.refer_complaint(complaint=complaint, to_unit=city.court, by=city.clerk(), on=DAY)


# ── up, sealed ────────────────────────────────────────────────────────────────────────────


def test_the_page_shows_first_where_it_would_go(city: City) -> None:
    complaint = lodged(city)

    way = services.way_up(complaint)

    assert way
    assert way.keeper == city.bodies["leading_group"]


def test_what_the_leading_group_keeps_goes_no_higher_here(city: City) -> None:
    complaint = lodged(city, subject_unit=None, about_receiving_body=True)
    assert complaint.keeper == city.bodies["leading_group"]

    services.send_up_sealed(complaint=complaint, by=city.clerk("leading_group"), on=DAY)

    complaint.refresh_from_db()
    assert complaint.keeper == city.bodies["higher_authority"]
    with pytest.raises(Refusal):
        services.send_up_sealed(complaint=complaint, by=city.clerk("leading_group"), on=DAY)


def test_what_is_being_handled_is_taken_back_before_it_goes_up(city: City) -> None:
    complaint = accepted(city)
    services.progress(complaint=complaint, state="IN_HANDLING", by=city.clerk(), on=DAY)

    with pytest.raises(services.NotNow):
        services.send_up_sealed(complaint=complaint, by=city.clerk(), on=DAY)


# ── an accusation found later ─────────────────────────────────────────────────────────────


def test_a_complaint_that_is_an_accusation_is_sealed_over_and_emptied(
    city: City, custody: None
) -> None:
    words = "收受现金两万元"
    person = city.official()
    complaint = registered(
        city,
        text=words,
        named=(Named(name=person.name, person=person),),
        files=(SimpleUploadedFile("账.txt", words.encode(), "text/plain"),),
    )
    services.post_message(complaint=complaint, text=words, by="portal", on=DAY)
    with pytest.raises(services.NotNow):
        services.hand_over_complaint(complaint=complaint, by=city.clerk(), on=DAY)
    services.classify(
        complaint=complaint,
        input_class="accusation",
        reason="反映受贿",
        by=city.clerk(),
        on=DAY,
    )

    handover = services.hand_over_complaint(complaint=complaint, by=city.clerk(), on=NEXT)

    assert handover.unit == city.bodies["discipline_bureau"]
    complaint = Complaint.objects.get()
    assert (complaint.state, complaint.text) == ("REFERRED", "")
    assert not complaint.named.exists()
    left = [*Complaint.objects.values(), *File.objects.values(), *complaint.messages.values()]
    assert words not in str(left)
    envelope = Envelope.objects.get(subject=f"handover:{handover.pk}")
    assert envelope.audience == city.bodies["discipline_bureau"].pk
    assert not Duty.objects.filter(state__in=["OPEN", "PAUSED"]).exists()


def test_what_was_handed_over_is_collected_once(city: City, custody: None) -> None:
    complaint = lodged(city)
    Complaint.objects.filter(pk=complaint.pk).update(input_class="accusation")
    handover = services.hand_over_complaint(complaint=complaint, by=city.clerk(), on=DAY)
    by = city.clerk("discipline_bureau")

    services.collect(handover=handover, by=by, on=NEXT)
    with pytest.raises(services.NotNow):
        services.collect(handover=handover, by=by, on=NEXT)

    assert Handover.objects.get().collected_on == NEXT
