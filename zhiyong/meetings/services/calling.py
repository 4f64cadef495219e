"""What goes before a meeting: items are put, the meeting is called, moved, called off."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

from django.db import models, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from zhiyong.directory.models import Account, Body, Person, SeatRole
from zhiyong.files.numbers import next_number
from zhiyong.journal.services import commit
from zhiyong.meetings import effects, plan
from zhiyong.meetings.models import Attendance, Item, Meeting, Postponement
from zhiyong.meetings.selectors import (
    GUEST,
    UNDECIDED,
    Composed,
    composition,
    next_meeting,
    waiting_items,
)
from zhiyong.meetings.services.common import (
    By,
    NotNow,
    locked,
    locked_item,
    motion_text,
    need_state,
    need_text,
    tell,
    tell_item,
)
from zhiyong.notices import services as notices
from zhiyong.plans.models import Adoption
from zhiyong.plans.selectors import pack_of
from zhiyong.rules.meetings import check_meeting
from zhiyong.rules.periods import period_of
from zhiyong.shell import kinds
from zhiyong.shell.errors import Refusal


@transaction.atomic
def put(
    *,
    subject: models.Model | str,
    body: Body,
    rule: str,
    ready_on: date,
    audience: int,
    motion: Mapping[str, Any],
    by: By,
    on: date,
) -> Item:
    """Put something before a body: on the agenda of its next meeting, else it waits for one.

    `motion["act"]` says what a "yes" does; the room of the subject has registered it.

    :raises NotNow: if it stands before the body already.
    :raises KeyError: if no room knows the act.
    """
    reference = subject if isinstance(subject, str) else kinds.ref(subject)
    if not effects.knows(reference.partition(":")[0], str(motion["act"])):
        raise KeyError(motion["act"])
    Body.objects.select_for_update().get(pk=body.pk)
    if Item.objects.filter(subject=reference, body=body, state__in=UNDECIDED).exists():
        raise NotNow(_("It stands before this body already."))
    kept = commit(motion_text(motion))
    item = Item.objects.create(
        body=body,
        rule=rule,
        subject=reference,
        audience=audience,
        ready_on=ready_on,
        motion=dict(motion),
        salt=kept.salt,
    )
    meeting = next_meeting(body, ready_on)
    if meeting is not None:
        meeting = locked(meeting)
        if meeting.state == Meeting.State.CALLED:
            _place(meeting, [item])
    tell_item(
        "agenda_item.put",
        item,
        by,
        on,
        {"body": body, "ready": ready_on},
        {f"motion-{item.lock}": kept},
    )
    return item


@transaction.atomic
def call_meeting(
    *,
    body: Body,
    adoption: Adoption,
    rule: str,
    day: date,
    by: By,
    on: date,
    reason: str = "",
    place: str = "",
    chair: Person | None = None,
    recorder: Person | None = None,
    items: Collection[Item] | None = None,
) -> Meeting:
    """Call a meeting of a body for a day, with what waits for it (`items`, else everything).

    Who belongs to it is written down as the body stands on that day, and again until it opens.

    :raises Incomplete: if a special meeting has no reason.
    :raises NotNow: if the day has passed, or the period has had its meetings.
    :raises Refusal: if nobody has a vote in the body.
    """
    Body.objects.select_for_update().get(pk=body.pk)
    meant = plan.rule_of(adoption, rule)
    clause = plan.ground_of(meant)
    reason = reason.strip()
    if check_meeting(meant, (), day, reason=reason or None).refused:
        reason = need_text(
            reason,
            _("A special meeting needs a reason: say what cannot wait for the next one."),
            clause,
        )
    if day < on:
        raise NotNow(_("A meeting is called for today or a later day."), basis=clause)
    composed = composition(body, day)
    if not any(one.votes for one in composed):
        raise Refusal(
            _("Nobody has a vote in {body}: give it its head and members first.").format(
                body=body.name
            )
        )
    period = period_of(meant.every, day).name if meant.every else ""
    if period and _has_had(body, rule, period) >= (meant.times or 1):
        text = _("The meeting of {period} has been called or held; an extra one is a special one.")
        raise NotNow(text.format(period=period), basis=clause)
    voting = [one.person for one in composed if one.votes]
    meeting = Meeting.objects.create(
        body=body,
        adoption=adoption,
        rule=rule,
        number=_number(adoption, body, day),
        period=period,
        reason=reason,
        on=day,
        place=place.strip(),
        chair=chair or voting[0],
        recorder=recorder or _recorder(by, composed),
        audience=body.unit_id,
        salt=b"",
        called_by=by if isinstance(by, Account) else None,
        called_on=on,
    )
    Attendance.objects.bulk_create(
        Attendance(meeting=meeting, person=one.person, role=one.role, votes=one.votes)
        for one in composed
    )
    wanted = [locked_item(item) for item in items] if items is not None else None
    _place(meeting, wanted if wanted is not None else list(waiting_items(body, day)))
    tell(
        "meeting.called",
        meeting,
        by,
        on,
        {"day": day, "period": period or None, "members": len(voting)},
    )
    told = [one.person for one in composed]
    notices.tell(of=meeting, to=told, template="meeting.called", on=on)
    return meeting


def _has_had(body: Body, rule: str, period: str) -> int:
    return (
        Meeting.objects.filter(body=body, rule=rule, period=period)
        .exclude(state__in=[Meeting.State.CANCELLED, Meeting.State.MISSED])
        .count()
    )


def _number(adoption: Adoption, body: Body, day: date) -> str:
    pack = pack_of(adoption)
    if not pack.has("series", plan.SERIES):
        n = next_number(series=plan.SERIES, unit=body.unit, year=day.year)
        return f"{day.year}-{n}"
    series = pack.number_series(plan.SERIES)
    year = day.year if series.reset == "yearly" else 0
    n = next_number(series=series.id, unit=body.unit, year=year)
    return series.format(year=day.year, n=n)


def _recorder(by: By, composed: Iterable[Composed]) -> Person | None:
    if isinstance(by, Account):
        return by.person
    return next((one.person for one in composed if one.role == SeatRole.OFFICE_HEAD), None)


def _place(meeting: Meeting, items: Iterable[Item]) -> None:
    """Put items at the end of the agenda.

    :raises NotNow: if one is of another body, or stands elsewhere.
    """
    last = meeting.items.aggregate(last=Max("order"))["last"] or 0
    for order, item in enumerate(items, start=last + 1):
        if item.body_id != meeting.body_id or item.meeting_id or item.state not in UNDECIDED:
            raise NotNow(_("Only what waits for this body goes on its agenda."))
        item.meeting, item.order, item.state = meeting, order, Item.State.WAITING
        item.save(update_fields=["meeting", "order", "state"])


@transaction.atomic
def take_on(*, meeting: Meeting, item: Item, by: By, on: date) -> Item:
    """Put what waits on the agenda of a meeting.

    :raises NotNow: if it is of another body or stands elsewhere, or the meeting is over.
    """
    meeting = locked(meeting)
    need_state(meeting, Meeting.State.CALLED, Meeting.State.OPEN)
    item = locked_item(item)
    _place(meeting, [item])
    tell_item("agenda_item.taken_on", item, by, on)
    return item


@transaction.atomic
def invite(*, meeting: Meeting, person: Person, remark: str, by: By, on: date) -> Attendance:
    """Ask somebody to a meeting who has no seat; a guest has no vote.

    :raises NotNow: if the meeting is over, or they belong to it already.
    """
    meeting = locked(meeting)
    need_state(meeting, Meeting.State.CALLED, Meeting.State.OPEN)
    if Attendance.objects.filter(meeting=meeting, person=person).exists():
        raise NotNow(_("{name} belongs to this meeting already.").format(name=person.name))
    guest = Attendance.objects.create(
        meeting=meeting, person=person, role=GUEST, votes=False, remark=remark.strip()
    )
    tell("meeting.guest_invited", meeting, by, on, {"person": person})
    notices.tell(of=meeting, to=person, template="meeting.called", on=on)
    return guest


@transaction.atomic
def reschedule(*, meeting: Meeting, day: date, place: str, by: By, on: date) -> Meeting:
    """Move a meeting that was called, within its period; who belongs to it is read anew.

    :raises NotNow: if it has begun, or the day has passed or lies in another period.
    """
    meeting = locked(meeting)
    need_state(meeting, Meeting.State.CALLED)
    rule = plan.rule_of(meeting.adoption, meeting.rule)
    if day < on:
        raise NotNow(_("A meeting is called for today or a later day."))
    if rule.every and period_of(rule.every, day).name != meeting.period:
        text = _("This is the meeting of {period}: it stays within it.")
        raise NotNow(text.format(period=meeting.period), basis=rule.clause)
    meeting.on, meeting.place = day, place.strip()
    meeting.save(update_fields=["on", "place"])
    refresh(meeting)
    tell("meeting.rescheduled", meeting, by, on, {"day": day})
    people = [one.person for one in meeting.attendances.select_related("person")]
    notices.tell(of=meeting, to=people, template="meeting.rescheduled", on=on)
    return meeting


def refresh(meeting: Meeting) -> None:
    """Bring the members of a meeting that has not begun up to the body of its day."""
    composed = {one.person.pk: one for one in composition(meeting.body, meeting.on)}
    listed = {one.person_id: one for one in meeting.attendances.exclude(role=GUEST).order_by("pk")}
    for pk, attendance in listed.items():
        if pk not in composed:
            attendance.delete()
        elif (attendance.role, attendance.votes) != (composed[pk].role, composed[pk].votes):
            attendance.role, attendance.votes = composed[pk].role, composed[pk].votes
            attendance.save(update_fields=["role", "votes"])
    for pk, one in composed.items():
        if pk not in listed:
            Attendance.objects.update_or_create(
                meeting=meeting,
                person=one.person,
                defaults={"role": one.role, "votes": one.votes},
            )
    voting = [pk for pk, one in composed.items() if one.votes]
    if meeting.chair_id not in voting and voting:
        meeting.chair = composed[voting[0]].person
        meeting.save(update_fields=["chair"])


@transaction.atomic
def cancel(*, meeting: Meeting, reason: str, by: By, on: date) -> Meeting:
    """Call a meeting off; its items wait for the next one.

    :raises NotNow: if it is over, or something was decided in it.
    :raises Incomplete: without a reason.
    """
    meeting = locked(meeting)
    need_state(meeting, Meeting.State.CALLED, Meeting.State.OPEN)
    reason = need_text(reason, _("Say why it is called off; the members are told."))
    if meeting.items.filter(state__in=[Item.State.PASSED, Item.State.REJECTED]).exists():
        raise NotNow(_("Something was decided in it: close it with its minutes."))
    release(meeting, reason, by, on)
    kept = commit(reason)
    meeting.state, meeting.closed_on = Meeting.State.CANCELLED, on
    meeting.minutes = reason
    meeting.salt = kept.salt
    meeting.save(update_fields=["state", "closed_on", "minutes", "salt"])
    tell("meeting.cancelled", meeting, by, on, None, {"minutes": kept})
    people = [one.person for one in meeting.attendances.select_related("person")]
    notices.tell(of=meeting, to=people, template="meeting.cancelled", on=on)
    return meeting


def release(meeting: Meeting, reason: str, by: By, on: date) -> None:
    """Take what is undecided off a meeting's agenda, to wait for the next one."""
    for item in meeting.items.filter(state__in=UNDECIDED).order_by("order"):
        put_off(item, meeting, reason, by, on)


