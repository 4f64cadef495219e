"""Who leads, who executes, who cooperates; and how responsibility for a failing is shared."""

from typing import Annotated, Literal

from zhiyong.rules.conditions import Condition
from zhiyong.rules.pack.base import Element, OptionalParty, Parties, Ref
from zhiyong.rules.pack.fields import Value
from zhiyong.rules.shape import Shape
from zhiyong.rules.values import Id, Ids, Label, OpenCount

PLACES = (
    "subject",
    "main_leader",
    "party_head",
    "administrative_head",
    "leader_in_charge",
    "direct_superior",
    "leading_team",
    "responsible_persons",
    "managing_body",
    "evaluator",
    "handling_head",
    "unit",
)
Place = Literal[
    "subject",
    "main_leader",
    "party_head",
    "administrative_head",
    "leader_in_charge",
    "direct_superior",
    "leading_team",
    "responsible_persons",
    "managing_body",
    "evaluator",
    "handling_head",
    "unit",
]
"""On whom something falls, as seen from the person or unit concerned, on the day of the act."""


class Responsibility(Element):
    """One line of the matrix: who leads, who executes, who answers, who cooperates, for what.

    categories   what is routed by this line (the crosswalk; many categories may go to one line)
    responsible  the post that answers · acts: what this body does under the plan
    per          how often such a post or person exists: one in each of these
    """

    categories: Annotated[Ids, Ref(("taxonomy",))] = ()
    lead: Parties = ()
    executes: OptionalParty = None
    responsible: Label | None = None
    cooperate: Parties = ()
    acts: tuple[Value, ...] = ()
    per: Literal["unit", "subunit", "team", "post", "level", "region"] | None = None
    falls_on: tuple[Place, ...] = ()


class Liability(Element):
    """An accountability item that the system opens for people to assess; it decides nothing.

    when       what must be so; what the plan asks besides is listed in `requires`
    on         who is assessed · kinds: one item of each kind, with different persons
    blocks     the case cannot be decided before these are assessed
    """

    when: Condition | None = None
    on: tuple[Place, ...]
    kinds: tuple[Value, ...] = ()
    by: Parties = ()
    blocks: bool = False
    requires: Annotated[Ids, Ref(("finding_fields",))] = ()


class AllocationRow(Shape):
    """Which tier answers for what: the cells of one row of the table."""

    when: Condition
    tier: Id


class Allocation(Element):
    """A table event × post × level → tier. Tiers that the source leaves open stay empty.

    measures_of   which measures a tier may lead to; another one needs a reason
    """

    axes: tuple[Value, ...]
    tiers: tuple[Value, ...] = ()
    rows: tuple[AllocationRow, ...] = ()
    measures_of: dict[Id, Ids] = {}


class Track(Element):
    """A kind of responsibility with its own standard; tracks run in parallel.

    acts      what the system offers on it · starts_with: who alone may begin it
    proof     own_act: a proven act of one's own · link: a link of supervision, never stored as
              guilt · voluntary: no proof, nothing is recorded about guilt
    waits_for tracks whose open cases keep a request pending
    """

    level: OpenCount | None = None
    acts: tuple[Literal["refer", "measure", "propose_removal", "resign"], ...]
    starts_with: OptionalParty = None
    proof: Literal["own_act", "link", "voluntary"]
    fields: tuple[Value, ...] = ()
    eligible: Condition | None = None
    waits_for: Annotated[Ids, Ref(("tracks",))] = ()
    basis_count: OpenCount | None = None
