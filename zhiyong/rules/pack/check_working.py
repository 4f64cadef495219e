"""Checks of what works together: bodies and their superiors, clocks, routing."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from zhiyong.rules.clock.terms import Term
from zhiyong.rules.facts import Facts
from zhiyong.rules.pack.check_elements import wrong_limbs
from zhiyong.rules.pack.checking import Checker
from zhiyong.rules.pack.header import Binding
from zhiyong.rules.pack.problems import Problem
from zhiyong.rules.pack.routing import RoutingRule
from zhiyong.rules.pack.timing import Clock
from zhiyong.rules.values import about_days
from zhiyong.rules.worlds import TooManyWorlds


def bodies_have_a_way_up(checker: Checker) -> Iterator[Problem]:
    """Yield each body without a superior, in a circle of superiors, or without a desk."""
    pack = checker.pack
    bodies = {binding.id: binding for binding in pack.bindings}
    for place, binding in enumerate(pack.bindings):
        at, name = ("bindings", place), f"bindings.{binding.id}"
        if pack.has("actors", binding.id):
            yield checker.problem("NAME_TAKEN", at, name, {"id": binding.id})
        if not binding.external and binding.superior is None:
            yield checker.problem("SUPERIOR_MISSING", at, name, {"id": binding.id})
        elif _goes_round(binding, bodies):
            yield checker.problem("SUPERIOR_CYCLE", at, name, {"id": binding.id})
    for role in pack.receiving_roles():
        if not pack.desks_of(role):
            yield checker.problem("DESK_MISSING", ("desks",), "desks", {"id": role}, "warning")


WAITING = (("tasks", "gathers"), ("tasks", "needs_before"), ("tracks", "waits_for"))
"""Keys by which elements of a section wait for others of the same section."""


def nothing_waits_for_itself(checker: Checker) -> Iterator[Problem]:
    """Yield each element that, through others, waits for itself."""
    for section, key in WAITING:
        elements = getattr(checker.pack, section)
        waits = {one.id: getattr(one, key) for one in elements}
        for place, one in enumerate(elements):
            if (chain := _back_to(one.id, waits)) is not None:
                params = {"chain": " → ".join(chain)}
                at, name = (section, place, key), f"{section}.{one.id}.{key}"
                yield checker.problem("WAITS_FOR_ITSELF", at, name, params)


def _back_to(start: str, waits: Mapping[str, Sequence[str]]) -> list[str] | None:
    """Return the way from an element back to itself, or None."""
    ways, seen = [[start]], set[str]()
    while ways:
        way = ways.pop()
        for one in waits.get(way[-1], ()):
            if one == start:
                return [*way, one]
            if one not in seen:
                seen.add(one)
                ways.append([*way, one])
    return None


def clocks_run(checker: Checker) -> Iterator[Problem]:
    """Yield each clock that starts from nothing, or warns when its term has not begun."""
    for place, clock in enumerate(checker.pack.clocks):
        at, name = ("clocks", place), f"clocks.{clock.id}"
        if clock.from_ is None:
            yield checker.problem("CLOCK_NO_START", at, name)
        if _warns_late(clock):
            params = {"warn": clock.warn, "term": clock.term}
            yield checker.problem("CLOCK_WARNS_LATE", at, name, params)


def stand_ins_fit(checker: Checker) -> Iterator[Problem]:
    """Yield each clock that stands in for one with another start, or that two things replace."""
    pack = checker.pack
    for section in ("kinds", "urgencies"):
        for place, element in enumerate(getattr(pack, section)):
            at, name = (section, place, "clocks"), f"{section}.{element.id}.clocks"
            for wanted, by in element.clocks.items():
                if not (pack.has("clocks", wanted) and pack.has("clocks", by)):
                    continue  # said already, as a reference that leads nowhere
                event = pack.clock(wanted).from_
                if pack.clock(by).from_ != event:
                    params = {"by": by, "clock": wanted, "event": event}
                    yield checker.problem("CLOCK_STAND_IN", at, name, params)
    for place, urgency in enumerate(pack.urgencies):
        at, name = ("urgencies", place, "clocks"), f"urgencies.{urgency.id}.clocks"
        for kind in pack.kinds:
            for clock_id in sorted(set(kind.clocks) & set(urgency.clocks)):
                params = {"kind": kind.id, "urgency": urgency.id, "clock": clock_id}
                yield checker.problem("CLOCK_TWICE_REPLACED", at, name, params)


def routing_gives_one_answer(checker: Checker) -> Iterator[Problem]:
    """Yield overlaps without an order, gaps without a fallback, and rules that never apply."""
    rules, at, name = checker.pack.routing.rules, ("routing", "rules"), "routing.rules"
    if not rules or any(any(wrong_limbs(checker, rule.when, at, name)) for rule in rules):
        return
    try:
        cases = checker.cases([rule.when for rule in rules])
    except TooManyWorlds as error:
        yield checker.problem(error.code, at, name, error.params, "warning")
        return
    met = [[rule for rule in rules if checker.is_met(rule.when, case)] for case in cases]
    yield from _overlaps(checker, cases, met)
    applied = {min(found, key=_rank).id for found in met if found}
    for place, rule in enumerate(rules):
        if rule.id not in applied:
            params = {"rule": rule.id}
            yield checker.problem("ROUTE_UNREACHABLE", (*at, place), f"{name}.{rule.id}", params)
    gap = next((case for case, found in zip(cases, met, strict=True) if not found), None)
    if gap is not None and checker.pack.routing.fallback is None:
        yield checker.problem("ROUTES_GAP", at, name, checker.in_words(gap))


def _overlaps(
    checker: Checker, cases: list[Facts], met: list[list[RoutingRule]]
) -> Iterator[Problem]:
    """Yield each pair of rules that meet with no order between them, with one such case."""
    places = {rule.id: place for place, rule in enumerate(checker.pack.routing.rules)}
    told: set[tuple[str, str]] = set()
    for case, found in zip(cases, met, strict=True):
        for first, second in combinations(found, 2):
            ordered = None not in (first.order, second.order) and first.order != second.order
            if ordered or (first.id, second.id) in told:
                continue
            told.add((first.id, second.id))
            at = ("routing", "rules", places[second.id])
            params = {"first": first.id, "second": second.id, **checker.in_words(case)}
            yield checker.problem("ROUTES_OVERLAP", at, f"routing.rules.{second.id}", params)


def _warns_late(clock: Clock) -> bool:
    if clock.warn is None or not isinstance(clock.term, Term):
        return False
    return about_days(clock.warn) >= about_days(clock.term)


def _goes_round(binding: Binding, bodies: dict[str, Binding]) -> bool:
    seen = {binding.id}
    above = binding.superior
    while above is not None and above in bodies:
        if above in seen:
            return True
        seen.add(above)
        above = bodies[above].superior
    return False


def _rank(rule: RoutingRule) -> tuple[bool, int]:
    return rule.order is None, rule.order or 0
