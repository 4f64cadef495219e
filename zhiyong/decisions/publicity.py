"""What is asked before something is published about a decision or a case: is it final, who is it.

A decision is final once it stands, was served, and can no longer be appealed; the room of appeals
adds whether one is still to be answered.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from zhiyong.cases.models import Respondent
from zhiyong.decisions import plan
from zhiyong.decisions.models import Decision
from zhiyong.duties.counting import days
from zhiyong.plans.selectors import pack_of
from zhiyong.publicity import subjects, wording
from zhiyong.publicity.subjects import Named, Subject

STANDING = (Decision.State.MADE, Decision.State.CHANGED)


def register() -> None:
    """Answer for decisions, and for cases by their decisions."""
    subjects.register("decision", Subject(_decision_not_final, _people_of_decision))
    subjects.register("case", Subject(_case_not_final, _people_of_case))


def _id(reference: str) -> int:
    return int(reference.partition(":")[2])


def _decision_not_final(reference: str, on: date) -> str:
    return _why_not(Decision.objects.filter(pk=_id(reference)), on)


def _case_not_final(reference: str, on: date) -> str:
    ended = (Decision.State.REJECTED, Decision.State.WITHDRAWN)
    return _why_not(Decision.objects.filter(case=_id(reference)).exclude(state__in=ended), on)


def _why_not(decisions: Iterable[Decision], on: date) -> str:
    found = list(decisions)
    if not found or any(one.state not in STANDING for one in found):
        return wording.not_standing()
    for decision in found:
        window = plan.window_of(pack_of(decision.adoption))
        if window is None:
            continue
        if decision.served_on is None:
            return wording.not_served()
        last = days(decision.adoption, window, decision.served_on).due_on
        if last is not None and on <= last:
            return wording.may_be_appealed(last)
    return ""


def _people_of_decision(reference: str) -> Sequence[Named]:
    return _named(Respondent.objects.filter(decisions=_id(reference)))


def _people_of_case(reference: str) -> Sequence[Named]:
    return _named(Respondent.objects.filter(case=_id(reference)))


def _named(rows: Iterable[Respondent]) -> list[Named]:
    return [
        Named(
            row.person.name,
            wording.somebody(
                row.unit_then.name if row.unit_then else "", row.post.title if row.post else ""
            ),
        )
        for row in rows
        if row.person is not None
    ]
