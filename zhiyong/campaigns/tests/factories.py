"""Campaigns of real plans, launched for a few units whose people can sign in. Cheap to make."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path

from zhiyong.campaigns import plan
from zhiyong.campaigns.models import Assignment, Campaign, Task
from zhiyong.campaigns.services import launching, preparing
from zhiyong.directory.models import Account, Unit
from zhiyong.directory.tests.factories import UnitFactory, account_with
from zhiyong.plans.models import Adoption
from zhiyong.plans.services import adopt, load_draft, publish
from zhiyong.rules.pack import Pack, load_pack
from zhiyong.shell.access import Role

PACKS = Path(__file__).parents[3] / "packs"


@cache
def shipped(name: str) -> Pack:
    """Return a shipped pack, read once."""
    return load_pack(PACKS / name)


@dataclass
class Launched:
    """A campaign of a plan: the bodies that the plan binds, its units, and who works there."""

    campaign: Campaign
    adoption: Adoption
    root: Unit
    bodies: dict[str, Unit]
    units: list[Unit]
    accounts: dict[tuple[Role, int], Account] = field(default_factory=dict)

    def who(self, role: Role, unit: Unit | None = None) -> Account:
        """Return the one who holds a role, confirmed, for a unit; if none is named, the office."""
        place = unit or self.campaign.office
        if (role, place.pk) not in self.accounts:
            self.accounts[role, place.pk] = account_with(role, unit=place)
        return self.accounts[role, place.pk]

    def task(self, code: str) -> Task:
        """Return a task by its code in the plan."""
        return self.campaign.tasks.get(code=code)

    def owed(self, code: str, unit: Unit | None = None, period: str | None = None) -> Assignment:
        """Return what a unit (the first one, if none is named) owes of a task."""
        rows = Assignment.objects.filter(
            task__campaign=self.campaign, task__code=code, unit=unit or self.units[0]
        ).exclude(state=Assignment.State.VOID)
        if period is not None:
            rows = rows.filter(period=period)
        return rows.select_related("campaign__adoption__pack", "task", "unit", "receiver").get()


def adopted(pack: Pack, *, root: Unit | None = None, on: date, count: int = 3) -> Launched:
    """Return a plan in force for a place with its bodies and some units; no campaign yet.

    Every bound role is a unit of its own below the place, except external ones.
    """
    root = root or UnitFactory.create(name="江州市", kind=Unit.Kind.GOVERNMENT)
    bodies = {
        one.id: UnitFactory.create(
            name=f"江州市{one.label.zh}"[:100],
            kind=Unit.Kind.PARTY_ORGAN,
            parent=None if one.external else root,
        )
        for one in pack.bindings
    }
    by = account_with(Role.OFFICE, unit=root)
    version = publish(version=load_draft(pack=pack, by=by, on=on), by=by, on=on)
    numbers = {**dict.fromkeys((), ""), **pack.proposed()}
    adoption = adopt(
        version=version,
        body=root,
        valid_from=date(on.year, 1, 1),
        valid_until=None,
        roles=bodies,
        open_numbers=numbers,
        by=by,
        on=on,
    )
    units = [UnitFactory.create(parent=root) for _ in range(count)]
    return Launched(Campaign(), adoption, root, bodies, units)


def make_draft(
    pack: str = "s0-city-campaign",
    *,
    on: date = date(2026, 3, 2),
    years: int = 11,
    units: int = 3,
    office: str = "city_office",
    scene: Launched | None = None,
) -> Launched:
    """Return a campaign that is drafted, each collective party the same few units."""
    made = scene or adopted(shipped(pack), on=on, count=units)
    place = made.bodies.get(office) or next(iter(made.bodies.values()))
    by = account_with(Role.OFFICE, unit=place)
    made.accounts[Role.OFFICE, place.pk] = by
    made.campaign = preparing.prepare(
        adoption=made.adoption, title="专项治理", office=place, years=years, by=by, on=on
    )
    for party in plan.parties(plan.pack(made.campaign)):
        if not party.is_bound:
            preparing.choose_units(
                campaign=made.campaign, party=party.code, units=made.units, by=by, on=on
            )
    return made


def make_campaign(
    pack: str = "s0-city-campaign",
    *,
    on: date = date(2026, 3, 2),
    years: int = 11,
    units: int = 3,
    office: str = "city_office",
    without: Sequence[str] = (),
    scene: Launched | None = None,
) -> Launched:
    """Return a campaign launched on a day, with what each unit owes opened.

    By default the city's plan of 2015 in 2026. `without` are tasks left out.
    """
    made = make_draft(pack, on=on, years=years, units=units, office=office, scene=scene)
    for code in without:
        task = made.task(code)
        preparing.set_task(
            task=task,
            first=task.first,
            due=task.due,
            receiver=task.receiver,
            left_out="本地不适用",
            by=made.who(Role.OFFICE),
            on=on,
        )
    batch = launching.launch(campaign=made.campaign, by=made.who(Role.OFFICE), on=on)
    launching.carry_out(batch=batch)
    made.campaign.refresh_from_db()
    return made
