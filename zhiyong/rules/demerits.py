"""Demerit accounts: full marks at the start of each cycle, entries that are never edited.

A deduction is an entry; a mistake is put right by an entry that reverses it, and both stay. What
the rules of the account forbid is refused with a code, and kept in the list as refused.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Literal

from zhiyong.rules.errors import RuleError
from zhiyong.rules.pack.appraisal import Account

Why = Literal[
    "no_catalogue",
    "code_unknown",
    "points_differ",
    "points_unknown",
    "not_positive",
    "outside_cycle",
    "locked",
    "reopened_by_nobody",
    "subject_unknown",
    "reverses_nothing",
    "reversed_already",
]
"""Why an entry is refused."""


class DemeritError(RuleError):
    """CYCLE_UNREADABLE: a cycle is written 2011, 2011-H1 or 2011-Q4, as the account runs."""


@dataclass(frozen=True, slots=True)
class Cycle:
    """The days of one cycle; the last is included."""

    name: str
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Version:
    """One published version of the catalogue: points for each code, from a day on."""

    from_: date
    codes: Mapping[str, Fraction]


@dataclass(frozen=True, slots=True)
class Entry:
    """A deduction, or the reversal of an earlier entry.

    on         the day of the event · entered: the day it was written down, left out: the same
    reverses   number of the entry that it reverses, 1 the first
    reopened   who opened a locked cycle again for it, and why
    """

    on: date
    subject: str | None = None
    points: Fraction | None = None
    code: str | None = None
    reverses: int | None = None
    entered: date | None = None
    reopened_by: str | None = None
    reopened_reason: str = ""

    @property
    def written(self) -> date:
        """Return the day on which it was written down."""
        return self.entered or self.on


@dataclass(frozen=True, slots=True)
class Booked:
    """An entry as it stands: its number, the points that it takes (or gives back), or a refusal."""

    number: int
    entry: Entry
    subject: str | None
    points: Fraction
    refused: Why | None = None
    version_from: date | None = None
    reversed_by: int | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """The account of one cycle.

    opening   the mark with which each begins · balances: what each holds now
    at_floor  who has lost more than there was, and how much of it had no effect
    locked    the last day on which an entry could be written; None while the cycle is open
    """

    cycle: Cycle
    opening: Mapping[str, Fraction]
    balances: Mapping[str, Fraction]
    entries: tuple[Booked, ...]
    at_floor: Mapping[str, Fraction]
    locked: bool


def read_cycle(account: Account, text: str) -> Cycle:
    """Return the days of a cycle of the account.

    :raises DemeritError: if the account has no such cycles.
    """
    return cycle_days(account.cycle, text)


_CYCLES = {"year": (12, ""), "half_year": (6, "H"), "quarter": (3, "Q"), "month": (1, "")}


def cycle_days(every: str, text: str) -> Cycle:
    """Return the days written as 2011 (a year), 2011-H1, 2011-Q4 or 2011-10 (a month).

    :raises DemeritError: CYCLE_UNREADABLE.
    """
    months, sign = _CYCLES[every]
    year_text, _, part = text.strip().upper().partition("-")
    said = part.removeprefix(sign) if part.startswith(sign) else ""
    number = int(said) if said.isdecimal() and len(said) < 3 else 0
    if every == "year" and not part:
        number = 1
    of_year = 12 // months
    if not (year_text.isdecimal() and len(year_text) == 4 and int(year_text)):
        raise DemeritError("CYCLE_UNREADABLE", text=text, cycle=every)
    if not 1 <= number <= of_year or (every == "year" and part) or int(year_text) == 9999:
        raise DemeritError("CYCLE_UNREADABLE", text=text, cycle=every)
    year, start = int(year_text), (number - 1) * months + 1
    after = date(year + 1, 1, 1) if number == of_year else date(year, start + months, 1)
    return Cycle(text.strip().upper(), date(year, start, 1), after - timedelta(days=1))


def state(
    account: Account,
    cycle: Cycle,
    entries: Sequence[Entry],
    *,
    subjects: Collection[str] = (),
    brought: Mapping[str, Fraction] | None = None,
    catalogue: Sequence[Version] | None = None,
    locked_on: date | None = None,
    today: date | None = None,
) -> Statement:
    """Return the account of a cycle.

    subjects    whose accounts there are; empty: of everybody who is named
    brought     balances of the cycle before; used only where the account carries over
    catalogue   published versions; None: not known, so that points count as entered. An account
                with a catalogue takes nothing before the first version is in force.
    locked_on   the day of the year-end run; left out: the last day of the cycle
    """
    booked: list[Booked] = []
    lock = locked_on or cycle.last
    for number, entry in enumerate(entries, 1):
        booked.append(_book(account, cycle, entry, number, booked, subjects, catalogue, lock))
        last = booked[-1]
        if entry.reverses and last.refused is None:
            place = entry.reverses - 1
            booked[place] = replace(booked[place], reversed_by=number)
    named = (one.subject for one in booked if one.subject and one.refused is None)
    holders = list(dict.fromkeys([*subjects, *named]))
    opening = {
        holder: (brought or {}).get(holder, account.full_mark)
        if account.carry_over
        else account.full_mark
        for holder in holders
    }
    balances, at_floor = {}, {}
    for holder in holders:
        taken = sum((one.points for one in booked if one.subject == holder), Fraction())
        balance = opening[holder] - taken
        if account.floor is not None and balance < account.floor:
            at_floor[holder] = account.floor - balance
            balance = account.floor
        balances[holder] = balance
    locked = today is not None and today > lock
    return Statement(cycle, opening, balances, tuple(booked), at_floor, locked)


def _book(
    account: Account,
    cycle: Cycle,
    entry: Entry,
    number: int,
    earlier: Sequence[Booked],
    subjects: Collection[str],
    catalogue: Sequence[Version] | None,
    lock: date,
) -> Booked:
    """Return an entry with the points that it takes, or with why it is refused."""
    subject = entry.subject
    refused = _late(account, cycle, entry, lock)
    if entry.reverses is not None:
        target = earlier[entry.reverses - 1] if 1 <= entry.reverses < number else None
        if target is None or target.refused or target.entry.reverses is not None:
            return Booked(number, entry, subject, Fraction(), refused or "reverses_nothing")
        if target.reversed_by is not None:
            refused = refused or "reversed_already"
        given_back = Fraction() if refused else -target.points
        return Booked(number, entry, target.subject, given_back, refused)
    if subject is None or (subjects and subject not in subjects):
        return Booked(number, entry, subject, Fraction(), refused or "subject_unknown")
    points, version, wrong = _points(account, entry, catalogue)
    refused = refused or wrong
    if refused or points is None:
        return Booked(number, entry, subject, Fraction(), refused or "points_unknown")
    return Booked(number, entry, subject, points, None, version.from_ if version else None)


def _late(account: Account, cycle: Cycle, entry: Entry, lock: date) -> Why | None:
    if entry.reverses is None and not cycle.first <= entry.on <= cycle.last:
        return "outside_cycle"
    if entry.written <= lock:
        return None
    if entry.reopened_by is None:
        return "locked"
    if entry.reopened_by not in account.reopened_by or not entry.reopened_reason.strip():
        return "reopened_by_nobody"
    return None


def _points(
    account: Account, entry: Entry, catalogue: Sequence[Version] | None
) -> tuple[Fraction | None, Version | None, Why | None]:
    """Return the points by the version in force on the day of the event, or why there are none."""
    version = None
    if account.catalogue is not None and catalogue is not None:
        in_force = [one for one in catalogue if one.from_ <= entry.on]
        if not in_force:
            return None, None, "no_catalogue"
        version = max(in_force, key=lambda one: one.from_)
        if entry.code is None or entry.code not in version.codes:
            return None, version, "code_unknown"
        listed = version.codes[entry.code]
        if entry.points is not None and entry.points != listed:
            return None, version, "points_differ"
        return listed, version, None
    if entry.points is None:
        return None, None, "points_unknown"
    if entry.points <= 0:
        return None, None, "not_positive"
    return entry.points, None, None
