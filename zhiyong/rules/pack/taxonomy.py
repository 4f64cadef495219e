"""What the plan calls a fault: a tree of categories, with what a finding under each must show."""

from collections.abc import Iterator
from typing import Annotated, Literal

from zhiyong.rules.conditions import Condition
from zhiyong.rules.pack.base import Element, OptionalParty, Ref
from zhiyong.rules.values import Count, Id, Ids, Label, OpenTerm, Words


class FindingField(Element):
    """Something that a finding must state: a consequence, an outcome, the rule that was broken.

    least, most   of a field that is a day: how long ago it must lie, and may lie at most, on the
                  day in question; a shorter or longer time is a warning, no refusal
    """

    least: OpenTerm | None = None
    most: OpenTerm | None = None


class Behaviour(Element):
    """One way of committing a fault. Some are faults in working hours only.

    hand_over_to   who is asked at once when it is found, besides whom the category names
    """

    working_hours_only: bool = False
    at: Literal["workday_noon"] | None = None
    subjects: tuple[Literal["person", "team", "unit"], ...] = ()
    requires: Annotated[Ids, Ref(("finding_fields",))] = ()
    keywords: Words = ()
    hand_over_to: OptionalParty = None


class BehaviourGroup(Element):
    """Behaviours that are counted together."""

    behaviours: tuple[Behaviour, ...]


class Category(Element):
    """A fault, or a group of faults.

    code       as the plan numbers it
    public     whether a citizen may choose it; the others come from figures or inspections
    judged     by people (judgement), from figures (threshold); a group is neither
    subjects   whom a finding may concern; empty: as the category above
    requires   what a finding must state besides the facts
    aim        what improvement it is paired with · same_as: the same fault in another plan, as
               "plan/category", so that totals across plans add up
    sources    how many independent sources a finding needs · second_reviewer: someone else too
    restricted only those assigned to it may see it · hand_over_to: who is asked at once
    severity   what severity it starts with; people may change it
    when       what must be so: where it certainly is not, a finding under it is refused
    keywords   words in a complaint that suggest this category · plain: as a citizen would say it
    """

    code: str
    public: bool = True
    judged: Literal["judgement", "threshold"] | None = None
    subjects: tuple[Literal["person", "team", "unit"], ...] = ()
    requires: Annotated[Ids, Ref(("finding_fields",))] = ()
    keywords: Words = ()
    plain: Label | None = None
    aim: Label | None = None
    same_as: Words = ()
    sources: Count = 0
    second_reviewer: bool = False
    restricted: bool = False
    hand_over_to: OptionalParty = None
    severity: Id | None = None
    track: Annotated[Id | None, Ref(("tracks",))] = None
    when: Condition | None = None
    groups: tuple[BehaviourGroup, ...] = ()
    behaviours: tuple[Behaviour, ...] = ()
    children: tuple["Category", ...] = ()

    def walk(self) -> Iterator["Category"]:
        """Yield this category and all below it, in the order of the plan."""
        yield self
        for child in self.children:
            yield from child.walk()

    @property
    def is_group(self) -> bool:
        """Return whether a finding must name one of the categories below instead."""
        return bool(self.children)
