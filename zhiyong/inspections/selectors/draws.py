"""Draws: the file that repeats one, and who could be drawn."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet

from zhiyong.directory.models import Person, Unit
from zhiyong.directory.selectors import open_units, people_with
from zhiyong.inspections import plan
from zhiyong.inspections.models import Draw, Round
from zhiyong.plans.selectors import pack_of
from zhiyong.plans.wording import language
from zhiyong.rules.draw import count_of
from zhiyong.rules.drawn import DrawFile, Excluded
from zhiyong.rules.values import parse_number
from zhiyong.shell.access import Role


def file_of(draw: Draw) -> DrawFile:
    """Return a draw that was made, as the file that repeats it."""
    assert draw.drawn_on is not None
    assert draw.count is not None
    return DrawFile(
        title=draw.round.title,
        of=draw.of,
        commitment=draw.commitment,
        committed_on=draw.committed_on.isoformat(),
        seed=draw.seed,
        frame=tuple(row["name"] for row in draw.frame),
        frame_digest=draw.frame_digest,
        count=draw.count,
        names=tuple(draw.names),
        drawn_on=draw.drawn_on.isoformat(),
        excluded=tuple(Excluded(row["name"], row["reason"]) for row in draw.excluded),
    )


def frame_name(one: Unit | Person) -> str:
    """Return the one line by which a unit or a person stands in a frame."""
    return f"{one.code if isinstance(one, Unit) else one.number} {one.name}"


def units_within(
    round_: Round, within: Unit, kinds: Iterable[str], on: date, *, right_below: bool = False
) -> QuerySet[Unit]:
    """Return the open units below a unit that could be drawn, of some kinds, and of the tag of
    the plan's draw.

    The unit itself and the body that plans are left out. `right_below`: the next level alone.
    """
    rows = (
        open_units(on)
        .filter(path__contains=[within.pk])
        .exclude(Q(pk=within.pk) | Q(pk=round_.unit_id))
    )
    if right_below:
        rows = rows.filter(Q(parent=within) | Q(organ=within))
    if wanted := [kind for kind in kinds if kind]:
        rows = rows.filter(kind__in=wanted)
    rule = plan.rule_of(round_.adoption, round_.inspection)
    if rule and rule.draw and rule.draw.from_tag:
        rows = rows.filter(tags__contains=[tag_of(round_, rule.draw.from_tag)])
    return rows.order_by("code")


def tag_of(round_: Round, tag: str) -> str:
    """Return how the directory writes a tag of the plan: its Chinese name, else its id."""
    pack = pack_of(round_.adoption)
    return pack.element("tags", tag).label.zh if pack.has("tags", tag) else tag


def inspectors_of(round_: Round, on: date) -> QuerySet[Person]:
    """Return the inspectors of the body that plans a round."""
    return people_with(Role.INSPECTOR, round_.unit, on)


def planned_count(round_: Round, size: int) -> int | None:
    """Return how many the plan has drawn from so many; None where it leaves that open."""
    rule = plan.rule_of(round_.adoption, round_.inspection)
    if rule is None or rule.draw is None:
        return None
    count = rule.draw.count if isinstance(rule.draw.count, int) else None
    share = parse_number(rule.draw.share) if rule.draw.share else None
    return None if count is None and share is None else count_of(size, count, share)


def say_of(draw: Draw) -> str:
    """Return the name of what is drawn, in the language of the reader."""
    rule = plan.rule_of(draw.round.adoption, draw.round.inspection)
    said = rule.label.say(language()) if rule else ""
    return f"{said} · {draw.get_of_display()}"
