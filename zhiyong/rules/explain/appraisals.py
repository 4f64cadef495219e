"""The part `appraisals`: totals, forced distributions, blocks, forced grades, ties."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from pydantic import Field

from zhiyong.rules.errors import RuleError
from zhiyong.rules.explain.context import Context, cited
from zhiyong.rules.explain.scores import Name, find, number, refusal, said, why
from zhiyong.rules.explain.words import Said
from zhiyong.rules.grading import (
    Deviation,
    Graded,
    Total,
    grade_by_quota,
    hold_down,
    total,
    weights_of,
)
from zhiyong.rules.pack.appraisal import Appraisal, Quota
from zhiyong.rules.shape import Shape
from zhiyong.rules.values import Count, Id, Ids, Label, NumberField


class AskedDeviation(Shape):
    """How many get a grade by decision, and why."""

    count: Count
    reason: str = ""


class Asked(Shape):
    """One appraisal: see docs/reference/facts.md."""

    appraisal: Id
    year: Count | None = None
    scores: dict[Name, NumberField | dict[Name, NumberField]] = {}
    grades: dict[Name, Id] = {}
    all_: tuple[Name, ...] = Field(default=(), alias="all")
    blocked: dict[Name, Ids] = {}
    forced: dict[Name, Id] = {}
    chosen: dict[Id, tuple[Name, ...]] = {}
    deviation: dict[Id, AskedDeviation] = {}
    staff: dict[Name, Id] = {}


def answer(context: Context) -> dict[str, Any]:
    """Return the totals and grades of every appraisal that is asked about."""
    if not context.raw.get("appraisals"):
        return {}
    told = []
    for place, asked in enumerate(context.read_all(Asked, "appraisals")):
        appraisal = find(context, "appraisals", asked.appraisal, f"appraisals.{place}.appraisal")
        if appraisal is None:
            continue
        head = {"appraisal": appraisal.id, "year": asked.year}
        try:
            told.append({**head, **_told(context, appraisal, asked)})
        except RuleError as error:
            refused = refusal(error)
            told.append(
                {
                    **head,
                    "refused": [refused],
                    **cited(appraisal.clause),
                    "why": why([refused["why"]]),
                }
            )
    return {"appraisals": told}


def _told(context: Context, appraisal: Appraisal, asked: Asked) -> dict[str, Any]:
    reasons: list[Said] = []
    weights, open_ones = weights_of(appraisal)
    if open_ones and any(isinstance(marks, dict) for marks in asked.scores.values()):
        context.missing.extend(open_ones)
        reasons.append(said("weights_open"))
    totals = {who: _total(appraisal, weights, marks) for who, marks in asked.scores.items()}
    if asked.scores:
        waiting = [who for who in (*asked.all_, *asked.forced) if who not in asked.grades]
        totals |= {who: Total(None) for who in waiting if who not in totals}
    told = _of_totals(appraisal, weights, totals)
    if "parts" in told:
        reasons.append(said("points" if appraisal.marked_in == "points" else "weighted"))
    everybody = [*totals, *asked.grades]
    blocked, forced, grounds = _by_decisions(context, appraisal, asked, everybody)
    given: dict[str, Any] = {"blocked": {who: list(held) for who, held in blocked.items()}}
    if appraisal.quota and asked.scores:
        graded = _graded(appraisal.quota, asked, totals, blocked, forced)
        names = _names(context, appraisal)
        found, sentences = _of_quota(appraisal.quota, asked, graded, forced, names)
    else:
        found, sentences = _of_persons(context, appraisal, asked, blocked, forced)
    for one in found["moved"]:
        if one["because"] in ("blocked", "forced") and one["who"] in grounds:
            one["clauses"] = list(dict.fromkeys(grounds[one["who"]]))
    told |= given | found
    called = _called(context, appraisal, asked, told.get("grades") or {})
    missing = [who for who, one in totals.items() if one.value is None and who not in forced]
    missing += [who for who in asked.all_ if who not in totals and who not in asked.grades]
    if missing:
        told["missing"] = missing
        reasons.append(said("not_graded", {"names": "、".join(missing)}))
    return {
        **told,
        **({"called": called} if called else {}),
        **cited(appraisal.clause, appraisal.quota.clause if appraisal.quota else None),
        "why": why([*reasons, *sentences]),
    }


def _total(
    appraisal: Appraisal,
    weights: Mapping[str, Fraction] | None,
    marks: Fraction | Mapping[str, Fraction],
) -> Total:
    if isinstance(marks, Fraction):
        return Total(marks)
    if weights is None:
        return Total(None)
    return total(appraisal, weights, marks)


def _of_totals(
    appraisal: Appraisal, weights: Mapping[str, Fraction] | None, totals: Mapping[str, Total]
) -> dict[str, Any]:
    if not totals:
        return {}
    told: dict[str, Any] = {
        "totals": {who: number(one.value) for who, one in totals.items()},
        "places": _ranks({who: one.value for who, one in totals.items()}),
    }
    if weights:
        told["weights"] = {
            part.id: {"weight": number(weights[part.id]), **_before(part.raised_from)}
            for part in appraisal.components
        }
    if any(one.parts for one in totals.values()):
        told["parts"] = {
            who: {
                part.component: {
                    "mark": number(part.mark),
                    "weight": number(part.weight),
                    "points": number(part.points),
                }
                for part in one.parts
            }
            for who, one in totals.items()
            if one.parts
        }
    if lacking := {who: list(one.missing) for who, one in totals.items() if one.missing}:
        told["missing_parts"] = lacking
    if not appraisal.whole and weights:
        told["of"] = number(sum(weights.values(), Fraction()))
    return told


def _before(raised_from: object) -> dict[str, Any]:
    return {"before": number(raised_from)} if isinstance(raised_from, Fraction) else {}


def _ranks(totals: Mapping[str, Fraction | None]) -> dict[str, int]:
    """Return the place of each total, 1 the best; equal totals share a place."""
    line = sorted((one for one in totals.values() if one is not None), reverse=True)
    first: dict[Fraction, int] = {}
    for place, one in enumerate(line, 1):
        first.setdefault(one, place)
    return {who: first[one] for who, one in totals.items() if one is not None}


# ── what decisions lead to ────────────────────────────────────────────────────────────────


def _by_decisions(
    context: Context, appraisal: Appraisal, asked: Asked, everybody: list[str]
) -> tuple[dict[str, tuple[str, ...]], dict[str, str], dict[str, list[str]]]:
    """Return blocks and forced grades, those given and those of decisions in force; the clauses."""
    order = _order(context, appraisal)
    blocked = {who: tuple(grades) for who, grades in asked.blocked.items()}
    forced = dict(asked.forced)
    grounds: dict[str, list[str]] = {}
    standing = context.answers.get("standing") or {}
    for who in everybody:
        of_year = (standing.get(who) or {}).get(str(asked.year)) if asked.year else None
        if not of_year:
            continue
        grounds[who] = _clauses(of_year, appraisal.id)
        for effect in _effects(of_year.get("blocked"), appraisal.id):
            blocked[who] = tuple(dict.fromkeys([*blocked.get(who, ()), effect]))
        for effect in _effects(of_year.get("forced"), appraisal.id):
            before = forced.get(who)
            worse = before is None or before not in order or effect not in order
            if worse or order.index(effect) > order.index(str(before)):
                forced[who] = effect
    return blocked, forced, grounds


def _clauses(of_year: Mapping[str, Any], appraisal: str) -> list[str]:
    """Return the clauses of the blocks of a year; of a forced grade, those of all that stands."""
    if appraisal in (of_year.get("forced") or {}):
        return list(of_year.get("clauses", ()))
    found = [one for one in of_year.get("blocked") or [] if one.get("appraisal") == appraisal]
    return [clause for one in found for clause in one.get("clauses", ())]


def _effects(found: Any, appraisal: str) -> Iterator[str]:
    """Yield the grades of one appraisal, from {appraisal: grade} or [{appraisal, grade}]."""
    if isinstance(found, Mapping):
        grades = found.get(appraisal)
        yield from [grades] if isinstance(grades, str) else grades or []
    for entry in found if isinstance(found, list) else []:
        if isinstance(entry, Mapping) and entry.get("appraisal") == appraisal:
            yield str(entry["grade"])


def _order(context: Context, appraisal: Appraisal) -> list[str]:
    """Return the grades of an appraisal, the best first."""
    if appraisal.quota:
        return [share.grade for share in appraisal.quota.shares]
    for scale in context.pack.scales:
        if scale.id == appraisal.scale:
            return [value.id for value in reversed(scale.values)]
    return []


def _names(context: Context, appraisal: Appraisal) -> dict[str, Label]:
    """Return what the grades are called; one that no scale names is called by its id."""
    order = _order(context, appraisal)
    names = {grade: Label(zh=grade, en=grade) for grade in order}
    for scale in context.pack.scales:
        if scale.id == appraisal.scale:
            names |= {value.id: value.label for value in scale.values}
    return names


# ── a forced distribution ─────────────────────────────────────────────────────────────────


def _graded(
    quota: Quota,
    asked: Asked,
    totals: Mapping[str, Total],
    blocked: Mapping[str, tuple[str, ...]],
    forced: Mapping[str, str],
) -> Graded:
    overflowing = _overflowing(quota, asked, forced)
    deviations = {
        grade: Deviation(one.count, one.reason)
        for grade, one in asked.deviation.items()
        if grade not in overflowing
    }
    return grade_by_quota(
        {who: one.value for who, one in totals.items()},
        [(share.grade, share.share) for share in quota.shares],
        blocked=blocked,
        forced=forced,
        chosen=asked.chosen,
        deviations=deviations,
        vacated=quota.vacated,
        forced_inside=quota.forced_inside,
        strict=quota.strict,
    )


def _overflowing(quota: Quota, asked: Asked, forced: Mapping[str, str]) -> set[str]:
    """Return the grades whose deviation only records an overflow by forced grades."""
    held = list(forced.values())
    last = quota.shares[-1].grade
    one = asked.deviation.get(last)
    return {last} if one and quota.forced_inside and one.count == held.count(last) else set()


def _of_quota(
    quota: Quota,
    asked: Asked,
    graded: Graded,
    forced: Mapping[str, str],
    names: Mapping[str, Label],
) -> tuple[dict[str, Any], list[Said]]:
    refused, needs, sentences = _overflow(quota, asked, graded, names)
    told: dict[str, Any] = {
        "quota": {one.grade: one.count for one in graded.places},
        "rounding": {
            one.grade: {"exact": number(one.exact), "settled": one.settled or None}
            for one in graded.places
        },
        "grades": dict(graded.grades),
        "taken": graded.taken,
        "by_score": dict(graded.by_score),
        "ties": [
            {
                "grade": tie.grade,
                "places": tie.places,
                "who": list(tie.units),
                "total": number(tie.total),
                "chosen": list(tie.chosen),
                "settled": bool(tie.chosen),
            }
            for tie in graded.ties
        ],
        "moved": [
            {"who": one.unit, "before": one.from_, "after": one.to, "because": one.why}
            for one in graded.moved
        ],
        "forced": {
            who: {
                "grade": graded.grades[who],
                "by_score": graded.by_score.get(who),
                "opens_lead": False,
                "why": said(
                    "counts_once"
                    if graded.by_score.get(who) == graded.grades[who]
                    else "by_linkage"
                ),
            }
            for who in forced
        },
        "overflow": graded.overflow,
        "needs": needs,
    }
    if refused:
        told["refused"] = refused
    places, moved = _why_places(asked, graded, names), _why_moved(quota, graded, forced, names)
    return told, [*places, *moved, *sentences]


def _overflow(
    quota: Quota, asked: Asked, graded: Graded, names: Mapping[str, Label]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]], list[Said]]:
    """Return what is refused, what is still needed, and why, where a grade overflows."""
    refused, needs, sentences = [], [], []
    for grade, extra in graded.overflow.items():
        params: dict[str, object] = {"grade": names[grade], "count": extra}
        reason = asked.deviation[grade].reason.strip() if grade in asked.deviation else ""
        if not quota.overflow:
            sentences.append(said("overflow_refused", params))
            refused.append({"code": "overflow", "grade": grade, "why": sentences[-1]})
        elif reason:
            sentences.append(said("overflow_reason", params | {"reason": reason}))
        else:
            sentences.append(said("overflow", params))
            needs.append({"what": "reason", "grade": grade, "count": extra, "why": sentences[-1]})
    return refused, needs, sentences


def _why_places(asked: Asked, graded: Graded, names: Mapping[str, Label]) -> list[Said]:
    places = Label(
        zh="、".join(f"{names[one.grade].zh} {one.count} 个" for one in graded.places),
        en=", ".join(f"{one.count} {names[one.grade].en}" for one in graded.places),
    )
    reasons = [said("quota", {"number": len(graded.grades), "places": places})]
    settled = {one.settled for one in graded.places}
    if settled & {"remainder", "larger_share", "order"}:
        reasons.append(said("rounded"))
    if "order" in settled:
        reasons.append(said("settled_order"))
    for one in graded.places:
        if one.settled == "deviation":
            reason = asked.deviation[one.grade].reason
            params = {"grade": names[one.grade], "count": one.count, "reason": reason}
            reasons.append(said("deviation", params))
    return reasons


def _why_moved(
    quota: Quota, graded: Graded, forced: Mapping[str, str], names: Mapping[str, Label]
) -> list[Said]:
    reasons = []
    for grade in dict.fromkeys(forced.values()):
        code = "forced_inside" if quota.forced_inside else "forced_outside"
        reasons.append(said(code, {"grade": names[grade]}))
    if any(one.why == "blocked" for one in graded.moved):
        reasons += [said("blocked"), said(f"vacated_{quota.vacated}")]
    for tie in graded.ties:
        params: dict[str, object] = {
            "grade": names[tie.grade],
            "places": tie.places,
            "units": "、".join(tie.units),
            "total": tie.total,
            "chosen": "、".join(tie.chosen),
        }
        reasons.append(said("tie_settled" if tie.chosen else "tie", params))
    return reasons


# ── grades given to persons ───────────────────────────────────────────────────────────────


def _of_persons(
    context: Context,
    appraisal: Appraisal,
    asked: Asked,
    blocked: Mapping[str, tuple[str, ...]],
    forced: Mapping[str, str],
) -> tuple[dict[str, Any], list[Said]]:
    """Return the grades that people gave, after blocks and forced grades."""
    order = _order(context, appraisal)
    grades: dict[str, str | None] = {}
    moved, told_forced = [], {}
    for who in dict.fromkeys([*asked.grades, *forced]):
        given, must = asked.grades.get(who), forced.get(who)
        start = given or must
        if start is None:
            continue
        grade = hold_down(start, order, blocked.get(who, ()), must)
        grades[who] = grade
        if given and grade != given:
            because = "forced" if must and grade == must else "blocked"
            moved.append({"who": who, "before": given, "after": grade, "because": because})
        if must:
            told_forced[who] = {"grade": grade, "given": given, "why": said("never_lifts")}
    reasons = [said("never_lifts")] if told_forced else []
    if any(one["because"] == "blocked" for one in moved):
        reasons.append(said("blocked"))
    return {"grades": grades, "moved": moved, "forced": told_forced}, reasons


def _called(
    context: Context, appraisal: Appraisal, asked: Asked, grades: Mapping[str, str | None]
) -> dict[str, Any]:
    """Return what the grades are called for the kind of staff that each belongs to."""
    called = {}
    people = context.raw.get("people")
    for who, grade in grades.items():
        of_person = people.get(who) if isinstance(people, Mapping) else None
        kind = asked.staff.get(who)
        if kind is None and isinstance(of_person, Mapping):
            kind = of_person.get("staff_type")
        name = appraisal.grade_names.get(grade or "", {}).get(str(kind)) if kind else None
        if name:
            called[who] = {"zh": name.zh, "en": name.en}
    return called
