"""What a plan says about handling: its ways, its windows, its chains. Found by event, not by id.

The events are the platform's own words for what happens; the ids of ways, clocks, slips and
chains are each plan's.
"""

from dataclasses import dataclass
from datetime import date

from zhiyong.duties.counting import days
from zhiyong.intake import labels
from zhiyong.matters.models import Matter
from zhiyong.plans.models import Adoption
from zhiyong.plans.selectors import pack_of
from zhiyong.rules.clauses import Clause
from zhiyong.rules.pack.intake import MatterOutcome, Mode
from zhiyong.rules.pack.papers import Slip
from zhiyong.rules.pack.schema import Pack
from zhiyong.rules.pack.timing import Clock

ACCEPTED = "complaint.accepted"
ASSIGNED = "matter.assigned"
SIGNED_FOR = "matter.signed_for"
RETURNED = "matter.returned"
SENT = "assignment.sent"
REPORTED = "assignment.reported"
URGED = "urging.sent"
URGING_ANSWERED = "urging.answered"
SUPERVISED = "supervision.sent"
SUPERVISION_ANSWERED = "supervision.answered"
REPLIED = "reply.served"
CALLED_BACK = "call_back.made"
DISPUTED = "matter.disputed"
DISPUTE_DECIDED = "dispute.decided"
FAST_TRACKED = "case.fast_tracked"
ACTED = "case.acted"
RATED = "rating.given"

SERIES = "matter"
"""The series in which an office numbers its matters."""

HANDLING_UNIT = "handling_unit"
LOOKED_INTO = "here"
"""The handling of a kind of complaint that the plan's own procedure looks into."""


def ways(pack: Pack) -> list[Mode]:
    """Return the ways by which a complaint may be given to a unit, in the plan's order.

    Supervision is none of them: it presses a matter that a unit has already.
    """
    return [mode for mode in pack.modes if not _presses(pack, mode)]


def supervision(pack: Pack) -> Mode | None:
    """Return the plan's supervision (督办), if it knows one."""
    return next((mode for mode in pack.modes if _presses(pack, mode)), None)


def _presses(pack: Pack, mode: Mode) -> bool:
    return mode.clock is not None and pack.clock(mode.clock).from_ == SUPERVISED


def way_of(matter: Matter) -> Mode:
    """Return the way in which a matter is handled."""
    return pack_of(matter.adoption).mode(matter.mode)


def stays(way: Mode) -> bool:
    """Return whether a way keeps the matter in the office that keeps the complaint."""
    return way.keeps_responsibility and not way.report_back


def owed_by_handling_unit(pack: Pack, way: Mode, *, kind: str, urgency: str) -> list[Clock]:
    """Return the clocks of the complaint that the handling unit owes in a way of handling.

    Where the unit only reports back, the reply stays with the office that keeps the complaint.
    """
    wanted = {duty.clock for duty in way.duties if HANDLING_UNIT in duty.by or stays(way)}
    return [
        pack.clock_for(clock.id, kind=kind, urgency=urgency)
        for clock in pack.clocks
        if clock.from_ == ACCEPTED and clock.id in wanted
    ]


def clocks_met_by(pack: Pack, event: str) -> list[Clock]:
    """Return the clocks that an event meets."""
    return [clock for clock in pack.clocks if clock.met_by == event]


def slip_of(pack: Pack, event: str, kind: str) -> Slip | None:
    """Return the paper of a kind by which what an event meets is done, if the plan has one."""
    met = {clock.id for clock in clocks_met_by(pack, event)}
    return next((slip for slip in pack.slips if slip.kind == kind and slip.clock in met), None)


def reply_slip(pack: Pack) -> Slip:
    """Return the paper on which the complainant has the reply.

    :raises LookupError: if the plan has none; `plan check` says so before it is adopted.
    """
    slip = slip_of(pack, REPLIED, "notice")
    if slip is None:
        raise LookupError(f"{pack.plan} has no slip for the reply")
    return slip


def reply_chain(pack: Pack, way: Mode) -> str | None:
    """Return the chain that a reply passes: the way's own, else that of the reply."""
    return way.reply_approval or reply_slip(pack).approval


def reply_chains(pack: Pack) -> set[str]:
    """Return every chain that a reply may pass."""
    chains = {reply_slip(pack).approval, *(mode.reply_approval for mode in pack.modes)}
    return {one for one in chains if one}


def is_judged(pack: Pack, way: Mode) -> bool:
    """Return whether the plan wants a verdict on how a matter in this way was handled."""
    return way.report_back and bool(pack.quality_verdicts)


def outcomes(pack: Pack, kind: str) -> list[MatterOutcome]:
    """Return what may come out for a matter of a kind, in the plan's order."""
    return [one for one in pack.matter_outcomes if not kind or not one.kinds or kind in one.kinds]


@dataclass(frozen=True, slots=True)
class Window:
    """Until when somebody may do something, and what that rests on."""

    last: date
    clause: Clause | None


def window(adoption: Adoption, event: str, start: date) -> Window | None:
    """Return how long an event may happen, counted from a day; None if the plan sets no end."""
    pack = pack_of(adoption)
    for clock in clocks_met_by(pack, event):
        if clock.nature == "window":
            last = days(adoption, clock, start).due_on
            assert last is not None, "nothing has stopped a clock that begins"
            return Window(last, labels.grounds(pack, clock))
    return None
