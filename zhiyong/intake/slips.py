"""What the papers of intake say: notices to the complainant, registration slips, registers."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from zhiyong.duties.models import Duty
from zhiyong.intake import labels
from zhiyong.intake.models import Complaint, Registration
from zhiyong.papers.sheets import Column, Line, Sheet
from zhiyong.plans.selectors import pack_of
from zhiyong.shell import kinds

Fill = Callable[[Sheet], Sheet]


def _day(day: date | None) -> str:
    return date_format(day, "DATE_FORMAT") if day else ""


def _opening(complaint: Complaint) -> str:
    return _(
        "Your complaint of {day} about {unit} (“{title}”) was registered here as no. {number}."
    ).format(
        day=_day(complaint.received_on),
        unit=complaint.subject_name,
        title=complaint.title,
        number=complaint.number,
    )


def _follow() -> str:
    return _("You can follow it at any time with the code on your receipt.")


def _received(complaint: Complaint) -> str:
    said = _("Your complaint of {day} about {unit} (“{title}”) was received here.")
    return said.format(
        day=_day(complaint.received_on), unit=complaint.subject_name, title=complaint.title
    )


def acceptance(complaint: Complaint) -> Fill:
    """Fill the notice of acceptance: who accepted it, when, and by when the reply is owed."""

    def fill(sheet: Sheet) -> Sheet:
        accepted = _("It was accepted on {day}; {unit} sees to it that it is handled.")
        said = [
            _opening(complaint),
            accepted.format(day=_day(complaint.decided_on), unit=complaint.keeper.name),
        ]
        if due := _reply_due(complaint):
            said.append(_("You will have the reply by {day}.").format(day=_day(due)))
        return replace(sheet, to=_("To the complainant"), paragraphs=(*said, _follow()))

    return fill


def _reply_due(complaint: Complaint) -> date | None:
    """Return until when the reply is owed: of the duties that its being served meets."""
    pack = pack_of(complaint.adoption)
    codes = [clock.id for clock in pack.clocks if clock.met_by == "reply.served"]
    owed = Duty.objects.filter(
        subject=kinds.ref(complaint), code__in=codes, state=Duty.State.OPEN, due_on__isnull=False
    )
    first = owed.order_by("due_on").first()
    return first.due_on if first else None


def refusal(complaint: Complaint) -> Fill:
    """Fill the notice of non-acceptance: the reason, what it rests on, what can be done."""

    def fill(sheet: Sheet) -> Sheet:
        pack, lang = pack_of(complaint.adoption), labels.language()
        reason = pack.refusal(complaint.refusal)
        why = _("It is not accepted, because: {reason} ({basis}).").format(
            reason=reason.label.say(lang), basis=pack.say_grounds(reason, lang)
        )
        given = complaint.refusal_details
        asked = [
            _sentence(str(labels.NEEDS[need]), given[need])
            for need in reason.needs
            if need in given
        ]
        said = [_opening(complaint), why, *asked]
        if complaint.competent_body:
            said.append(_("The competent body: {body}.").format(body=complaint.competent_body))
        said.append(reason.remedy.say(lang))
        if way := labels.way_to_object(complaint.adoption):
            said.append(way)
        return replace(sheet, to=_("To the complainant"), paragraphs=tuple(said))

    return fill


def _sentence(label: str, text: str) -> str:
    return _("{label}: {text}").format(label=label, text=text)


def referral(complaint: Complaint) -> Fill:
    """Fill the notice of referral: which body it went to, and when."""

    def fill(sheet: Sheet) -> Sheet:
        passed_on = _("It is for another body to handle. It was passed on to {body} on {day}.")
        return replace(
            sheet,
            to=_("To the complainant"),
            paragraphs=(
                _opening(complaint) if complaint.number else _received(complaint),
                passed_on.format(body=complaint.competent_body, day=_day(complaint.decided_on)),
                _("That body will tell you what it does with it."),
            ),
        )

    return fill


def registration(complaint: Complaint, mark: str = "") -> Fill:
    """Fill the registration slip with what is known, and leave room for what is written on it.

    The name stays sealed: the slip says only whether there is one.
    """

    def fill(sheet: Sheet) -> Sheet:
        adoption = complaint.adoption
        line = complaint.registrations.filter(ended_on__isnull=True).first()
        name = _("Real name (sealed)") if complaint.is_real_name else _("Anonymous")
        return replace(
            sheet,
            mark=mark,
            fields=(
                Line(_("Received on"), _day(complaint.received_on)),
                Line(_("Registered on"), _day(line.registered_on if line else None)),
                Line(_("Channel"), labels.of(adoption, "channel", complaint.channel)),
                Line(_("Name of the complainant"), name),
                Line(_("Class"), labels.of(adoption, "input_class", complaint.input_class)),
                Line(_("Urgency"), labels.of(adoption, "urgency", complaint.urgency)),
                *_visit(complaint),
                Line(_("Number given elsewhere"), complaint.outside_number),
                Line(_("Entered by"), str(complaint.entered_by or "")),
                Line(_("Unit complained of"), complaint.subject_name, wide=True),
                Line(_("Category"), labels.of(adoption, "category", complaint.category), wide=True),
                Line(_("When it happened"), complaint.happened_on),
                Line(_("Where"), complaint.place),
                Line(_("What it is about"), complaint.title, wide=True),
                Line(_("What is said"), complaint.text, wide=True, tall=True, room=40),
                Line(_("Proposed handling"), "", wide=True, tall=True, room=20),
                Line(_("Leader's instruction"), "", wide=True, tall=True, room=20),
                Line(_("Outcome of handling"), "", wide=True, tall=True, room=20),
            ),
        )

    return fill


def _visit(complaint: Complaint) -> Iterable[Line]:
    visit = getattr(complaint, "visit", None)
    if visit is None:
        return ()
    return (
        Line(_("Visitors"), visitors(complaint)),
        Line(_("Received by whom"), visit.received_by),
    )


def visitors(complaint: Complaint) -> str:
    """Say how many came, how many spoke, and whether it was a first visit; "" without a visit."""
    visit = getattr(complaint, "visit", None)
    if visit is None:
        return ""
    kind = _("repeat") if visit.is_repeat else _("first")
    return _("{people} came, {delegates} spoke; {kind}").format(
        people=visit.people, delegates=visit.delegates, kind=kind
    )


def blank() -> Fill:
    """Fill nothing: the form on which the counter writes when the machine is down."""

    def fill(sheet: Sheet) -> Sheet:
        return replace(
            sheet,
            day="",
            fields=(
                Line(_("Received on"), "", tall=True, room=7),
                Line(_("Channel"), _channels()),
                Line(_("Name of the complainant"), "", tall=True, room=7),
                Line(_("Telephone"), "", tall=True, room=7),
                Line(_("Address or unit of the complainant"), "", wide=True, tall=True, room=8),
                Line(_("People who came"), "", tall=True, room=7),
                Line(_("First or repeat"), _times()),
                Line(_("Unit complained of"), "", wide=True, tall=True, room=8),
                Line(_("Person named"), "", wide=True, tall=True, room=8),
                Line(_("When it happened"), "", tall=True, room=7),
                Line(_("Where"), "", tall=True, room=7),
                Line(_("What is said"), "", wide=True, tall=True, room=78),
                Line(_("Materials handed in"), "", wide=True, tall=True, room=14),
                Line(_("Signature of the complainant"), "", tall=True, room=7),
                Line(_("Received by whom"), "", tall=True, room=7),
            ),
            paragraphs=(
                _(
                    "Enter it within the day that the machine runs again, with the number of this "
                    "form; the term runs from the day of receipt. Name and telephone are sealed on "
                    "entry: keep the form locked away."
                ),
            ),
        )

    return fill


def _channels() -> str:
    words = (
        pgettext("to tick", "letter"),
        pgettext("to tick", "call"),
        pgettext("to tick", "visit"),
        pgettext("to tick", "other"),
    )
    return "　".join(f"□{word}" for word in words)


def _times() -> str:
    return "　".join(f"□{word}" for word in (_("first"), _("repeat")))


def register(
    rows: Iterable[Registration], *, since: date, until: date, with_visitors: bool, cut: int = 0
) -> Fill:
    """Fill a register: one line for each registration, as the paper ones have them.

    What has left the office keeps its line, with number and days alone; `cut` is how many lines
    a print left out.
    """
    lines = list(rows)

    def fill(sheet: Sheet) -> Sheet:
        period = _("{since} to {until}").format(since=_day(since), until=_day(until))
        visits = (Column(_("Visitors"), 3),) if with_visitors else ()
        left_out = _("{n} more lines are not on this print: choose a shorter period.")
        return replace(
            sheet,
            number=period,
            columns=(
                Column(_("No.")),
                Column(_("Registration number"), 4),
                Column(_("Received on")),
                Column(_("Registered on")),
                Column(_("Channel"), 2),
                Column(_("Unit complained of"), 5),
                Column(_("What it is about"), 8),
                *visits,
                Column(_("Outcome"), 3),
                Column(_("Remarks"), 2),
            ),
            rows=tuple(_line(at, row, with_visitors) for at, row in enumerate(lines, start=1)),
            empty=_("No line in this period"),
            paragraphs=(left_out.format(n=cut),) if cut else (),
        )

    return fill


def _line(at: int, row: Registration, with_visitors: bool) -> tuple[str, ...]:
    complaint, is_open = row.complaint, bool(row.open)  # type: ignore[attr-defined]
    sent_on = _("(sent on)")
    return (
        str(at),
        row.number,
        date_format(row.received_on, "SHORT_DATE_FORMAT"),
        date_format(row.registered_on, "SHORT_DATE_FORMAT"),
        labels.of(complaint.adoption, "channel", row.channel),
        complaint.subject_name if is_open else "",
        complaint.title if is_open else sent_on,
        *((visitors(complaint) if is_open else "",) if with_visitors else ()),
        str(complaint.get_state_display()) if is_open else sent_on,
        "",
    )
