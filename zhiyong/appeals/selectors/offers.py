"""What can be done with an appeal now, by whom; and what cannot be done, and why not."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Literal

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhiyong.appeals import plan
from zhiyong.appeals.models import Appeal
from zhiyong.appeals.selectors.access import HEADS, RECEIVERS, here, is_handler
from zhiyong.appeals.selectors.first import took_part
from zhiyong.appeals.selectors.hearing import WhyNot, why_may_not_hear
from zhiyong.appeals.selectors.notified import unserved
from zhiyong.directory.models import Person
from zhiyong.meetings.models import Item
from zhiyong.plans.selectors import pack_of
from zhiyong.rules.clauses import Clause
from zhiyong.shell.access import Role, Standing
from zhiyong.shell.parts import Offer

State = Appeal.State


@dataclass(frozen=True)
class Scene:
    """An appeal, who looks at it, on which day."""

    appeal: Appeal
    standing: Standing
    on: date

    @property
    def clause(self) -> Clause | None:
        """The clause on which appeals rest."""
        return plan.rule_of(pack_of(self.appeal.decision.adoption)).clause

    def here(self, *roles: Role) -> bool:
        """Whether the reader holds a role in the hearing body."""
        return here(self.standing, self.appeal, *roles)

    @property
    def is_mine(self) -> bool:
        """Whether the reader hears it by name."""
        return is_handler(self.standing, self.appeal)

    @cached_property
    def panel(self) -> plan.Panel | None:
        """The meeting that decides it, if the plan has one."""
        return plan.panel_of(self.appeal.decision.adoption, self.appeal.body, self.on)

    @cached_property
    def barred(self) -> WhyNot | None:
        """Why the reader may not act on it: their part in the first decision."""
        person = self.standing.person_id
        if person is None:
            return None
        parts = took_part(self.appeal.decision)
        found = Person.objects.get(pk=person)
        return why_may_not_hear(self.appeal, found, self.on) if person in parts else None


Test = Callable[[Scene], bool]
Obstacle = Callable[[Scene], WhyNot | None]


def _barred(scene: Scene) -> WhyNot | None:
    return scene.barred


def _no_draft(scene: Scene) -> WhyNot | None:
    if not scene.appeal.outcome:
        return WhyNot(_("Nothing has been drafted yet."), scene.clause)
    return None


def _no_decision(scene: Scene) -> WhyNot | None:
    if scene.barred:
        return scene.barred
    if (drafted := scene.appeal.drafted_by) and drafted.person_id == scene.standing.person_id:
        return WhyNot(_("Whoever drafted the answer does not decide it."))
    return _no_draft(scene)


def _not_served(scene: Scene) -> WhyNot | None:
    missing = unserved(scene.appeal)
    if missing:
        text = _("The answer has not been served on {who}: it is not closed before.")
        return WhyNot(text.format(who=missing[0].who), missing[0].clause)
    return None


def _no_withdrawal(scene: Scene) -> WhyNot | None:
    item = scene.appeal.item
    if scene.appeal.state == State.BEFORE_MEETING and item and item.state == Item.State.OPEN:
        return WhyNot(_("The meeting is voting on it."))
    return None


def _nothing(scene: Scene) -> WhyNot | None:  # noqa: ARG001 - the shape of all of them
    return None


@dataclass(frozen=True, slots=True)
class Act:
    """One act on an appeal: who may do it, when it is shown, what may stand against it."""

    key: str
    label: Any
    reaches: Test
    shows: Test
    why_not: Obstacle = _nothing
    kind: Literal["", "primary", "grave", "quiet"] = ""
    icon: str = ""


def _at(*states: Appeal.State) -> Test:
    return lambda scene: scene.appeal.state in states


def _here(*roles: Role) -> Test:
    return lambda scene: scene.here(*roles)


ACTS = (
    Act(
        "accept",
        gettext_lazy("Take the appeal on"),
        _here(*HEADS),
        _at(State.RECEIVED),
        _barred,
        "primary",
        "circle-check",
    ),
    Act(
        "decline",
        gettext_lazy("Do not take it on"),
        _here(*HEADS),
        _at(State.RECEIVED),
        _barred,
        "",
        "circle-x",
    ),
    Act(
        "handler",
        gettext_lazy("Name who hears it"),
        _here(*HEADS),
        _at(State.ACCEPTED, State.BEFORE_MEETING),
        _nothing,
        "",
        "user-round-plus",
    ),
    Act(
        "draft",
        gettext_lazy("Draft the answer"),
        lambda scene: scene.is_mine,
        _at(State.ACCEPTED),
        _nothing,
        "primary",
        "pen-line",
    ),
    Act(
        "put",
        gettext_lazy("Put it before the meeting"),
        lambda scene: scene.is_mine,
        lambda scene: scene.appeal.state == State.ACCEPTED and scene.panel is not None,
        _no_draft,
        "primary",
        "gavel",
    ),
    Act(
        "decide",
        gettext_lazy("Decide the appeal"),
        _here(Role.LEADER),
        lambda scene: scene.appeal.state == State.ACCEPTED and scene.panel is None,
        _no_decision,
        "grave",
        "gavel",
    ),
    Act(
        "step-back",
        gettext_lazy("Step back from it"),
        lambda scene: scene.is_mine,
        _at(State.ACCEPTED, State.BEFORE_MEETING),
        _nothing,
        "quiet",
        "log-out",
    ),
    Act(
        "close",
        gettext_lazy("Close the appeal"),
        lambda scene: scene.is_mine or scene.here(*HEADS, *RECEIVERS),
        _at(State.ANSWERED),
        _not_served,
        "primary",
        "archive",
    ),
    Act(
        "withdraw",
        gettext_lazy("Enter that it was withdrawn"),
        _here(*RECEIVERS),
        _at(State.RECEIVED, State.ACCEPTED, State.BEFORE_MEETING),
        _no_withdrawal,
        "quiet",
        "undo-2",
    ),
)


def offers(appeal: Appeal, standing: Standing, on: date) -> list[Offer]:
    """Return what can be done with an appeal now by somebody, and what cannot, with the reason."""
    scene = Scene(appeal, standing, on)
    return [_offer(act, scene) for act in ACTS if act.reaches(scene) and act.shows(scene)]


def offer(key: str, appeal: Appeal, standing: Standing, on: date) -> Offer | None:
    """Return one act, if it is offered."""
    return next((one for one in offers(appeal, standing, on) if one.key == key), None)


def _offer(act: Act, scene: Scene) -> Offer:
    why = act.why_not(scene)
    return Offer(
        act.key,
        act.label,
        reverse("appeals:act", args=[scene.appeal.pk, act.key]),
        why_not=why.text if why else "",
        basis=why.basis if why and why.basis else "",
        kind=act.kind,
        icon=act.icon,
    )
