"""Reads of publications: whom one reaches, what stands about a subject."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from zhiyong.publicity.models import Publication
from zhiyong.shell import kinds, lookups  # noqa: F401  (registers `among`)
from zhiyong.shell.about import hidden_from
from zhiyong.shell.access import Role, Standing

State = Publication.State
Audience = Publication.Audience
PUBLISHERS = (Role.OFFICE, Role.CLERK, Role.LEADER, Role.SECTION_HEAD)
"""Who prepares what a unit makes known."""
SHOWN = (State.PUBLISHED, State.RETRACTED)
"""What an audience sees: a retraction stays visible, with what corrects it."""


def publications_visible_to(standing: Standing) -> QuerySet[Publication]:
    """Return what reaches somebody, and all that their own units made or prepare.

    What is about themselves only once it is made known to them.
    """
    if standing.person_id is None:
        return public()
    mine = standing.units()
    reaches = (
        Q(audience__in=[Audience.PUBLIC, Audience.INTERNAL])
        | Q(audience__in=[Audience.UNIT, Audience.SYSTEM], reached__overlap=sorted(_of(standing)))
        | Q(
            audience=Audience.UNIT_HEADS,
            reached__overlap=sorted(standing.units(Role.LEADER)),
        )
        | Q(audience=Audience.PARTIES, parties__contains=[standing.person_id])
    )
    own = Q(unit__in=standing.units(*PUBLISHERS)) if mine else Q(pk__in=[])
    for references in hidden_from(standing):
        own &= ~Q(subject__in=references)
    return Publication.objects.filter(own | Q(reaches, state__in=SHOWN))


def _of(standing: Standing) -> frozenset[int]:
    home = frozenset({standing.home_unit_id} if standing.home_unit_id else ())
    return standing.units() | home


def public() -> QuerySet[Publication]:
    """Return what everybody may read, without signing in."""
    return Publication.objects.filter(audience=Audience.PUBLIC, state__in=SHOWN)


def public_list() -> QuerySet[Publication]:
    """Return the public list: what was corrected stands under its correction, not by itself."""
    corrected = Publication.objects.filter(corrects=OuterRef("pk"), state=State.PUBLISHED)
    return public().filter(~Exists(corrected)).select_related("unit", "corrects")


def publications_of(subject: str) -> QuerySet[Publication]:
    """Return what was made known about a subject, the newest first; for the rooms above."""
    return (
        Publication.objects.filter(subject=subject)
        .select_related("unit", "corrects")
        .order_by("-pk")
    )


def may_write(publication: Publication, standing: Standing) -> bool:
    """Whether somebody prepares or retracts what a unit makes known."""
    return publication.unit_id in standing.units(*PUBLISHERS)


def subject_title(publication: Publication, standing: Standing) -> str:
    """Return the title of what a publication is about; "" where it may not be seen."""
    return kinds.titles([publication.subject], standing).get(publication.subject, "")
