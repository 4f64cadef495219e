"""Ways from the pages of people and units to pages of rooms above, for those who may go there."""

from collections.abc import Callable
from typing import Literal

from zhiyong.shell.access import Standing
from zhiyong.shell.parts import Tab

Of = Literal["person", "unit"]
Way = Callable[[int, Standing], Tab | None]
"""fn(id, standing) -> a link, or None for whoever may not go there."""

_ways: dict[str, list[Way]] = {"person": [], "unit": []}


def register(of: Of, way: Way) -> None:
    """Add a way from every person's or unit's page; in `AppConfig.ready`."""
    if way not in _ways[of]:
        _ways[of].append(way)


def links(of: Of, pk: int, standing: Standing) -> list[Tab]:
    """Return the links that somebody is shown on the page of a person or unit."""
    return [found for way in _ways[of] if (found := way(pk, standing)) is not None]
