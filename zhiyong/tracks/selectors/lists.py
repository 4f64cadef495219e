"""The lists of talks, resignations, oversight, and of what waits for the body that appoints."""

from collections.abc import Iterable, Iterator
from datetime import date
from fractions import Fraction
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from zhiyong.cases.models import Respondent
from zhiyong.directory.models import Tenure
from zhiyong.duties.models import Duty
from zhiyong.duties.selectors import duties_visible_to, with_light
from zhiyong.plans.selectors import pack_of
from zhiyong.plans.wording import label
from zhiyong.shell.access import Standing
from zhiyong.tracks.models import Oversight, Resignation, Talk
from zhiyong.tracks.selectors.access import (
    ACTS_HERE,
    DECIDERS,
    oversights_visible_to,
    resignations_visible_to,
    talks_visible_to,
)
from zhiyong.tracks.waiting import Waiting

MOST_COUNTED = 100
RUNNING = (Duty.State.OPEN, Duty.State.PAUSED)
OPEN = (Resignation.State.FILED, Resignation.State.PENDING, Resignation.State.IN_APPROVAL)


def talks(standing: Standing) -> QuerySet[Talk]:
    """Return talks with all that a list shows of them: no query for each row."""
    rows = talks_visible_to(standing).select_related(
        "unit", "with_person", "with_unit", "talker", "case", "adoption__pack"
    )
    return rows.defer("record", "recheck", "case__summary")


def resignations(standing: Standing) -> QuerySet[Resignation]:
    """Return resignations with all that a list shows, and whether no case is beside them.

    `alone`: no track was taken up about the person, and no case is about them; to be checked.
    """
    beside = Respondent.objects.filter(person=OuterRef("person"), removed_on__isnull=True)
    rows = resignations_visible_to(standing).select_related(
        "person", "post__unit", "unit", "approver", "adoption__pack", "case"
    )
    return rows.annotate(alone=~Exists(beside)).defer("reason", "answer", "case__summary")


def oversights(standing: Standing) -> QuerySet[Oversight]:
    """Return oversight items with all that a list shows."""
    rows = oversights_visible_to(standing).select_related(
        "unit", "congress", "person", "of_unit", "case", "adoption__pack"
    )
    return rows.defer("text", "answer", "case__summary")


def unanswered(rows: QuerySet[Oversight], today: date) -> QuerySet[Oversight]:
    """Return the items whose day has passed without an answer."""
    return rows.filter(state=Oversight.State.OPEN, answer_by__lt=today)


def with_duties(rows: Iterable[Any], kind: str, standing: Standing, today: date) -> None:
    """Give each row of a page its next duty and the light of that: one query.

    Sets `duty` (or None) and `light` ("" where nothing runs).
    """
    rows = list(rows)
    wanted = [f"{kind}:{row.pk}" for row in rows]
    running = duties_visible_to(standing).filter(subject__in=wanted, state__in=RUNNING)
    found: dict[str, Duty] = {}
    for duty in with_light(running, today).order_by("due_on", "pk"):
        found.setdefault(duty.subject, duty)
    for row in rows:
        row.duty = found.get(f"{kind}:{row.pk}")
        row.light = getattr(row.duty, "light", "")


def voluntary_share(rows: QuerySet[Resignation]) -> tuple[int, int, Fraction | None]:
    """Return how many resignations there are, how many were asked for, and their share.

    Shape: (all, asked for by the person, share or None). Unit: resignations that were not
    withdrawn. Window: the rows that are given. Source: `Resignation.origin`.
    """
    counted = rows.exclude(state=Resignation.State.WITHDRAWN).aggregate(
        n=Count("pk"), asked=Count("pk", filter=Q(origin=Resignation.Origin.ASKED))
    )
    total, asked = int(counted["n"]), int(counted["asked"])
    return total, asked, Fraction(asked, total) if total else None


