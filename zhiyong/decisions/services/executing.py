"""When everything that followed from a decision has been carried out, the decision is executed."""

from datetime import date

from django.db import transaction
from django.db.models import CharField, Exists, OuterRef, Value
from django.db.models.functions import Cast, Concat

from zhiyong.consequences.models import Entry
from zhiyong.decisions.models import Decision, DecisionNotice
from zhiyong.decisions.services.common import STANDING, locked, tell

OWED = ("deduct", "write", "rectify", "require", "refer", "measure")
"""Effects that somebody carries out; the others stand by themselves."""


def tick(*, on: date) -> int:
    """Enter the day on which decisions were executed; return how many. Safe to run again."""
    source = Concat(Value("decision:"), Cast(OuterRef("pk"), CharField()))
    own = Entry.objects.filter(source=source)
    owed = own.filter(
        effect__in=OWED,
        state__in=[Entry.State.IN_FORCE, Entry.State.PENDING],
        carried_out_on__isnull=True,
    )
    unserved = DecisionNotice.objects.filter(
        decision=OuterRef("pk"),
        state__in=[DecisionNotice.State.DUE, DecisionNotice.State.RETURNED],
    )
    rows = Decision.objects.filter(
        ~Exists(owed), ~Exists(unserved), Exists(own), state__in=STANDING, executed_on__isnull=True
    )
    return sum(_execute(row, on) for row in rows.order_by("pk"))


@transaction.atomic
def _execute(row: Decision, on: date) -> bool:
    decision = locked(row)
    if decision.executed_on is not None or decision.state not in STANDING:
        return False
    decision.executed_on = on
    decision.save(update_fields=["executed_on"])
    tell("decision.executed", decision, "clock", on)
    return True
