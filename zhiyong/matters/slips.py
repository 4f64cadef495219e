"""What the slips of a matter say."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from zhiyong.duties.models import Duty
from zhiyong.intake import labels
from zhiyong.matters import plan
from zhiyong.matters.models import Matter
from zhiyong.papers.sheets import Line, Sheet
from zhiyong.shell import kinds

Fill = Callable[[Sheet], Sheet]


def told(day: date) -> str:
    """Return a day as papers and pages show it."""
    return date_format(day, "DATE_FORMAT")


def in_words(fill: Fill, lang: str) -> str:
    """Return the paragraphs of a letter as plain text, in the language of its reader."""
    with override(lang):
        return "\n".join(fill(Sheet(title="", issuer="", day="")).paragraphs)


def _head(matter: Matter) -> tuple[Line, ...]:
    complaint = matter.complaint
    return (
        Line(_("Matter no."), matter.number),
        Line(_("To"), matter.handling_unit.name),
        Line(_("Complaint no."), complaint.number),
        Line(_("Received on"), told(complaint.received_on)),
        Line(_("Channel"), labels.of(matter.adoption, "channel", complaint.channel)),
        Line(_("Urgency"), labels.of(matter.adoption, "urgency", complaint.urgency)),
        Line(_("Unit complained of"), complaint.subject_name, wide=True),
        Line(_("Title"), complaint.title, wide=True),
    )


def assignment(matter: Matter) -> Fill:
    """Fill the slip by which a unit is given a matter. The complainant's text stays on screen."""

    def fill(sheet: Sheet) -> Sheet:
        owed = Duty.objects.filter(
            subject__in=[kinds.ref(matter), kinds.ref(matter.complaint)],
            state=Duty.State.OPEN,
            owner_unit=matter.handling_unit,
            due_on__isnull=False,
        ).order_by("due_on", "pk")
        return replace(
            sheet,
            fields=(
                *_head(matter),
                Line(_("Handled as"), plan.way_of(matter).label.say(labels.language())),
                *(Line(duty.label, told(duty.due_on)) for duty in owed if duty.due_on),
                Line(_("Instructions"), matter.instructions, wide=True, tall=True),
                Line(_("Signed for by, on"), "", wide=True, tall=True, room=20),
            ),
            sign_off=True,
        )

    return fill


def urging(matter: Matter, duty: Duty, text: str) -> Fill:
    """Fill the urging slip."""

    def fill(sheet: Sheet) -> Sheet:
        return replace(
            sheet,
            fields=(
                *_head(matter),
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
                *_head(matter),
                Line(_("Supervised because"), text, wide=True, tall=True),
                Line(_("Answer"), "", wide=True, tall=True),
            ),
            sign_off=True,
        )

    return fill


def returned(matter: Matter, reason: str) -> Fill:
    """Fill the slip by which a unit gives back a matter that is not its own."""

    def fill(sheet: Sheet) -> Sheet:
        return replace(
            sheet,
            fields=(
                *_head(matter),
                Line(_("Returned because"), reason, wide=True, tall=True),
            ),
            sign_off=True,
        )

    return fill


def extension(matter: Matter, duty: Duty, reason: str) -> Fill:
    """Fill the notice by which the complainant learns that it takes longer, why, and until when."""

    def fill(sheet: Sheet) -> Sheet:
        complaint = matter.complaint
        return replace(
            sheet,
            to=_("To the complainant"),
            paragraphs=(
                _("Your complaint no. {number}, received on {day}, is being handled.").format(
                    number=complaint.number, day=told(complaint.received_on)
                ),
                _("The reply takes longer than planned. The reason: {reason}").format(
                    reason=reason
                ),
                _("You will have the reply by {day}.").format(
                    day=told(duty.due_on) if duty.due_on else ""
                ),
            ),
        )

    return fill


def reply(matter: Matter, text: str, on: date) -> Fill:
    """Fill the reply to the complainant: their number, the reply, what they can do next."""

    def fill(sheet: Sheet) -> Sheet:
        complaint = matter.complaint
        opening = _("Your complaint no. {number}, received on {day}, has been dealt with.").format(
            number=complaint.number, day=told(complaint.received_on)
        )
        window = plan.window(matter.adoption, plan.RATED, on)
        closing = _(
            "With your receipt code you can rate this reply or ask to have it taken up again"
            " on the follow-up page, until {day}."
        ).format(day=told(window.last)) if window else _(
            "With your receipt code you can rate this reply or ask to have it taken up again"
            " on the follow-up page."
        )  # fmt: skip
        return replace(
            sheet,
            to=_("To the complainant"),
            paragraphs=(opening, *text.splitlines(), closing),
        )

    return fill
