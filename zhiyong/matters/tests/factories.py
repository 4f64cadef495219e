"""Matters at every stage, with the people who work on them. For the rooms above too."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from zhiyong.approvals.models import Approval, Step
from zhiyong.approvals.selectors import current_step
from zhiyong.approvals.services import decide
from zhiyong.directory.models import Account, Person, Unit
from zhiyong.directory.tests.factories import UnitFactory, account_with
from zhiyong.intake.models import Complaint
from zhiyong.intake.tests.factories import DAY, City, accepted, make_city
from zhiyong.matters import services
from zhiyong.matters.models import Judgement, Matter
from zhiyong.shell.access import Role

DIRECT, ASSIGN, TRANSFER, QUICK = "direct", "assign", "transfer", "quick"


@dataclass
class Team:
    """The people of a unit who pass a matter through it."""

    unit: Unit
    clerk: Account
    handler: Account
    section_head: Account
    leader: Account
    supervisor: Account

    @property
    def person(self) -> Person:
        """The handler as a person."""
        assert self.handler.person
        return self.handler.person


def team_of(unit: Unit) -> Team:
    """Return people who hold the roles of handling in a unit, each one of them."""
    return Team(
        unit=unit,
        clerk=account_with(Role.CLERK, unit=unit),
        handler=account_with(Role.HANDLER, unit=unit),
        section_head=account_with(Role.SECTION_HEAD, unit=unit),
        leader=account_with(Role.LEADER, unit=unit),
        supervisor=account_with(Role.SUPERVISOR, unit=unit),
    )


@dataclass
class Scene:
    """A city whose office keeps a complaint about a bureau, and a unit that may handle it."""

    city: City
    office: Team
    other: Team

    def complaint(self, **changes: Any) -> Complaint:
        """Return an accepted complaint about the bureau, kept by the office."""
        return accepted(self.city, **changes)

    def assigned(
        self, mode: str = DIRECT, *, on: date = DAY, complaint: Complaint | None = None
    ) -> Matter:
        """Return a matter that was just assigned: to the office itself, or to the other unit."""
        complaint = complaint or self.complaint(on=on)
        unit = self.office.unit if mode == DIRECT else self.other.unit
        made = services.assign(
            complaint=complaint,
            mode=mode,
            handling_unit=unit,
            by=self.office.clerk,
            on=on,
            instructions="请依法依规办理。",
        )
        if isinstance(made, Approval):
            agree(made, self.office, on)
        return Matter.objects.get(complaint=complaint, handling_unit=unit, closed_on=None)

    def team(self, matter: Matter) -> Team:
        """Return the people of the unit that handles a matter."""
        return self.office if matter.handling_unit_id == self.office.unit.pk else self.other

    def signed_for(self, mode: str = DIRECT, **changes: Any) -> Matter:
        """Return a matter that its unit has signed for."""
        matter = self.assigned(mode, **changes)
        return services.sign_for(
            matter=matter, by=self.team(matter).clerk, on=changes.get("on", DAY)
        )

    def in_handling(self, mode: str = DIRECT, **changes: Any) -> Matter:
        """Return a matter that somebody handles."""
        matter = self.signed_for(mode, **changes)
        team = self.team(matter)
        return services.set_handler(
            matter=matter,
            person=team.person,
            declared_none=True,
            by=team.section_head,
            on=changes.get("on", DAY),
        )

    def drafted(self, mode: str = DIRECT, **changes: Any) -> Matter:
        """Return a matter whose outcome and reply are written."""
        matter = self.in_handling(mode, **changes)
        write(matter, self.team(matter), on=changes.get("on", DAY))
        matter.refresh_from_db()
        return matter

    def submitted(self, mode: str = DIRECT, **changes: Any) -> Matter:
        """Return a matter in approval."""
        matter = self.drafted(mode, **changes)
        services.submit_outcome(
            matter=matter, by=self.team(matter).handler, on=changes.get("on", DAY)
        )
        matter.refresh_from_db()
        return matter

    def reported(self, **changes: Any) -> Matter:
        """Return an assigned matter whose unit has reported back."""
        matter = self.submitted(ASSIGN, **changes)
        agree(running(matter), self.other, changes.get("on", DAY))
        matter.refresh_from_db()
        return matter

    def replied(self, mode: str = DIRECT, **changes: Any) -> Matter:
        """Return a matter whose reply the complainant has."""
        on = changes.get("on", DAY)
        if mode == ASSIGN:
            matter = self.reported(**changes)
            services.accept_report(
                matter=matter, reply="经核实，情况属实，已整改。", by=self.office.clerk, on=on
            )
            agree(running(matter), self.office, on)
        else:
            matter = self.submitted(mode, **changes)
            agree(running(matter), self.team(matter), on)
        matter.refresh_from_db()
        return matter

    def called_back(self, mode: str = DIRECT, **changes: Any) -> Matter:
        """Return a matter after the call-back."""
        matter = self.replied(mode, **changes)
        services.call_back(
            matter=matter,
            reached=True,
            satisfaction="SATISFIED",
            remark="",
            by=self.office.supervisor,
            on=changes.get("on", DAY),
        )
        matter.refresh_from_db()
        return matter

    def closed(self, mode: str = DIRECT, **changes: Any) -> Matter:
        """Return a closed matter."""
        matter = self.called_back(mode, **changes)
        on = changes.get("on", DAY)
        if mode == ASSIGN:
            judge(matter, self.office.supervisor, on=on)
        return services.close(matter=matter, by=self.office.clerk, on=on)


def make_scene() -> Scene:
    """Return a city, the office that keeps complaints about its bureau, and another unit."""
    city = make_city()
    office = team_of(city.bodies["personnel_bureau"])
    city.clerks["personnel_bureau"] = office.clerk
    other = UnitFactory.create(parent=city.root, name="江州市效能督查中心", kind="INSTITUTION")
    return Scene(city, office, team_of(other))


def write(matter: Matter, team: Team, on: date = DAY, **changes: Any) -> None:
    """Write outcome and reply, as the handler."""
    said = {
        "matter_outcome": "substantiated",
        "person_outcome": "no_person",
        "findings": "经调取监控并询问窗口人员，反映的情况属实。",
        "reply": "您反映的窗口无人在岗问题属实，已责成整改并安排顶岗人员。",
        "system_cause": "窗口只设一岗，未安排顶岗。",
        **changes,
    }
    services.draft_outcome(matter=matter, by=team.handler, on=on, **said)


def judge(matter: Matter, by: Account, on: date = DAY, **changes: Any) -> Judgement:
    """Judge how the unit handled a matter: accepted, unless told otherwise."""
    said: dict[str, Any] = {"verdict": "good", "failed": (), "reason": "", **changes}
    return services.judge(matter=matter, by=by, on=on, **said)


def running(matter: Matter) -> Approval:
    """Return the approval of a matter that is under way."""
    return Approval.objects.get(subject=f"matter:{matter.pk}", state=Approval.State.RUNNING)


def agree(approval: Approval, team: Team, on: date = DAY) -> None:
    """Let everybody in a chain agree, in their turn."""
    signers = {"section_head": team.section_head, "leader": team.leader}
    while step := current_step(approval):
        decide(
            step=step, verdict=Step.Verdict.AGREE, opinion="同意。", by=signers[step.role], on=on
        )
        approval.refresh_from_db()


def send_back(approval: Approval, team: Team, on: date = DAY) -> None:
    """Let whoever is next send the draft back."""
    step = current_step(approval)
    assert step
    by = {"section_head": team.section_head, "leader": team.leader}[step.role]
    decide(step=step, verdict=Step.Verdict.RETURN, opinion="请补充依据。", by=by, on=on)
