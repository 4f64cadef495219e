"""Whether a decision may be made: its measures, its level, what it must hold and wait for."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from zhiyong.rules.authority import FoundAuthority, find_authority
from zhiyong.rules.clauses import Clause
from zhiyong.rules.conditions import Truth
from zhiyong.rules.consequences import Chosen, Decision, Matter, Note
from zhiyong.rules.consequences.preparing import decision_facts
from zhiyong.rules.facts import Facts
from zhiyong.rules.ladder import Had, MeasureFound, find_measures
from zhiyong.rules.liabilities import find_liability
from zhiyong.rules.pack.sanctions import Measure
from zhiyong.rules.pack.schema import Pack


class Conflict(NamedTuple):
    """Two measures of one decision that the plan says do not go together; a warning."""

    first: str
    second: str
    clause: Clause | None


class Refused(NamedTuple):
    """Why a measure of a decision is refused, and the clause that says so."""

    note: Note
    clause: Clause | None


@dataclass(frozen=True, slots=True)
class Checked:
    """Whether a decision may be made, measure by measure.

    refused    why a measure is refused · unknown: measures that cannot be judged yet
    missing    fields that a measure must state and does not · conflicts: only a warning
    """

    decision: Decision
    facts: Facts
    found: dict[str, MeasureFound]
    authorities: dict[str, FoundAuthority]
    refused: dict[str, tuple[Refused, ...]]
    unknown: tuple[str, ...]
    missing: dict[str, tuple[str, ...]]
    conflicts: tuple[Conflict, ...]

    @property
    def allowed(self) -> bool | None:
        """Return whether it may be made; None when facts are missing."""
        if self.refused:
            return False
        return None if self.unknown else True


def check_decision(
    pack: Pack, matter: Matter, decision: Decision, history: Sequence[Had]
) -> Checked:
    """Return whether a decision may be made, with every reason.

    :raises RungsContradict: if the ladder contradicts itself.
    :raises AuthoritiesContradict: if two bodies may decide.
    :raises FactError: if a fact has a value that cannot be compared so.
    """
    facts = decision_facts(pack, matter, decision)
    names = [one.measure for one in decision.measures]
    found = find_measures(pack, names, facts, history, decision.on, matter.calendar)
    authorities = {
        one: find_authority(pack, facts, one) for one in names if pack.authorities and one in found
    }
    whole = tuple(_of_the_whole(pack, decision, facts))
    refused: dict[str, tuple[Refused, ...]] = {}
    for chosen in decision.measures:
        reasons = [
            *_of_measure(pack, matter, decision, chosen, found.get(chosen.measure)),
            *_of_level(pack, decision, chosen.measure, authorities.get(chosen.measure)),
            *whole,
        ]
        if reasons:
            refused[chosen.measure] = tuple(reasons)
    unknown = tuple(
        name for name, one in found.items() if one.state == "unknown" and name not in refused
    )
    missing = {
        one.measure: _missing_fields(found.get(one.measure), one) for one in decision.measures
    }
    return Checked(
        decision,
        facts,
        found,
        authorities,
        refused,
        unknown,
        {name: fields for name, fields in missing.items() if fields},
        tuple(_conflicts(pack, names)),
    )


def _of_measure(
    pack: Pack, matter: Matter, decision: Decision, chosen: Chosen, found: MeasureFound | None
) -> Iterator[Refused]:
    rule = pack.sanctioning
    if found is None:
        closed = rule.closed and not rule.list_open if rule else bool(pack.measures)
        if closed:
            yield Refused(Note("NOT_ON_THE_LIST", {"measure": chosen.measure}), None)
        return
    kind = "unit" if decision.subject in matter.units else "person"
    if kind not in found.measure.on and (decision.subject in matter.people or kind == "unit"):
        yield Refused(Note("NOT_FOR_SUCH", {"kind": kind}), found.measure.clause)
    if found.state == "refused":
        fits = found.eligible is None or found.eligible.truth is not Truth.UNMET
        code = "LADDER" if fits else "NOT_ELIGIBLE"
        clause = next((one for one in found.clauses[1:]), found.measure.clause)
        yield Refused(Note(code, {"measure": chosen.measure}), clause)
    for factor in found.factors:
        element = next(one for one in rule.factors if one.id == factor) if rule else None
        clause = element.clause if element else None
        yield Refused(Note("FACTOR_MISSING", {"factor": factor}), clause)
    if fields := _missing_fields(found, chosen):
        yield Refused(Note("FIELDS_MISSING", {"fields": ", ".join(fields)}), found.measure.clause)
    if chosen.stated and "form" in chosen.stated and found.measure.forms:
        form = chosen.stated["form"]
        if form not in {one.id for one in found.measure.forms}:
            yield Refused(Note("FORM_UNKNOWN", {"form": form}), found.measure.clause)


def _of_level(
    pack: Pack, decision: Decision, measure: str, found: FoundAuthority | None
) -> Iterator[Refused]:
    """Yield why the body that decides may not: another one does, or none fits."""
    if found is None:
        return
    if found.found is None:
        if not found.open:
            yield Refused(Note("NOBODY_DECIDES", {"measure": measure}), None)
        return
    authority = found.found.authority
    element = pack.element("measures", measure)
    assert isinstance(element, Measure)
    if authority.mode != "decides" and measure not in authority.measures:
        yield Refused(Note("NOT_DECIDED_HERE", {"mode": authority.mode}), authority.clause)
    if decision.by is not None and decision.by != authority.decides:
        params = {"by": decision.by, "decides": authority.decides}
        yield Refused(Note("WRONG_LEVEL", params), authority.clause)


def _of_the_whole(pack: Pack, decision: Decision, facts: Facts) -> Iterator[Refused]:
    """Yield why the decision as a whole may not be made yet."""
    rule = pack.sanctioning
    if rule and decision.bases is not None and len(set(decision.bases)) < rule.bases:
        params = {"given": len(set(decision.bases)), "least": rule.bases}
        clause = next((one.clause for one in pack.legal_bases if one.clause), None)
        yield Refused(Note("BASES_TOO_FEW", params), clause)
    combination = pack.combination
    if combination and not combination.together and len(decision.measures) > 1:
        yield Refused(Note("ONE_MEASURE_ONLY"), combination.clause)
    for liability in pack.liabilities:
        if not liability.blocks or liability.id in decision.assessed:
            continue
        if find_liability(pack, liability, facts).truth is Truth.MET:
            yield Refused(Note("NOT_ASSESSED", {"liability": liability.id}), liability.clause)


def _missing_fields(found: MeasureFound | None, chosen: Chosen) -> tuple[str, ...]:
    """Return the fields that a measure must state and does not; unknown ones miss nothing."""
    if found is None or chosen.stated is None:
        return ()
    return tuple(
        one.id for one in found.measure.fields if one.required and not chosen.stated.get(one.id)
    )


def _conflicts(pack: Pack, names: Sequence[str]) -> Iterator[Conflict]:
    for name in names:
        if not pack.has("measures", name):
            continue
        measure = pack.element("measures", name)
        for other in names:
            if other in measure.excludes:
                yield Conflict(name, other, measure.clause)
