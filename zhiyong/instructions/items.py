"""What an instruction is about: each room above says how its objects are found, and for whom not.

A room registers in `AppConfig.ready`:

    items.register(items.Source("complaint", find, number, bars))
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from zhiyong.directory.models import Person, Unit
from zhiyong.instructions.models import Instruction
from zhiyong.shell import kinds
from zhiyong.shell.access import Standing

Find = Callable[[str, Standing], int | None]
"""Returns the id of the object with a number, if somebody may see it."""

Number = Callable[[int], str]
"""Returns the number by which an object is found."""

Bars = Callable[[int, Unit | None, Person | None, date], str]
"""Says why a unit or a person must not learn of an object; "" if they may."""


@dataclass(frozen=True, slots=True)
class Source:
    """Objects of a Kind that instructions may be about."""

    kind: str
    find: Find
    number: Number
    bars: Bars


_sources: dict[str, Source] = {}


def register(source: Source) -> None:
    """Add a source; the same Kind again replaces it."""
    _sources[source.kind] = source


def found(number: str, standing: Standing) -> str | None:
    """Return the reference of what carries a number, if somebody may see it."""
    for source in _sources.values():
        if pk := source.find(number.strip(), standing):
            return f"{source.kind}:{pk}"
    return None


def number(reference: str) -> str:
    """Return the number by which an object is found; "" if instructions are never about it."""
    kind, _colon, pk = reference.partition(":")
    source = _sources.get(kind)
    return source.number(int(pk)) if source and pk.isdigit() and len(pk) < 19 else ""


def why_barred(
    references: Iterable[str], unit: Unit | None, person: Person | None, on: date
) -> str:
    """Return why a unit or a person must not learn of one of some objects; "" if they may."""
    for reference in references:
        kind, _colon, pk = reference.partition(":")
        source = _sources.get(kind)
        if source and (reason := source.bars(int(pk), unit, person, on)):
            return reason
    return ""


def is_known(reference: str) -> bool:
    """Return whether an instruction may be about an object of this Kind."""
    return reference.partition(":")[0] in _sources


def follow(references: Iterable[str], audience: int) -> list[str]:
    """Let the instructions about some objects be seen where those are kept now; return them.

    For rooms above, in the transaction in which an object changes hands.
    """
    rows = Instruction.objects.filter(items__reference__in=list(references)).distinct()
    pks = list(rows.order_by("pk").values_list("pk", flat=True))
    Instruction.objects.filter(pk__in=pks).update(
        audience=audience, unit=audience, owner_unit=audience, owner=None
    )
    return [f"instruction:{pk}" for pk in pks]


def titles(references: Iterable[str], standing: Standing) -> list[tuple[str, str]]:
    """Return title and address of the objects that somebody may see."""
    known = kinds.titles(references, standing)
    return [(title, kinds.url(reference) or "") for reference, title in known.items()]
