"""Reasons as an answer gives them: limbs, measures before, sentences in both languages."""

from collections.abc import Iterable, Iterator
from datetime import date
from fractions import Fraction
from typing import Any

from zhiyong.rules.clauses import Clause
from zhiyong.rules.conditions import Limb, Outcome, Truth
from zhiyong.rules.explain.context import cited
from zhiyong.rules.grounds import Grounded
from zhiyong.rules.ladder import EarlierFound, deciding_limbs
from zhiyong.rules.pack.schema import Pack
from zhiyong.rules.values import say_number, say_term
from zhiyong.rules.wording import explain

Why = dict[str, list[str]]


def why(*pairs: tuple[str, str]) -> Why:
    """Return sentences, each given as (Chinese, English), as the keys of an answer."""
    return {"zh": [zh for zh, _ in pairs], "en": [en for _, en in pairs]}


def joined(*parts: Why) -> Why:
    """Return several reasons as one."""
    return {lang: [one for part in parts for one in part[lang]] for lang in ("zh", "en")}


def grounds(*pieces: Grounded | Clause | None) -> dict[str, Any]:
    """Return where pieces of a pack come from: their clauses, and their places in the source."""
    return cited(*(one.clause if isinstance(one, Grounded) else one for one in pieces))


def limb_lines(pack: Pack, outcome: Outcome) -> Why:
    """Return one sentence for each limb: what was asked, what was found, how it stands."""
    words = pack.vocabulary
    return {"zh": explain(outcome, words, "zh"), "en": explain(outcome, words, "en")}


def unmet_limbs(outcome: Outcome | None) -> list[dict[str, Any]]:
    """Return the limbs because of which a condition is not met."""
    if outcome is None or outcome.truth is not Truth.UNMET:
        return []
    return [limb.as_dict() for limb in deciding_limbs(outcome)]


def unknown_facts(outcome: Outcome | None) -> list[str]:
    """Return the facts that are not known and because of which a condition is not."""
    if outcome is None or outcome.truth is not Truth.UNKNOWN:
        return []
    return list(dict.fromkeys(_facts(deciding_limbs(outcome))))


def _facts(limbs: Iterable[Outcome]) -> Iterator[str]:
    for limb in limbs:
        if limb.truth is Truth.UNKNOWN and isinstance(limb.condition, Limb):
            yield limb.condition.fact


# ── the measure before ────────────────────────────────────────────────────────────────────

_EARLIER = {
    "there": ("此前已有{measure}（{on}）", "{measure} came before ({on})"),
    "none": ("此前没有{wanted}", "no {wanted} came before"),
    "too_early": (
        "{measure}（{on}）尚未满{term}，{since}起方可",
        "{measure} ({on}) is not {term} ago yet; from {since} on it is",
    ),
    "too_long_ago": (
        "{measure}（{on}）已超过{within}，只算到{until}",
        "{measure} ({on}) is more than {within} ago; it counted until {until}",
    ),
    "linked": (
        "{measure}（{on}）是因他人连带而来，不作为前提",
        "{measure} ({on}) came by linkage and is no prerequisite",
    ),
    "revoked": ("{measure}（{on}）已被撤销", "{measure} ({on}) has been revoked"),
    "later": ("{measure}（{on}）在此日之后", "{measure} ({on}) lies after this day"),
    "no_day": (
        "需知道今天是哪一天，才能判断{measure}（{on}）的期限",
        "which day is today must be known to judge the term after {measure} ({on})",
    ),
    "open": ("方案未定期限，无法判断", "the plan leaves the term open"),
}


def earlier_line(pack: Pack, found: EarlierFound) -> tuple[str, str]:
    """Return in words whether the measure before is there."""
    texts = []
    for place, lang in enumerate(("zh", "en")):
        joint = "、" if lang == "zh" else " or "
        term, within = found.earlier.at_least_ago, found.earlier.within
        texts.append(
            _EARLIER[found.reason][place].format(
                measure=_name(pack, found.had.measure, lang) if found.had else "",
                on=found.had.on if found.had else "",
                wanted=joint.join(_name(pack, one, lang) for one in found.earlier.any_of),
                term=say_term(term, lang) if term and term != "unspecified" else "",
                within=say_term(within, lang) if within and within != "unspecified" else "",
                since=found.counts_from,
                until=found.counted_until,
            )
        )
    return texts[0], texts[1]


def earlier_entry(found: EarlierFound) -> dict[str, Any]:
    """Return why the measure before is not there, as data."""
    return {
        "earlier": list(found.earlier.any_of),
        "reason": found.reason,
        "found": found.had.measure if found.had else None,
        "on": day(found.had.on) if found.had else None,
        "counts_from": day(found.counts_from),
        "counted_until": day(found.counted_until),
    }


def _name(pack: Pack, measure: str, lang: str) -> str:
    return (
        pack.element("measures", measure).label.say(lang)
        if pack.has("measures", measure)
        else measure
    )


# ── values ────────────────────────────────────────────────────────────────────────────────


def day(value: date | None) -> str | None:
    """Return a day as an answer writes it."""
    return value.isoformat() if value else None


def share(value: Fraction | None) -> str | None:
    """Return a share as an answer writes it: 30%, or 1/3."""
    return None if value is None else say_number(value, share=True)


def amount(value: Fraction | None) -> int | str | None:
    """Return an amount: a whole number, or a text with two decimals, rounded half up."""
    if value is None:
        return None
    if value.denominator == 1:
        return value.numerator
    cents = (value * 100 * 2 + 1) // 2
    return f"{cents // 100}.{cents % 100:02d}"
