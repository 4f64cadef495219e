"""From the draft of an answer to the outcome: by the hearing body's meeting, or by its head."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from zhiyong.appeals import plan
from zhiyong.appeals.models import Appeal
from zhiyong.appeals.selectors.access import here
from zhiyong.appeals.selectors.drafts import chosen_of, content_of
from zhiyong.appeals.selectors.hearing import in_words, refusals
from zhiyong.appeals.selectors.ladder import Refused, ladder_refuses
from zhiyong.appeals.services.answering import answer
from zhiyong.appeals.services.common import (
    Incomplete,
    NotNow,
    State,
    clause_of,
    locked,
    moved,
    need_later,
    need_lock,
    need_no_part,
    need_state,
    need_text,
    pack_for,
    tell,
)
from zhiyong.directory.models import Account
from zhiyong.directory.standing import standing_of
from zhiyong.journal.services import commit
from zhiyong.meetings import services as meetings
from zhiyong.meetings.models import Item
from zhiyong.rules.consequences import Chosen
from zhiyong.shell import kinds
from zhiyong.shell.access import Role
from zhiyong.shell.errors import Refusal

ANSWER = "answer_appeal"
"""The act of the motion on which a hearing body votes."""


class CannotStand(Refusal):
    """The outcome cannot stand: heavier, refused by the ladder, or nothing is left to change."""


class NotAHandler(Refusal):
    """Only those who hear an appeal draft its answer; only the body's head or meeting decides."""


@transaction.atomic
def draft(
    *,
    appeal: Appeal,
    lock: int,
    outcome: str,
    answer_text: str,
    measures: Sequence[Chosen] = (),
    against_offer: str = "",
    by: Account,
    on: date,
) -> Appeal:
    """Write down how an appeal is to be answered: outcome, reasons, and what a change says.

    :raises NotNow: if it is not being heard.
    :raises Stale: if somebody has changed the draft since.
    :raises NotAHandler: if the account's person does not hear it.
    :raises Incomplete: without reasons; if the ladder refuses a measure and no ground is given.
    :raises CannotStand: naming the measures that are heavier, or that the ladder refuses.
    """
    appeal = locked(appeal)
    need_state(appeal, State.ACCEPTED)
    need_lock(appeal, lock)
    need_later(appeal, on)
    _need_handler(appeal, by)
    found = plan.outcome(pack_for(appeal), outcome)
    if found is None:
        raise CannotStand(_("The plan knows no such outcome."), basis=clause_of(appeal))
    answer_text = need_text(answer_text, _("Give the reasons: the appellant reads them."))
    measures = list(measures) if found.effect == "changed" else []
    against_offer = against_offer.strip() if measures else ""
    need_standing(appeal, outcome, measures, against_offer, on)
    kept = commit(content_of(answer_text, against_offer))
    moved(
        appeal,
        State.ACCEPTED,
        outcome=outcome,
        effect=found.effect,
        measures=[_data(one) for one in measures],
        against_offer=against_offer,
        answer=answer_text,
        answer_salt=kept.salt,
        drafted_by=by,
    )
    tell("appeal.drafted", appeal, by, on, {"outcome": outcome}, {"answer": kept})
    return appeal


def _data(one: Chosen) -> dict[str, Any]:
    return {
        "measure": one.measure,
        "stated": dict(one.stated or {}),
        "until": one.until.isoformat() if one.until else None,
    }


def need_standing(
    appeal: Appeal, outcome: str, measures: Sequence[Chosen], against_offer: str, on: date
) -> None:
    """Refuse an outcome that the plan's rules or its ladder refuse.

    What the ladder's conditions refuse needs a recorded ground; everything else is refused.

    :raises CannotStand: naming what is refused, with its clause.
    :raises Incomplete: if the ladder refuses a measure and no ground is given.
    """
    pack = pack_for(appeal)
    notes = refusals(appeal, outcome, measures, on)
    if notes:
        raise CannotStand(in_words(pack, notes), basis=clause_of(appeal))
    refused: list[Refused] = ladder_refuses(appeal, measures) if measures else []
    hard = next((one for one in refused if one.is_final), None)
    if hard:
        raise CannotStand(hard.text, basis=hard.clause)
    if refused and not against_offer:
        text = _("{reason} Say why it is changed to it all the same.")
        raise Incomplete(text.format(reason=refused[0].text), basis=refused[0].clause)


