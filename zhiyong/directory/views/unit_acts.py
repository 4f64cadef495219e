"""The acts on units: setting up, changing, closing, merging, splitting, correcting."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zhiyong.directory import selectors, services
from zhiyong.directory.forms.fields import EndForm
from zhiyong.directory.forms.posts import OpenPostForm
from zhiyong.directory.forms.reception import OpenPointForm
from zhiyong.directory.forms.units import (
    BranchForm,
    ChangeUnitForm,
    CloseUnitForm,
    CorrectSpanForm,
    DescribeUnitForm,
    MergeUnitForm,
    OpenUnitForm,
    SplitUnitForm,
)
from zhiyong.directory.intervals import interval
from zhiyong.directory.models import PartyBranch, Post, Unit, UnitSpan
from zhiyong.directory.selectors import consequences
from zhiyong.directory.services.units import SPANNED
from zhiyong.directory.views.acting import Act, Data, account_of, perform, posted
from zhiyong.directory.views.days import written
from zhiyong.directory.views.units import unit_asked, unit_page
from zhiyong.shell import clock
from zhiyong.shell.access import Request, Role, needs


@require_http_methods(["GET", "POST"])
@needs(*selectors.EDITORS)
def open_unit(request: Request) -> HttpResponse:
    """Set up a unit."""
    under = unit_asked(request)
    form = OpenUnitForm(
        posted(request),
        initial={
            "on": clock.today(),
            "parent": under.pk if under else "",
            "level": under.level if under else Unit.Level.CITY,
            "kind": Unit.Kind.GOVERNMENT_DEPARTMENT,
        },
    )

    def do(data: Data) -> str:
        if not selectors.may_edit(request.standing, data["parent"]) or (
            data["parent"] is None and Role.SYSTEM_ADMIN not in request.standing.roles
        ):
            raise Http404
        made = services.open_unit(**data, by=account_of(request))
        return unit_page(made)

    return perform(
        request,
        Act(
            title=_("Set up a unit"),
            form=form,
            do=do,
            back=reverse("directory:units"),
            submit=_("Set up"),
            done=_("The unit is set up."),
            crumbs=[(_("Units"), reverse("directory:units"))],
        ),
    )


@require_http_methods(["GET", "POST"])
@needs(*selectors.EDITORS)
def unit_act(request: Request, pk: int, act: str) -> HttpResponse:
    """Show and do one of the acts on a unit."""
    found = get_object_or_404(selectors.units_editable_by(request.standing), pk=pk)
    make = _ACTS.get(act)
    if make is None:
        raise Http404
    return perform(request, make(request, found))


@require_http_methods(["GET", "POST"])
@needs(*selectors.EDITORS)
def correct_span(request: Request, pk: int) -> HttpResponse:
    """Correct a span of a unit's past."""
    spans = UnitSpan.objects.select_related("unit").filter(
        unit__in=selectors.units_editable_by(request.standing)
    )
    span = get_object_or_404(spans, pk=pk)
    form = CorrectSpanForm(
        posted(request),
        initial={
            "name": span.name,
            "short_name": span.short_name,
            "parent": span.parent_id or "",
            "first": span.valid.lower,
            "until": span.valid.upper,
        },
    )

    def do(data: Data) -> None:
        services.correct_span(
            span=span,
            name=data["name"],
            short_name=data["short_name"],
            parent=data["parent"],
            valid=interval(data["first"], data["until"]),
            basis=data["basis"],
            on=clock.today(),
            today=clock.today(),
            by=account_of(request),
        )

    return perform(
        request,
        Act(
            title=_("Correct the history"),
            subject=span.unit.name,
            lead=_(
                "Only for what was written down wrong. What was decided by the old history is not "
                "computed again by itself; it is marked as resting on corrected records."
            ),
            form=form,
            do=do,
            back=unit_page(span.unit) + "?tab=history",
            submit=_("Correct"),
            done=_("The history is corrected."),
            crumbs=_crumbs(span.unit),
            kind="grave",
        ),
    )


@require_http_methods(["GET", "POST"])
@needs(*selectors.EDITORS)
def end_branch(request: Request, pk: int) -> HttpResponse:
    """End a Party branch."""
    branches = PartyBranch.objects.filter(unit__in=selectors.units_editable_by(request.standing))
    branch = get_object_or_404(branches.select_related("unit"), pk=pk)
    return perform(
        request,
        Act(
            title=_("End a Party branch"),
            subject=branch.name,
            form=EndForm(posted(request), initial={"on": clock.today()}),
            do=lambda data: _none(
                services.end_party_branch(branch=branch, on=data["on"], by=account_of(request))
            ),
            back=unit_page(branch.unit),
            submit=_("End it"),
            done=_("The Party branch is ended."),
            crumbs=_crumbs(branch.unit),
            kind="grave",
        ),
    )


def _crumbs(found: Unit) -> list[tuple[Any, str]]:
    return [(_("Units"), reverse("directory:units")), (found.name, unit_page(found))]


def _none(_done: object) -> None:
    return None


