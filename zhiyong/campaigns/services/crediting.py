"""One activity also counts for a programme that runs beside the plan; totals count it once."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from zhiyong.campaigns.models import Credit, Submission
from zhiyong.campaigns.selectors import contents
from zhiyong.campaigns.services import handing
from zhiyong.campaigns.services.common import NotNow
from zhiyong.campaigns.services.writing import told
from zhiyong.directory.models import Account


class NoSuchProgramme(NotNow):
    """The plan names no programme of this name beside it."""


@transaction.atomic
def credit(*, submission: Submission, programme: str, by: Account, on: date) -> Credit:
    """Let what was handed in count for a programme as well.

    :raises NotTheirs: if it is another unit's.
    :raises NotNow: if it was not handed in, or counts for the programme already.
    :raises NoSuchProgramme: if the plan names none of this name.
    """
    assignment = handing.mine(submission.assignment, by, on)
    submission = Submission.objects.select_for_update().get(pk=submission.pk)
    submission.assignment = assignment
    if not contents.pack_for(assignment).has("programmes", programme):
        raise NoSuchProgramme(_("The plan names no such programme beside it."))
    if submission.state not in contents.STANDS:
        raise NotNow(_("Hand it in first; then it can count for a programme as well."))
    made, is_new = Credit.objects.get_or_create(
        submission=submission,
        programme=programme,
        assignment=None,
        defaults={"campaign": assignment.campaign, "by": by, "on": on},
    )
    if not is_new:
        raise NotNow(_("It counts for this programme already."))
    told("submission.credited", submission, by, on, {"programme": programme})
    return made
