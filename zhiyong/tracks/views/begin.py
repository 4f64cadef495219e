"""Pages on which something begins: a talk, a track, a resignation, an item of oversight."""

from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from zhiyong.cases.models import Case
from zhiyong.cases.selectors import cases_visible_to
from zhiyong.directory.models import Person, Unit
from zhiyong.directory.selectors import leaders_in_charge, main_leaders
from zhiyong.plans.models import Adoption
from zhiyong.plans.selectors import adoption_for, pack_of
from zhiyong.shell import clock
from zhiyong.shell.access import Request, needs
from zhiyong.tracks import forms, plan, services
from zhiyong.tracks.models import CaseTrack, Oversight, Resignation, Talk
from zhiyong.tracks.selectors.access import ACTS_HERE, acts_for
from zhiyong.tracks.views.common import (
    READERS,
    Doing,
    Line,
    account,
    act_page,
    case_of,
    data,
    row_or_404,
)


def _unit(request: Request, case: Case | None) -> Unit:
    """Return the body that keeps what begins: that of the case, else one's own.

    :raises Http404: if one acts for none.
    """
    units = request.standing.units(*ACTS_HERE)
    if case is not None and case.audience in units:
        return case.body
    home = request.standing.home_unit_id
    pk = home if home in units else min(units, default=None)
    if pk is None:
        raise Http404
    return Unit.objects.get(pk=pk)


def _adoption(case: Case | None, unit: Unit, on: date) -> Adoption | None:
    return case.adoption if case else adoption_for(unit, on)


def _back(case: Case | None, lists: str, tab: str = "tracks") -> str:
    if case is None:
        return reverse(lists)
    return f"{reverse('cases:case', args=[case.pk])}?tab={tab}"


@never_cache
@needs(*READERS)
@require_http_methods(["GET", "POST"])
def call(request: Request) -> HttpResponse:
    """Call a talk, from a case or by itself."""
    case, today = case_of(request), clock.today()
    unit = _unit(request, case)
    adoption = _adoption(case, unit, today)
    post, _files = data(request)
    me = account(request).person
    form = forms.CallForm(post, initial={"day": today, "talker": f"person-{me.pk}" if me else None})
    made: list[Talk] = []

    def do() -> None:
        said = form.cleaned_data
        with_unit: Unit | None = said["with_unit"]
        made.append(
            services.call_talk(
                unit=unit,
                case=case,
                adoption=adoption,
                with_unit=with_unit,
                with_person=said["with_person"],
                talker=said["talker"],
                attendees=_heads(with_unit, today),
                day=said["day"],
                place=said["place"],
                reason=said["reason"],
                by=account(request),
                on=today,
            )
        )

    follows = [
        Line(_("It is no measure: nothing of the ladder follows from it.")),
        Line(_("Of a unit its main leaders and its leaders in charge are called.")),
    ]
    if adoption is not None and (slip := plan.slip_for(pack_of(adoption), plan.TALK_CALLED)):
        text = _("“{slip}” is issued with its number.").format(slip=_label(slip))
        follows.append(Line(text, slip.clause or ""))
    doing = Doing(
        title=_("Call a talk"),
        about=str(case or unit.name),
        form=form,
        do=do,
        then=lambda: reverse("tracks:talk", args=[made[0].pk]),
        done=_("The talk is called."),
        button=_("Call it"),
        crumb=_("Talks"),
        lists=reverse("tracks:talks"),
        back=_back(case, "tracks:talks"),
        follows=follows,
    )
    return act_page(request, doing)


def _label(element: Any) -> str:
    from zhiyong.plans.wording import language

    text: str = element.label.say(language())
    return text


def _heads(unit: Unit | None, on: date) -> list[Person]:
    if unit is None:
        return []
    found = [*main_leaders(unit, on), *leaders_in_charge(unit, on)]
    return list({one.person_id: one.person for one in found}.values())


