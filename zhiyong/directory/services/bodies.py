"""Acts on standing bodies and their seats."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from zhiyong.directory import intervals, pinyin
from zhiyong.directory.intervals import interval
from zhiyong.directory.models import Body, Person, Post, Seat, SeatRole, SeatsNeeded, Unit
from zhiyong.directory.services.units import By, cut
from zhiyong.journal.services import record
from zhiyong.shell.errors import Refusal


class BodyEnded(Refusal):
    """The body does not exist on that day."""

    def __init__(self, body: Body) -> None:
        super().__init__(_("{body} does not exist on that day.").format(body=body.name))


class SeatTaken(Refusal):
    """The same post, unit or person sits there in the same role already."""

    def __init__(self) -> None:
        super().__init__(_("It has a seat in this role already."))


@transaction.atomic
def set_up_body(
    *,
    unit: Unit,
    kind: str,
    name: str,
    on: date,
    by: By,
    parent: Body | None = None,
    office_at: Unit | None = None,
    basis: str = "",
) -> Body:
    """Set up a body of a unit; `office_at` is the unit where its office sits."""
    body = Body.objects.create(
        unit=unit,
        kind=kind,
        name=name,
        pinyin=pinyin.keys(name)[0][:400],
        parent=parent,
        office_at=office_at,
        basis=basis,
        valid=interval(on),
    )
    record("body.set_up", of=body, by=by, on=on, threads=[unit], facts={"unit": unit})
    return body


@transaction.atomic
def end_body(*, body: Body, on: date, by: By) -> Body:
    """End a body with all its seats.

    :raises BodyEnded: if it does not exist on that day.
    """
    body = _lock(body, on)
    intervals.end(Body.objects.filter(pk=body.pk), on)
    cut(Seat.objects.filter(body=body), on)
    record("body.ended", of=body, by=by, on=on, threads=[body.unit])
    body.refresh_from_db()
    return body


@transaction.atomic
def require_seats(*, body: Body, role: str, count: int, on: date, by: By) -> SeatsNeeded | None:
    """Say how many seats of a role a body must fill; 0 takes the rule back.

    :raises BodyEnded: if it does not exist on that day.
    """
    body = _lock(body, on)
    needed = None
    if count:
        needed, _made = SeatsNeeded.objects.update_or_create(
            body=body, role=role, defaults={"count": count}
        )
    else:
        SeatsNeeded.objects.filter(body=body, role=role).delete()
    record("body.seats_required", of=body, by=by, on=on, facts={"role": role, "count": count})
    return needed


@transaction.atomic
def give_seat(
    *,
    body: Body,
    role: str,
    on: date,
    by: By,
    post: Post | None = None,
    unit: Unit | None = None,
    person: Person | None = None,
    for_unit: Unit | None = None,
    until: date | None = None,
    order: int = 0,
) -> Seat:
    """Give a post, a member unit or a person a seat.

    Somebody seconded (抽调) sits as a person, from the unit `for_unit`.

    :raises BodyEnded: if the body does not exist on that day.
    :raises SeatTaken: if it has that seat already.
    """
    body = _lock(body, on)
    valid = interval(on, until)
    same = Seat.objects.filter(body=body, role=role, post=post, unit=unit, person=person)
    if same.filter(valid__overlap=valid).exists():
        raise SeatTaken
    seat = Seat.objects.create(
        body=body,
        role=SeatRole(role),
        post=post,
        unit=unit,
        person=person,
        for_unit=for_unit,
        order=order,
        valid=valid,
    )
    whose = [one for one in (post, unit, person) if one is not None]
    facts = {"role": role, "whose": whose[0]}
    record("body.seat_given", of=body, by=by, on=on, threads=whose, facts=facts)
    return seat


@transaction.atomic
def end_seat(*, seat: Seat, on: date, by: By) -> Seat:
    """Take a seat back.

    :raises intervals.OutsideHistory: if it had ended by then.
    """
    seat = intervals.end(Seat.objects.filter(pk=seat.pk), on)
    whose = [one for one in (seat.post, seat.unit, seat.person) if one is not None]
    facts = {"role": seat.role, "whose": whose[0]}
    record("body.seat_ended", of=seat.body, by=by, on=on, threads=whose, facts=facts)
    return seat


def _lock(body: Body, on: date) -> Body:
    body = Body.objects.select_for_update(of=("self",)).select_related("unit").get(pk=body.pk)
    valid = body.valid
    if (valid.lower and on < valid.lower) or (valid.upper and on >= valid.upper):
        raise BodyEnded(body)
    return body
