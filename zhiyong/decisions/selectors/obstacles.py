"""What of a decision still holds the case back from being closed."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from zhiyong.cases.gates import Obstacle
from zhiyong.cases.models import Case
from zhiyong.consequences import wording as ledger
from zhiyong.consequences.models import Entry
from zhiyong.decisions import plan
from zhiyong.decisions.models import Decision, DecisionNotice
from zhiyong.intake import labels
from zhiyong.shell import kinds

IN_HAND = (Decision.State.DRAFT, Decision.State.PROPOSED)
STANDING = (Decision.State.MADE, Decision.State.CHANGED)


def to_closing(case: Case, today: date) -> Sequence[Obstacle]:  # noqa: ARG001 - as every check
    """Return what holds a case open: decisions in hand, notices not served, papers not written."""
    decisions = list(
        case.decisions.select_related("adoption__pack", "respondent__person", "respondent__unit")
        .filter(state__in=[*IN_HAND, *STANDING])
        .order_by("pk")
    )
    if not decisions:
        return []
    found = [_in_hand(one) for one in decisions if one.state in IN_HAND]
    standing = [one for one in decisions if one.state in STANDING]
    found += [each for one in standing for each in _unserved(one)]
    found += _owed({kinds.ref(one): one for one in standing})
    return found


def _in_hand(decision: Decision) -> Obstacle:
    text = _("A decision about {name} is in hand.").format(name=decision.respondent.name)
    return Obstacle(text, None, kinds.ref(decision))


def _unserved(decision: Decision) -> list[Obstacle]:
    pack = plan.pack(decision)
    needed = {party: one for one in plan.notices(pack) if one.closing_needs for party in one.to}
    rows = decision.notices.filter(
        of=DecisionNotice.Of.DECISION,
        party__in=list(needed),
        state__in=[DecisionNotice.State.DUE, DecisionNotice.State.RETURNED],
    ).select_related("person", "unit")
    return [
        Obstacle(
            _("The notice to {name} is not served.").format(name=one.person or one.unit),
            labels.grounds(pack, needed[one.party]),
            kinds.ref(decision),
        )
        for one in rows.order_by("pk")
    ]


def _owed(decisions: dict[str, Decision]) -> list[Obstacle]:
    """Return the papers and steps of the plan that are still missing, each with whose it is."""
    rows = (
        Entry.objects.filter(
            source__in=list(decisions),
            effect__in=["write", "require"],
            state=Entry.State.IN_FORCE,
            carried_out_on__isnull=True,
        )
        .select_related("person", "unit", "adoption__pack")
        .order_by("pk")
    )
    found = []
    for one in rows:
        pack = plan.pack(decisions[one.source])
        section = "documents" if one.effect == "write" else "steps"
        element = pack.element(section, one.target)
        if one.effect == "write" and not element.closing_needs:
            continue
        text = _("{what} of {name} is missing.").format(
            what=element.label.say(labels.language()), name=ledger.whom_name(one)
        )
        found.append(Obstacle(text, labels.grounds(pack, element), f"consequence:{one.pk}"))
    return found
