"""How cases are worked: by how many, who steps back, who may file, when a case lies still."""

from typing import Annotated, Literal

from zhiyong.rules.grounds import Grounded
from zhiyong.rules.pack.base import OptionalApproval, Ref
from zhiyong.rules.values import Count, Id, Ids, OpenTerm


class Team(Grounded):
    """Who looks into a case: `least` is the smallest number of people, the lead among them."""

    least: Count


class Recusal(Grounded):
    """Who has a tie to a case takes no part in it."""


class Hearing(Grounded):
    """The person concerned is told of the facts and heard, before this stage."""

    before: Literal["conclusion", "decision"] = "decision"


class Filing(Grounded):
    """Lead disposal and filing (立案): only for bodies of these kinds, when the chain has agreed.

    Any other body verifies, proposes accountability and hands over.
    """

    bodies: Ids = ()
    approval: OptionalApproval = None


class Concluding(Grounded):
    """A conclusion holds once this chain has agreed; each fact in it cites its evidence."""

    approval: OptionalApproval = None


class Closing(Grounded):
    """A case is closed only with a reply, outcomes, a cause or a reason, and a call-back."""


class Still(Grounded):
    """Untouched for longer than this, a case is shown to somebody other than its handlers."""

    after: OpenTerm


class Holding(Grounded):
    """Nothing is held for ever: somebody looks again at the latest after this."""

    review: OpenTerm


class Casework(Grounded):
    """How cases are worked.

    series     in which cases are numbered
    severity   the fact that the severity of a finding supplies; it must be on a scale
    """

    series: Annotated[Id, Ref(("series",))]
    severity: Annotated[Id | None, Ref(("facts",))] = None
    team: Team
    recusal: Recusal
    hearing: Hearing
    filing: Filing
    conclusion: Concluding
    closing: Closing
    still: Still
    holding: Holding
