"""A plan of four tracks in force, with a case of its body, and the people who answer."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from zhiyong.cases import services as cases
from zhiyong.cases.models import Case, Respondent
from zhiyong.directory.models import Account, Person, Post, Unit
from zhiyong.directory.tests.factories import (
    PersonFactory,
    PostFactory,
    TenureFactory,
    UnitFactory,
    account_with,
)
from zhiyong.duties.services import load_calendar
from zhiyong.matters.tests.factories import Team, team_of
from zhiyong.plans.models import Adoption
from zhiyong.plans.tests.factories import DAY, make_unit, two_years
from zhiyong.shell.access import Role
from zhiyong.tracks import services
from zhiyong.tracks.models import CaseTrack, Oversight, Resignation, Talk
from zhiyong.transfers.tests.factories import START, put_in_force, upload

WRITING = "我愿意引咎辞去所任职务，请予批准。"


@dataclass
class TrackScene:
    """A city with the plan of four tracks: who looks into cases, who answers, who asks."""

    adoption: Adoption
    root: Unit
    bodies: dict[str, Unit]
    bureau: Unit
    team: Team
    second: Account
    approver: Account
    official: Person
    post: Post

    @property
    def body(self) -> Unit:
        """The body that has the cases."""
        return self.team.unit

    @property
    def by(self) -> Account:
        """Who works on the cases."""
        return self.team.handler

    def case(self, *, about: Person | None = None, on: date = DAY) -> Case:
        """Return a case about the official, or somebody else."""
        return cases.open_case(
            adoption=self.adoption,
            body=self.body,
            title="用人失察",
            summary="提名前未核实档案，任命后半年内受到处理。",
            sources=[],
            respondents=[about or self.official],
            acted_on=date(2026, 1, 12),
            by=self.team.section_head,
            on=on,
        )

    def respondent(self, case: Case | None = None) -> Respondent:
        """Return the first whom a case is about."""
        row = (case or self.case()).respondents.order_by("pk").first()
        assert row
        return row

    def taken(self, track: str = "administrative", **changes: Any) -> CaseTrack:
        """Return a track that was taken up about the official."""
        given: dict[str, Any] = {
            "grounds": "提名材料与档案不符。",
            "responsibility": CaseTrack.Responsibility.DIRECT,
            **changes,
        }
        respondent = given.pop("respondent", None) or self.respondent()
        return services.take_up(respondent=respondent, track=track, by=self.by, on=DAY, **given)

    def filed(self, **changes: Any) -> Resignation:
        """Return a resignation that the official has asked for."""
        given: dict[str, Any] = {
            "person": self.official,
            "post": self.post,
            "adoption": self.adoption,
            "unit": self.body,
            "origin": Resignation.Origin.ASKED,
            "reason": WRITING,
            "request": writing(),
            "stated": {"person.may_resign": True},
            "by": self.team.clerk,
            "on": DAY,
            **changes,
        }
        return services.file_resignation(**given)

    def examined(self, row: Resignation | None = None) -> Resignation:
        """Return a resignation that was looked into."""
        return services.examine(
            resignation=row or self.filed(), fields=EXAMINED, by=self.approver, on=DAY
        )

    def called(self, **changes: Any) -> Talk:
        """Return a talk that was called for today."""
        assert self.team.leader.person
        given: dict[str, Any] = {
            "unit": self.body,
            "talker": self.team.leader.person,
            "day": DAY,
            "reason": "项目进度缓慢，已落后计划二十五个百分点。",
            "with_unit": self.bureau,
            "by": self.by,
            "on": DAY,
            **changes,
        }
        return services.call_talk(**given)

    def asked(self, **changes: Any) -> Oversight:
        """Return an interpellation that was registered."""
        given: dict[str, Any] = {
            "kind": Oversight.Kind.INTERPELLATION,
            "unit": self.body,
            "congress": self.bodies["congress"],
            "of_unit": self.bureau,
            "adoption": self.adoption,
            "text": "请说明审批超期件的清理情况。",
            "received_on": DAY,
            "movers": 12,
            "by": self.by,
            "on": DAY,
            **changes,
        }
        return services.register_oversight(**given)


EXAMINED = {
    "cause": "所管单位连续发生失误。",
    "nature": "领导失察。",
    "responsibility": "负领导责任，不是直接责任。",
    "attitude": "主动承担，态度诚恳。",
}


def make_track_scene() -> TrackScene:
    """Return a city in which the plan of four tracks is in force."""
    root = UnitFactory.create(name="江州市", kind=Unit.Kind.GOVERNMENT)
    kinds = Unit.Kind
    bodies = {
        "accountability_body": make_unit(root, "江州市问责办", kinds.PARTY_ORGAN),
        "congress": make_unit(root, "江州市人大常委会", kinds.CONGRESS),
        "appointing_body": make_unit(root, "江州市委组织部", kinds.PARTY_ORGAN),
        "judicial_organs": make_unit(root, "江州市检察院", kinds.PROCURATORATE),
        "discipline": make_unit(root, "江州市纪委监委", kinds.DISCIPLINE),
        "resignation_body": make_unit(root, "江州市干部监督处", kinds.PARTY_ORGAN),
        "investigation_committee": make_unit(root, "特定问题调查委员会", kinds.CONGRESS),
    }
    bureau = make_unit(root, "江州市交通局", kinds.GOVERNMENT_DEPARTMENT)
    by = account_with(Role.OFFICE, unit=bodies["accountability_body"])
    adoption = put_in_force("s4f-accountability-essay", root, by, bodies)
    days, years = two_years()
    load_calendar(days=days, years=years, source="shipped", by=by, on=START)
    team = team_of(bodies["accountability_body"])
    post = PostFactory.create(unit=bureau, kind=Post.Kind.MAIN_LEADER, title="局长")
    official = PersonFactory.create(name="王建国")
    TenureFactory.create(post=post, person=official)
    return TrackScene(
        adoption=adoption,
        root=root,
        bodies=bodies,
        bureau=bureau,
        team=team,
        second=account_with(Role.HANDLER, unit=team.unit),
        approver=account_with(Role.LEADER, unit=bodies["resignation_body"]),
        official=official,
        post=post,
    )


def writing() -> Any:
    """Return the person's own request, scanned."""
    return upload("request.pdf")


__all__ = [
    "DAY",
    "EXAMINED",
    "TrackScene",
    "make_track_scene",
    "put_in_force",
    "writing",
]
