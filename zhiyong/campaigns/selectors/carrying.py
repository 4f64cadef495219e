"""What is still open of a campaign, and goes on in the next one."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from zhiyong.campaigns.models import Assignment, Campaign, Carried, Feedback, Request, SlowTalk
from zhiyong.campaigns.selectors.feedback import still_open
from zhiyong.campaigns.selectors.figures import TO_DO, owed


@dataclass(frozen=True, slots=True)
class Open:
    """Something that is still open: of which unit, what, since when."""

    unit: int
    ref: str
    number: str
    what: str
    since: date


def left_open(campaign: Campaign) -> list[Open]:
    """Return what is open of a campaign: numbers not struck off, tasks, requests, talks, carried.

    What came to it from an earlier campaign and is still open goes on with it.
    """
    found = [*_numbers(campaign), *_tasks(campaign), *_requests(campaign), *_talks(campaign)]
    known = {one.ref for one in found}
    found += [one for one in _carried(campaign) if one.ref not in known]
    return sorted(found, key=lambda one: (one.unit, one.since, one.ref))


def _numbers(campaign: Campaign) -> Iterator[Open]:
    rows = Feedback.objects.filter(campaign=campaign, sent_on__isnull=False).order_by("period")
    told: dict[str, Open] = {}
    for row in rows:
        for item in row.items:
            since = date.fromisoformat(item["since"])
            what = item.get("what") or item.get("category") or ""
            told[item["ref"]] = Open(row.unit_id, item["ref"], item["number"], what[:240], since)
    still = still_open(told)
    yield from (one for ref, one in told.items() if ref in still)


def _tasks(campaign: Campaign) -> Iterator[Open]:
    rows = owed(campaign).filter(TO_DO, due__isnull=False).select_related("task")
    for row in rows.order_by("pk").iterator(chunk_size=1000):
        assert row.due is not None
        title = f"{row.task.label_zh} {row.period}".strip()
        yield Open(row.unit_id, f"assignment:{row.pk}", "", title[:240], row.due)


def _requests(campaign: Campaign) -> Iterator[Open]:
    rows = Request.objects.filter(campaign=campaign, state=Request.State.ASKED)
    for row in rows.order_by("pk"):
        yield Open(row.to_unit_id, f"unit_request:{row.pk}", "", "", row.asked_on)


def _talks(campaign: Campaign) -> Iterator[Open]:
    rows = SlowTalk.objects.filter(campaign=campaign, rechecked_on__isnull=True)
    for row in rows.order_by("pk"):
        yield Open(row.unit_id, f"slow_talk:{row.pk}", "", "", row.held_on)


def _carried(campaign: Campaign) -> Iterator[Open]:
    rows = list(Carried.objects.filter(campaign=campaign).order_by("pk"))
    still = open_refs(one.ref for one in rows)
    for row in rows:
        if row.ref in still:
            yield Open(row.unit_id, row.ref, row.number, row.what, row.since)


def open_refs(references: "Iterator[str] | Collection[str]") -> set[str]:
    """Return those of carried references that are still open: one query a kind."""
    wanted = list(references)
    ids: dict[str, list[int]] = {}
    for one in wanted:
        kind, _colon, pk = one.partition(":")
        if pk.isdigit():
            ids.setdefault(kind, []).append(int(pk))
    tasks = Assignment.objects.filter(TO_DO, pk__in=ids.get("assignment", []))
    asked = Request.objects.filter(pk__in=ids.get("unit_request", []), state=Request.State.ASKED)
    talks = SlowTalk.objects.filter(pk__in=ids.get("slow_talk", []), rechecked_on__isnull=True)
    return {
        *still_open(wanted),
        *(f"assignment:{pk}" for pk in tasks.values_list("pk", flat=True)),
        *(f"unit_request:{pk}" for pk in asked.values_list("pk", flat=True)),
        *(f"slow_talk:{pk}" for pk in talks.values_list("pk", flat=True)),
    }
