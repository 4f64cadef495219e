"""Who decides about whom. Where nobody fits, the decision is refused and sent up.

An authority that names measures goes before one that names none; of two that fit, the one with
the lower `order` goes first. Two that fit alike and say different things contradict each other,
and that is an error.
"""

from dataclasses import dataclass
from typing import NamedTuple

from zhiyong.rules.conditions import Node, Outcome, Truth
from zhiyong.rules.errors import RuleError
from zhiyong.rules.facts import Facts
from zhiyong.rules.pack.sanctions import Authority
from zhiyong.rules.pack.schema import Pack
from zhiyong.rules.prepared import MET, TRUTHS, Prepared, Standing


class AuthoritiesContradict(RuleError):
    """AUTHORITIES_CONTRADICT: two that fit alike name different bodies or ways."""


class TriedAuthority(NamedTuple):
    """How one authority stands: when it holds, and what it needs besides."""

    authority: Authority
    code: int
    needs: int
    places: tuple[int, int | None]
    standing: Standing

    @property
    def truth(self) -> Truth:
        """Return whether it holds."""
        return TRUTHS[min(self.code, self.needs)]

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """Return how its conditions stand, limb by limb."""
        return tuple(self.standing.outcome(one) for one in self.places if one is not None)


class FoundAuthority(NamedTuple):
    """Who decides, or None; `open`: those that may fit once more facts are known."""

    found: TriedAuthority | None
    tried: tuple[TriedAuthority, ...]

    @property
    def open(self) -> tuple[TriedAuthority, ...]:
        """Return those that are not known to fit or not."""
        return tuple(one for one in self.tried if one.truth is Truth.UNKNOWN)

    @property
    def decides(self) -> str | None:
        """Return the body that decides."""
        return self.found.authority.decides if self.found else None


@dataclass(frozen=True, slots=True)
class _Authorities:
    prepared: Prepared
    entries: tuple[tuple[Authority, tuple[int, int | None]], ...]


def find_authority(pack: Pack, facts: Facts, measure: str | None = None) -> FoundAuthority:
    """Return who decides on these facts about a measure; without one, about measures in general.

    :raises AuthoritiesContradict: if two fit alike and differ.
    :raises FactError: if a fact has a value that cannot be compared so.
    """
    authorities = pack.once("authorities", _prepare)
    standing = authorities.prepared.stand(facts)
    tried = []
    for authority, (when, needs) in authorities.entries:
        if authority.measures and measure not in authority.measures:
            continue
        code = standing.codes[when]
        needed = MET if needs is None else standing.codes[needs]
        tried.append(TriedAuthority(authority, code, needed, (when, needs), standing))
    fitting = sorted((one for one in tried if one.truth is Truth.MET), key=_rank)
    found = fitting[0] if fitting else None
    for other in fitting[1:]:
        if _rank(other) == _rank(fitting[0]) and _differ(fitting[0].authority, other.authority):
            raise AuthoritiesContradict(
                "AUTHORITIES_CONTRADICT",
                first=fitting[0].authority.id,
                second=other.authority.id,
            )
    return FoundAuthority(found, tuple(tried))


def _rank(tried: TriedAuthority) -> tuple[bool, bool, int]:
    authority = tried.authority
    return (not authority.measures, authority.order is None, authority.order or 0)


def _differ(first: Authority, second: Authority) -> bool:
    return (first.decides, first.mode) != (second.decides, second.mode)


def _prepare(pack: Pack) -> _Authorities:
    conditions: list[Node] = []
    entries = []
    for authority in pack.authorities:
        conditions.append(authority.when)
        when, needs = len(conditions) - 1, None
        if authority.needs is not None:
            conditions.append(authority.needs)
            needs = len(conditions) - 1
        entries.append((authority, (when, needs)))
    return _Authorities(Prepared(conditions, pack.vocabulary), tuple(entries))
