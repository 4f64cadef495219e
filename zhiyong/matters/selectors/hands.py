"""Whose hands a matter passed through: somebody else makes the call-back."""

from zhiyong.approvals.models import Step
from zhiyong.matters import plan
from zhiyong.matters.models import Matter, RecusalCheck
from zhiyong.plans.selectors import pack_of
from zhiyong.shell import kinds


def hands(matter: Matter) -> set[int]:
    """Return the ids of the people who ever handled a matter, or signed a report or reply."""
    handled = set(RecusalCheck.objects.filter(matter=matter).values_list("person", flat=True))
    signed = Step.objects.filter(
        approval__subject=kinds.ref(matter),
        approval__chain__in=plan.reply_chains(pack_of(matter.adoption)),
        decided_by__isnull=False,
    ).values_list("decided_by", flat=True)
    return handled | {person for person in signed if person is not None}
