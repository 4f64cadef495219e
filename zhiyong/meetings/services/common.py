"""What every act on a meeting begins with."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from zhiyong.directory.models import Account
from zhiyong.journal.services import Commitment, record
from zhiyong.meetings import plan
from zhiyong.meetings.models import Item, Meeting
from zhiyong.rules.clauses import Clause
from zhiyong.shell.errors import Refusal

By = Account | str


class NotNow(Refusal):
    """The meeting or the item has moved on: somebody was faster, or a step is missing."""


class Incomplete(Refusal):
    """Something that the act needs is missing."""


class Stale(Refusal):
    """The motion was changed since: what was meant is another version."""


class NoQuorum(Refusal):
    """Too few members are there, or may take part."""


class NotAMember(Refusal):
    """The person has no vote in this meeting, or is not there."""


class MustStepAside(Refusal):
    """The member takes no part in this item."""


class HasVoted(Refusal):
    """The member has voted on this version of the motion."""


def locked(meeting: Meeting) -> Meeting:
    """Read a meeting again, under a lock."""
    return (
        Meeting.objects.select_for_update(of=("self",))
        .select_related("adoption__pack", "adoption__body", "body__unit", "chair", "recorder")
        .get(pk=meeting.pk)
    )


def locked_item(item: Item) -> Item:
    """Read an item again, under a lock; its meeting is locked first, by everybody."""
    where = Item.objects.values_list("meeting", flat=True).get(pk=item.pk)
    meeting = locked(Meeting(pk=where)) if where else None
    item = Item.objects.select_for_update(of=("self",)).select_related("body").get(pk=item.pk)
    if item.meeting_id != where:
        raise NotNow(_("The item was moved just now: open it again."))
    if meeting is not None:
        item.meeting = meeting
    return item


def in_session(item: Item) -> Meeting:
    """Return the meeting in which an item may be voted on now.

    :raises NotNow: if the item is decided or off the agenda, or the meeting not in session.
    """
    meeting = item.meeting
    if item.state not in (Item.State.WAITING, Item.State.OPEN) or meeting is None:
        text = _("This item stands at “{state}”; somebody may have been faster.")
        raise NotNow(text.format(state=item.get_state_display()))
    if meeting.state != Meeting.State.OPEN:
        text = _("The meeting is not in session: it stands at “{state}”.")
        raise NotNow(text.format(state=meeting.get_state_display()))
    return meeting


def need_state(meeting: Meeting, *states: Meeting.State) -> None:
    """Refuse an act on a meeting that stands elsewhere.

    :raises NotNow: naming where it stands.
    """
    if meeting.state not in states:
        text = _("This meeting stands at “{state}”; somebody may have been faster.")
        raise NotNow(text.format(state=meeting.get_state_display()))


def need_text(text: str, message: str, basis: Clause | None = None) -> str:
    """Return a text without the space around it.

    :raises Incomplete: with the message, if nothing is left.
    """
    text = text.strip()
    if not text:
        raise Incomplete(message, basis=basis)
    return text


def basis_of(meeting: Meeting) -> Clause | None:
    """Return the clause of the plan on which a meeting rests."""
    return plan.ground_of(plan.rule_of(meeting.adoption, meeting.rule))


def motion_text(motion: Mapping[str, Any]) -> str:
    """Return a motion in the one form that commitments cover."""
    return json.dumps(motion, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def minutes_text(meeting: Meeting) -> str:
    """Return minutes, with what they must hold, in the one form that commitments cover."""
    return motion_text({"minutes": meeting.minutes, "outputs": meeting.outputs})


def tell(
    verb: str,
    meeting: Meeting,
    by: By,
    on: date,
    facts: Mapping[str, Any] | None = None,
    commits: Mapping[str, Commitment] | None = None,
) -> None:
    """Write an act on a meeting to the journal."""
    record(
        verb,
        of=meeting,
        by=by,
        on=on,
        audience=meeting.audience,
        facts={name: value for name, value in (facts or {}).items() if value is not None},
        commits=commits,
    )


def tell_item(
    verb: str,
    item: Item,
    by: By,
    on: date,
    facts: Mapping[str, Any] | None = None,
    commits: Mapping[str, Commitment] | None = None,
) -> None:
    """Write an act on an item to the journal, in the threads of its subject and its meeting."""
    record(
        verb,
        of=item,
        by=by,
        on=on,
        threads=[item.subject, *([item.meeting] if item.meeting else [])],
        audience=item.audience,
        facts={name: value for name, value in (facts or {}).items() if value is not None},
        commits=commits,
    )
