"""A slow unit is called to a talk (约谈), and looked at again on a day."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhiyong.campaigns.models import Campaign, SlowTalk
from zhiyong.campaigns.models.exchange import as_text
from zhiyong.campaigns.selectors.figures import ids_of, ranges
from zhiyong.campaigns.selectors.slow import behind
from zhiyong.campaigns.services.common import Incomplete, NotNow, need_text, running, tell
from zhiyong.campaigns.services.exchanging import (
    locked_row,
    need_day,
    need_office,
    owe_each,
    tell_units,
)
from zhiyong.directory.models import Account, Person, Unit
from zhiyong.duties.services import meet
from zhiyong.journal.services import commit
from zhiyong.shell import kinds

RECHECK = "slow_talk.recheck"
"""The code of the duty to look again after a talk."""


@transaction.atomic
def talk_with(
    *,
    campaign: Campaign,
    unit: Unit,
    reason: str,
    held_on: date,
    recheck_on: date,
    by: Account,
    on: date,
    talked_with: Person | None = None,
) -> SlowTalk:
    """Write down a talk with a slow unit; what it was behind with stands as on that day.

    The office owes looking again from now.

    :raises NotTheirs: if somebody else than the office does it.
    :raises NotNow: if the unit is behind with nothing, or a talk with it is to be looked at first.
    :raises Incomplete: without a reason, or if a day cannot be.
    """
    campaign = running(campaign)
    need_office(campaign, by, on)
    reason = need_text(reason, _("Say what was pointed out."))[:1000]
    need_day(held_on, campaign.launched_on, on)
    if recheck_on <= max(held_on, on):
        raise Incomplete(_("Somebody looks again after the talk, not before."))
    if campaign.talks.filter(unit=unit, rechecked_on__isnull=True).exists():
        raise NotNow(_("A talk with this unit is to be looked at again first."))
    late = sorted(behind(campaign, unit, on).values_list("pk", flat=True))
    if not late:
        raise NotNow(_("{unit} is behind with nothing.").format(unit=unit.name))
    kept = commit(reason)
    row = SlowTalk.objects.create(
        campaign=campaign,
        unit=unit,
        reason=reason,
        salt=kept.salt,
        behind=ranges(late),
        talked_with=talked_with,
        held_on=held_on,
        recheck_on=recheck_on,
        by=by,
    )
    facts = {"unit": unit, "held": held_on, "recheck": recheck_on, "behind": len(late)}
    tell("slow_talk.held", row, campaign, by, on, facts, {"reason": kept})
    owe_each(
        [(kinds.ref(row), campaign.office)],
        code=RECHECK,
        label=gettext_lazy("Look again whether a slow unit has caught up"),
        due_on=recheck_on,
        campaign=campaign,
        by=by,
        on=on,
    )
    tell_units([(kinds.ref(row), unit)], "slow_talk.held", on, {})
    return row


@transaction.atomic
def look_again(*, talk: SlowTalk, caught_up: bool, outcome: str, by: Account, on: date) -> SlowTalk:
    """Write down whether a unit has caught up.

    :raises NotTheirs: if somebody else than the office does it.
    :raises NotNow: if it was looked at already.
    :raises Incomplete: without words, or if it has not handed in all that was behind.
    """
    row = locked_row(talk, "campaign__office", "unit")
    need_office(row.campaign, by, on)
    if row.rechecked_on is not None:
        raise NotNow(_("It was looked at again already."))
    outcome = need_text(outcome, _("Say what was seen."))[:1000]
    left = len(still_behind(row, on))
    if caught_up and left:
        text = _("{n} of what it was behind with is still not handed in.")
        raise Incomplete(text.format(n=left))
    row.caught_up, row.outcome = caught_up, outcome
    row.rechecked_by, row.rechecked_on = by, on
    kept = commit(as_text(caught_up, outcome))
    row.outcome_salt = kept.salt
    row.save(update_fields=["caught_up", "outcome", "rechecked_by", "rechecked_on", "outcome_salt"])
    facts = {"caught_up": caught_up, "behind": left or None}
    tell("slow_talk.rechecked", row, row.campaign, by, on, facts, {"outcome": kept})
    meet(of=row, code=RECHECK, by=by, on=on)
    return row


def still_behind(talk: SlowTalk, on: date) -> list[int]:
    """Return what a unit was behind with at a talk and has not handed in since."""
    rows = behind(talk.campaign, talk.unit, on).filter(pk__in=ids_of(talk.behind))
    return list(rows.values_list("pk", flat=True))
