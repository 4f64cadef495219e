"""Letters at every stage, out of a case of the office. For the rooms above too."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from zhiyong.approvals.models import Approval, Step
from zhiyong.approvals.selectors import current_step
from zhiyong.approvals.services import decide
from zhiyong.cases import services as cases
from zhiyong.cases.models import Case, Evidence, Respondent
from zhiyong.cases.tests.factories import CaseScene, make_case_scene, respondents
from zhiyong.directory.models import Account, Unit
from zhiyong.directory.tests.factories import UnitFactory
from zhiyong.files.tests.samples import pdf
from zhiyong.matters.tests.factories import Team, team_of
from zhiyong.plans.models import Adoption
from zhiyong.plans.services import adopt, load_draft, publish
from zhiyong.plans.tests.factories import DAY, make_unit
from zhiyong.rules.pack import find_packs, load_pack
from zhiyong.transfers import services
from zhiyong.transfers.models import Transfer
from zhiyong.transfers.selectors.materials import materials_of
from zhiyong.transfers.services import Listed

Kind, Line = Transfer.Kind, Transfer.Line


@dataclass
class TransferScene:
    """A case of the office, and the discipline bureau and a department above, with their people."""

    cases: CaseScene
    bureau: Team
    department: Team

    @property
    def office(self) -> Team:
        """The people of the body that has the case."""
        return self.cases.office

    def case(self, **changes: Any) -> Case:
        """Return a case with evidence, a file among it, whose person was heard."""
        case = self.cases.found(**{"severity": "serious", **changes})
        on = changes.get("on", DAY)
        cases.add_evidence(
            case=case,
            title="系统办件截图",
            kind=Evidence.Kind.DOCUMENT,
            taken_on=on,
            taken_from="政务服务系统",
            upload=upload("record.pdf"),
            by=self.cases.by,
            on=on,
        )
        case.refresh_from_db()
        return case

    def vertical(self, **changes: Any) -> Case:
        """Return such a case about somebody of a body that the province manages."""
        return self.case(respondents=[self.cases.city.official(self.cases.city.tax)], **changes)

    def to(self, line: str) -> Unit:
        """Return the unit on a line."""
        return self.department.unit if line == Line.SUPERIOR else self.bureau.unit

    def draft(self, *, on: date = DAY, **changes: Any) -> Transfer:
        """Return a hand-over to the discipline bureau, drafted, with all materials."""
        line = changes.pop("line", Line.DISCIPLINE)
        case: Case = changes.pop("case", None) or (
            self.vertical(on=on) if line == Line.SUPERIOR else self.case(on=on)
        )
        given: dict[str, Any] = {
            "kind": Kind.HAND_OVER,
            "line": line,
            "respondent": first(case),
            "text": "现将有关问题线索移送你单位，请依规依纪处理，并将结果函告我单位。",
            "items": [Listed(one.reference) for one in materials_of(case)],
            **changes,
        }
        if not given.get("to_name"):
            given.setdefault("to_unit", self.to(line))
        return services.prepare(case=case, by=self.office.handler, on=on, **given)

    def sent(self, *, on: date = DAY, **changes: Any) -> Transfer:
        """Return a letter that its chain has agreed to, and that went out."""
        transfer = self.draft(on=on, **changes)
        made = services.send(transfer=transfer, by=self.office.handler, on=on)
        if isinstance(made, Approval):
            agree(made, self.office, on)
        transfer.refresh_from_db()
        return transfer

    def received(self, *, on: date = DAY, **changes: Any) -> Transfer:
        """Return a letter that was signed for on the day it went out."""
        transfer = self.sent(on=on, **changes)
        team = self.department if transfer.line == Line.SUPERIOR else self.bureau
        return services.receive(
            transfer=transfer, received_on=on, signed=True, number="收1号", by=team.clerk, on=on
        )

    def replied(self, *, on: date = DAY, followed: bool | None = True, **changes: Any) -> Transfer:
        """Return a letter whose reply is in."""
        transfer = self.received(on=on, **changes)
        return services.reply(
            transfer=transfer,
            followed=followed,
            outcome="已立案调查，给予相应处理。",
            replied_on=on,
            by=self.bureau.clerk,
            on=on,
        )


def make_transfer_scene() -> TransferScene:
    """Return a city with a case, a discipline bureau and a department above the province's own."""
    cases = make_case_scene()
    above = UnitFactory.create(name="江州省交通厅", kind="GOVERNMENT_DEPARTMENT", level="PROVINCE")
    return TransferScene(
        cases=cases,
        bureau=team_of(cases.city.bodies["discipline_bureau"]),
        department=team_of(above),
    )


START = date(2025, 1, 1)


def put_in_force(name: str, body: Unit, by: Account, units: dict[str, Unit]) -> Adoption:
    """Adopt a shipped pack for a body, its open numbers as proposed.

    Roles that `units` leaves out are bound to new units below the body.
    """
    pack = load_pack(find_packs()[name])
    bound = {
        one.id: units.get(one.id) or make_unit(body, one.label.zh, Unit.Kind.PARTY_ORGAN)
        for one in pack.bindings
    }
    version = publish(version=load_draft(pack=pack, by=by, on=START), by=by, on=START)
    return adopt(
        version=version,
        body=body,
        valid_from=START,
        valid_until=None,
        roles=bound,
        open_numbers=pack.proposed(),
        by=by,
        on=START,
    )


def upload(name: str) -> Any:
    """Return a scan that is sent with an act."""
    return SimpleUploadedFile(name, pdf(), content_type="application/pdf")


def first(case: Case) -> Respondent:
    """Return the first whom a case is about."""
    return respondents(case)[0]


def agree(approval: Approval, team: Team, on: date = DAY) -> None:
    """Let everybody in a chain agree, in their turn."""
    signers = {"section_head": team.section_head, "leader": team.leader}
    while step := current_step(approval):
        decide(
            step=step, verdict=Step.Verdict.AGREE, opinion="同意。", by=signers[step.role], on=on
        )
        approval.refresh_from_db()
