"""What is wrong with a pack: where, what, and what would be right, in both languages."""

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from zhiyong.rules.pack.problem_texts import WORDING
from zhiyong.rules.values import Lang, is_chinese

Level = Literal["error", "warning", "note"]
"""error: the pack cannot be used · warning: stays until acknowledged · note: for information."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, or worth knowing, at one place of a pack."""

    file: str
    line: int
    path: str
    code: str
    params: Mapping[str, str] = field(default_factory=dict)
    level: Level = "error"

    @property
    def message(self) -> str:
        """Return what is wrong, in English."""
        return self.say("en")

    @property
    def hint(self) -> str:
        """Return what would be right, in English."""
        return self.advise("en")

    def say(self, lang: Lang) -> str:
        """Return what is wrong, in a language."""
        wording = WORDING.get(self.code, _OTHER)
        return _fill(wording[1 if is_chinese(lang) else 0], self)

    def advise(self, lang: Lang) -> str:
        """Return what would be right, in a language; empty when there is nothing to say."""
        wording = WORDING.get(self.code, _OTHER)
        return _fill(wording[3 if is_chinese(lang) else 2], self)

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}: " if self.file else ""
        path = f"{self.path}: " if self.path else ""
        return f"{place}{path}{self.message}{f' → {self.hint}' if self.hint else ''}"


class PackErrors(Exception):
    """A pack cannot be loaded. `problems` holds everything that was found, in reading order."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(problems, key=lambda problem: (problem.file, problem.line))
        super().__init__("\n".join(map(str, self.problems)))


def say_with(
    wording: tuple[str, str, str, str] | None, problem: Problem
) -> tuple[str, str, str, str]:
    """Return what is wrong and what would be right, in English and Chinese, in these words."""
    if wording is None:
        said = " ".join([problem.code, *(f"{key}={one}" for key, one in problem.params.items())])
        return said, said, "", ""
    en, zh, right_en, right_zh = (_fill(part, problem) for part in wording)
    return en, zh, right_en, right_zh


def nearest(word: str, known: Iterable[str]) -> str:
    """Return the known word that was probably meant, or an empty text."""
    return next(iter(difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)), "")


class _Params(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "…"


def _fill(template: str, problem: Problem) -> str:
    return template.format_map(_Params(problem.params, code=problem.code))


_OTHER = ("{message}", "{message}", "", "")
