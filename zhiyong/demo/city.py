"""The units, posts and people of the demo city, written in batches."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange

from zhiyong.demo.source import data, dice
from zhiyong.directory import pinyin
from zhiyong.directory.models import (
    Person,
    Portfolio,
    Post,
    PostSpan,
    Rank,
    ReceptionPoint,
    Region,
    Tenure,
    Unit,
    UnitSpan,
)

SINCE = date(2020, 1, 1)
EVER = DateRange(SINCE, None)
SET_UP = date(2025, 1, 2)
"""When the platform was set up: everybody holds their post by then."""
RANKS = {
    # level of the unit: (main leader, leader, section head, staff)
    Unit.Level.CITY: ("county-chief", "county-deputy", "section-chief", "clerk-1"),
    Unit.Level.COUNTY: ("section-chief", "section-deputy", "section-deputy", "clerk-1"),
    Unit.Level.TOWNSHIP: ("section-chief", "section-deputy", "section-deputy", "clerk-2"),
}
TITLES = {
    # kind: (main leader, leader)
    Unit.Kind.PARTY_ORGAN: ("主任", "副主任"),
    Unit.Kind.DISCIPLINE: ("书记", "副书记"),
    Unit.Kind.COURT: ("院长", "副院长"),
    Unit.Kind.PROCURATORATE: ("检察长", "副检察长"),
    Unit.Kind.CONGRESS: ("秘书长", "副秘书长"),
    Unit.Kind.CPPCC: ("秘书长", "副秘书长"),
    Unit.Kind.PEOPLES_ORGANISATION: ("主席", "副主席"),
    Unit.Kind.STATE_ENTERPRISE: ("董事长", "副总经理"),
    Unit.Kind.TOWNSHIP: ("书记", "副书记"),
}


@dataclass
class City:
    """What was built: the units by name, those that play a role of the plan, the posts by unit."""

    units: dict[str, Unit] = field(default_factory=dict)
    roles: dict[str, Unit] = field(default_factory=dict)
    posts: dict[int, list[Post]] = field(default_factory=dict)
    people: dict[int, Person] = field(default_factory=dict)

    def main(self, unit: Unit, kind: Post.Kind, place: int = 0) -> Post:
        """Return a post of a kind in a unit."""
        return [post for post in self.posts[unit.pk] if post.kind == kind][place]


def build() -> City:
    """Write regions, units, posts, people and who holds what."""
    source = data("city")
    city = City()
    region = Region.objects.create(code="990100000000", name=source["city"], valid=EVER)
    _units(city, source, region)
    _posts_and_people(city, source)
    _reception(city, source)
    return city


def _units(city: City, source: dict[str, Any], region: Region) -> None:
    name = source["city"]
    root = _unit(city, source["root"], Unit.Kind.PARTY_ORGAN, region=region, short="市委")
    government = _unit(
        city, source["government"], Unit.Kind.GOVERNMENT, root, root, region=region, short="市政府"
    )
    named = {"市人民政府": government, "市委": root}
    group = _unit(city, source["leading_group"], Unit.Kind.PARTY_ORGAN, root, root, region=region)
    office = _unit(city, source["office"], Unit.Kind.PARTY_ORGAN, group, root, region=region)
    city.roles |= {"leading_group": group, "office": office}
    for kind, entries in source["units"].items():
        below = government if kind in ("GOVERNMENT_DEPARTMENT", "INSTITUTION") else root
        for entry in entries:
            full = entry["name"] if entry.get("full") else _full(name, entry)
            organ = named[entry["organ"]] if "organ" in entry else below
            unit = _unit(
                city,
                full,
                Unit.Kind(kind),
                below,
                None if kind == "VERTICAL" else organ,
                region=region,
                short=entry["short"],
                tags=entry.get("tags", ()),
                aliases=entry.get("aliases", ()),
            )
            named[entry["name"]] = unit
            if "role" in entry:
                city.roles[entry["role"]] = unit
    city.roles["higher_authority"] = _unit(
        city, source["higher"], Unit.Kind.PARTY_ORGAN, level=Unit.Level.PROVINCE
    )
    for place, county in enumerate(source["counties"], 1):
        _county(city, source, _county_region(region, county, place), root, county)


def _full(city: str, entry: dict[str, Any]) -> str:
    if "of" in entry:
        return f"{entry['of']}{entry['name']}"
    return city + str(entry["name"]).removeprefix("市") if entry["name"] != "市委" else city


def _county_region(city: Region, name: str, place: int) -> Region:
    """Return a county's region: districts are numbered from 01, counties from 21."""
    number = place if name.endswith("区") else 20 + place
    return Region.objects.create(
        code=f"{city.code[:4]}{number:02}000000", name=name, parent=city, valid=EVER
    )


