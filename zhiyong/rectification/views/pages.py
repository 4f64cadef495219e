"""One item: what it says, how it stands, what was done, what can be done now."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from zhiyong.duties.selectors import of_subject as duties_of
from zhiyong.files.selectors import files_of
from zhiyong.journal.selectors import timeline
from zhiyong.plans.selectors import pack_of
from zhiyong.plans.wording import language
from zhiyong.publicity.selectors import PUBLISHERS, publications_visible_to
from zhiyong.rectification import plan, selectors
from zhiyong.rectification.access import READERS
from zhiyong.rectification.models import Item
from zhiyong.rectification.offers import offers
from zhiyong.rectification.services.checking import confirmers
from zhiyong.rectification.services.common import AFTER, BEFORE, PROOF, told
from zhiyong.rectification.views.common import item_or_404
from zhiyong.registers.wording import say_value
from zhiyong.shell import clock, kinds
from zhiyong.shell.access import Request, needs
from zhiyong.shell.parts import Entry, Fact, Step

State = Item.State


@never_cache
@needs(*READERS)
@require_GET
def item(request: Request, pk: int) -> HttpResponse:
    """Show one item."""
    found = item_or_404(request, pk)
    reference = kinds.ref(found)
    mode = plan.mode_of(found)
    chain = selectors.chain_of(found)
    seen = set(
        selectors.items_visible_to(request.standing)
        .filter(pk__in=[one.pk for one in chain])
        .values_list("pk", flat=True)
    )
    files = [*files_of(reference)]
    publications = [*publications_visible_to(request.standing).filter(subject=reference)]
    publishes = found.unit_id in request.standing.units(*PUBLISHERS)
    context = {
        "item": found,
        "title": _("No. {number}").format(number=found.number),
        "light": selectors.light_of(found, clock.today()),
        "mode": mode,
        "mode_label": mode.label.say(language()) if mode else "",
        "plan_title": pack_of(found.adoption).title.say(language()),
        "facts": _facts(found, request),
        "stated": _stated(found),
        "steps": _steps(found),
        "missing": _missing(found),
        "confirmers": confirmers(found),
        "moves": [*found.moves.select_related("asked_by", "answered_by").order_by("pk")],
        "milestones": [*found.milestones.order_by("day")],
        "progress": [*found.progress.select_related("by__person").order_by("-pk")],
        "checks": [*found.checks.select_related("by__person").order_by("-pk")],
        "reopenings": [*found.reopenings.select_related("by__person").order_by("-pk")],
        "rules": [*found.made_rules.order_by("-pk")],
        "notices": [
            *selectors.notices_visible_to(request.standing)
            .filter(subject=reference)
            .order_by("-pk")
        ],
        "chain": [(one, one.pk in seen) for one in chain],
        "before": [one for one in files if one.purpose == BEFORE],
        "after": [one for one in files if one.purpose == AFTER],
        "proof": [one for one in files if one.purpose == PROOF],
        "publications": publications,
        "publish": f"{reverse('publicity:write')}?subject={reference}" if publishes else "",
        "duties": [*duties_of(reference, request.standing)],
        "offers": offers(found, request.standing, clock.today()),
        "entries": [
            Entry(one.html, at=one.entry.on, by=one.actor)
            for one in timeline(reference, request.standing)
        ],
        "back": reverse("rectification:items"),
    }
    return render(request, "rectification/item.html", context)


def _facts(found: Item, request: Request) -> list[Fact]:
    source = plan.source_called(found.adoption, found.source)
    titles = kinds.titles([found.source_ref], request.standing) if found.source_ref else {}
    merged = found.unit.merged_into
    lines = [
        Fact(
            _("Unit responsible"), found.unit.name, reverse("directory:unit", args=[found.unit_id])
        ),
        Fact(_("Leader responsible"), found.leader_shown),
        Fact(_("Person responsible"), found.owner_shown),
        Fact(_("Found on"), told(found.found_on)),
        Fact(_("Source of the problem"), source.label.say(language()) if source else ""),
        Fact(
            _("Who found it"),
            _("The unit itself") if found.found_by_itself else _("Somebody else"),
        ),
        Fact(_("Promised first"), told(found.promised_on)),
        Fact(_("To be put right by"), told(found.due_on)),
        Fact(_("Promise moved"), _("{n} times").format(n=found.moved) if found.moved else ""),
    ]
    if found.source_ref and titles:
        title = titles[found.source_ref]
        lines.insert(5, Fact(_("Came from"), title, url=kinds.url(found.source_ref) or ""))
    if merged is not None:
        lines.insert(1, Fact(_("Carried on by"), merged.name))
    if found.rule_due_on:
        said = told(found.rule_made_on) or _("by {day}").format(day=told(found.rule_due_on))
        lines.append(Fact(_("Rule made"), said))
    if found.remark:
        lines.append(Fact(_("Remark"), found.remark, "", True))
    return lines


def _stated(found: Item) -> list[Fact]:
    """Return the problem, its cause, the measure, and what else the plan wants stated."""
    fields = plan.every_field(found.adoption)
    called = {
        {"problems": "problem"}.get(one.id, one.id): one.label.say(language())
        for one in fields
        if one.id in plan.COLUMNS
    }
    lines = [
        Fact(called.get("problem", _("Problem")), found.problem, "", True),
        Fact(called.get("cause", _("Cause")), found.cause, "", True),
        Fact(called.get("measure", _("Rectification measure")), found.measure, "", True),
    ]
    for field in plan.own_fields(fields):
        said = say_value(field, found.values.get(field.id))
        if said:
            lines.append(Fact(field.label.say(language()), said, "", len(said) > 20))
    return lines


def _missing(found: Item) -> str:
    if found.state != State.REGISTERED:
        return ""
    mode = plan.mode_of(found)
    if mode is None:
        return _("its class")
    standing = plan.standing_of(found, mode)
    missing = [*standing.missing, *standing.missing_to_approve]
    missing = [one for one in dict.fromkeys(missing) if one not in mode.at_end]
    return plan.labels_of(pack_of(found.adoption), missing)


def _steps(found: Item) -> list[Step]:
    if found.state == State.WITHDRAWN:
        return []
    mode = plan.mode_of(found)
    order: list[tuple[str, Any]] = [(State.REGISTERED, found.registered_on)]
    if (mode is not None and mode.approver) or found.state == State.IN_APPROVAL:
        order.append((State.IN_APPROVAL, found.approved_on))
    order += [
        (State.RUNNING, None),
        (State.HANDED_IN, found.done_on),
        (State.STRUCK_OFF, found.struck_on),
    ]
    at = [state for state, _day in order].index(found.state)
    last = len(order) - 1
    return [
        Step(
            State(state).label,
            "done" if place < at or at == last else "now" if place == at else "next",
            on=day,
        )
        for place, (state, day) in enumerate(order)
    ]
