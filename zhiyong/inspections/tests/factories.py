"""A city whose plan has inspections, with inspectors, and units that are inspected."""

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from io import BytesIO
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from zhiyong.directory.models import Account, Unit
from zhiyong.directory.tests.factories import UnitFactory, account_with
from zhiyong.duties.services import load_calendar
from zhiyong.files.services import Prepared, prepare
from zhiyong.inspections import services
from zhiyong.inspections.models import Finding, Round, Team, Visit
from zhiyong.inspections.services import Answer, Found
from zhiyong.plans.models import Adoption
from zhiyong.plans.services import adopt, load_draft, publish
from zhiyong.plans.tests.factories import DAY, make_unit, two_years
from zhiyong.rules.pack import Pack, find_packs, load_pack
from zhiyong.shell.access import Role

START = date(2025, 1, 1)
MOMENT = datetime(2026, 3, 2, 10, 0, tzinfo=timezone.get_default_timezone())


@cache
def shipped(name: str) -> Pack:
    """Return a shipped pack."""
    return load_pack(find_packs()[name])


@dataclass
class Scene:
    """A body that inspects under a shipped plan, two inspectors, two units below, their people."""

    pack: Pack
    adoption: Adoption
    root: Unit
    office: Unit
    unit: Unit
    other: Unit
    planner: Account
    inspector: Account
    second: Account
    liaison: Account
    head: Account
    superior: Account
    bodies: dict[str, Unit] = field(default_factory=dict)

    def round(self, inspection: str = "covert_visits", **changes: Any) -> Round:
        """Return a round that is planned, without units or members."""
        given: dict[str, Any] = {
            "title": "窗口单位作风明察暗访",
            "unit": self.office,
            "from_on": DAY,
            "until_on": date(2026, 3, 31),
            "by": self.planner,
            "on": DAY,
            **changes,
        }
        return services.plan_round(adoption=self.adoption, inspection=inspection, **given)

    def ready(self, inspection: str = "covert_visits", **changes: Any) -> Round:
        """Return a round with a team of two and one unit."""
        kinds = changes.pop("kinds", ("", ""))
        made = self.round(inspection, **changes)
        team = self.team(made)
        for account, kind in zip((self.inspector, self.second), kinds, strict=False):
            services.add_member(
                team=team, person=account.person, kind=kind, by=self.planner, on=DAY
            )
        services.add_target(round_=made, unit=self.unit, by=self.planner, on=DAY)
        made.refresh_from_db()
        return made

    def team(self, round_: Round) -> Team:
        """Return the first team of a round."""
        team = round_.teams.order_by("number").first()
        assert team
        return team

    def booked(self, round_: Round | None = None, **changes: Any) -> Visit:
        """Return a visit that is booked."""
        round_ = round_ or self.ready()
        target = round_.targets.get()
        return services.book_visit(target=target, by=self.planner, on=DAY, **changes)

    def made(self, visit: Visit | None = None, **changes: Any) -> Visit:
        """Return a visit whose record was sent."""
        given: dict[str, Any] = {
            "token": uuid4(),
            "visited_on": DAY,
            "by": self.inspector,
            "on": DAY,
            "at": MOMENT,
            "notes": "窗口两人在岗。",
            **changes,
        }
        return services.record_visit(visit=visit or self.booked(), **given)

    def found(self, visit: Visit | None = None, **changes: Any) -> Finding:
        """Return a finding that must be put right."""
        given: dict[str, Any] = {
            "text": "办事窗口工作时间无人在岗。",
            "must_fix": True,
            "revisit_on": date(2026, 4, 15),
            **changes,
        }
        visit = self.made(visit, findings=[Found(**given)])
        return visit.findings.get()

    def reported(self, **changes: Any) -> Finding:
        """Return a finding of a round whose report is filed."""
        finding = self.found(**changes)
        services.file_report(round_=finding.round, text="总体情况良好。", by=self.planner, on=DAY)
        return Finding.objects.select_related("round", "unit").get(pk=finding.pk)


def make_scene(name: str = "s0-city-campaign", planner: str = "city_office") -> Scene:
    """Return a city that has adopted a shipped plan with inspections."""
    pack = shipped(name)
    root = UnitFactory.create(name="江州市", kind=Unit.Kind.GOVERNMENT)
    bodies = {
        one.id: make_unit(root, one.label.zh[:40], Unit.Kind.PARTY_ORGAN) for one in pack.bindings
    }
    office = bodies[planner]
    by = account_with(Role.OFFICE, unit=root)
    version = publish(version=load_draft(pack=pack, by=by, on=START), by=by, on=START)
    adoption = adopt(
        version=version,
        body=root,
        valid_from=START,
        valid_until=None,
        roles=bodies,
        open_numbers=pack.proposed(),
        by=by,
        on=START,
    )
    days, years = two_years()
    load_calendar(days=days, years=years, source="shipped", by=by, on=START)
    unit = make_unit(root, "江州市人事局", Unit.Kind.GOVERNMENT_DEPARTMENT)
    return Scene(
        pack=pack,
        adoption=adoption,
        root=root,
        office=office,
        unit=unit,
        other=make_unit(root, "江州市交通局", Unit.Kind.GOVERNMENT_DEPARTMENT),
        planner=account_with(Role.OFFICE, unit=office),
        inspector=account_with(Role.INSPECTOR, unit=office),
        second=account_with(Role.INSPECTOR, unit=office),
        liaison=account_with(Role.UNIT_LIAISON, unit=unit),
        head=account_with(Role.LEADER, Role.OFFICE, Role.CLERK, unit=unit),
        superior=account_with(*SUPERIOR, unit=root),
        bodies=bodies,
    )


SUPERIOR = (
    Role.LEADER, Role.OFFICE, Role.SUPERVISOR, Role.INSPECTOR, Role.CLERK, Role.SECTION_HEAD,
)  # fmt: skip
"""What whoever stands over all units holds: every role that reads, with everything below."""


def photograph(*, exif: bool = True) -> bytes:
    """Return a picture that says when and where it was taken."""
    image = Image.new("RGB", (40, 30), "red")
    told = Image.Exif()
    if exif:
        told[0x010F] = "Fictitious Camera"
        told.get_ifd(0x8769)[0x9003] = "2026:03:02 09:30:05"
        gps = told.get_ifd(0x8825)
        gps[1], gps[2] = "N", (30.0, 35.0, 34.08)
        gps[3], gps[4] = "E", (114.0, 18.0, 19.8)
    out = BytesIO()
    image.save(out, "JPEG", exif=told)
    return out.getvalue()


def upload(name: str = "a.jpg", **options: Any) -> SimpleUploadedFile:
    """Return a photograph as a browser sends it."""
    return SimpleUploadedFile(name, photograph(**options), content_type="image/jpeg")


def prepared(name: str = "a.jpg") -> Prepared:
    """Return a photograph that was checked and cleaned."""
    return prepare(upload(name))


def an_answer(value: Any, **more: Any) -> Answer:
    """Return an answer to one line of a checklist."""
    return Answer(value=value, **more)
