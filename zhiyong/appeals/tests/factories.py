"""Decisions that were served, and appeals against them at every stage. For the rooms above too."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from zhiyong.appeals import services
from zhiyong.appeals.models import Appeal
from zhiyong.decisions.models import Decision
from zhiyong.decisions.tests.factories import Scene, a_decision, make_scene, serve_all
from zhiyong.directory.models import Account, Person, Unit
from zhiyong.directory.tests.factories import AccountFactory, account_with
from zhiyong.meetings.tests.factories import pass_item
from zhiyong.papers.models import Paper, ServiceOfPaper
from zhiyong.papers.services import prove_service
from zhiyong.plans.tests.factories import DAY
from zhiyong.rules.consequences import Chosen
from zhiyong.shell.access import Role

SERVED = DAY
FILED = DAY + timedelta(days=5)
HEARD = DAY + timedelta(days=20)
GROUNDS = "认定的脱岗时间与考勤记录不符，请求复核。"
ANSWER = "经复核，原决定认定的事实与考勤记录不符。"


@dataclass
class Hall:
    """A scene of decisions, and the people of the body above who hear appeals there."""

    scene: Scene
    above: Unit
    clerk: Account
    head: Account
    handler: Account
    leader: Account
    own: Account = field(init=False)

    def __post_init__(self) -> None:
        self.own = AccountFactory.create(person=self.scene.person)

    @property
    def hearer(self) -> Person:
        """The one who hears appeals."""
        assert self.handler.person
        return self.handler.person

    def decision(self, measures: Any = ("admonition",), **changes: Any) -> Decision:
        """Return a decision that was served on everybody."""
        decision = a_decision(self.scene, measures, **changes)
        serve_all(self.scene, decision, on=changes.get("on", DAY))
        decision.refresh_from_db()
        return decision

    def filed(self, decision: Decision | None = None, **changes: Any) -> Appeal:
        """Return an appeal that was registered at the body above."""
        told = {
            "decision": decision or self.decision(),
            "person": self.scene.person,
            "to": "next_higher",
            "grounds": GROUNDS,
            "way": Appeal.Way.COUNTER,
            "filed_on": FILED,
            "by": self.clerk,
            "on": FILED,
            **changes,
        }
        return services.file_appeal(**told)

    def accepted(self, decision: Decision | None = None, **changes: Any) -> Appeal:
        """Return an appeal that is being heard by the handler."""
        on = changes.get("on", FILED)
        appeal = self.filed(decision, **changes)
        services.accept(appeal=appeal, by=self.head, on=on)
        services.name_handler(appeal=appeal, person=self.hearer, by=self.head, on=on)
        appeal.refresh_from_db()
        return appeal

    def drafted(
        self,
        outcome: str = "revoked",
        measures: tuple[str, ...] = (),
        decision: Decision | None = None,
        **changes: Any,
    ) -> Appeal:
        """Return an appeal whose answer is drafted."""
        appeal = self.accepted(decision, **changes)
        return draft(self, appeal, outcome, measures)

    def answered(
        self,
        outcome: str = "revoked",
        measures: tuple[str, ...] = (),
        decision: Decision | None = None,
        on: date = HEARD,
    ) -> Appeal:
        """Return an appeal that the head of the body above has decided."""
        appeal = self.drafted(outcome, measures, decision)
        services.decide(appeal=appeal, lock=appeal.lock, by=self.leader, on=on)
        appeal.refresh_from_db()
        return appeal

    def told(self, appeal: Appeal, on: date = HEARD) -> Appeal:
        """Return an answered appeal whose answer was served."""
        assert appeal.paper
        serve(appeal.paper, self.clerk, on)
        appeal.refresh_from_db()
        return appeal


def draft(
    hall: Hall, appeal: Appeal, outcome: str, measures: tuple[str, ...] = (), **changes: Any
) -> Appeal:
    """Draft the answer to an appeal as its handler."""
    told = {
        "lock": appeal.lock,
        "outcome": outcome,
        "answer_text": ANSWER,
        "measures": [Chosen(one, {}) for one in measures],
        "by": hall.handler,
        "on": FILED,
        **changes,
    }
    appeal = services.draft(appeal=appeal, **told)
    appeal.refresh_from_db()
    return appeal


def serve(paper: Paper, by: Account, on: date) -> None:
    """Enter that a paper was handed over."""
    prove_service(
        paper=paper,
        way=ServiceOfPaper.Way.IN_PERSON,
        served_on=on,
        receiver=ServiceOfPaper.Receiver.ADDRESSEE,
        by=by,
        on=on,
    )


def make_hall() -> Hall:
    """Return a scene of decisions, and who hears appeals in the body above the one that decides."""
    scene = make_scene()
    above = scene.city.root

    def who(role: Role) -> Account:
        return account_with(role, unit=above, subtree=False)

    return Hall(
        scene,
        above,
        who(Role.CLERK),
        who(Role.OFFICE),
        who(Role.HANDLER),
        who(Role.LEADER),
    )


__all__ = ["DAY", "FILED", "HEARD", "Hall", "draft", "make_hall", "pass_item", "serve"]
