"""An appeal as its page shows it: what was decided, what would change, who hears it, papers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from zhiyong.appeals import plan
from zhiyong.appeals.models import Appeal, AppealHandler
from zhiyong.appeals.selectors.drafts import chosen_of
from zhiyong.appeals.selectors.first import PARTS, took_part
from zhiyong.appeals.selectors.undoing import foresee
from zhiyong.appeals.selectors.words import Said, say
from zhiyong.decisions.models import ChosenMeasure, Decision, Version
from zhiyong.directory.models import Person
from zhiyong.duties.models import Duty
from zhiyong.duties.remaining import left
from zhiyong.duties.selectors import with_light
from zhiyong.duties.wording import explanation
from zhiyong.intake import labels
from zhiyong.journal.selectors import timelines
from zhiyong.papers.kinds import title_of
from zhiyong.papers.lists import service_of
from zhiyong.papers.models import Paper
from zhiyong.papers.selectors import of_subjects
from zhiyong.plans.selectors import pack_of
from zhiyong.rules.consequences import Chosen, GradesContradict
from zhiyong.shell import kinds
from zhiyong.shell.access import Standing
from zhiyong.shell.parts import Entry, Step


@dataclass(frozen=True, slots=True)
class VersionSaid:
    """One version of a decision: what it says, from when to when, and what put it in place."""

    number: int
    since: date
    until: date | None
    measures: list[str]
    current: bool


def versions(decision: Decision) -> list[VersionSaid]:
    """Return the versions of a decision, the first one first: all of them stay visible."""
    pack = pack_of(decision.adoption)
    chosen: dict[int, list[str]] = {}
    for row in ChosenMeasure.objects.filter(decision=decision).order_by("order", "pk"):
        chosen.setdefault(row.version, []).append(labels.label(pack, "measures", row.measure))
    return [
        VersionSaid(one.number, one.since, one.until, chosen.get(one.number, []), one.until is None)
        for one in Version.objects.filter(decision=decision).order_by("number")
    ]


def undone(appeal: Appeal) -> list[Said]:
    """Return what an appeal has undone, line by line."""
    return say(pack_of(appeal.decision.adoption), appeal.lines.order_by("pk"))


def would_undo(
    appeal: Appeal, effect: str, measures: Sequence[Chosen], on: date
) -> tuple[list[Said], str]:
    """Return what an outcome would undo, line by line, or why it cannot be reckoned."""
    try:
        found = foresee(appeal.decision, effect, measures, on)
    except GradesContradict as error:
        text = _(
            "Together with other decisions it leads to grades that contradict each other: {code}."
        )
        return [], text.format(code=error.code)
    return say(pack_of(appeal.decision.adoption), found.changes), ""


@dataclass(frozen=True, slots=True)
class Prospect:
    """What one way of ending the appeal would undo."""

    label: str
    chosen: bool
    measures: list[str]
    lines: list[Said]
    why_not: str


def prospects(appeal: Appeal, on: date) -> list[Prospect]:
    """Return what the draft would undo and, beside it, what a revocation would."""
    pack = pack_of(appeal.decision.adoption)
    found = []
    for one in plan.outcomes(pack):
        chosen = appeal.outcome == one.id
        if one.effect == "stands" or (one.effect == "changed" and not chosen):
            continue
        measures = chosen_of(appeal) if chosen else []
        lines, why_not = would_undo(appeal, one.effect, measures, on)
        named = [labels.label(pack, "measures", each.measure) for each in measures]
        found.append(Prospect(one.label.say(labels.language()), chosen, named, lines, why_not))
    return sorted(found, key=lambda one: not one.chosen)


def handlers(appeal: Appeal) -> list[AppealHandler]:
    """Return who hears an appeal, and who did."""
    return list(appeal.handlers.select_related("person", "named_by__person").order_by("pk"))


def first_hands(decision: Decision) -> list[tuple[str, str]]:
    """Return who took part in the first decision, by name, and what each did."""
    parts = took_part(decision)
    people = Person.objects.in_bulk(parts)
    joint = "、" if labels.language() == "zh" else ", "
    return [
        (people[one].name, joint.join(str(PARTS[part]) for part in done))
        for one, done in parts.items()
        if one in people
    ]


def duties(appeal: Appeal, today: date) -> list[Duty]:
    """Return what is and was owed on an appeal, the first due first."""
    rows = with_light(Duty.objects.filter(subject=kinds.ref(appeal)), today)
    found = list(rows.select_related("owner_unit", "owner_person").order_by("due_on", "pk"))
    remaining = left([one for one in found if one.state == Duty.State.OPEN], today)
    for one in found:
        one.left = remaining.get(one.pk)  # type: ignore[attr-defined]
        one.why = explanation(one.explanation)  # type: ignore[attr-defined]
    return found


def papers(appeal: Appeal, standing: Standing) -> list[Paper]:
    """Return the papers of an appeal, with how they were served."""
    found = list(of_subjects([kinds.ref(appeal)], standing))
    for paper in found:
        paper.title = title_of(paper, labels.language())  # type: ignore[attr-defined]
        paper.service = service_of(paper)  # type: ignore[attr-defined]
    return found


def lines(appeal: Appeal, standing: Standing) -> list[Entry]:
    """Return what was done, the oldest first, as sentences."""
    return [
        Entry(
            one.html,
            at=one.entry.on if one.is_late else one.entry.recorded_at or one.entry.on,
            notes=[_("entered later, on {day}").format(day=one.entry.recorded_on)]
            if one.is_late
            else [],
        )
        for one in timelines([kinds.ref(appeal)], standing, also=[appeal.audience])
    ]


def steps(appeal: Appeal, owed: date | None) -> list[Step]:
    """Return where an appeal stands in its procedure, each step with its day and clause."""
    pack = pack_of(appeal.decision.adoption)
    rule = plan.rule_of(pack)
    clock = plan.answer_clock(pack)
    notice = next(iter(plan.notices(pack)), None)
    order = [
        Appeal.State.RECEIVED,
        Appeal.State.ACCEPTED,
        Appeal.State.BEFORE_MEETING,
        Appeal.State.ANSWERED,
        Appeal.State.CLOSED,
    ]
    ended = appeal.state in (Appeal.State.NOT_ACCEPTED, Appeal.State.WITHDRAWN)
    place = 1 if ended else order.index(Appeal.State(appeal.state))
    found = [
        Step(_("Received"), "done", appeal.received_on, rule.clause or ""),
        Step(
            appeal.get_state_display() if ended else _("Taken on"),
            "done" if place >= 1 else "now",
            appeal.closed_on if ended else appeal.accepted_on,
        ),
    ]
    if ended:
        return found
    return [
        *found,
        Step(
            _("Answered in writing"),
            "done" if place >= 3 else "now" if place in (1, 2) else "next",
            appeal.answered_on or owed,
            (clock.clause if clock else "") or "",
        ),
        Step(
            _("Served on the appellant"),
            "done" if appeal.notified_on else "now" if place == 3 else "next",
            appeal.notified_on,
            (notice.clause if notice else "") or "",
        ),
        Step(_("Closed"), "done" if place == 4 else "next", appeal.closed_on),
    ]


def said_of(appeal: Appeal) -> dict[str, Any]:
    """Return the labels that the page shows of an appeal's draft or outcome."""
    pack = pack_of(appeal.decision.adoption)
    found = plan.outcome(pack, appeal.outcome)
    return {
        "outcome": found.label.say(labels.language()) if found else "",
        "measures": [labels.label(pack, "measures", one.measure) for one in chosen_of(appeal)],
        "to": plan.label_of(pack, appeal.to),
    }
