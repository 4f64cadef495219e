"""Which clause of a plan is carried by what, shown by which tests, and how far it works."""

import ast
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from zhiyong.rules.clauses import REGISTER_ID
from zhiyong.rules.pack.check import coverage
from zhiyong.rules.pack.reader import Map, Seq, read
from zhiyong.rules.pack.schema import Pack

StateName = Literal["works", "data only", "planned", "principle", "missing"]
STATES: tuple[StateName, ...] = ("works", "data only", "planned", "principle", "missing")

ROOMS: Mapping[str, str] = {
    "appraisals": "appraisal",
    "indicators": "appraisal",
    "rankings": "appraisal",
    "accounts": "appraisal",
    "coverages": "appraisal",
    "rewards": "appraisal",
    "examples": "campaigns",
    "ballots": "ballots",
    "inspections": "inspections",
    "rectification": "rectification",
    "notice_ladder": "rectification",
    "phases": "campaigns",
    "tasks": "campaigns",
    "bodies": "campaigns",
    "axes": "campaigns",
    "programmes": "campaigns",
    "review_points": "campaigns",
    "campaign_year": "campaigns",
    "goals": "campaigns",
    "addressees": "campaigns",
    "publications": "publicity",
    "statistics": "insight",
    "registers": "appraisal",
    "figures": "decisions",
    "leads": "decisions",
    "measures": "decisions",
    "ladder": "decisions",
    "consequences": "decisions",
    "combination": "decisions",
    "freezes": "clearance",
    "clearances": "clearance",
    "eligibilities": "clearance",
    "documents": "decisions",
    "steps": "decisions",
    "suspension": "decisions",
    "aggravations": "decisions",
    "authorities": "decisions",
    "liabilities": "decisions",
    "allocations": "decisions",
    "tracks": "decisions",
    "sanctioning": "decisions",
    "decision_notices": "decisions",
    "meetings": "decisions",
    "appeals": "appeals",
    "case_steps": "cases",
    "archives": "papers",
    "overrides": "plans",
    "superior_rules": "plans",
    "interpretation": "plans",
    "legal_bases": "plans",
    "responsibilities": "plans",
}
"""Which room of the house makes the elements of a section work; the others are rules alone."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A clause: which elements carry it, which tests show it, and how far it works.

    room   of a clause that is planned: the room that will make it work
    """

    clause: str
    where: str
    kind: str
    elements: tuple[str, ...]
    tests: tuple[str, ...]
    state: StateName
    room: str = ""

    @property
    def said(self) -> str:
        """Return the state as a page says it."""
        return f"planned in {self.room}" if self.state == "planned" else self.state


def conformance(
    pack: Pack, tests: Mapping[str, Collection[str]], rooms: Collection[str]
) -> list[Shown]:
    """Return how far each clause of the register works.

    works      a test is marked with it · principle: only named as one, with what it shapes
    planned    carried by elements of a room that is still to be built · data only: carried, and
               no test shows it yet · missing: carried by nothing

    tests   which tests are marked with which clause · rooms: the rooms that stand
    """
    carried = coverage(pack).carried
    found = []
    for clause in pack.clauses:
        if clause.scheme != pack.plan:
            continue
        elements = carried.get(clause.id, ())
        marked = tuple(sorted(tests.get(clause.id, ())))
        state, room = _state(elements, marked, rooms)
        found.append(Shown(clause.id, clause.where, clause.kind, elements, marked, state, room))
    return found


def _state(
    elements: tuple[str, ...], tests: tuple[str, ...], rooms: Collection[str]
) -> tuple[StateName, str]:
    if not elements:
        return "missing", ""
    if tests:
        return "works", ""
    sections = [element.partition(".")[0] for element in elements]
    if set(sections) == {"principles"}:
        return "principle", ""
    wanted = [ROOMS[section] for section in sections if section in ROOMS]
    room = next((one for one in wanted if one not in rooms), "")
    return ("planned", room) if room else ("data only", "")


# ── which tests show which clause, read from their sources ────────────────────────────────


def marked_tests(root: Path) -> dict[str, set[str]]:
    """Return which tests are marked with which clause, by file, read without running them.

    root   the repository; where it has no tests (an installed wheel) nothing is found
    """
    found: dict[str, set[str]] = {}
    sources = [*root.glob("zhiyong/**/tests/**/test_*.py"), *root.glob("tests/**/test_*.py")]
    for file in sorted(sources):
        name = file.relative_to(root).as_posix()
        for clause in marked_in(file.read_text(encoding="utf-8")):
            found.setdefault(clause, set()).add(name)
    for file in sorted(root.glob("tests/conformance/cases/*.yaml")):
        name = file.relative_to(root).as_posix()
        for clause in shown_in(file.read_text(encoding="utf-8")):
            found.setdefault(clause, set()).add(name)
    return found


