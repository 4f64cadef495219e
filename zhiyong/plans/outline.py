"""A plan laid out for reading: its elements by section, each with what it rests on."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zhiyong.plans.wording import Ground, ground_of, label, language, parties, party
from zhiyong.rules.clock import Term
from zhiyong.rules.pack.base import Element
from zhiyong.rules.pack.routing import RECEIVING_BODY
from zhiyong.rules.pack.schema import Pack
from zhiyong.rules.pack.taxonomy import Category
from zhiyong.rules.pack.timing import Clock, Escalation
from zhiyong.rules.values import UNSPECIFIED, say_term
from zhiyong.rules.wording import read_aloud


@dataclass(frozen=True, slots=True)
class Item:
    """One element: its name, what it says, what it rests on; `depth` in a tree."""

    id: str
    label: str
    lines: tuple[str, ...]
    ground: Ground
    depth: int = 0
    code: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """Elements of one sort, in the order of the plan."""

    key: str
    title: str
    items: tuple[Item, ...]


def overview(pack: Pack) -> list[Section]:
    """Return goals, principles, bodies, positions, law and scope."""
    return _filled(
        _section(pack, "goals", _("Goals")),
        _section(pack, "principles", _("Principles")),
        _section(pack, "bindings", _("Bodies to bind"), _binding),
        _section(pack, "actors", _("Positions and parties")),
        _scope(pack),
        _section(pack, "legal_bases", _("Law behind the plan"), _law),
    )


def taxonomy(pack: Pack) -> list[Section]:
    """Return one section for each branch of the taxonomy."""
    return _filled(
        *(
            Section(
                branch.id,
                f"{branch.code} {branch.label.say(language())}",
                tuple(_categories(pack, branch, 0)),
            )
            for branch in pack.taxonomy
        ),
        _section(pack, "finding_fields", _("What a finding must state")),
    )


def intake(pack: Pack) -> list[Section]:
    """Return how complaints come in, who receives them, and what may be answered."""
    return _filled(
        _section(pack, "kinds", _("Kinds of complaints"), _kind),
        _section(pack, "channels", _("Channels"), _channel),
        _routing(pack),
        _recusals(pack),
        _section(pack, "modes", _("Ways of handling"), _mode),
        _section(pack, "refusals", _("Reasons not to accept"), _refusal),
        _section(pack, "urgencies", _("Urgency"), _urgency),
        _section(pack, "major_matters", _("Major matters, reported at once")),
        _section(pack, "matter_outcomes", _("Outcomes of a matter")),
        _section(pack, "person_outcomes", _("Outcomes for a person")),
        _section(pack, "marks", _("Distribution marks")),
    )


def clocks(pack: Pack) -> list[Section]:
    """Return the duties with their terms, the windows, and what happens when they are late."""
    duties = tuple(one for one in pack.clocks if one.nature == "duty")
    windows = tuple(one for one in pack.clocks if one.nature == "window")
    return _filled(
        _of(pack, "duties", _("Duties and their terms"), duties, _clock),
        _of(pack, "windows", _("Windows: what somebody may do until then"), windows, _clock),
        _section(pack, "pause_reasons", _("Why a clock may stand still")),
        _section(pack, "escalations", _("What happens while a duty stays undone"), _escalation),
    )


def papers(pack: Pack) -> list[Section]:
    """Return approval chains, slips and number series."""
    return _filled(
        _section(pack, "approvals", _("Approval chains"), _chain),
        _section(pack, "slips", _("Papers"), _slip),
        _section(pack, "series", _("Number series"), _series),
    )


# ── sections ──────────────────────────────────────────────────────────────────────────────

Say = Callable[[Pack, Any], Iterator[str]]


def _nothing(pack: Pack, element: Any) -> Iterator[str]:  # noqa: ARG001 - the shape of `Say`
    return iter(())


def _section(pack: Pack, key: str, title: str, say: Say = _nothing) -> Section:
    return _of(pack, key, title, getattr(pack, key), say)


def _of(pack: Pack, key: str, title: str, elements: Any, say: Say = _nothing) -> Section:
    return Section(key, title, tuple(_item(pack, one, tuple(say(pack, one))) for one in elements))


def _item(pack: Pack, element: Element, lines: tuple[str, ...], **more: Any) -> Item:
    lang = language()
    note = (element.note.say(lang),) if element.note else ()
    return Item(
        element.id, element.label.say(lang), (*lines, *note), ground_of(pack, element), **more
    )


def _filled(*sections: Section) -> list[Section]:
    return [one for one in sections if one.items]


# ── the head ──────────────────────────────────────────────────────────────────────────────


def _binding(pack: Pack, body: Any) -> Iterator[str]:
    if body.external:
        yield _("Outside this place: matters are handed over to it, sealed.")
    if body.superior:
        yield _("What it may not handle itself goes to {body}.").format(
            body=party(pack, body.superior)
        )


def _law(_pack: Pack, law: Any) -> Iterator[str]:
    checked = {
        "text": _("The text was read."),
        "excerpt": _("Only an excerpt was seen: check it against the official text."),
        "no": _("Listed only; no article of it is used."),
    }
    yield checked[law.checked]


def _scope(pack: Pack) -> Section:
    lang = language()

    def say(pack: Pack, rule: Any) -> Iterator[str]:
        effect = _("Covered: {who}") if rule.effect == "covers" else _("Left out: {who}")
        yield effect.format(who=read_aloud(rule.when, pack.vocabulary, lang))

    rules = _of(pack, "scope", _("Whom the plan covers"), pack.scope.rules, say)
    followers = _of(pack, "scope", "", pack.scope.followers)
    return Section("scope", rules.title, rules.items + followers.items)


# ── faults ────────────────────────────────────────────────────────────────────────────────


def _categories(pack: Pack, category: Category, depth: int) -> Iterator[Item]:
    lang = language()
    lines = tuple(_about(pack, category))
    yield _item(pack, category, lines, depth=depth, code=category.code)
    for behaviour in category.behaviours:
        said = (_("Only in working hours."),) if behaviour.working_hours_only else ()
        yield Item(
            behaviour.id, behaviour.label.say(lang), said, ground_of(pack, behaviour), depth + 1
        )
    for child in category.children:
        yield from _categories(pack, child, depth + 1)


def _about(pack: Pack, category: Category) -> Iterator[str]:
    lang = language()
    if category.plain:
        yield _("In plain words: {words}").format(words=category.plain.say(lang))
    if category.judged == "threshold":
        yield _("Found from figures; not offered to citizens to choose.")
    if category.requires:
        needed = [label(pack, "finding_fields", one) for one in category.requires]
        yield _("A finding states: {fields}").format(fields=_joined(needed))


# ── intake ────────────────────────────────────────────────────────────────────────────────


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
        term = _term(pack.clock(other).term)
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
    return _of(pack, "routing", _("Who receives what"), (*pack.routing.rules, *fallback), say)


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
            yield _("May not handle it: {bodies}").format(bodies=_joined(barred))

    return _of(
        pack, "recusals", _("Who may not handle what concerns itself"), pack.routing.recusals, say
    )


def _mode(pack: Pack, mode: Any) -> Iterator[str]:
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


# ── clocks ────────────────────────────────────────────────────────────────────────────────


def _term(term: Any) -> str:
    return _("left open") if term == UNSPECIFIED else say_term(_plain(term), language())


def _plain(term: Any) -> Term:
    return term if isinstance(term, Term) else Term.parse(str(term))


def _clock(pack: Pack, clock: Clock) -> Iterator[str]:
    yield _("{term}, from: {event}").format(
        term=_term(clock.term), event=label(pack, "events", clock.from_) or _("set by hand")
    )
    yield _("Owed by: {party}").format(party=party(pack, clock.owed_by))
    if clock.to:
        yield _("Owed to: {parties}").format(parties=parties(pack, clock.to))
    if clock.met_by:
        yield _("Met when: {event}").format(event=label(pack, "events", clock.met_by))
    if clock.warn:
        yield _("Nearly due: {term} before the end").format(term=_term(clock.warn))
    if clock.extension:
        extension = clock.extension
        yield ngettext(
            "May be extended once by {term} at most; {party} decides.",
            "May be extended {n} times, by {term} together at most; {party} decides.",
            extension.times,
        ).format(
            n=extension.times, term=_term(extension.most), party=party(pack, extension.approver)
        )
    if clock.pauses:
        reasons = [label(pack, "pause_reasons", one) for one in clock.pauses]
        yield _("Stands still while: {reasons}").format(reasons=_joined(reasons))
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
        when = _("On the day after") if at_once else _("{term} late").format(term=_term(step.after))
        yield _("{when}: {parties} ({act})").format(
            when=when, parties=parties(pack, step.tell), act=acts[step.act]
        )


# ── on paper ──────────────────────────────────────────────────────────────────────────────


def _chain(pack: Pack, chain: Any) -> Iterator[str]:
    lang = language()
    yield " → ".join(
        f"{step.label.say(lang)} ({party(pack, step.actor)})"
        if lang != "zh"
        else f"{step.label.say(lang)}（{party(pack, step.actor)}）"
        for step in chain.steps
    )
    if chain.on_paper:
        yield _("A signed sheet may stand for steps on screen.")


def _slip(pack: Pack, slip: Any) -> Iterator[str]:
    if slip.to:
        yield _("To: {body}").format(body=parties(pack, slip.to))
    if slip.series:
        yield _("Number: {pattern}").format(pattern=pack.number_series(slip.series).pattern)
    if slip.approval:
        yield _("Approval: {chain}").format(chain=label(pack, "approvals", slip.approval))
    if slip.served:
        yield _("Its service is proved.")


def _series(_pack: Pack, series: Any) -> Iterator[str]:
    begins = _("begins anew each year") if series.reset == "yearly" else _("never begins anew")
    yield f"{series.pattern} · {begins}"


def _joined(texts: list[str]) -> str:
    return ("、" if language() == "zh" else ", ").join(texts)
