"""What rooms above add to the page of a complaint: panels and acts, registered at start."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from zhiyong.intake.models import Complaint

Where = Literal["main", "rail", "acts"]
Context = Callable[[Complaint, Any], Mapping[str, Any] | None]


@dataclass(frozen=True, slots=True)
class Part:
    """One part: a template and what it shows; None shows nothing for this reader."""

    name: str
    where: Where
    template: str
    context: Context
    order: int = 50


@dataclass(frozen=True, slots=True)
class Frame:
    """The whole page as a room above lays it out: its template, and what it shows besides."""

    template: str
    context: Callable[[Complaint, Any, Mapping[str, Any]], Mapping[str, Any]]


_parts: dict[str, Part] = {}
_frames: list[Frame] = []


def lay_out(frame: Frame) -> None:
    """Let a room above lay out the page; the last one that asks does."""
    _frames[:] = [frame]


def render_page(
    request: HttpRequest, complaint: Complaint, shown: Mapping[str, Any], status: int = 200
) -> HttpResponse:
    """Return the page of a complaint: as a room above lays it out, else plainly."""
    if not _frames:
        return render(request, "intake/complaint.html", dict(shown), status=status)
    frame = _frames[0]
    context = {**shown, **frame.context(complaint, request, shown)}
    return render(request, frame.template, context, status=status)


def add(*parts: Part) -> None:
    """Add parts; one of the same name is replaced."""
    _parts.update({part.name: part for part in parts})


def of(complaint: Complaint, request: HttpRequest) -> dict[Where, list[SafeString]]:
    """Return the parts of a complaint's page as HTML, by place."""
    found: dict[Where, list[SafeString]] = {"main": [], "rail": [], "acts": []}
    for part in sorted(_parts.values(), key=lambda part: (part.order, part.name)):
        context = part.context(complaint, request)
        if context is not None:
            found[part.where].append(
                render_to_string(part.template, {"complaint": complaint, **context}, request)
            )
    return found
