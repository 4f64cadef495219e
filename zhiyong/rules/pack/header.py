"""The head of a pack: what plan it is, who it binds, which law stands behind it."""

from typing import Literal

from pydantic import Field

from zhiyong.rules.conditions import Condition
from zhiyong.rules.grounds import Grounded
from zhiyong.rules.pack.base import Element, OptionalRole, Role, Roles
from zhiyong.rules.shape import Shape
from zhiyong.rules.values import DayField, Id, Label, OpenDay, OpenTerm, Words


class Source(Shape):
    """The document that the plan was taken from. `stamp` is the web page's, no date of issue."""

    document: str
    number: str | None = None
    issued: DayField | None = None
    stamp: str | None = None
    note: Label | None = None


class Region(Shape):
    """The level of the place that the plan holds for, and how it is called."""

    level: Literal["province", "city", "county", "township"]
    label: Label


class Parent(Shape):
    """The plan from which this one derives, or above which it stands in a chain of reports.

    mode   derives: starts from all of the parent's elements, extends or relabels, never deletes ·
           follows: a plan of its own whose phases and due days are compared with the parent's
    title  what the parent is called; of a pack that derives it is filled in
    """

    plan: Id
    mode: Literal["derives", "follows"] = "follows"
    title: Label | None = None


class Addressee(Element):
    """A group of units to which the plan is sent; each confirms that it has it."""

    when: Condition | None = None


class InForce(Grounded):
    """From when to when the plan holds: the last day is included."""

    from_: OpenDay = Field(default="unspecified", alias="from")
    until: DayField | None = None


class Duration(Grounded):
    """How long the plan is meant to run. It never ends by itself: these are review points."""

    at_least: OpenTerm
    at_most: OpenTerm


class Binding(Element):
    """A role that is bound to a unit when the plan is adopted.

    superior   who takes over what the body may not handle itself
    takes_over what the body does with what comes to it in that way
    external   outside the adopting place: matters are handed over to it, sealed
    aliases    further names by which the plan calls the same body
    """

    superior: OptionalRole = None
    takes_over: Literal["receive", "designate", "hand_over"] = "receive"
    external: bool = False
    aliases: Words = ()


class Actor(Element):
    """A position in the procedure, whoever holds it: handler, section head, complainant, …

    own   a body that every unit has within itself (its personnel section, its Party group): what
          is about a unit or its people is done by whoever acts for that unit
    when  which units a body of many means, by facts of the unit: proposed when a campaign is
          launched, chosen by a person; without it every unit that the plan covers is proposed
    """

    kind: Literal["post", "body", "party"]
    own: bool = False
    when: Condition | None = None


class LegalBasis(Element):
    """A law or rule behind the plan, in one version.

    checked   text: read in full · excerpt: a part was seen · no: general knowledge only
    """

    issued_by: Label | None = None
    in_force_from: DayField | None = None
    in_force_until: DayField | None = None
    checked: Literal["text", "excerpt", "no"]


class Answer(Shape):
    """One binding interpretation: what was asked, what was answered, by whom, when."""

    id: Id
    question: Label
    answer: Label
    by: Role
    on: DayField
    clauses: tuple[str, ...] = ()


class Interpretation(Grounded):
    """Who interprets the plan, and what they have answered so far."""

    bodies: Roles
    answers: tuple[Answer, ...] = ()


class ScopeRule(Element):
    """Whom the plan covers, or leaves out. What is left out wins."""

    effect: Literal["covers", "excludes"]
    of: Literal["unit", "person"]
    when: Condition


class Follower(Element):
    """Who applies the plan by reference, with a pack of their own derived from it."""

    level: Literal["county", "township", "department"]


class Scope(Shape):
    """Whom the plan holds for."""

    rules: tuple[ScopeRule, ...] = ()
    followers: tuple[Follower, ...] = ()


class Principle(Element):
    """A clause that guides the others and has no act of its own; `note` says what it shapes."""


class Acknowledged(Shape):
    """A warning of the check that a person has looked at and accepted, with the reason."""

    code: str
    path: str
    reason: Label


class Proposal(Shape):
    """What a host may set where the source is silent: offered when the plan is adopted, with why.

    place   as `Pack.open_numbers` gives it: clocks.reply.term
    """

    place: str
    value: str
    reason: Label


class Counting(Grounded):
    """How terms are counted unless a clock says otherwise."""

    first_day: Literal["next", "same"] = "next"
    roll: Literal["none", "next_working_day"] = "none"


class Goal(Element):
    """An aim of the plan, to group what is done under it."""
