"""Pages that differ from reader to reader in a few signs only: rendered once, with holes.

A page is rendered without the request, so nothing of whoever asked first can be in it; what goes
into the holes is digits and sealed text, which no reader of HTML can take for anything else.
"""

import re
from collections.abc import Hashable, Iterable, Mapping

from django.template.loader import render_to_string
from django.utils.translation import get_language

SAFE = re.compile(r"[\w=-]*")
"""What may go into a hole: digits, groups of digits, sealed text."""

HOLE = re.compile("\ue000(\\w+)\ue001")
MOST = 512

_kept: dict[Hashable, tuple[str, ...]] = {}


def filled(template: str, context: Mapping[str, Hashable], holes: Mapping[str, str]) -> str:
    """Return a page with its holes filled; it is rendered once for each context and language.

    :raises ValueError: if something else than digits and sealed text should go into a hole.
    """
    for name, text in holes.items():
        if not SAFE.fullmatch(text):
            raise ValueError(f"{name} does not go into a hole")
    key = (template, get_language(), *context.items(), *holes)
    if key not in _kept:
        if len(_kept) >= MOST:
            _kept.clear()
        _kept[key] = _stencil(template, context, holes)
    pieces = list(_kept[key])
    pieces[1::2] = [holes[name] for name in pieces[1::2]]
    return "".join(pieces)


def _stencil(
    template: str, context: Mapping[str, Hashable], holes: Iterable[str]
) -> tuple[str, ...]:
    """Return the texts between the holes, and between them the names of the holes."""
    marks = {name: f"\ue000{name}\ue001" for name in holes}
    return tuple(HOLE.split(render_to_string(template, {**context, **marks})))
