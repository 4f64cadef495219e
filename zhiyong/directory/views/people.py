"""Pages of people: the list, one person over time, and the acts on them."""

from collections.abc import Callable
from typing import Any

from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from zhiyong.directory import lists, selectors, services
from zhiyong.directory.forms.people import (
    AddPersonForm,
    PartyForm,
    PersonForm,
    RankForm,
    StaffTypeForm,
)
from zhiyong.directory.forms.posts import AppointPersonForm
from zhiyong.directory.links import links
from zhiyong.directory.models import PartyBranch, Person, Tenure
from zhiyong.directory.selectors import consequences
from zhiyong.directory.views.acting import Act, Data, account_of, perform, posted
from zhiyong.directory.views.days import as_of
from zhiyong.journal.selectors import timeline
from zhiyong.shell import clock
from zhiyong.shell.access import Request, needs, signed_in
from zhiyong.shell.kinds import ref
from zhiyong.shell.parts import Entry


@require_GET
@signed_in
def person_list(request: Request) -> HttpResponse:
    """List the people."""
    return lists.PEOPLE.respond(
        request,
        selectors.people_visible_to(request.standing).defer("grams"),
        title=_("People"),
        template="directory/person_list.html",
        context={
            "day": as_of(request),
            "may_add": bool(request.standing.roles & set(selectors.EDITORS)),
        },
    )


@require_GET
@signed_in
def person(request: Request, pk: int) -> HttpResponse:
    """Show a person: posts over time, seats, covers; to keepers and themselves, what holds."""
    found = get_object_or_404(selectors.people_visible_to(request.standing), pk=pk)
    day = as_of(request)
    reads = selectors.may_read_facts(request.standing, found)
    lines = timeline(ref(found), request.standing) if reads else []
    shown = {
        "person": found,
        "day": day,
        "held": selectors.posts_of(found, day.day),
        "tenures": found.tenures.select_related("post__unit", "appointed_by").order_by("-valid"),
        "seats": selectors.seats_of_person(found, day.day),
        "covered": selectors.covered_posts([found.pk], day.day).select_related("unit"),
        "reads_facts": reads,
        "ranks": found.ranks_held.select_related("rank", "granted_by").order_by("-valid"),
        "staff_types": found.staff_types_held.order_by("-valid"),
        "memberships": found.party_memberships.select_related("branch").order_by("-valid"),
        "leaves": found.leaves.select_related("covered_by").order_by("-valid")[:10],
        "entries": [Entry(line.html, at=line.entry.on, by=line.actor) for line in lines],
        "may_edit": selectors.may_edit_person(request.standing, found),
        "is_me": request.standing.person_id == found.pk,
        "links": links("person", found.pk, request.standing),
    }
    return render(request, "directory/person.html", shown)


@require_http_methods(["GET", "POST"])
@needs(*selectors.EDITORS)
def add_person(request: Request) -> HttpResponse:
    """Enter a person."""

    def do(data: Data) -> str:
        made = services.add_person(on=clock.today(), by=account_of(request), **data)
        return _page(made)

    return perform(
        request,
        Act(
            title=_("Enter a person"),
            form=AddPersonForm(posted(request)),
            do=do,
            back=reverse("directory:people"),
            submit=_("Enter"),
            done=_("The person is entered. Now appoint them to a post."),
            crumbs=[(_("People"), reverse("directory:people"))],
        ),
    )


@require_http_methods(["GET", "POST"])
@needs(*selectors.EDITORS)
def person_act(request: Request, pk: int, act: str) -> HttpResponse:
    """Show and do one of the acts on a person."""
    found = get_object_or_404(selectors.people_visible_to(request.standing), pk=pk)
    make = _ACTS.get(act)
    if make is None or not selectors.may_edit_person(request.standing, found):
        raise Http404
    return perform(request, make(request, found))


def _page(found: Person) -> str:
    return reverse("directory:person", args=[found.pk])


def _act(request: Request, found: Person, **given: Any) -> Act:
    return Act(
        subject=found.name,
        back=_page(found),
        crumbs=[(_("People"), reverse("directory:people")), (found.name, _page(found))],
        **given,
    )


def _rename(request: Request, found: Person) -> Act:
    def do(data: Data) -> None:
        services.rename_person(
            person=found, name=data["name"], on=clock.today(), by=account_of(request)
        )

    return _act(
        request,
        found,
        title=_("Correct the name"),
        form=PersonForm(posted(request), initial={"name": found.name}),
        do=do,
        submit=_("Save"),
        done=_("The name is corrected."),
    )


def _appoint(request: Request, found: Person) -> Act:
    def do(data: Data) -> None:
        if not selectors.may_edit(request.standing, data["post"].unit):
            raise Http404
        services.appoint(person=found, by=account_of(request), **data)

    return _act(
        request,
        found,
        title=_("Appoint"),
        form=AppointPersonForm(posted(request), initial={"on": clock.today()}),
        do=do,
        foresee=lambda data: consequences.of_appointing(
            found,
            data["post"],
            data["on"],
            principal=data["principal"],
            leaves=data["leave_principal"],
        ),
        submit=_("Appoint"),
        done=_("The appointment is recorded."),
    )


def _rank(request: Request, found: Person) -> Act:
    def do(data: Data) -> None:
        services.record_rank(person=found, by=account_of(request), **data)

    return _act(
        request,
        found,
        title=_("Record the rank"),
        form=RankForm(posted(request), initial={"on": clock.today()}),
        do=do,
        submit=_("Record it"),
        done=_("The rank is recorded."),
    )


def _staff_type(request: Request, found: Person) -> Act:
    def do(data: Data) -> None:
        services.record_staff_type(person=found, by=account_of(request), **data)

    return _act(
        request,
        found,
        title=_("Record the staff type"),
        form=StaffTypeForm(posted(request), initial={"on": clock.today()}),
        do=do,
        submit=_("Record it"),
        done=_("The staff type is recorded."),
    )


def _party(request: Request, found: Person) -> Act:
    today = clock.today()
    units = Tenure.objects.filter(person=found, valid__contains=today).values("post__unit__path")
    paths = {pk for row in units for pk in row["post__unit__path"]}
    branches = PartyBranch.objects.filter(Q(unit__in=paths), valid__contains=today).order_by("name")

    def do(data: Data) -> None:
        services.record_party(person=found, by=account_of(request), **data)

    return _act(
        request,
        found,
        title=_("Record the Party membership"),
        form=PartyForm(posted(request), branches=branches, initial={"on": today}),
        do=do,
        submit=_("Record it"),
        done=_("The Party membership is recorded."),
    )


_ACTS: dict[str, Callable[[Request, Person], Act]] = {
    "rename": _rename,
    "appoint": _appoint,
    "rank": _rank,
    "staff-type": _staff_type,
    "party": _party,
}
