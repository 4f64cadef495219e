"""Who sees which campaigns and which assignments, and who may do what with them."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from zhiyong.campaigns.models import Assignment, Campaign, Member
from zhiyong.plans.parties import OVERSEERS
from zhiyong.shell import lookups  # noqa: F401  (registers `among`)
from zhiyong.shell.access import Role, Standing

RUNS = (Role.OFFICE,)
"""Who runs the campaigns of their unit."""
OWES = (Role.UNIT_LIAISON, Role.CLERK, Role.OFFICE, Role.LEADER)
"""Who sees what their unit owes."""
HANDS_IN = (Role.UNIT_LIAISON, Role.CLERK, Role.OFFICE)
"""Who writes and hands in for their unit."""
RECEIVES = (Role.OFFICE, Role.CLERK, Role.LEADER, Role.SUPERVISOR)
"""Who sees what comes to their unit."""
ACCEPTS = (Role.OFFICE, Role.SUPERVISOR)
"""Who accepts or returns what came to their unit."""
EVERYBODY = tuple(dict.fromkeys((*OVERSEERS, *OWES, *RECEIVES)))
"""Whoever has anything to do with campaigns."""


def seen_whole(standing: Standing) -> QuerySet[Campaign]:
    """Return the campaigns of which somebody sees everything: they oversee its office or body.

    Whoever oversees the campaign above sees those below it too.
    """
    held = standing.units(*OVERSEERS)
    return Campaign.objects.filter(
        Q(audience__among=held)
        | Q(adoption__body__id__among=held)
        | (Q(upper__audience__among=held) & ~Q(state=Campaign.State.DRAFT))
    )


def campaigns_visible_to(standing: Standing) -> QuerySet[Campaign]:
    """Return the campaigns somebody may know of: seen whole, or launched with a part for them."""
    return Campaign.objects.filter(
        Q(pk__in=seen_whole(standing).values("pk"))
        | (
            ~Q(state=Campaign.State.DRAFT)
            & Q(Exists(_members(standing)) | Exists(_assigned(standing)))
        )
    )


def assignments_visible_to(standing: Standing) -> QuerySet[Assignment]:
    """Return what somebody sees of what units owe: all of it, their units' part, what comes in."""
    return Assignment.objects.filter(
        Q(campaign__in=seen_whole(standing).values("pk")) | _theirs(standing)
    )


def sees_whole(standing: Standing, campaign: Campaign) -> bool:
    """Whether somebody sees everything of a campaign."""
    return seen_whole(standing).filter(pk=campaign.pk).exists()


def may_run(standing: Standing, campaign: Campaign) -> bool:
    """Whether somebody runs a campaign: they hold its office."""
    return campaign.audience in standing.units(*RUNS)


def may_hand_in(standing: Standing, assignment: Assignment) -> bool:
    """Whether somebody writes and hands in for the unit that owes it, or it is their own."""
    if assignment.person_id is not None and assignment.person_id == standing.person_id:
        return True
    return assignment.unit_id in standing.units(*HANDS_IN)


def may_judge(standing: Standing, assignment: Assignment) -> bool:
    """Whether somebody accepts or returns it: of the unit to which it goes, or its office."""
    held = standing.units(*ACCEPTS)
    return assignment.receiver_id in held


def _theirs(standing: Standing) -> Q:
    return (
        Q(unit__id__among=standing.units(*OWES))
        | Q(receiver__id__among=standing.units(*RECEIVES))
        | Q(person=standing.person_id or 0)
    )


def _assigned(standing: Standing) -> QuerySet[Assignment]:
    return Assignment.objects.filter(_theirs(standing), campaign=OuterRef("pk"))


def _members(standing: Standing) -> QuerySet[Member]:
    return Member.objects.filter(
        campaign=OuterRef("pk"), unit__id__among=standing.units(*OWES), until_on__isnull=True
    )
