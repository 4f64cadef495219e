"""What every act on a letter begins with."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from zhiyong.cases import services as cases
from zhiyong.directory.models import Account
from zhiyong.duties.services import happened
from zhiyong.journal.services import Commitment, record
from zhiyong.shell import kinds
from zhiyong.shell.errors import Refusal
from zhiyong.transfers import plan
from zhiyong.transfers.models import Transfer
from zhiyong.transfers.slips import told

State = Transfer.State


class NotNow(Refusal):
    """The letter has moved on: somebody was faster, or a step is missing."""


class Incomplete(Refusal):
    """Something that the act needs is missing."""


class BadDay(Refusal):
    """A day that cannot be: before the step it follows, or after today."""


def locked(transfer: Transfer) -> Transfer:
    """Read a letter again, under a lock: what the caller holds may be out of date."""
    return (
        Transfer.objects.select_for_update(of=("self",))
        .select_related("case__body", "adoption__pack", "adoption__body", "unit", "to_unit")
        .get(pk=transfer.pk)
    )


def need_state(transfer: Transfer, *states: Transfer.State) -> None:
    """Refuse an act on a letter that stands elsewhere.

    :raises NotNow: naming where it stands.
    """
    if transfer.state not in states:
        text = _("This letter stands at “{state}”; somebody may have been faster.")
        raise NotNow(text.format(state=transfer.get_state_display()))


def need_text(text: str, message: str) -> str:
    """Return a text without the space around it.

    :raises Incomplete: with the message, if nothing is left.
    """
    text = text.strip()
    if not text:
        raise Incomplete(message)
    return text


def need_day(day: date, *, after: date | None, on: date) -> None:
    """Refuse a day before the step that it follows, or after today.

    :raises BadDay: naming the two days between which it lies.
    """
    if (after is not None and day < after) or day > on:
        text = _("The day lies between {first} and {last}.")
        raise BadDay(text.format(first=told(after) or "—", last=told(on)))


def moved(transfer: Transfer, state: Transfer.State, **fields: Any) -> None:
    """Put a letter into a state, with what belongs to it."""
    transfer.state = state
    for name, value in fields.items():
        setattr(transfer, name, value)
    transfer.save(update_fields=["state", *fields])


def tell(
    verb: str,
    transfer: Transfer,
    by: Account,
    on: date,
    facts: Mapping[str, Any] | None = None,
    commits: Mapping[str, Commitment] | None = None,
) -> None:
    """Write an act to the journal, in the threads of the letter and its case; touch the case."""
    record(
        verb,
        of=transfer,
        by=by,
        on=on,
        threads=[transfer.case],
        audience=transfer.audience,
        facts={name: value for name, value in (facts or {}).items() if value is not None},
        commits=commits,
    )
    cases.touch(case=transfer.case, by=by, on=on)


def event(transfer: Transfer, by: Account, on: date, *, start: date, replied: bool) -> None:
    """Let the arrival of a letter, or of its reply, start and meet what the plan says."""
    for name in plan.events(transfer.line, replied=replied):
        happened(
            name,
            of=transfer,
            adoption=transfer.adoption,
            owners=plan.owners(transfer, name),
            by=by,
            on=start if replied else on,
            start=start,
            threads=(kinds.ref(transfer.case),),
        )
