"""All that the page of a case shows: the number of queries does not grow with what there is."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from zhiyong.approvals.models import Approval
from zhiyong.approvals.selectors import approvals_visible_to
from zhiyong.cases import panels, plan
from zhiyong.cases.models import Case, Finding, Respondent
from zhiyong.cases.selectors.access import cases_visible_to
from zhiyong.cases.selectors.offers import BY_KEY, no_power_to_file, offers, pressing
from zhiyong.cases.selectors.scene import Scene
from zhiyong.cases.selectors.steps import steps_of
from zhiyong.directory.models import Person
from zhiyong.duties.models import Duty
from zhiyong.duties.remaining import left
from zhiyong.duties.selectors import duties_visible_to, with_light
from zhiyong.duties.wording import explanation
from zhiyong.intake import labels
from zhiyong.journal.selectors import timelines
from zhiyong.papers.kinds import title_of
from zhiyong.papers.lists import service_of
from zhiyong.papers.selectors import of_subjects
from zhiyong.plans.selectors import pack_of
from zhiyong.rules.pack.schema import Pack
from zhiyong.shell import kinds
from zhiyong.shell.access import Standing
from zhiyong.shell.parts import Entry, Fact, Offer, Step

State = Case.State


PRIMARY = 2
"""How many acts the rail shows as the main ones."""


@dataclass
class Shown:
    """What somebody sees of a case besides its own fields."""

    scene: Scene
    tab: str
    offers: list[Offer]
    duties: list[Duty]
    steps: list[Step]
    parts: dict[str, Any] = field(default_factory=dict)

    @property
    def pressing(self) -> list[Offer]:
        """What should be done now: the two most pressing acts."""
        return pressing(self.offers, self.scene)[:PRIMARY]

    @property
    def others(self) -> list[Offer]:
        """What else can be done, and what cannot; an act that presses less is no main one here."""
        rest = [one for one in self.offers if one not in self.pressing]
        return [replace(one, kind="") if one.kind == "primary" else one for one in rest]

    @property
    def here(self) -> list[Offer]:
        """The acts that stand on this tab besides the rail."""
        keys = {key for key, act in BY_KEY.items() if act.tab == self.tab}
        return [one for one in self.offers if one.key in keys and not one.why_not]

    @property
    def running(self) -> list[Duty]:
        """The duties that run, the first due first."""
        return [duty for duty in self.duties if duty.state in ("OPEN", "PAUSED")]


def shown(case: Case, standing: Standing, today: date, tab: str) -> Shown:
    """Return what somebody sees of a case on one of its tabs."""
    scene = Scene(case, standing, today)
    parts = {
        "overview": _overview,
        "materials": _materials,
        "facts": _facts,
        "steps": _steps,
        "papers": _papers,
        "timeline": _timeline,
    }
    return Shown(
        scene=scene,
        tab=tab,
        offers=offers(scene),
        duties=_duties(case, standing, today),
        steps=stages(case),
        parts=parts[tab](scene) if tab in parts else {},
    )


def added(case: Case, standing: Standing, today: date) -> list[tuple[panels.Panel, Any]]:
    """Return the tabs that the rooms above add for somebody, each with what it shows."""
    found = [(panel, panel.context(case, standing, today)) for panel in panels.every()]
    return [(panel, context) for panel, context in found if context is not None]


# ── the rail ──────────────────────────────────────────────────────────────────────────────


def _duties(case: Case, standing: Standing, today: date) -> list[Duty]:
    rows = with_light(duties_visible_to(standing).filter(subject=kinds.ref(case)), today)
    duties = list(rows.select_related("owner_unit", "owner_person").order_by("due_on", "pk"))
    found = left([duty for duty in duties if duty.state == Duty.State.OPEN], today)
    for duty in duties:
        duty.left = found.get(duty.pk)  # type: ignore[attr-defined]
        duty.why = explanation(duty.explanation)  # type: ignore[attr-defined]
    return duties


def stages(case: Case) -> list[Step]:
    """Return the stages of a case, each with its day and what it rests on."""
    rules = plan.casework(case.adoption)
    filed = plan.may_file(case.adoption, case.body)
    ended = case.state in (State.NO_ACTION, State.HANDED_OVER, State.MERGED)
    told: list[tuple[str, date | None, Any]] = [
        (pgettext("stage", "Lead"), case.opened_on, None),
        (pgettext("stage", "Verification"), _begun(case), rules.team),
    ]
    if filed:
        told.append((pgettext("stage", "Filing"), case.filed_on, rules.filing))
    told += [
        (pgettext("stage", "Conclusion"), case.concluded_on, rules.conclusion),
        (pgettext("stage", "Decision"), case.decided_on, rules.hearing),
        (
            case.get_state_display() if ended else pgettext("stage", "Closing"),
            case.closed_on,
            rules.closing,
        ),
    ]
    steps: list[Step] = []
    last = max((place for place, one in enumerate(told) if one[1]), default=0)
    for place, (label, day, ground) in enumerate(told):
        state = "done" if day else "skipped" if place < last else "next"
        if not case.has_ended and not day and place == last + 1:
            state = "now"
        clause = plan.grounds(case, ground) if ground else ""
        steps.append(Step(label, state, day, clause or ""))  # type: ignore[arg-type]
    return steps


def _begun(case: Case) -> date | None:
    first = min((one.from_on for one in case.team.all()), default=None)
    if first is None and case.state in (State.VERIFYING, State.FILED):
        return None
    return first


# ── the tabs ──────────────────────────────────────────────────────────────────────────────


def _overview(scene: Scene) -> dict[str, Any]:
    case = scene.case
    stage = {
        State.VERIFYING: "conclusion",
        State.FILED: "conclusion",
        State.CONCLUDED: "decision",
        State.DECIDED: "closing",
    }.get(State(case.state))
    sources = list(case.sources.select_related("complaint").order_by("pk"))
    titles = kinds.titles([one.reference for one in sources], scene.standing)
    for one in sources:
        one.title = titles.get(one.reference, "")  # type: ignore[attr-defined]
        one.page = _page(one.reference) if one.title else ""  # type: ignore[attr-defined]
        one.channel_label = labels.of(case.adoption, "channel", one.channel)  # type: ignore[attr-defined]
    return {
        "sources": sources,
        "respondents": _respondents(scene),
        "obstacles": scene.obstacles(stage) if stage else [],  # type: ignore[arg-type]
        "no_filing": no_power_to_file(scene),
        "related": related(case, scene.standing),
        "conclusions": _conclusions(scene),
        "recusals": list(case.recusal_requests.select_related("person").order_by("pk")),
        "declarations": list(case.declarations.select_related("person").order_by("pk")),
        "holds": list(case.holds.order_by("pk")),
    }


def _page(reference: str) -> str:
    try:
        return kinds.url(reference) or ""
    except (KeyError, ValueError):
        return ""


PLACES = ("direct_superior", "leader_in_charge", "main_leader")


def _respondents(scene: Scene) -> list[Respondent]:
    """Return the respondents with their outcome in words and who stood over them: one query."""
    rows = scene.respondents
    names = dict(Person.objects.filter(pk__in=_ids(rows)).values_list("pk", "name"))
    for one in rows:
        label = labels.label(scene.pack, "person_outcomes", one.outcome)
        one.outcome_label = label  # type: ignore[attr-defined]
        one.stood_on = date.fromisoformat(one.frozen["on"]) if one.frozen else one.added_on  # type: ignore[attr-defined]
        one.places = _named(one.frozen.get("places", {}), names)  # type: ignore[attr-defined]
    return rows


def _ids(rows: Iterable[Respondent]) -> set[int]:
    return {
        int(str(who).partition(":")[2])
        for one in rows
        for place in PLACES
        for who, *_days in one.frozen.get("places", {}).get(place, [])
        if str(who).startswith("person:")
    }


def _named(places: Mapping[str, list[list[Any]]], names: Mapping[int, str]) -> list[Fact]:
    """Return who stood over a respondent, in words; the names are those of today."""
    words = {
        "direct_superior": _("Direct superior"),
        "leader_in_charge": _("Leader in charge"),
        "main_leader": _("Main leader"),
    }
    found = []
    for place in PLACES:
        held = [str(who).partition(":")[2] for who, *_days in places.get(place, [])]
        said = "、".join(names[int(pk)] for pk in held if pk.isdigit() and int(pk) in names)
        found.append(Fact(words[place], said))
    return found


def _conclusions(scene: Scene) -> list[Any]:
    rows = list(
        scene.case.conclusions.select_related("drafted_by__person", "approval").order_by("-number")
    )
    for row in rows:
        outcome = scene.pack.matter_outcome(row.outcome)
        row.label = outcome.label.say(labels.language())  # type: ignore[attr-defined]
    seen = approvals_visible_to(scene.standing).filter(
        pk__in=[row.approval_id for row in rows if row.approval_id]
    )
    pages = {one.pk: _page(f"approval:{one.pk}") for one in seen}
    for row in rows:
        row.approval_page = pages.get(row.approval_id or 0, "")  # type: ignore[attr-defined]
    return rows


def related(case: Case, standing: Standing) -> list[tuple[str, Case]]:
    """Return the cases that have to do with a case, as far as somebody sees them."""
    said: dict[int, str] = {}
    for row in case.links.all():
        said[row.other_id] = row.get_kind_display()
    for row in case.linked_from.all():
        said[row.case_id] = row.get_kind_display()
    if case.parent_id:
        said[case.parent_id] = _("The case it stands under")
    for pk in case.children.values_list("pk", flat=True):
        said[pk] = _("A case that stands under it")
    if case.merged_into_id:
        said[case.merged_into_id] = _("The case it was merged into")
    rows = cases_visible_to(standing).filter(pk__in=said).order_by("pk")
    return [(said[one.pk], one) for one in rows]


def _materials(scene: Scene) -> dict[str, Any]:
    case = scene.case
    return {
        "evidence": list(
            case.evidence.select_related("added_by__person")
            .prefetch_related("versions__file", "custody__receiver")
            .order_by("number")
        ),
        "statements": list(
            case.statements.select_related("respondent__person", "file")
            .prefetch_related("takers")
            .order_by("number")
        ),
    }


def _facts(scene: Scene) -> dict[str, Any]:
    case, lang = scene.case, labels.language()
    facts = list(case.facts.prefetch_related("evidence", "statements").order_by("number"))
    stated = list(
        case.stated_facts.filter(is_current=True)
        .select_related("respondent__person", "respondent__unit", "by__person")
        .order_by("pk")
    )
    for row in stated:
        row.label = scene.pack.vocabulary.say_fact(row.fact, lang)  # type: ignore[attr-defined]
        row.said = _said(scene.pack, row.fact, row.value)  # type: ignore[attr-defined]
    findings = list(
        Finding.objects.filter(respondent__case=case, respondent__removed_on=None)
        .select_related(
            "respondent__person", "respondent__unit", "adoption__pack", "second_reviewer"
        )
        .prefetch_related("facts")
        .order_by("-pk")
    )
    liabilities = list(
        case.liabilities.select_related(
            "person", "unit", "respondent__person", "respondent__unit", "other_case"
        ).order_by("pk")
    )
    return {
        "established": facts,
        "stated": stated,
        "findings": [_finding(row) for row in findings],
        "liabilities": [_liability(scene, row, findings) for row in liabilities],
        "respondents": _respondents(scene),
    }


def _said(pack: Pack, fact: str, value: Any) -> str:
    values = value if isinstance(value, list) else [value]
    lang = labels.language()
    return "、".join(pack.vocabulary.say_value(fact, one, lang) for one in values)


def _finding(row: Any) -> Any:
    pack, lang = pack_of(row.adoption), labels.language()
    path = pack.category_path(row.category)
    row.category_label = " › ".join(one.label.say(lang) for one in path)
    row.clause = labels.grounds(pack, path[-1])
    row.holds = row.withdrawn_on is None and row.replaced_by_id is None
    fact = pack.casework.severity if pack.casework else None
    row.severity_label = pack.vocabulary.say_value(fact, row.severity, lang) if fact else ""
    row.said = [
        (labels.label(pack, "finding_fields", name), text) for name, text in row.stated.items()
    ]
    row.marks = [labels.label(pack, "aggravations", name) for name in row.aggravating]
    return row


def _liability(scene: Scene, row: Any, findings: Iterable[Finding]) -> Any:
    holding = (one for one in findings if one.holds)  # type: ignore[attr-defined]
    finding = next((one for one in holding if one.respondent_id == row.respondent_id), None)
    pack = pack_of(finding.adoption if finding else scene.case.adoption)
    row.label = labels.label(pack, "liabilities", row.rule)
    row.clause = row.clauses[0] if row.clauses else ""
    return row


def _steps(scene: Scene) -> dict[str, Any]:
    lang = labels.language()
    found = steps_of(scene.case, scene.on)
    words = {
        "done": _("done"),
        "incomplete": _("incomplete"),
        "refused": _("refused by the person"),
        "open": _("to be done"),
        "not_needed": _("not needed"),
        "unknown": _("not known yet whether it is needed"),
    }
    rows = []
    for one in found.steps:
        record = found.record_of(one.step.id)
        named = {field.id: field.label.say(lang) for field in one.step.fields}
        rows.append(
            {
                "id": one.step.id,
                "label": one.step.label.say(lang),
                "state": one.state,
                "word": words[one.state],
                "settled": one.is_settled,
                "by_hand": one.step.done_by not in plan.BY_THEMSELVES,
                "clause": plan.grounds(scene.case, one.step),
                "record": record,
                "fields": [
                    (named.get(name, name), "、".join(value) if isinstance(value, list) else value)
                    for name, value in (record.fields.items() if record else ())
                ]
                if one.step.done_by != "team"
                else [],
                "missing": "、".join(named[name] for name in one.missing),
            }
        )
    return {"rows": rows}


def _papers(scene: Scene) -> dict[str, Any]:
    papers = list(of_subjects([kinds.ref(scene.case)], scene.standing))
    for paper in papers:
        paper.title = title_of(paper, labels.language())  # type: ignore[attr-defined]
        paper.service = service_of(paper)  # type: ignore[attr-defined]
    return {"papers": papers}


def _timeline(scene: Scene) -> dict[str, Any]:
    found = timelines([kinds.ref(scene.case)], scene.standing)
    return {"lines": [_line(line) for line in found]}


def _line(line: Any) -> Entry:
    late = line.is_late
    notes: Sequence[Any] = (
        [_("entered later, on {day}").format(day=line.entry.recorded_on)] if late else []
    )
    at = line.entry.on if late else line.entry.recorded_at or line.entry.on
    return Entry(line.html, at=at, notes=notes)


def waiting(case: Case, standing: Standing) -> list[tuple[Approval, str]]:
    """Return the approvals under way about a case, each with its page."""
    rows = approvals_visible_to(standing).filter(
        subject=kinds.ref(case), state=Approval.State.RUNNING
    )
    return [(one, _page(f"approval:{one.pk}")) for one in rows.order_by("pk")]
