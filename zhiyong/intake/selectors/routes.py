"""Where a complaint goes: the plan's routing, asked with the directory's facts."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from zhiyong.directory.models import Person, Unit
from zhiyong.intake.selectors.facts import facts_of
from zhiyong.plans.models import Adoption
from zhiyong.plans.selectors import pack_of, roles_of
from zhiyong.rules.routing import Route, RoutingFault, route

OUT_OF_ORDER = 10**6


@dataclass(frozen=True)
class Way:
    """Where a complaint goes: the role, the unit that plays it, and who must see no trace.

    `barred` holds the units of the bodies that may not handle it, those above the keeper left
    out.
    """

    route: Route
    role: str
    keeper: Unit
    barred: tuple[int, ...]

    @cached_property
    def said(self) -> dict[str, Any]:
        """The route as it is stored with a complaint. Nobody changes it: a way is remembered."""
        return self.route.as_dict()

    @property
    def went_up(self) -> bool:
        """Whether the body that the rules name was passed over."""
        return self.route.is_bypass

    @property
    def leaves(self) -> bool:
        """Whether it is handed over, sealed, to a body outside."""
        return self.route.act == "hand_over"


class NoKeeper(RoutingFault):
    """ROLE_UNBOUND: the role that the routing names is bound to no unit."""


def find_way(
    adoption: Adoption,
    *,
    unit: Unit | None,
    people: Sequence[Person],
    about_team: bool = False,
    about_receiving_body: bool = False,
    about_office: bool | None = None,
    on: date,
) -> Way:
    """Return where a complaint goes under an adoption.

    Each person named is asked about; the rule that goes first decides. A form with one question,
    "about this office or its leaders?", answers for the receiving body and for the office.

    :raises RoutingFault: if the plan gives no single answer.
    """
    pack, bodies = pack_of(adoption), roles_of(adoption)
    asked = facts_of(
        unit=unit,
        people=people,
        about_team=about_team,
        about_receiving_body=about_receiving_body,
        about_office=about_receiving_body if about_office is None else about_office,
        bodies=bodies,
        vocabulary=pack.vocabulary,
        on=on,
    )
    routes = [route(pack, facts) for facts in asked]
    return _way(min(routes, key=_rank), bodies)


def next_above(adoption: Adoption, way: Way, keeper: Unit) -> Way | None:
    """Return the way to the first body above a keeper that is not concerned, if there is one."""
    pack, bodies = pack_of(adoption), roles_of(adoption)
    role = next((role for role, unit in bodies.items() if unit.pk == keeper.pk), None)
    seen: set[str] = set()
    above = pack.binding(role).superior if role else way.route.body
    while above and (above in way.route.barred or above in seen):
        seen.add(above)
        above = pack.binding(above).superior
    if above is None or above not in bodies or bodies[above].pk == keeper.pk:
        return None
    barred = {*way.barred, keeper.pk} - set(bodies[above].path)
    return Way(way.route, above, bodies[above], tuple(sorted(barred)))


def hand_over_way(adoption: Adoption, way: Way, input_class: str) -> Way:
    """Return the way of an accusation: to the body that the plan names for its kind.

    Where that body is concerned itself, it goes past all others to the body outside.

    :raises NoKeeper: if the body that should have it is bound to no unit.
    """
    pack, bodies = pack_of(adoption), roles_of(adoption)
    role: str | None = way.route.body
    if not way.leaves:
        role = pack.kind(input_class).hand_over_to
    while role and role in way.route.barred:
        role = pack.binding(role).superior
        while role and not pack.binding(role).external:
            role = pack.binding(role).superior
    if role is None or role not in bodies:
        raise NoKeeper("ROLE_UNBOUND", id=role or "")
    return replace(way, keeper=bodies[role], role=role)


def _rank(found: Route) -> int:
    order = getattr(found.rule, "order", None)
    return OUT_OF_ORDER if order is None else int(order)


def _way(found: Route, bodies: dict[str, Unit]) -> Way:
    if found.body not in bodies:
        raise NoKeeper("ROLE_UNBOUND", id=found.body)
    keeper = bodies[found.body]
    barred = {bodies[role].pk for role in found.barred if role in bodies} - set(keeper.path)
    return Way(found, found.body, keeper, tuple(sorted(barred)))
