"""What a decision hands on: referrals and recommendations become letters to other bodies."""

from datetime import date

from django.db import transaction

from zhiyong.decisions import plan, slips
from zhiyong.decisions.models import Decision
from zhiyong.decisions.services.common import tell
from zhiyong.directory.models import Account, Unit
from zhiyong.intake import labels
from zhiyong.notices import services as notices
from zhiyong.plans.parties import MANAGES_CADRES, addressees
from zhiyong.plans.selectors import bound_unit
from zhiyong.rules.pack.sanctions import Measure
from zhiyong.shell import kinds
from zhiyong.shell.errors import Refusal
from zhiyong.transfers import services as transfers
from zhiyong.transfers.models import Transfer
from zhiyong.transfers.selectors.materials import materials_of

ABOVE = frozenset({"supervising_department", "superior"})
JUDICIAL, DISCIPLINE = "judicial", "discipline"
"""Words that plans share for where a letter goes; any other body is a competent one."""


def prepare(decision: Decision, by: Account, on: date) -> list[Transfer]:
    """Draft the letters of a decision's referrals and recommendations, each with its materials.

    One that cannot be drafted so, since it goes to the very body, is left to people, who are told.
    """
    pack, made = plan.pack(decision), []
    for chosen in slips.measures_of(decision):
        measure: Measure = pack.element("measures", chosen.measure)
        if measure.nature not in ("referral", "recommendation"):
            continue
        for party in measure.to:
            try:
                with transaction.atomic():
                    made.append(_letter(decision, measure, party, by, on))
            except Refusal:
                tell("decision.letter_left", decision, by, on, {"measure": measure.id})
                notices.tell(
                    of=decision, to=decision.case.body, template="decision.letter_left", on=on
                )
    return made


def _letter(decision: Decision, measure: Measure, party: str, by: Account, on: date) -> Transfer:
    kind = kind_of(measure)
    unit = _unit(decision, party, on)
    pack = plan.pack(decision)
    section = "bindings" if pack.has("bindings", party) else "actors"
    chosen = next(one for one in slips.measures_of(decision) if one.measure == measure.id)
    items = []
    if kind == Transfer.Kind.HAND_OVER:
        items = [transfers.Listed(reference=one.reference) for one in materials_of(decision.case)]
    return transfers.prepare(
        case=decision.case,
        respondent=decision.respondent,
        kind=kind,
        line=line_of(party),
        text=f"{slips.measure_text(decision, chosen)}\n{decision.reasons}",
        items=items,
        to_unit=unit,
        to_name="" if unit else labels.label(pack, section, party),
        measure=measure.id,
        decision=kinds.ref(decision),
        by=by,
        on=on,
    )


def kind_of(measure: Measure) -> str:
    """Return what a measure is handed on as."""
    if measure.nature == "recommendation":
        return Transfer.Kind.SUGGESTION
    hands_over = measure.system == "transfer" or any(one.kind == "file" for one in measure.fields)
    return Transfer.Kind.HAND_OVER if hands_over else Transfer.Kind.NOTIFICATION


def line_of(party: str) -> str:
    """Return on which line a party stands."""
    if party in ABOVE:
        return Transfer.Line.SUPERIOR
    if party.startswith(JUDICIAL):
        return Transfer.Line.JUDICIAL
    return Transfer.Line.DISCIPLINE if party.startswith(DISCIPLINE) else Transfer.Line.COMPETENT


def _unit(decision: Decision, party: str, on: date) -> Unit | None:
    """Return the unit of the directory that a party is; None: a body outside, by its name."""
    if plan.pack(decision).has("bindings", party):
        return bound_unit(decision.adoption, party)
    if party not in ABOVE | MANAGES_CADRES:
        return None
    respondent = decision.respondent
    unit = respondent.unit_then or respondent.unit or decision.case.body
    return addressees(decision.adoption, party, unit=unit, on=on).unit
