"""An appeal: whether it is in time, who may handle it, whether its outcome can stand.

Late appeals are marked and left to people, or refused, as the plan says. An outcome never weighs
more than what it stands for, and those who decided first take no part, at whatever level.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from zhiyong.rules.consequences import Appeal, Chosen, Decision, Matter, Note
from zhiyong.rules.pack.procedure import Appeals
from zhiyong.rules.pack.sanctions import Measure
from zhiyong.rules.pack.schema import Pack
from zhiyong.rules.terms import end_of_clock

OutcomeEffect = Literal["stands", "changed", "revoked"]
_WORDS: dict[str, OutcomeEffect] = {
    "stands": "stands",
    "upheld": "stands",
    "uphold": "stands",
    "change": "changed",
    "revoke": "revoked",
    "changed": "changed",
    "revoked": "revoked",
}
"""What an outcome does, in the words of the format, where the pack has no own name for it."""


@dataclass(frozen=True, slots=True)
class Heard:
    """One appeal: whether it was in time, who may not handle it, what came of it.

    refused   why its outcome cannot stand; the decision then stays as it was
    """

    appeal: Appeal
    state: Literal["open", "decided", "refused"]
    effect: OutcomeEffect | None
    late: bool | None
    window_until: date | None
    answer_due: date | None
    recused: tuple[str, ...]
    refused: tuple[Note, ...]
    open_paths: tuple[str, ...] = ()


def hear(
    pack: Pack, matter: Matter, appeal: Appeal, decision: Decision, stands: Sequence[Chosen] | None
) -> Heard:
    """Return what becomes of an appeal.

    stands   the measures of the decision as it stands now; None once it has been revoked

    :raises TermError: if a term cannot be counted in days.
    """
    rule = pack.appeals
    window = answer = None
    paths = []
    served = appeal.served or decision.served
    if rule and rule.window and served:
        end = end_of_clock(pack, rule.window, served, matter.calendar)
        window, paths = end.day, [end.open_path]
    if rule and rule.answer and appeal.filed:
        end = end_of_clock(pack, rule.answer, appeal.filed, matter.calendar)
        answer, paths = end.day, [*paths, end.open_path]
    late = appeal.filed > window if appeal.filed and window else None
    recused = tuple(one for one in appeal.handled_by if one in decision.deciders)
    effect = _outcome(pack, appeal)
    refused = tuple(_refusals(pack, appeal, decision, stands, effect, late, recused))
    state: Literal["open", "decided", "refused"] = "open"
    if refused:
        state = "refused"
    elif effect is not None and appeal.on is not None:
        state = "decided"
    return Heard(
        appeal,
        state,
        effect,
        late,
        window,
        answer,
        recused,
        refused,
        tuple(one for one in paths if one),
    )


def _outcome(pack: Pack, appeal: Appeal) -> OutcomeEffect | None:
    if appeal.outcome is None:
        return None
    for one in pack.appeals.outcomes if pack.appeals else ():
        if appeal.outcome in (one.id, one.effect, one.label.zh, one.label.en.lower()):
            return one.effect
    return _WORDS.get(appeal.outcome)


def _refusals(
    pack: Pack,
    appeal: Appeal,
    decision: Decision,
    stands: Sequence[Chosen] | None,
    effect: OutcomeEffect | None,
    late: bool | None,
    recused: Sequence[str],
) -> Iterator[Note]:
    rule: Appeals | None = pack.appeals
    if appeal.outcome is not None and effect is None:
        yield Note("OUTCOME_UNKNOWN", {"outcome": appeal.outcome})
    if recused and (rule is None or rule.fresh):
        yield Note("DECIDED_BEFORE", {"who": ", ".join(recused)})
    if late and rule and rule.late == "refused":
        yield Note("APPEAL_LATE")
    if rule and appeal.to and appeal.to not in {one.id for one in rule.to}:
        yield Note("NOT_APPEALED_THERE", {"to": appeal.to})
    if effect == "changed" and not (rule and rule.heavier):
        heavier = _heavier(pack, appeal.measures, stands or ())
        if heavier:
            yield Note("HEAVIER", {"measures": ", ".join(heavier)})
    if effect == "changed" and not appeal.measures:
        yield Note("CHANGED_TO_NOTHING")
    if effect is not None and stands is None:
        yield Note("ALREADY_REVOKED", {"decision": decision.id})


def _heavier(pack: Pack, new: Iterable[Chosen], old: Iterable[Chosen]) -> list[str]:
    """Return the measures of an outcome that weigh more than what they stand for."""
    before = sorted((_weight(pack, one.measure) for one in old), reverse=True)
    after = sorted(new, key=lambda one: -_weight(pack, one.measure))
    return [
        one.measure
        for place, one in enumerate(after)
        if place >= len(before) or _weight(pack, one.measure) > before[place]
    ]


def _weight(pack: Pack, name: str) -> int:
    if not pack.has("measures", name):
        return 0
    measure = pack.element("measures", name)
    assert isinstance(measure, Measure)
    return measure.weight or 0
