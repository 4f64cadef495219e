"""What is noted about a complaint: urgency, major matter, marks, corrections, a name confirmed."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from zhiyong.directory.models import Account, Unit
from zhiyong.duties.models import Duty
from zhiyong.duties.services import open_duty, void
from zhiyong.intake.drafts import cleaned_text
from zhiyong.intake.models import Complaint, Correction
from zhiyong.intake.services.common import (
    By,
    NotInThePlan,
    NotNow,
    grounds_of,
    happened,
    locked,
    need_element,
)
from zhiyong.journal.services import commit, record
from zhiyong.notices.services import tell
from zhiyong.plans.selectors import pack_of, roles_of
from zhiyong.shell import kinds
from zhiyong.shell.access import Role
from zhiyong.shell.errors import Refusal


@dataclass(frozen=True, slots=True)
class Correctable:
    """A field that may be corrected: the most it holds, and the plan's section it comes from."""

    limit: int
    section: str = ""


MAJOR_REPORTED = "major.reported"
"""The plan's event that meets the duty to report a major matter."""

CORRECTABLE = {
    "title": Correctable(100),
    "happened_on": Correctable(60),
    "place": Correctable(120),
    "outside_number": Correctable(60),
    "subject_unit_text": Correctable(120),
    "subject_unit": Correctable(20),
    "category": Correctable(60, "taxonomy"),
    "input_class": Correctable(40, "kinds"),
    "channel": Correctable(40, "channels"),
}
"""The text is not among them: it stays as it came."""


@transaction.atomic
def correct(
    *, complaint: Complaint, field: str, value: str, reason: str, by: Account, on: date
) -> Correction:
    """Correct one field; the old value stays visible beside the new one.

    :raises NotInThePlan: if the field is not to be corrected, or the plan lacks the new value.
    :raises NotNow: if nothing would change.
    :raises Incomplete: if value or reason is too long or unreadable.
    """
    if field not in CORRECTABLE:
        raise NotInThePlan(_("This cannot be corrected."))
    allowed = CORRECTABLE[field]
    value = cleaned_text("value", value, allowed.limit)
    reason = cleaned_text("reason", reason, 200)
    complaint = locked(complaint)
    if allowed.section:
        need_element(complaint, allowed.section, value)
    old, shown_old = _current(complaint, field)
    if value == old:
        raise NotNow(_("This is what it says already."))
    before = (complaint.input_class, complaint.urgency)
    shown_new = _set(complaint, field, value)
    commitment = commit(f"{shown_old}\n{shown_new}\n{reason}")
    correction = Correction.objects.create(
        complaint=complaint,
        field=field,
        old=shown_old,
        new=shown_new,
        reason=reason,
        salt=commitment.salt,
        by=by,
        on=on,
    )
    if field == "input_class":
        _swap_clocks(complaint, before, by, on)
    record(
        "complaint.corrected",
        of=complaint,
        by=by,
        on=on,
        audience=complaint.audience,
        facts={"field": field},
        commits={"correction": commitment},
    )
    return correction


def _current(complaint: Complaint, field: str) -> tuple[str, str]:
    if field == "subject_unit":
        unit = complaint.subject_unit
        return (str(unit.pk), unit.name) if unit else ("", complaint.subject_unit_text)
    value = str(getattr(complaint, field))
    return value, value


def _set(complaint: Complaint, field: str, value: str) -> str:
    if field != "subject_unit":
        setattr(complaint, field, value)
        complaint.save(update_fields=[field])
        return value
    unit = Unit.objects.filter(pk=int(value)).first() if value.isdigit() else None
    if unit is None:
        raise NotInThePlan(_("There is no such unit. Please choose it from the list."))
    complaint.subject_unit = unit
    complaint.save(update_fields=["subject_unit"])
    return unit.name


@transaction.atomic
def set_urgency(*, complaint: Complaint, urgency: str, by: By, on: date) -> Complaint:
    """Say how fast a complaint must move; clocks that the plan replaces are replaced.

    :raises NotInThePlan: if the plan has no such degree.
    :raises NotNow: if it has ended, or has that degree already.
    """
    complaint = locked(complaint)
    need_element(complaint, "urgencies", urgency)
    _need_open(complaint)
    if urgency == complaint.urgency:
        raise NotNow(_("This is what it says already."))
    before = (complaint.input_class, complaint.urgency)
    complaint.urgency = urgency
    complaint.save(update_fields=["urgency"])
    _swap_clocks(complaint, before, by, on)
    record(
        "complaint.urgency_set",
        of=complaint,
        by=by,
        on=on,
        audience=complaint.audience,
        facts={"urgency": urgency},
    )
    return complaint


