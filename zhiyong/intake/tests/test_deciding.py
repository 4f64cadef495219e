"""Accepting, refusing, telling, withdrawing, and the steps of handling."""

from datetime import date, timedelta
from typing import Any

import pytest

from zhiyong.approvals.models import Approval
from zhiyong.approvals.selectors import current_step
from zhiyong.approvals.services import decide
from zhiyong.duties.models import Duty
from zhiyong.intake import services
from zhiyong.intake.drafts import Identity, Incomplete
from zhiyong.intake.models import Complaint
from zhiyong.intake.tests.factories import (
    DAY,
    City,
    accepted,
    lodged,
    make_city,
    registered,
)
from zhiyong.journal.models import Entry
from zhiyong.notices.models import Text
from zhiyong.shell.access import Role

pytestmark = pytest.mark.django_db
NEXT = DAY + timedelta(days=1)


@pytest.fixture
def city() -> City:
    return make_city()


def running(complaint: Complaint) -> set[str]:
    return set(
        Duty.objects.filter(
            subject=f"complaint:{complaint.pk}", state__in=["OPEN", "PAUSED"]
        ).values_list("code", flat=True)
    )


def test_accepting_begins_the_clock_of_the_reply_and_tells_on_the_page(city: City) -> None:
    complaint = registered(city)

    services.accept_complaint(complaint=complaint, by=city.clerk(), on=NEXT)

    complaint.refresh_from_db()
    assert (complaint.state, complaint.decided_on) == ("ACCEPTED", NEXT)
    assert running(complaint) == {"reply"}
    assert Duty.objects.get(code="reply").starts_on == NEXT
    assert Duty.objects.get(code="acceptance").met_on == NEXT
    verbs = set(Entry.objects.values_list("verb", flat=True))
    assert {"complaint.accepted", "complaint.told"} <= verbs


def test_who_gave_a_name_is_still_owed_a_written_notice(city: City, custody: None) -> None:
    complaint = registered(city, identity=Identity(name="赵小满", telephone="13800000000"))

    services.accept_complaint(complaint=complaint, by=city.clerk(), on=NEXT)
    assert running(complaint) == {"reply", "acceptance_notice"}
    services.note_told(complaint=complaint, way="in_writing", by=city.clerk(), on=NEXT)

    assert running(complaint) == {"reply"}
    assert Duty.objects.get(code="acceptance_notice").met_on == NEXT


def test_nobody_is_told_before_anything_is_decided(city: City) -> None:
    with pytest.raises(services.NotNow):
        services.note_told(complaint=registered(city), way="telephone", by=city.clerk(), on=DAY)

    assert not Entry.objects.filter(verb="complaint.told").exists()


def test_a_suggestion_has_its_own_clock(city: City) -> None:
    complaint = accepted(city, input_class="suggestion")

    assert running(complaint) == {"reply_suggestion"}


def test_only_what_is_registered_can_be_accepted(city: City) -> None:
    complaint = lodged(city)

    with pytest.raises(services.NotNow):
        services.accept_complaint(complaint=complaint, by=city.clerk(), on=DAY)

    complaint.refresh_from_db()
    assert complaint.state == "LODGED"
    assert not Entry.objects.filter(verb="complaint.accepted").exists()


def test_a_category_must_be_one_of_the_plan(city: City) -> None:
    complaint = registered(city)

    with pytest.raises(services.NotInThePlan):
        services.accept_complaint(complaint=complaint, by=city.clerk(), on=DAY, category="laziness")

    complaint.refresh_from_db()
    assert (complaint.state, complaint.category) == ("REGISTERED", "")


# ── refusing ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("refusal", "given", "missing"),
    [
        ("other_body", {}, "competent_body"),
        ("legal_route", {}, "remedy_body"),
        ("concluded", {}, "earlier_matter"),
        ("no_facts", {"competent_body": "市住建局"}, "missing_facts"),
    ],
)
def test_a_refusal_names_what_its_reason_asks_for(
    city: City, refusal: str, given: dict[str, Any], missing: str
) -> None:
    complaint = registered(city)

    with pytest.raises(Incomplete) as refused:
        services.refuse_complaint(
            complaint=complaint, refusal=refusal, by=city.clerk(), on=DAY, **given
        )

    assert set(refused.value.fields) == {missing}
    assert not Approval.objects.exists()


def test_no_reason_that_the_plan_does_not_know(city: City) -> None:
    with pytest.raises(services.NotInThePlan):
        services.refuse_complaint(
            complaint=registered(city), refusal="no_time", by=city.clerk(), on=DAY
        )


def in_approval(city: City) -> tuple[Complaint, Approval]:
    for role in (Role.SECTION_HEAD, Role.LEADER):
        city.who(role)
    complaint = registered(city)
    result = services.refuse_complaint(
        complaint=complaint,
        refusal="no_facts",
        details={"missing_facts": "何时、何地、哪个窗口"},
        by=city.clerk(),
        on=DAY,
    )
    assert result.approval
    return complaint, result.approval


