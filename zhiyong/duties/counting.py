"""From a plan's clock to the days of a duty. The one place that joins packs, calendar and rules."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from zhiyong.duties.calendars import NOTHING, Source, counted, in_force
from zhiyong.duties.models import Duty
from zhiyong.plans.models import Adoption
from zhiyong.plans.selectors import pack_of
from zhiyong.rules.calendar import Calendar
from zhiyong.rules.clock import (
    NO_CAP,
    CountRule,
    Due,
    Extension,
    ExtensionCap,
    FirstDay,
    Pause,
    Roll,
    Term,
    Unit,
    due_at,
    due_with,
    last_day,
    warn_at,
    warn_from,
)
from zhiyong.rules.pack.schema import Pack, UnknownElement
from zhiyong.rules.pack.timing import Clock
from zhiyong.rules.values import UNSPECIFIED
from zhiyong.shell.errors import Refusal

PLAIN_WEEKS = "PLAIN_WEEKS"
"""A step of ours: years whose holidays are not loaded yet were counted as plain weeks."""
NAMED_DAY = "NAMED_DAY"
"""Another: the day was named by whoever asked, in the place of the plan's term."""


class NoSuchClock(Refusal):
    """The plan has no clock of that name."""


class OpenNumber(Refusal):
    """The plan leaves the term open, and the adoption has not set it."""


@dataclass(frozen=True, slots=True)
class Days:
    """What a count gives: the due day (None while the clock stands), its moment, when to warn."""

    due_on: date | None
    due_at: datetime | None
    warn_on: date | None
    steps: list[dict[str, Any]]


def clock_of(adoption: Adoption, code: str) -> Clock:
    """Return a plan's clock.

    :raises NoSuchClock: if the plan has none of that name.
    """
    try:
        return pack_of(adoption).clock(code)
    except UnknownElement as error:
        text = _("The plan {plan} has no clock “{code}”.")
        raise NoSuchClock(text.format(plan=adoption.pack.title, code=code)) from error


def term_of(adoption: Adoption, clock: Clock) -> Term:
    """Return a clock's term, which the adoption sets where the source leaves it open.

    :raises OpenNumber: if neither says it.
    """
    said = pack_of(adoption).clock(clock.id).term
    if said == UNSPECIFIED:
        text = _("The plan leaves the term of “{clock}” open: set it in the plan's adoption.")
        raise OpenNumber(text.format(clock=clock.label.zh), basis=clock.clause)
    assert isinstance(said, Term)
    return said


def rule_of(pack: Pack, clock: Clock) -> CountRule:
    """Return how a clock counts: its own way, or the pack's."""
    first = clock.first_day or pack.counting.first_day
    roll = clock.roll or pack.counting.roll
    return CountRule(
        FirstDay.SAME if first == "same" else FirstDay.NEXT,
        Roll.FORWARD if roll == "next_working_day" else Roll.NONE,
    )


def cap_of(clock: Clock) -> ExtensionCap:
    """Return how far a clock may be extended."""
    if clock.extension is None:
        return NO_CAP
    most = Term.parse(str(clock.extension.most))
    return ExtensionCap(count=clock.extension.times, together=most)


def days(
    adoption: Adoption,
    clock: Clock,
    start: date,
    *,
    at: datetime | None = None,
    pauses: tuple[Pause, ...] = (),
    extensions: tuple[Extension, ...] = (),
    named: date | None = None,
    source: Source | None = None,
) -> Days:
    """Return the days of a duty that begins on `start` (for terms of hours, at the moment `at`).

    `named` is the day that whoever asked named in the place of the term; it stands as it is.

    A term of hours without a known moment runs from the end of the start day: nobody is late
    because a moment was not kept. Working days are counted with the calendar in force, or with
    `source`; a year that is not loaded counts as plain weeks, and a step says so.

    :raises OpenNumber: as `term_of`.
    """
    warn = Term.parse(str(clock.warn)) if clock.warn else None
    if named is not None:
        return _named(named, start, warn, extensions, source)
    term = term_of(adoption, clock)
    if term.unit is Unit.HOUR:
        return _moment(term, start, at, warn)
    rule = rule_of(pack_of(adoption), clock)

    def count(working: Calendar) -> tuple[Due, date | None]:
        end = due_with(
            term,
            start,
            pauses=pauses,
            extensions=extensions,
            cap=cap_of(clock),
            calendar=working,
            rule=rule,
        )
        if warn is None or end.day is None:
            return end, None
        return end, warn_from(end.day, warn, start=start, calendar=working)

    terms = (term, *filter(None, [warn]), *(extension.term for extension in extensions))
    (end, warn_on), plain = counted(count, source or _source_for(terms, rule))
    steps = [step.to_data() for step in end.steps]
    if plain:
        steps.append({"code": PLAIN_WEEKS, "years": plain})
    return Days(end.day, None, warn_on, steps)


