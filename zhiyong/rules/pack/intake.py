"""How complaints come in, what they are, and what may be answered."""

from typing import Annotated, Literal

from zhiyong.rules.grounds import Grounded
from zhiyong.rules.pack.base import (
    Element,
    OptionalApproval,
    OptionalClock,
    OptionalEscalation,
    OptionalRole,
    OptionalSlip,
    Parties,
    Party,
    Ref,
    ReplacedClocks,
    Role,
)
from zhiyong.rules.values import Count, Ids, Label, TermField


class Kind(Element):
    """What a complaint is by law: each kind has its own way and its own clocks.

    handling   here: by this plan's procedure · hand_over: passed on sealed, not kept ·
               answer: answered without an investigation
    public     whether a citizen may choose it; `note` explains it to them
    clocks     which clock runs in the place of which
    """

    handling: Literal["here", "hand_over", "answer"]
    public: bool = True
    clocks: ReplacedClocks = {}
    hand_over_to: OptionalRole = None
    default: bool = False


ChannelForm = Literal[
    "web",
    "telephone",
    "letter",
    "visit",
    "mail",
    "box",
    "survey",
    "media",
    "inspection",
    "order",
    "transfer",
    "work_order",
    "lead",
    "other",
]


class Channel(Element):
    """A way by which complaints and leads come in.

    entered_by  public: the citizen · staff: a clerk writes it down · system: from figures
    form        what is asked besides the complaint when it is taken down: the outlet and day of
                a newspaper, the deadline of an order from above, …; mail: also fetched from the
                mailbox
    listed_in   the paper register that lists what came in this way
    blank_form  the numbered blank form for the counter when the machine is down
    required    whether every receiving body must offer it
    """

    public: bool
    entered_by: Literal["public", "staff", "system"]
    anonymous: bool = True
    required: bool = False
    form: ChannelForm = "other"
    listed_in: OptionalSlip = None
    blank_form: OptionalSlip = None


class Desk(Element):
    """A section that receives complaints for a body. Its numbers are set when adopted."""

    body: Role
    lines: Count = 0


class Duty(Element):
    """Something that a mode of handling obliges somebody to do."""

    by: Parties
    clock: OptionalClock = None


class Mode(Element):
    """A way of handling: directly, assigned with report back, transferred, supervised.

    quick            quick direct handling (直查快办): the handler is named in the act that gives
                     it, the first action has its own clock, and the reply its own chain
    reply_approval   the chain that the reply passes in this way, where it is not the reply's own
    """

    report_back: bool
    keeps_responsibility: bool
    slip: OptionalSlip = None
    clock: OptionalClock = None
    approval: OptionalApproval = None
    escalation: OptionalEscalation = None
    quick: bool = False
    reply_approval: OptionalApproval = None
    duties: tuple[Duty, ...] = ()


class QualityVerdict(Element):
    """What the office that assigned a matter says of how it was handled.

    effect   accepts · remarks: accepted, with remarks that must be given · sends_back: the report
             is done anew
    """

    effect: Literal["accepts", "remarks", "sends_back"]


class QualityCriterion(Element):
    """What is looked at when the handling of a matter is judged."""


class Refusal(Element):
    """A coded reason not to accept a complaint.

    refers    whether the competent body must be named
    needs     what the clerk must name besides
    remedy    what the complainant can do instead
    """

    refers: bool = False
    needs: tuple[Literal["earlier_matter", "remedy_body", "missing_facts"], ...] = ()
    remedy: Label
    slip: OptionalSlip = None
    approval: OptionalApproval = None


class RefusalObjection(Grounded):
    """How somebody may object when a complaint is not accepted.

    to       to whom the objection goes
    within   how long after the word of it reached them
    """

    to: Party
    within: TermField
    in_writing: bool = True


class MatterOutcome(Element):
    """What was found about a matter as a whole."""

    kinds: Annotated[Ids, Ref(("kinds",))] = ()
    substantiated: Literal["yes", "partly", "no", "open"] | None = None
    to_discussion: bool = False
    offers_clearing: bool = False


class PersonOutcome(Element):
    """What was found about a person named in a matter."""

    of: Literal["clear", "proven", "open"]
    to_discussion: bool = False
    hand_over_to: OptionalRole = None


class Urgency(Element):
    """How fast a matter must move; the lower the rank, the faster."""

    rank: Count
    clocks: ReplacedClocks = {}
    default: bool = False


class MajorMatter(Element):
    """A kind of event that is reported up at once, whatever the matter's own clocks say."""

    clock: OptionalClock = None
    tell: Parties = ()


class Mark(Element):
    """Who may see a paper. A refused mark may not enter the system at all."""

    refused: bool = False
    needs_audience: bool = False
    watermark: bool = False
    default: bool = False