def test_a_refusal_stands_once_its_chain_has_agreed(city: City) -> None:
    complaint, approval = in_approval(city)
    complaint.refresh_from_db()
    assert complaint.state == "REGISTERED"

    for role in (Role.SECTION_HEAD, Role.LEADER):
        step = current_step(approval)
        assert step
        decide(step=step, verdict="AGREE", opinion="", by=city.who(role), on=NEXT)  # type: ignore[arg-type]

    complaint.refresh_from_db()
    assert (complaint.state, complaint.refusal) == ("NOT_ACCEPTED", "no_facts")
    assert complaint.refusal_details == {"missing_facts": "何时、何地、哪个窗口"}
    assert (complaint.decided_on, complaint.closed_on) == (NEXT, NEXT)
    assert running(complaint) == set()
    entry = Entry.objects.get(verb="complaint.not_accepted")
    assert entry.facts["reason"] == "no_facts"
    assert entry.facts["clause"]


def test_while_a_refusal_is_in_approval_nobody_accepts(city: City) -> None:
    complaint, _approval = in_approval(city)

    with pytest.raises(services.NotNow):
        services.accept_complaint(complaint=complaint, by=city.clerk(), on=NEXT)

    complaint.refresh_from_db()
    assert complaint.state == "REGISTERED"


def test_a_refusal_sent_back_leaves_it_where_it_was(city: City) -> None:
    complaint, approval = in_approval(city)
    step = current_step(approval)
    assert step

    decide(
        step=step,
        verdict="RETURN",  # type: ignore[arg-type]
        opinion="材料里有具体事实",
        by=city.who(Role.SECTION_HEAD),
        on=NEXT,
    )

    complaint.refresh_from_db()
    assert complaint.state == "REGISTERED"
    assert "acceptance" in running(complaint)


# ── withdrawing ───────────────────────────────────────────────────────────────────────────


def test_withdrawn_it_ends_and_nothing_is_owed_any_more(city: City) -> None:
    complaint = registered(city)

    services.withdraw(complaint=complaint, by="portal", on=NEXT)

    complaint.refresh_from_db()
    assert (complaint.state, complaint.closed_on) == ("WITHDRAWN", NEXT)
    assert running(complaint) == set()
    assert Entry.objects.get(verb="complaint.withdrawn").recorded_at is None


def test_once_handling_has_begun_it_is_not_withdrawn(city: City) -> None:
    complaint = accepted(city)
    services.progress(complaint=complaint, state="IN_HANDLING", by=city.clerk(), on=DAY)

    with pytest.raises(services.NotNow):
        services.withdraw(complaint=complaint, by="portal", on=NEXT)

    complaint.refresh_from_db()
    assert complaint.state == "IN_HANDLING"


# ── handling, as the rooms above move it ──────────────────────────────────────────────────


def test_follows_its_handling_to_the_reply_and_the_end(city: City) -> None:
    complaint = accepted(city)
    by = city.clerk()

    services.progress(complaint=complaint, state="IN_HANDLING", by=by, on=DAY)
    services.progress(complaint=complaint, state="REPLIED", by=by, on=NEXT)
    assert Duty.objects.get(code="reply").met_on == NEXT
    assert running(complaint) == {"call_back"}
    services.progress(complaint=complaint, state="CLOSED", by=by, on=NEXT)

    complaint.refresh_from_db()
    assert (complaint.state, complaint.closed_on) == ("CLOSED", NEXT)
    assert running(complaint) == set()


def test_taken_up_again_its_clock_runs_anew(city: City) -> None:
    complaint = accepted(city)
    by = city.clerk()
    for state in ("IN_HANDLING", "REPLIED", "CLOSED"):
        services.progress(complaint=complaint, state=state, by=by, on=DAY)

    services.progress(complaint=complaint, state="IN_HANDLING", by="portal", on=date(2026, 3, 20))

    complaint.refresh_from_db()
    assert (complaint.state, complaint.closed_on) == ("IN_HANDLING", None)
    assert running(complaint) == {"reply"}
    assert Duty.objects.get(code="reply", state="OPEN").starts_on == date(2026, 3, 20)


def test_no_step_is_left_out(city: City) -> None:
    complaint = accepted(city)

    with pytest.raises(services.NotNow):
        services.progress(complaint=complaint, state="CLOSED", by=city.clerk(), on=DAY)

    complaint.refresh_from_db()
    assert complaint.state == "ACCEPTED"


def test_whoever_left_a_contact_is_told_that_there_is_news_and_no_more(
    city: City, custody: None
) -> None:
    complaint = registered(city, contact="13800000000")

    services.accept_complaint(complaint=complaint, by=city.clerk(), on=DAY)

    text = Text.objects.get()
    assert (text.subject, text.template) == (f"complaint:{complaint.pk}", "complaint.news")
