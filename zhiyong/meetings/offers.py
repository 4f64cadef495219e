"""What may be done now on a meeting and on an item, and why not."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from zhiyong.meetings import plan
from zhiyong.meetings.models import Attendance, Item, Meeting, StepAside
from zhiyong.meetings.scene import ItemScene, Scene
from zhiyong.shell.parts import Offer

State = Meeting.State


def of_meeting(scene: Scene) -> list[Offer]:
    """Return what somebody may do on a meeting now."""
    meeting = scene.meeting
    if not scene.may_run:
        return []
    basis = plan.ground_of(plan.rule_of(meeting.adoption, meeting.rule)) or ""
    match meeting.state:
        case State.CALLED:
            early = _("Not before its day.") if scene.today < meeting.on else ""
            unknown = any(
                one.votes and one.presence == Attendance.Presence.UNKNOWN for one in scene.people
            )
            short = "" if scene.quorum.is_met else _("No quorum yet.")
            why = early or (_("Record first who is there.") if unknown else short)
            return [
                _offer(meeting, "presence", _("Record who is there"), "user-check", why_not=early),
                _offer(
                    meeting,
                    "open",
                    _("Open the meeting"),
                    "gavel",
                    why_not=why,
                    basis=basis if why else "",
                    kind="primary",
                ),
                _offer(meeting, "take-on", _("Put on the agenda"), "list-plus"),
                _offer(meeting, "invite", _("Ask a guest"), "user-round-plus"),
                _offer(meeting, "reschedule", _("Move the meeting"), "calendar"),
                _offer(meeting, "cancel", _("Call it off"), "x", kind="grave"),
            ]
        case State.OPEN:
            left = sum(one.state in (Item.State.WAITING, Item.State.OPEN) for one in scene.items)
            why = _("Items are neither decided nor put off.") if left else ""
            return [
                _offer(meeting, "presence", _("Correct who is there"), "user-check"),
                _offer(meeting, "take-on", _("Put on the agenda"), "list-plus"),
                _offer(meeting, "invite", _("Ask a guest"), "user-round-plus"),
                _offer(meeting, "minutes", _("Write the minutes"), "notebook-pen"),
                _offer(
                    meeting, "close", _("Close the meeting"), "check", why_not=why, kind="primary"
                ),
                _offer(meeting, "cancel", _("Call it off"), "x", kind="grave"),
            ]
        case State.CLOSED if meeting.minutes_paper_id and not meeting.signed_scan_id:
            label = _("Bring the signed minutes back")
            return [_offer(meeting, "signed", label, "scan-line", kind="primary")]
        case _:
            return []


def _offer(meeting: Meeting, act: str, label: str, icon: str, **more: Any) -> Offer:
    url = reverse("meetings:act", args=[meeting.pk, act])
    return Offer(act, label, url, icon=icon, **more)


def of_item(scene: Scene, shown: ItemScene) -> list[Offer]:
    """Return what somebody may do on the item that is shown."""
    meeting, item = scene.meeting, shown.item
    if item.state not in (Item.State.WAITING, Item.State.OPEN):
        return []
    if meeting.state not in (State.CALLED, State.OPEN):
        return []
    offers = []
    if scene.is_member and not shown.my_vote and not shown.my_aside:
        label = _("Step aside from this item")
        offers.append(_item_offer(meeting, item, "step-aside", label, "door-open"))
    if scene.is_member or scene.may_run:
        label = _("Ask that somebody steps aside")
        offers.append(_item_offer(meeting, item, "ask-aside", label, "user-x"))
    if scene.may_run and not shown.barred and meeting.state == State.OPEN:
        offers += _of_recorder(scene, shown)
    if scene.may_run:
        label = _("Put this item off")
        offers.append(_item_offer(meeting, item, "postpone", label, "clock"))
    return offers


def _of_recorder(scene: Scene, shown: ItemScene) -> list[Offer]:
    meeting, item = scene.meeting, shown.item
    silent = [one for one in shown.roll.voters if one.pk not in shown.votes]
    asked = [one for one in shown.asides if one.state == StepAside.State.ASKED]
    why = ""
    if not shown.roll.quorum.is_met:
        why = _("No quorum for this item.")
    elif asked:
        why = _("It is not decided yet who steps aside.")
    elif silent:
        why = _("Not voted yet: {names}.").format(names=_(", ").join(one.name for one in silent))
    offers = []
    if silent and scene.is_recorder:
        label = _("Enter votes from the signed list")
        offers.append(_item_offer(meeting, item, "paper-votes", label, "scan-line"))
    label = _("Count the votes")
    offers.append(
        _item_offer(meeting, item, "close-vote", label, "check", why_not=why, kind="primary")
    )
    return offers


def _item_offer(
    meeting: Meeting, item: Item, act: str, label: str, icon: str, **more: Any
) -> Offer:
    url = reverse("meetings:item_act", args=[meeting.pk, item.pk, act])
    return Offer(act, label, url, icon=icon, **more)
