"""How a case ends: decided, handed over, closed. The rooms above call these too."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from zhiyong.cases import plan
from zhiyong.cases.models import Case
from zhiyong.cases.selectors.obstacles import obstacles
from zhiyong.cases.services.common import (
    OPEN,
    NotNow,
    State,
    done,
    event,
    locked,
    need_state,
    tell,
    touched,
)
from zhiyong.cases.services.concluding import Held
from zhiyong.cases.services.evidence import lock_evidence
from zhiyong.directory.models import Account
from zhiyong.duties.services import void
from zhiyong.notices import services as notices


@transaction.atomic
def mark_decided(*, case: Case, by: Account, on: date) -> Case:
    """Put a concluded case among the decided ones; its evidence is locked with the decision.

    :raises Held: if something stands between the case and a decision: the person was not heard,
        another head was not assessed, a step of the plan is missing.
    :raises NotNow: if it is not concluded, or decided already by a day.
    """
    case = locked(case)
    if case.state == State.DECIDED:
        return case
    need_state(case, State.CONCLUDED)
    if found := obstacles("decision", case, on):
        raise Held(found)
    lock_evidence(case=case, by=by, on=on)
    case = locked(case)
    touched(case, by, on, state=State.DECIDED, decided_on=on)
    tell("case.decided", case, by, on)
    done(case, "discussion", by, on)
    done(case, "decision", by, on)
    event(plan.DECIDED, case, by, on)
    return case


@transaction.atomic
def mark_handed_over(*, case: Case, by: Account, on: date) -> Case:
    """Put a case among those that another body looks into; it stays visible as such.

    :raises NotNow: if it is over.
    """
    case = locked(case)
    need_state(case, *OPEN)
    touched(case, by, on, state=State.HANDED_OVER, closed_on=on)
    tell("case.handed_over", case, by, on)
    done(case, "hand_over", by, on)
    void(of=case, reason="handed_over", by=by, on=on)
    return case


@transaction.atomic
def touch(*, case: Case, by: Account | str, on: date) -> Case:
    """Write down that a room above worked on a case: it does not lie still."""
    case = locked(case)
    touched(case, by, on)
    return case


@transaction.atomic
def close_case(*, case: Case, by: Account, on: date, version: int | None = None) -> Case:
    """Close a case: replied to, called back by others, outcomes and a cause stated, nothing open.

    :raises Held: with everything that still stands in the way, the first with its clause.
    :raises NotNow: if it is neither concluded nor decided, or the closer looked into it.
    """
    case = locked(case, version)
    need_state(case, State.CONCLUDED, State.DECIDED)
    if case.team.filter(person=by.person_id or 0, until_on=None).exists():
        raise NotNow(_("Somebody who did not look into the case closes it."))
    if found := obstacles("closing", case, on):
        raise Held(found)
    touched(case, by, on, state=State.CLOSED, closed_on=on)
    tell("case.closed", case, by, on)
    event(plan.CLOSED, case, by, on)
    void(of=case, reason="closed", by=by, on=on)
    for member in case.team.filter(until_on=None).select_related("person"):
        notices.tell(of=case, to=member.person, template="case.closed", on=on)
    return case
