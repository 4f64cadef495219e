"""A duty that is due on a day that people agreed on, where no clock of a plan counts it."""

from datetime import date

from django.db import models, transaction

from zhiyong.directory.models import Account, Person, Unit
from zhiyong.duties.models import Duty
from zhiyong.duties.services.opening import RUNNING
from zhiyong.journal.services import record
from zhiyong.rules.values import Label
from zhiyong.shell import kinds

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
