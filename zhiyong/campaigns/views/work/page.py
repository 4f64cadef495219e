"""One unit's task: what the plan asks, its days, its versions, what stands below it."""

from collections.abc import Iterable
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from zhiyong.campaigns.models import Assignment, Campaign, Submission
from zhiyong.campaigns.selectors import contents, gathering, work
from zhiyong.campaigns.selectors.credits import credited
from zhiyong.campaigns.selectors.visible import assignments_visible_to, campaigns_visible_to
from zhiyong.campaigns.selectors.work_offers import Desk, offers
from zhiyong.campaigns.views.work.common import (
    account,
    assignment_or_404,
    desk_of,
    version_or_404,
)
from zhiyong.duties.selectors import of_subject as duties_of
from zhiyong.files.models import File
from zhiyong.files.selectors import files_of
from zhiyong.journal.selectors import timeline
from zhiyong.journal.services import record_read
from zhiyong.plans.selectors import pack_of
from zhiyong.plans.wording import label, language, parties
from zhiyong.registers.wording import say_value
from zhiyong.shell import clock, kinds
from zhiyong.shell.access import Request, signed_in
from zhiyong.shell.days import say_turn
from zhiyong.shell.parts import Entry, Fact


@never_cache
@signed_in
@require_GET
def assignment(request: Request, pk: int) -> HttpResponse:
    """Show what a unit owes of a task."""
    found = assignment_or_404(request, pk)
    desk = desk_of(request, found)
    today = clock.today()
    newest = desk.standing_one
    shown = desk.versions[0] if desk.versions else None
    below = gathering.sources(found) if desk.task.gathers or _has_lower(found) else []
    context = {
        "assignment": found,
        "task": desk.task,
        "light": _light(found),
        "facts": _facts(found, desk),
        "source_days": _source_days(found),
        "parts": [(part.label.say(language()), part.required) for part in desk.task.parts],
        "needs": _needs(found, desk),
        "covering": contents.covering(found, desk.task, today, newest),
        "names_missing": desk.writes,
        "by_person": contents.by_person(desk.task),
        "versions": desk.versions,
        "shown": shown if shown is not None and getattr(shown, "is_open", False) else None,
        "said": _said(shown) if shown is not None and getattr(shown, "is_open", False) else [],
        "presence": _presence(_opened(newest or shown, desk.versions)),
        "chaired": contents.chaired(found, newest) if newest and desk.task.chaired_by else None,
        "chaired_by": desk.task.chaired_by.say(language()) if desk.task.chaired_by else "",
        "files": _files(desk.versions),
        "below": below,
        "below_missing": sum(one.submission is None for one in below),
        "stale": gathering.changed(newest) if newest else [],
        "rolled_into": gathering.rolled_into(found),
        "duties": list(duties_of(kinds.ref(found), request.standing)),
        "offers": offers(desk),
        "entries": [
            Entry(one.html, at=one.entry.on, by=one.actor)
            for one in timeline(kinds.ref(found), request.standing)
        ],
        "back": reverse("campaigns:owed"),
    }
    return render(request, "campaigns/work/assignment.html", context)


@never_cache
@signed_in
@require_GET
def version(request: Request, pk: int) -> HttpResponse:
    """Show one version as it was handed in."""
    found = version_or_404(request, pk)
    record_read(found, by=account(request), on=clock.today())
    context = {
        "version": found,
        "assignment": found.assignment,
        "said": _said(found),
        "facts": _version_facts(found),
        "presence": _presence(found),
        "files": list(files_of(kinds.ref(found))),
        "stale": gathering.changed(found),
        "sees_task": assignments_visible_to(request.standing)
        .filter(pk=found.assignment_id)
        .exists(),
    }
    return render(request, "campaigns/work/version.html", context)


@never_cache
@signed_in
@require_GET
def programmes(request: Request, pk: int) -> HttpResponse:
    """Show what counts for which programme beside the plan; each activity once in all."""
    found = (
        campaigns_visible_to(request.standing)
        .select_related("adoption__pack")
        .filter(pk=pk)
        .first()
    )
    if found is None:
        raise Http404
    counted = credited(found)
    pack = pack_of(found.adoption)
    context = {
        "campaign": found,
        "rows": [
            (one.label.say(language()), counted.by_programme.get(one.id, 0), one.clause)
            for one in pack.programmes
        ],
        "counted": counted,
    }
    return render(request, "campaigns/work/programmes.html", context)


# ── what is shown ─────────────────────────────────────────────────────────────────────────


def _has_lower(found: Assignment) -> bool:
    return Campaign.objects.filter(upper=found.campaign_id).exists()


