"""A sanctioned official's return to office: cooling-off, checks, gates, reasons, made public."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from zhiyong.decisions.models import Reappointment
from zhiyong.decisions.selectors.returning import (
    Found,
    clearance_of,
    latest_decision,
    look,
    obstacles,
)
from zhiyong.decisions.services.common import Forbidden, NotNow, need_text
from zhiyong.directory.models import Account, Person, Unit
from zhiyong.journal.services import commit, record
from zhiyong.plans.models import Adoption
from zhiyong.plans.selectors import pack_of
from zhiyong.shell import kinds

RState = Reappointment.State


@transaction.atomic
def propose_reappointment(
    *,
    person: Person,
    adoption: Adoption,
    unit: Unit,
    post_title: str,
    reasons: str,
    by: Account,
    on: date,
    checks: Mapping[str, date] | None = None,
    opinions: Mapping[str, Mapping[str, Any]] | None = None,
    gates: Mapping[str, date] | None = None,
    discussed_on: date | None = None,
) -> Reappointment:
    """Propose that somebody with a measure against them takes office again.

    `checks` by their day, `opinions` as {body: {answer, on, reason}}, `gates` by their day.

    :raises Forbidden: if the plan knows no check, or they had no measure to return from.
    :raises NotNow: if one is proposed already.
    :raises Incomplete: without the post or the reasons.
    """
    Person.objects.select_for_update().get(pk=person.pk)
    clearance = clearance_of(pack_of(adoption))
    if clearance is None:
        raise Forbidden(_("The plan has no check for a return to office."))
    decision = latest_decision(person)
    if decision is None:
        raise Forbidden(
            _("{name} had no measure: an ordinary appointment.").format(name=person.name),
            basis=clearance.clause,
        )
    if person.reappointments.filter(state=RState.PROPOSED).exists():
        raise NotNow(_("A return to office is proposed already."))
    post_title = need_text(post_title, _("Name the post."))
    reasons = need_text(reasons, _("Give the reasons: they are made public."))
    kept = commit(reasons)
    row = Reappointment.objects.create(
        person=person,
        decision=decision,
        adoption=adoption,
        clearance=clearance.id,
        unit=unit,
        audience=unit.pk,
        post_title=post_title,
        checks=_days(checks),
        opinions=_plain(opinions),
        gates=_days(gates),
        discussed_on=discussed_on,
        reasons=reasons,
        salt=kept.salt,
        proposed_by=by,
        proposed_on=on,
    )
    record(
        "reappointment.proposed",
        of=row,
        by=by,
        on=on,
        threads=[decision],
        audience=row.audience,
        facts={"person": person, "clearance": clearance.id},
        commits={"reasons": kept},
    )
    return row


@transaction.atomic
def enter_checks(
    *,
    reappointment: Reappointment,
    by: Account,
    on: date,
    checks: Mapping[str, date] | None = None,
    opinions: Mapping[str, Mapping[str, Any]] | None = None,
    gates: Mapping[str, date] | None = None,
    discussed_on: date | None = None,
) -> Reappointment:
    """Enter what was checked, what the bodies asked have answered, and gates passed.

    :raises NotNow: if it has been answered.
    :raises Forbidden: if a day lies after today.
    """
    row = _locked(reappointment)
    days = [*(checks or {}).values(), *(gates or {}).values(), discussed_on or on]
    if any(day > on for day in days):
        raise Forbidden(_("What is entered has happened: no day after today."))
    row.checks = {**row.checks, **_days(checks)}
    row.opinions = {**row.opinions, **_plain(opinions)}
    row.gates = {**row.gates, **_days(gates)}
    row.discussed_on = discussed_on or row.discussed_on
    row.save(update_fields=["checks", "opinions", "gates", "discussed_on"])
    record(
        "reappointment.checked",
        of=row,
        by=by,
        on=on,
        threads=_threads(row),
        audience=row.audience,
        facts={"checks": len(row.checks), "opinions": len(row.opinions), "gates": len(row.gates)},
    )
    return row


@transaction.atomic
def answer_reappointment(
    *, reappointment: Reappointment, clears: bool, by: Account, on: date
) -> Reappointment:
    """Clear a return to office, if nothing stands in its way; or refuse it.

    :raises NotNow: if it has been answered.
    :raises Forbidden: if it would be cleared and something stands in the way: too early, a check
        or an answer missing, a freeze with a gate not passed; each named.
    """
    row = _locked(reappointment)
    found = look(row, on)
    if clears and not found.clear:
        pack = pack_of(row.adoption)
        clause = pack.element("clearances", row.clearance).clause
        raise Forbidden(" ".join(obstacles(row, found)), basis=clause)
    row.state = RState.CLEARED if clears else RState.REFUSED
    row.answered_on = on
    row.result = _result(found)
    row.save(update_fields=["state", "answered_on", "result"])
    verb = "reappointment.cleared" if clears else "reappointment.refused"
    record(verb, of=row, by=by, on=on, threads=_threads(row), audience=row.audience)
    return row


@transaction.atomic
def withdraw_reappointment(*, reappointment: Reappointment, by: Account, on: date) -> Reappointment:
    """Give up a proposed return to office.

    :raises NotNow: if it has been answered.
    """
    row = _locked(reappointment)
    row.state, row.answered_on = RState.WITHDRAWN, on
    row.save(update_fields=["state", "answered_on"])
    record(
        "reappointment.withdrawn",
        of=row,
        by=by,
        on=on,
        threads=_threads(row),
        audience=row.audience,
    )
    return row


def _locked(row: Reappointment) -> Reappointment:
    row = (
        Reappointment.objects.select_for_update(of=("self",))
        .select_related("adoption__pack", "person", "unit", "decision")
        .get(pk=row.pk)
    )
    if row.state != RState.PROPOSED:
        text = _("This return to office stands at “{state}”.")
        raise NotNow(text.format(state=row.get_state_display()))
    return row


def _threads(row: Reappointment) -> list[str]:
    return [kinds.ref(row.decision)] if row.decision else []


def _days(days: Mapping[str, date] | None) -> dict[str, str]:
    return {name: day.isoformat() for name, day in (days or {}).items()}


def _plain(opinions: Mapping[str, Mapping[str, Any]] | None) -> dict[str, dict[str, Any]]:
    return {
        body: {
            name: value.isoformat() if isinstance(value, date) else value
            for name, value in one.items()
        }
        for body, one in (opinions or {}).items()
    }


def _result(found: Found) -> dict[str, Any]:
    return {
        "state": found.review.state,
        "missing": list(found.review.missing),
        "refused": [list(one) for one in found.review.refused],
        "waits_until": found.review.waits_until.isoformat() if found.review.waits_until else None,
        "freezes": [
            {"freeze": one.freeze.id, "state": one.state, "missing": list(one.missing)}
            for one in found.freezes
        ],
        "shows": [{"measure": one.measure, "on": one.on.isoformat()} for one in found.review.shows],
    }
