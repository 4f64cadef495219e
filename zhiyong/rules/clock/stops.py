"""Pauses and extensions of a running term.

A pause [from, until) stops the clock: none of its days counts.

- Days: a paused day is skipped, so the last day moves by as many days as were lost.
- Working days: a paused working day is skipped; days off cost nothing, paused or not.
- Months and years: the end is found without the pause, then moves by the calendar days that
  were lost. A month has no fixed length, so a paused month could not be given back as such.
- Hours: not defined, since pauses have days only; `due_with` refuses them.

Only what falls into the term is lost: days before the first counted day are not, and a pause
that begins after the last day changes nothing (a late duty stays late). Pauses that overlap
count once.

An extension is a further term, counted from the day after the last day, rolled as the rule
says. A pause may fall into it as into the first term.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from zhiyong.rules.calendar import Calendar
from zhiyong.rules.clock.counting import (
    DAY,
    DEFAULT_RULE,
    CountRule,
    Due,
    FirstDay,
    Roll,
    counted,
    counting_steps,
    first_counted,
    last_day,
    needed,
    roll_step,
    rolled,
    started,
)
from zhiyong.rules.clock.steps import Step, StepCode, Value
from zhiyong.rules.clock.terms import Term, TermError, Unit
from zhiyong.rules.errors import RuleError


class PauseError(RuleError):
    """A pause that ends before it begins: PAUSE_BACKWARDS(begins, until)."""


class ExtensionRefused(RuleError):
    """An extension goes past what is allowed.

    NO_REASON(number) · TOO_MANY(number, most) · TOO_LONG(number, term, most, day, latest) ·
    TOO_LONG_TOGETHER(number, most, day, latest)

    `number` counts the extensions from 1; `day` is the last day asked for and `latest` the
    last day allowed, both before any pause.
    """


@dataclass(frozen=True, slots=True)
class Pause:
    """Days on which the clock stands still: from `begins` up to, not including, `until`.

    A pause that ends on the day it began stops nothing.
    """

    begins: date
    until: date | None = None
    reason: str = ""

    def __post_init__(self) -> None:
        if self.until is not None and self.until < self.begins:
            raise PauseError("PAUSE_BACKWARDS", begins=self.begins, until=self.until)

    def covers(self, day: date) -> bool:
        """Return whether the clock stands still on a day."""
        return self.begins <= day and (self.until is None or day < self.until)


@dataclass(frozen=True, slots=True)
class Extension:
    """A further term, with the reason given and a reference to the authority that granted it."""

    term: Term
    reason: str
    authority: str = ""


@dataclass(frozen=True, slots=True)
class ExtensionCap:
    """What the plan allows: how many extensions, how long each, how long all together.

    What is None is not capped. Terms in different units are compared by the day on which
    they end, not by a rule of thumb for the length of a month.
    """

    count: int | None = None
    each: Term | None = None
    together: Term | None = None


NO_CAP = ExtensionCap()


def is_paused(pauses: Iterable[Pause], day: date) -> bool:
    """Return whether any pause covers the day."""
    return any(pause.covers(day) for pause in pauses)


def due(
    term: Term,
    start: date,
    calendar: Calendar | None = None,
    rule: CountRule = DEFAULT_RULE,
) -> Due:
    """Return the last day of a term and every step that led there; the day is `last_day`'s.

    :raises TermError: as `last_day`.
    :raises CalendarMissing: as `last_day`.
    """
    return due_with(term, start, calendar=calendar, rule=rule)


def due_with(
    term: Term,
    start: date,
    *,
    pauses: Iterable[Pause] = (),
    extensions: Sequence[Extension] = (),
    cap: ExtensionCap = NO_CAP,
    calendar: Calendar | None = None,
    rule: CountRule = DEFAULT_RULE,
) -> Due:
    """Return the last day of a term with its pauses and extensions, or no day while paused.

    A forward roll passes over paused days too; a backward roll never enters a pause.

    :raises ExtensionRefused: if an extension goes past the cap or has no reason.
    :raises TermError: as `last_day`.
    :raises CalendarMissing: as `last_day`.
    """
    try:
        return _due_with(term, start, pauses, extensions, cap, calendar, rule)
    except OverflowError as error:
        raise TermError("OUT_OF_DATES", term=str(term), start=start) from error


def _due_with(
    term: Term,
    start: date,
    pauses: Iterable[Pause],
    extensions: Sequence[Extension],
    cap: ExtensionCap,
    calendar: Calendar | None,
    rule: CountRule,
) -> Due:
    check_extensions(term, start, extensions, cap=cap, calendar=calendar, rule=rule)
    run = _Run(calendar, rule, merged(pauses))
    end = run.count(term, start, rule.first_day)
    for extension in extensions:
        if end is None:
            break
        run.steps.append(
            Step(
                StepCode.EXTENDED,
                {
                    "since": end,
                    "term": str(extension.term),
                    "reason": extension.reason,
                    "authority": extension.authority,
                },
            )
        )
        end = run.count(extension.term, end, FirstDay.NEXT)
    if end is not None:
        run.steps.append(Step(StepCode.DUE, {"day": end}))
    return Due(end, (started(term, start, rule.first_day), *run.steps))


def merged(pauses: Iterable[Pause]) -> tuple[Pause, ...]:
    """Return the pauses in order, those that overlap or touch joined, their reasons kept."""
    result: list[Pause] = []
    lasting = (pause for pause in pauses if pause.until != pause.begins)
    for pause in sorted(lasting, key=lambda pause: pause.begins):
        last = result[-1] if result else None
        if last is None or (last.until is not None and pause.begins > last.until):
            result.append(pause)
            continue
        reason = "; ".join(filter(None, dict.fromkeys((last.reason, pause.reason))))
        open_end = last.until is None or pause.until is None
        until = None if open_end else max(filter(None, (last.until, pause.until)))
        result[-1] = Pause(last.begins, until, reason)
    return tuple(result)


class _Run:
    """One count in progress: the pauses not yet met, and the steps so far."""

    def __init__(self, calendar: Calendar | None, rule: CountRule, pauses: Sequence[Pause]) -> None:
        self.calendar = calendar
        self.rule = rule
        self.pauses = pauses
        self.steps: list[Step] = []

    def count(self, term: Term, start: date, first_day: FirstDay) -> date | None:
        """Return the last day of one term, past its pauses and its roll; None if one is open."""
        first = first_counted(term, start, first_day)
        end = counted(term, start, self.calendar, first_day)
        self.steps += counting_steps(term, start, end, self.calendar, first_day)
        for pause in self.pauses:
            if pause.begins > end:
                break
            if pause.until is None:
                self._open(pause, first)
                return None
            if pause.until > first:
                end = self._pass(max(pause.begins, first), pause.until, end, term, pause.reason)
        return self._roll(end, first, term)

    def _pass(self, begins: date, until: date, end: date, term: Term, reason: str) -> date:
        """Return the last day after a pause that has ended."""
        if term.unit is Unit.WORKING_DAY:
            calendar = needed(self.calendar, term)
            lost = calendar.count(begins, until - DAY)
            moved = calendar.after(end, lost) if lost else end
        else:
            lost = (until - begins).days
            moved = end + lost * DAY
        self._paused(begins, until, lost, moved, term, reason)
        return moved

    def _roll(self, end: date, first: date, term: Term) -> date | None:
        """Return where the last day goes, past days off and paused days."""
        roll = self.rule.roll
        day = rolled(end, first, term, self.calendar, roll)
        is_off = roll is not Roll.NONE and not needed(self.calendar, term).is_working(end)
        if roll is Roll.BACKWARD and is_off and (day == end or self._pause_on(day)):
            self.steps.append(Step(StepCode.ROLL_STOPPED, {"day": end, "roll": roll.value}))
            return end
        while roll is Roll.FORWARD and (pause := self._pause_on(day)):
            if pause.until is None:
                self._open(pause, first)
                return None
            self._paused(day, pause.until, 0, pause.until, term, pause.reason)
            day = rolled(pause.until, first, term, self.calendar, roll)
        if day != end:
            self.steps.append(roll_step(end, day, roll, self.calendar))
        return day

    def _paused(
        self, begins: date, until: date, lost: int, day: date, term: Term, reason: str
    ) -> None:
        unit = Unit.WORKING_DAY if term.unit is Unit.WORKING_DAY else Unit.DAY
        params: dict[str, Value] = {"first": begins, "last": until - DAY, "lost": lost}
        params |= {"unit": unit.value, "day": day, "reason": reason}
        self.steps.append(Step(StepCode.PAUSED, params))

    def _open(self, pause: Pause, first: date) -> None:
        begins = max(pause.begins, first)
        self.steps.append(Step(StepCode.PAUSE_OPEN, {"first": begins, "reason": pause.reason}))

    def _pause_on(self, day: date) -> Pause | None:
        return next((pause for pause in self.pauses if pause.covers(day)), None)


def check_extensions(
    term: Term,
    start: date,
    extensions: Sequence[Extension],
    *,
    cap: ExtensionCap,
    calendar: Calendar | None = None,
    rule: CountRule = DEFAULT_RULE,
) -> None:
    """Refuse extensions that have no reason or go past the cap; lengths are taken before any roll.

    :raises ExtensionRefused: with the number of the first extension that goes too far.
    """
    if not extensions:
        return
    origin = end = last_day(term, start, calendar, rule)
    for number, extension in enumerate(extensions, start=1):
        if not extension.reason.strip():
            raise ExtensionRefused("NO_REASON", number=number)
        if cap.count is not None and number > cap.count:
            raise ExtensionRefused("TOO_MANY", number=number, most=cap.count)
        day = counted(extension.term, end, calendar, FirstDay.NEXT)
        if cap.each and day > (latest := counted(cap.each, end, calendar, FirstDay.NEXT)):
            raise ExtensionRefused(
                "TOO_LONG",
                number=number,
                term=str(extension.term),
                most=str(cap.each),
                day=day,
                latest=latest,
            )
        if cap.together and day > (
            latest := counted(cap.together, origin, calendar, FirstDay.NEXT)
        ):
            raise ExtensionRefused(
                "TOO_LONG_TOGETHER", number=number, most=str(cap.together), day=day, latest=latest
            )
        end = day
