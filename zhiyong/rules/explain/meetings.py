"""meetings: whether a body met as often as the plan wants, and what is on its agenda."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Annotated, Any

from pydantic import BeforeValidator

from zhiyong.rules.explain.context import Context
from zhiyong.rules.explain.notes import say_notes
from zhiyong.rules.explain.reasons import day, grounds, joined, why
from zhiyong.rules.meetings import MeetingFound, check_meeting
from zhiyong.rules.shape import Shape
from zhiyong.rules.values import DayField, Id, split_list

MOST = timedelta(days=36_600)
"""A longer stretch than a hundred years is a slip of the pen."""


class MeetingGiven(Shape):
    """The meetings of one kind that were held or called."""

    meeting: Id
    held: Annotated[tuple[DayField, ...], BeforeValidator(split_list)] = ()
    since: DayField | None = None
    ready: dict[str, DayField] = {}
    reason: str | None = None


def answer(context: Context) -> dict[str, Any]:
    """Return how the meetings of the question stand, as of its day."""
    told = [*_answers(context)]
    return {"meetings": told} if told else {}


def _answers(context: Context) -> Iterator[dict[str, Any]]:
    pack = context.pack
    for place, given in enumerate(context.read_all(MeetingGiven, "meetings")):
        path = f"meetings.{place}"
        if not pack.has("meetings", given.meeting):
            known = ", ".join(pack.ids("meetings"))
            context.trouble(f"{path}.meeting", "MEETING_UNKNOWN", id=given.meeting, known=known)
            continue
        today = context.today or max(given.held, default=None)
        if today is None:
            context.trouble("today", "TODAY_NEEDED")
            continue
        if given.since and today - given.since > MOST:
            context.trouble(f"{path}.since", "STRETCH_TOO_LONG")
            continue
        meeting = pack.element("meetings", given.meeting)
        found = check_meeting(
            meeting,
            given.held,
            today,
            since=given.since,
            ready=given.ready,
            reason=given.reason,
        )
        yield _tell(context, found)


def _tell(context: Context, found: MeetingFound) -> dict[str, Any]:
    meeting = found.meeting
    lines = [why((meeting.label.zh, meeting.label.en)), say_notes(context.pack, found.refused)]
    missed = [one.name for one in found.periods if one.state == "missed"]
    if missed:
        said = "、".join(missed), ", ".join(missed)
        lines.append(why((f"应开未开：{said[0]}", f"no meeting in {said[1]}")))
    return {
        "meeting": meeting.id,
        "periods": {
            one.name: {
                "held": one.held,
                "state": one.state,
                "from": day(one.first),
                "until": day(one.last),
            }
            for one in found.periods
        },
        "missed": missed,
        "agenda": {case: day(on) for case, on in found.agenda.items()},
        "allowed": not found.refused,
        "refused": [{"code": note.code} for note in found.refused],
        **grounds(meeting, *meeting.agenda),
        "why": joined(*lines),
    }
