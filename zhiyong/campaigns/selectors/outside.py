"""What other rooms know about a campaign: problems that are put right, inspections that were made.

Registered when the room is ready; each figure opens to the rows of the other room.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date, timedelta

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from zhiyong.campaigns.models import Campaign
from zhiyong.campaigns.selectors import feedback
from zhiyong.campaigns.selectors.feedback import Item, nearest
from zhiyong.campaigns.selectors.figures import Asked, Rows, Units, both, register
from zhiyong.campaigns.selectors.visible import may_run
from zhiyong.directory.models import Unit
from zhiyong.inspections.models import Finding, Visit
from zhiyong.rectification.models import Item as Problem
from zhiyong.rectification.selectors.access import items_visible_to
from zhiyong.rectification.selectors.figures import AGES, rows_of
from zhiyong.rules.pack.schema import Pack
from zhiyong.shell.access import Standing

PROBLEMS = "problems"
INSPECTIONS = "inspections"
ENDED = (Problem.State.STRUCK_OFF, Problem.State.WITHDRAWN)


def settle() -> None:
    """Add the figures and the feedback that rest on other rooms."""
    register(_problems)
    register(_inspections)
    feedback.register(feedback.Source("rectification_item", _open_about, _open_among))


# ── problems, by origin and by age ────────────────────────────────────────────────────────


def _items(which: Callable[[date], Q]) -> Callable[[Campaign, date, Units], Rows]:
    def rows(campaign: Campaign, on: date, units: Units) -> Rows:
        return rows_of(campaign.adoption, units, on).filter(which(on))

    return rows


def _open(on: date) -> Q:
    return Q(struck_on__isnull=True) | Q(struck_on__gt=on)


def _problems(campaign: Campaign, pack: Pack) -> Iterable[Asked]:  # noqa: ARG001
    named = (
        ("problems", gettext_lazy("Problems in the ledger"), lambda _on: Q(), ""),
        (
            "problems_own",
            gettext_lazy("Of these found by the unit itself"),
            lambda _on: Q(found_by_itself=True),
            "problems",
        ),
        (
            "problems_others",
            gettext_lazy("Of these found by others"),
            lambda _on: Q(found_by_itself=False),
            "problems",
        ),
        (
            "problems_struck",
            gettext_lazy("Of these struck off"),
            lambda on: ~_open(on),
            "problems",
        ),
        ("problems_open", gettext_lazy("Of these still open"), _open, "problems"),
        (
            "problems_late",
            gettext_lazy("Of these overdue"),
            lambda on: (
                _open(on)
                & Q(due_on__lt=on)
                & (Q(done_on__isnull=True) | Q(done_on__gt=F("due_on")))
            ),
            "problems_open",
        ),
    )
    for name, label, which, of in named:
        yield Asked(name, *both(label), "rectification_item", _items(which), of, group=PROBLEMS)
    edges = [0, *(one + 1 for one in AGES)]
    for first, last in zip(edges, [*AGES, None], strict=True):
        yield Asked(
            f"problems_age_{first}",
            *_age(first, last),
            "rectification_item",
            _items(_of_age(first, last)),
            "problems_open",
            group=PROBLEMS,
        )


def _age(first: int, last: int | None) -> tuple[str, str]:
    found = []
    for lang in ("zh-hans", "en"):
        with override(lang):
            text = (
                _("Open for {first} days and more").format(first=first)
                if last is None
                else _("Open for {first} to {last} days").format(first=first, last=last)
            )
            found.append(text)
    return found[0], found[1]


def _of_age(first: int, last: int | None) -> Callable[[date], Q]:
    def which(on: date) -> Q:
        condition = _open(on) & Q(found_on__lte=on - timedelta(days=first))
        if last is not None:
            condition &= Q(found_on__gte=on - timedelta(days=last))
        return condition

    return which


# ── inspections ───────────────────────────────────────────────────────────────────────────


def _made(campaign: Campaign, on: date, units: Units) -> QuerySet[Visit]:
    """Return the visits that were made and may be known; a sealed round counts nowhere."""
    rows = Visit.objects.filter(
        round__adoption=campaign.adoption,
        round__opened_on__lte=on,
        state=Visit.State.MADE,
        visited_on__lte=on,
    )
    return rows if units is None else rows.filter(target__unit__id__among=units)


def _found(which: Q) -> Callable[[Campaign, date, Units], Rows]:
    def rows(campaign: Campaign, on: date, units: Units) -> Rows:
        made = _made(campaign, on, units).values("pk")
        return Finding.objects.filter(which, round__reported_on__lte=on, visit__in=made)

    return rows


def _inspections(campaign: Campaign, pack: Pack) -> Iterable[Asked]:  # noqa: ARG001
    visits, found = both(gettext_lazy("Visits made")), both(gettext_lazy("Found on visits"))
    still = both(gettext_lazy("Of these nothing was done with yet"))
    yield Asked("visits", *visits, "visit", _made, group=INSPECTIONS)
    yield Asked("visit_findings", *found, "finding", _found(Q()), group=INSPECTIONS)
    undone = _found(Q(state=Finding.State.OPEN))
    yield Asked(
        "visit_findings_open", *still, "finding", undone, "visit_findings", group=INSPECTIONS
    )


# ── feedback ──────────────────────────────────────────────────────────────────────────────


def _open_about(
    campaign: Campaign, units: Mapping[int, Unit], standing: Standing
) -> dict[int, list[Item]]:
    """Return the items of the ledger that the units have not put right; these they know.

    To whoever runs the campaign those of its plan and units, to others as far as they read them.
    """
    runs = may_run(standing, campaign)
    rows = (
        (Problem.objects.all() if runs else items_visible_to(standing))
        .filter(adoption=campaign.adoption, unit__path__overlap=list(units))
        .exclude(state__in=ENDED)
        .values_list("pk", "number", "problem", "found_on", "source_ref", "unit__path")
    )
    found: dict[int, list[Item]] = {}
    for pk, number, problem, found_on, source, path in rows.order_by("found_on", "pk"):
        unit = nearest(path, units)
        if unit is not None:
            found.setdefault(unit, []).append(
                {
                    "ref": f"rectification_item:{pk}",
                    "number": number,
                    "what": problem[:120],
                    "since": found_on.isoformat(),
                    "covers": source,
                }
            )
    return found


def _open_among(ids: Collection[int]) -> set[int]:
    rows = Problem.objects.filter(pk__in=list(ids)).exclude(state__in=ENDED)
    return set(rows.values_list("pk", flat=True))
