"""An event of the plan happens: the duties that it meets are met, the clocks it starts run."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import models, transaction

from zhiyong.directory.models import Account, Person, Unit
from zhiyong.duties.models import Duty
from zhiyong.duties.services.opening import Begun, Owed, meet_all, open_all
from zhiyong.journal.services import record_many
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
    without: Collection[str] = (),
    threads: tuple[models.Model | str, ...] = (),
) -> list[Duty]:
    """Meet the running duties of `of` (and `also_meets`) that an event meets; open those it starts.

    Only clocks owed by a party of `owners` are opened. `kind` and `urgency` may put another
    clock of the plan in a clock's place. `start` is the day of the event where it is not `on`.
    Clocks of `without` are somebody else's to open, one for each of those who owe them.
    """
    pack = pack_of(adoption)
    met = [clock.id for clock in pack.clocks if clock.met_by == event]
    for subject in (of, *also_meets) if met else ():
        meet_all(of=subject, codes=met, by=by, on=on)
    begun = begin(
        event,
        of=of,
        adoption=adoption,
        owners=owners,
        start=start or on,
        at=at,
        kind=kind,
        urgency=urgency,
        without=without,
        threads=threads,
    )
    record_many(begun.acts, by=by, on=on)
    return list(begun.duties)


def begin(
    event: str,
    *,
    of: models.Model | str,
    adoption: Adoption,
    owners: Mapping[str, Owner],
    start: date,
    at: datetime | None = None,
    kind: str = "",
    urgency: str = "",
    without: Collection[str] = (),
    threads: tuple[models.Model | str, ...] = (),
) -> Begun:
    """Open the duties that an event starts, as `happened`; it meets none and records nothing.

    For what has only just come into being, within the caller's transaction: the caller writes
    the acts into the journal together with its own.
    """
    owed = [
        Owed(
            clock.id,
            owners[clock.owed_by].unit,
            owners[clock.owed_by].person,
            owners[clock.owed_by].audience,
        )
        for clock in clocks_from(pack_of(adoption), event, kind=kind, urgency=urgency)
        if clock.owed_by in owners and clock.id not in without
    ]
    return open_all(of=of, owed=owed, adoption=adoption, start=start, at=at, threads=threads)


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
