"""Sentences for pages: why a measure fits or not, what stands in the way of a return to office."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from zhiyong.decisions.models import Reappointment
from zhiyong.intake import labels
from zhiyong.rules.freezes import FreezeFound, ReviewFound
from zhiyong.rules.pack.schema import Pack


def told(day: date | None) -> str:
    """Return a day as pages show it."""
    return date_format(day, "DATE_FORMAT") if day else ""


def said(both: Mapping[str, Any]) -> Any:
    """Return what was kept in both languages in the reader's."""
    return both["zh" if labels.language() == "zh" else "en"]


def clearance_lines(
    pack: Pack, row: Reappointment, review: ReviewFound, freezes: Sequence[FreezeFound]
) -> list[str]:
    """Return in sentences what stands in the way of a return to office, each with its day."""
    clearance = pack.element("clearances", row.clearance)
    checks = {one.id: one.label.say(labels.language()) for one in clearance.checks}
    lines = []
    for name in review.missing:
        lines.append(_missing(pack, checks, name))
    for code, value in review.refused:
        lines.append(_refused(pack, checks, code, value))
    if review.open_path:
        lines.append(_("The plan leaves the term open: set it at adoption."))
    return [*lines, *(_frozen(one) for one in freezes if one.state != "free")]


def _missing(pack: Pack, checks: Mapping[str, str], name: str) -> str:
    body, dot, _reason = name.partition(".")
    if name in checks:
        return _("Not checked yet: {what}.").format(what=checks[name])
    section = "bindings" if pack.has("bindings", body) else "actors"
    who = labels.label(pack, section, body)
    if dot:
        return _("{body} gave no reason, though there were measures.").format(body=who)
    return _("{body} has not answered.").format(body=who)


def _refused(pack: Pack, checks: Mapping[str, str], code: str, value: str) -> str:
    what = checks.get(value) or labels.label(
        pack, "bindings" if pack.has("bindings", value) else "actors", value
    )
    match code:
        case "TOO_EARLY":
            return _("Too early: the time to wait runs until {day}.").format(
                day=told(date.fromisoformat(value))
            )
        case "CHECK_FAILED":
            return _("The check failed: {what}.").format(what=what)
        case "CHECK_AFTER_DISCUSSION":
            return _("Checked only after the discussion: {what}.").format(what=what)
        case "OPINION_AFTER_DISCUSSION":
            return _("{body} answered only after the discussion.").format(body=what)
        case _:
            return _("{body} gave an answer that the plan does not know.").format(body=what)


def _frozen(one: FreezeFound) -> str:
    label = one.freeze.label.say(labels.language())
    if one.state == "frozen":
        if one.through is None:
            return _("Frozen ({freeze}).").format(freeze=label)
        return _("Frozen until {day} ({freeze}).").format(day=told(one.through), freeze=label)
    gates = {gate.id: gate.label.say(labels.language()) for gate in one.freeze.gates}
    joint = "、" if labels.language() == "zh" else ", "
    return _("The time is over, but gates are not passed ({freeze}): {gates}.").format(
        freeze=label, gates=joint.join(gates[name] for name in one.missing)
    )
