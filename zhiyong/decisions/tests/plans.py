"""A small place under another shipped plan than the city's, with a case about one of its people."""

from dataclasses import dataclass
from typing import Any

from zhiyong.approvals.models import Approval
from zhiyong.cases import services as cases
from zhiyong.cases.gates import Stage
from zhiyong.cases.models import Case, Finding, Respondent
from zhiyong.cases.selectors import obstacles
from zhiyong.cases.services import Told
from zhiyong.cases.tests.factories import CaseScene, agree, find, gather, respondents
from zhiyong.directory.models import PartyMembership, Person, Post, Unit
from zhiyong.directory.tests.factories import UnitFactory, account_with, since
from zhiyong.duties.services import load_calendar
from zhiyong.matters.tests.factories import team_of
from zhiyong.plans.selectors import pack_of
from zhiyong.plans.tests.factories import DAY, City, make_unit, two_years
from zhiyong.rules.findings import Filed, demands
from zhiyong.rules.pack.schema import Pack
from zhiyong.rules.pack.taxonomy import Category
from zhiyong.shell.access import Role
from zhiyong.transfers.tests.factories import START, put_in_force

LEVELS = {"province": Unit.Level.PROVINCE}
"""The level of the units of a place by that of its plan; a city's, unless told."""


@dataclass
class PlanScene(CaseScene):
    """A place under one of the plans: the office has its cases, `unit_head` decides in the bureau.

    `official` belongs to a section of the bureau and is a Party member.
    """

    pack: Pack

    def leaf(self, subject: str = "person") -> Category:
        """Return a category under which something can be found that asks for the least."""
        leaves = [one for top in self.pack.taxonomy for one in top.walk() if not one.is_group]
        asked = {one.id: demands(self.pack, Filed(one.id)) for one in leaves}
        fitting = [one for one in leaves if subject in (asked[one.id].subjects or (subject,))]
        return min(fitting, key=lambda one: len(asked[one.id].required))

    def find(self, respondent: Respondent, **changes: Any) -> Finding:
        """State a finding on a respondent in the plan's own words."""
        leaf = self.leaf("person" if respondent.person_id else "unit")
        scale = self.pack.casework.severity if self.pack.casework else None
        values = self.pack.vocabulary.choices[scale] if scale else ()
        given = {
            "category": leaf.id,
            "severity": values[0].id if values else "",
            "stated": dict.fromkeys(demands(self.pack, Filed(leaf.id)).required, "见核查记录。"),
            **changes,
        }
        return find(self, respondent, **given)

    def record_steps(self, case: Case, stage: Stage) -> None:
        """Record what the plan wants before a stage, each step with what it asks for."""
        for one in obstacles(stage, case, DAY):
            kind, _colon, name = one.reference.partition(":")
            if kind != "step":
                continue
            step = self.pack.element("case_steps", name)
            fields = {
                field.id: DAY.isoformat() if field.kind == "day" else "已记录。"
                for field in step.fields
            }
            cases.record_step(case=case, step=name, fields=fields, done_on=DAY, by=self.by, on=DAY)

    def concluded_about(self, about: Person | Unit | None = None) -> Respondent:
        """Return somebody of a case whose verification found something, and is concluded."""
        case = self.case(Case.State.VERIFYING, respondents=[about or self.official])
        gather(self, case)
        [respondent] = respondents(case)
        self.find(respondent)
        self.record_steps(case, "conclusion")
        cases.draft_conclusion(
            case=case,
            outcome="substantiated",
            text="经核查，反映的情况属实。",
            cause="没有超时提醒，也没有人每日清点。",
            outcomes={respondent: Told("to_discussion", "见核查结论。")},
            by=self.by,
            on=DAY,
        )
        made = cases.submit_conclusion(case=case, by=self.by, on=DAY)
        if isinstance(made, Approval):
            agree(made, self.office)
        case.refresh_from_db()
        self.record_steps(case, "decision")
        respondent.refresh_from_db()
        return respondent


def make_plan_scene(name: str, office: str = "") -> PlanScene:
    """Return a place that has adopted a shipped plan; `office` is the binding that has the cases.

    Left out, it is the first that the plan does not place outside. Every other body of the plan is
    a unit of its own; its open numbers are as it proposes.
    """
    root = UnitFactory.create(name="江州", kind=Unit.Kind.GOVERNMENT)
    by = account_with(Role.OFFICE, unit=root)
    adoption = put_in_force(name, root, by, {})
    days, years = two_years()
    load_calendar(days=days, years=years, source="shipped", by=by, on=START)
    pack = pack_of(adoption)
    bodies = {one.role: one.unit for one in adoption.bindings.select_related("unit")}
    bureau = make_unit(root, "江州交通局", Unit.Kind.GOVERNMENT_DEPARTMENT)
    section = make_unit(bureau, "运输管理科", Unit.Kind.SECTION)
    level = LEVELS.get(pack.region.level if pack.region else "", Unit.Level.CITY)
    for unit in (bureau, section, *bodies.values()):
        unit.level = level
        unit.save(update_fields=["level"])
    city = City(adoption, root, bodies, bureau, section, bureau, root, root, root)
    inside = [one.id for one in pack.bindings if not one.external]
    team = team_of(bodies[office or inside[0]])
    official = city.official(section, name="卫长庚")
    PartyMembership.objects.create(person=official, valid=since())
    return PlanScene(
        city=city,
        office=team,
        second=account_with(Role.HANDLER, unit=team.unit),
        official=official,
        head=city.official(kind=Post.Kind.MAIN_LEADER, rank="county-head", title="局长"),
        chief=city.official(kind=Post.Kind.LEADER, rank="county-deputy", title="副局长"),
        pack=pack,
    )


__all__ = ["DAY", "PlanScene", "make_plan_scene"]