@never_cache
@needs(*READERS)
@require_http_methods(["GET", "POST"])
def take_up(request: Request, pk: int) -> HttpResponse:
    """Take a track of responsibility up about somebody on a case."""
    rows = cases_visible_to(request.standing)
    case: Case = row_or_404(rows, pk, "body", "adoption__pack")
    if not acts_for(request.standing, case.audience) or not pack_of(case.adoption).tracks:
        raise Http404
    today = clock.today()
    post, _files = data(request)
    form = forms.TakeUpForm(post, case=case)
    made: list[CaseTrack] = []

    def do() -> None:
        said = form.cleaned_data
        made.append(
            services.take_up(
                respondent=form.people[said["respondent"]],
                track=said["track"],
                grounds=said["grounds"],
                own_act=forms.truth(said["own_act"]),
                responsibility=said["responsibility"],
                by=account(request),
                on=today,
            )
        )

    doing = Doing(
        title=_("Take a track up"),
        about=f"{case.number} · {case.title}",
        form=form,
        do=do,
        then=lambda: _back(case, "tracks:waiting"),
        done=_("The track is taken up; it runs beside the others."),
        button=_("Take it up"),
        crumb=_("Cases"),
        lists=reverse("cases:cases"),
        back=_back(case, "tracks:waiting"),
        follows=[
            Line(_("It runs beside the other tracks and ends with a result of its own.")),
            Line(_("A resignation of the person waits while direct responsibility is open on it.")),
        ],
        why_not=_("This case has ended.") if case.has_ended else "",
    )
    return act_page(request, doing)


@never_cache
@needs(*READERS)
@require_http_methods(["GET", "POST"])
def file(request: Request) -> HttpResponse:
    """File a resignation: first whose it is, then from which post and why."""
    case, today = case_of(request), clock.today()
    unit = _unit(request, case)
    adoption = _adoption(case, unit, today)
    lists = reverse("tracks:resignations")
    if adoption is None:
        return render(request, "tracks/no_plan.html", {"unit": unit, "lists": lists})
    person = _person(request)
    if person is None:
        who = forms.WhoForm(request.GET if "person" in request.GET else None)
        if who.is_bound and who.is_valid():
            person = who.cleaned_data["person"]
        else:
            shown = {"form": who, "case": case, "lists": lists}
            return render(request, "tracks/who.html", shown)
    assert person is not None
    found: Person = person
    post, files = data(request)
    form = forms.FileForm(post, files, person=found, adoption=adoption, on=today)
    made: list[Resignation] = []

    def do() -> None:
        said = form.cleaned_data
        made.append(
            services.file_resignation(
                person=found,
                post=form.posts[said["post"]],
                adoption=adoption,
                unit=unit,
                case=case,
                origin=said["origin"],
                reason=said["reason"],
                request=said["request"],
                basis=said.get("basis"),
                stated=form.stated(),
                by=account(request),
                on=today,
            )
        )

    track = plan.resigning(pack_of(adoption))
    clause = (track.clause if track else "") or ""
    doing = Doing(
        title=_("File a resignation"),
        about=found.name,
        form=form,
        do=do,
        then=lambda: reverse("tracks:resignation", args=[made[0].pk]),
        done=_("The resignation is filed."),
        button=_("File it"),
        crumb=_("Resignations"),
        lists=lists,
        back=_back(case, "tracks:resignations"),
        follows=[
            Line(_("It waits while a case of direct responsibility is open."), clause),
            Line(_("Nothing about guilt is kept with it."), clause),
            Line(_("The body with the power looks into it and answers it.")),
        ],
        why_not="" if form.posts else _("{name} holds no post today.").format(name=found.name),
    )
    return act_page(request, doing)


def _person(request: Request) -> Person | None:
    pk = request.GET.get("who", "")
    return Person.objects.filter(pk=int(pk)).first() if pk.isdigit() else None


@never_cache
@needs(*READERS)
@require_http_methods(["GET", "POST"])
def register(request: Request) -> HttpResponse:
    """Register what the people's congress asks of an organ, or moves about a person."""
    case, today = case_of(request), clock.today()
    unit = _unit(request, case)
    adoption = _adoption(case, unit, today)
    post, _files = data(request)
    initial = {"kind": Oversight.Kind.INTERPELLATION, "received_on": today}
    form = forms.RegisterForm(post, initial=initial)
    made: list[Oversight] = []

    def do() -> None:
        made.append(
            services.register_oversight(
                unit=unit,
                case=case,
                adoption=adoption,
                by=account(request),
                on=today,
                **form.cleaned_data,
            )
        )

    doing = Doing(
        title=_("Register what the congress asks"),
        about=str(case or unit.name),
        form=form,
        do=do,
        then=lambda: reverse("tracks:oversight", args=[made[0].pk]),
        done=_("It is registered."),
        button=_("Register it"),
        crumb=_("Oversight by the people's congress"),
        lists=reverse("tracks:oversights"),
        back=_back(case, "tracks:oversights"),
        follows=[
            Line(_("The organ owes its answer from now, and sees the item.")),
            Line(_("A motion to remove changes nobody's post before it is carried.")),
        ],
    )
    return act_page(request, doing)
