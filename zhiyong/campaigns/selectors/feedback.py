"""What is open about the units of a campaign, month for month until it is struck off."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from zhiyong.campaigns.models import Campaign, Carried, Feedback
from zhiyong.directory.models import Unit
from zhiyong.intake.models import ENDED, Complaint, NamedPerson
from zhiyong.intake.selectors import complaints_visible_to
from zhiyong.shell.access import Standing

Item = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Source:
    """Where items of feedback come from.

    open_about  what is open about some units, as somebody may see it: by unit
    open_among  which of some references are still open
    """

    kind: str
    open_about: Callable[[Campaign, Mapping[int, Unit], Standing], Mapping[int, list[Item]]]
    open_among: Callable[[Collection[int]], set[int]]


_sources: dict[str, Source] = {}


def register(source: Source) -> None:
    """Add a source of items."""
    _sources[source.kind] = source


def month_of(day: date) -> str:
    """Return the month of a day, as feedback names it: "2026-04"."""
    return f"{day:%Y-%m}"


def members(campaign: Campaign) -> dict[int, Unit]:
    """Return the units that take part today, by id; the office itself is none of them."""
    mine = campaign.members.filter(until_on__isnull=True).exclude(unit=campaign.office_id)
    return {unit.pk: unit for unit in Unit.objects.filter(pk__in=mine.values("unit"))}


def nearest(path: Iterable[int], among: Collection[int]) -> int | None:
    """Return the nearest of some units at or above a unit whose path is given."""
    return next((pk for pk in reversed(list(path)) if pk in among), None)


def open_items(
    campaign: Campaign, standing: Standing, units: Mapping[int, Unit] | None = None
) -> dict[int, list[Item]]:
    """Return what is open about each unit of a campaign, as the reader may see it.

    Together with what earlier feedback, or an earlier campaign, told the unit and what is still
    not struck off: that goes on whoever reads it. A complaint that became an item of the ledger
    stands there once, as that item. Shape: {unit: [item]}, units without any left
    out; each item says in how many months it stood already.
    """
    units = members(campaign) if units is None else units
    found: dict[int, dict[str, Item]] = {pk: {} for pk in units}
    for source in _sources.values():
        for pk, items in source.open_about(campaign, units, standing).items():
            found[pk] |= {one["ref"]: one for one in items}
    for items_of in found.values():
        for covered in {one.get("covers") for one in items_of.values()}:
            items_of.pop(str(covered or ""), None)
    before = _told_before(campaign, units)
    still = still_open(ref for items in before.values() for ref in items)
    for pk, earlier in before.items():
        for ref, item in earlier.items():
            if ref in still:
                found[pk][ref] = {**found[pk].get(ref, item), "months": item["months"]}
            else:
                found[pk].pop(ref, None)
    return {
        pk: sorted(
            ({"months": 0, **_bare(item)} for item in items.values()),
            key=lambda one: (str(one["since"]), str(one["ref"])),
        )
        for pk, items in found.items()
        if items
    }


def _bare(item: Item) -> Item:
    return {name: value for name, value in item.items() if name != "covers"}


def still_open(references: Iterable[str]) -> set[str]:
    """Return those of some references that are not struck off: one query a kind."""
    wanted: dict[str, set[int]] = {}
    for reference in references:
        kind, _colon, pk = reference.partition(":")
        if kind in _sources and pk.isdigit():
            wanted.setdefault(kind, set()).add(int(pk))
    return {f"{kind}:{pk}" for kind, ids in wanted.items() for pk in _sources[kind].open_among(ids)}


def _told_before(campaign: Campaign, units: Collection[int]) -> dict[int, dict[str, Item]]:
    """Return what was told to each unit last, and what came from the campaign before."""
    found: dict[int, dict[str, Item]] = {pk: {} for pk in units}
    carried = Carried.objects.filter(campaign=campaign, unit__id__among=list(units))
    for one in carried:
        found[one.unit_id][one.ref] = {
            "ref": one.ref,
            "number": one.number,
            "what": one.what,
            "since": one.since.isoformat(),
            "months": 0,
        }
    newest = (
        Feedback.objects.filter(
            campaign=campaign, sent_on__isnull=False, unit__id__among=list(units)
        )
        .order_by("unit", "-period")
        .distinct("unit")
    )
    for feedback in newest:
        for item in feedback.items:
            found[feedback.unit_id][item["ref"]] = item
    return found


def unsent(campaign: Campaign, period: str) -> QuerySet[Feedback]:
    """Return the feedback of a month that is prepared and not sent yet."""
    return Feedback.objects.filter(campaign=campaign, period=period, sent_on__isnull=True)


def progress(campaign: Campaign, period: str) -> tuple[int, int]:
    """Return how many units were sent the feedback of a month, of how many it is prepared for."""
    rows = Feedback.objects.filter(campaign=campaign, period=period)
    return rows.filter(sent_on__isnull=False).count(), rows.count()


# ── complaints ────────────────────────────────────────────────────────────────────────────


def _complaints_about(
    campaign: Campaign,  # noqa: ARG001 - the shape of every source
    units: Mapping[int, Unit],
    standing: Standing,
) -> dict[int, list[Item]]:
    """Return the open complaints about units: number, category and day; never a word of them.

    Those that name somebody, and those that went past the unit, since it is complained of at its
    head, are none of its business.
    """
    if not units:
        return {}
    named = NamedPerson.objects.filter(complaint=OuterRef("pk"))
    rows = (
        complaints_visible_to(standing)
        .filter(~Exists(named), closed_on__isnull=True, subject_unit__path__overlap=list(units))
        .exclude(Q(number="") | Q(state__in=ENDED) | Q(barred__overlap=list(units)))
        .values_list("pk", "number", "category", "received_on", "subject_unit__path")
    )
    found: dict[int, list[Item]] = {}
    for pk, number, category, received_on, path in rows.order_by("received_on", "pk"):
        unit = nearest(path, units)
        if unit is not None:
            found.setdefault(unit, []).append(
                {
                    "ref": f"complaint:{pk}",
                    "number": number,
                    "category": category,
                    "since": received_on.isoformat(),
                }
            )
    return found


def _complaints_among(ids: Collection[int]) -> set[int]:
    """Return those still open that units may still be told of: not what went up, or names one."""
    named = NamedPerson.objects.filter(complaint=OuterRef("pk"))
    rows = Complaint.objects.filter(
        ~Exists(named), pk__in=list(ids), closed_on__isnull=True, barred__len=0
    )
    return set(rows.exclude(state__in=ENDED).values_list("pk", flat=True))


register(Source("complaint", _complaints_about, _complaints_among))
