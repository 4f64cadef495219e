"""A city with one of the shipped plans in force, and who works there on what must be put right."""

from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

from zhiyong.directory.models import Account, Unit
from zhiyong.directory.standing import Standing, standing_of
from zhiyong.directory.tests.factories import UnitFactory, account_with
from zhiyong.duties.services import load_calendar
from zhiyong.plans.models import Adoption
from zhiyong.plans.services import adopt, load_draft, publish
from zhiyong.plans.tests.factories import make_unit, two_years
from zhiyong.rectification import services
from zhiyong.rectification.models import Item
from zhiyong.rules.pack import Pack, find_packs, load_pack
from zhiyong.shell.access import Role

DAY = date(2026, 5, 4)
"""A Monday; the day of things unless a test says otherwise."""


@cache
def shipped(name: str) -> Pack:
    """Return a shipped pack."""
    return load_pack(find_packs()[name])


@dataclass
class Scene:
    """A city, its office, two bureaus that owe, and who acts."""

    adoption: Adoption
    root: Unit
    bodies: dict[str, Unit]
    bureau: Unit
    other: Unit
    accounts: dict[tuple[Role, int, int], Account] = field(default_factory=dict)

    def who(self, role: Role, unit: Unit | None = None, n: int = 1) -> Account:
        """Return the n-th one who holds a role, confirmed, for a unit; by default the bureau."""
        place = unit or self.bureau
        if (role, place.pk, n) not in self.accounts:
            self.accounts[role, place.pk, n] = account_with(role, unit=place)
        return self.accounts[role, place.pk, n]

    @property
    def liaison(self) -> Account:
        """The one who works on what the bureau must put right."""
        return self.who(Role.UNIT_LIAISON)

    @property
    def leader(self) -> Account:
        """The leader in charge of the bureau."""
        return self.who(Role.LEADER)

    @property
    def office(self) -> Account:
        """The office of the body that put the plan in force."""
        return self.who(Role.OFFICE, self.root)

    def standing(self, who: Account, on: date = DAY) -> Standing:
        """Return what somebody may do on a day."""
        return standing_of(who, on)


def make_scene(name: str = "s0-city-campaign", **open_numbers: str) -> Scene:
    """Return a city with a plan in force since 2025."""
    pack = shipped(name)
    root = UnitFactory.create(name="江州市", kind=Unit.Kind.GOVERNMENT)
    bodies = {
        one.id: make_unit(root, one.label.zh[:40], Unit.Kind.PARTY_ORGAN) for one in pack.bindings
    }
    by = account_with(Role.OFFICE, unit=root)
    draft = load_draft(pack=pack, by=by, on=date(2025, 1, 1))
    version = publish(version=draft, by=by, on=date(2025, 1, 1))
    adoption = adopt(
        version=version,
        body=root,
        valid_from=date(2025, 1, 1),
        valid_until=None,
        roles=bodies,
        open_numbers={
            **pack.proposed(),
            **{place.replace("__", "."): value for place, value in open_numbers.items()},
        },
        by=by,
        on=date(2025, 1, 1),
    )
    days, years = two_years()
    load_calendar(days=days, years=years, source="shipped", by=by, on=date(2025, 1, 1))
    scene = Scene(
        adoption=adoption,
        root=root,
        bodies=bodies,
        bureau=make_unit(root, "江州市交通局", Unit.Kind.GOVERNMENT_DEPARTMENT),
        other=make_unit(root, "江州市水务局", Unit.Kind.GOVERNMENT_DEPARTMENT),
    )
    scene.accounts[Role.OFFICE, root.pk, 1] = by
    return scene


STATED: dict[str, Any] = {
    "cause": "窗口人手不足",
    "measure": "增设两个窗口",
    "leader_name": "陈明远",
    "owner_name": "林小满",
    "values": {
        "root_cause": "编制三年未调整",
        "priority": "急",
        "goal": "当日办结",
        "task": "增设窗口",
        "nodes": ["2026-05-06"],
    },
}
"""All that the city's campaign wants an item to state, but for the day."""


def an_item(scene: Scene, *, by: Account | None = None, on: date = DAY, **more: Any) -> Item:
    """Enter a problem of the bureau; by default found by the office, to be put right at once."""
    said: dict[str, Any] = {
        "unit": scene.bureau,
        "problem": "办证大厅排队超过两小时",
        "found_on": on,
        "source": "opinions",
        "promised_on": date(2026, 5, 8),
        **STATED,
    }
    return services.register_item(
        adoption=scene.adoption, by=by or scene.office, on=on, **{**said, **more}
    )


def handed_in(scene: Scene, item: Item | None = None, *, on: date = date(2026, 5, 7)) -> Item:
    """Hand an item in as done."""
    return services.hand_in(
        item=item or an_item(scene),
        text="窗口已增设，排队不超过二十分钟",
        done_on=on,
        by=scene.liaison,
        on=on,
    )


def checked(
    scene: Scene, item: Item, *, passed: bool = True, by: Account | None = None, **more: Any
) -> Item:
    """Look whether an item was put right; by default by the office, on a visit."""
    by = by or scene.office
    on = more.pop("on", date(2026, 5, 8))
    services.check_item(
        item=item,
        passed=passed,
        how="VISIT",
        looked_on=on,
        where="办证大厅",
        found="现场查看，两个新窗口已开",
        by=by,
        standing=scene.standing(by, on),
        on=on,
        **more,
    )
    item.refresh_from_db()
    return item
