"""What stands between a case and its next stage: the plan's steps, the law, the rooms above."""

from datetime import date

from django.utils.translation import gettext as _

from zhiyong.cases import gates, plan
from zhiyong.cases.gates import Obstacle, Stage
from zhiyong.cases.models import Case, Conclusion, Liability
from zhiyong.cases.selectors.facts import active, finding_of
from zhiyong.cases.selectors.steps import steps_of
from zhiyong.intake import labels
from zhiyong.intake.models import Complaint
from zhiyong.matters.models import CallBack
from zhiyong.plans.selectors import pack_of
from zhiyong.rules.casework import StepStanding
from zhiyong.rules.grounds import Grounded
from zhiyong.rules.pack.intake import MatterOutcome

ANSWERED = (
    Complaint.State.REPLIED,
    Complaint.State.CLOSED,
    Complaint.State.REFERRED,
    Complaint.State.WITHDRAWN,
    Complaint.State.MERGED,
)
"""Where a complaint stands whose complainant waits for nothing more."""


def obstacles(stage: Stage, case: Case, today: date) -> list[Obstacle]:
    """Return everything that stands between a case and a stage; empty: it may go on."""
    own = {"conclusion": to_conclusion, "decision": to_decision, "closing": to_closing}[stage]
    return [*own(case, today), *gates.obstacles(stage, case, today)]


def to_conclusion(case: Case, today: date) -> list[Obstacle]:
    """The team and its number, the plan's steps, evidence for each fact, a finding on each."""
    rules = plan.casework(case.adoption)
    found: list[Obstacle] = []
    if case.team.filter(until_on=None).count() < rules.team.least:
        text = _("At least {n} people look into a case together.")
        found.append(Obstacle(text.format(n=rules.team.least), plan.grounds(case, rules.team)))
    if case.recusal_requests.filter(state="ASKED").exists():
        basis = plan.grounds(case, rules.recusal)
        found.append(Obstacle(_("A recusal waits for a decision."), basis))
    found += _steps(case, "conclusion", today)
    found += _facts(case, rules.conclusion)
    if rules.hearing.before == "conclusion":
        found += _hearing(case)
    return found


def _steps(case: Case, stage: Stage, today: date) -> list[Obstacle]:
    return [
        Obstacle(_missing(one), plan.grounds(case, one.step), f"step:{one.step.id}")
        for one in steps_of(case, today).missing(stage)
        if one.step.done_by not in _later(case, stage) and not _settles_itself(case, one)
    ]


LATER: dict[Stage, tuple[str, ...]] = {
    "conclusion": ("conclusion", "discussion", "decision"),
    "decision": ("discussion", "decision"),
    "closing": (),
}
"""Steps that are done by what they come before: they do not hold it back."""


def _later(case: Case, stage: Stage) -> tuple[str, ...]:
    """Return which kinds of steps do not hold a case back: none is decided that does not hold."""
    outcome = outcome_of(case)
    undecided = outcome is not None and not outcome.to_discussion
    return (*LATER[stage], *(("discussion", "decision") if undecided else ()))


def agreed(case: Case) -> Conclusion | None:
    """Return the conclusion of a case that was agreed to."""
    return case.conclusions.filter(agreed_on__isnull=False).order_by("-number").first()


def outcome_of(case: Case) -> MatterOutcome | None:
    """Return what came out for the matter, once the conclusion was agreed to."""
    conclusion, pack = agreed(case), plan.pack(case)
    if conclusion is None or not pack.has("matter_outcomes", conclusion.outcome):
        return None
    return pack.matter_outcome(conclusion.outcome)


def _settles_itself(case: Case, one: StepStanding) -> bool:
    """Return whether a step about the reply is done: every complainant has theirs."""
    return one.step.done_by == "reply" and not _replies(case)


def _missing(one: StepStanding) -> str:
    lang = labels.language()
    step = one.step.label.say(lang)
    if one.state == "unknown":
        return _("It is not known yet whether “{step}” is needed: state the facts.").format(
            step=step
        )
    if one.state == "incomplete":
        named = {field.id: field.label.say(lang) for field in one.step.fields}
        names = "、".join(named[name] for name in one.missing)
        return _("“{step}” is recorded without: {fields}.").format(step=step, fields=names)
    return _("“{step}” is not recorded.").format(step=step)


def _facts(case: Case, ground: Grounded) -> list[Obstacle]:
    """Each fact cites evidence that counts: one without blocks, and is named."""
    basis = plan.grounds(case, ground)
    facts = list(
        case.facts.filter(withdrawn_on=None)
        .prefetch_related("evidence", "statements")
        .order_by("number")
    )
    if not facts:
        return [Obstacle(_("No fact is established yet."), basis)]
    return [
        Obstacle(
            _("Fact {n} cites no evidence: {text}").format(n=fact.number, text=fact.text[:60]),
            basis,
            f"establishedfact:{fact.pk}",
        )
        for fact in facts
        if not fact.statements.all() and all(one.excluded_on for one in fact.evidence.all())
    ]


