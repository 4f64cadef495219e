"""What the public may find out about offices: names, where they belong, how to reach them."""

from dataclasses import dataclass
from datetime import date

from zhiyong.directory.editions import remembered
from zhiyong.directory.models import Channel, ReceptionPoint, Unit
from zhiyong.directory.selectors import open_units, points_on, unit_search
from zhiyong.intake import labels
from zhiyong.plans.models import Adoption
from zhiyong.plans.selectors import pack_of, roles_of
from zhiyong.portal.selectors.plan import grounds
from zhiyong.rules.clauses import Clause
from zhiyong.shell.picking import SHOWN, Find


@dataclass(frozen=True, slots=True)
class Desk:
    """A section that receives complaints for a body of the plan, and how it is reached."""

    label: str
    unit: Unit | None
    points: tuple[ReceptionPoint, ...]
    clause: Clause | None


def find_units(text: str, on: date) -> list[Find]:
    """Return the offices that a plain name may mean, each with the office above it."""
    units = unit_search(text, SHOWN, among=open_units(on))
    return [
        Find(str(unit.pk), unit.name, unit.parent.name if unit.parent else "") for unit in units
    ]


def get_unit(pk: str, on: date) -> Find | None:
    """Return an office that exists on a day, by its id."""
    unit = unit_of(pk, on)
    return Find(pk, unit.name) if unit else None


def unit_of(pk: str, on: date) -> Unit | None:
    """Return an office that exists on a day; None for whatever else stands in a form."""
    if not (pk.isascii() and pk.isdigit() and len(pk) < 19):
        return None
    return remembered(("open unit", pk, on), lambda: open_units(on).filter(pk=pk).first())


def desks(adoption: Adoption, on: date) -> list[Desk]:
    """Return the plan's reception desks with the lines, addresses and hours of their bodies.

    A body's points are its own and those of its sections. Two queries.
    """
    pack, bodies = pack_of(adoption), roles_of(adoption)
    ids = [unit.pk for unit in bodies.values()]
    reached: dict[int, list[ReceptionPoint]] = {}
    points = points_on(on).filter(unit__path__overlap=ids).order_by("kind", "name", "pk")
    for point in sorted(points, key=_telephone_first):
        for pk in reversed(point.unit.path):
            if pk in ids:
                reached.setdefault(pk, []).append(point)
                break
    return [
        Desk(
            desk.label.say(labels.language()),
            bodies.get(desk.body),
            tuple(reached.get(bodies[desk.body].pk, ())) if desk.body in bodies else (),
            grounds(pack, desk),
        )
        for desk in pack.desks
    ]


def reached_at(units: list[Unit], on: date) -> list[tuple[Unit, list[ReceptionPoint]]]:
    """Return some offices with the ways to reach each: one query."""
    found: dict[int, list[ReceptionPoint]] = {unit.pk: [] for unit in units}
    points = points_on(on).filter(unit__in=units).order_by("kind", "name", "pk")
    for point in sorted(points, key=_telephone_first):
        found[point.unit_id].append(point)
    return [(unit, found[unit.pk]) for unit in units]


def _telephone_first(point: ReceptionPoint) -> int:
    return list(Channel).index(Channel(point.kind))
