"""The part `clocks`: when a term ends, how it stands today, and every step that led there."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from zhiyong.rules.calendar import CalendarMissing
from zhiyong.rules.clock import (
    CountRule,
    Extension,
    ExtensionCap,
    ExtensionRefused,
    FirstDay,
    Light,
    Pause,
    Roll,
    Step,
    StepCode,
    Term,
    Unit,
    check_extensions,
    due_at,
    due_with,
    is_paused,
    light,
    light_at,
    warn_at,
    warn_from,
)
from zhiyong.rules.errors import RuleError
from zhiyong.rules.explain.context import Context, cited
from zhiyong.rules.explain.words import (
    Said,
    as_list,
    both,
    calendar_of,
    day_zh,
    iso,
    read_day,
    read_moment,
)
from zhiyong.rules.pack.problems import nearest
from zhiyong.rules.pack.schema import Pack, UnknownElement
from zhiyong.rules.pack.timing import Clock
from zhiyong.rules.shape import Shape
from zhiyong.rules.values import TermField, say_term

Day = Annotated[date, BeforeValidator(read_day)]
Moment = Annotated[date | datetime, BeforeValidator(read_moment)]
_DAY_LENGTH = timedelta(days=1)


class AskedPause(Shape):
    """A stretch in which the clock stood still, up to but not including `until`."""

    from_: Day = Field(alias="from")
    until: Day | None = None
    reason: str | None = None


class AskedExtension(Shape):
    """A further term that was granted."""

    by: TermField
    on: Day | None = None
    reason: str | None = None
    authority: str = ""


class AskedClock(Shape):
    """A clock of the question, from its start."""

    clock: str
    start: Moment
    met: Moment | None = None
    pauses: Annotated[tuple[AskedPause, ...], BeforeValidator(as_list)] = ()
    extended: Annotated[tuple[AskedExtension, ...], BeforeValidator(as_list)] = ()
    kind: str = ""
    urgency: str = ""


@dataclass(frozen=True, slots=True)
class _Ran:
    """What a clock came to; `refused` are pauses and extensions that the plan does not allow."""

    due: date | datetime | None
    light: Light | None
    late_by: int
    steps: tuple[Step, ...]
    refused: tuple[tuple[str, Said], ...]


def answer(context: Context) -> dict[str, Any]:
    """Return every clock that is asked about."""
    told = []
    for place, asked in enumerate(context.read_all(AskedClock, "clocks")):
        try:
            clock = context.pack.clock_for(asked.clock, kind=asked.kind, urgency=asked.urgency)
        except UnknownElement as error:
            section = str(error.params["section"])
            known = context.pack.ids(section)
            near = nearest(str(error.params["id"]), known)
            shown = near or ", ".join(known)
            context.trouble(
                f"clocks.{place}",
                "ELEMENT_UNKNOWN",
                value=error.params["id"],
                what=section,
                known=shown,
            )
            continue
        if not isinstance(clock.term, Term):
            context.missing.append(f"clocks.{clock.id}.term")
            told.append(_open(clock, asked))
            continue
        try:
            ran = _run(context, clock, clock.term, asked)
        except CalendarMissing as error:
            context.trouble(f"clocks.{place}", "CALENDAR_MISSING", year=error.year)
            continue
        except RuleError as error:
            context.trouble(f"clocks.{place}", error.code, **error.params)
            continue
        told.append(_told(context.pack, clock, clock.term, asked, ran))
    return {"clocks": told} if told or context.raw.get("clocks") else {}


def rule_of(pack: Pack, clock: Clock) -> CountRule:
    """Return how a clock counts: its own way, or the pack's."""
    first = clock.first_day or pack.counting.first_day
    roll = clock.roll or pack.counting.roll
    return CountRule(
        FirstDay.SAME if first == "same" else FirstDay.NEXT,
        Roll.FORWARD if roll == "next_working_day" else Roll.NONE,
    )


def _run(context: Context, clock: Clock, term: Term, asked: AskedClock) -> _Ran:
    if term.unit is Unit.HOUR:
        return _run_hours(context, clock, term, asked)
    calendar, rule = calendar_of(context), rule_of(context.pack, clock)
    start = _as_day(asked.start)
    refused: list[tuple[str, Said]] = []
    pauses = list(_pauses(context.pack, clock, asked, refused))
    extensions = _extensions(clock, asked, refused)
    cap = _cap(clock)
    try:
        check_extensions(term, start, extensions, cap=cap, calendar=calendar, rule=rule)
    except ExtensionRefused as error:
        refused.append((error.code, _said_extension(error)))
        number = int(str(error.params["number"]))
        extensions = extensions[: number - 1]
    found = due_with(
        term, start, pauses=pauses, extensions=extensions, cap=cap, calendar=calendar, rule=rule
    )
    met = _as_day(asked.met) if asked.met else None
    today = context.today
    warn = None
    if found.day and isinstance(clock.warn, Term):
        warn = warn_from(found.day, clock.warn, start=start, calendar=calendar)
    stands = None
    if met or today:
        paused = bool(today) and is_paused(pauses, today or start)
        stands = light(found.day, today or start, warn, met_on=met, is_paused=paused)
    end = met or today
    late = max(0, (end - found.day).days) if end and found.day else 0
    return _Ran(found.day, stands, late, found.steps, tuple(refused))


