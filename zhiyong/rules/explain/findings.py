"""The part `findings`: what a finding under a category must show, and what refuses it."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, cast, get_args

from zhiyong.rules.explain.context import Context, cited
from zhiyong.rules.explain.scope import declared
from zhiyong.rules.explain.words import Said, both, calendar_of, of_label, read_moment
from zhiyong.rules.findings import Demands, Filed, Note, Subject, demands, open_hours
from zhiyong.rules.pack.problems import nearest
from zhiyong.rules.pack.schema import Pack
from zhiyong.rules.pack.timing import OfficeHours
from zhiyong.rules.values import ValueProblem, parse_day, parse_number, plain, split_list
from zhiyong.rules.wording import read_aloud

_SAID: dict[str, tuple[str, str]] = {
    "CATEGORY_IS_GROUP": (
        "这是一组情形，应具体到其中一项：{below}",
        "a group: name one of {below}",
    ),
    "SUBJECT_NOT_ALLOWED": (
        "此项的认定对象只能是{allowed_zh}，不能是{subject_zh}",
        "such a finding concerns {allowed}, not {subject}",
    ),
    "BEHAVIOUR_UNKNOWN": ("此项没有“{behaviour}”这一行为", "it has no behaviour {behaviour}"),
    "FIELDS_MISSING": ("缺少认定要素：{fields_zh}", "still to be stated: {fields_en}"),
    "OUTSIDE_WORKING_HOURS": (
        "“{behaviour_zh}”只在工作时间内构成问题，{at}不在工作时间内{reason_zh}",
        "{behaviour} is a fault in working hours only; {at} lies outside them{reason}",
    ),
    "OUTSIDE_WORKDAY_NOON": (
        "“{behaviour_zh}”只在工作日中午构成问题，{at}不在此列{reason_zh}",
        "{behaviour} is a fault at noon of working days only; {at} is none{reason}",
    ),
    "TOO_FEW_SOURCES": (
        "需要{needed}个相互独立的来源，现有{given}个",
        "{needed} independent sources are needed, there are {given}",
    ),
    "NO_SECOND_REVIEWER": ("须由另一人复核", "somebody else must review it as well"),
    "NOT_SO": (
        "不具备认定此项的条件：{asked_zh}",
        "it takes what is not so here: {asked_en}",
    ),
    "BEFORE_IN_FORCE": (
        "{at}的行为在方案施行之日{from}之前",
        "the act of {at} lies before the plan came into force, {from}",
    ),
    "WINDOW_UNKNOWN": (
        "“{behaviour_zh}”是否在规定时段内尚不清楚，缺少 {missing}",
        "whether {behaviour} falls into its hours is not known without {missing}",
    ),
    "TIME_TOO_SHORT": (
        "{field_zh}距今{days}日，不足{term}",
        "{field_en} lies {days} days back, less than {term}",
    ),
    "TIME_TOO_LONG": (
        "{field_zh}距今{days}日，超过{term}",
        "{field_en} lies {days} days back, more than {term}",
    ),
}
_SUBJECTS = {"person": "个人", "team": "班子", "unit": "单位"}


def answer(context: Context) -> dict[str, Any]:
    """Return what a finding under `finding.category` asks for, and every reason to refuse it."""
    raw = context.raw.get("facts")
    category = raw.get("finding.category") if isinstance(raw, Mapping) else None
    if not isinstance(raw, Mapping) or category is None:
        return {}
    name = plain(str(category))
    if not context.pack.has("taxonomy", name):
        known = context.pack.ids("taxonomy")
        near = nearest(name, known)
        code = "FINDING_CATEGORY_NEAR" if near else "FINDING_CATEGORY"
        shown = ", ".join(known)
        context.trouble("facts.finding.category", code, value=name, near=near, known=shown)
        return {}
    hours = _hours(context)
    filed = _filed(context, name, raw)
    calendar = calendar_of(context)
    found = demands(
        context.pack,
        filed,
        on=context.today,
        calendar=calendar,
        hours=hours,
        facts=declared(context),
    )
    for note in found.warnings:
        if note.params.get("missing") == "office_hours":
            context.missing.extend(f"office_hours.{key}" for key in open_hours(hours))
    return {"findings": _told(context, found, filed)}


def _told(context: Context, found: Demands, filed: Filed) -> dict[str, Any]:
    category = found.category
    said = [of_label(category.label), *(say(context.pack, note) for note in found.refused)]
    return {
        "category": category.id,
        "code": category.code,
        "path": [one.id for one in found.path],
        "judged": category.judged,
        "required": list(found.required),
        "missing": list(found.missing),
        "subjects": list(found.subjects),
        "sources": {"needed": found.sources, "given": filed.sources},
        "second_reviewer": found.second_reviewer,
        "restricted": found.restricted,
        "hand_over_to": found.hand_over_to,
        "severity": found.severity,
        "aim": next((of_label(one.aim) for one in reversed(found.path) if one.aim), None),
        "same_as": list(category.same_as),
        "refused": [_told_note(context, note) for note in found.refused],
        "warnings": [_told_note(context, note) for note in found.warnings],
        **cited(category.clause, *(note.clause for note in found.refused)),
        "why": {lang: [one[lang] for one in said] for lang in ("zh", "en")},
    }


def _told_note(context: Context, note: Note) -> dict[str, Any]:
    params = {key: one if isinstance(one, int) else str(one) for key, one in note.params.items()}
    return {"code": note.code, **params, **cited(note.clause), "why": say(context.pack, note)}


def say(pack: Pack, note: Note) -> Said:
    """Return why a finding is refused, or what it is warned of, as a sentence in both languages."""
    params = {key: str(one) for key, one in note.params.items()}

    def labels(ids: str, lang: str) -> str:
        names = [
            pack.element("finding_fields", one).label.say(lang)
            if pack.has("finding_fields", one)
            else one
            for one in ids.split(", ")
        ]
        return ("、" if lang == "zh" else ", ").join(names)

    for lang in ("zh", "en"):
        params[f"fields_{lang}"] = labels(params.get("fields", ""), lang)
        params[f"field_{lang}"] = labels(params.get("field", ""), lang)
    params["behaviour_zh"] = _behaviour(pack, params.get("behaviour", ""))
    params["subject_zh"] = _SUBJECTS.get(params.get("subject", ""), "")
    allowed = params.get("allowed", "").split(", ")
    params["allowed_zh"] = "、".join(_SUBJECTS.get(one, one) for one in allowed)
    params["reason"], params["reason_zh"] = "", ""
    if note.code == "NOT_SO" and (asked := pack.category(params["category"]).when):
        for lang in ("zh", "en"):
            params[f"asked_{lang}"] = read_aloud(asked, pack.vocabulary, lang)
    if note.params.get("day_off"):
        name = params.get("holiday", "")
        params["reason"] = f" (a day off{', ' + name if name else ''})"
        params["reason_zh"] = f"（休息日{'，' + name if name else ''}）"
    elif window := params.get("window"):
        params["reason"], params["reason_zh"] = f" ({window})", f"（{window}）"
    zh, en = _SAID[note.code]
    return both(zh.format(**params), en.format(**params))


def _behaviour(pack: Pack, name: str) -> str:
    for category in pack.categories():
        groups = (one for group in category.groups for one in group.behaviours)
        for behaviour in (*category.behaviours, *groups):
            if behaviour.id == name:
                return behaviour.label.zh
    return name


# ── reading what was filed ────────────────────────────────────────────────────────────────


def _filed(context: Context, category: str, raw: Mapping[str, Any]) -> Filed:
    subject = raw.get("finding.subject")
    if subject is not None and subject not in get_args(Subject):
        known = ", ".join(get_args(Subject))
        context.trouble(
            "facts.finding.subject",
            "FACT_VALUE",
            fact="finding.subject",
            value=subject,
            known=known,
        )
        subject = None
    return Filed(
        category=category,
        subject=cast("Subject | None", str(subject) if subject is not None else None),
        behaviours=tuple(_list(raw.get("finding.behaviours", raw.get("finding.behaviour")))),
        fields=_fields(raw.get("finding.fields")),
        at=_moment(context, raw.get("finding.at")),
        sources=_count(context, raw.get("finding.sources")),
        has_second_reviewer=_flag(raw.get("finding.second_reviewer")),
    )


def _list(value: Any) -> list[str]:
    parts = split_list(value)
    return [str(one) for one in parts] if isinstance(parts, list) else []


def _fields(value: Any) -> dict[str, date | None]:
    """Return the fields that are filled, with their days where one is written."""
    if isinstance(value, Mapping):
        return {str(key): _day(one) for key, one in value.items() if one is not None and one != ""}
    return dict.fromkeys(_list(value))


def _day(value: Any) -> date | None:
    try:
        return parse_day(str(value))
    except ValueProblem:
        return None


def _moment(context: Context, value: Any) -> date | datetime | None:
    """Return "2021-05-06 10:15", or only a day."""
    if value is None:
        return None
    try:
        return read_moment(value)
    except ValueProblem as error:
        context.trouble("facts.finding.at", error.code, **error.params)
        return None


def _count(context: Context, value: Any) -> int | None:
    if value is None:
        return None
    try:
        return int(parse_number(str(value)))
    except ValueProblem as error:
        context.trouble("facts.finding.sources", error.code, **error.params)
        return None


def _flag(value: Any) -> bool | None:
    if value is None:
        return None
    return plain(str(value)).lower() not in ("false", "no", "否", "")


def _hours(context: Context) -> OfficeHours | None:
    """Return the office hours of the question, else those of the pack."""
    raw = context.raw.get("office_hours")
    if raw is None:
        return context.pack.office_hours
    return context.read(OfficeHours, raw, "office_hours") or context.pack.office_hours