def marked_in(source: str) -> set[str]:
    """Return the clauses with which tests of a module are marked.

    A marker given a variable (in a helper that makes the rows of a table) counts for the ids that
    stand as texts in the calls of that helper.
    """
    tree = ast.parse(source)
    found: set[str] = set()
    helpers: set[str] = set()
    for call in _marks(tree):
        found |= {*_ids(call.args)}
        if any(not isinstance(one, ast.Constant) for one in call.args):
            helpers |= {*_around(tree, call)}
    for node in ast.walk(tree):
        called = node.func if isinstance(node, ast.Call) else None
        if isinstance(node, ast.Call) and isinstance(called, ast.Name) and called.id in helpers:
            found |= {*_ids([*node.args, *(one.value for one in node.keywords)])}
    return found


def _marks(tree: ast.AST) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr == "clause"
            and isinstance(node.func.value, ast.Attribute)
            and node.func.value.attr == "mark"
        ):
            yield node


def _around(tree: ast.AST, call: ast.Call) -> Iterator[str]:
    """Yield the names of the functions in which a call stands."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and any(one is call for one in ast.walk(node)):
            yield node.name


def _ids(nodes: Iterable[ast.expr]) -> Iterator[str]:
    for node in nodes:
        for one in ast.walk(node):
            if isinstance(one, ast.Constant) and isinstance(one.value, str):
                yield from REGISTER_ID.findall(one.value)


def shown_in(text: str) -> set[str]:
    """Return the clauses that the worked examples of a file show."""
    tree, problems = read(text, "")
    if problems or not isinstance(tree, Seq):
        return set()
    listed = [case.get("clauses") for case in tree if isinstance(case, Map)]
    return {str(one) for clauses in listed if isinstance(clauses, Seq) for one in clauses}


# ── the page ──────────────────────────────────────────────────────────────────────────────


def counts(found: Iterable[Shown]) -> dict[str, int]:
    """Return how many clauses stand in each state, and how many there are."""
    states = [one.state for one in found]
    return {**{state: states.count(state) for state in STATES}, "total": len(states)}


def as_page(plans: Mapping[str, tuple[Pack, list[Shown]]]) -> str:
    """Return docs/reference/conformance.md."""
    lines = [
        "# Conformance",
        "",
        "Which element of a plan's pack carries each clause of its source, which tests show it,",
        "and how far it works. Written by `make conformance`; a test sees that it is current.",
        "",
        "`works`: a test is marked with the clause and would fail if it broke · `data only`: the",
        "pack carries it, no test shows it yet · `planned in …`: the room that will make it work",
        "is still to be built · `principle`: it guides others and has no act of its own.",
        "",
        f"| plan | {' | '.join(STATES)} | clauses |",
        f"|---|{'---:|' * (len(STATES) + 1)}",
    ]
    total = dict.fromkeys([*STATES, "total"], 0)
    for plan, (_, found) in plans.items():
        numbers = counts(found)
        total = {name: total[name] + numbers[name] for name in total}
        lines.append(f"| [{plan}](#{plan}) | {' | '.join(map(str, numbers.values()))} |")
    lines.append(f"| all | {' | '.join(map(str, total.values()))} |")
    for plan, (pack, found) in plans.items():
        lines += ["", f"## {plan}", "", f"{pack.title.zh} · {pack.title.en}", ""]
        lines += [
            "| clause | where | kind | elements | tests | state |",
            "|---|---|---|---|---|---|",
        ]
        lines += map(_row, found)
    return "\n".join(lines) + "\n"


def _row(one: Shown) -> str:
    elements = _several([f"`{element}`" for element in _outermost(one.elements)])
    tests = _several([f"`{_short(test)}`" for test in one.tests])
    where = one.where.replace("|", "\\|")
    return f"| {one.clause} | {where} | {one.kind} | {elements} | {tests} | {one.said} |"


def _outermost(elements: tuple[str, ...]) -> Iterator[str]:
    """Yield the elements without those that are parts of another one among them."""
    for element in elements:
        if not any(element.startswith(f"{other}.") for other in elements):
            yield element


def _several(names: list[str], most: int = 3) -> str:
    more = f" +{len(names) - most}" if len(names) > most else ""
    return ", ".join(names[:most]) + more


def _short(path: str) -> str:
    return path.removeprefix("zhiyong/").removeprefix("tests/conformance/")
