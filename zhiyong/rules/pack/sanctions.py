"""Measures, the ladder, what follows from a decision, and how consequences combine."""

from typing import Annotated, Literal

from pydantic import Field as Key
from pydantic import model_validator

from zhiyong.rules.conditions import Condition
from zhiyong.rules.errors import RuleError
from zhiyong.rules.grounds import Grounded
from zhiyong.rules.pack.base import (
    Element,
    OptionalClock,
    OptionalParty,
    OptionalSlip,
    Parties,
    Party,
    Ref,
)
from zhiyong.rules.pack.fields import Field, Value
from zhiyong.rules.pack.responsibility import Place
from zhiyong.rules.shape import Shape
from zhiyong.rules.values import Count, Id, Ids, NumberField, OpenTerm, WrittenDay

MeasureRefs = Annotated[Ids, Ref(("measures",))]


class EffectProblem(RuleError):
    """EFFECT_ONE: a consequence does nothing, or several things at once."""


class Measure(Element):
    """Something that may be decided about a person or a unit. `weight`: the higher, the heavier.

    system      whose list it is on · nature: decision, recommendation to the competent body,
                referral out, follows: it follows from others by itself
    eligible    what must be so about the person: a party measure needs a party member
    lasts       how long it lasts, then the status ends by itself · forms: ways of doing it
    needs_party what must decide a linked one of its own accord before it takes effect
    suspension  the person may be suspended beforehand · excludes: contradicts these
    takes_effect  decided: the day of the decision · outcome: the day the outcome comes back
    """

    no: Count | None = None
    weight: Count | None = None
    on: tuple[Literal["person", "unit", "team"], ...] = ("person",)
    system: Literal[
        "organisational", "party", "administrative", "discipline", "judicial", "transfer", "other"
    ] = "organisational"
    nature: Literal["decision", "recommendation", "referral", "follows"] = "decision"
    eligible: Condition | None = None
    lasts: OpenTerm | None = None
    forms: tuple[Value, ...] = ()
    fields: tuple[Field, ...] = ()
    linked_needs: OptionalParty = None
    suspension: bool = False
    excludes: MeasureRefs = ()
    takes_effect: Literal["decided", "outcome"] = "decided"
    to: Parties = ()
    slip: OptionalSlip = None


class Earlier(Shape):
    """A measure that must have come before.

    any_of     one of these, in force and not revoked · at_least_ago: so much time since it took
               effect · within: not longer ago · linked: whether one that came by linkage counts
    """

    any_of: MeasureRefs
    at_least_ago: OpenTerm | None = None
    within: OpenTerm | None = None
    linked: bool = False


class Rung(Element):
    """When a measure may be proposed. Rows never contradict: a measure refused by one rung and
    allowed by another is allowed by the other, and both are cited.

    when       conditions on the case and the person, each a finding that people made
    earlier    the measure before · offers: what is offered instead when this rung forbids
    forbids    under this condition the measure is refused, whatever other rungs say
    """

    measure: Annotated[Id, Ref(("measures",))]
    when: Condition | None = None
    earlier: Earlier | None = None
    forbids: bool = False
    offers: MeasureRefs = ()


class Deduction(Shape):
    """A share of a yearly sum that is withheld."""

    share: NumberField
    of: Literal["annual_bonus", "unit_bonus"] = "annual_bonus"


class GradeEffect(Shape):
    """A grade that cannot be given, or that must be."""

    appraisal: Annotated[Id, Ref(("appraisals",))]
    grade: Id


class Consequence(Element):
    """One thing that follows from a measure, on those who stand in these places.

    of       the measures · on: on whom, by their place on the day of the act
    when     only then · linked_too: it also follows when the measure itself came by linkage
    Exactly one of: impose (a measure) · deduct · block (a grade) · force (a grade) · freeze ·
    write (a document) · rectify (a clock) · open (an accountability item) · refer (to a body) ·
    lose (an eligibility) · require (a step before the case closes).
    """

    of: MeasureRefs
    on: tuple[Place, ...]
    when: Condition | None = None
    linked_too: bool = False
    impose: Annotated[Id | None, Ref(("measures",))] = None
    deduct: Deduction | None = None
    block: GradeEffect | None = None
    force: GradeEffect | None = None
    freeze: Annotated[Id | None, Ref(("freezes",))] = None
    write: Annotated[Id | None, Ref(("documents",))] = None
    rectify: OptionalClock = None
    open: Annotated[Id | None, Ref(("liabilities",))] = None
    refer: OptionalParty = None
    lose: Annotated[Id | None, Ref(("eligibilities",))] = None
    require: Annotated[Id | None, Ref(("steps",))] = None

    @model_validator(mode="after")
    def _does_one_thing(self) -> "Consequence":
        if len(self._given()) != 1:
            raise EffectProblem("EFFECT_ONE", id=self.id, effects=", ".join(EFFECTS))
        return self

    def _given(self) -> list[str]:
        return [name for name in EFFECTS if getattr(self, name) is not None]

    @property
    def effect(self) -> str:
        """Return the name of the one thing that it does."""
        return self._given()[0]


