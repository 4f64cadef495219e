"""What the figures show: thresholds that rows meet, for people to look at. It decides nothing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET

from zhiyong.directory.models import Unit
from zhiyong.directory.selectors import subtree_ids
from zhiyong.plans.models import Adoption
from zhiyong.plans.selectors import pack_of
from zhiyong.plans.wording import ground_of, language, parties
from zhiyong.registers import acts
from zhiyong.registers.access import WATCHERS
from zhiyong.registers.forms import LeadsForm
from zhiyong.registers.selectors import (
    Shown,
    homes_of,
    rows_visible_to,
    shown_for,
    watched_adoptions,
)
from zhiyong.rules.conditions import Outcome, Truth
from zhiyong.rules.facts import singles
from zhiyong.rules.figures import Taken, as_fact
from zhiyong.rules.pack.schema import Pack
from zhiyong.rules.wording import explain
from zhiyong.shell import clock, kinds
from zhiyong.shell.access import Request, needs
from zhiyong.shell.lists import Column
from zhiyong.shell.lists import export as exporting
from zhiyong.shell.parts import Offer

STATES = {
    "met": (pgettext_lazy("threshold", "Reached"), "blue"),
    "excused": (pgettext_lazy("threshold", "Excused"), ""),
    "guarded": (pgettext_lazy("threshold", "A note only"), ""),
}
MOST = 500
"""So many are shown on the page; the export holds all of them."""


@dataclass(frozen=True, slots=True)
class Limb:
    """One limb that speaks for it: what was asked and found, its clause."""

    said: str
    clause: Any


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure behind it: its value, its window, the rows it rests on and which may be opened."""

    label: str
    value: str
    since: date | None
    until: date | None
    rows: tuple[tuple[int, bool], ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """One threshold and whom it is about."""

    about: str
    name: str
    unit: str
    url: str
    state: str
    word: Any
    tone: str
    limbs: tuple[Limb, ...]
    held: tuple[str, ...]
    marks: tuple[str, ...]
    figures: tuple[Figure, ...]
    lead: str
    offers: tuple[Offer, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """One lead of the plan with all whom it is about."""

    id: str
    label: str
    clause: Any
    where: str
    to: str
    confirmed_by: str
    note: str
    findings: list[Finding]


@require_GET
@needs(*WATCHERS)
def leads(request: Request) -> HttpResponse:
    """Show the thresholds that the rows of a plan's registers meet on a day."""
    today = clock.today()
    watched = watched_adoptions(request.standing, today)
    plans = {
        str(adoption.pk): f"{adoption.pack.title} · {adoption.body.name}"
        for adoption, _r in watched
    }
    form = LeadsForm(request.GET or {"on": today.isoformat()}, plans=plans)
    valid = form.is_valid()
    asked = form.cleaned_data if valid else {}
    on: date = asked.get("on") or today
    chosen = next(
        ((one, roles) for one, roles in watched if str(one.pk) == asked.get("plan")),
        watched[0] if watched else None,
    )
    if chosen is None:
        return render(request, "registers/leads.html", {"form": form, "adoption": None, "on": on})
    adoption, roles = chosen
    found = shown_for(adoption, on, roles)
    findings = _findings(request, adoption, found, on, asked.get("unit"))
    if request.GET.get("export") == "xlsx":
        return _workbook(request, adoption, findings, on)
    context = {
        "form": form,
        "adoption": adoption,
        "on": on,
        "several": len(watched) > 1,
        "for_roles": parties(pack_of(adoption), tuple(sorted(roles))) if roles else "",
        "groups": _groups(pack_of(adoption), findings[:MOST]),
        "reached": sum(1 for one in findings if one.state == "met"),
        "held": sum(1 for one in findings if one.state != "met"),
        "more": max(0, len(findings) - MOST),
    }
    return render(request, "registers/leads.html", context)


def _findings(
    request: Request, adoption: Adoption, found: Sequence[Shown], on: date, unit: Unit | None
) -> list[Finding]:
    pack = pack_of(adoption)
    people = [int(one.about.partition(":")[2]) for one in found if one.about.startswith("person:")]
    homes = homes_of(people, on)
    below = set(subtree_ids(unit)) if unit else None
    titles = kinds.titles({one.about for one in found}, request.standing)
    numbers = {number for one in found for number in one.rows}
    open_ = frozenset(
        rows_visible_to(request.standing).filter(pk__in=numbers).values_list("pk", flat=True)
    )
    made = []
    for one in found:
        kind, _colon, pk = one.about.partition(":")
        home = homes.get(int(pk)) if kind == "person" else None
        place = (home.pk if home else None) if kind == "person" else int(pk)
        if below is not None and place not in below:
            continue
        name = titles.get(one.about, one.about)
        row = next((f"register_row:{number}" for number in one.rows if number in open_), "")
        reached = one.found.state == "met"
        may = acts.offers(adoption, one.about, row, request.standing) if reached else ()
        made.append(_finding(pack, one, (name, home.name if home else ""), open_, may))
    return made


def _finding(
    pack: Pack,
    one: Shown,
    named: tuple[str, str],
    open_: frozenset[int],
    offers: tuple[Offer, ...],
) -> Finding:
    name, unit = named
    word, tone = STATES[one.found.state]
    words, lang = pack.vocabulary, language()
    held = one.found.guard if one.found.state == "guarded" else one.found.excuse
    return Finding(
        about=one.about,
        name=name,
        unit=unit,
        url=kinds.url(one.about) or "",
        state=one.found.state,
        word=word,
        tone=tone,
        limbs=tuple(_limbs(pack, one)),
        held=_reasons(pack, held) if held and one.found.state != "met" else (),
        marks=tuple(
            _("{what}: {value}").format(
                what=words.say_fact(fact, lang),
                value="、".join(words.say_value(fact, single, lang) for single in singles(value)),
            )
            for fact, value in one.found.marks.items()
        ),
        figures=tuple(_figure(pack, each, open_) for each in one.taken),
        lead=one.found.lead.id,
        offers=offers,
    )


def _limbs(pack: Pack, one: Shown) -> Iterable[Limb]:
    for outcome in one.found.limbs:
        (said,) = explain(outcome, pack.vocabulary, language())
        yield Limb(said, outcome.condition.clause or one.found.lead.clause)


def _reasons(pack: Pack, outcome: Outcome) -> tuple[str, ...]:
    """Return the limbs of a guard or an excuse that hold; all, where it holds by what does not."""
    limbs = [*outcome.limbs(Truth.MET)] or [*outcome.limbs()]
    return tuple(line for each in limbs for line in explain(each, pack.vocabulary, language()))


def _figure(pack: Pack, taken: Taken, open_: frozenset[int]) -> Figure:
    found = as_fact(pack.vocabulary, taken.figure, taken.value)
    value = "、".join(
        pack.vocabulary.say_value(taken.figure.fact, one, language()) for one in singles(found)
    )
    label = taken.figure.label.say(language())
    rows = tuple((number, number in open_) for number in taken.rows)
    return Figure(label, value, taken.since, taken.until, rows)


def _groups(pack: Pack, findings: Sequence[Finding]) -> list[Group]:
    groups = []
    for lead_id, of_it in groupby(findings, key=lambda one: one.lead):
        lead = pack.element("leads", lead_id)
        groups.append(
            Group(
                lead_id,
                lead.label.say(language()),
                lead.clause,
                ground_of(pack, lead).where,
                parties(pack, lead.to),
                parties(pack, lead.confirmed_by),
                lead.note.say(language()) if lead.note else "",
                [*of_it],
            )
        )
    return groups


# ── taken away ────────────────────────────────────────────────────────────────────────────


def _workbook(
    request: Request, adoption: Adoption, findings: Sequence[Finding], on: date
) -> HttpResponse:
    pack = pack_of(adoption)
    labels = {lead.id: lead.label.say(language()) for lead in pack.leads}
    columns = (
        Column("lead", gettext_lazy("Threshold"), value=lambda one: labels[one.lead], width=30),
        Column("name", gettext_lazy("About"), width=24),
        Column("unit", gettext_lazy("Unit"), width=28),
        Column("word", gettext_lazy("State")),
        Column("limbs", gettext_lazy("What the comparison gives"), value=_said, wide=True),
        Column("clause", gettext_lazy("Clause"), value=_cited),
        Column(
            "held", gettext_lazy("Held back by"), value=lambda one: "；".join(one.held), wide=True
        ),
        Column("rows", gettext_lazy("Rows it rests on"), value=_numbers),
    )
    now = timezone.localtime(clock.now())
    title = _("What the figures show, {day}").format(day=on.isoformat())
    sentence = f"{adoption.pack.title} · {adoption.body.name}"
    exporting.tell(exporting.Exported(request, "leads", title, len(findings), sentence))
    cover = exporting.Cover(
        title=title,
        count=str(len(findings)),
        sentence=sentence,
        order=_("In the order of the plan"),
        by=str(request.user),
        at=now,
        mark=_("Hints for people to look at; nothing is found or decided by them."),
    )
    name = content_disposition_header(True, f"{title}.xlsx")
    return HttpResponse(
        exporting.workbook(cover, columns, findings),
        content_type=exporting.XLSX,
        headers={"Content-Disposition": str(name)},
    )


def _said(one: Finding) -> str:
    return "；".join(limb.said for limb in one.limbs)


def _cited(one: Finding) -> str:
    return "；".join(dict.fromkeys(str(limb.clause) for limb in one.limbs))


def _numbers(one: Finding) -> str:
    return "、".join(str(n) for n in sorted({n for each in one.figures for n, _open in each.rows}))
