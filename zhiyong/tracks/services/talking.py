"""A talk outside the ladder: called, held with a record, looked at again. It is no measure."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from zhiyong.cases.models import Case
from zhiyong.directory.models import Account, Person, Unit
from zhiyong.directory.selectors import same_person
from zhiyong.duties.services import Owner, clocks_from, happened, meet, open_dated, void
from zhiyong.journal.services import commit
from zhiyong.notices import services as notices
from zhiyong.papers.models import Paper
from zhiyong.papers.services import issue
from zhiyong.plans.models import Adoption
from zhiyong.plans.selectors import pack_of
from zhiyong.rules.values import Label
from zhiyong.shell import kinds
from zhiyong.tracks import plan, slips
from zhiyong.tracks.models import Talk
from zhiyong.tracks.services.common import (
    BadDay,
    Incomplete,
    NotNow,
    NotTheirPower,
    need_state,
    need_text,
    tell,
)
from zhiyong.tracks.slips import told

State = Talk.State
RECHECK = "talk.recheck"
"""The platform's own word for the duty to look again, where the plan has no clock for it."""


@transaction.atomic
def call_talk(
    *,
    unit: Unit,
    talker: Person,
    day: date,
    reason: str,
    by: Account,
    on: date,
    with_person: Person | None = None,
    with_unit: Unit | None = None,
    attendees: Sequence[Person] = (),
    case: Case | None = None,
    adoption: Adoption | None = None,
    place: str = "",
) -> Talk:
    """Call somebody, or a unit, to a talk on a day. Nothing else follows from it.

    :raises Incomplete: without a reason, or with nobody or both to talk with.
    :raises BadDay: if the day lies before today.
    :raises NotTheirPower: if somebody would talk with themselves.
    """
    reason = need_text(reason, _("Say what the talk is about."))
    if (with_person is None) == (with_unit is None):
        raise Incomplete(_("Name a person or a unit to talk with."))
    if day < on:
        raise BadDay(_("A talk is called for today or later."))
    if with_person is not None and same_person(talker, with_person):
        raise NotTheirPower(_("Nobody holds a talk with themselves."))
    if case is not None and case.has_ended:
        raise NotNow(_("This case has ended."))
    adoption = adoption or (case.adoption if case else None)
    kept = commit(reason)
    row = Talk.objects.create(
        case=case,
        adoption=adoption,
        unit=unit,
        audience=unit.pk,
        with_person=with_person,
        with_unit=with_unit,
        talker=talker,
        reason=reason,
        salt=kept.salt,
        on=day,
        place=place.strip(),
        called_by=by,
        called_on=on,
    )
    row.attendees.set(attendees if with_unit else [])
    paper = _paper(row, plan.TALK_CALLED, slips.talk_called(row), by, on)
    if paper is not None:
        row.number, row.paper = paper.number, paper
        row.save(update_fields=["number", "paper"])
    facts = {"person": with_person, "unit": with_unit, "day": day, "paper": paper}
    _tell("talk.called", row, by, on, facts=facts, commits={"reason": kept})
    if with_unit is not None:
        notices.tell(of=row, to=with_unit, template="talk.called", on=on)
    return row


@transaction.atomic
def hold_talk(
    *,
    talk: Talk,
    held_on: date,
    record: str,
    agreed: str,
    by: Account,
    on: date,
    recheck_on: date | None = None,
) -> Talk:
    """Enter the talk: what was pointed out, what was agreed, when somebody looks again.

    Looking again is owed from now: by the plan's clock where it has one, else by the day agreed.

    :raises NotNow: if it was held or called off.
    :raises BadDay: if it was held before it was called, after today, or is rechecked before that.
    :raises Incomplete: without a record or, where something was agreed, a day to look again.
    """
    row = _locked(talk)
    need_state(row, State.CALLED)
    if not row.called_on <= held_on <= on:
        text = _("The day lies between {first} and {last}.")
        raise BadDay(text.format(first=told(row.called_on), last=told(on)))
    record = need_text(record, _("Say what was pointed out."))
    agreed = agreed.strip()
    if agreed and recheck_on is None and not plan.has_clock(row.adoption, plan.TALK_HELD):
        raise Incomplete(_("Say on which day somebody looks whether it was put right."))
    if recheck_on is not None and recheck_on <= held_on:
        raise BadDay(_("Somebody looks again after the talk, not before."))
    kept = commit(content_of(record, agreed))
    row.state, row.held_on = State.HELD, held_on
    row.record, row.agreed, row.record_salt = record, agreed, kept.salt
    row.recheck_on = recheck_on
    row.save(update_fields=["state", "held_on", "record", "agreed", "record_salt", "recheck_on"])
    paper = _paper(row, plan.TALK_RECORD, slips.talk_record(row), by, on)
    _owe_recheck(row, by, on)
    facts = {"held": held_on, "recheck": row.recheck_on, "paper": paper}
    _tell("talk.held", row, by, on, facts=facts, commits={"record": kept})
    return row


