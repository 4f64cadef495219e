"""Who has had the answer to an appeal, and who has not yet."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from zhiyong.appeals import plan
from zhiyong.appeals.models import Appeal
from zhiyong.decisions.models import DecisionNotice
from zhiyong.plans.selectors import pack_of
from zhiyong.rules.clauses import Clause
from zhiyong.shell import kinds


@dataclass(frozen=True, slots=True)
class Missing:
    """A notice that closing needs and that was not served."""

    who: str
    clause: Clause | None


def notices_of(appeal: Appeal) -> list[DecisionNotice]:
    """Return the notices of an appeal's answer, the appellant's first."""
    rows = DecisionNotice.objects.filter(
        decision=appeal.decision_id, of=DecisionNotice.Of.APPEAL, about=kinds.ref(appeal)
    )
    return list(rows.select_related("person", "unit", "paper").order_by("pk"))


def unserved(appeal: Appeal) -> list[Missing]:
    """Return who must have the answer before the appeal is closed, and has not.

    The appellant always: the plan says so, or else it is what an answer is for.
    """
    rule = pack_of(appeal.decision.adoption)
    needed = {
        party: notice.clause
        for notice in plan.notices(rule)
        if notice.closing_needs
        for party in notice.to
    }
    clause = next(iter(needed.values()), rule.appeals.clause if rule.appeals else None)
    rows = notices_of(appeal)
    mine = [row for row in rows if _is_appellants(appeal, row)]
    missing = [
        Missing(str(row.person or row.unit), needed.get(row.party, clause))
        for row in rows
        if row.served_on is None and (row.party in needed or _is_appellants(appeal, row))
    ]
    if not mine:
        missing.append(Missing(_("the appellant"), clause))
    return missing


def _is_appellants(appeal: Appeal, row: DecisionNotice) -> bool:
    if appeal.person_id is not None:
        return row.person_id == appeal.person_id
    return row.unit_id == appeal.unit_id and row.person_id is None
