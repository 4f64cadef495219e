"""What rooms above add to the page of a complaint: panels and acts, registered at start."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from django.http import HttpRequest
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


_parts: dict[str, Part] = {}


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
