"""Kinds of responsibility that run in parallel, each with its own standard of proof.

A voluntary act records nothing about guilt and needs no proof; it is begun by the person alone,
waits while a case of direct responsibility is open, and closes no case on another track.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from zhiyong.rules.conditions import Outcome, Truth, evaluate
from zhiyong.rules.consequences import Note
from zhiyong.rules.facts import Facts
from zhiyong.rules.pack.responsibility import Track
from zhiyong.rules.pack.schema import Pack

TrackState = Literal["open", "pending", "refused", "unknown"]


@dataclass(frozen=True, slots=True)
class OpenCase:
    """A case on another track: whose responsibility it is about, and whether it is decided."""

    track: str
    responsibility: Literal["direct", "leading", "unknown"] = "unknown"
    decided: bool = False


@dataclass(frozen=True, slots=True)
class TrackAsked:
    """A step on a track that somebody wants to take.

    started_by  who begins it · own_act: an act of one's own is proven · link: supervision is shown
    stated      the fields that are filled · basis: number of the ground cited
    """

    track: str
    started_by: str | None = None
    own_act: bool | None = None
    link: bool | None = None
    stated: Mapping[str, str] | None = None
    cases: tuple[OpenCase, ...] = ()
    measures: tuple[str, ...] = ()
    basis: int | None = None


@dataclass(frozen=True, slots=True)
class TrackFound:
    """Whether the step may be taken, and what stays open beside it.

    alone   no case on another track: listed for a check
    """

    track: Track
    state: TrackState
    refused: tuple[Note, ...]
    missing: tuple[str, ...]
    waits_for: tuple[str, ...]
    stays_open: tuple[str, ...]
    records_guilt: bool
    alone: bool
    eligible: Outcome | None


def check_track(pack: Pack, asked: TrackAsked, facts: Facts) -> TrackFound:
    """Return whether a step on a track may be taken.

    :raises UnknownElement: if the pack has no such track.
    :raises FactError: if a fact has a value that cannot be compared so.
    """
    track = pack.element("tracks", asked.track)
    assert isinstance(track, Track)
    eligible = evaluate(track.eligible, facts, pack.vocabulary) if track.eligible else None
    refused = tuple(_refused(track, asked, eligible))
    missing = tuple(_missing(track, asked, eligible))
    undecided = [one for one in asked.cases if not one.decided and one.track != track.id]
    waits = tuple(
        one.track
        for one in undecided
        if one.track in track.waits_for and one.responsibility != "leading"
    )
    state: TrackState = "open"
    if refused:
        state = "refused"
    elif waits:
        state = "pending"
    elif missing:
        state = "unknown"
    return TrackFound(
        track,
        state,
        refused,
        missing,
        waits,
        tuple(dict.fromkeys(one.track for one in undecided)),
        track.proof == "own_act" and asked.own_act is True,
        not any(one.track != track.id for one in asked.cases),
        eligible,
    )


def _refused(track: Track, asked: TrackAsked, eligible: Outcome | None) -> Iterator[Note]:
    if track.starts_with and asked.started_by not in (None, track.starts_with):
        yield Note("STARTED_BY", {"wanted": track.starts_with, "given": asked.started_by})
    if eligible is not None and eligible.truth is Truth.UNMET:
        yield Note("NOT_ELIGIBLE")
    if track.proof == "own_act" and asked.own_act is False:
        yield Note("ACT_NOT_PROVEN")
    if track.proof == "link" and asked.link is False:
        yield Note("NO_LINK")
    if asked.measures and "measure" not in track.acts:
        yield Note("NO_MEASURE_HERE", {"acts": ", ".join(track.acts)})
    count = track.basis_count
    if asked.basis is not None and isinstance(count, int) and not 1 <= asked.basis <= count:
        yield Note("BASIS_UNKNOWN", {"basis": asked.basis, "count": count})
    if asked.stated is not None:
        empty = [one.id for one in track.fields if not asked.stated.get(one.id)]
        if empty:
            yield Note("FIELDS_MISSING", {"fields": ", ".join(empty)})


def _missing(track: Track, asked: TrackAsked, eligible: Outcome | None) -> Iterator[str]:
    if track.starts_with and asked.started_by is None:
        yield "started_by"
    if eligible is not None and eligible.truth is Truth.UNKNOWN:
        yield "eligible"
    if track.proof == "own_act" and asked.own_act is None:
        yield "own_act"
    if track.proof == "link" and asked.link is None:
        yield "link"
