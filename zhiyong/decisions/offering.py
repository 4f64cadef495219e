"""What the ladder offers for a respondent on a day: what fits, what not and why, what follows.

The rules judge and compute; people choose. An offer is kept as it was (`Decision.offer`), in both
languages, so that a page shows years later what lay before those who decided.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from zhiyong.consequences.lines import amount
from zhiyong.decisions import plan
from zhiyong.decisions.models import Decision
from zhiyong.decisions.reckoning import Reckoned, reckon_with_others, rules_decision
from zhiyong.duties.calendars import counted
from zhiyong.rules.authority import find_authority
from zhiyong.rules.calendar import Calendar
from zhiyong.rules.consequences import (
    Chosen,
    Effect,
    GradesContradict,
    Matter,
    Taken,
)
from zhiyong.rules.consequences import Decision as RulesDecision
from zhiyong.rules.decisions import Checked, Refused, check_decision
from zhiyong.rules.explain.ladder import measure_reasons
from zhiyong.rules.explain.notes import say_notes
from zhiyong.rules.explain.reasons import Why, joined, share, why
from zhiyong.rules.explain.reasons import day as say_day
from zhiyong.rules.ladder import Had, MeasureFound
from zhiyong.rules.liabilities import find_tier
from zhiyong.rules.pack.sanctions import Measure
from zhiyong.rules.pack.schema import Pack
from zhiyong.rules.rollback import Settled, had_on, settle

DRAFT = "draft"
"""How the rules name a decision that is only being considered."""
CONDITIONS = frozenset({"LADDER"})
"""Refusals that a plan with an open list lets people overrule, with a recorded ground."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A draft as the rules judge it on a day, and what would follow from it."""

    pack: Pack
    matter: Matter
    decision: RulesDecision
    checked: Checked
    settled: Settled | None
    history: tuple[Had, ...]


def basis(row: Decision, on: date, measures: Sequence[Chosen]) -> Reckoned:
    """Return the matter in which a draft is judged: with all that would add up with it."""
    pack = plan.pack(row)
    considered = _considered(pack, row, on, measures)
    try:
        return reckon_with_others(row, also=considered)
    except GradesContradict:
        return reckon_with_others(row)


def _considered(
    pack: Pack, row: Decision, on: date, measures: Sequence[Chosen], by: str | None = None
) -> RulesDecision:
    return replace(
        rules_decision(pack, row, on=on, measures=measures),
        id=DRAFT,
        on=on,
        by=by,
        bases=tuple(row.bases) if by is not None else None,
        confirmed={},
    )


def judge(row: Decision, on: date, measures: Sequence[Chosen], base: Reckoned, by: str) -> Judged:
    """Return a draft with some measures as the rules judge it, if made on a day by a body.

    `by` empty: who decides is not asked yet, nor how many bases are cited.
    """
    pack = base.pack
    considered = _considered(pack, row, on, measures, by or None)
    others = tuple(one for one in base.matter.decisions if one.id != DRAFT)
    before = replace(base.matter, decisions=others)
    whole = replace(base.matter, decisions=(*others, considered))

    def count(calendar: Calendar) -> tuple[Checked, Settled | None, tuple[Had, ...]]:
        history = tuple(
            had_on(
                settle(pack, replace(before, calendar=calendar)),
                before,
                considered.subject,
                on,
            )
        )
        counting = replace(whole, calendar=calendar)
        checked = check_decision(pack, counting, considered, history)
        try:
            settled: Settled | None = settle(pack, counting)
        except GradesContradict:
            settled = None
        return checked, settled, history

    (checked, settled, history), _plain = counted(count)
    return Judged(pack, whole, considered, checked, settled, history)


# ── the offer ─────────────────────────────────────────────────────────────────────────────


