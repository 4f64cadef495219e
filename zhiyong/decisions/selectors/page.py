"""A decision as its page shows it: the offer as it was, measures, what follows, notices, papers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from zhiyong.cases.selectors import finding_of
from zhiyong.consequences import plan as plan_of_ledger
from zhiyong.consequences import wording as ledger
from zhiyong.consequences.models import Entry as LedgerEntry
from zhiyong.consequences.selectors import entries_visible_to, of_source
from zhiyong.consequences.showing import page_of
from zhiyong.decisions import plan, slips
from zhiyong.decisions.models import ChosenMeasure, Decision, DecisionNotice
from zhiyong.decisions.selectors.names import names_of
from zhiyong.decisions.wording import said, told
from zhiyong.duties.models import Duty
from zhiyong.duties.selectors import with_light
from zhiyong.intake import labels
from zhiyong.journal.selectors import timelines
from zhiyong.papers.kinds import title_of
from zhiyong.papers.lists import service_of
from zhiyong.papers.models import Paper
from zhiyong.papers.selectors import of_subjects
from zhiyong.rules.clauses import Clause
from zhiyong.rules.explain.notes import place_name
from zhiyong.shell import kinds
from zhiyong.shell.access import Standing
from zhiyong.shell.parts import Entry, Fact, Step

SHOWN = 60
"""So many things that follow are shown at once; the ledger has the others."""


@dataclass(frozen=True, slots=True)
class Follows:
    """One thing that would follow: on whom, in which place, what, how much, until when."""

    whom: str
    place: str
    label: str
    amount: str
    days: str
    state: str
    clauses: Sequence[Clause] = ()
    notes: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class OfferRow:
    """One measure of an offer: whether it fits, why, who decides, and what would follow."""

    measure: str
    label: str
    state: str
    word: str
    tone: str
    why: Sequence[str]
    clauses: Sequence[Clause]
    decides: str
    follows: Sequence[Follows]
    more: int
    unplaced: Sequence[str]
    fields: Sequence[Any] = field(default=())
    box: Any = None


def offer_rows(decision: Decision) -> list[OfferRow]:
    """Return the offer as it was kept, the measures that fit first, in the reader's language."""
    pack = plan.pack(decision)
    raw = decision.offer.get("rows", [])
    names = names_of([one for row in raw for one in row["follows"]])
    words = {
        "allowed": (_("fits"), "normal"),
        "refused": (_("does not fit"), "overdue"),
        "unknown": (_("facts are missing"), "soon"),
        "against": (_("only with a recorded ground"), "soon"),
    }
    order = list(words)
    rows = []
    for row in sorted(raw, key=lambda one: order.index(one["state"])):
        word, tone = words[row["state"]]
        section = "bindings" if pack.has("bindings", row["decides"]) else "actors"
        rows.append(
            OfferRow(
                row["measure"],
                labels.label(pack, "measures", row["measure"]),
                row["state"],
                word,
                tone,
                said(row["why"]),
                [Clause.from_dict(one) for one in row["clauses"]],
                labels.label(pack, section, row["decides"]) if row["decides"] else "",
                follows(row["follows"][:SHOWN], names),
                max(0, len(row["follows"]) - SHOWN),
                [f"{said(one['label'])}：{_place(one['place'])}" for one in row["unplaced"]],
            )
        )
    return rows


def follows(raw: Sequence[Mapping[str, Any]], names: Mapping[str, str]) -> list[Follows]:
    """Return what follows in the reader's language."""
    words = {
        "in_force": "",
        "superseded": _("covered by a heavier one"),
        "pending": _("waits"),
        "unknown": _("waits for facts"),
        "lapsed": _("does not come about"),
    }
    return [
        Follows(
            names.get(one["on"], ""),
            _place(one["place"]),
            said(one["label"]),
            number_format(Decimal(one["amount"]), 2, force_grouping=True)
            if one["amount"]
            else one["share"] or "",
            _days(one),
            words.get(one["state"], ""),
            [Clause.from_dict(each) for each in one["clauses"]],
            said(one["notes"]),
        )
        for one in raw
    ]


def _days(one: Mapping[str, Any]) -> str:
    def day(name: str) -> str:
        return told(date.fromisoformat(one[name]))

    if one["due"]:
        return _("due on {day}").format(day=day("due"))
    if one["through"]:
        return _("{since} to {through}").format(since=day("since"), through=day("through"))
    if one["year"]:
        return str(one["year"])
    return _("from {since} on").format(since=day("since")) if one["since"] else ""


def _place(place: str) -> str:
    return place_name(place)[labels.language() != "zh"]


# ── the decision ──────────────────────────────────────────────────────────────────────────


