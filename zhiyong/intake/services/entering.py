"""What only staff enter with a complaint: visit, form, order from above, the way it left."""

from datetime import date, datetime

from zhiyong.directory.models import Account
from zhiyong.duties.services import open_duty
from zhiyong.intake import law
from zhiyong.intake.drafts import Lodging
from zhiyong.intake.models import Complaint, Referral, Visit
from zhiyong.intake.services.common import By
from zhiyong.intake.services.counter import use_blank_form
from zhiyong.intake.services.marking import report_major
from zhiyong.plans.selectors import pack_of

ORDERED = "order.received"


def keep_entry(complaint: Complaint, draft: Lodging, by: By, on: date, at: datetime | None) -> None:
    """Keep what only staff enter: the visit, the form, what is told at once, the way it left."""
    entry = draft.entry
    if entry is None:
        return
    if entry.visit:
        Visit.objects.create(
            complaint=complaint,
            visited_on=entry.visit.visited_on,
            people=entry.visit.people,
            delegates=entry.visit.delegates,
            is_repeat=entry.visit.is_repeat,
            place=entry.visit.place,
            received_by=entry.visit.received_by,
        )
    _order_of(complaint, draft, by, on)
    if entry.blank_form:
        use_blank_form(form=entry.blank_form, complaint=complaint, unit=entry.unit, on=on)
    if entry.major:
        report_major(complaint=complaint, major=entry.major, by=by, on=on, at=at)
    left_openly = entry.unit.pk != complaint.keeper_id and not complaint.went_up
    if left_openly and not set(entry.unit.path) & set(complaint.barred):
        Referral.objects.create(
            complaint=complaint,
            from_unit=entry.unit,
            to_unit=complaint.keeper,
            way=Referral.Way.ON_ENTRY,
            channel=complaint.channel,
            received_on=complaint.received_on,
            by=by if isinstance(by, Account) else None,
            on=on,
        )


def _order_of(complaint: Complaint, draft: Lodging, by: By, on: date) -> None:
    """Let the answer be owed by the day that whoever sent it has set, where the plan has a clock.

    Their day stands beside the plan's own days for the complainant, and moves none of them.
    """
    assert draft.entry
    assert draft.received_on
    pack = pack_of(complaint.adoption)
    asked = law.source_of(pack.channel(complaint.channel).form)
    day = day_of(str(draft.entry.source.get(asked.deadline, "")))
    clock = next((one for one in pack.clocks if one.from_ == ORDERED), None)
    if day is None or clock is None:
        return
    open_duty(
        of=complaint,
        code=clock.id,
        adoption=complaint.adoption,
        owner_unit=complaint.keeper,
        start=draft.received_on,
        audience=complaint.audience,
        named=day,
        by=by,
        on=on,
    )


def day_of(given: str) -> date | None:
    """Return the day that was entered as an ISO date; None if it is none."""
    try:
        return date.fromisoformat(given)
    except ValueError:
        return None