def put_off(item: Item, meeting: Meeting, reason: str, by: By, on: date) -> None:
    """Take an item off a meeting's agenda, with the reason, to wait for the next one.

    Votes cast so far count no more: the motion comes back as a new version.
    """
    kept = commit(reason)
    row = Postponement.objects.create(
        item=item, meeting=meeting, order=item.order, reason=reason, salt=kept.salt, on=on
    )
    tell_item(
        "agenda_item.postponed", item, by, on, {"meeting": meeting}, {f"postponed-{row.pk}": kept}
    )
    if item.votes.filter(lock=item.lock).exists():
        item.lock += 1
    item.meeting, item.order, item.state = None, 0, Item.State.POSTPONED
    item.save(update_fields=["meeting", "order", "state", "lock"])


@transaction.atomic
def withdraw(*, item: Item, by: By, on: date) -> Item:
    """Take an item back for good, by the room that put it; votes cast on it stay on record.

    :raises NotNow: if it has been decided.
    """
    item = locked_item(item)
    if item.state not in UNDECIDED:
        text = _("This item stands at “{state}”; somebody may have been faster.")
        raise NotNow(text.format(state=item.get_state_display()))
    item.state = Item.State.WITHDRAWN
    item.save(update_fields=["state"])
    tell_item("agenda_item.withdrawn", item, by, on)
    return item
