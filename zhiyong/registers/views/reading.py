"""Registers to read: those that bind the reader's unit, one as a list, one row with its past."""

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from zhiyong.directory.models import Unit
from zhiyong.plans.models import Adoption
from zhiyong.plans.selectors import adoptions_for, adoptions_in_force, pack_of
from zhiyong.plans.wording import ground_of, language, parties
from zhiyong.registers import acts
from zhiyong.registers.access import READERS, WATCHERS
from zhiyong.registers.lists import list_of
from zhiyong.registers.models import Row
from zhiyong.registers.selectors import (
    IN_FORCE,
    Kept,
    chain_of,
    has_title,
    registers_for,
    rows_of,
)
from zhiyong.registers.views.finding import kept_or_404, row_or_404
from zhiyong.registers.wording import lines
from zhiyong.shell import clock, kinds
from zhiyong.shell.access import Request, needs
from zhiyong.shell.parts import Fact


@dataclass(frozen=True, slots=True)
class Line:
    """One register in the overview."""

    kept: Kept
    title: str
    clause: Any
    kept_by: str
    facts: str


@require_GET
@needs(*READERS)
def registers(request: Request) -> HttpResponse:
    """Show the registers of the plans that bind the reader's unit, and those they watch over."""
    today = clock.today()
    found = registers_for(_adoptions(request), request.standing)
    groups = [
        {
            "adoption": adoption,
            "lines": [_line(one) for one in of_it],
            "watches": bool(request.standing.roles & set(WATCHERS) and pack_of(adoption).leads),
        }
        for adoption, of_it in groupby(found, key=lambda one: one.adoption)
    ]
    return render(request, "registers/registers.html", {"groups": groups, "today": today})


def _adoptions(request: Request) -> list[Adoption]:
    """Return the plans in force above the reader's unit, and where they act for the body."""
    today = clock.today()
    home = Unit.objects.filter(pk=request.standing.home_unit_id or 0).first()
    nearest = [*adoptions_for(home, today)] if home else []
    known = {one.pk for one in nearest}
    watched = request.standing.units(*READERS)
    more = [
        one for one in adoptions_in_force(today) if one.pk not in known and one.body_id in watched
    ]
    return [*nearest, *more]


def _line(kept: Kept) -> Line:
    pack = pack_of(kept.adoption)
    names = [
        figure.label.say(language()) for figure in pack.figures if figure.from_ == kept.register.id
    ]
    comma = "、" if language() == "zh" else ", "
    return Line(
        kept,
        kept.register.label.say(language()),
        kept.register.clause,
        parties(pack, kept.register.kept_by),
        comma.join(names),
    )


@require_GET
@needs(*READERS)
def rows(request: Request, adoption: int, code: str) -> HttpResponse:
    """Show a register as a list; rows that no longer hold only when asked for."""
    kept = kept_or_404(request, adoption, code)
    asks_state = bool(request.GET.get("state"))
    found = rows_of(kept).select_related("unit")
    context = {
        "kept": kept,
        "ground": ground_of(pack_of(kept.adoption), kept.register),
        "kept_by": parties(pack_of(kept.adoption), kept.register.kept_by),
        "note": kept.register.note.say(language()) if kept.register.note else "",
    }
    return list_of(kept, asks_state=asks_state).respond(
        request,
        found if asks_state else found.filter(IN_FORCE),
        title=kept.register.label.say(language()),
        template="registers/rows.html",
        context=context,
    )


@dataclass(frozen=True, slots=True)
class Version:
    """One row of a chain of corrections, with the fields in which it differs from the one before.

    `differs` holds label, before and after.
    """

    row: Row
    differs: tuple[tuple[str, str, str], ...]


@require_GET
@needs(*READERS)
def row(request: Request, pk: int) -> HttpResponse:
    """Show a row, and the rows that it replaced or that replaced it."""
    found, kept = row_or_404(request, pk)
    title = kinds.titles([found.about], request.standing).get(found.about, found.about)
    about = Fact(kinds.split(found.about)[0].label, title, url=kinds.url(found.about) or "")
    facts = [about]
    if has_title(kept.register):
        facts.insert(0, Fact(_("Matter or event"), found.title))
    facts += [
        Fact(label, said, wide=len(said) > 40) for label, said in lines(kept.register, found.values)
    ]
    holds = found.state == Row.State.IN_FORCE
    this = kinds.ref(found)
    context = {
        "row": found,
        "kept": kept,
        "name": found.title or title,
        "facts": facts,
        "title": kept.register.label.say(language()),
        "versions": _versions(kept, found),
        "latest": None if holds else _latest(found),
        "offers": acts.offers(kept.adoption, found.about, this, request.standing) if holds else (),
        "may_change": holds and kept.keeps.covers(found.unit_id),
        "back": reverse("registers:rows", args=[kept.adoption.pk, kept.register.id]),
    }
    return render(request, "registers/row.html", context)


def _versions(kept: Kept, found: Row) -> list[Version]:
    chain = [*chain_of(found)]
    if len(chain) == 1:
        return []
    made = []
    for place, one in enumerate(chain):
        before = (
            dict(lines(kept.register, chain[place + 1].values)) if place + 1 < len(chain) else None
        )
        now = dict(lines(kept.register, one.values))
        differs = (
            tuple(
                (label, before.get(label, ""), now.get(label, ""))
                for label in dict.fromkeys([*before, *now])
                if before.get(label, "") != now.get(label, "")
            )
            if before is not None
            else ()
        )
        made.append(Version(one, differs))
    return made


def _latest(found: Row) -> Row | None:
    """Return the row that holds now in the place of one that was corrected."""
    latest = chain_of(found).first()
    return latest if latest and latest.pk != found.pk else None
