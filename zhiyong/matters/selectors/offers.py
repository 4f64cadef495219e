"""What can be done with a matter now, by whom; and what cannot be done, and why not."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhiyong.intake.models import Complaint
from zhiyong.matters import plan
from zhiyong.matters.models import ANSWERED, Matter
from zhiyong.matters.selectors import obstacles
from zhiyong.matters.selectors.lists import ASSIGNERS
from zhiyong.matters.selectors.scene import Scene, WhyNot
from zhiyong.shell.access import READS_CASES, Role, Standing
from zhiyong.shell.parts import Offer

State = Matter.State

RECEIVERS = (Role.CLERK, Role.SECTION_HEAD, Role.HANDLER, Role.OFFICE)
"""Who signs for what reaches a unit."""

HEADS = (Role.CLERK, Role.SECTION_HEAD, Role.LEADER, Role.OFFICE)
"""Who gives work inside a unit, and answers to the office that sent it."""

PRESSERS = (Role.CLERK, Role.SUPERVISOR, Role.SECTION_HEAD, Role.LEADER, Role.OFFICE)
"""Who follows up what an office has assigned."""

SUPERVISORS = (Role.SUPERVISOR, Role.OFFICE, Role.SECTION_HEAD, Role.LEADER)
CALLERS = (Role.CLERK, Role.SUPERVISOR, Role.SECTION_HEAD, Role.OFFICE, Role.HANDLER)


Test = Callable[[Scene], bool]
Obstacle = Callable[[Scene], WhyNot | None]


def _always(scene: Scene) -> bool:  # noqa: ARG001 - the shape of all of them
    return True


@dataclass(frozen=True, slots=True)
class Act:
    """One act on a matter: who may do it, what it is called, and what may stand against it.

    `shows` leaves an act out of the list where it makes no sense at all; `why_not` keeps it
    there, disabled, with the reason. `meets` are the events by which it does what is owed.
    """

    key: str
    label: Any
    reaches: Test
    shows: Test = _always
    why_not: Obstacle = obstacles.nothing
    kind: Literal["", "primary", "grave", "quiet"] = ""
    icon: str = ""
    meets: tuple[str, ...] = ()


def _keeper(*roles: Role) -> Test:
    return lambda scene: scene.in_keeper(*roles)


def _unit(*roles: Role) -> Test:
    return lambda scene: scene.in_unit(*roles)


def _either(*roles: Role) -> Test:
    return lambda scene: scene.in_unit(*roles) or scene.in_keeper(*roles)


def _handler(scene: Scene) -> bool:
    return scene.is_mine


def _at(*states: Matter.State) -> Test:
    return lambda scene: scene.matter.state in states


def _open(scene: Scene) -> bool:
    return scene.is_open


def _awaited(event: str) -> Test:
    return lambda scene: scene.met_by(event) is not None


def _may_return(scene: Scene) -> bool:
    return scene.matter.state in (State.ASSIGNED, State.SIGNED_FOR) and not scene.matter.is_own


def _is_quick(scene: Scene) -> bool:
    return scene.matter.state == State.HANDLING and plan.way_of(scene.matter).quick


def _is_judged(scene: Scene) -> bool:
    judged_at = (State.REPORTED, State.IN_APPROVAL, State.REPLIED, State.CALLED_BACK)
    way = plan.way_of(scene.matter)
    if scene.matter.state not in judged_at or not plan.is_judged(scene.pack, way):
        return False
    return scene.matter.outcomes.filter(
        round=scene.matter.round, reported_on__isnull=False
    ).exists()


def _may_write(scene: Scene) -> bool:
    return scene.is_mine or _either(*HEADS)(scene)


def _may_extend(scene: Scene) -> bool:
    return scene.owes_reply(Role.HANDLER, Role.CLERK)


def _may_stop(scene: Scene) -> bool:
    return scene.owes_reply(Role.SECTION_HEAD, Role.LEADER)


def _runs(scene: Scene) -> bool:
    return scene.is_open and not scene.is_paused


def _stands_still(scene: Scene) -> bool:
    return scene.is_paused


ACTS: tuple[Act, ...] = (
    Act(
        "sign-for",
        gettext_lazy("Sign for it"),
        _unit(*RECEIVERS),
        _at(State.ASSIGNED),
        kind="primary",
        icon="stamp",
        meets=(plan.SIGNED_FOR,),
    ),
    Act(
        "settle-return",
        gettext_lazy("Settle the return"),
        _keeper(*HEADS),
        _at(State.RETURN_ASKED),
        kind="primary",
        icon="undo-2",
        meets=(plan.RETURNED,),
    ),
    Act(
        "handler",
        gettext_lazy("Name a handler"),
        _unit(*HEADS),
        _at(State.ASSIGNED, State.SIGNED_FOR),
        why_not=obstacles.no_handler,
        kind="primary",
        icon="user-round-plus",
    ),
    Act(
        "outcome",
        gettext_lazy("Write outcome and reply"),
        _handler,
        _at(State.HANDLING),
        kind="primary",
        icon="file-pen-line",
        meets=(plan.REPLIED, plan.REPORTED),
    ),
    Act(
        "first-action",
        gettext_lazy("Write down the first action"),
        _handler,
        _is_quick,
        why_not=obstacles.no_first_action,
        kind="primary",
        icon="footprints",
        meets=(plan.ACTED,),
    ),
    Act(
        "report",
        gettext_lazy("Check the report"),
        _keeper(*PRESSERS),
        _at(State.REPORTED),
        kind="primary",
        icon="clipboard-check",
        meets=(plan.REPLIED,),
    ),
    Act(
        "answer-urging",
        gettext_lazy("Answer the urging"),
        _unit(*HEADS, Role.HANDLER),
        _awaited(plan.URGING_ANSWERED),
        kind="primary",
        icon="reply",
        meets=(plan.URGING_ANSWERED,),
    ),
    Act(
        "answer-supervision",
        gettext_lazy("Answer the supervision slip"),
        _unit(*HEADS, Role.HANDLER),
        _awaited(plan.SUPERVISION_ANSWERED),
        kind="primary",
        icon="reply",
        meets=(plan.SUPERVISION_ANSWERED,),
    ),
    Act(
        "run-clock",
        gettext_lazy("Let the clock go on"),
        _may_stop,
        _stands_still,
        kind="primary",
        icon="circle-play",
    ),
    Act(
        "judge",
        gettext_lazy("Judge the handling"),
        _keeper(*PRESSERS),
        _is_judged,
        why_not=obstacles.no_verdict,
        icon="scale",
    ),
    Act(
        "call-back",
        gettext_lazy("Call back"),
        _either(*CALLERS),
        _at(State.REPLIED, State.CALLED_BACK),
        why_not=obstacles.no_call_back,
        kind="primary",
        icon="phone-call",
        meets=(plan.CALLED_BACK,),
    ),
    Act(
        "close",
        gettext_lazy("Close the matter"),
        _keeper(*HEADS),
        _at(State.REPLIED, State.CALLED_BACK),
        why_not=obstacles.no_closing,
        kind="primary",
        icon="circle-check",
    ),
    Act(
        "message",
        gettext_lazy("Write to the complainant"),
        _may_write,
        icon="message-square",
    ),
    Act(
        "note",
        gettext_lazy("Write a note"),
        _either(*READS_CASES),
        icon="sticky-note",
    ),
    Act(
        "change-handler",
        gettext_lazy("Change the handler"),
        _unit(*HEADS),
        _at(State.HANDLING, State.IN_APPROVAL, State.REPORTED),
        icon="user-round-cog",
    ),
    Act(
        "recuse",
        gettext_lazy("Recuse yourself"),
        _handler,
        _at(State.HANDLING),
        icon="user-round-x",
    ),
    Act(
        "return",
        gettext_lazy("Return: not ours"),
        _unit(*HEADS),
        _may_return,
        why_not=obstacles.no_return,
        icon="undo-2",
    ),
    Act(
        "extension",
        gettext_lazy("Ask for an extension"),
        _may_extend,
        _open,
        why_not=obstacles.no_extension,
        icon="calendar-plus",
    ),
    Act(
        "stop-clock",
        gettext_lazy("Stop the clock"),
        _may_stop,
        _runs,
        why_not=obstacles.no_stopping,
        icon="circle-pause",
    ),
    Act(
        "urge",
        gettext_lazy("Urge"),
        _keeper(*PRESSERS),
        _open,
        why_not=obstacles.no_urging,
        icon="bell-ring",
    ),
    Act(
        "supervise",
        gettext_lazy("Put under supervision"),
        _keeper(*SUPERVISORS),
        _open,
        why_not=obstacles.no_supervision,
        icon="eye",
    ),
    Act(
        "take-back",
        gettext_lazy("Take the matter back"),
        _keeper(*HEADS),
        _open,
        why_not=obstacles.no_taking_back,
        icon="corner-up-left",
    ),
    Act(
        "reopen",
        gettext_lazy("Take up again, at the complainant's request"),
        _keeper(*HEADS),
        _at(*ANSWERED),
        why_not=obstacles.no_reopening,
        icon="rotate-ccw",
    ),
)
BY_KEY = {act.key: act for act in ACTS}


def offers(matter: Matter, standing: Standing, on: date) -> list[Offer]:
    """Return the acts on a matter that somebody's roles reach, the most pressing first."""
    scene = Scene(matter, standing, on)
    return [_offer(act, scene) for act in ACTS if act.reaches(scene) and act.shows(scene)]


