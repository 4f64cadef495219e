"""Appraisal: components and weights, grades and quotas, rankings, demerits, indicators, rewards."""

from typing import Annotated, Literal

from zhiyong.rules.conditions import Condition
from zhiyong.rules.grounds import Grounded
from zhiyong.rules.pack.base import Element, OptionalClock, Parties, Ref
from zhiyong.rules.pack.fields import Field, Value
from zhiyong.rules.shape import Shape
from zhiyong.rules.values import Count, Id, Ids, Label, NumberField, OpenCount, OpenNumber


class Component(Element):
    """A part of a score. Weights of the parts sum to 100; one left open is set at launch.

    raised_from   the weight of the year before, where the plan raises it
    """

    weight: OpenNumber = "unspecified"
    raised_from: OpenNumber | None = None
    qualitative: bool = False


class Share(Shape):
    """How many of all get this grade."""

    grade: Id
    share: NumberField


class Quota(Grounded):
    """A forced distribution.

    shares        from the best grade down · rounding: largest remainder; equal remainders go to
                  the grade with the larger share
    forced_inside forced grades count inside the share · overflow: more are allowed with a reason
    vacated       who gets a place that a block leaves: the next in rank, or nobody
    strict        False: "in principle"; a deviation needs a recorded reason
    """

    shares: tuple[Share, ...]
    rounding: Literal["largest_remainder"] = "largest_remainder"
    forced_inside: bool = True
    overflow: bool = True
    vacated: Literal["next", "empty"] = "next"
    strict: bool = False


class Appraisal(Element):
    """An appraisal: of whom, how often, from what parts, in which grades.

    scale       its grades are the values of this scale, the worst first (see `scales`)
    marked_in   marks: each part is marked up to `top` (100 when left out) and weighted · points:
                each part is given in points up to its weight, and the points are added
    whole       False: its parts are items of an appraisal kept elsewhere, so that their weights
                need not sum to 100
    grade_names what a grade is called for which kind of staff: {incompetent: {institution: …}}
    exports_to  who uses the result, and acknowledges it
    joins       other results shown beside it
    """

    of: Literal["person", "unit", "team", "committee_member"]
    by: Parties = ()
    every: Literal["month", "quarter", "half_year", "year"] | None = None
    components: tuple[Component, ...] = ()
    marked_in: Literal["marks", "points"] = "marks"
    top: NumberField | None = None
    scale: Annotated[Id | None, Ref(("scales",))] = None
    grade_names: dict[Id, dict[Id, Label]] = {}
    quota: Quota | None = None
    dimensions: tuple[Value, ...] = ()
    subjects: tuple[Value, ...] = ()
    exports_to: tuple[Value, ...] = ()
    joins: tuple[Value, ...] = ()
    weights_fixed: bool = True
    whole: bool = True
    supplies: Annotated[Ids, Ref(("facts",))] = ()
    objections: OptionalClock = None


class Ranking(Element):
    """Lists of the best and the worst.

    best, worst   how many places · of: of what it ranks · groups: ranked apart
    min_n         below so many answers no label is given · shrink: with too few, both lists shrink
                  equally; ties widen a list and are shown; nobody stands in both
    confirmed_by  a label counts once a person confirms it
    spare_full    nobody with full marks is put on the worst list by place alone
    """

    of: Id
    best: OpenCount | None = None
    worst: OpenCount | None = None
    best_label: Value | None = None
    worst_label: Value | None = None
    groups: tuple[Value, ...] = ()
    min_n: OpenCount | None = None
    shrink: bool = True
    higher_is_better: bool = True
    confirmed_by: Parties = ()
    spare_full: bool = False
    opens: Annotated[Ids, Ref(("liabilities",))] = ()


class Account(Element):
    """A demerit account: starts at the full mark each cycle; deductions are entries, never edits.

    catalogue   the register with behaviour codes and points; scoring is off until one is published
    """

    of: Literal["person", "unit", "department"]
    full_mark: NumberField
    floor: NumberField | None = None
    cycle: Literal["year", "half_year", "quarter"]
    carry_over: bool = False
    catalogue: Annotated[Id | None, Ref(("registers",))] = None
    cites: Ids = ()
    reopened_by: Parties = ()


class Indicator(Element):
    """A figure with a target; what cannot be measured is marked so.

    breach   what a value beyond the target opens
    """

    axis: Id | None = None
    axis_value: Id | None = None
    target: OpenNumber | None = None
    better: Literal["higher", "lower"] | None = None
    unit: str = ""
    base_value: bool = False
    breach: Literal["finding", "lead"] | None = None


class Reward(Element):
    """What is given to the good, to whom, for what; those under a block are left out with reason.

    criteria    all must be met · feeds: what it is evidence for
    """

    of: tuple[Literal["person", "unit", "team", "department"], ...]
    criteria: tuple[Field, ...] = ()
    when: Condition | None = None
    ranks: Annotated[Id | None, Ref(("rankings",))] = None
    feeds: tuple[Value, ...] = ()
    excludes_blocked: bool = True
    amount: OpenNumber | None = None
    by: Parties = ()


class Example(Element):
    """A model to show, good or bad; a bad one only after a final decision."""

    polarity: Literal["positive", "negative"]
    criteria: tuple[Field, ...] = ()
    needs_decision: bool = False
    sent_to: Parties = ()


class Coverage(Element):
    """Something that must be done about everybody at least so often, and who is left is shown."""

    of: Literal["person", "team", "unit"]
    least: Count
    every: Literal["month", "quarter", "half_year", "year"]
    by: Parties = ()
    measures: tuple[Value, ...] = ()
