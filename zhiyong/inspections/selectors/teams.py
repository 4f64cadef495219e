"""Teams: whether they may go where they are sent, as the plan composes them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Q
from django.utils.translation import gettext as _

from zhiyong.cases.models import Kin
from zhiyong.directory.models import Person, Tenure, Unit
from zhiyong.inspections import plan
from zhiyong.inspections.models import Member, Round, Team
from zhiyong.plans.wording import language
from zhiyong.rules.clauses import Clause
from zhiyong.rules.pack.rectification import Inspection
from zhiyong.rules.teams import Member as RuleMember
from zhiyong.rules.teams import TeamCheck, check_team

JOINT = " · "


@dataclass(frozen=True, slots=True)
class Tie:
    """That somebody belongs to a unit that is inspected, or is near to somebody who does."""

    person: int
    unit: int
    near: str = ""


def ties(people: Iterable[int], units: Iterable[Unit], first: date, last: date) -> list[Tie]:
    """Return who of some people is tied to which of some units, on any of some days.

    They hold a post in it, or in a part of it; or a relative does, as recorded. Three queries.
    """
    ids, inspected = sorted({*people}), {unit.pk for unit in units}
    if not ids or not inspected:
        return []
    kin = _kin(ids)
    days = DateRange(first, last, "[]")
    held = Tenure.objects.filter(
        person__in={*ids, *kin}, valid__overlap=days, post__unit__path__overlap=sorted(inspected)
    ).values_list("person_id", "person__name", "post__unit__path")
    found: dict[tuple[int, int], Tie] = {}
    for pk, name, path in held:
        for unit in inspected.intersection(path):
            if pk in ids:
                found[pk, unit] = Tie(pk, unit)
            for one in kin.get(pk, ()):
                found.setdefault((one, unit), Tie(one, unit, name))
    return list(found.values())


def _kin(ids: list[int]) -> dict[int, set[int]]:
    """Return the relatives of some people, each with whose they are."""
    found: dict[int, set[int]] = {}
    rows = Kin.objects.filter(Q(person__in=ids) | Q(other__in=ids))
    for one, other in rows.values_list("person_id", "other_id"):
        if one in ids:
            found.setdefault(other, set()).add(one)
        if other in ids:
            found.setdefault(one, set()).add(other)
    return found


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a team may not go."""

    text: str
    basis: Clause | None = None


def members_of(team: Team) -> list[Member]:
    """Return who is in a team now, its head first."""
    rows = team.members.filter(left_on__isnull=True).select_related("person")
    return list(rows.order_by("-is_head", "pk"))


def checked(team: Team, first: date, last: date, units: list[Unit] | None = None) -> TeamCheck:
    """Return what the plan says of a team and the units that it goes to."""
    round_ = team.round
    rule = plan.rule_of(round_.adoption, round_.inspection)
    assert rule
    if units is None:
        units = [target.unit for target in team.targets.select_related("unit")]
    people = members_of(team)
    return check_team(
        rule, _as_the_rule(people, units, first, last), [str(unit.pk) for unit in units]
    )


def _as_the_rule(
    people: list[Member], units: list[Unit], first: date, last: date
) -> list[RuleMember]:
    """Return members as the rule takes them: with the inspected unit that they are tied to."""
    tied = {one.person: one.unit for one in ties(_ids(people), units, first, last)}
    return [
        RuleMember(
            who=f"person:{one.person_id}" if one.person_id else f"member:{one.pk}",
            kind=one.kind or None,
            unit=str(tied[one.person_id]) if one.person_id in tied else None,
        )
        for one in people
    ]


def _ids(people: Iterable[Member]) -> list[int]:
    return [one.person_id for one in people if one.person_id]


def problems(team: Team, first: date, last: date) -> list[Problem]:
    """Return why a team may not go to its units; nothing if it may."""
    rule = plan.rule_of(team.round.adoption, team.round.inspection)
    assert rule
    units = [target.unit for target in team.targets.select_related("unit")]
    people = members_of(team)
    if not people:
        return [Problem(_("Nobody is in team {number} yet.").format(number=team.number))]
    found = checked(team, first, last, units)
    said: list[Problem] = []
    if found.missing_kinds:
        text = _("Team {number} needs one of each kind; it lacks: {kinds}.")
        kinds = JOINT.join(_kind(rule, one) for one in found.missing_kinds)
        said.append(Problem(text.format(number=team.number, kinds=kinds), rule.clause))
    if found.recused:
        names = {f"person:{one.person_id}": one.name for one in people}
        for who in found.recused:
            text = _("{name} belongs to a unit that is inspected, or is near to somebody there.")
            said.append(Problem(text.format(name=names.get(who, who)), rule.clause))
    if found.unknown_kinds:
        text = _("The plan has no such kind of member: {kinds}.")
        said.append(Problem(text.format(kinds=JOINT.join(found.unknown_kinds)), rule.clause))
    if found.twice:
        said.append(Problem(_("Somebody is in the team twice.")))
    return said


def _kind(rule: Inspection, kind: str) -> str:
    return next((one.label.say(language()) for one in rule.members if one.id == kind), kind)


def tied_to(person: Person, round_: Round, units: Iterable[Unit], on: date) -> Tie | None:
    """Return how somebody is tied to one of some units, from today until the round ends."""
    first, last = min(on, round_.from_on), max(on, round_.until_on)
    return next(iter(ties([person.pk], units, first, last)), None)
