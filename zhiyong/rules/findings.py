"""What a finding under a category must show, and what refuses it: from the taxonomy, as data."""

from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Literal

from zhiyong.rules.calendar import Calendar, CalendarMissing
from zhiyong.rules.clauses import Clause
from zhiyong.rules.clock import Term, TermError, last_day
from zhiyong.rules.conditions import Truth, evaluate
from zhiyong.rules.facts import Facts
from zhiyong.rules.pack.schema import Pack
from zhiyong.rules.pack.taxonomy import Behaviour, Category
from zhiyong.rules.pack.timing import OfficeHours

Subject = Literal["person", "team", "unit"]
NO_FACTS: Facts = {}

RefusalCode = Literal[
    "CATEGORY_IS_GROUP",
    "SUBJECT_NOT_ALLOWED",
    "BEHAVIOUR_UNKNOWN",
    "FIELDS_MISSING",
    "OUTSIDE_WORKING_HOURS",
    "OUTSIDE_WORKDAY_NOON",
    "TOO_FEW_SOURCES",
    "NO_SECOND_REVIEWER",
    "NOT_SO",
]
WarningCode = Literal["TIME_TOO_SHORT", "TIME_TOO_LONG", "WINDOW_UNKNOWN", "BEFORE_IN_FORCE"]


@dataclass(frozen=True, slots=True)
class Filed:
    """A finding as somebody would file it; None: not said.

    fields   the finding fields that are filled, with their days where they are days
    at       when it happened: a moment, or a day
    sources  how many independent sources there are
    """

    category: str
    subject: Subject | None = None
    behaviours: tuple[str, ...] = ()
    fields: dict[str, date | None] = field(default_factory=dict)
    at: date | datetime | None = None
    sources: int | None = None
    has_second_reviewer: bool | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """A refusal or a warning: its code, what a sentence about it needs, and its clause."""

    code: str
    params: dict[str, object] = field(default_factory=dict)
    clause: Clause | None = None


@dataclass(frozen=True, slots=True)
class Demands:
    """What a category asks of a finding, its groups' demands included.

    subjects     whom it may concern; empty: anybody
    missing      fields that must still be filled
    """

    category: Category
    path: tuple[Category, ...]
    subjects: tuple[Subject, ...]
    required: tuple[str, ...]
    missing: tuple[str, ...]
    sources: int
    second_reviewer: bool
    restricted: bool
    hand_over_to: str | None
    severity: str | None
    refused: tuple[Note, ...]
    warnings: tuple[Note, ...]


def demands(
    pack: Pack,
    filed: Filed,
    *,
    on: date | None = None,
    calendar: Calendar | None = None,
    hours: OfficeHours | None = None,
    facts: Facts = NO_FACTS,
) -> Demands:
    """Return what a finding must show, what is missing, and every reason to refuse it.

    on     the day in question, for fields that must lie some time ago
    hours  the office hours, for behaviours that are faults only then
    facts  what is known of the case, for a category that holds under a condition only

    :raises UnknownElement: if the pack has no such category.
    """
    path = pack.category_path(filed.category)
    category = path[-1]
    known = {one.id: one for group in path for one in _behaviours(group)}
    behaviours = [known[name] for name in filed.behaviours if name in known]
    subjects = _subjects(path, behaviours)
    required = tuple(
        dict.fromkeys([*category.requires, *(r for b in behaviours for r in b.requires)])
    )
    missing = tuple(name for name in required if name not in filed.fields)
    sources = max(one.sources for one in path)
    second = any(one.second_reviewer for one in path)
    refused: list[Note] = []
    warnings: list[Note] = []
    if category.is_group:
        below = ", ".join(one.id for one in category.children)
        refused.append(Note("CATEGORY_IS_GROUP", {"below": below}, category.clause))
    if filed.subject and subjects and filed.subject not in subjects:
        params = {"subject": filed.subject, "allowed": ", ".join(subjects)}
        refused.append(Note("SUBJECT_NOT_ALLOWED", dict(params), category.clause))
    for name in filed.behaviours:
        if name not in known:
            params = {"behaviour": name, "known": ", ".join(known)}
            refused.append(Note("BEHAVIOUR_UNKNOWN", dict(params), category.clause))
    if missing:
        refused.append(Note("FIELDS_MISSING", {"fields": ", ".join(missing)}, category.clause))
    for behaviour in behaviours:
        note = _outside(behaviour, filed.at, calendar, hours)
        if note is not None:
            (warnings if note.code == "WINDOW_UNKNOWN" else refused).append(note)
    if filed.sources is not None and filed.sources < sources:
        given = {"needed": sources, "given": filed.sources}
        refused.append(Note("TOO_FEW_SOURCES", dict(given), category.clause))
    if second and filed.has_second_reviewer is False:
        refused.append(Note("NO_SECOND_REVIEWER", {}, category.clause))
    if category.when is not None:
        outcome = evaluate(category.when, facts, pack.vocabulary)
        if outcome.truth is Truth.UNMET:
            refused.append(Note("NOT_SO", {"category": category.id}, category.clause))
    warnings += _too_short_or_long(pack, filed, on)
    warnings += _before_in_force(pack, filed)
    return Demands(
        category=category,
        path=path,
        subjects=subjects,
        required=required,
        missing=missing,
        sources=sources,
        second_reviewer=second,
        restricted=any(one.restricted for one in path),
        hand_over_to=_hand_over(path, behaviours),
        severity=next((one.severity for one in reversed(path) if one.severity), None),
        refused=tuple(refused),
        warnings=tuple(warnings),
    )


