"""A visit: booked, made, and taken from the inspector's device once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from zhiyong.directory.models import Account
from zhiyong.duties.services import meet
from zhiyong.files.services import Prepared, store
from zhiyong.inspections.models import Finding, Member, Photograph, Round, Target, Team, Visit
from zhiyong.inspections.selectors.teams import problems
from zhiyong.inspections.services.common import (
    Incomplete,
    NotNow,
    NotTheirs,
    State,
    locked,
    need_state,
    rule,
    tell,
)
from zhiyong.inspections.services.finding import Found, add_findings
from zhiyong.inspections.services.planning import OPEN
from zhiyong.inspections.statements import answers_text, photograph_text
from zhiyong.journal.services import commit
from zhiyong.rules.registers import Wrong, read_fields

REVISIT = "inspection.revisit"
"""The duty to look again whether a finding was put right."""


class BadAnswers(Incomplete):
    """The checklist is not filled in as the plan has it; `wrong` says what, where."""

    def __init__(self, wrong: Sequence[Wrong]) -> None:
        super().__init__(_("The checklist is not complete."))
        self.wrong = tuple(wrong)


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found at one line of the checklist, and how many points it got."""

    value: Any = None
    points: int | None = None
    note: str = ""


@transaction.atomic
def book_visit(
    *,
    target: Target,
    by: Account,
    on: date,
    planned_on: date | None = None,
    point: str = "",
    revisit_of: Finding | None = None,
) -> Visit:
    """Book a visit to a unit of a round.

    :raises Incomplete: if the day lies outside the round, or the plan has no such point in time.
    """
    round_ = locked(target.round)
    if revisit_of is None:
        need_state(round_, *OPEN)
        if planned_on and not round_.from_on <= planned_on <= round_.until_on:
            raise Incomplete(_("The day lies outside the days of the round."))
    if point and point not in [one.id for one in rule(round_).points]:
        raise Incomplete(_("Please choose one of the list."))
    last = round_.visits.aggregate(last=Max("number"))["last"] or 0
    visit = Visit.objects.create(
        target=target,
        round=round_,
        number=last + 1,
        point=point,
        planned_on=planned_on,
        revisit_of=revisit_of,
    )
    tell("visit.booked", round_, by, on, of=visit, facts={"day": planned_on, "point": point})
    return visit


def sent_before(visit: Visit, token: UUID) -> bool:
    """Whether this very draft was taken already."""
    return Visit.objects.filter(pk=visit.pk, token=token).exists()


def record_visit(
    *,
    visit: Visit,
    token: UUID,
    visited_on: date,
    by: Account,
    on: date,
    at: datetime,
    answers: Mapping[str, Answer] | None = None,
    notes: str = "",
    place: str = "",
    findings: Sequence[Found] = (),
    photographs: Sequence[Prepared] = (),
) -> Visit:
    """Take the record of a visit; the same draft sent twice is taken once.

    :raises NotNow: if another record of this visit was taken.
    :raises NotTheirs: if whoever sends it is in no team of the round that goes there.
    :raises Incomplete: if the day lies before the round or after today, the team may not go, or
        the checklist is not complete (`BadAnswers`).
    """
    if sent_before(visit, token):
        return Visit.objects.get(pk=visit.pk)
    try:
        with transaction.atomic():
            return _record(
                visit, token, visited_on, by, on, at, answers or {}, notes, place, findings,
                photographs,
            )  # fmt: skip
    except IntegrityError:
        if sent_before(visit, token):
            return Visit.objects.get(pk=visit.pk)
        raise


