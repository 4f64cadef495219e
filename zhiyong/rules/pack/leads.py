"""Thresholds: figures that, once met, make a lead for people to look at. Never more than that."""

from typing import Annotated, Literal

from zhiyong.rules.conditions import Condition
from zhiyong.rules.pack.base import Element, Parties, Ref
from zhiyong.rules.values import Id, Ids


class Lead(Element):
    """A threshold. Met, it makes one lead that cites every limb met; it never sanctions.

    category   what it would be · of: whom it concerns · to: who looks at it
    excused    an accepted justification suppresses it · confirmed_by: a proposal of the system
               from a configured number, which a person confirms
    unless     the loop guard: so, no lead is made, only a note (the guard goes before an excuse)
    marks      facts that are shown beside the lead when they hold
    opens      accountability items that are opened with it
    """

    category: Annotated[Id | None, Ref(("taxonomy",))] = None
    of: Literal["person", "unit", "team"]
    when: Condition
    excused: Condition | None = None
    unless: Condition | None = None
    marks: Annotated[Ids, Ref(("facts",))] = ()
    to: Parties = ()
    confirmed_by: Parties = ()
    proposes: Literal["lead", "watch", "termination", "finding", "adjustment", "review"] = "lead"
    opens: Annotated[Ids, Ref(("liabilities",))] = ()
