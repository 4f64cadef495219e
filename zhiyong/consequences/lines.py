"""What the ledger should say, line by line, as a decision's reckoning found it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from zhiyong.consequences.models import Entry
from zhiyong.rules.consequences import Effect, Note, Taken
from zhiyong.rules.explain.notes import say_notes
from zhiyong.rules.grounds import Grounded
from zhiyong.rules.pack.schema import Pack

MEASURE = "measure"
"""The effect of a line that is a measure itself, decided or linked."""

STATES = {
    "in_force": Entry.State.IN_FORCE,
    "superseded": Entry.State.SUPERSEDED,
    "pending": Entry.State.PENDING,
    "unknown": Entry.State.PENDING,
    "lapsed": Entry.State.LAPSED,
}
"""How a state of the rules stands in the ledger; what is rolled back is no line any more."""

Key = tuple[str, int, str, str, str, str, int | None, int | None]
FEN = Decimal("0.01")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One entry as it should stand: the fields of `Entry`, by ids.

    `share` is exact; `why` is {"notes": [[code, {…}]], "zh": [sentence], "en": [sentence]}.
    `state` is one of those that a reckoning can find: PENDING, IN_FORCE, SUPERSEDED, LAPSED.
    """

    source: str
    version: int = 1
    case: str
    adoption: int
    audience: int
    person: int | None = None
    unit: int | None = None
    post: int | None = None
    place: str = "subject"
    effect: str
    code: str
    measure: str
    from_measure: str = ""
    origin: str = "decided"
    target: str = ""
    share: Fraction | None = None
    of: str = ""
    amount: Decimal | None = None
    bundle: str = ""
    year: int | None = None
    appraisal: str = ""
    grade: str = ""
    state: str = Entry.State.IN_FORCE
    since: date | None = None
    through: date | None = None
    gates: int = 0
    due_on: date | None = None
    served_on: date | None = None
    clauses: tuple[str, ...] = ()
    why: Mapping[str, Any] = field(default_factory=dict)
    carried_out_by: int | None = None

    @property
    def key(self) -> Key:
        """What makes it the same line in another reckoning."""
        return (
            self.source,
            self.version,
            self.effect,
            self.code,
            self.measure,
            self.from_measure,
            self.person,
            self.unit,
        )


class About(NamedTuple):
    """Where the lines of one version of a decision come from."""

    source: str
    version: int
    case: str
    adoption: int
    audience: int


class Who(NamedTuple):
    """On whom a line falls; who carries it out; what they were told and when; their yearly sum."""

    person: int | None = None
    unit: int | None = None
    post: int | None = None
    carried_out_by: int | None = None
    served_on: date | None = None
    whole: Decimal | None = None


def of_taken(pack: Pack, taken: Taken, about: About, who: Who) -> Line:
    """Return the line of a measure on somebody."""
    state = Entry.State.IN_FORCE
    if taken.declined:
        state = Entry.State.LAPSED
    elif taken.waits:
        state = Entry.State.PENDING
    return Line(
        **about._asdict(),
        **_whom(who),
        place=taken.place,
        effect=MEASURE,
        code=taken.measure,
        measure=taken.measure,
        from_measure=taken.from_measure or "",
        origin=taken.origin,
        state=state,
        since=taken.effective if state == Entry.State.IN_FORCE else None,
        through=taken.through if state == Entry.State.IN_FORCE else None,
        clauses=clauses(taken.ground),
        why=why(pack, taken.notes),
    )


def of_effect(pack: Pack, effect: Effect, about: About, who: Who) -> Line:
    """Return the line of a consequence on somebody.

    Not for what imposes a measure, whose measure is a line of its own, nor for what was rolled
    back, which is no line at all.

    :raises KeyError: if it was rolled back.
    """
    state = STATES[effect.state]
    waits = state in (Entry.State.PENDING, Entry.State.LAPSED)
    return Line(
        **about._asdict(),
        **_whom(who),
        place=effect.place,
        effect=effect.effect,
        code=effect.id,
        measure=effect.taken.measure,
        from_measure=effect.taken.from_measure or "",
        origin=effect.taken.origin,
        target=effect.target,
        share=effect.share,
        of=effect.of,
        amount=amount(who.whole, effect.share),
        bundle=effect.bundle,
        year=effect.year,
        appraisal=effect.appraisal,
        grade=effect.grade,
        state=state,
        since=None if waits else effect.since or effect.effective,
        through=None if waits else effect.through,
        gates=_gates(pack, effect),
        due_on=None if waits else effect.due,
        clauses=clauses(effect.ground),
        why=why(pack, effect.notes),
    )


def amount(whole: Decimal | None, share: Fraction | None) -> Decimal | None:
    """Return a share of a yearly sum. Unit: yuan, rounded to the fen, halves up; None: unknown."""
    if whole is None or share is None:
        return None
    exact = Decimal(share.numerator) * whole / Decimal(share.denominator)
    return exact.quantize(FEN, ROUND_HALF_UP)


def clauses(ground: Grounded | None) -> tuple[str, ...]:
    """Return where a measure or consequence comes from, as pages show it."""
    if ground is None:
        return ()
    found = [] if ground.clause is None else [str(ground.clause)]
    return (*found, *(str(one) for one in ground.basis))


def why(pack: Pack, notes: tuple[Note, ...]) -> dict[str, Any]:
    """Return why a line is as it is: codes for programs, sentences for people."""
    told = [[one.code, {name: str(value) for name, value in one.params.items()}] for one in notes]
    return {"notes": told, **say_notes(pack, notes)}


def _whom(who: Who) -> dict[str, Any]:
    return {
        "person": who.person,
        "unit": who.unit,
        "post": who.post,
        "carried_out_by": who.carried_out_by,
        "served_on": who.served_on,
    }


def _gates(pack: Pack, effect: Effect) -> int:
    if effect.effect != "freeze":
        return 0
    return len(pack.element("freezes", effect.target).gates)
