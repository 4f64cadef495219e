"""Workbooks of items: read, shown, confirmed, carried out; all of one, or nothing of it."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from zhiyong.directory.models import Account, Person, Tenure, Unit
from zhiyong.directory.workbook.reading import Problem, Table, read
from zhiyong.journal.services import commit, record
from zhiyong.plans.models import Adoption
from zhiyong.rectification import plan
from zhiyong.rectification.models import Item, Workbook
from zhiyong.rectification.selectors import items_visible_to
from zhiyong.rectification.services.common import (
    BadDay,
    BadValue,
    FieldsMissing,
    Incomplete,
    State,
    locked,
    read_fields,
    tell,
)
from zhiyong.rectification.services.doing import report_progress
from zhiyong.rectification.services.planning import change_item, plan_item
from zhiyong.rectification.services.registering import NewItem, check_new, register_items
from zhiyong.rectification.sheets import (
    CAUSE,
    DUE,
    FOUND,
    LEADER,
    MEASURE,
    MODE,
    NUMBER,
    OWN,
    OWNER,
    PROBLEM,
    PROGRESS,
    REMARK,
    SOURCE,
    STRUCK,
    UNIT,
    own_fields,
    sheet_of,
)
from zhiyong.shell.access import Standing
from zhiyong.shell.errors import Refusal

MOST = 5000
"""Rows of one workbook: more are divided."""

COLUMN_OF: Mapping[str, str] = {
    "problem": PROBLEM,
    "problems": PROBLEM,
    "cause": CAUSE,
    "measure": MEASURE,
    "leader": LEADER,
    "owner": OWNER,
}


class CellsWrong(Refusal):
    """Cells of the workbook are wrong; nothing is kept of it."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(_("Nothing was changed. Mend these cells and hand the workbook in again."))
        self.problems = problems


class NotWaiting(Refusal):
    """The workbook was carried out or withdrawn before."""


class AnotherPlanNow(Refusal):
    """The ledger has changed since the changes were shown."""


@dataclass(frozen=True, slots=True)
class Scope:
    """For which units somebody hands a workbook in: all under the plan, or some."""

    everywhere: bool
    units: frozenset[int]

    def covers(self, unit: int) -> bool:
        """Whether items of a unit are within it."""
        return self.everywhere or unit in self.units


@dataclass(frozen=True, slots=True)
class Change:
    """One row of the preview: a new item, or what changes of one. `said` is what would be new."""

    kind: Literal["ADDED", "CHANGED"]
    line: int
    unit: Unit
    problem: str
    said: dict[str, Any]
    new: NewItem | None = None
    item: Item | None = None


@dataclass(slots=True)
class Plan:
    """What a workbook would do, or what is wrong with it."""

    changes: list[Change] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: list[dict[str, str]] = field(default_factory=list)
    same: int = 0

    @property
    def digest(self) -> str:
        """Return a digest of all that would change."""
        said = [
            [one.kind, one.unit.pk, one.problem, one.said, one.item.pk if one.item else None]
            for one in self.changes
        ]
        raw = json.dumps([said, self.same], ensure_ascii=False, sort_keys=True, default=str)
        return hashlib.sha256(raw.encode()).hexdigest()

    def count(self, kind: str) -> int:
        """Return how many changes are of a kind."""
        return sum(1 for one in self.changes if one.kind == kind)


@transaction.atomic
def receive(
    *,
    adoption: Adoption,
    name: str,
    content: bytes,
    scope: Scope,
    standing: Standing,
    by: Account,
    on: date,
) -> Workbook:
    """Read a workbook, and keep it until somebody confirms what it would change.

    :raises NotReadable: if it is no workbook that can be read.
    :raises CellsWrong: with every error at its cell; nothing is kept.
    """
    plan_ = make_plan(adoption, content, scope, standing, by, on)
    if plan_.problems:
        raise CellsWrong(tuple(plan_.problems))
    workbook = Workbook.objects.create(
        adoption=adoption,
        name=name[:200],
        digest=hashlib.sha256(content).hexdigest(),
        plan_digest=plan_.digest,
        content=content,
        uploaded_by=by,
        uploaded_on=on,
        added=plan_.count("ADDED"),
        changed=plan_.count("CHANGED"),
        same=plan_.same,
    )
    record(
        "rectification.workbook_received",
        of=workbook,
        by=by,
        on=on,
        threads=[adoption],
        facts={"digest": workbook.digest},
    )
    return workbook


