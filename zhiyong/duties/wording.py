"""A due day told in words: from the stored steps to sentences in the reader's language."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zhiyong.duties.counting import NAMED_DAY, PLAIN_WEEKS
from zhiyong.duties.holidays import holiday
from zhiyong.duties.models import Duty
from zhiyong.plans.selectors import pack_of
from zhiyong.plans.wording import label, language
from zhiyong.rules.clock import StepCode, Term, Unit


def term_in_words(text: str) -> str:
    """Return a term such as "30 days" in the reader's language."""
    term = Term.parse(text)
    if term.is_at_once:
        return _("at once")
    n = term.value
    words = {
        Unit.HOUR: ngettext("{n} hour", "{n} hours", n),
        Unit.DAY: ngettext("{n} day", "{n} days", n),
        Unit.WORKING_DAY: ngettext("{n} working day", "{n} working days", n),
        Unit.MONTH: ngettext("{n} month", "{n} months", n),
        Unit.YEAR: ngettext("{n} year", "{n} years", n),
    }
    return words[term.unit].format(n=n)


def explain(duty: Duty) -> list[str]:
    """Return the sentences that tell how the due day of a duty came about."""
    reasons: dict[str, str] = {}
    if duty.adoption is not None:
        pack = pack_of(duty.adoption)
        reasons = {one: label(pack, "pause_reasons", one) for one in pack.ids("pause_reasons")}
    return explanation(duty.explanation, reasons)


def explanation(
    steps: Sequence[Mapping[str, Any]], reasons: Mapping[str, str] | None = None
) -> list[str]:
    """Return the sentences for stored steps; `reasons` words the plan's reasons for a pause."""
    told = [step for at, step in enumerate(steps) if not _is_said_next(step, steps[at + 1 :])]
    return [_sentence(step, reasons or {}) for step in told]


def _is_said_next(step: Mapping[str, Any], later: Sequence[Mapping[str, Any]]) -> bool:
    """Whether the end of a count is the due day, which the next step says."""
    said = {"code": StepCode.DUE.value, "day": step.get("day")}
    return step["code"] == StepCode.COUNTED and bool(later) and dict(later[0]) == said


def _sentence(step: Mapping[str, Any], reasons: Mapping[str, str]) -> str:
    told = {name: _told(name, value) for name, value in step.items()}
    if step["code"] == PLAIN_WEEKS:
        text = _(
            "The holidays of {years} are not known yet: plain weeks were counted. "
            "The day is counted anew once they are."
        )
        return text.format(years="、".join(map(str, step["years"])))
    if step["code"] == NAMED_DAY:
        return _("Whoever asked for it named the day: {day}.").format(**told)
    if reason := step.get("reason"):
        told["reason"] = "、".join(reasons.get(one, one) for one in str(reason).split("; "))
    match StepCode(step["code"]):
        case StepCode.STARTED if step["first_day"] == "SAME":
            text = _("{term} from {day}, that day counted.")
        case StepCode.STARTED:
            text = _("{term} from {day}, that day not counted.")
        case StepCode.FIRST_DAY:
            text = _("Day 1 is {day}.")
        case StepCode.HOLIDAY_PASSED:
            text = _("{names} from {first} to {last} is passed over ({days} days).")
        case StepCode.WEEKENDS_PASSED:
            text = _("{days} weekend days are passed over.")
        case StepCode.MAKE_UP_DAY_COUNTED:
            text = _("{day} is a make-up working day for {name} and counts.")
        case StepCode.MONTH_END_CLAMPED:
            text = _("The month has no day {number}; its last day, {day}, stands in.")
        case StepCode.COUNTED:
            text = _("The count ends on {day}.")
        case StepCode.PAUSED if step["reason"]:
            text = _("The clock stood still from {first} to {last} ({reason}); end: {day}.")
        case StepCode.PAUSED:
            text = _("The clock stood still from {first} to {last}; the end moves to {day}.")
        case StepCode.PAUSE_OPEN:
            text = _("The clock stands still since {first}.")
        case StepCode.EXTENDED:
            text = _("Extended by {term}, counted after {since}.")
        case StepCode.ROLLED:
            text = _("{since} is no working day; the end moves to {day}.")
        case StepCode.ROLL_STOPPED:
            text = _("{day} is no working day, yet the end stays.")
        case StepCode.STARTED_AT:
            text = _("{term} from {moment}.")
        case StepCode.DUE:
            text = _("Due on {day}, to the end of the day.")
        case StepCode.DUE_AT:
            text = _("Due at {moment}.")
    return text.format(**told)


def _told(name: str, value: Any) -> Any:
    match name:
        case "day" | "first" | "last" | "since":
            return formats.date_format(date.fromisoformat(value), "DATE_FORMAT")
        case "moment":
            local = timezone.localtime(datetime.fromisoformat(value))
            return formats.date_format(local, "DATETIME_FORMAT")
        case "term":
            return term_in_words(value)
        case "names":
            names = [holiday(one) for one in value]
            return "、".join(names) if language() == "zh" else ", ".join(names)
        case "name":
            return holiday(value)
        case _:
            return value
