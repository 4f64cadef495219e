"""Checks of what is carried by what: facts by sources, categories by lines, clauses by elements."""

from collections.abc import Iterator

from zhiyong.rules.conditions import All, Any_, Limb, Node, Not, limbs_of
from zhiyong.rules.pack.check_elements import CONDITIONS
from zhiyong.rules.pack.checking import Checker
from zhiyong.rules.pack.problems import Problem
from zhiyong.rules.pack.taxonomy import Category
from zhiyong.rules.shape import Shape

_BY_THRESHOLDS = ("leads", "ladder", "measures", "aggravations", "liabilities", "consequences")


def facts_have_a_source(checker: Checker) -> Iterator[Problem]:
    """Yield each fact of a threshold that no figure, vote, score or register supplies."""
    pack = checker.pack
    supplied = {one.fact for one in pack.figures}
    supplied |= {fact for one in pack.ballots for fact in one.supplies}
    supplied |= {gives.fact for one in pack.ballots for gives in one.gives}
    supplied |= {fact for one in pack.appraisals for fact in one.supplies}
    asked: dict[str, str] = {}
    for section in _BY_THRESHOLDS:
        for element in getattr(pack, section):
            for condition in conditions_of(element):
                for limb in limbs_of(condition):
                    asked.setdefault(limb.fact, f"{section}.{element.id}")
    for place, fact in enumerate(pack.facts):
        if fact.id in asked and fact.id not in supplied and fact.source is None:
            at, name = ("facts", place), f"facts.{fact.id}"
            params = {"fact": fact.id, "asked": asked[fact.id]}
            yield checker.problem("FACT_WITHOUT_SOURCE", at, name, params, "warning")


def conditions_of(shape: Shape) -> Iterator[Node]:
    """Yield the conditions that a piece of a pack holds itself."""
    for key in CONDITIONS:
        condition = getattr(shape, key, None)
        if isinstance(condition, Limb | All | Any_ | Not):
            yield condition


def categories_have_a_line(checker: Checker) -> Iterator[Problem]:
    """Yield each category for which nobody is responsible, where the plan has a matrix."""
    pack = checker.pack
    covered = {one for line in pack.responsibilities for one in line.categories}
    if not covered:
        return
    for piece in checker.pieces:
        category = piece.shape
        if not isinstance(category, Category) or category.is_group:
            continue
        if not covered & {one.id for one in pack.category_path(category.id)}:
            label = category.label
            params = {"id": category.id, "label": label.en, "label_zh": label.zh}
            at, name = piece.path, piece.name
            yield checker.problem("CATEGORY_WITHOUT_LINE", at, name, params, "warning")


def interpretations_name_clauses(checker: Checker) -> Iterator[Problem]:
    """Yield each clause that an interpretation names and the register does not have."""
    pack = checker.pack
    answers = pack.interpretation.answers if pack.interpretation else ()
    for place, answer in enumerate(answers if pack.clauses else ()):
        for one in answer.clauses:
            if not pack.has("clauses", one):
                at = ("interpretation", "answers", place, "clauses")
                name = f"interpretation.answers.{answer.id}.clauses"
                yield checker.problem("CLAUSE_UNKNOWN", at, name, {"id": one})


def superior_rules_supply_nothing_yet(checker: Checker) -> Iterator[Problem]:
    """Yield what a rule above the plan supplies that is not there, or is said before it is loaded.

    A list that the rule will fill, and a rung without conditions, say nothing of their own.
    """
    pack = checker.pack
    elements = {
        getattr(one.shape, "id", ""): one.shape for one in checker.pieces if len(one.path) == 2
    }
    for place, rule in enumerate(pack.superior_rules):
        at, name = ("superior_rules", place, "supplies"), f"superior_rules.{place}.supplies"
        for one in rule.supplies:
            element = elements.get(one)
            if element is None and one not in type(pack).model_fields:
                yield checker.problem("SUPERIOR_SUPPLIES_UNKNOWN", at, name, {"id": one})
            elif element is not None and not rule.loaded and any(conditions_of(element)):
                label = pack.law(rule.law).label if pack.has("legal_bases", rule.law) else None
                params = {"id": one, "law": rule.law, "law_zh": rule.law}
                if label:
                    params |= {"law": label.en, "law_zh": label.zh}
                yield checker.problem("SUPERIOR_GUESSED", at, name, params, "warning")