@transaction.atomic
def carry_out(
    *, workbook: Workbook, scope: Scope, standing: Standing, by: Account, on: date
) -> Workbook:
    """Carry a workbook out: all of it, if the ledger still answers with the same changes.

    :raises NotWaiting: if it was carried out or withdrawn before.
    :raises AnotherPlanNow: if the ledger has changed meanwhile.
    """
    adoption = Adoption.objects.select_for_update(of=("self",), no_key=True).get(
        pk=workbook.adoption_id
    )
    workbook = _waiting(workbook)
    found = make_plan(adoption, bytes(workbook.content), scope, standing, by, on)
    if found.problems or found.digest != workbook.plan_digest:
        raise AnotherPlanNow(
            _("The ledger has changed since this was worked out. Hand the workbook in again.")
        )
    new = [one for one in found.changes if one.new is not None]
    made = register_items(
        adoption=adoption, items=[one.new for one in new if one.new], by=by, on=on
    )
    for one, item in zip(new, made, strict=True):
        if one.said.get(PROGRESS):
            report_progress(item=item, text=one.said[PROGRESS], by=by, on=on)
    for one in found.changes:
        if one.item is not None:
            _apply(one, by, on)
    workbook.state, workbook.content = Workbook.State.DONE, b""
    workbook.save(update_fields=["state", "content"])
    record(
        "rectification.workbook_carried_out",
        of=workbook,
        by=by,
        on=on,
        threads=[adoption],
        facts={
            "digest": workbook.digest,
            "added": workbook.added,
            "changed": workbook.changed,
        },
    )
    return workbook


@transaction.atomic
def withdraw(*, workbook: Workbook, by: Account, on: date) -> Workbook:
    """Withdraw a workbook that was not carried out.

    :raises NotWaiting: if it was carried out or withdrawn before.
    """
    workbook = _waiting(workbook)
    workbook.state, workbook.content = Workbook.State.WITHDRAWN, b""
    workbook.save(update_fields=["state", "content"])
    record(
        "rectification.workbook_withdrawn", of=workbook, by=by, on=on, threads=[workbook.adoption]
    )
    return workbook


def _waiting(workbook: Workbook) -> Workbook:
    found = (
        Workbook.objects.select_for_update(of=("self",))
        .select_related("adoption")
        .get(pk=workbook.pk)
    )
    if found.state != Workbook.State.READY:
        text = _("This workbook is at the stage “{state}”.")
        raise NotWaiting(text.format(state=found.get_state_display()))
    return found


def make_plan(
    adoption: Adoption,
    content: bytes,
    scope: Scope,
    standing: Standing,
    by: Account,
    on: date,
) -> Plan:
    """Return what a workbook would change, or everything that is wrong with it.

    :raises NotReadable: if it is no workbook that can be read.
    """
    sheet = sheet_of(adoption)
    reading = read(content, [sheet])
    found = Plan(problems=list(reading.problems), notes=reading.notes)
    table = reading.tables.get(sheet.key)
    if table is None:
        return found
    if len(table.rows) > MOST:
        first = table.rows[MOST].number
        found.problems.append(table.problem(first, PROBLEM, "", "TOO_MANY_ROWS", most=MOST))
        return found
    _Planner(adoption, scope, standing, by, on, table, found).work()
    return found


