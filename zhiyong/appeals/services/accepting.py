"""Whether an appeal is heard, and by whom: nobody who took part in the first decision."""

from datetime import date

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from zhiyong.appeals import plan, slips
from zhiyong.appeals.models import Appeal, AppealHandler
from zhiyong.appeals.selectors.access import READERS
from zhiyong.appeals.services.common import (
    By,
    Incomplete,
    NotNow,
    State,
    clause_of,
    locked,
    moved,
    need_later,
    need_no_part,
    need_state,
    need_text,
    pack_for,
    tell,
)
from zhiyong.directory.models import Account, Person
from zhiyong.directory.selectors import people_with
from zhiyong.duties.services import reassign, void
from zhiyong.journal.services import commit
from zhiyong.notices import services as notices
from zhiyong.papers.services import issue
from zhiyong.shell.access import Role


@transaction.atomic
def accept(*, appeal: Appeal, reason: str = "", by: Account, on: date) -> Appeal:
    """Hear an appeal; one that came late needs a recorded reason, whoever decides it.

    :raises NotNow: if it was decided already whether it is heard.
    :raises TookPart: if whoever accepts it took part in the first decision.
    :raises Incomplete: if it is late, and no reason is given why it is heard.
    """
    appeal = locked(appeal)
    need_state(appeal, State.RECEIVED)
    need_later(appeal, on)
    need_no_part(appeal, by.person, on)
    reason = reason.strip()
    if appeal.late and not reason:
        text = _("It came late: say why it is heard all the same.")
        raise Incomplete(text, basis=clause_of(appeal))
    kept = commit(reason)
    moved(
        appeal,
        State.ACCEPTED,
        accepted_on=on,
        acceptance_reason=reason,
        acceptance_salt=kept.salt,
        acceptance_by=by,
    )
    tell("appeal.accepted", appeal, by, on, {"late": appeal.late}, {"acceptance": kept})
    if appeal.person:
        notices.tell(of=appeal, to=appeal.person, template="appeal.accepted", on=on)
    return appeal


@transaction.atomic
def decline(*, appeal: Appeal, reason: str, by: Account, on: date) -> Appeal:
    """Do not hear an appeal, with the reason, which whoever filed it is told in writing.

    :raises NotNow: if it was decided already whether it is heard.
    :raises TookPart: if whoever declines it took part in the first decision.
    :raises Incomplete: without a reason.
    """
    appeal = locked(appeal)
    need_state(appeal, State.RECEIVED)
    need_later(appeal, on)
    need_no_part(appeal, by.person, on)
    reason = need_text(reason, _("Say why it is not heard: the appellant is told."))
    kept = commit(reason)
    appeal.acceptance_reason = reason
    slip = plan.refusal_slip(pack_for(appeal))
    with override(settings.LANGUAGE_CODE):
        paper = (
            issue(
                slip=slip.id,
                of=appeal,
                adoption=appeal.decision.adoption,
                unit=appeal.body,
                fill=slips.refusal(appeal),
                by=by,
                on=on,
                audience=appeal.audience,
            )
            if slip
            else None
        )
    moved(
        appeal,
        State.NOT_ACCEPTED,
        closed_on=on,
        acceptance_reason=reason,
        acceptance_salt=kept.salt,
        acceptance_by=by,
        paper=paper,
    )
    tell(
        "appeal.declined",
        appeal,
        by,
        on,
        {"late": appeal.late, "paper": paper},
        {"acceptance": kept},
    )
    void(of=appeal, reason="not_accepted", by=by, on=on)
    if appeal.person:
        notices.tell(of=appeal, to=appeal.person, template="appeal.declined", on=on)
    return appeal


@transaction.atomic
def name_handler(*, appeal: Appeal, person: Person, by: By, on: date) -> AppealHandler:
    """Have somebody of the hearing body hear an appeal.

    :raises NotNow: if it is not being heard, or they hear it already.
    :raises TookPart: if they took part in the first decision, or must recuse: naming them.
    :raises Incomplete: if they read no cases for the hearing body.
    """
    appeal = locked(appeal)
    need_state(appeal, State.ACCEPTED, State.BEFORE_MEETING)
    need_later(appeal, on)
    need_no_part(appeal, person, on)
    if appeal.handlers.filter(person=person, until_on=None).exists():
        raise NotNow(_("{name} hears it already.").format(name=person.name))
    held = any(
        people_with(Role(role), appeal.body, on).filter(pk=person.pk).exists() for role in READERS
    )
    if not held:
        text = _("{name} has no part in {body}.")
        raise Incomplete(text.format(name=person.name, body=appeal.body.name))
    named_by = by if isinstance(by, Account) else appeal.acceptance_by
    assert named_by is not None, "an appeal that is heard was taken on by somebody"
    handler = AppealHandler.objects.create(
        appeal=appeal, person=person, from_on=on, named_by=named_by
    )
    moved(appeal, State(appeal.state))
    reassign(of=appeal, owner_unit=appeal.body, owner_person=_first(appeal), by=by, on=on)
    tell("appeal.handler_named", appeal, by, on, {"handler": person})
    notices.tell(of=appeal, to=person, template="appeal.given", on=on)
    return handler


@transaction.atomic
def step_back(*, appeal: Appeal, person: Person, reason: str, by: By, on: date) -> AppealHandler:
    """Let somebody hear an appeal no more: they must recuse, or another takes it over.

    :raises NotNow: if it is answered, or they do not hear it.
    :raises Incomplete: without a reason.
    """
    appeal = locked(appeal)
    need_state(appeal, State.ACCEPTED, State.BEFORE_MEETING)
    handler = appeal.handlers.filter(person=person, until_on=None).first()
    if handler is None:
        raise NotNow(_("{name} does not hear it.").format(name=person.name))
    reason = need_text(reason, _("Say in a word why."))
    kept = commit(reason)
    handler.until_on, handler.left_because, handler.salt = on, reason, kept.salt
    handler.save(update_fields=["until_on", "left_because", "salt"])
    moved(appeal, State(appeal.state))
    reassign(of=appeal, owner_unit=appeal.body, owner_person=_first(appeal), by=by, on=on)
    tell("appeal.handler_left", appeal, by, on, {"handler": person}, {f"left-{handler.pk}": kept})
    return handler


def _first(appeal: Appeal) -> Person | None:
    """Return who owes the answer by name: the first of those who hear it."""
    row = appeal.handlers.filter(until_on=None).select_related("person").order_by("pk").first()
    return row.person if row else None