def _owe_recheck(row: Talk, by: Account, on: date) -> None:
    assert row.held_on is not None
    if row.adoption is not None and plan.has_clock(row.adoption, plan.TALK_HELD):
        owners = {
            clock.owed_by: Owner(row.unit, row.talker)
            for clock in clocks_from(pack_of(row.adoption), plan.TALK_HELD)
        }
        duties = happened(
            plan.TALK_HELD,
            of=row,
            adoption=row.adoption,
            owners=owners,
            by=by,
            on=on,
            start=row.held_on,
        )
        latest = min((one.due_on for one in duties if one.due_on), default=None)
        if latest is not None and row.recheck_on is not None and row.recheck_on > latest:
            raise BadDay(
                _("The plan wants somebody to look again by {day}.").format(day=told(latest))
            )
        row.recheck_on = row.recheck_on or latest
        row.save(update_fields=["recheck_on"])
    elif row.recheck_on is not None:
        open_dated(
            of=row,
            code=RECHECK,
            label=_label(),
            owner_unit=row.unit,
            owner_person=row.talker,
            due_on=row.recheck_on,
            by=by,
            on=on,
            threads=(kinds.ref(row.case),) if row.case else (),
        )


def _label() -> Label:
    """Return what is owed after a talk, in both languages."""
    with override("zh-hans"):
        zh = _("Look again after the talk")
    with override("en"):
        return Label(zh=zh, en=_("Look again after the talk"))


@transaction.atomic
def recheck_talk(*, talk: Talk, text: str, rechecked_on: date, by: Account, on: date) -> Talk:
    """Enter what somebody saw who looked again.

    :raises NotNow: if the talk was not held, or was looked at again already.
    :raises BadDay: if the day lies before the talk, or after today.
    :raises Incomplete: without words.
    """
    row = _locked(talk)
    need_state(row, State.HELD)
    if row.held_on is None or not row.held_on <= rechecked_on <= on:
        text_of_it = _("The day lies between {first} and {last}.")
        raise BadDay(text_of_it.format(first=told(row.held_on), last=told(on)))
    text = need_text(text, _("Say what was seen."))
    kept = commit(text)
    row.state, row.rechecked_on = State.CHECKED, rechecked_on
    row.recheck, row.recheck_salt = text, kept.salt
    row.save(update_fields=["state", "rechecked_on", "recheck", "recheck_salt"])
    facts = {"rechecked": rechecked_on}
    _tell("talk.rechecked", row, by, on, facts=facts, commits={"recheck": kept})
    if row.adoption is not None:
        happened(
            plan.TALK_RECHECKED, of=row, adoption=row.adoption, owners={}, by=by, on=rechecked_on
        )
    meet(of=row, code=RECHECK, by=by, on=rechecked_on)
    return row


@transaction.atomic
def cancel_talk(*, talk: Talk, reason: str, by: Account, on: date) -> Talk:
    """Call a talk off that was not held.

    :raises NotNow: if it was held or called off.
    :raises Incomplete: without a reason.
    """
    row = _locked(talk)
    need_state(row, State.CALLED)
    reason = need_text(reason, _("Say why it is called off."))
    kept = commit(content_of(reason, ""))
    row.state, row.record, row.record_salt = State.CANCELLED, reason, kept.salt
    row.save(update_fields=["state", "record", "record_salt"])
    _tell("talk.cancelled", row, by, on, commits={"record": kept})
    void(of=row, reason="cancelled", by=by, on=on)
    return row


def content_of(record: str, agreed: str) -> str:
    """Return record and agreement in the one form that commitments cover."""
    return f"{record}\n\n{agreed}"


def _paper(row: Talk, act: str, fill: slips.Fill, by: Account, on: date) -> Paper | None:
    if row.adoption is None:
        return None
    slip = plan.slip_for(pack_of(row.adoption), act)
    if slip is None:
        return None
    return issue(
        slip=slip.id,
        of=row,
        adoption=row.adoption,
        unit=row.unit,
        fill=fill,
        by=by,
        on=on,
        audience=row.audience,
    )


def _locked(talk: Talk) -> Talk:
    return (
        Talk.objects.select_for_update(of=("self",))
        .select_related(
            "adoption__pack", "adoption__body", "unit", "talker", "with_person", "with_unit", "case"
        )
        .get(pk=talk.pk)
    )


def _tell(verb: str, row: Talk, by: Account, on: date, **more: object) -> None:
    tell(verb, row, by, on, case=row.case, audience=row.audience, **more)  # type: ignore[arg-type]
