"""Entries put into words, many at once: for the lists and pages of this room and above."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.urls import reverse

from zhiyong.consequences import numbers, plan, wording
from zhiyong.consequences.models import Entry
from zhiyong.rules.clauses import Clause
from zhiyong.shell import kinds
from zhiyong.shell.access import Standing


def page_of(entry: Entry) -> str:
    """Return the address of an entry's page."""
    return reverse("consequences:entry", args=[entry.pk])


def decorate(entries: Iterable[Entry], standing: Standing) -> None:
    """Give entries what pages show of them: words of their plan, titles of their decisions."""
    rows: Sequence[Entry] = list(entries)
    titles = kinds.titles([row.source for row in rows], standing)
    cited = numbers.of(row.source for row in rows)
    for row in rows:
        row.shown = shown(row)  # type: ignore[attr-defined]
        row.decision = titles.get(row.source) or cited.get(row.source, "—")  # type: ignore[attr-defined]
        row.decision_url = url_of(row.source) if row.source in titles else ""  # type: ignore[attr-defined]


def shown(entry: Entry) -> dict[str, Any]:
    """Return an entry in words."""
    return {
        "label": plan.label_of(entry),
        "effect": wording.effect(entry),
        "what": wording.what(entry),
        "measure": plan.measure_of(entry),
        "place": plan.place_of(entry),
        "days": wording.days(entry),
        "tone": wording.tone(entry),
        "why": plan.why_of(entry),
        "share": wording.share(entry),
        "whom": wording.whom_name(entry),
        "clauses": [Clause.parse(one) for one in entry.clauses if one.strip()],
        "page": page_of(entry),
    }


def url_of(reference: str) -> str:
    """Return the page of a decision or case; "" where there is none."""
    try:
        return kinds.url(reference) or ""
    except (KeyError, ValueError):
        return ""
