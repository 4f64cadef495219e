"""What a plan says about tracks, talks, resignations and oversight. Found by act and event."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from zhiyong.directory.models import Person, Unit
from zhiyong.directory.selectors.routing import person_facts
from zhiyong.duties.services import clocks_from
from zhiyong.files.numbers import next_number
from zhiyong.plans.models import Adoption
from zhiyong.plans.parties import addressees
from zhiyong.plans.selectors import pack_of
from zhiyong.rules.conditions import limbs_of
from zhiyong.rules.facts import FactError, Facts, FactValue
from zhiyong.rules.pack.papers import Slip
from zhiyong.rules.pack.responsibility import Track
from zhiyong.rules.pack.schema import Pack

TALK_HELD = "interview.held"
TALK_RECHECKED = "interview.rechecked"
INQUIRY_MADE = "inquiry.made"
INQUIRY_ANSWERED = "inquiry.answered"

TALK_CALLED = "talk.called"
TALK_RECORD = "talk.record"
RESIGNATION_ANSWER = "resignation.answer"
OVERSIGHT_ANSWER = "oversight.answer"
"""By which act of a slip the papers of this room are found."""

RESIGN = "resign"


def slip_for(pack: Pack, act: str) -> Slip | None:
    """Return the paper of the plan that is made for an act, if it has one."""
    return next((slip for slip in pack.slips if slip.act == act), None)


def number_for(adoption: Adoption | None, act: str, unit: Unit, on: date) -> str:
    """Return the next number of the papers made for an act; "" where the plan numbers none."""
    if adoption is None:
        return ""
    pack = pack_of(adoption)
    slip = slip_for(pack, act)
    if slip is None or slip.series is None:
        return ""
    series = pack.number_series(slip.series)
    year = on.year if series.reset == "yearly" else 0
    return series.format(year=on.year, n=next_number(series=series.id, unit=unit, year=year))


def resigning(pack: Pack) -> Track | None:
    """Return the track of the plan on which somebody resigns, if it has one."""
    return next((track for track in pack.tracks if RESIGN in track.acts), None)


def has_clock(adoption: Adoption | None, event: str) -> bool:
    """Return whether a clock of the plan runs from an event."""
    return adoption is not None and bool(clocks_from(pack_of(adoption), event))


def asked_of(track: Track) -> tuple[str, ...]:
    """Return the facts on which eligibility for a track rests."""
    if track.eligible is None:
        return ()
    return tuple(dict.fromkeys(limb.fact for limb in limbs_of(track.eligible)))


def facts_about(pack: Pack, person: Person, stated: Mapping[str, Any], on: date) -> Facts:
    """Return what is known about somebody: the directory's facts, and what was stated with it.

    Only what the plan's vocabulary has; values that it does not know are left out, so unknown.
    """
    found: dict[str, FactValue] = {**person_facts(person, on), **stated}
    kept: dict[str, FactValue] = {}
    for name, value in found.items():
        if name not in pack.vocabulary.facts:
            continue
        try:
            pack.vocabulary.check_all({name: value})
        except FactError:
            continue
        kept[name] = value
    return kept


def approver_of(adoption: Adoption, track: Track | None, unit: Unit, on: date) -> Unit | None:
    """Return the body with the power to answer a resignation from a unit.

    The one that the plan has examine what happens on that track, else whoever appoints there.
    None where it stands outside the platform.
    """
    pack = pack_of(adoption)
    parties: list[str] = []
    if track is not None:
        parties = [step.by[0] for step in pack.case_steps if step.track == track.id and step.by]
    for party in [*parties, "appointing_body"]:
        found = addressees(adoption, party, unit=unit, on=on).unit
        if found is not None:
            return found
    return None
