"""The ledger as a list: its light, its states, what it opens to."""

from collections.abc import Iterable
from datetime import date

from django.db.models import F, Q, QuerySet

from zhiyong.rectification.access import WORKERS
from zhiyong.rectification.models import Item
from zhiyong.rectification.selectors.access import items_visible_to
from zhiyong.shell import clock
from zhiyong.shell.access import Standing
from zhiyong.shell.lights import Light

State = Item.State
ENDED = (State.STRUCK_OFF, State.WITHDRAWN)
OPEN = Q(state__in=[State.REGISTERED, State.IN_APPROVAL, State.RUNNING, State.HANDED_IN])
MOST_COUNTED = 100


def ready(rows: QuerySet[Item]) -> QuerySet[Item]:
    """Return items with all that a list shows of them: no query for each row."""
    return rows.select_related("unit", "adoption__pack", "leader", "owner")


def late_on(today: date) -> Q:
    """Return the condition that an item is late: open and past its day, or done after it."""
    return Q(due_on__isnull=False) & (
        Q(done_on__gt=F("due_on")) | (Q(done_on=None) & OPEN & Q(due_on__lt=today))
    )


def light_of(item: Item, today: date) -> Light:
    """Return the light of an item."""
    if item.state in (*ENDED, State.HANDED_IN) or item.due_on is None:
        return Light.DONE if item.state in (*ENDED, State.HANDED_IN) else Light.NORMAL
    if item.due_on < today:
        return Light.OVERDUE
    return Light.DUE_SOON if item.warn_on and item.warn_on <= today else Light.NORMAL


def with_light(rows: QuerySet[Item], light: str, today: date) -> QuerySet[Item]:
    """Return the items that show a light."""
    working = Q(state__in=[State.REGISTERED, State.IN_APPROVAL, State.RUNNING])
    overdue = Q(due_on__lt=today)
    soon = Q(warn_on__lte=today, due_on__gte=today)
    match light:
        case Light.OVERDUE:
            return rows.filter(working & overdue)
        case Light.DUE_SOON:
            return rows.filter(working & soon)
        case Light.DONE:
            return rows.exclude(working)
    calm = Q(due_on=None) | (Q(due_on__gte=today) & (Q(warn_on=None) | Q(warn_on__gt=today)))
    return rows.filter(working & calm)


def decorate(rows: Iterable[Item], today: date) -> None:
    """Give each item of a page its light."""
    for row in rows:
        row.light = light_of(row, today)  # type: ignore[attr-defined]


def mine(standing: Standing) -> QuerySet[Item]:
    """Return what somebody's own units must put right, and what they lead or do by name."""
    units = standing.units(*WORKERS)
    home = {standing.home_unit_id} & units if standing.home_unit_id else set()
    own = Q(owner=standing.person_id) | Q(leader=standing.person_id)
    if home or units:
        own |= Q(unit__in=home or units)
    return items_visible_to(standing).filter(own)


def count_mine(standing: Standing) -> int:
    """Return how many items one's own units still have to plan or put right, up to 100."""
    rows = mine(standing).filter(state__in=[State.REGISTERED, State.RUNNING])
    return rows.order_by()[:MOST_COUNTED].count()


def count_late(standing: Standing) -> int:
    """Return how many items that somebody sees are late today, up to 100."""
    rows = with_light(items_visible_to(standing), Light.OVERDUE, clock.today())
    return rows.order_by()[:MOST_COUNTED].count()


def chain_of(item: Item) -> list[Item]:
    """Return the items of the same problem, from the first time on; only itself where it is new."""
    first = item
    seen = {item.pk}
    while first.recurs is not None and first.recurs_id not in seen:
        first = first.recurs
        seen.add(first.pk)
    chain, level = [first], [first.pk]
    while level:
        below = [*Item.objects.filter(recurs__in=level).order_by("pk")]
        chain += below
        level = [one.pk for one in below]
    return chain if len(chain) > 1 else []
