"""What every act on a matter begins with."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from zhiyong.cases.models import Matter
from zhiyong.directory.models import Account
from zhiyong.duties.models import Duty
from zhiyong.duties.services import Owner, happened
from zhiyong.journal.services import Commitment, record
from zhiyong.shell.errors import Refusal

By = Account | str
State = Matter.State


class NotNow(Refusal):
    """The matter has moved on: somebody was faster, or a step is missing."""


def locked(matter: Matter) -> Matter:
    """Read a matter again, under a lock: what the caller holds may be out of date."""
    return (
        Matter.objects.select_for_update(of=("self",))
        .select_related(
            "adoption__pack", "adoption__body", "keeper", "handling_unit", "handler", "complaint"
        )
        .get(pk=matter.pk)
    )


def need_state(matter: Matter, *states: Matter.State) -> None:
    """Refuse an act on a matter that stands elsewhere.

    :raises NotNow: naming where it stands.
    """
    if matter.state not in states:
        text = _("This matter stands at “{state}”; somebody may have been faster.")
        raise NotNow(text.format(state=matter.get_state_display()))


def moved(matter: Matter, state: Matter.State, on: date, **fields: Any) -> None:
    """Put a matter into a state, with what belongs to it."""
    matter.state = state
    matter.touched_on = on
    for name, value in fields.items():
        setattr(matter, name, value)
    matter.save(update_fields=["state", "touched_on", *fields])


def tell(
    verb: str,
    matter: Matter,
    by: By,
    on: date,
    facts: Mapping[str, Any] | None = None,
    commits: Mapping[str, Commitment] | None = None,
) -> None:
    """Write an act to the journal, in the threads of the matter and its complaint."""
    record(
        verb,
        of=matter,
        by=by,
        on=on,
        threads=[matter.complaint],
        audience=matter.audience,
        facts={name: value for name, value in (facts or {}).items() if value is not None},
        commits=commits,
    )


def event(name: str, matter: Matter, by: By, on: date, *, at: datetime | None = None) -> list[Duty]:
    """Let an event of the plan meet what it meets, and start what it starts, for a matter."""
    complaint = matter.complaint
    return happened(
        name,
        of=matter,
        adoption=matter.adoption,
        owners={
            "handling_unit": Owner(matter.handling_unit, matter.handler, matter.audience),
            "receiving_body": Owner(matter.keeper),
        },
        by=by,
        on=on,
        at=at,
        kind=complaint.input_class,
        urgency=complaint.urgency,
        also_meets=[complaint],
        threads=(complaint,),
    )
