"""The figures of a campaign; each one opens to the rows that were counted.

A figure is a question to the database, asked again each time, until somebody freezes it: then its
value stands, and the ids of its rows with it, so that it opens to the same rows ever after.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

from zhiyong.campaigns.models import (
    Acceptance,
    Assignment,
    Bulletin,
    Campaign,
    Carried,
    Credit,
    Obstruction,
    Request,
    SlowTalk,
)
from zhiyong.plans.selectors import pack_of
from zhiyong.rules.pack.schema import Pack
from zhiyong.shell import lookups  # noqa: F401  (registers `among`)

Units = Collection[int] | None
Rows = QuerySet[Any]
State = Assignment.State
DONE = Q(state__in=[State.SUBMITTED, State.ACCEPTED])
TO_DO = Q(state__in=[State.OPEN, State.RETURNED])


@dataclass(frozen=True, slots=True)
class Figure:
    """One number: what it is called, of how many it is a part, the kind of its rows, its clause."""

    id: str
    label_zh: str
    label_en: str
    value: int
    of: int | None = None
    kind: str = "assignment"
    clause: str = ""
    group: str = ""

    @property
    def label(self) -> str:
        """What it is called, in the language of the reader."""
        return self.label_zh if (get_language() or "zh").startswith("zh") else self.label_en

    @property
    def share(self) -> float | None:
        """Which part it is, where it is a part of something."""
        return self.value / self.of if self.of else None


@dataclass(frozen=True, slots=True)
class Asked:
    """A figure that can be asked for: its rows, and what it is a part of."""

    id: str
    label_zh: str
    label_en: str
    kind: str
    rows: Callable[[Campaign, date, Units], Rows]
    of: str = ""
    clause: str = ""
    group: str = ""


Source = Callable[[Campaign, Pack], Iterable[Asked]]
_sources: list[Source] = []


def register(source: Source) -> None:
    """Add a source of figures; adding it again changes nothing."""
    if source not in _sources:
        _sources.append(source)


def both(label: Any) -> tuple[str, str]:
    """Return a lazy text in Chinese and in English."""
    with override("zh-hans"):
        zh = str(label)
    with override("en"):
        return zh, str(label)


def owed(campaign: Campaign, units: Units = None) -> QuerySet[Assignment]:
    """Return what is owed in a campaign, and by some units only; what lapsed is left out."""
    rows = Assignment.objects.filter(campaign=campaign).exclude(state=State.VOID)
    return rows if units is None else rows.filter(unit__id__among=units)


def overdue(on: date) -> Q:
    """Which assignments are late and still to be done."""
    return TO_DO & Q(due__lt=on, retroactive=False)


# ── what is owed ──────────────────────────────────────────────────────────────────────────

WORK = "work"
EXCHANGE = "exchange"
GROUPS = {
    WORK: _("What was to be done"),
    "stages": _("Done in each phase"),
    "programmes": _("Activities that count for other programmes"),
    EXCHANGE: _("Between the office and the units"),
    "problems": _("Problems"),
    "inspections": _("Inspections"),
}
"""The headings under which figures stand, in this order."""

_WORK: tuple[tuple[str, Any, Callable[[date], Q], str], ...] = (
    ("owed", _("To be done in all"), lambda _on: Q(), ""),
    ("done", _("Tasks handed in"), lambda _on: DONE, "owed"),
    ("accepted", _("Tasks accepted"), lambda _on: Q(state=State.ACCEPTED), "owed"),
    (
        "in_time",
        _("Handed in, in time"),
        lambda _on: (
            DONE & Q(retroactive=False) & (Q(due__isnull=True) | Q(handed_in_on__lte=F("due")))
        ),
        "done",
    ),
    (
        "late",
        _("Handed in, but late"),
        lambda _on: DONE & Q(retroactive=False, handed_in_on__gt=F("due")),
        "done",
    ),
    (
        "retroactive",
        _("Handed in for a day before the launch"),
        lambda _on: DONE & Q(retroactive=True),
        "done",
    ),
    ("returned", _("Returned at least once"), lambda _on: Q(returned__gt=0), "owed"),
    ("overdue", _("Overdue, not handed in"), overdue, "owed"),
    ("to_accept", _("Waiting to be accepted"), lambda _on: Q(state=State.SUBMITTED), "done"),
)
ZERO = "zero_reports"
COVERED = "covered"


def _narrowed(which: Callable[[date], Q]) -> Callable[[Campaign, date, Units], Rows]:
    return lambda campaign, on, units: owed(campaign, units).filter(which(on))


def _work(campaign: Campaign, pack: Pack) -> Iterable[Asked]:  # noqa: ARG001
    for name, label, which, of in _WORK:
        yield Asked(name, *both(label), "assignment", _narrowed(which), of, group=WORK)
    zero = Q(submissions__nothing=True, submissions__state__in=["SUBMITTED", "ACCEPTED"])
    yield Asked(
        ZERO,
        *both(_("Zero reports: nothing to tell, and said so")),
        "assignment",
        lambda one, _on, units: owed(one, units).filter(zero).distinct(),
        "done",
        group=WORK,
    )
    for stage in campaign.stages.order_by("position"):
        yield Asked(
            f"stage.{stage.code}",
            stage.label_zh,
            stage.label_en,
            "assignment",
            _in_stage(stage.pk, DONE),
            f"stage.{stage.code}.owed",
            stage.clause,
            "stages",
        )
        yield Asked(
            f"stage.{stage.code}.owed",
            stage.label_zh,
            stage.label_en,
            "assignment",
            _in_stage(stage.pk, Q()),
            clause=stage.clause,
        )


def _in_stage(pk: int, which: Q) -> Callable[[Campaign, date, Units], Rows]:
    return lambda campaign, _on, units: owed(campaign, units).filter(which, task__stage=pk)


def _programmes(campaign: Campaign, pack: Pack) -> Iterable[Asked]:  # noqa: ARG001
    """Yield how many activities each programme is credited with, and how many there are in all.

    One activity may count for several programmes; in the total it counts once.
    """
    if not pack.programmes:
        return
    yield Asked(
        "activities",
        *both(_("Activities credited elsewhere, each counted once")),
        "submission",
        lambda one, _on, units: _credited(one, units, Q()),
        group="programmes",
    )
    for programme in pack.programmes:
        yield Asked(
            f"programme.{programme.id}",
            programme.label.zh,
            programme.label.en,
            "submission",
            _for_programme(programme.id),
            "activities",
            str(programme.clause or ""),
            "programmes",
        )


def _for_programme(programme: str) -> Callable[[Campaign, date, Units], Rows]:
    return lambda one, _on, units: _credited(one, units, Q(programme=programme))


def _credited(campaign: Campaign, units: Units, which: Q) -> Rows:
    from zhiyong.campaigns.models import Submission

    credits = Credit.objects.filter(which, campaign=campaign).values("submission")
    rows = Submission.objects.filter(pk__in=credits)
    return rows if units is None else rows.filter(assignment__unit__id__among=units)


# ── what went between the office and the units ────────────────────────────────────────────


def _of_units(rows: Rows, units: Units, field: str = "unit") -> Rows:
    return rows if units is None else rows.filter(**{f"{field}__id__among": units})


def _exchange(campaign: Campaign, pack: Pack) -> Iterable[Asked]:  # noqa: ARG001
    def asked(name: str, label: Any, kind: str, rows: Any, of: str = "") -> Asked:
        return Asked(name, *both(label), kind, rows, of, group=EXCHANGE)

    issued = Q(state=Bulletin.State.ISSUED)
    examples = Q(kind__in=[Bulletin.Kind.GOOD_EXAMPLE, Bulletin.Kind.BAD_EXAMPLE])
    yield asked(
        "bulletins",
        _("Bulletins and notices issued"),
        "bulletin",
        lambda one, _on, _units: Bulletin.objects.filter(issued, campaign=one),
    )
    yield asked(
        "examples",
        _("Of these typical cases"),
        "bulletin",
        lambda one, _on, _units: Bulletin.objects.filter(issued, examples, campaign=one),
        "bulletins",
    )
    yield asked(
        "requests",
        _("Requests between units"),
        "unit_request",
        lambda one, _on, units: _of_units(Request.objects.filter(campaign=one), units, "to_unit"),
    )
    yield asked(
        "requests_late",
        _("Of these unanswered, their day has passed"),
        "unit_request",
        lambda one, on, units: _of_units(
            Request.objects.filter(campaign=one, state=Request.State.ASKED, due__lt=on),
            units,
            "to_unit",
        ),
        "requests",
    )
    yield asked(
        "slow_talks",
        _("Talks with slow units"),
        "slow_talk",
        lambda one, _on, units: _of_units(SlowTalk.objects.filter(campaign=one), units),
    )
    yield asked(
        "caught_up",
        _("Of these caught up when looked at again"),
        "slow_talk",
        lambda one, _on, units: _of_units(
            SlowTalk.objects.filter(campaign=one, caught_up=True), units
        ),
        "slow_talks",
    )
    yield asked(
        "acceptances",
        _("Units examined"),
        "campaign_acceptance",
        lambda one, _on, units: _of_units(_standing(one), units),
    )
    for result, label in (
        (Acceptance.Result.PASSED, _("Of these passed")),
        (Acceptance.Result.AGAIN, _("Of these to be examined again")),
        (Acceptance.Result.FAILED, _("Of these not passed")),
    ):
        yield asked(
            f"acceptances_{result.lower()}",
            label,
            "campaign_acceptance",
            _of_result(result),
            "acceptances",
        )
    yield asked(
        "obstructions",
        _("Hiding, false reports, refusals"),
        "campaign_obstruction",
        lambda one, _on, units: _of_units(Obstruction.objects.filter(campaign=one), units),
    )
    yield asked(
        "carried",
        _("Carried over from the campaign before"),
        "campaign_carried",
        lambda one, _on, units: _of_units(Carried.objects.filter(campaign=one), units),
    )


def _standing(campaign: Campaign) -> QuerySet[Acceptance]:
    """Return the acceptances that hold: those that no later one follows."""
    return Acceptance.objects.filter(campaign=campaign, followed_by__isnull=True)


def _of_result(result: str) -> Callable[[Campaign, date, Units], Rows]:
    return lambda one, _on, units: _of_units(_standing(one).filter(result=result), units)


register(_work)
register(_programmes)
register(_exchange)


# ── asking ────────────────────────────────────────────────────────────────────────────────


def asked_of(campaign: Campaign) -> dict[str, Asked]:
    """Return all figures that can be asked of a campaign, by id."""
    pack = pack_of(campaign.adoption)
    return {one.id: one for source in _sources for one in source(campaign, pack)}


def figures(campaign: Campaign, *, on: date, units: Units = None) -> list[Figure]:
    """Return the figures of a campaign on a day, of all its units or of some.

    Shape: one number each, with the number it is a part of. Unit: rows of the figure's kind, but
    for coverage, which counts people or subunits. Window: from the launch to that day. Source:
    the rows that the figure opens to.
    """
    found = asked_of(campaign)
    values = {**_work_values(campaign, found, on, units)}
    values |= {
        name: one.rows(campaign, on, units).order_by().count()
        for name, one in found.items()
        if name not in values
    }
    shown = [_figure(one, values) for one in found.values() if one.group]
    return [*shown[:1], *_coverage(campaign, units), *shown[1:]]


def _work_values(
    campaign: Campaign, found: Mapping[str, Asked], on: date, units: Units
) -> dict[str, int]:
    """Ask all that narrows assignments in one pass over them."""
    wanted = {f"n_{name}": Count("pk", filter=which(on)) for name, _label, which, _of in _WORK}
    stages = {
        name: (name.removeprefix("stage.").removesuffix(".owed"), name.endswith(".owed"))
        for name in found
        if name.startswith("stage.")
    }
    for number, (code, whole) in enumerate(stages.values()):
        here = Q(task__stage__code=code)
        wanted[f"stage_{number}"] = Count("pk", filter=here if whole else here & DONE)
    counted = owed(campaign, units).aggregate(**wanted)
    values = {name: int(counted[f"n_{name}"]) for name, *_rest in _WORK}
    return values | {name: int(counted[f"stage_{number}"]) for number, name in enumerate(stages)}


def _figure(one: Asked, values: Mapping[str, int]) -> Figure:
    return Figure(
        id=one.id,
        label_zh=one.label_zh,
        label_en=one.label_en,
        value=values[one.id],
        of=values[one.of] if one.of else None,
        kind=one.kind,
        clause=one.clause,
        group=one.group,
    )


def _coverage(campaign: Campaign, units: Units) -> list[Figure]:
    """Return how many of how many were covered, where each person or subunit must do it."""
    rows = owed(campaign, units).filter(base__isnull=False)
    counted = rows.aggregate(covered=Sum("covered"), base=Sum("base"))
    if not counted["base"]:
        return []
    label = both(_("People or subunits covered"))
    return [Figure(COVERED, *label, int(counted["covered"] or 0), int(counted["base"]), group=WORK)]


def rows_of(
    campaign: Campaign, name: str, *, on: date, units: Units = None
) -> tuple[str, Rows] | None:
    """Return the kind of a figure's rows and the rows that it counts today; None if unknown."""
    if name == COVERED:
        return "assignment", owed(campaign, units).filter(base__isnull=False)
    one = asked_of(campaign).get(name)
    return (one.kind, one.rows(campaign, on, units)) if one else None