def _need_handler(appeal: Appeal, by: Account) -> None:
    handlers = appeal.handlers.filter(until_on=None)
    if by.person_id is None or not handlers.filter(person=by.person_id).exists():
        raise NotAHandler(_("Only those who hear the appeal do this."), basis=clause_of(appeal))


def _need_draft(appeal: Appeal, on: date) -> None:
    if not appeal.outcome or not appeal.answer:
        raise Incomplete(_("Nothing has been drafted yet."), basis=clause_of(appeal))
    handlers = list(appeal.handlers.filter(until_on=None).select_related("person"))
    if not handlers:
        raise Incomplete(_("Nobody hears it: name somebody first."), basis=clause_of(appeal))
    for one in handlers:
        need_no_part(appeal, one.person, on)
    need_standing(appeal, appeal.outcome, chosen_of(appeal), appeal.against_offer, on)


@transaction.atomic
def put_before_meeting(*, appeal: Appeal, lock: int, by: Account, on: date) -> Appeal:
    """Put the drafted answer before the meeting of the hearing body.

    :raises NotNow: if it is not being heard, or the plan has no meeting: its head decides.
    :raises Stale: if somebody has changed the draft since.
    :raises NotAHandler: if the account's person does not hear it.
    :raises Incomplete: if nothing was drafted.
    :raises CannotStand: as `draft`.
    """
    appeal = locked(appeal)
    need_state(appeal, State.ACCEPTED)
    need_lock(appeal, lock)
    need_later(appeal, on)
    _need_handler(appeal, by)
    _need_draft(appeal, on)
    panel = plan.panel_of(appeal.decision.adoption, appeal.body, on)
    if panel is None:
        text = _("The plan has no meeting of {body} for it: the head of the body decides.")
        raise NotNow(text.format(body=appeal.body.name), basis=clause_of(appeal))
    item = meetings.put(
        subject=appeal,
        body=panel.body,
        rule=panel.rule.id,
        ready_on=on,
        audience=appeal.audience,
        motion={
            "act": ANSWER,
            "outcome": appeal.outcome,
            "effect": appeal.effect,
            "measures": appeal.measures,
        },
        by=by,
        on=on,
    )
    moved(appeal, State.BEFORE_MEETING, item=item)
    tell("appeal.put_before_meeting", appeal, by, on, {"item": item})
    return appeal


def passed(item: Item, by: Account, on: date) -> None:
    """Answer an appeal as its meeting has decided."""
    appeal = _of(item)
    _need_draft(appeal, on)
    answer(appeal, decided_by=None, by=by, on=on)


def rejected(item: Item, by: Account, on: date) -> None:
    """Give an appeal back to those who hear it: the draft did not pass."""
    appeal = _of(item)
    moved(appeal, State.ACCEPTED)
    tell("appeal.came_back", appeal, by, on, {"item": item})


def _of(item: Item) -> Appeal:
    appeal = locked(Appeal.objects.get(pk=kinds.split(item.subject)[1]))
    need_state(appeal, State.BEFORE_MEETING)
    return appeal


@transaction.atomic
def decide(*, appeal: Appeal, lock: int, by: Account, on: date) -> Appeal:
    """Decide an appeal as the head of the hearing body, where the plan has no meeting for it.

    :raises NotNow: if it is not being heard, or a meeting decides it.
    :raises Stale: if somebody has changed the draft since, or decided it first.
    :raises NotAHandler: if the account's person is no head of the body, or drafted it.
    :raises TookPart: if they took part in the first decision.
    :raises Incomplete: if nothing was drafted.
    :raises CannotStand: as `draft`.
    """
    appeal = locked(appeal)
    need_state(appeal, State.ACCEPTED)
    need_lock(appeal, lock)
    need_later(appeal, on)
    if plan.panel_of(appeal.decision.adoption, appeal.body, on) is not None:
        raise NotNow(_("The meeting of the body decides it."), basis=clause_of(appeal))
    if not here(standing_of(by, on), appeal, Role.LEADER):
        text = _("The head of {body} decides it.")
        raise NotAHandler(text.format(body=appeal.body.name), basis=clause_of(appeal))
    if appeal.drafted_by_id is not None and appeal.drafted_by_id == by.pk:
        raise NotAHandler(_("Whoever drafted the answer does not decide it."))
    need_no_part(appeal, by.person, on)
    _need_draft(appeal, on)
    return answer(appeal, decided_by=by, by=by, on=on)
