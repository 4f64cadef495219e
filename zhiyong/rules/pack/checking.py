"""What every check of a pack needs: its pieces, its cases, and problems at their places."""

from collections.abc import Iterable, Mapping
from functools import cached_property

from zhiyong.rules.clauses import Clause
from zhiyong.rules.conditions import All, Limb, Node, Not, Truth, evaluate
from zhiyong.rules.facts import Facts, singles
from zhiyong.rules.pack.problems import Level, Problem, nearest
from zhiyong.rules.pack.schema import Pack
from zhiyong.rules.pack.walking import Piece, has_key, pieces
from zhiyong.rules.shape import Shape
from zhiyong.rules.values import is_chinese
from zhiyong.rules.worlds import worlds

Path = tuple[str | int, ...]
NOTHING: Mapping[str, object] = {}

_NEGATED = {Truth.MET: Truth.UNMET, Truth.UNMET: Truth.MET, Truth.UNKNOWN: Truth.UNKNOWN}

NAMES_ZH = {
    "bindings": "机构",
    "actors": "岗位",
    "clocks": "时限",
    "slips": "文书",
    "approvals": "审批流程",
    "escalations": "逐级提醒",
    "events": "事件",
    "kinds": "事项类别",
    "facts": "事实",
    "series": "编号",
    "finding_fields": "认定要素",
    "pause_reasons": "中止事由",
    "legal_bases": "法规依据",
    "scales": "等级序列",
}


class Checker:
    """A pack under check. `others`: the plans that it names, by id, as far as they are there."""

    def __init__(self, pack: Pack, others: Mapping[str, Pack] | None = None) -> None:
        self.pack = pack
        self.others = others or {}
        self._limbs: dict[tuple[int, object], Truth] = {}

    @cached_property
    def pieces(self) -> list[Piece]:
        """Every piece of the pack, with its place."""
        return list(pieces(self.pack))

    def problem(
        self,
        code: str,
        at: Path,
        name: str,
        params: Mapping[str, object] = NOTHING,
        level: Level = "error",
    ) -> Problem:
        """Return a problem at a path of the pack; `name` is the path as people read it."""
        file, line = self.pack.place(at)
        texts = {key: str(value) for key, value in params.items()}
        return Problem(file, line, name, code, texts, level)

    def no_such(
        self, sections: Iterable[str], wrong: str, at: Path, name: str, words: Iterable[str] = ()
    ) -> Problem:
        """Return that an id is in none of these sections; name the one that was probably meant."""
        sections = list(sections)
        known = [*words, *(one for section in sections for one in self.pack.ids(section))]
        near = nearest(wrong, known)
        params = {
            "what": " or ".join(sections),
            "what_zh": "或".join(NAMES_ZH.get(section, section) for section in sections),
            "id": wrong,
            "near": near,
            "known": ", ".join(known),
        }
        code = "NO_SUCH_NEAR" if near else "NO_SUCH" if known else "NO_SUCH_NONE"
        return self.problem(code, at, name, params)

    def cases(self, conditions: Iterable[Node]) -> list[Facts]:
        """Return every case with all facts known: with a fact less, no more conditions are met.

        :raises TooManyWorlds: if they are too many.
        """
        return list(worlds(conditions, self.pack.vocabulary, unknowns=False))

    def is_met(self, condition: Node, case: Facts) -> bool:
        """Return whether a condition is met in a case."""
        return self._truth(condition, case) is Truth.MET

    def _truth(self, condition: Node, case: Facts) -> Truth:
        """Return how a condition stands; each limb is compared once with each value."""
        if isinstance(condition, Limb):
            value = case.get(condition.fact)
            key = (id(condition), value)
            if key not in self._limbs:
                single = {condition.fact: value}
                self._limbs[key] = evaluate(condition, single, self.pack.vocabulary).truth
            return self._limbs[key]
        if isinstance(condition, Not):
            return _NEGATED[self._truth(condition.not_, case)]
        decisive = Truth.UNMET if isinstance(condition, All) else Truth.MET
        found = _NEGATED[decisive]
        for part in condition.parts:
            truth = self._truth(part, case)
            if truth is decisive:
                return decisive
            if truth is Truth.UNKNOWN:
                found = Truth.UNKNOWN
        return found

    def in_words(self, case: Facts) -> dict[str, str]:
        """Return a case in both languages, as parameters of a problem."""
        words, said = self.pack.vocabulary, {}
        for key, lang in (("case", "en"), ("case_zh", "zh")):
            parts = [
                f"{words.say_fact(fact, lang)}{'为' if is_chinese(lang) else ' is '}"
                f"{words.say_value(fact, single, lang)}"
                for fact, value in case.items()
                for single in singles(value)
            ]
            said[key] = ("、" if is_chinese(lang) else ", ").join(parts)
        return said


def clause_of(shape: Shape) -> Clause | None:
    """Return the clause that a piece of a pack names, if it can name one and does."""
    clause = getattr(shape, "clause", None) if has_key(type(shape), "clause") else None
    return clause if isinstance(clause, Clause) else None
