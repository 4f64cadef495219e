"""What a plan says about a set of facts: every rule, every reason, every clause.

Each part reads its own keys of the question and returns its own keys of the answer; parts run in
the order below, so that facts computed by one (figures, ballots) reach the next (leads).
The format of both is docs/reference/facts.md.
"""

from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from zhiyong.rules.errors import RuleError
from zhiyong.rules.explain.context import Context, cited
from zhiyong.rules.explain.question import (
    line_of,
    read_calendar,
    read_question,
    read_today,
    unknown_keys,
)
from zhiyong.rules.explain.question_texts import WORDING
from zhiyong.rules.explain.words import of_label
from zhiyong.rules.pack.overriding import with_overrides
from zhiyong.rules.pack.problem_texts import WORDING as OF_PACKS
from zhiyong.rules.pack.problems import Problem, say_with
from zhiyong.rules.pack.procedure import Override
from zhiyong.rules.pack.reader import as_tree
from zhiyong.rules.pack.schema import Pack
from zhiyong.rules.pack.settings import with_settings
from zhiyong.rules.pack.worded import what_stands
from zhiyong.rules.values import Lang, is_chinese

__all__ = ["PARTS", "Context", "cited", "explain", "explain_text"]

PARTS = (
    "figures",
    "ballots",
    "scope",
    "findings",
    "decisions",
    "standing",
    "promotions",
    "appraisals",
    "rankings",
    "accounts",
    "coverages",
    "rewards",
    "leads",
    "routing",
    "authority",
    "aggravations",
    "responsibilities",
    "charts",
    "handlings",
    "ladder",
    "clocks",
    "phases",
    "tasks",
    "draws",
    "teams",
    "assignments",
    "bodies",
    "rectification",
    "cases",
)
"""The modules of the parts, in the order in which they answer."""

KEYS = (
    "today",
    "settings",
    "overrides",
    "calendar",
    "office_hours",
    "facts",
    "registers",
    "history",
    "people",
    "units",
    "decisions",
    "appeals",
    "promotions",
    "tracks",
    "allocations",
    "meetings",
    "clocks",
    "tasks",
    "ballots",
    "appraisals",
    "rankings",
    "accounts",
    "coverages",
    "rewards",
    "draws",
    "teams",
    "assignments",
    "bodies",
    "charts",
    "handlings",
    "rectification",
    "cases",
    "records",
)
"""The keys of a question."""


