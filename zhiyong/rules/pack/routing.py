"""Which body receives a complaint, and who takes over what it may not handle itself."""

from typing import Annotated

from zhiyong.rules.conditions import Condition
from zhiyong.rules.grounds import Grounded
from zhiyong.rules.pack.base import Element, OptionalClock, OptionalRole, Ref, Role
from zhiyong.rules.shape import Shape
from zhiyong.rules.values import Count, Id, Ids

RECEIVING_BODY = "receiving_body"
"""In `bars`: whichever body the rules have found."""


class RoutingRule(Element):
    """A body that receives what meets the condition. Where two rules overlap, `order` decides."""

    when: Condition
    to: Role
    order: Count | None = None


class Fallback(Element):
    """The body that assigns what no rule covers."""

    to: Role


class Recusal(Element):
    """Why a body may not handle a complaint.

    when       the condition under which it holds; left out, it always does
    bars       the bodies that may not: roles, or `receiving_body`
    named_in   a fact that lists roles which may not
    """

    when: Condition | None = None
    bars: Annotated[Ids, Ref(("bindings",), words=(RECEIVING_BODY,))] = ()
    named_in: Annotated[Id | None, Ref(("facts",))] = None


class Disputes(Grounded):
    """What happens when a unit and the office that gave it a matter do not agree whose it is.

    most_returns   how often one complaint may come back from units before who stands above them
                   all decides instead
    clock          by when that is decided
    else_by        the body that decides where nobody stands above both
    """

    most_returns: Count
    clock: OptionalClock = None
    else_by: OptionalRole = None


class Routing(Shape):
    """How a complaint finds its body: rules, who assigns the rest, who may not handle it.

    disputes   who decides whose a matter is, where two do not agree
    """

    rules: tuple[RoutingRule, ...] = ()
    fallback: Fallback | None = None
    recusals: tuple[Recusal, ...] = ()
    disputes: Disputes | None = None