EFFECTS = (
    "impose",
    "deduct",
    "block",
    "force",
    "freeze",
    "write",
    "rectify",
    "open",
    "refer",
    "lose",
    "require",
)


class Combination(Grounded):
    """How several measures and consequences combine.

    together      measures may be decided together · deductions: within one case the highest, and
                  across cases the sum, never above `cap`
    linked_rate   a rate stated for the linked leader replaces that of the linked measure
    linked_cascades  whether a linked measure links further · linked_counts: as a prerequisite
    year          which year a deduction or grade falls on
    own_leader    what is opened where the person is the very leader on whom the link would fall:
                  nobody is linked to himself, one level up is assessed
    """

    together: bool = True
    within_case: Literal["highest", "sum"] = "highest"
    across_cases: Literal["highest", "sum"] = "sum"
    cap: NumberField
    linked_rate: Literal["replaces", "adds"] = "replaces"
    linked_cascades: bool = False
    linked_counts: bool = False
    year: Literal["takes_effect", "act"] = "takes_effect"
    own_leader: Annotated[Id | None, Ref(("liabilities",))] = None


class Gate(Element):
    """A condition for release, confirmed by a body; gates are passed in their order."""

    by: Party


class Freeze(Element):
    """Something that may not happen for a time, and not by time alone thereafter.

    blocks     promotion: being proposed for a higher post · award: being commended
    follows    measures from which it follows by itself · term: from the day they take effect
    """

    blocks: Literal["promotion", "award", "reappointment"]
    follows: MeasureRefs = ()
    term: OpenTerm
    gates: tuple[Gate, ...] = ()


class Document(Element):
    """A paper that a person owes in a case: a written self-criticism."""

    clock: OptionalClock = None
    closing_needs: bool = True


class Step(Element):
    """A decision or record without which a case cannot be closed, or a reasoned waiver.

    met_by   the platform's own word for what settles it by itself: transfer.replied
    """

    waivable: bool = False
    by: Parties = ()
    met_by: Id | None = None


class Eligibility(Element):
    """Something that a person or unit can lose for a time: being nominated for awards.

    for      what may not be while it is lost · term: how long; open: as the decision says
    """

    for_: Literal["promotion", "award", "reappointment"] = Key(default="award", alias="for")
    term: OpenTerm | None = None


class Suspension(Grounded):
    """Standing down before the decision: allowed only while a listed measure is proposed."""

    measures: MeasureRefs
    by: Parties = ()


class Dated(Shape):
    """A day that lies within the campaign: both ends count."""

    fact: Annotated[Id, Ref(("facts",))]
    from_: WrittenDay | None = Key(default=None, alias="from")
    until: WrittenDay | None = None


class Aggravation(Element):
    """A mark that a case carries by default, from its dates or facts; a person reviews it.

    when   what must be so · dated: the day that must lie within the campaign · both must hold
    requires  steps that it adds · weighs: it counts as aggravating
    """

    when: Condition | None = None
    dated: Dated | None = None
    requires: Annotated[Ids, Ref(("steps",))] = ()
    opens: Annotated[Ids, Ref(("liabilities",))] = ()
    weighs: bool = True


class Authority(Element):
    """Who decides about whom. Where none fits, the decision is refused and sent up.

    mode     decides · proposes: the body proposes, another decides · notifies: the supervising
             body is notified instead · recommends: a recommendation with a reply
    measures only these: for them it goes before one that names none
    order    which of two that fit goes first; two without it that differ are an error
    """

    when: Condition
    decides: Party
    mode: Literal["decides", "proposes", "notifies", "recommends"] = "decides"
    measures: MeasureRefs = ()
    needs: Condition | None = None
    reply: OptionalClock = None
    order: Count | None = None


class Factor(Element):
    """A rating that a decision needs before a measure may be chosen."""

    values: tuple[Value, ...] = ()
    fact: Annotated[Id | None, Ref(("facts",))] = None


class Sanctioning(Shape):
    """What every decision about a measure must hold.

    factors   ratings that come first · bases: at least so many legal bases are cited
    closed    only measures of this pack may be chosen
    execution the clock within which what was decided is carried out, with proof
    """

    factors: tuple[Factor, ...] = ()
    bases: Count = 0
    closed: bool = True
    list_open: bool = False
    list_from: Id | None = None
    execution: OptionalClock = None
