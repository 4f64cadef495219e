"""authority, aggravations, liabilities, tracks, allocations: who decides, what a case carries."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator

from zhiyong.rules.authority import AuthoritiesContradict, FoundAuthority, find_authority
from zhiyong.rules.conditions import Truth
from zhiyong.rules.explain.context import Context
from zhiyong.rules.explain.notes import say_notes
from zhiyong.rules.explain.reasons import (
    day,
    grounds,
    joined,
    limb_lines,
    unknown_facts,
    why,
)
from zhiyong.rules.facts import Facts
from zhiyong.rules.liabilities import (
    AggravationFound,
    LiabilityFound,
    TiersContradict,
    find_aggravation,
    find_liability,
    find_tier,
)
from zhiyong.rules.pack.responsibility import Liability
from zhiyong.rules.pack.schema import Pack
from zhiyong.rules.shape import Shape
from zhiyong.rules.tracks import OpenCase, TrackAsked, TrackFound, check_track
from zhiyong.rules.values import Count, Id, split_list

Names = Annotated[tuple[str, ...], BeforeValidator(split_list)]

_STANDS = {
    Truth.MET: ("met", "符合", "met"),
    Truth.UNMET: ("unmet", "不符合", "not met"),
    Truth.UNKNOWN: ("unknown", "尚不清楚", "not known"),
}
_MODES = {
    "decides": ("由{body}决定", "{body} decides"),
    "proposes": ("由{body}提出建议，另由有权机关决定", "{body} proposes; another body decides"),
    "notifies": ("由{body}通报其主管部门，不直接处理", "{body} notifies the department above"),
    "recommends": ("由{body}提出建议并跟踪回复", "{body} recommends and follows the reply"),
}


class CaseGiven(Shape):
    """A case on another track."""

    track: Id
    responsibility: Literal["direct", "leading", "unknown"] = "unknown"
    decided: bool = False


class TrackGiven(Shape):
    """A step on a track that somebody wants to take."""

    track: Id
    started_by: str | None = None
    own_act: bool | None = None
    link: bool | None = None
    fields: dict[str, Any] | None = None
    cases: tuple[CaseGiven, ...] = ()
    measures: Names = ()
    basis: Count | None = None
    facts: dict[str, Any] = {}


class AllocationGiven(Shape):
    """Measures that somebody wants to choose under a table of tiers."""

    allocation: Id
    measures: Names = ()
    reason: str | None = None
    facts: dict[str, Any] = {}


def answer(context: Context) -> dict[str, Any]:
    """Return who decides, what the case carries and opens, and whether steps may be taken."""
    pack, facts = context.pack, context.facts
    told: dict[str, Any] = {}
    if pack.authorities:
        told["authority"] = _authority(context, facts)
    if pack.aggravations:
        told["aggravations"] = {
            one.id: _aggravation(context, find_aggravation(pack, one, facts))
            for one in pack.aggravations
        }
    if pack.liabilities:
        stated = _stated(context)
        told["liabilities"] = {
            one.id: _liability(pack, find_liability(pack, one, facts, stated))
            for one in pack.liabilities
        }
    if tracks := [*_tracks(context)]:
        told["tracks"] = tracks
    if allocations := [*_allocations(context)]:
        told["allocations"] = allocations
    return told


def _stated(context: Context) -> list[str]:
    """Return the fields of the finding that are filled."""
    raw = context.raw.get("facts")
    given = raw.get("finding.fields") if isinstance(raw, Mapping) else None
    if isinstance(given, Mapping):
        return [str(name) for name, value in given.items() if value not in (None, "")]
    given = split_list(given)
    return [str(name) for name in given] if isinstance(given, list) else []


# ── who decides ───────────────────────────────────────────────────────────────────────────


def _authority(context: Context, facts: Facts) -> dict[str, Any]:
    try:
        general = find_authority(context.pack, facts)
        by_measure = {
            measure.id: find_authority(context.pack, facts, measure.id)
            for measure in context.pack.measures
        }
    except AuthoritiesContradict as error:
        context.trouble("authority", error.code, **error.params)
        return {"decides": None, "mode": None, "authority": None}
    own = {
        name: _tell_authority(context.pack, found)
        for name, found in by_measure.items()
        if found.found is not None and found.found.authority.measures
    }
    if general.found is None and own:
        # Where no body decides in general, what is done instead is the answer.
        first = next(
            found
            for found in by_measure.values()
            if found.found is not None and found.found.authority.measures
        )
        told = _tell_authority(context.pack, general)
        instead = _tell_authority(context.pack, first)
        if not any(one.truth is Truth.UNKNOWN for one in general.tried):
            told = instead
        return {**told, "measures": own}
    return {**_tell_authority(context.pack, general), "measures": own}


def _tell_authority(pack: Pack, found: FoundAuthority) -> dict[str, Any]:
    outcomes = [outcome for one in found.tried for outcome in one.outcomes]
    missing = [fact for outcome in outcomes for fact in unknown_facts(outcome)]
    reasons = [limb_lines(pack, outcome) for outcome in outcomes]
    if found.found is None:
        said = ("没有机关有权决定，上报处理", "nobody here may decide; it is sent up")
        if found.open:
            said = ("事实不全，尚不能判断由谁决定", "facts are missing, so it cannot be said yet")
        return {
            "decides": None,
            "mode": None,
            "authority": None,
            "reply": None,
            "missing": list(dict.fromkeys(missing)),
            **grounds(),
            "why": joined(why(said), *reasons),
        }
    authority = found.found.authority
    body = pack.party(authority.decides).label
    zh, en = _MODES[authority.mode]
    return {
        "decides": authority.decides,
        "mode": authority.mode,
        "authority": authority.id,
        "reply": authority.reply,
        "missing": [],
        **grounds(authority),
        "why": joined(
            why((authority.label.zh, authority.label.en)),
            why((zh.format(body=body.zh), en.format(body=body.en))),
            *(limb_lines(pack, outcome) for outcome in found.found.outcomes),
        ),
    }


# ── what the case carries and opens ───────────────────────────────────────────────────────


def _aggravation(context: Context, found: AggravationFound) -> dict[str, Any]:
    one = found.aggravation
    if found.open_path and found.truth is Truth.UNKNOWN:
        context.missing.append(found.open_path)
    state, zh, en = _STANDS[found.truth]
    lines = [why((f"{one.label.zh}：{zh}", f"{one.label.en}: {en}"))]
    if found.outcome is not None:
        lines.append(limb_lines(context.pack, found.outcome))
    if one.dated is not None:
        first, last = found.within
        on = found.day or "?"
        lines.append(
            why(
                (
                    f"{on}，专项行动{first or '?'}至{last or '?'}（含首尾两日）",
                    f"{on}; the campaign runs from {first or '?'} through {last or '?'}",
                )
            )
        )
    lines.append(why(("默认认定，由人复核", "a default, reviewed by a person")))
    met = found.truth is Truth.MET
    missing = unknown_facts(found.outcome)
    if one.dated is not None and found.day is None:
        missing.append(one.dated.fact)
    return {
        "state": state,
        "weighs": one.weighs and met,
        "requires": list(one.requires) if met else [],
        "opens": list(one.opens) if met else [],
        "from": day(found.within[0]),
        "until": day(found.within[1]),
        "missing": missing,
        **grounds(one, *(found.outcome.clauses() if found.outcome else ())),
        "why": joined(*lines),
    }


def _liability(pack: Pack, found: LiabilityFound) -> dict[str, Any]:
    one = found.liability
    state, zh, en = _STANDS[found.truth]
    lines = [why((f"{one.label.zh}：{zh}", f"{one.label.en}: {en}"))]
    if found.outcome is not None:
        lines.append(limb_lines(pack, found.outcome))
    met = found.truth is Truth.MET
    lines.append(why(("列出供评估，不作处理", "opened for people to assess; it decides nothing")))
    missing = [] if found.truth is Truth.UNMET else [*found.missing, *unknown_facts(found.outcome)]
    return {
        "state": state,
        "opened": met and not missing,
        "on": list(one.on),
        "kinds": [kind.id for kind in one.kinds],
        "items": _items(one),
        "by": list(one.by),
        "blocks": one.blocks and met,
        "missing": missing,
        **grounds(one, *(found.outcome.clauses() if found.outcome else ())),
        "why": joined(*lines),
    }


def _items(liability: Liability) -> list[dict[str, Any]]:
    """Return one item of each kind, each about another place where there are as many."""
    kinds: list[str | None] = [kind.id for kind in liability.kinds]
    if len(kinds) == len(liability.on):
        return [
            {"kind": kind, "on": [place]} for kind, place in zip(kinds, liability.on, strict=True)
        ]
    return [{"kind": kind, "on": list(liability.on)} for kind in kinds or [None]]


# ── tracks and tables ─────────────────────────────────────────────────────────────────────


def _tracks(context: Context) -> Iterator[dict[str, Any]]:
    pack = context.pack
    for place, given in enumerate(context.read_all(TrackGiven, "tracks")):
        if not pack.has("tracks", given.track):
            known = ", ".join(pack.ids("tracks"))
            context.trouble(f"tracks.{place}.track", "TRACK_UNKNOWN", id=given.track, known=known)
            continue
        own = context.read_facts(given.facts, f"tracks.{place}.facts")
        stated = given.fields
        asked = TrackAsked(
            given.track,
            given.started_by,
            given.own_act,
            given.link,
            None if stated is None else {name: str(one or "") for name, one in stated.items()},
            tuple(OpenCase(one.track, one.responsibility, one.decided) for one in given.cases),
            given.measures,
            given.basis,
        )
        yield _tell_track(pack, check_track(pack, asked, {**context.facts, **own}))


_TRACK_STATES = {
    "open": ("可以进行", "it may go on"),
    "pending": ("待定：另有直接责任案件未结", "pending: a case of direct responsibility is open"),
    "refused": ("不予受理", "it is refused"),
    "unknown": ("情况不全，尚不能判断", "facts are missing"),
}


def _tell_track(pack: Pack, found: TrackFound) -> dict[str, Any]:
    track = found.track
    zh, en = _TRACK_STATES[found.state]
    lines = [
        why((f"{track.label.zh}：{zh}", f"{track.label.en}: {en}")),
        say_notes(pack, found.refused),
    ]
    if found.eligible is not None:
        lines.append(limb_lines(pack, found.eligible))
    if found.stays_open:
        said = "、".join(pack.element("tracks", one).label.zh for one in found.stays_open)
        said_en = ", ".join(pack.element("tracks", one).label.en for one in found.stays_open)
        lines.append(
            why((f"不代替其他责任，仍未结：{said}", f"it replaces nothing; still open: {said_en}"))
        )
    return {
        "track": track.id,
        "level": track.level if isinstance(track.level, int) else None,
        "state": found.state,
        "acts": list(track.acts) if found.state in ("open", "unknown") else [],
        "refused": [
            {"code": note.code, **{key: str(one) for key, one in note.params.items()}}
            for note in found.refused
        ],
        "missing": list(found.missing),
        "waits_for": list(found.waits_for),
        "stays_open": list(found.stays_open),
        "records_guilt": found.records_guilt,
        "alone": found.alone,
        **grounds(track),
        "why": joined(*lines),
    }


def _allocations(context: Context) -> Iterator[dict[str, Any]]:
    pack = context.pack
    for place, given in enumerate(context.read_all(AllocationGiven, "allocations")):
        path = f"allocations.{place}"
        if not pack.has("allocations", given.allocation):
            known = ", ".join(pack.ids("allocations"))
            context.trouble(
                f"{path}.allocation", "ALLOCATION_UNKNOWN", id=given.allocation, known=known
            )
            continue
        allocation = pack.element("allocations", given.allocation)
        facts = {**context.facts, **context.read_facts(given.facts, f"{path}.facts")}
        try:
            found = find_tier(pack, allocation, facts, given.measures)
        except TiersContradict as error:
            context.trouble(path, error.code, **error.params)
            continue
        needs = bool(found.outside)
        missing = [fact for one in found.outcomes for fact in unknown_facts(one)]
        lines = [why((allocation.label.zh, allocation.label.en))]
        lines += [limb_lines(pack, outcome) for outcome in found.outcomes]
        if found.tier is None and not missing:
            lines.append(why(("方案未定此种情形的档次", "the table leaves this case open")))
        if needs:
            lines.append(
                why(
                    (
                        "超出该档范围，须说明理由",
                        "outside what the tier leads to: a reason is needed",
                    )
                )
            )
        yield {
            "allocation": allocation.id,
            "tier": found.tier,
            "measures": None if found.allows is None else list(found.allows),
            "outside": list(found.outside),
            "needs_reason": needs,
            "allowed": not needs or bool(given.reason),
            "missing": [] if found.tier else list(dict.fromkeys(missing)),
            **grounds(allocation),
            "why": joined(*lines),
        }
