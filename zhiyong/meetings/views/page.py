"""The page of a meeting: its agenda, one item of it, who is there, and what may be done now."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from zhiyong.journal.selectors import timeline
from zhiyong.meetings import offers, plan, slips
from zhiyong.meetings.forms import VoteForm
from zhiyong.meetings.models import Attendance, Item, Meeting
from zhiyong.meetings.scene import ItemScene, Scene, item_scene, scene_of
from zhiyong.meetings.selectors import meetings_open_to
from zhiyong.meetings.views.common import meeting_or_404
from zhiyong.papers.services import preview, print_out
from zhiyong.plans.wording import language
from zhiyong.shell import clock, kinds
from zhiyong.shell.about import leave_out
from zhiyong.shell.access import Request, signed_in
from zhiyong.shell.parts import Entry, Fact


@never_cache
@signed_in
@require_GET
def meeting(request: Request, pk: int) -> HttpResponse:
    """Show a meeting, at one of its items."""
    return show(request, meeting_or_404(request, pk))


def show(
    request: Request, found: Meeting, *, form: VoteForm | None = None, item: Item | None = None
) -> HttpResponse:
    """Show a meeting; `form` is a vote that was refused."""
    scene = scene_of(found, request.standing, clock.today())
    chosen = _chosen(request, scene, item)
    shown = item_scene(scene, chosen, request.standing) if chosen else None
    rule = plan.rule_of(found.adoption, found.rule)
    terms = plan.terms(found.adoption, found.rule)
    context = {
        "meeting": found,
        "scene": scene,
        "shown": shown,
        "panel": _panel(request, shown),
        "form": form or _vote_form(scene, shown),
        "rule": rule,
        "rule_label": rule.label.say(language()),
        "voting": rule.voting or plan.usual().voting,
        "terms": terms,
        "facts": _facts(found, scene),
        "agenda": [
            {
                "item": one,
                "title": scene.title(one) or _("Something you may not see"),
                "current": chosen is not None and one.pk == chosen.pk,
            }
            for one in scene.items
        ],
        "offers": offers.of_meeting(scene),
        "item_offers": offers.of_item(scene, shown) if shown else [],
        "postponed": _postponed(request, found),
        "outputs": [
            (one.label.say(language()), found.outputs.get(one.id, "")) for one in rule.outputs
        ],
        "entries": [
            Entry(one.html, at=one.entry.on, by=one.actor)
            for one in timeline(kinds.ref(found), request.standing)
        ],
        "draft_url": scene.may_run and plan.minutes_slip(found.adoption) is not None,
    }
    return render(request, "meetings/meeting.html", context, status=422 if form else 200)


def _chosen(request: Request, scene: Scene, item: Item | None) -> Item | None:
    wanted = str(item.pk) if item else request.GET.get("item", "")
    for one in scene.items:
        if str(one.pk) == wanted:
            return one
    undecided = (Item.State.WAITING, Item.State.OPEN)
    return next((one for one in scene.items if one.state in undecided), None) or next(
        iter(scene.items), None
    )


def _panel(request: Request, shown: ItemScene | None) -> str:
    if shown is None or not shown.panel:
        return ""
    return render_to_string(shown.panel, dict(shown.context), request=request)


def _vote_form(scene: Scene, shown: ItemScene | None) -> VoteForm | None:
    """Return the form of one's own vote, where one may vote now."""
    if shown is None or shown.barred or shown.my_vote or not scene.is_member:
        return None
    if scene.meeting.state != Meeting.State.OPEN:
        return None
    if shown.item.state not in (Item.State.WAITING, Item.State.OPEN):
        return None
    return VoteForm(
        meeting=scene.meeting,
        item=shown.item,
        on=scene.today,
        initial={"lock": shown.item.lock},
    )


def _facts(found: Meeting, scene: Scene) -> list[Fact]:
    there = [one for one in scene.people if one.presence == Attendance.Presence.PRESENT]
    away = [
        one
        for one in scene.people
        if one.votes and one.presence in (Attendance.Presence.EXCUSED, Attendance.Presence.ABSENT)
    ]
    unknown = [
        one for one in scene.people if one.votes and one.presence == Attendance.Presence.UNKNOWN
    ]
    lines = [
        Fact(_("Presided by"), found.chair.name if found.chair else ""),
        Fact(_("Recorded by"), found.recorder.name if found.recorder else ""),
        Fact(_("Place"), found.place),
        Fact(_("Period"), found.period),
    ]
    if found.reason:
        lines.append(Fact(_("Called because"), found.reason, wide=True))
    if unknown:
        lines.append(Fact(_("Members with a vote"), slips.names(unknown), wide=True))
    if there:
        lines.append(Fact(_("Present"), slips.names(one for one in there if one.votes), wide=True))
    guests = [one for one in scene.people if not one.votes]
    if away:
        lines.append(Fact(_("Not present"), slips.names(away), wide=True))
    if guests:
        lines.append(Fact(_("Attending without a vote"), slips.names(guests), wide=True))
    return lines


def _postponed(request: Request, found: Meeting) -> list[dict[str, str]]:
    seen = leave_out(found.postponed.all(), request.standing, "item__subject")
    rows = list(seen.select_related("item").order_by("order", "pk"))
    titles = kinds.titles([row.item.subject for row in rows], request.standing)
    return [
        {"title": titles.get(row.item.subject, _("Something you may not see")), "why": row.reason}
        for row in rows
    ]


@never_cache
@signed_in
@require_GET
def draft_minutes(request: Request, pk: int) -> HttpResponse:
    """Show the minutes as they would be issued: no code, marked as a draft."""
    found = meeting_or_404(request, pk)
    if not meetings_open_to(request.standing).filter(pk=found.pk).exists():
        raise Http404
    slip = plan.minutes_slip(found.adoption)
    if slip is None:
        return show(request, found)
    make = print_out if found.state == Meeting.State.CLOSED else preview
    content = make(
        slip=slip,
        unit=found.body.unit,
        fill=slips.minutes(found, request.standing),
        on=clock.today(),
    )
    name = f"{slip.label.say(language())}{found.number}.pdf"
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={"Content-Disposition": str(content_disposition_header(True, name))},
    )
