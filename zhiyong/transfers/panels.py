"""What the page of a case shows of its letters."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from zhiyong.cases.models import Case
from zhiyong.shell.access import Standing
from zhiyong.transfers.selectors import sent_visible_to
from zhiyong.transfers.selectors.lists import ready, with_duties


def panel_of(case: Case, standing: Standing, today: date) -> Mapping[str, Any] | None:
    """Return the letters of a case, the newest first, each with what is owed on it: two queries."""
    rows = list(ready(sent_visible_to(standing).filter(case=case)).order_by("-drafted_on", "-pk"))
    if not rows:
        return None
    with_duties(rows, standing, today)
    return {"transfers": rows}
