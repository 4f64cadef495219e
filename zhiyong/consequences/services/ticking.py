"""What the days do by themselves: what has run its time is over, and those concerned are told."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from django.db import transaction

from zhiyong.consequences.models import Entry
from zhiyong.consequences.selectors import rights
from zhiyong.consequences.services.settling import whom
from zhiyong.directory.models import Unit
from zhiyong.directory.selectors import holders_of
from zhiyong.journal.services import Act, record_many
from zhiyong.notices.services import News, tell_many
from zhiyong.shell import rows
from zhiyong.shell.access import Role

BATCH = 500
TOLD = (Role.PERSONNEL, Role.OFFICE, Role.UNIT_LIAISON)
"""Who is told at the unit of whoever it stood against, and at the body that decided."""


def tick(*, on: date) -> int:
    """End what has run its time and tell so; tell which freezes wait for their gates from now on.

    In batches that each stand for themselves; a second run on the same day finds nothing. What is
    not carried out in time goes up by its duty (see `duties.services.tick`). Returns how many
    entries ended or were told of.
    """
    moved = 0
    while batch := _turn(on):
        moved += batch
    return moved


@transaction.atomic
def _turn(on: date) -> int:
    entries = list(
        Entry.objects.select_for_update(of=("self",), skip_locked=True)
        .filter(
            state=Entry.State.IN_FORCE,
            through__isnull=False,
            told_on__isnull=True,
            through__lt=on,
        )
        .select_related("person", "unit", "post__unit", "carried_out_by")
        .order_by("through", "pk")[:BATCH]
    )
    acts = []
    for entry in entries:
        entry.told_on = on
        if not entry.gates and entry.through:
            entry.state, entry.ended_by = Entry.State.OVER, "clock"
            entry.ended_on = entry.through + timedelta(days=1)
        acts.append(_act(entry))
    rows.update(entries, ["told_on", "state", "ended_on", "ended_by"])
    record_many(acts, by="clock", on=on)
    tell_many(_news(entries, on), on=on)
    return len(entries)


def _act(entry: Entry) -> Act:
    return Act(
        _verb(entry),
        f"consequence:{entry.pk}",
        {"whom": whom(entry), "code": entry.code, "through": entry.through},
        (entry.source, entry.case),
        entry.audience,
    )


def _verb(entry: Entry) -> str:
    return "consequence.time_over" if entry.gates else "consequence.expired"


def _news(entries: Sequence[Entry], on: date) -> Iterator[News]:
    keepers = Unit.objects.in_bulk({entry.audience for entry in entries})
    homes = {entry.pk: rights.home_of(entry) for entry in entries}
    units = {unit.pk: unit for unit in (*keepers.values(), *homes.values()) if unit}
    holders = holders_of(list(TOLD), units.values(), on) if units else {}
    for entry in entries:
        home = homes[entry.pk]
        places = {entry.audience, *([home.pk] if home else [])}
        people = set(_people(holders, places))
        if entry.person_id and entry.served_on:
            people.add(entry.person_id)
        facts = {"through": entry.through, "whom": whom(entry)}
        yield News(f"consequence:{entry.pk}", sorted(people), _verb(entry), facts)


def _people(
    holders: dict[tuple[Role, int], tuple[int, ...]], places: Iterable[int]
) -> Iterator[int]:
    for place in places:
        for role in TOLD:
            yield from holders.get((role, place), ())