def _run_hours(context: Context, clock: Clock, term: Term, asked: AskedClock) -> _Ran:
    """Run a term of hours; without a moment it runs from the end of the start day."""
    start = asked.start
    if not isinstance(start, datetime):
        start = datetime.combine(start, datetime.min.time()) + _DAY_LENGTH
    found = due_at(term, start)
    refused = [
        ("NO_PAUSE_OF_HOURS", both("以小时计的期限不中止", "a term of hours has no pauses"))
        for _ in asked.pauses
    ]
    met = asked.met
    now = met or context.today
    if now is None:
        return _Ran(found.moment, None, 0, found.steps, tuple(refused))
    # A day without a moment is not late before it is over.
    moment = now if isinstance(now, datetime) else datetime.combine(now, datetime.min.time())
    late = max(timedelta(0), moment - found.moment)
    warn = warn_at(found.moment, clock.warn, start=start) if isinstance(clock.warn, Term) else None
    stands = light_at(found.moment, moment, warn, met_at=moment if met else None)
    hours = -(-late // timedelta(hours=1))
    return _Ran(found.moment, stands, hours, found.steps, tuple(refused))


def _as_day(moment: date | datetime) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _pauses(
    pack: Pack, clock: Clock, asked: AskedClock, refused: list[tuple[str, Said]]
) -> Iterator[Pause]:
    """Yield the pauses that the plan allows for this clock; the others do not stop it."""
    for pause in asked.pauses:
        # A reason that is not told is not known; it stops a clock that may be stopped at all.
        allows = pause.reason in clock.pauses if pause.reason else bool(clock.pauses)
        if not allows:
            allowed = [pack.element("pause_reasons", one).label for one in clock.pauses]
            zh = "、".join(one.zh for one in allowed) or "无"
            en = ", ".join(one.en for one in allowed) or "none"
            said = both(
                f"“{pause.reason or '—'}”不是此时限可以中止的事由（可以：{zh}），仍照计",
                f"“{pause.reason or '—'}” does not stop this clock (only: {en}); its days count",
            )
            refused.append(("PAUSE_NOT_ALLOWED", said))
        else:
            yield Pause(pause.from_, pause.until, pause.reason or "—")


def _extensions(
    clock: Clock, asked: AskedClock, refused: list[tuple[str, Said]]
) -> list[Extension]:
    if clock.extension is None:
        if asked.extended:
            said = both("方案没有规定此时限可以延长", "the plan allows no extension of this clock")
            refused.append(("NOT_EXTENDABLE", said))
        return []
    return [
        Extension(one.by, _reason_of(one, needed=clock.extension.needs_reason), one.authority)
        for one in asked.extended
    ]


def _reason_of(one: AskedExtension, *, needed: bool) -> str:
    """Return the reason given: one that is not told is not known, an empty one is none."""
    if one.reason is None or not needed:
        return one.reason or "—"
    return one.reason


def _cap(clock: Clock) -> ExtensionCap:
    if clock.extension is None:
        return ExtensionCap(count=0)
    return ExtensionCap(count=clock.extension.times, together=clock.extension.most)


def _said_extension(error: ExtensionRefused) -> Said:
    params = {name: str(value) for name, value in error.params.items()}
    number = params["number"]
    match error.code:
        case "NO_REASON":
            return both(f"第{number}次延长未写明理由", f"extension {number} has no reason")
        case "TOO_MANY":
            return both(
                f"最多延长{params['most']}次", f"at most {params['most']} extensions are allowed"
            )
        case _:
            return both(
                f"延长不得超过{params['most']}，最迟至{params['latest']}",
                f"at most {params['most']} further, until {params['latest']}",
            )


# ── telling ───────────────────────────────────────────────────────────────────────────────


def _open(clock: Clock, asked: AskedClock) -> dict[str, Any]:
    said = both("方案没有写明期限，启用时填写", "the plan leaves the term open")
    return {
        "clock": clock.id,
        "start": _written(asked.start),
        "due": None,
        "light": None,
        "late_by": 0,
        "steps": [],
        **cited(clock.clause),
        "basis": [str(one) for one in clock.basis],
        "why": {lang: [said[lang]] for lang in ("zh", "en")},
    }


def _told(pack: Pack, clock: Clock, term: Term, asked: AskedClock, ran: _Ran) -> dict[str, Any]:
    said = [*(_step(pack, step) for step in ran.steps)]
    said = [one for one in said if one["zh"]]
    if ran.late_by:
        unit = ("小时", "hours") if term.unit is Unit.HOUR else ("日", "days")
        said.append(both(f"逾期{ran.late_by}{unit[0]}", f"late by {ran.late_by} {unit[1]}"))
    said += [one for _, one in ran.refused]
    grounds = {lang: pack.say_grounds(clock, lang) for lang in ("zh", "en")}
    said.append(both(grounds["zh"], grounds["en"]))
    told: dict[str, Any] = {
        "clock": clock.id,
        "start": _written(asked.start),
        "due": _written(ran.due),
        "light": ran.light.value.lower() if ran.light else None,
        "late_by": ran.late_by,
        "met": _written(asked.met),
        "term": str(term),
        "nature": clock.nature,
        "owed_by": clock.owed_by,
        "to": list(clock.to),
        "steps": [step.to_data() for step in ran.steps],
    }
    if ran.refused:
        told["refused"] = [{"code": code, "why": one} for code, one in ran.refused]
    return {
        **told,
        **cited(clock.clause),
        "basis": [str(one) for one in clock.basis],
        "why": {lang: [one[lang] for one in said] for lang in ("zh", "en")},
    }


def _written(moment: date | datetime | None) -> str | None:
    if isinstance(moment, datetime):
        return moment.strftime("%Y-%m-%d %H:%M")
    return iso(moment)


def _step(pack: Pack, step: Step) -> Said:
    """Return a step in words; the plain ones that others repeat say nothing."""
    get = step.params.get
    day = get("day")
    shown, shown_en = (day_zh(day), str(day)) if isinstance(day, date) else ("", "")
    match step.code:
        case StepCode.STARTED:
            term = Term.parse(str(get("term")))
            first = get("first_day") == FirstDay.SAME.value
            zh = "当日计入" if first else "当日不计入"
            en = "that day counted" if first else "that day not counted"
            return both(
                f"自{shown}起{say_term(term, 'zh')}，{zh}",
                f"{say_term(term, 'en')} from {shown_en}, {en}",
            )
        case StepCode.STARTED_AT:
            term = Term.parse(str(get("term")))
            moment = _written_value(get("moment"))
            return both(f"自{moment}起{say_term(term, 'zh')}", f"{term} from {moment}")
        case StepCode.HOLIDAY_PASSED:
            names = "、".join(map(str, _names(get("names"))))
            first_day, last_day = get("first"), get("last")
            return both(
                f"{names}{first_day}至{last_day}不计",
                f"{names} ({first_day} to {last_day}) not counted",
            )
        case StepCode.WEEKENDS_PASSED:
            return both(f"周末{get('days')}日不计", f"{get('days')} weekend days not counted")
        case StepCode.MAKE_UP_DAY_COUNTED:
            return both(f"{shown}补班，计入", f"{shown_en} is a make-up day and counts")
        case StepCode.PAUSED:
            reason = _reason(pack, str(get("reason")))
            return both(
                f"{get('first')}至{get('last')}中止（{reason['zh']}），末日移至{shown}",
                f"paused {get('first')} to {get('last')} ({reason['en']}): until {shown_en}",
            )
        case StepCode.PAUSE_OPEN:
            reason = _reason(pack, str(get("reason")))
            return both(
                f"{get('first')}起中止（{reason['zh']}），尚未恢复",
                f"paused since {get('first')} ({reason['en']})",
            )
        case StepCode.EXTENDED:
            term = Term.parse(str(get("term")))
            return both(
                f"延长{say_term(term, 'zh')}（{get('reason')}）",
                f"extended by {term} ({get('reason')})",
            )
        case StepCode.ROLLED:
            return both(f"末日休息，顺延至{shown}", f"the last day is a day off: {shown_en}")
        case StepCode.DUE:
            return both(f"至{shown}止", f"until {shown_en}")
        case StepCode.DUE_AT:
            moment = _written_value(get("moment"))
            return both(f"至{moment}止", f"until {moment}")
        case _:
            return both("", "")


def _names(value: Any) -> tuple[Any, ...]:
    return tuple(value) if isinstance(value, list | tuple) else ()


def _written_value(value: Any) -> str:
    return value.strftime("%Y-%m-%d %H:%M") if isinstance(value, datetime) else str(value)


def _reason(pack: Pack, reason: str) -> Said:
    if pack.has("pause_reasons", reason):
        label = pack.element("pause_reasons", reason).label
        return both(label.zh, label.en)
    return both(reason, reason)
