"""Accountability items that are opened, aggravations that a case carries, tiers of a table.

None of them decides anything: an item is assessed by people, a mark is reviewed by a person,
and a tier bounds the measures that may be chosen without a reason.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from zhiyong.rules.conditions import Outcome, Truth, evaluate
from zhiyong.rules.errors import RuleError
from zhiyong.rules.facts import Facts
from zhiyong.rules.pack.responsibility import Allocation, AllocationRow, Liability
from zhiyong.rules.pack.sanctions import Aggravation, Dated
from zhiyong.rules.pack.schema import Pack
from zhiyong.rules.values import resolve_day


class TiersContradict(RuleError):
    """TIERS_CONTRADICT: two rows of an allocation fit and name different tiers."""


Days = tuple[date | None, date | None]
"""The first and the last day; None where it is not known."""


@dataclass(frozen=True, slots=True)
class LiabilityFound:
    """Whether an accountability item is opened, and what it still needs.

    missing   what the plan asks besides and is not there: findings by their names
    """

    liability: Liability
    truth: Truth
    outcome: Outcome | None
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AggravationFound:
    """Whether a case carries a mark by default: by its facts, and by the day of the act.

    within   the days of the campaign, where they are known · open_path: the open number they need
    """

    aggravation: Aggravation
    truth: Truth
    outcome: Outcome | None
    day: date | None
    within: tuple[date | None, date | None]
    open_path: str = ""


@dataclass(frozen=True, slots=True)
class TierFound:
    """The tier that answers, by the rows that fit; None where the table leaves it open.

    outside   measures chosen that the tier does not lead to: they need a reason
    """

    allocation: Allocation
    tier: str | None
    rows: tuple[AllocationRow, ...]
    outcomes: tuple[Outcome, ...]
    allows: tuple[str, ...] | None
    outside: tuple[str, ...]


def find_liability(
    pack: Pack, liability: Liability, facts: Facts, stated: Iterable[str] = ()
) -> LiabilityFound:
    """Return whether an item is opened on these facts.

    stated   the finding's fields that are there

    :raises FactError: if a fact has a value that cannot be compared so.
    """
    outcome = evaluate(liability.when, facts, pack.vocabulary) if liability.when else None
    given = set(stated)
    missing = tuple(one for one in liability.requires if one not in given)
    truth = outcome.truth if outcome else Truth.UNKNOWN
    return LiabilityFound(liability, truth, outcome, missing)


def find_aggravation(pack: Pack, aggravation: Aggravation, facts: Facts) -> AggravationFound:
    """Return whether a case carries the mark by default.

    :raises FactError: if a fact has a value that cannot be compared so.
    """
    outcome = evaluate(aggravation.when, facts, pack.vocabulary) if aggravation.when else None
    truths = [outcome.truth] if outcome else []
    day: date | None = None
    within: Days = (None, None)
    path = ""
    if aggravation.dated is not None:
        truth, day, within, path = _dated(pack, aggravation.dated, facts)
        truths.append(truth)
    if Truth.UNMET in truths:
        truth = Truth.UNMET
    else:
        truth = Truth.UNKNOWN if Truth.UNKNOWN in truths else Truth.MET
    return AggravationFound(aggravation, truth, outcome, day, within, path)


def steps_wanted(pack: Pack, facts: Facts) -> dict[str, Aggravation]:
    """Return the steps without which a grave case is not closed, each with the mark that asks it.

    :raises FactError: as `find_aggravation`.
    """
    return {
        name: one
        for one in pack.aggravations
        if one.requires and find_aggravation(pack, one, facts).truth is Truth.MET
        for name in one.requires
    }


def find_tier(
    pack: Pack, allocation: Allocation, facts: Facts, chosen: Sequence[str] = ()
) -> TierFound:
    """Return which tier answers, and which of the measures chosen lie outside it.

    :raises TiersContradict: if rows that fit name different tiers.
    :raises FactError: if a fact has a value that cannot be compared so.
    """
    outcomes = [(row, evaluate(row.when, facts, pack.vocabulary)) for row in allocation.rows]
    rows = tuple(row for row, outcome in outcomes if outcome.is_met)
    tiers = list(dict.fromkeys(row.tier for row in rows))
    if len(tiers) > 1:
        raise TiersContradict(
            "TIERS_CONTRADICT", allocation=allocation.id, first=tiers[0], second=tiers[1]
        )
    tier = tiers[0] if tiers else None
    allows = allocation.measures_of.get(tier) if tier else None
    outside = () if allows is None else tuple(one for one in chosen if one not in allows)
    return TierFound(
        allocation, tier, rows, tuple(outcome for _, outcome in outcomes), allows, outside
    )


def _dated(pack: Pack, dated: Dated, facts: Facts) -> tuple[Truth, date | None, Days, str]:
    """Return whether a day lies within the campaign, both ends counted."""
    day = facts.get(dated.fact)
    year: int | Literal["unspecified"] | None = (
        pack.campaign_year.year if pack.campaign_year else None
    )
    path = "campaign_year.year" if year == "unspecified" else ""
    known = year if isinstance(year, int) else None
    try:
        first = resolve_day(dated.from_, known).first if dated.from_ else None
        last = resolve_day(dated.until, known).last if dated.until else None
    except RuleError:  # a day without a year, and the year is open
        return Truth.UNKNOWN, day if isinstance(day, date) else None, (None, None), path
    if not isinstance(day, date):
        return Truth.UNKNOWN, None, (first, last), path
    inside = not (first and day < first) and not (last and day > last)
    return (Truth.MET if inside else Truth.UNMET), day, (first, last), path
