"""How meetings and what is put before them are spoken of."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from zhiyong.journal import commitments
from zhiyong.meetings.models import Item, Meeting, Postponement, StepAside, Vote
from zhiyong.meetings.selectors import (
    items_visible_to,
    meetings_open_to,
    meetings_visible_to,
)
from zhiyong.meetings.services.common import minutes_text, motion_text
from zhiyong.notices import templates
from zhiyong.shell import kinds
from zhiyong.shell.access import Standing

MEETING = {
    "meeting.called": _("The meeting was called for {day}; {members} members have a vote."),
    "meeting.rescheduled": _("{actor} moved the meeting to {day}."),
    "meeting.guest_invited": _("{actor} asked {person} to the meeting."),
    "meeting.presence_recorded": _("{actor} recorded who is there: {present} of {members}."),
    "meeting.opened": _("{chair} opened the meeting: {present} of {members}, {needed} needed."),
    "meeting.minutes_written": _("{actor} wrote the minutes."),
    "meeting.closed": _("{actor} closed the meeting with its minutes: {paper}."),
    "meeting.minutes_signed": _("The signed minutes came back: {scan}."),
    "meeting.cancelled": _("{actor} called the meeting off."),
    "meeting.missed": _("The meeting of {period} was not held."),
}
ITEM = {
    "agenda_item.put": _("Put before {body}."),
    "agenda_item.taken_on": _("{actor} put it on the agenda."),
    "agenda_item.withdrawn": _("{actor} took it off the agenda."),
    "agenda_item.postponed": _("Put off: it waits for the next meeting."),
    "agenda_item.motion_changed": _("{actor} changed the motion: version {version}."),
    "agenda_item.stepped_aside": _("{person} steps aside."),
    "agenda_item.aside_asked": _("{actor} asked that {person} steps aside."),
    "agenda_item.aside_granted": _("It was decided that {person} steps aside."),
    "agenda_item.aside_refused": _("It was decided that {person} takes part."),
    "agenda_item.voted": _("{person} voted on version {version}."),
    "agenda_item.tied": _("A tie, {yes} to {no}: it is voted on again."),
    "agenda_item.passed": _(
        "Passed: {yes} yes, {no} no, {abstained} abstentions, {needed} were needed."
    ),
    "agenda_item.rejected": _(
        "Not passed: {yes} yes, {no} no, {abstained} abstentions, {needed} were needed."
    ),
}


def register() -> None:
    """Make meetings known to the rooms below."""
    kinds.register(
        kinds.Kind(
            name="meeting",
            model=Meeting,
            label=_("Meeting"),
            url=lambda pk: reverse("meetings:meeting", args=[pk]),
            visible_to=meetings_open_to,
            titles=_titles,
            sentences=MEETING,
        )
    )
    kinds.register(
        kinds.Kind(
            name="agenda_item",
            model=Item,
            label=_("Agenda item"),
            url=None,
            visible_to=items_visible_to,
            titles=_item_titles,
            sentences=ITEM,
        )
    )
    templates.register(
        templates.Template("meeting.called", _("You are called to a meeting: {title}.")),
        templates.Template("meeting.rescheduled", _("A meeting was moved: {title}.")),
        templates.Template("meeting.cancelled", _("A meeting was called off: {title}.")),
        templates.Template("meeting.missed", _("A meeting was not held: {title}."), urgent=True),
    )
    _register_commitments()


def _register_commitments() -> None:
    commitments.cover(
        Meeting,
        "minutes",
        content=lambda row: row.minutes if row.state == "CANCELLED" else minutes_text(row),
        rows=lambda: Meeting.objects.exclude(salt=b""),
    )
    commitments.cover(Item, "motion", content=lambda row: motion_text(row.motion))
    commitments.cover(StepAside, "aside", of=_of_item, content=lambda row: str(row.reason))
    commitments.cover(Postponement, "postponed", of=_of_item, content=lambda row: str(row.reason))
    commitments.cover(Vote, "vote", of=_of_item, content=lambda row: str(row.reason))


def _of_item(row: Any) -> str:
    return f"agenda_item:{row.item_id}"


def _titles(ids: Iterable[int], standing: Standing) -> Mapping[int, str]:
    rows = meetings_visible_to(standing).filter(pk__in=list(ids))
    return {
        pk: f"{body} {number}"
        for pk, body, number in rows.values_list("pk", "body__name", "number")
    }


def _item_titles(ids: Iterable[int], standing: Standing) -> Mapping[int, str]:
    rows = list(items_visible_to(standing).filter(pk__in=list(ids)))
    subjects = kinds.titles([row.subject for row in rows], standing)
    return {row.pk: subjects.get(row.subject, row.subject) for row in rows}
