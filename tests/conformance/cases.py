"""Worked examples: reading the files of `cases/`, and comparing an answer with what is expected."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from zhiyong.rules.pack import Pack, find_packs, load_pack
from zhiyong.rules.pack.reader import Map, Seq, Text, read

CASES = Path(__file__).parent / "cases"
KEYS = {"clauses", "says", "ask", "expect"}


@dataclass(frozen=True)
class Case:
    """One example: what is asked of a plan, and what it must answer at least."""

    scheme: str
    file: str
    line: int
    clauses: tuple[str, ...]
    says: str
    ask: Any
    expect: Any
    faults: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Return the name of the test: where the case stands, its clauses, what it says."""
        said = self.says.replace("::", ":").replace("[", "(").replace("]", ")")
        return f"{self.file}:{self.line} {','.join(self.clauses)} {said}".strip()


@cache
def the_pack(scheme: str) -> Pack:
    """Return the pack of a scheme, read once."""
    return load_pack(find_packs()[scheme])


def all_cases(folder: Path = CASES) -> list[Case]:
    """Return every case of every file; what is wrong with one is told by its `faults`."""
    return [case for file in sorted(folder.glob("*.yaml")) for case in cases_of(file)]


def cases_of(file: Path) -> Iterator[Case]:
    """Yield the cases of a file. Its name is the plan's; a part may follow: s3-city.votes.yaml."""
    scheme = file.stem.partition(".")[0]
    tree, problems = read(file.read_text(encoding="utf-8"), file.name)
    for problem in problems:
        yield Case(scheme, file.name, problem.line, (), "", None, None, (str(problem),))
    if problems:
        return
    if not isinstance(tree, Seq):
        yield Case(scheme, file.name, 1, (), "", None, None, ("the file is no list of cases",))
        return
    for entry, line in zip(tree, tree.item_lines, strict=True):
        yield _case(scheme, file.name, line, entry)


def _case(scheme: str, file: str, line: int, entry: Any) -> Case:
    if not isinstance(entry, Map):
        return Case(scheme, file, line, (), "", None, None, ("a case is a map",))
    clauses = entry.get("clauses")
    listed = tuple(map(str, clauses)) if isinstance(clauses, Seq) else ()
    faults = [f"there is no key {key} here" for key in entry if key not in KEYS]
    if not listed:
        faults.append("clauses: at least one clause that the case shows")
    if not isinstance(entry.get("ask"), Map):
        faults.append("ask: a map, the question")
    if not isinstance(entry.get("expect"), Map) or not entry["expect"]:
        faults.append("expect: a map, a part of the answer")
    says = str(entry.get("says") or "")
    ask, expect = entry.get("ask"), entry.get("expect")
    return Case(scheme, file, line, listed, says, ask, expect, tuple(faults))


def differences(expected: Any, answer: Any, at: str = "") -> Iterator[str]:
    """Yield each place where an answer is not what is expected.

    Maps: the keys that are named are compared. Lists: equally long, entries in order.
    {any: [...]}: for each of these some entry of the list. null: null, or not there.
    """
    if isinstance(expected, Map):
        if set(expected) == {"any"} and isinstance(expected["any"], Seq):
            yield from _without(expected["any"], answer, at)
        elif not isinstance(answer, dict):
            yield f"{at}: {answer!r}, not a map"
        else:
            for key, one in expected.items():
                below = f"{at}.{key}" if at else key
                if key not in answer and one is not None:
                    yield f"{below}: not in the answer; there: {', '.join(map(str, answer))}"
                else:
                    yield from differences(one, answer.get(key), below)
    elif isinstance(expected, Seq):
        if not isinstance(answer, list):
            yield f"{at}: {answer!r}, not a list"
        elif len(answer) != len(expected):
            yield f"{at}: {len(answer)} entries, not {len(expected)}: {answer!r}"
        else:
            for place, (one, found) in enumerate(zip(expected, answer, strict=True)):
                yield from differences(one, found, f"{at}.{place}")
    elif not _same(expected, answer):
        yield f"{at}: {answer!r}, not {expected!r}"


def _without(wanted: Seq, answer: Any, at: str) -> Iterator[str]:
    entries = answer if isinstance(answer, list) else []
    for one in wanted:
        if not any(not [*differences(one, entry, at)] for entry in entries):
            yield f"{at}: no entry is {_plain(one)!r} in {answer!r}"


def _same(expected: Text | None, answer: Any) -> bool:
    if expected is None or answer is None:
        return expected is None and answer is None
    if isinstance(answer, bool):
        return expected.is_plain and expected == ("true" if answer else "false")
    if isinstance(answer, int):
        return expected.is_plain and expected == str(answer)
    return bool(expected == answer)


def _plain(tree: Any) -> Any:
    if isinstance(tree, Map):
        return {key: _plain(one) for key, one in tree.items()}
    if isinstance(tree, Seq):
        return [_plain(one) for one in tree]
    return tree
