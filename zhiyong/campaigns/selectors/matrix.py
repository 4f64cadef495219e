"""Who is responsible for what: the plan's lines with the units and persons they mean here."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from zhiyong.campaigns.models import Campaign
from zhiyong.campaigns.selectors.visible import OWES, sees_whole
from zhiyong.directory.models import Unit
from zhiyong.directory.selectors import leaders_in_charge, main_leaders
from zhiyong.plans.selectors import pack_of, roles_of
from zhiyong.plans.wording import label, language, party
from zhiyong.rules.pack.responsibility import Responsibility
from zhiyong.rules.pack.schema import Pack
from zhiyong.shell.access import Standing

HEADS = ("main_leader", "party_head", "administrative_head")
IN_CHARGE = ("leader_in_charge", "direct_superior", "responsible_persons", "leading_team")
MOST = 20


@dataclass(frozen=True, slots=True)
class Place:
    """A party of the plan as it stands here: its word, and the units that it means, if known."""

    word: str
    units: tuple[Unit, ...] = ()
    many: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the matrix: for what, who leads, executes, answers in person, cooperates."""

    label: str
    clause: str
    lead: tuple[Place, ...]
    executes: tuple[Place, ...]
    cooperate: tuple[Place, ...]
    responsible: str
    people: tuple[str, ...]
    acts: tuple[str, ...]
    categories: tuple[str, ...]
    per: str
    note: str
    is_mine: bool


def matrix(campaign: Campaign, standing: Standing, on: date) -> list[Line]:
    """Return the lines of responsibility that somebody sees: all, or those of their units.

    A line is a unit's own if it leads, executes or cooperates, or if each unit has it. Of a line
    that each unit has, the persons are those of the reader's first unit.
    """
    pack = pack_of(campaign.adoption)
    bound = roles_of(campaign.adoption)
    members: dict[str, list[int]] = {}
    for code, unit in campaign.members.filter(until_on__isnull=True).values_list("party", "unit"):
        members.setdefault(code, []).append(unit)
    held = standing.units(*OWES)
    own = _own_unit(campaign, held)
    whole = sees_whole(standing, campaign)
    lines = [_line(pack, one, bound, members, held, own, on) for one in pack.responsibilities]
    return [one for one in lines if whole or one.is_mine]


def _own_unit(campaign: Campaign, held: frozenset[int]) -> Unit | None:
    taking_part = campaign.members.filter(unit__id__among=held, until_on__isnull=True)
    first = taking_part.select_related("unit").order_by("pk").first()
    return first.unit if first else None


def _line(
    pack: Pack,
    one: Responsibility,
    bound: dict[str, Unit],
    members: dict[str, list[int]],
    held: frozenset[int],
    own: Unit | None,
    on: date,
) -> Line:
    lang = language()
    named = (*one.lead, *([one.executes] if one.executes else []), *one.cooperate)
    units = {bound[code].pk for code in named if code in bound}
    units |= {pk for code in named for pk in members.get(code, ())}

    def places(codes: Iterable[str]) -> tuple[Place, ...]:
        return tuple(
            Place(
                party(pack, code),
                (bound[code],) if code in bound else (),
                len(members.get(code, ())),
            )
            for code in codes
        )

    return Line(
        label=one.label.say(lang),
        clause=str(one.clause or ""),
        lead=places(one.lead),
        executes=places([one.executes] if one.executes else []),
        cooperate=places(one.cooperate),
        responsible=one.responsible.say(lang) if one.responsible else "",
        people=_people(one, bound, own, on),
        acts=tuple(act.label.say(lang) for act in one.acts),
        categories=tuple(label(pack, "taxonomy", code) for code in one.categories),
        per=one.per or "",
        note=one.note.say(lang) if one.note else "",
        is_mine=bool(units & held) or (one.per is not None and own is not None),
    )


def _people(
    one: Responsibility, bound: dict[str, Unit], own: Unit | None, on: date
) -> tuple[str, ...]:
    """Return who answers in person: in the unit that leads, or in the reader's own unit."""
    leads = [bound[code] for code in one.lead if code in bound]
    unit = own if one.per == "unit" else (leads[0] if leads else None)
    if unit is None:
        return ()
    rows = [*main_leaders(unit, on)] if not one.falls_on or set(one.falls_on) & set(HEADS) else []
    if set(one.falls_on) & set(IN_CHARGE):
        rows += leaders_in_charge(unit, on)
    names = dict.fromkeys(f"{row.person.name}（{row.post.title}）" for row in rows)
    return tuple(names)[:MOST]
