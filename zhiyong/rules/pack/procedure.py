"""Procedure around a decision: meetings, case steps, appeals, clearance, archive, publication."""

from typing import Annotated, Literal

from zhiyong.rules.conditions import Condition
from zhiyong.rules.grounds import Grounded
from zhiyong.rules.pack.base import (
    Element,
    OptionalApproval,
    OptionalClock,
    OptionalParty,
    OptionalSlip,
    Parties,
    Party,
    Ref,
)
from zhiyong.rules.pack.fields import Field, Value
from zhiyong.rules.pack.sanctions import Gate
from zhiyong.rules.shape import Shape
from zhiyong.rules.values import Count, Id, Ids, OpenCount, OpenNumber, OpenTerm


class Voting(Grounded):
    """How a meeting decides; what is left out is as the house usually has it.

    majority      more than this share must say yes: of all `members` with a vote, of those
                  `present`, or of the `votes` cast for and against
    tie           as many yes as no: the motion is rejected, the chair's vote decides, or it is
                  voted on again
    aside_counts  whether a member who steps aside still counts for the quorum
    no_needs_reason  whether a vote against must say why
    """

    majority: OpenNumber | None = None
    of: Literal["members", "present", "votes"] | None = None
    tie: Literal["rejected", "chair", "again"] | None = None
    aside_counts: bool | None = None
    no_needs_reason: bool | None = None


class Meeting(Element):
    """A meeting of a body: how often, what is on its agenda, who must be there.

    special   it may be called at any time, with a reason · quorum: share of its members who are
              there at least · voting: how it decides
    outputs   what its minutes must hold; each decision becomes a task or item
    """

    of: OptionalParty = None
    every: Literal["month", "quarter", "half_year", "year"] | None = None
    times: Count | None = None
    special: bool = False
    quorum: OpenNumber | None = None
    voting: Voting | None = None
    agenda: tuple[Value, ...] = ()
    outputs: tuple[Value, ...] = ()
    invites: tuple[Value, ...] = ()


class CaseStep(Element):
    """A step of handling a case that must be recorded.

    before   what it must come before · refusable: a refusal by the person may be recorded instead
    skips    which steps may be skipped: none by default
    done_by  what is recorded elsewhere and does the step by itself: naming the team, evidence of
             the site, an opinion of the public, the hearing of the person, an agreed conclusion,
             its place on an agenda, a hand-over, the reply, the decision
    """

    track: Id | None = None
    order: Count | None = None
    by: Parties = ()
    fields: tuple[Field, ...] = ()
    before: Literal["conclusion", "decision", "closing", "publication", "start"] | None = None
    refusable: bool = False
    when: Condition | None = None
    clock: OptionalClock = None
    done_by: (
        Literal[
            "team",
            "site",
            "public",
            "hearing",
            "conclusion",
            "discussion",
            "hand_over",
            "reply",
            "decision",
        ]
        | None
    ) = None


class Outcome(Element):
    """How an appeal may end, and what it does to the decision and all it caused."""

    effect: Literal["stands", "changed", "revoked"]


class HearingBody(Value):
    """A body with which an appeal may be filed: the one that decided, unless it says otherwise.

    above   the unit right above the one that decided · party: a bound body that hears all of them
    """

    above: bool = False
    party: OptionalParty = None


class Appeals(Grounded):
    """Review and appeal of a decision.

    to            where it may be filed · window, answer: its clocks · suspends: execution stops
    by            who may file it; without any, whoever the window is given to
    slip          the paper of the answer · refusal_slip: that of a reasoned non-acceptance
    heavier       whether it may end heavier · fresh: handled by people without part in the first
    rests_on      later decisions that rested on a revoked one are decided anew within this clock
    """

    to: tuple[HearingBody, ...]
    by: Parties = ()
    window: OptionalClock = None
    answer: OptionalClock = None
    slip: OptionalSlip = None
    refusal_slip: OptionalSlip = None
    outcomes: tuple[Outcome, ...]
    suspends: bool = False
    heavier: bool = False
    fresh: bool = True
    late: Literal["refused", "decided_by_people"] = "decided_by_people"
    rests_on: OptionalClock = None
    in_writing: bool = True


class Clearance(Element):
    """A check before an appointment, award or return to office: what is checked, who is asked.

    before     what it must come before · opinions: bodies whose answer it needs
    flags      what in the history is shown · suggests: what the asked body may answer
    """

    before: Literal["promotion", "award", "reappointment", "appointment"]
    checks: tuple[Field, ...] = ()
    by: Parties = ()
    opinions: Parties = ()
    suggests: tuple[Value, ...] = ()
    gates: tuple[Gate, ...] = ()
    waiting: OpenTerm | None = None
    shows: tuple[Value, ...] = ()
    priority: bool = False


class Publication(Element):
    """Something that is made known: to whom, where, when, after which approvals.

    audience   parties or the words public, internal, unit, unit_heads, system; never wider
    outlets    where it appears · contents: kinds of content · final_only: only after a final
               decision · redacted: the person by role · min_cell: smallest figure shown
    objection  how long it hangs and may be objected to · by_default: withholding needs a reason
    approval   who must agree, and chain: the approval that asks them
    """

    what: Literal[
        "plan",
        "commitment",
        "case",
        "circular",
        "ledger",
        "result",
        "grade",
        "report",
        "news",
        "contact",
        "guide",
        "statistics",
        "notice",
        "information",
    ]
    audience: tuple[Literal["public", "internal", "unit", "unit_heads", "system", "parties"], ...]
    open_audience: bool = False
    outlets: tuple[Value, ...] = ()
    contents: tuple[Value, ...] = ()
    kinds: tuple[Value, ...] = ()
    by: Parties = ()
    approval: Parties = ()
    chain: OptionalApproval = None
    from_: Id | None = None
    every: Literal["month", "quarter", "half_year", "year"] | None = None
    phase: Annotated[Id | None, Ref(("phases",))] = None
    final_only: bool = False
    redacted: bool = False
    comments: bool = False
    objection: OpenTerm | None = None
    within: OpenTerm | None = None
    min_cell: OpenCount | None = None
    by_default: bool = False
    numbered: bool = False
    until: str | None = None


class Archive(Element):
    """What is kept of a case, where, and who is told when it changes.

    corrected   what was kept is corrected when the decision changes
    slip, correction  the papers by which a copy goes out, and is corrected
    """

    contents: tuple[Value, ...] = ()
    kept_by: OptionalParty = None
    copies_to: Parties = ()
    corrected: bool = False
    slip: OptionalSlip = None
    correction: OptionalSlip = None


class Notice(Element):
    """A written notice: to whom, within which clock; the step is done when all have been served.

    of   of a decision, or of the answer to an appeal
    """

    to: tuple[Party, ...]
    of: Literal["decision", "appeal"] = "decision"
    clock: OptionalClock = None
    in_writing: bool = True
    closing_needs: bool = False


class ReviewPoint(Element):
    """A day on which the plan itself is looked at: it never ends by itself."""

    after: OpenTerm


class Override(Element):
    """A parameter of the plan that higher law replaces: which, by what, from which article.

    replaces    its path, as "clocks.appeal.term": the value stands there as the pack is read, with
                the articles of `basis` among its grounds
    instead_of  what the plan itself says there: filled in as the pack is read
    """

    replaces: Id
    value: str
    instead_of: str | None = None


class SuperiorRule(Shape):
    """A rule above the plan that elements rest on. Not loaded, they stay empty, not guessed."""

    law: Annotated[Id, Ref(("legal_bases",))]
    loaded: bool = False
    supplies: Ids = ()
