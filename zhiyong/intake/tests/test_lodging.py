"""Lodging: what comes of it, and that nothing is lost, doubled or half done."""

from dataclasses import replace
from datetime import date, datetime
from unittest.mock import Mock
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError

from zhiyong.directory.models import RoleBinding
from zhiyong.directory.tests.factories import account_with
from zhiyong.duties.models import Duty
from zhiyong.files.models import File
from zhiyong.intake import codes, services
from zhiyong.intake.drafts import Identity, Incomplete, VisitDraft
from zhiyong.intake.models import Complaint, Handover, Visit
from zhiyong.intake.tests.factories import (
    DAY,
    City,
    a_lodging,
    at_the_counter,
    lodged,
    make_city,
    prepared,
)
from zhiyong.journal.models import Entry
from zhiyong.journal.services import recommit
from zhiyong.notices.models import Notice
from zhiyong.shell.access import Role
from zhiyong.shell.errors import Refusal
from zhiyong.vault.errors import VaultNotReady
from zhiyong.vault.models import Envelope

pytestmark = pytest.mark.django_db
MOMENT = datetime(2026, 3, 2, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def city() -> City:
    return make_city()


@pytest.mark.clause("S3-109")
def test_keeps_the_complaint_and_hands_out_a_code_that_finds_it(city: City) -> None:
    found = services.lodge_complaint(draft=a_lodging(subject_unit=city.bureau), by="portal", on=DAY)

    complaint = Complaint.objects.get(lookup=codes.lookup_key(found.code))
    assert complaint == found.complaint
    assert complaint.state == Complaint.State.LODGED
    assert complaint.number == ""
    entry = Entry.objects.get(verb="complaint.lodged")
    assert entry.threads[0] == f"complaint:{complaint.pk}"
    assert entry.audience == complaint.keeper_id
    said = "\n".join((complaint.title, "", "", complaint.text))
    assert entry.commitments["content"] == recommit(said, complaint.salt)


def test_opens_the_duties_of_receipt_and_promises_the_day_of_acceptance(city: City) -> None:
    found = services.lodge_complaint(draft=a_lodging(subject_unit=city.bureau), by="portal", on=DAY)

    duties = {duty.code: duty for duty in Duty.objects.all()}
    assert set(duties) == {"registration", "acceptance", "acceptance_notice"}
    assert duties["acceptance"].due_on == date(2026, 3, 17)
    assert {duty.audience for duty in duties.values()} == {city.bodies["personnel_bureau"].pk}
    body = found.receipt.document.body
    assert body.accept_by == date(2026, 3, 17)
    assert body.leaf == bytes(Entry.objects.get(verb="complaint.lodged").leaf)


def test_does_not_stand_without_its_record(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    from zhiyong.intake.services import lodging

    monkeypatch.setattr(lodging, "record_many", Mock(side_effect=DatabaseError))

    with pytest.raises(DatabaseError):
        lodged(city)

    assert not Complaint.objects.exists()
    assert not Duty.objects.exists()


# ── sent twice ────────────────────────────────────────────────────────────────────────────


def test_sent_twice_it_is_one_complaint_with_the_same_receipt(city: City) -> None:
    draft = a_lodging(subject_unit=city.bureau, prepared=prepared())

    first = services.lodge_complaint(draft=draft, by="portal", on=DAY)
    again = services.lodge_complaint(draft=draft, by="portal", on=DAY)

    assert Complaint.objects.count() == 1
    assert (again.code, again.receipt.text) == (first.code, first.receipt.text)
    assert (first.repeated, again.repeated, again.differs) == (False, True, False)


def test_sent_again_with_other_words_the_receipt_says_they_were_not_added(city: City) -> None:
    draft = a_lodging(subject_unit=city.bureau, prepared=prepared())
    services.lodge_complaint(draft=draft, by="portal", on=DAY)

    again = services.lodge_complaint(
        draft=replace(draft, text="又想起一件事。"), by="portal", on=DAY
    )

    assert again.differs
    assert "又想起" not in Complaint.objects.get().text


def test_a_form_left_open_too_long_is_refused_unless_it_was_sent_before(city: City) -> None:
    fresh = prepared()
    stale = replace(fresh, fresh=False)
    draft = a_lodging(subject_unit=city.bureau)

    with pytest.raises(codes.FormExpired):
        services.lodge_complaint(draft=replace(draft, prepared=stale), by="portal", on=DAY)
    services.lodge_complaint(draft=replace(draft, prepared=fresh), by="portal", on=DAY)
    again = services.lodge_complaint(draft=replace(draft, prepared=stale), by="portal", on=DAY)

    assert again.repeated
    assert Complaint.objects.count() == 1


# ── who complains ─────────────────────────────────────────────────────────────────────────


def test_a_name_is_sealed_and_stands_nowhere_else(city: City, custody: None) -> None:
    identity = Identity(name="赵小满", telephone="13800000000", address="江州市河东路1号")

    complaint = lodged(city, identity=identity, contact="13800000000")

    assert complaint.is_real_name
    assert complaint.wants_contact
    kinds = set(Envelope.objects.values_list("kind", flat=True))
    assert kinds == {"NAME", "CONTACT"}
    assert Entry.objects.get(verb="complaint.lodged").recorded_at is not None
    for value in Complaint.objects.filter(pk=complaint.pk).values_list().get():
        assert "赵小满" not in str(value)
        assert "13800000000" not in str(value)


def test_without_custodians_a_name_is_refused_and_nothing_is_kept(city: City) -> None:
    with pytest.raises(VaultNotReady):
        lodged(city, identity=Identity(name="赵小满", telephone="13800000000"))

    assert not Complaint.objects.exists()


def test_an_anonymous_one_may_leave_a_contact(city: City, custody: None) -> None:
    complaint = lodged(city, contact="someone@example.org")

    assert not complaint.is_real_name
    assert complaint.wants_contact
    assert Envelope.objects.get().kind == "CONTACT"
    assert not Entry.objects.filter(
        threads__contains=[f"complaint:{complaint.pk}"], recorded_at__isnull=False
    ).exists()


# ── entered by staff ──────────────────────────────────────────────────────────────────────


def test_a_letter_is_received_when_it_came_and_entered_later_visibly(city: City) -> None:
    desk = city.bodies["personnel_bureau"]
    found = services.lodge_complaint(
        draft=a_lodging(
            channel="letter",
            subject_unit=city.bureau,
            received_on=date(2026, 2, 26),
            entry=at_the_counter(desk, source={"sender_place": "河西区"}),
        ),
        by=city.clerk(),
        on=DAY,
        at=MOMENT,
    ).complaint

    assert found
    assert (found.received_on, found.entered_on, found.entry_delay) == (
        date(2026, 2, 26), DAY, 4,
    )  # fmt: skip
    assert (found.entered_by, found.entered_at) == (city.clerk(), MOMENT)
    assert Duty.objects.get(code="acceptance").starts_on == date(2026, 2, 26)
    assert Entry.objects.get(verb="complaint.lodged").facts["entry_delay"] == 4
    assert not found.referrals.exists()


def test_a_visit_keeps_its_numbers_and_seals_its_names(city: City, custody: None) -> None:
    complaint = services.lodge_complaint(
        draft=a_lodging(
            channel="visit",
            subject_unit=city.bureau,
            identity=Identity(name="赵小满", telephone="13800000000", companions=("钱二", "孙三")),
            entry=at_the_counter(
                city.bodies["personnel_bureau"],
                visit=VisitDraft(visited_on=DAY, people=3, delegates=1, is_repeat=True),
            ),
        ),
        by=city.clerk(),
        on=DAY,
        at=MOMENT,
    ).complaint

    visit = Visit.objects.get(complaint=complaint)
    assert (visit.people, visit.delegates, visit.is_joint, visit.is_repeat) == (3, 1, True, True)
    assert "钱二" not in str(Visit.objects.values().get())


@pytest.mark.parametrize(("delegates", "passes"), [(5, True), (6, False)])
def test_a_joint_visit_names_at_most_five_delegates(
    city: City, delegates: int, passes: bool
) -> None:
    draft = a_lodging(
        channel="visit",
        subject_unit=city.bureau,
        entry=at_the_counter(
            city.bodies["personnel_bureau"],
            visit=VisitDraft(visited_on=DAY, people=12, delegates=delegates),
        ),
    )

    if passes:
        assert services.lodge_complaint(draft=draft, by=city.clerk(), on=DAY, at=MOMENT).complaint
        return
    with pytest.raises(Incomplete) as refused:
        services.lodge_complaint(draft=draft, by=city.clerk(), on=DAY, at=MOMENT)
    assert "第二十条" in str(refused.value.basis)
    assert not Complaint.objects.exists()


@pytest.mark.clause("S3-108")
def test_a_media_item_names_outlet_and_day(city: City) -> None:
    desk = city.bodies["personnel_bureau"]
    draft = a_lodging(channel="media", subject_unit=city.bureau, entry=at_the_counter(desk))

    with pytest.raises(Incomplete) as refused:
        services.lodge_complaint(draft=draft, by=city.clerk(), on=DAY, at=MOMENT)
    item = {"outlet": "江州晚报", "published_on": "2026-03-01"}
    kept = services.lodge_complaint(
        draft=replace(draft, entry=at_the_counter(desk, source=item)),
        by=city.clerk(),
        on=DAY,
        at=MOMENT,
    ).complaint

    assert set(refused.value.fields) == {"outlet", "published_on"}
    assert kept
    assert (kept.channel, kept.source) == ("media", item)


@pytest.mark.parametrize(
    ("entry", "field"),
    [
        ({"urgency": "tomorrow"}, "urgency"),
        ({"major": "nothing"}, "major"),
        ({"distribution": "work_secret"}, "may_know"),
    ],
)
def test_refuses_what_the_plan_does_not_know(city: City, entry: dict[str, str], field: str) -> None:
    draft = a_lodging(
        channel="letter",
        subject_unit=city.bureau,
        entry=at_the_counter(city.bodies["personnel_bureau"], **entry),
    )

    with pytest.raises(Incomplete) as refused:
        services.lodge_complaint(draft=draft, by=city.clerk(), on=DAY, at=MOMENT)

    assert set(refused.value.fields) == {field}


def test_content_marked_secret_does_not_enter(city: City) -> None:
    draft = a_lodging(
        channel="letter",
        subject_unit=city.bureau,
        entry=at_the_counter(city.bodies["personnel_bureau"], distribution="secret"),
    )

    with pytest.raises(Refusal) as refused:
        services.lodge_complaint(draft=draft, by=city.clerk(), on=DAY, at=MOMENT)

    assert refused.value.basis
    assert not Complaint.objects.exists()


def test_a_major_matter_is_told_at_once(city: City) -> None:
    account_with(Role.OFFICE, unit=city.bodies["office"])
    complaint = services.lodge_complaint(
        draft=a_lodging(
            channel="phone",
            subject_unit=city.bureau,
            entry=at_the_counter(
                city.bodies["personnel_bureau"], major="group_incident", urgency="extra_urgent"
            ),
        ),
        by=city.clerk(),
        on=DAY,
        at=MOMENT,
    ).complaint

    assert complaint
    assert Notice.objects.filter(template="complaint.major").exists()
    assert Duty.objects.get(code="major_report").state == Duty.State.MET
    assert Entry.objects.get(verb="complaint.major_reported").facts["told"] >= 1


def test_a_major_matter_that_nobody_could_be_told_stays_owed(city: City) -> None:
    RoleBinding.objects.filter(role=Role.OFFICE).delete()
    services.lodge_complaint(
        draft=a_lodging(
            channel="phone",
            subject_unit=city.bureau,
            entry=at_the_counter(city.bodies["personnel_bureau"], major="group_incident"),
        ),
        by=city.clerk(),
        on=DAY,
        at=MOMENT,
    )

    assert Duty.objects.get(code="major_report").state == Duty.State.OPEN


# ── files ─────────────────────────────────────────────────────────────────────────────────


def test_files_belong_to_the_complaint_and_to_whoever_keeps_it(city: City) -> None:
    upload = SimpleUploadedFile("经过.txt", "三月一日上午".encode(), "text/plain")

    complaint = lodged(city, files=(upload,))

    file = File.objects.get()
    assert file.subject == f"complaint:{complaint.pk}"
    assert file.audience == complaint.audience


# ── accusations that belong elsewhere ─────────────────────────────────────────────────────


def test_an_accusation_is_handed_over_sealed_and_nothing_readable_stays(
    city: City, custody: None
) -> None:
    words = "收受现金两万元"
    found = services.lodge_complaint(
        draft=a_lodging(
            text=words,
            subject_unit=city.bureau,
            input_class="accusation",
            files=(SimpleUploadedFile("账.txt", words.encode(), "text/plain"),),
            prepared=prepared(),
        ),
        by="portal",
        on=DAY,
    )

    assert found.complaint is None
    assert not Complaint.objects.exists()
    assert not File.objects.exists()
    handover = Handover.objects.get(lookup=codes.lookup_key(found.code))
    assert handover.unit == city.bodies["discipline_bureau"]
    assert words not in str(Handover.objects.values().get())
    envelope = Envelope.objects.get(subject=f"handover:{handover.pk}")
    assert words.encode() not in bytes(envelope.sealed)
    assert Entry.objects.get(verb="handover.made").recorded_at is None
    assert found.receipt.document.body.accept_by is None


def test_an_accusation_of_the_discipline_body_goes_past_it(city: City, custody: None) -> None:
    body = city.bodies["discipline_bureau"]

    found = services.lodge_complaint(
        draft=a_lodging(subject_unit=body, input_class="accusation"), by="portal", on=DAY
    )

    assert found.handover
    assert found.handover.unit == city.bodies["higher_authority"]
