"""Thresholds and what they give rise to: leads for people to look at, never a sanction.

A lead is met when its condition is certainly met. Then the loop guard is asked: where it holds,
there is a note and no lead. Then the excuse: where an accepted one holds, there is none either.
A guard or an excuse that is not known suppresses nothing; the answer says which fact is missing.
"""

from collections.abc import Callable, Iterator
from typing import Literal, NamedTuple

from zhiyong.rules.clauses import Clause
from zhiyong.rules.conditions import Limb, Node, Not, Outcome, Truth, limbs_of
from zhiyong.rules.facts import Facts, FactValue, Ratio, singles
from zhiyong.rules.pack.leads import Lead
from zhiyong.rules.pack.schema import Pack
from zhiyong.rules.prepared import CODES, MET, UNKNOWN, Prepared, Row, Standing

LeadState = Literal["met", "unmet", "unknown", "excused", "guarded"]


class _Entry(NamedTuple):
    """A lead made ready: where its conditions stand, its limbs, what it can cite.

    limbs    each limb with its fact, its place in the row, and how it stands when it speaks for
             the lead
    cites    each clause with what tells from a row whether it is cited
    """

    lead: Lead
    when: int
    unless: int | None
    excused: int | None
    limbs: tuple[tuple[Limb, str, int, int, Truth], ...]
    own: tuple[Clause, ...]
    cites: tuple[tuple[Clause, Callable[[Row], int]], ...]
    every: tuple[Clause, ...]


class FoundLead(NamedTuple):
    """How one lead stands. What is asked for costs nothing until it is asked for."""

    lead: Lead
    state: LeadState
    entry: _Entry
    standing: Standing

    @property
    def outcome(self) -> Outcome:
        """Return how the condition stands, limb by limb."""
        return self.standing.outcome(self.entry.when)

    @property
    def guard(self) -> Outcome | None:
        """Return how the loop guard stands, if there is one."""
        place = self.entry.unless
        return None if place is None else self.standing.outcome(place)

    @property
    def excuse(self) -> Outcome | None:
        """Return how the excuse stands, if the plan allows one."""
        place = self.entry.excused
        return None if place is None else self.standing.outcome(place)

    @property
    def limbs(self) -> tuple[Outcome, ...]:
        """Return every limb that speaks for the lead: none is left out because one is enough."""
        row, get = self.standing.row, self.standing.facts.get
        return tuple(
            [
                Outcome(limb, truth, get(fact))
                for limb, fact, place, wanted, truth in self.entry.limbs
                if row[place] == wanted
            ]
        )

    @property
    def clauses(self) -> tuple[Clause, ...]:
        """Return the clauses of the lead and of every limb that speaks for it; of none, of all."""
        row, entry = self.standing.row, self.entry
        met = [clause for clause, fold in entry.cites if fold(row) == MET]
        if not (met or any(clause.ids for clause in entry.own)):
            met = [*entry.every]
        return tuple(dict.fromkeys([*entry.own, *met]))

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


class _Leads(NamedTuple):
    prepared: Prepared
    entries: tuple[_Entry, ...]


def find_leads(pack: Pack, facts: Facts) -> list[FoundLead]:
    """Return how every lead of the pack stands on the facts, in the order of the pack.

    :raises FactError: if a fact has a value that cannot be compared so.
    """
    leads = pack.once("leads", _prepare)
    standing = leads.prepared.stand(facts)
    codes = standing.codes
    return [FoundLead(one.lead, _state(codes, one), one, standing) for one in leads.entries]


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

    placed = [
        (lead, place(lead.when) or 0, place(lead.unless), place(lead.excused))
        for lead in pack.leads
    ]
    prepared = Prepared(conditions, pack.vocabulary)
    return _Leads(prepared, tuple(_entry(prepared, *one) for one in placed))


def _entry(
    prepared: Prepared, lead: Lead, when: int, unless: int | None, excused: int | None
) -> _Entry:
    limbs = [
        (limb, limb.fact, prepared.place(limb), CODES[wanted], wanted)
        for limb, wanted in _speaking(lead.when, Truth.MET)
    ]
    pieces = [piece for piece in _pieces(lead.when) if piece.clause]
    cites = tuple((piece.clause, prepared.fold(piece)) for piece in pieces if piece.clause)
    every = tuple(limb.clause for limb in limbs_of(lead.when) if limb.clause)
    own = (lead.clause,) if lead.clause else ()
    return _Entry(lead, when, unless, excused, tuple(limbs), own, cites, every)


def _speaking(node: Node, wanted: Truth) -> Iterator[tuple[Limb, Truth]]:
    """Yield each limb with how it stands when it speaks for the whole: turned under a "not"."""
    if isinstance(node, Limb):
        yield node, wanted
        return
    if isinstance(node, Not):
        wanted = Truth.UNMET if wanted is Truth.MET else Truth.MET
    for part in node.parts:
        yield from _speaking(part, wanted)


def _pieces(node: Node) -> Iterator[Node]:
    yield node
    if not isinstance(node, Limb):
        for part in node.parts:
            yield from _pieces(part)


def _state(codes: list[int], entry: _Entry) -> LeadState:
    code = codes[entry.when]
    if code != MET:
        return "unknown" if code == UNKNOWN else "unmet"
    if entry.unless is not None and codes[entry.unless] == MET:
        return "guarded"
    if entry.excused is not None and codes[entry.excused] == MET:
        return "excused"
    return "met"


def _holds(value: FactValue) -> bool:
    """Return whether a mark holds: a flag that is true, a number that is not nothing."""
    if isinstance(value, Ratio):
        return value.part != 0
    return any(single is not False and single != 0 for single in singles(value))
