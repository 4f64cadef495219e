"""What changed between two packs: two versions of a plan, or a plan and the one it derives from."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

from zhiyong.rules.clauses import Article, Clause
from zhiyong.rules.conditions import Limb, Node
from zhiyong.rules.pack.aloud import WORDS_ZH, say_plain, say_word
from zhiyong.rules.pack.deriving import OWN_KEYS
from zhiyong.rules.pack.names import key_name, one_of, section_name
from zhiyong.rules.pack.register import RegisteredClause
from zhiyong.rules.pack.schema import Pack
from zhiyong.rules.shape import Shape
from zhiyong.rules.values import UNSPECIFIED, Label, Lang, is_chinese

ChangeKind = Literal["added", "removed", "changed", "relabelled", "moved"]
_MATCHED_BY = ("id", "grade", "fact", "act", "tier", "after", "law")


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: where it is, what stood there and what stands there now.

    path     as people read it, "appraisals.unit_annual.quota.shares.class_1.share"
    names    what that is called, (Chinese, English)
    before, after  in words, (Chinese, English); None where there is nothing
    is_head  it says what the plan is and not what it does: title, source, region, first day
    """

    kind: ChangeKind
    path: str
    names: tuple[str, str]
    before: tuple[str, str] | None = None
    after: tuple[str, str] | None = None
    is_head: bool = False

    def say(self, lang: Lang) -> str:
        """Return the change as a sentence."""
        at = 0 if is_chinese(lang) else 1
        template = _SENTENCES[self.kind][at]
        return template.format(
            name=self.names[at],
            before=self.before[at] if self.before else "",
            after=self.after[at] if self.after else "",
        )

    def as_dict(self) -> dict[str, Any]:
        """Return the change as JSON can hold it."""

        def both(pair: tuple[str, str] | None) -> dict[str, str] | None:
            return None if pair is None else {"zh": pair[0], "en": pair[1]}

        return {
            "kind": self.kind,
            "path": self.path,
            "head": self.is_head,
            "before": both(self.before),
            "after": both(self.after),
            "says": {"zh": self.say("zh"), "en": self.say("en")},
        }


_SENTENCES: dict[ChangeKind, tuple[str, str]] = {
    "added": ("新增{name}：{after}", "{name} is new: {after}"),
    "removed": ("删去{name}：{before}", "{name} is gone: {before}"),
    "changed": ("{name}：由“{before}”改为“{after}”", "{name}: “{before}” becomes “{after}”"),
    "relabelled": ("{name}改称“{after}”", "{name} is now called “{after}”"),
    "moved": ("{name}：顺序有变", "{name}: stands in another order"),
}


def differences(before: Pack, after: Pack) -> list[Change]:
    """Return everything that one pack says otherwise than another, in the order of a pack."""
    found: list[Change] = []
    for name, field in Pack.model_fields.items():
        key = field.alias or name
        one, other = getattr(before, name), getattr(after, name)
        if one == other:
            continue
        several = isinstance(one or other, tuple)
        english = one_of(key, "en") if several else section_name(key, "en")
        names = (section_name(key, "zh"), english)
        found += _Walk(before, after, key in OWN_KEYS).of(one, other, key, names, key)
    return found


