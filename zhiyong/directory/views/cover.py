"""Pages of leave, stand-ins and hand-overs."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhiyong.directory import openwork, selectors, services
from zhiyong.directory.forms.fields import EndForm
from zhiyong.directory.forms.people import HandOverForm, LeaveForm
from zhiyong.directory.models import HandOver, Leave, Person, StandIn, Tenure
from zhiyong.directory.views.acting import Act, Data, account_of, perform, posted
from zhiyong.shell import clock, kinds
from zhiyong.shell.access import Request, needs, signed_in
from zhiyong.shell.errors import Refusal


@require_GET
@signed_in
def covers(request: Request) -> HttpResponse:
    """Show who is away, who stands in, and what waits for a second person."""
    today = clock.today()
    waiting = selectors.covers_to_confirm(request.standing, account_of(request), today)
    shown = {
        "waiting": [
            {"cover": one, "kind": "leave" if isinstance(one, Leave) else "stand-in"}
            for one in waiting
        ],
        "leaves": selectors.leaves_visible_to(request.standing, today)[:200],
        "stand_ins": selectors.stand_ins_visible_to(request.standing, today)[:200],
        "may_keep": bool(request.standing.roles & set(selectors.EDITORS)),
        "me": request.standing.person_id,
    }
    return render(request, "directory/covers.html", shown)


@require_http_methods(["GET", "POST"])
@signed_in
def go_on_leave(request: Request) -> HttpResponse:
    """Write down that somebody is away: oneself, or somebody whom one keeps."""
    asked = request.GET.get("person", "")
    person = asked if asked.isdigit() else str(request.standing.person_id or "")

    def do(data: Data) -> None:
        _must_be_theirs(request, data["person"])
        services.go_on_leave(by=account_of(request), **data)

    def foresee(data: Data) -> list[str]:
        _must_be_theirs(request, data["person"])
        return _following(data)

    return perform(
        request,
        Act(
            title=_("Record leave"),
            lead=_(
                "Whoever covers has the roles of the covered posts meanwhile, never those of "
                "administrators and custodians. A cover by name is in force once a second person "
                "has confirmed it."
            ),
            form=LeaveForm(
                posted(request), initial={"on": clock.today(), "person": f"person-{person}"}
            ),
            do=do,
            foresee=foresee,
            back=reverse("directory:covers"),
            submit=_("Record it"),
            done=_("The leave is recorded."),
            crumbs=[(_("Leave and stand-ins"), reverse("directory:covers"))],
        ),
    )


@require_POST
@needs(*selectors.CONFIRMERS)
def confirm(request: Request, kind: str, pk: int) -> HttpResponse:
    """Confirm a cover as the second person."""
    today, account = clock.today(), account_of(request)
    waiting = selectors.covers_to_confirm(request.standing, account, today)
    wanted = {"leave": Leave, "stand-in": StandIn}.get(kind)
    found = next((one for one in waiting if one.pk == pk and type(one) is wanted), None)
    if found is None:
        raise Http404
    try:
        if isinstance(found, Leave):
            services.confirm_leave(leave=found, on=today, by=account)
        else:
            services.confirm_stand_in(stand_in=found, on=today, by=account)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Confirmed: it is in force."))
    return redirect("directory:covers")


@require_http_methods(["GET", "POST"])
@signed_in
def end_cover(request: Request, kind: str, pk: int) -> HttpResponse:
    """End a leave or a stand-in."""
    today, rows = clock.today(), _endable(request, kind)
    found = get_object_or_404(rows, pk=pk)

    def do(data: Data) -> None:
        if isinstance(found, Leave):
            services.end_leave(leave=found, on=data["on"], by=account_of(request))
        else:
            services.end_stand_in(stand_in=found, on=data["on"], by=account_of(request))

    is_leave = isinstance(found, Leave)
    return perform(
        request,
        Act(
            title=_("Back at work") if is_leave else _("No longer stands in"),
            subject=found.person if is_leave else f"{found.stand_in} → {found.post}",
            form=EndForm(posted(request), initial={"on": today}),
            do=do,
            back=reverse("directory:covers"),
            submit=_("Record it"),
            done=_("It is recorded."),
            crumbs=[(_("Leave and stand-ins"), reverse("directory:covers"))],
        ),
    )


@require_GET
@signed_in
def hand_overs(request: Request) -> HttpResponse:
    """List the hand-overs that concern somebody."""
    rows = selectors.hand_overs_visible_to(request.standing)
    shown = {"rows": rows.select_related("giver", "receiver").order_by("-pk")[:200]}
    return render(request, "directory/hand_overs.html", shown)


@require_http_methods(["GET", "POST"])
@signed_in
def draw_up(request: Request) -> HttpResponse:
    """Draw up the list of somebody's open work, to be handed over."""
    asked = request.GET.get("giver", "")
    giver = asked if asked.isdigit() else str(request.standing.person_id or "")

    def do(data: Data) -> str:
        _must_be_theirs(request, data["giver"])
        made = services.draw_up(on=clock.today(), by=account_of(request), **data)
        return reverse("directory:hand_over", args=[made.pk])

    def foresee(data: Data) -> list[str]:
        _must_be_theirs(request, data["giver"])
        work = openwork.list_open(data["giver"], clock.today())
        said = [_("Pieces of open work on the list: {count}.").format(count=len(work))]
        said.append(_("Nothing passes on before both have signed."))
        return said if work else []

    return perform(
        request,
        Act(
            title=_("Hand over open work"),
            lead=_("All open work of the giver goes on one list. Both sign; then it passes."),
            form=HandOverForm(posted(request), initial={"giver": f"person-{giver}"}),
            do=do,
            foresee=foresee,
            back=reverse("directory:hand_overs"),
            submit=_("Make the list"),
            done=_("The list is made. Both sign it now."),
            crumbs=[(_("Hand-overs"), reverse("directory:hand_overs"))],
        ),
    )


