"""Workbooks of rows: read, shown, confirmed, carried out; all of one, or nothing of it."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from django.db import transaction
from django.utils.translation import gettext as _

from zhiyong.directory.models import Account, Unit
from zhiyong.directory.workbook.reading import Problem, Reading, Table, read
from zhiyong.journal.services import record, record_many
from zhiyong.plans.models import Adoption
from zhiyong.plans.selectors import pack_of
from zhiyong.registers.access import Reach
from zhiyong.registers.models import Row, Workbook
from zhiyong.registers.selectors import IN_FORCE, homes_of, line_of, subject_kind
from zhiyong.registers.services.rows import NoReason, entered, lock, new_row, put_in_place
from zhiyong.registers.sheets import NAMED, NUMBER, OWN, SUBJECT, TITLE, sheet_of
from zhiyong.rules.pack.fields import Register
from zhiyong.rules.registers import Values, Wrong, read_values
from zhiyong.shell import kinds
from zhiyong.shell.errors import Refusal

MOST = 5000
"""Rows of one workbook: more are divided."""


class CellsWrong(Refusal):
    """Cells of the workbook are wrong; nothing is kept of it."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(_("Nothing was changed. Mend these cells and hand the workbook in again."))
        self.problems = problems


class NotWaiting(Refusal):
    """The workbook was carried out or withdrawn before."""


class AnotherPlanNow(Refusal):
    """The register has changed since the changes were shown."""


