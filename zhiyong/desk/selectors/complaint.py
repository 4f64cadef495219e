"""A complaint with all that belongs to it: its matters, duties, papers, outcomes, what was done."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db.models import QuerySet
from django.urls import NoReverseMatch, reverse

from zhiyong.approvals.models import Approval
from zhiyong.approvals.models import Step as ApprovalStep
from zhiyong.approvals.selectors import approvals_visible_to, names_of
from zhiyong.cases.selectors.offers import offers_on_complaint as case_offers
from zhiyong.desk.selectors import ledger
from zhiyong.desk.selectors.instructions import instructions_about, offers_of_instructions
from zhiyong.directory.models import Person
from zhiyong.duties.models import Duty
from zhiyong.duties.remaining import left
from zhiyong.duties.selectors import duties_visible_to, with_light
from zhiyong.duties.wording import explanation
from zhiyong.files.models import File
from zhiyong.instructions.models import Instruction
from zhiyong.intake import labels
from zhiyong.intake.models import Complaint
from zhiyong.matters import plan
from zhiyong.matters.models import CallBack, Judgement, Matter, Outcome, Rating
from zhiyong.matters.selectors import matters_visible_to, offers, offers_on_complaint
from zhiyong.matters.selectors.judgements import say
from zhiyong.papers.kinds import title_of
from zhiyong.papers.lists import service_of
from zhiyong.papers.models import Paper
from zhiyong.papers.selectors import of_subjects
from zhiyong.plans.selectors import pack_of
from zhiyong.shell import kinds
from zhiyong.shell.access import READS_ALL, Standing
from zhiyong.shell.parts import Offer


@dataclass
class Scene:
    """What somebody sees of the handling of a complaint."""

    complaint: Complaint
    matters: list[Matter]
    matter: Matter | None
    offers: list[Offer]
    duties: list[Duty]
    papers: list[Paper]
    files: list[File]
    also: list[int]
    outcomes: list[Outcome] = field(default_factory=list)
    instructions: list[Instruction] = field(default_factory=list)

    @property
    def pressing(self) -> list[Offer]:
        """What should be done now."""
        return [one for one in self.offers if one.kind == "primary"]

    @property
    def others(self) -> list[Offer]:
        """What else can be done, and what cannot."""
        return [one for one in self.offers if one.kind != "primary"]

    @property
    def running(self) -> list[Duty]:
        """The duties that run, the first due first."""
        return [duty for duty in self.duties if duty.state in ("OPEN", "PAUSED")]

    @property
    def over(self) -> list[Duty]:
        """The duties that are done or have lapsed."""
        return [duty for duty in self.duties if duty.state not in ("OPEN", "PAUSED")]


def scene_of(
    complaint: Complaint, standing: Standing, today: date, *, chosen: int | None = None
) -> Scene:
    """Return what somebody sees of a complaint's handling; `chosen` is the matter looked at.

    The number of queries does not grow with what there is, but by a few for the matter chosen.
    """
    matters = list(_matters(complaint, standing))
    for one in matters:
        one.mode_label = plan.way_of(one).label.say(labels.language())  # type: ignore[attr-defined]
    matter = _chosen(matters, chosen)
    references = [kinds.ref(complaint), *(f"matter:{one.pk}" for one in matters)]
    offered = offers_on_complaint(complaint, standing)
    if matter:
        offered += offers(matter, standing, today)
    offered += offers_of_instructions(complaint.audience, references[0], standing)
    offered += case_offers(complaint, standing)
    offered += ledger.complaint_offers(complaint, standing)
    return Scene(
        complaint=complaint,
        matters=matters,
        matter=matter,
        offers=offered,
        duties=_duties(references, standing, today),
        papers=_papers(references, standing),
        files=list(
            File.objects.filter(subject__in=references, withdrawn_on=None)
            .exclude(purpose__startswith="paper.")
            .order_by("pk")
        ),
        also=_also(complaint, matters, standing),
        outcomes=_outcomes(matters, standing, today),
        instructions=instructions_about(references, standing, today),
    )


def _matters(complaint: Complaint, standing: Standing) -> QuerySet[Matter]:
    return (
        matters_visible_to(standing)
        .filter(complaint=complaint)
        .select_related(
            "complaint__subject_unit",
            "adoption__pack",
            "keeper",
            "handling_unit",
            "handler",
            "signed_for_by__person",
        )
        .prefetch_related(
            "notes__by__person", "recusal_checks__person", "recusals__person", "disputes__decider"
        )
        .order_by("pk")
    )


def _chosen(matters: list[Matter], pk: int | None) -> Matter | None:
    """Return the matter asked for, else the newest that is open, else the newest."""
    asked = [one for one in matters if one.pk == pk]
    still_open = [one for one in matters if not one.has_ended]
    found = asked or still_open or matters
    return found[-1] if found else None


def _also(complaint: Complaint, matters: Iterable[Matter], standing: Standing) -> list[int]:
    """Return for which other units a reader may see what was done about this complaint.

    Who reads for the office that keeps it sees what every unit did; who handles it, what was
    done in the matters that they see.
    """
    also = {one.audience for one in matters} | {one.keeper_id for one in matters}
    if complaint.audience in standing.units(*READS_ALL):
        also |= set(complaint.matters.values_list("audience", flat=True))
    return sorted({*also, *complaint.kept_before})


def _duties(references: list[str], standing: Standing, today: date) -> list[Duty]:
    rows = with_light(duties_visible_to(standing).filter(subject__in=references), today)
    duties = list(rows.select_related("owner_unit", "owner_person").order_by("due_on", "pk"))
    found = left([duty for duty in duties if duty.state == Duty.State.OPEN], today)
    for duty in duties:
        duty.left = found.get(duty.pk)  # type: ignore[attr-defined]
        duty.why = explanation(duty.explanation)  # type: ignore[attr-defined]
    return duties


def _papers(references: list[str], standing: Standing) -> list[Paper]:
    papers = list(of_subjects(references, standing))
    for paper in papers:
        paper.title = title_of(paper, labels.language())  # type: ignore[attr-defined]
        paper.service = service_of(paper)  # type: ignore[attr-defined]
    return papers


def _outcomes(matters: list[Matter], standing: Standing, today: date) -> list[Outcome]:
    """Return what came out in each round, the newest first, with how far its approval is."""
    rows = list(
        Outcome.objects.filter(matter__in=matters)
        .select_related("matter__handling_unit", "drafted_by__person", "paper")
        .order_by("-matter_id", "-round")
    )
    by_id = {one.pk: one for one in matters}
    chains = _chains([row.approval_id for row in rows if row.approval_id], standing, today)
    for row in rows:
        pack, lang = pack_of(by_id[row.matter_id].adoption), labels.language()
        found = pack.matter_outcome(row.matter_outcome)
        row.matter_label = found.label.say(lang)  # type: ignore[attr-defined]
        row.person_label = pack.person_outcome(row.person_outcome).label.say(lang)  # type: ignore[attr-defined]
        row.to_discussion = found.clause if found.to_discussion else None  # type: ignore[attr-defined]
        row.chain = chains.get(row.approval_id or 0, [])  # type: ignore[attr-defined]
        row.call_backs = []  # type: ignore[attr-defined]
        row.judged = None  # type: ignore[attr-defined]
        row.rated = None  # type: ignore[attr-defined]
    _hang(rows, matters)
    return rows


def _hang(rows: list[Outcome], matters: list[Matter]) -> None:
    """Give each round its call-backs and its rating: two queries for all."""
    places = {(row.matter_id, row.round): row for row in rows}
    for call in CallBack.objects.filter(matter__in=matters).select_related("person").order_by("pk"):
        if place := places.get((call.matter_id, call.round)):
            place.call_backs.append(call)  # type: ignore[attr-defined]
    judgements = list(
        Judgement.objects.filter(matter__in=matters).select_related(
            "by__person", "matter__adoption__pack"
        )
    )
    say(judgements)
    for judgement in judgements:
        if place := places.get((judgement.matter_id, judgement.round)):
            place.judged = judgement  # type: ignore[attr-defined]
    for rating in Rating.objects.filter(matter__in=matters):
        if place := places.get((rating.matter_id, rating.round)):
            place.rated = rating  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Signature:
    """One step of a chain as the page shows it."""

    label: str
    actor: str
    people: str
    verdict: str
    opinion: str
    on: date | None
    is_turn: bool


def _chains(pks: list[int], standing: Standing, today: date) -> dict[int, list[Signature]]:
    """Return the signatures of some approvals, as far as they may be seen.

    Two queries, and a few for each position that has yet to sign.
    """
    visible = list(
        approvals_visible_to(standing).filter(pk__in=pks).select_related("adoption__pack")
    )
    steps: dict[int, list[ApprovalStep]] = {one.pk: [] for one in visible}
    rounds = {one.pk: one.round for one in visible}
    rows = ApprovalStep.objects.filter(approval__in=visible)
    hands = ("decided_by", "delegated_to", "delegated_by", "place")
    for step in rows.select_related(*hands).order_by("order", "seat"):
        if step.round == rounds[step.approval_id]:
            steps[step.approval_id].append(step)
    running = {one.pk for one in visible if one.state == Approval.State.RUNNING}
    waiting = [step for pk in running for step in steps[pk] if not step.verdict]
    names = names_of(waiting, today)
    return {one.pk: _signatures(one, steps[one.pk], names) for one in visible if one.adoption}


def _signatures(
    approval: Approval, steps: list[ApprovalStep], names: Mapping[int, list[Person]]
) -> list[Signature]:
    assert approval.adoption is not None
    pack, lang = pack_of(approval.adoption), labels.language()
    chain = pack.approval(approval.chain).steps
    runs = approval.state == Approval.State.RUNNING
    turn = next((step for step in steps if not step.verdict), None) if runs else None
    return [
        Signature(
            label=chain[step.order].label.say(lang) if step.order < len(chain) else step.code,
            actor=pack.party(step.role).label.say(lang),
            people=_people(step, names),
            verdict=step.get_verdict_display(),
            opinion=step.opinion,
            on=step.decided_on,
            is_turn=turn is not None and not step.verdict and step.order == turn.order,
        )
        for step in steps
    ]


def _people(step: ApprovalStep, names: Mapping[int, list[Person]]) -> str:
    if step.decided_by:
        return str(step.decided_by)
    return "、".join(person.name for person in names.get(step.pk, ()))


def page_of(reference: str) -> str:
    """Return the page of an object; "" where its room has none."""
    try:
        return kinds.url(reference) or ""
    except (NoReverseMatch, KeyError):
        return ""


def running_approvals(references: list[str], standing: Standing) -> list[Approval]:
    """Return the approvals under way about some objects, as far as somebody may see them."""
    rows = approvals_visible_to(standing).filter(
        subject__in=references, state=Approval.State.RUNNING
    )
    return list(rows.order_by("pk"))


def address(complaint: Complaint, tab: str = "", matter: Matter | None = None) -> str:
    """Return the address of a part of a complaint's page."""
    query = "&".join(
        part
        for part in (f"tab={tab}" if tab else "", f"matter={matter.pk}" if matter else "")
        if part
    )
    return reverse("intake:complaint", args=[complaint.pk]) + (f"?{query}" if query else "")
