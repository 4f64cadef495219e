"""What every element of a pack has, and how elements refer to one another."""

from dataclasses import dataclass
from typing import Annotated

from zhiyong.rules.grounds import Grounded
from zhiyong.rules.values import Id, Ids, Label


@dataclass(frozen=True, slots=True)
class Ref:
    """Marks a field that holds ids of elements in one of these lists of the pack.

    `words` are further texts that the field may hold; of a map, `keys` are ids as well.
    """

    to: tuple[str, ...]
    words: tuple[str, ...] = ()
    keys: bool = False


class Element(Grounded):
    """A piece of a plan that has a name and says where it comes from."""

    id: Id
    label: Label
    note: Label | None = None


PARTIES = ("actors", "bindings")
"""Who does or receives something: a position in the procedure, or a body."""

Role = Annotated[Id, Ref(("bindings",))]
OptionalRole = Annotated[Id | None, Ref(("bindings",))]
Roles = Annotated[Ids, Ref(("bindings",))]
Party = Annotated[Id, Ref(PARTIES)]
OptionalParty = Annotated[Id | None, Ref(PARTIES)]
Parties = Annotated[Ids, Ref(PARTIES)]
OptionalClock = Annotated[Id | None, Ref(("clocks",))]
ReplacedClocks = Annotated[dict[Id, Id], Ref(("clocks",), keys=True)]
"""Which clock runs in the place of which: {reply: reply_inquiry}."""
OptionalSlip = Annotated[Id | None, Ref(("slips",))]
OptionalApproval = Annotated[Id | None, Ref(("approvals",))]
OptionalEscalation = Annotated[Id | None, Ref(("escalations",))]
OptionalEvent = Annotated[Id | None, Ref(("events",))]
