"""The working calendar: a year to look at, and a new year's notice to load."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from zhiyong.directory.standing import account_of
from zhiyong.duties import almanac, services, workbook
from zhiyong.duties.forms import FIRST_YEAR, LAST_YEAR, CalendarForm
from zhiyong.rules.calendar import CalendarRowError, ShippedDay
from zhiyong.shell import clock
from zhiyong.shell.access import Request, Role, needs, signed_in
from zhiyong.shell.errors import Refusal
from zhiyong.shell.lists.export import XLSX

SALT, HOUR = "duties.calendar", 3600


@signed_in
def year(request: Request) -> HttpResponse:
    """Show a year: what is worked, what is off, what is made up for, and where that comes from."""
    known = almanac.years()
    wanted = request.GET.get("year", "")
    chosen = int(wanted) if wanted.isdigit() and len(wanted) == 4 else clock.today().year
    next_year = clock.today().year + 1
    context = {
        "years": sorted({*known, clock.today().year, chosen}),
        "chosen": chosen,
        "almanac": almanac.almanac(chosen),
        "loads": almanac.loads(),
        "may_load": Role.SYSTEM_ADMIN in request.standing.roles,
        "next_missing": next_year if next_year not in known else None,
        "today": clock.today(),
    }
    return render(request, "duties/calendar.html", context)


@require_GET
@needs(Role.SYSTEM_ADMIN)
def template(request: Request) -> HttpResponse:
    """Hand out the workbook to fill in."""
    wanted = request.GET.get("year", "")
    usual = clock.today().year + 1
    chosen = int(wanted) if wanted.isdigit() and FIRST_YEAR <= int(wanted) <= LAST_YEAR else usual
    name = _("Calendar {year}.xlsx").format(year=chosen)
    return HttpResponse(
        workbook.template(chosen),
        content_type=XLSX,
        headers={"Content-Disposition": str(content_disposition_header(True, name))},
    )


@require_http_methods(["GET", "POST"])
@needs(Role.SYSTEM_ADMIN)
def load(request: Request) -> HttpResponse:
    """Read a year's notice, show what it says and how many duties move, then load it."""
    if "signed" in request.POST:
        return _confirmed(request)
    form = CalendarForm(
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
        initial={"year": clock.today().year + 1},
    )
    problems: tuple[workbook.Problem, ...] = ()
    if form.is_valid():
        chosen, source = form.cleaned_data["year"], form.cleaned_data["source"]
        try:
            reading = workbook.read(form.cleaned_data["workbook"], chosen)
            problems = reading.problems
            if not problems:
                moved = services.preview_calendar(days=reading.days(), years=[chosen])
                return render(
                    request, "duties/calendar_sure.html", _sure(reading, chosen, source, moved)
                )
        except (Refusal, CalendarRowError) as refusal:
            form.add_error("workbook", str(refusal))
        if problems:
            form.add_error("workbook", _("Nothing is loaded; mend these cells and try again."))
    context = {"form": form, "problems": problems, "back": reverse("duties:calendar")}
    status = 422 if form.is_bound else 200
    return render(request, "duties/calendar_load.html", context, status=status)


def _sure(reading: workbook.Reading, chosen: int, source: str, moved: int) -> dict[str, Any]:
    rows = [
        [day.day.isoformat(), day.is_working, day.name_zh, day.name_en] for day in reading.days()
    ]
    return {
        "stretches": reading.stretches,
        "year": chosen,
        "source": source,
        "moved": moved,
        "signed": signing.dumps(
            {"year": chosen, "source": source, "rows": rows}, salt=SALT, compress=True
        ),
        "replaces": almanac.almanac(chosen),
    }


def _confirmed(request: Request) -> HttpResponse:
    try:
        held = signing.loads(request.POST["signed"], salt=SALT, max_age=HOUR)
    except signing.BadSignature:
        messages.error(request, _("That took too long. Please choose the workbook again."))
        return redirect("duties:calendar_load")
    made = services.load_calendar(
        days=[ShippedDay(date.fromisoformat(day), *rest) for day, *rest in held["rows"]],
        years=[held["year"]],
        source=held["source"],
        by=account_of(request),
        on=clock.today(),
    )
    messages.success(
        request,
        _("The calendar of {year} is loaded; {moved} duties have another due day.").format(
            year=held["year"], moved=made.moved
        ),
    )
    return redirect(f"{reverse('duties:calendar')}?year={held['year']}")
