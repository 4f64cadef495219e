"""An appeal comes: on paper by post, at the counter, or from the person themself signed in."""

from datetime import date
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from zhiyong.appeals import plan
from zhiyong.appeals.models import Appeal
from zhiyong.appeals.selectors.access import HEADS, RECEIVERS, decisions_on
from zhiyong.appeals.selectors.hearing import served_on
from zhiyong.appeals.services.common import (
    OPEN,
    By,
    State,
    locked,
    moved,
    need_later,
    need_state,
    need_text,
    tell,
)
from zhiyong.decisions.models import Decision
from zhiyong.directory.models import Account, Person, Unit
from zhiyong.duties.services import Owner, happened, void
from zhiyong.files.numbers import next_number
from zhiyong.files.services import Prepared, store
from zhiyong.journal.services import commit
from zhiyong.meetings import services as meetings
from zhiyong.notices import services as notices
from zhiyong.plans.selectors import pack_of
from zhiyong.shell.access import Role
from zhiyong.shell.errors import Refusal

APPEALED = (Decision.State.MADE, Decision.State.CHANGED)
TOLD = (Role.LEADER, Role.OFFICE, Role.SECTION_HEAD)
"""Who of the deciding body is told that its decision is under appeal."""


class CannotBeAppealed(Refusal):
    """There is nothing to appeal against: not decided yet, or revoked already."""


class NotTheirs(Refusal):
    """Whoever appeals is not whom the decision is about, or the plan gives them no appeal."""


class NotThere(Refusal):
    """The plan knows no appeal to that body."""


class WrongDay(Refusal):
    """A day that cannot be: before the decision, before it was posted, or after today."""


class TooLate(Refusal):
    """The window is over, and the plan refuses late appeals."""


class OneAlready(Refusal):
    """An appeal against the decision is being heard, or this body has answered one."""


@transaction.atomic
def file_appeal(
    *,
    decision: Decision,
    to: str,
    grounds: str,
    way: str,
    filed_on: date,
    by: Account,
    on: date,
    person: Person | None = None,
    unit: Unit | None = None,
    received_on: date | None = None,
    late_reason: str = "",
    scan: "UploadedFile[Any] | Prepared | None" = None,
) -> Appeal:
    """Register an appeal of a person (or of a unit) with the body that hears it.

    `filed_on` is the day of posting, or the day itself; `received_on` the day it reached the
    body, from which the answer is counted; `scan` the letter itself. One that is late is marked
    so, where the plan leaves late ones to people. It stops nothing unless the plan says so.

    :raises CannotBeAppealed: if nothing was decided, or the decision has been revoked.
    :raises NotTheirs: if the decision does not concern them, or the plan gives units no appeal.
    :raises NotThere: if the plan knows no such body, or there is none above.
    :raises WrongDay: if a day cannot be.
    :raises OneAlready: if one is being heard, or that body has answered one on this version.
    :raises TooLate: if the plan refuses late ones.
    :raises Incomplete: without grounds.
    """
    decision = _locked(decision)
    pack = pack_of(decision.adoption)
    rule = plan.rule_of(pack)
    _need_decision(decision)
    received = received_on or filed_on
    _need_days(decision, filed_on, received, on)
    _need_theirs(decision, person, unit)
    grounds = need_text(grounds, _("Write down the grounds of the appeal."))
    hearing = next(
        (
            one
            for one in plan.hearing_bodies(decision.adoption, decision.body, on)
            if one.code == to
        ),
        None,
    )
    if hearing is None:
        raise NotThere(_("An appeal cannot be filed there."), basis=rule.clause)
    _need_none(decision, to)
    until = plan.window_until(decision.adoption, served_on(decision, person, unit))
    late = until is not None and filed_on > until
    if late and rule.late == "refused":
        text = _("It could be filed until {day}.")
        raise TooLate(text.format(day=until), basis=rule.clause)
    kept = commit(grounds)
    appeal = Appeal.objects.create(
        decision=decision,
        version=decision.version,
        number=_number(decision, hearing.unit, on),
        person=person,
        unit=unit if person is None else None,
        to=to,
        body=hearing.unit,
        audience=hearing.unit.pk,
        grounds=grounds,
        salt=kept.salt,
        way=way,
        filed_on=filed_on,
        received_on=received,
        registered_on=on,
        registered_by=by,
        window_until=until,
        late=late,
        late_reason=late_reason.strip() if late else "",
    )
    if scan is not None:
        appeal.file = store(
            upload=scan, of=appeal, purpose="appeal.letter", by=by, on=on, audience=appeal.audience
        )
        appeal.save(update_fields=["file"])
    facts = {"way": way, "to": to, "filed": filed_on, "received": received, "late": late}
    tell("appeal.received", appeal, by, on, {**facts, "number": appeal.number}, {"grounds": kept})
    happened(
        plan.RECEIVED,
        of=appeal,
        adoption=decision.adoption,
        owners={clock.owed_by: Owner(hearing.unit) for clock in plan.owed_from(pack)},
        by=by,
        on=on,
        start=received,
        threads=(decision, decision.case),
    )
    notices.tell(
        of=appeal, to=hearing.unit, template="appeal.received", on=on, roles=(*HEADS, *RECEIVERS)
    )
    if not hearing.same:
        told = "appeal.against_us"
        notices.tell(of=decision, to=decision.body, template=told, on=on, roles=TOLD)
    return appeal


