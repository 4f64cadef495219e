"""Cases at every stage, with the people who work on them. For the rooms above too."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from zhiyong.approvals.models import Approval, Step
from zhiyong.approvals.selectors import current_step
from zhiyong.approvals.services import decide
from zhiyong.cases import services
from zhiyong.cases.models import Case, Evidence, Finding, Respondent, Statement
from zhiyong.cases.services import Source, Told
from zhiyong.directory.models import Account, Person, Post, Unit
from zhiyong.directory.tests.factories import account_with
from zhiyong.intake.models import Complaint
from zhiyong.intake.tests.factories import accepted
from zhiyong.matters.tests.factories import Team, team_of
from zhiyong.plans.tests.factories import DAY, City, make_city
from zhiyong.shell.access import Role

State = Case.State
ACTED = date(2026, 1, 12)
"""A working Monday; the day of the act unless a test says otherwise."""


def agree(approval: Approval, team: Team, on: date = DAY) -> None:
    """Let everybody in a chain agree, in their turn."""
    signers = {"section_head": team.section_head, "leader": team.leader}
    while step := current_step(approval):
        decide(
            step=step, verdict=Step.Verdict.AGREE, opinion="同意。", by=signers[step.role], on=on
        )
        approval.refresh_from_db()


@dataclass
class CaseScene:
    """A city whose office looks into what an official of a bureau is said to have done.

    `second` is the other investigator, `official` the person concerned, `head` the main leader of
    the bureau and `chief` its leader in charge, both managed by the city.
    """

    city: City
    office: Team
    second: Account
    official: Person
    head: Person
    chief: Person

    @property
    def body(self) -> Unit:
        """The body that has the cases."""
        return self.office.unit

    @property
    def by(self) -> Account:
        """The one who leads the team."""
        return self.office.handler

    @property
    def lead(self) -> Person:
        """The same, as a person."""
        return self.office.person

    @property
    def member(self) -> Person:
        """The other investigator, as a person."""
        assert self.second.person
        return self.second.person

    def complaint(self, **changes: Any) -> Complaint:
        """Return an accepted complaint that the office keeps."""
        return accepted(self.city, **changes)

    def case(self, state: str = State.LEAD, *, on: date = DAY, **changes: Any) -> Case:
        """Return a case in a state: LEAD, VERIFYING (with its team) or CONCLUDED.

        `complaint` and `respondents` may be given; without a complaint it came from above.
        """
        if state == State.CONCLUDED:
            return self.concluded(on=on, **changes)
        complaint = changes.pop("complaint", None)
        given = {
            "adoption": self.city.adoption,
            "body": self.body,
            "title": "审批窗口超期未办",
            "summary": "申请人材料齐全，窗口超过承诺时限二十日未办结，也未告知原因。",
            "sources": [Source(complaint=complaint)] if complaint else [],
            "respondents": [self.official],
            "acted_on": ACTED,
            **changes,
        }
        case = services.open_case(by=self.office.section_head, on=on, **given)
        if state == State.LEAD:
            return case
        self.verify(case, on)
        services.name_team(
            case=case,
            lead=self.lead,
            members=[self.member],
            declared_none=True,
            by=self.office.section_head,
            on=on,
        )
        case.refresh_from_db()
        assert case.state == state, case.state
        return case

    def verify(self, case: Case, on: date = DAY) -> None:
        """Let a lead be verified."""
        made = services.dispose(
            case=case,
            disposal=Case.Disposal.VERIFY,
            reason="线索具体，需要核实。",
            by=self.office.section_head,
            on=on,
        )
        if isinstance(made, Approval):
            agree(made, self.office, on)

    def gathered(self, *, on: date = DAY, **changes: Any) -> Case:
        """Return a case with all that the plan wants before a conclusion, and one fact."""
        case = self.case(State.VERIFYING, on=on, **changes)
        gather(self, case, on)
        return case

    def found(self, *, severity: str = "minor", on: date = DAY, **changes: Any) -> Case:
        """Return a gathered case with a finding on each respondent."""
        category = changes.pop("category", "a4")
        case = self.gathered(on=on, **changes)
        for respondent in respondents(case):
            find(self, respondent, severity=severity, category=category, on=on)
        return case

    def concluded(self, *, severity: str = "minor", on: date = DAY, **changes: Any) -> Case:
        """Return a case whose conclusion was agreed to; `outcome` is substantiated unless given."""
        outcome = changes.pop("outcome", "substantiated")
        person_outcome = changes.pop("person_outcome", "to_discussion")
        case = self.found(severity=severity, on=on, **changes)
        services.draft_conclusion(
            case=case,
            outcome=outcome,
            text="经核查，反映的情况属实。",
            cause="窗口没有超时提醒，也没有人每日清点。",
            outcomes={one: Told(person_outcome, "见核查结论。") for one in respondents(case)},
            by=self.by,
            on=on,
        )
        made = services.submit_conclusion(case=case, by=self.by, on=on)
        if isinstance(made, Approval):
            agree(made, self.office, on)
        case.refresh_from_db()
        return case

    def another(self, role: Role = Role.HANDLER) -> Account:
        """Return somebody else who holds a role in the office."""
        return account_with(role, unit=self.body)


def make_case_scene(body: str = "personnel_bureau") -> CaseScene:
    """Return a city, the body of it that looks into cases, and the people of a bureau."""
    city = make_city()
    office = team_of(city.bodies[body])
    city.clerks[body] = office.clerk
    head = city.official(
        kind=Post.Kind.MAIN_LEADER, rank="county-head", title="局长", city_managed=True
    )
    return CaseScene(
        city=city,
        office=office,
        second=account_with(Role.HANDLER, unit=office.unit),
        official=city.official(city.section),
        head=head,
        chief=city.deputy_head(),
    )


def respondents(case: Case) -> list[Respondent]:
    """Return whom a case is about."""
    return list(case.respondents.filter(removed_on=None).order_by("pk"))


def gather(scene: CaseScene, case: Case, on: date = DAY) -> None:
    """Do the three musts, establish a fact, tell the facts and hear everybody."""
    team = [scene.lead, scene.member]
    site = services.add_evidence(
        case=case,
        title="现场查看记录",
        kind=Evidence.Kind.SITE_RECORD,
        taken_on=on - timedelta(days=1),
        taken_from="办事大厅三号窗口",
        by=scene.by,
        on=on,
    )
    said = services.take_statement(
        case=case,
        kind=Statement.Kind.OPINION,
        speaker="办事群众",
        text="等了一个多小时没有人来。",
        takers=team,
        said_on=on,
        by=scene.by,
        on=on,
    )
    services.establish_fact(
        case=case,
        text="二〇二六年一月十二日至二月一日，该件一直未办结。",
        evidence=[site],
        statements=[said],
        by=scene.by,
        on=on,
    )
    for respondent in respondents(case):
        services.tell_facts(respondent=respondent, told_on=on, by=scene.by, on=on)
        services.take_statement(
            case=case,
            kind=Statement.Kind.HEARING,
            speaker="",
            respondent=respondent,
            text="当时在外地学习，没有交接。",
            takers=team,
            said_on=on,
            by=scene.by,
            on=on,
        )
    case.refresh_from_db()


def find(
    scene: CaseScene,
    respondent: Respondent,
    *,
    severity: str = "minor",
    category: str = "a4",
    on: date = DAY,
    **changes: Any,
) -> Finding:
    """State a finding on a respondent."""
    given = {
        "acted_on": respondent.case.acted_on or ACTED,
        "responsibility": Finding.Responsibility.DIRECT,
        "text": "承办人未按承诺时限办理。",
        "facts": list(respondent.case.facts.filter(withdrawn_on=None)),
        "severity": severity,
        "severity_grounds": "超期二十日，未造成损失。" if severity else "",
        "substantiated": True,
        **changes,
    }
    return services.find(respondent=respondent, category=category, by=scene.by, on=on, **given)


__all__ = [
    "ACTED",
    "DAY",
    "CaseScene",
    "agree",
    "find",
    "gather",
    "make_case_scene",
    "respondents",
]
