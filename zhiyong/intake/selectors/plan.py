"""What the plan says for a complaint: its series of numbers, who decides, what may be chosen."""

from datetime import date

from zhiyong.directory.editions import remembered
from zhiyong.directory.models import Unit
from zhiyong.intake.models import Complaint
from zhiyong.plans.models import Adoption
from zhiyong.plans.selectors import adoption_for, adoptions_in_force, pack_of
from zhiyong.rules.pack.intake import Channel
from zhiyong.rules.pack.papers import Series
from zhiyong.rules.pack.schema import Pack

REGISTRATION_SLIP = "registration_slip"
BLANK_FORM_SLIP = "blank_form"


def adoption_of(unit: Unit | None, day: date) -> Adoption | None:
    """Return the adoption under which something about a unit comes in on a day.

    That of the nearest body above the unit; without a unit, or where none is in force there, the
    oldest one in force; after the last has ended, the latest: channels stay open after a
    campaign, and what comes then is marked.
    """
    key = ("adoption", unit.pk if unit else None, day)
    return remembered(key, lambda: _adoption_of(unit, day))


def _adoption_of(unit: Unit | None, day: date) -> Adoption | None:
    found = adoption_for(unit, day) if unit is not None else None
    if found is not None:
        return found
    first = adoptions_in_force(day).first()
    if first is not None:
        return first
    return (
        Adoption.objects.filter(valid__startswith__lte=day)
        .select_related("pack", "body")
        .order_by("-valid__startswith", "pk")
        .first()
    )


def is_after_window(adoption: Adoption, day: date) -> bool:
    """Whether a day lies after the adoption's period: the item is kept, and marked."""
    return adoption.valid.upper is not None and day >= adoption.valid.upper


def registration_series(adoption: Adoption) -> Series | None:
    """Return the series in which each keeper numbers complaints."""
    return _series(adoption, REGISTRATION_SLIP)


def blank_form_series(adoption: Adoption) -> Series | None:
    """Return the series in which each office numbers its blank forms."""
    return _series(adoption, BLANK_FORM_SLIP)


def _series(adoption: Adoption, slip: str) -> Series | None:
    pack = pack_of(adoption)
    if not pack.has("slips", slip) or not (series := pack.slip(slip).series):
        return None
    return pack.number_series(series)


def channels(pack: Pack, entered_by: str) -> list[Channel]:
    """Return the channels by which the public, staff or the system bring something in."""
    return [channel for channel in pack.channels if channel.entered_by == entered_by]


def form_of(complaint: Complaint) -> str:
    """Return the form of a complaint's channel; "other" where the plan knows it no more."""
    pack = pack_of(complaint.adoption)
    known = pack.has("channels", complaint.channel)
    return pack.channel(complaint.channel).form if known else "other"
