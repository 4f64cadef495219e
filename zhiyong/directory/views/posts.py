"""Pages of posts: who held one when, what it is there for, and the acts on it."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from zhiyong.directory import lists, selectors, services
from zhiyong.directory.forms.fields import EndForm
from zhiyong.directory.forms.posts import (
    AppointToPostForm,
    ChargeForm,
    CharterForm,
    CorrectTenureForm,
    MovePostForm,
    StandInForm,
)
from zhiyong.directory.intervals import interval
from zhiyong.directory.models import Portfolio, Post, Tenure
from zhiyong.directory.selectors import consequences
from zhiyong.directory.views.acting import Act, Data, account_of, perform, posted
from zhiyong.directory.views.days import as_of
from zhiyong.journal.selectors import timeline
from zhiyong.shell import clock
from zhiyong.shell.access import Request, needs, signed_in
from zhiyong.shell.kinds import ref
from zhiyong.shell.parts import Entry, Tab


@require_GET
@signed_in
def vacancies(request: Request) -> HttpResponse:
    """List the posts that nobody holds, or the duties without a holder."""
    day = as_of(request)
    tab = request.GET.get("tab", "posts")
    rows: Any
    if tab == "duties":
        rows, page = selectors.duties_without_holder(day.day), lists.DUTIES
    else:
        tab = "posts"
        rows, page = selectors.vacant_posts(day.day), lists.VACANT
    tabs = [
        Tab("posts", _("Vacant posts"), "?tab=posts"),
        Tab("duties", _("Duties without a holder"), "?tab=duties"),
    ]
    return page.respond(
        request,
        rows,
        title=_("Vacancies"),
        template="directory/tabbed_list.html",
        context={"day": day, "tabs": tabs, "tab": tab},
    )


@require_GET
@signed_in
def post(request: Request, pk: int) -> HttpResponse:
    """Show a post: its holders, its duties, what it is in charge of, its past."""
    rows = selectors.posts_visible_to(request.standing).select_related("unit", "rank")
    found = get_object_or_404(rows, pk=pk)
    day = as_of(request)
    span = found.spans.filter(valid__contains=day.day).select_related("unit", "rank").first()
    charter = selectors.charter_on(found, day.day)
    lines = timeline(ref(found), request.standing)
    shown = {
        "post": found,
        "span": span,
        "day": day,
        "holders": selectors.holders(found, day.day),
        "covers": selectors.covers_of(found, day.day),
        "charter": charter,
        "items": _by_kind(charter),
        "charters": found.charters.order_by("-version"),
        "portfolios": found.portfolios.filter(valid__contains=day.day).select_related("unit"),
        "stand_ins": found.stand_ins.filter(valid__contains=day.day).select_related(
            "stand_in__unit"
        ),
        "tenures": found.tenures.select_related("person", "appointed_by").order_by("-valid"),
        "spans": found.spans.select_related("unit", "rank").order_by("-valid"),
        "entries": [Entry(line.html, at=line.entry.on, by=line.actor) for line in lines],
        "may_edit": selectors.may_edit(request.standing, found.unit),
    }
    return render(request, "directory/post.html", shown)


@require_http_methods(["GET", "POST"])
@needs(*selectors.EDITORS)
def post_act(request: Request, pk: int, act: str) -> HttpResponse:
    """Show and do one of the acts on a post."""
    rows = Post.objects.filter(unit__in=selectors.units_editable_by(request.standing))
    found = get_object_or_404(rows.select_related("unit"), pk=pk)
    make = _ACTS.get(act)
    if make is None:
        raise Http404
    return perform(request, make(request, found))


@require_http_methods(["GET", "POST"])
@needs(*selectors.EDITORS)
def tenure_act(request: Request, pk: int, act: str) -> HttpResponse:
    """End or correct a time in a post."""
    rows = Tenure.objects.filter(post__unit__in=selectors.units_editable_by(request.standing))
    found = get_object_or_404(rows.select_related("post__unit", "person"), pk=pk)
    make = {"end": _end_tenure, "correct": _correct_tenure}.get(act)
    if make is None:
        raise Http404
    return perform(request, make(request, found))


@require_http_methods(["GET", "POST"])
@needs(*selectors.EDITORS)
def end_charge(request: Request, pk: int) -> HttpResponse:
    """Relieve a post of what it is in charge of."""
    rows = Portfolio.objects.filter(post__unit__in=selectors.units_editable_by(request.standing))
    found = get_object_or_404(rows.select_related("post__unit", "unit"), pk=pk)

    def do(data: Data) -> None:
        services.relieve_of_charge(portfolio=found, by=account_of(request), **data)

    return perform(
        request,
        Act(
            title=_("No longer in charge"),
            subject=f"{found.post} · {found}",
            form=EndForm(posted(request), initial={"on": clock.today()}),
            do=do,
            back=_page(found.post),
            submit=_("Record it"),
            done=_("It is recorded."),
            crumbs=_crumbs(found.post),
        ),
    )


def _by_kind(charter: Any) -> list[tuple[str, list[Any]]]:
    if charter is None:
        return []
    groups: dict[str, list[Any]] = {}
    for item in charter.items.all():
        groups.setdefault(str(item.get_kind_display()), []).append(item)
    return list(groups.items())


def _page(found: Post) -> str:
    return reverse("directory:post", args=[found.pk])


def _crumbs(found: Post) -> list[tuple[Any, str]]:
    unit = found.unit
    return [
        (unit.name, reverse("directory:unit", args=[unit.pk]) + "?tab=posts"),
        (found.title, _page(found)),
    ]


def _change(request: Request, found: Post) -> Act:
    names = ("title", "kind", "staff_type", "is_city_managed")
    form = MovePostForm(
        posted(request),
        initial={
            **{name: getattr(found, name) for name in names},
            "rank": found.rank_id,
            "unit": found.unit_id,
            "on": clock.today(),
        },
    )

    def do(data: Data) -> None:
        services.change_post(post=found, today=clock.today(), by=account_of(request), **data)

    return Act(
        title=_("Change the post"),
        subject=found,
        form=form,
        do=do,
        back=_page(found),
        submit=_("Record the change"),
        done=_("The change is recorded."),
        crumbs=_crumbs(found),
    )


def _abolish(request: Request, found: Post) -> Act:
    def do(data: Data) -> None:
        services.abolish_post(post=found, by=account_of(request), **data)

    return Act(
        title=_("Abolish the post"),
        subject=found,
        form=EndForm(posted(request), initial={"on": clock.today()}),
        do=do,
        foresee=lambda data: consequences.of_abolishing(found, data["on"]),
        back=_page(found),
        submit=_("Abolish it"),
        done=_("The post is abolished."),
        crumbs=_crumbs(found),
        kind="grave",
    )


def _appoint(request: Request, found: Post) -> Act:
    form = AppointToPostForm(posted(request), initial={"on": clock.today()})

    def do(data: Data) -> None:
        services.appoint(post=found, by=account_of(request), **data)

    return Act(
        title=_("Appoint"),
        subject=found,
        form=form,
        do=do,
        foresee=lambda data: consequences.of_appointing(
            data["person"],
            found,
            data["on"],
            principal=data["principal"],
            leaves=data["leave_principal"],
        ),
        back=_page(found),
        submit=_("Appoint"),
        done=_("The appointment is recorded."),
        crumbs=_crumbs(found),
    )


def _charter(request: Request, found: Post) -> Act:
    now = selectors.charter_on(found, clock.today())
    texts: dict[str, list[str]] = {"DUTY": [], "POWER": [], "STANDARD": []}
    for item in now.items.all() if now else ():
        texts[item.kind].append(item.text)
    form = CharterForm(
        posted(request),
        initial={
            "duties": "\n".join(texts["DUTY"]),
            "powers": "\n".join(texts["POWER"]),
            "standards": "\n".join(texts["STANDARD"]),
            "on": clock.today(),
        },
    )

    def do(data: Data) -> None:
        services.adopt_charter(
            post=found,
            items=form.items(),
            on=data["on"],
            basis=data["basis"],
            by=account_of(request),
        )

    return Act(
        title=_("Duties, powers and standards"),
        subject=found,
        lead=_("This makes the next version. The one before stays readable and ends on that day."),
        form=form,
        do=do,
        back=_page(found),
        submit=_("Put in force"),
        done=_("The version is in force."),
        crumbs=_crumbs(found),
    )


def _charge(request: Request, found: Post) -> Act:
    def do(data: Data) -> None:
        services.put_in_charge(post=found, by=account_of(request), **data)

    return Act(
        title=_("Put in charge"),
        subject=found,
        form=ChargeForm(posted(request), initial={"on": clock.today()}),
        do=do,
        back=_page(found),
        submit=_("Record it"),
        done=_("It is recorded."),
        crumbs=_crumbs(found),
    )


def _stand_in(request: Request, found: Post) -> Act:
    def do(data: Data) -> None:
        services.name_stand_in(post=found, by=account_of(request), **data)

    return Act(
        title=_("Name a stand-in"),
        subject=found,
        lead=_(
            "Whoever stands in has the roles of this post meanwhile. It is in force once a second "
            "person has confirmed it."
        ),
        form=StandInForm(posted(request), initial={"on": clock.today()}),
        do=do,
        back=_page(found),
        submit=_("Propose"),
        done=_("Proposed. It is in force once a second person has confirmed it."),
        crumbs=_crumbs(found),
    )


_ACTS: dict[str, Callable[[Request, Post], Act]] = {
    "change": _change,
    "abolish": _abolish,
    "appoint": _appoint,
    "charter": _charter,
    "charge": _charge,
    "stand-in": _stand_in,
}


def _end_tenure(request: Request, found: Tenure) -> Act:
    def do(data: Data) -> None:
        services.end_tenure(tenure=found, by=account_of(request), **data)

    return Act(
        title=_("Leave the post"),
        subject=f"{found.person} · {found.post}",
        form=EndForm(posted(request), initial={"on": clock.today()}),
        do=do,
        foresee=lambda data: consequences.of_leaving(found, data["on"]),
        back=_page(found.post),
        submit=_("Record it"),
        done=_("The end is recorded."),
        crumbs=_crumbs(found.post),
        kind="grave",
    )


def _correct_tenure(request: Request, found: Tenure) -> Act:
    form = CorrectTenureForm(
        posted(request),
        initial={
            "first": found.valid.lower,
            "until": found.valid.upper,
            "is_principal": found.is_principal,
            "is_acting": found.is_acting,
            "is_elected": found.is_elected,
            "appointed_by": found.appointed_by_id or "",
            "basis": found.basis,
        },
    )

    def do(data: Data) -> None:
        names = ("is_principal", "is_acting", "is_elected", "appointed_by", "basis")
        services.correct_tenure(
            tenure=found,
            withdrawn=data["withdrawn"],
            valid=interval(data["first"], data["until"]),
            on=clock.today(),
            by=account_of(request),
            **{name: data[name] for name in names},
        )

    return Act(
        title=_("Correct the record"),
        subject=f"{found.person} · {found.post}",
        lead=_(
            "Only for what was written down wrong. What was decided by the old history is not "
            "computed again by itself; it is marked as resting on corrected records."
        ),
        form=form,
        do=do,
        back=_page(found.post),
        submit=_("Correct"),
        done=_("The record is corrected."),
        crumbs=_crumbs(found.post),
        kind="grave",
    )
