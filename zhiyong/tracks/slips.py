"""What the papers of this room say."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from zhiyong.papers.sheets import Line, Sheet
from zhiyong.tracks.models import Oversight, Resignation, Talk

Fill = Callable[[Sheet], Sheet]


def told(day: date | None) -> str:
    """Return a day as papers and pages show it."""
    return date_format(day, "DATE_FORMAT") if day else ""


def talk_called(talk: Talk) -> Fill:
    """Fill the notice that calls somebody to a talk."""

    def fill(sheet: Sheet) -> Sheet:
        return replace(
            sheet,
            to=talk.with_whom,
            paragraphs=(
                _("You are asked to a talk on {day}.").format(day=told(talk.on)),
                talk.reason,
                _("A talk is no sanction; what is agreed is looked at again."),
            ),
            fields=(
                Line(_("Place"), talk.place),
                Line(_("Held by"), talk.talker.name),
            ),
            sign_off=True,
        )

    return fill


def talk_record(talk: Talk) -> Fill:
    """Fill the record of a talk."""

    def fill(sheet: Sheet) -> Sheet:
        present = "、".join(one.name for one in talk.attendees.order_by("pk"))
        return replace(
            sheet,
            fields=(
                Line(_("Talk with"), talk.with_whom),
                Line(_("Held on"), told(talk.held_on)),
                Line(_("Held by"), talk.talker.name),
                Line(_("Place"), talk.place),
                *([Line(_("Who was there"), present, wide=True)] if present else []),
                Line(_("What was pointed out"), talk.record, wide=True, tall=True),
                Line(_("What was agreed"), talk.agreed, wide=True, tall=True),
                Line(_("Looked at again on"), told(talk.recheck_on)),
                Line(_("Signed by who was talked with"), "", wide=True, tall=True, room=20),
            ),
            sign_off=True,
        )

    return fill


def resignation_answer(row: Resignation) -> Fill:
    """Fill the answer to a resignation. It says nothing about guilt."""

    def fill(sheet: Sheet) -> Sheet:
        approved = row.state == Resignation.State.APPROVED
        verdict = (
            _("Your resignation from the post “{post}” is approved, with effect from {day}.")
            if approved
            else _("Your resignation from the post “{post}” is not approved.")
        )
        return replace(
            sheet,
            to=row.person.name,
            paragraphs=(
                verdict.format(post=row.post.title, day=told(row.effective_on)),
                row.answer,
                _("This answer finds no fault, and closes no case that is open."),
            ),
            sign_off=True,
        )

    return fill


def oversight_answer(row: Oversight) -> Fill:
    """Fill the organ's answer to the congress."""

    def fill(sheet: Sheet) -> Sheet:
        return replace(
            sheet,
            to=row.congress.name,
            paragraphs=tuple(one for one in row.answer.splitlines() if one.strip()),
            fields=(Line(_("Your question of"), told(row.received_on)),),
            sign_off=True,
        )

    return fill
