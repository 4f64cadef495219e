"""Rectification and inspections: how problems are put right, and how it is looked after."""

from typing import Annotated, Literal

from zhiyong.rules.conditions import Condition
from zhiyong.rules.grounds import Grounded
from zhiyong.rules.pack.base import (
    Element,
    OptionalClock,
    OptionalParty,
    OptionalSlip,
    Parties,
    Ref,
)
from zhiyong.rules.pack.fields import Field, Value
from zhiyong.rules.shape import Shape
from zhiyong.rules.values import Count, Id, Ids, OpenCount, OpenTerm


class RectificationMode(Element):
    """A class of the triage: how soon, what must be stated, who approves.

    default      what holds when nothing is said · term: from the day it was found
    needs        fields without which it is refused · extendable: the promise may be moved, and
                 each move is counted and shown · same_cycle: it must close in the same cycle
    at_end       those of its needs that are stated only when it is handed in as done
    """

    term: OpenTerm | None = None
    needs: tuple[Field, ...] = ()
    at_end: Ids = ()
    approver: OptionalParty = None
    default: bool = False
    extendable: bool = False
    same_cycle: bool = False
    when: Condition | None = None


class RectificationSource(Value):
    """Where problems come from; own: the unit found them by itself."""

    own: bool = False


class Watch(Element):
    """When a unit is proposed for the list of key units: a person confirms it, nobody else.

    when   over counted facts: unit.items_open, unit.items_late, unit.items_reopened,
           unit.items_recurred, unit.items_moved, unit.notices
    """

    when: Condition


class Rectification(Shape):
    """How a problem is put right: the triage, what an item states, what closing needs.

    series   how items are numbered · watch: when a unit is proposed for the list of key units
    warn     how long before its day an item is nearly due
    """

    modes: tuple[RectificationMode, ...] = ()
    fields: tuple[Field, ...] = ()
    sources: tuple[RectificationSource, ...] = ()
    steps: tuple[Value, ...] = ()
    closing: tuple[Field, ...] = ()
    states: tuple[Value, ...] = ()
    confirmed_by: Parties = ()
    series: Annotated[Id | None, Ref(("series",))] = None
    watch: tuple[Watch, ...] = ()
    warn: OpenTerm | None = None


class NoticeStep(Element):
    """One step of the ladder of notices to a slow unit: an urging, a yellow slip, a red one.

    colour   of the slip · slip, series: the paper it goes out on, and how it is numbered
    answer   by when the unit answers; without a clock whoever issues it names the day
    """

    colour: Literal["none", "blue", "yellow", "orange", "red"] = "none"
    slip: OptionalSlip = None
    series: Annotated[Id | None, Ref(("series",))] = None
    answer: OptionalClock = None


class NoticeLadder(Grounded):
    """How notices to a unit rise and fall. A person issues each of them.

    by       who issues them · raises: by how many steps a repetition goes up
    lowers   by how many steps the unit stands lower once it put right, though late, what a
             notice was about; in time, the notice counts no more
    within   so long a notice counts from its day; without a term, as long as the plan runs
    """

    steps: tuple[NoticeStep, ...]
    by: Parties = ()
    raises: Count = 1
    lowers: Count = 0
    within: OpenTerm | None = None


class Draw(Shape):
    """A random draw that can be repeated: how many, or which share, from which frame."""

    count: OpenCount | None = None
    share: str | None = None
    from_tag: Id | None = None


class Check(Field):
    """One line of the checklist of an inspection. points: the most that it can be given."""

    points: Count | None = None


class Inspection(Element):
    """A kind of inspection.

    by, of        who inspects whom · one_level_down: each level the next, none skipped
    forms, kinds  how it is done; two lists that are counted crosswise
    members       kinds of people in a team; each_kind: every team needs one of each
    unannounced   the rules of a visit that nobody is told of; hidden until the report is filed
    recusal       nobody inspects the unit they belong to
    checks        what is looked at · points: at which points in time
    starts        what it opens by itself: a duty to reply, an accountability item
    """

    phase: Annotated[Id | None, Ref(("phases",))] = None
    by: Parties = ()
    of: tuple[Value, ...] = ()
    one_level_down: bool = False
    forms: tuple[Value, ...] = ()
    kinds: tuple[Value, ...] = ()
    members: tuple[Value, ...] = ()
    each_kind: bool = False
    unannounced: tuple[Value, ...] = ()
    focus: tuple[Value, ...] = ()
    recusal: bool = True
    checks: tuple[Check, ...] = ()
    points: tuple[Value, ...] = ()
    draw: Draw | None = None
    times: Count | None = None
    every: Literal["month", "quarter", "half_year", "year"] | None = None
    report_to: Parties = ()
    answer: OptionalClock = None
    outputs: tuple[Value, ...] = ()
    feeds: Annotated[Ids, Ref(("channels", "tasks", "publications"))] = ()
