"""Conditions and their outcomes read aloud, in Chinese and in English, from the data alone."""

from zhiyong.rules.conditions import All, Limb, Node, Not, Operator, Outcome, Truth
from zhiyong.rules.facts import Vocabulary, singles
from zhiyong.rules.values import Lang, is_chinese

_OPERATORS: dict[Operator, tuple[str, str]] = {
    "is": ("为", "is"),
    "in": ("属于", "is one of"),
    "over": ("超过", "is over"),
    "at_least": ("不低于", "is at least"),
    "at_most": ("不高于", "is at most"),
    "under": ("低于", "is under"),
}
_TRUTHS = {
    Truth.MET: ("符合", "met"),
    Truth.UNMET: ("不符合", "not met"),
    Truth.UNKNOWN: ("尚不清楚", "not known"),
}


def read_aloud(condition: Node, vocabulary: Vocabulary, lang: Lang) -> str:
    """Return a condition as one clause of a sentence."""
    chinese = is_chinese(lang)
    if isinstance(condition, Limb):
        return _read_limb(condition, vocabulary, lang)
    if isinstance(condition, Not):
        inner = read_aloud(condition.not_, vocabulary, lang)
        return f"并非（{inner}）" if chinese else f"not ({inner})"
    words = ("，且", ", and ") if isinstance(condition, All) else ("，或", ", or ")
    parts = [_grouped(part, vocabulary, lang) for part in condition.parts]
    return words[0 if chinese else 1].join(parts)


def explain(outcome: Outcome, vocabulary: Vocabulary, lang: Lang) -> list[str]:
    """Return one line for each limb: what was asked, what was found, how it stands."""
    return [_explain_limb(limb, vocabulary, lang) for limb in outcome.limbs()]


def say_truth(truth: Truth, lang: Lang) -> str:
    """Return a truth in words: 符合, 不符合, 尚不清楚."""
    return _TRUTHS[truth][0 if is_chinese(lang) else 1]


def _grouped(condition: Node, vocabulary: Vocabulary, lang: Lang) -> str:
    """Return a part, in brackets when it has several parts of its own."""
    text = read_aloud(condition, vocabulary, lang)
    if isinstance(condition, Limb | Not) or len(condition.parts) == 1:
        return text
    return f"（{text}）" if is_chinese(lang) else f"({text})"


def _read_limb(limb: Limb, vocabulary: Vocabulary, lang: Lang) -> str:
    chinese = is_chinese(lang)
    name = vocabulary.say_fact(limb.fact, lang)
    values = [vocabulary.say_value(limb.fact, value, lang) for value in limb.operands]
    if limb.is_open:
        values = ["（待定）" if chinese else "(still to be set)"]
    operator = _OPERATORS[limb.operator][0 if chinese else 1]
    if len(limb.operands) == 1 and isinstance(limb.operands[0], bool):
        return f"{name}：{values[0]}" if chinese else f"{name}: {values[0]}"
    if limb.operator == "in":
        return (
            f"{name}{operator}{'、'.join(values)}"
            if chinese
            else (f"{name} {operator} {', '.join(values)}")
        )
    return f"{name}{operator}{values[0]}" if chinese else f"{name} {operator} {values[0]}"


def _explain_limb(outcome: Outcome, vocabulary: Vocabulary, lang: Lang) -> str:
    limb = outcome.condition
    assert isinstance(limb, Limb)
    asked = _read_limb(limb, vocabulary, lang)
    found = [vocabulary.say_value(limb.fact, value, lang) for value in singles(outcome.value)]
    stands = say_truth(outcome.truth, lang)
    if is_chinese(lang):
        return f"{asked}（{'实为' + '、'.join(found) if found else '未知'}）：{stands}"
    return f"{asked} ({'found: ' + ', '.join(found) if found else 'not known'}): {stands}"
