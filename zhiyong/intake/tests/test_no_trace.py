"""What goes up leaves nothing below: not in a list, a count, a search, a proposal, a time line."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from zhiyong.approvals.models import Approval
from zhiyong.approvals.selectors import approvals_visible_to
from zhiyong.directory.models import Account
from zhiyong.directory.standing import Standing, standing_of
from zhiyong.directory.tests.factories import account_with
from zhiyong.duties.selectors import duties_visible_to, next_due
from zhiyong.files.selectors import files_visible_to, of_subject
from zhiyong.intake import selectors, services
from zhiyong.intake.models import Complaint
from zhiyong.intake.selectors.queue import ALL, counts, of_light, queue, waiting
from zhiyong.intake.selectors.repeats import possible_repeats
from zhiyong.intake.selectors.search import matching
from zhiyong.intake.tests.factories import (
    DAY,
    City,
    Named,
    lodged,
    make_city,
    registered,
)
from zhiyong.journal.selectors import timeline
from zhiyong.notices.models import Notice
from zhiyong.shell import kinds
from zhiyong.shell.access import READS_CASES, Role

pytestmark = pytest.mark.django_db
WORDS = "局长把接待费用摊派给企业"


@pytest.fixture
def city() -> City:
    return make_city()


def everything(account: Account) -> Standing:
    """Give the same person every role that reads cases, at the same body."""
    return standing_of(account, DAY)


def below(city: City) -> Standing:
    account = account_with(*READS_CASES, Role.CUSTODIAN, unit=city.bodies["personnel_bureau"])
    return everything(account)


def nothing_is_known_of(complaint: Complaint, standing: Standing) -> None:
    """Ask every read that somebody below could make."""
    reference = kinds.ref(complaint)
    known: dict[str, Any] = {
        "list": selectors.complaints_visible_to(standing).exists(),
        "queue": queue(standing, ALL).exists(),
        "count": any(counts(standing).values()) or waiting(standing),
        "search": matching(
            selectors.complaints_visible_to(standing), complaint.title[:6], today=DAY
        ).exists(),
        "overdue": of_light(Complaint.objects.all() & queue(standing, ALL), "NORMAL", DAY).exists(),
        "duties": duties_visible_to(standing).filter(subject=reference).exists(),
        "next duty": next_due([reference], standing),
        "files": of_subject(reference, standing).exists() or files_visible_to(standing).exists(),
        "title": kinds.titles([reference], standing),
        "time line": timeline(reference, standing),
        "approvals": approvals_visible_to(standing).exists(),
        "notices": Notice.objects.filter(person=standing.person_id).exists(),
    }
    assert not {name: found for name, found in known.items() if found}


@pytest.mark.clause("S3-105", "S3-112")
def test_what_went_up_at_once_is_unknown_below(city: City) -> None:
    upload = SimpleUploadedFile("账目.txt", WORDS.encode(), "text/plain")
    complaint = lodged(
        city,
        subject_unit=city.bodies["personnel_bureau"],
        text=WORDS,
        about_receiving_body=True,
        files=(upload,),
    )

    nothing_is_known_of(complaint, below(city))
    assert complaint.referrals.count() == 0


def test_a_clerk_below_is_not_told_that_hers_repeats_one_above(city: City) -> None:
    lodged(city, text=WORDS, about_receiving_body=True)
    hers = lodged(city, text=WORDS)

    assert [one.reasons for one in possible_repeats(hers)] == []


@pytest.mark.clause("S3-105")
def test_sent_up_sealed_ends_the_clerks_own_sight(city: City) -> None:
    clerk = city.clerk()
    standing = standing_of(clerk, DAY)
    complaint = registered(
        city,
        text=WORDS,
        files=(SimpleUploadedFile("账目.txt", WORDS.encode(), "text/plain"),),
    )
    number = complaint.number
    services.set_urgency(complaint=complaint, urgency="urgent", by=clerk, on=DAY)
    services.post_message(complaint=complaint, text="还有补充", by="portal", on=DAY)
    assert selectors.complaints_visible_to(standing).filter(pk=complaint.pk).exists()

    services.send_up_sealed(complaint=complaint, by=clerk, on=DAY)

    nothing_is_known_of(complaint, standing)
    nothing_is_known_of(complaint, below(city))
    complaint.refresh_from_db()
    assert complaint.keeper == city.bodies["leading_group"]
    assert complaint.number == ""
    line = complaint.registrations.get(unit=city.bodies["personnel_bureau"])
    assert (line.number, line.ended_on) == (number, DAY)


def test_sent_up_while_a_refusal_was_in_approval_its_draft_is_emptied(city: City) -> None:
    section_head = account_with(Role.SECTION_HEAD, unit=city.bodies["personnel_bureau"])
    account_with(Role.LEADER, unit=city.bodies["personnel_bureau"])
    complaint = registered(city, text=WORDS)
    services.refuse_complaint(
        complaint=complaint,
        refusal="no_facts",
        details={"missing_facts": "何时何地"},
        by=city.clerk(),
        on=DAY,
    )
    assert approvals_visible_to(standing_of(section_head, DAY)).exists()

    services.send_up_sealed(complaint=complaint, by=city.clerk(), on=DAY)

    approval = Approval.objects.get()
    assert (approval.state, approval.draft) == (Approval.State.WITHDRAWN, {})
    nothing_is_known_of(complaint, standing_of(section_head, DAY))


def test_the_body_above_sees_it_whole_with_what_was_done_below(city: City) -> None:
    above = standing_of(city.clerk("leading_group"), DAY)
    complaint = registered(city, text=WORDS)

    services.send_up_sealed(complaint=complaint, by=city.clerk(), on=DAY)

    assert queue(above, ALL).get() == complaint
    assert duties_visible_to(above).filter(subject=kinds.ref(complaint)).exists()
    complaint.refresh_from_db()
    lines = timeline(kinds.ref(complaint), above, also=complaint.kept_before)
    told = [line.entry.verb for line in lines]
    assert told[0] == "complaint.lodged"
    assert "complaint.registered" in told
    assert "complaint.sent_up" in told


def test_who_is_complained_of_never_reads_it_whatever_their_role(city: City) -> None:
    leader = account_with(Role.LEADER, unit=city.root, subtree=True)
    assert leader.person
    complaint = lodged(city, named=(Named(name=leader.person.name, person=leader.person),))
    other = account_with(Role.LEADER, unit=city.root, subtree=True)

    assert selectors.complaints_visible_to(standing_of(other, DAY)).get() == complaint
    nothing_is_known_of(complaint, standing_of(leader, DAY))


def test_it_is_never_shared_with_the_office_it_went_past(city: City) -> None:
    complaint = lodged(city, about_receiving_body=True)

    with pytest.raises(services.Barred):
        services.share(
            complaint=complaint, unit=city.bodies["personnel_bureau"], by=city.clerk(), on=DAY
        )
    with pytest.raises(services.Barred):
        services.refer_complaint(
            complaint=complaint,
            to_unit=city.bodies["personnel_bureau"],
            by=city.clerk("leading_group"),
            on=DAY,
        )

    assert not complaint.readers.exists()
