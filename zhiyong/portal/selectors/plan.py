"""What the plan in force tells the public: its ways, its terms, its kinds, its bodies."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from zhiyong.directory.models import Unit
from zhiyong.intake import labels
from zhiyong.intake.selectors.plan import adoption_of, channels
from zhiyong.plans.models import Adoption
from zhiyong.plans.selectors import pack_of, roles_of
from zhiyong.rules.clauses import Clause
from zhiyong.rules.grounds import Grounded
from zhiyong.rules.pack.intake import Channel, Kind
from zhiyong.rules.pack.schema import Pack
from zhiyong.rules.pack.timing import Clock
from zhiyong.rules.values import UNSPECIFIED, say_term

RECEIVED = "complaint.received"
REGISTERED = "complaint.registered"
DECIDED = "complaint.decided"
TOLD = "complaint.told"
ACCEPTED = "complaint.accepted"
SERVED = "reply.served"
RATED = "rating.given"
REVIEW = "review.requested"


@dataclass(frozen=True, slots=True)
class Limit:
    """A term of the plan, in words, and what it rests on."""

    sentence: str
    clause: Clause | None


@dataclass(frozen=True, slots=True)
class Stage:
    """One of the four steps after a complaint: what happens, and by when."""

    title: str
    says: str
    limits: tuple[Limit, ...]


def front(day: date, unit: Unit | None = None) -> Adoption | None:
    """Return the adoption under which the public is received on a day; None if there is none."""
    return adoption_of(unit, day)


def public_channel(pack: Pack) -> Channel | None:
    """Return the channel by which the public itself brings something in here."""
    return next((one for one in channels(pack, "public") if one.public), None)


def kinds(pack: Pack) -> list[Kind]:
    """Return what a complaint may be, as far as a citizen may choose it."""
    return [kind for kind in pack.kinds if kind.public]


def receiving_bodies(adoption: Adoption) -> list[Unit]:
    """Return the bodies to which the plan sends complaints, in the order of its rules."""
    pack, bodies = pack_of(adoption), roles_of(adoption)
    roles = [*pack.receiving_roles()]
    if pack.routing.fallback:
        roles.append(pack.routing.fallback.to)
    return [bodies[role] for role in dict.fromkeys(roles) if role in bodies]


def stages(pack: Pack) -> list[Stage]:
    """Return what happens to a complaint, with the plan's own terms. Found by event, not by id."""
    return [
        Stage(
            _("Received and registered"),
            _("It goes straight to the body in charge; whoever is complained of never gets it."),
            _limits(pack, (RECEIVED, REGISTERED, _("Registered within {term}"))),
        ),
        Stage(
            _("Accepted, or not"),
            _("You are told whether it is accepted, by whom, and if not, why and where to turn."),
            _limits(pack, (RECEIVED, TOLD, _("Decided and told within {term}"))),
        ),
        Stage(
            _("Looked into and answered"),
            _("Somebody without ties to the matter handles it; you can write to each other."),
            _limits(pack, (ACCEPTED, SERVED, _("Answered within {term} of acceptance"))),
        ),
        Stage(
            _("You have the last word"),
            _("Rate the answer, ask to have the matter taken up again, or ask for a review."),
            _limits(
                pack,
                (SERVED, RATED, _("Rate or reopen within {term} of the answer")),
                (SERVED, REVIEW, _("Ask for a review within {term} of the answer")),
            ),
        ),
    ]


def _limits(pack: Pack, *asked: tuple[str, str, str]) -> tuple[Limit, ...]:
    found = []
    for start, end, sentence in asked:
        clock = clock_between(pack, start, end)
        if clock is not None and clock.term != UNSPECIFIED:
            term = say_term(clock.term, labels.language())
            found.append(Limit(sentence.format(term=term), grounds(pack, clock)))
    return tuple(found)


def grounds(pack: Pack, piece: Grounded) -> Clause | None:
    """Return the clause and articles that a piece of the plan rests on, as the public reads them.

    What neither plan nor law says, the plan's makers set; why they did stays with the staff.
    """
    if piece.clause:
        return piece.clause
    lawful = piece.model_copy(update={"setting": False})
    text = pack.say_grounds(lawful, labels.language())
    return Clause(pack.plan, text or _("set by this plan's office"))


def clock_between(pack: Pack, start: str, end: str) -> Clock | None:
    """Return the plan's ordinary clock from one event to another, none that stands in for it."""
    replaced = [*(one.clocks for one in pack.kinds), *(one.clocks for one in pack.urgencies)]
    stand_ins = {stand_in for clocks in replaced for stand_in in clocks.values()}
    for clock in pack.clocks:
        if clock.from_ == start and clock.met_by == end and clock.id not in stand_ins:
            return clock
    return None


def said_kinds(pack: Pack) -> list[tuple[str, str]]:
    """Return what may be brought in, each with the plan's own word of explanation."""
    lang = labels.language()
    return [(one.label.say(lang), one.note.say(lang) if one.note else "") for one in kinds(pack)]


def said_ways(pack: Pack) -> list[tuple[str, Clause | None]]:
    """Return the ways by which the public may bring something in, each with its clause."""
    lang = labels.language()
    return [(one.label.say(lang), grounds(pack, one)) for one in pack.channels if one.public]
