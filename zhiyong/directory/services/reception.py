"""Acts on the ways to reach a unit."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from zhiyong.directory import intervals
from zhiyong.directory.intervals import EmptyInterval, interval
from zhiyong.directory.models import (
    Channel,
    Emptying,
    Person,
    Post,
    ReceptionPoint,
    RequiredChannel,
    Unit,
)
from zhiyong.directory.selectors.people import same_person
from zhiyong.directory.services.units import By, UnitClosed
from zhiyong.journal.services import record
from zhiyong.shell.errors import Refusal


class PointClosed(Refusal):
    """The reception point is closed."""

    def __init__(self, point: ReceptionPoint) -> None:
        text = _("{point} was closed on {day}.")
        super().__init__(text.format(point=point.name, day=point.closed_on))


class NotABox(Refusal):
    """Only suggestion boxes are emptied."""

    def __init__(self) -> None:
        super().__init__(_("Only suggestion boxes are emptied."))


class TakesTwoToEmpty(Refusal):
    """A box is emptied by two people."""

    def __init__(self) -> None:
        super().__init__(_("A suggestion box is emptied by two different people."))


@transaction.atomic
def open_point(
    *,
    unit: Unit,
    kind: str,
    name: str,
    on: date,
    by: By,
    lines: Sequence[str] = (),
    link: str = "",
    address: str = "",
    hours: str = "",
    keeper_post: Post | None = None,
) -> ReceptionPoint:
    """Open a way to reach a unit.

    :raises UnitClosed: if the unit is closed.
    """
    if unit.closed_on is not None and unit.closed_on <= on:
        raise UnitClosed(unit)
    point = ReceptionPoint.objects.create(
        unit=unit,
        kind=Channel(kind),
        name=name,
        lines=list(lines),
        link=link,
        address=address,
        hours=hours,
        keeper_post=keeper_post,
        opened_on=on,
    )
    facts = {"unit": unit, "channel": kind}
    record("point.opened", of=point, by=by, on=on, threads=[unit], facts=facts)
    return point


@transaction.atomic
def change_point(*, point: ReceptionPoint, on: date, by: By, **values: Any) -> ReceptionPoint:
    """Change the name, lines, link, address, hours or keeper of a reception point.

    :raises PointClosed: if it is closed.
    """
    known = {"name", "lines", "link", "address", "hours", "keeper_post"}
    if unknown := set(values) - known:
        raise TypeError(f"cannot change {unknown}")
    point = _lock(point)
    changed = sorted(name for name, value in values.items() if getattr(point, name) != value)
    if not changed:
        return point
    for name in changed:
        setattr(point, name, values[name])
    point.save(update_fields=changed)
    facts = {"changed": changed}
    record("point.changed", of=point, by=by, on=on, threads=[point.unit], facts=facts)
    return point


@transaction.atomic
def close_point(*, point: ReceptionPoint, on: date, by: By) -> ReceptionPoint:
    """Close a reception point.

    :raises PointClosed: if it is closed.
    :raises EmptyInterval: if it only opened on that day or later.
    """
    point = _lock(point)
    if on <= point.opened_on:
        raise EmptyInterval
    point.closed_on = on
    point.save(update_fields=["closed_on"])
    record("point.closed", of=point, by=by, on=on, threads=[point.unit])
    return point


@transaction.atomic
def empty_box(
    *,
    point: ReceptionPoint,
    found: int,
    by_person: Person,
    witness: Person,
    on: date,
    by: By,
) -> Emptying:
    """Write down that two people emptied a suggestion box, and how much was in it.

    :raises NotABox: if it is none.
    :raises PointClosed: if it is closed.
    :raises TakesTwoToEmpty: if the two are one.
    """
    point = _lock(point)
    if point.kind != Channel.SUGGESTION_BOX:
        raise NotABox
    if same_person(by_person, witness):
        raise TakesTwoToEmpty
    emptying = Emptying.objects.create(
        point=point, on=on, found=found, by=by_person, witness=witness
    )
    point.last_emptied_on = max(on, point.last_emptied_on or on)
    point.save(update_fields=["last_emptied_on"])
    facts = {"found": found, "person": by_person, "witness": witness}
    record("point.emptied", of=point, by=by, on=on, threads=[point.unit], facts=facts)
    return emptying


@transaction.atomic
def require_channel(
    *,
    kind: str,
    on: date,
    by: By,
    unit_kind: str = "",
    unit_level: str = "",
    tag: str = "",
    basis: str = "",
) -> RequiredChannel:
    """Require a channel of all units of a kind, level or tag."""
    rule = RequiredChannel.objects.create(
        kind=Channel(kind),
        unit_kind=unit_kind,
        unit_level=unit_level,
        tag=tag,
        basis=basis,
        valid=interval(on),
    )
    facts = {"channel": kind, "unit_kind": unit_kind, "unit_level": unit_level}
    record("channel_rule.made", of=rule, by=by, on=on, facts=facts)
    return rule


@transaction.atomic
def stop_requiring(*, rule: RequiredChannel, on: date, by: By) -> RequiredChannel | None:
    """End a rule; one that has not begun is taken back."""
    record("channel_rule.ended", of=rule, by=by, on=on, facts={"channel": rule.kind})
    if rule.valid.lower is not None and rule.valid.lower >= on:
        rule.delete()
        return None
    return intervals.end(RequiredChannel.objects.filter(pk=rule.pk), on)


def _lock(point: ReceptionPoint) -> ReceptionPoint:
    rows = ReceptionPoint.objects.select_for_update(of=("self",)).select_related("unit")
    point = rows.get(pk=point.pk)
    if point.closed_on is not None:
        raise PointClosed(point)
    return point