def _record(
    visit: Visit,
    token: UUID,
    visited_on: date,
    by: Account,
    on: date,
    at: datetime,
    answers: Mapping[str, Answer],
    notes: str,
    place: str,
    findings: Sequence[Found],
    photographs: Sequence[Prepared],
) -> Visit:
    round_ = locked(visit.round)
    visit = (
        Visit.objects.select_for_update(of=("self",))
        .select_related("target__unit", "target__team", "revisit_of")
        .get(pk=visit.pk)
    )
    visit.round = round_
    if visit.token == token:
        return visit
    if visit.state != Visit.State.PLANNED:
        raise NotNow(_("A record of this visit was taken already."))
    if visit.revisit_of is None:
        need_state(round_, *OPEN)
    if not _goes(visit, by):
        raise NotTheirs(_("Only the team that goes there records the visit."))
    if not min(round_.from_on, round_.planned_on) <= visited_on <= on:
        raise Incomplete(_("A visit lies between the first day of the round and today."))
    team = visit.target.team
    assert team
    team.round = round_
    if found := problems(team, visited_on, visited_on):
        raise Incomplete(found[0].text, basis=found[0].basis)
    visit.answers, visit.points = _read(round_, answers)
    visit.notes, visit.place = notes.strip()[:5000], place.strip()[:120]
    visit.token, visit.visited_on = token, visited_on
    visit.sent_by, visit.sent_on, visit.sent_at = by, on, at
    visit.state = Visit.State.MADE
    kept = commit(answers_text(visit))
    visit.salt = kept.salt
    visit.save()
    if round_.state == State.PLANNED:
        round_.state = State.UNDER_WAY
        round_.save(update_fields=["state"])
    facts = {
        "day": visited_on,
        "photographs": len(photographs),
        "findings": len(findings),
        "points": visit.points,
    }
    tell("visit.made", round_, by, on, of=visit, facts=facts, commits={"visit record": kept})
    for number, one in enumerate(photographs, start=1):
        _keep(visit, number, one, by, on)
    add_findings(visit, findings, by, on)
    if visit.revisit_of:
        meet(of=visit.revisit_of, code=REVISIT, by=by, on=on)
    return visit


def _goes(visit: Visit, by: Account) -> bool:
    team: Team | None = visit.target.team
    return (
        team is not None
        and by.person_id is not None
        and Member.objects.filter(team=team, person=by.person_id, left_on__isnull=True).exists()
    )


def _read(
    round_: Round, answers: Mapping[str, Answer]
) -> tuple[dict[str, dict[str, Any]], int | None]:
    """Return the answers as they are kept, and their points together.

    :raises BadAnswers: naming every line that is missing or cannot be read.
    """
    found = rule(round_)
    checks = {one.id: one for one in found.checks}
    known = {*checks, *(one.id for one in found.focus)}
    given = {name: one.value for name, one in answers.items() if name in checks}
    values, wrong = read_fields(found.checks, given)
    bad = [*wrong, *(Wrong(name, "NO_FIELD") for name in answers if name not in known)]
    kept: dict[str, dict[str, Any]] = {}
    total: int | None = None
    for name, one in answers.items():
        most = checks[name].points if name in checks else None
        if one.points is not None:
            if most is None or not 0 <= one.points <= most:
                bad.append(Wrong(name, "NUMBER", str(one.points)))
                continue
            total = (total or 0) + one.points
        value = values.get(name) if name in checks else str(one.value or "")[:40]
        said = {"value": value, "points": one.points, "note": one.note.strip()[:500]}
        if any(part not in (None, "", []) for part in said.values()):
            kept[name] = {key: part for key, part in said.items() if part not in (None, "")}
    if bad:
        raise BadAnswers(bad)
    return kept, total


def _keep(visit: Visit, number: int, upload: Prepared, by: Account, on: date) -> None:
    """Keep a photograph: the copy without metadata, and apart from it when and where."""
    file = store(
        upload=upload,
        of=visit,
        purpose="inspection.photograph",
        by=by,
        on=on,
        audience=visit.round.audience,
    )
    made = Photograph(
        visit=visit, file=file, number=number, taken=upload.taken[:19], place=upload.place[:60]
    )
    kept = commit(photograph_text(made))
    made.salt = kept.salt
    made.save()
    tell(
        "visit.photographed",
        visit.round,
        by,
        on,
        of=visit,
        facts={"number": number, "digest": file.served_digest},
        commits={"photograph": kept},
    )


@transaction.atomic
def drop_visit(*, visit: Visit, by: Account, on: date) -> Visit:
    """Say that a booked visit is not made.

    :raises NotNow: if it was made, or is the revisit of a finding that is not settled.
    """
    round_ = locked(visit.round)
    visit = Visit.objects.select_for_update(of=("self",)).get(pk=visit.pk)
    if visit.state != Visit.State.PLANNED:
        raise NotNow(_("A record of this visit was taken already."))
    if visit.revisit_of_id:
        raise NotNow(_("What must be put right is looked at again: this revisit stays."))
    visit.state = Visit.State.DROPPED
    visit.save(update_fields=["state"])
    tell("visit.dropped", round_, by, on, of=visit)
    return visit
