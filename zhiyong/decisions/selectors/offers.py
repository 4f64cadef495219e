"""What can be done about a decision now, by whom; and what cannot be done, and why not."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from django.urls import reverse
from django.utils.translation import gettext as _

from zhiyong.cases.models import Case
from zhiyong.cases.selectors import active, finding_of, obstacles
from zhiyong.decisions import plan
from zhiyong.decisions.models import Decision, DecisionNotice
from zhiyong.decisions.selectors.access import DRAFTERS, drafts
from zhiyong.decisions.selectors.deciders import deciders
from zhiyong.decisions.selectors.returning import clearance_of
from zhiyong.decisions.selectors.waiting import recommended, waiting
from zhiyong.directory.models import Person
from zhiyong.plans.selectors import pack_of
from zhiyong.rules.clauses import Clause
from zhiyong.shell.access import Role, Standing
from zhiyong.shell.parts import Offer

State = Decision.State
IN_HAND = (State.DRAFT, State.PROPOSED)
STANDING = (State.MADE, State.CHANGED)


@dataclass(frozen=True, slots=True)
class Scene:
    """A decision, who looks at it, on which day."""

    decision: Decision
    standing: Standing
    on: date

    def url(self, key: str) -> str:
        """Return the address of an act on it."""
        return reverse("decisions:act", args=[self.decision.pk, key])

    def offer(
        self,
        key: str,
        label: str,
        *,
        kind: Literal["", "primary", "grave", "quiet"] = "",
        icon: str = "",
        why_not: str = "",
        basis: Clause | None = None,
        url: str = "",
    ) -> Offer:
        """Return an act as an offer."""
        return Offer(key, label, url or self.url(key), why_not, basis or "", kind, icon)


def offers(decision: Decision, standing: Standing, on: date) -> list[Offer]:
    """Return what somebody can do about a decision on a day, in the order of the procedure."""
    scene = Scene(decision, standing, on)
    found = [make(scene) for make in _ACTS]
    return [one for one in found if one is not None]


def offer(key: str, decision: Decision, standing: Standing, on: date) -> Offer | None:
    """Return one act, if it is offered."""
    return next((one for one in offers(decision, standing, on) if one.key == key), None)


def _choose(scene: Scene) -> Offer | None:
    if scene.decision.state != State.DRAFT or not drafts(scene.standing, scene.decision):
        return None
    url = reverse("decisions:choose", args=[scene.decision.pk])
    return scene.offer("choose", _("Choose the measures"), kind="primary", icon="scale", url=url)


def _propose(scene: Scene) -> Offer | None:
    decision = scene.decision
    if decision.state != State.DRAFT or not drafts(scene.standing, decision):
        return None
    why_not, basis = "", None
    if not any(one.version == decision.version for one in decision.measures.all()):
        why_not = _("Choose the measures first.")
    elif found := obstacles("decision", decision.case, scene.on):
        why_not = " ".join(str(one.text) for one in found)
        basis = next((one.clause for one in found if isinstance(one.clause, Clause)), None)
    label = _("Put it before {body}").format(body=decision.body.name)
    return scene.offer("propose", label, icon="send", why_not=why_not, basis=basis)


def _decide(scene: Scene) -> Offer | None:
    decision = scene.decision
    if decision.state != State.PROPOSED or decision.item_id or decision.approval_id:
        return None
    if scene.standing.person_id not in {one.pk for one in deciders(decision, scene.on)}:
        return None
    return scene.offer("decide", _("Make the decision"), kind="primary", icon="gavel")


def _offer_anew(scene: Scene) -> Offer | None:
    if scene.decision.state != State.DRAFT or not drafts(scene.standing, scene.decision):
        return None
    return scene.offer("offer-anew", _("Have the ladder offer anew"), icon="rotate-cw")


def _withdraw(scene: Scene) -> Offer | None:
    if scene.decision.state != State.DRAFT or not drafts(scene.standing, scene.decision):
        return None
    return scene.offer("withdraw", _("Give the draft up"), kind="quiet", icon="trash-2")


def _suspend(scene: Scene) -> Offer | None:
    decision = scene.decision
    rule = plan.pack(decision).suspension
    if decision.state not in IN_HAND or rule is None or decision.respondent.person_id is None:
        return None
    if not scene.standing.units(Role.LEADER, Role.OFFICE) & {
        decision.audience,
        decision.case.audience,
    }:
        return None
    if decision.respondent.suspensions.filter(until_on__isnull=True).exists():
        return scene.offer("end-suspension", _("End the suspension"), icon="play")
    proposed = {one.measure for one in decision.measures.all()}
    why_not = "" if proposed & set(rule.measures) else _("No measure that allows it is proposed.")
    return scene.offer(
        "suspend", _("Suspend until the decision"), icon="pause", why_not=why_not, basis=rule.clause
    )


def _serve(scene: Scene) -> Offer | None:
    decision = scene.decision
    if decision.state not in STANDING or not drafts(scene.standing, decision):
        return None
    waiting_ones = (DecisionNotice.State.DUE, DecisionNotice.State.RETURNED)
    own = decision.notices.filter(of=DecisionNotice.Of.DECISION, state__in=waiting_ones)
    if not own.exists():
        return None
    url = f"{reverse('decisions:decision', args=[decision.pk])}?tab=notices"
    return scene.offer("serve", _("Serve the notices"), kind="primary", icon="send", url=url)


def _outcome(scene: Scene) -> Offer | None:
    decision = scene.decision
    if decision.state not in STANDING or not drafts(scene.standing, decision):
        return None
    if not recommended(decision):
        return None
    return scene.offer("outcome", _("Enter the competent body's answer"), icon="reply")


def _confirm(scene: Scene) -> Offer | None:
    decision = scene.decision
    if decision.state not in STANDING or not drafts(scene.standing, decision):
        return None
    if not waiting(decision):
        return None
    return scene.offer("confirm", _("Enter a decision on a linked measure"), icon="link")


def _return(scene: Scene) -> Offer | None:
    decision = scene.decision
    person: Person | None = decision.respondent.person
    if decision.made_on is None or person is None or not drafts(scene.standing, decision):
        return None
    if decision.state == State.REVOKED:
        return None
    clearance = clearance_of(plan.pack(decision))
    if clearance is None:
        return None
    url = reverse("decisions:return", args=[decision.pk])
    return scene.offer(
        "return", _("Propose a return to office"), icon="user-check", url=url, kind="quiet"
    )


_ACTS: tuple[Callable[[Scene], Offer | None], ...] = (
    _choose,
    _propose,
    _decide,
    _serve,
    _outcome,
    _confirm,
    _suspend,
    _offer_anew,
    _return,
    _withdraw,
)


# ── on the page of a case ─────────────────────────────────────────────────────────────────


def on_case(case: Case, standing: Standing, today: date) -> Sequence[Offer]:  # noqa: ARG001
    """Return the decisions that somebody may begin in a case: one for each respondent."""
    if case.state not in (Case.State.CONCLUDED, Case.State.DECIDED):
        return []
    if case.audience not in standing.units(*DRAFTERS) or not pack_of(case.adoption).measures:
        return []
    found: list[Offer] = []
    in_hand = set(case.decisions.filter(state__in=IN_HAND).values_list("respondent", flat=True))
    made = set(case.decisions.filter(made_on__isnull=False).values_list("respondent", flat=True))
    for respondent in active(case):
        finding: Any = finding_of(respondent)
        if finding is None or finding.substantiated is False or respondent.pk in in_hand:
            continue
        label = _("Draft the decision about {name}").format(name=respondent.name)
        kind: Literal["quiet", "primary"] = "quiet" if respondent.pk in made else "primary"
        url = reverse("decisions:begin", args=[respondent.pk])
        found.append(Offer("decide", label, url, kind=kind, icon="scale"))
    return found
