"""What stands against people and units on a day: one statement, however many are asked about."""

import json
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from django.db import connection
from django.db.models import Q, QuerySet

from zhiyong.consequences.models import Entry
from zhiyong.shell import lookups  # noqa: F401  (registers `among`)


class Stands(NamedTuple):
    """One thing that stands against a person or unit on a day, with its ground.

    `since` and `through` are its days, both counted; `gates` how many must be passed after them.
    `undone_on` is the day on which it was rolled back later: on the day asked about it stood.
    """

    entry: int
    person: int | None
    unit: int | None
    effect: str
    code: str
    measure: str
    target: str
    part: int | None
    base: int | None
    of: str
    amount: Decimal | None
    year: int | None
    appraisal: str
    grade: str
    since: date
    through: date | None
    gates: int
    source: str
    clauses: tuple[str, ...]
    undone_on: date | None

    @property
    def share(self) -> Fraction | None:
        """The share that is withheld."""
        return None if self.part is None or not self.base else Fraction(self.part, self.base)


COLUMNS = ("pk", "person_id", "unit_id", *Stands._fields[3:])
CLAUSES = Stands._fields.index("clauses")


def stood_on(on: date) -> Q:
    """Return what an entry that stands on a day meets, as the ledger was told by then.

    It was booked and had begun; its time had not run out, or gates are left to be passed; it had
    not ended, and no heavier one stood in its place.
    """
    lasts = Q(through__isnull=True) | Q(through__gte=on) | Q(gates__gt=0)
    stays = Q(ended_on__isnull=True) | Q(ended_on__gt=on)
    covered = Q(covered_on__lte=on) & (Q(covered_until__isnull=True) | Q(covered_until__gt=on))
    bare = Q(covered_on__isnull=True) | ~covered
    return Q(since__lte=on, booked_on__lte=on) & lasts & stays & bare


def standing_on(on: date, *, people: Iterable[int] = (), units: Iterable[int] = ()) -> list[Stands]:
    """Return all that stands against people and units on a day, by whom, then by its first day.

    A past day is answered as of then: what was rolled back later is among it, with that day.
    For programs and rooms above that have decided who may know; it asks nobody's rights.
    """
    wanted = Q()
    people, units = list(people), list(units)
    if people:
        wanted |= Q(person__id__among=people)
    if units:
        wanted |= Q(unit__id__among=units)
    if not wanted:
        return []
    rows = Entry.objects.filter(wanted, stood_on(on)).order_by("person", "unit", "since", "pk")
    return _read(rows.values_list(*COLUMNS))


def _read(rows: QuerySet[Entry, tuple[object, ...]]) -> list[Stands]:
    """Read rows as the database gives them: thousands of them have the same few clauses."""
    sql, params = rows.query.sql_with_params()
    known: dict[str, tuple[str, ...]] = {}
    found = []
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        for row in cursor:
            written = row[CLAUSES]
            if written not in known:
                known[written] = tuple(json.loads(written))
            found.append(Stands._make((*row[:CLAUSES], known[written], *row[CLAUSES + 1 :])))
    return found


def of_source(reference: str) -> QuerySet[Entry]:
    """Return the entries of one decision, every version, what was rolled back included."""
    return (
        Entry.objects.filter(source=reference)
        .select_related("person", "unit", "post", "carried_out_by", "adoption__pack")
        .order_by("version", "pk")
    )
