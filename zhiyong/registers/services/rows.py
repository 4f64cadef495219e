"""Rows are entered, corrected by another row, and struck out; none is ever overwritten."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from zhiyong.directory.models import Account, Person, Post, Unit
from zhiyong.journal.services import Act, Commitment, commit, record, record_many
from zhiyong.plans.models import Adoption
from zhiyong.plans.selectors import pack_of
from zhiyong.registers.access import Reach
from zhiyong.registers.models import Row
from zhiyong.registers.selectors import (
    IN_FORCE,
    has_title,
    home_of,
    line_of,
    subject_kind,
)
from zhiyong.registers.wording import say_wrong
from zhiyong.rules.pack.fields import Register
from zhiyong.rules.registers import Values, Wrong, read_values, span_of
from zhiyong.shell import kinds
from zhiyong.shell.errors import Refusal

By = Account | str
Subject = Person | Unit | Post


class NoSuchRegister(Refusal):
    """The plan has no register of this name."""


class AnotherSubject(Refusal):
    """The register is about something else: a person, a unit, a post."""


class NotPlaced(Refusal):
    """The person holds no post on the day, and so belongs to no unit."""


class NotYours(Refusal):
    """The row belongs to a unit whose rows somebody else keeps."""


class SaysTheSame(Refusal):
    """A row that says the same holds already."""


class NoLongerHolds(Refusal):
    """The row was corrected or struck out before."""


class NoReason(Refusal):
    """A correction and a striking-out need their reason."""


class ValuesWrong(Refusal):
    """Fields of the row lack something, or hold what they cannot."""

    def __init__(self, wrong: tuple[Wrong, ...], register: Register) -> None:
        labels = {one.id: one.label.zh for one in register.fields}
        told = "；".join(f"{labels.get(one.field, one.field)}：{say_wrong(one)}" for one in wrong)
        super().__init__(told)
        self.wrong = wrong


@transaction.atomic
def add_row(
    *,
    adoption: Adoption,
    register: str,
    about: Subject,
    values: Mapping[str, Any],
    reach: Reach,
    by: By,
    on: date,
    title: str = "",
) -> Row:
    """Enter a row. `reach` is what whoever enters it keeps of the register.

    :raises NoSuchRegister: if the plan has none of this name.
    :raises AnotherSubject: if the register is about another kind, or a name is missing.
    :raises NotPlaced: if a person holds no post on the day.
    :raises NotYours: if somebody else keeps the unit's rows.
    :raises ValuesWrong: if fields lack something, or hold what they cannot.
    :raises SaysTheSame: if a row that says the same holds already.
    """
    adoption = lock(adoption)
    found = _register(adoption, register)
    unit = _checked_subject(found, about, title, reach, on)
    read = _checked(found, values)
    row, commitment = new_row(
        adoption, found, kinds.ref(about), title.strip(), unit, read, by=by, on=on
    )
    _refuse_twice(row)
    row.save()
    record_many([entered(row, commitment)], by=by, on=on)
    return row


@transaction.atomic
def correct_row(
    *,
    row: Row,
    values: Mapping[str, Any],
    why: str,
    reach: Reach,
    by: By,
    on: date,
    title: str | None = None,
) -> Row:
    """Put another row in the place of one that was wrong; the old one stays, with the reason.

    :raises NoLongerHolds: if the row was corrected or struck out meanwhile.
    :raises NotYours: if somebody else keeps the row.
    :raises NoReason: if no reason is given.
    :raises ValuesWrong: if fields lack something, or hold what they cannot.
    :raises SaysTheSame: if nothing would change, or another row says the same.
    """
    adoption = lock(row.adoption)
    row = _holding(row, reach)
    found = _register(adoption, row.register)
    read = _checked(found, values)
    named = row.title if title is None else title.strip()
    new, commitment = new_row(adoption, found, row.about, named, row.unit, read, by=by, on=on)
    _refuse_twice(new)
    acts = put_in_place(row, new, commitment, why, by=by, on=on)
    record_many(acts, by=by, on=on)
    return new


@transaction.atomic
def strike_row(*, row: Row, why: str, reach: Reach, by: By, on: date) -> Row:
    """Strike a row out: it counts no more, and stays readable with the reason.

    :raises NoLongerHolds: if the row was corrected or struck out meanwhile.
    :raises NotYours: if somebody else keeps the row.
    :raises NoReason: if no reason is given.
    """
    lock(row.adoption)
    row = _holding(row, reach)
    reason = _end(row, Row.State.STRUCK, why, by, on)
    record(
        "register.struck",
        of=row,
        by=by,
        on=on,
        threads=[row.adoption, row.about],
        audience=row.unit_id,
        facts={"register": row.register},
        commits={"why": reason},
    )
    return row


# ── what workbooks use as well ────────────────────────────────────────────────────────────


def lock(adoption: Adoption) -> Adoption:
    """Let nobody else write the registers of a plan meanwhile; everybody reads them."""
    return (
        Adoption.objects.select_for_update(of=("self",), no_key=True)
        .select_related("pack")
        .get(pk=adoption.pk)
    )


def new_row(
    adoption: Adoption,
    register: Register,
    about: str,
    title: str,
    unit: Unit,
    values: Values,
    *,
    by: By,
    on: date,
) -> tuple[Row, Commitment]:
    """Return a row that is not saved yet, and the commitment to what it says."""
    first, last = span_of(values)
    row = Row(
        adoption=adoption,
        register=register.id,
        about=about,
        title=title,
        unit=unit,
        values=values,
        day=first or on,
        until=last if first else None,
        entered_on=on,
        entered_by=by if isinstance(by, Account) else None,
    )
    commitment = commit(row.content)
    row.salt = commitment.salt
    return row, commitment


def put_in_place(
    old: Row, new: Row, commitment: Commitment, why: str, *, by: By, on: date
) -> list[Act]:
    """Save a row in the place of another, which stays; return what the journal is told.

    :raises NoReason: if no reason is given.
    """
    reason = _end(old, Row.State.CORRECTED, why, by, on)
    new.corrects, new.first_id = old, old.first_id or old.pk
    new.save()
    return [
        entered(new, commitment, "register.corrected", corrects=old),
        Act(
            verb="register.superseded",
            of=old,
            facts={"register": old.register, "into": new},
            threads=(new,),
            audience=old.unit_id,
            commits={"why": reason},
        ),
    ]


def entered(row: Row, commitment: Commitment, verb: str = "register.entered", **facts: Any) -> Act:
    """Return what the journal is told of a row that is saved."""
    return Act(
        verb=verb,
        of=row,
        facts={"register": row.register, **facts},
        threads=(row.adoption, row.about),
        audience=row.unit_id,
        commits={"row": commitment},
    )


def same_row(row: Row) -> Row | None:
    """Return a row that holds and says the same, if there is one."""
    return (
        Row.objects.filter(
            IN_FORCE,
            adoption__in=line_of(row.adoption),
            register=row.register,
            about=row.about,
            title=row.title,
            values=row.values,
        )
        .order_by("pk")
        .first()
    )


# ── checks ────────────────────────────────────────────────────────────────────────────────


def _end(row: Row, state: Row.State, why: str, by: By, on: date) -> Commitment:
    why = why.strip()[:500]
    if not why:
        raise NoReason(_("Give the reason: it stays beside the row."))
    reason = commit(why)
    row.state, row.ended_on, row.ended_why = state, on, why
    row.ended_by = by if isinstance(by, Account) else None
    row.ended_salt = reason.salt
    row.save(update_fields=["state", "ended_on", "ended_why", "ended_by", "ended_salt"])
    return reason


def _register(adoption: Adoption, code: str) -> Register:
    pack = pack_of(adoption)
    if not pack.has("registers", code):
        raise NoSuchRegister(_("The plan keeps no such register."))
    found: Register = pack.element("registers", code)
    return found


def _checked_subject(
    register: Register, about: Subject, title: str, reach: Reach, on: date
) -> Unit:
    if kinds.of(type(about)).name != subject_kind(register):
        raise AnotherSubject(_("The register is about something else."))
    if has_title(register) and not title.strip():
        raise AnotherSubject(_("Say what it is called."))
    unit = home_of(about, on)
    if unit is None:
        raise NotPlaced(_("This person holds no post that day and belongs to no unit."))
    if not reach.covers(unit):
        raise NotYours(_("The rows of this unit are kept by somebody else."))
    return unit


def _checked(register: Register, values: Mapping[str, Any]) -> Values:
    read, wrong = read_values(register, values)
    if wrong:
        raise ValuesWrong(wrong, register)
    return read


def _holding(row: Row, reach: Reach) -> Row:
    row = Row.objects.select_related("adoption__pack", "unit").get(pk=row.pk)
    if row.state != Row.State.IN_FORCE:
        raise NoLongerHolds(
            _("This row no longer holds: it is marked “{state}”.").format(
                state=row.get_state_display()
            )
        )
    if not reach.covers(row.unit_id):
        raise NotYours(_("The rows of this unit are kept by somebody else."))
    return row


def _refuse_twice(row: Row) -> None:
    if same := same_row(row):
        text = _("A row that says the same holds already: no. {row}.")
        raise SaysTheSame(text.format(row=same.pk))
