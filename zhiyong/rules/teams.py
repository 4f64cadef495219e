"""Who may inspect whom, and who sits where: composition, recusal, vacancies."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from zhiyong.rules.pack.campaign import Body
from zhiyong.rules.pack.rectification import Inspection


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody in a team: which kind of member, and from which unit."""

    who: str
    kind: str | None = None
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class TeamCheck:
    """Whether a team may go: which kinds it lacks, who belongs to the unit that is inspected.

    pool   kinds that nobody in the team has, where the plan wants them in the pool only
    """

    allowed: bool
    missing_kinds: tuple[str, ...]
    recused: tuple[str, ...]
    unknown_kinds: tuple[str, ...]
    twice: tuple[str, ...]
    pool: tuple[str, ...] = ()


def check_team(
    inspection: Inspection, members: Iterable[Member], targets: Iterable[str] = ()
) -> TeamCheck:
    """Return whether a team may inspect these units, and every reason why not."""
    team, inspected = list(members), set(targets)
    known = [kind.id for kind in inspection.members]
    there = {member.kind for member in team}
    lacking = tuple(kind for kind in known if kind not in there)
    recused = tuple(
        member.who for member in team if inspection.recusal and member.unit in inspected
    )
    counts = Counter(member.who for member in team)
    twice = tuple(who for who, count in counts.items() if count > 1)
    unknown = tuple(
        dict.fromkeys(
            member.kind for member in team if member.kind and known and member.kind not in known
        )
    )
    missing = lacking if inspection.each_kind else ()
    return TeamCheck(
        allowed=bool(team) and not (missing or recused or unknown or twice),
        missing_kinds=missing,
        recused=recused,
        unknown_kinds=unknown,
        twice=twice,
        pool=() if inspection.each_kind else lacking,
    )


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody in a seat of a body."""

    who: str
    seat: str
    from_body: str | None = None


@dataclass(frozen=True, slots=True)
class SeatCheck:
    """A seat: how many are needed (None: left open), who holds it, and what is vacant."""

    seat: str
    needed: int | None
    held: tuple[str, ...]
    vacant: int | None
    missing_bodies: tuple[str, ...]
    over: int


@dataclass(frozen=True, slots=True)
class BodyCheck:
    """The seats of a body, holders of seats that it has not, and who holds several."""

    seats: tuple[SeatCheck, ...]
    unknown_seats: tuple[str, ...]
    several: tuple[str, ...]

    @property
    def vacancies(self) -> tuple[str, ...]:
        """Return the seats that are not filled."""
        return tuple(one.seat for one in self.seats if one.vacant or one.missing_bodies)


def check_body(body: Body, holders: Iterable[Holder]) -> BodyCheck:
    """Return which seats of a body are filled, which are vacant, and who holds several.

    A seat with `from_bodies` needs one holder of each of these, whatever its count says.
    """
    given = list(holders)
    seats = []
    for seat in body.seats:
        own = [holder for holder in given if holder.seat == seat.id]
        bodies = tuple(one.id for one in seat.from_bodies)
        needed = len(bodies) if bodies else seat.count if isinstance(seat.count, int) else None
        there = {holder.from_body for holder in own}
        missing = tuple(one for one in bodies if one not in there)
        held = tuple(dict.fromkeys(holder.who for holder in own))
        if bodies:
            vacant: int | None = len(missing)
        else:
            vacant = None if needed is None else max(0, needed - len(held))
        over = 0 if needed is None else max(0, len(held) - needed)
        seats.append(SeatCheck(seat.id, needed, held, vacant, missing, over))
    known = {seat.id for seat in body.seats}
    unknown = tuple(dict.fromkeys(one.seat for one in given if one.seat not in known))
    counts = Counter({(holder.who, holder.seat) for holder in given})
    people = Counter(who for who, _ in counts)
    return BodyCheck(
        tuple(seats), unknown, tuple(who for who, count in people.items() if count > 1)
    )
