"""Rectification and inspections: how problems are put right, and how it is looked after."""

from typing import Annotated, Literal

from zhiyong.rules.conditions import Condition
from zhiyong.rules.pack.base import Element, OptionalClock, OptionalParty, Parties, Ref
from zhiyong.rules.pack.fields import Field, Value
from zhiyong.rules.shape import Shape
from zhiyong.rules.values import Count, Id, Ids, OpenCount, OpenTerm


class RectificationMode(Element):
    """A class of the triage: how soon, what must be stated, who approves.

    default      what holds when nothing is said · term: from the day it was found
    needs        fields without which it is refused · extendable: the promise may be moved, and
                 each move is counted and shown · same_cycle: it must close in the same cycle
    """

    term: OpenTerm | None = None
    needs: tuple[Field, ...] = ()
    approver: OptionalParty = None
    default: bool = False
    extendable: bool = False
    same_cycle: bool = False
    when: Condition | None = None


class Rectification(Shape):
    """How a problem is put right: the triage, what an item states, what closing needs."""

    modes: tuple[RectificationMode, ...] = ()
    fields: tuple[Field, ...] = ()
    sources: tuple[Value, ...] = ()
    steps: tuple[Value, ...] = ()
    closing: tuple[Field, ...] = ()
    states: tuple[Value, ...] = ()
    confirmed_by: Parties = ()


class Draw(Shape):
    """A random draw that can be repeated: how many, or which share, from which frame."""

    count: OpenCount | None = None
    share: str | None = None
    from_tag: Id | None = None


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
    checks: tuple[Field, ...] = ()
    points: tuple[Value, ...] = ()
    draw: Draw | None = None
    times: Count | None = None
    every: Literal["month", "quarter", "half_year", "year"] | None = None
    report_to: Parties = ()
    answer: OptionalClock = None
    outputs: tuple[Value, ...] = ()
    feeds: Annotated[Ids, Ref(("channels", "tasks", "publications"))] = ()
