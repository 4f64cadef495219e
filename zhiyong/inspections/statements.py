"""What the journal commits to of a visit and its photographs, as one text each."""

import json

from zhiyong.inspections.models import Photograph, Visit


def answers_text(visit: Visit) -> str:
    """Return the record of a visit in the one form that its commitment covers."""
    told = {
        "answers": visit.answers,
        "notes": visit.notes,
        "place": visit.place,
        "points": visit.points,
        "visited_on": visit.visited_on.isoformat() if visit.visited_on else "",
    }
    return json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def photograph_text(photograph: Photograph) -> str:
    """Return when and where a photograph was taken, with the digest of what was sent."""
    told = {
        "sent": photograph.file.original_digest,
        "served": photograph.file.served_digest,
        "taken": photograph.taken,
        "place": photograph.place,
    }
    return json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
