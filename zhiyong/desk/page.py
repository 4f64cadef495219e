"""The page of a complaint, laid out with tabs: what intake shows, and all that handling adds."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from zhiyong.desk.selectors.complaint import Scene, address, page_of, running_approvals, scene_of
from zhiyong.desk.selectors.steps import TAKEN, steps_of
from zhiyong.intake.models import Complaint
from zhiyong.journal.selectors import timelines
from zhiyong.shell import clock, kinds
from zhiyong.shell.access import Request
from zhiyong.shell.parts import Entry, Tab

TABS = ("overview", "materials", "findings", "papers", "messages", "timeline")


def context(complaint: Complaint, request: Request, shown: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the laid-out page shows besides what intake's own page does."""
    today = clock.today()
    scene = scene_of(complaint, request.standing, today, chosen=_asked(request))
    tab = request.GET.get("tab", "")
    tab = tab if tab in TABS else "messages" if request.method == "POST" else TABS[0]
    references = [kinds.ref(complaint), *(f"matter:{one.pk}" for one in scene.matters)]
    waiting = running_approvals(references, request.standing)
    return {
        "scene": scene,
        "tab": tab,
        "tabs": _tabs(complaint, scene, shown),
        "lines": _lines(complaint, request, scene) if tab == "timeline" else [],
        "steps": _steps(complaint, scene, shown),
        "light": scene.running[0].light if scene.running else "",  # type: ignore[attr-defined]
        "waiting": [(one, page_of(f"approval:{one.pk}")) for one in waiting],
        "matter_tabs": [
            Tab(str(one.pk), f"{one.number} {one.handling_unit.name}", address(complaint, tab, one))
            for one in scene.matters
        ],
    }


def _asked(request: Request) -> int | None:
    asked = request.GET.get("matter", "")
    return int(asked) if asked.isdigit() and len(asked) < 19 else None


def _tabs(complaint: Complaint, scene: Scene, shown: Mapping[str, Any]) -> list[Tab]:
    unread = sum(1 for one in shown["thread"] if one.direction == "IN" and not one.read_on)
    counted = {
        "materials": len(scene.files) or None,
        "findings": len(scene.outcomes) or None,
        "papers": len(scene.papers) or None,
        "messages": unread or None,
    }
    titles = {
        "overview": _("Overview"),
        "materials": _("Materials"),
        "findings": _("Findings and reply"),
        "papers": _("Papers"),
        "messages": _("Messages"),
        "timeline": _("What was done"),
    }
    return [
        Tab(key, titles[key], address(complaint, key, scene.matter), counted.get(key))
        for key in TABS
    ]


def _steps(complaint: Complaint, scene: Scene, shown: Mapping[str, Any]) -> Any:
    if complaint.state not in TAKEN:
        return shown["steps"]
    newest = scene.outcomes[0] if scene.outcomes else None
    calls = newest.call_backs if newest else []  # type: ignore[attr-defined]
    called = calls[-1].on if calls else None
    return steps_of(complaint, scene.matter, shown["registrations"], scene.running, called)


def _lines(complaint: Complaint, request: Request, scene: Scene) -> list[Entry]:
    """Tell what befell the complaint and its matters; signatures are on the matters' threads."""
    references = [kinds.ref(complaint), *(kinds.ref(one) for one in scene.matters)]
    found = timelines(references, request.standing, also=scene.also)
    return [
        Entry(
            line.html,
            at=line.entry.on if line.is_late else line.entry.recorded_at or line.entry.on,
            notes=[_("entered later, on {day}").format(day=line.entry.recorded_on)]
            if line.is_late
            else [],
        )
        for line in found
    ]
