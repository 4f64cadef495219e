"""Checks of measures: a ladder that can be climbed, consequences that do not contradict."""

from collections.abc import Iterable, Iterator
from itertools import combinations

from zhiyong.rules.conditions import Node, limbs_of
from zhiyong.rules.facts import Facts
from zhiyong.rules.pack.check_elements import wrong_limbs
from zhiyong.rules.pack.checking import Checker
from zhiyong.rules.pack.problems import Problem
from zhiyong.rules.pack.sanctions import Consequence, Rung
from zhiyong.rules.worlds import TooManyWorlds


def ladder_can_be_climbed(checker: Checker) -> Iterator[Problem]:
    """Yield rungs that contradict, that say the same, and measures that nobody can reach."""
    from zhiyong.rules.ladder import contradictions  # which reads packs itself

    pack = checker.pack
    if not pack.ladder or not _usable(checker):
        return
    places = {rung.id: place for place, rung in enumerate(pack.ladder)}
    for allowing, forbidding in sorted(contradictions(pack)):
        at, name = ("ladder", places[forbidding]), f"ladder.{forbidding}"
        params = {"first": allowing, "second": forbidding}
        yield checker.problem("RUNGS_CONTRADICT", at, name, params)
    yield from _repeated(checker, places)
    yield from _unreached(checker)


def _usable(checker: Checker) -> bool:
    """Return whether every reference and fact of the ladder is known: else that is said already."""
    pack = checker.pack
    for rung in pack.ladder:
        earlier = rung.earlier.any_of if rung.earlier else ()
        if not all(pack.has("measures", one) for one in (rung.measure, *earlier)):
            return False
        if rung.when and any(wrong_limbs(checker, rung.when, ("ladder",), "ladder")):
            return False
    return True


def _repeated(checker: Checker, places: dict[str, int]) -> Iterator[Problem]:
    """Yield each rung that another one makes needless: same measure, same effect, same cases."""
    for first, second in combinations(checker.pack.ladder, 2):
        if (first.measure, first.forbids) != (second.measure, second.forbids):
            continue
        if first.earlier != second.earlier or not _same_cases(checker, first.when, second.when):
            continue
        at, name = ("ladder", places[second.id]), f"ladder.{second.id}"
        params = {"first": first.id, "second": second.id}
        yield checker.problem("RUNGS_REPEAT", at, name, params, "warning")


def _same_cases(checker: Checker, one: Node | None, other: Node | None) -> bool:
    """Return whether two conditions are met in the same cases."""
    if one is None or other is None:
        return one is other
    if {limb.fact for limb in limbs_of(one)} != {limb.fact for limb in limbs_of(other)}:
        return False
    if any(limb.is_open for limb in (*limbs_of(one), *limbs_of(other))):
        return one == other
    try:
        cases = checker.cases([one, other])
    except TooManyWorlds:
        return False
    return all(checker.is_met(one, case) == checker.is_met(other, case) for case in cases)


def _unreached(checker: Checker) -> Iterator[Problem]:
    """Yield each measure with rungs of which none can ever be met, in any case or order."""
    pack = checker.pack
    rungs: dict[str, list[Rung]] = {}
    for rung in pack.ladder:
        rungs.setdefault(rung.measure, []).append(rung)
    linked = {one.impose for one in pack.consequences if one.impose}
    reached = {one.id for one in pack.measures if one.id not in rungs}
    waiting = {name: _possible(checker, name, found) for name, found in rungs.items()}
    while True:
        new = {
            name
            for name, possible in waiting.items()
            if name not in reached and any(_after(rung, reached, linked) for rung in possible)
        }
        if not new:
            break
        reached |= new
    for place, measure in enumerate(pack.measures):
        if measure.id in reached or all(rung.forbids for rung in rungs.get(measure.id, ())):
            continue
        at, name = ("measures", place), f"measures.{measure.id}"
        params = {"id": measure.id, "rungs": ", ".join(rung.id for rung in rungs[measure.id])}
        yield checker.problem("MEASURE_UNREACHABLE", at, name, params)


def _after(rung: Rung, reached: set[str], linked: set[str]) -> bool:
    if rung.earlier is None:
        return True
    counted = reached | (linked if rung.earlier.linked else set())
    return any(one in counted for one in rung.earlier.any_of)


