"""The page of a case: its stages, its tabs, and the rail of what can be done."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from zhiyong.cases.models import Case
from zhiyong.cases.selectors import page
from zhiyong.cases.views.common import READERS, account, case_or_404
from zhiyong.journal.services import record_read
from zhiyong.shell import clock
from zhiyong.shell.access import Request, needs
from zhiyong.shell.parts import Tab

OWN = ("overview", "materials", "facts", "steps", "papers", "timeline")
PLACES = {"overview": 10, "materials": 20, "facts": 30, "steps": 40, "papers": 80, "timeline": 90}


@never_cache
@needs(*READERS)
@require_GET
def case(request: Request, pk: int) -> HttpResponse:
    """Show a case on one of its tabs; reading it is written down."""
    row = case_or_404(request, pk)
    today = clock.today()
    panels = page.added(row, request.standing, today)
    asked = request.GET.get("tab", "")
    keys = [*OWN, *(panel.key for panel, _context in panels)]
    tab = asked if asked in keys else OWN[0]
    record_read(row, by=account(request), on=today)
    chosen = next(((panel, shown) for panel, shown in panels if panel.key == tab), None)
    scene = page.shown(row, request.standing, today, tab)
    context = {
        "case": row,
        "shown": scene,
        "tab": tab,
        "tabs": _tabs(row, [(one.key, one.label, one.order) for one, _context in panels]),
        "panel": chosen[0] if chosen else None,
        "waiting": page.waiting(row, request.standing),
        "related": page.related(row, request.standing),
        "light": scene.running[0].light if scene.running else "",  # type: ignore[attr-defined]
        **scene.parts,
        **(chosen[1] if chosen else {}),
    }
    return render(request, "cases/case.html", context)


def _tabs(row: Case, added: list[tuple[str, object, int]]) -> list[Tab]:
    titles = {
        "overview": _("Overview"),
        "materials": _("Evidence and statements"),
        "facts": _("Facts and findings"),
        "steps": _("Steps"),
        "papers": _("Papers"),
        "timeline": _("What was done"),
    }
    every = [(key, titles[key], PLACES[key]) for key in OWN] + list(added)
    address = reverse("cases:case", args=[row.pk])
    return [
        Tab(key, label, f"{address}?tab={key}")
        for key, label, _order in sorted(every, key=lambda one: one[2])
    ]
