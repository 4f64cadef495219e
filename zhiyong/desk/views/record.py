"""What stands against a person or a unit on a day, and why: for those who may know."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from zhiyong.consequences import wording
from zhiyong.consequences.plan import language
from zhiyong.consequences.selectors import may_see_record, record_of
from zhiyong.consequences.selectors.record import Withheld, of_people_of
from zhiyong.consequences.showing import decorate
from zhiyong.desk.selectors import records
from zhiyong.directory.models import Person, Unit
from zhiyong.directory.selectors import posts_of
from zhiyong.directory.standing import account_of
from zhiyong.directory.views.days import as_of
from zhiyong.journal.services import record_read
from zhiyong.rules.values import say_number
from zhiyong.shell import clock
from zhiyong.shell.access import Request, signed_in

MOST_PEOPLE = 50
"""So many entries of a unit's people are shown on its page; the ledger has all."""


@never_cache
@signed_in
@require_GET
def mine(request: Request) -> HttpResponse:
    """Lead to what stands about oneself."""
    if request.standing.person_id is None:
        raise Http404
    return redirect("desk:person", request.standing.person_id)


@never_cache
@signed_in
@require_GET
def person(request: Request, pk: int) -> HttpResponse:
    """Show what stands against a person on a day."""
    found = get_object_or_404(Person, pk=pk)
    shown = _record(request, found)
    shown["held"] = list(posts_of(found, shown["day"].day))
    return render(request, "desk/record.html", shown)


@never_cache
@signed_in
@require_GET
def unit(request: Request, pk: int) -> HttpResponse:
    """Show what stands against a unit on a day, and against its people for their posts there."""
    found = get_object_or_404(Unit, pk=pk)
    shown = _record(request, found)
    people = list(of_people_of(found, shown["day"].day, request.standing)[: MOST_PEOPLE + 1])
    decorate(people, request.standing)
    shown |= {"people": people[:MOST_PEOPLE], "more_people": len(people) > MOST_PEOPLE}
    return render(request, "desk/record.html", shown)


def _record(request: Request, whom: Person | Unit) -> dict[str, Any]:
    """Return what both pages show; 404 for whoever may not know."""
    if not may_see_record(request.standing, whom):
        raise Http404
    day = as_of(request)
    found = record_of(whom, day.day, request.standing)
    decorate(records.entries_of(found), request.standing)
    is_me = isinstance(whom, Person) and whom.pk == request.standing.person_id
    if not is_me:
        record_read(whom, by=account_of(request), on=clock.today(), facts={"day": day.day})
    return {
        "whom": whom,
        "is_person": isinstance(whom, Person),
        "is_me": is_me,
        "day": day,
        "record": found,
        "groups": [
            (_("In force"), found.stands, True),
            (_("Not yet in force"), found.waits, True),
            (_("Covered by a heavier one"), found.covered, False),
            (_("Carried out or over"), found.over, False),
            (_("Rolled back"), found.undone, False),
        ],
        "sums": [_sum(one) for one in found.withheld],
        "freezes": found.freezes,
        "lang": language(),
        "pending": records.open_cases(whom, day.day, request.standing),
    }


def _sum(one: Withheld) -> dict[str, Any]:
    return {
        "year": one.year,
        "of": wording.sum_name(one.of),
        "share": say_number(one.share, share=True),
        "cap": say_number(one.cap, share=True),
        "is_capped": one.is_capped,
        "whole": one.whole,
        "amount": one.amount,
        "portions": [
            {
                "entry": portion.entry,
                "own": wording.share(portion.entry),
                "counted": say_number(portion.counted, share=True),
                "amount": portion.amount,
            }
            for portion in one.portions
        ],
    }