def _swap_clocks(complaint: Complaint, before: tuple[str, str], by: By, on: date) -> None:
    """Let clocks that no longer run for this class and urgency lapse; open those that do."""
    pack = pack_of(complaint.adoption)
    reference = kinds.ref(complaint)
    for clock_id in pack.ids("clocks"):
        was = pack.clock_for(clock_id, kind=before[0], urgency=before[1]).id
        now = pack.clock_for(clock_id, kind=complaint.input_class, urgency=complaint.urgency).id
        if was == now:
            continue
        duty = Duty.objects.filter(
            subject=reference, code=was, state__in=["OPEN", "PAUSED"]
        ).first()
        if duty is None:
            continue
        void(of=complaint, code=was, reason="replaced", by=by, on=on)
        open_duty(
            of=complaint,
            code=now,
            adoption=complaint.adoption,
            owner_unit=duty.owner_unit,
            owner_person=duty.owner_person,
            start=duty.starts_on,
            audience=duty.audience,
            by=by,
            on=on,
        )


@transaction.atomic
def report_major(
    *, complaint: Complaint, major: str, by: By, on: date, at: datetime | None = None
) -> Complaint:
    """Note a major matter and tell at once those whom the plan names.

    The clock that the plan lets run for it is met once somebody was told; while nobody is there
    to be told, it stays open.

    :raises NotInThePlan: if the plan has no such kind of event.
    """
    complaint = locked(complaint)
    need_element(complaint, "major_matters", major)
    _need_open(complaint)
    complaint.major = major
    complaint.save(update_fields=["major"])
    matter = pack_of(complaint.adoption).major_matter(major)
    if matter.clock:
        open_duty(
            of=complaint,
            code=matter.clock,
            adoption=complaint.adoption,
            owner_unit=complaint.keeper,
            start=on,
            audience=complaint.audience,
            by=by,
            on=on,
            at=at,
        )
    told = 0
    roles = roles_of(complaint.adoption)
    for party in matter.tell:
        unit = roles.get(party)
        if unit is None or set(unit.path) & set(complaint.barred):
            continue
        told += tell(
            of=complaint,
            to=unit,
            template="complaint.major",
            on=on,
            facts={"major": major, "unit": complaint.keeper},
            roles=(Role.OFFICE, Role.LEADER, Role.CLERK),
        )
    record(
        "complaint.major_reported",
        of=complaint,
        by=by,
        on=on,
        audience=complaint.audience,
        facts={"major": major, "told": told},
    )
    if told:
        happened(complaint, MAJOR_REPORTED, by=by, on=on)
    return complaint


@transaction.atomic
def mark_distribution(
    *, complaint: Complaint, mark: str, may_know: str, by: Account, on: date
) -> Complaint:
    """Set the distribution mark, and who may know where the mark asks for that.

    :raises NotInThePlan: if the plan has no such mark.
    :raises Refusal: if such content may not be in this system at all.
    :raises Incomplete: if the mark needs to say who may know.
    """
    complaint = locked(complaint)
    if mark:
        need_element(complaint, "marks", mark)
    check_mark(complaint, mark)
    needs = bool(mark) and pack_of(complaint.adoption).mark(mark).needs_audience
    may_know = cleaned_text("may_know", may_know, 500) if needs or may_know.strip() else ""
    complaint.distribution = mark
    complaint.may_know = may_know
    complaint.save(update_fields=["distribution", "may_know"])
    record(
        "complaint.marked",
        of=complaint,
        by=by,
        on=on,
        audience=complaint.audience,
        facts={"mark": mark},
    )
    return complaint


def check_mark(complaint: Complaint, mark: str) -> None:
    """Refuse a mark whose content may not be in this system.

    :raises Refusal: with the clause or setting that says so.
    """
    if mark and pack_of(complaint.adoption).mark(mark).refused:
        raise Refusal(
            _("Content with this mark may not be entered here. Use the channel meant for it."),
            basis=grounds_of(complaint, "marks", mark),
        )


@transaction.atomic
def confirm_name(*, complaint: Complaint, by: Account, on: date) -> Complaint:
    """Note that the complainant was reached and confirmed the name.

    :raises NotNow: if it is anonymous, or the name was confirmed before.
    """
    complaint = locked(complaint)
    if not complaint.is_real_name:
        raise NotNow(_("This complaint is anonymous: there is no name to confirm."))
    if complaint.real_name_confirmed_on:
        raise NotNow(_("The name was confirmed before."))
    complaint.real_name_confirmed_on = on
    complaint.save(update_fields=["real_name_confirmed_on"])
    record("complaint.name_confirmed", of=complaint, by=by, on=on, audience=complaint.audience)
    return complaint


def _need_open(complaint: Complaint) -> None:
    if complaint.has_ended:
        raise NotNow(_("This complaint has ended."))
