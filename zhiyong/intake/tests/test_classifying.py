"""A person says of which class a complaint is: that decides whose law's clocks run."""

from datetime import timedelta

import pytest
from django.test import Client

from zhiyong.approvals.models import Approval
from zhiyong.duties.models import Duty
from zhiyong.intake import services
from zhiyong.intake.drafts import Incomplete
from zhiyong.intake.models import Complaint, Correction
from zhiyong.intake.tests.factories import DAY, City, accepted, lodged, make_city, registered
from zhiyong.journal.models import Entry
from zhiyong.journal.services import recommit
from zhiyong.notices.models import Notice
from zhiyong.shell import kinds
from zhiyong.shell.access import Role

pytestmark = pytest.mark.django_db
NEXT = DAY + timedelta(days=1)


@pytest.fixture
def city() -> City:
    return make_city()


def say(city: City, complaint: Complaint, what: str, reason: str = "") -> Complaint:
    return services.classify(
        complaint=complaint, input_class=what, reason=reason, by=city.clerk(), on=NEXT
    )


def running(complaint: Complaint) -> dict[str, object]:
    rows = Duty.objects.filter(subject=kinds.ref(complaint), state="OPEN")
    return dict(rows.values_list("code", "starts_on"))


def test_the_first_time_it_needs_no_reason_and_another_laws_clocks_run(city: City) -> None:
    complaint = accepted(city)

    say(city, complaint, "inquiry")

    complaint.refresh_from_db()
    assert (complaint.input_class, complaint.classified_on) == ("inquiry", NEXT)
    assert Duty.objects.get(code="reply").state == "VOID"
    assert running(complaint)["reply_inquiry"] == DAY
    entry = Entry.objects.get(verb="complaint.classified")
    assert (entry.facts["class"], entry.facts["was"]) == ("inquiry", "plan_complaint")


def test_an_accusation_has_the_terms_of_the_rules_on_accusations(city: City) -> None:
    complaint = lodged(city)

    say(city, complaint, "accusation")

    assert set(running(complaint)) == {
        "registration",
        "forward_accusation",
        "accusation_acceptance_notice",
    }


def test_said_otherwise_later_it_needs_a_reason_and_the_old_class_stays_visible(
    city: City,
) -> None:
    complaint = say(city, accepted(city), "inquiry")

    with pytest.raises(Incomplete):
        say(city, complaint, "suggestion")
    complaint.refresh_from_db()
    assert complaint.input_class == "inquiry"

    say(city, complaint, "suggestion", "实为建议")

    assert set(running(complaint)) >= {"reply_suggestion"}
    assert "reply_inquiry" not in running(complaint)
    last = Correction.objects.order_by("pk").last()
    assert last
    assert (last.old, last.new, last.reason) == ("inquiry", "suggestion", "实为建议")
    entry = Entry.objects.get(verb="complaint.reclassified")
    said = f"{last.old}\n{last.new}\n{last.reason}"
    assert entry.commitments["correction"] == recommit(said, last.salt)


def test_confirmed_as_it_was_nothing_is_counted_anew(city: City) -> None:
    complaint = accepted(city)
    before = running(complaint)

    say(city, complaint, "plan_complaint")

    assert running(complaint) == before
    assert not Correction.objects.exists()


def test_what_cannot_be_said_changes_nothing(city: City) -> None:
    complaint = say(city, accepted(city), "inquiry")
    ended = lodged(city)
    services.withdraw(complaint=ended, by="portal", on=NEXT)
    before = Entry.objects.count()

    for one, what in ((complaint, "inquiry"), (complaint, "nonsense"), (ended, "inquiry")):
        with pytest.raises((services.NotNow, services.NotInThePlan)):
            say(city, one, what, "理由")

    assert Entry.objects.count() == before


def test_the_page_shows_which_clocks_would_run(city: City) -> None:
    client = Client()
    client.force_login(city.clerk())
    complaint = accepted(city)

    page = client.get(f"/intake/{complaint.pk}/acts/classify/")

    assert page.status_code == 200
    assert "答复" in page.content.decode()
    assert "信访工作条例" in page.content.decode()


def test_a_withdrawal_ends_what_was_in_approval_and_tells_the_office(city: City) -> None:
    for role in (Role.SECTION_HEAD, Role.LEADER):
        city.who(role)
    complaint = registered(city)
    services.refuse_complaint(
        complaint=complaint,
        refusal="no_facts",
        details={"missing_facts": "时间"},
        by=city.clerk(),
        on=NEXT,
    )
    approval = Approval.objects.get()
    assert approval.state == "RUNNING"

    services.withdraw(complaint=complaint, by="portal", on=NEXT)

    approval.refresh_from_db()
    assert (approval.state, approval.ended_on) == ("WITHDRAWN", NEXT)
    assert running(complaint) == {}
    assert Entry.objects.filter(verb="approval.lapsed").count() == 1
    told = Notice.objects.filter(template="complaint.withdrawn").values_list("person", flat=True)
    assert city.clerk().person_id in set(told)
