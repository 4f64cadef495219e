"""Whoever was not at a meeting makes up for it afterwards."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from zhiyong.campaigns.models import Attendance
from zhiyong.campaigns.selectors import contents
from zhiyong.campaigns.services import handing
from zhiyong.campaigns.services.common import NotNow
from zhiyong.campaigns.services.writing import told
from zhiyong.directory.models import Account


@transaction.atomic
def make_up(*, attendance: Attendance, made_up_on: date, by: Account, on: date) -> Attendance:
    """Note that somebody who was not there has made up for it: heard, read, or studied it alone.

    :raises NotTheirs: if it is another unit's meeting.
    :raises NotNow: if the person was there, or has made up for it.
    :raises BadDay: if the day lies before the meeting, or after today.
    """
    submission = attendance.submission
    assignment = handing.mine(submission.assignment, by, on)
    attendance = Attendance.objects.select_for_update().get(pk=attendance.pk)
    if attendance.state == Attendance.State.PRESENT or attendance.made_up_on is not None:
        raise NotNow(_("This person was there, or has made up for it already."))
    handing.need_day(made_up_on, on)
    if submission.held_on is not None and made_up_on < submission.held_on:
        raise handing.BadDay(_("It is made up for after the day on which it was held."))
    attendance.made_up_on = made_up_on
    attendance.save(update_fields=["made_up_on"])
    facts = {"person": f"person:{attendance.person_id}", "day": made_up_on}
    told("submission.made_up", submission, by, on, facts)
    if submission.state in contents.STANDS:
        handing.count_again(assignment, on, submission)
    return attendance