class _Walk:
    """Compares two pieces of two packs."""

    def __init__(self, before: Pack, after: Pack, is_head: bool) -> None:
        self.before, self.after, self.is_head = before, after, is_head

    def of(
        self, one: Any, other: Any, path: str, names: tuple[str, str], key: str
    ) -> Iterator[Change]:
        if _same(one, other):
            return
        if _nothing(one) or _nothing(other):
            yield self._replaced(one, other, path, names, key)
        elif isinstance(one, Label) and isinstance(other, Label) and key == "label":
            yield Change(
                "relabelled", path, names, (one.zh, one.en), (other.zh, other.en), self.is_head
            )
        elif isinstance(one, get_args(Node)) and isinstance(other, get_args(Node)):
            yield from self._conditions(one, other, path, names, key)
        elif _is_leaf(one) or _is_leaf(other):
            yield self._replaced(one, other, path, names, key)
        elif isinstance(one, Shape) and isinstance(other, Shape):
            yield from self._shapes(one, other, path, names)
        elif _entries(one) and _entries(other):
            yield from self._entries(one, other, path, names, key)
        elif isinstance(one, dict) and isinstance(other, dict):
            for name in {**one, **other}:
                below = (_joined(names[0], name), _joined(names[1], name))
                yield from self.of(one.get(name), other.get(name), f"{path}.{name}", below, key)
        else:
            yield self._replaced(one, other, path, names, key)

    def _shapes(
        self, one: Shape, other: Shape, path: str, names: tuple[str, str]
    ) -> Iterator[Change]:
        if type(one) is not type(other):
            yield self._replaced(one, other, path, names, "")
            return
        for name, field in type(one).model_fields.items():
            key = field.alias or name
            if key in ("zh", "en", "clause", "basis") and not isinstance(one, RegisteredClause):
                pair = (getattr(one, name), getattr(other, name))
                if key in ("clause", "basis") and not _same(*pair):
                    yield self._replaced(*pair, f"{path}.{key}", _below(names, key), key)
                continue
            below = names if key == "label" else _below(names, key)
            yield from self.of(
                getattr(one, name), getattr(other, name), f"{path}.{key}", below, key
            )

    def _conditions(
        self, one: Any, other: Any, path: str, names: tuple[str, str], key: str
    ) -> Iterator[Change]:
        """Yield the limbs in which two conditions of one form differ; else the whole of them."""
        whole = type(one) is not type(other) or isinstance(one, Limb)
        if whole or len(one.parts) != len(other.parts):
            yield self._replaced(one, other, path, names, key)
            return
        for place, (first, second) in enumerate(zip(one.parts, other.parts, strict=True)):
            if not _same(first, second):
                yield from self._conditions(first, second, f"{path}.{place}", names, key)

    def _entries(
        self,
        one: tuple[Shape, ...],
        other: tuple[Shape, ...],
        path: str,
        names: tuple[str, str],
        key: str,
    ) -> Iterator[Change]:
        by = _matched_by(one, other)
        if by is None:
            if len(one) == len(other):
                for place, pair in enumerate(zip(one, other, strict=True)):
                    below = (f"{names[0]}第{place + 1}项", f"{names[1]}, entry {place + 1}")
                    yield from self.of(*pair, f"{path}.{place}", below, key)
            else:
                yield self._replaced(one, other, path, names, key)
            return
        first = {str(getattr(entry, by)): entry for entry in one}
        second = {str(getattr(entry, by)): entry for entry in other}
        for name, entry in first.items():
            below = _named(self.after, names, entry, name)
            if name in second:
                yield from self.of(entry, second[name], f"{path}.{name}", below, key)
            else:
                said = (self._said(entry, "zh", key, old=True), self._said(entry, "en", key, True))
                yield Change("removed", f"{path}.{name}", below, said, None, self.is_head)
        for name, entry in second.items():
            if name not in first:
                said = (self._said(entry, "zh", key), self._said(entry, "en", key))
                below = _named(self.after, names, entry, name)
                yield Change("added", f"{path}.{name}", below, None, said, self.is_head)
        both = [name for name in first if name in second]
        if both != [name for name in second if name in first]:
            yield Change("moved", path, names, is_head=self.is_head)

    def _replaced(
        self, one: Any, other: Any, path: str, names: tuple[str, str], key: str
    ) -> Change:
        old = (
            None if _nothing(one) else tuple(self._said(one, at, key, True) for at in ("zh", "en"))
        )
        new = None if _nothing(other) else tuple(self._said(other, at, key) for at in ("zh", "en"))
        kind: ChangeKind = "added" if old is None else "removed" if new is None else "changed"
        before = None if old is None else (old[0], old[1])
        after = None if new is None else (new[0], new[1])
        return Change(kind, path, names, before, after, self.is_head)

    def _said(self, value: Any, lang: Lang, key: str, old: bool = False) -> str:
        """Return a value in words."""
        pack = self.before if old else self.after
        return say(value, pack, lang, key)


