"""How units handled what they were assigned: each verdict, and how many of each by unit."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Count, Q, QuerySet

from zhiyong.directory.models import Unit
from zhiyong.intake.models import NamedPerson
from zhiyong.matters.models import Judgement
from zhiyong.plans.selectors import pack_of
from zhiyong.plans.wording import language
from zhiyong.shell.access import READS_ALL, Standing


def judgements_visible_to(standing: Standing) -> QuerySet[Judgement]:
    """Return the verdicts somebody may see: those their offices gave, and on their own units.

    Nobody sees one about a complaint that names them.
    """
    units = standing.units(*READS_ALL)
    if not units:
        return Judgement.objects.none()
    rows = Judgement.objects.filter(Q(audience__among=units) | Q(unit__id__among=units))
    named = NamedPerson.objects.filter(person=standing.person_id or 0).values("complaint")
    return rows.exclude(matter__complaint__in=named)


def ready(rows: QuerySet[Judgement]) -> QuerySet[Judgement]:
    """Return verdicts with all that a list shows of them: no query for each row."""
    return rows.select_related(
        "matter__complaint", "matter__adoption__pack", "unit", "by__person"
    ).defer("matter__complaint__text")


def by_unit(standing: Standing) -> QuerySet[Unit]:
    """Return the units that were judged, with how many verdicts of each effect they have.

    Shape: units with `judged`, `accepted`, `remarked`, `sent_back`; unit: rounds of matters;
    window: all years; source: the verdicts that somebody may see.
    """
    seen = Q(judgements__in=judgements_visible_to(standing).order_by().values("pk"))

    def n(effect: str) -> Count:
        return Count("judgements", filter=Q(judgements__effect=effect))

    return Unit.objects.filter(seen).annotate(
        judged=Count("judgements"),
        accepted=n("accepts"),
        remarked=n("remarks"),
        sent_back=n("sends_back"),
    )


def say(rows: Sequence[Any]) -> None:
    """Give verdicts their words: `verdict_label`, and `failed_labels`."""
    for row in rows:
        pack, lang = pack_of(row.matter.adoption), language()
        row.verdict_label = pack.quality_verdict(row.verdict).label.say(lang)
        row.failed_labels = [
            pack.element("quality_criteria", one).label.say(lang)
            for one in row.failed
            if pack.has("quality_criteria", one)
        ]