def facts(decision: Decision) -> list[Fact]:
    """Return what a decision is, in a few lines."""
    pack, frozen = plan.pack(decision), decision.respondent.frozen
    section = "bindings" if pack.has("bindings", decision.by_party) else "actors"
    finding = finding_of(decision.respondent)
    return [
        Fact(_("Decided about"), decision.respondent.name),
        Fact(_("Unit then"), frozen.get("unit", "")),
        Fact(_("Post then"), frozen.get("post", "")),
        Fact(_("Day of the act"), decision.acted_on),
        Fact(
            _("What the case found"),
            labels.label(pack, "taxonomy", finding.category) if finding else "",
        ),
        Fact(_("Severity"), _severity(decision)),
        *_factors(decision),
        Fact(
            _("Decided by"),
            _("{body} ({party})").format(
                body=decision.body.name, party=labels.label(pack, section, decision.by_party)
            ),
        ),
        Fact(_("Case"), decision.case.number, url=kinds.url(kinds.ref(decision.case)) or ""),
        Fact(_("Made on"), decision.made_on),
        Fact(_("Takes effect on"), decision.effective_on),
        Fact(_("Runs until"), decision.expires_on),
        Fact(_("Served on"), decision.served_on),
        Fact(_("Executed on"), decision.executed_on),
        Fact(
            _("What came out for the matter"),
            labels.label(pack, "matter_outcomes", decision.matter_outcome),
        ),
        Fact(
            _("What came out for the person"),
            labels.label(pack, "person_outcomes", decision.person_outcome),
        ),
    ]


def _severity(decision: Decision) -> str:
    pack, values = plan.pack(decision), decision.facts.get("values", {})
    fact = pack.casework.severity if pack.casework else None
    if not fact or fact not in values:
        return ""
    return pack.vocabulary.say_value(fact, values[fact], labels.language())


def _factors(decision: Decision) -> list[Fact]:
    """Return what the plan has rated besides the severity, before a measure is chosen."""
    pack, values = plan.pack(decision), decision.facts.get("values", {})
    rule, lang = pack.sanctioning, labels.language()
    shown = pack.casework.severity if pack.casework else None
    return [
        Fact(
            one.label.say(lang),
            pack.vocabulary.say_value(one.fact, values[one.fact], lang)
            if one.fact in values
            else _("not rated yet"),
        )
        for one in (rule.factors if rule else ())
        if one.fact is not None and one.fact != shown
    ]


@dataclass(frozen=True, slots=True)
class MeasureSaid:
    """A measure that was chosen, with what it states and how it stands."""

    text: str
    clause: Clause | None
    offered: bool
    answer: str


def measures(decision: Decision) -> list[MeasureSaid]:
    """Return the measures of a decision as it stands."""
    pack = plan.pack(decision)
    return [_measure(decision, pack, one) for one in slips.measures_of(decision)]


def _measure(decision: Decision, pack: Any, one: ChosenMeasure) -> MeasureSaid:
    known = pack.has("measures", one.measure)
    element = pack.element("measures", one.measure) if known else None
    answer = ""
    if element is not None and element.takes_effect == "outcome":
        answer = _("waits for the answer of the competent body")
        if one.outcome_on is not None:
            text = _("declined on {day}") if one.declined else _("followed on {day}")
            answer = text.format(day=told(one.outcome_on))
    return MeasureSaid(
        slips.measure_text(decision, one), element.clause if element else None, one.offered, answer
    )


@dataclass(frozen=True, slots=True)
class Carried:
    """One entry of the ledger of a decision, as its execution stands."""

    entry: LedgerEntry
    whom: str
    effect: str
    label: str
    what: str
    days: str
    tone: str
    url: str


@dataclass(frozen=True, slots=True)
class Execution:
    """What of a decision is to be carried out, what has been, what is late."""

    rows: Sequence[Carried]
    more: int
    done: int
    total: int
    late: int


def execution(decision: Decision, standing: Standing, today: date) -> Execution:
    """Return the ledger of a decision with what is carried out, by whom, and what is late.

    An entry leads to its page only where the reader may open it.
    """
    entries = list(of_source(kinds.ref(decision)))
    shown = entries[:SHOWN]
    ids = [one.pk for one in shown]
    opens = set(entries_visible_to(standing).filter(pk__in=ids).values_list("pk", flat=True))
    owed = [
        one
        for one in entries
        if one.effect in ("deduct", "write", "rectify", "require", "refer", "measure")
        and one.state in (LedgerEntry.State.IN_FORCE, LedgerEntry.State.DONE)
    ]
    done = [one for one in owed if one.carried_out_on is not None]
    late = [
        one
        for one in owed
        if one.carried_out_on is None and one.due_on is not None and one.due_on < today
    ]
    return Execution(
        [_carried(one, opens=one.pk in opens) for one in shown],
        max(0, len(entries) - SHOWN),
        len(done),
        len(owed),
        len(late),
    )


def _carried(entry: LedgerEntry, *, opens: bool) -> Carried:
    return Carried(
        entry,
        ledger.whom_name(entry),
        ledger.effect(entry),
        plan_of_ledger.label_of(entry),
        ledger.what(entry),
        ledger.days(entry),
        ledger.tone(entry),
        page_of(entry) if opens else "",
    )


