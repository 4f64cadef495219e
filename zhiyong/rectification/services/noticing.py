"""Notices to slow units, step by step as the plan's ladder has them; a person issues each."""

from datetime import date
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from zhiyong.directory.models import Account, Unit
from zhiyong.duties.services import meet, open_dated, open_duty, void
from zhiyong.files.numbers import next_number
from zhiyong.journal.services import Commitment, commit, record
from zhiyong.notices.services import tell as notify
from zhiyong.papers.services import issue
from zhiyong.plans.models import Adoption
from zhiyong.plans.selectors import pack_of
from zhiyong.rectification import plan, slips
from zhiyong.rectification.models import Item, SlowNotice
from zhiyong.rectification.selectors.notices import standing_on
from zhiyong.rectification.services.common import (
    ANSWER,
    UNIT_HEARS,
    BadDay,
    NotNow,
    NotTheirs,
    label_of,
    need_text,
)
from zhiyong.rules.noticing import is_skipped
from zhiyong.shell import kinds
from zhiyong.shell.errors import Refusal

State = SlowNotice.State


class NoLadder(Refusal):
    """The plan has no such step."""


class StepSkipped(Refusal):
    """A step would be passed over without a reason."""


@transaction.atomic
def issue_notice(
    *,
    adoption: Adoption,
    step: str,
    unit: Unit,
    text: str,
    issuer: Unit,
    by: Account,
    on: date,
    subject: models.Model | str = "",
    answer_by: date | None = None,
    skipped: str = "",
) -> SlowNotice:
    """Issue a notice of the plan's ladder to a unit: number, paper, and what it must answer.

    `subject` is what it is about, if it is one thing: an item, a task that was not done. A higher
    step than the ladder comes to needs its reason in `skipped`.

    :raises NoLadder: if the plan has no such step.
    :raises NotTheirs: if it is about a problem of another unit.
    :raises StepSkipped: if it passes over a step without a reason.
    :raises Incomplete: without words.
    :raises BadDay: if neither a clock of the plan nor a day after today says by when to answer.
    """
    ladder = plan.ladder_of(adoption)
    chosen = plan.step_called(adoption, step)
    if ladder is None or chosen is None:
        raise NoLadder(_("The plan has no such notice: choose one of those it has."))
    text = need_text(text, _("Say what the notice is about, and what is asked for."))
    if isinstance(subject, Item) and subject.unit_id != unit.pk:
        raise NotTheirs(_("The problem is one of another unit."))
    Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
    standing = standing_on(adoption, unit, on)
    if is_skipped(ladder, standing, step) and not skipped.strip():
        label = standing.next.label.zh if standing.next else ""
        raise StepSkipped(
            _("The ladder comes to “{step}”: say why a step is passed over.").format(step=label),
            basis=ladder.clause,
        )
    if chosen.answer is None and (answer_by is None or answer_by <= on):
        raise BadDay(_("Say by which day the unit answers; it lies after today."))
    kept = commit(text)
    notice = SlowNotice.objects.create(
        adoption=adoption,
        step=step,
        number=_number(adoption, chosen.series, issuer, on),
        unit=unit,
        subject=subject if isinstance(subject, str) else kinds.ref(subject),
        text=text,
        salt=kept.salt,
        level=standing.level,
        skipped=skipped.strip(),
        issuer=issuer,
        issued_by=by,
        issued_on=on,
        answer_by=answer_by,
    )
    facts = {"number": notice.number or None, "step": step, "unit": unit}
    _tell("slow_notice.issued", notice, by, on, facts, {"notice": kept})
    _owe_answer(notice, chosen.answer, by, on)
    if chosen.slip is not None:
        issue(
            slip=chosen.slip,
            of=notice,
            adoption=adoption,
            unit=issuer,
            fill=slips.notice(notice, chosen),
            by=by,
            on=on,
            audience=issuer.pk,
            number=notice.number,
        )
    notify(of=notice, to=unit, template="slow_notice.issued", on=on, roles=UNIT_HEARS)
    return notice


def _number(adoption: Adoption, series: str | None, issuer: Unit, on: date) -> str:
    if series is None:
        return ""
    found = pack_of(adoption).number_series(series)
    year = on.year if found.reset == "yearly" else 0
    return found.format(
        year=on.year, n=next_number(series=f"slow_notice.{series}", unit=issuer, year=year)
    )


