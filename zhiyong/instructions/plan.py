"""What a plan says about leaders' instructions. Found by event, not by id."""

from zhiyong.plans.models import Adoption
from zhiyong.plans.selectors import pack_of
from zhiyong.rules.pack.papers import Series, Slip
from zhiyong.rules.pack.timing import Clock

GIVEN = "instruction.given"
FED_BACK = "instruction.fed_back"
SERIES = "instruction"
SUBMISSIONS = "submission"
"""The series in which an office numbers instructions, and sheets that wait for one."""


def clock(adoption: Adoption) -> Clock | None:
    """Return the clock of the feedback, if the plan has one."""
    return next((one for one in pack_of(adoption).clocks if one.from_ == GIVEN), None)


def slip(adoption: Adoption) -> Slip | None:
    """Return the submission sheet (呈批件): the form whose clock is that of the feedback."""
    running = clock(adoption)
    if running is None:
        return None
    slips = pack_of(adoption).slips
    return next((one for one in slips if one.clock == running.id and one.kind == "form"), None)


def series(adoption: Adoption, name: str) -> Series | None:
    """Return a series of the plan, if it has it."""
    pack = pack_of(adoption)
    return pack.number_series(name) if pack.has("series", name) else None
