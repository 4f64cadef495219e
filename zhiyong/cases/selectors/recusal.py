"""Who has a tie to a case, and so takes no part in it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from zhiyong.cases import plan
from zhiyong.cases.models import Case, Kin, RecusalRequest, Respondent
from zhiyong.cases.selectors.facts import active
from zhiyong.directory.models import Person, Tenure, Unit
from zhiyong.directory.selectors.routing import office_of
from zhiyong.rules.clauses import Clause

SUPERIORS = ("direct_superior", "main_leader", "leader_in_charge")
"""Places whose holders stood over a respondent on the day of the act."""


@dataclass(frozen=True, slots=True)
class WhyNot:
    """Why somebody may not, or something is not possible now, and what that rests on."""

    text: str
    basis: Clause | None = None


def why_not(person: Person, case: Case, on: date) -> WhyNot | None:
    """Return why somebody takes no part in a case; None if nothing is known against it.

    They are concerned themselves, or near to somebody who is, as recorded; they work in the
    office concerned, or stand over or under a respondent; they gave evidence, or brought the
    matter up; they said so themselves, or it was so decided. What only they know they declare.
    """
    return why_not_each([person], case, on)[person.pk]


def why_not_each(people: Iterable[Person], case: Case, on: date) -> dict[int, WhyNot | None]:
    """Return the same for several people, in few queries."""
    people = list(people)
    ids = [person.pk for person in people]
    respondents = list(active(case))
    of_office = (
        _superiors(respondents),
        _same_office(ids, respondents, case, on),
        _under(ids, respondents, case, on),
    )
    return _worded(people, case, (*_own_ties(ids, respondents, case), *of_office))


def ties(people: Iterable[Person], case: Case) -> list[WhyNot]:
    """Return the ties of their own that people have to a case: kinship, evidence, their word.

    Not those of office: where a plan lets a unit decide about its own people, its head stands
    over them by right.
    """
    return list(ties_of(people, case).values())


def ties_of(people: Iterable[Person], case: Case) -> dict[int, WhyNot]:
    """Return the same by person."""
    people = list(people)
    found = _own_ties([person.pk for person in people], list(active(case)), case)
    return {pk: one for pk, one in _worded(people, case, found).items() if one}


def _own_ties(
    ids: list[int], respondents: list[Respondent], case: Case
) -> tuple[dict[int, str], ...]:
    return (
        _concerned(respondents),
        _near(ids, respondents),
        _witnesses(ids, case),
        _said(ids, case),
    )


def _worded(
    people: Iterable[Person], case: Case, reasons: Iterable[dict[int, str]]
) -> dict[int, WhyNot | None]:
    """Return the first reason of each, in words."""
    basis = plan.grounds(case, plan.casework(case.adoption).recusal)
    found: dict[int, str] = {}
    for each in reasons:
        for pk, text in each.items():
            found.setdefault(pk, text)
    return {
        person.pk: WhyNot(found[person.pk].format(name=person.name), basis)
        if person.pk in found
        else None
        for person in people
    }


def _concerned(respondents: list[Respondent]) -> dict[int, str]:
    text = _("{name} must recuse: the case is about them.")
    return {one.person_id: text for one in respondents if one.person_id}


def _near(ids: list[int], respondents: list[Respondent]) -> dict[int, str]:
    """Return who is near to a respondent, by what is recorded on either side."""
    names = {one.person_id: one.name for one in respondents if one.person_id}
    rows = Kin.objects.filter(
        Q(person__in=ids, other__in=names) | Q(other__in=ids, person__in=names)
    )
    found = {}
    for row in rows:
        mine, other = (
            (row.person_id, row.other_id)
            if row.other_id in names
            else (row.other_id, row.person_id)
        )
        text = _("{{name}} must recuse: {relation} of {other}, who is concerned.")
        found[mine] = text.format(relation=row.get_relation_display(), other=names[other])
    return found


def _witnesses(ids: list[int], case: Case) -> dict[int, str]:
    text = _("{name} must recuse: they gave evidence in this case.")
    rows = case.statements.filter(witness__in=ids).values_list("witness", flat=True)
    found = {pk: text for pk in rows if pk}
    sources = {row.reference for row in case.sources.all()}
    brought = _("{name} must recuse: they brought the matter up.")
    return {**found, **{pk: brought for pk in ids if f"person:{pk}" in sources}}


def _said(ids: list[int], case: Case) -> dict[int, str]:
    declared = case.declarations.filter(person__in=ids, has_none=False)
    text = _("{name} has declared an interest in this case.")
    found = dict.fromkeys(declared.values_list("person", flat=True), text)
    granted = case.recusal_requests.filter(person__in=ids, state=RecusalRequest.State.GRANTED)
    decided = _("It was decided that {name} takes no part in this case.")
    return {**found, **dict.fromkeys(granted.values_list("person", flat=True), decided)}


def _superiors(respondents: list[Respondent]) -> dict[int, str]:
    found = {}
    for one in respondents:
        text = _("{{name}} must recuse: they stood over {other} on the day of the act.")
        for place in SUPERIORS:
            for who, *_days in one.frozen.get("places", {}).get(place, []):
                kind, _colon, pk = str(who).partition(":")
                if kind == "person":
                    found[int(pk)] = text.format(other=one.name)
    return found


def _same_office(
    ids: list[int], respondents: list[Respondent], case: Case, on: date
) -> dict[int, str]:
    """Return who works, or worked on the day of the act, in the office concerned or below it.

    Where the body that has the case belongs to that office itself, its divisions are compared.
    Below a people's government lies every office: there only the government itself is meant.
    """
    days = {on, case.acted_on or on}
    units = [unit for one in respondents for unit in (one.unit, one.unit_then) if unit]
    units += [one.post.unit for one in _tenures([r.person_id for r in respondents], days)]
    own = office_of(case.body, on).pk
    accused = {_seat(unit, own, on).pk: _seat(unit, own, on) for unit in units}
    above = {pk for pk, unit in accused.items() if unit.kind != Unit.Kind.GOVERNMENT}
    text = _("{name} must recuse: they belong to the office concerned.")
    found = {}
    for tenure in _tenures(ids, days):
        seat = _seat(tenure.post.unit, own, on)
        if seat.pk in accused or (seat.pk != own and above & set(tenure.post.unit.path)):
            found[tenure.person_id] = text
    return found


def _seat(unit: Unit, own: int, on: date) -> Unit:
    office = office_of(unit, on)
    return unit if office.pk == own else office


def _under(ids: list[int], respondents: list[Respondent], case: Case, on: date) -> dict[int, str]:
    """Return who works where a respondent leads or is in charge today."""
    heads = [one.person_id for one in respondents if one.person_id]
    led: dict[int, str] = {}
    names = {one.person_id: one.name for one in respondents}
    for tenure in _tenures(heads, {on}).filter(post__kind__in=["MAIN_LEADER", "LEADER"]):
        led[tenure.post.unit_id] = names[tenure.person_id]
        for portfolio in tenure.post.portfolios.filter(valid__contains=on, unit__isnull=False):
            assert portfolio.unit_id is not None
            led[portfolio.unit_id] = names[tenure.person_id]
    text = _("{{name}} must recuse: they serve under {other}.")
    rows = defaultdict(str)
    for tenure in _tenures(ids, {on, case.acted_on or on}):
        for pk in tenure.post.unit.path[-2:]:
            if pk in led and (pk == tenure.post.unit_id or pk != case.body.path[0]):
                rows[tenure.person_id] = text.format(other=led[pk])
    return dict(rows)


def _tenures(people: Iterable[int | None], days: set[date]) -> QuerySet[Tenure]:
    then = Q(pk__in=[])
    for day in days:
        then |= Q(valid__contains=day)
    ids = [pk for pk in people if pk]
    return Tenure.objects.filter(then, person__in=ids).select_related("post__unit")
