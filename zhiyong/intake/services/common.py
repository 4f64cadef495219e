"""What every act on a complaint begins with."""

from datetime import date

from django.utils.translation import gettext as _

from zhiyong.directory.models import Account
from zhiyong.duties import services as duties
from zhiyong.duties.models import Duty
from zhiyong.duties.services import Owner
from zhiyong.intake import labels
from zhiyong.intake.models import Complaint
from zhiyong.plans.selectors import pack_of
from zhiyong.rules.clauses import Clause
from zhiyong.shell.errors import Refusal

By = Account | str


class NotNow(Refusal):
    """The complaint has moved on: somebody was faster, or a step is missing."""


class NotInThePlan(Refusal):
    """The plan has no such element, or does not let it be used here."""


def locked(complaint: Complaint) -> Complaint:
    """Read a complaint again, under a lock: what the caller holds may be out of date."""
    return (
        Complaint.objects.select_for_update(of=("self",))
        .select_related("adoption__pack", "adoption__body", "keeper", "subject_unit")
        .get(pk=complaint.pk)
    )


def need_state(complaint: Complaint, *states: str) -> None:
    """Refuse an act on a complaint that stands elsewhere.

    :raises NotNow: naming where it stands.
    """
    if complaint.state not in states:
        text = _("This complaint stands at “{state}”; somebody may have been faster.")
        raise NotNow(text.format(state=complaint.get_state_display()))


def need_element(complaint: Complaint, section: str, element_id: str) -> None:
    """Refuse what the plan does not know.

    :raises NotInThePlan: naming the choice.
    """
    pack = pack_of(complaint.adoption)
    if not pack.has(section, element_id):
        raise NotInThePlan(
            _("The plan has no “{choice}”. Please choose from the list.").format(choice=element_id)
        )


def grounds_of(complaint: Complaint, section: str, element_id: str) -> Clause | None:
    """Return what an element of the complaint's plan rests on."""
    pack = pack_of(complaint.adoption)
    return labels.grounds(pack, pack.element(section, element_id))


def happened(
    complaint: Complaint, event: str, *, by: By, on: date, start: date | None = None
) -> list[Duty]:
    """Let an event of the plan meet what it meets, and start what it starts, for a complaint.

    Until a unit handles it, what the handling unit owes is the keeper's. `start` is the day of
    the event where it is not `on`. What was joined with it keeps clocks of its own: what happens
    to the whole happens to each of them.
    """
    found: list[Duty] = []
    for one in (complaint, *joined_with(complaint)):
        found += duties.happened(
            event,
            of=one,
            adoption=one.adoption,
            owners=_owners(one),
            by=by,
            on=on,
            start=start,
            kind=one.input_class,
            urgency=one.urgency,
        )
    return found


def joined_with(complaint: Complaint) -> list[Complaint]:
    """Return the complaints that were joined with one, under a lock, in one order."""
    rows = Complaint.objects.select_for_update(of=("self",)).filter(merged_into=complaint.pk)
    return list(rows.select_related("adoption__pack", "keeper").order_by("pk"))


def begun(complaint: Complaint, event: str, *, start: date) -> duties.Begun:
    """Start what an event starts for a complaint that has only just been written.

    The caller records it together with its own act.
    """
    return duties.begin(
        event,
        of=complaint,
        adoption=complaint.adoption,
        owners=_owners(complaint),
        start=start,
        kind=complaint.input_class,
        urgency=complaint.urgency,
    )


def _owners(complaint: Complaint) -> dict[str, Owner]:
    owner = Owner(complaint.keeper)
    return {"receiving_body": owner, "handling_unit": owner}
