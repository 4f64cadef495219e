"""What every act on a matter begins with."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from zhiyong.directory.models import Account
from zhiyong.duties.models import Duty
from zhiyong.duties.services import Owner, happened, reassign
from zhiyong.journal.services import Commitment, commit, record
from zhiyong.matters import plan
from zhiyong.matters.models import Matter, Note
from zhiyong.plans.selectors import pack_of
from zhiyong.shell.errors import Refusal

By = Account | str
State = Matter.State


class NotNow(Refusal):
    """The matter has moved on: somebody was faster, or a step is missing."""


class Incomplete(Refusal):
    """Something that the act needs is missing."""


def locked(matter: Matter) -> Matter:
    """Read a matter again, under a lock: what the caller holds may be out of date."""
    return (
        Matter.objects.select_for_update(of=("self",))
        .select_related(
            "adoption__pack",
            "adoption__body",
            "keeper",
            "handling_unit",
            "handler",
            "complaint__subject_unit",
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


def need_text(text: str, message: str) -> str:
    """Return a text without the space around it.

    :raises Incomplete: with the message, if nothing is left.
    """
    text = text.strip()
    if not text:
        raise Incomplete(message)
    return text


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


def keep_note(
    matter: Matter, text: str, by: Account, on: date, kind: Note.Kind = Note.Kind.NOTE
) -> dict[str, Commitment]:
    """Keep what is written about a matter; return the commitment for the act's own entry."""
    kept = commit(text)
    note = Note.objects.create(matter=matter, kind=kind, text=text, salt=kept.salt, by=by, on=on)
    return {f"note-{note.pk}": kept}


def event(name: str, matter: Matter, by: By, on: date, *, at: datetime | None = None) -> list[Duty]:
    """Let an event of the plan meet what it meets, and start what it starts, for a matter.

    What the handling unit owes is seen by the office that keeps the complaint, too.
    """
    complaint = matter.complaint
    return happened(
        name,
        of=matter,
        adoption=matter.adoption,
        owners={
            "handling_unit": Owner(matter.handling_unit, matter.handler, matter.keeper_id),
            "case_handler": Owner(matter.handling_unit, matter.handler, matter.keeper_id),
            "receiving_body": Owner(matter.keeper),
        },
        by=by,
        on=on,
        at=at,
        kind=complaint.input_class,
        urgency=complaint.urgency,
        threads=(complaint,),
    )


def owes(matter: Matter, by: By, on: date) -> None:
    """Let the handling unit, and its handler, owe what the plan says they owe in this way."""
    complaint = matter.complaint
    reassign(
        of=matter,
        owner_unit=matter.handling_unit,
        owner_person=matter.handler,
        audience=matter.keeper_id,
        by=by,
        on=on,
    )
    for clock in plan.owed_by_handling_unit(
        pack_of(matter.adoption),
        plan.way_of(matter),
        kind=complaint.input_class,
        urgency=complaint.urgency,
    ):
        reassign(
            of=complaint,
            code=clock.id,
            owner_unit=matter.handling_unit,
            owner_person=matter.handler,
            by=by,
            on=on,
        )
