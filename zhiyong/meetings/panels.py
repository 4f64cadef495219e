"""What a room shows of its own subject on the page of a meeting."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from zhiyong.meetings.models import Item
from zhiyong.shell.access import Standing

Context = Callable[[Item, Standing, date], Mapping[str, Any] | None]
"""What the template is given; None where this reader sees nothing of it."""
Said = Callable[[Item], str]
"""The motion in a sentence, in the reader's language: for the agenda and the minutes."""


@dataclass(frozen=True, slots=True)
class Panel:
    """The template that a room shows of an item, and what it is given."""

    template: str
    context: Context
    says: Said | None = None


_panels: dict[str, Panel] = {}


def register(kind: str, template: str, context: Context, says: Said | None = None) -> None:
    """Have items about subjects of a Kind shown with a template, and their motions in words."""
    _panels[kind] = Panel(template, context, says)


def of(item: Item) -> Panel | None:
    """Return the panel of an item, if its room has one."""
    return _panels.get(item.subject.partition(":")[0])


def said(item: Item) -> str:
    """Return an item's motion in words; "" if its room has none."""
    panel = of(item)
    return panel.says(item) if panel is not None and panel.says is not None else ""
