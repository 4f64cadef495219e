"""What every act on an appeal begins with."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from zhiyong.appeals import plan
from zhiyong.appeals.models import Appeal
from zhiyong.appeals.selectors.hearing import why_may_not_hear
from zhiyong.directory.models import Account, Person
from zhiyong.journal.services import Commitment, record
from zhiyong.plans.selectors import pack_of
from zhiyong.rules.clauses import Clause
from zhiyong.rules.pack.schema import Pack
from zhiyong.shell.errors import Refusal

By = Account | str
State = Appeal.State
OPEN = (State.RECEIVED, State.ACCEPTED, State.BEFORE_MEETING)


class NotNow(Refusal):
    """The appeal has moved on: somebody was faster, or a step is missing."""


class Stale(NotNow):
    """The form was opened on an older draft."""


class Incomplete(Refusal):
    """Something that the act needs is missing."""


class TookPart(Refusal):
    """Whoever took part in the first decision, or is close to whom it is about, hears no appeal."""


def locked(appeal: Appeal) -> Appeal:
    """Read an appeal again, under a lock: what the caller holds may be out of date."""
    return (
        Appeal.objects.select_for_update(of=("self",))
        .select_related(
            "decision__adoption__pack",
            "decision__respondent",
            "decision__case",
            "decision__body",
            "decision__drafted_by",
            "body",
            "person",
            "unit",
        )
        .get(pk=appeal.pk)
    )


def pack_for(appeal: Appeal) -> Pack:
    """Return the plan of the decision that is appealed."""
    return pack_of(appeal.decision.adoption)


def clause_of(appeal: Appeal) -> Clause | None:
    """Return the clause on which appeals rest."""
    return plan.rule_of(pack_for(appeal)).clause


def need_state(appeal: Appeal, *states: Appeal.State) -> None:
    """Refuse an act on an appeal that stands elsewhere.

    :raises NotNow: naming where it stands.
    """
    if appeal.state not in states:
        text = _("This appeal stands at “{state}”; somebody may have been faster.")
        raise NotNow(text.format(state=appeal.get_state_display()))


def need_lock(appeal: Appeal, lock: int) -> None:
    """Refuse an act on an older draft.

    :raises Stale: if somebody has changed it since.
    """
    if appeal.lock != lock:
        raise Stale(_("Somebody has changed the draft since you opened it. Look at it again."))


def need_text(text: str, message: str) -> str:
    """Return a text without the space around it.

    :raises Incomplete: with the message, if nothing is left.
    """
    text = text.strip()
    if not text:
        raise Incomplete(message)
    return text


def need_no_part(appeal: Appeal, person: Person | None, on: date) -> None:
    """Refuse somebody who took part in the first decision, or must recuse.

    :raises TookPart: naming them and what they did.
    """
    found = why_may_not_hear(appeal, person, on) if person else None
    if found:
        raise TookPart(found.text, basis=found.basis)


def need_later(appeal: Appeal, on: date) -> None:
    """Refuse an act before the appeal came.

    :raises NotNow: naming the day on which it came.
    """
    if on < appeal.received_on:
        text = _("The appeal came on {day}: nothing is done on it before.")
        raise NotNow(text.format(day=appeal.received_on))


def moved(appeal: Appeal, state: Appeal.State, **fields: Any) -> None:
    """Put an appeal into a state, with what belongs to it; forms opened before are stale."""
    appeal.state = state
    appeal.lock += 1
    for name, value in fields.items():
        setattr(appeal, name, value)
    appeal.save(update_fields=["state", "lock", *fields])


def tell(
    verb: str,
    appeal: Appeal,
    by: By,
    on: date,
    facts: Mapping[str, Any] | None = None,
    commits: Mapping[str, Commitment] | None = None,
) -> None:
    """Write an act to the journal, in the threads of the appeal, its decision and its case."""
    record(
        verb,
        of=appeal,
        by=by,
        on=on,
        threads=[appeal.decision, appeal.decision.case],
        audience=appeal.audience,
        facts={name: value for name, value in (facts or {}).items() if value is not None},
        commits=commits,
    )
