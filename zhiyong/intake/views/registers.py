"""Registers of letters, calls, visits and online complaints, as offices keep them on paper."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy, ngettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from zhiyong.directory.models import Unit
from zhiyong.intake import labels
from zhiyong.intake.models import Registration
from zhiyong.intake.selectors.plan import adoption_of
from zhiyong.intake.selectors.registers import Register, lines, passed_on, registers
from zhiyong.intake.slips import visitors
from zhiyong.intake.views.common import READERS, page_url
from zhiyong.plans.models import Adoption
from zhiyong.shell import clock
from zhiyong.shell.access import READS_ALL, Request, needs
from zhiyong.shell.lists import Column, Empty, ListPage, Order

LEFT = gettext_lazy("(sent on)")


def _shown(path: str) -> Any:
    """Return a column's value while the content may be shown, else that it was sent on."""

    def value(row: Registration) -> Any:
        if not row.open:  # type: ignore[attr-defined]
            return LEFT if path == "title" else ""
        found: Any = row.complaint
        for step in path.split("."):
            found = getattr(found, step, None)
            if found is None:
                return ""
        return found

    return value


def _outcome(row: Registration) -> str:
    if row.open:  # type: ignore[attr-defined]
        return row.complaint.get_state_display()
    return str(LEFT)


def _visitors(row: Registration) -> str:
    return visitors(row.complaint) if row.open else ""  # type: ignore[attr-defined]


def _decorate(rows: Sequence[Any], request: Request) -> None:
    for row in rows:
        adoption = row.complaint.adoption
        row.channel_label = labels.of(adoption, "channel", row.channel)


def _brought(row: Any) -> str:
    return labels.brought_in_a_line(row.complaint) if row.open else ""


COLUMNS = (
    Column("number", gettext_lazy("Registration number"), head=True, order="first"),
    Column("received_on", gettext_lazy("Received on"), kind="day"),
    Column("registered_on", gettext_lazy("Registered on"), kind="day"),
    Column("channel", gettext_lazy("Channel"), value=lambda row: row.channel_label),
    Column("subject", gettext_lazy("Unit complained of"), value=_shown("subject_name"), wide=True),
    Column(
        "title",
        gettext_lazy("What it is about"),
        value=_shown("title"),
        wide=True,
        url=lambda row: page_url(row.complaint) if row.open else None,
    ),
    Column("visitors", gettext_lazy("Visitors"), value=_visitors),
    Column("outcome", gettext_lazy("Outcome"), value=_outcome),
    Column("brought", gettext_lazy("What came with it"), value=_brought, only="workbook"),
)


def _list(register: Register) -> ListPage:
    with_visitors = "visit" in register.channels
    return ListPage(
        name=f"register-{register.slip}",
        keep=("since", "until", "unit"),
        columns=tuple(each for each in COLUMNS if with_visitors or each.key != "visitors"),
        orders=(
            Order("first", gettext_lazy("First registered first"), ("registered_on", "id")),
            Order("last", gettext_lazy("Last registered first"), ("-registered_on", "-id")),
        ),
        noun=ngettext_lazy("%(shown)s line", "%(shown)s lines", "count"),
        size=200,
        decorate=_decorate,
        empty=Empty(
            gettext_lazy("No line in this period"),
            gettext_lazy("What your office registers stands here, by the day of registration."),
        ),
        ruled=True,
    )


@never_cache
@needs(*READERS)
@require_GET
def register(request: Request, slip: str = "") -> HttpResponse:
    """Show a register of one office for a period; it prints like the paper one."""
    asked = asked_for(request, slip)
    if asked is None:
        return render(request, "intake/registers_none.html", {})
    chosen, unit, since, until = asked.register, asked.unit, asked.since, asked.until
    return _list(chosen).respond(
        request,
        lines(request.standing, unit, chosen.channels, since, until),
        title=chosen.title,
        template="intake/register.html",
        context={
            "register": chosen,
            "registers": asked.known,
            "unit": unit,
            "units": asked.units if len(asked.units) <= MOST_OFFERED else [],
            "since": since,
            "until": until,
            "passed_on": passed_on(request.standing, unit, chosen.channels, since, until),
        },
    )


MOST_OFFERED = 200


@dataclass(frozen=True, slots=True)
class Asked:
    """Which register was asked for: of which office, for which period."""

    adoption: Adoption
    register: Register
    known: list[Register]
    unit: Unit
    units: list[Unit]
    since: date
    until: date


def asked_for(request: Request, slip: str) -> Asked | None:
    """Return what an address asks for; None where the reader's office keeps no register.

    :raises Http404: if the plan has no such register, or the reader may not see that office.
    """
    today = clock.today()
    units = list(
        Unit.objects.filter(pk__in=request.standing.units(*READS_ALL)).order_by("pinyin", "pk")
    )
    unit = _unit(request, units)
    adoption = adoption_of(unit, today)
    known = registers(adoption, labels.language()) if adoption else []
    if adoption is None or unit is None or not known:
        return None
    chosen = next((one for one in known if one.slip == slip), None if slip else known[0])
    if chosen is None:
        raise Http404
    since, until = _period(request, today)
    return Asked(adoption, chosen, known, unit, units, since, until)


def _unit(request: Request, units: list[Unit]) -> Unit | None:
    asked = request.GET.get("unit", "")
    if asked.isdigit():
        found = next((unit for unit in units if unit.pk == int(asked)), None)
        if found is None:
            raise Http404
        return found
    home = request.standing.home_unit_id
    return next((unit for unit in units if unit.pk == home), units[0] if units else None)


def _period(request: Request, today: date) -> tuple[date, date]:
    """Return the period asked for: by default the year so far."""
    from zhiyong.shell.days import parse_day

    since = parse_day(request.GET.get("since", "")) or date(today.year, 1, 1)
    until = parse_day(request.GET.get("until", "")) or today
    return (since, until) if since <= until else (until, since)
