"""What a plan says about bulletins, feedback and requests. Found by act and event."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from zhiyong.campaigns.models import Bulletin, Campaign, Feedback, Stage
from zhiyong.directory.models import Unit
from zhiyong.files.numbers import next_number
from zhiyong.papers.sheets import Line, Sheet
from zhiyong.plans.selectors import pack_of
from zhiyong.plans.wording import label
from zhiyong.rules.pack.fields import Field
from zhiyong.rules.pack.papers import Slip
from zhiyong.rules.pack.procedure import Publication as Rule
from zhiyong.rules.pack.schema import Pack
from zhiyong.rules.pack.timing import Clock
from zhiyong.shell.days import say_turn

BULLETIN = "campaign.bulletin"
MEETING = "campaign.meeting"
FEEDBACK = "campaign.feedback"
"""By which act of a slip the papers of this room are found."""

ASKED = "cooperation.asked"
ANSWERED = "cooperation.answered"
"""By which events of a plan the clock of a request between units runs."""

OWN = "campaign"
"""The office's own series, where the plan has none: no number stands on two papers."""

POLARITY = {
    Bulletin.Kind.GOOD_EXAMPLE: "positive",
    Bulletin.Kind.BAD_EXAMPLE: "negative",
}
SAYS_CASES = ("case", "circular", "news", "report", "information", "notice")
"""What a publication of a plan may be about, to carry a bulletin or a typical case."""

Fill = Callable[[Sheet], Sheet]


def told(day: date | None) -> str:
    """Return a day as papers and pages show it."""
    return date_format(day, "DATE_FORMAT") if day else ""


def moment(at: datetime) -> str:
    """Return a moment as papers and pages show it, in the time of the place."""
    return date_format(timezone.localtime(at), "DATETIME_FORMAT")


def slip_for(pack: Pack, act: str) -> Slip | None:
    """Return the paper of the plan that is made for an act, if it has one."""
    return next((slip for slip in pack.slips if slip.act == act), None)


def number_for(campaign: Campaign, act: str, on: date) -> str:
    """Return the next number of what is issued by an act: the plan's series, else the office's."""
    pack = pack_of(campaign.adoption)
    slip = slip_for(pack, act)
    if slip is None or slip.series is None:
        return f"{on.year}-{next_number(series=OWN, unit=campaign.office, year=on.year)}"
    series = pack.number_series(slip.series)
    year = on.year if series.reset == "yearly" else 0
    n = next_number(series=series.id, unit=campaign.office, year=year)
    return series.format(year=on.year, n=n)


def rules_for(pack: Pack, kind: str) -> list[Rule]:
    """Return the plan's publications by which a bulletin of a kind may go out.

    What only a final decision lets out is for warning examples alone.
    """
    found = [one for one in pack.publications if one.what in SAYS_CASES]
    if kind == Bulletin.Kind.BAD_EXAMPLE:
        return [one for one in found if one.what in ("case", "circular", "news")]
    return [one for one in found if not one.final_only]


def needs_decision(pack: Pack, kind: str) -> bool:
    """Whether a typical case may be shown only once a decision on it is final.

    A warning example always, unless the plan has warning examples and asks it of none.
    """
    if kind != Bulletin.Kind.BAD_EXAMPLE:
        return False
    declared = [one for one in pack.examples if one.polarity == "negative"]
    return not declared or any(one.needs_decision for one in declared)


def criteria_for(pack: Pack, kind: str) -> tuple[Field, ...]:
    """Return what the plan asks of a typical case, good or bad, before it is told."""
    wanted = POLARITY.get(Bulletin.Kind(kind))
    examples = [one for one in pack.examples if one.polarity == wanted]
    return tuple({field.id: field for one in examples for field in one.criteria}.values())


def answer_clock(pack: Pack) -> Clock | None:
    """Return the clock by which a request between units is answered, if the plan has one."""
    return next((one for one in pack.clocks if one.from_ == ASKED and one.nature == "duty"), None)


def checks_for(pack: Pack, stage: Stage | None) -> tuple[Field, ...]:
    """Return what the plan looks at when a phase is accepted; all phases, where none is named.

    These are the checks of its inspections of that phase.
    """
    wanted = stage.code if stage else None
    found: dict[str, Field] = {}
    for inspection in pack.inspections:
        if inspection.checks and (wanted is None or inspection.phase == wanted):
            found |= {one.id: one for one in inspection.checks}
    return tuple(found.values())


def category(campaign: Campaign, code: str) -> str:
    """Return what the plan calls a category; "" where it has none of that name."""
    pack = pack_of(campaign.adoption)
    return label(pack, "taxonomy", code) if code and pack.has("taxonomy", code) else ""


# ── papers ────────────────────────────────────────────────────────────────────────────────


def bulletin_sheet(bulletin: Bulletin) -> Fill:
    """Fill a bulletin, or the notice of a meeting."""

    def fill(sheet: Sheet) -> Sheet:
        zh = sheet.lang == "zh"
        cited = tuple(
            Line(one["label_zh"] if zh else one["label_en"], said(one)) for one in bulletin.figures
        )
        if bulletin.held_at is not None:
            cited = (
                Line(_("Held at"), moment(bulletin.held_at)),
                Line(_("Place"), bulletin.place),
                *cited,
            )
        return replace(
            sheet,
            title=bulletin.title,
            to=_("All units of the campaign"),
            paragraphs=tuple(one for one in bulletin.text.splitlines() if one.strip()),
            fields=cited,
            sign_off=True,
        )

    return fill


def feedback_sheet(feedback: Feedback) -> Fill:
    """Fill the feedback of a month to a unit."""

    def fill(sheet: Sheet) -> Sheet:
        lines = tuple(
            Line(
                f"{one['number']}",
                _("{what}, since {day}").format(
                    what=item_text(feedback.campaign, one), day=one["since"]
                ),
                wide=True,
            )
            for one in feedback.items
        )
        opening = _("Of the month {period}, these are not put right yet: {n} in all.").format(
            period=say_turn(feedback.period), n=len(feedback.items)
        )
        note = (feedback.note,) if feedback.note else ()
        return replace(
            sheet,
            to=feedback.unit.name,
            paragraphs=(opening, *note),
            fields=lines,
            sign_off=True,
        )

    return fill


def item_text(campaign: Campaign, item: dict[str, object]) -> str:
    """Return what an item of feedback is about, without a word of whoever complained."""
    what = str(item.get("what") or "")
    named = category(campaign, str(item.get("category") or ""))
    return what or named or _("an opinion or complaint about the unit")


def said(figure: dict[str, object]) -> str:
    """Return a kept figure as text: "12 of 40"."""
    if figure.get("of") is None:
        return str(figure["value"])
    return _("{n} of {all}").format(n=figure["value"], all=figure["of"])


def takes_part(campaign: Campaign, unit: Unit) -> bool:
    """Whether a unit has a part in a campaign: a member, its office, or a bound body."""
    return (
        unit.pk == campaign.office_id
        or campaign.members.filter(unit=unit, until_on__isnull=True).exists()
        or campaign.adoption.bindings.filter(unit=unit).exists()
    )
