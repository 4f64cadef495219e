"""Units merge, split, close; others take part later: what is owed follows, history stays."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from zhiyong.campaigns.models import Assignment, Campaign, Member
from zhiyong.campaigns.selectors.standing import NOT_DONE
from zhiyong.campaigns.services.common import (
    DUTY,
    By,
    NotNow,
    locked,
    need_text,
    running,
    tell,
)
from zhiyong.campaigns.services.ending import lapse
from zhiyong.campaigns.services.launching import (
    first_steps,
    open_task,
    owners_of,
    tasks_at_work,
    turn_of,
)
from zhiyong.campaigns.services.preparing import settle_uppers
from zhiyong.directory.models import Unit, UnitAct
from zhiyong.duties.services.alike import pass_alike


def follow_units(*, on: date) -> int:
    """Let what merged units owed pass to those that carry on; return how many campaigns changed.

    Each running campaign stands by itself; a second run finds nothing more to do.
    """
    gone = Member.objects.filter(
        until_on__isnull=True,
        unit__merged_into__isnull=False,
        campaign__state=Campaign.State.RUNNING,
    )
    campaigns = Campaign.objects.filter(pk__in=gone.values("campaign")).order_by("pk")
    for campaign in campaigns:
        succeed(campaign=campaign, by="clock", on=on)
    return len(campaigns)


@transaction.atomic
def succeed(*, campaign: Campaign, by: By, on: date) -> int:
    """Let what merged or split units owe in a campaign pass on; return how many tasks passed.

    Where the unit that carries on owes the same task itself, it owes it once: the other lapses.
    Where a unit was split, every part owes what the whole did; one carries on what was begun.
    """
    campaign = running(campaign)
    passed = 0
    gone = list(
        campaign.members.filter(until_on__isnull=True, unit__merged_into__isnull=False)
        .select_related("unit__merged_into")
        .order_by("pk")
    )
    for unit in {member.unit.pk: member.unit for member in gone}.values():
        passed += _pass_on(campaign, unit, by, on)
    for member in gone:
        heirs = [member.unit.merged_into, *_parts(member.unit)]
        member.until_on = on
        member.save(update_fields=["until_on"])
        for heir in heirs:
            if heir is not None:
                _join(campaign, member.party, heir, on)
    if gone:
        settle_uppers(campaign)
        for task in tasks_at_work(campaign):
            _catch_up(campaign, task.pk, on)
    return passed


def _parts(unit: Unit) -> list[Unit]:
    """Return the units into which one was split when it was closed."""
    if unit.closed_on is None:
        return []
    acts = UnitAct.objects.filter(unit=unit, kind=UnitAct.Kind.SPLIT, on=unit.closed_on)
    return [act.other for act in acts.select_related("other") if act.other is not None]


def _pass_on(campaign: Campaign, unit: Unit, by: By, on: date) -> int:
    heir = unit.merged_into
    if heir is None:
        return 0
    mine = Assignment.objects.filter(campaign=campaign, unit=unit, state__in=NOT_DONE)
    theirs = set(
        Assignment.objects.filter(campaign=campaign, unit=heir)
        .exclude(state=Assignment.State.VOID)
        .values_list("task_id", "period")
    )
    twice = [one.pk for one in mine if (one.task_id, one.period) in theirs]
    why = _("{unit} carries on and owes the same.").format(unit=heir.name)
    lapsed = lapse(mine.filter(pk__in=twice), reason="merged", why=why)
    ids = list(mine.exclude(pk__in=twice).values_list("pk", flat=True))
    Assignment.objects.filter(pk__in=ids, first_unit__isnull=True).update(first_unit=F("unit"))
    Assignment.objects.filter(pk__in=ids).update(unit=heir, audience=heir.pk)
    pass_alike(of=[f"assignment:{pk}" for pk in ids], code=DUTY, unit=heir.pk)
    Assignment.objects.filter(campaign=campaign, receiver=unit, state__in=NOT_DONE).exclude(
        unit=heir
    ).update(receiver=heir)
    campaign.tasks.filter(receiver=unit).update(receiver=heir)
    tell(
        "campaign.unit_succeeded",
        campaign,
        campaign,
        by,
        on,
        {"unit": unit, "heir": heir, "count": len(ids), "lapsed": lapsed},
        threads=(unit, heir, *(f"assignment:{pk}" for pk in ids[:200])),
    )
    return len(ids)


def _join(campaign: Campaign, party: str, unit: Unit, on: date) -> bool:
    _row, new = Member.objects.get_or_create(
        campaign=campaign, party=party, unit=unit, until_on=None, defaults={"from_on": on}
    )
    return new


def _catch_up(campaign: Campaign, task: int, on: date) -> int:
    """Open for those who take part by now what they do not owe yet of a task that is open."""
    rows = [one for one in tasks_at_work(campaign) if one.pk == task]
    owners = owners_of(campaign)
    opened = 0
    for step in first_steps(rows, on):
        row, turn = rows[0], turn_of(step)
        have = Assignment.objects.filter(task=row, period=turn.name).exclude(
            state=Assignment.State.VOID
        )
        done = set(have.values_list("unit_id", flat=True))
        new = [pk for pk in owners.of(row) if pk not in done]
        opened += len(open_task(task=row, turn=turn, units=new, on=on))
    return opened


@transaction.atomic
def add_units(*, campaign: Campaign, party: str, units: Iterable[Unit], by: By, on: date) -> int:
    """Let further units take part in a running campaign; return how many tasks they owe.

    :raises NotNow: if it is not running, or they all take part as this already.
    """
    campaign = running(campaign)
    new = [unit for unit in units if _join(campaign, party, unit, on)]
    if not new:
        raise NotNow(_("These units take part already."))
    settle_uppers(campaign)
    opened = sum(_catch_up(campaign, task.pk, on) for task in tasks_at_work(campaign))
    tell(
        "campaign.units_joined",
        campaign,
        campaign,
        by,
        on,
        {"party": party, "units": len(new), "count": opened},
        threads=tuple(new[:50]),
    )
    return opened


@transaction.atomic
def drop_unit(*, member: Member, reason: str, by: By, on: date) -> int:
    """Let a unit take part no more as a party; what it still owes as that lapses.

    :raises NotNow: if it takes part no more.
    :raises Incomplete: if the reason is missing.
    """
    campaign = locked(member.campaign, Campaign.State.RUNNING)
    member = Member.objects.select_for_update(of=("self",)).select_related("unit").get(pk=member.pk)
    if member.until_on is not None:
        raise NotNow(_("This unit takes part no more."))
    reason = need_text(reason, _("Say why the unit takes part no more."))
    member.until_on = on
    member.save(update_fields=["until_on"])
    owners = owners_of(campaign)
    tasks = [task.pk for task in campaign.tasks.all() if member.unit_id not in owners.of(task)]
    rows = Assignment.objects.filter(
        campaign=campaign, unit=member.unit, task__in=tasks, state__in=NOT_DONE
    )
    count = lapse(rows, reason="left", why=reason)
    settle_uppers(campaign)
    tell(
        "campaign.unit_left",
        campaign,
        campaign,
        by,
        on,
        {"unit": member.unit, "party": member.party, "count": count},
        threads=(member.unit,),
    )
    return count
