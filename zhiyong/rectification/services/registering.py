"""Problems enter the ledger, one or many at once, from whichever room found them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from zhiyong.directory.models import Account, Person, Unit
from zhiyong.duties.services import open_dated_each
from zhiyong.journal.services import Act, Commitment, commit, record_many
from zhiyong.notices.services import tell as notify
from zhiyong.plans.models import Adoption
from zhiyong.rectification import plan
from zhiyong.rectification.models import Item, Milestone
from zhiyong.rectification.services.common import (
    MILESTONE,
    RULE,
    UNIT_HEARS,
    BadDay,
    By,
    Incomplete,
    State,
    audience_of,
    check_complete,
    check_day,
    need_text,
    owed,
    read_fields,
)
from zhiyong.shell import kinds

NOTICED = 20
"""So many new items of a unit are told of one by one; more of them in one sentence."""


@dataclass(frozen=True, slots=True)
class NewItem:
    """A problem as it is entered. `source` is the plan's word, `source_ref` a thing elsewhere.

    What is left out the unit states when it plans the work. `found_by_itself` left open: as the
    plan says of the source, else whether somebody of the unit enters it without a source.
    """

    unit: Unit
    problem: str
    found_on: date
    source: str = ""
    source_ref: str = ""
    found_by_itself: bool | None = None
    category: str = ""
    cause: str = ""
    measure: str = ""
    mode: str = ""
    promised_on: date | None = None
    leader: Person | None = None
    leader_name: str = ""
    owner: Person | None = None
    owner_name: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    remark: str = ""
    recurs: Item | None = None
    rule_due_on: date | None = None


def register_item(
    *,
    adoption: Adoption,
    unit: Unit,
    problem: str,
    found_on: date,
    by: By,
    on: date,
    source_ref: models.Model | str = "",
    **more: Any,
) -> Item:
    """Enter a problem of a unit, give it its register number, and tell the unit.

    `more` are the further parts of `NewItem`. It is put right at once, or waits for approval,
    where all is stated that its class wants; else the unit plans the work first.

    :raises Incomplete: without a problem, or if the plan has no such class or source.
    :raises FieldsMissing: if a class is named and does not have what it wants stated.
    :raises BadValue: if a field of the plan holds what it cannot.
    :raises BadDay: if it was found after today, or the promise lies outside its class's term.
    """
    reference = source_ref if isinstance(source_ref, str) else kinds.ref(source_ref)
    new = NewItem(unit=unit, problem=problem, found_on=found_on, source_ref=reference, **more)
    return register_items(adoption=adoption, items=[new], by=by, on=on)[0]


@transaction.atomic
def register_items(*, adoption: Adoption, items: Sequence[NewItem], by: By, on: date) -> list[Item]:
    """Enter many problems at once: all of them, or none.

    :raises Incomplete: as `register_item`, about the first one that cannot be entered.
    """
    made = [_new(adoption, one, by, on) for one in items]
    for item, _kept in made:
        item.number = plan.number_for(adoption, on)
    rows = Item.objects.bulk_create([item for item, _kept in made], batch_size=1000)
    acts = [_entered(item, kept) for item, kept in made]
    acts += open_duties(rows, on)
    record_many(acts, by=by, on=on)
    _tell_units(rows, on)
    for item in rows:
        if item.state == State.IN_APPROVAL:
            tell_approvers(item, on)
    return rows


def _new(adoption: Adoption, new: NewItem, by: By, on: date) -> tuple[Item, Commitment]:
    _check_words(adoption, new)
    if new.found_on > on:
        raise BadDay(_("A problem cannot be found after today."))
    mode = plan.mode_called(adoption, new.mode) if new.mode else plan.usual_mode(adoption)
    source = plan.source_called(adoption, new.source)
    values = read_fields(plan.own_fields(plan.every_field(adoption)), new.values)
    prefill_aim(adoption, new.category, values)
    item = Item(
        adoption=adoption,
        unit=new.unit,
        source=new.source,
        source_ref=new.source_ref,
        found_by_itself=(
            new.found_by_itself
            if new.found_by_itself is not None
            else bool(source and source.own) or (source is None and _is_own(new, by, on))
        ),
        found_on=new.found_on,
        category=new.category,
        problem=need_text(new.problem, _("Say what the problem is.")),
        cause=new.cause.strip(),
        measure=new.measure.strip(),
        values=values,
        remark=new.remark.strip(),
        mode=mode.id if mode else "",
        promised_on=new.promised_on,
        leader=new.leader,
        leader_name=new.leader.name if new.leader else new.leader_name.strip(),
        owner=new.owner,
        owner_name=new.owner.name if new.owner else new.owner_name.strip(),
        recurs=new.recurs,
        rule_due_on=new.rule_due_on,
        registered_on=on,
        registered_by=by if isinstance(by, Account) else None,
    )
    if mode is not None:
        _stand(item, mode, named=bool(new.mode), by=by)
    kept = commit(item.content)
    item.salt = kept.salt
    return item, kept


def check_new(adoption: Adoption, new: NewItem, by: By, on: date) -> None:
    """Refuse a problem that could not be entered; nothing is kept.

    :raises Incomplete: as `register_item`.
    """
    _new(adoption, new, by, on)


def _check_words(adoption: Adoption, new: NewItem) -> None:
    if new.mode and plan.mode_called(adoption, new.mode) is None:
        raise Incomplete(_("The plan has no such class: choose one of those it has."))
    if new.source and plan.source_called(adoption, new.source) is None:
        raise Incomplete(_("The plan has no such source: choose one of those it has."))
    if new.recurs is not None and new.recurs.unit_id != new.unit.pk:
        raise Incomplete(_("The earlier item is one of another unit."))


def _is_own(new: NewItem, by: By, on: date) -> bool:
    """Whether somebody of the unit itself enters what came from nowhere else."""
    if not isinstance(by, Account) or by.person is None or new.source_ref:
        return False
    return by.person.tenures.filter(post__unit=new.unit, valid__contains=on).exists()


def _stand(item: Item, mode: Any, *, named: bool, by: By) -> None:
    """Set the day that holds and, where all is stated, let the work begin."""
    standing = plan.standing_of(item, mode)
    item.due_on = plan.due_day(item, standing)
    item.warn_on = plan.warn_day(item.adoption, item.due_on, item.found_on)
    missing = {*standing.missing, *standing.missing_to_approve} - {*mode.at_end}
    if named and {*standing.missing} - {*mode.at_end}:
        check_complete(item, mode)
    check_day(item, mode)
    if missing or not item.due_on:
        return
    item.planned_by = by if isinstance(by, Account) else None
    item.state = State.IN_APPROVAL if mode.approver else State.RUNNING


def prefill_aim(adoption: Adoption, category: str, values: dict[str, Any]) -> None:
    """Fill in the aim that the plan pairs with a fault, where items state it and it is not."""
    if not category or "aim" in values:
        return
    if any(one.id == "aim" for one in plan.every_field(adoption)):
        aim = plan.aim_of(adoption, category)
        if aim:
            values["aim"] = aim


def _entered(item: Item, kept: Commitment) -> Act:
    facts = {
        "number": item.number,
        "source": item.source or None,
        "mode": item.mode or None,
        "due": item.due_on,
        "recurs": item.recurs,
    }
    return Act(
        verb="rectification.registered",
        of=item,
        facts={name: value for name, value in facts.items() if value is not None},
        threads=(item.unit, *((item.source_ref,) if item.source_ref else ())),
        audience=item.unit_id,
        commits={"item": kept},
    )


def open_duties(items: Sequence[Item], on: date) -> list[Act]:
    """Let begin what is owed on items: the work by its day, the rule, the days in between."""
    promises = []
    audiences: dict[int, int] = {}
    for item in items:
        if item.adoption_id not in audiences:
            audiences[item.adoption_id] = audience_of(item)
        audience = audiences[item.adoption_id]
        if item.due_on is not None:
            promises.append(owed(item, audience, item.due_on))
        if item.rule_due_on is not None and item.rule_made_on is None:
            promises.append(owed(item, audience, item.rule_due_on, RULE))
        for day in lay_milestones(item):
            promises.append(owed(item, audience, day, milestone_code(day)))
    return list(open_dated_each(promises, on=on).acts) if promises else []


def lay_milestones(item: Item) -> list[date]:
    """Write down the days in between that an item names; return those not reached yet."""
    fields = plan.fields_for(item.adoption, plan.mode_of(item))
    wanted = plan.milestone_days(item.values, fields)
    if not wanted:
        return []
    known = {one.day: one for one in item.milestones.all()}
    Milestone.objects.bulk_create(
        Milestone(item=item, day=day) for day in wanted if day not in known
    )
    return [day for day in wanted if day not in known or known[day].reached_on is None]


def milestone_code(day: date) -> str:
    """Return our word for what is owed by a day in between."""
    return f"{MILESTONE}_{day:%Y%m%d}"


def _tell_units(items: Sequence[Item], on: date) -> None:
    by_unit: dict[int, list[Item]] = {}
    for item in items:
        by_unit.setdefault(item.unit_id, []).append(item)
    for of_unit in by_unit.values():
        if len(of_unit) > NOTICED:
            notify(
                of=of_unit[0],
                to=of_unit[0].unit,
                template="rectification.registered_many",
                on=on,
                facts={"count": len(of_unit)},
                roles=UNIT_HEARS,
            )
            continue
        for item in of_unit:
            notify(
                of=item,
                to=item.unit,
                template="rectification.registered",
                on=on,
                roles=UNIT_HEARS,
            )


def tell_approvers(item: Item, on: date) -> None:
    """Ask those whom the plan has approve an item."""
    people = plan.approvers(item, plan.mode_of(item), on)
    notify(of=item, to=people, template="rectification.to_approve", on=on)
