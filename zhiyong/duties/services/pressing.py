"""What happens while a duty stays undone: lights turn, people are told, it is urged, it goes up."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from zhiyong.directory.models import Account, Person, Unit
from zhiyong.duties.calendars import calendar
from zhiyong.duties.counting import clock_of
from zhiyong.duties.models import Duty, Urging
from zhiyong.journal.services import commit, record
from zhiyong.notices.services import tell
from zhiyong.plans.parties import Addressees, addressees
from zhiyong.plans.selectors import pack_of
from zhiyong.rules.clock import Term, last_day
from zhiyong.rules.pack.timing import Escalation
from zhiyong.shell.access import Role
from zhiyong.shell.errors import Refusal

By = Account | str
BATCH = 1000
OVERSEERS = (Role.SUPERVISOR, Role.OFFICE, Role.SECTION_HEAD, Role.LEADER)


class NotOpen(Refusal):
    """The duty is done, lapsed, or its clock stands still."""


@transaction.atomic
def urge(*, duty: Duty, text: str, by: Account, on: date) -> Urging:
    """Urge whoever owes a duty (催办); each urging has its number.

    :raises NotOpen: if there is nothing to urge.
    """
    duty = Duty.objects.select_for_update().get(pk=duty.pk)
    if duty.state != Duty.State.OPEN:
        raise NotOpen(_("This duty is no longer running: there is nothing to urge."))
    kept = commit(text)
    duty.urged += 1
    duty.save(update_fields=["urged"])
    urging = Urging.objects.create(
        duty=duty, number=duty.urged, text=text, salt=kept.salt, by=by, on=on
    )
    owner: Person | Unit = duty.owner_person or duty.owner_unit
    tell(of=duty.subject, to=owner, template="duty.urged", on=on, facts=_facts(duty))
    record(
        "duty.urged",
        of=duty,
        by=by,
        on=on,
        threads=[duty.subject],
        audience=duty.audience,
        facts={"code": duty.code, "number": duty.urged},
        commits={f"urging-{urging.pk}": kept},
    )
    return urging


def tick(*, on: date) -> int:
    """Tell who must be told today, of duties nearly due and of those that stay undone.

    One pass over the open duties whose turn has come, in batches: memory stays flat, and a
    second run on the same day finds nothing more to do. Returns how many duties were moved.
    """
    moved = 0
    for ids in _batches(on):
        with transaction.atomic():
            duties = (
                Duty.objects.select_for_update(of=("self",), skip_locked=True)
                .filter(pk__in=ids, state=Duty.State.OPEN)
                .select_related("adoption__pack", "owner_unit", "owner_person")
            )
            moved += sum(_press(duty, on) for duty in duties)
    return moved


def _batches(on: date) -> Iterator[list[int]]:
    """Yield the ids of open duties whose next step has come, in batches."""
    due = Duty.objects.filter(state=Duty.State.OPEN).filter(
        Q(warned_on__isnull=True, warn_on__lte=on) | Q(press_on__lte=on)
    )
    ids = due.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=BATCH)
    while batch := list(islice(ids, BATCH)):
        yield batch


def _press(duty: Duty, on: date) -> bool:
    moved = False
    if duty.warned_on is None and duty.warn_on and duty.warn_on <= on:
        duty.warned_on = on
        if duty.due_on and on <= duty.due_on:
            owner: Person | Unit = duty.owner_person or duty.owner_unit
            tell(of=duty.subject, to=owner, template="duty.due_soon", on=on, facts=_facts(duty))
        moved = True
    escalation = escalation_of(duty)
    while escalation and duty.press_on and duty.press_on <= on:
        _step(duty, escalation, on)
        moved = True
    if moved:
        duty.save(update_fields=["warned_on", "press_on", "escalation_step"])
    return moved


def _step(duty: Duty, escalation: Escalation, on: date) -> None:
    """Take the next step of the plan's escalation: tell those whom it names."""
    step = escalation.steps[duty.escalation_step]
    assert duty.adoption is not None
    told = 0
    for party in step.tell:
        who = addressees(
            duty.adoption, party, unit=duty.owner_unit, person=duty.owner_person, on=on
        )
        told += _tell_all(duty, who, on)
    duty.escalation_step += 1
    duty.press_on = press_on(duty)
    record(
        "duty.escalated",
        of=duty,
        by="clock",
        on=on,
        threads=[duty.subject],
        audience=duty.audience,
        facts={
            "code": duty.code,
            "step": duty.escalation_step,
            "act": step.act,
            "told": told,
            "clause": str(escalation.clause or ""),
        },
    )


def _tell_all(duty: Duty, who: Addressees, on: date) -> int:
    facts = _facts(duty)
    if who.unit is not None:
        return tell(
            of=duty.subject,
            to=who.unit,
            template="duty.overdue",
            on=on,
            facts=facts,
            roles=OVERSEERS,
        )
    return tell(of=duty.subject, to=who.people, template="duty.overdue", on=on, facts=facts)


def escalation_of(duty: Duty) -> Escalation | None:
    """Return the plan's escalation for a duty, while a step of it is left."""
    if duty.adoption is None:
        return None
    wanted = clock_of(duty.adoption, duty.code).escalation
    if wanted is None:
        return None
    escalation = pack_of(duty.adoption).escalation(wanted)
    return escalation if duty.escalation_step < len(escalation.steps) else None


def press_on(duty: Duty) -> date | None:
    """Return the day on which the next step of the escalation comes: so long after the due day."""
    escalation = escalation_of(duty)
    if escalation is None or duty.due_on is None:
        return None
    after = Term.parse(str(escalation.steps[duty.escalation_step].after))
    if after.is_at_once:
        return duty.due_on + timedelta(days=1)
    return last_day(after, duty.due_on, calendar())


def _facts(duty: Duty) -> dict[str, object]:
    return {
        "duty": duty.pk,
        "label_zh": duty.label_zh,
        "label_en": duty.label_en,
        "due": duty.due_on,
    }
