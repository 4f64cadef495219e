"""A duty begins, is met, lapses, or passes to somebody else."""

from collections.abc import Collection, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import models, transaction

from zhiyong.directory.editions import remembered
from zhiyong.directory.models import Account, Person, Unit
from zhiyong.duties.counting import NoSuchClock, OpenNumber, clock_of, days, recount
from zhiyong.duties.models import Duty
from zhiyong.duties.services.pressing import press_on
from zhiyong.journal.services import Act, record, record_many
from zhiyong.plans.models import Adoption
from zhiyong.plans.selectors import pack_of
from zhiyong.rules.pack.schema import Pack
from zhiyong.rules.pack.timing import Clock
from zhiyong.shell import kinds, rows

__all__ = [
    "Beginning",
    "Begun",
    "NoSuchClock",
    "OpenNumber",
    "Owed",
    "meet",
    "meet_all",
    "open_all",
    "open_duty",
    "open_each",
    "reassign",
    "reopen_after",
    "void",
    "void_each",
]

By = Account | str
RUNNING = (Duty.State.OPEN, Duty.State.PAUSED)
ONE_RUNS = "(subject, code) WHERE state IN ('OPEN', 'PAUSED')"
"""By what the database knows that a duty of this kind runs already for a subject."""


@dataclass(frozen=True, slots=True)
class Begun:
    """What began, and what the journal must say of it: the caller records it with its own act."""

    duties: tuple[Duty, ...]
    acts: tuple[Act, ...]


@dataclass(frozen=True, slots=True)
class Owed:
    """One clock that begins: who owes what it asks for, and whose roles see it."""

    code: str
    unit: Unit
    person: Person | None = None
    audience: int | None = None
    named: date | None = None


@transaction.atomic
def open_duty(
    *,
    of: models.Model | str,
    code: str,
    adoption: Adoption,
    owner_unit: Unit,
    start: date,
    audience: int,
    by: By,
    on: date,
    owner_person: Person | None = None,
    at: datetime | None = None,
    named: date | None = None,
    threads: tuple[models.Model | str, ...] = (),
) -> Duty:
    """Open a duty under a clock of the plan; one that runs already for the subject is returned.

    `start` is the day of the event from which the clock runs, `at` its moment where terms are
    in hours; `on` is the day of this act. `named` is the day by which whoever asked wants it, in
    the place of the clock's own term.

    :raises NoSuchClock: if the plan has no such clock.
    :raises OpenNumber: if its term is open.
    """
    owed = Owed(code, owner_unit, owner_person, audience, named)
    begun = open_all(of=of, owed=[owed], adoption=adoption, start=start, at=at, threads=threads)
    record_many(begun.acts, by=by, on=on)
    return begun.duties[0]


def open_all(
    *,
    of: models.Model | str,
    owed: Sequence[Owed],
    adoption: Adoption,
    start: date,
    at: datetime | None = None,
    threads: tuple[models.Model | str, ...] = (),
) -> Begun:
    """Open duties under clocks of the plan in one trip, within the caller's transaction.

    Those that run already for the subject are among what is returned. Nothing is recorded: the
    caller writes the acts into the journal, in this transaction.

    :raises NoSuchClock: as `open_duty`.
    :raises OpenNumber: as `open_duty`.
    """
    subject = of if isinstance(of, str) else kinds.ref(of)
    made = {one.code: _new(subject, one, adoption, start, at) for one in owed}
    opened = rows.insert(list(made.values()), returning="code, id", unless=ONE_RUNS)
    for code, pk in opened:
        made[code].pk = pk
    if len(opened) < len(made):
        new = {code for code, _pk in opened}
        for duty in _running(subject, [code for code in made if code not in new]):
            made[duty.code] = duty
    acts = tuple(_opened(made[code], threads) for code, _pk in opened)
    return Begun(tuple(made.values()), acts)


@dataclass(frozen=True, slots=True)
class Beginning:
    """One clock that begins for one subject of many; as the arguments of `open_duty`."""

    of: str
    owed: Owed
    adoption: Adoption
    start: date
    threads: tuple[models.Model | str, ...] = ()