def _township_region(county: Region, name: str, place: int) -> Region:
    """Return a township's region: towns from 100, townships from 200."""
    number = (100 if name.endswith("镇") else 200) + place
    return Region.objects.create(
        code=f"{county.code[:6]}{number}000", name=name, parent=county, valid=EVER
    )


def _county(city: City, source: dict[str, Any], region: Region, root: Unit, county: str) -> None:
    full = source["city"] + county
    level = Unit.Level.COUNTY
    committee = _unit(
        city, f"中共{full[3:]}委员会", Unit.Kind.PARTY_ORGAN, root, root, region=region, level=level
    )
    government = _unit(
        city,
        f"{full[3:]}人民政府",
        Unit.Kind.GOVERNMENT,
        committee,
        committee,
        region=region,
        level=level,
    )
    for entry in source["county_units"]:
        _unit(
            city,
            county + entry["name"],
            Unit.Kind(entry["kind"]),
            government,
            government,
            region=region,
            level=level,
            aliases=entry.get("aliases", ()),
            tags=("窗口单位",) if entry["kind"] == "INSTITUTION" else (),
        )
    for place, township in enumerate(source["townships"]):
        _unit(
            city,
            county + township,
            Unit.Kind.TOWNSHIP,
            government,
            government,
            region=_township_region(region, township, place),
            level=Unit.Level.TOWNSHIP,
        )


def _unit(
    city: City,
    name: str,
    kind: Unit.Kind,
    parent: Unit | None = None,
    organ: Unit | None = None,
    *,
    region: Region | None = None,
    level: Unit.Level = Unit.Level.CITY,
    short: str = "",
    tags: Sequence[str] = (),
    aliases: Sequence[str] = (),
) -> Unit:
    spelled, initials = pinyin.keys(name)
    unit = Unit.objects.create(
        code=f"JZ{len(city.units) + 1:04}",
        kind=kind,
        level=level,
        region=region,
        name=name,
        short_name=short,
        aliases=list(aliases),
        tags=list(tags),
        pinyin=spelled,
        initials=initials,
        grams=pinyin.grams(name, short, *aliases, *tags),
        parent=parent,
        organ=organ,
        cadre_manager=organ,
        opened_on=SINCE,
    )
    unit.path = [*(parent.path if parent else []), unit.pk]
    unit.save(update_fields=["path"])
    UnitSpan.objects.create(
        unit=unit,
        name=name,
        short_name=short,
        parent=parent,
        organ=organ,
        cadre_manager=organ,
        valid=EVER,
    )
    city.units[name] = unit
    return unit


def _posts_and_people(city: City, source: dict[str, Any]) -> None:
    throw = dice("people")
    ranks = {rank.code: rank for rank in Rank.objects.all()}
    posts: list[Post] = []
    for unit in city.units.values():
        if unit.level == Unit.Level.PROVINCE:
            continue
        posts += _posts(unit, ranks, source["sections"], throw)
    Post.objects.bulk_create(posts)
    PostSpan.objects.bulk_create(
        PostSpan(
            post=post,
            unit=post.unit,
            kind=post.kind,
            title=post.title,
            rank=post.rank,
            is_city_managed=post.is_city_managed,
            valid=EVER,
        )
        for post in posts
    )
    names = _names(source, throw)
    people = Person.objects.bulk_create(_person(next(names), n) for n, _post in enumerate(posts, 1))
    Tenure.objects.bulk_create(
        Tenure(post=post, person=person, valid=DateRange(_appointed(throw), None))
        for post, person in zip(posts, people, strict=True)
    )
    for post, person in zip(posts, people, strict=True):
        city.posts.setdefault(post.unit_id, []).append(post)
        city.people[post.pk] = person
    _in_charge(city)


