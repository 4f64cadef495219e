"""The unit plans the work, somebody approves it, a promise is moved: never by who asked."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from zhiyong.directory.models import Account, Person
from zhiyong.duties.services import meet, move_dated, reassign, void
from zhiyong.journal.services import commit, record_many
from zhiyong.notices.services import tell as notify
from zhiyong.rectification import plan
from zhiyong.rectification.access import is_own, watches
from zhiyong.rectification.models import Item, Milestone, Move, Progress
from zhiyong.rectification.services.common import (
    DUE,
    OPEN,
    RULE,
    UNIT_HEARS,
    BadDay,
    Incomplete,
    NotExtendable,
    NotNow,
    NotTheirs,
    State,
    check_complete,
    locked,
    need_day,
    need_other,
    need_state,
    need_text,
    read_fields,
    tell,
    told,
)
from zhiyong.rectification.services.registering import (
    milestone_code,
    open_duties,
    prefill_aim,
    tell_approvers,
)
from zhiyong.rules.pack.rectification import RectificationMode
from zhiyong.shell import kinds
from zhiyong.shell.access import Standing


@transaction.atomic
def plan_item(
    *,
    item: Item,
    mode: str,
    by: Account,
    on: date,
    cause: str = "",
    measure: str = "",
    promised_on: date | None = None,
    leader: Person | None = None,
    owner: Person | None = None,
    values: Mapping[str, Any] | None = None,
    remark: str = "",
    rule_due_on: date | None = None,
) -> Item:
    """Say how, by whom and by when a problem is put right; then it begins, or is approved first.

    :raises NotNow: if the work was planned before.
    :raises Incomplete: if the plan has no such class.
    :raises FieldsMissing: with the fields that its class and the plan want stated.
    :raises BadDay: if the promise lies outside the class's term.
    :raises BadValue: if a field of the plan holds what it cannot.
    """
    item = locked(item)
    need_state(item, State.REGISTERED)
    chosen = plan.mode_called(item.adoption, mode)
    if chosen is None:
        raise Incomplete(_("The plan has no such class: choose one of those it has."))
    item.mode, item.promised_on, item.rule_due_on = chosen.id, promised_on, rule_due_on
    write(item, cause, measure, leader, owner, values or {}, remark, chosen)
    check_complete(item, chosen)
    standing = plan.standing_of(item, chosen)
    item.due_on = plan.due_day(item, standing)
    if item.due_on is None:
        raise BadDay(_("Say by which day it is put right."))
    item.warn_on = plan.warn_day(item.adoption, item.due_on, item.found_on)
    item.planned_by = by
    item.state = State.IN_APPROVAL if chosen.approver else State.RUNNING
    kept = commit(item.content)
    item.salt = kept.salt
    item.save()
    facts = {"mode": chosen.id, "due": item.due_on}
    tell("rectification.planned", item, by, on, facts, {"item": kept})
    _owe(item, by, on)
    if item.state == State.IN_APPROVAL:
        tell_approvers(item, on)
    return item


def write(
    item: Item,
    cause: str,
    measure: str,
    leader: Person | None,
    owner: Person | None,
    values: Mapping[str, Any],
    remark: str,
    mode: RectificationMode | None,
) -> None:
    """Put down what an item states; nothing is saved."""
    fields = plan.own_fields(plan.fields_for(item.adoption, mode))
    read = read_fields(fields, values)
    prefill_aim(item.adoption, item.category, read)
    named = {field.id for field in fields}
    kept = {name: value for name, value in item.values.items() if name not in named}
    item.cause, item.measure, item.remark = cause.strip(), measure.strip(), remark.strip()
    item.leader, item.owner = leader, owner
    item.leader_name = leader.name if leader else item.leader_name
    item.owner_name = owner.name if owner else item.owner_name
    item.values = {**kept, **read}


def _owe(item: Item, by: Account, on: date) -> None:
    """Let what is owed begin, or follow the day and the person that hold now."""
    if item.due_on is not None:
        move_dated(of=item, code=DUE, due_on=item.due_on, warn_on=item.warn_on, by=by, on=on)
    record_many(open_duties([item], on), by=by, on=on)
    reassign(of=item, owner_unit=item.unit, owner_person=item.owner, by=by, on=on)


@transaction.atomic
def change_item(
    *,
    item: Item,
    by: Account,
    on: date,
    cause: str,
    measure: str,
    leader: Person | None = None,
    owner: Person | None = None,
    values: Mapping[str, Any] | None = None,
    remark: str = "",
    rule_due_on: date | None = None,
) -> Item:
    """Write anew how a problem is put right; its class and its promised day stay.

    :raises NotNow: if it is planned no more, or not yet.
    :raises FieldsMissing: with the fields that its class and the plan want stated.
    """
    item = locked(item)
    need_state(item, State.RUNNING)
    mode = plan.mode_of(item)
    write(item, cause, measure, leader, owner, values or {}, remark, mode)
    if mode is not None:
        check_complete(item, mode)
    if item.rule_made_on is None:
        item.rule_due_on = rule_due_on
    kept = commit(item.content)
    item.salt = kept.salt
    item.save()
    tell("rectification.changed", item, by, on, commits={"item": kept})
    if item.rule_due_on is None:
        void(of=item, code=RULE, reason="dropped", by=by, on=on)
    else:
        move_dated(of=item, code=RULE, due_on=item.rule_due_on, by=by, on=on)
    _owe(item, by, on)
    return item


@transaction.atomic
def approve(*, item: Item, by: Account, on: date) -> Item:
    """Agree to how a problem is to be put right.

    :raises NotNow: if it waits for no approval.
    :raises NotTheirs: if the plan has somebody else approve it.
    :raises SameHand: if it is their own plan.
    """
    item = locked(item)
    need_state(item, State.IN_APPROVAL)
    _need_approver(item, by, on)
    mode = plan.mode_of(item)
    if mode is not None:
        check_complete(item, mode)
    item.state, item.approved_on = State.RUNNING, on
    item.save(update_fields=["state", "approved_on"])
    tell("rectification.approved", item, by, on, {"mode": item.mode})
    notify(of=item, to=item.unit, template="rectification.approved", on=on, roles=UNIT_HEARS)
    return item


@transaction.atomic
def send_back(*, item: Item, reason: str, by: Account, on: date) -> Item:
    """Do not agree, with the reason: the unit plans it anew.

    :raises NotNow: if it waits for no approval.
    :raises NotTheirs: if the plan has somebody else approve it.
    :raises Incomplete: without a reason.
    """
    item = locked(item)
    need_state(item, State.IN_APPROVAL)
    _need_approver(item, by, on)
    reason = need_text(reason, _("Say why."))
    item.state = State.REGISTERED
    item.save(update_fields=["state"])
    _note(item, "rectification.sent_back", reason, by, on)
    notify(of=item, to=item.unit, template="rectification.sent_back", on=on, roles=UNIT_HEARS)
    return item


def _need_approver(item: Item, by: Account, on: date) -> None:
    mode = plan.mode_of(item)
    if not plan.may_approve(item, mode, by.person, on):
        who = plan.approver_named(item, mode)
        text = _("{who} approves this.")
        raise NotTheirs(text.format(who=who), basis=mode.clause if mode else None)
    need_other(by, [item.planned_by], _("Nobody approves what they planned themselves."))


def _note(item: Item, verb: str, reason: str, by: Account, on: date) -> None:
    """Keep a reason beside the item, as a word in its progress."""
    kept = commit(reason)
    Progress.objects.create(item=item, text=reason, salt=kept.salt, cycle=item.cycle, by=by, on=on)
    tell(verb, item, by, on, commits={"reason": kept})


@transaction.atomic
def withdraw_item(*, item: Item, reason: str, by: Account, on: date) -> Item:
    """Take an item back that was entered in error; it stays in the ledger with the reason.

    :raises NotNow: if the work was handed in already.
    :raises Incomplete: without a reason.
    """
    item = locked(item)
    need_state(item, State.REGISTERED, State.IN_APPROVAL, State.RUNNING)
    reason = need_text(reason, _("Say why."))
    item.state, item.withdrawn_why = State.WITHDRAWN, reason
    item.save(update_fields=["state", "withdrawn_why"])
    void(of=item, reason="withdrawn", by=by, on=on)
    tell("rectification.withdrawn", item, by, on)
    return item


# ── the promise is moved ──────────────────────────────────────────────────────────────────


@transaction.atomic
def ask_move(*, item: Item, to_on: date, reason: str, by: Account, on: date) -> Move:
    """Ask for a later day; it holds only once it is granted.

    :raises NotNow: if the work is not under way, or a move is asked for already.
    :raises NotExtendable: if the class does not let its promise be moved.
    :raises BadDay: if the new day is not after the one that holds.
    :raises Incomplete: without a reason.
    """
    item = locked(item)
    need_state(item, State.RUNNING)
    if item.moves.filter(state=Move.State.ASKED).exists():
        raise NotNow(_("A later day is asked for already."))
    reason = need_text(reason, _("Say why a later day is needed."))
    _check_move(item, to_on)
    kept = commit(reason)
    move = Move.objects.create(
        item=item,
        was_on=item.due_on,
        to_on=to_on,
        reason=reason,
        salt=kept.salt,
        asked_by=by,
        asked_on=on,
    )
    facts = {"was": item.due_on, "to": to_on}
    tell("rectification.move_asked", item, by, on, facts, {f"move-{move.pk}": kept})
    people = plan.approvers(item, plan.mode_of(item), on)
    if people:
        notify(of=item, to=people, template="rectification.move_asked", on=on)
    else:
        notify(
            of=item,
            to=item.adoption.body,
            template="rectification.move_asked",
            on=on,
        )
    return move


def _check_move(item: Item, to_on: date) -> None:
    mode = plan.mode_of(item)
    if mode is None or not mode.extendable:
        basis = mode.clause if mode else None
        raise NotExtendable(_("The plan does not let this day be moved."), basis=basis)
    if item.due_on is not None and to_on <= item.due_on:
        text = _("The new day lies after {day}.")
        raise BadDay(text.format(day=told(item.due_on)))


def may_answer_move(move: Move, by: Account, standing: Standing, on: date) -> bool:
    """Whether somebody grants or refuses a later day: who approves the class, else who watches."""
    mode = plan.mode_of(move.item)
    people = plan.approvers(move.item, mode, on)
    if people:
        return any(one.pk == by.person_id for one in people)
    own = is_own(standing, move.item.unit_id, move.item.adoption)
    return watches(standing, move.item.adoption) and not own


@transaction.atomic
def answer_move(
    *, move: Move, granted: bool, by: Account, standing: Standing, on: date, answer: str = ""
) -> Item:
    """Grant a later day, or refuse it with the reason.

    :raises NotNow: if it was answered before, or the item has moved on.
    :raises NotTheirs: if somebody else answers it.
    :raises SameHand: if it is who asked.
    :raises Incomplete: if it is refused without a reason.
    """
    item = locked(move.item)
    move = Move.objects.select_for_update().get(pk=move.pk)
    if move.state != Move.State.ASKED:
        raise NotNow(_("This was answered before."))
    need_state(item, State.RUNNING)
    move.item = item
    if not may_answer_move(move, by, standing, on):
        raise NotTheirs(_("Somebody else grants a later day."))
    need_other(by, [move.asked_by], _("Nobody grants themselves a later day."))
    answer = answer.strip()
    if not granted and not answer:
        raise Incomplete(_("Say why."))
    move.state = Move.State.GRANTED if granted else Move.State.REFUSED
    move.answered_by, move.answered_on, move.answer = by, on, answer
    move.save(update_fields=["state", "answered_by", "answered_on", "answer"])
    if granted:
        _check_move(item, move.to_on)
        item.due_on = move.to_on
        item.warn_on = plan.warn_day(item.adoption, move.to_on, item.found_on)
        item.moved += 1
        item.save(update_fields=["due_on", "warn_on", "moved"])
        move_dated(of=item, code=DUE, due_on=move.to_on, warn_on=item.warn_on, by=by, on=on)
    verb = "rectification.moved" if granted else "rectification.move_refused"
    tell(verb, item, by, on, {"was": move.was_on, "to": move.to_on, "times": item.moved})
    notify(of=item, to=item.unit, template=verb, on=on, roles=UNIT_HEARS)
    return item


@transaction.atomic
def reach_milestone(*, milestone: Milestone, reached_on: date, by: Account, on: date) -> Milestone:
    """Say that a part of the work was done.

    :raises NotNow: if it was said before, or the item is closed.
    :raises BadDay: if the day lies before the problem was found, or after today.
    """
    item = locked(milestone.item)
    need_state(item, *OPEN)
    milestone = Milestone.objects.select_for_update().get(pk=milestone.pk)
    if milestone.reached_on is not None:
        raise NotNow(_("This was answered before."))
    need_day(reached_on, after=item.found_on, on=on)
    milestone.reached_on = reached_on
    milestone.save(update_fields=["reached_on"])
    facts = {"day": milestone.day, "reached": reached_on}
    tell("rectification.milestone", item, by, on, facts)
    meet(of=kinds.ref(item), code=milestone_code(milestone.day), by=by, on=reached_on)
    return milestone
