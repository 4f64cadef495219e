"""What the rules settled, as lines of the ledger: each on a person or unit, with who acts on it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from zhiyong.consequences.lines import About, Line, Who, of_effect, of_taken
from zhiyong.consequences.models import Entry
from zhiyong.decisions.models import Decision
from zhiyong.decisions.reckoning.matter import Reckoned
from zhiyong.directory.models import Unit
from zhiyong.plans.parties import addressees
from zhiyong.rules.consequences import Effect, Taken
from zhiyong.rules.rollback import Version
from zhiyong.shell import kinds


def lines_of(reckoned: Reckoned) -> list[Line]:
    """Return the lines of every decision that stands, each once, in the order of the decisions.

    What nobody told on whom it falls is no line; `Reckoned` tells it as an effect on nobody. What
    another body declined to do of its own accord has lapsed.
    """
    return list({line.key: line for line in reversed(list(_lines(reckoned)))}.values())[::-1]


def sources_of(reckoned: Reckoned) -> set[str]:
    """Return the decisions whose part of the ledger a reckoning settles."""
    return {decision.id for decision in reckoned.matter.decisions}


def _lines(reckoned: Reckoned) -> Iterator[Line]:
    doers = _Doers(reckoned)
    for row in reckoned.rows:
        source = kinds.ref(row)
        versions = reckoned.settled.versions.get(source)
        if not versions or versions[-1].until is not None:
            continue
        about = About(source, len(versions), f"case:{row.case_id}", row.adoption_id, row.audience)
        declined = {
            (f"person:{one.person_id}", one.measure)
            for one in row.confirmations.all()
            if one.declined
        }
        for taken in _taken(versions[-1]):
            if taken.on is not None:
                line = of_taken(reckoned.pack, taken, about, doers.who(row, taken, taken.on))
                yield _lapsed(line) if (taken.on, taken.measure) in declined else line
        for effect in reckoned.settled.effects_of(source):
            if effect.on is None or effect.effect == "impose" or effect.state == "rolled_back":
                continue
            line = of_effect(reckoned.pack, effect, about, doers.who(row, effect, effect.on))
            gone = (effect.taken.on, effect.taken.measure) in declined
            yield _lapsed(line) if gone else line


def _taken(version: Version) -> tuple[Taken, ...]:
    return version.followed.taken


def _lapsed(line: Line) -> Line:
    return replace(line, state=Entry.State.LAPSED, since=None, through=None, due_on=None)


class _Doers:
    """On whom lines fall, and which unit carries them out; each unit is looked up once."""

    def __init__(self, reckoned: Reckoned) -> None:
        self.reckoned, self.pack = reckoned, reckoned.pack
        self.units: dict[tuple[int, str, int], int | None] = {}
        self.known = Unit.objects.in_bulk(
            [int(name.partition(":")[2]) for name in reckoned.matter.units]
        )

    def who(self, row: Decision, one: Taken | Effect, on: str) -> Who:
        """Return whom a line falls on, and who carries it out."""
        kind, _, pk = on.partition(":")
        about = row.facts.get("about", {}).get(on, {})
        whole = self._whole(one, on)
        person, unit = (int(pk), None) if kind == "person" else (None, int(pk))
        return Who(person, unit, about.get("post"), self._doer(row, one, on), row.served_on, whole)

    def _whole(self, one: Taken | Effect, on: str) -> Decimal | None:
        if isinstance(one, Taken) or one.year is None:
            return None
        matter = self.reckoned.matter
        record = matter.units.get(on) if one.of == "unit_bonus" else matter.people.get(on)
        whole: Fraction | None = record.bonus(one.year) if record else None
        return None if whole is None else Decimal(whole.numerator) / Decimal(whole.denominator)

    def _doer(self, row: Decision, one: Taken | Effect, on: str) -> int | None:
        """Return the unit that carries something out: as the plan says, else the person's own."""
        matter = self.reckoned.matter
        home = matter.unit_of(on)
        if home is None:
            return None
        unit = int(home.partition(":")[2])
        party = self._party(one)
        if party is None:
            return unit
        key = (row.adoption_id, party, unit)
        if key not in self.units:
            self.units[key] = self._resolve(row, party, unit, row.made_on or row.drafted_on)
        return self.units[key]

    def _party(self, one: Taken | Effect) -> str | None:
        if isinstance(one, Taken):
            measure = self.pack.element("measures", one.measure) if self._has(one.measure) else None
            return measure.to[0] if measure and measure.to else None
        if one.effect == "require":
            step = self.pack.element("steps", one.target)
            return step.by[0] if step.by else None
        return one.target if one.effect == "refer" else None

    def _has(self, measure: str) -> bool:
        return self.pack.has("measures", measure)

    def _resolve(self, row: Decision, party: str, unit: int, on: date) -> int | None:
        found = self.known.get(unit)
        if found is None:
            return None
        who = addressees(row.adoption, party, unit=found, on=on, keeper=row.body, subject=found)
        return who.unit.pk if who.unit else unit
