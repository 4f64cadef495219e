"""What can be done with a complaint now, by whom, and why something cannot."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhiyong.approvals.models import Approval
from zhiyong.intake import law
from zhiyong.intake.models import ENDED, Complaint
from zhiyong.intake.selectors.access import may_act
from zhiyong.intake.selectors.notices import DECIDED, notice_of, notice_slip
from zhiyong.intake.selectors.plan import form_of
from zhiyong.plans.selectors import pack_of
from zhiyong.shell import kinds
from zhiyong.shell.access import Role, Standing
from zhiyong.shell.parts import Offer

State = Complaint.State
REFERABLE = (State.LODGED, State.REGISTERED)
SENDABLE = (State.LODGED, State.REGISTERED, State.ACCEPTED)
WITHDRAWABLE = (State.LODGED, State.REGISTERED, State.ACCEPTED)
OPEN_STATES = tuple(state for state in State if state not in ENDED)
TOLD_STATES = (*OPEN_STATES, State.NOT_ACCEPTED, State.REFERRED)


@dataclass(frozen=True, slots=True)
class Spec:
    """One act: its name in addresses, what it is called, and where it is open.

    `leaves` says that the office may not see the complaint afterwards.
    """

    name: str
    label: Any
    states: tuple[str, ...]
    icon: str = "pen-line"
    kind: Literal["", "primary", "grave", "quiet"] = ""
    leaves: bool = False


SPECS = {
    spec.name: spec
    for spec in (
        Spec("register", gettext_lazy("Register"), (State.LODGED,), "stamp", "primary"),
        Spec("accept", gettext_lazy("Accept"), (State.REGISTERED,), "check", "primary"),
        Spec("refuse", gettext_lazy("Do not accept"), (State.REGISTERED,), "x"),
        Spec(
            "refer",
            gettext_lazy("Pass on to the competent body"),
            REFERABLE,
            "corner-up-right",
            leaves=True,
        ),
        Spec("send-up", gettext_lazy("Send up, sealed"), SENDABLE, "lock", "grave", leaves=True),
        Spec("hand-over", gettext_lazy("Hand over the accusation"), REFERABLE, "package", "grave"),
        Spec("classify", gettext_lazy("Say of which class it is"), OPEN_STATES, "tags"),
        Spec("urgency", gettext_lazy("Change the urgency"), OPEN_STATES, "zap"),
        Spec("major", gettext_lazy("Report as a major matter"), OPEN_STATES, "siren"),
        Spec("mark", gettext_lazy("Set the distribution mark"), OPEN_STATES, "eye-off"),
        Spec("confirm-name", gettext_lazy("The name was confirmed"), OPEN_STATES, "user-check"),
        Spec("notice", gettext_lazy("Write the notice"), DECIDED, "file-text"),
        Spec("told", gettext_lazy("The complainant was told"), TOLD_STATES, "phone"),
        Spec("merge", gettext_lazy("Join with another"), (State.REGISTERED,), "merge"),
        Spec("split", gettext_lazy("Take it out again"), (State.MERGED,), "split"),
        Spec("receipt", gettext_lazy("The receipt went back"), tuple(State), "receipt"),
        Spec("answer", gettext_lazy("The sender was answered"), tuple(State), "reply"),
        Spec("withdraw", gettext_lazy("Withdrawn by the complainant"), WITHDRAWABLE, "undo-2"),
    )
}
FIRST = ("register", "accept", "refuse", "refer", "send-up", "hand-over")
"""What decides where a complaint goes; the others note something about it."""

NOT_WHILE_IN_APPROVAL = frozenset({"accept", "refuse", "refer", "merge", "classify"})


def offers(complaint: Complaint, standing: Standing, on: date) -> list[Offer]:  # noqa: ARG001
    """Return intake's own acts that make sense for a complaint where it stands, for a reader.

    An act of another stage is left out; one of this stage that is not open says why. One query.
    """
    if not may_act(standing, complaint, Role.CLERK):
        return []
    in_approval = running_approval(complaint) is not None
    found = []
    for spec in SPECS.values():
        if complaint.state not in spec.states or not _makes_sense(spec, complaint):
            continue
        why_not = why_not_now(spec, complaint, in_approval=in_approval)
        address = reverse("intake:act", args=[complaint.pk, spec.name])
        found.append(Offer(spec.name, spec.label, address, why_not, kind=spec.kind, icon=spec.icon))
    return found


def why_not_now(spec: Spec, complaint: Complaint, *, in_approval: bool) -> str:
    """Return why an act is not open now; "" if it is."""
    if complaint.state not in spec.states:
        return _("Not open at “{state}”.").format(state=complaint.get_state_display())
    if in_approval and spec.name in NOT_WHILE_IN_APPROVAL:
        return _("A refusal is in approval.")
    if spec.name == "notice" and (why := _why_no_notice(complaint)):
        return why
    if not _makes_sense(spec, complaint):
        return _("This does not apply to this complaint.")
    return ""


def _why_no_notice(complaint: Complaint) -> str:
    slip = notice_slip(complaint)
    if slip is None:
        return _("The plan has no notice for what was decided.")
    if earlier := notice_of(complaint, slip):
        return _("It was issued already: {paper}.").format(paper=earlier)
    on_its_way = Approval.objects.filter(
        subject=kinds.ref(complaint), chain=slip.approval or "", state=Approval.State.RUNNING
    )
    return _("It is on its way to be signed.") if on_its_way.exists() else ""


def _makes_sense(spec: Spec, complaint: Complaint) -> bool:
    if spec.name == "confirm-name":
        return complaint.is_real_name and complaint.real_name_confirmed_on is None
    if spec.name == "hand-over":
        return is_accusation(complaint)
    if spec.name in ("receipt", "answer"):
        return _goes_back(spec.name, complaint)
    if spec.name in ("told", "notice"):
        return complaint.decided_on is not None
    return True


def _goes_back(name: str, complaint: Complaint) -> bool:
    """Whether whoever assigned a complaint, or passed it on, still waits for it."""
    source = law.source_of(form_of(complaint))
    details = getattr(complaint, "details", None)
    if name == "receipt":
        return source.receipt and not (details and details.receipt_on)
    return bool(complaint.source.get(source.deadline)) and not (details and details.answered_on)


def is_accusation(complaint: Complaint) -> bool:
    """Whether the plan has a complaint of this class handed over, sealed."""
    pack = pack_of(complaint.adoption)
    known = pack.has("kinds", complaint.input_class)
    return known and pack.kind(complaint.input_class).handling == "hand_over"


def running_approval(complaint: Complaint) -> Approval | None:
    """Return the approval of a decision about a complaint that is under way."""
    return Approval.objects.filter(
        subject=kinds.ref(complaint), state=Approval.State.RUNNING
    ).first()
