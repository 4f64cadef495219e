"""A concluded case about an official whose unit has leaders, and decisions made about them.

For the rooms above too: `make_scene()`, then `a_decision(scene, measures=("admonition",))`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from zhiyong.cases.models import Case, Finding, Respondent, StatedFact, StepRecord
from zhiyong.cases.selectors.then import home_of, post_of, stood
from zhiyong.consequences.models import YearlySum
from zhiyong.decisions import services
from zhiyong.decisions.models import Decision, DecisionNotice
from zhiyong.decisions.services import Choice
from zhiyong.directory.models import Account, Body, Person, Post, Unit
from zhiyong.directory.tests.factories import PortfolioFactory, account_with
from zhiyong.journal.services import commit
from zhiyong.meetings.tests.factories import leading_group, pass_item
from zhiyong.papers.models import ServiceOfPaper
from zhiyong.plans.selectors import pack_of
from zhiyong.plans.tests.factories import DAY, City, make_city, the_pack
from zhiyong.shell.access import Role

ACTED = date(2026, 1, 15)
SUMS = {"person": 10000, "main_leader": 14000, "leader_in_charge": 12000}


@dataclass
class Scene:
    """A city, the office that has the case, and whom the case may be about."""

    city: City
    group: Body
    office: Unit
    clerk: Account
    handler: Account
    person: Person
    main_leader: Person
    leader_in_charge: Person

    def case(self, *, acted_on: date = ACTED, **changes: Any) -> Case:
        """Return a case of the office whose verification is concluded."""
        told = {
            "number": f"效案〔2026〕{Case.objects.count() + 1}号",
            "title": "交通局一名工作人员庸懒散",
            "adoption": self.city.adoption,
            "body": self.office,
            "audience": self.office.pk,
            "state": Case.State.CONCLUDED,
            "summary": "上班时间长期脱岗，经提醒不改。",
            "salt": commit("").salt,
            "acted_on": acted_on,
            "opened_on": acted_on,
            "opened_by": self.clerk,
            "concluded_on": DAY,
            "touched_on": DAY,
            **changes,
        }
        case = Case.objects.create(**told)
        for step in the_pack().case_steps:
            if step.before not in ("start", "conclusion", "decision"):
                continue
            StepRecord.objects.create(
                case=case,
                step=step.id,
                on=DAY,
                salt=commit("").salt,
                fields={field.id: ["已记录"] for field in step.fields},
                recorded_by=self.handler,
                recorded_on=DAY,
            )
        return case

    def respondent(
        self,
        case: Case | None = None,
        *,
        about: Person | Unit | None = None,
        facts: Mapping[str, Any] | None = None,
        severity: str = "minor",
        heard: bool = True,
    ) -> Respondent:
        """Return somebody whom a concluded case found something against."""
        case = case or self.case()
        about = about or self.person
        assert case.acted_on
        is_person = isinstance(about, Person)
        respondent = Respondent.objects.create(
            case=case,
            person=about if is_person else None,
            unit=None if is_person else about,
            post=post_of(about, case.acted_on),
            unit_then=home_of(about, case.acted_on),
            frozen=stood(about, case.acted_on),
            told_on=DAY if heard else None,
            heard_on=DAY if heard else None,
            added_on=DAY,
            added_by=self.handler,
        )
        Finding.objects.create(
            respondent=respondent,
            adoption=case.adoption,
            category="incapable",
            acted_on=case.acted_on,
            severity=severity,
            responsibility=Finding.Responsibility.DIRECT,
            substantiated=True,
            text="经核实，情况属实。",
            salt=commit("").salt,
            on=DAY,
            by=self.handler,
        )
        for fact, value in {"case.severity": severity, **(facts or {})}.items():
            StatedFact.objects.create(
                case=case,
                respondent=respondent,
                fact=fact,
                value=value,
                grounds="见调查结论。",
                salt=commit("").salt,
                on=DAY,
                by=self.handler,
            )
        return respondent

    def drafted(self, respondent: Respondent | None = None, *, on: date = DAY) -> Decision:
        """Return a decision just begun."""
        return services.draft(respondent=respondent or self.respondent(), by=self.handler, on=on)

    def chosen(
        self,
        respondent: Respondent | None = None,
        measures: Sequence[str | Choice] = ("admonition",),
        *,
        on: date = DAY,
        **changes: Any,
    ) -> Decision:
        """Return a draft whose measures are chosen."""
        return choose(self, self.drafted(respondent, on=on), measures, on=on, **changes)

    def proposed(self, *args: Any, on: date = DAY, **changes: Any) -> Decision:
        """Return a draft that lies before the meeting."""
        decision = self.chosen(*args, on=on, **changes)
        return services.propose(decision=decision, lock=decision.lock, by=self.handler, on=on)


def make_scene() -> Scene:
    """Return a city whose bureau has a main leader, a leader in charge, and an official."""
    city = make_city()
    office = city.bodies["office"]
    person = city.official(city.section, name="卫长庚")
    main = city.official(
        kind=Post.Kind.MAIN_LEADER, rank="county-chief", title="局长", name="蒋主平"
    )
    charge = city.deputy_head()
    post = Post.objects.get(tenures__person=charge)
    PortfolioFactory.create(post=post, unit=city.section)
    scene = Scene(
        city,
        leading_group(city),
        office,
        account_with(Role.CLERK, unit=office),
        account_with(Role.HANDLER, unit=office),
        person,
        main,
        charge,
    )
    state_sums(scene)
    return scene


def state_sums(scene: Scene, year: int = 2026) -> None:
    """State the bonuses of the three, as the clauses' examples have them, and the unit's."""
    for name, amount in SUMS.items():
        YearlySum.objects.create(
            person=getattr(scene, name),
            of=YearlySum.Of.ANNUAL,
            year=year,
            amount=Decimal(amount),
            stated_by=scene.clerk,
            stated_on=DAY,
        )
    YearlySum.objects.create(
        unit=scene.city.bureau,
        of=YearlySum.Of.UNIT,
        year=year,
        amount=Decimal(800000),
        stated_by=scene.clerk,
        stated_on=DAY,
    )


def choose(
    scene: Scene,
    decision: Decision,
    measures: Sequence[str | Choice] = ("admonition",),
    *,
    on: date = DAY,
    **changes: Any,
) -> Decision:
    """Choose measures of a draft, in the plan's words."""
    told: dict[str, Any] = {
        "reasons": "事实清楚，情节较轻，本人认错。",
        "matter_outcome": "substantiated",
        "person_outcome": "to_discussion",
        "bases": [one.id for one in pack_of(decision.adoption).legal_bases[:1]],
        **changes,
    }
    return services.choose(
        decision=decision,
        lock=told.pop("lock", decision.lock),
        measures=[one if isinstance(one, Choice) else Choice(one) for one in measures],
        by=scene.handler,
        on=on,
        **told,
    )


def a_decision(
    scene: Scene,
    measures: Sequence[str | Choice] = ("admonition",),
    *,
    respondent: Respondent | None = None,
    on: date = DAY,
    **changes: Any,
) -> Decision:
    """Return a decision made by the vote of the leading group."""
    decision = scene.proposed(respondent, measures, on=on, **changes)
    assert decision.item
    pass_item(decision.item, on=on)
    decision.refresh_from_db()
    return decision


def serve_all(scene: Scene, decision: Decision, *, on: date = DAY) -> None:
    """Serve every notice of a decision in person."""
    for notice in decision.notices.filter(state=DecisionNotice.State.DUE).order_by("pk"):
        services.serve(
            notice=notice,
            way=ServiceOfPaper.Way.IN_PERSON,
            served_on=on,
            receiver="本人",
            by=scene.clerk,
            on=on,
        )
