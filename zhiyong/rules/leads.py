"""Thresholds and what they give rise to: leads for people to look at, never a sanction.

A lead is met when its condition is certainly met. Then the loop guard is asked: where it holds,
there is a note and no lead. Then the excuse: where an accepted one holds, there is none either.
A guard or an excuse that is not known suppresses nothing; the answer says which fact is missing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

from zhiyong.rules.clauses import Clause
from zhiyong.rules.conditions import Limb, Node, Not, Outcome, Truth, limbs_of
from zhiyong.rules.facts import Facts, FactValue, Ratio, singles
from zhiyong.rules.pack.leads import Lead
from zhiyong.rules.pack.schema import Pack
from zhiyong.rules.prepared import MET, UNKNOWN, Prepared, Standing

LeadState = Literal["met", "unmet", "unknown", "excused", "guarded"]


class FoundLead(NamedTuple):
    """How one lead stands. What is asked for costs nothing until it is asked for."""

    lead: Lead
    state: LeadState
    places: tuple[int, int | None, int | None]
    standing: Standing

    @property
    def outcome(self) -> Outcome:
        """Return how the condition stands, limb by limb."""
        return self.standing.outcome(self.places[0])

    @property
    def guard(self) -> Outcome | None:
        """Return how the loop guard stands, if there is one."""
        return None if self.places[1] is None else self.standing.outcome(self.places[1])

    @property
    def excuse(self) -> Outcome | None:
        """Return how the excuse stands, if the plan allows one."""
        return None if self.places[2] is None else self.standing.outcome(self.places[2])

    @property
    def limbs(self) -> tuple[Outcome, ...]:
        """Return every limb that speaks for the lead: none is left out because one is enough."""
        return tuple(speaking(self.outcome))

    @property
    def clauses(self) -> tuple[Clause, ...]:
        """Return the clauses of the lead and of every limb that speaks for it; of none, of all."""
        found = dict.fromkeys([self.lead.clause] if self.lead.clause else [])
        found.update(dict.fromkeys(self.outcome.clauses()))
        if not any(clause.ids for clause in found):
            every = (limb.clause for limb in limbs_of(self.lead.when))
            found.update(dict.fromkeys(clause for clause in every if clause))
        return tuple(found)

    @property
    def missing(self) -> tuple[str, ...]:
        """Return the facts that are not known and would matter."""
        asked = [self.outcome, self.guard, self.excuse]
        if self.state in ("excused", "guarded"):
            asked = asked[:1]
        found: dict[str, None] = {}
        for outcome in asked:
            if outcome is not None and outcome.truth is Truth.UNKNOWN:
                found.update(dict.fromkeys(unknown_facts(outcome)))
        return tuple(found)

    @property
    def marks(self) -> dict[str, FactValue]:
        """Return the facts to be shown beside the lead that hold: true, or not nothing."""
        if self.state != "met":
            return {}
        facts = self.standing.facts
        return {name: facts[name] for name in self.lead.marks if _holds(facts.get(name))}

    @property
    def opens(self) -> tuple[str, ...]:
        """Return the accountability items that are opened with the lead."""
        return self.lead.opens if self.state == "met" else ()


@dataclass(frozen=True, slots=True)
class _Leads:
    prepared: Prepared
    entries: tuple[tuple[Lead, tuple[int, int | None, int | None]], ...]


def find_leads(pack: Pack, facts: Facts) -> list[FoundLead]:
    """Return how every lead of the pack stands on the facts, in the order of the pack.

    :raises FactError: if a fact has a value that cannot be compared so.
    """
    leads = pack.once("leads", _prepare)
    standing = leads.prepared.stand(facts)
    codes = standing.codes
    return [
        FoundLead(lead, _state(codes, places), places, standing) for lead, places in leads.entries
    ]


def speaking(outcome: Outcome, *, turned: bool = False) -> Iterator[Outcome]:
    """Yield the limbs that speak for an outcome: those met, and under a "not" those unmet."""
    condition = outcome.condition
    if isinstance(condition, Limb):
        if outcome.truth is (Truth.UNMET if turned else Truth.MET):
            yield outcome
        return
    turns = turned is not isinstance(condition, Not)
    for part in outcome.parts:
        yield from speaking(part, turned=turns)


def unknown_facts(outcome: Outcome) -> Iterator[str]:
    """Yield the facts of the limbs that are not known, but for the open numbers' own."""
    for limb in outcome.limbs(Truth.UNKNOWN):
        condition = limb.condition
        if isinstance(condition, Limb) and not condition.is_open:
            yield condition.fact


def open_limbs(node: Node, path: str) -> Iterator[str]:
    """Yield the paths of the thresholds of a condition that the source leaves open."""
    if isinstance(node, Limb):
        if node.is_open:
            yield f"{path}.{node.operator}"
        return
    if isinstance(node, Not):
        yield from open_limbs(node.not_, f"{path}.not")
        return
    key = "all" if hasattr(node, "all_") else "any"
    for place, part in enumerate(node.parts):
        yield from open_limbs(part, f"{path}.{key}.{place}")


def _prepare(pack: Pack) -> _Leads:
    conditions: list[Node] = []

    def place(condition: Node | None) -> int | None:
        if condition is None:
            return None
        conditions.append(condition)
        return len(conditions) - 1

    entries = []
    for lead in pack.leads:
        conditions.append(lead.when)
        own = len(conditions) - 1
        entries.append((lead, (own, place(lead.unless), place(lead.excused))))
    return _Leads(Prepared(conditions, pack.vocabulary), tuple(entries))


def _state(codes: list[int], places: tuple[int, int | None, int | None]) -> LeadState:
    when, unless, excused = places
    code = codes[when]
    if code != MET:
        return "unknown" if code == UNKNOWN else "unmet"
    if unless is not None and codes[unless] == MET:
        return "guarded"
    if excused is not None and codes[excused] == MET:
        return "excused"
    return "met"


def _holds(value: FactValue) -> bool:
    """Return whether a mark holds: a flag that is true, a number that is not nothing."""
    if isinstance(value, Ratio):
        return value.part != 0
    return any(single is not False and single != 0 for single in singles(value))
