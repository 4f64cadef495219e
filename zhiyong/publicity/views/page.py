"""The page of a publication, and the acts on it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from zhiyong.approvals.selectors import of_subject
from zhiyong.directory.models import Account, Unit
from zhiyong.directory.standing import account_of
from zhiyong.journal.selectors import timeline
from zhiyong.plans.selectors import pack_of
from zhiyong.plans.wording import language, party
from zhiyong.publicity import forms, plan, services, watching
from zhiyong.publicity.models import Publication
from zhiyong.publicity.offers import offers
from zhiyong.publicity.selectors import PUBLISHERS, publications_visible_to
from zhiyong.shell import clock, kinds
from zhiyong.shell.access import Request, needs, signed_in
from zhiyong.shell.errors import Refusal
from zhiyong.shell.htmx import go_to
from zhiyong.shell.parts import Entry, Fact

Form = Any


def publication_or_404(request: Request, pk: int) -> Publication:
    """Return a publication that the reader may see.

    :raises Http404: if there is none, or it may not be seen: both look the same.
    """
    found = (
        publications_visible_to(request.standing)
        .select_related("unit", "adoption__pack", "adoption__body", "corrects", "published_by")
        .filter(pk=pk)
        .first()
    )
    if found is None:
        raise Http404
    return found


def page_of(publication: Publication) -> str:
    """Return the address of a publication's page."""
    return reverse("publicity:publication", args=[publication.pk])


@never_cache
@signed_in
@require_GET
def publication(request: Request, pk: int) -> HttpResponse:
    """Show a publication, what corrects it, and what may be done with it."""
    found = publication_or_404(request, pk)
    seen = publications_visible_to(request.standing)
    rule = plan.rule_of(found.adoption, found.rule)
    subject = kinds.titles([found.subject], request.standing).get(found.subject, "")
    acts = offers(found, request.standing)
    context = {
        "publication": found,
        "rule": rule,
        "facts": _facts(found, rule),
        "subject": subject,
        "subject_url": kinds.url(found.subject) if subject else "",
        "corrections": list(seen.filter(corrects=found).order_by("pk")),
        "corrects": seen.filter(pk=found.corrects_id).first() if found.corrects_id else None,
        "offers": acts,
        "approval": of_subject(kinds.ref(found), request.standing).first() if acts else None,
        "entries": _entries(found, request) if acts else [],
    }
    return render(request, "publicity/publication.html", context)


def _facts(found: Publication, rule: Any) -> list[Fact]:
    lines = [
        Fact(gettext("What it is"), found.get_kind_display()),
        Fact(gettext("Published by"), found.unit.name),
        Fact(gettext("Who reads it"), found.get_audience_display()),
        Fact(gettext("Document no."), found.number),
        Fact(gettext("From"), _day(found.from_on)),
        Fact(gettext("Until"), _day(found.until_on)),
    ]
    if found.adoption is not None and rule is not None:
        pack = pack_of(found.adoption)
        lines.append(Fact(gettext("Under"), rule.label.say(language()), wide=True))
        if rule.approval:
            agreed = gettext(", ").join(party(pack, one) for one in rule.approval)
            lines.append(Fact(gettext("Agreed to by"), agreed, wide=True))
    return lines


def _entries(found: Publication, request: Request) -> list[Entry]:
    told = timeline(kinds.ref(found), request.standing)
    return [Entry(one.html, at=one.entry.on, by=one.actor) for one in told]


def _day(day: date | None) -> str:
    return date_format(day, "DATE_FORMAT") if day else ""


# --- a new one -----------------------------------------------------------------------------------


@never_cache
@needs(*PUBLISHERS)
@require_http_methods(["GET", "POST"])
def write(request: Request) -> HttpResponse:
    """Write something new under one of the plan's publications."""
    today = clock.today()
    ways = _ways(request, today)
    subject = _subject(request)
    form = forms.NewForm(request.POST or None, ways=ways, initial={"audience": "public"})
    made: list[Publication] = []

    def do() -> None:
        chosen = form.chosen()
        filled = {name: value for name, value in form.cleaned_data.items() if name != "way"}
        made.append(
            services.draft(
                subject=subject or chosen.unit,
                adoption=chosen.adoption,
                rule=chosen.rule.id,
                unit=chosen.unit,
                by=account_of(request),
                on=today,
                **filled,
            )
        )

    if request.method == "POST" and form.is_valid() and attempt(form, do):
        messages.success(request, gettext("The draft is kept; read it once more, then send it."))
        return go_to(request, page_of(made[0]))
    titles = kinds.titles([subject], request.standing) if subject else {}
    context = {"form": form, "ways": ways, "about": titles.get(subject, ""), "subject": subject}
    return render(request, "publicity/write.html", context, status=422 if form.errors else 200)


def _subject(request: Request) -> str:
    """Return what it is about, if the reader may see that; "" for the unit itself."""
    wanted = request.POST.get("subject") or request.GET.get("subject", "")
    return wanted if wanted and kinds.visible([wanted], request.standing) else ""


