"""The tracks of a plan on the page of a case: what is open on each, what waits for what."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from zhiyong.cases.models import Case
from zhiyong.plans.selectors import pack_of
from zhiyong.plans.wording import language, party
from zhiyong.rules.clauses import Clause
from zhiyong.rules.pack.responsibility import Track
from zhiyong.rules.pack.schema import Pack
from zhiyong.shell.access import Standing
from zhiyong.tracks.models import CaseTrack, Resignation
from zhiyong.tracks.selectors.access import (
    acts_for,
    oversights_visible_to,
    resignations_visible_to,
    talks_visible_to,
)


@dataclass(frozen=True, slots=True)
class Lane:
    """One track of the plan on this case: its level, what it offers, what runs on it."""

    id: str
    label: str
    level: str
    clause: Clause | None
    acts: tuple[str, ...]
    proof: str
    begins: str
    waits_for: tuple[str, ...]
    rows: tuple[CaseTrack, ...]
    requests: tuple[Resignation, ...]

    @property
    def is_open(self) -> bool:
        """Whether something runs on it."""
        return any(one.ended_on is None for one in self.rows) or any(
            one.state in (Resignation.State.FILED, Resignation.State.PENDING)
            for one in self.requests
        )


def panel_of(case: Case, standing: Standing, today: date) -> Mapping[str, Any] | None:  # noqa: ARG001
    """Return what the panel of a case shows; None where plan and case have nothing for it."""
    pack = pack_of(case.adoption)
    talks = list(
        talks_visible_to(standing)
        .filter(case=case)
        .select_related("with_person", "with_unit", "talker")
        .order_by("on", "pk")
    )
    requests = list(
        resignations_visible_to(standing)
        .filter(case=case)
        .select_related("person", "post", "approver")
        .order_by("filed_on", "pk")
    )
    items = list(
        oversights_visible_to(standing)
        .filter(case=case)
        .select_related("congress", "person", "of_unit")
        .order_by("received_on", "pk")
    )
    lanes = lanes_of(case, pack, requests)
    if not (lanes or talks or requests or items):
        return None
    loose = [one for one in requests if not one.track]
    return {
        "lanes": lanes,
        "talks": talks,
        "requests": loose,
        "items": items,
        "may_act": acts_for(standing, case.audience),
        "ended": case.has_ended,
    }


def lanes_of(case: Case, pack: Pack, requests: list[Resignation]) -> list[Lane]:
    """Return the tracks of the plan, each with what runs on it on this case: one query."""
    if not pack.tracks:
        return []
    rows = list(
        case.tracks.select_related("respondent__person", "respondent__unit").order_by(
            "opened_on", "pk"
        )
    )
    return [
        _lane(
            pack,
            track,
            tuple(one for one in rows if one.track == track.id),
            tuple(one for one in requests if one.track == track.id),
        )
        for track in pack.tracks
    ]


def _lane(
    pack: Pack, track: Track, rows: tuple[CaseTrack, ...], requests: tuple[Resignation, ...]
) -> Lane:
    lang = language()
    return Lane(
        track.id,
        track.label.say(lang),
        str(track.level or ""),
        track.clause,
        track.acts,
        track.proof,
        party(pack, track.starts_with) if track.starts_with else "",
        tuple(pack.element("tracks", one).label.say(lang) for one in track.waits_for),
        rows,
        requests,
    )
