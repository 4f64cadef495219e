"""A plan pack as a whole: its sections, what is looked up in it, and its digest."""

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, TypeVar

from pydantic import ModelWrapValidatorHandler, PrivateAttr, ValidationInfo, model_validator

from zhiyong.rules.clauses import Article, Clause
from zhiyong.rules.errors import RuleError
from zhiyong.rules.facts import Fact, Scale, Vocabulary
from zhiyong.rules.grounds import Grounded
from zhiyong.rules.pack import (
    appraisal,
    campaign,
    fields,
    header,
    intake,
    papers,
    procedure,
    responsibility,
    sanctions,
    timing,
)
from zhiyong.rules.pack.ballots import Ballot
from zhiyong.rules.pack.base import Element
from zhiyong.rules.pack.casework import Casework
from zhiyong.rules.pack.leads import Lead
from zhiyong.rules.pack.places import Places
from zhiyong.rules.pack.rectification import Inspection, NoticeLadder, Rectification
from zhiyong.rules.pack.register import RegisteredClause
from zhiyong.rules.pack.routing import Routing
from zhiyong.rules.pack.taxonomy import Category, FindingField
from zhiyong.rules.shape import Shape
from zhiyong.rules.values import UNSPECIFIED, Count, Id, Label, Lang, is_chinese

E = TypeVar("E", bound=Element)
T = TypeVar("T")


class UnknownElement(RuleError):
    """NO_SUCH: the pack has no element with this id in this section."""