def posts_to_end(standing: Standing, today: date) -> Iterator[Waiting]:  # noqa: ARG001
    """Yield the posts that approved resignations say should end, and that have not ended yet.

    The directory is changed by who keeps it, never by itself.
    """
    still = Tenure.objects.filter(
        person=OuterRef("person"), post=OuterRef("post"), valid__contains=OuterRef("effective_on")
    )
    rows = (
        resignations_visible_to(standing)
        .filter(Exists(still), state=Resignation.State.APPROVED)
        .select_related("person", "post__unit", "adoption__pack")
    )
    for row in rows.order_by("effective_on", "pk"):
        assert row.effective_on is not None
        yield Waiting(
            f"resignation:{row.pk}",
            _("The post “{post}” ends with an approved resignation").format(post=row.post.title),
            row.person.name,
            row.post.unit.name,
            _("Whoever keeps the directory"),
            row.effective_on,
            reverse("tracks:resignation", args=[row.pk]),
            _clause(row),
        )


def requests_open(standing: Standing, today: date) -> Iterator[Waiting]:  # noqa: ARG001
    """Yield the resignations that nobody has answered."""
    rows = (
        resignations_visible_to(standing)
        .filter(state__in=OPEN)
        .select_related("person", "post__unit", "approver", "adoption__pack")
    )
    for row in rows.order_by("filed_on", "pk"):
        hint = ""
        if row.state == Resignation.State.PENDING:
            tracks = [label(pack_of(row.adoption), "tracks", one["track"]) for one in row.waits]
            hint = _("Waits for: {tracks}").format(
                tracks="、".join(dict.fromkeys(filter(None, tracks))) or _("an open case")
            )
        yield Waiting(
            f"resignation:{row.pk}",
            _("Resignation"),
            row.person.name,
            row.post.unit.name,
            row.approver.name if row.approver else _("The body outside that has the power"),
            row.filed_on,
            reverse("tracks:resignation", args=[row.pk]),
            _clause(row),
            hint,
        )


def motions_open(standing: Standing, today: date) -> Iterator[Waiting]:  # noqa: ARG001
    """Yield the motions to remove somebody that were not voted on."""
    rows = (
        oversights_visible_to(standing)
        .filter(kind=Oversight.Kind.REMOVAL_MOTION, state=Oversight.State.OPEN)
        .select_related("person", "of_unit", "unit", "congress")
    )
    for row in rows.order_by("received_on", "pk"):
        yield Waiting(
            f"oversight:{row.pk}",
            row.get_kind_display(),
            row.person.name if row.person else "",
            (row.of_unit or row.unit).name,
            row.congress.name,
            row.received_on,
            reverse("tracks:oversight", args=[row.pk]),
        )


def _clause(row: Resignation) -> str:
    pack = pack_of(row.adoption)
    if not row.track or not pack.has("tracks", row.track):
        return ""
    return str(pack.element("tracks", row.track).clause or "")


def count_talks(standing: Standing) -> int:
    """Return how many talks of somebody's units are called or to be rechecked, up to 100."""
    units = standing.units(*ACTS_HERE)
    if not units:
        return 0
    due = Q(state=Talk.State.CALLED) | Q(state=Talk.State.HELD, recheck_on__isnull=False)
    return Talk.objects.filter(due, audience__among=units).order_by()[:MOST_COUNTED].count()


def count_resignations(standing: Standing) -> int:
    """Return how many resignations wait for an answer of somebody's units, up to 100."""
    units = standing.units(*DECIDERS)
    if not units:
        return 0
    rows = Resignation.objects.filter(approver__id__among=units, state=Resignation.State.FILED)
    if standing.person_id:
        rows = rows.exclude(person=standing.person_id)
    return rows.order_by()[:MOST_COUNTED].count()


def count_oversights(standing: Standing) -> int:
    """Return how many items the units of somebody must answer, up to 100."""
    units = standing.units(*ACTS_HERE)
    if not units:
        return 0
    rows = Oversight.objects.filter(of_unit__id__among=units, state=Oversight.State.OPEN)
    rows = rows.exclude(kind=Oversight.Kind.REMOVAL_MOTION)
    return rows.order_by()[:MOST_COUNTED].count()
