"""What every act on a decision begins with."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from zhiyong.consequences.services import ledger_clocks
from zhiyong.decisions.models import Decision
from zhiyong.directory.models import Account
from zhiyong.duties.models import Duty
from zhiyong.duties.services import Owner, happened
from zhiyong.intake import labels
from zhiyong.journal.services import Commitment, record
from zhiyong.plans.selectors import pack_of
from zhiyong.rules.clauses import Clause
from zhiyong.rules.consequences import Note
from zhiyong.rules.explain.notes import say_note
from zhiyong.rules.pack.schema import Pack
from zhiyong.shell.errors import Refusal

By = Account | str
State = Decision.State
STANDING = (State.MADE, State.CHANGED)


class NotNow(Refusal):
    """The decision has moved on: somebody was faster, or a step is missing."""


class Stale(Refusal):
    """The form was opened on an older version of the draft."""


class Incomplete(Refusal):
    """Something that the act needs is missing."""


class Forbidden(Refusal):
    """The plan does not allow it: the measure, the day, or the body that would decide."""


def locked(decision: Decision) -> Decision:
    """Read a decision again, under a lock: what the caller holds may be out of date."""
    return (
        Decision.objects.select_for_update(of=("self",))
        .select_related(
            "adoption__pack", "adoption__body", "body", "respondent", "case__body", "item"
        )
        .get(pk=decision.pk)
    )


def need_state(decision: Decision, *states: Decision.State) -> None:
    """Refuse an act on a decision that stands elsewhere.

    :raises NotNow: naming where it stands.
    """
    if decision.state not in states:
        text = _("This decision stands at “{state}”; somebody may have been faster.")
        raise NotNow(text.format(state=decision.get_state_display()))


def need_lock(decision: Decision, lock: int) -> None:
    """Refuse a form that was opened on an older version of a draft.

    :raises Stale: naming what to do.
    """
    if decision.lock != lock:
        raise Stale(_("The draft has been changed meanwhile. Open it anew; nothing was saved."))


def need_text(text: str, message: str) -> str:
    """Return a text without the space around it.

    :raises Incomplete: with the message, if nothing is left.
    """
    text = text.strip()
    if not text:
        raise Incomplete(message)
    return text


def say(pack: Pack, note: Note) -> str:
    """Return a note of the rules in the language of the reader."""
    return say_note(pack, note)[0 if labels.language() == "zh" else 1]


def refuse_notes(pack: Pack, notes: list[Note], basis: Clause | None = None) -> None:
    """Refuse what the rules refuse, in their words.

    :raises Forbidden: if there is any note.
    """
    if notes:
        raise Forbidden("; ".join(say(pack, one) for one in notes), basis=basis)


def tell(
    verb: str,
    decision: Decision,
    by: By,
    on: date,
    facts: Mapping[str, Any] | None = None,
    commits: Mapping[str, Commitment] | None = None,
) -> None:
    """Write an act to the journal, in the threads of the decision and its case."""
    record(
        verb,
        of=decision,
        by=by,
        on=on,
        threads=[decision.case],
        audience=decision.audience,
        facts={name: value for name, value in (facts or {}).items() if value is not None},
        commits=commits,
    )


def event(
    name: str, decision: Decision, by: By, on: date, *, start: date | None = None
) -> list[Duty]:
    """Let an event of the plan meet what it meets, and start what it starts, for a decision.

    What each person owes because of it, such as a self-criticism, begins with the ledger's entry.
    """
    respondent = decision.respondent
    unit = respondent.unit_then or respondent.unit or decision.case.body
    keeper = decision.audience
    owners = {
        "receiving_body": Owner(decision.case.body, audience=keeper),
        "deciding_body": Owner(decision.body, audience=keeper),
        "subject_unit": Owner(unit, audience=keeper),
        "subject_person": Owner(unit, respondent.person, keeper),
        "managing_body": Owner(unit, audience=keeper),
    }
    return happened(
        name,
        of=decision,
        adoption=decision.adoption,
        owners=owners,
        by=by,
        on=on,
        start=start,
        without=ledger_clocks(pack_of(decision.adoption)),
        threads=(decision.case,),
    )
