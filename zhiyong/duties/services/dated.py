"""A duty that is due on a day that people agreed on, where no clock of a plan counts it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import models, transaction

from zhiyong.directory.models import Account, Person, Unit
from zhiyong.duties.models import Duty
from zhiyong.duties.services.opening import ONE_RUNS, RUNNING, Begun, _opened
from zhiyong.journal.services import record
from zhiyong.rules.values import Label
from zhiyong.shell import kinds, rows

By = Account | str


@transaction.atomic
def open_dated(
    *,
    of: models.Model | str,
    code: str,
    label: Label,
    owner_unit: Unit,
    due_on: date,
    by: By,
    on: date,
    owner_person: Person | None = None,
    audience: int | None = None,
    warn_on: date | None = None,
    clause: str = "",
    threads: tuple[models.Model | str, ...] = (),
) -> Duty:
    """Open a duty due on an agreed day; one of its kind that runs already is returned.

    `code` is the platform's own word for it. It belongs to no plan: it is neither extended nor
    escalated, yet shows its light, and is met or voided like any other.
    """
    subject = of if isinstance(of, str) else kinds.ref(of)
    running = (
        Duty.objects.select_for_update()
        .filter(subject=subject, code=code, state__in=RUNNING)
        .first()
    )
    if running is not None:
        return running
    duty = Duty.objects.create(
        subject=subject,
        code=code,
        label_zh=label.zh,
        label_en=label.en,
        clause=clause,
        owner_unit=owner_unit,
        owner_person=owner_person,
        audience=owner_unit.pk if audience is None else audience,
        starts_on=min(on, due_on),
        due_on=due_on,
        warn_on=warn_on,
        original_due_on=due_on,
    )
    record(
        "duty.opened",
        of=duty,
        by=by,
        on=on,
        threads=[subject, *threads],
        audience=duty.audience,
        facts={
            name: value
            for name, value in {
                "code": code,
                "due": due_on,
                "unit": owner_unit,
                "person": owner_person,
            }.items()
            if value is not None
        },
    )
    return duty


@dataclass(frozen=True, slots=True)
class Promised:
    """One agreed day of many that begin together; as the arguments of `open_dated`."""

    of: str
    code: str
    label: Label
    unit: Unit
    due_on: date
    person: Person | None = None
    audience: int | None = None
    warn_on: date | None = None
    clause: str = ""
    threads: tuple[models.Model | str, ...] = ()


def open_dated_each(promises: Sequence[Promised], *, on: date) -> Begun:
    """Open duties due on agreed days in one trip: nothing is recorded, the caller writes the acts.

    What runs already is left alone, and is not among what is returned.
    """
    made: dict[tuple[str, str], tuple[Duty, Promised]] = {}
    for one in promises:
        duty = Duty(
            subject=one.of,
            code=one.code,
            label_zh=one.label.zh,
            label_en=one.label.en,
            clause=one.clause,
            owner_unit=one.unit,
            owner_person=one.person,
            audience=one.unit.pk if one.audience is None else one.audience,
            starts_on=min(on, one.due_on),
            due_on=one.due_on,
            warn_on=one.warn_on,
            original_due_on=one.due_on,
        )
        made[one.of, one.code] = (duty, one)
    duties = [duty for duty, _one in made.values()]
    new = []
    for subject, code, pk in rows.insert(duties, returning="subject, code, id", unless=ONE_RUNS):
        duty, one = made[subject, code]
        duty.pk = pk
        new.append((duty, one))
    acts = tuple(_opened(duty, one.threads) for duty, one in new)
    return Begun(tuple(duty for duty, _one in new), acts)


@transaction.atomic
def move_dated(
    *,
    of: models.Model | str,
    code: str,
    due_on: date,
    by: By,
    on: date,
    warn_on: date | None = None,
) -> Duty | None:
    """Agree on another day for a duty that no clock counts; None if none of the kind is running."""
    subject = of if isinstance(of, str) else kinds.ref(of)
    duty = (
        Duty.objects.select_for_update()
        .filter(subject=subject, code=code, state__in=RUNNING, adoption__isnull=True)
        .first()
    )
    if duty is None or duty.due_on == due_on:
        return duty
    was, duty.due_on, duty.warn_on = duty.due_on, due_on, warn_on
    if duty.warned_on and (warn_on is None or warn_on > duty.warned_on):
        duty.warned_on = None
    duty.starts_on = min(duty.starts_on, due_on)
    duty.save(update_fields=["due_on", "warn_on", "warned_on", "starts_on"])
    record(
        "duty.moved",
        of=duty,
        by=by,
        on=on,
        threads=[subject],
        audience=duty.audience,
        facts={"code": code, "was": was, "due": due_on},
    )
    return duty
