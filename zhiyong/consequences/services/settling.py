"""The ledger is made to say what a reckoning found: nothing is deleted, every change told."""

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Least

from zhiyong.consequences.lines import Key, Line
from zhiyong.consequences.models import Entry
from zhiyong.consequences.services.owing import settle_duties
from zhiyong.directory.models import Account
from zhiyong.journal.services import Act, record_many
from zhiyong.shell import rows

By = Account | str
State = Entry.State

RECKONED = ("since", "through", "due_on", "served_on", "amount", "year", "carried_out_by_id", "why")
"""What another reckoning may find otherwise of a line that stays the same line."""
WRITTEN = (*RECKONED, "state", "covered_on", "covered_until", "ended_on", "ended_by")
ONE_OFF = frozenset({"deduct", "block", "force", "write", "rectify", "open", "refer", "require"})
"""Effects that are over once they are carried out; the others last for their time."""


@dataclass(frozen=True, slots=True)
class Settled:
    """What a settlement changed in the ledger.

    booked    new entries · reversed: rolled back · restored: were covered and count again
    changed   stand otherwise now: covered by a heavier one, begun, lapsed, or counted anew
    """

    booked: tuple[Entry, ...] = ()
    reversed: tuple[Entry, ...] = ()
    restored: tuple[Entry, ...] = ()
    changed: tuple[Entry, ...] = ()


@transaction.atomic
def settle(
    *, lines: Sequence[Line], sources: Collection[str], cause: str, by: By, on: date
) -> Settled:
    """Make the ledger of these sources say what `lines` say; return what changed.

    A new line is booked. An entry without a line is rolled back, with `ended_by=cause`. A line
    that stands otherwise changes its entry's state or days; what was carried out stays carried
    out. Said twice, it changes nothing the second time. The number of statements does not depend
    on how many people are concerned.

    :raises ValueError: if a line is of no source, or two lines are the same.
    """
    wanted = _by_key(lines, sources)
    entries = {key_of(entry): entry for entry in _live(sources)}
    booked = tuple(_booked(line, by, on) for key, line in wanted.items() if key not in entries)
    gone = tuple(entry for key, entry in entries.items() if key not in wanted)
    changed: list[Entry] = []
    restored: list[Entry] = []
    for key, entry in entries.items():
        if key not in wanted:
            continue
        before = entry.state
        if _bring_to(entry, wanted[key], cause, on):
            (restored if _counts_again(before, entry.state) else changed).append(entry)
    _book(booked)
    _roll_back(gone, cause, on)
    rows.update([*changed, *restored], WRITTEN)
    acts = [
        *(_booking(entry) for entry in booked),
        *(_act("consequence.rolled_back", entry, {"cause": cause}) for entry in gone),
        *(_act("consequence.restored", entry, {"cause": cause}) for entry in restored),
        *(_act("consequence.recounted", entry, _days(entry, cause)) for entry in changed),
    ]
    record_many(acts, by=by, on=on)
    if acts:
        settle_duties({one.source for one in (*booked, *gone, *changed, *restored)}, by=by, on=on)
    return Settled(booked, gone, tuple(restored), tuple(changed))


def key_of(entry: Entry) -> Key:
    """Return what makes an entry the same line in another reckoning."""
    return (
        entry.source,
        entry.version,
        entry.effect,
        entry.code,
        entry.measure,
        entry.from_measure,
        entry.person_id,
        entry.unit_id,
    )


def _by_key(lines: Iterable[Line], sources: Collection[str]) -> dict[Key, Line]:
    wanted: dict[Key, Line] = {}
    for line in lines:
        if line.source not in sources:
            raise ValueError(f"{line.source} is none of the sources that are settled")
        if line.key in wanted:
            raise ValueError(f"two lines are the same: {line.key}")
        wanted[line.key] = line
    return wanted


def _live(sources: Collection[str]) -> Iterator[Entry]:
    """Yield the entries of some sources that were not rolled back, locked in their order."""
    yield from (
        Entry.objects.select_for_update()
        .filter(source__in=sorted(sources))
        .exclude(state=State.ROLLED_BACK)
        .order_by("pk")
    )


# ── new lines ─────────────────────────────────────────────────────────────────────────────


