"""What the shape of a pack cannot say: whether it holds together, and holds all of its source."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from zhiyong.rules.pack import (
    check_campaign,
    check_elements,
    check_sanctions,
    check_scores,
    check_sources,
    check_working,
)
from zhiyong.rules.pack.checking import Checker, clause_of
from zhiyong.rules.pack.finding import find_packs
from zhiyong.rules.pack.loader import load_pack
from zhiyong.rules.pack.problems import PackErrors, Problem
from zhiyong.rules.pack.schema import Pack
from zhiyong.rules.pack.walking import Piece, pieces

CHECKS: tuple[Callable[[Checker], Iterator[Problem]], ...] = (
    check_elements.references_lead_somewhere,
    check_elements.elements_say_where_they_come_from,
    check_elements.laws_are_listed_and_read,
    check_elements.facts_have_values,
    check_elements.conditions_can_be_met,
    check_working.bodies_have_a_way_up,
    check_working.nothing_waits_for_itself,
    check_working.clocks_run,
    check_working.stand_ins_fit,
    check_working.routing_gives_one_answer,
    check_campaign.days_fit,
    check_campaign.tasks_feed_somewhere,
    check_campaign.triage_gives_one_answer,
    check_campaign.parent_is_kept,
    check_sanctions.ladder_can_be_climbed,
    check_sanctions.consequences_agree,
    check_scores.shares_add_up,
    check_scores.ballots_count,
    check_scores.rankings_have_a_subject,
    check_scores.figures_have_columns,
    check_sources.facts_have_a_source,
    check_sources.categories_have_a_line,
    check_sources.interpretations_name_clauses,
    check_sources.superior_rules_supply_nothing_yet,
)


@dataclass(frozen=True, slots=True)
class Coverage:
    """Which clause of the register which elements carry, by the elements' paths."""

    carried: dict[str, tuple[str, ...]]
    missing: tuple[str, ...]


def check_pack(pack: Pack, others: Mapping[str, Pack] | None = None) -> list[Problem]:
    """Return everything that is wrong with a pack, or worth knowing, in reading order.

    Errors make a pack unusable; warnings stay until `acknowledged` says why they may; notes
    only tell.

    others   the plans that it names (its parent, those that its tasks feed), by id; left out:
             those of them that are shipped
    """
    checker = Checker(pack, _named_by(pack) if others is None else others)
    found = [problem for check in CHECKS for problem in check(checker)]
    found = _without_acknowledged(checker, [*found, *_notes(checker)])
    return sorted(found, key=lambda problem: (problem.file, problem.line, problem.code))


def _named_by(pack: Pack) -> dict[str, Pack]:
    """Return the shipped plans that a plan names, and those that they name."""
    shipped = find_packs()
    found: dict[str, Pack] = {}
    waiting = [pack]
    while waiting:
        one = waiting.pop()
        names = [one.parent.plan] if one.parent else []
        names += [task.feeds.plan for task in one.tasks if task.feeds]
        for name in dict.fromkeys(names):
            if name in found or name == pack.plan or name not in shipped:
                continue
            try:
                found[name] = load_pack(shipped[name])
            except PackErrors:
                continue  # its own check tells why
            waiting.append(found[name])
    return found


def coverage(pack: Pack) -> Coverage:
    """Return which clauses of the register are carried by elements, and which are not."""
    return _covered(pack, pieces(pack))


def _covered(pack: Pack, found: Iterable[Piece]) -> Coverage:
    carried: dict[str, list[str]] = {}
    for piece in found:
        clause = clause_of(piece.shape)
        for clause_id in clause.ids if clause else ():
            carried.setdefault(clause_id, []).append(piece.name)
    registered = pack.ids("clauses")
    return Coverage(
        {one: tuple(carried[one]) for one in registered if one in carried},
        tuple(one for one in registered if one not in carried),
    )


def _notes(checker: Checker) -> Iterator[Problem]:
    pack, at = checker.pack, ("clauses",)
    own = {clause.id for clause in pack.clauses if clause.scheme == pack.plan}
    derives = pack.parent is not None and pack.parent.mode == "derives"
    foreign = [] if derives else [clause for clause in pack.clauses if clause.id not in own]
    if foreign:
        params: dict[str, object] = {"count": len(foreign), "plan": pack.plan}
        yield checker.problem("SCHEME_FOREIGN", at, "clauses", params)
    if own or foreign:
        # what a parent's head says is its own affair: only the plan's own clauses count
        found = _covered(pack, checker.pieces)
        missing = [one for one in found.missing if one in own or not derives]
        total = len(own) + len(foreign)
        counts = {"carried": total - len(missing), "missing": len(missing), "total": total}
        yield checker.problem("CLAUSES_CARRIED", at, "clauses", counts, "note")
        if missing:
            params = {"ids": ", ".join(missing), "count": len(missing)}
            yield checker.problem("CLAUSES_MISSING", at, "clauses", params, "warning")
    if paths := pack.open_numbers():
        params = {"count": len(paths), "paths": ", ".join(paths)}
        yield checker.problem("OPEN_NUMBERS", (), "", params, "note")


def _without_acknowledged(checker: Checker, found: list[Problem]) -> list[Problem]:
    """Return the problems without the warnings and notes that the pack acknowledges."""
    left = list(found)
    for place, known in enumerate(checker.pack.acknowledged):
        wanted = (known.code, known.path)
        meant = [one for one in found if (one.code, one.path) == wanted and one.level != "error"]
        left = [one for one in left if one not in meant]
        if not meant:
            at, name = ("acknowledged", place), f"acknowledged.{place}"
            params = {"acknowledged": known.code, "where": known.path}
            left.append(checker.problem("ACKNOWLEDGED_NOTHING", at, name, params, "warning"))
    return left
