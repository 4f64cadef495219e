"""Records coded by the further lists of a plan: what is counted, missing, refused."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from zhiyong.rules.pack.fields import Axis
from zhiyong.rules.pack.schema import Pack


@dataclass(frozen=True, slots=True)
class Record:
    """A finding, complaint, activity, … with its codes: the values of each axis.

    kind   what it is, as axes name what they apply to; None: not said, so no code is demanded
    """

    number: int
    kind: str | None = None
    category: str | None = None
    phase: str | None = None
    codes: dict[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AxisCount:
    """The records along one axis.

    counts   how many records carry each value, in the order of the plan, none as 0
    cross    the same, cut by the categories of the records and the groups above them
    refused  records with a code that is none, several where one is wanted, or none at all:
             (number, NOT_ON_THE_LIST | ONE_ONLY | MISSING)
    gaps     values that need a record in each phase: (phase, value) without one
    """

    axis: Axis
    counts: dict[str, int]
    records: int
    cross: dict[str, dict[str, int]]
    refused: tuple[tuple[int, str], ...]
    gaps: tuple[tuple[str, str], ...]

    @property
    def unused(self) -> tuple[str, ...]:
        """Return the values that no record carries."""
        return tuple(value for value, count in self.counts.items() if not count)


def count_axes(pack: Pack, records: Iterable[Record]) -> list[AxisCount]:
    """Return the records along every axis of the pack.

    Unit:   records; one with several values counts once under each, and once in `records`.
    """
    given = list(records)
    return [_count(pack, axis, given) for axis in pack.axes]


def _count(pack: Pack, axis: Axis, given: list[Record]) -> AxisCount:
    known = [value.id for value in axis.values]
    counts: Counter[str] = Counter()
    cross: dict[str, Counter[str]] = {}
    seen: set[tuple[str, str]] = set()
    refused: list[tuple[int, str]] = []
    coded = 0
    for record in given:
        if record.kind is not None and record.kind not in axis.applies_to:
            continue
        values = record.codes.get(axis.id, ())
        usable = [value for value in values if value in known or axis.unspecified_values]
        if len(usable) < len(values):
            refused.append((record.number, "NOT_ON_THE_LIST"))
        elif axis.single and len(values) > 1:
            refused.append((record.number, "ONE_ONLY"))
        elif axis.required and record.kind is not None and not values:
            refused.append((record.number, "MISSING"))
        coded += bool(usable)
        counts.update(usable)
        for category in _groups(pack, record):
            cross.setdefault(category, Counter()).update(usable)
        seen.update((record.phase, value) for value in usable if record.phase)
    extra = [value for value in counts if value not in known]
    return AxisCount(
        axis=axis,
        counts={value: counts[value] for value in (*known, *extra)},
        records=coded,
        cross={name: {value: found[value] for value in known} for name, found in cross.items()},
        refused=tuple(refused),
        gaps=tuple(
            (phase.id, value)
            for phase in (pack.phases if axis.each_phase else ())
            for value in known
            if (phase.id, value) not in seen
        ),
    )


def _groups(pack: Pack, record: Record) -> tuple[str, ...]:
    if record.category is None or not pack.has("taxonomy", record.category):
        return ()
    return tuple(one.id for one in pack.category_path(record.category))
