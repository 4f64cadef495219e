"""A small city with the shipped plan in force, its calendar loaded, and its people in their roles.

For the tests of every room that reads a plan. Rooms above add their own objects to it.
"""

from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from zhiyong.directory.models import Account, Person, Post, Rank, Unit
from zhiyong.directory.tests.factories import (
    PersonFactory,
    PostFactory,
    TenureFactory,
    UnitFactory,
    account_with,
)
from zhiyong.duties.services import load_calendar
from zhiyong.plans.models import Adoption
from zhiyong.plans.services import adopt, load_draft, publish
from zhiyong.rules.calendar import ShippedDay, shipped_days
from zhiyong.rules.pack import Pack, load_pack
from zhiyong.shell.access import Role

DAY = date(2026, 3, 2)
"""A Monday; the day of things unless a test says otherwise."""

PACK = Path(__file__).parents[3] / "packs" / "s3-city-zhiyong"


@cache
def the_pack() -> Pack:
    """Return the shipped pack of the city plan."""
    return load_pack(PACK)


@dataclass
class City:
    """A city: the bodies of the plan, some units to complain about, and who works there."""

    adoption: Adoption
    root: Unit
    bodies: dict[str, Unit]
    bureau: Unit
    section: Unit
    institution: Unit
    court: Unit
    federation: Unit
    tax: Unit
    clerks: dict[str, Account] = field(default_factory=dict)
    accounts: dict[tuple[Role, int], Account] = field(default_factory=dict)

    def clerk(self, role: str = "personnel_bureau") -> Account:
        """Return the clerk of a body of the plan."""
        if role not in self.clerks:
            self.clerks[role] = account_with(Role.CLERK, unit=self.bodies[role])
        return self.clerks[role]

    def who(self, role: Role, unit: Unit | str = "personnel_bureau") -> Account:
        """Return the one who holds a role, confirmed, for a unit or a body of the plan."""
        place = self.bodies[unit] if isinstance(unit, str) else unit
        if (role, place.pk) not in self.accounts:
            self.accounts[role, place.pk] = account_with(role, unit=place)
        return self.accounts[role, place.pk]

    def person(self, role: Role, unit: Unit | str = "personnel_bureau") -> Person:
        """Return the person behind `who`."""
        person = self.who(role, unit).person
        assert person
        return person

    def official(
        self,
        unit: Unit | None = None,
        *,
        kind: str = Post.Kind.STAFF,
        rank: str = "clerk-1",
        title: str = "科员",
        city_managed: bool = False,
        **person: Any,
    ) -> Person:
        """Return somebody who holds a post since 2020."""
        post = PostFactory.create(
            unit=unit or self.bureau,
            kind=kind,
            rank=Rank.objects.filter(code=rank).first(),
            title=title,
            is_city_managed=city_managed,
        )
        return TenureFactory.create(post=post, person=PersonFactory.create(**person)).person

    def deputy_head(self, unit: Unit | None = None) -> Person:
        """Return a deputy head, whom the city manages."""
        return self.official(
            unit, kind=Post.Kind.LEADER, rank="county-deputy", title="副局长", city_managed=True
        )


def make_city(*, valid_from: date = date(2025, 1, 1), valid_until: date | None = None) -> City:
    """Return a city that has adopted the plan, with the calendar of its years."""
    root = UnitFactory.create(name="江州市", kind=Unit.Kind.GOVERNMENT)
    bodies = make_bodies(root)
    bureau = make_unit(root, "江州市交通局", Unit.Kind.GOVERNMENT_DEPARTMENT)
    by = account_with(Role.OFFICE, unit=bodies["office"])
    draft = load_draft(pack=the_pack(), by=by, on=valid_from)
    version = publish(version=draft, by=by, on=valid_from)
    adoption = adopt(
        version=version,
        body=root,
        valid_from=valid_from,
        valid_until=valid_until,
        roles=bodies,
        open_numbers=the_pack().proposed(),
        by=by,
        on=valid_from,
    )
    days, years = two_years()
    load_calendar(days=days, years=years, source="shipped", by=by, on=valid_from)
    return City(
        adoption=adoption,
        root=root,
        bodies=bodies,
        bureau=bureau,
        section=make_unit(bureau, "运输管理科", Unit.Kind.SECTION),
        institution=make_unit(bureau, "江州市公路管理处", Unit.Kind.INSTITUTION),
        court=make_unit(root, "江州市法院", Unit.Kind.COURT),
        federation=make_unit(root, "江州市工商联", Unit.Kind.PEOPLES_ORGANISATION),
        tax=make_unit(root, "江州市税务局", Unit.Kind.VERTICAL),
    )


def make_bodies(root: Unit) -> dict[str, Unit]:
    """Return the units that play the roles of the city plan, by role."""
    return {
        "leading_group": make_unit(root, "江州市治庸领导小组", Unit.Kind.PARTY_ORGAN),
        "office": make_unit(root, "江州市治庸领导小组办公室", Unit.Kind.PARTY_ORGAN),
        "org_department": make_unit(root, "江州市委组织部", Unit.Kind.PARTY_ORGAN),
        "personnel_bureau": make_unit(root, "江州市人事局", Unit.Kind.GOVERNMENT_DEPARTMENT),
        "organs_committee": make_unit(root, "江州市直机关党工委", Unit.Kind.PARTY_ORGAN),
        "discipline_bureau": make_unit(root, "江州市纪委监察局", Unit.Kind.DISCIPLINE),
        "higher_authority": UnitFactory.create(
            name="云岭省纪委", kind=Unit.Kind.DISCIPLINE, level=Unit.Level.PROVINCE
        ),
    }


@cache
def two_years() -> tuple[list[ShippedDay], list[int]]:
    """Return the shipped calendar of the years in which tests play."""
    days, _years = shipped_days()
    years = [2025, 2026]
    return [each for each in days if each.day.year in years], years


def make_unit(parent: Unit, name: str, kind: str) -> Unit:
    """Return a unit below another."""
    return UnitFactory.create(parent=parent, name=name, kind=kind)


__all__ = ["DAY", "City", "make_bodies", "make_city", "make_unit", "the_pack", "two_years"]
