"""The part of the directory that a workbook speaks of, in memory."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Any

from zhiyong.directory.models import (
    PartyMembership,
    Person,
    Post,
    PostSpan,
    Rank,
    RankHeld,
    Region,
    StaffTypeHeld,
    Tenure,
    Unit,
    UnitSpan,
)
from zhiyong.directory.workbook.reading import Reading

CHUNK = 10_000
FACTS: dict[str, tuple[Any, str]] = {
    "staff_type": (StaffTypeHeld, "staff_type"),
    "rank": (RankHeld, "rank_id"),
    "party": (PartyMembership, "state"),
}
"""What holds of a person for a time: the column, its table, and the field that holds it."""


@dataclass(slots=True, eq=False)
class RegionNow:
    """A region as it is and as the workbook makes it: `above` and `until` are the latter."""

    region: Region
    begins: date | None
    until: date | None = None
    is_new: bool = False
    above: "RegionNow | None" = None

    @property
    def code(self) -> str:
        """Its code."""
        return self.region.code


@dataclass(slots=True, eq=False)
class UnitNow:
    """A unit as it is and as the workbook makes it: `above` and `closed_on` are the latter."""

    unit: Unit
    spans: list[UnitSpan] = field(default_factory=list)
    is_new: bool = False
    above: "UnitNow | None" = None
    closed_on: date | None = None
    values: dict[str, Any] = field(default_factory=dict)

    @property
    def code(self) -> str:
        """Its code."""
        return self.unit.code

    def span_on(self, on: date) -> UnitSpan | None:
        """Return its span of a day."""
        return next((span for span in self.spans if holds(span.valid, on)), None)


@dataclass(slots=True, eq=False)
class PostNow:
    """A post as it is and as the workbook makes it."""

    post: Post
    unit: UnitNow
    spans: list[PostSpan] = field(default_factory=list)
    is_new: bool = False
    opened_on: date | None = None
    abolished_on: date | None = None
    values: dict[str, Any] = field(default_factory=dict)

    def span_on(self, on: date) -> PostSpan | None:
        """Return its span of a day."""
        return next((span for span in self.spans if holds(span.valid, on)), None)


@dataclass(slots=True, eq=False)
class PersonNow:
    """A person as they are and as the workbook makes them."""

    person: Person
    is_new: bool = False
    facts: dict[str, list[Any]] = field(default_factory=dict)
    units: set[int] = field(default_factory=set)

    def fact_on(self, name: str, on: date) -> Any:
        """Return what held on a day."""
        return next((row for row in self.facts.get(name, ()) if holds(row.valid, on)), None)


@dataclass(slots=True)
class World:
    """Regions and units all of them; posts and people as far as the workbook names them.

    `regions` holds by its code what the code stands for last: the region in force, if one is.
    """

    units: dict[str, UnitNow] = field(default_factory=dict)
    by_id: dict[int, UnitNow] = field(default_factory=dict)
    posts: dict[str, PostNow] = field(default_factory=dict)
    people: dict[str, PersonNow] = field(default_factory=dict)
    tenures: list[Tenure] = field(default_factory=list)
    ranks: dict[str, Rank] = field(default_factory=dict)
    regions: dict[str, RegionNow] = field(default_factory=dict)
    all_regions: list[RegionNow] = field(default_factory=list)
    region_by_id: dict[int, RegionNow] = field(default_factory=dict)
    unsound: dict[str, set[str]] = field(default_factory=dict)

    def knows_unit(self, code: str) -> bool:
        """Return whether a unit is known, if only from a row that has errors of its own."""
        return code in self.units or code in self.unsound.get("units", ())

    def settle_regions(self) -> None:
        """Find anew what each code stands for last."""
        ordered = sorted(self.all_regions, key=lambda now: now.begins or date.min)
        self.regions = {now.code: now for now in ordered}


def holds(valid: Any, on: date) -> bool:
    """Return whether an interval holds a day."""
    return (valid.lower is None or valid.lower <= on) and (valid.upper is None or on < valid.upper)


def load_world(reading: Reading) -> World:
    """Return what the directory knows of all that a workbook names: a query for ten thousand."""
    world = World()
    world.unsound = {key: table.unsound for key, table in reading.tables.items()}
    world.ranks = {rank.code: rank for rank in Rank.objects.all()}
    _load_regions(world)
    _load_units(world)
    _load_posts(world, _named(reading, {"posts": "code", "tenures": "post"}), reading)
    _load_people(world, _named(reading, {"people": "number", "tenures": "person"}))
    _load_tenures(world)
    return world


def _named(reading: Reading, columns: dict[str, str]) -> set[str]:
    return {
        row.values[key]
        for sheet, key in columns.items()
        if sheet in reading.tables
        for row in reading.tables[sheet].rows
    }


def _load_regions(world: World) -> None:
    world.region_by_id = {
        region.pk: RegionNow(region, region.valid.lower, region.valid.upper)
        for region in Region.objects.order_by("pk")
    }
    world.all_regions = list(world.region_by_id.values())
    for now in world.all_regions:
        now.above = world.region_by_id.get(now.region.parent_id or 0)
    world.settle_regions()


def _load_units(world: World) -> None:
    for unit in Unit.objects.defer("grams", "pinyin", "initials").select_related("region"):
        now = UnitNow(unit, closed_on=unit.closed_on)
        world.units[unit.code] = world.by_id[unit.pk] = now
    for span in UnitSpan.objects.order_by("unit_id", "valid"):
        world.by_id[span.unit_id].spans.append(span)
    for now in world.units.values():
        now.above = world.by_id.get(now.unit.parent_id or 0)


def _load_posts(world: World, codes: set[str], reading: Reading) -> None:
    posts: dict[int, PostNow] = {}
    wanted = [Post.objects.filter(code__in=part) for part in parts(codes)]
    closing = [
        world.units[row.values["code"]].unit.pk
        for row in (reading.tables["units"].rows if "units" in reading.tables else ())
        if row.get("closed_on") and row.values["code"] in world.units
    ]
    if closing:
        wanted.append(Post.objects.filter(unit__in=closing))
    for rows in wanted:
        for post in rows:
            now = PostNow(post, world.by_id[post.unit_id], abolished_on=post.abolished_on)
            posts[post.pk] = world.posts[post.code] = now
    for part in parts(posts):
        for span in PostSpan.objects.filter(post__in=part).order_by("post_id", "valid"):
            posts[span.post_id].spans.append(span)
    for now in posts.values():
        now.opened_on = now.spans[0].valid.lower if now.spans else None


def _load_people(world: World, numbers: set[str]) -> None:
    people: dict[int, PersonNow] = {}
    for part in parts(numbers):
        for person in Person.objects.filter(number__in=part).defer("grams"):
            people[person.pk] = world.people[person.number] = PersonNow(person)
    for name, (model, _field) in FACTS.items():
        for part in parts(people):
            for row in model.objects.filter(person__in=part).order_by("person_id", "valid"):
                people[row.person_id].facts.setdefault(name, []).append(row)
    for part in parts(people):
        served = Tenure.objects.filter(person__in=part).values_list("person_id", "post__unit_id")
        for person_id, unit_id in served:
            people[person_id].units.add(unit_id)


def _load_tenures(world: World) -> None:
    found: dict[int, Tenure] = {}
    people = [now.person.pk for now in world.people.values()]
    posts = [now.post.pk for now in world.posts.values()]
    for key, ids in (("person__in", people), ("post__in", posts)):
        for part in parts(ids):
            rows = Tenure.objects.filter(**{key: part}).select_related("person", "post")
            found.update((tenure.pk, tenure) for tenure in rows)
    world.tenures = list(found.values())


def parts(values: Iterable[Any]) -> Iterator[list[Any]]:
    """Yield values in parts that one query takes."""
    rest = iter(values)
    while part := list(islice(rest, CHUNK)):
        yield part
