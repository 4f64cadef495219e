"""What the paper of a notice says."""

from collections.abc import Callable
from dataclasses import replace

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from zhiyong.papers.sheets import Line, Sheet
from zhiyong.plans.wording import language
from zhiyong.rectification.models import SlowNotice
from zhiyong.rules.pack.rectification import NoticeStep

Fill = Callable[[Sheet], Sheet]


def colour_word(step: NoticeStep) -> str:
    """Return the colour of a step as a word; "" where it has none."""
    return {
        "blue": pgettext("slip", "Blue"),
        "yellow": pgettext("slip", "Yellow"),
        "orange": pgettext("slip", "Orange"),
        "red": pgettext("slip", "Red"),
    }.get(step.colour, "")


def notice(row: SlowNotice, step: NoticeStep) -> Fill:
    """Fill the notice to a slow unit: what it is about, and by when it answers."""

    def fill(sheet: Sheet) -> Sheet:
        said = [one for one in row.text.splitlines() if one.strip()]
        if row.answer_by:
            day = date_format(row.answer_by, "DATE_FORMAT")
            said.append(_("Please answer in writing by {day}.").format(day=day))
        fields = [Line(_("Step"), step.label.say(language()))]
        if colour := colour_word(step):
            fields.append(Line(pgettext("slip", "Colour"), colour))
        return replace(
            sheet, to=row.unit.name, paragraphs=tuple(said), fields=tuple(fields), sign_off=True
        )

    return fill
