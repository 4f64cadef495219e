"""Checks of single elements: what they refer to, where they come from, which facts they use."""

from collections.abc import Iterator

from zhiyong.rules.conditions import All, Any_, Limb, Node, Not, Operand, limbs_of
from zhiyong.rules.facts import FactError, Vocabulary
from zhiyong.rules.grounds import Grounded
from zhiyong.rules.pack.checking import Checker, Path, clause_of
from zhiyong.rules.pack.header import Counting
from zhiyong.rules.pack.problems import Problem
from zhiyong.rules.pack.taxonomy import Category
from zhiyong.rules.pack.walking import has_key
from zhiyong.rules.worlds import TooManyWorlds

CONDITIONS = ("when", "excused", "unless", "eligible", "needs")
"""The keys under which elements hold conditions."""


def references_lead_somewhere(checker: Checker) -> Iterator[Problem]:
    """Yield each id that no element has."""
    for piece in checker.pieces:
        for one in piece.references():
            known = any(checker.pack.has(section, one.id) for section in one.ref.to)
            if not known and one.id not in one.ref.words:
                yield checker.no_such(one.ref.to, one.id, one.path, one.name, one.ref.words)


def elements_say_where_they_come_from(checker: Checker) -> Iterator[Problem]:
    """Yield each element without clause, law or reason, and each clause that is not registered.

    What is a part of another element, a value of a list or a field of a record, comes from where
    that comes from; a category says so itself.
    """
    register = {clause.id: clause for clause in checker.pack.clauses}
    grounded: set[Path] = set()
    for piece in checker.pieces:
        shape = piece.shape
        if isinstance(shape, Grounded) and shape.has_ground:
            grounded.add(piece.path)
        elif (
            isinstance(shape, Grounded)
            and shape != Counting()
            and (isinstance(shape, Category) or not _lies_in(piece.path, grounded))
        ):
            yield checker.problem("NO_GROUND", piece.path, piece.name)
        clause = clause_of(shape)
        if clause is None or not register:
            continue
        at, name = (*piece.path, "clause"), f"{piece.name}.clause"
        for clause_id in clause.ids:
            if clause_id not in register:
                yield checker.problem("CLAUSE_UNKNOWN", at, name, {"id": clause_id})
        first = register.get(clause.ids[0]) if clause.ids else None
        if first and clause.where and not _same_place(clause.where, first.where):
            params = {"id": first.id, "where": first.where, "said": clause.where}
            yield checker.problem("CLAUSE_ELSEWHERE", at, name, params)


def laws_are_listed_and_read(checker: Checker) -> Iterator[Problem]:
    """Yield each article of a law that is not listed, and each law that was not read in full."""
    for piece in checker.pieces:
        for article in piece.shape.basis if isinstance(piece.shape, Grounded) else ():
            if not checker.pack.has("legal_bases", article.law):
                at, name = (*piece.path, "basis"), f"{piece.name}.basis"
                yield checker.no_such(["legal_bases"], article.law, at, name)
    for place, law in enumerate(checker.pack.legal_bases):
        if law.checked != "text":
            at, name = ("legal_bases", place), f"legal_bases.{law.id}"
            params = {"law": law.label.en, "law_zh": law.label.zh}
            yield checker.problem("BASIS_UNVERIFIED", at, name, params, "warning")


def facts_have_values(checker: Checker) -> Iterator[Problem]:
    """Yield each fact that nothing could be chosen for."""
    pack = checker.pack
    for place, fact in enumerate(pack.facts):
        at, name = ("facts", place), f"facts.{fact.id}"
        if fact.scale and not pack.has("scales", fact.scale):
            yield checker.no_such(["scales"], fact.scale, (*at, "scale"), f"{name}.scale")
        elif fact.kind in ("choice", "scale") and not pack.vocabulary.choices[fact.id]:
            yield checker.problem("FACT_WITHOUT_VALUES", at, name, {"fact": fact.id})


def conditions_can_be_met(checker: Checker) -> Iterator[Problem]:
    """Yield each condition that asks for what is no fact, or can never be met."""
    for piece in checker.pieces:
        for key in CONDITIONS:
            if not has_key(type(piece.shape), key):
                continue
            condition = getattr(piece.shape, key)
            if isinstance(condition, Limb | All | Any_ | Not):
                at, name = (*piece.path, key), f"{piece.name}.{key}"
                yield from _condition(checker, condition, at, name)


def _condition(checker: Checker, condition: Node, at: Path, name: str) -> Iterator[Problem]:
    wrong = list(wrong_limbs(checker, condition, at, name))
    yield from wrong
    if wrong or any(limb.is_open for limb in limbs_of(condition)):
        return
    try:
        cases = checker.cases([condition])
    except TooManyWorlds as error:
        yield checker.problem(error.code, at, name, error.params, "warning")
        return
    if not any(checker.is_met(condition, case) for case in cases):
        yield checker.problem("CONDITION_IMPOSSIBLE", at, name)


def wrong_limbs(checker: Checker, condition: Node, at: Path, name: str) -> Iterator[Problem]:
    """Yield each limb whose fact is not declared, or cannot be compared so."""
    vocabulary = checker.pack.vocabulary
    for limb in limbs_of(condition):
        if limb.fact not in vocabulary.facts:
            params = {"fact": limb.fact, "known": ", ".join(vocabulary.facts)}
            yield checker.problem("FACT_UNKNOWN", at, name, params)
            continue
        for operand in limb.operands:
            if not _comparable(limb, operand, vocabulary):
                choices = ", ".join(choice.id for choice in vocabulary.choices[limb.fact])
                known = choices or vocabulary.facts[limb.fact].kind
                params = {"fact": limb.fact, "value": str(operand), "known": known}
                yield checker.problem("CONDITION_WRONG_VALUE", at, name, params)


def _lies_in(path: Path, grounded: set[Path]) -> bool:
    """Return whether a piece is a part of one that says where it comes from."""
    return any(path[:length] in grounded for length in range(1, len(path)))


def _same_place(said: str, registered: str) -> bool:
    """Return whether one place in the source is the other, or lies in it."""
    return said.startswith(registered) or registered.startswith(said)


def _comparable(limb: Limb, operand: Operand, vocabulary: Vocabulary) -> bool:
    """Return whether a fact can be compared so with an operand, or with one still to be set."""
    ordered = limb.operator not in ("is", "in")
    measured = vocabulary.facts[limb.fact].kind in ("scale", "number", "share", "day")
    if limb.is_open:
        return measured
    try:
        vocabulary.check(limb.fact, operand)
    except FactError:
        return False
    return not ordered or measured