# ── freezing ──────────────────────────────────────────────────────────────────────────────

Frozen = dict[str, Any]


def freeze(
    campaign: Campaign, *, on: date, units: Units = None, only: Collection[str] | None = None
) -> list[Frozen]:
    """Return figures as they stand on a day, each with its rows, in the form that is kept."""
    frozen: list[Frozen] = []
    for one in figures(campaign, on=on, units=units):
        if only is not None and one.id not in only:
            continue
        found = rows_of(campaign, one.id, on=on, units=units)
        ids = sorted(found[1].order_by().values_list("pk", flat=True)) if found else []
        frozen.append(
            {
                "id": one.id,
                "label_zh": one.label_zh,
                "label_en": one.label_en,
                "value": one.value,
                "of": one.of,
                "kind": one.kind,
                "clause": one.clause,
                "group": one.group,
                "ids": ranges(ids),
            }
        )
    return frozen


def thawed(figure: Mapping[str, Any]) -> Figure:
    """Return a frozen figure as it is shown."""
    return Figure(
        id=figure["id"],
        label_zh=figure["label_zh"],
        label_en=figure["label_en"],
        value=figure["value"],
        of=figure.get("of"),
        kind=figure.get("kind", "assignment"),
        clause=figure.get("clause", ""),
        group=figure.get("group", WORK),
    )


def ranges(ids: Iterable[int]) -> list[list[int]]:
    """Return sorted ids as ranges: [1, 2, 3, 7] → [[1, 3], [7, 7]]. A batch is one range."""
    found: list[list[int]] = []
    for one in ids:
        if found and found[-1][1] + 1 == one:
            found[-1][1] = one
        elif not found or found[-1][1] < one:
            found.append([one, one])
    return found


def ids_of(kept: Iterable[Iterable[int]]) -> list[int]:
    """Return the ids that ranges stand for."""
    return [one for first, last in kept for one in range(first, last + 1)]


def grouped(found: Iterable[Figure]) -> list[tuple[Any, list[Figure]]]:
    """Return figures under their headings; headings without a figure are left out."""
    found = list(found)
    return [
        (title, mine)
        for name, title in GROUPS.items()
        if (mine := [f for f in found if f.group == name])
    ]
