"""A case as somebody looks at it today: on whose side they stand, and what may be done."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from zhiyong.cases import plan
from zhiyong.cases.gates import Obstacle, Stage
from zhiyong.cases.models import Case, Finding, Hold, RecusalRequest, Respondent, TeamMember
from zhiyong.cases.selectors.access import in_body
from zhiyong.cases.selectors.facts import active
from zhiyong.cases.selectors.obstacles import obstacles
from zhiyong.rules.pack.schema import Pack
from zhiyong.shell.access import Role, Standing


@dataclass(frozen=True)
class Scene:
    """A case, who looks at it, on which day; each part is read once."""

    case: Case
    standing: Standing
    on: date

    @property
    def pack(self) -> Pack:
        """The plan of the case's procedure."""
        return plan.pack(self.case)

    @cached_property
    def team(self) -> list[TeamMember]:
        """Who looks, or looked, into it: the lead first."""
        rows = self.case.team.select_related("person", "replaced_by__person")
        return list(rows.order_by("part", "pk"))

    @property
    def members(self) -> list[TeamMember]:
        """Who looks into it today."""
        return [one for one in self.team if one.until_on is None]

    @cached_property
    def respondents(self) -> list[Respondent]:
        """Whom it is about."""
        return list(active(self.case))

    @cached_property
    def may_file(self) -> bool:
        """Whether its body disposes of leads and files cases."""
        return plan.may_file(self.case.adoption, self.case.body)

    @cached_property
    def asked(self) -> list[RecusalRequest]:
        """The recusals that wait for a decision."""
        rows = self.case.recusal_requests.filter(state=RecusalRequest.State.ASKED)
        return list(rows.select_related("person", "recorded_by"))

    @cached_property
    def held(self) -> Hold | None:
        """Why its clocks stand still, if they do."""
        return self.case.holds.filter(until_on=None).first()

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many pieces of evidence, facts, findings and open items there are."""
        case = self.case
        return {
            "evidence": case.evidence.count(),
            "facts": case.facts.filter(withdrawn_on=None).count(),
            "findings": Finding.objects.filter(respondent__case=case, withdrawn_on=None).count(),
            "open": case.liabilities.filter(state="OPEN").count(),
        }

    def in_body(self, *roles: Role) -> bool:
        """Whether one of the roles is held in the body that has the case."""
        return in_body(self.standing, self.case, *roles)

    @property
    def is_mine(self) -> bool:
        """Whether whoever looks at it belongs to its team."""
        person = self.standing.person_id
        return person is not None and any(one.person_id == person for one in self.members)

    def obstacles(self, stage: Stage) -> list[Obstacle]:
        """Return what stands between the case and a stage."""
        return obstacles(stage, self.case, self.on)
