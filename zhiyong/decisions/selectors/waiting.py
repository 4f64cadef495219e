"""What of a decision waits for other bodies."""

from zhiyong.consequences.models import Entry
from zhiyong.decisions import plan, slips
from zhiyong.decisions.models import ChosenMeasure, Decision
from zhiyong.shell import kinds


def recommended(decision: Decision) -> list[ChosenMeasure]:
    """Return the recommendations of a decision that wait for their answer."""
    pack = plan.pack(decision)
    return [
        one
        for one in slips.measures_of(decision)
        if one.outcome_on is None
        and pack.has("measures", one.measure)
        and pack.element("measures", one.measure).takes_effect == "outcome"
    ]


def waiting(decision: Decision) -> set[tuple[int, str]]:
    """Return the linked measures that wait for a decision of their own: person and measure."""
    rows = Entry.objects.filter(
        source=kinds.ref(decision),
        effect="measure",
        origin="linked",
        state=Entry.State.PENDING,
        person__isnull=False,
    )
    pack = plan.pack(decision)
    return {
        (person, measure)
        for person, measure in rows.values_list("person", "measure")
        if person is not None and pack.element("measures", measure).linked_needs
    }
