"""Duties with their terms, and what happens when they are late."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zhiyong.plans.outline.base import (
    Section,
    filled,
    joined,
    of,
    section,
)
from zhiyong.plans.wording import label, language, parties, party
from zhiyong.rules.clock import Term
from zhiyong.rules.pack.schema import Pack
from zhiyong.rules.pack.timing import Clock, Escalation
from zhiyong.rules.values import UNSPECIFIED, say_term


def clocks(pack: Pack) -> list[Section]:
    """Return the duties with their terms, the windows, and what happens when they are late."""
    duties = tuple(one for one in pack.clocks if one.nature == "duty")
    windows = tuple(one for one in pack.clocks if one.nature == "window")
    return filled(
        of(pack, "duties", _("Duties and their terms"), duties, _clock, home="clocks"),
        of(
            pack,
            "windows",
            _("Windows: what somebody may do until then"),
            windows,
            _clock,
            home="clocks",
        ),
        section(pack, "events", _("What a clock may run from, and what meets it")),
        section(pack, "pause_reasons", _("Why a clock may stand still")),
        section(pack, "escalations", _("What happens while a duty stays undone"), _escalation),
    )


def said_term(term: Any) -> str:
    return _("left open") if term == UNSPECIFIED else say_term(_plain(term), language())


def said_number(value: str) -> str:
    """Return a number or term that an adoption sets, as the reader says it."""
    try:
        return say_term(Term.parse(value), language())
    except ValueError:
        return value


def _plain(term: Any) -> Term:
    return term if isinstance(term, Term) else Term.parse(str(term))


def _clock(pack: Pack, clock: Clock) -> Iterator[str]:
    yield _("{term}, from: {event}").format(
        term=said_term(clock.term), event=label(pack, "events", clock.from_) or _("set by hand")
    )
    yield _("Owed by: {party}").format(party=party(pack, clock.owed_by))
    if clock.to:
        yield _("Owed to: {parties}").format(parties=parties(pack, clock.to))
    if clock.met_by:
        yield _("Met when: {event}").format(event=label(pack, "events", clock.met_by))
    if clock.warn:
        yield _("Nearly due: {term} before the end").format(term=said_term(clock.warn))
    if clock.extension:
        extension = clock.extension
        yield ngettext(
            "May be extended once by {term} at most; {party} decides.",
            "May be extended {n} times, by {term} together at most; {party} decides.",
            extension.times,
        ).format(
            n=extension.times, term=said_term(extension.most), party=party(pack, extension.approver)
        )
    if clock.pauses:
        reasons = [label(pack, "pause_reasons", one) for one in clock.pauses]
        yield _("Stands still while: {reasons}").format(reasons=joined(reasons))
    if clock.escalation:
        yield _("When late: {chain}").format(chain=label(pack, "escalations", clock.escalation))


def _escalation(pack: Pack, chain: Escalation) -> Iterator[str]:
    acts = {
        "remind": _("reminded"),
        "urge": _("told to urge"),
        "supervise": _("told to supervise"),
        "report": _("reported to"),
    }
    for step in chain.steps:
        at_once = _plain(step.after).is_at_once
        when = (
            _("On the day after")
            if at_once
            else _("{term} late").format(term=said_term(step.after))
        )
        yield _("{when}: {parties} ({act})").format(
            when=when, parties=parties(pack, step.tell), act=acts[step.act]
        )