def open_hours(hours: OfficeHours | None) -> tuple[str, ...]:
    """Return which of the office hours are still to be set, as keys of the pack."""
    if hours is None:
        return ("from", "until")
    edges = {"from": hours.from_, "until": hours.until}
    return tuple(name for name, edge in edges.items() if not isinstance(edge, time))


def _behaviours(category: Category) -> tuple[Behaviour, ...]:
    return (*category.behaviours, *(one for group in category.groups for one in group.behaviours))


def _hand_over(path: tuple[Category, ...], behaviours: list[Behaviour]) -> str | None:
    """Return who is asked at once: as the behaviour says, else the nearest category."""
    named = [*(one.hand_over_to for one in behaviours), *(one.hand_over_to for one in path[::-1])]
    return next((party for party in named if party), None)


def _subjects(path: tuple[Category, ...], behaviours: list[Behaviour]) -> tuple[Subject, ...]:
    """Return whom a finding may concern: as the behaviour says, else the nearest group."""
    of_behaviours = [one.subjects for one in behaviours if one.subjects]
    if of_behaviours:
        return tuple(one for one in of_behaviours[0] if all(one in each for each in of_behaviours))
    return next((one.subjects for one in reversed(path) if one.subjects), ())


def _outside(
    behaviour: Behaviour,
    at: date | datetime | None,
    calendar: Calendar | None,
    hours: OfficeHours | None,
) -> Note | None:
    """Return why a behaviour was no fault at that time, or that the time cannot be judged."""
    if not (behaviour.working_hours_only or behaviour.at):
        return None
    code = "OUTSIDE_WORKDAY_NOON" if behaviour.at else "OUTSIDE_WORKING_HOURS"
    params: dict[str, object] = {"behaviour": behaviour.id}
    if at is None:
        return Note("WINDOW_UNKNOWN", {**params, "missing": "finding.at"}, behaviour.clause)
    day = at.date() if isinstance(at, datetime) else at
    try:
        is_working = calendar is None or calendar.is_working(day)
    except CalendarMissing:
        return Note("WINDOW_UNKNOWN", {**params, "missing": "calendar"}, behaviour.clause)
    if not is_working:
        holiday = calendar.name(day) if calendar else ""
        shown = f"{at:%Y-%m-%d %H:%M}" if isinstance(at, datetime) else str(at)
        params |= {"at": shown, "day_off": True, "holiday": holiday}
        return Note(code, params, behaviour.clause)
    moment = at.time() if isinstance(at, datetime) else None
    window = _noon(hours) if behaviour.at else _work(hours)
    if moment is None or window is None:
        lacking = "finding.at" if moment is None else "office_hours"
        return Note("WINDOW_UNKNOWN", {**params, "missing": lacking}, behaviour.clause)
    if any(since <= moment < until for since, until in window):
        return None
    hours_shown = ", ".join(f"{since:%H:%M}–{until:%H:%M}" for since, until in window)
    params |= {"at": f"{day} {moment:%H:%M}", "day_off": False, "window": hours_shown}
    return Note(code, params, behaviour.clause)


def _work(hours: OfficeHours | None) -> list[tuple[time, time]] | None:
    if hours is None or not isinstance(hours.from_, time) or not isinstance(hours.until, time):
        return None
    noon = _noon(hours)
    if noon is None:
        return [(hours.from_, hours.until)]
    return [(hours.from_, noon[0][0]), (noon[0][1], hours.until)]


def _noon(hours: OfficeHours | None) -> list[tuple[time, time]] | None:
    if hours is None:
        return None
    if isinstance(hours.noon_from, time) and isinstance(hours.noon_until, time):
        return [(hours.noon_from, hours.noon_until)]
    return None


def _before_in_force(pack: Pack, filed: Filed) -> list[Note]:
    """Return that an act lies before the plan's first day: people decide what that means."""
    first = pack.in_force.from_
    if filed.at is None or not isinstance(first, date):
        return []
    day = filed.at.date() if isinstance(filed.at, datetime) else filed.at
    if day >= first:
        return []
    return [Note("BEFORE_IN_FORCE", {"at": day, "from": first}, pack.in_force.clause)]


def _too_short_or_long(pack: Pack, filed: Filed, on: date | None) -> list[Note]:
    notes = []
    for name, day in filed.fields.items():
        if on is None or day is None or not pack.has("finding_fields", name):
            continue
        asked = pack.element("finding_fields", name)
        for term, code in ((asked.least, "TIME_TOO_SHORT"), (asked.most, "TIME_TOO_LONG")):
            if not isinstance(term, Term):
                continue
            try:
                edge = last_day(term, day)
            except TermError:
                continue
            if (on < edge) if code == "TIME_TOO_SHORT" else (on > edge):
                params: dict[str, object] = {
                    "field": name,
                    "since": day,
                    "term": str(term),
                    "days": (on - day).days,
                }
                notes.append(Note(code, params, asked.clause))
    return notes
