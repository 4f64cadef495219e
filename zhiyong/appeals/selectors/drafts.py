"""The draft of an answer: what it changes the decision to, and what the journal commits to."""

import json
from datetime import date

from zhiyong.appeals.models import Appeal
from zhiyong.rules.consequences import Chosen


def chosen_of(appeal: Appeal) -> list[Chosen]:
    """Return the measures to which an answer changes the decision."""
    return [
        Chosen(
            one["measure"],
            one.get("stated") or {},
            date.fromisoformat(one["until"]) if one.get("until") else None,
        )
        for one in appeal.measures
    ]


def content_of(answer: str, against_offer: str) -> str:
    """Return an answer in the one form that commitments cover."""
    return json.dumps([answer, against_offer], ensure_ascii=False)