class Pack(Shape):
    """A plan as data. Frozen: two packs that say the same have the same digest.

    Every section is optional except the head, so that a small plan is a small pack, and a later
    section never breaks an earlier pack.
    """

    # the head
    format: Count = 1
    plan: Id
    version: str = "1"
    title: Label
    short_title: Label
    source: header.Source
    parent: header.Parent | None = None
    addressees: tuple[header.Addressee, ...] = ()
    issuers: tuple[Label, ...] = ()
    region: header.Region
    in_force: header.InForce
    duration: header.Duration | None = None
    goals: tuple[header.Goal, ...] = ()
    principles: tuple[header.Principle, ...] = ()
    bindings: tuple[header.Binding, ...] = ()
    actors: tuple[header.Actor, ...] = ()
    legal_bases: tuple[header.LegalBasis, ...] = ()
    interpretation: header.Interpretation | None = None
    counting: header.Counting = header.Counting()
    scope: header.Scope = header.Scope()

    # what is a fault
    finding_fields: tuple[FindingField, ...] = ()
    taxonomy: tuple[Category, ...] = ()

    # how complaints come in and what may be answered
    kinds: tuple[intake.Kind, ...] = ()
    channels: tuple[intake.Channel, ...] = ()
    desks: tuple[intake.Desk, ...] = ()
    modes: tuple[intake.Mode, ...] = ()
    quality_verdicts: tuple[intake.QualityVerdict, ...] = ()
    quality_criteria: tuple[intake.QualityCriterion, ...] = ()
    refusals: tuple[intake.Refusal, ...] = ()
    refusal_objection: intake.RefusalObjection | None = None
    matter_outcomes: tuple[intake.MatterOutcome, ...] = ()
    person_outcomes: tuple[intake.PersonOutcome, ...] = ()
    urgencies: tuple[intake.Urgency, ...] = ()
    major_matters: tuple[intake.MajorMatter, ...] = ()
    marks: tuple[intake.Mark, ...] = ()

    # which body, by when
    scales: tuple[Scale, ...] = ()
    facts: tuple[Fact, ...] = ()
    routing: Routing = Routing()
    office_hours: timing.OfficeHours | None = None
    events: tuple[timing.Event, ...] = ()
    pause_reasons: tuple[timing.PauseReason, ...] = ()
    clocks: tuple[timing.Clock, ...] = ()
    escalations: tuple[timing.Escalation, ...] = ()
    urging: timing.Urging | None = None

    # the campaign: phases, tasks, bodies, who does what
    campaign_year: campaign.CampaignYear | None = None
    programmes: tuple[fields.Programme, ...] = ()
    axes: tuple[fields.Axis, ...] = ()
    bodies: tuple[campaign.Body, ...] = ()
    phases: tuple[campaign.Phase, ...] = ()
    tasks: tuple[campaign.Task, ...] = ()
    responsibilities: tuple[responsibility.Responsibility, ...] = ()
    rectification: Rectification | None = None
    notice_ladder: NoticeLadder | None = None
    inspections: tuple[Inspection, ...] = ()
    review_points: tuple[procedure.ReviewPoint, ...] = ()

    # figures: registers, what is taken from them, what they give rise to
    registers: tuple[fields.Register, ...] = ()
    figures: tuple[fields.Figure, ...] = ()
    leads: tuple[Lead, ...] = ()
    statistics: tuple[fields.Statistic, ...] = ()
    indicators: tuple[appraisal.Indicator, ...] = ()

    # votes, scores, grades
    ballots: tuple[Ballot, ...] = ()
    appraisals: tuple[appraisal.Appraisal, ...] = ()
    rankings: tuple[appraisal.Ranking, ...] = ()
    accounts: tuple[appraisal.Account, ...] = ()
    coverages: tuple[appraisal.Coverage, ...] = ()
    rewards: tuple[appraisal.Reward, ...] = ()
    examples: tuple[appraisal.Example, ...] = ()

    # measures and what follows from them
    sanctioning: sanctions.Sanctioning | None = None
    measures: tuple[sanctions.Measure, ...] = ()
    ladder: tuple[sanctions.Rung, ...] = ()
    consequences: tuple[sanctions.Consequence, ...] = ()
    combination: sanctions.Combination | None = None
    freezes: tuple[sanctions.Freeze, ...] = ()
    documents: tuple[sanctions.Document, ...] = ()
    steps: tuple[sanctions.Step, ...] = ()
    eligibilities: tuple[sanctions.Eligibility, ...] = ()
    suspension: sanctions.Suspension | None = None
    aggravations: tuple[sanctions.Aggravation, ...] = ()
    authorities: tuple[sanctions.Authority, ...] = ()
    liabilities: tuple[responsibility.Liability, ...] = ()
    allocations: tuple[responsibility.Allocation, ...] = ()
    tracks: tuple[responsibility.Track, ...] = ()

    # the procedure around a decision
    casework: Casework | None = None
    case_steps: tuple[procedure.CaseStep, ...] = ()
    meetings: tuple[procedure.Meeting, ...] = ()
    decision_notices: tuple[procedure.Notice, ...] = ()
    appeals: procedure.Appeals | None = None
    clearances: tuple[procedure.Clearance, ...] = ()
    archives: tuple[procedure.Archive, ...] = ()
    publications: tuple[procedure.Publication, ...] = ()
    overrides: tuple[procedure.Override, ...] = ()
    superior_rules: tuple[procedure.SuperiorRule, ...] = ()

    # on paper
    series: tuple[papers.Series, ...] = ()
    slips: tuple[papers.Slip, ...] = ()
    approvals: tuple[papers.Approval, ...] = ()

    # the register beside it, and what was acknowledged
    clauses: tuple[RegisteredClause, ...] = ()
    acknowledged: tuple[header.Acknowledged, ...] = ()
    proposals: tuple[header.Proposal, ...] = ()

    _places: Places = PrivateAttr(default_factory=Places)

    @model_validator(mode="wrap")
    @classmethod
    def _tell_clauses_their_plan(
        cls, data: Any, handler: ModelWrapValidatorHandler["Pack"], info: ValidationInfo
    ) -> "Pack":
        if info.context is None and isinstance(data, dict):
            return cls.model_validate(data, context={"plan": str(data.get("plan", ""))})
        return handler(data)

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> "Pack":
        """Return a copy; what was looked up or made of this pack is not taken along."""
        copy = super().model_copy(update=update, deep=deep)
        for name in ("_index", "_above", "vocabulary", "_made"):
            copy.__dict__.pop(name, None)
        return copy

    def as_data(self) -> dict[str, Any]:
        """Return the pack as JSON can hold it; what says no more than the default is left out.

        `Pack.model_validate(pack.as_data())` is the same pack.
        """
        return self.model_dump(mode="json", by_alias=True, exclude_defaults=True)

    def digest(self) -> str:
        """Return the SHA-256 of what the pack says, in hexadecimal.

        It covers every element and the register's wording and figures, in a canonical form (JSON,
        keys sorted, UTF-8, defaults left out). It does not cover the order of files and keys,
        comments, or the register's notes on software.
        """
        data = self.as_data()
        data["clauses"] = [
            {key: clause[key] for key in clause if key not in ("software", "accept", "note")}
            for clause in data.get("clauses", [])
        ]
        text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(b"zhiyong pack 1\n" + text.encode()).hexdigest()

    # ── looking things up ─────────────────────────────────────────────────────────────────

    @cached_property
    def _index(self) -> dict[str, dict[str, Any]]:
        index: dict[str, dict[str, Any]] = {}
        for name in type(self).model_fields:
            value = getattr(self, name)
            if isinstance(value, tuple) and value and hasattr(value[0], "id"):
                index[name] = {element.id: element for element in value}
        index["taxonomy"] = {category.id: category for category in self.categories()}
        return index

    def ids(self, section: str) -> tuple[str, ...]:
        """Return the ids of a section, in the order of the pack."""
        return tuple(self._index.get(section, {}))

    def has(self, section: str, element_id: str) -> bool:
        """Return whether a section has this element."""
        return element_id in self._index.get(section, {})

    def element(self, section: str, element_id: str) -> Any:
        """Return an element of a section.

        :raises UnknownElement: if there is none with this id.
        """
        try:
            return self._index[section][element_id]
        except KeyError:
            raise UnknownElement("NO_SUCH", section=section, id=element_id) from None

    def _find(self, kind: type[E], section: str, element_id: str) -> E:
        found: E = self.element(section, element_id)
        assert isinstance(found, kind)
        return found

    def binding(self, role: str) -> header.Binding:
        """Return a role that is bound to a unit when the plan is adopted."""
        return self._find(header.Binding, "bindings", role)

    def actor(self, actor_id: str) -> header.Actor:
        """Return a position in the procedure."""
        return self._find(header.Actor, "actors", actor_id)

    def party(self, party_id: str) -> header.Actor | header.Binding:
        """Return who is meant where a position or a body may stand."""
        if self.has("actors", party_id):
            return self.actor(party_id)
        return self.binding(party_id)

    def law(self, law_id: str) -> header.LegalBasis:
        """Return a legal basis."""
        return self._find(header.LegalBasis, "legal_bases", law_id)

    def category(self, category_id: str) -> Category:
        """Return a category of the taxonomy, at any depth."""
        return self._find(Category, "taxonomy", category_id)

    def categories(self) -> Iterator[Category]:
        """Yield every category, in the order of the plan, groups before what is in them."""
        for branch in self.taxonomy:
            yield from branch.walk()

    @cached_property
    def _above(self) -> dict[str, str]:
        return {
            child.id: category.id for category in self.categories() for child in category.children
        }

    def category_path(self, category_id: str) -> tuple[Category, ...]:
        """Return a category and the groups above it, the branch first."""
        path = [self.category(category_id)]
        while above := self._above.get(path[0].id):
            path.insert(0, self.category(above))
        return tuple(path)

    def kind(self, kind_id: str) -> intake.Kind:
        """Return what a complaint is by law."""
        return self._find(intake.Kind, "kinds", kind_id)

    def channel(self, channel_id: str) -> intake.Channel:
        """Return a way by which complaints come in."""
        return self._find(intake.Channel, "channels", channel_id)

    def desk(self, desk_id: str) -> intake.Desk:
        """Return a reception desk."""
        return self._find(intake.Desk, "desks", desk_id)

    def desks_of(self, role: str) -> tuple[intake.Desk, ...]:
        """Return the desks that receive for a body."""
        return tuple(desk for desk in self.desks if desk.body == role)

    def mode(self, mode_id: str) -> intake.Mode:
        """Return a way of handling."""
        return self._find(intake.Mode, "modes", mode_id)

    def quality_verdict(self, verdict_id: str) -> intake.QualityVerdict:
        """Return a verdict on how a matter was handled."""
        return self._find(intake.QualityVerdict, "quality_verdicts", verdict_id)

    def refusal(self, code: str) -> intake.Refusal:
        """Return a coded reason not to accept."""
        return self._find(intake.Refusal, "refusals", code)

    def matter_outcome(self, outcome_id: str) -> intake.MatterOutcome:
        """Return what may be found about a matter."""
        return self._find(intake.MatterOutcome, "matter_outcomes", outcome_id)

    def person_outcome(self, outcome_id: str) -> intake.PersonOutcome:
        """Return what may be found about a person."""
        return self._find(intake.PersonOutcome, "person_outcomes", outcome_id)

    def urgency(self, urgency_id: str) -> intake.Urgency:
        """Return how fast a matter must move."""
        return self._find(intake.Urgency, "urgencies", urgency_id)

    def major_matter(self, matter_id: str) -> intake.MajorMatter:
        """Return a kind of event that is reported at once."""
        return self._find(intake.MajorMatter, "major_matters", matter_id)

    def mark(self, mark_id: str) -> intake.Mark:
        """Return a distribution mark."""
        return self._find(intake.Mark, "marks", mark_id)

    def event(self, event_id: str) -> timing.Event:
        """Return something from which a clock may run."""
        return self._find(timing.Event, "events", event_id)

    def clock(self, clock_id: str) -> timing.Clock:
        """Return a clock by its own id."""
        return self._find(timing.Clock, "clocks", clock_id)

    def clock_for(self, clock_id: str, *, kind: str = "", urgency: str = "") -> timing.Clock:
        """Return the clock that runs for a matter of this kind and urgency.

        :raises UnknownElement: if the clock, kind or urgency is not in the pack.
        """
        for replaced in (
            self.urgency(urgency).clocks if urgency else {},
            self.kind(kind).clocks if kind else {},
        ):
            if clock_id in replaced:
                return self.clock(replaced[clock_id])
        return self.clock(clock_id)

    def escalation(self, chain_id: str) -> timing.Escalation:
        """Return what happens while a duty stays unmet."""
        return self._find(timing.Escalation, "escalations", chain_id)

    def number_series(self, series_id: str) -> papers.Series:
        """Return how documents of one kind are numbered."""
        return self._find(papers.Series, "series", series_id)

    def slip(self, slip_id: str) -> papers.Slip:
        """Return a paper that the office sends or keeps."""
        return self._find(papers.Slip, "slips", slip_id)

    def approval(self, chain_id: str) -> papers.Approval:
        """Return who must agree before an act takes effect."""
        return self._find(papers.Approval, "approvals", chain_id)

    def clause(self, clause_id: str) -> RegisteredClause:
        """Return a clause of the register.

        :raises UnknownElement: if the register has none with this id.
        """
        found: RegisteredClause = self.element("clauses", clause_id)
        return found

    def receiving_roles(self) -> tuple[str, ...]:
        """Return the bodies that the routing rules send complaints to."""
        return tuple(dict.fromkeys(rule.to for rule in self.routing.rules))

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The facts that conditions of this pack may ask for."""
        return Vocabulary.build(self.facts, self.scales)

    @cached_property
    def _made(self) -> dict[str, Any]:
        return {}  # found faster than a private attribute

    def once(self, name: str, make: Callable[["Pack"], T]) -> T:
        """Return what is made of this pack, made once: prepared rules, tables of days."""
        made = self._made
        if name not in made:
            made[name] = make(self)
        found: T = made[name]
        return found

    # ── saying where things come from ─────────────────────────────────────────────────────

    def say_grounds(self, grounded: Grounded, lang: Lang) -> str:
        """Return in words where a piece comes from: clause, articles of law, setting."""
        parts = [self.say_clause(grounded.clause, lang)] if grounded.clause else []
        for article in grounded.basis:
            parts.append(self.say_article(article, lang))
        if grounded.setting and grounded.reason:
            name = "运行设定：" if is_chinese(lang) else "Setting: "
            parts.append(name + grounded.reason.say(lang))
        return ("；" if is_chinese(lang) else "; ").join(parts)

    def say_clause(self, clause: Clause, lang: Lang) -> str:
        """Return a clause as a page cites it: 《…方案》六(一)."""
        where = clause.where or "、".join(self._wheres(clause))
        title = self._title_of(clause)
        if is_chinese(lang):
            return f"《{title.zh}》{where}"
        return f"{self.short_title.en if title is self.title else title.en}, {where}"

    def _title_of(self, clause: Clause) -> Label:
        """Return what the plan is called that a clause stands in: a child cites its parent's."""
        parent = self.parent
        if parent and parent.title and clause.ids and self.has("clauses", clause.ids[0]):
            return parent.title if self.clause(clause.ids[0]).scheme == parent.plan else self.title
        return self.title

    def _wheres(self, clause: Clause) -> Iterator[str]:
        """Yield the places of registered clauses, or the ids of those that are not."""
        places = {one.id: one.where for one in self.clauses if one.id in clause.ids}
        yield from dict.fromkeys(places.get(one, one) for one in clause.ids)

    def say_article(self, basis: Article, lang: Lang) -> str:
        """Return an article as a page cites it: 《信访工作条例》第二十三条."""
        known = self.has("legal_bases", basis.law)
        law = self.law(basis.law).label.say(lang) if known else basis.law
        if is_chinese(lang):
            return f"《{law}》{_article_in_chinese(basis.article)}"
        return f"{law}, art. {basis.article}" if basis.article else law

    # ── numbers that the source leaves open ───────────────────────────────────────────────

    def open_numbers(self) -> tuple[str, ...]:
        """Return the paths of everything that is `unspecified`, as "clocks.reply.term"."""
        return self.once("open_numbers", lambda pack: tuple(_open_paths(pack, "")))

    def proposed(self) -> dict[str, str]:
        """Return what the pack proposes for numbers that its source leaves open, by path."""
        return {one.place: one.value for one in self.proposals}

    def place(self, path: Sequence[str | int]) -> tuple[str, int]:
        """Return file and line of a piece of the pack; ("", 0) for one that came from no file."""
        return self._places.at(path)


def _open_paths(piece: Any, path: str) -> Iterator[str]:
    if isinstance(piece, Shape):
        for name, field in type(piece).model_fields.items():
            key = field.alias or name
            yield from _open_paths(getattr(piece, name), f"{path}.{key}" if path else key)
    elif isinstance(piece, tuple):
        for place, one in enumerate(piece):
            yield from _open_paths(one, f"{path}.{getattr(one, 'id', place)}")
    elif piece == UNSPECIFIED:
        yield path


_DIGITS = "零一二三四五六七八九"
_ARTICLE = re.compile(r"(\d{1,3})(?:\((\d{1,2})\))?")


def _in_chinese(number: int) -> str:
    """Return a number below a thousand as laws write it: 二十三, 一百零五."""
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    text = f"{_DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        text += "十" if tens == 1 and not hundreds else f"{_DIGITS[tens]}十"
    elif hundreds and ones:
        text += "零"
    return text + (_DIGITS[ones] if ones or not number else "")


def _article_in_chinese(article: str) -> str:
    match = _ARTICLE.fullmatch(article)
    if match is None:
        return article
    paragraph = f"第{_in_chinese(int(match[2]))}款" if match[2] else ""
    return f"第{_in_chinese(int(match[1]))}条{paragraph}"
