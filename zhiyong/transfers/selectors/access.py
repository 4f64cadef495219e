"""Who may know about a letter: whoever sees its case, and the body that it reached.

The receiver reads the letter and its list, never the case behind it.
"""

from typing import Any

from django.db.models import CharField, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat

from zhiyong.cases.models import Respondent
from zhiyong.cases.selectors import cases_visible_to
from zhiyong.shell import lookups  # noqa: F401  (registers `among`)
from zhiyong.shell.access import READS_ALL, Role, Standing
from zhiyong.transfers.models import Transfer

State = Transfer.State
ARRIVED = (State.SENT, State.RECEIVED, State.REPLIED)
"""Where the body that it goes to sees it; what it gave back it has no more."""

ACTS_HERE = (Role.HANDLER, Role.CLERK, Role.SECTION_HEAD, Role.LEADER, Role.OFFICE)
"""Who prepares, sends and follows up letters in the body that has the case."""

RECEIVES = (Role.CLERK, Role.SECTION_HEAD, Role.HANDLER, Role.LEADER, Role.OFFICE)
"""Who signs and replies for the body that a letter reached."""


def transfers_visible_to(standing: Standing) -> QuerySet[Transfer]:
    """Return the letters somebody may see: those of cases they see, and those that reached them.

    Nobody sees a letter about themselves.
    """
    units = standing.units(*READS_ALL)
    seen = Q(case__in=cases_visible_to(standing).values("pk"))
    if units:
        seen |= Q(to_unit__id__among=units, state__in=ARRIVED)
    return not_about(Transfer.objects.filter(seen), standing)


def sent_visible_to(standing: Standing) -> QuerySet[Transfer]:
    """Return the letters of the cases that somebody sees."""
    rows = Transfer.objects.filter(case__in=cases_visible_to(standing).values("pk"))
    return not_about(rows, standing)


def not_about(rows: QuerySet[Transfer], standing: Standing) -> QuerySet[Transfer]:
    """Leave out the letters of cases that name somebody."""
    if standing.person_id is None:
        return rows
    named = Respondent.objects.filter(person=standing.person_id, removed_on__isnull=True)
    return rows.exclude(case__in=named.values("case"))


def references_kept_from(standing: Standing) -> QuerySet[Any, Any]:
    """Return the references of the letters of cases that are kept from somebody, for duties."""
    named = Respondent.objects.filter(person=standing.person_id or 0, removed_on__isnull=True)
    few = Transfer.objects.filter(case__restricted=True)
    others = few.exclude(pk__in=transfers_visible_to(standing).values("pk"))
    said = Concat(Value("transfer:"), Cast("pk", CharField()))
    rows = Transfer.objects.filter(Q(case__in=named.values("case")) | Q(pk__in=others.values("pk")))
    return rows.values_list(said)


def is_sender(standing: Standing, transfer: Transfer) -> bool:
    """Whether somebody acts for the body that sends it."""
    return transfer.audience in standing.units(*ACTS_HERE)


def is_receiver(standing: Standing, transfer: Transfer) -> bool:
    """Whether somebody acts for the body that it reached."""
    return (
        transfer.to_unit_id is not None
        and transfer.state in ARRIVED
        and transfer.to_unit_id in standing.units(*RECEIVES)
    )
