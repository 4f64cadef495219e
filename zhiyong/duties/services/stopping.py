"""A duty's clock stands still, goes on, or gets more time."""

from datetime import date

from django.db import models, transaction
from django.utils.translation import gettext as _

from zhiyong.directory.models import Account
from zhiyong.duties.calendars import counted
from zhiyong.duties.counting import cap_of, clock_of, recount, rule_of, term_of
from zhiyong.duties.models import Duty, Extension, Pause
from zhiyong.duties.services.pressing import press_on
from zhiyong.duties.wording import term_in_words
from zhiyong.journal.services import commit, record
from zhiyong.plans.selectors import pack_of
from zhiyong.rules.clock import Extension as ClockExtension
from zhiyong.rules.clock import ExtensionRefused, Term, check_extensions
from zhiyong.shell import kinds
from zhiyong.shell.errors import Refusal

By = Account | str


class NotExtendable(Refusal):
    """The plan grants no further time here, or not so much."""


@transaction.atomic
def pause(*, of: models.Model | str, code: str, reason: str, by: By, on: date) -> Duty | None:
    """Stop a duty's clock from a day on, for a reason that the plan lists; None if none runs.

    :raises Refusal: if the plan does not let the clock stand still for this reason.
    """
    duty = _lock(of, code, Duty.State.OPEN)
    if duty is None or duty.adoption is None:
        return None
    clock = clock_of(duty.adoption, code)
    if reason not in clock.pauses:
        text = _("The plan does not let this clock stand still for that.")
        raise Refusal(text, basis=clock.clause)
    Pause.objects.create(duty=duty, from_on=on, reason=reason)
    duty.state = Duty.State.PAUSED
    _recounted(duty, on)
    _tell("duty.paused", duty, by, on, {"code": code, "reason": reason})
    return duty


@transaction.atomic
def resume(*, of: models.Model | str, code: str, by: By, on: date) -> Duty | None:
    """Let a duty's clock go on from a day; None if it does not stand still."""
    duty = _lock(of, code, Duty.State.PAUSED)
    if duty is None:
        return None
    duty.pauses.filter(until_on__isnull=True).update(until_on=on)
    duty.state = Duty.State.OPEN
    _recounted(duty, on)
    _tell("duty.resumed", duty, by, on, {"code": code, "due": duty.due_on})
    return duty


@transaction.atomic
def extend(
    *, duty: Duty, term: Term, reason: str, approved_by: Account, by: By, on: date
) -> Extension:
    """Give a running duty more time, within what the plan grants.

    :raises NotExtendable: if the plan grants none, or not so much, or the reason is missing.
    """
    duty = Duty.objects.select_for_update().get(pk=duty.pk)
    check_extension(duty=duty, term=term, reason=reason)
    kept = commit(reason)
    extension = Extension.objects.create(
        duty=duty,
        term=str(term),
        reason=reason,
        salt=kept.salt,
        approved_by=approved_by,
        granted_on=on,
    )
    _recounted(duty, on)
    record(
        "duty.extended",
        of=duty,
        by=by,
        on=on,
        threads=[duty.subject],
        audience=duty.audience,
        facts={"code": duty.code, "term": str(term), "due": duty.due_on, "approver": approved_by},
        commits={f"extension-{extension.pk}": kept},
    )
    return extension


def check_extension(*, duty: Duty, term: Term, reason: str) -> None:
    """Refuse an extension that the plan does not grant, before anybody is asked to agree to it.

    :raises NotExtendable: if the plan grants none, or not so much, or the reason is missing.
    """
    if duty.state != Duty.State.OPEN or duty.adoption is None:
        raise NotExtendable(_("Only a running duty can be given more time."))
    clock = clock_of(duty.adoption, duty.code)
    if clock.extension is None:
        raise NotExtendable(_("The plan grants no extension of this term."), basis=clock.clause)
    granted = [
        ClockExtension(Term.parse(earlier.term), earlier.reason)
        for earlier in duty.extensions.order_by("pk")
    ]
    usual, rule = term_of(duty.adoption, clock), rule_of(pack_of(duty.adoption), clock)
    wanted = [*granted, ClockExtension(term, reason)]
    try:
        counted(
            lambda working: check_extensions(
                usual, duty.starts_on, wanted, cap=cap_of(clock), calendar=working, rule=rule
            )
        )
    except ExtensionRefused as refused:
        raise NotExtendable(
            _worded(refused, clock.extension.times, str(clock.extension.most)),
            basis=clock.extension.clause,
        ) from refused


def _worded(refused: ExtensionRefused, times: int, most: str) -> str:
    match refused.code:
        case "NO_REASON":
            return _("Give the reason for the extension.")
        case "TOO_MANY":
            return _("The plan grants {n} extension(s) at most.").format(n=times)
        case _:
            return _("The plan grants {term} at most.").format(term=term_in_words(most))


def _lock(of: models.Model | str, code: str, state: Duty.State) -> Duty | None:
    subject = of if isinstance(of, str) else kinds.ref(of)
    return (
        Duty.objects.select_for_update(of=("self",))
        .select_related("adoption__pack")
        .filter(subject=subject, code=code, state=state)
        .first()
    )


def _recounted(duty: Duty, on: date) -> None:
    """Count anew; a warning of before no longer holds where the end has moved away from it."""
    found = recount(duty)
    if duty.warned_on and (found.warn_on is None or found.warn_on > duty.warned_on):
        duty.warned_on = None
    duty.due_on = found.due_on
    duty.due_at = found.due_at
    duty.warn_on = found.warn_on
    duty.explanation = found.steps
    if found.due_on is not None and duty.state == Duty.State.OPEN and found.due_on >= on:
        duty.escalation_step = 0
    duty.press_on = press_on(duty) if duty.state == Duty.State.OPEN else None
    duty.save(
        update_fields=[
            "state",
            "due_on",
            "due_at",
            "warn_on",
            "warned_on",
            "explanation",
            "press_on",
            "escalation_step",
        ]
    )


def _tell(verb: str, duty: Duty, by: By, on: date, facts: dict[str, object]) -> None:
    record(verb, of=duty, by=by, on=on, threads=[duty.subject], audience=duty.audience, facts=facts)
