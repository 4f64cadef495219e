"""What can be done with a letter now, by whom; and what cannot be done, and why not."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhiyong.cases.models import Case
from zhiyong.shell.access import Standing
from zhiyong.shell.parts import Offer
from zhiyong.transfers import plan
from zhiyong.transfers.models import Transfer
from zhiyong.transfers.selectors.access import ACTS_HERE, is_receiver, is_sender

State = Transfer.State
Reaches = Callable[[Standing, Transfer], bool]


@dataclass(frozen=True, slots=True)
class Act:
    """One act on a letter: who may do it, where it makes sense, what it is called."""

    key: str
    label: Any
    reaches: Reaches
    states: tuple[Transfer.State, ...]
    kind: Literal["", "primary", "grave", "quiet"] = ""
    icon: str = ""
    shows: Callable[[Transfer], bool] = lambda transfer: True  # noqa: ARG005


def _outside(transfer: Transfer) -> bool:
    return transfer.to_unit_id is None


def _sender_of_outside(standing: Standing, transfer: Transfer) -> bool:
    """Whoever sent it enters what a body outside answers; also what came on paper instead."""
    return is_sender(standing, transfer)


def _receiver(standing: Standing, transfer: Transfer) -> bool:
    return is_receiver(standing, transfer)


ACTS = (
    Act("send", gettext_lazy("Send it"), is_sender, (State.DRAFT,), "primary", "send"),
    Act("edit", gettext_lazy("Word it anew"), is_sender, (State.DRAFT,), "", "square-pen"),
    Act(
        "withdraw",
        gettext_lazy("Withdraw it"),
        is_sender,
        (State.DRAFT, State.IN_APPROVAL),
        "quiet",
        "undo-2",
    ),
    Act("sign-for", gettext_lazy("Sign for it"), _receiver, (State.SENT,), "primary", "stamp"),
    Act(
        "receipt",
        gettext_lazy("Enter the receipt"),
        _sender_of_outside,
        (State.SENT,),
        "",
        "scan-line",
    ),
    Act("reply", gettext_lazy("Reply"), _receiver, (State.RECEIVED,), "primary", "reply"),
    Act(
        "enter-reply",
        gettext_lazy("Enter the reply"),
        _sender_of_outside,
        (State.RECEIVED,),
        "",
        "reply",
    ),
    Act(
        "give-back",
        gettext_lazy("Give it back"),
        _receiver,
        (State.SENT, State.RECEIVED),
        "quiet",
        "undo-2",
    ),
    Act(
        "came-back",
        gettext_lazy("Enter that it came back"),
        _sender_of_outside,
        (State.SENT, State.RECEIVED),
        "quiet",
        "undo-2",
        shows=_outside,
    ),
    Act(
        "waive",
        gettext_lazy("Not wait for the reply"),
        is_sender,
        (State.SENT, State.RECEIVED),
        "quiet",
        "timer-off",
        shows=lambda transfer: transfer.waived_on is None,
    ),
)


def offers(transfer: Transfer, standing: Standing) -> list[Offer]:
    """Return what somebody may do with a letter now."""
    return [_offered(act, transfer) for act in ACTS if _fits(act, transfer, standing)]


def offer(key: str, transfer: Transfer, standing: Standing) -> Offer | None:
    """Return one act on a letter, if somebody may do it now."""
    return next((one for one in offers(transfer, standing) if one.key == key), None)


def _fits(act: Act, transfer: Transfer, standing: Standing) -> bool:
    return transfer.state in act.states and act.shows(transfer) and act.reaches(standing, transfer)


def _offered(act: Act, transfer: Transfer) -> Offer:
    return Offer(
        act.key,
        act.label,
        reverse("transfers:act", args=[transfer.pk, act.key]),
        kind=act.kind,
        icon=act.icon,
    )


def offers_on_case(case: Case, standing: Standing, today: object) -> list[Offer]:  # noqa: ARG001
    """Return what may be begun on a case: a letter out of it."""
    if case.audience not in standing.units(*ACTS_HERE):
        return []
    why_not = ""
    if case.state in plan.ENDED:
        why_not = _("The case stands at “{state}”.").format(state=case.get_state_display())
    return [
        Offer(
            "transfer",
            _("Hand over, notify or suggest"),
            reverse("transfers:prepare", args=[case.pk]),
            why_not=why_not,
            icon="send",
        )
    ]
