"""Where a unit stands on the ladder of notices."""

from datetime import date

from zhiyong.directory.models import Unit
from zhiyong.duties.calendars import counted
from zhiyong.plans.models import Adoption
from zhiyong.rectification import plan
from zhiyong.rectification.models import SlowNotice
from zhiyong.rules.noticing import Given, NoticeStanding, Repair, notice_standing


def history_of(adoption: Adoption, unit: Unit) -> list[SlowNotice]:
    """Return the notices to a unit under a plan, the oldest first; those withdrawn are not among.

    A unit that took others over goes on from their notices.
    """
    rows = SlowNotice.objects.filter(adoption=adoption).exclude(state=SlowNotice.State.WITHDRAWN)
    merged = Unit.objects.filter(merged_into=unit).values("pk")
    return [*(rows.filter(unit=unit) | rows.filter(unit__in=merged)).order_by("issued_on", "pk")]


def standing_on(adoption: Adoption, unit: Unit, on: date) -> NoticeStanding:
    """Return where a unit stands on the plan's ladder on a day, and which notice would be next."""
    ladder = plan.ladder_of(adoption)
    if ladder is None:
        return NoticeStanding(0, 0, None)
    given = [Given(one.step, one.issued_on, _repair(one)) for one in history_of(adoption, unit)]
    found, _plain = counted(lambda calendar: notice_standing(ladder, given, on, calendar))
    return found


def _repair(row: SlowNotice) -> Repair:
    if row.repaired_on is None:
        return "none"
    return "late" if row.repaired_late else "in_time"
