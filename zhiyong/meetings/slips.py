"""What the minutes of a meeting say on paper."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from zhiyong.directory.models import SeatRole
from zhiyong.meetings import panels, plan
from zhiyong.meetings.models import Attendance, Item, Meeting, Vote
from zhiyong.meetings.selectors import GUEST, agenda, attendances_of
from zhiyong.meetings.wording import result_said
from zhiyong.papers.sheets import Line, Sheet
from zhiyong.plans.wording import language
from zhiyong.shell import kinds
from zhiyong.shell.access import Standing

Fill = Callable[[Sheet], Sheet]


def names(people: Iterable[Attendance]) -> str:
    """Return the names of some of those who belong to a meeting."""
    return _(", ").join(
        f"{one.person.name}（{one.remark}）" if one.remark else one.person.name for one in people
    )


def minutes(meeting: Meeting, standing: Standing) -> Fill:
    """Fill the minutes: who was there, each item with its votes and result, what was decided."""

    def fill(sheet: Sheet) -> Sheet:
        rows = attendances_of(meeting)
        present = [one for one in rows if one.presence == Attendance.Presence.PRESENT]
        away = [one for one in rows if one.votes and one.presence != Attendance.Presence.PRESENT]
        rule = plan.rule_of(meeting.adoption, meeting.rule)
        items = list(agenda(meeting))
        titles = kinds.titles([item.subject for item in items], standing)
        return replace(
            sheet,
            fields=(
                Line(_("Meeting"), f"{meeting.body.name} {rule.label.say(language())}", wide=True),
                Line(_("Meeting no."), meeting.number),
                Line(_("Day"), date_format(meeting.on, "DATE_FORMAT")),
                Line(_("Place"), meeting.place),
                Line(_("Period"), meeting.period or "—"),
                *((Line(_("Called because"), meeting.reason, wide=True),) * bool(meeting.reason)),
                Line(_("Presided by"), meeting.chair.name if meeting.chair else ""),
                Line(_("Recorded by"), meeting.recorder.name if meeting.recorder else ""),
                Line(_("Present"), names(one for one in present if one.votes), wide=True),
                Line(_("Not present"), names(away) or "—", wide=True),
                Line(
                    _("Attending without a vote"),
                    names(one for one in present if not one.votes) or "—",
                    wide=True,
                ),
                *(
                    Line(
                        _("Item {n}").format(n=place),
                        _item(item, titles.get(item.subject, item.subject)),
                        wide=True,
                        tall=True,
                        room=12,
                    )
                    for place, item in enumerate(items, start=1)
                ),
                *(
                    Line(
                        _("Put off"),
                        f"{titles.get(one.item.subject, '')} {one.reason}".strip(),
                        wide=True,
                    )
                    for one in meeting.postponed.select_related("item").order_by("order")
                ),
                Line(_("Minutes"), meeting.minutes, wide=True, tall=True),
                *(
                    Line(one.label.say(language()), meeting.outputs.get(one.id, ""), wide=True)
                    for one in rule.outputs
                ),
                Line(_("Signed by the members"), "", wide=True, tall=True, room=30),
            ),
            sign_off=True,
        )

    return fill


def _item(item: Item, title: str) -> str:
    lines = [title]
    if said := panels.said(item):
        lines.append(said)
    votes = [vote for vote in item.votes.all() if vote.lock == item.result.get("version")]
    for choice in Vote.Choice:
        who = [vote for vote in votes if vote.choice == choice]
        if who:
            told = _(", ").join(
                f"{vote.person.name}（{vote.reason}）" if vote.reason else vote.person.name
                for vote in who
            )
            lines.append(f"{choice.label}: {told}")
    for aside in item.asides.all():
        if aside.state == aside.State.STANDS:
            text = _("{name} stepped aside: {reason}")
            lines.append(text.format(name=aside.person.name, reason=aside.reason))
    if result := result_said(item):
        lines.append(result)
    return "\n".join(lines)


def role_said(attendance: Attendance) -> str:
    """Return as what somebody belongs to a meeting."""
    if attendance.role == GUEST:
        return _("Guest")
    return str(SeatRole(attendance.role).label)