def _ways(request: Request, today: date) -> dict[str, forms.Way]:
    units = Unit.objects.filter(pk__in=request.standing.units(*PUBLISHERS)).order_by("pk")
    mine = list(units[:50])
    return {
        f"{adoption.pk}-{unit.pk}-{rule.id}": forms.Way(adoption, rule, unit)
        for adoption, rule in plan.rules_for(frozenset(unit.pk for unit in mine), today)
        for unit in mine
        if adoption.body_id in unit.path and plan.may_publish(rule, adoption, unit)
    }


# --- the acts ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Page:
    """One act's page: what it asks, what it does, what is then said."""

    form: Callable[..., Form]
    do: Callable[[Publication, Form, Account, date], object]
    done: Any
    button: Any
    follows: tuple[Any, ...] = ()
    is_grave: bool = False


def attempt(form: Form, act: Callable[[], object]) -> bool:
    """Run an act; show at the form why it was refused. Return whether it was done."""
    try:
        act()
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def _submit(found: Publication, form: Form, by: Account, on: date) -> object:
    confirmed = form.cleaned_data["confirmed"]
    return services.submit(publication=found, confirmed=confirmed, by=by, on=on)


def _change(found: Publication, form: Form, by: Account, on: date) -> object:
    return services.change(publication=found, by=by, on=on, **form.cleaned_data)


def _withhold(found: Publication, form: Form, by: Account, on: date) -> object:
    return services.withhold(publication=found, by=by, on=on, **form.cleaned_data)


def _discard(found: Publication, form: Form, by: Account, on: date) -> object:
    return services.discard(publication=found, by=by, on=on)


def _retract(found: Publication, form: Form, by: Account, on: date) -> object:
    return services.retract(publication=found, by=by, on=on, **form.cleaned_data)


def _correct(found: Publication, form: Form, by: Account, on: date) -> object:
    return services.correct(publication=found, by=by, on=on, **form.cleaned_data)


PAGES: dict[str, Page] = {
    "submit": Page(forms.SubmitForm, _submit, _("It is on its way."), _("Make it known")),
    "change": Page(
        forms.WriteForm,
        _change,
        _("The draft is changed."),
        _("Keep the draft"),
    ),
    "withhold": Page(
        forms.ReasonForm,
        _withhold,
        _("It is kept back, with the reason."),
        _("Do not publish it"),
        (_("The plan wants this published; the reason stays on record."),),
    ),
    "discard": Page(
        forms.NothingForm,
        _discard,
        _("The draft is thrown away."),
        _("Throw it away"),
        (_("Only that there was a draft stays on record."),),
        is_grave=True,
    ),
    "retract": Page(
        forms.ReasonForm,
        _retract,
        _("It is retracted."),
        _("Retract it"),
        (
            _("Its readers see that it was retracted, when and why."),
            _("To put something right, correct it as well: the same people read it."),
        ),
        is_grave=True,
    ),
    "correct": Page(
        forms.CorrectForm,
        _correct,
        _("The correction is out, to the same people."),
        _("Make the correction known"),
        (
            _("It goes out at once, to exactly the people whom the first version reached."),
            _("Both versions stay visible, each with the other, as long as the first one hung."),
        ),
    ),
}


@never_cache
@needs(*PUBLISHERS)
@require_http_methods(["GET", "POST"])
def act(request: Request, pk: int, act: str) -> HttpResponse:
    """Show what an act on a publication asks and does; do it."""
    found = publication_or_404(request, pk)
    page = PAGES.get(act)
    offer = next((one for one in offers(found, request.standing) if one.key == act), None)
    if page is None or offer is None:
        raise Http404
    by, today = account_of(request), clock.today()
    form = _form(request, found, act, page)
    sent = request.method == "POST" and form.is_valid()
    if sent and attempt(form, lambda: page.do(found, form, by, today)):
        messages.success(request, str(page.done))
        there = Publication.objects.filter(pk=pk).exists()
        return go_to(request, page_of(found) if there else reverse("publicity:list"))
    context = {
        "publication": found,
        "page": page,
        "offer": offer,
        "form": form,
        "check": _check(found) if act == "submit" else None,
        "back": page_of(found),
    }
    return render(request, "publicity/act.html", context, status=422 if form.errors else 200)


def _form(request: Request, found: Publication, act: str, page: Page) -> Form:
    if act == "change":
        rule = plan.rule_of(found.adoption, found.rule)
        initial = {
            "title": found.title,
            "text": found.text,
            "audience": found.audience,
            "from_on": found.from_on,
            "until_on": found.until_on,
        }
        return page.form(request.POST or None, audiences=plan.allowed(rule), initial=initial)
    if request.method == "POST":
        return page.form(request.POST)
    return page.form()


def _check(found: Publication) -> dict[str, Any]:
    """Return what is looked at before something goes out: names, places, days, who agrees."""
    rule = plan.rule_of(found.adoption, found.rule)
    redacted = bool(rule and rule.redacted)
    title = plan.without_names(found.title, found.subject) if redacted else found.title
    text = plan.without_names(found.text, found.subject) if redacted else found.text
    pack = pack_of(found.adoption) if found.adoption else None
    return {
        "title": title,
        "text": text,
        "redacted": redacted and (title, text) != (found.title, found.text),
        "places": watching.found_in(title, text, found.subject),
        "rule": rule,
        "agree": [party(pack, one) for one in rule.approval] if pack and rule else [],
    }
