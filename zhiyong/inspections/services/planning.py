"""A round is planned: kind, days, units, teams; and called off."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from zhiyong.directory.models import Account, Person, Unit
from zhiyong.directory.selectors import open_units
from zhiyong.inspections import plan
from zhiyong.inspections.models import Draw, Member, Planner, Round, Target, Team, Visit
from zhiyong.inspections.selectors.teams import members_of, tied_to
from zhiyong.inspections.services.common import (
    Incomplete,
    MustRecuse,
    NotNow,
    NotTheirs,
    State,
    locked,
    need_state,
    need_text,
    rule,
    tell,
)
from zhiyong.journal.services import commit
from zhiyong.notices import services as notices
from zhiyong.plans.models import Adoption
from zhiyong.rules.pack.rectification import Inspection

OPEN = (State.PLANNED, State.UNDER_WAY)


@transaction.atomic
def plan_round(
    *,
    adoption: Adoption,
    inspection: str,
    unit: Unit,
    title: str,
    from_on: date,
    until_on: date,
    by: Account,
    on: date,
    unannounced: bool = False,
    form: str = "",
    sort: str = "",
    purpose: str = "",
) -> Round:
    """Plan a round. Unannounced, nobody but its planners and teams will know of it.

    :raises Incomplete: without title or planner's name, if its days lie the wrong way round or
        have passed, or the plan has no such inspection, form or kind.
    :raises NotTheirs: if the plan has another body inspect.
    """
    found = plan.rule_of(adoption, inspection)
    if found is None:
        raise Incomplete(_("The plan has no such inspection: choose one of those it has."))
    if not plan.may_plan(found, adoption, unit):
        text = _("The plan has another body make this inspection, not {unit}.")
        raise NotTheirs(text.format(unit=unit.name), basis=found.clause)
    if unannounced and not open_to_surprise(found):
        text = _("The plan knows no unannounced visits of this kind.")
        raise Incomplete(text, basis=found.clause)
    _check_choice(found.forms, form)
    _check_choice(found.kinds, sort)
    if until_on < from_on:
        raise Incomplete(_("It cannot end before it began."))
    if until_on < on:
        raise Incomplete(_("These days have passed."))
    if by.person is None:
        raise Incomplete(_("Only a person of the directory plans a round."))
    title = need_text(title, _("Give the round a title."), 120)
    kept = commit(purpose)
    round_ = Round.objects.create(
        adoption=adoption,
        inspection=inspection,
        title=title,
        unit=unit,
        audience=unit.pk,
        unannounced=unannounced,
        form=form,
        sort=sort,
        from_on=from_on,
        until_on=until_on,
        purpose=purpose,
        salt=kept.salt,
        planned_by=by,
        planned_on=on,
        opened_on=None if unannounced else on,
    )
    Planner.objects.create(round=round_, person=by.person, since_on=on)
    Team.objects.create(round=round_, number=1)
    facts = {"inspection": inspection, "unannounced": unannounced}
    tell("round.planned", round_, by, on, facts=facts, commits={"purpose": kept})
    return round_


def open_to_surprise(found: Inspection) -> bool:
    """Whether this inspection may be unannounced: the plan has rules for it, or says nothing."""
    return bool(found.unannounced) or not found.one_level_down


def _check_choice(values: tuple[object, ...], chosen: str) -> None:
    known = [getattr(one, "id", "") for one in values]
    if chosen and chosen not in known:
        raise Incomplete(_("Please choose one of the list."))


@transaction.atomic
def add_target(
    *, round_: Round, unit: Unit, by: Account, on: date, team: Team | None = None
) -> Target:
    """Have a round inspect a unit.

    :raises NotTheirs: if the unit is not right below, where the plan inspects level by level; or
        stands outside the plan.
    :raises MustRecuse: if a planner or a member of its team belongs to it.
    :raises Incomplete: if it is inspected already, or is closed.
    """
    round_ = locked(round_)
    need_state(round_, *OPEN)
    team = team or round_.teams.order_by("number").first()
    target = _add(round_, unit, team, None, on)
    tell("round.unit_added", round_, by, on, facts={"units": round_.targets.count()})
    return target


def _add(round_: Round, unit: Unit, team: Team | None, draw: Draw | None, on: date) -> Target:
    check_target(round_, unit, on)
    people = list(Person.objects.filter(pk__in=round_.planners.values("person")))
    if team is not None:
        people += [one.person for one in members_of(team) if one.person]
    for person in people:
        refuse_tied(person, round_, [unit], on)
    return Target.objects.create(round=round_, unit=unit, team=team, draw=draw, added_on=on)


def check_target(round_: Round, unit: Unit, on: date) -> None:
    """Refuse a unit that this round may not inspect.

    :raises NotTheirs: as `add_target`.
    :raises Incomplete: as `add_target`.
    """
    found = rule(round_)
    if round_.adoption.body_id not in unit.path:
        text = _("{unit} stands outside of what this plan binds.")
        raise NotTheirs(text.format(unit=unit.name))
    if unit.pk == round_.unit_id:
        raise NotTheirs(_("Nobody inspects their own unit."), basis=found.clause)
    if not open_units(on).filter(pk=unit.pk).exists():
        raise Incomplete(_("{unit} is closed.").format(unit=unit.name))
    skip = plan.skip_of(found, round_.adoption, round_.unit, unit, on)
    if skip is not None:
        said = {
            "LEVEL_SKIPPED": _("{unit} is not right below: each level inspects the next."),
            "NOT_BELOW": _("{unit} is not below {by}: each level inspects the next."),
            "OWN_UNIT": _("Nobody inspects their own unit."),
        }
        text = said[skip].format(unit=unit.name, by=round_.unit.name)
        raise NotTheirs(text, basis=found.clause)
    if round_.targets.filter(unit=unit).exists():
        raise Incomplete(_("{unit} is among the units already.").format(unit=unit.name))


def refuse_tied(person: Person, round_: Round, units: list[Unit], on: date) -> None:
    """Refuse somebody who belongs to a unit that is inspected, or is near to somebody there.

    :raises MustRecuse: naming them, where the plan wants recusal.
    """
    found = rule(round_)
    tie = tied_to(person, round_, units, on) if found.recusal else None
    if tie is None:
        return
    name = next(unit.name for unit in units if unit.pk == tie.unit)
    if tie.near:
        text = _("{person} is near to {other}, who belongs to {unit}, and may not inspect it.")
    else:
        text = _("{person} belongs to {unit}, and may not inspect it.")
    said = text.format(person=person.name, other=tie.near, unit=name)
    raise MustRecuse(said, basis=found.clause)


@transaction.atomic
def drop_target(*, target: Target, by: Account, on: date) -> None:
    """Take a unit out of a round that has not visited it.

    :raises NotNow: if it was visited, or drawn: what was drawn stays.
    """
    round_ = locked(target.round)
    need_state(round_, *OPEN)
    if target.draw_id:
        raise NotNow(_("It was drawn: what a draw chose is not taken out by hand."))
    if target.visits.exclude(state=Visit.State.PLANNED).exists():
        raise NotNow(_("It was visited already."))
    target.visits.all().delete()
    target.delete()
    tell("round.unit_dropped", round_, by, on, facts={"units": round_.targets.count()})


@transaction.atomic
def give_team(*, target: Target, team: Team, by: Account, on: date) -> Target:
    """Send another team to a unit.

    :raises MustRecuse: if somebody of the team belongs to the unit.
    """
    round_ = locked(target.round)
    need_state(round_, *OPEN)
    for member in members_of(team):
        if member.person:
            refuse_tied(member.person, round_, [target.unit], on)
    target.team = team
    target.save(update_fields=["team"])
    tell("round.team_sent", round_, by, on, facts={"team": team.number})
    return target


@transaction.atomic
def add_planner(*, round_: Round, person: Person, by: Account, on: date) -> Planner:
    """Let somebody else plan a round, and so know of it.

    :raises MustRecuse: if they belong to a unit that is inspected.
    :raises Incomplete: if they plan it already.
    """
    round_ = locked(round_)
    need_state(round_, *OPEN)
    if round_.planners.filter(person=person).exists():
        raise Incomplete(_("{person} plans it already.").format(person=person.name))
    refuse_tied(person, round_, _units(round_), on)
    planner = Planner.objects.create(round=round_, person=person, since_on=on)
    tell("round.planner_added", round_, by, on, facts={"person": person})
    notices.tell(of=round_, to=person, template="inspection.planner", on=on)
    return planner


def _units(round_: Round, team: Team | None = None) -> list[Unit]:
    rows = round_.targets.select_related("unit")
    return [target.unit for target in (rows.filter(team=team) if team else rows)]


@transaction.atomic
def add_team(*, round_: Round, by: Account, on: date) -> Team:
    """Add a team to a round."""
    round_ = locked(round_)
    need_state(round_, *OPEN)
    team = Team.objects.create(round=round_, number=round_.teams.count() + 1)
    tell("round.team_added", round_, by, on, facts={"team": team.number})
    return team


@transaction.atomic
def add_member(
    *,
    team: Team,
    by: Account,
    on: date,
    person: Person | None = None,
    name: str = "",
    from_body: str = "",
    kind: str = "",
    is_head: bool = False,
    draw: Draw | None = None,
) -> Member:
    """Put somebody into a team: a person of the directory, or by name somebody from outside.

    :raises MustRecuse: if they belong to a unit that the team inspects, or are near to somebody
        who does.
    :raises Incomplete: if they are in the team already, the plan has no such kind of member, or
        nobody is named.
    """
    round_ = locked(team.round)
    team.round = round_
    need_state(round_, *OPEN)
    found = rule(round_)
    if found.members and kind not in [one.id for one in found.members]:
        raise Incomplete(_("Say for which kind of members they are there."), basis=found.clause)
    if person is not None:
        name = person.name
        if team.members.filter(person=person, left_on__isnull=True).exists():
            raise Incomplete(_("{person} is in the team already.").format(person=person.name))
        refuse_tied(person, round_, _units(round_, team), on)
    name = need_text(name, _("Say who it is."), 60)
    if is_head:
        team.members.filter(is_head=True, left_on__isnull=True).update(is_head=False)
    member = Member.objects.create(
        team=team,
        person=person,
        name=name,
        kind=kind if found.members else "",
        from_body=from_body.strip(),
        is_head=is_head,
        draw=draw,
        joined_on=on,
    )
    facts = {"team": team.number, "kind": kind, "person": person, "head": is_head or None}
    tell("round.member_added", round_, by, on, facts=facts)
    if person is not None:
        notices.tell(of=round_, to=person, template="inspection.member", on=on)
    return member


@transaction.atomic
def remove_member(*, member: Member, by: Account, on: date) -> None:
    """Take somebody out of a team; the row stays.

    :raises NotNow: if they left already.
    """
    round_ = locked(member.team.round)
    need_state(round_, *OPEN)
    member = Member.objects.select_for_update(of=("self",)).get(pk=member.pk)
    if member.left_on:
        raise NotNow(_("They have left the team already."))
    member.left_on, member.is_head = on, False
    member.save(update_fields=["left_on", "is_head"])
    facts = {"team": member.team.number, "person": member.person}
    tell("round.member_left", round_, by, on, facts=facts)


@transaction.atomic
def call_off(*, round_: Round, reason: str, by: Account, on: date) -> Round:
    """Call a round off before its first visit. A sealed one stays sealed.

    :raises NotNow: if it was under way.
    :raises Incomplete: without a reason.
    """
    round_ = locked(round_)
    need_state(round_, State.PLANNED)
    round_.calling_off = need_text(reason, _("Say why it is called off."), 300)
    kept = commit(round_.calling_off)
    round_.state, round_.calling_off_salt = State.CANCELLED, kept.salt
    round_.save(update_fields=["state", "calling_off", "calling_off_salt"])
    round_.visits.filter(state=Visit.State.PLANNED).update(state=Visit.State.DROPPED)
    tell("round.called_off", round_, by, on, commits={"reason": kept})
    return round_
