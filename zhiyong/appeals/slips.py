"""What the papers of an appeal say, and the text that corrects what was published."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from zhiyong.appeals import plan
from zhiyong.appeals.models import Appeal
from zhiyong.appeals.selectors.drafts import chosen_of
from zhiyong.intake import labels
from zhiyong.papers.sheets import Sheet
from zhiyong.plans.selectors import pack_of
from zhiyong.publicity.models import Publication

Fill = Callable[[Sheet], Sheet]


def told(day: date) -> str:
    """Return a day as papers and pages show it."""
    return date_format(day, "DATE_FORMAT")


def answer(appeal: Appeal) -> Fill:
    """Fill the answer to an appeal: what was appealed, outcome, reasons, what comes next."""

    def fill(sheet: Sheet) -> Sheet:
        return replace(
            sheet,
            to=appeal.appellant,
            paragraphs=(
                _opening(appeal),
                _outcome(appeal),
                *appeal.answer.splitlines(),
                *_measures(appeal),
                *_after(appeal),
            ),
        )

    return fill


def refusal(appeal: Appeal) -> Fill:
    """Fill the notice that an appeal is not heard, and why."""

    def fill(sheet: Sheet) -> Sheet:
        return replace(
            sheet,
            to=appeal.appellant,
            paragraphs=(
                _opening(appeal),
                _("It is not heard. The reason:"),
                *appeal.acceptance_reason.splitlines(),
            ),
        )

    return fill


def _opening(appeal: Appeal) -> str:
    text = _("We received your appeal no. {number} against decision no. {decision} on {day}.")
    return text.format(
        number=appeal.number, decision=appeal.decision.number, day=told(appeal.received_on)
    )


def _outcome(appeal: Appeal) -> str:
    found = plan.outcome(pack_of(appeal.decision.adoption), appeal.outcome)
    label = found.label.say(labels.language()) if found else appeal.outcome
    return _("Outcome: {outcome}. The reasons:").format(outcome=label)


def _measures(appeal: Appeal) -> tuple[str, ...]:
    chosen = chosen_of(appeal)
    if not chosen:
        return ()
    pack = pack_of(appeal.decision.adoption)
    joint = "、" if labels.language() == "zh" else ", "
    named = joint.join(labels.label(pack, "measures", one.measure) for one in chosen)
    return (_("The decision is changed to: {measures}.").format(measures=named),)


def _after(appeal: Appeal) -> tuple[str, ...]:
    match appeal.effect:
        case "revoked":
            return (
                _(
                    "The decision no longer holds. What followed from it is rolled back, and your"
                    " personnel file is corrected."
                ),
            )
        case "changed":
            return (
                _("What followed from the former decision is rolled back as far as it has gone."),
            )
    return (_("The decision stands as it was made."),)


def correction(appeal: Appeal, row: Publication, on: date) -> tuple[str, str]:
    """Return title and text of what corrects a publication, before the same audience."""
    if appeal.effect == "revoked":
        title = _("Cleared: {title}")
        text = _(
            "What was published on {day} under the title “{title}” no longer holds: the decision"
            " was revoked on appeal on {on}. It is retracted, and the name is cleared."
        )
    else:
        title = _("Corrected: {title}")
        text = _(
            "What was published on {day} under the title “{title}” no longer holds as it stood:"
            " the decision was changed on appeal on {on}. It is retracted. {measures}"
        )
    measures = " ".join(_measures(appeal))
    day = told(row.from_on) if row.from_on else ""
    return (
        title.format(title=row.title)[:200],
        text.format(day=day, title=row.title, on=told(on), measures=measures).strip(),
    )
