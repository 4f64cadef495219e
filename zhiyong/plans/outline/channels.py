"""How complaints come in, who receives them, what may be answered."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from zhiyong.plans.outline.base import (
    Item,
    Section,
    filled,
    joined,
    of,
    section,
    whole,
)
from zhiyong.plans.outline.terms import said_term
from zhiyong.plans.wording import ground_of, label, language, party
from zhiyong.rules.pack.routing import RECEIVING_BODY
from zhiyong.rules.pack.schema import Pack
from zhiyong.rules.wording import read_aloud


def intake(pack: Pack) -> list[Section]:
    """Return how complaints come in, who receives them, and what may be answered."""
    return filled(
        section(pack, "kinds", _("Kinds of complaints"), _kind),
        section(pack, "channels", _("Channels"), _channel),
        whole(pack, "desks", _("Desks that receive")),
        _routing(pack),
        _recusals(pack),
        section(pack, "modes", _("Ways of handling"), _mode),
        section(pack, "quality_verdicts", _("Verdicts on the handling"), _verdict),
        section(pack, "quality_criteria", _("Criteria of the handling")),
        _disputes(pack),
        section(pack, "refusals", _("Reasons not to accept"), _refusal),
        section(pack, "urgencies", _("Urgency"), _urgency),
        section(pack, "major_matters", _("Major matters, reported at once")),
        section(pack, "matter_outcomes", _("Outcomes of a matter")),
        section(pack, "person_outcomes", _("Outcomes for a person")),
        section(pack, "marks", _("Distribution marks")),
    )


def _kind(pack: Pack, kind: Any) -> Iterator[str]:
    handling = {
        "here": _("Handled by this plan's procedure."),
        "hand_over": _("Handed over sealed, not kept."),
        "answer": _("Answered without an investigation."),
    }
    yield handling[kind.handling]
    if kind.hand_over_to:
        yield _("To: {body}").format(body=party(pack, kind.hand_over_to))
    yield from _stand_ins(pack, kind.clocks)


def _stand_ins(pack: Pack, clocks: dict[str, str]) -> Iterator[str]:
    for usual, other in clocks.items():
        term = said_term(pack.clock(other).term)
        yield _("“{clock}” runs for {term} instead.").format(
            clock=label(pack, "clocks", usual), term=term
        )


def _channel(pack: Pack, channel: Any) -> Iterator[str]:
    by = {
        "public": _("Entered by the citizen."),
        "staff": _("Entered by staff."),
        "system": _("Comes from figures."),
    }
    yield by[channel.entered_by]
    if channel.required:
        yield _("Every receiving body must offer it.")
    if channel.listed_in:
        yield _("Listed in: {register}").format(register=label(pack, "slips", channel.listed_in))


def _routing(pack: Pack) -> Section:
    def say(pack: Pack, rule: Any) -> Iterator[str]:
        if hasattr(rule, "when"):
            yield _("If: {condition}").format(
                condition=read_aloud(rule.when, pack.vocabulary, language())
            )
        yield _("Then it goes to: {body}").format(body=party(pack, rule.to))

    fallback = (pack.routing.fallback,) if pack.routing.fallback else ()
    return of(pack, "routing", _("Who receives what"), (*pack.routing.rules, *fallback), say)


def _recusals(pack: Pack) -> Section:
    def say(pack: Pack, one: Any) -> Iterator[str]:
        if one.when is not None:
            yield _("If: {condition}").format(
                condition=read_aloud(one.when, pack.vocabulary, language())
            )
        barred = [
            _("the body that would receive it") if body == RECEIVING_BODY else party(pack, body)
            for body in one.bars
        ]
        if barred:
            yield _("May not handle it: {bodies}").format(bodies=joined(barred))

    return of(
        pack,
        "recusals",
        _("Who may not handle what concerns itself"),
        pack.routing.recusals,
        say,
        home="routing",
    )


def _disputes(pack: Pack) -> Section:
    """Return what happens when units do not agree whose a matter is."""
    title, said = _("Whose a matter is"), pack.routing.disputes
    if said is None:
        return Section("disputes", title, ())
    lines = [_("After {n} returns the unit above all of them decides.").format(n=said.most_returns)]
    if said.clock:
        lines.append(_("Term: {clock}").format(clock=label(pack, "clocks", said.clock)))
    if said.else_by:
        body = party(pack, said.else_by)
        lines.append(_("Where nobody stands above both: {body}").format(body=body))
    one = Item("disputes", title, tuple(lines), ground_of(pack, said), section="routing")
    return Section("disputes", title, (one,))


def _verdict(_pack: Pack, verdict: Any) -> Iterator[str]:
    effects = {
        "accepts": _("What was done is accepted."),
        "remarks": _("Accepted; the remarks must be given."),
        "sends_back": _("The report is done anew."),
    }
    yield effects[verdict.effect]


def _mode(pack: Pack, mode: Any) -> Iterator[str]:
    if mode.quick:
        yield _("The handler is named in the act that gives it, and goes at once.")
    if mode.report_back:
        yield _("The result is reported back.")
    if mode.approval:
        yield _("Approval: {chain}").format(chain=label(pack, "approvals", mode.approval))
    if mode.slip:
        yield _("Paper: {slip}").format(slip=label(pack, "slips", mode.slip))
    if mode.clock:
        yield _("Term: {clock}").format(clock=label(pack, "clocks", mode.clock))


def _refusal(pack: Pack, refusal: Any) -> Iterator[str]:
    if refusal.refers:
        yield _("The competent body is named.")
    yield _("What the complainant can do: {remedy}").format(remedy=refusal.remedy.say(language()))
    if refusal.approval:
        yield _("Approval: {chain}").format(chain=label(pack, "approvals", refusal.approval))


def _urgency(pack: Pack, urgency: Any) -> Iterator[str]:
    yield from _stand_ins(pack, urgency.clocks)
