"""Meetings of a body: whether each period had its own, whose agenda a case stands on, votes."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import ceil
from typing import Literal

from zhiyong.rules.consequences import Note
from zhiyong.rules.pack.procedure import Meeting
from zhiyong.rules.periods import turns
from zhiyong.rules.values import UNSPECIFIED


@dataclass(frozen=True, slots=True)
class Period:
    """A month, quarter, half year or year: how many meetings it had of those it needs."""

    name: str
    first: date
    last: date
    held: int
    state: Literal["held", "missed", "open"]


@dataclass(frozen=True, slots=True)
class MeetingFound:
    """How a series of meetings stands as of a day.

    agenda   each case with the first meeting on or after the day it was ready; None: none yet
    """

    meeting: Meeting
    periods: tuple[Period, ...]
    agenda: Mapping[str, date | None]
    refused: tuple[Note, ...]


def check_meeting(
    meeting: Meeting,
    held: Iterable[date],
    today: date,
    *,
    since: date | None = None,
    ready: Mapping[str, date] | None = None,
    reason: str | None = None,
) -> MeetingFound:
    """Return whether meetings were held as often as the plan wants, and what is on the agenda.

    held    the days of the meetings, held or called · since: from when they are wanted
    ready   cases that go to the meeting, with the day on which they were ready for it
    reason  why a special meeting is called
    """
    days = sorted(held)
    agenda = {
        case: next((day for day in days if day >= on), None) for case, on in (ready or {}).items()
    }
    refused: tuple[Note, ...] = ()
    if meeting.special and not reason:
        refused = (Note("REASON_MISSING"),)
    periods: tuple[Period, ...] = ()
    start = since or (days[0] if days else today)
    if meeting.every and start <= today:
        periods = tuple(_periods(meeting, days, start, today))
    return MeetingFound(meeting, periods, agenda, refused)


@dataclass(frozen=True, slots=True)
class Quorum:
    """Whether enough members are there: `counted` of `members`, where `needed` are wanted."""

    share: Fraction
    members: int
    counted: int
    needed: int

    @property
    def is_met(self) -> bool:
        """Whether a vote may be held."""
        return self.members > 0 and self.counted >= self.needed


@dataclass(frozen=True, slots=True)
class Terms:
    """How a meeting decides, complete: see `pack.procedure.Voting`."""

    quorum: Fraction
    majority: Fraction
    of: Literal["members", "present", "votes"]
    tie: Literal["rejected", "chair", "again"]
    aside_counts: bool
    no_needs_reason: bool


def terms_of(meeting: Meeting, usual: Meeting) -> Terms:
    """Return how a meeting decides: what the plan says, else what is usual.

    :raises ValueError: if what is usual leaves something out.
    """
    quorum = meeting.quorum if isinstance(meeting.quorum, Fraction) else usual.quorum
    said, default = meeting.voting, usual.voting
    if not isinstance(quorum, Fraction) or default is None:
        raise ValueError("what is usual leaves something out")
    chosen = {
        name: value
        for voting in (default, said)
        if voting is not None
        for name in ("majority", "of", "tie", "aside_counts", "no_needs_reason")
        if (value := getattr(voting, name)) not in (None, UNSPECIFIED)
    }
    try:
        return Terms(quorum=quorum, **chosen)
    except TypeError as error:
        raise ValueError("what is usual leaves something out") from error


def quorum_of(terms: Terms, *, members: int, present: int, aside: int) -> Quorum:
    """Return whether enough are there to vote on an item.

    members  who have a vote in the body · present: those of them who are there
    aside    those of the present who take no part in this item
    """
    counted = present if terms.aside_counts else present - aside
    return Quorum(terms.quorum, members, counted, max(1, ceil(terms.quorum * members)))


@dataclass(frozen=True, slots=True)
class VoteFound:
    """What a vote came to, and why.

    why     MAJORITY, NO_MAJORITY, TIE_REJECTED, TIE_CHAIR_YES, TIE_CHAIR_NO, TIE_AGAIN
    needed  how many had to say yes, of `base`
    """

    outcome: Literal["passed", "rejected", "again"]
    why: str
    needed: int
    base: int


def count_vote(
    terms: Terms,
    *,
    members: int,
    present: int,
    yes: int,
    no: int,
    chair: Literal["YES", "NO", "ABSTAIN", ""] = "",
) -> VoteFound:
    """Return whether a motion passed; `chair` is how the chair voted, "" if not at all.

    A majority that was reached passes even where as many said no; only else is a tie a tie.
    """
    base = {"members": members, "present": present, "votes": yes + no}[terms.of]
    needed = int(terms.majority * base) + 1
    if yes >= needed:
        return VoteFound("passed", "MAJORITY", needed, base)
    if yes != no or not yes or terms.tie == "rejected":
        tied = yes == no and yes > 0
        return VoteFound("rejected", "TIE_REJECTED" if tied else "NO_MAJORITY", needed, base)
    if terms.tie == "again":
        return VoteFound("again", "TIE_AGAIN", needed, base)
    if chair == "YES":
        return VoteFound("passed", "TIE_CHAIR_YES", needed, base)
    return VoteFound("rejected", "TIE_CHAIR_NO", needed, base)


def _periods(meeting: Meeting, days: list[date], since: date, today: date) -> Iterator[Period]:
    """Yield every period from the one that holds the first day to the one of today."""
    assert meeting.every is not None
    wanted = meeting.times or 1
    for turn in turns(meeting.every, since, today):
        held = sum(turn.first <= day <= min(turn.last, today) for day in days)
        state: Literal["held", "missed", "open"] = "open"
        if held >= wanted:
            state = "held"
        elif today >= turn.last:
            state = "missed"
        yield Period(turn.name, turn.first, turn.last, held, state)