def explain(pack: Pack, question: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a plan says about a question, in the form of docs/reference/facts.md.

    question   as the reader read it, or as plain data; nothing in it makes this fail: what
               cannot be used is told in `problems`
    """
    raw = as_tree(question)
    context = Context(pack, raw)
    _set_up(context)
    for answer in _parts():
        context.answers |= _answer(answer, context)
    told = context.answers
    if read := _interpretations(context.pack, told):
        told["interpretations"] = read
    return {
        "pack": pack.plan,
        "version": pack.version,
        "digest": context.pack.digest(),
        "today": context.today.isoformat() if context.today else None,
        **told,
        "open": list(dict.fromkeys(context.missing)),
        "problems": [_told(one, raw) for one in context.problems],
    }


def explain_text(pack: Pack, content: bytes | str, file: str = "") -> dict[str, Any]:
    """Return what a plan says about a question in YAML; of a broken one, what is wrong with it."""
    tree, problems = read_question(content, file)
    if not problems and not isinstance(tree, dict):
        problems = [Problem(file, 1, "", "NOT_A_MAP", what_stands(tree))]
    if problems:
        told = [_in_words(one) for one in problems]
        return {"pack": pack.plan, "version": pack.version, "open": [], "problems": told}
    return explain(pack, tree)


def _set_up(context: Context) -> None:
    """Set open numbers, the day, the calendar and the facts; note what is not understood."""
    unknown_keys(context, KEYS)
    settings = context.raw.get("settings")
    if isinstance(settings, Mapping):
        context.pack, problems = with_settings(context.pack, settings)
        for path, code, params in problems:
            context.trouble(f"settings.{path}", code, **params)
    elif settings is not None:
        context.trouble("settings", "NOT_A_MAP", **what_stands(settings))
    _set_overrides(context)
    context.today = read_today(context)
    context.calendar = read_calendar(context)
    context.facts |= context.read_facts(context.raw.get("facts"), "facts")


def _set_overrides(context: Context) -> None:
    """Put what higher law says in the place of what the plan says; tell all that it replaces."""
    asked = context.raw.get("overrides")
    if asked:
        entries = asked if isinstance(asked, list) else [asked]
        context.pack, problems = with_overrides(context.pack, entries)
        for one in problems:
            context.trouble(one.path, one.code, **one.params)
    if context.pack.overrides:
        context.answers["overrides"] = [
            {
                "id": one.id,
                "replaces": one.replaces,
                "value": one.value,
                "instead_of": one.instead_of,
                **cited(one.clause),
                "basis": [str(article) for article in one.basis],
                "why": {lang: _said_override(context.pack, one, lang) for lang in ("zh", "en")},
            }
            for one in context.pack.overrides
        ]


def _interpretations(pack: Pack, told: Any) -> list[dict[str, Any]]:
    """Return how the clauses that an answer cites have been interpreted, in the pack's order."""
    if pack.interpretation is None or not pack.interpretation.answers:
        return []
    cited_ids = set(_cited_in(told))
    return [
        {
            "id": one.id,
            "question": of_label(one.question),
            "answer": of_label(one.answer),
            "by": one.by,
            "on": one.on.isoformat(),
            "clauses": list(one.clauses),
        }
        for one in pack.interpretation.answers
        if cited_ids & set(one.clauses)
    ]


def _cited_in(told: Any) -> Iterator[str]:
    if isinstance(told, Mapping):
        for key, one in told.items():
            if key == "clauses" and isinstance(one, list):
                yield from map(str, one)
            else:
                yield from _cited_in(one)
    elif isinstance(told, list | tuple):
        for one in told:
            yield from _cited_in(one)


def _said_override(pack: Pack, one: Override, lang: Lang) -> str:
    laws = ("、" if is_chinese(lang) else ", ").join(
        pack.say_article(article, lang) for article in one.basis
    )
    if is_chinese(lang):
        return f"{laws}另有规定：{one.replaces} 原为“{one.instead_of}”，从其规定为“{one.value}”"
    return f"{laws} prevails: {one.replaces} is “{one.value}” and not “{one.instead_of}”"


def _parts() -> list[Callable[[Context], dict[str, Any]]]:
    """Return what answers, in order; modules that are not listed come last, by name."""
    there = {module.name for module in iter_modules(__path__)}
    names = [*(name for name in PARTS if name in there), *sorted(there - {*PARTS})]
    modules = [import_module(f"{__name__}.{name}") for name in names]
    return [module.answer for module in modules if hasattr(module, "answer")]


def _answer(answer: Callable[[Context], dict[str, Any]], context: Context) -> dict[str, Any]:
    """Return what a part answers; when it cannot, a problem tells so and the others go on."""
    name = answer.__module__.rpartition(".")[2]
    try:
        return answer(context)
    except RuleError as error:
        if error.code in WORDING or error.code in OF_PACKS:
            context.trouble(name, error.code, **error.params)
        else:
            context.trouble(name, "PART_REFUSED", reason=str(error))
    except Exception as error:  # one part's fault must not hide what the others say
        context.trouble(name, "PART_FAILED", reason=f"{type(error).__name__}: {error}"[:200])
    return {}


def _told(problem: Mapping[str, Any], raw: Any) -> dict[str, Any]:
    """Return a problem of the question as the answer tells it."""
    path, params = problem["path"], {key: str(one) for key, one in problem["params"].items()}
    return _in_words(Problem("", line_of(raw, path), path, problem["code"], params))


def _in_words(problem: Problem) -> dict[str, Any]:
    wording = {**OF_PACKS, **WORDING}.get(problem.code)
    said = say_with(wording, problem)
    return {
        "path": problem.path,
        "line": problem.line or None,
        "code": problem.code,
        "why": {"zh": said[1], "en": said[0]},
        "right": {"zh": said[3], "en": said[2]},
    }
