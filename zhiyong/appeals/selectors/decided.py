"""The decisions that may be appealed: for those who register appeals, and for those concerned."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from zhiyong.appeals import plan
from zhiyong.appeals.models import Appeal
from zhiyong.appeals.selectors.access import RECEIVERS, decisions_about
from zhiyong.appeals.selectors.hearing import served_on
from zhiyong.consequences.models import Entry
from zhiyong.decisions.models import ChosenMeasure, Decision
from zhiyong.directory.models import Person
from zhiyong.intake import labels
from zhiyong.plans.selectors import pack_of
from zhiyong.shell.access import Standing

STANDS = (Decision.State.MADE, Decision.State.CHANGED)
SHOWN = 10


def appealable(standing: Standing, number: str, on: date) -> list[Decision]:
    """Return the decisions of which somebody may register an appeal, by their number or its begin.

    Those that their bodies made, and those against which their bodies hear appeals: a paper that
    comes names the number, and nothing more is shown before it is typed.
    """
    wanted = number.strip()[:60]
    if not wanted:
        return []
    rows = _ready(Decision.objects.filter(state__in=STANDS, number__startswith=wanted))
    mine = standing.units(*RECEIVERS)
    return [row for row in rows.order_by("number", "pk")[: SHOWN * 4] if _reaches(row, mine, on)][
        :SHOWN
    ]


def to_register(standing: Standing, pk: int, on: date) -> Decision | None:
    """Return a decision of which somebody may register an appeal."""
    row = _ready(Decision.objects.filter(pk=pk).exclude(made_on=None)).first()
    return row if row and _reaches(row, standing.units(*RECEIVERS), on) else None


def _ready(rows: QuerySet[Decision]) -> QuerySet[Decision]:
    return rows.select_related(
        "adoption__pack", "body", "case", "respondent__person", "respondent__unit"
    )


def _reaches(row: Decision, mine: frozenset[int], on: date) -> bool:
    if row.body_id in mine or row.audience in mine:
        return True
    return any(one.unit.pk in mine for one in plan.hearing_bodies(row.adoption, row.body, on))


def concerned(decision: Decision) -> list[Person]:
    """Return the people who may appeal: whom it is about, and on whom something fell by it."""
    linked = Entry.objects.filter(source=f"decision:{decision.pk}", person__isnull=False)
    people = Person.objects.filter(pk__in=linked.values("person")).order_by("pk")
    first = decision.respondent.person
    rest = [one for one in people if first is None or one.pk != first.pk]
    return ([first] if first else []) + rest


@dataclass(frozen=True, slots=True)
class Mine:
    """A decision about somebody as their own page shows it: what it says, until when, appeals."""

    decision: Decision
    measures: list[str]
    served: date | None
    until: date | None
    appeals: list[Appeal]
    may_appeal: bool
    over: bool


def mine(standing: Standing, today: date) -> list[Mine]:
    """Return the decisions about somebody that they have been told of, the newest first.

    What has not been served is not shown here: it is told by its notice, and not before.
    """
    rows = list(_ready(decisions_about(standing)).order_by("-made_on", "-pk"))
    person = Person.objects.filter(pk=standing.person_id or 0).first()
    served = {row.pk: served_on(row, person, None) for row in rows}
    told = [row for row in rows if served[row.pk] is not None]
    appeals: dict[int, list[Appeal]] = {}
    own = Appeal.objects.filter(person=person, decision__in=told)
    for one in own.select_related("body", "decision__adoption__pack").order_by("-pk"):
        appeals.setdefault(one.decision_id, []).append(one)
    chosen: dict[int, list[ChosenMeasure]] = {}
    for measure in ChosenMeasure.objects.filter(decision__in=told).order_by("order", "pk"):
        chosen.setdefault(measure.decision_id, []).append(measure)
    found = []
    for row in told:
        pack = pack_of(row.adoption)
        until = plan.window_until(row.adoption, served[row.pk])
        known = appeals.get(row.pk, [])
        possible = pack.appeals is not None and plan.may_be_a_person(pack)
        found.append(
            Mine(
                decision=row,
                measures=[
                    labels.label(pack, "measures", one.measure)
                    for one in chosen.get(row.pk, [])
                    if one.version == row.version
                ],
                served=served[row.pk],
                until=until,
                appeals=known,
                may_appeal=possible
                and row.state in STANDS
                and not any(one.is_open for one in known),
                over=until is not None and today > until,
            )
        )
    return found
