"""What an entry says, in the reader's language: share, days, states, effects."""

from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from zhiyong.consequences import plan
from zhiyong.consequences.models import Entry, YearlySum
from zhiyong.rules.values import say_number

State = Entry.State

EFFECTS: dict[str, Any] = {
    "measure": pgettext_lazy("effect", "Measure"),
    "deduct": pgettext_lazy("effect", "Bonus withheld"),
    "block": pgettext_lazy("effect", "Grade ruled out"),
    "force": pgettext_lazy("effect", "Grade laid down"),
    "freeze": pgettext_lazy("effect", "Freeze"),
    "write": pgettext_lazy("effect", "Paper to be written"),
    "rectify": pgettext_lazy("effect", "Rectification"),
    "open": pgettext_lazy("effect", "Responsibility to be assessed"),
    "refer": pgettext_lazy("effect", "Referred or notified"),
    "lose": pgettext_lazy("effect", "Eligibility lost"),
    "require": pgettext_lazy("effect", "Step required"),
}
TONES = {
    State.PENDING: "soon",
    State.IN_FORCE: "overdue",
    State.SUPERSEDED: "",
    State.DONE: "normal",
    State.OVER: "",
    State.LAPSED: "",
    State.ROLLED_BACK: "blue",
}
ORIGINS = {
    "decided": gettext_lazy("decided"),
    "linked": gettext_lazy("linked"),
}


def effect(entry: Entry) -> str:
    """Return what kind of thing an entry is."""
    return str(EFFECTS.get(entry.effect, entry.effect))


def share(entry: Entry) -> str:
    """Return the share that is withheld, as "30%"; "" for what withholds nothing."""
    if entry.part is None or not entry.base:
        return ""
    from fractions import Fraction

    return say_number(Fraction(entry.part, entry.base), share=True)


def what(entry: Entry) -> str:
    """Return in a few words what an entry does: "30% of the bonus of the year 2026"."""
    if entry.effect == "deduct":
        said = {"share": share(entry), "of": sum_name(entry.of), "year": entry.year or ""}
        return _("{share} of: {of}, {year}").format(**said)
    target = plan.target_of(entry)
    if entry.effect == "block":
        return _("not “{grade}” in {year}").format(grade=target, year=entry.year or "—")
    if entry.effect == "force":
        return _("“{grade}” in {year}").format(grade=target, year=entry.year or "—")
    return target


def sum_name(of: str) -> str:
    """Return what a yearly sum is called."""
    return str(YearlySum.Of(of).label) if of in YearlySum.Of.values else of


def days(entry: Entry) -> str:
    """Return from when until when an entry stands."""
    if entry.since is None:
        return _("not yet")
    since = formats.date_format(entry.since)
    if entry.through is None:
        return _("from {since} on").format(since=since)
    said = _("{since} to {through}").format(since=since, through=formats.date_format(entry.through))
    return _("{days}, then {n} gate(s)").format(days=said, n=entry.gates) if entry.gates else said


def tone(entry: Entry) -> str:
    """Return the tone of an entry's state."""
    return TONES.get(State(entry.state), "")


def whom_name(entry: Entry) -> str:
    """Return on whom an entry falls."""
    return entry.person.name if entry.person else entry.unit.name if entry.unit else ""
