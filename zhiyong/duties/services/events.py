"""An event of the plan happens: the duties that it meets are met, the clocks it starts run."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import models, transaction

from zhiyong.directory.models import Account, Person, Unit
from zhiyong.duties.models import Duty
from zhiyong.duties.services.opening import meet_all, open_duty
from zhiyong.plans.models import Adoption
from zhiyong.plans.selectors import pack_of
from zhiyong.rules.pack.schema import Pack
from zhiyong.rules.pack.timing import Clock

By = Account | str


@dataclass(frozen=True, slots=True)
class Owner:
    """Who owes what a party of the plan owes, and whose roles may see it."""

    unit: Unit
    person: Person | None = None
    audience: int | None = None


@transaction.atomic
def happened(
    event: str,
    *,
    of: models.Model | str,
    adoption: Adoption,
    owners: Mapping[str, Owner],
    by: By,
    on: date,
    start: date | None = None,
    at: datetime | None = None,
    kind: str = "",
    urgency: str = "",
    also_meets: Iterable[models.Model | str] = (),
    threads: tuple[models.Model | str, ...] = (),
) -> list[Duty]:
    """Meet the running duties of `of` (and `also_meets`) that an event meets; open those it starts.

    Only clocks owed by a party of `owners` are opened. `kind` and `urgency` may put another
    clock of the plan in a clock's place. `start` is the day of the event where it is not `on`.
    """
    pack = pack_of(adoption)
    met = [clock.id for clock in pack.clocks if clock.met_by == event]
    for subject in (of, *also_meets) if met else ():
        meet_all(of=subject, codes=met, by=by, on=on)
    return [
        open_duty(
            of=of,
            code=clock.id,
            adoption=adoption,
            owner_unit=owners[clock.owed_by].unit,
            owner_person=owners[clock.owed_by].person,
            start=start or on,
            at=at,
            audience=owners[clock.owed_by].audience or owners[clock.owed_by].unit.pk,
            by=by,
            on=on,
            threads=threads,
        )
        for clock in clocks_from(pack, event, kind=kind, urgency=urgency)
        if clock.owed_by in owners
    ]


def clocks_from(pack: Pack, event: str, *, kind: str = "", urgency: str = "") -> list[Clock]:
    """Return the duties' clocks that run from an event, for a matter of this kind and urgency.

    A clock that stands in for another runs only where kind or urgency puts it there.
    """
    replaced = [one.clocks for one in pack.kinds] + [one.clocks for one in pack.urgencies]
    stand_ins = {stand_in for clocks in replaced for stand_in in clocks.values()}
    return [
        pack.clock_for(clock.id, kind=kind, urgency=urgency)
        for clock in pack.clocks
        if clock.from_ == event and clock.nature == "duty" and clock.id not in stand_ins
    ]