@dataclass(frozen=True, slots=True)
class Change:
    """One row of the preview: a new row, or one in the place of another."""

    kind: Literal["ADDED", "CORRECTED"]
    line: int
    about: str
    title: str
    unit: int
    values: Values
    old: Row | None = None


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
            [one.kind, one.about, one.title, one.unit, one.values, one.old.pk if one.old else None]
            for one in self.changes
        ]
        raw = json.dumps([said, self.same], ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(raw.encode()).hexdigest()

    def count(self, kind: str) -> int:
        """Return how many changes are of a kind."""
        return sum(1 for one in self.changes if one.kind == kind)


@transaction.atomic
def receive(
    *,
    adoption: Adoption,
    register: Register,
    name: str,
    content: bytes,
    reach: Reach,
    by: Account,
    on: date,
    why: str = "",
) -> Workbook:
    """Read a workbook, and keep it until somebody confirms what it would change.

    :raises NotReadable: if it is no workbook that can be read.
    :raises CellsWrong: with every error at its cell; nothing is kept.
    :raises NoReason: if it corrects rows and no reason is given.
    """
    plan = make_plan(adoption, register, content, reach, on)
    if plan.problems:
        raise CellsWrong(tuple(plan.problems))
    if plan.count("CORRECTED") and not why.strip():
        raise NoReason(_("The workbook corrects rows: give the reason, it stays beside them."))
    workbook = Workbook.objects.create(
        adoption=adoption,
        register=register.id,
        name=name[:200],
        digest=hashlib.sha256(content).hexdigest(),
        plan_digest=plan.digest,
        content=content,
        why=why.strip()[:500],
        uploaded_by=by,
        uploaded_on=on,
        added=plan.count("ADDED"),
        corrected=plan.count("CORRECTED"),
        same=plan.same,
    )
    record(
        "register.workbook_received",
        of=workbook,
        by=by,
        on=on,
        threads=[adoption],
        facts={"register": register.id, "digest": workbook.digest},
    )
    return workbook


@transaction.atomic
def carry_out(*, workbook: Workbook, reach: Reach, by: Account, on: date) -> Workbook:
    """Carry a workbook out: all of it, if the register still answers with the same changes.

    :raises NotWaiting: if it was carried out or withdrawn before.
    :raises AnotherPlanNow: if rows were changed meanwhile.
    """
    adoption = lock(workbook.adoption)
    workbook = _waiting(workbook)
    register: Register = pack_of(adoption).element("registers", workbook.register)
    plan = make_plan(adoption, register, bytes(workbook.content), reach, on)
    if plan.problems or plan.digest != workbook.plan_digest:
        raise AnotherPlanNow(
            _("The register has changed since this was worked out. Hand the workbook in again.")
        )
    _write(adoption, register, plan, workbook, by, on)
    workbook.state, workbook.content = Workbook.State.DONE, b""
    workbook.save(update_fields=["state", "content"])
    record(
        "register.workbook_carried_out",
        of=workbook,
        by=by,
        on=on,
        threads=[adoption],
        facts={
            "register": register.id,
            "digest": workbook.digest,
            "added": workbook.added,
            "corrected": workbook.corrected,
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
    record("register.workbook_withdrawn", of=workbook, by=by, on=on, threads=[workbook.adoption])
    return workbook


def make_plan(
    adoption: Adoption, register: Register, content: bytes, reach: Reach, on: date
) -> Plan:
    """Return what a workbook would change, or everything that is wrong with it.

    :raises NotReadable: if it is no workbook that can be read.
    """
    sheet = sheet_of(register)
    reading: Reading = read(content, [sheet])
    plan = Plan(problems=list(reading.problems), notes=reading.notes)
    table = reading.tables.get(sheet.key)
    if table is None:
        return plan
    if len(table.rows) > MOST:
        first = table.rows[MOST].number
        plan.problems.append(table.problem(first, SUBJECT, "", "TOO_MANY_ROWS", most=MOST))
        return plan
    _Planner(adoption, register, reach, on, table, plan).work()
    return plan


class _Planner:
    """Compares the rows of a sheet with the register."""

    def __init__(
        self,
        adoption: Adoption,
        register: Register,
        reach: Reach,
        on: date,
        table: Table,
        plan: Plan,
    ) -> None:
        self.register, self.reach, self.table, self.plan = register, reach, table, plan
        self.kind = subject_kind(register)
        codes = {row.get(SUBJECT) for row in (*table.rows, *table.broken)}
        model, code = NAMED[self.kind]
        self.subjects = {
            getattr(one, code): one for one in model.objects.filter(**{f"{code}__in": codes})
        }
        self.units = self._units(on)
        about = [kinds.ref(one) for one in self.subjects.values()]
        numbers = [int(n) for row in table.rows if (n := row.get(NUMBER) or "").isdigit()]
        holding = Row.objects.filter(
            IN_FORCE, adoption__in=line_of(adoption), register=register.id
        ).select_related("unit")
        self.numbered = {
            row.pk: row for row in holding.filter(pk__in=[n for n in numbers if n < 2**63])
        }
        self.known: dict[str, int] = {
            _key(row.about, row.title, row.values): row.pk
            for row in holding.filter(about__in=about).order_by("-pk")
        }
        self.seen: dict[int, int] = {}

    def _units(self, on: date) -> dict[str, int | None]:
        """Return the unit of each subject, by its code."""
        if self.kind == "person":
            homes = homes_of([one.pk for one in self.subjects.values()], on)
            return {
                code: homes[one.pk].pk if one.pk in homes else None
                for code, one in self.subjects.items()
            }
        own = self.kind == "unit"
        return {code: one.pk if own else one.unit_id for code, one in self.subjects.items()}

    def work(self) -> None:
        """Go through all rows."""
        for row in self.table.rows:
            self._row(row.number, row.values)
        for row in self.table.broken:
            if row.get(SUBJECT):
                self._place(row.number, row.get(SUBJECT))
        self.plan.problems.sort(key=lambda one: (one.row, len(one.column), one.column))

    def _wrong(self, line: int, key: str, value: Any, code: str, **facts: Any) -> None:
        self.plan.problems.append(self.table.problem(line, key, value, code, **facts))

    def _row(self, line: int, cells: dict[str, Any]) -> None:
        unit = self._place(line, cells.get(SUBJECT))
        if unit is None:
            return None
        subject = self.subjects[cells.get(SUBJECT)]
        old = self._old(line, cells.get(NUMBER) or "", kinds.ref(subject))
        given = dict(old.values) if isinstance(old, Row) else {}
        given |= {
            one.id: cells[OWN + one.id] for one in self.register.fields if OWN + one.id in cells
        }
        values, wrong = read_values(self.register, given)
        for one in wrong:
            self._wrong(line, OWN + one.field, given.get(one.field), one.code, **_facts(one))
        if wrong or old is False:
            return None
        title = cells.get(TITLE) or ""
        key = _key(kinds.ref(subject), title, values)
        standing = self.known.get(key)
        if isinstance(old, Row):
            if standing == old.pk:
                self.plan.same += 1
                return None
            if standing is not None:
                return self._wrong(line, NUMBER, old.pk, "STANDS_ALREADY", row=standing)
            change = Change("CORRECTED", line, old.about, title, old.unit_id, values, old)
        elif standing is not None:
            self.plan.same += 1
            return None
        else:
            change = Change("ADDED", line, kinds.ref(subject), title, unit, values)
        self.plan.changes.append(change)
        return None

    def _place(self, line: int, code: Any) -> int | None:
        """Return the unit whose row it would be; None after saying why there is none."""
        unit = self.units.get(code)
        if code not in self.subjects:
            self._wrong(line, SUBJECT, code, "UNKNOWN", kind=self.kind)
        elif unit is None:
            self._wrong(line, SUBJECT, code, "NOT_PLACED")
        elif not self.reach.covers(unit):
            self._wrong(line, SUBJECT, code, "NOT_YOURS")
        else:
            return unit
        return None

    def _old(self, line: int, number: str, about: str) -> Row | Literal[False] | None:
        """Return the row that a number names; False after saying that there is none."""
        if not number:
            return None
        old = self.numbered.get(int(number)) if number.isdigit() else None
        if old is None:
            self._wrong(line, NUMBER, number, "ROW_GONE")
        elif old.about != about:
            self._wrong(line, NUMBER, number, "OTHER_SUBJECT")
        elif not self.reach.covers(old.unit_id):
            self._wrong(line, NUMBER, number, "NOT_YOURS")
        elif (first := self.seen.setdefault(old.pk, line)) != line:
            self._wrong(line, NUMBER, number, "ROW_NUMBERED_TWICE", first=first)
        else:
            return old
        return False


def _facts(wrong: Wrong) -> dict[str, Any]:
    return {"least": wrong.value} if wrong.code == "LEAST" else {}


def _key(about: str, title: str, values: dict[str, Any]) -> str:
    return json.dumps([about, title, values], ensure_ascii=False, sort_keys=True)


def _waiting(workbook: Workbook) -> Workbook:
    found = Workbook.objects.select_for_update(of=("self",)).get(pk=workbook.pk)
    if found.state != Workbook.State.READY:
        text = _("This workbook is at the stage “{state}”.")
        raise NotWaiting(text.format(state=found.get_state_display()))
    return found


def _write(
    adoption: Adoption,
    register: Register,
    plan: Plan,
    workbook: Workbook,
    by: Account,
    on: date,
) -> None:
    units = Unit.objects.in_bulk({one.unit for one in plan.changes})
    made = [
        (
            one,
            *new_row(
                adoption,
                register,
                one.about,
                one.title,
                units[one.unit],
                one.values,
                by=by,
                on=on,
            ),
        )
        for one in plan.changes
    ]
    Row.objects.bulk_create(row for one, row, _commitment in made if one.old is None)
    acts: list[Any] = []
    for one, row, commitment in made:
        if one.old is None:
            acts.append(entered(row, commitment))
        else:
            acts += put_in_place(one.old, row, commitment, workbook.why, by=by, on=on)
    record_many(acts, by=by, on=on)


def preview(workbook: Workbook, reach: Reach, on: date) -> Iterable[Change]:
    """Return what a workbook that waits would change."""
    register: Register = pack_of(workbook.adoption).element("registers", workbook.register)
    return make_plan(workbook.adoption, register, bytes(workbook.content), reach, on).changes
