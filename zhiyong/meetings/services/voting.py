"""Votes: cast on a version of a motion, counted by the plan's terms, with effect at once."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from zhiyong.directory.models import Account, Person
from zhiyong.files.models import File
from zhiyong.journal.services import commit
from zhiyong.meetings import effects, recusals
from zhiyong.meetings.models import Attendance, Item, Meeting, StepAside, Vote
from zhiyong.meetings.selectors import Roll, roll_of, standing_aside
from zhiyong.meetings.services.calling import put_off
from zhiyong.meetings.services.common import (
    By,
    HasVoted,
    Incomplete,
    MustStepAside,
    NotAMember,
    NotNow,
    Stale,
    basis_of,
    in_session,
    locked_item,
    motion_text,
    need_text,
    tell_item,
)
from zhiyong.meetings.services.sitting import too_few
from zhiyong.meetings.services.stepping_aside import by_rule
from zhiyong.rules.meetings import VoteFound, count_vote

Choice = Vote.Choice


@transaction.atomic
def change_motion(*, item: Item, lock: int, motion: Mapping[str, Any], by: By, on: date) -> Item:
    """Put another motion in the place of an item's; votes on the former count no more.

    :raises NotNow: if it has been decided.
    :raises Stale: if somebody changed it first.
    """
    item = locked_item(item)
    if item.state not in (Item.State.WAITING, Item.State.OPEN, Item.State.POSTPONED):
        text = _("This item stands at “{state}”; somebody may have been faster.")
        raise NotNow(text.format(state=item.get_state_display()))
    need_version(item, lock)
    if motion_text(item.motion) == motion_text(motion):
        return item
    kept = commit(motion_text(motion))
    item.motion, item.salt, item.lock = dict(motion), kept.salt, item.lock + 1
    item.save(update_fields=["motion", "salt", "lock"])
    tell_item(
        "agenda_item.motion_changed",
        item,
        by,
        on,
        {"version": item.lock + 1},
        {f"motion-{item.lock}": kept},
    )
    return item


def need_version(item: Item, lock: int) -> None:
    """Refuse what was meant for another version of a motion.

    :raises Stale: if the motion was changed since.
    """
    if item.lock != lock:
        raise Stale(_("The motion was changed since you opened it: read it again, then vote."))


@transaction.atomic
def cast(
    *,
    item: Item,
    lock: int,
    person: Person,
    choice: str,
    reason: str,
    by: Account,
    on: date,
    scan: File | None = None,
) -> Vote:
    """Vote on a motion as it stands: the member on screen, or the recorder from a signed list.

    The first vote opens the voting; members against whom a rule of recusal stands are set aside.

    :raises NotNow: if the item is decided, or the meeting not in session.
    :raises Stale: if the motion was changed since.
    :raises NotAMember: if the person has no vote or is not there, or `by` may not enter it.
    :raises MustStepAside: if they take no part in this item.
    :raises HasVoted: if they have voted on this version.
    :raises Incomplete: if the plan wants a reason for a vote against, or the list is missing.
    """
    item = locked_item(item)
    meeting = in_session(item)
    need_version(item, lock)
    _begin(item, by, on)
    _need_hand(meeting, person, by, scan)
    _need_voice(item, meeting, person, on)
    if item.votes.filter(lock=lock, person=person).exists():
        text = _("{name} has voted on this motion already.")
        raise HasVoted(text.format(name=person.name))
    reason = reason.strip()
    if choice == Choice.NO and roll_of(item).terms.no_needs_reason and not reason:
        raise Incomplete(_("Say why you vote against; it goes into the minutes."))
    kept = commit(reason)
    vote = Vote.objects.create(
        item=item,
        lock=lock,
        person=person,
        choice=Choice(choice),
        reason=reason,
        salt=kept.salt,
        on=on,
        recorded_by=by,
        scan=scan,
    )
    tell_item(
        "agenda_item.voted",
        item,
        by,
        on,
        {"person": person, "choice": str(vote.choice), "version": lock + 1, "scan": scan},
        {f"vote-{vote.pk}": kept},
    )
    return vote


def _begin(item: Item, by: By, on: date) -> None:
    by_rule(item, by, on)
    if item.state == Item.State.WAITING:
        item.state = Item.State.OPEN
        item.save(update_fields=["state"])


def _need_hand(meeting: Meeting, person: Person, by: Account, scan: File | None) -> None:
    if by.person_id == person.pk:
        return
    if meeting.recorder_id is None or by.person_id != meeting.recorder_id:
        raise NotAMember(
            _("A member votes in person; only the recorder enters votes from the signed list.")
        )
    if scan is None:
        raise Incomplete(_("Add the scan of the signed list from which you enter the vote."))


def _need_voice(item: Item, meeting: Meeting, person: Person, on: date) -> None:
    attendance = Attendance.objects.filter(meeting=meeting, person=person, votes=True).first()
    if attendance is None:
        text = _("{name} has no vote in this meeting.")
        raise NotAMember(text.format(name=person.name), basis=basis_of(meeting))
    if attendance.presence != Attendance.Presence.PRESENT:
        text = _("{name} is not recorded as present.")
        raise NotAMember(text.format(name=person.name), basis=basis_of(meeting))
    why = standing_aside(item).filter(person=person).values_list("reason", flat=True).first()
    if why := why or recusals.reason(item, person, on):
        text = _("{name} takes no part in this item: {reason}")
        raise MustStepAside(text.format(name=person.name, reason=why))


@transaction.atomic
def close_vote(*, item: Item, by: Account, on: date) -> Item:
    """Count the votes on a motion; what was decided takes effect in the same transaction.

    A tie that the plan wants voted on again leaves the item open, as a new version.

    :raises NotNow: if it was decided, or the meeting is not in session.
    :raises NoQuorum: if too few take part.
    :raises Incomplete: if somebody who takes part has not voted.
    """
    item = locked_item(item)
    meeting = in_session(item)
    if on < meeting.on:
        raise NotNow(_("Nothing is decided before the day of the meeting."))
    _begin(item, by, on)
    taking_part = roll_of(item)
    if not taking_part.quorum.is_met:
        raise too_few(meeting, taking_part.quorum)
    if item.asides.filter(state=StepAside.State.ASKED).exists():
        raise Incomplete(_("It is not decided yet who steps aside."))
    votes = {vote.person_id: vote for vote in item.votes.filter(lock=item.lock)}
    silent = [person.name for person in taking_part.voters if person.pk not in votes]
    if silent:
        text = _("Not voted yet: {names}. Whoever does not want to decide abstains.")
        raise Incomplete(text.format(names=_(", ").join(silent)))
    counted = {pk: vote for pk, vote in votes.items() if pk in _ids(taking_part.voters)}
    found = _count(meeting, taking_part, counted)
    item.result = _result(item, meeting, taking_part, counted, found)
    facts = {
        "outcome": found.outcome,
        "why": found.why,
        "yes": item.result["yes"],
        "no": item.result["no"],
        "abstained": item.result["abstained"],
        "present": taking_part.quorum.counted,
        "members": taking_part.quorum.members,
        "needed": found.needed,
    }
    if found.outcome == "again":
        item.lock += 1
        item.save(update_fields=["result", "lock"])
        tell_item("agenda_item.tied", item, by, on, facts)
        return item
    item.state = Item.State.PASSED if found.outcome == "passed" else Item.State.REJECTED
    item.decided_on = on
    item.save(update_fields=["state", "result", "decided_on"])
    passed = item.state == Item.State.PASSED
    tell_item(f"agenda_item.{'passed' if passed else 'rejected'}", item, by, on, facts)
    effects.when_decided(item, by, on)
    return item


def _ids(people: tuple[Person, ...]) -> set[int]:
    return {person.pk for person in people}


def _count(meeting: Meeting, taking_part: Roll, votes: Mapping[int, Vote]) -> VoteFound:
    choices = [vote.choice for vote in votes.values()]
    chair = votes.get(meeting.chair_id or 0)
    return count_vote(
        taking_part.terms,
        members=taking_part.quorum.members,
        present=len(taking_part.voters),
        yes=choices.count(Choice.YES),
        no=choices.count(Choice.NO),
        chair=Choice(chair.choice).value if chair else "",  # type: ignore[arg-type]
    )


def _result(
    item: Item, meeting: Meeting, taking_part: Roll, votes: Mapping[int, Vote], found: VoteFound
) -> dict[str, Any]:
    choices = [vote.choice for vote in votes.values()]
    terms, quorum = taking_part.terms, taking_part.quorum
    return {
        "version": item.lock,
        "outcome": found.outcome,
        "why": found.why,
        "yes": choices.count(Choice.YES),
        "no": choices.count(Choice.NO),
        "abstained": choices.count(Choice.ABSTAIN),
        "needed": found.needed,
        "base": found.base,
        "of": terms.of,
        "majority": str(terms.majority),
        "tie": terms.tie,
        "members": quorum.members,
        "present": len(taking_part.present),
        "aside": len(taking_part.aside),
        "counted": quorum.counted,
        "quorum": quorum.needed,
        "quorum_share": str(quorum.share),
        "clause": str(basis_of(meeting) or ""),
    }


@transaction.atomic
def postpone(*, item: Item, reason: str, by: By, on: date) -> Item:
    """Take an item off the agenda of a meeting; it waits for the next one.

    Votes cast so far count no more: the motion comes back as a new version.

    :raises NotNow: if it was decided, or stands on no agenda.
    :raises Incomplete: without a reason.
    """
    item = locked_item(item)
    if item.meeting is None or item.state not in (Item.State.WAITING, Item.State.OPEN):
        text = _("This item stands at “{state}”; somebody may have been faster.")
        raise NotNow(text.format(state=item.get_state_display()))
    reason = need_text(reason, _("Say why it is put off; it goes into the minutes."))
    put_off(item, item.meeting, reason, by, on)
    return item
