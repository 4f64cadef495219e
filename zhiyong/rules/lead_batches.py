"""The leads of a plan for many people or units at once, each with its reasons.

Where there are many, the columns say who meets anything at all (see `columns`), and only those are
asked one by one for the limbs and clauses. The answers are those of `find_leads` about each.
"""

from collections.abc import Sequence
from typing import Literal

from zhiyong.rules.facts import Facts
from zhiyong.rules.leads import FoundLead, find_leads
from zhiyong.rules.pack.schema import Pack

SPEAKING = ("met", "excused", "guarded")
"""States of a lead that are worth a person's eye."""

FEW = 1000
"""So many are asked one by one at once: the columns' engine takes memory and a moment to load."""


def speaking_leads(
    pack: Pack, facts: Sequence[Facts], of: Literal["person", "unit", "team"], few: int = FEW
) -> list[tuple[FoundLead, ...]]:
    """Return, for each of many, the leads about such a subject that are met or held back.

    :raises FactError: if a fact has a value that it cannot have.
    """
    found: list[tuple[FoundLead, ...]] = [() for _ in facts]
    wanted = [lead.id for lead in pack.leads if lead.of == of]
    asked: Sequence[int] | None = range(len(facts)) if wanted else ()
    if wanted and len(facts) > few:
        from zhiyong.rules.frames import rows_that_speak

        asked = rows_that_speak(pack, facts, wanted, SPEAKING)
    for row in range(len(facts)) if asked is None else asked:
        found[row] = tuple(
            one
            for one in find_leads(pack, facts[row])
            if one.lead.of == of and one.state in SPEAKING
        )
    return found