@dataclass(frozen=True, slots=True)
class NoticeSaid:
    """A notice to one party: to whom, how it stands, when it was served."""

    notice: DecisionNotice
    to: str
    tone: str
    is_due: bool


TONES = {
    DecisionNotice.State.DUE: "soon",
    DecisionNotice.State.SERVED: "normal",
    DecisionNotice.State.REFUSED: "normal",
    DecisionNotice.State.RETURNED: "overdue",
}


def notices(decision: Decision) -> list[NoticeSaid]:
    """Return the notices of a decision, in the order of the plan's parties."""
    rows = decision.notices.filter(of=DecisionNotice.Of.DECISION).select_related(
        "person", "unit", "paper"
    )
    return [
        NoticeSaid(
            one,
            str(one.person or one.unit or ""),
            TONES[DecisionNotice.State(one.state)],
            one.state in (DecisionNotice.State.DUE, DecisionNotice.State.RETURNED),
        )
        for one in rows.order_by("pk")
    ]


def half_done(found: Sequence[NoticeSaid]) -> bool:
    """Whether some parties have their notice and others do not."""
    return 0 < sum(one.is_due for one in found) < len(found)


@dataclass(frozen=True, slots=True)
class VersionSaid:
    """One version of a decision: what it says, from when to when, and what put it in place."""

    number: int
    since: date
    until: date | None
    by: str
    measures: Sequence[str]


def versions(decision: Decision) -> list[VersionSaid]:
    """Return the versions of a decision, the first one first: all of them stay visible."""
    pack = plan.pack(decision)
    chosen: dict[int, list[str]] = {}
    for row in sorted(decision.measures.all(), key=lambda one: one.order):
        label = labels.label(pack, "measures", row.measure)
        chosen.setdefault(row.version, []).append(label)
    return [
        VersionSaid(one.number, one.since, one.until, one.by, chosen.get(one.number, []))
        for one in decision.versions.order_by("number")
    ]


@dataclass(frozen=True, slots=True)
class Revoked:
    """That nothing of a decision stands: since when, and what has revoked it, if one may see it."""

    on: date | None
    cause: str
    url: str


def revoked(decision: Decision, standing: Standing) -> Revoked | None:
    """Return since when nothing of a decision stands; None where something does."""
    if decision.state != Decision.State.REVOKED:
        return None
    latest = decision.versions.order_by("-number").first()
    undone = of_source(kinds.ref(decision)).filter(state=LedgerEntry.State.ROLLED_BACK)
    cause = undone.exclude(ended_by="").values_list("ended_by", flat=True).first() or ""
    title = kinds.titles([cause], standing).get(cause, "") if cause else ""
    url = (kinds.url(cause) or "") if title else ""
    return Revoked(latest.until if latest else None, title, url)


def duties(decision: Decision, today: date) -> list[Duty]:
    """Return what is and was owed on a decision, the first due first."""
    rows = with_light(Duty.objects.filter(subject=kinds.ref(decision)), today)
    return list(rows.select_related("owner_unit", "owner_person").order_by("due_on", "pk"))


def papers(decision: Decision, standing: Standing) -> list[Paper]:
    """Return the papers of a decision, with how they were served."""
    found = list(of_subjects([kinds.ref(decision)], standing))
    for paper in found:
        paper.title = title_of(paper, labels.language())  # type: ignore[attr-defined]
        paper.service = service_of(paper)  # type: ignore[attr-defined]
    return found


def lines(decision: Decision, standing: Standing) -> list[Entry]:
    """Return what was done, the oldest first, as sentences."""
    return [
        Entry(
            one.html,
            at=one.entry.on if one.is_late else one.entry.recorded_at or one.entry.on,
            notes=[_("entered later, on {day}").format(day=one.entry.recorded_on)]
            if one.is_late
            else [],
        )
        for one in timelines([kinds.ref(decision)], standing, also=[decision.audience])
    ]


ORDER = (Decision.State.DRAFT, Decision.State.PROPOSED, Decision.State.MADE)


def steps(decision: Decision) -> list[Step]:
    """Return where a decision stands: drafted, before those who decide, made, served."""
    state = decision.state
    made = decision.made_on is not None
    place = 2 if made else int(state == Decision.State.PROPOSED)
    names = (_("Drafting"), _("Before those who decide"), _("Made"))
    days = (decision.drafted_on, None, decision.made_on)
    found = [
        Step(
            name,
            "done"
            if number < place or (made and number == 2)
            else "now"
            if number == place
            else "next",
            days[number],
        )
        for number, name in enumerate(names)
    ]
    served = decision.served_on
    found.append(Step(_("Served"), "done" if served else "now" if made else "next", served))
    if state == Decision.State.REVOKED:
        latest = decision.versions.order_by("-number").first()
        found.append(Step(decision.get_state_display(), "done", latest.until if latest else None))
    return found
