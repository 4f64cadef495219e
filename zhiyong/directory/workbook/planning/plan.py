"""The plan itself: the changes to show, and the steps to take."""

import hashlib
import json
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from zhiyong.directory.models import PlannedChange, Tenure
from zhiyong.directory.workbook.planning.world import PersonNow, PostNow, RegionNow, UnitNow, World
from zhiyong.directory.workbook.reading import Problem

Difference = tuple[str, Any, Any]
"""The key of a column, what it was, and what it would be, as JSON holds them."""


@dataclass(frozen=True, slots=True)
class Rights:
    """Which units whoever hands the workbook in keeps; `tops`: whether they add top units."""

    units: frozenset[int]
    tops: bool

    def over(self, unit: UnitNow | None) -> bool:
        """Return whether a unit is theirs to change; a new one, when the one above it is."""
        seen = 0
        while unit is not None and unit.is_new and seen < 60:
            if unit.above is None:
                return self.tops
            unit, seen = unit.above, seen + 1
        return unit is not None and unit.unit.pk in self.units


@dataclass(frozen=True, slots=True)
class Change:
    """One row of the preview."""

    kind: str
    sheet: str
    row: int
    title: str
    differences: tuple[Difference, ...] = ()


@dataclass(slots=True)
class Plan:
    """What a workbook would change. Carried out only when `problems` is empty."""

    on: date
    rights: Rights
    world: World
    problems: list[Problem] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    new_regions: list[RegionNow] = field(default_factory=list)
    region_changes: list[tuple[RegionNow, dict[str, Any]]] = field(default_factory=list)
    region_endings: list[RegionNow] = field(default_factory=list)
    new_units: list[UnitNow] = field(default_factory=list)
    unit_changes: list[tuple[UnitNow, date, dict[str, Any]]] = field(default_factory=list)
    unit_descriptions: list[tuple[UnitNow, dict[str, Any]]] = field(default_factory=list)
    closings: list[tuple[UnitNow, date]] = field(default_factory=list)
    new_posts: list[PostNow] = field(default_factory=list)
    post_changes: list[tuple[PostNow, date, dict[str, Any]]] = field(default_factory=list)
    abolitions: list[tuple[PostNow, date]] = field(default_factory=list)
    new_people: list[PersonNow] = field(default_factory=list)
    renames: list[PersonNow] = field(default_factory=list)
    facts: list[tuple[PersonNow, str, Any, date]] = field(default_factory=list)
    new_tenures: list[tuple[PersonNow, PostNow, dict[str, Any]]] = field(default_factory=list)
    tenure_changes: list[tuple[Tenure, dict[str, Any]]] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, dict[str, int]]:
        """Return how many rows of each sheet are added, changed and ended."""
        counted: dict[str, Counter[str]] = {}
        for change in self.changes:
            counted.setdefault(change.sheet, Counter())[change.kind] += 1
        return {sheet: dict(counter) for sheet, counter in counted.items()}

    @property
    def totals(self) -> dict[str, int]:
        """Return how many rows are added, changed and ended in all."""
        counted = Counter(change.kind for change in self.changes)
        return {kind.lower(): counted.get(kind, 0) for kind in PlannedChange.Kind.values}

    @property
    def digest(self) -> str:
        """Return what the changes come to: equal digests are equal changes."""
        summed = hashlib.sha256()
        for change in self.changes:
            line = [change.kind, change.sheet, change.row, change.title, change.differences]
            summed.update(json.dumps(line, ensure_ascii=False).encode())
            summed.update(b"\n")
        return summed.hexdigest()


def plain(value: Any) -> Any:
    """Return a value as JSON holds it."""
    return value.isoformat() if isinstance(value, date) else value


def differences(old: dict[str, Any], new: dict[str, Any]) -> list[Difference]:
    """Return what differs, in the order of the new values; blanks of all kinds are equal."""
    return [
        (key, plain(old.get(key)), plain(value))
        for key, value in new.items()
        if (old.get(key) or None) != (value or None)
    ]
