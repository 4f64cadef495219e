"""What every act on a case begins with."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from zhiyong.cases import plan
from zhiyong.cases.models import Case, StepRecord, TeamMember
from zhiyong.directory.models import Account, Person
from zhiyong.duties.models import Duty
from zhiyong.duties.services import Owner, happened
from zhiyong.journal.services import Commitment, commit, record
from zhiyong.matters.slips import told
from zhiyong.shell import kinds
from zhiyong.shell.errors import Refusal

By = Account | str
State = Case.State
WORKING = (State.VERIFYING, State.FILED)
"""Where a case is looked into: evidence is taken, facts are established, people are heard."""
OPEN = (State.LEAD, State.HELD, *WORKING, State.CONCLUDED, State.DECIDED)


class NotNow(Refusal):
    """The case has moved on, or a step is missing."""


class Stale(Refusal):
    """The form was opened on an older state of the case."""


class Incomplete(Refusal):
    """Something that the act needs is missing."""


def locked(case: Case, version: int | None = None) -> Case:
    """Read a case again, under a lock; with a version, only as it stood when a form was opened.

    :raises Stale: if somebody has changed it since.
    """
    found = (
        Case.objects.select_for_update(of=("self",))
        .select_related("adoption__pack", "adoption__body", "body")
        .get(pk=case.pk)
    )
    if version is not None and found.version != version:
        raise Stale(
            _("Somebody has changed this case since you opened the form: look at it again first.")
        )
    return found


def need_state(case: Case, *states: Case.State) -> None:
    """Refuse an act on a case that stands elsewhere.

    :raises NotNow: naming where it stands.
    """
    if case.state not in states:
        text = _("This case stands at “{state}”; somebody may have been faster.")
        raise NotNow(text.format(state=case.get_state_display()))


def need_text(text: str, message: str, limit: int = 0) -> str:
    """Return a text without the space around it.

    :raises Incomplete: with the message, if nothing is left; or if it is too long.
    """
    text = text.strip()
    if not text:
        raise Incomplete(message)
    if limit and len(text) > limit:
        raise Incomplete(_("This text is longer than {limit} characters.").format(limit=limit))
    return text


def need_day(case: Case, on: date, day: date | None = None) -> None:
    """Refuse a day that lies after the day of the act, or before the act that the case is about.

    :raises Incomplete: saying which.
    """
    day = day or on
    if day > on:
        raise Incomplete(_("This day has not come yet."))
    if case.acted_on and day < case.acted_on:
        raise Incomplete(
            _("This day lies before the day of the act, {day}.").format(day=told(case.acted_on))
        )


def touched(case: Case, by: By, on: date, **fields: Any) -> None:
    """Write down that somebody worked on a case, with what belongs to it."""
    case.version += 1
    case.touched_on = max(on, case.touched_on)
    case.touched_by = by if isinstance(by, Account) else None
    for name, value in fields.items():
        setattr(case, name, value)
    case.save(update_fields=["version", "touched_on", "touched_by", *fields])


def tell(
    verb: str,
    case: Case,
    by: By,
    on: date,
    facts: Mapping[str, Any] | None = None,
    commits: Mapping[str, Commitment] | None = None,
    threads: tuple[Any, ...] = (),
) -> None:
    """Write an act to the journal, in the thread of the case.

    Not in that of a complaint: its complainant and its clerks follow their own.
    """
    record(
        verb,
        of=case,
        by=by,
        on=on,
        threads=threads,
        audience=case.audience,
        facts={name: value for name, value in (facts or {}).items() if value is not None},
        commits=commits,
    )


def event(name: str, case: Case, by: By, on: date) -> list[Duty]:
    """Let an event of the plan meet what it meets, and start what it starts, for a case."""
    lead = lead_of(case)
    return happened(
        name,
        of=case,
        adoption=case.adoption,
        owners={
            "handling_unit": Owner(case.body, lead),
            "receiving_body": Owner(case.body, lead),
            "handler": Owner(case.body, lead),
        },
        by=by,
        on=on,
    )


def lead_of(case: Case) -> Person | None:
    """Return who leads the team of a case."""
    rows = TeamMember.objects.filter(case=case, part=TeamMember.Part.LEAD, until_on=None)
    member = rows.select_related("person").first()
    return member.person if member else None


def need_member(case: Case, by: Account) -> None:
    """Refuse whoever does not look into the case.

    :raises NotNow: if the account's person is not in the team.
    """
    rows = TeamMember.objects.filter(case=case, person=by.person_id or 0, until_on=None)
    if not rows.exists():
        raise NotNow(_("Only the team of the case does this."))


def done(
    case: Case, what: str, by: Account, on: date, fields: Mapping[str, Any] | None = None
) -> None:
    """Record the plan's steps that something does by itself, once each."""
    for step in plan.steps_done_by(plan.pack(case), what):
        if case.steps.filter(step=step.id, is_current=True).exists():
            continue
        add_step(case, step.id, by, on, done_on=on, fields=dict(fields or {}))


def add_step(
    case: Case, step: str, by: Account, on: date, *, done_on: date, **fields: Any
) -> StepRecord:
    """Write down that a step was done, and tell it; `fields` are those of the record."""
    kept = commit(text_of(fields.get("fields", {}), fields.get("reason", "")))
    row = StepRecord.objects.create(
        case=case,
        step=step,
        on=done_on,
        salt=kept.salt,
        recorded_by=by,
        recorded_on=on,
        **fields,
    )
    facts = {"step": step, "refused": row.refused or None, "waived": row.waived or None}
    tell("case.step_recorded", case, by, on, facts, {f"step-{row.pk}": kept})
    return row


def text_of(fields: Mapping[str, Any], reason: str) -> str:
    """Return what the journal's commitment to a step covers."""
    lines = [f"{name}: {fields[name]}" for name in sorted(fields)]
    return "\n".join([*lines, reason])


def reference(case: Case) -> str:
    """Return the reference of a case: "case:12"."""
    return kinds.ref(case)
