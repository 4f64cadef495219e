"""What a plan says about hand-overs, notifications and suggestions. Found by act, not by id.

Acts and events are the platform's own words; the ids of slips, measures, clocks and parties are
each plan's.
"""

from datetime import date

from zhiyong.cases.models import Case
from zhiyong.directory.models import Unit
from zhiyong.duties.services import Owner, clocks_from
from zhiyong.plans.models import Adoption
from zhiyong.plans.parties import addressees
from zhiyong.plans.selectors import bound_unit, pack_of
from zhiyong.rules.clauses import Clause
from zhiyong.rules.pack.papers import Slip
from zhiyong.rules.pack.sanctions import Measure, Step
from zhiyong.rules.pack.schema import Pack
from zhiyong.transfers.models import Transfer

Kind, Line = Transfer.Kind, Transfer.Line

ENDED = (Case.State.NO_ACTION, Case.State.MERGED, Case.State.HANDED_OVER)
"""A case that ended so hands nothing on; of a closed one the measures still go out."""

RECEIVED = "transfer.received"
REPLIED = "transfer.replied"
ABOVE_TOLD = "department.notified"
ABOVE_REPLIED = "department.replied"

MATERIALS = "transfer.materials"
ACT_OF = {
    Kind.HAND_OVER: "transfer.hand_over",
    Kind.NOTIFICATION: "transfer.notification",
    Kind.SUGGESTION: "transfer.suggestion",
}
"""By which act of a slip the letter of each kind is found."""

NATURES = {
    Kind.HAND_OVER: ("referral",),
    Kind.NOTIFICATION: ("referral",),
    Kind.SUGGESTION: ("recommendation",),
}


def letter_of(pack: Pack, kind: str, measure: str = "") -> Slip | None:
    """Return the letter by which something of a kind goes out: the measure's own, else the act's.

    None where the plan has no form for it; then the letter is written elsewhere.
    """
    if measure and pack.has("measures", measure):
        own: Measure = pack.element("measures", measure)
        if own.slip:
            return pack.slip(own.slip)
    return slip_for(pack, ACT_OF[Kind(kind)])


def slip_for(pack: Pack, act: str) -> Slip | None:
    """Return the paper of the plan that is made for an act, if it has one."""
    return next((slip for slip in pack.slips if slip.act == act), None)


def measure_of(pack: Pack, kind: str) -> Measure | None:
    """Return the measure of the plan that a letter of this kind carries out, if there is one."""
    letter = slip_for(pack, ACT_OF[Kind(kind)])
    if letter is None:
        return None
    return next(
        (
            one
            for one in pack.measures
            if one.slip == letter.id and one.nature in NATURES[Kind(kind)]
        ),
        None,
    )


def grounds_of(pack: Pack, kind: str, measure: str = "") -> list[Clause]:
    """Return the clauses that a letter rests on: the measure's, and the letter's own."""
    letter = letter_of(pack, kind, measure)
    found = [pack.element("measures", measure)] if pack.has("measures", measure) else []
    pieces = [*found, *([letter] if letter else [])]
    return list({str(one.clause): one.clause for one in pieces if one.clause}.values())


def bodies_for(
    adoption: Adoption, measure: Measure | None, unit: Unit | None, on: date
) -> list[Unit]:
    """Return the units on the platform to which the plan sends what a measure hands on."""
    if measure is None or unit is None:
        return []
    found = [addressees(adoption, party, unit=unit, on=on).unit for party in measure.to]
    return [one for one in dict.fromkeys(found) if one is not None and one.pk != unit.pk]


def events(line: str, *, replied: bool) -> tuple[str, ...]:
    """Return the events of the plan that the arrival of a letter, or of its reply, is."""
    own = REPLIED if replied else RECEIVED
    if line == Line.SUPERIOR:
        return (own, ABOVE_REPLIED if replied else ABOVE_TOLD)
    return (own,)


def owners(transfer: Transfer, event: str) -> dict[str, Owner]:
    """Return who owes what the plan's clocks count from an event.

    Whoever received it owes the answer; of a body outside, the sender has it to follow up. What
    the plan asks of the sending body stays with it.
    """
    sender = Owner(transfer.unit)
    there = transfer.to_unit or transfer.unit
    receiver = Owner(there, audience=transfer.audience)
    return {
        clock.owed_by: sender if _is_sender(transfer, clock.owed_by) else receiver
        for clock in clocks_from(pack_of(transfer.adoption), event)
    }


def _is_sender(transfer: Transfer, party: str) -> bool:
    bound = bound_unit(transfer.adoption, party)
    return bound is not None and bound.pk == transfer.unit_id


def steps_met(pack: Pack) -> list[Step]:
    """Return the steps before a closing that the reply to a letter settles."""
    return [step for step in pack.steps if step.met_by == REPLIED]