def _named(
    named: date,
    start: date,
    warn: Term | None,
    extensions: tuple[Extension, ...],
    source: Source | None,
) -> Days:
    """Return the days of a duty whose due day was named; only more time granted moves it."""
    due = max(named, start)
    for each in extensions:
        due = day_after(due, each.term, source)
    steps = [{"code": NAMED_DAY, "day": due.isoformat()}]
    if warn is None:
        return Days(due, None, None, steps)
    warn_on, _plain = counted(
        lambda working: warn_from(due, warn, start=start, calendar=working),
        source or _source_for((warn,), CountRule()),
    )
    return Days(due, None, warn_on, steps)


def last_day_of(adoption: Adoption, code: str, start: date) -> date | None:
    """Return the last day under a clock of the plan that begins on a day; None if it is open.

    :raises NoSuchClock: as `clock_of`.
    """
    try:
        return days(adoption, clock_of(adoption, code), start).due_on
    except OpenNumber:
        return None


def day_after(due: date, term: Term, source: Source | None = None) -> date:
    """Return the day that lies a term after a due day."""
    days_to_count = source or _source_for((term,), CountRule())
    end, _plain = counted(lambda working: last_day(term, due, working), days_to_count)
    return end


def uses_the_calendar(adoption: Adoption, clock: Clock) -> bool:
    """Return whether a change of the calendar can move a duty of this clock, or its warning.

    :raises OpenNumber: as `term_of`.
    """
    terms = [term_of(adoption, clock)]
    if clock.warn:
        terms.append(Term.parse(str(clock.warn)))
    if clock.extension:
        terms.append(Term.parse(str(clock.extension.most)))
    if clock.escalation:
        steps = pack_of(adoption).escalation(clock.escalation).steps
        terms += [Term.parse(str(step.after)) for step in steps]
    return _needs_calendar(terms, rule_of(pack_of(adoption), clock))


def _needs_calendar(terms: Iterable[Term], rule: CountRule) -> bool:
    return rule.roll is not Roll.NONE or any(term.unit is Unit.WORKING_DAY for term in terms)


def _source_for(terms: Iterable[Term], rule: CountRule) -> Source:
    """Return the days to count with: none are read where only calendar days are counted."""
    return in_force() if _needs_calendar(terms, rule) else NOTHING


def _moment(term: Term, start: date, at: datetime | None, warn: Term | None) -> Days:
    begun = at or timezone.make_aware(datetime.combine(start, time(23, 59)))
    end = due_at(term, timezone.localtime(begun))
    soon = warn_at(end.moment, warn, start=begun) if warn else None
    return Days(
        timezone.localdate(end.moment),  # noqa: TID251 - the day of a given moment
        end.moment,
        timezone.localdate(soon) if soon else None,  # noqa: TID251
        [step.to_data() for step in end.steps],
    )


def recount(duty: Duty, source: Source | None = None) -> Days:
    """Return the days of a duty with its pauses and extensions as they stand."""
    if duty.adoption is None:
        raise NoSuchClock(_("This duty rests on no plan."))
    return days(
        duty.adoption,
        clock_of(duty.adoption, duty.code),
        duty.starts_on,
        at=duty.started_at,
        named=duty.named_on,
        pauses=tuple(
            Pause(one.from_on, one.until_on, one.reason)
            for one in sorted(duty.pauses.all(), key=lambda one: one.pk)
        ),
        extensions=tuple(
            Extension(Term.parse(one.term), one.reason, str(one.approved_by_id or ""))
            for one in sorted(duty.extensions.all(), key=lambda one: one.pk)
        ),
        source=source,
    )
