"""What stands against one person or unit on a day, and why: for the page that shows all of it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from django.db.models import BooleanField, ExpressionWrapper, Prefetch, Q, QuerySet

from zhiyong.consequences.lines import amount
from zhiyong.consequences.models import Entry, GatePassed, YearlySum
from zhiyong.consequences.selectors.access import entries_visible_to
from zhiyong.consequences.selectors.standing import stood_on
from zhiyong.directory.models import Person, Tenure, Unit
from zhiyong.plans.selectors import pack_of
from zhiyong.rules.consequences import Effect, Taken, combine
from zhiyong.rules.freezes import GateFound, gates_of
from zhiyong.rules.grounds import Grounded
from zhiyong.rules.pack.sanctions import Freeze
from zhiyong.shell.access import ADMINISTRATORS, READS_ALL, Role, Standing

DAY = timedelta(days=1)
REPLACED = "RATE_REPLACED"
"""The note of a linked measure's own rate, in whose place another one was stated."""


@dataclass(frozen=True, slots=True)
class Portion:
    """One deduction within a yearly sum: its own share, and how much of it counts under the cap."""

    entry: Entry
    counted: Fraction
    amount: Decimal | None


@dataclass(frozen=True, slots=True)
class Withheld:
    """How much of a yearly sum is withheld, and how that came about."""

    year: int
    of: str
    share: Fraction
    cap: Fraction
    whole: Decimal | None
    amount: Decimal | None
    portions: tuple[Portion, ...]

    @property
    def is_capped(self) -> bool:
        """Whether the deductions together would have been more."""
        own = [Fraction(one.entry.part or 0, one.entry.base or 1) for one in self.portions]
        return sum(own, Fraction(0)) > self.share


@dataclass(frozen=True, slots=True)
class Frozen:
    """A freeze with its gates as they stand on the day, and the one that comes next."""

    entry: Entry
    freeze: Freeze
    gates: tuple[GateFound, ...]
    free_from: date | None

    @property
    def next(self) -> GateFound | None:
        """The gate that comes next."""
        return next((one for one in self.gates if one.reason != "passed"), None)