def open_each(beginnings: Sequence[Beginning]) -> Begun:
    """Open duties of many subjects in one trip, as `open_all`: nothing is recorded.

    Only what was opened now is returned; what runs already is left alone.

    :raises NoSuchClock: as `open_duty`.
    :raises OpenNumber: as `open_duty`.
    """
    counted: dict[tuple[int, str, date], Duty] = {}
    made: dict[tuple[str, str], tuple[Duty, Beginning]] = {}
    for one in beginnings:
        key = (one.adoption.pk, one.owed.code, one.start)
        if key not in counted:
            counted[key] = _new(one.of, one.owed, one.adoption, one.start, None)
        duty = copy(counted[key])
        duty.subject, duty.owner_unit, duty.owner_person = one.of, one.owed.unit, one.owed.person
        duty.audience = one.owed.unit.pk if one.owed.audience is None else one.owed.audience
        made[one.of, one.owed.code] = (duty, one)
    duties = [duty for duty, _one in made.values()]
    new = []
    for subject, code, pk in rows.insert(duties, returning="subject, code, id", unless=ONE_RUNS):
        duty, one = made[subject, code]
        duty.pk = pk
        new.append((duty, one))
    acts = tuple(_opened(duty, one.threads) for duty, one in new)
    return Begun(tuple(duty for duty, _one in new), acts)


@transaction.atomic
def void_each(*, of: Collection[str], reason: str, by: By, on: date) -> int:
    """Let the running duties of many subjects lapse in one trip; return how many."""
    lapsed = list(
        Duty.objects.select_for_update(of=("self",))
        .filter(subject__in=sorted(of), state__in=RUNNING)
        .select_related("adoption__pack")
        .order_by("pk")
    )
    for duty in lapsed:
        if duty.state == Duty.State.PAUSED:
            _stop(duty, on)
        duty.state, duty.void_reason = Duty.State.VOID, reason
    rows.update(lapsed, ["state", "void_reason", "due_on", "explanation"])
    record_many(
        [
            Act(
                "duty.lapsed",
                f"duty:{duty.pk}",
                {"code": duty.code, "reason": reason},
                (duty.subject,),
                duty.audience,
            )
            for duty in lapsed
        ],
        by=by,
        on=on,
    )
    return len(lapsed)


def _opened(duty: Duty, threads: tuple[models.Model | str, ...]) -> Act:
    facts = {
        "code": duty.code,
        "due": duty.due_on,
        "unit": f"unit:{duty.owner_unit_id}",
        "person": f"person:{duty.owner_person_id}" if duty.owner_person_id else None,
    }
    return Act("duty.opened", f"duty:{duty.pk}", facts, (duty.subject, *threads), duty.audience)


def _new(subject: str, owed: Owed, adoption: Adoption, start: date, at: datetime | None) -> Duty:
    """Return a duty that is not saved yet; what does not depend on the subject is remembered."""
    key = ("duty", adoption.pk, owed.code, start)
    plain = at is None and owed.named is None
    said = remembered(key, lambda: _counted(adoption, owed.code, start)) if plain else None
    return Duty(
        subject=subject,
        owner_unit=owed.unit,
        owner_person=owed.person,
        audience=owed.unit.pk if owed.audience is None else owed.audience,
        **(said or _counted(adoption, owed.code, start, at, owed.named)),
    )


def _counted(
    adoption: Adoption,
    code: str,
    start: date,
    at: datetime | None = None,
    named: date | None = None,
) -> dict[str, Any]:
    """Return what a clock of the plan says of a duty that begins: its words and its days."""
    clock = clock_of(adoption, code)
    counted = days(adoption, clock, start, at=at, named=named)
    assert counted.due_on is not None, "nothing has stopped a clock that begins"
    said = {
        "code": code,
        "label_zh": clock.label.zh,
        "label_en": clock.label.en,
        "adoption": adoption,
        "clause": str(clock.clause or ""),
        "basis": _grounds(pack_of(adoption), clock),
        "starts_on": start,
        "started_at": at,
        "due_on": counted.due_on,
        "due_at": counted.due_at,
        "warn_on": counted.warn_on,
        "named_on": named,
        "original_due_on": counted.due_on,
        "explanation": counted.steps,
    }
    return said | {"press_on": press_on(Duty(**said))}


