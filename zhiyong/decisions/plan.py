"""What a plan says about decisions: who decides and how, on which papers. By act, not by id."""

from dataclasses import dataclass
from datetime import date

from zhiyong.decisions.models import Decision
from zhiyong.directory.models import Body, Unit
from zhiyong.directory.selectors.routing import office_of
from zhiyong.meetings.plan import body_of
from zhiyong.plans.models import Adoption
from zhiyong.plans.parties import addressees
from zhiyong.plans.selectors import pack_of
from zhiyong.rules.clauses import Clause
from zhiyong.rules.pack.papers import Slip
from zhiyong.rules.pack.procedure import Meeting, Notice
from zhiyong.rules.pack.schema import Pack
from zhiyong.rules.pack.timing import Clock

MADE = "decision.made"
NOTICED = "decision.noticed"
SERVED = "decision.served"
MADE_ANEW = "decision.made_anew"

DECISION = "decision.made"
NOTICE = "decision.notice"
"""The acts for which a plan has its papers."""

BODY = "receiving_body"
"""Who decides where a plan names nobody: the body that has the case."""


def pack(row: Decision) -> Pack:
    """Return the plan of a decision."""
    return pack_of(row.adoption)


def slip_for(found: Pack, act: str) -> Slip | None:
    """Return the paper of a plan that is made for an act, if it has one."""
    return next((slip for slip in found.slips if slip.act == act), None)


def meeting_of(found: Pack, party: str) -> Meeting | None:
    """Return the meeting in which a party decides: its regular one before a special one."""
    of = [one for one in found.meetings if one.of == party]
    return next((one for one in of if not one.special), of[0] if of else None)


def party_of(found: Pack) -> str:
    """Return who decides where no authority of a plan says so: whose meetings it names, else the
    body that has the case."""
    return next((one.of for one in found.meetings if one.of), BODY)


@dataclass(frozen=True, slots=True)
class Way:
    """How a party decides here: its unit; in a meeting of its body, by a chain, or by its head."""

    party: str
    unit: Unit | None
    meeting: Meeting | None = None
    body: Body | None = None
    chain: str | None = None


def way_of(adoption: Adoption, party: str, case_body: Unit, subject: Unit | None, on: date) -> Way:
    """Return how a party of a plan decides about somebody of a unit, here and on a day.

    A section decides nothing: it is the unit to which it belongs.
    """
    found = pack_of(adoption)
    subject = office_of(subject, on) if subject else None
    who = addressees(
        adoption, party, unit=subject or case_body, on=on, keeper=case_body, subject=subject
    )
    meeting = meeting_of(found, party)
    slip = slip_for(found, DECISION)
    return Way(
        party,
        who.unit,
        meeting,
        body_of(adoption, party, on) if meeting else None,
        slip.approval if slip and not meeting else None,
    )


def notices(found: Pack, of: str = "decision") -> list[Notice]:
    """Return the notices that a plan wants served of a decision, or of an answer to an appeal."""
    return [one for one in found.decision_notices if one.of == of]


def window_of(found: Pack) -> Clock | None:
    """Return the clock within which a decision may be appealed, if the plan has one."""
    if found.appeals is None or found.appeals.window is None:
        return None
    return found.clock(found.appeals.window)


def clause_of_authority(found: Pack, authority: str) -> Clause | None:
    """Return the clause that says who decides."""
    return next((one.clause for one in found.authorities if one.id == authority), None)
