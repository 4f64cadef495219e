"""What a plan says about cases: how they are worked, their steps, and how they may come out."""

from django.utils.translation import gettext as _

from zhiyong.cases.models import Case
from zhiyong.directory.models import Unit
from zhiyong.intake import labels
from zhiyong.plans.models import Adoption
from zhiyong.plans.selectors import pack_of
from zhiyong.rules.clauses import Clause
from zhiyong.rules.grounds import Grounded
from zhiyong.rules.pack.casework import Casework
from zhiyong.rules.pack.intake import MatterOutcome
from zhiyong.rules.pack.procedure import CaseStep
from zhiyong.rules.pack.schema import Pack
from zhiyong.shell.errors import Refusal

OPENED = "case.opened"
FILED = "case.filed"
CONCLUDED = "case.concluded"
DECIDED = "case.decided"
CLOSED = "case.closed"

BY_THEMSELVES = ("team", "hearing", "conclusion", "discussion", "decision")
"""What does a step by itself and only so: nobody records it by hand."""

HANDED_OVER = "hand_over"
"""The handling of a kind of complaint that is passed on unread."""


class NoCasework(Refusal):
    """The plan does not say how cases are worked."""


def casework(adoption: Adoption) -> Casework:
    """Return how cases are worked under a plan.

    :raises NoCasework: if it does not say so.
    """
    found = pack_of(adoption).casework
    if found is None:
        raise NoCasework(_("The plan does not say how cases are worked, so none can be opened."))
    return found


def pack(case: Case) -> Pack:
    """Return the plan of a case's procedure."""
    return pack_of(case.adoption)


def grounds(case: Case, *pieces: Grounded) -> Clause | None:
    """Return the clause, article or setting that pieces of the plan rest on."""
    return labels.grounds(pack(case), *pieces)


def may_file(adoption: Adoption, body: Unit) -> bool:
    """Return whether a body has the power to dispose of leads and to file cases (立案)."""
    return body.kind.lower() in casework(adoption).filing.bodies


def steps_done_by(plan: Pack, what: str) -> list[CaseStep]:
    """Return the steps that something recorded elsewhere does by itself."""
    return [step for step in plan.case_steps if step.done_by == what]


def outcomes(plan: Pack) -> list[MatterOutcome]:
    """Return how a verification may come out, in the plan's order: whether it holds, or not."""
    return [one for one in plan.matter_outcomes if one.substantiated is not None]
