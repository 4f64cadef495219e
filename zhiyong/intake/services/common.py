"""What every act on a complaint begins with."""

from datetime import date

from django.utils.translation import gettext as _

from zhiyong.directory.models import Account
from zhiyong.duties.models import Duty
from zhiyong.duties.services import meet, open_duty
from zhiyong.intake import labels
from zhiyong.intake.models import Complaint
from zhiyong.plans.selectors import pack_of
from zhiyong.rules.clauses import Clause
from zhiyong.rules.pack.schema import Pack
from zhiyong.rules.pack.timing import Clock
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
    """Meet the duties that an event of the plan meets, and open those whose clocks run from it.

    `start` is the day of the event where it is not `on`. Windows, and what somebody outside owes,
    are no duties of an office.
    """
    pack = pack_of(complaint.adoption)
    for clock_id in pack.ids("clocks"):
        if pack.clock(clock_id).met_by == event:
            meet(of=complaint, code=clock_id, by=by, on=on)
    return [
        open_duty(
            of=complaint,
            code=clock.id,
            adoption=complaint.adoption,
            owner_unit=complaint.keeper,
            start=start or on,
            audience=complaint.audience,
            by=by,
            on=on,
        )
        for clock in clocks_from(pack, event, complaint.input_class, complaint.urgency)
    ]


def clocks_from(pack: Pack, event: str, input_class: str, urgency: str) -> list[Clock]:
    """Return the clocks that run from an event for a complaint of this class and urgency."""
    replaced = [*(each.clocks for each in pack.kinds), *(each.clocks for each in pack.urgencies)]
    stand_ins = {stand_in for clocks in replaced for stand_in in clocks.values()}
    return [
        pack.clock_for(clock.id, kind=input_class, urgency=urgency)
        for clock in pack.clocks
        if clock.from_ == event
        and clock.id not in stand_ins
        and clock.nature == "duty"
        and not _is_outside(pack, clock.owed_by)
    ]


def _is_outside(pack: Pack, party: str) -> bool:
    return pack.has("actors", party) and pack.actor(party).kind == "party"