def _possible(checker: Checker, measure_id: str, rungs: Iterable[Rung]) -> list[Rung]:
    """Return the rungs that can be met in a case in which none forbids; any, if unsure."""
    measure = checker.pack.element("measures", measure_id)
    allowing = [rung for rung in rungs if not rung.forbids]
    forbidding = [
        rung.when for rung in rungs if rung.forbids and rung.when and rung.earlier is None
    ]
    possible = []
    for rung in allowing:
        asked = [one for one in (rung.when, measure.eligible) if one is not None]
        if any(limb.is_open for one in (*asked, *forbidding) for limb in limbs_of(one)):
            possible.append(rung)
            continue
        try:
            cases = checker.cases([*asked, *forbidding])
        except TooManyWorlds:
            possible.append(rung)
            continue
        if any(_allowed(checker, case, asked, forbidding) for case in cases):
            possible.append(rung)
    return possible


def _allowed(checker: Checker, case: Facts, asked: list[Node], forbidding: list[Node]) -> bool:
    return all(checker.is_met(one, case) for one in asked) and not any(
        checker.is_met(one, case) for one in forbidding
    )


# ── consequences ──────────────────────────────────────────────────────────────────────────


def consequences_agree(checker: Checker) -> Iterator[Problem]:
    """Yield consequences that cannot both hold, shares that are none, and grades that are none."""
    pack = checker.pack
    for place, one in enumerate(pack.consequences):
        at, name = ("consequences", place), f"consequences.{one.id}"
        if one.deduct and not 0 < one.deduct.share <= 1:
            yield checker.problem(
                "SHARE_RANGE", (*at, "deduct"), f"{name}.deduct", {"key": "share"}
            )
        effect = one.block or one.force
        if effect and pack.has("appraisals", effect.appraisal):
            scale = pack.element("appraisals", effect.appraisal).scale
            known = _grades(checker, scale)
            if known and effect.grade not in known:
                params = {"grade": effect.grade, "known": ", ".join(known)}
                yield checker.problem("GRADE_UNKNOWN", at, name, params)
    if pack.combination and not 0 < pack.combination.cap <= 1:
        where = ("combination", "cap")
        yield checker.problem("SHARE_RANGE", where, "combination.cap", {"key": "cap"})
    if pack.combination is None and any(one.deduct for one in pack.consequences):
        yield checker.problem(
            "COMBINATION_MISSING", ("consequences",), "consequences", {}, "warning"
        )
    yield from _contradicting(checker)


def _contradicting(checker: Checker) -> Iterator[Problem]:
    """Yield each two consequences of one measure on one person that cannot both hold."""
    pack = checker.pack
    graded = [(place, one) for place, one in enumerate(pack.consequences) if one.block or one.force]
    for (_, first), (place, second) in combinations(graded, 2):
        if not (set(first.of) & set(second.of) and set(first.on) & set(second.on)):
            continue
        if _clash(first, second) and _meet(checker, first.when, second.when):
            at, name = ("consequences", place), f"consequences.{second.id}"
            params = {"first": first.id, "second": second.id}
            yield checker.problem("CONSEQUENCES_CONTRADICT", at, name, params)


def _clash(first: Consequence, second: Consequence) -> bool:
    if first.force and second.force:
        same = first.force.appraisal == second.force.appraisal
        return same and first.force.grade != second.force.grade
    forced, blocked = first.force or second.force, first.block or second.block
    return bool(forced and blocked and forced == blocked)


def _meet(checker: Checker, one: Node | None, other: Node | None) -> bool:
    """Return whether two conditions can be met together."""
    asked = [each for each in (one, other) if each is not None]
    if any(limb.is_open for each in asked for limb in limbs_of(each)):
        return False
    if any(any(wrong_limbs(checker, each, (), "")) for each in asked):
        return False
    try:
        cases = checker.cases(asked)
    except TooManyWorlds:
        return False
    return any(all(checker.is_met(each, case) for each in asked) for case in cases)


def _grades(checker: Checker, scale: str | None) -> tuple[str, ...]:
    if scale is None or not checker.pack.has("scales", scale):
        return ()
    return tuple(choice.id for choice in checker.pack.element("scales", scale).values)
