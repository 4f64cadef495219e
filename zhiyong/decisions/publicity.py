"""What is asked before something is published about a decision or a case: is it final, who is it.

A decision is final once it stands, was served, and can no longer be appealed; the room of appeals
adds whether one is still to be answered.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from zhiyong.cases import acts
from zhiyong.cases.models import Case, Respondent
from zhiyong.decisions import plan
from zhiyong.decisions.models import Decision
from zhiyong.duties.counting import days
from zhiyong.plans.models import Adoption
from zhiyong.plans.selectors import pack_of
from zhiyong.publicity import plan as publishing
from zhiyong.publicity import subjects, wording
from zhiyong.publicity.selectors import PUBLISHERS, publications_of
from zhiyong.publicity.subjects import Named, Subject
from zhiyong.shell import kinds
from zhiyong.shell.access import Standing
from zhiyong.shell.parts import Offer

STANDING = (Decision.State.MADE, Decision.State.CHANGED)
AUDIENCE = "audience"
"""The field in which a measure names who shall read of it."""


def register() -> None:
    """Answer for decisions, and for cases by their decisions; offer to make them known."""
    subjects.register("decision", Subject(_decision_not_final, _people_of_decision))
    subjects.register("case", Subject(_case_not_final, _people_of_case))
    acts.register(on_case)


# ── what is offered ───────────────────────────────────────────────────────────────────────


def on_case(case: Case, standing: Standing, today: date) -> Sequence[Offer]:
    """Offer to make a case known once what was decided in it is final."""
    if case.decided_on is None:
        return ()
    return _make_known(kinds.ref(case), case.adoption, {"case"}, standing, today)


def on_decision(decision: Decision, standing: Standing, today: date) -> Sequence[Offer]:
    """Offer to make a final decision known; one that holds a circular as a circular, too."""
    if decision.state not in STANDING:
        return ()
    pack = pack_of(decision.adoption)
    chosen = decision.measures.filter(version=decision.version).values_list("measure", flat=True)
    fields = {field.id for one in chosen for field in pack.element("measures", one).fields}
    what = {"case", "circular"} if AUDIENCE in fields else {"case"}
    return _make_known(kinds.ref(decision), decision.adoption, what, standing, today)


def _make_known(
    reference: str, adoption: Adoption, what: set[str], standing: Standing, today: date
) -> Sequence[Offer]:
    """Offer it where the plan has a publication that fits, while there is none of it yet."""
    units = frozenset(standing.units(*PUBLISHERS))
    fits = any(
        (one.pack_code, one.body_id) == (adoption.pack_code, adoption.body_id) and rule.what in what
        for one, rule in publishing.rules_for(units, today)
    )
    if not fits or subjects.why_not_final(reference, today) or publications_of(reference).exists():
        return ()
    url = f"{reverse('publicity:write')}?{urlencode({'subject': reference})}"
    return (Offer("make-known", _("Make it known"), url, icon="megaphone"),)


# ── what is answered ──────────────────────────────────────────────────────────────────────


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
