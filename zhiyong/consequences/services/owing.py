"""Who owes what because of the ledger: papers, rectification, and carrying out what follows.

A paper that a person must write and a rectification have duties of their own. Everything else
that a unit has to carry out because of one decision is one duty of that unit: met when all of it
is done, with proof. The plan's escalation says what happens while a duty stays undone.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from zhiyong.consequences.models import Entry
from zhiyong.directory.models import Account, Person, Unit
from zhiyong.duties.models import Duty
from zhiyong.duties.services import (
    Beginning,
    NoSuchClock,
    OpenNumber,
    meet_all,
    open_each,
    void_each,
)
from zhiyong.duties.services.opening import Owed
from zhiyong.journal.services import record_many
from zhiyong.plans.models import Adoption
from zhiyong.plans.selectors import pack_of
from zhiyong.rules.pack.schema import Pack
from zhiyong.shell import rows

By = Account | str
State = Entry.State

OWN_DUTY = frozenset({"write", "rectify"})
TO_CARRY_OUT = frozenset({"measure", "deduct", "refer", "require", "open"})
"""Effects that somebody must do at once, and prove; grades are given when their year is graded."""


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A duty that the ledger asks for, and the entries that it stands for.

    `entries` are not carried out yet; `members` are all that ever belonged to it, since the duty
    hangs on the first of them.
    """

    entries: tuple[Entry, ...]
    members: tuple[Entry, ...]
    clock: str
    person: int | None
    start: date

    @property
    def subjects(self) -> set[str]:
        return {f"consequence:{entry.pk}" for entry in self.members}


def ledger_clocks(pack: Pack) -> frozenset[str]:
    """Return the clocks of a plan that the ledger starts by itself, entry by entry."""
    written = {one.clock for one in pack.documents if one.clock}
    rectified = {one.rectify for one in pack.consequences if one.rectify}
    execution = pack.sanctioning.execution if pack.sanctioning else None
    return frozenset({*written, *rectified, *([execution] if execution else [])})


def settle_duties(sources: Collection[str], *, by: By, on: date) -> None:
    """Let the duties of some decisions be what their ledger asks for: a few statements in all.

    What is owed newly begins; what nobody owes any more lapses; what was carried out is met. The
    day by which something is due is entered where the reckoning itself named none.
    """
    entries = list(
        Entry.objects.filter(source__in=sorted(sources))
        .select_related("adoption__pack", "person", "carried_out_by", "unit")
        .order_by("pk")
    )
    refs = {f"consequence:{entry.pk}" for entry in entries}
    if not refs:
        return
    clocks = {pk: ledger_clocks(pack_of(one)) for pk, one in _adoptions(entries).items()}
    if not any(clocks.values()):
        return
    running = list(
        Duty.objects.filter(
            subject__in=sorted(refs), state__in=[Duty.State.OPEN, Duty.State.PAUSED]
        ).order_by("pk")
    )
    wanted = list(_wanted(entries))
    kept = {
        duty.pk
        for duty in running
        for one in wanted
        if duty.code == one.clock and duty.subject in one.subjects and _same(duty, one)
    }
    _end([duty for duty in running if duty.pk not in kept], entries, by, on)
    has = {(duty.subject, duty.code) for duty in running if duty.pk in kept}
    _begin([one for one in wanted if not _covered(one, has)], by, on)


def _wanted(entries: list[Entry]) -> Iterator[_Wanted]:
    groups: dict[tuple[str, str, int], list[Entry]] = defaultdict(list)
    for entry in entries:
        pack = pack_of(entry.adoption)
        if entry.effect in OWN_DUTY:
            clock, start = _own_clock(pack, entry)
            if clock and start and entry.due_on and _is_open(entry):
                yield _Wanted((entry,), (entry,), clock, entry.person_id, start)
        elif entry.effect in TO_CARRY_OUT and entry.carried_out_by_id:
            execution = pack.sanctioning.execution if pack.sanctioning else None
            if execution:
                groups[entry.source, execution, entry.carried_out_by_id].append(entry)
    for (_source, clock, _unit), members in groups.items():
        if several := tuple(one for one in members if _is_open(one)):
            start = min(one.since for one in several if one.since)
            yield _Wanted(several, tuple(members), clock, None, start)


def _is_open(entry: Entry) -> bool:
    return (
        entry.state == State.IN_FORCE and entry.carried_out_on is None and entry.since is not None
    )


def _own_clock(pack: Pack, entry: Entry) -> tuple[str | None, date | None]:
    """Return the clock of a paper or a rectification, and the day from which it runs."""
    if entry.effect == "rectify":
        return entry.target, entry.since
    clock: str | None = pack.element("documents", entry.target).clock
    return clock, entry.served_on


def _same(duty: Duty, one: _Wanted) -> bool:
    """Whether a running duty is the one that is wanted: one of its own begins on the same day."""
    return one.person is None or duty.starts_on == one.start


def _covered(one: _Wanted, has: set[tuple[str, str]]) -> bool:
    return any((subject, one.clock) in has for subject in one.subjects)


def _begin(wanted: list[_Wanted], by: By, on: date) -> None:
    beginnings = []
    for one in wanted:
        entry = one.entries[0]
        owner = _owner(entry)
        if owner is None:
            continue
        person: Person | None = entry.person if one.person else None
        beginnings.append(
            Beginning(
                f"consequence:{entry.pk}",
                Owed(one.clock, owner, person, entry.audience),
                entry.adoption,
                one.start,
                (entry.source, entry.case),
            )
        )
    try:
        begun = open_each(beginnings)
    except (NoSuchClock, OpenNumber):
        return
    record_many(begun.acts, by=by, on=on)
    _enter_due(wanted, {duty.subject: duty.due_on for duty in begun.duties})


def _enter_due(wanted: list[_Wanted], due: dict[str, date | None]) -> None:
    """Let the entries of a common duty say by when they are to be carried out."""
    changed = []
    for one in wanted:
        day = due.get(f"consequence:{one.entries[0].pk}")
        for entry in one.entries:
            if day and entry.due_on is None:
                entry.due_on = day
                changed.append(entry)
    rows.update(changed, ["due_on"])


def _owner(entry: Entry) -> Unit | None:
    return entry.carried_out_by or entry.unit


def _end(duties: list[Duty], entries: list[Entry], by: By, on: date) -> None:
    """Meet the duties whose entries were carried out; let the others lapse."""
    done = {f"consequence:{entry.pk}" for entry in entries if entry.carried_out_on is not None}
    gone = []
    for duty in duties:
        if duty.subject in done:
            meet_all(of=duty.subject, codes=[duty.code], by=by, on=on)
        else:
            gone.append(duty.subject)
    if gone:
        void_each(of=gone, reason="consequence_ended", by=by, on=on)


def _adoptions(entries: list[Entry]) -> dict[int, Adoption]:
    return {entry.adoption_id: entry.adoption for entry in entries}