@dataclass(frozen=True, slots=True)
class Record:
    """Everything that a reader may know of a person or unit on a day, as of then.

    stands    in force · waits: not yet · covered: a heavier one stands in its place
    over      carried out, run out or lapsed · undone: rolled back by that day
    """

    on: date
    stands: tuple[Entry, ...]
    waits: tuple[Entry, ...]
    covered: tuple[Entry, ...]
    over: tuple[Entry, ...]
    undone: tuple[Entry, ...]
    withheld: tuple[Withheld, ...]
    freezes: tuple[Frozen, ...]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing at all."""
        return not (self.stands or self.waits or self.covered or self.over or self.undone)


def record_of(whom: Person | Unit, on: date, standing: Standing) -> Record:
    """Return what stands against a person or unit on a day, of what somebody may see.

    A past day is answered as of then: what was booked later is left out, and what was rolled
    back later stands, marked with that day. The withheld shares are combined by the rules.
    """
    mine = Q(person=whom) if isinstance(whom, Person) else Q(unit=whom)
    entries = list(
        with_all(entries_visible_to(standing))
        .filter(mine, booked_on__lte=on)
        .annotate(stands_then=ExpressionWrapper(stood_on(on), BooleanField()))
        .order_by("-since", "pk")
    )
    groups: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        groups[_group(entry, on)].append(entry)
    return Record(
        on,
        stands=tuple(groups["stands"]),
        waits=tuple(groups["waits"]),
        covered=tuple(groups["covered"]),
        over=tuple(groups["over"]),
        undone=tuple(groups["undone"]),
        withheld=_withheld(whom, entries, on),
        freezes=tuple(_frozen(groups["stands"], on)),
    )


def with_all(rows: QuerySet[Entry]) -> QuerySet[Entry]:
    """Return entries with all that a page shows of them: no query for each."""
    gates = GatePassed.objects.select_related("body").order_by("on", "pk")
    return rows.select_related(
        "adoption__pack", "person", "unit", "post__unit", "carried_out_by", "proof"
    ).prefetch_related(Prefetch("gates_passed", gates))


def of_people_of(unit: Unit, on: date, standing: Standing) -> QuerySet[Entry]:
    """Return what stands on a day against people for what they did in a post of a unit."""
    return (
        with_all(entries_visible_to(standing))
        .filter(stood_on(on), person__isnull=False, post__unit=unit)
        .order_by("person", "since", "pk")
    )


def may_see_record(standing: Standing, whom: Person | Unit) -> bool:
    """Whether somebody may open the record of a person or unit.

    A person their own; those who read cases for a unit where the person has a post, or keep its
    personnel; those who decided about them. Never an administrator.
    """
    if isinstance(whom, Person) and whom.pk == standing.person_id:
        return True
    if standing.roles & ADMINISTRATORS:
        return False
    units = standing.units(*READS_ALL, Role.PERSONNEL)
    if isinstance(whom, Unit):
        here = whom.pk in units
        return here or entries_visible_to(standing).filter(unit=whom).exists()
    held = Tenure.objects.filter(person=whom, post__unit__id__among=units)
    return held.exists() or entries_visible_to(standing).filter(person=whom).exists()


# ── how it stands on the day ──────────────────────────────────────────────────────────────


def _group(entry: Entry, on: date) -> str:
    if entry.undone_on is not None and entry.undone_on <= on:
        return "undone"
    if entry.stands_then:  # type: ignore[attr-defined]
        return "stands"
    if entry.ended_on is not None and entry.ended_on <= on:
        return "over"
    if entry.since is None or entry.since > on:
        return "waits"
    return "covered" if entry.covered_on is not None and entry.covered_on <= on else "over"


def _frozen(entries: Iterable[Entry], on: date) -> Iterable[Frozen]:
    for entry in entries:
        pack = pack_of(entry.adoption)
        if entry.effect != "freeze" or not pack.has("freezes", entry.target):
            continue
        freeze = pack.element("freezes", entry.target)
        assert isinstance(freeze, Freeze)
        passed = {one.gate: one.on for one in entry.gates_passed.all() if one.on <= on}
        gates = gates_of(freeze, entry.through, on, passed)
        yield Frozen(entry, freeze, gates, entry.through + DAY if entry.through else None)


# ── the share of the year ─────────────────────────────────────────────────────────────────


def _withheld(whom: Person | Unit, entries: Sequence[Entry], on: date) -> tuple[Withheld, ...]:
    """Combine the deductions of each plan as the rules do, from what counted on the day."""
    by_plan: dict[int, list[Entry]] = defaultdict(list)
    for entry in entries:
        if _counts(entry, on):
            by_plan[entry.adoption_id].append(entry)
    if not by_plan:
        return ()
    mine = Q(person=whom) if isinstance(whom, Person) else Q(unit=whom)
    sums = {(one.of, one.year): one.amount for one in YearlySum.objects.filter(mine)}
    return tuple(found for several in by_plan.values() for found in _combined(several, sums))


def _counts(entry: Entry, on: date) -> bool:
    """Whether a deduction is part of its year's sum: carried out or not, but not rolled back."""
    replaced = any(note[0] == REPLACED for note in entry.why.get("notes", []))
    undone = entry.undone_on is not None and entry.undone_on <= on
    begun = entry.since is not None and entry.since <= on
    lapsed = entry.state == Entry.State.LAPSED
    return entry.effect == "deduct" and begun and not (undone or lapsed or replaced)


def _combined(entries: Sequence[Entry], sums: dict[tuple[str, int], Decimal]) -> Iterable[Withheld]:
    pack = pack_of(entries[0].adoption)
    named = {_name(effect): entry for entry in entries for effect in [effect_of(entry)]}
    _effects, standing = combine(pack, [effect_of(entry) for entry in entries])
    cap = pack.combination.cap if pack.combination else Fraction(1)
    for years in standing.values():
        for year, found in sorted(years.items()):
            for of, bonus in found.bonuses.items():
                whole = sums.get((of, year))
                portions = tuple(
                    Portion(named[_name(part.effect)], part.counted, amount(whole, part.counted))
                    for part in bonus.parts
                )
                withheld = amount(whole, bonus.share)
                yield Withheld(year, of, bonus.share, cap, whole, withheld, portions)


def _name(effect: Effect) -> tuple[str, str, str]:
    return (effect.taken.decision, effect.id, effect.taken.measure)


class _NoGround(Grounded):
    """The ground of an entry whose plan is asked for its own clause elsewhere."""


_GROUND = _NoGround()


def effect_of(entry: Entry) -> Effect:
    """Return an entry as the rules know it, in force."""
    whom = f"person:{entry.person_id}" if entry.person_id else f"unit:{entry.unit_id}"
    origin = "linked" if entry.origin == "linked" else "decided"
    taken = Taken(
        f"{entry.source}.{entry.version}",
        entry.measure,
        whom,
        origin,  # type: ignore[arg-type]
        None,
        entry.since,
        entry.from_measure or None,
    )
    return Effect(
        entry.code,
        entry.effect,
        whom,
        entry.place,  # type: ignore[arg-type]
        taken,
        entry.case,
        _GROUND,
        "in_force",
        entry.since,
        year=entry.year,
        share=Fraction(entry.part, entry.base) if entry.part is not None and entry.base else None,
        of=entry.of,
        target=entry.target,
        bundle=entry.bundle,
    )
