"""Which units the counted figures propose for the list of key units; a person lists them."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Q

from zhiyong.directory.models import Unit
from zhiyong.plans.models import Adoption
from zhiyong.plans.selectors import pack_of
from zhiyong.rectification.models import Item, SlowNotice, Watched
from zhiyong.rules.conditions import evaluate
from zhiyong.rules.facts import FactValue
from zhiyong.rules.pack.rectification import Watch

ENDED = (Item.State.STRUCK_OFF, Item.State.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A unit that the figures propose on one of the plan's grounds, with what was counted."""

    unit: Unit
    watch: Watch
    facts: dict[str, int]


def facts_of(adoption: Adoption, on: date, unit: int | None = None) -> dict[int, dict[str, int]]:
    """Return what is counted about each unit on a day: two queries.

    Unit: items and notices under the plan. unit.items_open: not struck off · unit.items_late: of
    these, past their day · unit.items_reopened, unit.items_recurred, unit.items_moved: of all ·
    unit.notices: not withdrawn.
    """
    items = Item.objects.filter(adoption=adoption).exclude(state=Item.State.WITHDRAWN)
    notices = SlowNotice.objects.filter(adoption=adoption).exclude(state=SlowNotice.State.WITHDRAWN)
    if unit is not None:
        items, notices = items.filter(unit=unit), notices.filter(unit=unit)
    is_open = ~Q(state__in=ENDED)
    late = is_open & Q(due_on__lt=on) & (Q(done_on=None) | Q(done_on__gt=F("due_on")))
    found: dict[int, dict[str, int]] = defaultdict(dict)
    counted = (
        items.order_by()
        .values("unit")
        .annotate(
            items_open=Count("pk", filter=is_open),
            items_late=Count("pk", filter=late),
            items_reopened=Count("pk", filter=Q(cycle__gt=1)),
            items_recurred=Count("pk", filter=Q(recurs__isnull=False)),
            items_moved=Count("pk", filter=Q(moved__gt=0)),
        )
    )
    for row in counted:
        said: dict[str, int] = {
            f"unit.{name}": int(str(many)) for name, many in dict(row).items() if name != "unit"
        }
        found[row["unit"]] = {**said, "unit.notices": 0}
    by_unit = notices.order_by().values_list("unit").annotate(many=Count("pk"))
    for pk, many in by_unit:
        found[pk]["unit.notices"] = many
    return dict(found)


def proposals(adoption: Adoption, on: date) -> list[Proposal]:
    """Return the units that a ground of the plan proposes and nobody has judged on these figures.

    Who stands on the list is not proposed again, nor who was not listed while nothing changed.
    """
    pack = pack_of(adoption)
    grounds = pack.rectification.watch if pack.rectification else ()
    if not grounds:
        return []
    counted = facts_of(adoption, on)
    judged: dict[tuple[int, str], Watched] = {}
    for row in Watched.objects.filter(adoption=adoption).order_by("pk"):
        judged[row.unit_id, row.watch] = row
    units = Unit.objects.in_bulk(list(counted))
    found = []
    for pk, facts in counted.items():
        known: dict[str, FactValue] = {
            name: many for name, many in facts.items() if name in pack.vocabulary.facts
        }
        for ground in grounds:
            before = judged.get((pk, ground.id))
            if before is not None and (
                before.state == Watched.State.LISTED
                or (before.state == Watched.State.NOT_LISTED and before.facts == facts)
            ):
                continue
            if evaluate(ground.when, known, pack.vocabulary).is_met:
                found.append(Proposal(units[pk], ground, facts))
    return sorted(found, key=lambda one: (-one.facts.get("unit.items_late", 0), one.unit.pk))