def _posts(
    unit: Unit, ranks: dict[str, Rank], sections: list[str], throw: random.Random
) -> Iterator[Post]:
    main, leader, head, staff = (ranks[code] for code in RANKS[Unit.Level(unit.level)])
    first, second = TITLES.get(Unit.Kind(unit.kind), ("局长", "副局长"))
    is_city = unit.level == Unit.Level.CITY
    n = 0

    def post(kind: Post.Kind, title: str, rank: Rank) -> Post:
        nonlocal n
        n += 1
        leads = kind in (Post.Kind.MAIN_LEADER, Post.Kind.LEADER)
        return Post(
            code=f"{unit.code}-{n:02}",
            unit=unit,
            kind=kind,
            title=title,
            rank=rank,
            is_city_managed=leads and unit.level in (Unit.Level.CITY, Unit.Level.COUNTY),
        )

    yield post(Post.Kind.MAIN_LEADER, first, main)
    for _place in range(3 if is_city else 2):
        yield post(Post.Kind.LEADER, second, leader)
    for section in sections if is_city else sections[:1]:
        yield post(
            Post.Kind.SECTION_HEAD,
            f"{section}科长" if "科" not in section else f"{section}长",
            head,
        )
    for _place in range(throw.randint(10, 18) if is_city else throw.randint(5, 9)):
        yield post(Post.Kind.STAFF, "科员", staff)
    yield post(Post.Kind.WORKER, "驾驶员", ranks["clerk-2"])


def _names(source: dict[str, Any], throw: random.Random) -> Iterator[str]:
    while True:
        name = throw.choice(source["surnames"])
        if throw.random() < 0.8:
            name += throw.choice(source["given_first"])
        yield name + throw.choice(source["given_second"])


def _person(name: str, n: int) -> Person:
    spelled, initials = pinyin.keys_of_person(name)
    return Person(
        number=f"JZ{n:06}",
        name=name,
        pinyin=spelled,
        initials=initials,
        grams=pinyin.grams(name),
    )


def _appointed(throw: random.Random) -> date:
    return date(throw.randint(2020, 2024), throw.randint(1, 12), 1)


def _in_charge(city: City) -> None:
    """Put the leaders above in charge of the units below them, each of some."""
    portfolios = []
    for unit in city.units.values():
        if unit.parent_id is None or unit.parent_id not in city.posts:
            continue
        leaders = [p for p in city.posts[unit.parent_id] if p.kind == Post.Kind.LEADER]
        portfolios.append(Portfolio(post=leaders[unit.pk % len(leaders)], unit=unit, valid=EVER))
    Portfolio.objects.bulk_create(portfolios)


def _reception(city: City, source: dict[str, Any]) -> None:
    points = [
        ReceptionPoint(
            unit=city.roles[role],
            kind="HOTLINE",
            name=desk["name"],
            lines=desk["lines"],
            hours=desk["hours"],
            address=f"{source['city']}行政中心",
            opened_on=SINCE,
        )
        for role, desk in source["desks"].items()
    ]
    points += [
        ReceptionPoint(
            unit=unit,
            kind="COUNTER",
            name="来访接待室",
            address=f"{source['city']}行政中心一楼",
            hours=source["desks"]["office"]["hours"],
            opened_on=SINCE,
        )
        for unit in city.roles.values()
        if unit.level == Unit.Level.CITY
    ]
    ReceptionPoint.objects.bulk_create(points)
