"""Tabs that the rooms above add to the page of a case.

A room registers in `AppConfig.ready`:

    panels.register(Panel("decision", _("Decision"), 60, "decisions/panel.html", context))
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from zhiyong.cases.models import Case
from zhiyong.shell.access import Standing

Context = Callable[[Case, Standing, date], Mapping[str, Any] | None]
"""What a panel shows of a case to somebody on a day; None: it has nothing to show them."""


@dataclass(frozen=True, slots=True)
class Panel:
    """One tab: `template` is included on it, with what `context` returns. Tabs stand by `order`.

    The page's own tabs stand at 10 (overview), 20 (materials), 30 (facts), 40 (steps), 80 (papers)
    and 90 (time line).
    """

    key: str
    label: Any
    order: int
    template: str
    context: Context


_panels: dict[str, Panel] = {}


def register(panel: Panel) -> None:
    """Add a panel; the same key again replaces it."""
    _panels[panel.key] = panel


def every() -> tuple[Panel, ...]:
    """Return all panels, in their order."""
    return tuple(sorted(_panels.values(), key=lambda panel: (panel.order, panel.key)))