def offer(row: Decision, on: date) -> dict[str, Any]:
    """Return what the ladder offers on a day, measure by measure, in the plan's order.

    Shape:  {"on": day, "rows": [{measure, state, refused, why, clauses, decides, weight, follows,
            unplaced, pending}], "history": [{measure, on, linked, revoked}]}
    Unit:   amounts in yuan; days both counted.
    Source: `rules.decisions.check_decision` and `rules.rollback.settle`, on the row's facts.
    """
    pack = plan.pack(row)
    possible = [one for one in pack.measures if _is_for(one, row) and one.nature != "follows"]
    base = basis(row, on, [Chosen(one.id) for one in possible])
    rows = []
    history: tuple[Had, ...] = ()
    for measure in possible:
        judged = judge(row, on, [Chosen(measure.id)], base, "")
        history = judged.history
        rows.append(_row(judged, measure))
    return {
        "on": on.isoformat(),
        "rows": rows,
        "history": [
            {
                "measure": one.measure,
                "on": one.on.isoformat(),
                "linked": one.linked,
                "revoked": one.revoked,
                "decision": one.decision,
            }
            for one in history
        ],
    }


def _is_for(measure: Measure, row: Decision) -> bool:
    kind = "person" if row.respondent.person_id is not None else "unit"
    return kind in measure.on or (kind == "unit" and "team" in measure.on)


def _row(judged: Judged, measure: Measure) -> dict[str, Any]:
    pack, checked = judged.pack, judged.checked
    found = checked.found[measure.id]
    refused = checked.refused.get(measure.id, ())
    authority = find_authority(pack, checked.facts, measure.id) if pack.authorities else None
    besides = [one.note for one in refused if not _is_said(one, found)]
    reasons = joined(measure_reasons(pack, found), say_notes(pack, besides))
    clauses = [*found.clauses, *(one.clause for one in refused if one.clause)]
    state: str = "refused" if refused else found.state
    if refused and may_overrule(pack, refused):
        state = "against"
    return {
        "measure": measure.id,
        "state": state,
        "refused": [_refusal(one) for one in refused],
        "offers": list(found.offers),
        "why": reasons,
        "clauses": [one.as_dict() for one in dict.fromkeys(clauses)],
        "decides": authority.decides or "" if authority else "",
        "weight": measure.weight or 0,
        "found": _rests_on_findings(found),
        "suspension": found.suspension,
        **follows(judged),
    }


def _is_said(one: Refused, found: MeasureFound) -> bool:
    """Whether the ladder's own reasons say already why a measure is refused."""
    return found.state == "refused" and one.note.code in CONDITIONS


def _rests_on_findings(found: MeasureFound) -> bool:
    """Whether what was found opens a measure, and not an earlier measure alone."""
    return any(one.rung.when is not None and not one.rung.forbids for one in found.deciding)


def _refusal(one: Refused) -> dict[str, Any]:
    return {
        "code": one.note.code,
        "params": {name: str(value) for name, value in one.note.params.items()},
        "clause": one.clause.as_dict() if one.clause else None,
    }


def may_overrule(pack: Pack, refused: Sequence[Refused]) -> bool:
    """Whether a plan lets people choose against its ladder: it closed no list of measures.

    What it forbids outright, or what is no measure for such a person, nobody may choose.
    """
    rule = pack.sanctioning
    closed = rule is not None and rule.closed and not rule.list_open
    return not closed and all(one.note.code in CONDITIONS for one in refused)


def follows(judged: Judged) -> dict[str, Any]:
    """Return what a draft would lead to: on whom, what, how much, from when until when."""
    if judged.settled is None:
        return {"follows": [], "unplaced": [], "contradicts": True}
    told: list[dict[str, Any]] = []
    unplaced: list[dict[str, Any]] = []
    for taken in judged.settled.current(DRAFT).followed.taken:
        if taken.origin == "linked":
            (told if taken.on else unplaced).append(_taken(judged.pack, taken))
    for effect in judged.settled.effects_of(DRAFT):
        if effect.effect != "impose":
            (told if effect.on else unplaced).append(_effect(judged, effect))
    return {"follows": told, "unplaced": unplaced, "contradicts": False}