def _locked(decision: Decision) -> Decision:
    return (
        Decision.objects.select_for_update(of=("self",))
        .select_related("adoption__pack", "body", "case", "respondent", "drafted_by")
        .get(pk=decision.pk)
    )


def _need_decision(decision: Decision) -> None:
    clause = plan.rule_of(pack_of(decision.adoption)).clause
    if decision.state == Decision.State.REVOKED:
        raise CannotBeAppealed(_("The decision has been revoked already."), basis=clause)
    if decision.state not in APPEALED:
        raise CannotBeAppealed(_("No decision has been made yet."), basis=clause)


def _need_days(decision: Decision, filed: date, received: date, on: date) -> None:
    clause = plan.rule_of(pack_of(decision.adoption)).clause
    if decision.made_on is None or filed < decision.made_on:
        text = _("The decision was made on {day}: no appeal came before.")
        raise WrongDay(text.format(day=decision.made_on), basis=clause)
    if not filed <= received <= on:
        raise WrongDay(_("It is filed, then received, then registered: no later than today."))


def _need_theirs(decision: Decision, person: Person | None, unit: Unit | None) -> None:
    pack = pack_of(decision.adoption)
    rule = plan.rule_of(pack)
    if person is not None:
        if not plan.may_be_a_person(pack):
            raise NotTheirs(_("The plan gives an appeal to units only."), basis=rule.clause)
        if not decisions_on(person.pk).filter(pk=decision.pk).exists():
            text = _("The decision is not about {name}.")
            raise NotTheirs(text.format(name=person.name), basis=rule.clause)
        return
    if unit is None:
        raise NotTheirs(_("Say who appeals."), basis=rule.clause)
    if not plan.may_be_a_unit(pack):
        text = _("The plan gives the appeal to the person concerned, not to {unit}.")
        raise NotTheirs(text.format(unit=unit.name), basis=rule.clause)
    if decision.respondent.unit_id != unit.pk:
        text = _("The decision is not about {name}.")
        raise NotTheirs(text.format(name=unit.name), basis=rule.clause)


def _need_none(decision: Decision, to: str) -> None:
    clause = plan.rule_of(pack_of(decision.adoption)).clause
    rows = Appeal.objects.filter(decision=decision)
    if running := rows.filter(state__in=OPEN).first():
        text = _("Appeal no. {number} against the decision is being heard.")
        raise OneAlready(text.format(number=running.number), basis=clause)
    answered = rows.filter(
        state__in=[State.ANSWERED, State.CLOSED], to=to, version=decision.version
    )
    if last := answered.first():
        text = _("This body has answered appeal no. {number} against the decision.")
        raise OneAlready(text.format(number=last.number), basis=clause)


def _number(decision: Decision, unit: Unit, on: date) -> str:
    pack = pack_of(decision.adoption)
    if not pack.has("series", plan.SERIES):
        return f"{on.year}-{decision.pk}-{decision.appeals.count() + 1}"
    series = pack.number_series(plan.SERIES)
    year = on.year if series.reset == "yearly" else 0
    return series.format(year=on.year, n=next_number(series=series.id, unit=unit, year=year))


@transaction.atomic
def withdraw(*, appeal: Appeal, by: Account, on: date) -> Appeal:
    """Take an appeal back, as whoever filed it asks; what was decided stands as it did.

    The appellant does so signed in, or the body that hears it enters what was asked on paper.

    :raises NotNow: if it has been answered, or the meeting is voting on it.
    """
    appeal = locked(appeal)
    need_state(appeal, State.RECEIVED, State.ACCEPTED, State.BEFORE_MEETING)
    need_later(appeal, on)
    _take_off(appeal, by, on)
    moved(appeal, State.WITHDRAWN, closed_on=on)
    void(of=appeal, reason="withdrawn", by=by, on=on)
    tell("appeal.withdrawn", appeal, by, on)
    people = [one.person for one in appeal.handlers.filter(until_on=None).select_related("person")]
    notices.tell(of=appeal, to=people, template="appeal.withdrawn", on=on)
    return appeal


def _take_off(appeal: Appeal, by: By, on: date) -> None:
    """Take it off the agenda of the meeting that was to decide it."""
    if appeal.state == State.BEFORE_MEETING and appeal.item is not None:
        meetings.withdraw(item=appeal.item, by=by, on=on)
