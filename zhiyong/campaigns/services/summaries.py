"""A summary: its figures and text, frozen as a version; a correction is a new dated version."""

from datetime import date

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from zhiyong.campaigns.models import Campaign, Summary
from zhiyong.campaigns.selectors.figures import freeze
from zhiyong.campaigns.services.common import Incomplete, NotNow, locked, need_text, tell
from zhiyong.campaigns.services.exchanging import locked_row, need_office
from zhiyong.directory.models import Account
from zhiyong.journal.services import commit

ENDED = (Campaign.State.RUNNING, Campaign.State.CLOSED)


@transaction.atomic
def draft_summary(
    *, campaign: Campaign, text: str, by: Account, on: date, reason: str = ""
) -> Summary:
    """Begin a summary of what stands on a day; after a frozen one it is a correction.

    :raises NotTheirs: if somebody else than the office does it.
    :raises NotNow: if one is being written, or the campaign never ran.
    :raises Incomplete: without a reason, after a frozen version.
    """
    campaign = locked(campaign, *ENDED)
    need_office(campaign, by, on)
    rows = Summary.objects.filter(campaign=campaign)
    if rows.filter(frozen_on__isnull=True).exists():
        raise NotNow(_("A summary is being written already: go on with that one."))
    last = rows.aggregate(last=Max("number"))["last"] or 0
    reason = reason.strip()
    if last and not reason:
        raise Incomplete(_("Say why the frozen version is corrected."))
    row = Summary(
        campaign=campaign,
        number=last + 1,
        as_of=on,
        figures=freeze(campaign, on=on),
        text=text.strip(),
        reason=reason[:500],
        made_by=by,
        made_on=on,
    )
    return _write(row, "summary.drafted", by, on)


@transaction.atomic
def change_summary(*, summary: Summary, text: str, by: Account, on: date) -> Summary:
    """Write the text anew; the figures are asked again, as they stand on this day.

    :raises NotTheirs: if somebody else than the office does it.
    :raises NotNow: if it is frozen.
    """
    row = _draft(summary, by, on)
    row.text, row.as_of = text.strip(), on
    row.figures = freeze(row.campaign, on=on)
    return _write(row, "summary.changed", by, on)


@transaction.atomic
def freeze_summary(*, summary: Summary, by: Account, on: date) -> Summary:
    """Freeze a summary with the figures of that day: neither text nor figures change any more.

    :raises NotTheirs: if somebody else than the office does it.
    :raises NotNow: if it is frozen.
    :raises Incomplete: without a text.
    """
    row = _draft(summary, by, on)
    need_text(row.text, _("A summary without words is not frozen."))
    row.as_of, row.frozen_on = on, on
    row.figures = freeze(row.campaign, on=on)
    return _write(row, "summary.frozen", by, on)


@transaction.atomic
def discard_summary(*, summary: Summary, by: Account, on: date) -> None:
    """Throw away a summary that was not frozen.

    :raises NotTheirs: if somebody else than the office does it.
    :raises NotNow: if it is frozen.
    """
    row = _draft(summary, by, on)
    facts = {"number": row.number}
    tell("campaign.summary_discarded", row.campaign, row.campaign, by, on, facts)
    row.delete()


def _draft(summary: Summary, by: Account, on: date) -> Summary:
    row = locked_row(summary, "campaign__adoption__pack", "campaign__office")
    need_office(row.campaign, by, on)
    if row.frozen_on is not None:
        raise NotNow(_("It is frozen: a correction is a new version with its day."))
    return row


def _write(row: Summary, verb: str, by: Account, on: date) -> Summary:
    kept = commit(row.content)
    row.salt = kept.salt
    row.save()
    facts = {"number": row.number, "as_of": row.as_of, "figures": len(row.figures)}
    tell(verb, row, row.campaign, by, on, facts, {"summary": kept})
    return row
