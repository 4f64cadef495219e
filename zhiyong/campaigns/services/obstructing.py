"""A unit hides something, falsifies a report, stands in the way: a case is opened on it."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from zhiyong.campaigns.models import Assignment, Campaign, Obstruction
from zhiyong.campaigns.services.common import Incomplete, NotTheirs, need_text, running, tell
from zhiyong.campaigns.services.exchanging import need_office
from zhiyong.cases.services import open_case
from zhiyong.directory.models import Account, Unit
from zhiyong.journal.services import commit
from zhiyong.shell import kinds

Kind = Obstruction.Kind


@transaction.atomic
def note_obstruction(
    *,
    campaign: Campaign,
    unit: Unit,
    kind: str,
    text: str,
    acted_on: date,
    by: Account,
    on: date,
    assignment: Assignment | None = None,
) -> Obstruction:
    """Note that a unit hid something, reported what is false, or refused; open a case on it.

    The case is a lead of the office about the unit: who answers for it is looked into there.

    :raises NotTheirs: if somebody else than the office does it, or the task is not the unit's.
    :raises Incomplete: without words, or if the day has not come.
    :raises NotNow: if the campaign is not running.
    :raises NoCasework: if the plan does not say how cases are worked.
    """
    campaign = running(campaign)
    need_office(campaign, by, on)
    text = need_text(text, _("Say what was hidden, falsified or refused."))
    if acted_on > on:
        raise Incomplete(_("This day has not come yet."))
    if unit.pk == campaign.office_id:
        raise NotTheirs(_("The office does not look into itself."))
    if assignment is not None and (
        assignment.unit_id != unit.pk or assignment.campaign_id != campaign.pk
    ):
        raise NotTheirs(_("This task belongs to another unit."))
    case = open_case(
        adoption=campaign.adoption,
        body=campaign.office,
        title=_("{unit}: {what}").format(unit=unit.name, what=Kind(kind).label)[:200],
        summary=text,
        respondents=[unit],
        acted_on=acted_on,
        by=by,
        on=on,
    )
    kept = commit(text)
    row = Obstruction.objects.create(
        campaign=campaign,
        unit=unit,
        assignment=assignment,
        kind=kind,
        text=text,
        salt=kept.salt,
        acted_on=acted_on,
        opened=kinds.ref(case),
        noted_by=by,
        noted_on=on,
    )
    facts = {"unit": unit, "kind": kind, "case": case, "assignment": assignment}
    tell("obstruction.noted", row, campaign, by, on, facts, {"text": kept})
    return row