def say(value: Any, pack: Pack, lang: Lang, key: str = "") -> str:
    """Return a value of a pack in words; `key` is the key under which it stands."""
    if value == UNSPECIFIED:
        return "未定" if is_chinese(lang) else "left open"
    plain = say_plain(pack, value, key, lang)
    if plain is not None:
        return plain
    if isinstance(value, Clause | Article):
        return str(value)
    if isinstance(value, Shape):
        return _shape(value, pack, lang)
    if isinstance(value, dict):
        parts = [f"{name}: {say(one, pack, lang, key)}" for name, one in value.items()]
        return ("；" if is_chinese(lang) else "; ").join(parts)
    if isinstance(value, tuple | list):
        return ("、" if is_chinese(lang) else ", ").join(say(one, pack, lang, key) for one in value)
    if isinstance(value, str):
        return _name_of(value, pack, lang)
    return str(value)


def _shape(value: Shape, pack: Pack, lang: Lang) -> str:
    label = getattr(value, "label", None)
    if isinstance(label, Label):
        return label.say(lang)
    if isinstance(value, RegisteredClause):
        return value.zh if is_chinese(lang) else value.en
    parts = [
        f"{key_name(field.alias or name, lang)} {say(one, pack, lang, field.alias or name)}"
        for name, field in type(value).model_fields.items()
        if not _nothing(one := getattr(value, name)) and one != field.default and name != "id"
    ]
    return ("，" if is_chinese(lang) else ", ").join(parts)


def _name_of(value: str, pack: Pack, lang: Lang) -> str:
    """Return the label of a body or position, or a word of the format in the reader's language."""
    if pack.has("actors", value) or pack.has("bindings", value):
        return pack.party(value).label.say(lang)
    return say_word(value, lang) if value in WORDS_ZH else value


def _named(pack: Pack, names: tuple[str, str], entry: Shape, name: str) -> tuple[str, str]:
    label = getattr(entry, "label", None) or _grade(pack, getattr(entry, "grade", None))
    if isinstance(label, Label):
        return f"{names[0]}“{label.zh}”", f"{names[1]} “{label.en}”"
    return f"{names[0]} {name}", f"{names[1]} {name}"


def _grade(pack: Pack, grade: str | None) -> Label | None:
    """Return what a grade is called on the scale that has it."""
    choices = (choice for scale in pack.scales for choice in scale.values)
    return next((choice.label for choice in choices if choice.id == grade), None)


def _below(names: tuple[str, str], key: str) -> tuple[str, str]:
    return _joined(names[0], key_name(key, "zh"), "的"), _joined(names[1], key_name(key, "en"))


def _joined(name: str, below: str, sign: str = ", ") -> str:
    return f"{name}{sign}{below}" if name and below else name or below


def _same(one: Any, other: Any) -> bool:
    """Return whether two pieces say the same; a clause is the same in a plan that inherits it."""
    if one == other:
        return True
    if isinstance(one, Clause) and isinstance(other, Clause):
        return str(one) == str(other)
    if isinstance(one, get_args(Node)) and type(one) is type(other):
        return bool(one.model_dump(mode="json") == other.model_dump(mode="json"))
    return False


def _nothing(value: Any) -> bool:
    return value is None or value == ()


def _is_leaf(value: Any) -> bool:
    return isinstance(value, (*get_args(Node), Label)) or not isinstance(
        value, Shape | tuple | dict
    )


def _entries(value: Any) -> bool:
    return isinstance(value, tuple) and bool(value) and all(isinstance(one, Shape) for one in value)


def _matched_by(one: Sequence[Shape], other: Sequence[Shape]) -> str | None:
    """Return the key by which the entries of two lists are the same entry, if there is one."""
    for key in _MATCHED_BY:
        values = [[getattr(entry, key, None) for entry in entries] for entries in (one, other)]
        if all(None not in each and len({*map(str, each)}) == len(each) for each in values):
            return key
    return None
