"""What may be done now with an item, a notice, a rule."""

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from zhiyong.rectification import plan
from zhiyong.rectification.access import CHECKERS, answers_for, confirms_as, is_own, watches
from zhiyong.rectification.models import Item, MadeRule, Move, SlowNotice
from zhiyong.rectification.services import may_answer_move
from zhiyong.shell.access import Standing
from zhiyong.shell.parts import Offer

State = Item.State


def offers(item: Item, standing: Standing, today: date) -> list[Offer]:
    """Return what somebody may do with an item now, and why not what they may not."""
    made: list[Offer] = []
    keeps = watches(standing, item.adoption)
    works = standing.person_id == item.owner_id or answers_for(
        standing, item.unit_id, item.adoption
    )
    if works:
        made += _of_the_unit(item)
    made += _of_approvers(item, standing, today)
    if standing.units(*CHECKERS):
        made += _of_checkers(item, standing)
    if keeps and item.is_open:
        made.append(_notice_offer(item))
    own = item.found_by_itself and not item.source_ref
    may_withdraw = own if works else keeps
    if may_withdraw and item.state in (State.REGISTERED, State.IN_APPROVAL, State.RUNNING):
        made.append(_offer(item, "withdraw", _("Entered in error"), "x", kind="grave"))
    return made


def _of_the_unit(item: Item) -> list[Offer]:
    mode = plan.mode_of(item)
    basis = (mode.clause if mode else None) or ""
    match item.state:
        case State.REGISTERED:
            return [
                _offer(
                    item,
                    "plan",
                    _("Say how it is put right"),
                    "list-checks",
                    kind="primary",
                    basis=basis,
                ),
                _offer(item, "progress", _("Tell how far it is"), "message-square"),
            ]
        case State.RUNNING:
            asked = any(one.state == Move.State.ASKED for one in item.moves.all())
            made = [
                _offer(
                    item,
                    "done",
                    _("Hand in as put right"),
                    "circle-check",
                    kind="primary",
                    why_not=_("A later day is asked for: first it must be answered.")
                    if asked
                    else "",
                ),
                _offer(item, "progress", _("Tell how far it is"), "message-square"),
            ]
            if any(one.reached_on is None for one in item.milestones.all()):
                made.append(_offer(item, "milestone", _("A milestone is reached"), "flag"))
            moves = bool(mode and mode.extendable)
            why = "" if moves else _("The plan does not let this day be moved.")
            if asked:
                why = _("A later day is asked for already.")
            made.append(
                _offer(
                    item,
                    "move",
                    _("Ask for a later day"),
                    "calendar-plus",
                    why_not=why,
                    basis=basis if why else "",
                )
            )
            made.append(_offer(item, "change", _("Write the plan anew"), "pencil"))
            return [*made, *_rule(item)]
        case State.STRUCK_OFF:
            return _rule(item)
    return []


def _rule(item: Item) -> list[Offer]:
    url = f"{reverse('rectification:rule_add')}?item={item.pk}"
    kind: Any = "primary" if item.rule_due_on and not item.rule_made_on else ""
    return [Offer("rule", _("Enter the rule that was made"), url, icon="book-check", kind=kind)]


def _of_approvers(item: Item, standing: Standing, today: date) -> list[Offer]:
    account: Any = getattr(standing, "account", None)
    if account is None:
        return []
    if item.state == State.IN_APPROVAL:
        mode = plan.mode_of(item)
        if plan.may_approve(item, mode, account.person, today):
            basis = (mode.clause if mode else None) or ""
            return [
                _offer(item, "approve", _("Approve"), "check", kind="primary", basis=basis),
                _offer(item, "send-back", _("Send it back"), "undo-2"),
            ]
    if item.state == State.RUNNING:
        asked = next((one for one in item.moves.all() if one.state == Move.State.ASKED), None)
        if asked is not None:
            asked.item = item
            if may_answer_move(asked, account, standing, today):
                label = _("Answer the wish for a later day")
                return [_offer(item, "answer-move", label, "calendar-check", kind="primary")]
    return []


def _of_checkers(item: Item, standing: Standing) -> list[Offer]:
    if item.state not in (State.HANDED_IN, State.STRUCK_OFF):
        return []
    if confirms_as(item.adoption, standing) is None:
        return []
    if is_own(standing, item.unit_id, item.adoption):
        return []
    if item.state == State.HANDED_IN:
        label = _("Look at it, strike it off or send it back")
        return [_offer(item, "check", label, "search-check", kind="primary")]
    return [_offer(item, "reopen", _("Open it again"), "rotate-ccw")]


def _notice_offer(item: Item) -> Offer:
    url = f"{reverse('rectification:notice_add', args=[item.adoption_id])}?item={item.pk}"
    why = "" if plan.ladder_of(item.adoption) else _("The plan has no ladder of notices.")
    return Offer("notice", _("Issue a notice to the unit"), url, why, icon="bell-ring")


def _offer(item: Item, key: str, label: str, icon: str, **more: Any) -> Offer:
    url = reverse("rectification:act", args=[item.pk, key])
    return Offer(key, label, url, icon=icon, **more)


# ── notices and rules ─────────────────────────────────────────────────────────────────────


def notice_offers(notice: SlowNotice, standing: Standing) -> list[Offer]:
    """Return what somebody may do with a notice now."""
    made: list[Offer] = []

    def offer(key: str, label: str, icon: str, kind: Any = "") -> Offer:
        url = reverse("rectification:notice_act", args=[notice.pk, key])
        return Offer(key, label, url, icon=icon, kind=kind)

    if notice.state == SlowNotice.State.ISSUED and answers_for(
        standing, notice.unit_id, notice.adoption
    ):
        made.append(offer("answer", _("Answer the notice"), "reply", "primary"))
    judges = watches(standing, notice.adoption) and not is_own(
        standing, notice.unit_id, notice.adoption
    )
    if notice.state != SlowNotice.State.WITHDRAWN and judges:
        if notice.repaired_on is None:
            made.append(offer("repaired", _("It was put right"), "circle-check"))
        made.append(offer("withdraw", _("Take the notice back"), "undo-2", "grave"))
    return made


def rule_offers(rule: MadeRule, standing: Standing) -> list[Offer]:
    """Return what somebody may do with a made rule now."""
    if rule.state != MadeRule.State.IN_FORCE or not answers_for(
        standing, rule.unit_id, rule.adoption
    ):
        return []
    url = reverse("rectification:rule_act", args=[rule.pk])
    return [Offer("review", _("Look at it again"), url, icon="search-check", kind="primary")]