class _Planner:
    """Compares the rows of a sheet with the ledger."""

    def __init__(
        self,
        adoption: Adoption,
        scope: Scope,
        standing: Standing,
        by: Account,
        on: date,
        table: Table,
        found: Plan,
    ) -> None:
        self.adoption, self.scope, self.by, self.on = adoption, scope, by, on
        self.table, self.found = table, found
        self.fields = own_fields(adoption)
        rows = [*table.rows, *table.broken]
        self.units = self._units({str(row.get(UNIT) or "") for row in rows} - {""})
        self.people = self._people(
            {str(row.get(key) or "") for row in rows for key in (LEADER, OWNER)} - {""}
        )
        numbers = {str(row.get(NUMBER) or "") for row in table.rows} - {""}
        self.numbered = {
            item.number: item
            for item in items_visible_to(standing)
            .filter(adoption=adoption, number__in=numbers)
            .select_related("unit", "leader", "owner", "adoption__pack", "adoption__body")
        }
        self.seen: dict[str, int] = {}
        self.own_units = frozenset(
            Tenure.objects.filter(person=by.person_id or 0, valid__contains=on).values_list(
                "post__unit", flat=True
            )
        )

    def _units(self, names: set[str]) -> dict[str, list[Unit]]:
        found: dict[str, list[Unit]] = defaultdict(list)
        rows = Unit.objects.filter(
            Q(name__in=names) | Q(short_name__in=names) | Q(code__in=names),
            path__contains=[self.adoption.body_id],
            closed_on=None,
        ).order_by("pk")
        for unit in rows:
            for name in {unit.name, unit.short_name, unit.code} & names:
                found[name].append(unit)
        return found

    def _people(self, names: set[str]) -> dict[str, list[tuple[Person, int]]]:
        found: dict[str, list[tuple[Person, int]]] = defaultdict(list)
        rows = Tenure.objects.filter(
            valid__contains=self.on, person__name__in=names
        ).select_related("person", "post")
        for tenure in rows:
            found[tenure.person.name].append((tenure.person, tenure.post.unit_id))
        return found

    def work(self) -> None:
        """Go through all rows."""
        for row in self.table.rows:
            self._row(row.number, row.values)
        for row in self.table.broken:
            if row.get(UNIT):
                self._place(row.number, row.get(UNIT))
        self.found.problems.sort(key=lambda one: (one.row, len(one.column), one.column))

    def _wrong(self, line: int, key: str, value: Any, code: str, **facts: Any) -> None:
        self.found.problems.append(self.table.problem(line, key, value, code, **facts))

    def _place(self, line: int, name: Any) -> Unit | None:
        """Return the unit that a name means; None after saying why there is none."""
        units = self.units.get(str(name), [])
        exact = [one for one in units if str(name) in (one.name, one.code)] or units
        if not exact:
            self._wrong(line, UNIT, name, "NO_SUCH_UNIT")
        elif len(exact) > 1:
            codes = "、".join(one.code for one in exact[:5])
            self._wrong(line, UNIT, name, "UNIT_NOT_CLEAR", codes=codes)
        elif not self.scope.covers(exact[0].pk):
            self._wrong(line, UNIT, name, "NOT_YOURS")
        else:
            return exact[0]
        return None

    def _person(self, name: str, unit: Unit) -> Person | None:
        """Return who a name means at a unit or above it, if that is one person."""
        fits = {person.pk: person for person, at in self.people.get(name, []) if at in unit.path}
        return next(iter(fits.values())) if len(fits) == 1 else None

    def _row(self, line: int, cells: dict[str, Any]) -> None:
        unit = self._place(line, cells.get(UNIT))
        number = str(cells.get(NUMBER) or "")
        if unit is None:
            return
        if not number:
            self._new(line, cells, unit)
            return
        item = self.numbered.get(number)
        if item is None:
            self._wrong(line, NUMBER, number, "NO_SUCH_ITEM")
        elif (first := self.seen.setdefault(number, line)) != line:
            self._wrong(line, NUMBER, number, "ITEM_TWICE", first=first)
        elif item.unit_id != unit.pk:
            self._wrong(line, UNIT, cells.get(UNIT), "OTHER_UNIT", unit=item.unit.name)
        else:
            self._changed(line, cells, item)

    def _values(self, line: int, cells: dict[str, Any]) -> dict[str, Any] | None:
        given = {
            one.id: cells[OWN + one.id] for one in self.fields if cells.get(OWN + one.id) not in
            (None, "", [])
        }  # fmt: skip
        values: dict[str, Any] = {}
        sound = True
        for one in self.fields:
            try:
                values |= read_fields([one], given)
            except BadValue as wrong:
                self._wrong(line, OWN + one.id, given.get(one.id), wrong.code)
                sound = False
        return values if sound else None

    def _new(self, line: int, cells: dict[str, Any], unit: Unit) -> None:
        if cells.get(STRUCK):
            self._wrong(line, STRUCK, cells[STRUCK], "STRUCK_BY_LOOK")
        values = self._values(line, cells)
        if values is None:
            return
        source = plan.source_called(self.adoption, cells.get(SOURCE) or "")
        leader, owner = cells.get(LEADER) or "", cells.get(OWNER) or ""
        new = NewItem(
            unit=unit,
            problem=cells[PROBLEM],
            found_on=cells.get(FOUND) or self.on,
            source=source.id if source else "",
            found_by_itself=bool(source and source.own)
            or (source is None and unit.pk in self.own_units),
            cause=cells.get(CAUSE) or "",
            measure=cells.get(MEASURE) or "",
            mode=cells.get(MODE) or "",
            promised_on=cells.get(DUE),
            leader=self._person(leader, unit),
            leader_name=leader,
            owner=self._person(owner, unit),
            owner_name=owner,
            values=values,
            remark=cells.get(REMARK) or "",
        )
        if self._refused(line, new):
            return
        said = {
            key: value
            for key, value in cells.items()
            if value not in (None, "", []) and key not in (NUMBER, UNIT, PROBLEM)
        }
        self.found.changes.append(Change("ADDED", line, unit, cells[PROBLEM], said, new=new))

    def _refused(self, line: int, new: NewItem) -> bool:
        """Whether the ledger would refuse a new item; said at the cells that are the reason."""
        try:
            check_new(self.adoption, new, self.by, self.on)
        except FieldsMissing as refusal:
            for name in refusal.fields:
                self._wrong(line, self._column(name), "", "PLAN_WANTS")
        except BadDay as refusal:
            key = FOUND if new.found_on > self.on else DUE
            value = new.found_on if key == FOUND else new.promised_on
            self._wrong(line, key, value, "REFUSED", text=str(refusal))
        except Incomplete as refusal:
            self._wrong(line, PROBLEM, new.problem, "REFUSED", text=str(refusal))
        else:
            return False
        return True

    def _column(self, name: str) -> str:
        if name in COLUMN_OF:
            return COLUMN_OF[name]
        own = any(one.id == name for one in self.fields)
        return OWN + name if own else DUE

    def _changed(self, line: int, cells: dict[str, Any], item: Item) -> None:
        said = self._differences(line, cells, item)
        if said is None:
            return
        if not said:
            self.found.same += 1
            return
        if not item.is_open:
            text = item.get_state_display()
            self._wrong(line, NUMBER, item.number, "CLOSED", state=str(text))
            return
        change = Change("CHANGED", line, item.unit, item.problem, said, item=item)
        self.found.changes.append(change)

    def _differences(self, line: int, cells: dict[str, Any], item: Item) -> dict[str, Any] | None:
        """Return what a row says anew of an item; None after saying what it may not change."""
        sound = True

        def stands(key: str, code: str) -> None:
            nonlocal sound
            self._wrong(line, key, cells.get(key), code)
            sound = False

        if cells[PROBLEM].strip() != item.problem.strip():
            stands(PROBLEM, "PROBLEM_STANDS")
        if bool(cells.get(STRUCK)) and item.state != State.STRUCK_OFF:
            stands(STRUCK, "STRUCK_BY_LOOK")
        planned = item.state != State.REGISTERED
        if cells.get(DUE) and cells[DUE] != item.due_on and planned:
            stands(DUE, "DAY_STANDS")
        if cells.get(MODE) and cells[MODE] != item.mode and planned:
            stands(MODE, "CLASS_STANDS")
        values = self._values(line, cells)
        if not sound or values is None:
            return None
        before: dict[str, Any] = {
            CAUSE: item.cause,
            MEASURE: item.measure,
            LEADER: item.leader_shown,
            OWNER: item.owner_shown,
            REMARK: item.remark,
            MODE: item.mode,
            DUE: item.due_on,
        }
        said = {
            key: cells[key]
            for key, was in before.items()
            if cells.get(key) not in (None, "") and cells[key] != was
        }
        said |= {
            OWN + name: value for name, value in values.items() if item.values.get(name) != value
        }
        word = (cells.get(PROGRESS) or "").strip()
        last = item.progress.order_by("-pk").values_list("text", flat=True).first()
        if word and word != (last or "").strip():
            said[PROGRESS] = word
        return said


