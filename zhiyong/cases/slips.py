"""What the slips of a matter say, and the windows that the plan leaves open."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from zhiyong.cases.models import Matter, Outcome
from zhiyong.duties.counting import days
from zhiyong.duties.models import Duty
from zhiyong.intake import labels
from zhiyong.papers.sheets import Line, Sheet
from zhiyong.plans.selectors import pack_of
from zhiyong.rules.clauses import Clause
from zhiyong.rules.pack.intake import Mode
from zhiyong.shell import kinds

Fill = Callable[[Sheet], Sheet]


def told(day: date) -> str:
    """Return a day as papers and pages show it."""
    return date_format(day, "DATE_FORMAT")


def window(matter: Matter, code: str, start: date) -> tuple[date | None, Clause | None]:
    """Return the last day of a window of the plan, and what it rests on; None if it has none."""
    pack = pack_of(matter.adoption)
    if not pack.has("clocks", code):
        return None, None
    clock = pack.clock(code)
    return days(matter.adoption, clock, start).due_on, labels.grounds(pack, clock)


def _matter_lines(matter: Matter) -> tuple[Line, ...]:
    complaint = matter.complaint
    about = complaint.subject_unit.name if complaint.subject_unit else complaint.subject_unit_text
    return (
        Line(_("Complaint no."), complaint.number),
        Line(_("Received on"), told(complaint.received_on)),
        Line(_("Channel"), labels.of(matter.adoption, "channel", complaint.channel)),
        Line(_("Urgency"), labels.of(matter.adoption, "urgency", complaint.urgency)),
        Line(_("About"), about, wide=True),
        Line(_("Title"), complaint.title, wide=True),
    )


def assignment(matter: Matter, way: Mode) -> Fill:
    """Fill the slip by which a unit is given a matter. The complainant's text stays on screen."""

    def fill(sheet: Sheet) -> Sheet:
        owed = Duty.objects.filter(
            subject__in=[kinds.ref(matter), kinds.ref(matter.complaint)],
            state=Duty.State.OPEN,
            owner_unit=matter.handling_unit,
        ).order_by("due_on", "pk")
        return replace(
            sheet,
            fields=(
                Line(_("Matter no."), matter.number),
                Line(_("To"), matter.handling_unit.name),
                *_matter_lines(matter),
                *(Line(duty.label, told(duty.due_on), wide=True) for duty in owed if duty.due_on),
                Line(_("Instructions"), matter.instructions, wide=True, tall=True),
                Line(_("Signed for by"), "", wide=True),
            ),
            foot=way.label.say(get_language() or "zh"),
        )

    return fill


def urging(matter: Matter, duty: Duty, text: str) -> Fill:
    """Fill the urging slip."""

    def fill(sheet: Sheet) -> Sheet:
        return replace(
            sheet,
            fields=(
                Line(_("Matter no."), matter.number),
                Line(_("To"), matter.handling_unit.name),
                *_matter_lines(matter),
                Line(_("Owed"), duty.label),
                Line(_("Due on"), told(duty.due_on) if duty.due_on else ""),
                Line(_("Urging"), text, wide=True, tall=True),
                Line(_("Answer"), "", wide=True, tall=True),
            ),
            sign_off=True,
        )

    return fill


def supervision(matter: Matter, text: str) -> Fill:
    """Fill the supervision slip."""

    def fill(sheet: Sheet) -> Sheet:
        return replace(
            sheet,
            fields=(
                Line(_("Matter no."), matter.number),
                Line(_("To"), matter.handling_unit.name),
                *_matter_lines(matter),
                Line(_("Supervised because"), text, wide=True, tall=True),
                Line(_("Answer"), "", wide=True, tall=True),
            ),
            sign_off=True,
        )

    return fill


def reply(matter: Matter, outcome: Outcome) -> Fill:
    """Fill the reply to the complainant: their number, the reply, what they can do next."""

    def fill(sheet: Sheet) -> Sheet:
        complaint = matter.complaint
        last, _clause = window(matter, "rating", outcome.drafted_on)
        opening = _("Your complaint no. {number}, received on {day}, has been dealt with.").format(
            number=complaint.number, day=told(complaint.received_on)
        )
        closing = _(
            "With your receipt code you can rate this reply or ask to have it taken up again"
            " on the follow-up page."
        )
        if last is not None:
            closing += _(" This is possible until {day}.").format(day=told(last))
        return replace(
            sheet,
            to=_("To the complainant"),
            paragraphs=(opening, *outcome.reply.splitlines(), closing),
        )

    return fill
