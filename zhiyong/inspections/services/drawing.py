"""A draw at random: the seed is committed to first, then the frame is laid, then it is drawn."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from zhiyong.directory.models import Account, Person, Unit
from zhiyong.inspections.models import Draw, Round, Team
from zhiyong.inspections.selectors.draws import file_of, frame_name, planned_count
from zhiyong.inspections.selectors.teams import ties
from zhiyong.inspections.services.common import (
    Incomplete,
    NotNow,
    locked,
    need_state,
    rule,
    tell,
)
from zhiyong.inspections.services.planning import OPEN, _add, add_member, check_target
from zhiyong.journal.services import commit
from zhiyong.rules.draw import DrawError, commitment, draw
from zhiyong.rules.drawn import write
from zhiyong.shell import kinds

SEED_BYTES = 32


@transaction.atomic
def commit_seed(*, round_: Round, of: str, by: Account, on: date, team: Team | None = None) -> Draw:
    """Make a seed and write its digest down, before anybody says who could be drawn.

    :raises NotNow: if a seed waits for its draw already: a second one would be a choice.
    """
    round_ = locked(round_)
    need_state(round_, *OPEN)
    if round_.draws.filter(of=of, drawn_on__isnull=True).exists():
        raise NotNow(_("A seed was committed to already; draw with that one."))
    seed = secrets.token_hex(SEED_BYTES)
    made = Draw.objects.create(
        round=round_,
        of=of,
        team=team,
        seed=seed,
        commitment=commitment(seed),
        committed_on=on,
        committed_by=by,
    )
    facts = {"commitment": made.commitment, "of": str(of)}
    tell("draw.committed", round_, by, on, of=made, facts=facts)
    return made


@transaction.atomic
def make_draw(
    *,
    made: Draw,
    frame: Sequence[Unit | Person],
    count: int | None,
    by: Account,
    on: date,
    excluded: Mapping[Unit | Person, str] | None = None,
    kind: str = "",
) -> Draw:
    """Lay the frame and draw from it; whoever is drawn is inspected, or inspects.

    `excluded` are left out, each with its reason; inspectors who belong to a unit that is
    inspected are left out by themselves. `count` None: as many as the plan says.

    :raises NotNow: if it was drawn already.
    :raises Incomplete: if a reason is missing, nobody could be drawn, or fewer than so many.
    :raises NotTheirs: if the frame holds a unit that may not be inspected.
    """
    round_ = locked(made.round)
    need_state(round_, *OPEN)
    made = Draw.objects.select_for_update(of=("self",)).get(pk=made.pk)
    made.round = round_
    if made.drawn_on:
        raise NotNow(_("This draw was made already; it is not made twice."))
    left_out = dict(excluded or {})
    for one, reason in left_out.items():
        if not reason.strip():
            raise Incomplete(_("Say why {name} is left out.").format(name=one.name))
    if made.of == Draw.Of.INSPECTORS:
        left_out = {**_recused(round_, frame, on), **left_out}
    open_to = [one for one in frame if one not in left_out]
    if made.of == Draw.Of.UNITS:
        _check_frame(round_, [one for one in open_to if isinstance(one, Unit)], on)
    wanted = planned_count(round_, len(open_to)) if count is None else count
    if wanted is None:
        raise Incomplete(_("Say how many are drawn: the plan leaves it open."))
    by_name = {frame_name(one): one for one in open_to}
    try:
        found = draw(by_name, wanted, made.seed)
    except DrawError as error:
        raise Incomplete(_say(error, len(by_name))) from error
    made.frame = [_row(one) for one in by_name.values()]
    made.excluded = [
        {**_row(one), "reason": " ".join(reason.split())[:200]} for one, reason in left_out.items()
    ]
    made.frame_digest, made.count, made.names = found.frame_digest, wanted, list(found.names)
    made.drawn_on, made.drawn_by = on, by
    kept = commit(write(file_of(made)))
    made.salt = kept.salt
    made.save()
    tell(
        "draw.made",
        round_,
        by,
        on,
        of=made,
        facts={
            "frame": made.frame_digest,
            "size": len(made.frame),
            "excluded": len(made.excluded),
            "count": wanted,
        },
        commits={"draw": kept},
    )
    for name in found.names:
        _use(made, by_name[name], kind, by, on)
    return made


def _check_frame(round_: Round, units: Sequence[Unit], on: date) -> None:
    """Refuse a frame that holds a unit which may not be drawn: closed, inspected, out of reach."""
    there = set(round_.targets.values_list("unit_id", flat=True))
    one_by_one = rule(round_).one_level_down
    for unit in units:
        shut = unit.closed_on is not None and unit.closed_on <= on
        outside = round_.adoption.body_id not in unit.path or unit.pk == round_.unit_id
        if one_by_one or shut or outside or unit.pk in there:
            check_target(round_, unit, on)


def _row(one: Unit | Person) -> dict[str, str]:
    return {"name": frame_name(one), "reference": kinds.ref(one)}


def _use(made: Draw, one: Unit | Person, kind: str, by: Account, on: date) -> None:
    team = made.team or made.round.teams.order_by("number").first()
    assert team
    if isinstance(one, Unit):
        _add(made.round, one, team, made, on)
        return
    add_member(team=team, person=one, kind=kind, draw=made, by=by, on=on)


def _recused(round_: Round, frame: Sequence[Unit | Person], on: date) -> dict[Unit | Person, str]:
    """Return the inspectors who belong to a unit that is inspected, or are in the team already."""
    people = {one.pk: one for one in frame if isinstance(one, Person)}
    found: dict[Unit | Person, str] = {}
    there = round_.teams.values_list("members__person", flat=True).filter(
        members__left_on__isnull=True
    )
    for pk in there:
        if pk in people:
            found[people[pk]] = _("In a team already")
    if not rule(round_).recusal:
        return found
    units = {target.unit_id: target.unit for target in round_.targets.select_related("unit")}
    first, last = min(on, round_.from_on), max(on, round_.until_on)
    for tie in ties(people, units.values(), first, last):
        belongs = _("Belongs to {unit}").format(unit=units[tie.unit].name)
        found[people[tie.person]] = _("Must recuse themselves") if tie.near else belongs
    return found


def _say(error: DrawError, size: int) -> str:
    match error.code:
        case "FRAME_EMPTY":
            return _("Nobody is left who could be drawn.")
        case "COUNT_TOO_LARGE":
            text = _("From {size} names, between 1 and {size} can be drawn.")
            return text.format(size=size)
    return _("Nothing can be drawn from this frame.")
