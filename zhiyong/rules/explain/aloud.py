"""An answer read aloud: the same data as lines for people, in Chinese or English."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from zhiyong.rules.explain.aloud_words import HEADINGS, KEYS, WORDS
from zhiyong.rules.pack.aloud import WORDS_ZH
from zhiyong.rules.pack.names import key_name
from zhiyong.rules.pack.schema import Pack
from zhiyong.rules.values import Lang, is_chinese

_OWN = ("pack", "version", "digest", "today", "open", "problems")
_ROW = 76
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_GROUNDS = ("clauses", "where", "why")
_SECTIONS = (
    "measures",
    "leads",
    "taxonomy",
    "clocks",
    "phases",
    "tasks",
    "ballots",
    "appraisals",
    "rankings",
    "accounts",
    "coverages",
    "rewards",
    "freezes",
    "documents",
    "liabilities",
    "eligibilities",
    "steps",
    "ladder",
    "consequences",
    "aggravations",
    "responsibilities",
    "authorities",
    "inspections",
    "bindings",
    "actors",
    "registers",
    "figures",
    "documents",
)


class Reader:
    """Says keys and values of one pack's answers in one language."""

    def __init__(self, pack: Pack, lang: Lang) -> None:
        self.pack = pack
        self.chinese = is_chinese(lang)
        self.lang = lang
        self._names = self._labels()

    def _labels(self) -> dict[str, str]:
        """Return what ids are called; an id that two sections use differently stays an id."""
        names: dict[str, str] = {}
        for section in reversed(_SECTIONS):
            for one in self.pack.ids(section):
                label = getattr(self.pack.element(section, one), "label", None)
                if label is not None:
                    names[one] = label.say(self.lang)
        for fact, declared in self.pack.vocabulary.facts.items():
            names[fact] = declared.label.say(self.lang)
            for choice in self.pack.vocabulary.choices[fact]:
                names.setdefault(choice.id, choice.label.say(self.lang))
        for ballot in self.pack.ballots:
            for option in ballot.options:
                names.setdefault(option.id, option.label.say(self.lang))
        for appraisal in self.pack.appraisals:
            for part in appraisal.components:
                names.setdefault(part.id, part.label.say(self.lang))
            for share in appraisal.quota.shares if appraisal.quota else ():
                names.setdefault(share.grade, share.grade)
        return names

    def say(self, pair: tuple[str, str]) -> str:
        """Return the one of a pair (Chinese, English) that is wanted."""
        return pair[0] if self.chinese else pair[1]

    def key(self, key: str) -> str:
        """Return a key of the answer in words; an id with its label and itself."""
        if key in KEYS:
            return self.say(KEYS[key])
        if key in self._names:
            return self.name(key)
        return key_name(key, self.lang)

    def name(self, one: str) -> str:
        """Return an id with its label."""
        label = self._names.get(one)
        if label is None or label == one:
            return one
        return f"{label}（{one}）" if self.chinese else f"{label} ({one})"

    def value(self, value: Any) -> str:
        """Return a value in words."""
        if value is None:
            return self.say(("无", "none"))
        if isinstance(value, bool):
            return self.say(("是", "yes") if value else ("否", "no"))
        if isinstance(value, str) and value in WORDS:
            return self.say(WORDS[value])
        if self.chinese and str(value) in WORDS_ZH and str(value) not in self._names:
            return WORDS_ZH[str(value)]
        return self.name(str(value))


def read_aloud(answer: Mapping[str, Any], pack: Pack, lang: Lang) -> Iterator[str]:
    """Yield an answer line by line; every result with its reasons and its clauses."""
    reader = Reader(pack, lang)
    yield from _problems(answer, reader)
    for part, told in answer.items():
        if part in _OWN or told in (None, [], {}):
            continue
        yield ""
        yield f"■ {reader.say(HEADINGS[part]) if part in HEADINGS else part}"
        yield from _lines(told, reader, 1)
    if answer.get("open"):
        yield ""
        open_ = ("方案未定、作答需要的数字：", "Left open by the plan, and needed for an answer: ")
        yield reader.say(open_) + ", ".join(answer["open"])


def _problems(answer: Mapping[str, Any], reader: Reader) -> Iterator[str]:
    lang = "zh" if reader.chinese else "en"
    for problem in answer.get("problems", ()):
        line = f"{problem['line']}: " if problem["line"] else ""
        path = f"{problem['path']}: " if problem["path"] else ""
        right = problem["right"][lang]
        yield f"! {line}{path}{problem['why'][lang]}{f' → {right}' if right else ''}"


def _lines(told: Any, reader: Reader, depth: int) -> Iterator[str]:
    if isinstance(told, Mapping):
        yield from _map(told, reader, depth)
    elif isinstance(told, list):
        for one in told:
            yield from _entry(one, reader, depth)
    else:
        yield f"{_indent(depth)}{reader.value(told)}"


def _entry(one: Any, reader: Reader, depth: int) -> Iterator[str]:
    """Yield one entry of a list, the first line with a mark."""
    lines = list(_lines(one, reader, depth + 1))
    if lines:
        yield f"{_indent(depth)}· {lines[0].lstrip()}"
        yield from lines[1:]


def _map(told: Mapping[str, Any], reader: Reader, depth: int) -> Iterator[str]:
    """Yield a map: what is short in a row of its own, what is deep below its name."""
    short: list[str] = []
    for key, one in told.items():
        if key in _GROUNDS or one in (None, [], {}):
            continue
        if isinstance(one, Mapping) and set(one) == {"zh", "en"}:
            one = one["zh" if reader.chinese else "en"]
        if isinstance(one, Mapping) or (isinstance(one, list) and any(map(_is_deep, one))):
            yield from _rows(short, depth)
            short = []
            yield f"{_indent(depth)}{reader.key(key)}"
            yield from _lines(one, reader, depth + 1)
        else:
            short.append(_pair(key, one, reader))
    yield from _rows(short, depth)
    yield from _grounds(told, reader, depth)


def _pair(key: str, one: Any, reader: Reader) -> str:
    values = one if isinstance(one, list) else [one]
    said = reader.say(("、", ", ")).join(map(reader.value, values))
    if key == "id":
        return said
    if key == "on" and _DAY.fullmatch(str(one)):
        return f"{reader.say(('日期', 'on'))} {said}"
    return f"{reader.key(key)} {said}"


def _rows(short: list[str], depth: int) -> Iterator[str]:
    """Yield short pairs in rows of a readable width."""
    row = ""
    for pair in short:
        if row and len(row) + len(pair) > _ROW:
            yield f"{_indent(depth)}{row}"
            row = ""
        row = f"{row} · {pair}" if row else pair
    if row:
        yield f"{_indent(depth)}{row}"


def _grounds(told: Mapping[str, Any], reader: Reader, depth: int) -> Iterator[str]:
    for sentence in _sentences(told.get("why"), "zh" if reader.chinese else "en"):
        yield f"{_indent(depth)}{reader.say(('因：', 'why: '))}{sentence}"
    cited = [*told.get("where", ()), *told.get("clauses", ())]
    if cited:
        yield f"{_indent(depth)}〔{reader.say(('、', ', ')).join(map(str, cited))}〕"


def _sentences(why: Any, lang: str) -> Iterator[str]:
    said = why.get(lang) if isinstance(why, Mapping) else why
    if isinstance(said, str):
        if said:
            yield said
    elif isinstance(said, list):
        for one in said:
            yield from _sentences(one, lang)


def _is_deep(value: Any) -> bool:
    return isinstance(value, Mapping | list)


def _indent(depth: int) -> str:
    return "  " * depth
