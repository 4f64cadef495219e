"""What a record of the plan holds: fields, registers, and the figures that are taken from them."""

from typing import Annotated, Literal

from pydantic import Field as Key

from zhiyong.rules.pack.base import Element, OptionalRole, Parties, Party, Ref, Roles
from zhiyong.rules.shape import Shape
from zhiyong.rules.values import Count, Id, Ids, OpenTerm

FieldKind = Literal[
    "text", "number", "share", "money", "day", "moment", "flag", "choice", "file", "reference"
]


class Value(Element):
    """One value of a list that the plan names."""


class Field(Element):
    """Something that a record states.

    kind       what is written · values: of a choice · required: a record without it is refused
    many       whether it may be given several times, and `least` how often it must be
    """

    kind: FieldKind = "text"
    values: tuple[Value, ...] = ()
    required: bool = True
    many: bool = False
    least: Count = 0


class Register(Element):
    """A register that the plan keeps or draws on: service items, attendance, targets, rules made.

    of          whom a row is about · kept_by: who writes it · versioned: old rows stay readable
    each        one sheet for each of these · audience: who may read it besides the keepers
    """

    of: Literal["person", "unit", "team", "post", "matter", "event"]
    fields: tuple[Field, ...] = ()
    kept_by: Parties = ()
    versioned: bool = False
    each: Literal["unit", "person", "post", "branch", "team"] | None = None
    audience: Roles = ()
    reports_to: OptionalRole = None


class Window(Shape):
    """Which rows of a register count.

    kind   rolling: the term that ends with the day in question (twelve months end with the day
           and begin on the day after the same date a year before) · year: the calendar year of
           the day · years: the calendar years, for runs · all: every row up to the day
    over   of a year: the last one that is over by the end of the day, since what was reached in a
           year is known on its last day
    """

    kind: Literal["rolling", "year", "years", "all"]
    term: OpenTerm | None = None
    over: bool = False


class Matching(Shape):
    """Only rows whose field has one of these values."""

    field: Id
    is_in: Ids


class Figure(Element):
    """A fact that is computed from the rows of a register.

    fact     the fact it supplies · from, field: the register and its field
    take     sum, count, max, last: of the field over the rows in the window ·
             days: days covered by the rows, each day once (`from`, `until` of a row) ·
             leave: days of leave; continuous leave by calendar months, see `months_of_days` ·
             run: how many of the last rows in order carry one of the values of `matching` ·
             change: last minus the one before · from_bottom: n − rank + 1 of the last row
             (`rank`, `of` of a row) · share: rows that match over all rows, exact ·
             late_days: days from `due` to `done` or the day, of the row that is latest ·
             age: days since `since`, of the oldest row without `done` ·
             late_hours: the same by moments · mean: exact, of the field ·
             short: how many rows have `field` below `against`, a target that was not reached ·
             gap: what `field` has more than `against`, over all rows
    against  the field with which `field` is compared (short, gap), or that ends it (late_days)
    by       the field that says on which day a row counts, where it is not `from`, `on`, `due`,
             `since` or `year`
    among    of the rows that were taken (a run), only how many also have these values
    unfinished  only rows that are not `done` by the day
    excused  rows whose flag `excused` is accepted do not count
    A figure for a flag is true when it is over 0.
    """

    fact: Annotated[Id, Ref(("facts",))]
    from_: Annotated[Id, Ref(("registers",))] = Key(alias="from")
    field: Id | None = None
    take: Literal[
        "sum",
        "count",
        "max",
        "last",
        "days",
        "leave",
        "run",
        "change",
        "from_bottom",
        "share",
        "late_days",
        "age",
        "short",
        "gap",
        "mean",
        "late_hours",
    ]
    against: Id | None = None
    by: Id | None = None
    matching: tuple[Matching, ...] = ()
    among: tuple[Matching, ...] = ()
    window: Window
    unfinished: bool = False
    excused: bool = False
    months_of_days: Count | None = None


class Axis(Element):
    """A further list by which things are coded, beside the taxonomy: focus areas, methods, strands.

    applies_to   what carries a value of it · required: it must carry one · single: exactly one
    each_phase   every value needs at least one record in each phase, or the gap is shown
    """

    applies_to: tuple[
        Literal["finding", "complaint", "activity", "rectification", "indicator", "inspection"], ...
    ]
    values: tuple[Value, ...]
    required: bool = False
    single: bool = True
    each_phase: bool = False
    unspecified_values: bool = False


class Statistic(Element):
    """A figure that the plan reports.

    counts       what is counted · by: cut by these axes or branches · within: the statistic of
                 which it is a part, never above it · once_per: each of these counts once
    min_cell     below this size the figure is not published
    """

    counts: Id
    by: Ids = ()
    within: Annotated[Id | None, Ref(("statistics",))] = None
    once_per: Literal["person", "unit", "matter", "activity"] | None = None
    period: Literal["month", "quarter", "half_year", "year", "phase", "plan"] | None = None
    min_cell: Count | None = None
    shown_to: tuple[Party, ...] = ()


class Programme(Element):
    """Another line of work that runs along, so that one activity counts once in each."""

    parent: bool = False
