"""What is noted about a complaint: urgency, major matter, marks, corrections, a name confirmed."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from zhiyong.directory.models import Account, Unit
from zhiyong.duties.models import Duty
from zhiyong.duties.services import open_duty, void
from zhiyong.intake import law
from zhiyong.intake.drafts import cleaned_text
from zhiyong.intake.models import ChannelDetails, Complaint, Correction
from zhiyong.intake.selectors.offers import running_approval
from zhiyong.intake.selectors.plan import form_of
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
from zhiyong.rules.pack.timing import Clock
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

ORDER_ANSWERED = "order.answered"
"""The plan's event that meets what is owed to whoever assigned or passed on a complaint."""

CORRECTABLE = {
    "title": Correctable(100),
    "happened_on": Correctable(60),
    "place": Correctable(120),
    "outside_number": Correctable(60),
    "subject_unit_text": Correctable(120),
    "subject_unit": Correctable(20),
    "category": Correctable(60, "taxonomy"),
    "channel": Correctable(40, "channels"),
}
"""The text is not among them: it stays as it came; nor is the class, which `classify` sets."""


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
    swap_clocks(complaint, before, by, on)
    record(
        "complaint.urgency_set",
        of=complaint,
        by=by,
        on=on,
        audience=complaint.audience,
        facts={"urgency": urgency},
    )
    return complaint


@transaction.atomic
def classify(
    *, complaint: Complaint, input_class: str, by: Account, on: date, reason: str = ""
) -> Complaint:
    """Say of which class a complaint is: that decides whose law's clocks run for it.

    The first time a person says so it needs no reason; later ones do, and the old class stays
    visible. Every clock that runs differently for the new class is counted anew, from the day
    from which it ran: what only the old class owes lapses, what only the new one owes begins.

    :raises NotInThePlan: if the plan has no such class.
    :raises NotNow: if it has ended, a refusal is in approval, or a person said the same before.
    :raises Incomplete: if the class changes after a person said it, and no reason is given.
    """
    complaint = locked(complaint)
    need_element(complaint, "kinds", input_class)
    _need_open(complaint)
    again = complaint.classified_on is not None
    if again and input_class == complaint.input_class:
        raise NotNow(_("This is what it says already."))
    if running_approval(complaint):
        raise NotNow(_("A refusal is in approval. Withdraw it first, or wait for what comes out."))
    said = cleaned_text("reason", reason, 200) if again or reason.strip() else ""
    before = (complaint.input_class, complaint.urgency)
    kept = None
    if input_class != complaint.input_class:
        kept = commit(f"{complaint.input_class}\n{input_class}\n{said}")
        Correction.objects.create(
            complaint=complaint,
            field="input_class",
            old=complaint.input_class,
            new=input_class,
            reason=said,
            salt=kept.salt,
            by=by,
            on=on,
        )
    complaint.input_class = input_class
    complaint.classified_on = on
    complaint.save(update_fields=["input_class", "classified_on"])
    record(
        "complaint.reclassified" if again else "complaint.classified",
        of=complaint,
        by=by,
        on=on,
        audience=complaint.audience,
        facts={
            "class": input_class,
            "was": before[0],
            "basis": str(grounds_of(complaint, "kinds", input_class) or "")[:120],
        },
        commits={"correction": kept} if kept else None,
    )
    swap_clocks(complaint, before, by, on)
    return complaint


def swap_clocks(complaint: Complaint, before: tuple[str, str], by: By, on: date) -> None:
    """Let clocks that no longer run for this class and urgency lapse; open those that do."""
    reference = kinds.ref(complaint)
    for was, now in swapped(complaint, before, (complaint.input_class, complaint.urgency)):
        duty = Duty.objects.filter(
            subject=reference, code=was.id, state__in=["OPEN", "PAUSED"]
        ).first()
        if duty is None:
            continue
        void(of=complaint, code=was.id, reason="replaced", by=by, on=on)
        open_duty(
            of=complaint,
            code=now.id,
            adoption=complaint.adoption,
            owner_unit=duty.owner_unit,
            owner_person=duty.owner_person,
            start=duty.starts_on,
            audience=duty.audience,
            by=by,
            on=on,
        )


def swapped(
    complaint: Complaint, before: tuple[str, str], after: tuple[str, str]
) -> list[tuple[Clock, Clock]]:
    """Return which clocks of the plan run for one class and urgency and not for the other."""
    pack = pack_of(complaint.adoption)
    pairs = [
        (
            pack.clock_for(clock_id, kind=before[0], urgency=before[1]),
            pack.clock_for(clock_id, kind=after[0], urgency=after[1]),
        )
        for clock_id in pack.ids("clocks")
    ]
    return [(was, now) for was, now in pairs if was.id != now.id]


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


@transaction.atomic
def note_receipt(*, complaint: Complaint, by: Account, on: date) -> Complaint:
    """Note that the body which passed a complaint on, or assigned it, got its receipt back.

    :raises NotNow: if its channel has none, or it went back before.
    """
    complaint = locked(complaint)
    details = _details(complaint)
    if not law.source_of(form_of(complaint)).receipt:
        raise NotNow(_("What comes this way has no receipt that goes back."))
    if details.receipt_on:
        raise NotNow(_("The receipt went back before."))
    details.receipt_on = on
    details.save(update_fields=["receipt_on"])
    record("complaint.receipt_returned", of=complaint, by=by, on=on, audience=complaint.audience)
    return complaint


@transaction.atomic
def note_answer(*, complaint: Complaint, by: Account, on: date) -> Complaint:
    """Note that whoever assigned a complaint, or passed it on, was told what came of it.

    :raises NotNow: if its channel asks for no answer, or it was given before.
    """
    complaint = locked(complaint)
    details = _details(complaint)
    if not law.source_of(form_of(complaint)).deadline:
        raise NotNow(_("Nobody above waits for an answer about it."))
    if details.answered_on:
        raise NotNow(_("The answer was given before."))
    details.answered_on = on
    details.save(update_fields=["answered_on"])
    record("complaint.sender_answered", of=complaint, by=by, on=on, audience=complaint.audience)
    happened(complaint, ORDER_ANSWERED, by=by, on=on)
    return complaint


def _details(complaint: Complaint) -> ChannelDetails:
    found = ChannelDetails.objects.select_for_update().filter(complaint=complaint).first()
    return found or ChannelDetails.objects.create(complaint=complaint, salt=b"")
