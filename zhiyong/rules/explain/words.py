"""Small words that the parts of an answer share: values as JSON has them, days, languages."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Any

from zhiyong.rules.calendar import Calendar, shipped_days
from zhiyong.rules.conditions import Limb, Operand, Outcome, write_operand
from zhiyong.rules.explain.context import Context, cited
from zhiyong.rules.facts import FactValue, Ratio, Vocabulary
from zhiyong.rules.pack.timing import parse_time
from zhiyong.rules.values import Label, parse_day, plain, say_number
from zhiyong.rules.wording import explain

Said = dict[str, str]
"""A sentence in both languages: {zh, en}."""


def both(zh: str, en: str) -> Said:
    """Return a sentence in both languages."""
    return {"zh": zh, "en": en}


def of_label(label: Label) -> Said:
    """Return a label of the pack in both languages."""
    return both(label.zh, label.en)


def sentences(said: Iterable[Said]) -> Said:
    """Return several sentences as one text in each language."""
    given = list(said)
    zh = "；".join(one["zh"] for one in given)
    return both(zh, "; ".join(one["en"] for one in given))


def exact(value: FactValue) -> Any:
    """Return a value as an answer holds it: no float, shares as counted, whole numbers as such."""
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, frozenset | set):
        return sorted(str(one) for one in value)
    if isinstance(value, tuple | list):
        return [exact(one) for one in value]
    if isinstance(value, Decimal):
        value = Fraction(value)
    if isinstance(value, int):
        return value
    if isinstance(value, Fraction):
        return value.numerator if value.denominator == 1 else str(value)
    if isinstance(value, Ratio):
        return str(value)
    return value.isoformat() if isinstance(value, date) else str(value)


def day_zh(day: date) -> str:
    """Return a day as Chinese documents write it: 2021年3月15日."""
    return f"{day.year}年{day.month}月{day.day}日"


def iso(day: date | None) -> str | None:
    """Return a day as an answer holds it."""
    return day.isoformat() if day else None


def read_moment(value: Any) -> date | datetime:
    """Return "2021-05-06 10:15" as a moment, "2021年5月6日" as a day.

    :raises ValueProblem: if it is neither.
    """
    if isinstance(value, date):
        return value
    said = plain(str(value)).replace("T", " ")
    day, _, clock = said.partition(" ")
    if not clock:
        return parse_day(day)
    return datetime.combine(parse_day(day), parse_time(":".join(clock.split(":")[:2])))


def read_day(value: Any) -> Any:
    """Return the day of a day or a moment, for a field of a question.

    :raises ValueProblem: if it is neither.
    """
    if value is None:
        return None
    found = read_moment(value)
    return found.date() if isinstance(found, datetime) else found


def as_list(value: Any) -> Any:
    """Return one value as a list of one, for a field that may hold several."""
    if value is None:
        return []
    return value if isinstance(value, list | tuple) else [value]


def of_limbs(
    limbs: Iterable[Outcome], vocabulary: Vocabulary, *, truth: bool = False
) -> list[dict[str, Any]]:
    """Return limbs with what was asked, what was found, the clause, and why, for an answer."""
    told = []
    for outcome in limbs:
        limb = outcome.condition
        assert isinstance(limb, Limb)
        operands = [_asked(operand, limb, vocabulary) for operand in limb.operands]
        told.append(
            {
                "fact": limb.fact,
                limb.operator: operands if limb.operator == "in" else operands[0],
                "found": exact(outcome.value),
                "source": _source(vocabulary, limb.fact),
                **({"state": outcome.truth.value} if truth else {}),
                **cited(limb.clause),
                "why": of_outcome(outcome, vocabulary),
            }
        )
    return told


def _asked(operand: Operand, limb: Limb, vocabulary: Vocabulary) -> bool | str:
    """Return what a limb asks for; a share as plans write it: 40%, 1/3."""
    declared = vocabulary.facts.get(limb.fact)
    if declared and declared.kind == "share" and isinstance(operand, Fraction):
        return say_number(operand, share=True)
    return write_operand(operand)


def _source(vocabulary: Vocabulary, fact: str) -> Said | None:
    """Return which register or room supplies a fact."""
    declared = vocabulary.facts.get(fact)
    return of_label(declared.source) if declared and declared.source else None


def of_outcome(outcome: Outcome, vocabulary: Vocabulary) -> Said:
    """Return how a condition stands in words, limb by limb."""
    zh = "；".join(explain(outcome, vocabulary, "zh"))
    return both(zh, "; ".join(explain(outcome, vocabulary, "en")))


def calendar_of(context: Context) -> Calendar:
    """Return the calendar of the question, else the one that ships with the product."""
    return context.calendar or shipped_calendar()


@cache
def shipped_calendar() -> Calendar:
    """Return the calendar that ships with the product, its holidays named in Chinese."""
    rows, years = shipped_days()
    return Calendar.build([(row.day, row.is_working, row.name_zh) for row in rows], years=years)
