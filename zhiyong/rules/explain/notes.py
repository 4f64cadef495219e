"""The sentences behind the codes of decisions, consequences, appeals and tracks."""

from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from typing import Any

from zhiyong.rules.consequences import Note
from zhiyong.rules.explain.reasons import Why, why
from zhiyong.rules.pack.schema import Pack
from zhiyong.rules.values import say_number

PLACES_ZH = {
    "subject": "当事人",
    "main_leader": "主要领导",
    "party_head": "党的主要负责人",
    "administrative_head": "行政主要负责人",
    "leader_in_charge": "分管领导",
    "direct_superior": "直接上级",
    "leading_team": "领导班子成员",
    "responsible_persons": "相关责任人",
    "managing_body": "主管组织",
    "evaluator": "考评人员",
    "handling_head": "承办负责人",
    "unit": "单位",
}

_NOTES = {
    # on whom
    "HELD_ON_ACT_DAY": ("{day}（行为发生日）任{place}", "{place} on the day of the act, {day}"),
    "HELD_ON_DECISION_DAY": (
        "行为发生日不明，按决定日{day}任{place}认定",
        "the day of the act is not told; {place} on the day of the decision, {day}",
    ),
    "PLACE_NOT_TOLD": ("未说明谁是{place}", "nobody is named as {place}"),
    "NOT_LINKED_TO_HIMSELF": (
        "当事人本人就是应受连带的领导：不连带本人，对上一级作评估，不作处理",
        "the person is the leader on whom it would fall: nobody is linked to himself; "
        "one level up is assessed, not sanctioned",
    ),
    "WHEN_UNKNOWN": ("前提事实不清", "the facts on which it depends are not known"),
    # waiting
    "WAITS_FOR_OUTCOME": ("有权机关的结果尚未返回", "the outcome has not come back yet"),
    "WAITS_FOR_OWN_DECISION": (
        "须由有权机关另行决定后才生效",
        "it needs a decision of its own before it takes effect",
    ),
    "NOT_FOLLOWED": ("建议未被采纳", "the recommendation was not followed"),
    # combining
    "RATE_REPLACED": (
        "对被连带领导另有规定的比例（{by}），不再按所受处理的比例",
        "the rate stated for the linked leader ({by}) replaces this one",
    ),
    "HIGHEST_IN_CASE": (
        "同一案件取最高，已按{decision}的{by}计",
        "within one case the highest counts: {by} of {decision}",
    ),
    "HIGHEST_ACROSS_CASES": (
        "各案件取最高，已按{decision}的{by}计",
        "across cases the highest counts: {by} of {decision}",
    ),
    "CAPPED": (
        "合计以{cap}为限，此项计{counted}",
        "capped at {cap} in all: {counted} of it counts",
    ),
    "APPLIED_ONCE": ("同一决定内只适用一次", "within one decision it applies once"),
    "WORSE_GRADE_HOLDS": (
        "另有更低等次（{decision}的{by}），从低",
        "a worse grade is forced by {by} of {decision}",
    ),
    "REVOKED_ON": ("决定于{day}撤销，随之冲销", "rolled back: the decision was revoked on {day}"),
    "CHANGED_ON": ("决定于{day}变更，随之冲销", "rolled back: the decision was changed on {day}"),
    # decisions
    "NOT_ON_THE_LIST": ("方案没有{measure}这一处理方式", "the plan has no measure {measure}"),
    "NOT_FOR_SUCH": ("此项处理不适用于此类对象", "it is no measure for a {kind}"),
    "LADDER": ("不具备适用条件", "the conditions for it are not met"),
    "NOT_ELIGIBLE": ("不适用于此人", "it may not be used on this person"),
    "FACTOR_MISSING": ("选定处理之前须先评定{factor}", "{factor} must be rated before"),
    "FIELDS_MISSING": ("须写明：{fields}", "it must state: {fields}"),
    "FORM_UNKNOWN": ("没有{form}这一方式", "there is no form {form}"),
    "NOBODY_DECIDES": (
        "没有机关有权决定，上报处理",
        "nobody here may decide it; it is sent up",
    ),
    "NOT_DECIDED_HERE": (
        "不由本级决定：只能通报或建议",
        "it is not decided here: the body is notified, or a suggestion is made",
    ),
    "WRONG_LEVEL": (
        "{by}无权决定，应由{decides}决定",
        "{by} may not decide it; {decides} does",
    ),
    "BASES_TOO_FEW": (
        "引用依据{given}项，至少{least}项",
        "{given} legal bases are cited; at least {least} are needed",
    ),
    "ONE_MEASURE_ONLY": ("一次决定只能有一项处理", "a decision holds one measure only"),
    "NOT_ASSESSED": ("{liability}尚未评估", "{liability} has not been assessed"),
    # appeals
    "OUTCOME_UNKNOWN": ("没有{outcome}这一结果", "there is no outcome {outcome}"),
    "DECIDED_BEFORE": (
        "{who}参加过原决定，不得办理",
        "{who} took part in the first decision and may not handle it",
    ),
    "APPEAL_LATE": ("已超过申诉期限", "it was filed too late"),
    "NOT_APPEALED_THERE": ("不能向{to}提出", "it cannot be filed with {to}"),
    "HEAVIER": ("不得加重：{measures}", "an appeal never ends heavier: {measures}"),
    "CHANGED_TO_NOTHING": ("变更须写明新的处理", "a change must say to what"),
    "ALREADY_REVOKED": ("{decision}已经撤销", "{decision} has been revoked already"),
    "REASON_MISSING": ("临时召开须写明理由", "a special meeting needs a reason"),
    # tracks
    "STARTED_BY": ("只能由{wanted}提起", "only {wanted} may begin it"),
    "ACT_NOT_PROVEN": ("本人行为未经证实", "an act of one's own is not proven"),
    "NO_LINK": ("没有领导或监督关系", "there is no link of supervision"),
    "NO_MEASURE_HERE": ("此类责任不作处理，只能：{acts}", "no measure here, only: {acts}"),
    "BASIS_UNKNOWN": (
        "没有第{basis}种情形，共{count}种",
        "there is no ground {basis}; they are {count}",
    ),
}

_SECTIONS = ("measures", "liabilities", "bindings", "actors", "consequences")


def say_notes(pack: Pack, notes: Iterable[Note]) -> Why:
    """Return notes in words."""
    return why(*(say_note(pack, one) for one in notes))


def say_note(pack: Pack, note: Note) -> tuple[str, str]:
    """Return a note as (Chinese, English)."""
    zh, en = _NOTES[note.code]
    return (
        zh.format(**{key: _said(pack, key, value, "zh") for key, value in note.params.items()}),
        en.format(**{key: _said(pack, key, value, "en") for key, value in note.params.items()}),
    )


def place_name(place: str) -> tuple[str, str]:
    """Return a place as (Chinese, English)."""
    return PLACES_ZH.get(place, place), place.replace("_", " ")


def _said(pack: Pack, key: str, value: Any, lang: str) -> str:
    if key == "place":
        return place_name(str(value))[lang != "zh"]
    if key == "factor" and pack.sanctioning:
        found = [one for one in pack.sanctioning.factors if one.id == value]
        return found[0].label.say(lang) if found else str(value)
    if isinstance(value, Fraction):
        return say_number(value, share=True)
    if isinstance(value, date):
        return value.isoformat()
    for section in _SECTIONS:
        if pack.has(section, str(value)):
            label: str = pack.element(section, str(value)).label.say(lang)
            return label
    return str(value)
