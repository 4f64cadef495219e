"""Bodies with members who can sign in, their meetings, and votes. For the rooms above too."""

from datetime import date

from zhiyong.directory.models import Account, Body, Person, SeatRole, Unit
from zhiyong.directory.services import give_seat, set_up_body
from zhiyong.directory.tests.factories import START, AccountFactory, account_with
from zhiyong.meetings import services
from zhiyong.meetings.models import Attendance, Item, Meeting, Vote
from zhiyong.meetings.selectors import attendances_of, roll_of
from zhiyong.plans.selectors import adoption_for
from zhiyong.plans.tests.factories import DAY, City
from zhiyong.shell.access import Role


def a_body(unit: Unit, *, members: int = 3, name: str = "") -> Body:
    """Return the leading group of a unit: its head, and members up to the number."""
    by = account_with(Role.OFFICE, unit=unit)
    body = set_up_body(
        unit=unit, kind=Body.Kind.LEADING_GROUP, name=name or unit.name, on=START, by=by
    )
    for place in range(members):
        account = account_with(Role.PANEL_MEMBER, unit=unit)
        role = SeatRole.MEMBER if place else SeatRole.HEAD
        give_seat(body=body, role=role, person=account.person, order=place, on=START, by=by)
    return body


def leading_group(city: City, *, members: int = 3) -> Body:
    """Return the leading group of a city's plan, set up with its members if it was not yet."""
    unit = city.bodies["leading_group"]
    found = Body.objects.filter(unit=unit, kind=Body.Kind.LEADING_GROUP).first()
    return found or a_body(unit, members=members)


def account_of(person: Person) -> Account:
    """Return the account of somebody; they get one if they had none."""
    return Account.objects.filter(person=person).first() or AccountFactory.create(person=person)


def secretary(body: Body) -> Account:
    """Return the account of the office that calls and records the meetings of a body."""
    held = Account.objects.filter(
        person__role_bindings__role=Role.OFFICE, person__role_bindings__unit=body.unit
    )
    return held.order_by("pk").first() or account_with(Role.OFFICE, unit=body.unit)


def a_meeting(
    *,
    body: Body,
    members: int = 3,
    day: date = DAY,
    rule: str = "monthly",
    reason: str = "",
    is_open: bool = True,
) -> Meeting:
    """Return a meeting of a body with what waits for it: open, with the first members there.

    `members` says how many of the members with a vote are there; the others are excused.
    """
    adoption = adoption_for(body.unit, day)
    assert adoption
    by = secretary(body)
    meeting = services.call_meeting(
        body=body, adoption=adoption, rule=rule, day=day, reason=reason, by=by, on=day
    )
    return opened(meeting, members=members) if is_open else meeting


def opened(meeting: Meeting, *, members: int = 3) -> Meeting:
    """Record who is there, and open a meeting on its day."""
    presence: dict[int, str] = {}
    there = 0
    for one in attendances_of(meeting):
        here = not one.votes or there < members
        there += one.votes and here
        state = Attendance.Presence.PRESENT if here else Attendance.Presence.EXCUSED
        presence[one.person_id] = state
    by = secretary(meeting.body)
    services.record_presence(meeting=meeting, presence=presence, by=by, on=meeting.on)
    return services.open_meeting(meeting=meeting, by=by, on=meeting.on)


def vote(
    item: Item, person: Person, choice: str = Vote.Choice.YES, *, reason: str = "", on: date = DAY
) -> Vote:
    """Let a member vote on a motion as it stands."""
    item.refresh_from_db()
    if choice == Vote.Choice.NO:
        reason = reason or "事实尚不清楚。"
    return services.cast(
        item=item,
        lock=item.lock,
        person=person,
        choice=choice,
        reason=reason,
        by=account_of(person),
        on=on,
    )


def pass_item(item: Item, *, choice: str = Vote.Choice.YES, on: date | None = None) -> Item:
    """Have everybody vote the same way on an item, and close the vote.

    An item that waits is put on the agenda of a meeting of its body, called and opened here.
    """
    item = Item.objects.select_related("body__unit", "meeting").get(pk=item.pk)
    meeting = item.meeting
    day = on or (meeting.on if meeting else max(DAY, item.ready_on))
    if meeting is None:
        reason = "待议事项需及时处理。"
        meeting = a_meeting(body=item.body, day=day, rule="special", reason=reason, members=99)
    elif meeting.state == Meeting.State.CALLED:
        day = max(day, meeting.on)
        meeting = opened(meeting, members=99)
    item = Item.objects.get(pk=item.pk)
    for person in voters(item, day):
        vote(item, person, choice, on=day)
    return services.close_vote(item=item, by=secretary(item.body), on=day)


def voters(item: Item, on: date = DAY) -> list[Person]:
    """Return who is there and votes on an item, without those against whom a rule stands."""
    from zhiyong.meetings import recusals

    people = roll_of(item).voters
    held_off = recusals.reasons(item, people, on)
    return [person for person in people if person.pk not in held_off]
