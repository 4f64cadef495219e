"""What the demo city has to put right: done, under way, late, and the notices that followed."""

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import override

from zhiyong.demo.city import City
from zhiyong.demo.source import data
from zhiyong.directory.models import Account, Person, Post, Unit
from zhiyong.directory.standing import standing_of
from zhiyong.plans.models import Adoption
from zhiyong.rectification import plan, services
from zhiyong.rectification.models import Item


@transaction.atomic
def put_right(city: City, adoption: Adoption, accounts: dict[str, Account], today: date) -> None:
    """Enter the items, take each as far as it got; issue the notices, enter the rules."""
    with override("zh-hans"):
        source, units = data("rectification"), _by_short(city)
        made = [
            _item(one, units[one["unit"]], city, adoption, accounts, today)
            for one in source["items"]
        ]
        for one in source["notices"]:
            _notice(one, units[one["unit"]], city, adoption, accounts, today)
        for one in source["rules"]:
            unit = units[one["unit"]]
            on = today + timedelta(days=one["made"])
            services.enter_rule(
                adoption=adoption,
                unit=unit,
                item=next(item for item in made if item.unit == unit),
                title=one["title"],
                number=one["number"],
                made_on=on,
                from_on=on,
                review_on=today + timedelta(days=one["review"]),
                by=_account(city, unit),
                on=on,
            )


def _item(
    said: dict[str, Any],
    unit: Unit,
    city: City,
    adoption: Adoption,
    accounts: dict[str, Account],
    today: date,
) -> Item:
    found = today + timedelta(days=said["found"])
    promised = today + timedelta(days=said["promised"]) if "promised" in said else None
    clerk, office = _account(city, unit), accounts["office"]
    own = said["source"] == "self_check"
    leader = city.main(unit, Post.Kind.LEADER)
    owner = city.main(unit, Post.Kind.STAFF, 2)
    item = services.register_item(
        adoption=adoption,
        unit=unit,
        problem=said["problem"],
        found_on=found,
        source=said["source"],
        cause=said.get("cause", ""),
        measure=said.get("measure", ""),
        mode=said.get("mode", ""),
        promised_on=promised,
        leader=city.people[leader.pk] if "measure" in said else None,
        owner=city.people[owner.pk] if "measure" in said else None,
        values={"reason": said["reason"]} if "reason" in said else {},
        by=clerk if own else office,
        on=found,
    )
    end, later = said["end"], min(today, found + timedelta(days=1))
    if item.state == Item.State.IN_APPROVAL and end != "waiting":
        approver = plan.approvers(item, plan.mode_of(item), later)[0]
        services.approve(item=item, by=_of(approver), on=later)
    if "said" in said:
        services.report_progress(item=item, text=said["said"], by=clerk, on=later)
    if end in ("struck", "handed_in"):
        done = (item.due_on or later) - timedelta(days=1)
        text = "已按整改措施完成，现场情况见台账。"
        services.hand_in(item=item, text=text, done_on=done, by=clerk, on=done)
        if end == "struck":
            on = done + timedelta(days=2)
            services.check_item(
                item=item,
                passed=True,
                how="VISIT",
                looked_on=on,
                where="办事大厅各窗口",
                found="逐窗口核对，清单均已更换，与网上公示一致。",
                by=office,
                standing=standing_of(office, on),
                on=on,
            )
    item.refresh_from_db()
    return item


def _notice(
    said: dict[str, Any],
    unit: Unit,
    city: City,
    adoption: Adoption,
    accounts: dict[str, Account],
    today: date,
) -> None:
    on = today + timedelta(days=said["issued"])
    notice = services.issue_notice(
        adoption=adoption,
        step=said["step"],
        unit=unit,
        text=said["text"],
        issuer=city.roles["office"],
        answer_by=on + timedelta(days=said.get("days", 5)),
        by=accounts["office"],
        on=on,
    )
    if "answer" in said:
        services.answer_notice(
            notice=notice,
            answer=said["answer"],
            by=_account(city, unit),
            on=on + timedelta(days=3),
        )


def _by_short(city: City) -> dict[str, Unit]:
    return {unit.short_name: unit for unit in city.units.values() if unit.short_name}


def _account(city: City, unit: Unit) -> Account:
    return _of(city.people[city.main(unit, Post.Kind.STAFF).pk])


def _of(person: Person) -> Account:
    return Account.objects.get(person=person)
