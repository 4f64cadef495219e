"""Ballots and surveys: who votes on whom, with which options, and what counts as passed."""

from typing import Annotated, Literal

from zhiyong.rules.pack.base import Element, Parties, Ref
from zhiyong.rules.pack.fields import Field, Value
from zhiyong.rules.shape import Shape
from zhiyong.rules.values import Count, Id, Ids, NumberField, OpenCount, OpenNumber, OpenTerm


class Option(Element):
    """One answer; `score` where answers are turned into points."""

    score: NumberField | None = None


class PassMark(Shape):
    """When the vote counts as passed: the share of these options of the base."""

    options: Ids
    over: OpenNumber | None = None
    at_least: OpenNumber | None = None


class Supply(Shape):
    """A fact that the counted result supplies.

    take   share: of these options together, as counted · score, turnout, passed: of the vote
    """

    fact: Annotated[Id, Ref(("facts",))]
    take: Literal["share", "score", "turnout", "passed"] = "share"
    options: Ids = ()


class Rounds(Shape):
    """What a failed vote starts again, as a numbered round."""

    repeats: Annotated[Ids, Ref(("tasks",))] = ()
    most: OpenCount | None = None
    within: OpenTerm | None = None


class Ballot(Element):
    """A vote or survey.

    base      valid: valid ballots · returned · issued · eligible: of what shares are taken
    quorum    share of the eligible who must take part; below it the vote is invalid
    passes    pass mark, where the plan has one · rounds: what a failed one reopens
    min_n     below so many answers no share is published and no rank given
    scale     the top of the points to which answers are normalised: the lowest score of the options
              becomes 0, the highest the top
    several   a voter may choose several options, so that shares add up to more than the whole
    supplies  the facts that the result supplies · gives: how each of them is taken from the counts;
              left out, the one fact supplied is the share that the pass mark asks for
    one_each  one ballot a person even in two capacities · secret: votes and voters never linked
    on_the_spot  the result is counted by two tellers, locked and announced at once
    """

    of: Literal["person", "unit", "team", "section", "committee_member"]
    subjects: tuple[Value, ...] = ()
    voters: tuple[Value, ...] = ()
    methods: tuple[Value, ...] = ()
    options: tuple[Option, ...] = ()
    questions: tuple[Field, ...] = ()
    base: Literal["valid", "returned", "issued", "eligible"] = "valid"
    quorum: OpenNumber | None = None
    passes: PassMark | None = None
    rounds: Rounds | None = None
    min_n: OpenCount | None = None
    scale: Count | None = None
    several: bool = False
    secret: bool = True
    one_each: bool = True
    on_the_spot: bool = False
    every: Literal["month", "quarter", "half_year", "year"] | None = None
    supplies: Annotated[Ids, Ref(("facts",))] = ()
    gives: tuple[Supply, ...] = ()
    by: Parties = ()
    phase: Annotated[Id | None, Ref(("phases",))] = None