def _owe_answer(notice: SlowNotice, clock: str | None, by: Account, on: date) -> None:
    if clock is not None:
        duty = open_duty(
            of=notice,
            code=clock,
            adoption=notice.adoption,
            owner_unit=notice.unit,
            start=on,
            audience=notice.issuer_id,
            by=by,
            on=on,
            named=notice.answer_by,
        )
        notice.answer_by = duty.due_on
        notice.save(update_fields=["answer_by"])
    elif notice.answer_by is not None:
        open_dated(
            of=notice,
            code=ANSWER,
            label=label_of(ANSWER),
            owner_unit=notice.unit,
            due_on=notice.answer_by,
            audience=notice.issuer_id,
            by=by,
            on=on,
        )


def _code(notice: SlowNotice) -> str:
    step = plan.step_called(notice.adoption, notice.step)
    return (step.answer if step else None) or ANSWER


@transaction.atomic
def answer_notice(*, notice: SlowNotice, answer: str, by: Account, on: date) -> SlowNotice:
    """Answer a notice for the unit that it went to.

    :raises NotNow: if it was answered or withdrawn before.
    :raises Incomplete: without words.
    """
    notice = _locked(notice)
    answer = need_text(answer, _("Say what the unit does about it, and by when."))
    kept = commit(answer)
    notice.state, notice.answer, notice.answer_salt = State.ANSWERED, answer, kept.salt
    notice.answered_by, notice.answered_on = by, on
    notice.save()
    _tell("slow_notice.answered", notice, by, on, {}, {"answer": kept})
    meet(of=notice, code=_code(notice), by=by, on=on)
    notify(of=notice, to=notice.issuer, template="slow_notice.answered", on=on)
    return notice


@transaction.atomic
def withdraw_notice(*, notice: SlowNotice, reason: str, by: Account, on: date) -> SlowNotice:
    """Take a notice back that should not have gone out: it counts no more, and stays readable.

    :raises NotNow: if it was withdrawn before.
    :raises Incomplete: without a reason.
    """
    notice = _locked(notice, State.ISSUED, State.ANSWERED)
    reason = need_text(reason, _("Say why."))
    notice.state, notice.withdrawn_why, notice.answered_on = State.WITHDRAWN, reason, None
    notice.save()
    void(of=notice, reason="withdrawn", by=by, on=on)
    _tell("slow_notice.withdrawn", notice, by, on, {})
    notify(of=notice, to=notice.unit, template="slow_notice.withdrawn", on=on, roles=UNIT_HEARS)
    return notice


@transaction.atomic
def note_repair(
    *, notice: SlowNotice, repaired_on: date, late: bool, by: Account, on: date
) -> None:
    """Say that what a notice was about was put right, in time or late.

    Of an item the striking-off says so by itself.

    :raises NotNow: if it was withdrawn, or this was said before.
    :raises BadDay: if the day lies before the notice, or after today.
    """
    notice = _locked(notice, State.ISSUED, State.ANSWERED)
    if notice.repaired_on is not None:
        raise NotNow(_("This was answered before."))
    if not notice.issued_on <= repaired_on <= on:
        raise BadDay(_("The day lies between the notice and today."))
    notice.repaired_on, notice.repaired_late = repaired_on, late
    notice.save(update_fields=["repaired_on", "repaired_late"])
    facts = {"repaired": repaired_on, "late": late}
    _tell("slow_notice.repaired", notice, by, on, facts)


def _locked(notice: SlowNotice, *states: str) -> SlowNotice:
    found = (
        SlowNotice.objects.select_for_update(of=("self",))
        .select_related("adoption__pack", "unit", "issuer")
        .get(pk=notice.pk)
    )
    if found.state not in (states or (State.ISSUED,)):
        text = _("This notice stands at “{state}”; somebody may have been faster.")
        raise NotNow(text.format(state=found.get_state_display()))
    return found


def _tell(
    verb: str,
    notice: SlowNotice,
    by: Account,
    on: date,
    facts: dict[str, Any],
    commits: dict[str, Commitment] | None = None,
) -> None:
    record(
        verb,
        of=notice,
        by=by,
        on=on,
        threads=[notice.unit, *([notice.subject] if notice.subject else [])],
        audience=notice.unit_id,
        facts={name: value for name, value in facts.items() if value is not None},
        commits=commits,
    )
