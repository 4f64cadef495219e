"""Reads of watches: for custodians alone. Who a complainant is stands in no row here."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from zhiyong.consequences.models import Entry
from zhiyong.directory.models import Person, RankHeld, StaffTypeHeld, Tenure
from zhiyong.intake.models import Complaint
from zhiyong.plans.selectors import pack_of
from zhiyong.plans.wording import language
from zhiyong.protection.models import Concern, Watch
from zhiyong.registers.models import Row
from zhiyong.rules.terms import end_of_clock
from zhiyong.shell.access import Role, Standing

CONSENTED = "watch.consented"


def watches_visible_to(standing: Standing) -> QuerySet[Watch]:
    """Return the watches of the bodies of which somebody is a custodian."""
    return Watch.objects.filter(audience__in=standing.units(Role.CUSTODIAN))


def concerns_visible_to(standing: Standing) -> QuerySet[Concern]:
    """Return the concerns of the watches that somebody protects."""
    return Concern.objects.filter(watch__in=watches_visible_to(standing))


def watch_of(complaint: Complaint) -> Watch | None:
    """Return the watch that runs for a complaint, if one does."""
    return Watch.objects.filter(complaint=complaint, state=Watch.State.RUNNING).first()


def may_consent(complaint: Complaint) -> bool:
    """Whether a complainant can be asked: under a real name, and not watched over yet."""
    return complaint.is_real_name and not Watch.objects.filter(complaint=complaint).exists()


def last_day(complaint: Complaint, on: date) -> date | None:
    """Return the last day of a watch that begins; None where the plan names no term."""
    pack = pack_of(complaint.adoption)
    clocks = [clock for clock in pack.clocks if clock.from_ == CONSENTED]
    return end_of_clock(pack, clocks[0].id, on, None).day if clocks else None


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that befell a person of that name since the complaint: what, and when."""

    on: date
    what: str


@dataclass(frozen=True, slots=True)
class Match:
    """A person of the directory with the complainant's name, and what befell them since."""

    person: Person
    place: str
    happenings: tuple[Happening, ...]


def matches(name: str, since: date, on: date) -> list[Match]:
    """Return everybody of a name, with what befell them from a day on. Nothing is kept.

    One query a kind of event, however many namesakes there are.
    """
    people = {person.pk: person for person in Person.objects.filter(name=name.strip())}
    found: dict[int, list[Happening]] = {pk: [] for pk in people}
    place: dict[int, str] = {}
    for pk, happening in _tenures(people, since, on, place):
        found[pk].append(happening)
    for pk, happening in (
        *_held(people, since),
        *_booked(people, since),
        *_entered(people, since),
    ):
        found[pk].append(happening)
    return [
        Match(
            person,
            place.get(pk, ""),
            tuple(sorted(found[pk], key=lambda one: one.on, reverse=True)),
        )
        for pk, person in people.items()
    ]


Told = Iterator[tuple[int, Happening]]


def _tenures(people: dict[int, Person], since: date, on: date, place: dict[int, str]) -> Told:
    rows = Tenure.objects.filter(person__in=people).select_related("post__unit").order_by("pk")
    for row in rows:
        name = f"{row.post.unit.name} {row.post.title}"
        begins, ends = row.valid.lower, row.valid.upper
        if (begins is None or begins <= on) and (ends is None or on < ends):
            place[row.person_id] = name
        if begins and begins >= since:
            yield row.person_id, Happening(begins, _("Takes up: {post}").format(post=name))
        if ends and ends >= since:
            yield row.person_id, Happening(ends, _("Leaves: {post}").format(post=name))


def _held(people: dict[int, Person], since: date) -> Told:
    ranks = RankHeld.objects.filter(person__in=people, valid__startswith__gte=since)
    for rank in ranks.select_related("rank"):
        said = _("Rank: {rank}").format(rank=rank.rank.name)
        yield rank.person_id, Happening(rank.valid.lower, said)
    for held in StaffTypeHeld.objects.filter(person__in=people, valid__startswith__gte=since):
        said = _("Staff type: {type}").format(type=held.get_staff_type_display())
        yield held.person_id, Happening(held.valid.lower, said)


def _booked(people: dict[int, Person], since: date) -> Told:
    entries = Entry.objects.filter(
        Q(effect="measure") | Q(effect="force"), person__in=people, booked_on__gte=since
    ).select_related("adoption__pack")
    for entry in entries:
        pack = pack_of(entry.adoption)
        known = pack.has("measures", entry.measure)
        label = pack.element("measures", entry.measure).label.say(language()) if known else ""
        said = _("Measure: {measure}").format(measure=label or entry.measure)
        assert entry.person_id
        yield entry.person_id, Happening(entry.booked_on, said)


def _entered(people: dict[int, Person], since: date) -> Told:
    rows = Row.objects.filter(
        about__in=[f"person:{pk}" for pk in people], day__gte=since, state=Row.State.IN_FORCE
    ).select_related("adoption__pack")
    for row in rows:
        pack = pack_of(row.adoption)
        register: Any = pack.element("registers", row.register)
        said = _("Entered in: {register}").format(register=register.label.say(language()))
        yield int(row.about.partition(":")[2]), Happening(row.day, said)