def _light(found: Assignment) -> str:
    rows = work.with_light(Assignment.objects.filter(pk=found.pk), clock.today())
    return str(rows.values_list("light", flat=True).get())


def _facts(found: Assignment, desk: Desk) -> list[Fact]:
    task, pack = desk.task, contents.pack_for(found)
    every = task.every or contents.pack_for(found).element("tasks", found.task.code).every
    facts = [
        Fact(_("Campaign"), found.campaign.title, _campaign_url(found)),
        Fact(_("Phase"), found.task.stage.label if found.task.stage else ""),
        Fact(_("Unit"), found.unit.name),
        Fact(_("Handed in to"), found.receiver.name),
        Fact(_("Due"), formats.date_format(found.due) if found.due else _("No last day")),
    ]
    if found.period or every:
        facts.append(Fact(_("Period"), say_turn(found.period)))
    if found.person:
        facts.append(Fact(_("Whose it is"), found.person.name))
    if found.first_unit and found.first_unit_id != found.unit_id:
        facts.append(Fact(_("First owed by"), found.first_unit.name))
    if task.to:
        facts.append(Fact(_("As the plan says, to"), parties(pack, task.to)))
    if task.chaired_by:
        facts.append(Fact(_("Led by"), task.chaired_by.say(language())))
    if contents.is_for_all(task):
        facts.append(Fact(_("Who attends"), _("Everybody on the roster")))
    if task.times and task.times > 1:
        held = len(contents.days_done(found))
        told = _("{done} of {times} times").format(done=held, times=task.times)
        facts.append(Fact(_("Times held"), told))
    if task.in_writing:
        facts.append(Fact(_("Form"), _("As a written report")))
    if task.note:
        facts.append(Fact(_("Note of the plan"), task.note.say(language()), "", True))
    return facts


def _campaign_url(found: Assignment) -> str:
    return kinds.url(f"campaign:{found.campaign_id}") or ""


def _source_days(found: Assignment) -> str:
    source = found.task.source_due
    if source is None or source == found.due:
        return ""
    return _("The plan writes {day}.").format(day=formats.date_format(source))


def _needs(found: Assignment, desk: Desk) -> list[tuple[str, bool]]:
    pack = contents.pack_for(found)
    done = contents.done_before(found, desk.task)
    return [(label(pack, "tasks", one), one in done) for one in desk.task.needs_before]


def _said(found: Submission) -> list[Fact]:
    task = contents.asked(found.assignment)
    said = [
        Fact(part.label.say(language()), say_value(part, found.values.get(part.id)), "", True)
        for part in task.parts
        if part.id in found.values or (part.required and not found.nothing and not found.addendum)
    ]
    if found.text:
        said.append(Fact(_("In words"), found.text, "", True))
    return said


def _version_facts(found: Submission) -> list[Fact]:
    facts = [
        Fact(_("Stands at"), found.get_state_display()),
        Fact(_("Written by"), found.written_by),
        Fact(_("Handed in"), _day(found.handed_in_on)),
    ]
    if found.held_on:
        facts.append(Fact(_("Done on"), _day(found.held_on)))
    if found.judged_on:
        facts.append(Fact(_("Accepted or returned by"), found.judged_by))
        facts.append(Fact(_("Accepted or returned on"), _day(found.judged_on)))
    if found.judged_why:
        facts.append(Fact(_("What was said on it"), found.judged_why, "", True))
    return facts


def _day(value: Any) -> str:
    return formats.date_format(value) if value else ""


def _opened(found: Submission | None, versions: Iterable[Submission]) -> Submission | None:
    """Return a version if the reader may read it."""
    opened = {one.pk for one in versions if getattr(one, "is_open", False)}
    return found if found is not None and found.pk in opened else None


def _presence(found: Submission | None) -> list[Any]:
    if found is None:
        return []
    return list(
        found.attendances.select_related("person").order_by("-chaired", "person__pinyin", "pk")
    )


def _files(versions: Iterable[Submission]) -> list[dict[str, Any]]:
    """Return the files of the versions that the reader may read: two queries in all."""
    opened = {kinds.ref(one): one for one in versions if getattr(one, "is_open", False)}
    rows = files_of_many(opened)
    return [{"file": one, "version": opened[one.subject].number} for one in rows]


def files_of_many(subjects: Iterable[str]) -> list[Any]:
    """Return the files of several subjects that are known to be visible, oldest first."""
    rows = File.objects.filter(subject__in=list(subjects), withdrawn_on=None)
    return list(rows.order_by("pk"))
