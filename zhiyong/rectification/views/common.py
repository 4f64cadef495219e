"""What the pages of this room share: finding a thing or 404, one page for every act."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from zhiyong.directory.models import Unit
from zhiyong.files.errors import FileRefused
from zhiyong.plans.models import Adoption
from zhiyong.plans.selectors import adoptions_for, adoptions_in_force
from zhiyong.rectification.access import READERS, WORKERS, watched_by
from zhiyong.rectification.forms import StatingForm
from zhiyong.rectification.models import Item
from zhiyong.rectification.selectors import items_visible_to
from zhiyong.rectification.services import BadValue, FieldsMissing
from zhiyong.registers.forms import OWN
from zhiyong.shell import clock
from zhiyong.shell.access import Request
from zhiyong.shell.errors import Refusal
from zhiyong.shell.htmx import go_to
from zhiyong.shell.parts import Offer, Tab

__all__ = ["READERS"]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of what follows from an act, with its basis."""

    text: str
    basis: Any = ""


@dataclass(frozen=True, slots=True)
class Doing:
    """One act's page: what it asks, what it does, what follows, where it leads."""

    title: str
    about: str
    form: Any
    do: Callable[[], object]
    done: str
    button: str
    back: str
    crumbs: Sequence[tuple[str, str]] = ()
    follows: Sequence[Line] = ()
    why_not: Any = ""
    basis: Any = ""
    is_grave: bool = False
    then: Callable[[], str] | None = None


def act_page(request: Request, doing: Doing) -> HttpResponse:
    """Show what an act asks; do it on sending; show at its fields why it was refused."""
    form = doing.form
    if form.is_bound and doing.why_not:
        form.add_error(None, str(doing.why_not))
    elif form.is_bound and form.is_valid() and attempt(form, doing.do):
        messages.success(request, doing.done)
        return go_to(request, doing.then() if doing.then else doing.back)
    status = 422 if form.is_bound else 200
    context = {"doing": doing, "form": form}
    return render(request, "rectification/act.html", context, status=status)


def attempt(form: Any, act: Callable[[], object]) -> bool:
    """Run an act; show at the form why it was refused. Return whether it was done."""
    try:
        act()
    except FieldsMissing as refusal:
        if isinstance(form, StatingForm):
            form.say_missing(refusal.fields, str(refusal))
        form.add_error(None, str(refusal))
    except BadValue as refusal:
        here = OWN + refusal.field.id
        form.add_error(here if here in form.fields else None, str(refusal))
    except (Refusal, FileRefused) as refusal:
        form.add_error(None, str(refusal))
    else:
        return True
    return False


def item_or_404(request: Request, pk: int) -> Item:
    """Return an item that the reader may see.

    :raises Http404: if there is none, or it may not be seen: both look the same.
    """
    rows = items_visible_to(request.standing).select_related(
        "unit__merged_into",
        "adoption__pack",
        "adoption__body",
        "leader",
        "owner",
        "recurs",
        "registered_by",
    )
    return get_object_or_404(rows.prefetch_related("moves", "milestones"), pk=pk)


def row_or_404(rows: "QuerySet[Any]", pk: int) -> Any:
    """Return a row that the reader may see.

    :raises Http404: if there is none.
    """
    return get_object_or_404(rows, pk=pk)


def wanted(offers: Sequence[Offer], key: str) -> Offer:
    """Return the offer of an act.

    :raises Http404: if it is not offered.
    """
    for one in offers:
        if one.key == key:
            return one
    raise Http404


def adoptions_here(request: Request) -> list[Adoption]:
    """Return the plans in force under which somebody enters problems: above their units, or theirs.

    Nearest first.
    """
    today = clock.today()
    units = request.standing.units(*WORKERS)
    watched = watched_by(request.standing)
    home = Unit.objects.filter(pk=request.standing.home_unit_id or 0).first()
    nearest = [*adoptions_for(home, today)] if home and home.pk in units else []
    known = {one.pk for one in nearest}
    paths = (
        {
            pk
            for path in Unit.objects.filter(pk__in=units).values_list("path", flat=True)
            for pk in path
        }
        if units
        else set()
    )
    more = [
        one
        for one in adoptions_in_force(today)
        if one.pk not in known and (one.pk in watched or one.body_id in paths)
    ]
    return [*nearest, *more]


def adoption_or_404(request: Request, pk: int) -> Adoption:
    """Return a plan in force under which somebody works.

    :raises Http404: if there is none.
    """
    for one in adoptions_here(request):
        if one.pk == pk:
            return one
    raise Http404


def tabs(request: Request) -> list[Tab]:
    """Return the tabs of the ledger."""
    return [
        Tab("mine", _("Ours to put right"), reverse("rectification:mine")),
        Tab("items", _("The whole ledger"), reverse("rectification:items")),
    ]


def files_of(request: Request, name: str) -> list[Any]:
    """Return the files that were sent in a field."""
    return request.FILES.getlist(name)