def _taken(pack: Pack, taken: Taken) -> dict[str, Any]:
    return {
        "on": taken.on,
        "place": taken.place,
        "effect": "measure",
        "code": taken.measure,
        "label": _label(pack, "measures", taken.measure),
        "share": None,
        "amount": None,
        "year": None,
        "since": say_day(taken.effective),
        "through": say_day(taken.through),
        "due": None,
        "state": "pending" if taken.waits else "in_force",
        "clauses": [taken.ground.clause.as_dict()] if taken.ground and taken.ground.clause else [],
        "notes": say_notes(pack, taken.notes),
    }


def _effect(judged: Judged, effect: Effect) -> dict[str, Any]:
    whole = _whole(judged.matter, effect)
    sum_ = amount(whole, effect.share)
    return {
        "on": effect.on,
        "place": effect.place,
        "effect": effect.effect,
        "code": effect.id,
        "label": _name(effect),
        "share": share(effect.share),
        "amount": None if sum_ is None else str(sum_),
        "year": effect.year,
        "since": say_day(effect.since or effect.effective),
        "through": say_day(effect.through),
        "due": say_day(effect.due),
        "state": effect.state,
        "clauses": [effect.ground.clause.as_dict()] if effect.ground.clause else [],
        "notes": say_notes(judged.pack, effect.notes),
    }


def _whole(matter: Matter, effect: Effect) -> Decimal | None:
    if effect.on is None or effect.year is None:
        return None
    of_unit = effect.of == "unit_bonus"
    record = matter.units.get(effect.on) if of_unit else matter.people.get(effect.on)
    found = record.bonus(effect.year) if record else None
    return None if found is None else Decimal(found.numerator) / Decimal(found.denominator)


def _name(effect: Effect) -> dict[str, str]:
    label = getattr(effect.ground, "label", None)
    return {"zh": label.zh, "en": label.en} if label else {"zh": effect.id, "en": effect.id}


def _label(pack: Pack, section: str, name: str) -> dict[str, str]:
    if not pack.has(section, name):
        return {"zh": name, "en": name}
    label = pack.element(section, name).label
    return {"zh": label.zh, "en": label.en}


# ── whether what was chosen is what was offered ───────────────────────────────────────────


def departs(judged: Judged, offered: Mapping[str, Any]) -> Why:
    """Return in which way a choice departs from the offer, so that it needs a recorded ground.

    Beyond it: a measure whose conditions are not met or not known, where the plan lets people;
    one outside the tier that the plan's table leads to. Below it: all chosen ones are lighter
    than the heaviest that fits what was found.
    """
    pack, lines = judged.pack, []
    chosen = [one.measure for one in judged.decision.measures]
    labels = {name: _label(pack, "measures", name) for name in chosen}
    for name in chosen:
        found = judged.checked.found.get(name)
        if found is not None and found.state != "allowed":
            zh, en = labels[name]["zh"], labels[name]["en"]
            lines.append((f"{zh}不在可选范围之内", f"{en} is not among what the ladder offers"))
    for allocation in pack.allocations:
        tier = find_tier(pack, allocation, judged.checked.facts, chosen)
        for name in tier.outside:
            zh, en = labels[name]["zh"], labels[name]["en"]
            where = allocation.label
            lines.append((f"{zh}超出“{where.zh}”所对应的档次", f"{en} lies outside {where.en}"))
    heaviest = max(
        (one for one in offered.get("rows", []) if one["state"] == "allowed" and one["found"]),
        key=lambda one: int(one["weight"]),
        default=None,
    )
    weights = [pack.element("measures", name).weight or 0 for name in chosen if name in labels]
    if heaviest and weights and max(weights) < heaviest["weight"]:
        label = _label(pack, "measures", heaviest["measure"])
        lines.append(
            (f"轻于可选的{label['zh']}", f"it is lighter than {label['en']}, which is offered")
        )
    return why(*lines)