@require_GET
@signed_in
def hand_over(request: Request, pk: int) -> HttpResponse:
    """Show the list, and who signed it."""
    found = _hand_over(request, pk)
    items = list(found.items.order_by("number"))
    titles = kinds.titles([item.reference for item in items], request.standing)
    labels = {provider.name: provider.label for provider in openwork.providers()}
    shown = {
        "hand_over": found,
        "items": [
            {
                "number": item.number,
                "room": labels.get(item.provider, item.provider),
                "title": titles.get(item.reference),
                "url": kinds.url(item.reference) if item.reference in titles else None,
                "due_on": item.due_on,
            }
            for item in items
        ],
        "waits": found.state == HandOver.State.DRAWN_UP,
        "may_sign": found.state == HandOver.State.DRAWN_UP and _may_sign(request, found),
        "may_withdraw": found.state == HandOver.State.DRAWN_UP
        and request.standing.person_id
        in (found.giver_id, found.drawn_up_by.person_id, found.receiver_id),
    }
    return render(request, "directory/hand_over.html", shown)


@require_POST
@signed_in
def sign(request: Request, pk: int) -> HttpResponse:
    """Sign the list; with the second signature all of it passes."""
    return _do(
        request,
        pk,
        lambda found: services.sign(
            hand_over=found, on=clock.today(), at=clock.now(), by=account_of(request)
        ),
        _("Signed."),
    )


@require_POST
@signed_in
def withdraw(request: Request, pk: int) -> HttpResponse:
    """Withdraw the list before both have signed."""
    found = _hand_over(request, pk)
    concerned = (found.giver_id, found.receiver_id, found.drawn_up_by.person_id)
    if request.standing.person_id not in concerned:
        raise Http404
    return _do(
        request,
        pk,
        lambda found: services.withdraw_hand_over(
            hand_over=found, on=clock.today(), by=account_of(request)
        ),
        _("The list is withdrawn."),
    )


def _hand_over(request: Request, pk: int) -> HandOver:
    rows = selectors.hand_overs_visible_to(request.standing).select_related(
        "giver", "receiver", "drawn_up_by", "giver_signed_by__person", "receiver_signed_by__person"
    )
    return get_object_or_404(rows, pk=pk)


def _do(request: Request, pk: int, act: Any, done: str) -> HttpResponse:
    found = _hand_over(request, pk)
    try:
        act(found)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect("directory:hand_over", pk=pk)


def _may_sign(request: Request, found: HandOver) -> bool:
    me = request.standing.person_id
    if me == found.receiver_id:
        return found.receiver_signed_at is None
    if found.giver_signed_at is not None:
        return False
    return me == found.giver_id or selectors.leads(me, found.giver, clock.today())


def _must_be_theirs(request: Request, person: Person) -> None:
    """Refuse (404) to act for somebody who is not oneself, and whom one does not keep or lead."""
    me = request.standing.person_id
    if person.pk == me or selectors.may_edit_person(request.standing, person):
        return
    if not selectors.leads(me, person, clock.today()):
        raise Http404


def _following(data: Data) -> list[str]:
    """Return who gets which posts' roles while somebody is away."""
    held = Tenure.objects.filter(person=data["person"], valid__contains=data["on"])
    said = []
    for tenure in held.select_related("post__unit"):
        if data["covered_by"]:
            text = _("{person} covers {post}, once a second person has confirmed it.")
            said.append(text.format(person=data["covered_by"], post=tenure.post))
            continue
        pairs = tenure.post.stand_ins.filter(
            valid__contains=data["on"], confirmed_by__isnull=False
        ).select_related("stand_in__unit")
        names = _(", ").join(str(pair.stand_in) for pair in pairs)
        text = _("{names} stands in for {post}.") if names else _("Nobody stands in for {post}.")
        said.append(text.format(names=names, post=tenure.post))
    return said


def _endable(request: Request, kind: str) -> Any:
    today, standing = clock.today(), request.standing
    keeps = bool(standing.roles & set(selectors.EDITORS))
    if kind == "leave":
        rows = selectors.leaves_visible_to(standing, today)
        return rows if keeps else rows.filter(person=standing.person_id)
    if kind == "stand-in" and keeps:
        return selectors.stand_ins_visible_to(standing, today)
    raise Http404
