"""A small city with the shipped plan in force, and complaints in it. For all rooms above too."""

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
from zhiyong.intake import services
from zhiyong.intake.codes import Prepared
from zhiyong.intake.drafts import Entry, Lodging, Named
from zhiyong.intake.models import Complaint
from zhiyong.plans.models import Adoption
from zhiyong.plans.services import adopt, load_draft, publish
from zhiyong.rules.calendar import ShippedDay, shipped_days
from zhiyong.rules.pack import Pack, load_pack
from zhiyong.shell.access import Role

DAY = date(2026, 3, 2)
"""A Monday; the day on which complaints are received unless a test says otherwise."""

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

    def clerk(self, role: str = "personnel_bureau") -> Account:
        """Return the clerk of a body of the plan."""
        if role not in self.clerks:
            self.clerks[role] = account_with(Role.CLERK, unit=self.bodies[role])
        return self.clerks[role]

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
    bodies = {
        "leading_group": _unit(root, "江州市治庸领导小组", Unit.Kind.PARTY_ORGAN),
        "office": _unit(root, "江州市治庸领导小组办公室", Unit.Kind.PARTY_ORGAN),
        "org_department": _unit(root, "江州市委组织部", Unit.Kind.PARTY_ORGAN),
        "personnel_bureau": _unit(root, "江州市人事局", Unit.Kind.GOVERNMENT_DEPARTMENT),
        "organs_committee": _unit(root, "江州市直机关党工委", Unit.Kind.PARTY_ORGAN),
        "discipline_bureau": _unit(root, "江州市纪委监察局", Unit.Kind.DISCIPLINE),
        "higher_authority": UnitFactory.create(
            name="云岭省纪委", kind=Unit.Kind.DISCIPLINE, level=Unit.Level.PROVINCE
        ),
    }
    bureau = _unit(root, "江州市交通局", Unit.Kind.GOVERNMENT_DEPARTMENT)
    by = account_with(Role.OFFICE, unit=bodies["office"])
    draft = load_draft(pack=the_pack(), by=by, on=valid_from)
    version = publish(version=draft, by=by, on=valid_from)
    adoption = adopt(
        version=version,
        body=root,
        valid_from=valid_from,
        valid_until=valid_until,
        roles=bodies,
        by=by,
        on=valid_from,
    )
    days, years = _calendar()
    load_calendar(days=days, years=years, source="shipped", by=by, on=valid_from)
    return City(
        adoption=adoption,
        root=root,
        bodies=bodies,
        bureau=bureau,
        section=_unit(bureau, "运输管理科", Unit.Kind.SECTION),
        institution=_unit(bureau, "江州市公路管理处", Unit.Kind.INSTITUTION),
        court=_unit(root, "江州市法院", Unit.Kind.COURT),
        federation=_unit(root, "江州市工商联", Unit.Kind.PEOPLES_ORGANISATION),
        tax=_unit(root, "江州市税务局", Unit.Kind.VERTICAL),
    )


@cache
def _calendar() -> tuple[list[ShippedDay], list[int]]:
    days, _years = shipped_days()
    years = [2025, 2026]
    return [each for each in days if each.day.year in years], years


def _unit(parent: Unit, name: str, kind: str) -> Unit:
    return UnitFactory.create(parent=parent, name=name, kind=kind)


def a_lodging(**changes: Any) -> Lodging:
    """Return a valid, boring complaint of the public: anonymous, about nobody in particular."""
    told = {
        "text": "窗口工作人员上午十点仍未到岗，来办事的群众等了一个多小时。",
        "channel": "web",
        **changes,
    }
    return Lodging(**told)


def lodged(city: City, *, on: date = DAY, by: Any = "portal", **changes: Any) -> Complaint:
    """Return a complaint about the city's bureau, lodged by the web unless told otherwise."""
    changes.setdefault("subject_unit", city.bureau)
    found = services.lodge_complaint(draft=a_lodging(**changes), by=by, on=on).complaint
    assert found
    return found


def registered(city: City, *, on: date = DAY, **changes: Any) -> Complaint:
    """Return a complaint that its keeper has registered on the day it came."""
    complaint = lodged(city, on=on, **changes)
    services.register_complaint(complaint=complaint, by=clerk_of(city, complaint), on=on)
    complaint.refresh_from_db()
    return complaint


def accepted(city: City, *, on: date = DAY, **changes: Any) -> Complaint:
    """Return a complaint that its keeper has accepted on the day it came."""
    complaint = registered(city, on=on, **changes)
    return services.accept_complaint(complaint=complaint, by=clerk_of(city, complaint), on=on)


def clerk_of(city: City, complaint: Complaint) -> Account:
    """Return the clerk of the body that keeps a complaint."""
    role = next(role for role, unit in city.bodies.items() if unit.pk == complaint.keeper_id)
    return city.clerk(role)


def at_the_counter(unit: Unit, **changes: Any) -> Entry:
    """Return what staff of a unit add when they enter a complaint."""
    return Entry(unit=unit, **changes)


def prepared(code: str = "", token: bytes = b"once") -> Prepared:
    """Return a receipt that was made before it is needed."""
    from zhiyong.intake.codes import new_code

    return Prepared(code or new_code(), token)


__all__ = [
    "DAY",
    "City",
    "Lodging",
    "Named",
    "a_lodging",
    "accepted",
    "at_the_counter",
    "clerk_of",
    "lodged",
    "make_city",
    "prepared",
    "registered",
    "the_pack",
]
