"""Standing bodies: their seats on a day, who sits there, and which are vacant."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, QuerySet

from zhiyong.directory.models import Body, Person, Seat, SeatRole, SeatsNeeded, Tenure, Unit
from zhiyong.shell.access import Standing


@dataclass(frozen=True, slots=True)
class Sitting:
    """A seat on a day and who sits in it: nobody, if its post is vacant."""

    seat: Seat
    people: tuple[Person, ...]

    @property
    def is_vacant(self) -> bool:
        """Whether nobody fills the seat."""
        return self.seat.unit_id is None and not self.people


@dataclass(frozen=True, slots=True)
class Shortage:
    """Fewer seats of a role are filled than the body needs."""

    role: str
    needed: int
    filled: int

    @property
    def label(self) -> str:
        """What the role is called."""
        return str(SeatRole(self.role).label)


def bodies_visible_to(standing: Standing) -> QuerySet[Body]:
    """Return the standing bodies somebody may know about: who is signed in knows all."""
    return Body.objects.none() if standing.person_id is None else Body.objects.all()


def bodies_on(on: date) -> QuerySet[Body]:
    """Return the bodies that existed on a day, with their units."""
    return Body.objects.filter(valid__contains=on).select_related("unit", "office_at", "parent")


def sittings(body: Body, on: date) -> list[Sitting]:
    """Return the seats of a body on a day with who sits there, by role: two queries."""
    tenures = Tenure.objects.filter(valid__contains=on).select_related("person")
    seats = (
        Seat.objects.filter(body=body, valid__contains=on)
        .select_related("post__unit", "unit", "person", "for_unit")
        .prefetch_related(
            Prefetch("post__tenures", tenures.order_by("is_acting", "pk"), to_attr="holders")
        )
    )
    places = {role: place for place, role in enumerate(SeatRole.values)}
    return [
        Sitting(seat, _people(seat))
        for seat in sorted(seats, key=lambda seat: (places[seat.role], seat.order, seat.pk))
    ]


def shortages(body: Body, on: date) -> list[Shortage]:
    """Return the roles of a body of which too few seats are filled on a day."""
    return shortages_of([body], on)[body.pk]


def shortages_of(bodies: list[Body], on: date) -> dict[int, list[Shortage]]:
    """Return the shortages of many bodies, by body: three queries."""
    ids = [body.pk for body in bodies]
    tenures = Tenure.objects.filter(valid__contains=on).select_related("person")
    seats = Seat.objects.filter(body__in=ids, valid__contains=on).prefetch_related(
        Prefetch("post__tenures", tenures, to_attr="holders")
    )
    filled: Counter[tuple[int, str]] = Counter()
    for seat in seats.select_related("post", "person"):
        if seat.unit_id is not None or _people(seat):
            filled[seat.body_id, seat.role] += 1
    short: dict[int, list[Shortage]] = defaultdict(list)
    for need in SeatsNeeded.objects.filter(body__in=ids).order_by("role"):
        have = filled[need.body_id, need.role]
        if have < need.count:
            short[need.body_id].append(Shortage(need.role, need.count, have))
    return short


def seats_of_person(person: Person, on: date) -> QuerySet[Seat]:
    """Return the seats that a person has on a day, by name or through a post."""
    posts = Tenure.objects.filter(person=person, valid__contains=on).values("post")
    mine = Seat.objects.filter(person=person) | Seat.objects.filter(post__in=posts)
    return mine.filter(valid__contains=on).select_related("body__unit", "post").order_by("pk")


def bodies_of_unit(unit: Unit, on: date) -> QuerySet[Body]:
    """Return the bodies that a unit set up, hosts the office of, or is a member of, on a day."""
    member = Seat.objects.filter(unit=unit, valid__contains=on).values("body")
    found = (
        Body.objects.filter(unit=unit)
        | Body.objects.filter(office_at=unit)
        | Body.objects.filter(pk__in=member)
    )
    return (
        found.filter(valid__contains=on)
        .select_related("unit", "office_at")
        .order_by("pinyin", "pk")
    )


def _people(seat: Seat) -> tuple[Person, ...]:
    if seat.person is not None:
        return (seat.person,)
    if seat.post is not None:
        return tuple(tenure.person for tenure in seat.post.holders)  # type: ignore[attr-defined]
    return ()