def _grounds(pack: Pack, clock: Clock) -> dict[str, str]:
    """Return where the term comes from, in both languages."""
    return {lang: pack.say_grounds(clock, lang) for lang in ("zh", "en")}


@transaction.atomic
def meet(*, of: models.Model | str, code: str, by: By, on: date) -> Duty | None:
    """Say that a duty was done on a day; None if none of that kind was running."""
    met = meet_all(of=of, codes=[code], by=by, on=on)
    return met[0] if met else None


@transaction.atomic
def meet_all(*, of: models.Model | str, codes: Collection[str], by: By, on: date) -> list[Duty]:
    """Say that the running duties of some kinds were done on a day; return them."""
    met = _running(of, codes)
    for duty in met:
        _stop(duty, on)
        duty.state = Duty.State.MET
        duty.met_on = on
        duty.save(update_fields=["state", "met_on", "due_on", "explanation"])
        late = max((on - duty.due_on).days, 0) if duty.due_on else 0
        _tell("duty.met", duty, by, on, {"code": duty.code, "late_days": late})
    return met


@transaction.atomic
def void(*, of: models.Model | str, code: str | None = None, reason: str, by: By, on: date) -> int:
    """Let the running duties of a subject lapse (all, or those of one kind); return how many."""
    lapsed = _running(of, None if code is None else [code])
    for duty in lapsed:
        _stop(duty, on)
        duty.state = Duty.State.VOID
        duty.void_reason = reason
        duty.save(update_fields=["state", "void_reason", "due_on", "explanation"])
        _tell("duty.lapsed", duty, by, on, {"code": duty.code, "reason": reason})
    return len(lapsed)


@transaction.atomic
def reassign(
    *,
    of: models.Model | str,
    owner_unit: Unit,
    by: By,
    on: date,
    owner_person: Person | None = None,
    audience: int | None = None,
    code: str | None = None,
) -> int:
    """Pass the running duties of a subject to another unit or person; return how many changed."""
    moved = 0
    for duty in _running(of, None if code is None else [code]):
        now = (owner_unit.pk, owner_person.pk if owner_person else None, audience or duty.audience)
        if now == (duty.owner_unit_id, duty.owner_person_id, duty.audience):
            continue
        moved += 1
        duty.owner_unit = owner_unit
        duty.owner_person = owner_person
        duty.audience = audience if audience is not None else duty.audience
        duty.save(update_fields=["owner_unit", "owner_person", "audience"])
        facts = {"code": duty.code, "unit": owner_unit, "person": owner_person}
        _tell("duty.passed_on", duty, by, on, facts)
    return moved


@transaction.atomic
def reopen_after(*, duty: Duty, by: By, on: date) -> Duty:
    """Take back that a duty was met, because what met it was undone."""
    duty = Duty.objects.select_for_update().get(pk=duty.pk)
    if duty.state == Duty.State.MET:
        duty.state = Duty.State.OPEN
        duty.met_on = None
        duty.save(update_fields=["state", "met_on"])
        _tell("duty.reopened", duty, by, on, {"code": duty.code})
    return duty


def _running(of: models.Model | str, codes: Collection[str] | None = None) -> list[Duty]:
    subject = of if isinstance(of, str) else kinds.ref(of)
    duties = (
        Duty.objects.select_for_update(of=("self",))
        .filter(subject=subject, state__in=RUNNING)
        .select_related("adoption__pack")
        .order_by("pk")
    )
    return list(duties if codes is None else duties.filter(code__in=codes))


def _stop(duty: Duty, on: date) -> None:
    """Let a pause that is open end on the day of the act, so that the due day is known again."""
    if duty.pauses.filter(until_on__isnull=True, from_on__lte=on).update(until_on=on):
        counted = recount(duty)
        duty.due_on, duty.explanation = counted.due_on, counted.steps
    duty.due_on = duty.due_on or duty.original_due_on


def _tell(verb: str, duty: Duty, by: By, on: date, facts: dict[str, Any]) -> None:
    record(verb, of=duty, by=by, on=on, threads=[duty.subject], audience=duty.audience, facts=facts)
