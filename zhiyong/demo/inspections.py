"""Two rounds of inspection: one that was reported, one that is sealed and waits for its visits."""

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.translation import override

from zhiyong.demo.city import City
from zhiyong.demo.source import data
from zhiyong.directory.models import Account, Post, Unit
from zhiyong.inspections import services
from zhiyong.inspections.models import Draw, Round, Target
from zhiyong.inspections.selectors import units_within
from zhiyong.inspections.services import Answer, Found
from zhiyong.plans.models import Adoption

KIND = "visits"
TEAM = ("inspector", "inspector2")


@transaction.atomic
def inspect(city: City, adoption: Adoption, accounts: dict[str, Account], today: date) -> None:
    """Plan both rounds; let the first be visited, reported and answered."""
    with override("zh-hans"):
        visited = _reported(city, adoption, accounts, today)
        _sealed(city, adoption, accounts, today, visited)


def _plan(
    said: dict[str, Any], city: City, adoption: Adoption, by: Account, on: date, **more: Any
) -> Round:
    return services.plan_round(
        adoption=adoption,
        inspection=KIND,
        unit=city.roles["office"],
        title=said["title"],
        purpose=said["purpose"],
        from_on=on,
        until_on=on + timedelta(days=said.get("days", 10)),
        by=by,
        on=on,
        **more,
    )


def _team(made: Round, accounts: dict[str, Account], on: date) -> None:
    team = made.teams.get()
    for place, name in enumerate(TEAM):
        services.add_member(
            team=team,
            person=accounts[name].person,
            is_head=not place,
            by=accounts["office"],
            on=on,
        )


def _reported(
    city: City, adoption: Adoption, accounts: dict[str, Account], today: date
) -> list[Unit]:
    said, by = data("inspections")["reported"], accounts["office"]
    on = today - timedelta(days=said["days_ago"])
    made = _plan(said, city, adoption, by, on, form="open")
    _team(made, accounts, on)
    units = _departments(city)[: said["units"]]
    for place, unit in enumerate(units):
        target = services.add_target(round_=made, unit=unit, by=by, on=on)
        _visit(target, said["visits"][place], accounts["inspector"], on + timedelta(days=1 + place))
    on += timedelta(days=6)
    made = services.file_report(round_=made, text=said["report"], by=by, on=on)
    for finding in made.findings.select_related("unit"):
        answer = said["visits"][units.index(finding.unit)].get("answer")
        if answer:
            post = city.main(finding.unit, Post.Kind.STAFF)
            clerk = Account.objects.get(person=city.people[post.pk])
            later = on + timedelta(days=4)
            services.answer(finding=finding, text=answer, by=clerk, on=later)
    return units


def _departments(city: City) -> list[Unit]:
    office = city.roles.values()
    return [
        unit
        for unit in city.units.values()
        if unit.kind == Unit.Kind.GOVERNMENT_DEPARTMENT
        and unit.pk in city.posts
        and unit not in office
    ]


def _visit(target: Target, said: dict[str, Any], by: Account, on: date) -> None:
    found = said.get("finding")
    visit = services.book_visit(target=target, planned_on=on, by=by, on=on)
    services.record_visit(
        visit=visit,
        token=uuid4(),
        visited_on=on,
        answers={
            name: Answer(one["value"], one.get("points"), one.get("note", ""))
            for name, one in said["answers"].items()
        },
        place=said["place"],
        notes=said["notes"],
        findings=[_found(found, on)] if found else [],
        by=by,
        on=on,
        at=datetime.combine(on, time(11, 30), tzinfo=timezone.get_current_timezone()),
    )


def _found(said: dict[str, Any], on: date) -> Found:
    after = said.get("after")
    return Found(
        said["text"],
        said["subject"],
        said["must_fix"],
        on + timedelta(days=after) if after else None,
    )


def _sealed(
    city: City,
    adoption: Adoption,
    accounts: dict[str, Account],
    today: date,
    visited: list[Unit],
) -> None:
    said, by = data("inspections")["sealed"], accounts["office"]
    on = today - timedelta(days=said["days_ago"])
    made = _plan(said, city, adoption, by, on, form="unannounced", unannounced=True)
    _team(made, accounts, on)
    seed = services.commit_seed(round_=made, of=Draw.Of.UNITS, by=by, on=on)
    known = {unit.pk for unit in _departments(city)}
    frame = [
        unit for unit in units_within(made, adoption.body, said["kinds"], on) if unit.pk in known
    ]
    services.make_draw(
        made=seed,
        frame=frame,
        excluded={unit: said["excluded"] for unit in frame if unit in visited},
        count=said["draw"],
        by=by,
        on=on,
    )
    for place, target in enumerate(made.targets.order_by("pk")):
        planned = today + timedelta(days=3 + place)
        services.book_visit(target=target, planned_on=planned, by=by, on=today)
