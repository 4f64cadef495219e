"""Pages of standing bodies: the list, one with its seats as of any day, and the acts on it."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from zhiyong.directory import lists, selectors, services
from zhiyong.directory.forms.bodies import BodyForm, SeatForm, SeatsNeededForm
from zhiyong.directory.forms.fields import EndForm
from zhiyong.directory.models import Body, Post, Seat, SeatRole
from zhiyong.directory.selectors import consequences
from zhiyong.directory.views.acting import Act, Data, account_of, perform, posted
from zhiyong.directory.views.days import as_of, written
from zhiyong.journal.selectors import timeline
from zhiyong.shell import clock
from zhiyong.shell.access import Request, needs, signed_in
from zhiyong.shell.kinds import ref
from zhiyong.shell.parts import Entry, Fact


@require_GET
@signed_in
def body_list(request: Request) -> HttpResponse:
    """List the standing bodies of a day."""
    day = as_of(request)
    return lists.BODIES.respond(
        request,
        selectors.bodies_on(day.day),
        title=_("Standing bodies"),
        template="directory/body_list.html",
        context={
            "day": day,
            "may_add": bool(request.standing.roles & set(selectors.EDITORS)),
        },
    )


@require_GET
@signed_in
def body(request: Request, pk: int) -> HttpResponse:
    """Show a standing body with its seats on a day."""
    rows = selectors.bodies_visible_to(request.standing)
    found = get_object_or_404(rows.select_related("unit", "office_at", "parent"), pk=pk)
    day = as_of(request)
    lines = timeline(ref(found), request.standing)
    shown = {
        "body": found,
        "day": day,
        "facts": _facts(found),
        "sittings": selectors.sittings(found, day.day),
        "shortages": selectors.shortages(found, day.day),
        "children": found.children.filter(valid__contains=day.day).order_by("pinyin"),
        "entries": [Entry(line.html, at=line.entry.on, by=line.actor) for line in lines],
        "may_edit": selectors.may_edit(request.standing, found.unit),
    }
    return render(request, "directory/body.html", shown)


@require_http_methods(["GET", "POST"])
@needs(*selectors.EDITORS)
def set_up(request: Request) -> HttpResponse:
    """Set up a standing body."""

    def do(data: Data) -> str:
        if not selectors.may_edit(request.standing, data["unit"]):
            raise Http404
        made = services.set_up_body(by=account_of(request), **data)
        return _page(made)

    return perform(
        request,
        Act(
            title=_("Set up a standing body"),
            form=BodyForm(posted(request), initial={"on": clock.today()}),
            do=do,
            back=reverse("directory:bodies"),
            submit=_("Set up"),
            done=_("The body is set up. Now give it its seats."),
            crumbs=[(_("Standing bodies"), reverse("directory:bodies"))],
        ),
    )


@require_http_methods(["GET", "POST"])
@needs(*selectors.EDITORS)
def body_act(request: Request, pk: int, act: str) -> HttpResponse:
    """Show and do one of the acts on a standing body."""
    rows = Body.objects.filter(unit__in=selectors.units_editable_by(request.standing))
    found = get_object_or_404(rows.select_related("unit"), pk=pk)
    make = _ACTS.get(act)
    if make is None:
        raise Http404
    return perform(request, make(request, found))


@require_http_methods(["GET", "POST"])
@needs(*selectors.EDITORS)
def end_seat(request: Request, pk: int) -> HttpResponse:
    """Take a seat back."""
    rows = Seat.objects.filter(body__unit__in=selectors.units_editable_by(request.standing))
    found = get_object_or_404(
        rows.select_related("body__unit", "post__unit", "unit", "person"), pk=pk
    )
    whose = found.post or found.unit or found.person

    def do(data: Data) -> None:
        services.end_seat(seat=found, by=account_of(request), **data)

    return perform(
        request,
        _act(
            found.body,
            title=_("Take the seat back"),
            subject=f"{found.get_role_display()} · {whose}",
            form=EndForm(posted(request), initial={"on": clock.today()}),
            do=do,
            submit=_("Take it back"),
            done=_("The seat is taken back."),
        ),
    )


def _facts(found: Body) -> list[Fact]:
    unit, office = found.unit, found.office_at
    return [
        Fact(_("Kind"), found.get_kind_display()),
        Fact(_("Set up by"), unit.name, reverse("directory:unit", args=[unit.pk])),
        Fact(
            _("Office sits at"),
            office.name if office else "",
            reverse("directory:unit", args=[office.pk]) if office else "",
        ),
        Fact(
            _("Belongs to"),
            found.parent.name if found.parent else "",
            _page(found.parent) if found.parent else "",
        ),
        Fact(_("Set up on"), written(found.valid.lower)),
        Fact(_("Ends on"), written(found.valid.upper)),
        Fact(_("Basis"), found.basis, wide=True),
    ]


def _page(found: Body) -> str:
    return reverse("directory:body", args=[found.pk])


def _act(found: Body, **given: Any) -> Act:
    given.setdefault("subject", found.name)
    return Act(
        back=_page(found),
        crumbs=[
            (_("Standing bodies"), reverse("directory:bodies")),
            (found.name, _page(found)),
        ],
        **given,
    )


def _seat(request: Request, found: Body) -> Act:
    form = SeatForm(posted(request), initial={"on": clock.today(), "role": SeatRole.MEMBER})

    def do(data: Data) -> None:
        holder = data.pop("holder")
        is_unit = data["role"] == SeatRole.MEMBER_UNIT
        services.give_seat(
            body=found,
            role=data["role"],
            post=holder if isinstance(holder, Post) and not is_unit else None,
            person=holder if not isinstance(holder, Post) and not is_unit else None,
            unit=data["unit"] if is_unit else None,
            for_unit=data["for_unit"],
            order=data["order"] or 0,
            on=data["on"],
            until=data["until"],
            by=account_of(request),
        )

    return _act(
        found,
        title=_("Give a seat"),
        form=form,
        do=do,
        submit=_("Give it"),
        done=_("The seat is given."),
    )


def _needs(request: Request, found: Body) -> Act:
    def do(data: Data) -> None:
        services.require_seats(body=found, by=account_of(request), **data)

    return _act(
        found,
        title=_("How many seats must be filled"),
        form=SeatsNeededForm(posted(request), initial={"on": clock.today(), "count": 1}),
        do=do,
        submit=_("Save"),
        done=_("The number is set."),
    )


def _end(request: Request, found: Body) -> Act:
    def do(data: Data) -> None:
        services.end_body(body=found, by=account_of(request), **data)

    return _act(
        found,
        title=_("End the body"),
        form=EndForm(posted(request), initial={"on": clock.today()}),
        do=do,
        foresee=lambda data: consequences.of_ending_body(found, data["on"]),
        submit=_("End it"),
        done=_("The body is ended."),
        kind="grave",
    )


_ACTS: dict[str, Callable[[Request, Body], Act]] = {"seat": _seat, "needs": _needs, "end": _end}
