"""What a plan says about items: classes, what they state, how they stand. Never a number here.

A plan may call the problem, the cause, the measure, who leads and who does by these words of its
fields; they have columns of their own. Everything else that it wants stated is among `values`.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from zhiyong.directory.models import Person
from zhiyong.duties.calendars import counted
from zhiyong.files.numbers import next_number
from zhiyong.plans.models import Adoption
from zhiyong.plans.parties import people_of, signer_of
from zhiyong.plans.selectors import pack_of
from zhiyong.plans.wording import language, party
from zhiyong.rectification.models import Item
from zhiyong.rules.clock import Term, warn_from
from zhiyong.rules.pack.fields import Field
from zhiyong.rules.pack.rectification import (
    NoticeLadder,
    NoticeStep,
    Rectification,
    RectificationMode,
    RectificationSource,
)
from zhiyong.rules.pack.schema import Pack
from zhiyong.rules.rectifying import PLAIN, ItemStanding, mode_for, stand
from zhiyong.rules.rectifying import Item as Asked
from zhiyong.rules.values import ValueProblem, parse_day

COLUMNS: Mapping[str, str] = {
    "problem": "problem",
    "problems": "problem",
    "cause": "cause",
    "measure": "measure",
    "leader": "leader_shown",
    "owner": "owner_shown",
}
"""Which words of a plan's fields have a column of their own, and which attribute tells it."""

SERIES = "rectification"
PATTERN = "整〔{year}〕{n:03}号"
"""How items are numbered where the plan has no series for them."""


def ways_of(adoption: Adoption) -> Rectification:
    """Return what the plan says about items; nothing, where it says nothing."""
    return pack_of(adoption).rectification or Rectification()


def modes_of(adoption: Adoption) -> tuple[RectificationMode, ...]:
    """Return the classes of the triage; one that asks for a promise, where the plan has none."""
    return ways_of(adoption).modes or (PLAIN,)


def mode_called(adoption: Adoption, name: str) -> RectificationMode | None:
    """Return a class by its name."""
    return next((mode for mode in modes_of(adoption) if mode.id == name), None)


def usual_mode(adoption: Adoption) -> RectificationMode | None:
    """Return the class of an item that names none, if the plan has one."""
    pack = pack_of(adoption)
    if not ways_of(adoption).modes:
        return PLAIN
    return mode_for(pack, {})


def mode_of(item: Item) -> RectificationMode | None:
    """Return the class of an item; None while it has none."""
    return mode_called(item.adoption, item.mode) if item.mode else None


def source_called(adoption: Adoption, name: str) -> RectificationSource | None:
    """Return a source by its name."""
    return next((one for one in ways_of(adoption).sources if one.id == name), None)


def fields_for(adoption: Adoption, mode: RectificationMode | None) -> tuple[Field, ...]:
    """Return the fields that an item of a class states, each once: its class's, then the plan's."""
    found: dict[str, Field] = {}
    for field in (*(mode.needs if mode else ()), *ways_of(adoption).fields):
        found.setdefault(field.id, field)
    return tuple(found.values())


def every_field(adoption: Adoption) -> tuple[Field, ...]:
    """Return the fields of all classes and of the plan, each once."""
    found: dict[str, Field] = {}
    for field in (
        *ways_of(adoption).fields,
        *(field for mode in modes_of(adoption) for field in mode.needs),
    ):
        found.setdefault(field.id, field)
    return tuple(found.values())


def day_field(adoption: Adoption, mode: RectificationMode | None) -> Field | None:
    """Return the field that is the promised day, if the plan has one."""
    return next(
        (field for field in fields_for(adoption, mode) if field.kind == "day" and not field.many),
        None,
    )


def is_day_promised(field: Field) -> bool:
    """Whether a field holds the promised day: it has a column of its own."""
    return field.kind == "day" and not field.many


def is_milestones(field: Field) -> bool:
    """Whether a field holds the days in between."""
    return field.kind == "day" and field.many


def own_fields(fields: Iterable[Field]) -> tuple[Field, ...]:
    """Return the fields that are kept among `values`."""
    return tuple(
        field for field in fields if field.id not in COLUMNS and not is_day_promised(field)
    )


def given_of(item: Item, mode: RectificationMode | None) -> tuple[str, ...]:
    """Return the fields of the plan that an item fills."""
    given = []
    for field in fields_for(item.adoption, mode):
        if field.id in COLUMNS:
            said: Any = getattr(item, COLUMNS[field.id])
        elif is_day_promised(field):
            said = item.promised_on
        else:
            said = item.values.get(field.id)
        if said not in (None, "", [], ()):
            given.append(field.id)
    return tuple(given)