def to_decision(case: Case, today: date) -> list[Obstacle]:
    """The conclusion, the person told and heard, what must be assessed first, the plan's steps."""
    rules = plan.casework(case.adoption)
    found: list[Obstacle] = []
    if case.concluded_on is None:
        basis = plan.grounds(case, rules.conclusion)
        found.append(Obstacle(_("The verification is not concluded."), basis))
    found += _hearing(case)
    found += [_to_assess(case, one) for one in open_liabilities(case) if one.blocks]
    return found + _steps(case, "decision", today)


def _hearing(case: Case) -> list[Obstacle]:
    basis = plan.grounds(case, plan.casework(case.adoption).hearing)
    found = []
    for one in active(case):
        if one.told_on is None:
            text = _("{name} has not been told of the facts.")
            found.append(Obstacle(text.format(name=one.name), basis, f"respondent:{one.pk}"))
        if one.heard_on is None:
            text = _("{name} has not been heard, and has not declined to speak.")
            found.append(Obstacle(text.format(name=one.name), basis, f"respondent:{one.pk}"))
    return found


def open_liabilities(case: Case) -> list[Liability]:
    """Return the accountability items that are still to be assessed."""
    rows = case.liabilities.filter(state=Liability.State.OPEN)
    return list(
        rows.select_related("person", "unit", "respondent__person", "respondent__unit").order_by(
            "pk"
        )
    )


def _to_assess(case: Case, one: Liability) -> Obstacle:
    finding = finding_of(one.respondent) if one.respondent else None
    pack = pack_of(finding.adoption if finding else case.adoption)
    name = one.person or one.unit or _("somebody to be named")
    label, basis = one.rule, None
    if pack.has("liabilities", one.rule):
        rule = pack.element("liabilities", one.rule)
        label, basis = rule.label.say(labels.language()), labels.grounds(pack, rule)
    text = _("“{item}” is still to be assessed: {name}.").format(item=label, name=name)
    return Obstacle(text, basis, f"liability:{one.pk}")


def to_closing(case: Case, today: date) -> list[Obstacle]:
    """A reply, a call-back by others, outcomes, a cause or a reason, and nothing left to assess."""
    rules = plan.casework(case.adoption)
    basis = plan.grounds(case, rules.closing)
    found: list[Obstacle] = []
    conclusion = agreed(case)
    outcome = outcome_of(case)
    decides = bool(plan.pack(case).measures)
    if decides and outcome is not None and outcome.to_discussion and case.decided_on is None:
        text = _("It goes to a collective decision, which is not made yet.")
        found.append(Obstacle(text, plan.grounds(case, outcome)))
    if conclusion is None:
        found.append(Obstacle(_("The verification is not concluded."), basis))
    elif not (conclusion.cause or conclusion.no_cause):
        text = _("The cause in the system is missing, or the reason why there is none.")
        found.append(Obstacle(text, basis))
    for one in active(case):
        if not one.outcome:
            text = _("How it came out for {name} is not stated.")
            found.append(Obstacle(text.format(name=one.name), basis, f"respondent:{one.pk}"))
    found += [Obstacle(text, basis, reference) for text, reference in _replies(case)]
    found += [Obstacle(text, basis, reference) for text, reference in _call_backs(case)]
    found += [_to_assess(case, one) for one in open_liabilities(case)]
    if case.recusal_requests.filter(state="ASKED").exists():
        found.append(
            Obstacle(_("A recusal waits for a decision."), plan.grounds(case, rules.recusal))
        )
    return found + _steps(case, "closing", today)


def complaints_of(case: Case) -> list[Complaint]:
    """Return the complaints that a case comes from."""
    return [row.complaint for row in case.sources.select_related("complaint") if row.complaint]


def _replies(case: Case) -> list[tuple[str, str]]:
    text = _("Complaint {number} has had no reply.")
    return [
        (text.format(number=one.number), f"complaint:{one.pk}")
        for one in complaints_of(case)
        if one.state not in ANSWERED
    ]


def _call_backs(case: Case) -> list[tuple[str, str]]:
    """Return which complainants nobody has called back who did not look into the case."""
    wanted = [
        one
        for one in complaints_of(case)
        if one.state in (Complaint.State.REPLIED, Complaint.State.CLOSED)
    ]
    team = set(case.team.values_list("person", flat=True))
    called = set(
        CallBack.objects.filter(matter__complaint__in=wanted)
        .exclude(person__in=team)
        .values_list("matter__complaint", flat=True)
    )
    text = _("Complaint {number}: somebody who did not look into the case must make the call-back.")
    return [
        (text.format(number=one.number), f"complaint:{one.pk}")
        for one in wanted
        if one.pk not in called
    ]
