"""What the ladder says of the measures to which an answer changes the decision."""

from collections.abc import Sequence
from dataclasses import dataclass

from zhiyong.appeals.models import Appeal
from zhiyong.appeals.selectors.undoing import checked
from zhiyong.intake import labels
from zhiyong.plans.selectors import pack_of
from zhiyong.rules.clauses import Clause
from zhiyong.rules.consequences import Chosen
from zhiyong.rules.explain.ladder import measure_reasons
from zhiyong.rules.explain.notes import say_note

OF_THE_FIRST = frozenset({"LADDER", "NOT_ASSESSED", "BASES_TOO_FEW", "FACTOR_MISSING"})
"""What rests on the facts of the first decision: the hearing body may find otherwise."""


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a measure is refused: for good, or unless a ground is recorded for choosing it."""

    measure: str
    text: str
    clause: Clause | None
    is_final: bool


def ladder_refuses(appeal: Appeal, measures: Sequence[Chosen]) -> list[Refused]:
    """Return why the ladder refuses measures to which the decision would be changed."""
    pack = pack_of(appeal.decision.adoption)
    same = appeal.body_id == appeal.decision.body_id
    found = checked(appeal.decision, measures, same_body=same)
    zh = labels.language() == "zh"
    refused = []
    for name, reasons in found.refused.items():
        for one in reasons:
            said = say_note(pack, one.note)[0 if zh else 1]
            if one.note.code in ("LADDER", "NOT_ELIGIBLE") and name in found.found:
                lines = measure_reasons(pack, found.found[name])["zh" if zh else "en"]
                said = ("；" if zh else "; ").join([said, *lines])
            label = labels.label(pack, "measures", name)
            text = f"{label}：{said}。" if zh else f"{label}: {said}."
            refused.append(Refused(name, text, one.clause, one.note.code not in OF_THE_FIRST))
    return sorted(refused, key=lambda one: not one.is_final)
