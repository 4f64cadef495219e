"""Phases, tasks and reports: what is to be done by when, by whom, and to whom it goes."""

from typing import Annotated, Literal

from pydantic import Field as Key

from zhiyong.rules.grounds import Grounded
from zhiyong.rules.pack.base import Element, OptionalRole, Parties, Ref
from zhiyong.rules.pack.fields import Field, Value
from zhiyong.rules.shape import Shape
from zhiyong.rules.values import Count, Id, Ids, Label, NumberField, OpenCount, WrittenDay


class CampaignYear(Shape):
    """The year of days that the plan writes without one.

    inferred   the source does not say it · unspecified: it is set when the plan is launched
    """

    year: OpenCount
    inferred: bool = False


class Phase(Element):
    """A stretch of the campaign. Phases may overlap or leave gaps; both are shown, not moved.

    from, until  as the plan writes them; "8月上旬" is resolved by the documented rule
    as_written   the raw text where the days above are already a reading of it
    overlaps     this phase is meant to overlap others · opens: the work it opens
    closes_with  what must be accepted before it closes
    """

    order: Count
    from_: WrittenDay | None = Key(default=None, alias="from")
    until: WrittenDay | None = None
    as_written: str | None = None
    overlaps: bool = False
    methods: tuple[Value, ...] = ()
    closes_with: Annotated[Ids, Ref(("tasks",))] = ()
    summary: Label | None = None


class ParentTask(Shape):
    """A task of another plan into which this one feeds."""

    plan: str
    task: Id


class NamedReaders(Grounded):
    """What a task brings is read only by persons who are named: self-checks, such minutes.

    The receiver sees that it was done, when and by how many; not what it says.
    """


class Task(Element):
    """Something that is to be done in the campaign, once or again and again.

    nature       what kind of thing it is; a report is a frozen version plus addenda
    by, each     who does it; each: one for each of these below them
    to           who gets it · from, until: as the plan writes it
    effective    the day that holds instead, where the day in the source cannot be meant
    every        how often · times: how often in all, or in each period of `every` ·
                 parts: what must be in it
    coverage     which share must have done it before the stage counts as done
    chaired_by   who must chair or give it · everyone: all on the roster attend
    gathers      tasks whose results are rolled up into this one · feeds: a task of another plan
    needs_before tasks that must be done before this one opens
    named_readers  set where only persons who are named read what it brings
    """

    nature: Literal[
        "plan",
        "meeting",
        "study",
        "discussion",
        "publicity",
        "self_check",
        "opinions",
        "research",
        "rectification",
        "rules",
        "inspection",
        "report",
        "summary",
        "body",
        "training",
        "activity",
        "commitment",
        "disclosure",
        "other",
    ]
    phase: Annotated[Id | None, Ref(("phases",))] = None
    by: Parties = ()
    each: Literal["unit", "subunit", "person", "branch", "team", "post", "group"] | None = None
    to: Parties = ()
    from_: WrittenDay | None = Key(default=None, alias="from")
    until: WrittenDay | None = None
    as_written: str | None = None
    effective: WrittenDay | None = None
    every: Literal["day", "week", "month", "quarter", "half_year", "year"] | None = None
    times: Count | None = None
    parts: tuple[Field, ...] = ()
    coverage: NumberField | None = None
    chaired_by: Label | None = None
    everyone: bool = False
    in_writing: bool = False
    goals: Annotated[Ids, Ref(("goals",))] = ()
    gathers: Annotated[Ids, Ref(("tasks",))] = ()
    feeds: ParentTask | None = None
    needs_before: Annotated[Ids, Ref(("tasks",))] = ()
    goes_on: bool = False
    named_readers: NamedReaders | None = None


class Seat(Element):
    """A kind of seat in a body: how many, and from where its holders come.

    from_bodies   one of each of these · post: which post sits there by office
    """

    count: OpenCount = 1
    post: Label | None = None
    from_bodies: tuple[Value, ...] = ()
    also: Id | None = None


class Body(Element):
    """A standing body of the plan, with its seats; a person may hold several, four-eyes notices.

    role         the binding that it fills · same_as: it is the same body as this one
    office_of    whose office it is · hosted_by: in which department it sits
    each         every unit sets up its own · seconds: how many people each member unit lends
    """

    role: OptionalRole = None
    seats: tuple[Seat, ...] = ()
    same_as: Label | None = None
    office_of: OptionalRole = None
    hosted_by: Label | None = None
    each: Literal["unit", "region", "department"] | None = None
    members: tuple[Value, ...] = ()
    seconds: Count | None = None