def _booked(line: Line, by: By, on: date) -> Entry:
    entry = Entry(
        source=line.source,
        version=line.version,
        case=line.case,
        adoption_id=line.adoption,
        person_id=line.person,
        unit_id=line.unit,
        post_id=line.post,
        place=line.place,
        audience=line.audience,
        effect=line.effect,
        code=line.code,
        measure=line.measure,
        from_measure=line.from_measure,
        origin=line.origin,
        target=line.target,
        part=line.share.numerator if line.share is not None else None,
        base=line.share.denominator if line.share is not None else None,
        of=line.of,
        bundle=line.bundle,
        appraisal=line.appraisal,
        grade=line.grade,
        gates=line.gates,
        state=line.state,
        clauses=list(line.clauses),
        booked_on=on,
        booked_by=by if isinstance(by, Account) else None,
        **_reckoned(line),
    )
    _mark(entry, line.state, "", on)
    return entry


def _book(entries: Sequence[Entry]) -> None:
    """Insert new entries in one trip, and give each its key."""
    named = {key_of(entry): entry for entry in entries}
    returning = "id, source, version, effect, code, measure, from_measure, person_id, unit_id"
    for pk, *key in rows.insert(list(entries), returning=returning):
        named[tuple(key)].pk = pk


def _reckoned(line: Line) -> dict[str, Any]:
    return {
        "since": line.since,
        "through": line.through,
        "due_on": line.due_on,
        "served_on": line.served_on,
        "amount": line.amount,
        "year": line.year,
        "carried_out_by_id": line.carried_out_by,
        "why": json.loads(json.dumps(dict(line.why), default=str)),
    }


# ── lines that stand otherwise ────────────────────────────────────────────────────────────


def _bring_to(entry: Entry, line: Line, cause: str, on: date) -> bool:
    """Let an entry say what its line says; return whether anything changed."""
    before = [getattr(entry, name) for name in WRITTEN]
    for name, value in _reckoned(line).items():
        if not (name == "due_on" and value is None):  # it keeps the day of its common duty
            setattr(entry, name, value)
    state = _state(entry, line.state)
    if state != entry.state:
        _mark(entry, state, cause, on)
    return [getattr(entry, name) for name in WRITTEN] != before


def _state(entry: Entry, found: str) -> str:
    """Return how an entry stands that a reckoning finds so: what was done stays done."""
    if found != State.IN_FORCE:
        return found
    if entry.state in (State.DONE, State.OVER):
        return entry.state
    done = entry.carried_out_on is not None and entry.effect in ONE_OFF
    return State.DONE if done else State.IN_FORCE


def _mark(entry: Entry, state: str, cause: str, on: date) -> None:
    """Put an entry in a state, with the days that belong to it."""
    if entry.state == State.SUPERSEDED and state != State.SUPERSEDED:
        entry.covered_until = on
    if state == State.SUPERSEDED:
        entry.covered_on, entry.covered_until = on, None
    if state == State.LAPSED:
        entry.ended_on, entry.ended_by = on, cause
    elif entry.state == State.LAPSED:
        entry.ended_on, entry.ended_by = None, ""
    entry.state = state


def _counts_again(before: str, after: str) -> bool:
    return before == State.SUPERSEDED and after in (State.IN_FORCE, State.DONE)


# ── lines that are gone ───────────────────────────────────────────────────────────────────


def _roll_back(entries: Sequence[Entry], cause: str, on: date) -> None:
    """Roll entries back in one statement; one that had ended before keeps that day."""
    if not entries:
        return
    Entry.objects.filter(pk__in=[entry.pk for entry in entries]).update(
        state=State.ROLLED_BACK, undone_on=on, ended_on=Least(F("ended_on"), on), ended_by=cause
    )
    for entry in entries:
        entry.state, entry.undone_on, entry.ended_by = State.ROLLED_BACK, on, cause
        entry.ended_on = min(entry.ended_on or on, on)


# ── the journal ───────────────────────────────────────────────────────────────────────────


def _booking(entry: Entry) -> Act:
    share = f"{entry.part}/{entry.base}" if entry.base else None
    facts = {
        "code": entry.code,
        "effect": entry.effect,
        "measure": entry.measure,
        "whom": whom(entry),
        "share": share,
        "year": entry.year,
        "clauses": entry.clauses,
    }
    return _act("consequence.booked", entry, facts | _days(entry))


def _days(entry: Entry, cause: str = "") -> dict[str, Any]:
    days = {
        "state": entry.state,
        "since": entry.since,
        "through": entry.through,
        "due": entry.due_on,
    }
    return days | ({"cause": cause} if cause else {})


def _act(verb: str, entry: Entry, facts: dict[str, Any]) -> Act:
    return Act(verb, f"consequence:{entry.pk}", facts, (entry.source, entry.case), entry.audience)


def whom(entry: Entry) -> str:
    """Return the reference of the person or unit on whom an entry falls."""
    return f"person:{entry.person_id}" if entry.person_id else f"unit:{entry.unit_id}"
