"""What inspections come to: visits, units, findings, and forms by kinds."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from zhiyong.inspections.models import Finding, Round, Visit
from zhiyong.plans.models import Adoption


@dataclass(frozen=True, slots=True)
class Figures:
    """What the open rounds of a plan come to up to a day.

    rounds     rounds with at least one visit · visits: visits made, revisits among them
    units      units visited, each once
    findings   by kind of inspection and what they are about ("" where nothing was chosen)
    open       findings with which nothing was done yet
    crosswise  visits by form and kind of the plan ("" where none was said)
    outcomes   findings that became a lead, a case, an item, an exposure
    outputs    rounds by what the plan says comes of them
    """

    rounds: int
    visits: int
    units: int
    findings: Mapping[tuple[str, str], int]
    open: int
    crosswise: Mapping[tuple[str, str], int]
    outcomes: Mapping[str, int]
    outputs: Mapping[tuple[str, str], int]


def figures(
    adoption: Adoption,
    units: Collection[int],
    day: date,
    *,
    seen: "QuerySet[Visit] | None" = None,
) -> Figures:
    """Return what the inspections of a plan come to in some units up to a day.

    Shape: see `Figures`. Units: visits, units visited, findings. Window: from the first day of
    the plan to `day`, by the day of the visit. Source: the records of the visits; a round that
    is still sealed counts nowhere; with `seen` only those among these visits do.
    """
    made = Visit.objects.filter(
        round__adoption=adoption,
        round__opened_on__lte=day,
        state=Visit.State.MADE,
        visited_on__lte=day,
        target__unit__in=units,
    )
    if seen is not None:
        made = made.filter(pk__in=seen.values("pk"))
    found = Finding.objects.filter(visit__in=made.values("pk"))
    total = made.aggregate(
        visits=Count("pk"),
        units=Count("target__unit", distinct=True),
        rounds=Count("round", distinct=True),
    )
    crosswise = made.order_by().values_list("round__form", "round__sort").annotate(n=Count("pk"))
    about = found.order_by().values_list("round__inspection", "subject").annotate(n=Count("pk"))
    ways = (
        found.filter(outcomes__isnull=False)
        .order_by()
        .values_list("outcomes__way")
        .annotate(n=Count("pk"))
    )
    outputs: Counter[tuple[str, str]] = Counter()
    rows = Round.objects.filter(pk__in=made.values("round"), reported_on__lte=day)
    for inspection, given in rows.values_list("inspection", "outputs"):
        outputs.update((inspection, one) for one in given)
    return Figures(
        rounds=total["rounds"],
        visits=total["visits"],
        units=total["units"],
        findings={(one, subject): n for one, subject, n in about},
        open=found.filter(Q(state=Finding.State.OPEN)).count(),
        crosswise={(form, sort): n for form, sort, n in crosswise},
        outcomes={way.lower(): n for way, n in ways},
        outputs=dict(outputs),
    )
