"""Reads of meetings: who sees which, who sits there, what waits, how a vote stands."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import BigIntegerField, Exists, OuterRef, Prefetch, Q, QuerySet
from django.db.models.functions import Cast, Substr

from zhiyong.directory.models import Body, Person, SeatRole
from zhiyong.directory.selectors import main_leaders, sittings
from zhiyong.meetings import plan
from zhiyong.meetings.models import Attendance, Item, Meeting, Postponement, StepAside, Vote
from zhiyong.plans.selectors import adoptions_in_force
from zhiyong.rules.meetings import Period, Quorum, Terms, check_meeting, quorum_of
from zhiyong.shell.about import hidden_from
from zhiyong.shell.access import READS_ALL, Role, Standing

VOTING = frozenset({SeatRole.HEAD, SeatRole.DEPUTY_HEAD, SeatRole.MEMBER, SeatRole.MEMBER_UNIT})
"""Seats with a vote; whoever serves the body (its office, liaison, seconded staff) has none."""
GUEST = "GUEST"
"""The role of somebody who was asked to come and has no seat."""
RUNNERS = (Role.OFFICE, Role.CLERK)
"""Who calls and keeps the meetings of the bodies of their unit."""
UNDER_WAY = (Meeting.State.CALLED, Meeting.State.OPEN)
UNDECIDED = (Item.State.WAITING, Item.State.OPEN, Item.State.POSTPONED)


def meetings_visible_to(standing: Standing) -> QuerySet[Meeting]:
    """Return the meetings of the units whose cases somebody reads, and those they sit in."""
    mine = Attendance.objects.filter(meeting=OuterRef("pk"), person=standing.person_id or 0)
    named = Q(recorder=standing.person_id or 0) | Q(chair=standing.person_id or 0)
    return Meeting.objects.filter(Q(audience__in=standing.units(*READS_ALL)) | named | Exists(mine))


def items_visible_to(standing: Standing) -> QuerySet[Item]:
    """Return the items that somebody may know of: of meetings they see, and of what waits."""
    rows = Item.objects.filter(
        Q(meeting__in=meetings_visible_to(standing))
        | Q(meeting__isnull=True, body__unit__in=standing.units(*READS_ALL))
        | Q(audience__in=standing.units(*READS_ALL))
    )
    return rows.exclude(pk__in=items_kept_from(standing).values("pk"))


def items_kept_from(standing: Standing) -> QuerySet[Item]:
    """Return the items that name somebody, and those from which they step aside."""
    kept = Q(pk__in=stood_aside(standing).values("item"))
    for references in hidden_from(standing):
        kept |= Q(subject__in=references)
    return Item.objects.filter(kept)


def stood_aside(standing: Standing) -> QuerySet[StepAside]:
    """Return where somebody takes no part."""
    me = standing.person_id or 0
    return StepAside.objects.filter(person=me, state=StepAside.State.STANDS)


def subjects_before(standing: Standing, kind: str) -> QuerySet[Any, Any]:
    """Return the ids of what lies, or lay, before meetings in which somebody sits, of one kind.

    Not that from which they step aside, or that was taken off the agenda. Whether it names them,
    the kind's own room knows.
    """
    me = standing.person_id or 0
    sat = Attendance.objects.filter(person=me).exclude(meeting__state=Meeting.State.CANCELLED)
    kept = Meeting.objects.filter(Q(chair=me) | Q(recorder=me))
    rows = Item.objects.filter(
        Q(meeting__in=sat.values("meeting")) | Q(meeting__in=kept.values("pk")),
        subject__startswith=f"{kind}:",
    )
    rows = rows.exclude(state=Item.State.WITHDRAWN).exclude(
        pk__in=stood_aside(standing).values("item")
    )
    number = Cast(Substr("subject", len(kind) + 2), BigIntegerField())
    return rows.values_list(number, flat=True)


def meetings_open_to(standing: Standing) -> QuerySet[Meeting]:
    """Return the meetings of which somebody may read everything: minutes, papers, what was done.

    Not those with an item, decided or put off, that is kept from them: the minutes tell of it.
    """
    kept = items_kept_from(standing)
    put_off = Postponement.objects.filter(item__in=kept.values("pk"))
    return (
        meetings_visible_to(standing)
        .exclude(pk__in=kept.filter(meeting__isnull=False).values("meeting"))
        .exclude(pk__in=put_off.values("meeting"))
    )


def may_run(meeting: Meeting, standing: Standing) -> bool:
    """Whether somebody keeps a meeting: its recorder, its chair, or the office of its body."""
    me = standing.person_id
    if me is not None and me in (meeting.recorder_id, meeting.chair_id):
        return True
    return meeting.audience in standing.units(*RUNNERS)


def may_call(body: Body, standing: Standing) -> bool:
    """Whether somebody may call a meeting of a body: the office of its unit, or its host."""
    mine = standing.units(*RUNNERS)
    return body.unit_id in mine or (body.office_at_id or 0) in mine


@dataclass(frozen=True, slots=True)
class Composed:
    """One who belongs to a body on a day: as what, and whether with a vote."""

    person: Person
    role: str
    votes: bool


def composition(body: Body, on: date) -> list[Composed]:
    """Return who belongs to a body on a day, each once, in the order of their seats.

    The seat of a member unit is its main leaders'. Whoever has several seats has the first; one
    with a vote goes before.
    """
    found: dict[int, Composed] = {}
    for sitting in sittings(body, on):
        seat = sitting.seat
        people: Iterable[Person] = sitting.people
        if seat.unit is not None:
            people = [tenure.person for tenure in main_leaders(seat.unit, on)]
        votes = seat.role in VOTING
        for person in people:
            known = found.get(person.pk)
            if known is None or (votes and not known.votes):
                found[person.pk] = Composed(person, seat.role, votes)
    return list(found.values())


def waiting_items(body: Body, on: date | None = None) -> QuerySet[Item]:
    """Return what waits for a meeting of a body (ready by a day), the oldest first."""
    waiting = Item.objects.filter(
        body=body, meeting__isnull=True, state__in=[Item.State.WAITING, Item.State.POSTPONED]
    )
    if on is not None:
        waiting = waiting.filter(ready_on__lte=on)
    return waiting.order_by("ready_on", "pk")


def next_meeting(body: Body, ready_on: date) -> Meeting | None:
    """Return the next meeting of a body's series, called and not begun, on or after a day.

    A special meeting has its own agenda; nothing is put on it by itself.
    """
    return (
        Meeting.objects.filter(
            body=body, state=Meeting.State.CALLED, on__gte=ready_on, reason="", period__gt=""
        )
        .order_by("on", "pk")
        .first()
    )


def attendances_of(meeting: Meeting) -> list[Attendance]:
    """Return who belongs to a meeting, in the order in which they were listed."""
    return list(Attendance.objects.filter(meeting=meeting).select_related("person").order_by("pk"))


@dataclass(frozen=True, slots=True)
class Roll:
    """Who takes part in an item: of the members with a vote, who is there, who steps aside."""

    members: tuple[Person, ...]
    present: tuple[Person, ...]
    aside: tuple[Person, ...]
    quorum: Quorum
    terms: Terms

    @property
    def voters(self) -> tuple[Person, ...]:
        """Return who is there and may vote."""
        aside = {person.pk for person in self.aside}
        return tuple(person for person in self.present if person.pk not in aside)


def roll_of(item: Item) -> Roll:
    """Return who takes part in an item of a meeting, and whether there are enough of them.

    :raises ValueError: if the item stands on no agenda.
    """
    if item.meeting is None:
        raise ValueError("the item stands on no agenda")
    attendances = attendances_of(item.meeting)
    aside = set(standing_aside(item).values_list("person", flat=True))
    return roll(item.meeting, attendances, aside)


def roll(meeting: Meeting, attendances: Iterable[Attendance], aside: set[int]) -> Roll:
    """Return who takes part, from rows that were read already."""
    voting = [one for one in attendances if one.votes]
    present = [one.person for one in voting if one.presence == Attendance.Presence.PRESENT]
    terms = plan.terms(meeting.adoption, meeting.rule)
    away = tuple(person for person in present if person.pk in aside)
    return Roll(
        members=tuple(one.person for one in voting),
        present=tuple(present),
        aside=away,
        quorum=quorum_of(terms, members=len(voting), present=len(present), aside=len(away)),
        terms=terms,
    )


def standing_aside(item: Item) -> QuerySet[StepAside]:
    """Return who steps aside in an item."""
    return StepAside.objects.filter(item=item, state=StepAside.State.STANDS)


def votes_on(item: Item) -> QuerySet[Vote]:
    """Return the votes on the motion as it stands."""
    return Vote.objects.filter(item=item, lock=item.lock).select_related("person").order_by("pk")


def item_of(subject: str, body: Body | None = None) -> Item | None:
    """Return the item under which a subject was last put before a body."""
    items = Item.objects.filter(subject=subject).select_related("meeting", "body")
    if body is not None:
        items = items.filter(body=body)
    return items.order_by("-pk").first()


def agenda(meeting: Meeting) -> QuerySet[Item]:
    """Return the items of a meeting in their order, with votes and those who step aside."""
    return (
        Item.objects.filter(meeting=meeting)
        .select_related("body")
        .prefetch_related(
            Prefetch("votes", Vote.objects.select_related("person", "scan").order_by("pk")),
            Prefetch("asides", StepAside.objects.select_related("person", "decided_by")),
        )
        .order_by("order", "pk")
    )


def bodies_run_by(standing: Standing, on: date) -> QuerySet[Body]:
    """Return the bodies whose meetings somebody calls and keeps."""
    mine = standing.units(*RUNNERS)
    return (
        Body.objects.filter(Q(unit__in=mine) | Q(office_at__in=mine), valid__contains=on)
        .select_related("unit", "office_at")
        .order_by("pinyin", "pk")
    )


def series_run_by(standing: Standing, on: date) -> list[plan.Series]:
    """Return the series of meetings of the plans in force whose bodies somebody keeps."""
    return [one for one in _series(on) if may_call(one.body, standing)]


def series_visible_to(standing: Standing, on: date) -> list[plan.Series]:
    """Return the series of meetings of the bodies whose meetings somebody may see."""
    mine = standing.units(*READS_ALL)
    sits = set(
        Attendance.objects.filter(person=standing.person_id or 0).values_list(
            "meeting__body", flat=True
        )
    )
    return [one for one in _series(on) if one.body.unit_id in mine or one.body.pk in sits]


def _series(on: date) -> list[plan.Series]:
    return [one for adoption in adoptions_in_force(on) for one in plan.series_of(adoption, on)]


@dataclass(frozen=True, slots=True)
class PeriodFound:
    """One period of a series, and the meetings that were called for it."""

    period: Period
    meetings: tuple[Meeting, ...]


def periods_of(series: plan.Series, today: date) -> list[PeriodFound]:
    """Return each period of a series since the plan is in force here, the oldest first.

    A period has had its meeting once one was opened in it.
    """
    rows = list(
        Meeting.objects.filter(body=series.body, rule=series.rule.id)
        .exclude(state=Meeting.State.CANCELLED)
        .order_by("on", "pk")
    )
    begun = (Meeting.State.OPEN, Meeting.State.CLOSED)
    held = [row.on for row in rows if row.state in begun]
    since = max(filter(None, (series.adoption.valid.lower, series.body.valid.lower)))
    found = check_meeting(series.rule, held, today, since=since)
    by_period: dict[str, list[Meeting]] = {}
    for row in rows:
        by_period.setdefault(row.period, []).append(row)
    return [PeriodFound(one, tuple(by_period.get(one.name, ()))) for one in found.periods]
