"""Who decides a draft, here and on a day."""

from datetime import date

from zhiyong.decisions import plan
from zhiyong.decisions.models import Decision
from zhiyong.directory.models import Person
from zhiyong.plans.parties import SIGNERS, people_of


def way_of(decision: Decision, on: date) -> plan.Way:
    """Return how the body of a draft decides, here and on a day."""
    respondent = decision.respondent
    subject = respondent.unit_then or respondent.unit
    return plan.way_of(decision.adoption, decision.by_party, decision.case.body, subject, on)


def deciders(decision: Decision, on: date) -> tuple[Person, ...]:
    """Return who decides for a body without a meeting or a chain: its head, else who signs."""
    for role in SIGNERS:
        if found := people_of(decision.body, on, [role]):
            return found
    return ()
