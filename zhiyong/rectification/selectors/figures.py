"""Counts over the ledger, each of which opens to its rows."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from urllib.parse import urlencode

from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import gettext as _

from zhiyong.directory.models import Unit
from zhiyong.plans.models import Adoption
from zhiyong.plans.wording import language
from zhiyong.rectification import plan
from zhiyong.rectification.models import Item

AGES = (30, 90, 180)
"""At how many days an open item passes into the next group of the table of ages."""

State = Item.State
Units = Collection[int] | QuerySet[Unit] | None


@dataclass(frozen=True, slots=True)
class Cell:
    """One count: how many, and how to open it. `query` narrows the ledger's list to its rows."""

    key: str
    label: str
    count: int
    rows: Q
    query: str


@dataclass(frozen=True, slots=True)
class Figures:
    """What the ledger of a plan shows about some units on a day.

    Unit: items that were not withdrawn, found up to the day. total: all of them · struck: struck
    off by the day · rate: struck of total, exact; None without items · late: still open after
    their day · own, others: found by the unit itself, or by somebody else
    ages     of those still open, by days since they were found
    """

    total: Cell
    origins: tuple[Cell, ...]
    sources: tuple[Cell, ...]
    ages: tuple[Cell, ...]
    states: tuple[Cell, ...]
    results: tuple[Cell, ...]
    moved: Cell
    reopened: Cell
    recurred: Cell
    rate: Fraction | None

    @property
    def cells(self) -> tuple[Cell, ...]:
        """Return every count."""
        return (
            self.total,
            *self.origins,
            *self.sources,
            *self.ages,
            *self.states,
            *self.results,
            self.moved,
            self.reopened,
            self.recurred,
        )

    def cell(self, key: str) -> Cell:
        """Return a count by its key.

        :raises KeyError: if there is none.
        """
        for one in self.cells:
            if one.key == key:
                return one
        raise KeyError(key)


def rows_of(adoption: Adoption, units: Units, day: date) -> QuerySet[Item]:
    """Return the items that the figures count: under the plan, of the units, up to the day."""
    rows = Item.objects.filter(adoption=adoption, found_on__lte=day)
    rows = rows.exclude(state=State.WITHDRAWN)
    return rows if units is None else rows.filter(unit__in=units)


def figures(adoption: Adoption, units: Units, day: date) -> Figures:
    """Return the counts of a plan's ledger about some units (None: all) on a day: one query.

    Source: the items as they stand now; whether one was open on an earlier day follows from the
    days on which it was found and struck off. `Cell.rows` narrows `rows_of` to what was counted.
    """
    struck = Q(struck_on__lte=day)
    still = Q(struck_on=None) | Q(struck_on__gt=day)
    late = still & Q(due_on__lt=day) & (Q(done_on=None) | Q(done_on__gt=F("due_on")))
    asked: dict[str, tuple[str, Q, dict[str, str]]] = {
        "total": (_("All items"), Q(), {}),
        "own": (_("Found by the unit itself"), Q(found_by_itself=True), {"origin": "own"}),
        "others": (_("Found by others"), Q(found_by_itself=False), {"origin": "others"}),
    }
    for source in plan.ways_of(adoption).sources:
        label = source.label.say(language())
        asked[f"source:{source.id}"] = (label, Q(source=source.id), {"source": source.id})
    for key, label, condition, query in _ages(day):
        asked[f"age:{key}"] = (label, still & condition, query)
    asked |= {
        f"state:{state.value}": (
            str(state.label),
            (struck if state == State.STRUCK_OFF else still & Q(state=state)),
            {"state": state.value},
        )
        for state in State
        if state != State.WITHDRAWN
    }
    in_time = Q(due_on=None) | Q(done_on__lte=F("due_on"))
    asked |= {
        "in_time": (_("Done in time"), struck & in_time, {"result": "in_time"}),
        "done_late": (_("Done late"), struck & ~in_time, {"result": "done_late"}),
        "open": (_("Not done yet"), still, {"result": "open"}),
        "late": (_("Not done, and late"), late, {"result": "late"}),
        "moved": (_("Promise moved"), Q(moved__gt=0), {"moved": "on"}),
        "reopened": (_("Opened again"), Q(cycle__gt=1), {"reopened": "on"}),
        "recurred": (_("Came up again"), Q(recurs__isnull=False), {"recurred": "on"}),
    }
    names = {key: f"c{place}" for place, key in enumerate(asked)}
    counts = rows_of(adoption, units, day).aggregate(
        **{
            names[key]: Count("pk", filter=condition) if condition else Count("pk")
            for key, (_label, condition, _query) in asked.items()
        }
    )
    made = {
        key: Cell(
            key,
            label,
            counts[names[key]],
            condition,
            urlencode({"plan": adoption.pk, **query}),
        )
        for key, (label, condition, query) in asked.items()
    }
    total = made["total"].count
    return Figures(
        total=made["total"],
        origins=(made["own"], made["others"]),
        sources=_starting(made, "source:"),
        ages=_starting(made, "age:"),
        states=_starting(made, "state:"),
        results=(made["in_time"], made["done_late"], made["open"], made["late"]),
        moved=made["moved"],
        reopened=made["reopened"],
        recurred=made["recurred"],
        rate=Fraction(made["state:STRUCK_OFF"].count, total) if total else None,
    )


def _starting(made: dict[str, Cell], start: str) -> tuple[Cell, ...]:
    return tuple(cell for key, cell in made.items() if key.startswith(start))


def _ages(day: date) -> Iterable[tuple[str, str, Q, dict[str, str]]]:
    """Yield the groups of ages: since how many days an item that is still open was found."""
    edges: list[tuple[int, int | None]] = []
    start = 0
    for end in AGES:
        edges.append((start, end))
        start = end + 1
    edges.append((start, None))
    for first, last in edges:
        newest = day - timedelta(days=first)
        condition = Q(found_on__lte=newest)
        query = {"result": "open", "found_until": newest.isoformat()}
        if last is None:
            label = _("{first} days and more").format(first=first)
        else:
            oldest = day - timedelta(days=last)
            condition &= Q(found_on__gte=oldest)
            query["found_from"] = oldest.isoformat()
            label = _("{first} to {last} days").format(first=first, last=last)
        yield f"{first}", label, condition, query


def by_unit(adoption: Adoption, units: Units, day: date) -> list[tuple[Unit, dict[str, int]]]:
    """Return for each unit how many, struck off, open, late, self-found: two queries."""
    struck = Q(struck_on__lte=day)
    still = Q(struck_on=None) | Q(struck_on__gt=day)
    late = still & Q(due_on__lt=day) & (Q(done_on=None) | Q(done_on__gt=F("due_on")))
    rows = (
        rows_of(adoption, units, day)
        .order_by()
        .values("unit")
        .annotate(
            total=Count("pk"),
            struck=Count("pk", filter=struck),
            open=Count("pk", filter=still),
            late=Count("pk", filter=late),
            own=Count("pk", filter=Q(found_by_itself=True)),
        )
        .order_by("-late", "-open", "unit")
    )
    known = Unit.objects.in_bulk([row["unit"] for row in rows])
    return [
        (known[row["unit"]], {name: int(str(many)) for name, many in dict(row).items()})
        for row in rows
    ]
