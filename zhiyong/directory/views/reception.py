"""Pages of reception points, of required channels, and of the units that lack one."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods

from zhiyong.directory import lists, selectors, services
from zhiyong.directory.forms.fields import EndForm
from zhiyong.directory.forms.reception import (
    EmptyBoxForm,
    PointForm,
    RequiredChannelForm,
    initial_of,
)
from zhiyong.directory.models import Channel, ReceptionPoint, RequiredChannel
from zhiyong.directory.views.acting import Act, Data, account_of, perform, posted
from zhiyong.directory.views.days import as_of, written
from zhiyong.journal.selectors import timeline
from zhiyong.shell import clock
from zhiyong.shell.access import Request, Role, needs, signed_in
from zhiyong.shell.kinds import ref
from zhiyong.shell.parts import Entry, Fact, Tab

EMPTIERS = (*selectors.EDITORS, Role.CLERK, Role.OFFICE)
"""Who writes down that a box was emptied: whoever keeps the directory, and who takes in."""


@require_GET
@signed_in
def point_list(request: Request) -> HttpResponse:
    """List the reception points, or the units that lack a required channel."""
    day = as_of(request)
    tab = request.GET.get("tab", "points")
    rows: Any
    if tab == "lacking":
        rows, page = selectors.lacking_a_channel(day.day), lists.LACKING
    else:
        tab = "points"
        rows, page = selectors.points_on(day.day), lists.POINTS
    return page.respond(
        request,
        rows,
        title=_("Reception points"),
        template="directory/point_list.html",
        context={
            "day": day,
            "tab": tab,
            "tabs": [
                Tab("points", _("Reception points"), "?tab=points"),
                Tab("lacking", _("Units that lack a channel"), "?tab=lacking"),
            ],
            "rules": selectors.rules_on(day.day),
            "may_rule": bool(request.standing.roles & set(selectors.EDITORS)),
        },
    )


@require_GET
@signed_in
def point(request: Request, pk: int) -> HttpResponse:
    """Show a reception point and when it was emptied."""
    found = get_object_or_404(
        ReceptionPoint.objects.select_related("unit", "keeper_post__unit"), pk=pk
    )
    today = clock.today()
    keeper = found.keeper_post
    lines = timeline(ref(found), request.standing)
    shown = {
        "point": found,
        "is_box": found.kind == Channel.SUGGESTION_BOX,
        "facts": [
            Fact(_("Unit"), found.unit.name, reverse("directory:unit", args=[found.unit_id])),
            Fact(_("Channel"), found.get_kind_display()),
            Fact(_("Telephone numbers"), "、".join(found.lines)),
            Fact(_("E-mail or web address"), found.link),
            Fact(_("Address"), found.address, wide=True),
            Fact(_("Opening hours"), found.hours, wide=True),
            Fact(
                _("Keeper"),
                f"{keeper} {selectors.holder(keeper, today) or _('vacant')}" if keeper else "",
                reverse("directory:post", args=[keeper.pk]) if keeper else "",
            ),
            Fact(_("Opened on"), written(found.opened_on)),
            Fact(pgettext("of a reception point", "Closed on"), written(found.closed_on)),
        ],
        "emptyings": found.emptyings.select_related("by", "witness").order_by("-on", "-pk")[:50],
        "entries": [Entry(line.html, at=line.entry.on, by=line.actor) for line in lines],
        "may_edit": selectors.may_edit(request.standing, found.unit),
        "may_empty": found.unit_id in request.standing.units(*EMPTIERS),
    }
    return render(request, "directory/point.html", shown)


@require_http_methods(["GET", "POST"])
@needs(*EMPTIERS)
def point_act(request: Request, pk: int, act: str) -> HttpResponse:
    """Show and do one of the acts on a reception point."""
    roles = EMPTIERS if act == "empty" else selectors.EDITORS
    rows = ReceptionPoint.objects.filter(unit__id__among=request.standing.units(*roles))
    found = get_object_or_404(rows.select_related("unit", "keeper_post"), pk=pk)
    make = _ACTS.get(act)
    if make is None:
        raise Http404
    return perform(request, make(request, found))


@require_http_methods(["GET", "POST"])
@needs(*selectors.EDITORS)
def require(request: Request) -> HttpResponse:
    """Require a channel of units."""

    def do(data: Data) -> None:
        services.require_channel(by=account_of(request), **data)

    back = reverse("directory:points") + "?tab=lacking"
    return perform(
        request,
        Act(
            title=_("Require a channel"),
            lead=_("What is left open means any. Units that lack the channel are listed."),
            form=RequiredChannelForm(posted(request), initial={"on": clock.today()}),
            do=do,
            back=back,
            submit=_("Require it"),
            done=_("The channel is required."),
            crumbs=[(_("Reception points"), back)],
        ),
    )


@require_http_methods(["GET", "POST"])
@needs(*selectors.EDITORS)
def stop_requiring(request: Request, pk: int) -> HttpResponse:
    """End the rule that requires a channel."""
    rule = get_object_or_404(RequiredChannel, pk=pk)

    def do(data: Data) -> None:
        services.stop_requiring(rule=rule, by=account_of(request), **data)

    back = reverse("directory:points") + "?tab=lacking"
    return perform(
        request,
        Act(
            title=_("No longer require the channel"),
            subject=rule.get_kind_display(),
            form=EndForm(posted(request), initial={"on": clock.today()}),
            do=do,
            back=back,
            submit=_("End it"),
            done=_("The channel is no longer required."),
            crumbs=[(_("Reception points"), back)],
        ),
    )


def _act(found: ReceptionPoint, **given: Any) -> Act:
    page = reverse("directory:point", args=[found.pk])
    return Act(
        subject=f"{found.unit} · {found.name}",
        back=page,
        crumbs=[(_("Reception points"), reverse("directory:points")), (found.name, page)],
        **given,
    )


def _change(request: Request, found: ReceptionPoint) -> Act:
    def do(data: Data) -> None:
        services.change_point(point=found, by=account_of(request), **data)

    return _act(
        found,
        title=_("Change the reception point"),
        form=PointForm(posted(request), initial=initial_of(found) | {"on": clock.today()}),
        do=do,
        submit=_("Save"),
        done=_("The reception point is changed; the portal shows it at once."),
    )


def _close(request: Request, found: ReceptionPoint) -> Act:
    def do(data: Data) -> None:
        services.close_point(point=found, by=account_of(request), **data)

    def foresee(data: Data) -> list[str]:
        others = selectors.points_of(found.unit, data["on"]).exclude(pk=found.pk)
        rules = [rule for rule in selectors.rules_on(data["on"]) if rule.kind == found.kind]
        said = [_("The portal no longer shows it from {day} on.").format(day=written(data["on"]))]
        if rules and not others.filter(kind=found.kind).exists():
            said.append(_("The unit may then lack a channel that is required of it."))
        return said

    return _act(
        found,
        title=_("Close the reception point"),
        form=EndForm(posted(request), initial={"on": clock.today()}),
        do=do,
        foresee=foresee,
        submit=_("Close it"),
        done=_("The reception point is closed."),
        kind="grave",
    )


def _empty(request: Request, found: ReceptionPoint) -> Act:
    person = request.standing.person_id
    form = EmptyBoxForm(
        posted(request),
        initial={"on": clock.today(), "by_person": f"person-{person}", "found": 0},
    )

    def do(data: Data) -> None:
        services.empty_box(point=found, by=account_of(request), **data)

    return _act(
        found,
        title=_("The box was emptied"),
        form=form,
        do=do,
        submit=_("Write it down"),
        done=_("It is written down. Now enter what was in it as complaints."),
    )


_ACTS: dict[str, Callable[[Request, ReceptionPoint], Act]] = {
    "change": _change,
    "close": _close,
    "empty": _empty,
}