def _offer(act: Act, scene: Scene) -> Offer:
    why_not = act.why_not(scene)
    return Offer(
        key=act.key,
        label=act.label,
        url=reverse("matters:act", args=[scene.matter.pk, act.key]),
        why_not=why_not.text if why_not else "",
        basis=why_not.basis if why_not else "",
        kind="" if why_not else act.kind,
        icon=act.icon,
    )


def offer(key: str, matter: Matter, standing: Standing, on: date) -> Offer | None:
    """Return one act as it stands for somebody; None if it is not theirs.

    Where it makes no sense any more, it says where the matter stands.
    """
    scene = Scene(matter, standing, on)
    act = BY_KEY.get(key)
    if act is None or not act.reaches(scene):
        return None
    if act.shows(scene):
        return _offer(act, scene)
    text = _("This matter stands at “{state}”; somebody may have been faster.")
    why_not = text.format(state=matter.get_state_display())
    return Offer(key=key, label=act.label, url="", why_not=why_not, icon=act.icon)


def act_that_meets(event: str, scene: Scene) -> Offer | None:
    """Return the act by which somebody does what an event would meet, if it is theirs now."""
    for act in ACTS:
        if event in act.meets and act.reaches(scene) and act.shows(scene):
            return _offer(act, scene)
    return None


def offers_on_complaint(complaint: Complaint, standing: Standing) -> list[Offer]:
    """Return what handling adds to the acts on a complaint: to assign it."""
    assignable = (Complaint.State.ACCEPTED, Complaint.State.IN_HANDLING)
    if complaint.audience not in standing.units(*ASSIGNERS) or complaint.state not in assignable:
        return []
    first = complaint.state == Complaint.State.ACCEPTED
    return [
        Offer(
            key="assign",
            label=_("Assign it") if first else _("Assign it to another unit as well"),
            url=reverse("matters:assign", args=[complaint.pk]),
            kind="primary" if first else "",
            icon="send",
        )
    ]
