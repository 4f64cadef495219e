"""How an item of rectification stands: its class, its due day, what is missing, who strikes it off.

The due day is the mode's term from the day on which the problem was found; a mode without a term
is due on the day that the item promises. A promise that is moved keeps its history: the last day
holds, and each move counts as an extension. An item is struck off by somebody other than whoever
did the work.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Literal

from zhiyong.rules.calendar import Calendar
from zhiyong.rules.clock import CountRule, FirstDay, Roll, Term, last_day
from zhiyong.rules.conditions import evaluate
from zhiyong.rules.facts import Facts
from zhiyong.rules.pack.rectification import RectificationMode
from zhiyong.rules.pack.schema import Pack
from zhiyong.rules.values import Label

ItemState = Literal["open", "overdue", "closed", "refused"]

RefusalCode = Literal[
    "FIELDS_MISSING",
    "NEEDS_APPROVAL",
    "NOT_EXTENDABLE",
    "MOVED_BACK",
    "LATER_THAN_TERM",
    "CLOSING_MISSING",
    "SAME_PERSON",
    "NOT_THEIRS_TO_CONFIRM",
    "OUTSIDE_CYCLE",
]


PLAIN = RectificationMode.model_construct(
    id="plain",
    label=Label(zh="按承诺时限整改", en="By the promised day"),
    extendable=True,
)
"""The class of an item under a plan that names none: due on the day it promises, which may move."""


@dataclass(frozen=True, slots=True)
class Closing:
    """Striking off: on which day, by whom, in which role, with what."""

    on: date
    by: str | None = None
    role: str | None = None
    given: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """An item as it was entered; None: nothing was said.

    given   the fields that are filled · days: those of them that are days
    moved   the days to which the promise was moved, in order
    """

    found: date | None = None
    given: tuple[str, ...] = ()
    days: tuple[tuple[str, date], ...] = ()
    moved: tuple[date, ...] = ()
    approved: bool | None = None
    done_by: str | None = None
    closed: Closing | None = None
    cycle_ends: date | None = None


@dataclass(frozen=True, slots=True)
class ItemStanding:
    """How an item stands.

    promised   the days that were promised, in order, the last one holds
    missing    what the mode wants stated · missing_to_approve: what every item states besides
    is_open    the term is still to be set when the plan is adopted
    """

    mode: RectificationMode
    due: date | None
    promised: tuple[date, ...]
    missing: tuple[str, ...]
    missing_to_approve: tuple[str, ...]
    missing_to_close: tuple[str, ...]
    refused: tuple[tuple[RefusalCode, Mapping[str, object]], ...]
    state: ItemState
    late_by: int
    is_open: bool

    @property
    def extensions(self) -> int:
        """Return how often the promise was moved."""
        return max(0, len(self.promised) - 1)


def mode_for(pack: Pack, facts: Facts) -> RectificationMode | None:
    """Return the class of an item that names none: the first whose condition holds, or the default.

    :raises FactError: if a fact has a value that cannot be compared.
    """
    modes = pack.rectification.modes if pack.rectification else ()
    for mode in modes:
        if mode.when is not None and evaluate(mode.when, facts, pack.vocabulary).is_met:
            return mode
    return next((mode for mode in modes if mode.default), None)


def stand(
    pack: Pack,
    mode: RectificationMode,
    item: Item,
    *,
    today: date | None = None,
    calendar: Calendar | None = None,
) -> ItemStanding:
    """Return how an item stands on a day, with every reason why it cannot be saved or closed.

    :raises TermError: if the mode's term counts hours, or needs a calendar and none is given.
    """
    rules = pack.rectification
    refused: list[tuple[RefusalCode, Mapping[str, object]]] = []
    missing = tuple(
        field.id for field in mode.needs if field.required and field.id not in item.given
    )
    if missing:
        refused.append(("FIELDS_MISSING", {"fields": missing}))
    own = rules.fields if rules else ()
    to_approve = tuple(field.id for field in own if field.required and field.id not in item.given)
    if item.approved and to_approve:
        refused.append(("FIELDS_MISSING", {"fields": to_approve}))
    if mode.approver is not None and item.approved is False:
        refused.append(("NEEDS_APPROVAL", {"by": mode.approver}))
    by_term = _by_term(pack, mode, item, calendar)
    promised = _promised(mode, item, pack)
    if item.moved and not mode.extendable:
        refused.append(("NOT_EXTENDABLE", {"to": item.moved[-1]}))
    for before, after in pairwise(promised):
        if after <= before:
            refused.append(("MOVED_BACK", {"from": before, "to": after}))
    too_late = bool(by_term and promised and promised[0] > by_term)
    if too_late:
        refused.append(("LATER_THAN_TERM", {"promised": promised[0], "latest": by_term}))
    due = promised[-1] if promised and not too_late else by_term
    to_close = _closing(pack, item, refused)
    if mode.same_cycle and item.cycle_ends:
        ends = item.closed.on if item.closed else today
        if ends and ends > item.cycle_ends:
            refused.append(("OUTSIDE_CYCLE", {"until": item.cycle_ends}))
    end = item.closed.on if item.closed else today
    late_by = max(0, (end - due).days) if end and due else 0
    return ItemStanding(
        mode=mode,
        due=due,
        promised=promised,
        missing=missing,
        missing_to_approve=to_approve,
        missing_to_close=to_close,
        refused=tuple(refused),
        state=_state(item, refused, late_by),
        late_by=late_by,
        is_open=mode.term == "unspecified",
    )


def _by_term(
    pack: Pack, mode: RectificationMode, item: Item, calendar: Calendar | None
) -> date | None:
    if item.found is None or not isinstance(mode.term, Term):
        return None
    rule = CountRule(
        FirstDay.SAME if pack.counting.first_day == "same" else FirstDay.NEXT,
        Roll.FORWARD if pack.counting.roll == "next_working_day" else Roll.NONE,
    )
    return last_day(mode.term, item.found, calendar, rule)


def _promised(mode: RectificationMode, item: Item, pack: Pack) -> tuple[date, ...]:
    """Return the promised day, from the first field that is a day, and those it was moved to.

    A day to which the mode does not let it be moved is none of them.
    """
    fields = [*mode.needs, *(pack.rectification.fields if pack.rectification else ())]
    days = dict(item.days)
    wanted = (field.id for field in fields if field.kind == "day" and not field.many)
    first = next((days[name] for name in wanted if name in days), None)
    moved = item.moved if mode.extendable else ()
    return (first, *moved) if first else moved


def _closing(
    pack: Pack, item: Item, refused: list[tuple[RefusalCode, Mapping[str, object]]]
) -> tuple[str, ...]:
    rules, closed = pack.rectification, item.closed
    if rules is None or closed is None:
        return ()
    there = {*closed.given, *item.given}
    missing = tuple(field.id for field in rules.closing if field.required and field.id not in there)
    if missing:
        refused.append(("CLOSING_MISSING", {"fields": missing}))
    if closed.by and closed.by == item.done_by:
        refused.append(("SAME_PERSON", {"who": closed.by}))
    if closed.role and rules.confirmed_by and closed.role not in rules.confirmed_by:
        refused.append(("NOT_THEIRS_TO_CONFIRM", {"role": closed.role, "by": rules.confirmed_by}))
    return missing


def _state(
    item: Item, refused: list[tuple[RefusalCode, Mapping[str, object]]], late_by: int
) -> ItemState:
    blocking = {code for code, _ in refused}
    if blocking & {"FIELDS_MISSING", "NEEDS_APPROVAL", "LATER_THAN_TERM"}:
        return "refused"
    unclosed = {"CLOSING_MISSING", "SAME_PERSON", "NOT_THEIRS_TO_CONFIRM"}
    if item.closed and not blocking & unclosed:
        return "closed"
    return "overdue" if late_by or "OUTSIDE_CYCLE" in blocking else "open"