def _apply(change: Change, by: Account, on: date) -> None:
    """Carry out what changes of one item."""
    if change.item is None:
        return
    said, item = change.said, locked(change.item)
    values = {key.removeprefix(OWN): value for key, value in said.items() if key.startswith(OWN)}
    if set(said) - {PROGRESS}:
        stated = {
            "cause": said.get(CAUSE, item.cause),
            "measure": said.get(MEASURE, item.measure),
            "remark": said.get(REMARK, item.remark),
            "leader": item.leader if LEADER not in said else None,
            "owner": item.owner if OWNER not in said else None,
            "rule_due_on": item.rule_due_on,
            "values": {**item.values, **values},
        }
        item.leader_name = said.get(LEADER, item.leader_name)
        item.owner_name = said.get(OWNER, item.owner_name)
        item.save(update_fields=["leader_name", "owner_name"])
        if item.state == State.RUNNING:
            change_item(item=item, by=by, on=on, **stated)
        else:
            _plan_or_keep(item, said, stated, by, on)
    if said.get(PROGRESS):
        report_progress(item=item, text=said[PROGRESS], by=by, on=on)


def _plan_or_keep(
    item: Item, said: dict[str, Any], stated: dict[str, Any], by: Account, on: date
) -> None:
    """Plan an item that is registered where all is stated; else keep what is stated so far."""
    mode = said.get(MODE, item.mode)
    promised = said.get(DUE) or item.promised_on
    try:
        with transaction.atomic():
            plan_item(item=item, mode=mode, promised_on=promised, by=by, on=on, **stated)
    except (Incomplete, BadDay):
        for name in ("cause", "measure", "remark", "leader", "owner", "values"):
            setattr(item, name, stated[name])
        item.mode, item.promised_on = mode, promised
        kept = commit(item.content)
        item.salt = kept.salt
        item.save()
        tell("rectification.changed", item, by, on, commits={"item": kept})


def preview(
    workbook: Workbook, scope: Scope, standing: Standing, by: Account, on: date
) -> list[Change]:
    """Return what a workbook that waits would change."""
    return make_plan(workbook.adoption, bytes(workbook.content), scope, standing, by, on).changes
