"""The one next action for each duty: the act by which what is owed is done, if it is open."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.urls import reverse

from zhiyong.duties.models import Duty
from zhiyong.intake.models import Complaint
from zhiyong.intake.selectors import complaints_visible_to, may_act
from zhiyong.intake.selectors.offers import SPECS, why_not_now
from zhiyong.matters.selectors import matters_visible_to
from zhiyong.matters.selectors.offers import act_that_meets
from zhiyong.matters.selectors.scene import Scene
from zhiyong.plans.selectors import pack_of
from zhiyong.shell.access import Role, Standing

INTAKE = {
    "complaint.registered": "register",
    "complaint.decided": "accept",
    "complaint.told": "told",
    "complaint.sent_up": "send-up",
}
"""Which act of intake does what an event of the plan is."""

TOLD = "complaint.told"
COMPLAINT, MATTER = "complaint", "matter"
RUNNING = (Duty.State.OPEN, Duty.State.PAUSED)


@dataclass(frozen=True, slots=True)
class Next:
    """What to do next: what it is called, and where."""

    label: Any
    url: str


def next_acts(duties: Iterable[Duty], standing: Standing, today: date) -> dict[int, Next]:
    """Return the next action for duties, by their ids: four queries, whatever their number.

    Duties must come with their adoption's plan; those without an open act are left out.
    """
    rows = [(duty, _event(duty), *_subject(duty)) for duty in duties]
    complaints = _complaints({pk for _, _, kind, pk in rows if kind == COMPLAINT}, standing)
    scenes = _scenes(
        {pk for _, _, kind, pk in rows if kind == MATTER}, set(complaints), standing, today
    )
    found = {}
    for duty, event, kind, pk in rows:
        next_ = _of_matter(event, _near(scenes, kind, pk, duty))
        if next_ is None and kind == COMPLAINT and pk in complaints:
            next_ = _of_complaint(event, complaints[pk], standing)
        if next_:
            found[duty.pk] = next_
    return found


def _event(duty: Duty) -> str:
    if duty.adoption is None:
        return ""
    pack = pack_of(duty.adoption)
    return (pack.clock(duty.code).met_by or "") if pack.has("clocks", duty.code) else ""


def _subject(duty: Duty) -> tuple[str, int]:
    kind, _, pk = duty.subject.partition(":")
    return kind, int(pk)


def _complaints(pks: set[int], standing: Standing) -> dict[int, Complaint]:
    rows = complaints_visible_to(standing).filter(pk__in=pks).defer("text")
    return {row.pk: row for row in rows.select_related("adoption__pack")}


def _scenes(
    matters: set[int], complaints: set[int], standing: Standing, today: date
) -> list[Scene]:
    """Return the matters behind duties, each with what runs on it and on its complaint."""
    rows = list(
        matters_visible_to(standing)
        .filter(Q(pk__in=matters) | Q(complaint__in=complaints))
        .select_related("adoption__pack", "complaint", "handling_unit", "keeper", "handler")
        .defer("complaint__text")
        .order_by("pk")
    )
    subjects = {f"matter:{row.pk}" for row in rows} | {
        f"complaint:{row.complaint_id}" for row in rows
    }
    by_subject: dict[str, list[Duty]] = {}
    running = Duty.objects.filter(subject__in=subjects, state__in=RUNNING).order_by("due_on", "pk")
    for duty in running:
        by_subject.setdefault(duty.subject, []).append(duty)
    return [
        Scene(
            row,
            standing,
            today,
            tuple(by_subject.get(f"matter:{row.pk}", ()))
            + tuple(by_subject.get(f"complaint:{row.complaint_id}", ())),
        )
        for row in rows
    ]


def _near(scenes: list[Scene], kind: str, pk: int, duty: Duty) -> list[Scene]:
    """Return the matters by which a duty may be met: its own; those of its complaint."""
    if kind == MATTER:
        return [scene for scene in scenes if scene.matter.pk == pk]
    of_complaint = [scene for scene in scenes if scene.matter.complaint_id == pk]
    own = [one for one in of_complaint if one.matter.handling_unit_id == duty.owner_unit_id]
    return own or of_complaint


def _of_matter(event: str, scenes: list[Scene]) -> Next | None:
    for scene in scenes:
        offered = act_that_meets(event, scene) if event else None
        if offered and not offered.why_not:
            return Next(offered.label, offered.url)
    return None


def _of_complaint(event: str, complaint: Complaint, standing: Standing) -> Next | None:
    spec = SPECS.get(INTAKE.get(event, ""))
    if event == TOLD and complaint.decided_on is None:
        return None
    is_open = spec is not None and not why_not_now(spec, complaint, in_approval=False)
    if spec and is_open and may_act(standing, complaint, Role.CLERK):
        return Next(spec.label, reverse("intake:act", args=[complaint.pk, spec.name]))
    return None
