"""In one step from a finding to a lead, a case, an exposure: each linked back to it."""

from datetime import date, datetime

from django.db import models, transaction
from django.utils.translation import gettext as _

from zhiyong.cases.services import Source, open_case
from zhiyong.directory.models import Account
from zhiyong.inspections import plan
from zhiyong.inspections.models import Finding, Outcome
from zhiyong.inspections.services.common import Incomplete, NotNow, rule, tell
from zhiyong.inspections.services.finding import FState, locked_finding
from zhiyong.intake.drafts import Entry, Lodging
from zhiyong.intake.services import lodge_complaint
from zhiyong.plans.selectors import pack_of
from zhiyong.publicity import services as publicity
from zhiyong.rectification.services import register_item
from zhiyong.shell import kinds

Way = Outcome.Way


def _ready(finding: Finding, way: Outcome.Way) -> Finding:
    """Return a finding under its lock, that did not go this way yet.

    :raises NotNow: if it did, or is settled.
    """
    finding = locked_finding(finding)
    if finding.state == FState.SETTLED:
        raise NotNow(_("This is settled already."))
    if finding.outcomes.filter(way=way).exists():
        raise NotNow(_("This was done already: see what the finding led to."))
    return finding


def _link(finding: Finding, way: Outcome.Way, to: models.Model, by: Account, on: date) -> Outcome:
    made = Outcome.objects.create(finding=finding, way=way, reference=kinds.ref(to), on=on, by=by)
    if finding.state == FState.OPEN:
        finding.state = FState.HANDED_ON
        finding.save(update_fields=["state"])
    facts = {"way": way.value.lower(), "to": made.reference}
    tell("finding.handed_on", finding.round, by, on, of=finding, facts=facts)
    return made


@transaction.atomic
def register_lead(
    *, finding: Finding, title: str, text: str, by: Account, on: date, at: datetime
) -> Outcome:
    """Enter a finding with the leads, by the plan's channel for inspections.

    :raises Incomplete: if the plan has no such channel.
    :raises Refusal: as `intake.services.lodge_complaint`.
    """
    finding = _ready(finding, Way.LEAD)
    pack = pack_of(finding.round.adoption)
    channel = plan.lead_channel(pack)
    if not channel:
        raise Incomplete(_("The plan has no channel for what inspections find."))
    lodged = lodge_complaint(
        draft=Lodging(
            title=title,
            text=text,
            channel=channel,
            subject_unit=finding.unit,
            happened_on=finding.found_on.isoformat(),
            place=finding.visit.place,
            received_on=on,
            entry=Entry(
                unit=finding.round.unit,
                source={
                    "inspection": rule(finding.round).label.zh,
                    "found_on": finding.found_on.isoformat(),
                    "found_by": finding.round.unit.name,
                },
            ),
            receipt=False,
        ),
        by=by,
        on=on,
        at=at,
    )
    to = lodged.complaint or lodged.handover
    assert to
    return _link(finding, Way.LEAD, to, by, on)


@transaction.atomic
def propose_case(*, finding: Finding, title: str, summary: str, by: Account, on: date) -> Outcome:
    """Open a case about the unit out of a finding, by the body that inspected.

    :raises Refusal: as `cases.services.open_case`.
    """
    finding = _ready(finding, Way.CASE)
    round_ = finding.round
    case = open_case(
        adoption=round_.adoption,
        body=round_.unit,
        title=title,
        summary=summary,
        sources=[
            Source(
                reference=kinds.ref(finding), channel=plan.lead_channel(pack_of(round_.adoption))
            )
        ],
        respondents=[finding.unit],
        acted_on=finding.found_on,
        by=by,
        on=on,
    )
    return _link(finding, Way.CASE, case, by, on)


@transaction.atomic
def put_on_ledger(
    *, finding: Finding, problem: str, by: Account, on: date, source: str = ""
) -> Outcome:
    """Put a finding on the rectification ledger of its plan; the unit is told, and plans the work.

    :raises Incomplete: if the plan has no ledger.
    :raises NotNow: while the round is sealed: the unit would know of it.
    :raises Refusal: as `rectification.services.register_item`.
    """
    finding = _ready(finding, Way.ITEM)
    round_ = finding.round
    if not plan.has_ledger(pack_of(round_.adoption)):
        raise Incomplete(_("The plan has no rectification ledger."))
    if round_.is_sealed:
        raise NotNow(_("Others may not know of this round before its report is filed."))
    item = register_item(
        adoption=round_.adoption,
        unit=finding.unit,
        problem=problem,
        found_on=finding.found_on,
        source=source,
        source_ref=finding,
        found_by_itself=False,
        by=by,
        on=on,
    )
    return _link(finding, Way.ITEM, item, by, on)


@transaction.atomic
def expose(
    *,
    finding: Finding,
    publication: str,
    audience: str,
    title: str,
    text: str,
    by: Account,
    on: date,
) -> Outcome:
    """Draft the publication that the plan has this inspection feed.

    :raises Incomplete: if this inspection feeds no such publication.
    :raises NotNow: while the round is sealed: it would tell of it.
    :raises Refusal: as `publicity.services.draft`.
    """
    finding = _ready(finding, Way.EXPOSURE)
    round_ = finding.round
    found = rule(round_)
    if publication not in [one.id for one in plan.exposures(found, pack_of(round_.adoption))]:
        raise Incomplete(_("This inspection leads to no such publication."), basis=found.clause)
    if round_.is_sealed:
        raise NotNow(_("Others may not know of this round before its report is filed."))
    drafted = publicity.draft(
        subject=finding,
        adoption=round_.adoption,
        rule=publication,
        audience=audience,
        title=title,
        text=text,
        unit=round_.unit,
        by=by,
        on=on,
    )
    return _link(finding, Way.EXPOSURE, drafted, by, on)
