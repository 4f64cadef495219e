"""Members who take no part in an item: they say so, the rules say so, or somebody asks it."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from zhiyong.directory.models import Person
from zhiyong.journal.services import commit
from zhiyong.meetings import recusals
from zhiyong.meetings.models import Attendance, Item, Meeting, StepAside
from zhiyong.meetings.selectors import attendances_of
from zhiyong.meetings.services.common import (
    By,
    HasVoted,
    NotAMember,
    NotNow,
    locked_item,
    need_text,
    tell_item,
)

State = StepAside.State


@transaction.atomic
def step_aside(*, item: Item, person: Person, reason: str, by: By, on: date) -> StepAside:
    """Take no part in an item, as the member's own word: it holds at once.

    :raises NotAMember: if the person has no vote in the meeting.
    :raises NotNow: if the item is decided, or they have stepped aside.
    :raises HasVoted: if they have voted on the motion as it stands.
    :raises Incomplete: without a reason.
    """
    item = _open_item(item)
    _need_member(item, person)
    reason = need_text(reason, _("Say in a word why; it goes into the minutes."))
    return _write(item, person, reason, State.STANDS, by, on, own=True)


@transaction.atomic
def ask_aside(*, item: Item, person: Person, reason: str, by: By, on: date) -> StepAside:
    """Ask that a member takes no part in an item; the chair decides, about the chair another.

    :raises NotAMember: if the person has no vote in the meeting.
    :raises NotNow: if the item is decided, or they have stepped aside.
    :raises HasVoted: if they have voted on the motion as it stands.
    :raises Incomplete: without a reason.
    """
    item = _open_item(item)
    _need_member(item, person)
    reason = need_text(reason, _("Say in a word why; it goes into the minutes."))
    return _write(item, person, reason, State.ASKED, by, on, own=False)


@transaction.atomic
def decide_aside(*, aside: StepAside, agree: bool, decider: Person, by: By, on: date) -> StepAside:
    """Decide whether a member takes part in an item, as asked.

    The chair decides; about the chair, another member who is there. What the rules of recusal
    demand is not for anybody to refuse.

    :raises NotNow: if it was decided.
    :raises NotAMember: if somebody else would have to decide.
    :raises MustStepAside: if a rule of recusal stands against the member, and it is refused.
    """
    item = _open_item(aside.item)
    aside = StepAside.objects.select_related("person").get(pk=aside.pk)
    if aside.state != State.ASKED:
        raise NotNow(_("This has been decided already."))
    meeting = item.meeting
    assert meeting is not None
    others = {
        one.person_id
        for one in attendances_of(meeting)
        if one.votes and one.presence == Attendance.Presence.PRESENT
    } - {aside.person_id}
    if aside.person_id != meeting.chair_id:
        others &= {meeting.chair_id or 0}
    if decider.pk not in others:
        raise NotAMember(_("The chair decides who steps aside; about the chair, another member."))
    if not agree and recusals.reason(item, aside.person, on):
        agree = True
    aside.state = State.STANDS if agree else State.REFUSED
    aside.decided_by = decider
    aside.save(update_fields=["state", "decided_by"])
    verb = "agenda_item.aside_granted" if agree else "agenda_item.aside_refused"
    tell_item(verb, item, by, on, {"person": aside.person, "decider": decider})
    return aside


def by_rule(item: Item, by: By, on: date) -> None:
    """Let every member of a meeting step aside against whom a rule of recusal stands."""
    assert item.meeting is not None
    members = [one.person for one in attendances_of(item.meeting) if one.votes]
    known = {one.person_id: one for one in item.asides.all()}
    for pk, why in recusals.reasons(item, members, on).items():
        row = known.get(pk)
        if row is not None and row.state == State.STANDS:
            continue
        person = next(one for one in members if one.pk == pk)
        if row is not None:
            row.state = State.STANDS
            row.save(update_fields=["state"])
            tell_item("agenda_item.aside_granted", item, by, on, {"person": person})
        else:
            _write(item, person, why[:300], State.STANDS, by, on, own=False)


def _open_item(item: Item) -> Item:
    item = locked_item(item)
    if item.meeting is None or item.state not in (Item.State.WAITING, Item.State.OPEN):
        text = _("This item stands at “{state}”; somebody may have been faster.")
        raise NotNow(text.format(state=item.get_state_display()))
    if item.meeting.state not in (Meeting.State.CALLED, Meeting.State.OPEN):
        raise NotNow(_("The meeting is over."))
    return item


def _need_member(item: Item, person: Person) -> None:
    if not Attendance.objects.filter(meeting=item.meeting, person=person, votes=True).exists():
        raise NotAMember(_("{name} has no vote in this meeting.").format(name=person.name))
    if item.votes.filter(person=person, lock=item.lock).exists():
        raise HasVoted(_("{name} has voted on this motion already.").format(name=person.name))


def _write(
    item: Item, person: Person, reason: str, state: State, by: By, on: date, *, own: bool
) -> StepAside:
    known = StepAside.objects.filter(item=item, person=person).first()
    if known is not None and known.state != State.REFUSED:
        text = _("{name} steps aside already, or was asked to.")
        raise NotNow(text.format(name=person.name))
    kept = commit(reason)
    row, _made = StepAside.objects.update_or_create(
        item=item,
        person=person,
        defaults={
            "reason": reason,
            "salt": kept.salt,
            "own": own,
            "state": state,
            "decided_by": None,
            "on": on,
        },
    )
    verb = "agenda_item.aside_asked" if state == State.ASKED else "agenda_item.stepped_aside"
    tell_item(verb, item, by, on, {"person": person}, {f"aside-{row.pk}": kept})
    return row