def standing_of(
    item: Item,
    mode: RectificationMode,
    *,
    today: date | None = None,
    approved: bool | None = None,
    moved: tuple[date, ...] = (),
) -> ItemStanding:
    """Return how an item stands, by the rules: its due day, what is missing, what is refused."""
    field = day_field(item.adoption, mode)
    days = ((field.id, item.promised_on),) if field and item.promised_on else ()
    asked = Asked(
        found=item.found_on,
        given=given_of(item, mode),
        days=days,
        moved=moved,
        approved=approved,
    )
    pack = pack_of(item.adoption)
    found, _plain = counted(
        lambda calendar: stand(pack, mode, asked, today=today, calendar=calendar)
    )
    return found


def due_day(item: Item, standing: ItemStanding) -> date | None:
    """Return the day that holds: by the rules, or an earlier one that the unit promised."""
    if standing.due is None or (item.promised_on and item.promised_on < standing.due):
        return item.promised_on
    return standing.due


def warn_day(adoption: Adoption, due: date | None, start: date) -> date | None:
    """Return from when an item is nearly due."""
    warn = ways_of(adoption).warn
    if due is None or not isinstance(warn, Term):
        return None
    found, _plain = counted(lambda calendar: warn_from(due, warn, start=start, calendar=calendar))
    return found


def aim_of(adoption: Adoption, category: str) -> str:
    """Return what improvement the plan pairs with a fault, from the fault or what it lies under."""
    pack = pack_of(adoption)

    def walk(level: Iterable[Any], above: Any) -> Any:
        for one in level:
            aim = one.aim or above
            if one.id == category:
                return aim
            if (found := walk(one.children, aim)) is not None:
                return found
        return None

    aim = walk(pack.taxonomy, None)
    return aim.say("zh") if aim else ""


def categories(adoption: Adoption) -> list[tuple[str, str]]:
    """Return the faults of the plan that have an aim, with what lies under them, as choices."""
    lang = language()
    found: list[tuple[str, str]] = []

    def walk(level: Iterable[Any], paired: bool, depth: int) -> None:
        for one in level:
            has = paired or one.aim is not None
            if has:
                found.append((one.id, f"{'　' * depth}{one.label.say(lang)}"))
            walk(one.children, has, depth + 1)

    walk(pack_of(adoption).taxonomy, False, 0)
    return found


def number_for(adoption: Adoption, on: date) -> str:
    """Return the next register number of a plan's ledger.

    Unit: one series for each body that put the plan in force and, as the plan says, year.
    """
    name = ways_of(adoption).series
    if name is None:
        n = next_number(series=SERIES, unit=adoption.body, year=on.year)
        return PATTERN.format(year=on.year, n=n)
    series = pack_of(adoption).number_series(name)
    year = on.year if series.reset == "yearly" else 0
    n = next_number(series=f"{SERIES}.{name}", unit=adoption.body, year=year)
    return series.format(year=on.year, n=n)


def may_approve(item: Item, mode: RectificationMode | None, by: Person | None, on: date) -> bool:
    """Whether somebody is who the plan has approve an item of a class: the position in its unit.

    Where nobody holds the position, whoever leads the body that put the plan in force.
    """
    if by is None:
        return False
    return any(one.pk == by.pk for one in approvers(item, mode, on))


def approvers(item: Item, mode: RectificationMode | None, on: date) -> tuple[Person, ...]:
    """Return who approves an item of a class; nobody where the plan wants no approval."""
    if mode is None or mode.approver is None:
        return ()
    found = signer_of(item.adoption, mode.approver, unit=item.unit, on=on).people
    if found:
        return found
    return people_of(item.adoption.body, on)


def approver_named(item: Item, mode: RectificationMode | None) -> str:
    """Return what the plan calls who approves; "" where nobody does."""
    if mode is None or mode.approver is None:
        return ""
    return party(pack_of(item.adoption), mode.approver)


def ladder_of(adoption: Adoption) -> NoticeLadder | None:
    """Return the plan's ladder of notices, if it has one."""
    return pack_of(adoption).notice_ladder


def step_called(adoption: Adoption, name: str) -> NoticeStep | None:
    """Return a step of the ladder by its name."""
    ladder = ladder_of(adoption)
    return next((one for one in ladder.steps if one.id == name), None) if ladder else None


def labels_of(pack: Pack, fields: Iterable[str]) -> str:
    """Return fields of items by their labels, for a refusal."""
    rules = pack.rectification or Rectification()
    known = {
        field.id: field.label.say(language())
        for field in (
            *rules.fields,
            *rules.closing,
            *(field for mode in rules.modes for field in mode.needs),
        )
    }
    return _(", ").join(known.get(one, one) for one in fields)


def milestone_days(values: Mapping[str, Any], fields: Iterable[Field]) -> list[date]:
    """Return the days in between that an item names, in order."""
    days: set[date] = set()
    for field in fields:
        if not is_milestones(field):
            continue
        for said in values.get(field.id) or ():
            try:
                days.add(parse_day(str(said)))
            except ValueProblem:
                continue
    return sorted(days)
