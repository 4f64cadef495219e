"""The page of a meeting: everything it shows, read once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from zhiyong.directory.models import Person
from zhiyong.meetings import panels, recusals
from zhiyong.meetings.models import Attendance, Item, Meeting, StepAside, Vote
from zhiyong.meetings.selectors import (
    Roll,
    agenda,
    attendances_of,
    may_run,
    meetings_open_to,
    roll,
)
from zhiyong.meetings.wording import result_said
from zhiyong.rules.meetings import Quorum
from zhiyong.shell import kinds
from zhiyong.shell.about import leave_out
from zhiyong.shell.access import Standing


@dataclass(frozen=True)
class Scene:
    """A meeting as one reader sees it today."""

    meeting: Meeting
    people: Sequence[Attendance]
    items: Sequence[Item]
    titles: Mapping[str, str]
    quorum: Quorum
    today: date
    me: int
    may_run: bool
    reads_minutes: bool

    @property
    def is_member(self) -> bool:
        """Whether the reader has a vote and is there."""
        return any(
            one.votes and one.person_id == self.me and one.presence == Attendance.Presence.PRESENT
            for one in self.people
        )

    @property
    def is_recorder(self) -> bool:
        """Whether the reader records the meeting."""
        return self.me == self.meeting.recorder_id

    @property
    def is_chair(self) -> bool:
        """Whether the reader presides."""
        return self.me == self.meeting.chair_id

    def title(self, item: Item) -> str:
        """Return what an item is about; its reference where the reader may not see it."""
        return self.titles.get(item.subject, "")


@dataclass(frozen=True)
class ItemScene:
    """One item as one reader sees it: its panel, its votes, who steps aside."""

    item: Item
    title: str
    said: str
    result: str
    roll: Roll
    votes: Mapping[int, Vote]
    asides: Sequence[StepAside]
    barred: str
    url: str
    panel: str = ""
    context: Mapping[str, Any] = field(default_factory=dict)
    my_vote: Vote | None = None
    my_aside: StepAside | None = None
    lines: Sequence[Mapping[str, Any]] = ()


def _taken_back(item: Item) -> bool:
    return item.state == Item.State.WITHDRAWN and not item.votes.all()


def scene_of(meeting: Meeting, standing: Standing, today: date) -> Scene:
    """Return a meeting as a reader sees it: a constant number of queries.

    What is about the reader does not stand on the agenda for them, nor what was taken back
    before anybody voted on it.
    """
    people = attendances_of(meeting)
    items = [one for one in leave_out(agenda(meeting), standing) if not _taken_back(one)]
    return Scene(
        meeting=meeting,
        people=people,
        items=items,
        titles=kinds.titles([item.subject for item in items], standing),
        quorum=roll(meeting, people, set()).quorum,
        today=today,
        me=standing.person_id or 0,
        may_run=may_run(meeting, standing),
        reads_minutes=meetings_open_to(standing).filter(pk=meeting.pk).exists(),
    )


def item_scene(scene: Scene, item: Item, standing: Standing) -> ItemScene:
    """Return one item of a meeting as its reader sees it."""
    asides = list(item.asides.all())
    out = {one.person_id for one in asides if one.state == StepAside.State.STANDS}
    votes = {vote.person_id: vote for vote in item.votes.all() if vote.lock == _version(item)}
    me = next((one.person for one in scene.people if one.person_id == scene.me), None)
    my_aside = next(
        (one for one in asides if one.person_id == scene.me and one.state != "REFUSED"), None
    )
    barred = _barred(item, me, my_aside, scene.today)
    panel = panels.of(item)
    context = None if barred or panel is None else panel.context(item, standing, scene.today)
    taking_part = roll(scene.meeting, scene.people, out)
    return ItemScene(
        item=item,
        title=scene.title(item),
        said="" if barred else panels.said(item),
        result="" if barred else result_said(item),
        roll=taking_part,
        votes=votes,
        asides=asides,
        barred=barred,
        url=(kinds.url(item.subject) or "") if item.subject in scene.titles and not barred else "",
        panel=panel.template if panel is not None and context is not None else "",
        context=context or {},
        my_vote=votes.get(scene.me),
        my_aside=my_aside,
        lines=[]
        if barred
        else [_line(scene, one, votes, out, item) for one in scene.people if one.votes],
    )


def _version(item: Item) -> int:
    decided = item.state in (Item.State.PASSED, Item.State.REJECTED)
    return int(item.result["version"]) if decided else item.lock


def _barred(item: Item, me: Person | None, aside: StepAside | None, on: date) -> str:
    """Say why the reader, as a member, sees nothing of an item: they take no part in it."""
    if me is None:
        return ""
    if aside is not None and aside.state == StepAside.State.STANDS:
        return aside.reason
    return recusals.reason(item, me, on) or ""


def _line(
    scene: Scene, one: Attendance, votes: Mapping[int, Vote], out: set[int], item: Item
) -> dict[str, Any]:
    """Return one member's line: how they voted is shown once the votes are counted."""
    vote = votes.get(one.person_id)
    decided = item.state in (Item.State.PASSED, Item.State.REJECTED)
    return {
        "person": one.person,
        "present": one.presence == Attendance.Presence.PRESENT,
        "presence": one.get_presence_display(),
        "aside": one.person_id in out,
        "vote": vote,
        "shown": vote is not None and (decided or one.person_id == scene.me),
    }