def _change(request: Request, found: Unit) -> Act:
    today = clock.today()
    form = ChangeUnitForm(
        posted(request),
        initial={
            "name": found.name,
            "short_name": found.short_name,
            "parent": found.parent_id or "",
            "organ": found.organ_id or "",
            "cadre_manager": found.cadre_manager_id or "",
            "on": today,
        },
    )

    def foresee(data: Data) -> list[str]:
        span = selectors.span_on(found, data["on"])
        if span is None:
            return []
        said = []
        if span.name != data["name"]:
            text = _("From {day} on it is called {new}; before it stays {old}.")
            said.append(text.format(day=written(data["on"]), new=data["name"], old=span.name))
        if span.parent != data["parent"]:
            said += consequences.of_moving(found, data["parent"], data["on"])
        return said

    def do(data: Data) -> None:
        values = {name: data[name] for name in SPANNED}
        services.change_unit(
            unit=found,
            on=data["on"],
            today=today,
            basis=data["basis"],
            by=account_of(request),
            **values,
        )

    return Act(
        title=_("Rename or move"),
        subject=found.name,
        form=form,
        do=do,
        foresee=foresee,
        back=unit_page(found),
        submit=_("Record the change"),
        done=_("The change is recorded."),
        crumbs=_crumbs(found),
    )


def _describe(request: Request, found: Unit) -> Act:
    names = ("kind", "level", "uscc", "aliases", "tags")
    form = DescribeUnitForm(
        posted(request),
        initial={
            **{name: getattr(found, name) for name in names},
            "region": found.region_id,
            "on": clock.today(),
        },
    )
    return Act(
        title=_("Describe"),
        subject=found.name,
        form=form,
        do=lambda data: _none(services.describe_unit(unit=found, by=account_of(request), **data)),
        back=unit_page(found),
        submit=_("Save"),
        done=_("The description is saved."),
        crumbs=_crumbs(found),
    )


def _close(request: Request, found: Unit) -> Act:
    def do(data: Data) -> None:
        services.close_unit(unit=found, today=clock.today(), by=account_of(request), **data)

    return Act(
        title=_("Close the unit"),
        subject=found.name,
        lead=_("The unit keeps its past and its number. Its open work needs a home first."),
        form=CloseUnitForm(posted(request), initial={"on": clock.today()}),
        do=do,
        foresee=lambda data: consequences.of_closing(found, data["on"]),
        back=unit_page(found),
        submit=_("Close the unit"),
        done=_("The unit is closed."),
        crumbs=_crumbs(found),
        kind="grave",
    )


def _merge(request: Request, found: Unit) -> Act:
    def do(data: Data) -> str:
        services.merge_units(
            units=[found],
            into=data["into"],
            on=data["on"],
            today=clock.today(),
            basis=data["basis"],
            by=account_of(request),
        )
        return unit_page(data["into"])

    return Act(
        title=_("Merge into another unit"),
        subject=found.name,
        form=MergeUnitForm(posted(request), initial={"on": clock.today()}),
        do=do,
        foresee=lambda data: consequences.of_merging(found, data["into"], data["on"]),
        back=unit_page(found),
        submit=_("Merge"),
        done=_("The units are merged."),
        crumbs=_crumbs(found),
        kind="grave",
    )


def _split(request: Request, found: Unit) -> Act:
    posts = list(Post.objects.filter(unit=found, abolished_on__isnull=True).order_by("code"))
    form = SplitUnitForm(posted(request), posts=posts, initial={"on": clock.today()})

    def do(data: Data) -> None:
        services.split_unit(
            unit=found,
            into=form.parts(),
            posts=form.moves(),
            keeper=form.keeper(),
            on=data["on"],
            today=clock.today(),
            basis=data["basis"],
            by=account_of(request),
        )

    return Act(
        title=_("Split the unit"),
        subject=found.name,
        lead=_("Set up the parts first; then say which posts go where."),
        form=form,
        do=do,
        foresee=lambda data: consequences.of_splitting(
            found, form.keeper(), sum(map(len, form.moves().values())), data["on"]
        ),
        back=unit_page(found),
        submit=_("Split"),
        done=_("The unit is split."),
        crumbs=_crumbs(found),
        kind="grave",
    )


def _branch(request: Request, found: Unit) -> Act:
    return Act(
        title=_("Enter a Party branch"),
        subject=found.name,
        form=BranchForm(posted(request), initial={"on": clock.today()}),
        do=lambda data: _none(
            services.open_party_branch(unit=found, by=account_of(request), **data)
        ),
        back=unit_page(found),
        submit=_("Enter"),
        done=_("The Party branch is entered."),
        crumbs=_crumbs(found),
    )


def _post(request: Request, found: Unit) -> Act:
    def do(data: Data) -> str:
        made = services.open_post(unit=found, by=account_of(request), **data)
        return reverse("directory:post", args=[made.pk])

    return Act(
        title=_("Set up a post"),
        subject=found.name,
        form=OpenPostForm(posted(request), initial={"on": clock.today(), "kind": "STAFF"}),
        do=do,
        back=unit_page(found) + "?tab=posts",
        submit=_("Set up"),
        done=_("The post is set up."),
        crumbs=_crumbs(found),
    )


def _point(request: Request, found: Unit) -> Act:
    def do(data: Data) -> str:
        made = services.open_point(unit=found, by=account_of(request), **data)
        return reverse("directory:point", args=[made.pk])

    return Act(
        title=_("Open a reception point"),
        subject=found.name,
        lead=_("The portal shows it to everybody from that day on."),
        form=OpenPointForm(posted(request), initial={"on": clock.today()}),
        do=do,
        back=unit_page(found),
        submit=_("Open it"),
        done=_("The reception point is open."),
        crumbs=_crumbs(found),
    )


_ACTS: dict[str, Callable[[Request, Unit], Act]] = {
    "change": _change,
    "describe": _describe,
    "close": _close,
    "merge": _merge,
    "split": _split,
    "branch": _branch,
    "post": _post,
    "point": _point,
}
