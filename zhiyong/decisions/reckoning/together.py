"""Which decisions are reckoned together: those that add up on the same people and units."""

from collections.abc import Iterable, Sequence

from django.db.models import Q

from zhiyong.consequences.models import Entry
from zhiyong.decisions.models import Decision
from zhiyong.decisions.reckoning.matter import Reckoned, loaded, reckon
from zhiyong.rules.consequences import Decision as RulesDecision
from zhiyong.rules.consequences import Effect
from zhiyong.shell import kinds

ADDING_UP = ("deduct", "block", "force")
"""What combines with the same of other decisions, person by person and year by year."""
STANDING = (Decision.State.MADE, Decision.State.CHANGED, Decision.State.REVOKED)


def together(decision: Decision) -> list[Decision]:
    """Return a decision with every other one that adds up with it, in the order they were made."""
    return list(reckon_with_others(decision).rows)


def reckon_with_others(decision: Decision, *, also: RulesDecision | None = None) -> Reckoned:
    """Return what follows from a decision together with all that it adds up with.

    It begins with the decisions on the same person or unit, and those that rest on it; as long as
    one touches a year of somebody whom a further decision touches too, that one joins. A draft
    that has no measures yet is reckoned as `also`.

    :raises GradesContradict: as `rules.rollback.settle`.
    """
    chosen = {decision.pk, *_of_same_subject(decision), *_resting(decision)}
    while True:
        rows = loaded(Decision.objects.filter(pk__in=chosen))
        reckoned = reckon(rows, also=also)
        more = _touching(decision, reckoned.settled.effects) - chosen
        if not more:
            return reckoned
        chosen |= more


def _of_same_subject(decision: Decision) -> set[int]:
    respondent = decision.respondent
    rows = Decision.objects.filter(
        adoption=decision.adoption_id,
        state__in=STANDING,
        respondent__person=respondent.person_id,
        respondent__unit=respondent.unit_id,
    )
    return set(rows.values_list("pk", flat=True))


def _resting(decision: Decision) -> set[int]:
    rows = Decision.objects.filter(
        adoption=decision.adoption_id, state__in=STANDING, rests_on=decision.pk
    )
    return set(rows.values_list("pk", flat=True))


def _touching(decision: Decision, effects: Sequence[Effect]) -> set[int]:
    """Return the decisions with entries on the years of people and units that effects touch."""
    adding = [one for one in effects if one.effect in ADDING_UP and one.on and one.year]
    people, units = _ids(adding, "person:"), _ids(adding, "unit:")
    if not people and not units:
        return set()
    entries = Entry.objects.filter(
        Q(person__in=people) | Q(unit__in=units),
        adoption=decision.adoption_id,
        effect__in=ADDING_UP,
        year__in={one.year for one in adding},
        source__startswith="decision:",
    ).exclude(state__in=[Entry.State.ROLLED_BACK, Entry.State.LAPSED])
    sources = entries.order_by().values_list("source", flat=True).distinct()
    return {kinds.split(source)[1] for source in sources}


def _ids(effects: Iterable[Effect], prefix: str) -> set[int]:
    return {
        int(one.on.removeprefix(prefix))
        for one in effects
        if one.on is not None and one.on.startswith(prefix)
    }
