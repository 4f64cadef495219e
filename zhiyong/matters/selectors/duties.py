"""What is owed on matters: by the handling unit, and by whoever keeps the complaint."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db.models import BigIntegerField, CharField, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat, Substr

from zhiyong.duties.models import Duty
from zhiyong.duties.selectors import duties_visible_to, with_light
from zhiyong.duties.selectors import of_light as duties_of_light
from zhiyong.intake.models import NamedPerson
from zhiyong.matters import plan
from zhiyong.matters.models import Matter
from zhiyong.plans.selectors import pack_of
from zhiyong.shell import kinds
from zhiyong.shell.access import Standing

RUNNING = (Duty.State.OPEN, Duty.State.PAUSED)
MATTER = "matter:"
COMPLAINT = "complaint:"


def owed_first(matter: Matter) -> Duty | None:
    """Return what the handling unit owes first on a matter or its complaint; None if nothing."""
    return (
        Duty.objects.filter(
            subject__in=[kinds.ref(matter), kinds.ref(matter.complaint)],
            state=Duty.State.OPEN,
            owner_unit=matter.handling_unit,
        )
        .order_by("due_on", "pk")
        .first()
    )


def reply_duty(matter: Matter) -> Duty | None:
    """Return the running duty to reply to the complaint of a matter, if there is one."""
    pack = pack_of(matter.adoption)
    codes = [clock.id for clock in plan.clocks_met_by(pack, plan.REPLIED)]
    return Duty.objects.filter(
        subject=kinds.ref(matter.complaint), code__in=codes, state__in=RUNNING
    ).first()


def with_duties(rows: Iterable[Matter], standing: Standing, today: date) -> None:
    """Give each matter of a page its next duty and the light of that: one query.

    Sets `duty` (or None) and `light` ("" where nothing runs). A matter shows what its own unit
    owes, and what is owed on its complaint.
    """
    rows = list(rows)
    wanted = {f"{MATTER}{row.pk}" for row in rows} | {
        f"{COMPLAINT}{row.complaint_id}" for row in rows
    }
    duties = with_light(
        duties_visible_to(standing).filter(subject__in=wanted, state__in=RUNNING), today
    ).select_related("owner_unit")
    by_subject: dict[str, list[Duty]] = {}
    for duty in duties:
        by_subject.setdefault(duty.subject, []).append(duty)
    for row in rows:
        first = _next(row, by_subject)
        row.duty = first  # type: ignore[attr-defined]
        row.light = first.light if first else ""  # type: ignore[attr-defined]


def _next(matter: Matter, by_subject: Mapping[str, list[Duty]]) -> Duty | None:
    found = [
        *by_subject.get(f"{MATTER}{matter.pk}", ()),
        *(
            duty
            for duty in by_subject.get(f"{COMPLAINT}{matter.complaint_id}", ())
            if duty.owner_unit_id in (matter.handling_unit_id, matter.keeper_id)
        ),
    ]
    return min(found, key=lambda duty: (duty.due_on or date.max, duty.pk), default=None)


def of_light(rows: QuerySet[Matter], light: str, today: date) -> QuerySet[Matter]:
    """Return the matters with a running duty of that light, on them or on their complaints."""
    running = duties_of_light(Duty.objects.filter(state__in=RUNNING), light, today)
    return rows.filter(Q(pk__in=_ids(running, MATTER)) | Q(complaint__in=_ids(running, COMPLAINT)))


def _ids(duties: QuerySet[Duty], prefix: str) -> QuerySet[Duty, int]:
    return duties.filter(subject__startswith=prefix).values_list(
        Cast(Substr("subject", len(prefix) + 1), BigIntegerField()), flat=True
    )


def references_naming(standing: Standing) -> QuerySet[Any, Any]:
    """Return the references of the matters whose complaints name somebody."""
    named = NamedPerson.objects.filter(person=standing.person_id or 0).values("complaint")
    reference = Concat(Value(MATTER), Cast("pk", CharField()))
    return Matter.objects.filter(complaint__in=named).values_list(reference, flat=True)
