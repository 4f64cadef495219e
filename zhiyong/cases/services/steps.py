"""The plan's steps of a case, what people state of it, and the hearing of whom it concerns."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from zhiyong.cases import plan
from zhiyong.cases.models import Case, Respondent, StatedFact, Statement, StepRecord
from zhiyong.cases.selectors.facts import active, finding_of, typed
from zhiyong.cases.services.common import (
    OPEN,
    WORKING,
    Incomplete,
    NotNow,
    State,
    add_step,
    done,
    locked,
    need_day,
    need_state,
    need_text,
    tell,
    touched,
)
from zhiyong.directory.models import Account
from zhiyong.intake import labels
from zhiyong.journal.services import commit
from zhiyong.plans.selectors import pack_of
from zhiyong.rules.facts import FactError


@transaction.atomic
def record_step(
    *,
    case: Case,
    step: str,
    fields: Mapping[str, Any],
    done_on: date,
    by: Account,
    on: date,
    respondent: Respondent | None = None,
    refused: bool = False,
    reason: str = "",
    version: int | None = None,
) -> StepRecord:
    """Record that a step of the plan was done, or that the person refused it; an older one goes.

    :raises Incomplete: if the plan wants a field that is empty, the step may not be refused, or
        the day has not come or lies before the act; with the step's clause.
    :raises NotNow: if the case is over, or the step is recorded with the act that it is about.
    :raises UnknownElement: if the plan has no such step.
    """
    case = locked(case, version)
    need_state(case, *OPEN)
    found = plan.pack(case).element("case_steps", step)
    basis = plan.grounds(case, found)
    if found.done_by in plan.BY_THEMSELVES:
        raise NotNow(_("This step is recorded with the act that it is about."), basis=basis)
    need_day(case, on, done_on)
    said = {name: value for name, value in fields.items() if value not in ("", None, [])}
    if refused:
        if not found.refusable:
            raise Incomplete(_("The plan does not let this step be refused."), basis=basis)
        reason = need_text(reason, _("Write down how the person refused."), 500)
    missing = [one for one in found.fields if one.required and one.id not in said]
    if missing and not refused:
        names = "、".join(one.label.say(labels.language()) for one in missing)
        raise Incomplete(_("The plan wants: {fields}.").format(fields=names), basis=basis)
    if earlier := _skipped(case, found):
        text = _("Record “{step}” first: the plan puts it before this one.")
        raise NotNow(text.format(step=earlier), basis=basis)
    case.steps.filter(step=step, respondent=respondent, is_current=True).update(is_current=False)
    row = add_step(
        case,
        step,
        by,
        on,
        done_on=done_on,
        respondent=respondent,
        fields=said,
        refused=refused,
        reason=reason,
    )
    touched(case, by, on)
    return row


@transaction.atomic
def waive_step(
    *, case: Case, step: str, reason: str, by: Account, on: date, version: int | None = None
) -> StepRecord:
    """Waive a step that the plan wants before a grave case is closed, with the reason.

    :raises Incomplete: without a reason, or if the plan does not let this step be waived.
    :raises NotNow: if the case is over, or the step is waived already.
    """
    case = locked(case, version)
    need_state(case, *OPEN)
    pack = plan.pack(case)
    found = pack.element("steps", step) if pack.has("steps", step) else None
    if found is None or not found.waivable:
        basis = plan.grounds(case, found) if found else None
        raise Incomplete(_("The plan does not let this step be waived."), basis=basis)
    reason = need_text(reason, _("Write down why it is waived."), 500)
    if case.steps.filter(step=step, is_current=True).exists():
        raise NotNow(_("This step is waived already."), basis=plan.grounds(case, found))
    row = add_step(case, step, by, on, done_on=on, waived=True, reason=reason)
    touched(case, by, on)
    return row


def _skipped(case: Case, step: Any) -> str:
    """Return the step that must come first on the same track, if it is not recorded."""
    if step.order is None or step.track is None:
        return ""
    recorded = set(case.steps.filter(is_current=True).values_list("step", flat=True))
    for other in plan.pack(case).case_steps:
        if (
            other.track == step.track
            and other.order is not None
            and other.order < step.order
            and other.when is None
            and other.before is None
            and other.id not in recorded
        ):
            return str(other.label.say(labels.language()))
    return ""


@transaction.atomic
def tell_facts(
    *, respondent: Respondent, told_on: date, by: Account, on: date, version: int | None = None
) -> Respondent:
    """Write down that a respondent was told of the facts and of what they rest on.

    :raises NotNow: if no fact is established yet, or the case is not in verification.
    :raises Incomplete: if the day has not come, or lies before the act.
    """
    case = locked(respondent.case, version)
    need_state(case, *WORKING, State.CONCLUDED)
    need_day(case, on, told_on)
    if not case.facts.filter(withdrawn_on=None).exists():
        raise NotNow(_("Establish the facts first: there is nothing to tell yet."))
    respondent.told_on = told_on
    respondent.save(update_fields=["told_on"])
    touched(case, by, on)
    tell("case.facts_told", case, by, on, {"respondent": respondent.person or respondent.unit})
    return respondent


def heard(case: Case, respondent: Respondent, statement: Statement, by: Account, on: date) -> None:
    """Write down that a respondent was heard, or declined; the step is done once all were.

    Called by `take_statement`, in its transaction.
    """
    respondent.heard_on, respondent.declined = statement.on, statement.refused
    respondent.save(update_fields=["heard_on", "declined"])
    verb = "case.declined" if statement.refused else "case.heard"
    tell(verb, case, by, on, {"respondent": respondent.person or respondent.unit})
    if any(one.heard_on is None for one in active(case)):
        return
    for step in plan.steps_done_by(plan.pack(case), "hearing"):
        if not case.steps.filter(step=step.id, is_current=True).exists():
            add_step(
                case,
                step.id,
                by,
                on,
                done_on=statement.on,
                refused=statement.refused and step.refusable,
                statement=statement,
                reason=_("declined to speak") if statement.refused else "",
            )


@transaction.atomic
def state_fact(
    *,
    case: Case,
    fact: str,
    value: Any,
    grounds: str,
    by: Account,
    on: date,
    respondent: Respondent | None = None,
    version: int | None = None,
) -> StatedFact:
    """State a fact of the plan's vocabulary, as people found it, with the grounds.

    What the plan opens on it is opened at once; a correction is a new row, the older one stays.

    :raises Incomplete: without grounds, or if the plan has no such fact or value.
    :raises NotNow: if the case is over.
    """
    case = locked(case, version)
    need_state(case, *OPEN)
    grounds = need_text(grounds, _("Say what this rests on."), 2000)
    finding = finding_of(respondent) if respondent else None
    vocabulary = pack_of(finding.adoption if finding else case.adoption).vocabulary
    if fact not in vocabulary.facts:
        raise Incomplete(_("The plan has no such fact."))
    try:
        vocabulary.check_all({fact: typed(vocabulary.fact(fact), value)})
    except (FactError, ValueError) as error:
        raise Incomplete(_("This is no value that the plan knows for it.")) from error
    StatedFact.objects.filter(case=case, respondent=respondent, fact=fact, is_current=True).update(
        is_current=False
    )
    kept = commit(grounds)
    row = StatedFact.objects.create(
        case=case,
        respondent=respondent,
        fact=fact,
        value=value,
        grounds=grounds,
        salt=kept.salt,
        on=on,
        by=by,
    )
    touched(case, by, on)
    tell("case.fact_stated", case, by, on, {"fact": fact}, {f"stated-{row.pk}": kept})
    from zhiyong.cases.services.liabilities import open_due

    open_due(case, by, on)
    return row


@transaction.atomic
def step_done(*, case: Case, what: str, by: Account, on: date) -> None:
    """Record the plan's steps that a room above does: a place on an agenda, a hand-over.

    `what` is the word by which the plan marks such steps (`done_by`).
    """
    done(locked(case), what, by, on)
