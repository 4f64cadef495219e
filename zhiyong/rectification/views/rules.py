"""A rule that was made: entered, shown, looked at again."""

from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from zhiyong.directory.models import Unit
from zhiyong.directory.standing import account_of
from zhiyong.duties.selectors import of_subject as duties_of
from zhiyong.journal.selectors import timeline
from zhiyong.plans.models import Adoption
from zhiyong.plans.selectors import adoptions_for
from zhiyong.rectification import forms, selectors, services
from zhiyong.rectification.access import READERS, WORKERS, answers_for
from zhiyong.rectification.models import Item, MadeRule
from zhiyong.rectification.offers import rule_offers
from zhiyong.rectification.services.common import told
from zhiyong.rectification.views.common import Doing, Line, act_page, row_or_404
from zhiyong.shell import clock, kinds
from zhiyong.shell.access import Request, needs
from zhiyong.shell.parts import Entry, Fact


def _rule(request: Request, pk: int) -> MadeRule:
    rows = selectors.rules_visible_to(request.standing).select_related(
        "unit", "item", "adoption__pack", "replaces"
    )
    found: MadeRule = row_or_404(rows, pk)
    return found


@never_cache
@needs(*READERS)
@require_GET
def rule(request: Request, pk: int) -> HttpResponse:
    """Show one rule."""
    found = _rule(request, pk)
    reference = kinds.ref(found)
    facts = [
        Fact(_("Unit"), found.unit.name),
        Fact(_("Document no."), found.number),
        Fact(_("Rule made on"), told(found.made_on)),
        Fact(_("Holds from"), told(found.from_on)),
        Fact(_("Looked at again on"), told(found.review_on)),
    ]
    if found.item is not None:
        url = reverse("rectification:item", args=[found.item_id])
        facts.append(Fact(_("Because of"), found.item.number, url))
    if found.review:
        facts.append(Fact(_("What the last look showed"), found.review, "", True))
    context = {
        "rule": found,
        "facts": facts,
        "duties": [*duties_of(reference, request.standing)],
        "offers": rule_offers(found, request.standing),
        "entries": [
            Entry(one.html, at=one.entry.on, by=one.actor)
            for one in timeline(reference, request.standing)
        ],
    }
    return render(request, "rectification/rule.html", context)


@never_cache
@needs(*WORKERS)
@require_http_methods(["GET", "POST"])
def add(request: Request) -> HttpResponse:
    """Enter a rule that was made: of an item, or of one's unit."""
    today = clock.today()
    item = _item(request)
    unit, adoption = _place(request, item, today)
    form = forms.RuleForm(
        request.POST if request.method == "POST" else None,
        initial={"made_on": today, "from_on": today},
    )
    made: list[MadeRule] = []

    def do() -> None:
        made.append(
            services.enter_rule(
                adoption=adoption,
                unit=unit,
                item=item,
                by=account_of(request),
                on=today,
                **form.cleaned_data,
            )
        )

    lists = reverse("rectification:rules")
    back = reverse("rectification:item", args=[item.pk]) if item else lists
    follows = [Line(_("The unit owes a look at it on the day that you name."))]
    if item is not None and item.rule_due_on:
        text = _("The second stage of no. {number} is met with it.")
        follows.append(Line(text.format(number=item.number)))
    return act_page(
        request,
        Doing(
            title=_("Enter the rule that was made"),
            about=f"{unit.name}{' · ' + item.number if item else ''}",
            form=form,
            do=do,
            done=_("The rule is entered."),
            button=_("Enter it"),
            back=back,
            crumbs=[(_("Rules made"), lists)],
            follows=follows,
            then=lambda: reverse("rectification:rule", args=[made[0].pk]),
        ),
    )


def _item(request: Request) -> Item | None:
    asked = request.GET.get("item", "")
    if not asked.isdigit():
        return None
    rows = selectors.items_visible_to(request.standing).select_related("unit", "adoption__pack")
    found: Item = row_or_404(rows, int(asked))
    mine = found.owner_id == request.standing.person_id or answers_for(
        request.standing, found.unit_id, found.adoption
    )
    if not mine or found.state not in (Item.State.RUNNING, Item.State.STRUCK_OFF):
        raise Http404
    return found


def _place(request: Request, item: Item | None, today: date) -> tuple[Unit, Adoption]:
    if item is not None:
        return item.unit, item.adoption
    units = request.standing.units(*WORKERS)
    pk = request.standing.home_unit_id if request.standing.home_unit_id in units else None
    unit = Unit.objects.filter(pk=pk or min(units, default=0)).first()
    adoption = adoptions_for(unit, today).first() if unit else None
    if unit is None or adoption is None:
        raise Http404
    return unit, adoption


@never_cache
@needs(*WORKERS)
@require_http_methods(["GET", "POST"])
def review(request: Request, pk: int) -> HttpResponse:
    """Look at a rule again."""
    found = _rule(request, pk)
    if not rule_offers(found, request.standing):
        raise Http404
    form = forms.ReviewForm(request.POST if request.method == "POST" else None)

    def do() -> Any:
        said = form.cleaned_data
        return services.review_rule(
            rule=found,
            keeps=said["keeps"] == "yes",
            found=said["found"],
            next_on=said["next_on"],
            by=account_of(request),
            on=clock.today(),
        )

    back = reverse("rectification:rule", args=[found.pk])
    return act_page(
        request,
        Doing(
            title=_("Look at it again"),
            about=found.title,
            form=form,
            do=do,
            done=_("What was found is written down."),
            button=_("Write it down"),
            back=back,
            crumbs=[(_("Rules made"), reverse("rectification:rules")), (found.title, back)],
        ),
    )
