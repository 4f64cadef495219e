"""Standing down before the decision: only while a measure is proposed that allows it."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from zhiyong.cases.models import Respondent
from zhiyong.decisions.models import Decision, Suspension
from zhiyong.decisions.services.common import By, Forbidden, Incomplete, NotNow, need_text
from zhiyong.directory.models import Account
from zhiyong.intake import labels
from zhiyong.journal.services import commit, record
from zhiyong.notices import services as notices
from zhiyong.plans.selectors import pack_of

IN_HAND = (Decision.State.DRAFT, Decision.State.PROPOSED)


@transaction.atomic
def suspend(
    *, respondent: Respondent, measure: str, reason: str, from_on: date, by: Account, on: date
) -> Suspension:
    """Let somebody stand down while a listed measure is proposed about them.

    :raises Forbidden: if the plan knows no such thing, the measure is none of the list, or the
        day lies before today's.
    :raises NotNow: if it is not proposed, or they stand down already.
    :raises Incomplete: without a reason.
    """
    respondent = Respondent.objects.select_for_update(of=("self",)).get(pk=respondent.pk)
    decision = _in_hand(respondent)
    adoption = decision.adoption if decision else respondent.case.adoption
    pack = pack_of(adoption)
    rule = pack.suspension
    if rule is None:
        raise Forbidden(_("The plan lets nobody be suspended before the decision."))
    if measure not in rule.measures:
        names = [labels.label(pack, "measures", one) for one in rule.measures]
        text = _("Nobody is suspended for “{measure}”; only where one of these is proposed: {all}.")
        raise Forbidden(
            text.format(measure=labels.label(pack, "measures", measure), all=", ".join(names)),
            basis=rule.clause,
        )
    if decision is None or not decision.measures.filter(version=1, measure=measure).exists():
        text = _("“{measure}” is not proposed about them: choose it in a draft first.")
        raise NotNow(
            text.format(measure=labels.label(pack, "measures", measure)), basis=rule.clause
        )
    if respondent.person_id is None:
        raise Forbidden(_("Only a person stands down, not a unit."), basis=rule.clause)
    if from_on < on:
        raise Forbidden(_("A suspension begins today or later."), basis=rule.clause)
    if respondent.suspensions.filter(until_on__isnull=True).exists():
        raise NotNow(_("They stand down already."))
    reason = need_text(reason, _("Say why they should stand down before the decision."))
    kept = commit(reason)
    suspension = Suspension.objects.create(
        case=respondent.case,
        respondent=respondent,
        adoption=adoption,
        measure=measure,
        reason=reason,
        salt=kept.salt,
        from_on=from_on,
        by=by,
    )
    record(
        "suspension.began",
        of=suspension,
        by=by,
        on=on,
        threads=[respondent.case],
        audience=respondent.case.audience,
        facts={"measure": measure, "person": respondent.person, "from": from_on},
        commits={"reason": kept},
    )
    if respondent.person is not None:
        notices.tell(of=suspension, to=respondent.person, template="suspension.began", on=on)
    return suspension


@transaction.atomic
def end_suspension(*, suspension: Suspension, reason: str, by: By, on: date) -> Suspension:
    """End a suspension before the decision, with the reason.

    :raises NotNow: if it has ended.
    :raises Incomplete: without a reason.
    """
    suspension = Suspension.objects.select_for_update(of=("self",)).get(pk=suspension.pk)
    if suspension.until_on is not None:
        raise NotNow(_("This suspension has ended."))
    reason = reason.strip()
    if not reason:
        raise Incomplete(_("Say why it ends."))
    return _end(suspension, reason, "", by, on)


def lift(respondent: Respondent, code: str, by: By, on: date) -> None:
    """End the suspension of somebody when the decision is made or its draft is given up."""
    for one in Suspension.objects.select_for_update(of=("self",)).filter(
        respondent=respondent.pk, until_on__isnull=True
    ):
        _end(one, code, code, by, on)


def _end(suspension: Suspension, reason: str, code: str, by: By, on: date) -> Suspension:
    suspension.until_on = max(on, suspension.from_on)
    suspension.ended_reason = reason[:300]
    suspension.save(update_fields=["until_on", "ended_reason"])
    record(
        "suspension.ended",
        of=suspension,
        by=by,
        on=on,
        threads=[suspension.case],
        audience=suspension.case.audience,
        facts={"why": code or "own_reason"},
    )
    return suspension


def _in_hand(respondent: Respondent) -> Decision | None:
    return (
        respondent.decisions.filter(state__in=IN_HAND)
        .select_related("adoption__pack")
        .order_by("-pk")
        .first()
    )
