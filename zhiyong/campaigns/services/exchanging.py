"""What the acts between the office and the units share."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

from django.db import models
from django.utils.translation import gettext as _

from zhiyong.campaigns import plan
from zhiyong.campaigns.exchange import told
from zhiyong.campaigns.models import Campaign
from zhiyong.campaigns.selectors.exchange import runs
from zhiyong.campaigns.selectors.figures import both
from zhiyong.campaigns.services.common import By, Incomplete, NotNow, NotTheirs
from zhiyong.directory.models import Account, Unit
from zhiyong.directory.selectors.holders import holders_of
from zhiyong.duties.services.dated import Promised, open_dated_each
from zhiyong.journal.services import record_many
from zhiyong.notices.services import News, tell_many
from zhiyong.rules.values import Label
from zhiyong.shell.access import Role

Row = TypeVar("Row", bound=models.Model)
TOLD = (Role.UNIT_LIAISON, Role.OFFICE, Role.CLERK)
"""Who of a unit is told that something came."""


def need_office(campaign: Campaign, by: By, on: date) -> None:
    """Refuse whoever does not run a campaign.

    :raises NotTheirs: naming its office.
    """
    if isinstance(by, Account) and not runs(by, campaign, on):
        text = _("Only the office of the campaign does this: {unit}.")
        raise NotTheirs(text.format(unit=campaign.office.name))


def need_state(row: Any, *states: str) -> None:
    """Refuse an act on something that stands elsewhere.

    :raises NotNow: naming where it stands.
    """
    if row.state not in states:
        text = _("This stands at “{state}”; somebody may have been faster.")
        raise NotNow(text.format(state=row.get_state_display()))


def need_day(day: date, first: date | None, last: date | None) -> None:
    """Refuse a day outside two others.

    :raises Incomplete: naming them.
    """
    if (first is not None and day < first) or (last is not None and day > last):
        text = _("The day lies between {first} and {last}.")
        raise Incomplete(text.format(first=told(first) or "—", last=told(last) or "—"))


def locked_row(row: Row, *related: str) -> Row:
    """Read a row again under a lock, with what it needs."""
    rows = type(row)._default_manager.select_for_update(of=("self",))
    return rows.select_related(*related).get(pk=row.pk)


def said_twice(text: Any) -> Label:
    """Return a lazy text in both languages."""
    zh, en = both(text)
    return Label(zh=zh, en=en)


def owe_each(
    owed: Sequence[tuple[str, Unit]],
    *,
    code: str,
    label: Any,
    due_on: date,
    campaign: Campaign,
    by: By,
    on: date,
) -> None:
    """Have many units owe the same by a day, each on a subject of its own."""
    said = said_twice(label)
    promises = [
        Promised(
            of=subject,
            code=code,
            label=said,
            unit=unit,
            due_on=due_on,
            warn_on=max(on, plan.warn_on(due_on)),
            audience=campaign.audience,
            threads=(campaign,),
        )
        for subject, unit in owed
    ]
    record_many(open_dated_each(promises, on=on).acts, by=by, on=on)


def tell_units(
    told_ones: Sequence[tuple[str, Unit]], template: str, on: date, facts: Mapping[str, Any]
) -> None:
    """Tell those who act for some units about something, in one trip; nobody twice."""
    units = [unit for _subject, unit in told_ones]
    held = holders_of(list(TOLD), units, on) if units else {}
    people: dict[str, dict[Any, None]] = {}
    for subject, unit in told_ones:
        for role in TOLD:
            people.setdefault(subject, {}).update(dict.fromkeys(held.get((role, unit.pk), ())))
    news = [News(subject, tuple(who), template, facts) for subject, who in people.items()]
    tell_many(news, on=on)
