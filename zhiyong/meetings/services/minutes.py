"""What stays of a meeting: its minutes, the paper they are issued on, the signed copy."""

from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from zhiyong.directory.models import Account
from zhiyong.directory.standing import standing_of
from zhiyong.files.models import File
from zhiyong.journal.services import commit
from zhiyong.meetings import plan, slips
from zhiyong.meetings.models import Item, Meeting
from zhiyong.meetings.services.common import (
    By,
    Incomplete,
    NotNow,
    locked,
    minutes_text,
    need_state,
    need_text,
    tell,
)
from zhiyong.papers.services import issue
from zhiyong.plans.wording import language
from zhiyong.shell.errors import Refusal


@transaction.atomic
def write_minutes(
    *, meeting: Meeting, minutes: str, outputs: Mapping[str, str], by: By, on: date
) -> Meeting:
    """Keep minutes as far as they are written; they may change until the meeting is closed.

    :raises NotNow: if it is not in session.
    """
    meeting = locked(meeting)
    need_state(meeting, Meeting.State.OPEN)
    _keep(meeting, minutes, outputs, by, on)
    return meeting


def _keep(meeting: Meeting, minutes: str, outputs: Mapping[str, str], by: By, on: date) -> None:
    rule = plan.rule_of(meeting.adoption, meeting.rule)
    meeting.minutes = minutes.strip()
    meeting.outputs = {one.id: outputs.get(one.id, "").strip() for one in rule.outputs}
    kept = commit(minutes_text(meeting))
    meeting.salt = kept.salt
    meeting.save(update_fields=["minutes", "outputs", "salt"])
    tell("meeting.minutes_written", meeting, by, on, None, {"minutes": kept})


@transaction.atomic
def close_meeting(
    *,
    meeting: Meeting,
    minutes: str,
    by: Account,
    on: date,
    outputs: Mapping[str, str] | None = None,
) -> Meeting:
    """Close a meeting with its minutes, and issue them on the plan's paper.

    :raises NotNow: if it is not in session.
    :raises Incomplete: if an item is neither decided nor put off, or the minutes lack something
        that the plan wants in them.
    """
    meeting = locked(meeting)
    need_state(meeting, Meeting.State.OPEN)
    left = meeting.items.filter(state__in=[Item.State.WAITING, Item.State.OPEN]).count()
    if left:
        raise Incomplete(
            _("{n} items are neither decided nor put off: settle each of them.").format(n=left)
        )
    need_text(minutes, _("Write the minutes: what was discussed, and what was decided."))
    rule = plan.rule_of(meeting.adoption, meeting.rule)
    given = dict(outputs or {})
    for output in rule.outputs:
        text = _("The minutes must hold “{output}”.").format(output=output.label.say(language()))
        need_text(given.get(output.id, ""), text, output.clause or rule.clause)
    _keep(meeting, minutes, given, by, on)
    meeting.state, meeting.closed_on = Meeting.State.CLOSED, on
    slip = plan.minutes_slip(meeting.adoption)
    if slip is not None:
        meeting.minutes_paper = issue(
            slip=slip.id,
            of=meeting,
            adoption=meeting.adoption,
            unit=meeting.body.unit,
            fill=slips.minutes(meeting, standing_of(by, on)),
            by=by,
            on=on,
            audience=meeting.audience,
            number=meeting.number,
        )
    meeting.save(update_fields=["state", "closed_on", "minutes_paper"])
    tell("meeting.closed", meeting, by, on, {"paper": meeting.minutes_paper})
    return meeting


@transaction.atomic
def attach_signed(*, meeting: Meeting, code: str, scan: File, by: By, on: date) -> Meeting:
    """Bring the signed minutes back: the scan of the paper that carries this code.

    :raises NotNow: if the meeting is not closed, or the signed copy is there.
    :raises Refusal: if the code is not the one printed on these minutes.
    """
    meeting = locked(meeting)
    need_state(meeting, Meeting.State.CLOSED)
    if meeting.signed_scan_id is not None:
        raise NotNow(_("The signed minutes are there already."))
    paper = meeting.minutes_paper
    if paper is None:
        raise NotNow(_("The plan has no paper for minutes, so nothing was printed to be signed."))
    if code.strip().upper() != paper.code:
        raise Refusal(_("This code is not the one printed on these minutes: look at the foot."))
    meeting.signed_scan = scan
    meeting.save(update_fields=["signed_scan"])
    tell("meeting.minutes_signed", meeting, by, on, {"paper": paper, "scan": scan})
    return meeting
